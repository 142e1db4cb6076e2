"""The saved segments with their live counts; one that is being changed carries a mark."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from shopdesk.base.i18n import _
from ui.segments.drafts import ListEntry
from ui.theme import color, on_theme_changed
from ui.widgets.elided import elide, plain_tooltip

_ENTRY = Qt.ItemDataRole.UserRole


class SegmentList(QListWidget):
    chosen = Signal(int)  # key
    delete_wanted = Signal()
    rename_wanted = Signal()
    menu_wanted = Signal(QPoint)  # on the screen

    def __init__(self) -> None:
        super().__init__()
        self.counts: dict[int, int | None] = {}
        self.setAccessibleName(_("人群列表"))
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setItemDelegate(_EntryDelegate(self))
        self.customContextMenuRequested.connect(lambda at: self.menu_wanted.emit(self.viewport().mapToGlobal(at)))
        self.currentItemChanged.connect(self._on_current)
        on_theme_changed(self.viewport().update)

    def show_entries(self, entries: Sequence[ListEntry], current: int | None) -> None:
        """Show these with `current` marked; does not emit."""
        keys = [entry.key for entry in entries]
        row = keys.index(current) if current in keys else -1
        if row == self.currentRow() and list(entries) == [self.entry(at) for at in range(self.count())]:
            return  # after most changes the segments are what they were: laid out anew they cost 20 ms
        scroll = self.verticalScrollBar().value()
        self.blockSignals(True)
        self.clear()
        for entry in entries:
            item = QListWidgetItem()
            item.setData(_ENTRY, entry)
            item.setToolTip(plain_tooltip(entry.description))
            self.addItem(item)
        self.setCurrentRow(row)
        self.blockSignals(False)
        self.verticalScrollBar().setValue(scroll)
        if self.currentItem() is not None:
            self.scrollToItem(self.currentItem())
        self._name_items()

    def set_counts(self, counts: dict[int, int | None]) -> None:
        if counts == self.counts:
            return
        self.counts = counts
        self._name_items()
        self.viewport().update()

    def entry(self, row: int) -> ListEntry:
        found: ListEntry = self.item(row).data(_ENTRY)
        return found

    def count_text(self, key: int) -> str:
        if key not in self.counts:
            return ""
        count = self.counts[key]
        return _("有误") if count is None else f"{count:,}"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_wanted.emit()
        elif event.key() == Qt.Key.Key_F2:
            self.rename_wanted.emit()
        elif event.key() == Qt.Key.Key_Menu:
            self.menu_wanted.emit(self.viewport().mapToGlobal(self.visualItemRect(self.currentItem()).bottomLeft()))
        else:
            super().keyPressEvent(event)

    def _on_current(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(item.data(_ENTRY).key)

    def _name_items(self) -> None:
        for row in range(self.count()):
            entry = self.entry(row)
            parts = [entry.name, _("{count} 人").format(count=self.count_text(entry.key))]
            parts += [_("未保存")] if entry.changed else []
            self.item(row).setData(Qt.ItemDataRole.AccessibleTextRole, " ".join(parts))


class _EntryDelegate(QStyledItemDelegate):
    """Name and count, the description under them."""

    def __init__(self, owner: SegmentList) -> None:
        super().__init__(owner)
        self._owner = owner

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(140, QFontMetrics(self._owner.font()).height() * 2 + 12)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry: ListEntry = index.data(_ENTRY)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect).adjusted(0, 1, 0, -1)
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("accent_soft" if selected else "hover"))
            painter.drawRoundedRect(rect, 6, 6)
        self._paint_words(painter, rect.adjusted(10, 4, -10, -4), entry, selected)
        painter.restore()

    def _paint_words(self, painter: QPainter, rect: QRectF, entry: ListEntry, selected: bool) -> None:
        font = QFont(self._owner.font())
        small = QFont(font)
        small.setPointSizeF(font.pointSizeF() * 0.9)
        font.setBold(selected)
        line = rect.height() / 2
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        count = self._owner.count_text(entry.key)
        taken = QFontMetrics(small).horizontalAdvance(count) + 8 if count else 0
        painter.setFont(small)
        wrong = entry.key in self._owner.counts and self._owner.counts[entry.key] is None
        painter.setPen(color("danger_text" if wrong else "muted"))
        painter.drawText(QRectF(rect.left(), rect.top(), rect.width(), line), right, count)
        painter.setFont(font)
        painter.setPen(color("accent_text" if selected else "text"))
        width = rect.width() - taken
        name = elide(QFontMetrics(font), entry.name, int(width))
        painter.drawText(QRectF(rect.left(), rect.top(), width, line), left, name)
        painter.setFont(small)
        painter.setPen(color("muted"))
        below = _("未保存") if entry.changed else entry.description
        below = elide(QFontMetrics(small), below, int(rect.width()))
        painter.drawText(QRectF(rect.left(), rect.top() + line, rect.width(), line), left, below)
