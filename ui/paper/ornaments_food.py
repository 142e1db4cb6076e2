"""Drawings of food: they stand in where a poster has no picture yet, and decorate corners."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QRadialGradient

from ui.paper.drawing import faded, neon, no_pen, paint_ball, paint_glow, paint_leaf, star_path, stroke

Colors = list[QColor]


def orange_slice(painter: QPainter, width: float, height: float, colors: Colors) -> None:
    """colors: rind, pith, flesh."""
    rind, pith, flesh = colors
    radius, middle = min(width, height) / 2, QPointF(width / 2, height / 2)
    no_pen(painter, rind)
    painter.drawEllipse(middle, radius, radius)
    no_pen(painter, pith)
    painter.drawEllipse(middle, radius * 0.9, radius * 0.9)
    light = QRadialGradient(middle, radius * 0.82)
    light.setColorAt(0, flesh.lighter(125))
    light.setColorAt(1, flesh)
    for index in range(10):
        painter.save()
        painter.translate(middle)
        painter.rotate(index * 36)
        wedge = QPainterPath(QPointF(radius * 0.07, 0))
        spread = math.radians(15.6)
        far = QPointF(math.cos(spread), math.sin(spread)) * radius * 0.8
        wedge.lineTo(far.x(), -far.y())
        wedge.quadTo(QPointF(radius * 0.9, 0), far)
        wedge.closeSubpath()
        light_here = QRadialGradient(QPointF(0, 0), radius * 0.82)
        light_here.setStops(light.stops())
        no_pen(painter, QBrush(light_here))
        painter.drawPath(wedge)
        painter.restore()


def oranges(painter: QPainter, width: float, height: float, colors: Colors) -> None:
    """Three oranges with leaves. colors: fruit, leaf."""
    fruit, leaf = colors
    size = min(width * 0.92, height)
    painter.translate((width - size) / 2, (height - size) / 2)
    no_pen(painter, QColor(0, 0, 0, 26))
    painter.drawEllipse(QPointF(size * 0.5, size * 0.88), size * 0.42, size * 0.045)
    for x, y, radius, turn in ((0.30, 0.43, 0.245, -150), (0.70, 0.46, 0.235, -40), (0.5, 0.645, 0.26, -95)):
        middle = QPointF(x * size, y * size)
        paint_ball(painter, middle, radius * size, fruit)
        top = middle - QPointF(-0.01 * size, radius * size * 0.93)
        paint_leaf(painter, top, size * 0.17, size * 0.085, turn + 75, leaf.darker(112))
        paint_leaf(painter, top, size * 0.2, size * 0.1, turn + 20, leaf)
        stroke(painter, QColor("#6B4A23"), size * 0.012)
        painter.drawLine(top + QPointF(0, size * 0.02), top - QPointF(-size * 0.012, size * 0.03))


def vegetables(painter: QPainter, width: float, height: float, colors: Colors) -> None:
    """A basket of greens, tomatoes and a carrot. colors: leaf, tomato, carrot, basket."""
    leaf, tomato, carrot, basket = colors
    size = min(width, height)
    painter.translate((width - size) / 2, (height - size) / 2)
    no_pen(painter, QColor(0, 0, 0, 22))
    painter.drawEllipse(QPointF(size * 0.5, size * 0.885), size * 0.4, size * 0.04)
    for x, turn, length, shade in (
        (0.36, -118, 0.46, 118),
        (0.46, -96, 0.5, 100),
        (0.3, -140, 0.4, 130),
        (0.56, -76, 0.46, 112),
        (0.42, -106, 0.4, 92),
    ):
        paint_leaf(painter, QPointF(x * size, size * 0.62), length * size, size * 0.2, turn, leaf.darker(shade))
    _carrot(painter, QPointF(size * 0.66, size * 0.6), size, carrot, leaf)
    for x, y, radius in ((0.36, 0.53, 0.115), (0.54, 0.545, 0.105), (0.7, 0.565, 0.085)):
        middle = QPointF(x * size, y * size)
        paint_ball(painter, middle, radius * size, tomato)
        no_pen(painter, leaf.darker(120))
        painter.drawPath(star_path(middle - QPointF(0, radius * size * 0.72), radius * size * 0.5, 5, 0.3))
    _basket(painter, size, basket)


def _carrot(painter: QPainter, foot: QPointF, size: float, carrot: QColor, leaf: QColor) -> None:
    painter.save()
    painter.translate(foot)
    painter.rotate(32)
    for turn in (-112, -90, -68):
        paint_leaf(painter, QPointF(0, -size * 0.29), size * 0.18, size * 0.06, turn, leaf)
    body = QPainterPath(QPointF(-size * 0.062, -size * 0.28))
    body.cubicTo(-size * 0.06, -size * 0.33, size * 0.06, -size * 0.33, size * 0.062, -size * 0.28)
    body.quadTo(size * 0.045, 0, 0, size * 0.12)
    body.quadTo(-size * 0.045, 0, -size * 0.062, -size * 0.28)
    no_pen(painter, carrot)
    painter.drawPath(body)
    stroke(painter, carrot.darker(118), size * 0.007)
    for y in (-0.22, -0.15, -0.08):
        painter.drawLine(QPointF(-size * 0.045, y * size), QPointF(-size * 0.012, y * size + size * 0.004))
    painter.restore()


def _basket(painter: QPainter, size: float, basket: QColor) -> None:
    body = QPainterPath(QPointF(size * 0.12, size * 0.6))
    body.lineTo(size * 0.88, size * 0.6)
    body.cubicTo(size * 0.86, size * 0.78, size * 0.78, size * 0.88, size * 0.68, size * 0.88)
    body.lineTo(size * 0.32, size * 0.88)
    body.cubicTo(size * 0.22, size * 0.88, size * 0.14, size * 0.78, size * 0.12, size * 0.6)
    no_pen(painter, basket)
    painter.drawPath(body)
    painter.save()
    painter.setClipPath(body, Qt.ClipOperation.IntersectClip)
    stroke(painter, basket.darker(116), size * 0.009)
    for row in range(6):
        for column in range(14):
            left = size * (0.08 + column * 0.064 + (row % 2) * 0.032)
            top = size * (0.635 + row * 0.05)
            painter.drawArc(QRectF(left, top - size * 0.012, size * 0.06, size * 0.034), 0, 180 * 16)
    painter.restore()
    no_pen(painter, basket.darker(112))
    painter.drawRoundedRect(QRectF(size * 0.095, size * 0.575, size * 0.81, size * 0.055), size * 0.027, size * 0.027)
    no_pen(painter, faded(basket.lighter(125), 0.8))
    painter.drawRoundedRect(QRectF(size * 0.11, size * 0.582, size * 0.78, size * 0.016), size * 0.008, size * 0.008)


def gift(painter: QPainter, width: float, height: float, colors: Colors) -> None:
    """A gift box with a bow. colors: box, ribbon."""
    box, ribbon = colors
    size = min(width, height)
    painter.translate((width - size) / 2, (height - size) / 2)
    no_pen(painter, QColor(0, 0, 0, 40))
    painter.drawEllipse(QPointF(size * 0.5, size * 0.87), size * 0.38, size * 0.04)
    no_pen(painter, box)
    painter.drawRoundedRect(QRectF(size * 0.19, size * 0.46, size * 0.62, size * 0.41), size * 0.02, size * 0.02)
    no_pen(painter, box.lighter(116))
    painter.drawRoundedRect(QRectF(size * 0.15, size * 0.36, size * 0.7, size * 0.14), size * 0.02, size * 0.02)
    no_pen(painter, QColor(0, 0, 0, 34))
    painter.drawRect(QRectF(size * 0.19, size * 0.5, size * 0.62, size * 0.02))
    no_pen(painter, ribbon)
    painter.drawRect(QRectF(size * 0.44, size * 0.36, size * 0.12, size * 0.51))
    no_pen(painter, faded(ribbon.lighter(125), 0.7))
    painter.drawRect(QRectF(size * 0.44, size * 0.36, size * 0.035, size * 0.51))
    for side in (-1, 1):
        loop = QPainterPath(QPointF(size * 0.5, size * 0.37))
        loop.cubicTo(
            size * (0.5 + side * 0.1), size * 0.1, size * (0.5 + side * 0.36), size * 0.12,
            size * (0.5 + side * 0.3), size * 0.27,
        )  # fmt: skip
        loop.cubicTo(
            size * (0.5 + side * 0.27), size * 0.36, size * (0.5 + side * 0.1), size * 0.37, size * 0.5, size * 0.37
        )
        no_pen(painter, ribbon if side < 0 else ribbon.darker(106))
        painter.drawPath(loop)
        hole = QPainterPath(QPointF(size * (0.5 + side * 0.05), size * 0.33))
        hole.cubicTo(
            size * (0.5 + side * 0.12), size * 0.19, size * (0.5 + side * 0.27), size * 0.19,
            size * (0.5 + side * 0.245), size * 0.265,
        )  # fmt: skip
        hole.cubicTo(
            size * (0.5 + side * 0.22), size * 0.32, size * (0.5 + side * 0.1), size * 0.34,
            size * (0.5 + side * 0.05), size * 0.33,
        )  # fmt: skip
        no_pen(painter, ribbon.darker(135))
        painter.drawPath(hole)
    no_pen(painter, ribbon.lighter(112))
    painter.drawEllipse(QPointF(size * 0.5, size * 0.345), size * 0.055, size * 0.045)


def pear(painter: QPainter, width: float, height: float, colors: Colors) -> None:
    """One flat pear with its shadow. colors: fruit, leaf, shadow."""
    fruit, leaf, shadow = colors
    size = min(width, height)
    painter.translate((width - size) / 2, (height - size) / 2)
    no_pen(painter, shadow)
    painter.drawEllipse(QRectF(size * 0.28, size * 0.82, size * 0.56, size * 0.07))
    body = QPainterPath(QPointF(size * 0.5, size * 0.2))
    body.cubicTo(size * 0.62, size * 0.2, size * 0.61, size * 0.36, size * 0.66, size * 0.46)
    body.cubicTo(size * 0.84, size * 0.72, size * 0.7, size * 0.87, size * 0.5, size * 0.87)
    body.cubicTo(size * 0.3, size * 0.87, size * 0.16, size * 0.72, size * 0.34, size * 0.46)
    body.cubicTo(size * 0.39, size * 0.36, size * 0.38, size * 0.2, size * 0.5, size * 0.2)
    no_pen(painter, fruit)
    painter.drawPath(body)
    shade = QPainterPath()
    shade.addEllipse(QPointF(size * 0.3, size * 0.5), size * 0.33, size * 0.45)
    no_pen(painter, fruit.darker(112))
    painter.drawPath(body.subtracted(shade))
    no_pen(painter, faded(QColor("#FFFFFF"), 0.4))
    painter.save()
    painter.translate(size * 0.385, size * 0.6)
    painter.rotate(18)
    painter.drawEllipse(QPointF(0, 0), size * 0.032, size * 0.085)
    painter.restore()
    stroke(painter, QColor("#5B4630"), size * 0.02)
    stem = QPainterPath(QPointF(size * 0.5, size * 0.215))
    stem.quadTo(size * 0.505, size * 0.14, size * 0.54, size * 0.1)
    painter.drawPath(stem)
    paint_leaf(painter, QPointF(size * 0.515, size * 0.165), size * 0.22, size * 0.11, -18, leaf)


def neon_bowl(painter: QPainter, width: float, height: float, colors: Colors) -> None:
    """A bowl of noodles in neon tubes. colors: bowl, noodles, steam."""
    bowl, noodles, steam = colors
    size = min(width, height)
    painter.translate((width - size) / 2, (height - size) / 2)
    tube = size * 0.014
    paint_glow(painter, QPointF(size * 0.5, size * 0.6), size * 0.5, bowl, 0.22)
    for x, bend in ((0.36, 1), (0.5, -1), (0.64, 1)):
        curl = QPainterPath(QPointF(x * size, size * 0.4))
        curl.cubicTo(
            size * (x + 0.06 * bend), size * 0.32, size * (x - 0.06 * bend), size * 0.24, size * (x + 0.01), size * 0.15
        )
        neon(painter, curl, steam, tube * 0.8)
    sticks = QPainterPath(QPointF(size * 0.6, size * 0.47))
    sticks.lineTo(size * 0.9, size * 0.2)
    sticks.moveTo(size * 0.66, size * 0.48)
    sticks.lineTo(size * 0.95, size * 0.27)
    neon(painter, sticks, noodles, tube * 0.8)
    waves = QPainterPath(QPointF(size * 0.18, size * 0.49))
    for index in range(6):
        left = size * (0.18 + index * 0.107)
        waves.quadTo(left + size * 0.053, size * (0.43 if index % 2 == 0 else 0.54), left + size * 0.107, size * 0.49)
    neon(painter, waves, noodles, tube)
    body = QPainterPath(QPointF(size * 0.1, size * 0.55))
    body.lineTo(size * 0.9, size * 0.55)
    body.cubicTo(size * 0.88, size * 0.76, size * 0.76, size * 0.85, size * 0.64, size * 0.86)
    body.lineTo(size * 0.36, size * 0.86)
    body.cubicTo(size * 0.24, size * 0.85, size * 0.12, size * 0.76, size * 0.1, size * 0.55)
    body.moveTo(size * 0.36, size * 0.92)
    body.lineTo(size * 0.64, size * 0.92)
    neon(painter, body, bowl, tube)
    face = QPainterPath()
    for x in (0.4, 0.6):
        face.addEllipse(QPointF(x * size, size * 0.66), size * 0.012, size * 0.016)
    face.moveTo(size * 0.46, size * 0.7)
    face.quadTo(size * 0.5, size * 0.745, size * 0.54, size * 0.7)
    neon(painter, face, steam, tube * 0.7)


def breakfast(painter: QPainter, width: float, height: float, colors: Colors) -> None:
    """Toast with a fried egg beside a steaming cup. colors: crust, bread, cup, yolk."""
    crust, bread, cup, yolk = colors
    size = min(width, height)
    painter.translate((width - size) / 2, (height - size) / 2)
    no_pen(painter, QColor(90, 60, 20, 30))
    painter.drawEllipse(QRectF(size * 0.06, size * 0.8, size * 0.88, size * 0.09))
    painter.save()
    painter.translate(size * 0.35, size * 0.52)
    painter.rotate(-7)
    for color, half in ((crust, 0.275), (bread, 0.24)):
        toast = QPainterPath()
        toast.addRoundedRect(
            QRectF(-size * half, -size * half, size * half * 2, size * half * 2), size * 0.06, size * 0.06
        )
        top = QPainterPath()
        top.addRoundedRect(
            QRectF(-size * (half + 0.02), -size * (half + 0.01), size * (half + 0.02) * 2, size * 0.2),
            size * 0.1, size * 0.1,
        )  # fmt: skip
        no_pen(painter, color)
        painter.drawPath(toast.united(top))
    white = QPainterPath(QPointF(-size * 0.16, 0))
    white.cubicTo(-size * 0.2, -size * 0.14, -size * 0.04, -size * 0.2, size * 0.04, -size * 0.15)
    white.cubicTo(size * 0.17, -size * 0.17, size * 0.21, -size * 0.02, size * 0.16, size * 0.06)
    white.cubicTo(size * 0.18, size * 0.17, size * 0.02, size * 0.19, -size * 0.04, size * 0.14)
    white.cubicTo(-size * 0.14, size * 0.17, -size * 0.2, size * 0.1, -size * 0.16, 0)
    no_pen(painter, QColor("#FFFDF6"))
    painter.drawPath(white)
    paint_ball(painter, QPointF(size * 0.005, size * 0.0), size * 0.085, yolk)
    painter.restore()
    _cup(painter, size, cup)


def _cup(painter: QPainter, size: float, cup: QColor) -> None:
    stroke(painter, cup.darker(112), size * 0.034)
    painter.drawEllipse(QPointF(size * 0.9, size * 0.62), size * 0.06, size * 0.075)
    no_pen(painter, cup)
    body = QPainterPath(QPointF(size * 0.62, size * 0.47))
    body.lineTo(size * 0.905, size * 0.47)
    body.lineTo(size * 0.885, size * 0.79)
    body.quadTo(size * 0.88, size * 0.85, size * 0.82, size * 0.85)
    body.lineTo(size * 0.7, size * 0.85)
    body.quadTo(size * 0.64, size * 0.85, size * 0.635, size * 0.79)
    body.closeSubpath()
    painter.drawPath(body)
    no_pen(painter, cup.lighter(118))
    painter.drawEllipse(QPointF(size * 0.7625, size * 0.47), size * 0.1425, size * 0.035)
    no_pen(painter, QColor("#7A4A24"))
    painter.drawEllipse(QPointF(size * 0.7625, size * 0.474), size * 0.12, size * 0.025)
    stroke(painter, faded(cup.darker(110), 0.55), size * 0.016)
    for x, bend in ((0.72, 1), (0.8, -1)):
        steam = QPainterPath(QPointF(x * size, size * 0.4))
        steam.cubicTo(
            size * (x + 0.05 * bend), size * 0.34, size * (x - 0.05 * bend), size * 0.28, size * (x + 0.01), size * 0.21
        )
        painter.drawPath(steam)
