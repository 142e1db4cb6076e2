"""The table of all figures: a row for each part, in each cell a figure and how it changed; Enter goes behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from shopdesk.base.i18n import _
from shopdesk.files.table_writer import SheetColumn
from shopdesk.insight.board import BoardRow
from shopdesk.insight.definitions import definition
from shopdesk.insight.flow import Flow
from ui.figures.all_figures import Figure, every_pool_figure, flow_figures
from ui.figures.wanted import Value, change_words, share_text
from ui.theme import color
from ui.widgets.elided import plain_tooltip, tame

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_LONGEST_NAME = 24
_ROW, _MARGIN, _SMALLER = 46, 8, 0.9


@dataclass(frozen=True)
class NamedRow:
    name: str
    row: BoardRow


class BoardModel(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.figures = {**flow_figures(), **every_pool_figure()}
        self.keys = list(self.figures)
        self._flows = set(flow_figures())
        self.rows: list[NamedRow] = []

    def show(self, rows: Sequence[NamedRow]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def values(self, row: int, key: str) -> tuple[Value, Value]:
        """Now and before."""
        one, figure = self.rows[row].row, self.figures[key]
        parts: tuple[Any, Any] = (one.flow, one.flow_before) if key in self._flows else (one.pool, one.pool_before)
        return figure.read(parts[0]), figure.read(parts[1])

    def is_flow(self, key: str) -> bool:
        return key in self._flows

    # ---- Qt

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.keys)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            figure = self.figures[self.keys[section]]
            if role == Qt.ItemDataRole.DisplayRole:
                return figure.title
            return plain_tooltip(definition(figure.meaning)) if role == Qt.ItemDataRole.ToolTipRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return tame(self.rows[section].name, _LONGEST_NAME)
        return plain_tooltip(self.rows[section].name) if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        key = self.keys[index.column()]
        figure = self.figures[key]
        if role == Qt.ItemDataRole.DisplayRole:
            now, before = self.values(index.row(), key)
            change = change_words(now, before, as_points=figure.write is share_text, short=True)[0]
            return f"{figure.write(now)}\n{change}"
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            words = self._words(index.row(), key, figure)
            return plain_tooltip(words) if role == Qt.ItemDataRole.ToolTipRole else words
        return None

    def _words(self, row: int, key: str, figure: Figure) -> str:
        now, before = self.values(row, key)
        return _("{name}，{figure} {now}，上一段 {before}").format(
            name=self.rows[row].name, figure=figure.title, now=figure.write(now), before=figure.write(before)
        )

    # ---- numbers

    def sheet(self) -> tuple[list[SheetColumn], list[list[Any]]]:
        """Everything as numbers, each figure with the one before it."""
        columns = [SheetColumn(_("名称"), 40), SheetColumn(_("从"), 14, "day"), SheetColumn(_("到"), 14, "day")]
        for figure in self.figures.values():
            kind = figure.style.kind
            columns += [
                SheetColumn(figure.title, 16, kind),
                SheetColumn(_("{figure}（上一段）").format(figure=figure.title), 20, kind),
            ]
        rows = []
        for at, named in enumerate(self.rows):
            flow: Flow = named.row.flow
            values = [value for key in self.keys for value in self.values(at, key)]
            rows.append([named.name, flow.span.first, flow.span.last, *values])
        return columns, rows


class TwoLines(QStyledItemDelegate):
    """The figure, and below it, smaller and paler, how it changed; a line under each row as under its name."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        figure, _newline, change = index.data().partition("\n")
        super().paint(painter, option, index)  # ground, hover and focus, as the style has them
        line = QRect(option.rect).adjusted(_MARGIN, 5, -_MARGIN, -6)
        painter.save()
        painter.setFont(_bold(option.font) if index.row() == 0 else option.font)
        painter.setPen(color("text"))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, figure)
        painter.setFont(_small(option.font))
        painter.setPen(color("muted"))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, change)
        painter.setPen(color("border"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        painter.restore()

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.text = ""  # paint() writes it

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        figure, _newline, change = index.data().partition("\n")
        widths = (
            QFontMetrics(font).horizontalAdvance(text)
            for font, text in ((_bold(option.font), figure), (_small(option.font), change))
        )
        return QSize(max(widths) + 2 * _MARGIN + 2, _ROW)


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * _SMALLER)
    return small


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setBold(True)
    return bold


class BoardTable(QTableView):
    opened = Signal(int, str)  # row, key of the figure

    def __init__(self, model: BoardModel, name: str) -> None:
        super().__init__()
        self._board = model
        self.setAccessibleName(name)
        self.setProperty("role", "matrix")
        self.setModel(model)
        self.setItemDelegate(TwoLines(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setDefaultSectionSize(112)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.verticalHeader().setHighlightSections(False)
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setCornerButtonEnabled(False)
        self.clicked.connect(self._open)

    def fit_columns(self) -> None:
        """As wide as their figures, with room between them."""
        self.resizeColumnsToContents()
        for column in range(self._board.columnCount()):
            self.setColumnWidth(column, self.columnWidth(column) + 14)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index.row(), self._board.keys[index.column()])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)
