"""Lucide line icons that take the colour of the theme each time they are painted: `icon("users")`."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from shopdesk.base.paths import resource_path
from ui.theme import tokens


def icon(name: str, color: str = "text") -> QIcon:
    """The icon of that file name in resources/icons; `color` is the name of a token, or #rrggbb."""
    _drawing(name)  # a wrong name is a bug, and shows here rather than in a paint event
    return QIcon(_LucideEngine(name, color))


def icon_pixmap(name: str, color: str, size: int, ratio: float) -> QPixmap:
    """The icon for painting by hand: `size` in logical pixels, `ratio` the screen's."""
    return _pixmap(name, _resolve(color), round(size * ratio), ratio)


class _LucideEngine(QIconEngine):
    def __init__(self, name: str, color: str) -> None:
        super().__init__()
        self._name = name
        self._color = color

    def clone(self) -> QIconEngine:
        return _LucideEngine(self._name, self._color)

    def isNull(self) -> bool:
        return False

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatioF()
        pixmap = self.scaledPixmap(rect.size(), mode, state, ratio)
        painter.drawPixmap(rect.topLeft(), pixmap)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        color = _resolve(self._color)
        if mode == QIcon.Mode.Disabled:
            color = tokens().disabled
        elif state == QIcon.State.On and self._color == "muted":
            color = tokens().accent_text
        side = min(size.width(), size.height())
        return _pixmap(self._name, color, round(side * scale), scale, round(size.width() * scale))


def _resolve(color: str) -> str:
    return color if color.startswith("#") else str(getattr(tokens(), color))


@lru_cache(maxsize=256)
def _drawing(name: str) -> str:
    return resource_path("icons", f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=1024)
def _pixmap(name: str, color: str, pixels: int, ratio: float, across: int = 0) -> QPixmap:
    """With `across` wider than `pixels` the icon stands at the left: so a button gets a gap before its text."""
    # Below 20 px a line of 2/24 is thin and grey on plain screens, so the stroke stays at 1.5 px or more.
    width = max(1.75, 1.5 * 24 * ratio / max(pixels, 1))
    text = _drawing(name).replace("currentColor", color).replace('stroke-width="2"', f'stroke-width="{width:.2f}"')
    pixmap = QPixmap(max(across, pixels), pixels)
    if pixmap.isNull():  # Qt asks for size 0 while it lays out
        return pixmap
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
