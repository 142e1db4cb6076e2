"""The table of all figures: in each cell a figure and how it changed; a header sorts, Enter goes behind a figure."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QMenu, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from shopdesk.base.i18n import _
from ui.figures.board_model import BoardModel
from ui.theme import color

Index = QModelIndex | QPersistentModelIndex
_ROW, _MARGIN, _SMALLER = 46, 8, 0.9


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
    sorted_anew = Signal()

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
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(-1, Qt.SortOrder.DescendingOrder)
        header.sectionClicked.connect(self._sort_next)
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

    def sort_by(self, sorted_by: tuple[str, bool] | None) -> None:
        """By a figure, largest first or last; None: as they came."""
        self._board.sort_by(sorted_by)
        section = -1 if sorted_by is None else self._board.keys.index(sorted_by[0])
        falling = sorted_by is None or sorted_by[1]
        order = Qt.SortOrder.DescendingOrder if falling else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(section, order)
        self.sorted_anew.emit()

    def _sort_next(self, section: int) -> None:
        """The largest first, then the smallest, then as they came."""
        key = self._board.keys[section]
        first, then = (key, True), (key, False)
        self.sort_by(then if self._board.sorted_by == first else None if self._board.sorted_by == then else first)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """By the mouse, or by the keyboard's menu key where the cursor is."""
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        if not index.isValid():
            return
        key, menu = self._board.keys[index.column()], QMenu(self)
        menu.addAction(_("看是哪些"), lambda: self._open(index))
        menu.addSeparator()
        menu.addAction(_("从大到小"), lambda: self.sort_by((key, True)))
        menu.addAction(_("从小到大"), lambda: self.sort_by((key, False)))
        menu.addAction(_("不排序"), lambda: self.sort_by(None)).setEnabled(self._board.sorted_by is not None)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos() if by_mouse else self.viewport().mapToGlobal(self.visualRect(index).bottomLeft()))

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index.row(), self._board.keys[index.column()])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)
