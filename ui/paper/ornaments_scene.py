"""Drawings around the food: leaves, rays, lanterns, lights, tape, doodles and patterns."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPainterPath

from ui.paper.drawing import faded, leaf_path, no_pen, paint_glow, paint_leaf, star_path, stroke, wander

Colors = list[QColor]


def sprig(painter: QPainter, width: float, height: float, colors: Colors) -> None:
    """A twig from the lower left to the upper right with leaves on both sides. colors: twig, leaf, leaf."""
    twig, first, second = colors
    stroke(painter, twig, max(width, height) * 0.012)
    path = QPainterPath(QPointF(0, height))
    path.quadTo(width * 0.55, height * 0.75, width * 0.9, height * 0.12)
    painter.drawPath(path)
    reach = math.hypot(width, height)
    for index in range(9):
        share = 0.14 + index * 0.1
        foot, turn = path.pointAtPercent(share), -path.angleAtPercent(share)
        side = 1 if index % 2 else -1
        length = reach * (0.3 - 0.018 * index)
        paint_leaf(painter, foot, length, length * 0.42, turn + side * 48, first if index % 2 else second)
    paint_leaf(painter, path.pointAtPercent(1), reach * 0.17, reach * 0.07, -path.angleAtPercent(1), second)


def big_leaf(painter: QPainter, width: float, height: float, colors: Colors) -> None:
    """One leaf as long as the box, with its ribs. colors: leaf, rib."""
    leaf, rib = colors
    painter.translate(0, height / 2)
    body = leaf_path(width, height)
    gradient = QLinearGradient(QPointF(0, -height / 2), QPointF(width * 0.3, height / 2))
    gradient.setColorAt(0, leaf.lighter(112))
    gradient.setColorAt(1, leaf.darker(112))
    no_pen(painter, QBrush(gradient))
    painter.drawPath(body)
    painter.save()
    painter.setClipPath(body, Qt.ClipOperation.IntersectClip)
    stroke(painter, rib, width * 0.009)
    painter.drawLine(QPointF(0, 0), QPointF(width * 0.96, 0))
    stroke(painter, faded(rib, 0.75), width * 0.005)
    for index in range(1, 9):
        foot = width * index * 0.1
        for side in (-1, 1):
            vein = QPainterPath(QPointF(foot, 0))
            vein.quadTo(foot + width * 0.09, side * height * 0.16, foot + width * 0.24, side * height * 0.5)
            painter.drawPath(vein)
    painter.restore()


def rays(painter: QPainter, width: float, height: float, colors: Colors) -> None:
    """A sunburst from the middle of the box. colors: ray."""
    middle, reach = QPointF(width / 2, height / 2), min(width, height) / 2
    fan = QPainterPath()
    for index in range(20):
        fan.moveTo(middle)
        for edge in (-4.5, 4.5):
            angle = math.radians(index * 18 + edge)
            fan.lineTo(middle + QPointF(math.cos(angle), math.sin(angle)) * reach)
        fan.closeSubpath()
    no_pen(painter, colors[0])
    painter.drawPath(fan)


def lantern(painter: QPainter, width: float, height: float, colors: Colors) -> None:
    """colors: paper, frame."""
    paper, frame = colors
    middle = width / 2
    stroke(painter, frame, width * 0.03)
    painter.drawLine(QPointF(middle, 0), QPointF(middle, height * 0.2))
    body = QRectF(width * 0.04, height * 0.22, width * 0.92, height * 0.44)
    paint_glow(painter, body.center(), width * 0.8, paper.lighter(130), 0.28)
    gradient = QLinearGradient(body.topLeft(), body.topRight())
    for place, color in ((0, paper.darker(125)), (0.45, paper.lighter(125)), (1, paper.darker(125))):
        gradient.setColorAt(place, color)
    no_pen(painter, QBrush(gradient))
    painter.drawEllipse(body)
    stroke(painter, faded(frame, 0.75), width * 0.018)
    for share in (0.34, 0.7):
        inner = body.width() * share
        painter.drawEllipse(QRectF(middle - inner / 2, body.top(), inner, body.height()))
    no_pen(painter, frame)
    for top in (body.top() - height * 0.022, body.bottom() - height * 0.028):
        painter.drawRoundedRect(
            QRectF(middle - width * 0.24, top, width * 0.48, height * 0.05), width * 0.03, width * 0.03
        )
    stroke(painter, frame, width * 0.026)
    for offset in (-0.09, -0.045, 0, 0.045, 0.09):
        x = middle + offset * width
        painter.drawLine(QPointF(x, body.bottom() + height * 0.02), QPointF(x, height * (0.97 - abs(offset))))


def sea_waves(painter: QPainter, width: float, height: float, colors: Colors) -> None:
    """The old pattern of overlapping bows. colors: ground, line."""
    ground, line = colors
    radius = height / 2.6
    painter.save()
    painter.setClipRect(QRectF(0, 0, width, height), Qt.ClipOperation.IntersectClip)
    stroke(painter, line, radius * 0.055)
    painter.setBrush(ground)
    row, top = 0, radius
    while top < height + radius * 1.2:
        left = -radius if row % 2 else 0.0
        while left < width + radius:
            for share in (1.0, 0.74, 0.48, 0.22):
                painter.drawEllipse(QPointF(left, top), radius * share, radius * share)
            left += radius * 2
        row, top = row + 1, top + radius * 0.52
    painter.restore()


def confetti(painter: QPainter, width: float, height: float, colors: Colors) -> None:
    for index, (x, y, third) in enumerate(wander(3, 46)):
        painter.save()
        painter.translate(x * width, y * height)
        painter.rotate(third * 360)
        no_pen(painter, colors[index % len(colors)])
        size = min(width, height) * (0.008 + 0.012 * third)
        if index % 3 == 0:
            painter.drawEllipse(QPointF(0, 0), size * 0.6, size * 0.6)
        elif index % 3 == 1:
            painter.drawRect(QRectF(-size, -size * 0.35, size * 2, size * 0.7))
        else:
            painter.drawPath(star_path(QPointF(0, 0), size))
        painter.restore()


def bulbs(painter: QPainter, width: float, height: float, colors: Colors) -> None:
    """Two strings of lights hanging across. colors: wire, light…"""
    wire, *lights = colors
    for sag, top, count in ((0.95, 0.0, 9), (0.55, 0.12, 11)):
        path = QPainterPath(QPointF(-width * 0.03, top * height))
        path.quadTo(width * (0.38 if sag > 0.6 else 0.66), height * sag * 1.6, width * 1.03, height * (top + 0.05))
        stroke(painter, wire, width * 0.0035)
        painter.drawPath(path)
        for index in range(count):
            share = (index + 0.5) / count
            point = path.pointAtPercent(share)
            color = lights[index % len(lights)]
            bulb = point + QPointF(0, width * 0.019)
            paint_glow(painter, bulb, width * 0.075, color, 0.6)
            no_pen(painter, wire)
            painter.drawRect(QRectF(point.x() - width * 0.005, point.y(), width * 0.01, width * 0.009))
            no_pen(painter, color.lighter(135))
            painter.drawEllipse(bulb, width * 0.0115, width * 0.0135)


def stars(painter: QPainter, width: float, height: float, colors: Colors) -> None:
    for index, (x, y, third) in enumerate(wander(5, 70)):
        point, size = QPointF(x * width, y * height), max(width, height) * (0.0012 + 0.002 * third)
        no_pen(painter, faded(colors[index % len(colors)], 0.35 + 0.6 * third))
        if index % 11 == 0:
            painter.drawPath(star_path(point, size * 3.4, 4, 0.22))
        else:
            painter.drawEllipse(point, size, size)


def stalls(painter: QPainter, width: float, height: float, colors: Colors) -> None:
    """A street of night stalls with striped awnings. colors: dark, light, stripe, stripe."""
    dark, light, first, second = colors
    count = 4
    step = width / count
    no_pen(painter, dark)
    painter.drawRect(QRectF(-step, height * 0.86, width + 2 * step, height * 0.6))
    for index in range(-1, count + 1):
        left = index * step + step * 0.06
        room = step * 0.88
        raised = height * (0.0 if index % 2 else 0.08)
        window = QRectF(left + room * 0.08, height * 0.36 + raised, room * 0.84, height * 0.5)
        glow = QLinearGradient(window.topLeft(), window.bottomLeft())
        glow.setColorAt(0, light)
        glow.setColorAt(1, faded(light, 0.25))
        no_pen(painter, dark)
        painter.drawRect(QRectF(left, height * 0.3 + raised, room, height * 0.6))
        no_pen(painter, QBrush(glow))
        painter.drawRect(window)
        no_pen(painter, dark)
        painter.drawRect(QRectF(left, height * 0.66 + raised, room, height * 0.3))
        for jar in range(3):
            middle = QPointF(left + room * (0.26 + jar * 0.24), height * 0.66 + raised)
            painter.drawEllipse(middle, room * 0.085, height * 0.11)
        _awning(
            painter, QRectF(left - room * 0.06, height * 0.14 + raised, room * 1.12, height * 0.24), (first, second)
        )


def _awning(painter: QPainter, rect: QRectF, colors: tuple[QColor, QColor]) -> None:
    stripes = 6
    step = rect.width() / stripes
    for index in range(stripes):
        left = rect.left() + index * step
        stripe = QPainterPath(QPointF(left + step * 0.12, rect.top()))
        stripe.lineTo(left + step * 0.88, rect.top())
        stripe.lineTo(left + step, rect.bottom() - step / 2)
        stripe.arcTo(QRectF(left, rect.bottom() - step, step, step), 0, -180)
        stripe.closeSubpath()
        no_pen(painter, colors[index % 2])
        painter.drawPath(stripe)


def tape(painter: QPainter, width: float, height: float, colors: Colors) -> None:
    """A strip of paper tape with stripes and cut ends. colors: tape, stripe."""
    paper, stripe = colors
    strip = QPainterPath(QPointF(0, 0))
    strip.lineTo(width, 0)
    teeth = 5
    for index in range(1, teeth * 2 + 1):
        strip.lineTo(width - (height * 0.09 if index % 2 else 0), height * index / (teeth * 2))
    strip.lineTo(0, height)
    for index in range(1, teeth * 2 + 1):
        strip.lineTo(height * 0.09 if index % 2 else 0, height - height * index / (teeth * 2))
    no_pen(painter, paper)
    painter.drawPath(strip)
    painter.save()
    painter.setClipPath(strip, Qt.ClipOperation.IntersectClip)
    stroke(painter, stripe, height * 0.12)
    left = -height
    while left < width + height:
        painter.drawLine(QPointF(left, height * 1.1), QPointF(left + height * 1.1, -height * 0.1))
        left += height * 0.5
    painter.restore()


def dots(painter: QPainter, width: float, height: float, colors: Colors) -> None:
    """A regular pattern of dots, 5 mm apart."""
    no_pen(painter, colors[0])
    for row in range(int(height / 5) + 1):
        for column in range(int(width / 5) + 2):
            painter.drawEllipse(QPointF(column * 5 - (2.5 if row % 2 else 0), row * 5 + 1), 0.55, 0.55)


def grid(painter: QPainter, width: float, height: float, colors: Colors) -> None:
    """Squared paper, 6 mm."""
    stroke(painter, colors[0], 0.16)
    for column in range(int(width / 6) + 1):
        painter.drawLine(QPointF(column * 6, 0), QPointF(column * 6, height))
    for row in range(int(height / 6) + 1):
        painter.drawLine(QPointF(0, row * 6), QPointF(width, row * 6))


def squiggle(painter: QPainter, width: float, height: float, colors: Colors) -> None:
    """A wavy line drawn by hand."""
    stroke(painter, colors[0], height * 0.3)
    path, bows = QPainterPath(QPointF(0, height * 0.5)), max(3, round(width / (height * 3)))
    step = width / bows
    for index in range(bows):
        bend = height * (-0.35 if index % 2 else 1.3)
        path.quadTo(index * step + step / 2, bend, (index + 1) * step, height * 0.5)
    painter.drawPath(path)


def heart(painter: QPainter, width: float, height: float, colors: Colors) -> None:
    path = QPainterPath(QPointF(width / 2, height * 0.92))
    path.cubicTo(-width * 0.22, height * 0.48, width * 0.08, -height * 0.12, width / 2, height * 0.26)
    path.cubicTo(width * 0.92, -height * 0.12, width * 1.22, height * 0.48, width / 2, height * 0.92)
    no_pen(painter, colors[0])
    painter.drawPath(path)


def star(painter: QPainter, width: float, height: float, colors: Colors) -> None:
    """A star drawn by hand: an outline with round corners."""
    stroke(painter, colors[0], min(width, height) * 0.09)
    painter.drawPath(star_path(QPointF(width / 2, height / 2), min(width, height) * 0.46, 5, 0.45))


def sun(painter: QPainter, width: float, height: float, colors: Colors) -> None:
    """A sun drawn by hand."""
    middle, radius = QPointF(width / 2, height / 2), min(width, height) / 2
    no_pen(painter, colors[0])
    painter.drawEllipse(middle, radius * 0.5, radius * 0.5)
    stroke(painter, colors[0], radius * 0.1)
    for index in range(12):
        turn = math.radians(index * 30)
        way = QPointF(math.cos(turn), math.sin(turn))
        painter.drawLine(middle + way * radius * 0.66, middle + way * radius * (0.95 if index % 2 else 0.82))


def arrow(painter: QPainter, width: float, height: float, colors: Colors) -> None:
    """A bent arrow drawn by hand, from the upper left down to the right."""
    stroke(painter, colors[0], min(width, height) * 0.09)
    path = QPainterPath(QPointF(width * 0.05, height * 0.1))
    path.cubicTo(width * 0.1, height * 0.75, width * 0.5, height * 0.85, width * 0.92, height * 0.72)
    path.moveTo(width * 0.72, height * 0.5)
    path.lineTo(width * 0.93, height * 0.72)
    path.lineTo(width * 0.7, height * 0.92)
    painter.drawPath(path)
