"""Text that ends with … where there is no room, and says the whole on hover."""

from __future__ import annotations

import html
import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

_MARKS = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u0e31-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{2})"
    "[\u0300-\u036f\u0483-\u0489\u0e31-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)
_BLANKS = re.compile(r"[\r\n\t\v\f\u2028\u2029]+")
_MAX = 300  # characters that are shaped at most: shaping is what long and stacked text is slow in


def tame(text: str, most: int = _MAX) -> str:
    """One line of at most `most` characters without towers of combining marks: fast to paint, stays in its row."""
    if len(text) > most:
        text = text[:most] + "…"
    if text.isascii() and text.isprintable():
        return text
    return _BLANKS.sub(" ", _MARKS.sub(r"\1", text))


def elide(metrics: QFontMetrics, text: str, width: int, mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> str:
    most = min(_MAX, max(width, 8) // 2 + 8) if mode is Qt.TextElideMode.ElideRight else _MAX
    return metrics.elidedText(tame(text, most), mode, max(width, 0))


class ElidedLabel(QLabel):
    """A label of one line that can shrink; the whole text is its tooltip when it does not fit."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if role:
            self.setProperty("role", role)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)
        self._refresh_tooltip()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 3, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        width = min(self.fontMetrics().horizontalAdvance(tame(self.text())) + 2, 600)
        return QSize(width, self.fontMetrics().height() + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._refresh_tooltip()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        rect = self.contentsRect()
        painter.drawText(
            rect,
            int(self.alignment() | Qt.AlignmentFlag.AlignVCenter),
            elide(self.fontMetrics(), self.text(), rect.width()),
        )

    def _refresh_tooltip(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(tame(self.text())) > self.contentsRect().width()
        # A tooltip that looks like markup would be shown as markup.
        self.setToolTip(plain_tooltip(self.text()) if cut else "")


def plain_tooltip(text: str) -> str:
    """Tooltips guess whether a text is HTML; this one never is."""
    short = text if len(text) <= 1000 else text[:1000] + "…"
    if "<" not in short:
        return short
    return "<qt>" + html.escape(short).replace("\n", "<br>") + "</qt>"
