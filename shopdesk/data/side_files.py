"""Derived arrays beside a large shop's file, so that a start reads 30 MB instead of a million rows.

A side file carries the mark of the very state it was made of: every transaction gives the shop's file a new mark
(PRAGMA user_version, which rolls back and is copied with the data). One that does not match, or is torn, is as good as
none: what it holds is made anew from the tables. Nothing that names a person is written there, and nothing at all
beside a shop with a password.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from shopdesk.base.whole_files import written_beside
from shopdesk.data.migrations import HEAD

Arrays = Mapping[str, npt.NDArray[Any]]
_FORM = f"1/{HEAD}"
"""Of the files and of what they are made from; another form is no match."""
_NARROW = (np.uint8, np.uint16, np.int32)
_KINDS = frozenset({"|b1", "|u1", "<u2", "<i4", "<i8", "<f8"})


def write_side_file(folder: Path, name: str, mark: int, arrays: Arrays) -> None:
    """Whole or not at all. Integers are stored as narrow as their values allow and come back as 64 bit."""
    kept = {key: np.ascontiguousarray(_narrowed(array)) for key, array in arrays.items()}
    body = b"".join(array.tobytes() for array in kept.values())
    head = {
        "form": _FORM,
        "mark": mark,
        "sum": zlib.crc32(body),
        "arrays": [[key, array.dtype.str, list(array.shape)] for key, array in kept.items()],
        "wide": [key for key, array in arrays.items() if array.dtype == np.int64],
    }
    with written_beside(folder / f"{name}.bin") as beside, beside.open("wb") as file:
        file.write(json.dumps(head).encode("ascii") + b"\n")
        file.write(body)


def _narrowed(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    if array.dtype != np.int64 or not array.size:
        return array
    low, high = int(array.min()), int(array.max())
    for kind in _NARROW:
        if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max:
            return array.astype(kind)
    return array


def read_side_file(folder: Path, name: str, mark: int) -> dict[str, npt.NDArray[Any]] | None:
    """What was written with that mark; None when there is no such file, or another one, or a damaged one."""
    try:
        with (folder / f"{name}.bin").open("rb") as file:
            head = json.loads(file.readline(100_000))
            if head["form"] != _FORM or head["mark"] != mark or mark == 0:
                return None
            body = file.read()
        if zlib.crc32(body) != head["sum"]:
            return None
        return _split(body, head)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _split(body: bytes, head: dict[str, Any]) -> dict[str, npt.NDArray[Any]]:
    arrays: dict[str, npt.NDArray[Any]] = {}
    at = 0
    for key, kind, shape in head["arrays"]:
        if kind not in _KINDS:
            raise ValueError(kind)
        dtype = np.dtype(kind)
        count = int(np.prod(shape, dtype=np.int64))
        array = np.frombuffer(body, dtype=dtype, count=count, offset=at).reshape(shape)
        at += count * dtype.itemsize
        arrays[key] = array.astype(np.int64 if key in head["wide"] else dtype)
    return arrays


def has_side_file(folder: Path, name: str, mark: int) -> bool:
    """Whether one with that mark is there; its content is checked when it is read."""
    try:
        with (folder / f"{name}.bin").open("rb") as file:
            head = json.loads(file.readline(100_000))
        return bool(head["form"] == _FORM and head["mark"] == mark)
    except (OSError, ValueError, KeyError, TypeError):
        return False
