"""Which columns a table shows, and in which order; the keyboard can do what dragging does."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from shopdesk.base.i18n import _
from ui.widgets.buttons import icon_button, push_button
from ui.widgets.cards import text_label

ColumnState = tuple[str, int, bool]  # key, width, visible


class ColumnDialog(QDialog):
    def __init__(
        self,
        titles: dict[str, str],
        now: Sequence[ColumnState],
        default: Sequence[ColumnState],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("选择列"))
        self.resize(340, 440)
        self._titles = titles
        self._list = QListWidget()
        self._list.setAccessibleName(_("列"))
        self._list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        column = QVBoxLayout(self)
        column.addWidget(text_label(_("打勾的列会显示，拖动可以换顺序。"), "muted", wrap=True))
        column.addWidget(self._list, 1)
        row = QHBoxLayout()
        row.addWidget(icon_button("arrow-up", _("上移"), lambda: self._move(-1), shortcut="Alt+Up"))
        row.addWidget(icon_button("arrow-down", _("下移"), lambda: self._move(1), shortcut="Alt+Down"))
        row.addStretch(1)
        row.addWidget(push_button(_("恢复默认"), lambda: self._fill(default), kind="quiet"))
        column.addLayout(row)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self._fill(now)

    def columns(self) -> list[ColumnState]:
        result: list[ColumnState] = []
        for number in range(self._list.count()):
            item = self._list.item(number)
            key, width = item.data(Qt.ItemDataRole.UserRole)
            result.append((key, width, item.checkState() == Qt.CheckState.Checked))
        # A table without any column shows nothing to click on.
        if not any(visible for _key, _width, visible in result):
            key, width, _visible = result[0]
            result[0] = (key, width, True)
        return result

    def _fill(self, columns: Sequence[ColumnState]) -> None:
        self._list.clear()
        for key, width, visible in columns:
            item = QListWidgetItem(self._titles[key])
            item.setData(Qt.ItemDataRole.UserRole, (key, width))
            item.setFlags((item.flags() | Qt.ItemFlag.ItemIsUserCheckable) & ~Qt.ItemFlag.ItemIsDropEnabled)
            item.setCheckState(Qt.CheckState.Checked if visible else Qt.CheckState.Unchecked)
            self._list.addItem(item)
        self._list.setCurrentRow(0)

    def _move(self, step: int) -> None:
        row = self._list.currentRow()
        if 0 <= row + step < self._list.count():
            item = self._list.takeItem(row)
            self._list.insertItem(row + step, item)
            self._list.setCurrentRow(row + step)
