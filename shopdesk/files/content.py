"""What a file holds once it is read: plain typed cells in sheets, nothing of the library that read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

Cell = str | int | float | bool | datetime | date | time | timedelta
Row = Sequence[Cell]
Merge = tuple[int, int, int, int]  # first row, first column, last row, last column, counted from 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows as they stand, the blank ones too, so that row numbers agree with what the owner sees; "" is an empty cell.

    `merged` has the merged ranges (only the top left cell holds the value), `cleaned` and `damaged` the 0-based rows
    that held control characters (removed) or letters that no encoding could give back (shown as U+FFFD).
    """

    name: str
    rows: Sequence[Row]
    merged: tuple[Merge, ...] = ()
    hidden: bool = False
    hidden_rows: int = 0
    cleaned: frozenset[int] = frozenset()
    damaged: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class FileContent:
    """`text` is the decoded text of a text file, for those who read lines and not cells.

    `fixed_width` is true when every record of the file should be as long as its header (separated text).
    `dates_from_1904` tells how a bare serial number in this workbook counts days.
    `encoding_certain` is false when the bytes fit more than one encoding and the owner should look.
    """

    what: Literal["text", "workbook", "vcard"]
    encoding: str
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()
    text: str = ""
    fixed_width: bool = False
    dates_from_1904: bool = False
    encoding_certain: bool = True


@dataclass(slots=True)
class SheetDraft:
    """A sheet while it is being read."""

    name: str
    merged: tuple[Merge, ...] = ()
    hidden: bool = False
    hidden_rows: int = 0
    rows: list[Row] = field(default_factory=list)
    cleaned: set[int] = field(default_factory=set)
    damaged: set[int] = field(default_factory=set)

    def finished(self) -> Sheet:
        return Sheet(
            self.name,
            self.rows,
            self.merged,
            self.hidden,
            self.hidden_rows,
            frozenset(self.cleaned),
            frozenset(self.damaged),
        )
