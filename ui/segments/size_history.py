"""How many members the segment had, day by day: a small chart over the list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy

from shopdesk.base.dates import short_day
from shopdesk.base.i18n import _
from ui.widgets.charts.line_chart import LineChart

DAYS = 90
_HEIGHT = 104


class SizeHistory(LineChart):
    """Hidden until there are two days to compare."""

    def __init__(self) -> None:
        super().__init__(_("人数走势"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._room = True
        self.hide()

    def set_room(self, room: bool) -> None:
        self._room = room
        self.setVisible(room and len(self.values) > 1)

    def show_days(self, rows: Sequence[tuple[int, int]]) -> None:
        """(day, count), oldest first."""
        self.set_data([short_day(day) for day, _count in rows], [count for _day, count in rows])
        self.set_room(self._room)

    def sizeHint(self) -> QSize:
        return QSize(240, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, _HEIGHT)
