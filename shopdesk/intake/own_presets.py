"""Table formats of the shop's own: files like the shipped presets in the shop's folder, made from the mapping page.

A file can be given to another shop: put into its folder, it is known there. One that is not well formed is passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from shopdesk.base.errors import ShopError
from shopdesk.files.atomic import replace_file
from shopdesk.intake.tables import Mapping
from shopdesk.intake.tables.presets import PRODUCT_FIELD, Preset, read_presets, shipped_presets

FOLDER = "presets"
_MOST_FILES = 200
_LONGEST_NAME = 40
_NOT_IN_A_NAME = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')


def presets_of(folder: Path | None) -> tuple[Preset, ...]:
    """The shop's own presets, asked before the shipped ones. Writes nothing and never raises."""
    own: list[Preset] = []
    for path in sorted(folder.glob("*.json"))[:_MOST_FILES] if folder is not None and folder.is_dir() else ():
        try:
            own += [replace(preset, own=True) for preset in read_presets(path) if preset.signature]
        except ShopError:
            continue
    return (*own, *shipped_presets())


def preset_data(title: str, names: Sequence[str], mapping: Mapping) -> dict[str, Any] | None:
    """A preset in the form of its file; None when the columns that matter have no names to be known by."""
    columns: dict[str, list[str]] = {}
    for name, field in zip(names, mapping.fields, strict=False):
        if field and name and not field.startswith(PRODUCT_FIELD):
            columns.setdefault(field, []).append(name)
    products = any(field.startswith(PRODUCT_FIELD) for field in mapping.fields)
    signature = list(dict.fromkeys(name for named in columns.values() for name in named))
    if len(signature) < 2 and not (signature and products):
        return None
    return {
        "name": title,
        "kind": mapping.kind,
        "signature": signature,
        "columns": columns,
        "inherit": False,
        "products_are_columns": products,
        "rules": dict(mapping.rules),
    }


def save_preset(folder: Path, title: str, names: Sequence[str], mapping: Mapping) -> Path | None:
    """The file written, None when there is nothing to know such a table by. Raises ShopError when it cannot be."""
    title = " ".join(title.split())[:_LONGEST_NAME]
    data = preset_data(title, names, mapping)
    file_name = _NOT_IN_A_NAME.sub(" ", title).strip(" .")
    if data is None or not file_name:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{file_name}.json"
    with replace_file(path) as file:
        file.write(json.dumps(data, ensure_ascii=False, indent=2).encode() + b"\n")
    return path
