"""A figure with its name, how it changed, what it means on hover, and what is behind it on click."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from ui.widgets.cards import set_role
from ui.widgets.elided import ElidedLabel, plain_tooltip
from ui.widgets.icon_label import IconLabel


class StatCard(QFrame):
    def __init__(
        self,
        label: str,
        definition: str = "",
        on_click: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._label = label
        self._definition = definition
        self._on_click = on_click
        self.setProperty("role", "card")
        self.setProperty("clickable", "true" if on_click is not None else "false")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 11, 14, 11)
        column.setSpacing(3)
        head = QHBoxLayout()
        head.addWidget(ElidedLabel(label, "label"), 1)
        if definition:
            head.addWidget(IconLabel("info", 14))
        column.addLayout(head)
        self._figure = ElidedLabel("—", "figure")
        column.addWidget(self._figure)
        self._change = ElidedLabel("", "muted")
        column.addWidget(self._change)
        self.setToolTip(plain_tooltip(definition))
        if on_click is not None:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._tell()

    def set_figure(self, figure: str, change: str = "", good: bool | None = None) -> None:
        """`change` as a whole phrase ("+18.2% 较上月"); `good` colours it and puts an arrow-like sign before it."""
        self._figure.setText(figure)
        sign = "" if good is None or not change else "▲ " if change.lstrip().startswith("+") else "▼ "
        self._change.setText(sign + change)
        set_role(self._change, "muted" if good is None else "success" if good else "error")
        self._tell()

    def _tell(self) -> None:
        parts = [self._label, self._figure.text(), self._change.text()]
        self.setAccessibleName(" ".join(part for part in parts if part))
        self.setAccessibleDescription(self._definition + (_("。按回车看是哪些") if self._on_click else ""))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if self._on_click is not None and event.button() == Qt.MouseButton.LeftButton and inside:
            self._on_click()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if self._on_click is not None and event.key() in keys:
            self._on_click()
        else:
            super().keyPressEvent(event)
