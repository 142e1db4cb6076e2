"""What a column of the big table shows, and how a cell becomes text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

Row = TypeVar("Row")
Chip = tuple[str, str]  # (text, one of CHIP_COLORS or #rrggbb)


@dataclass(frozen=True)
class Column(Generic[Row]):
    """`text` is what is painted, copied and read aloud; everything else is optional.

    sort_key   what `sort_requested` carries; "" means that the column cannot be sorted
    edit_text  what the editor starts with (default: `text`)
    set_value  (id, new text); may raise ShopError, which the table says and keeps the old value
    chips      painted instead of the text; `text` still is what is copied
    icon       name of an icon in front of the text, "" for none
    color      name of a token for the text, "" for the usual one
    flex       shares what is left of the table's width, and gives up a part of its own when there is too little
    gives_way  steps aside when there is too little room for all, the highest first
    middle     the … stands in the middle: the end of the text tells the rows apart
    """

    key: str
    title: str
    text: Callable[[Row], str]
    width: int = 120
    align: Literal["left", "right", "center"] = "left"
    sort_key: str = ""
    tooltip: Callable[[Row], str] | None = None
    editable: bool | Callable[[Row], bool] = False
    edit_text: Callable[[Row], str] | None = None
    set_value: Callable[[int, str], object] | None = None
    chips: Callable[[Row], Sequence[Chip]] | None = None
    icon: Callable[[Row], str] | None = None
    color: Callable[[Row], str] | None = None
    strong: bool = False
    flex: bool = False
    gives_way: int = 0
    middle: bool = False
    visible: bool = True
    title_tooltip: str = ""

    def can_edit(self, row: Row) -> bool:
        if self.set_value is None:
            return False
        return self.editable(row) if callable(self.editable) else self.editable
