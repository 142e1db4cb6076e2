"""Strokes that several ornaments share: leaves, glowing balls, wandering numbers that are the same every time."""

from __future__ import annotations

import math
from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QRadialGradient


def no_pen(painter: QPainter, color: QColor | QBrush) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)


def stroke(painter: QPainter, color: QColor, width: float) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)


def faded(color: QColor, alpha: float) -> QColor:
    copy = QColor(color)
    copy.setAlphaF(max(0.0, min(1.0, alpha * color.alphaF())))
    return copy


def leaf_path(length: float, width: float) -> QPainterPath:
    """A leaf from 0, 0 to the right."""
    path = QPainterPath(QPointF(0, 0))
    path.cubicTo(length * 0.25, -width * 0.75, length * 0.7, -width * 0.6, length, 0)
    path.cubicTo(length * 0.7, width * 0.6, length * 0.25, width * 0.75, 0, 0)
    return path


def paint_leaf(painter: QPainter, foot: QPointF, length: float, width: float, turn: float, color: QColor) -> None:
    """A leaf with a lighter half and a vein, growing from `foot` at `turn` degrees."""
    painter.save()
    painter.translate(foot)
    painter.rotate(turn)
    leaf = leaf_path(length, width)
    no_pen(painter, color)
    painter.drawPath(leaf)
    half = QPainterPath()
    half.addRect(QRectF(0, 0, length, width))
    no_pen(painter, faded(color.lighter(122), 0.55))
    painter.drawPath(leaf.intersected(half))
    stroke(painter, faded(color.darker(125), 0.6), max(length * 0.012, 0.08))
    painter.drawLine(QPointF(length * 0.06, 0), QPointF(length * 0.9, 0))
    painter.restore()


def paint_ball(painter: QPainter, middle: QPointF, radius: float, color: QColor) -> None:
    """A fruit: lit from the upper left."""
    light = QRadialGradient(middle - QPointF(radius * 0.35, radius * 0.4), radius * 1.5)
    light.setColorAt(0, color.lighter(135))
    light.setColorAt(0.45, color)
    light.setColorAt(1, color.darker(135))
    no_pen(painter, QBrush(light))
    painter.drawEllipse(middle, radius, radius)
    no_pen(painter, QColor(255, 255, 255, 90))
    painter.save()
    painter.translate(middle - QPointF(radius * 0.42, radius * 0.48))
    painter.rotate(-38)
    painter.drawEllipse(QPointF(0, 0), radius * 0.24, radius * 0.13)
    painter.restore()


def paint_glow(painter: QPainter, middle: QPointF, radius: float, color: QColor, strength: float = 0.8) -> None:
    glow = QRadialGradient(middle, radius)
    glow.setColorAt(0, faded(color, strength))
    glow.setColorAt(0.35, faded(color, strength * 0.35))
    glow.setColorAt(1, faded(color, 0))
    no_pen(painter, QBrush(glow))
    painter.drawEllipse(middle, radius, radius)


def neon(painter: QPainter, path: QPainterPath, color: QColor, width: float) -> None:
    """A glass tube: wide faint strokes under a bright thin one."""
    for grow, alpha in ((7.0, 0.05), (5.0, 0.07), (3.4, 0.1), (2.2, 0.18)):
        stroke(painter, faded(color, alpha), width * grow)
        painter.drawPath(path)
    stroke(painter, color, width)
    painter.drawPath(path)
    stroke(painter, faded(QColor("#FFFFFF"), 0.75), width * 0.35)
    painter.drawPath(path)


def wander(seed: int, count: int) -> Iterator[tuple[float, float, float]]:
    """`count` points of the unit square with a third number, evenly spread, the same every time."""
    for index in range(count):
        step = index + seed * 17.31
        yield (0.5 + step * 0.754877666) % 1, (0.5 + step * 0.569840296) % 1, abs(math.sin(step * 12.9898))


def star_path(middle: QPointF, radius: float, points: int = 5, inner: float = 0.42) -> QPainterPath:
    path = QPainterPath()
    for index in range(points * 2):
        reach = radius if index % 2 == 0 else radius * inner
        angle = math.pi * index / points - math.pi / 2
        point = middle + QPointF(math.cos(angle) * reach, math.sin(angle) * reach)
        if index:
            path.lineTo(point)
        else:
            path.moveTo(point)
    path.closeSubpath()
    return path
