"""A link that may carry somebody's own words: flush with the text around it, and … where there is no room."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

from ui.widgets.elided import elide, plain_tooltip, tame

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_LONGEST = 600
_EDGES = 4
"""What the style sheet keeps around the words of a link that stands flush."""


class Link(QPushButton):
    """`text` is shown as it is (an & is an &). A name of any length never makes what it stands in wider.

    Lay it out with `LEFT`, or it is as wide as its place."""

    def __init__(
        self, text: str, on_click: Callable[[], object], *, tooltip: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._about = tooltip
        self.setProperty("kind", "link")
        self.setProperty("flush", "true")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)
        self.clicked.connect(lambda _checked=False: on_click())

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)
        self._refresh_tooltip()

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(tame(self.text()))
        return QSize(min(words, _LONGEST) + _EDGES + 1, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.fontMetrics().averageCharWidth() * 4, self.sizeHint().width()), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._refresh_tooltip()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        option.text = elide(self.fontMetrics(), self.text(), self.width() - _EDGES).replace("&", "&&")
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)

    def _refresh_tooltip(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(tame(self.text())) > self.width() - _EDGES
        self.setToolTip("\n".join(part for part in (plain_tooltip(self.text()) if cut else "", self._about) if part))
