"""The bar that appears when rows are selected: how many, what can be done with them, and a way out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from shopdesk.base.i18n import _
from ui.icons import icon
from ui.widgets.buttons import ICON, push_button
from ui.widgets.cards import text_label


class BulkBar(QFrame):
    """`noun` is a msgid with {count}, such as "已选 {count} 人"; shown from `least` selected rows on."""

    cleared = Signal()

    def __init__(self, noun: str, *, least: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._noun = noun
        self._least = least
        self.setProperty("role", "inverse")
        self.setAccessibleName(_("对所选内容的操作"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 6, 8, 6)
        self._row.setSpacing(4)
        self._label: QLabel = text_label("")
        self._row.addWidget(self._label)
        self._row.addSpacing(8)
        self._row.addStretch(1)
        self._row.addWidget(push_button(_("取消选择"), self.cleared.emit))
        self.hide()

    def add(self, text: str, act: Callable[[], object], *, icon_name: str = "") -> QPushButton:
        button = push_button(text, act)
        if icon_name:
            button.setIcon(icon(icon_name, "on_inverse"))
            button.setIconSize(ICON)
        self._row.insertWidget(self._row.count() - 2, button)
        return button

    def set_count(self, count: int) -> None:
        self._label.setText(self._noun.format(count=f"{count:,}"))
        self.setVisible(count >= self._least)
