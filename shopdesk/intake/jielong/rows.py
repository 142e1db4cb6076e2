"""The lines of a pasted text, with what can be said of each alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from shopdesk.intake.jielong.folding import drop_invisible, fold
from shopdesk.intake.jielong.heads import Head, is_example, is_system, scan_head

_KEYCAP_BUILDING = re.compile("([0-9])\ufe0f?\u20e3\ufe0f?(?=[栋幢座])")  # 2⃣️栋


class Row(NamedTuple):
    line: int
    raw: str
    text: str  # folded
    head: Head | None = None
    sender: str = ""
    kind: str = ""  # "", header, example, system, menu, notice, entry

    @property
    def blank(self) -> bool:
        return not self.text.strip()

    @property
    def body(self) -> str:
        return self.raw[self.head.end :] if self.head else self.raw


@dataclass
class Section:
    """One list: what was said before it and its rows in their order."""

    header: list[Row] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    chat: bool = False
    replaces: bool = False  # an earlier copy of the same list was left out
    sure: bool = True  # false: nothing but the look of the lines says that this is a list


def make_rows(lines: Sequence[tuple[int, str]]) -> list[Row]:
    rows: list[Row] = []
    for number, raw in lines:
        raw = _KEYCAP_BUILDING.sub(r"\1", drop_invisible(raw).rstrip())
        text = fold(raw)
        kind = ""
        if is_system(text) and not is_numbered(text):
            kind = "system"
        elif is_example(text) or _numbered_example(text):
            kind = "example"
        rows.append(Row(number, raw, text, kind=kind))
    _mark_example_below(rows)
    return rows


def is_numbered(text: str) -> bool:
    head = scan_head(text)
    return head is not None and head.sure


def _numbered_example(text: str) -> bool:
    head = scan_head(text)
    return head is not None and head.sure and is_example(text[head.end :])


def _mark_example_below(rows: list[Row]) -> None:
    """`例：` on a line of its own: the numbered line under it is the example when its number comes again."""
    for at, row in enumerate(rows):
        if row.kind != "example" or len(row.text.strip(" :[]()")) > 4:
            continue
        below = [i for i in range(at + 1, min(at + 8, len(rows))) if not rows[i].blank]
        heads = [scan_head(rows[i].text) for i in below[:2]]
        if len(heads) == 2 and heads[0] and heads[1] and heads[1].seq <= heads[0].seq:
            rows[below[0]] = rows[below[0]]._replace(kind="example")
