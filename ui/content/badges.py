"""The pillar's letter on its colour, as an icon for lists and choices."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QComboBox

from shopdesk.content.pillars import list_pillars, pillar_of
from ui.content.words import PILLAR_COLORS
from ui.theme import tokens
from ui.tokens import chip_colors

_SIDE = 18


def paint_badge(painter: QPainter, place: QRectF, pillar: str, font: QFont) -> None:
    text, ground = chip_colors(tokens(), PILLAR_COLORS[pillar])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(text))
    painter.drawRoundedRect(place, 4, 4)
    painter.setPen(QColor(ground))
    painter.setFont(font)
    painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), pillar_of(pillar).letter)


def pillar_icon(pillar: str, ratio: float) -> QIcon:
    pixmap = QPixmap(round(_SIDE * ratio), round(_SIDE * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    font = QFont(QApplication.font())
    font.setPixelSize(_SIDE - 6)
    paint_badge(painter, QRectF(0, 0, _SIDE, _SIDE), pillar, font)
    painter.end()
    return QIcon(pixmap)


def fill_pillar_choice(combo: QComboBox, everything: str = "") -> None:
    """The four pillars with their badges; `everything` is a first choice with the value ""."""
    ratio = combo.devicePixelRatioF()
    current = combo.currentData()
    combo.clear()
    if everything:
        combo.addItem(everything, "")
    for pillar in list_pillars():
        combo.addItem(pillar_icon(pillar.key, ratio), pillar.name, pillar.key)
        combo.setItemData(combo.count() - 1, pillar.hint, Qt.ItemDataRole.ToolTipRole)
    combo.setCurrentIndex(max(combo.findData(current), 0))
