"""A matrix of counts: the more, the stronger the ground; a click or Enter on a figure goes to what is behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from ui.theme import on_theme_changed, tokens
from ui.widgets.elided import plain_tooltip

_STRENGTH = Qt.ItemDataRole.UserRole
_HEADING = 32
_WEAKEST, _STRONGEST = 14, 96  # alpha of the accent: every text on it keeps its contrast


Counts = tuple[list[str], list[tuple[str, list[int]]]]
"""The titles of the columns, and each row's with its counts."""


@dataclass(frozen=True)
class Cell:
    count: int
    strength: float = 0.0
    """0 to 1."""
    about: str = ""
    strong: bool = False
    """A sum."""
    words: str = ""
    """Shown instead of the count."""

    @property
    def text(self) -> str:
        return self.words or (f"{self.count:,}" if self.count or self.strong else "")


class Matrix(QTableWidget):
    opened = Signal(int, int)  # row, column of a figure that is not empty

    def __init__(self, name: str) -> None:
        super().__init__()
        self._numbers: Counts = ([], [])
        self.setAccessibleName(name)
        self.setProperty("role", "matrix")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setCornerButtonEnabled(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setFixedHeight(_HEADING)
        self.verticalHeader().setHighlightSections(False)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.cellClicked.connect(self._open)
        on_theme_changed(self._shade)

    def show_cells(
        self, rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[Cell]], row_height: int = 38
    ) -> None:
        """Everything anew; as high as its rows."""
        place = (self.currentRow(), self.currentColumn())
        self.setRowCount(len(rows))
        self.setColumnCount(len(columns))
        counts = [(name, [cell.count for cell in line]) for name, line in zip(rows, cells, strict=True)]
        self._numbers = (list(columns), counts)
        self.setHorizontalHeaderLabels([word.replace("\n", " ") for word in columns])
        self.setVerticalHeaderLabels(list(rows))
        for row, line in enumerate(cells):
            self.setRowHeight(row, row_height)
            for column, cell in enumerate(line):
                self.setItem(row, column, _item(cell))
        self._shade()
        self.setCurrentCell(*place)
        self.setFixedHeight(self.horizontalHeader().height() + row_height * len(rows) + 2 * self.frameWidth())

    def numbers(self) -> Counts:
        return self._numbers

    def _shade(self) -> None:
        accent = QColor(tokens().accent)
        for row in range(self.rowCount()):
            for column in range(self.columnCount()):
                item = self.item(row, column)
                strength = 0.0 if item is None else float(item.data(_STRENGTH))
                if item is not None and strength > 0:
                    accent.setAlpha(round(_WEAKEST + (_STRONGEST - _WEAKEST) * min(strength, 1.0)))
                    item.setBackground(QBrush(accent))

    def _open(self, row: int, column: int) -> None:
        item = self.item(row, column)
        if item is not None and item.text() not in ("", "0"):
            self.opened.emit(row, column)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.currentItem() is not None:
            self._open(self.currentRow(), self.currentColumn())
        else:
            super().keyPressEvent(event)


def _item(cell: Cell) -> QTableWidgetItem:
    item = QTableWidgetItem(cell.text)
    item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
    item.setData(_STRENGTH, cell.strength)
    item.setToolTip(plain_tooltip(cell.about))
    if cell.strong:
        font = QFont()
        font.setBold(True)
        item.setFont(font)
    return item
