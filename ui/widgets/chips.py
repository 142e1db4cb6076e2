"""Tag chips: a short word on a coloured ground, never cut off without … and a tooltip."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from shopdesk.base.i18n import _
from ui.icons import icon_pixmap
from ui.theme import tokens
from ui.tokens import chip_colors
from ui.widgets.elided import elide, plain_tooltip, tame
from ui.widgets.flow_layout import FlowLayout

_PAD = 9
_CROSS = 18
_WIDEST = 180


class TagChip(QWidget):
    """One tag. `removable` shows a cross (Delete or Backspace does the same); `clickable` makes it a button."""

    clicked = Signal()
    removed = Signal()

    def __init__(
        self,
        text: str,
        color: str = "gray",
        *,
        removable: bool = False,
        clickable: bool = False,
        tooltip: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text = text
        self._color = color
        self._removable = removable
        self._clickable = clickable
        self._tooltip = tooltip
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("标签 {name}").format(name=text))
        self.setAccessibleDescription(tooltip)
        if removable or clickable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def text(self) -> str:
        return self._text

    def sizeHint(self) -> QSize:
        width = min(self.fontMetrics().horizontalAdvance(tame(self._text)) + 2, _WIDEST)
        return QSize(width + 2 * _PAD + (_CROSS - 4 if self._removable else 0), self.fontMetrics().height() + 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 56), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = self.rect()
        room = rect.adjusted(0, 0, -(_CROSS - 4) if self._removable else 0, 0)
        shown = paint_chip(painter, rect, self._text, self._color, self.fontMetrics(), room)
        self.setToolTip(plain_tooltip(self._text) if shown != self._text and not self._tooltip else self._tooltip)
        if self._removable:
            text, _ground = chip_colors(tokens(), self._color)
            painter.drawPixmap(
                rect.right() - _CROSS, rect.center().y() - 5, icon_pixmap("x", text, 12, self.devicePixelRatioF())
            )
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens().focus), 2))
            painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), rect.height() / 2 - 1, rect.height() / 2 - 1)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().event(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self.rect().contains(event.position().toPoint()):
            return
        if self._removable and event.position().x() > self.width() - _CROSS - 4:
            self.removed.emit()
        elif self._clickable:
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._removable and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif self._clickable and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


class TagFlow(QWidget):
    """Tags that wrap into as many lines as they need. `(text, colour)` pairs; emits the text."""

    clicked = Signal(str)
    removed = Signal(str)

    def __init__(self, *, removable: bool = False, clickable: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._removable = removable
        self._clickable = clickable
        self._flow = FlowLayout(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_tags(self, tags: Iterable[tuple[str, str]], *last: QWidget) -> None:
        """Show these; `last` are widgets that stand after the tags, such as a + button."""
        self._flow.clear()
        for text, color in tags:
            chip = TagChip(text, color, removable=self._removable, clickable=self._clickable)
            chip.clicked.connect(self._sender_of(self.clicked.emit, text))
            chip.removed.connect(self._sender_of(self.removed.emit, text))
            self._flow.addWidget(chip)
        for widget in last:
            self._flow.addWidget(widget)
        self.updateGeometry()

    @staticmethod
    def _sender_of(emit: Callable[[str], None], text: str) -> Callable[[], None]:
        return lambda: emit(text)


def chip_width(metrics: QFontMetrics, text: str) -> int:
    """How wide `paint_chip` would like to be."""
    return min(metrics.horizontalAdvance(tame(text)) + 2, _WIDEST) + 2 * _PAD


def paint_chip(
    painter: QPainter, rect: QRect, text: str, color: str, metrics: QFontMetrics, room: QRect | None = None
) -> str:
    """Paint a chip that fills `rect` with its text inside `room`; returns the text as it was shown."""
    foreground, ground = chip_colors(tokens(), color)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(QRectF(rect), rect.height() / 2, rect.height() / 2)
    painter.setPen(QColor(foreground))
    inner = (room or rect).adjusted(_PAD, 0, -_PAD, 0)
    shown = elide(metrics, text, inner.width())
    painter.drawText(inner, int(Qt.AlignmentFlag.AlignCenter), shown)
    return shown
