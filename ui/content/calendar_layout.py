"""Where days and entries stand in the calendar: plain geometry, so that columns are equal to the pixel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QRect

from shopdesk.content.entries import EntryRow

MONTH = "month"
WEEK = "week"
GAP = 2
PAD = 4


@dataclass(frozen=True)
class Cell:
    day: int
    rect: QRect
    inside: bool
    """False for the days of the months before and after."""


@dataclass(frozen=True)
class EntryBox:
    entry: EntryRow
    rect: QRect


@dataclass(frozen=True)
class MoreBox:
    day: int
    count: int
    rect: QRect


@dataclass(frozen=True)
class Layout:
    cells: list[Cell] = field(default_factory=list)
    boxes: list[EntryBox] = field(default_factory=list)
    mores: list[MoreBox] = field(default_factory=list)
    head: int = 0
    """Height of the row of weekday names."""
    day_head: int = 0
    """Height of the line with the day's number inside a cell."""

    def cell_at(self, point: QPoint) -> Cell | None:
        return next((cell for cell in self.cells if cell.rect.contains(point)), None)

    def box_at(self, point: QPoint) -> EntryBox | None:
        return next((box for box in self.boxes if box.rect.contains(point)), None)

    def more_at(self, point: QPoint) -> MoreBox | None:
        return next((more for more in self.mores if more.rect.contains(point)), None)

    def cell_of(self, day: int) -> Cell | None:
        return next((cell for cell in self.cells if cell.day == day), None)

    def box_of(self, entry_id: int | None) -> EntryBox | None:
        return next((box for box in self.boxes if box.entry.id == entry_id), None)


def shown_days(mode: str, day: int) -> tuple[date, date]:
    """First and last day on screen: whole weeks from Monday that hold the month, or the week, of `day`."""
    on = date.fromordinal(day)
    if mode == WEEK:
        monday = on - timedelta(days=on.weekday())
        return monday, monday + timedelta(days=6)
    first = on.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    last = after - timedelta(days=1)
    return first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())


def lay_out(
    mode: str, day: int, width: int, height: int, line: int, entries_of: Callable[[int], Sequence[EntryRow]]
) -> Layout:
    """`line` is the height of a line of text; everything else follows from it."""
    first, last = shown_days(mode, day)
    weeks = ((last - first).days + 1) // 7
    head, day_head = line + 8, line + 3
    column = width // 7
    row = max((height - head) // weeks, 1)
    month = date.fromordinal(day).month
    layout = Layout(head=head, day_head=day_head)
    for offset in range(weeks * 7):
        on = first + timedelta(days=offset)
        top = head + offset // 7 * row
        rect = QRect(offset % 7 * column, top, column, row)
        layout.cells.append(Cell(on.toordinal(), rect, mode == WEEK or on.month == month))
        entries = entries_of(on.toordinal())
        if mode == WEEK:
            _stack_cards(layout, rect, entries, line)
        else:
            _stack_chips(layout, rect, on.toordinal(), entries, line)
    return layout


def _stack_chips(layout: Layout, cell: QRect, day: int, entries: Sequence[EntryRow], line: int) -> None:
    top = cell.top() + layout.day_head
    chip, room = 0, 0
    for chip in (line + 1, line - 2):  # squeezed a little where only one would fit
        room = max((cell.bottom() - 1 - top + GAP) // (chip + GAP), 0)
        if room > 1:
            break
    shown = entries[:room]
    for index, entry in enumerate(shown):
        place = QRect(cell.left() + PAD, top + index * (chip + GAP), cell.width() - 2 * PAD, chip)
        rest = len(entries) - room
        if rest > 0 and index == room - 1:
            # What does not fit is counted at the end of the last line, so that no line is lost to it.
            width = line * 3 // 2 if rest < 10 else line * 2
            more = QRect(place.right() + 1 - width, place.top(), width, chip)
            layout.mores.append(MoreBox(day, rest, more))
            place = place.adjusted(0, 0, -width - GAP, 0)
        layout.boxes.append(EntryBox(entry, place))


def card_height(line: int) -> int:
    """Time and channel, two lines of title, two lines of text."""
    return 5 * line + 20


def _stack_cards(layout: Layout, cell: QRect, entries: Sequence[EntryRow], line: int) -> None:
    height = card_height(line)
    top = cell.top() + layout.day_head + line + 4
    for index, entry in enumerate(entries):
        place = QRect(cell.left() + PAD, top + index * (height + 6), cell.width() - 2 * PAD, height)
        layout.boxes.append(EntryBox(entry, place))


def least_height(mode: str, day: int, line: int, most_entries: int) -> int:
    """The height below which the calendar scrolls: one line in each day, or every card of the fullest day."""
    head = line + 8
    if mode == WEEK:
        return head + line + 3 + line + 4 + most_entries * (card_height(line) + 6) + PAD
    first, last = shown_days(mode, day)
    weeks = ((last - first).days + 1) // 7
    return head + weeks * (line + 3 + line + 1 + 2 * GAP)
