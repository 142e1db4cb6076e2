"""Table formats as data (resources/presets/*.json): how to recognise one, what its columns mean, which rules it has.

An owner's own presets are files of the same form in a folder of the shop; they are asked first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, cast

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.paths import resource_path
from shopdesk.intake.tables.rows import Kind
from shopdesk.intake.tables.values import folded

WORDS_FILE = "words.json"
_MOST_BYTES = 1_000_000
PRODUCT_FIELD = "product:"  # "product:草莓@2990": a column that is a product, with its price in 分 when it is known

# What a column can mean, in the order in which the mapping page offers it.
FIELDS: dict[Kind, tuple[str, ...]] = {
    "orders": (
        *("order_no", "name", "receiver", "phone", "receiver_phone", "number", "community", "building", "unit", "room"),
        *("address", "product", "spec", "qty", "price", "item_amount", "items", "amount", "refund", "status"),
        *("fulfilled", "refund_status", "paid", "paid_at", "ordered_at", "pickup_point", "group_buy", "note"),
    ),
    "members": (
        *(
            "name",
            "family_name",
            "given_name",
            "nickname",
            "phone",
            "other_phone",
            "number",
            "community",
            "building",
            "unit",
            "room",
            "address",
        ),
        *("birthday", "gender", "tags", "note", "source", "referrer", "joined_at"),
    ),
    "bill": (
        *("at", "at_otherwise", "type", "counterparty", "account", "goods", "direction", "amount", "income", "expense"),
        *("status", "flow", "refund", "refund_no", "refund_status", "txn_id", "order_id", "note"),
    ),
}
_KINDS: tuple[Kind, ...] = ("orders", "members", "bill")
_FORM_HEAD = re.compile(r"^(?:[0-9]{1,2}[.、])?(?:请?(?:填写|输入|选择|留下)?[您你]的|请(?:填写|输入|选择))?")
_NUMBER_BEHIND = re.compile(r"(?<=[^\W\d_])[0-9]{1,2}$")
_BRACKETS = re.compile(r"[(\[【{<《][^()\[\]【】{}<>《》]*[)\]】}>》]")


@dataclass(frozen=True, slots=True)
class Preset:
    """`needs` are groups of fields of which each must have a column; a preset with a signature needs none.

    `own` ones were made by the shop and go before the shipped ones.
    """

    name: str
    kind: Kind
    what: str = ""
    signature: tuple[str, ...] = ()
    columns: MappingOf[str, tuple[str, ...]] = field(default_factory=dict)
    inherit: bool = True
    needs: tuple[tuple[str, ...], ...] = ()
    avoid: tuple[str, ...] = ()
    products_are_columns: bool = False
    rules: MappingOf[str, bool] = field(default_factory=dict)
    own: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """`names[kind]` gives field and rank of a column name; `other` are columns known to mean nothing to us."""

    names: MappingOf[Kind, MappingOf[str, tuple[str, int]]]
    other: MappingOf[Kind, frozenset[str]]
    totals: frozenset[str]
    status: tuple[tuple[str, tuple[str, ...]], ...]
    paid_yes: frozenset[str]
    paid_no: frozenset[str]


def plain_name(name: str) -> str:
    """A column name as it is compared: no blanks, no case, no full-width forms, no stars and colons around it."""
    return "".join(folded(name).split()).strip("*:：#'\"`").casefold()


def short_name(name: str) -> str:
    """`plain_name` without what stands in brackets, and without what a form puts before it: 1.您的手机(必填) → 手机."""
    return _FORM_HEAD.sub("", _BRACKETS.sub("", plain_name(name))).strip("*:：")


@cache
def words() -> Words:
    data = json.loads(resource_path("presets", WORDS_FILE).read_text(encoding="utf-8"))
    names: dict[Kind, dict[str, tuple[str, int]]] = {kind: {} for kind in _KINDS}
    for kind in _KINDS:
        for field_name in FIELDS[kind]:
            for rank, name in enumerate(data[kind].get(field_name, ())):
                names[kind].setdefault(plain_name(name), (field_name, rank))
    said = data["words"]
    return Words(
        names,
        {kind: frozenset(map(plain_name, data[kind]["other"])) for kind in _KINDS},
        frozenset(map(plain_name, said["totals"])),
        tuple((status, tuple(spoken)) for status, spoken in said["status"]),
        frozenset(plain_name(word) or word for word in said["paid_yes"]),
        frozenset(plain_name(word) or word for word in said["paid_no"]),
    )


@cache
def shipped_presets() -> tuple[Preset, ...]:
    """The presets that come with the program."""
    files = sorted(path for path in resource_path("presets").glob("*.json") if path.name != WORDS_FILE)
    return tuple(preset for path in files for preset in read_presets(path))


def own_presets(folder: Path) -> tuple[Preset, ...]:
    """The presets that an owner put into a folder; one that is not well formed is an error that names the file."""
    return tuple(preset for path in sorted(folder.glob("*.json")) for preset in read_presets(path))


def read_presets(path: Path) -> list[Preset]:
    """The presets of one file: a list of them or a single one. Raises ShopError with code bad_preset."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ValueError(path.name)
        data = json.loads(path.read_text(encoding="utf-8"))
        return [_preset(entry) for entry in (data if isinstance(data, list) else [data])]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise ShopError(
            _("表格格式文件 {file} 写得不对。").format(file=path.name), _("请改好它，或先把它移走。"), "bad_preset"
        ) from None


