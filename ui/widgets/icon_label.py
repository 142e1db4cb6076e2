"""An icon standing by itself, in the colour of the theme of the moment."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.icons import icon_pixmap


class IconLabel(QWidget):
    """Decoration: it has no name for a screen reader, the text beside it does."""

    def __init__(self, icon_name: str, size: int = 16, color: str = "muted", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._side = size
        self._color = color
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, icon_name: str, color: str = "") -> None:
        self._icon_name = icon_name
        self._color = color or self._color
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:
        pixmap = icon_pixmap(self._icon_name, self._color, self._side, self.devicePixelRatioF())
        QPainter(self).drawPixmap((self.width() - self._side) // 2, (self.height() - self._side) // 2, pixmap)
