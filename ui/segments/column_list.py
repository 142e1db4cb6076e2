"""Which columns a list for Excel has, and in which order: ticks, dragging, or Alt with the arrows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.outreach.list_wishes import COLUMNS, DEFAULT_COLUMNS
from ui.widgets.buttons import icon_button, push_button

_KEY = Qt.ItemDataRole.UserRole
_OWN = "message"  # comes with a template, always last


class ColumnList(QWidget):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.list = _Lines()
        self.list.setAccessibleName(_("名单的列"))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.itemChanged.connect(lambda _item: self.changed.emit())
        self.list.model().rowsMoved.connect(lambda *_place: self.changed.emit())
        self.list.model().rowsInserted.connect(lambda *_place: self.changed.emit())
        self.list.step_wanted.connect(self.move_line)
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(icon_button("arrow-up", _("上移（Alt+↑）"), lambda: self.move_line(-1)))
        row.addWidget(icon_button("arrow-down", _("下移（Alt+↓）"), lambda: self.move_line(1)))
        row.addStretch(1)
        row.addWidget(push_button(_("恢复默认"), lambda: self.show_columns(DEFAULT_COLUMNS), kind="quiet"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.list, 1)
        column.addLayout(row)
        self.show_columns(DEFAULT_COLUMNS)

    def columns(self) -> tuple[str, ...]:
        """The ticked ones in their order."""
        items = [self.list.item(number) for number in range(self.list.count())]
        return tuple(str(item.data(_KEY)) for item in items if item.checkState() == Qt.CheckState.Checked)

    def show_columns(self, chosen: Sequence[str]) -> None:
        """Tick these, in this order; the others follow. Names that are no column (any more) are passed over."""
        known = [name for name in dict.fromkeys(chosen) if name in COLUMNS and name != _OWN]
        others = [name for name in COLUMNS if name not in known and name != _OWN]
        self.list.blockSignals(True)
        self.list.clear()
        for name in [*known, *others]:
            item = QListWidgetItem(_(COLUMNS[name].title))
            item.setData(_KEY, name)
            item.setFlags((item.flags() | Qt.ItemFlag.ItemIsUserCheckable) & ~Qt.ItemFlag.ItemIsDropEnabled)
            item.setCheckState(Qt.CheckState.Checked if name in known else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self.changed.emit()

    def move_line(self, step: int) -> None:
        row = self.list.currentRow()
        if 0 <= row + step < self.list.count():
            item = self.list.takeItem(row)
            self.list.insertItem(row + step, item)
            self.list.setCurrentRow(row + step)


class _Lines(QListWidget):
    step_wanted = Signal(int)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.doItemsLayout()  # the lines were measured before the style sheet was there

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in (keys.Key_Up, keys.Key_Down):
            self.step_wanted.emit(-1 if event.key() == keys.Key_Up else 1)
        else:
            super().keyPressEvent(event)