def _preset(entry: MappingOf[str, Any]) -> Preset:
    kind = entry["kind"]
    if kind not in FIELDS:
        raise ValueError(kind)
    columns = {name: tuple(map(plain_name, aliases)) for name, aliases in entry.get("columns", {}).items()}
    unknown = set(columns) - set(FIELDS[cast(Kind, kind)])
    if unknown:
        raise ValueError(unknown)
    return Preset(
        name=str(entry["name"]),
        kind=cast(Kind, kind),
        what=str(entry.get("what", "")),
        signature=tuple(map(plain_name, entry.get("signature", ()))),
        columns=columns,
        inherit=bool(entry.get("inherit", True)),
        needs=tuple(tuple(group) for group in entry.get("needs", ())),
        avoid=tuple(entry.get("avoid", ())),
        products_are_columns=bool(entry.get("products_are_columns", False)),
        rules={str(name): bool(on) for name, on in entry.get("rules", {}).items()},
    )


def fields_of(names: Sequence[str], preset: Preset | None, kind: Kind) -> tuple[str, ...]:
    """The field of each column by its name ("" for none), as the preset says and, if it inherits, as words say."""
    own: dict[str, str] = {}
    for field_name, aliases in (preset.columns if preset else {}).items():
        for alias in aliases:
            own.setdefault(alias, field_name)
    given = [_field_among(own, name) for name in names]
    if preset is not None and not preset.inherit:
        return tuple(given)
    taken = set(given)
    known, other = words().names[kind], words().other[kind]
    for at, name in enumerate(names):
        if not given[at]:
            plain, short = plain_name(name), short_name(name)
            found = known.get(plain) or (known.get(short) if plain not in other else None)
            if found and (found[0] not in taken or found[0] in ("note", "tags")):
                given[at] = found[0]
    return tuple(given)


def _field_among(own: MappingOf[str, str], name: str) -> str:
    """By the whole name, else without its brackets, else without the number behind: 标签组12(来源) is a 标签组."""
    short = short_name(name)
    return own.get(plain_name(name)) or own.get(short) or own.get(_NUMBER_BEHIND.sub("", short), "")


def rank_of(name: str, preset: Preset | None, kind: Kind, field_name: str) -> int:
    """Which of several columns of one field is asked first: the one named first in the preset or the words."""
    plain, short = plain_name(name), short_name(name)
    aliases = preset.columns.get(field_name, ()) if preset else ()
    for spelling in (plain, short):
        if spelling in aliases:
            return aliases.index(spelling)
    found = words().names[kind].get(plain) or words().names[kind].get(short)
    return 1000 + found[1] if found and found[0] == field_name else 5000
