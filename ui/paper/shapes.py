"""Plain forms of poster layouts: paths, gradients, soft shadows."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPainterPath, QPen, QRadialGradient

from shopdesk.referrals.posters.layout import Box, Shape, Tint


def as_rect(box: Box) -> QRectF:
    return QRectF(box.x, box.y, box.width, box.height)


def tint_brush(tint: Tint, rect: QRectF) -> QBrush:
    """One colour, or a gradient that runs over the whole of `rect`."""
    if len(tint.colors) == 1:
        return QBrush(QColor(tint.colors[0]))
    middle = rect.center()
    gradient: QLinearGradient | QRadialGradient
    if tint.radial:
        gradient = QRadialGradient(middle, math.hypot(rect.width(), rect.height()) / 2)
    else:
        turn = math.radians(tint.angle)
        reach = (abs(math.cos(turn)) * rect.width() + abs(math.sin(turn)) * rect.height()) / 2
        step = QPointF(math.cos(turn) * reach, math.sin(turn) * reach)
        gradient = QLinearGradient(middle - step, middle + step)
    for index, color in enumerate(tint.colors):
        gradient.setColorAt(index / (len(tint.colors) - 1), QColor(color))
    return QBrush(gradient)


def paint_shape(painter: QPainter, shape: Shape) -> None:
    rect = as_rect(shape.box)
    painter.save()
    if shape.turn:
        turn_about(painter, rect.center(), shape.turn)
    path = shape_path(shape, rect)
    if shape.shadow:
        paint_shadow(painter, path, rect, shape.shadow)
    painter.setBrush(tint_brush(shape.fill, rect) if shape.fill else Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(shape))
    painter.drawPath(path)
    painter.restore()


def _pen(shape: Shape) -> QPen:
    if not shape.line:
        return QPen(Qt.PenStyle.NoPen)
    pen = QPen(QColor(shape.line), shape.line_width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if shape.dash:
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setDashPattern([part / shape.line_width for part in shape.dash])
    return pen


def turn_about(painter: QPainter, point: QPointF, degrees: float) -> None:
    painter.translate(point)
    painter.rotate(degrees)
    painter.translate(-point)


def paint_shadow(painter: QPainter, path: QPainterPath, rect: QRectF, strength: float) -> None:
    """A soft shadow below the form, in layers, so that it is soft in a PDF too."""
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    spread = min(rect.width(), rect.height()) * 0.045
    layers = 7
    for layer in range(layers):
        grow = spread * (1 - layer / layers)
        painter.save()
        painter.translate(rect.center().x(), rect.center().y() + spread * 0.55)
        painter.scale(1 + 2 * grow / rect.width(), 1 + 2 * grow / rect.height())
        painter.translate(-rect.center())
        painter.setBrush(QColor(0, 0, 0, round(255 * strength / layers)))
        painter.drawPath(path)
        painter.restore()
    painter.restore()


def shape_path(shape: Shape, rect: QRectF) -> QPainterPath:
    if shape.kind == "burst":
        return _burst(rect, shape.count)
    if shape.kind == "wave":
        return _wave(rect, shape.count, shape.radius or rect.height() * 0.1)
    if shape.kind == "scallop":
        return _scallop(rect, shape.count)
    if shape.kind == "ticket":
        return _ticket(rect, shape.radius)
    if shape.kind == "torn":
        return _torn(rect, shape.count, shape.radius or 1.5)
    return form_path(shape.kind, rect, shape.radius)


def form_path(form: str, rect: QRectF, radius: float = 0.0) -> QPainterPath:
    path = QPainterPath()
    if form == "ellipse":
        path.addEllipse(rect)
    elif form == "round":
        path.addRoundedRect(rect, radius, radius)
    elif form == "arch":
        bow = min(rect.width() / 2, rect.height())
        path.moveTo(rect.bottomLeft())
        path.lineTo(rect.left(), rect.top() + bow)
        path.arcTo(QRectF(rect.left(), rect.top(), rect.width(), 2 * bow), 180, -180)
        path.lineTo(rect.bottomRight())
        path.closeSubpath()
    else:
        path.addRect(rect)
    return path


def _burst(rect: QRectF, points: int) -> QPainterPath:
    path, middle = QPainterPath(), rect.center()
    for index in range(points * 2):
        reach = 1.0 if index % 2 == 0 else 0.86
        angle = math.pi * index / points
        point = middle + QPointF(
            math.cos(angle) * reach * rect.width() / 2, math.sin(angle) * reach * rect.height() / 2
        )
        if index:
            path.lineTo(point)
        else:
            path.moveTo(point)
    path.closeSubpath()
    return path


def _wave(rect: QRectF, waves: int, height: float) -> QPainterPath:
    """A rectangle whose upper edge is a wave."""
    path = QPainterPath(QPointF(rect.left(), rect.top() + height / 2))
    step = rect.width() / waves
    for index in range(waves):
        left = rect.left() + index * step
        top = rect.top() + height / 2
        path.cubicTo(left + step / 3, top - height, left + step * 2 / 3, top + height, left + step, top)
    path.lineTo(rect.bottomRight())
    path.lineTo(rect.bottomLeft())
    path.closeSubpath()
    return path


def _scallop(rect: QRectF, bows: int) -> QPainterPath:
    """A rectangle whose lower edge is a row of bows, as on an awning."""
    path = QPainterPath(rect.topLeft())
    path.lineTo(rect.topRight())
    step = rect.width() / bows
    bottom = rect.bottom() - step / 2
    path.lineTo(rect.right(), bottom)
    for index in range(bows):
        right = rect.right() - index * step
        path.arcTo(QRectF(right - step, bottom - step / 2, step, step), 0, -180)
    path.closeSubpath()
    return path


def _ticket(rect: QRectF, radius: float) -> QPainterPath:
    notch = rect.height() * 0.16
    path = QPainterPath()
    path.addRoundedRect(rect, radius, radius)
    holes = QPainterPath()
    for x in (rect.left(), rect.right()):
        holes.addEllipse(QPointF(x, rect.center().y()), notch, notch)
    return path.subtracted(holes)


def _torn(rect: QRectF, teeth: int, height: float) -> QPainterPath:
    """A rectangle whose lower edge is torn: the same every time."""
    path = QPainterPath(rect.topLeft())
    path.lineTo(rect.topRight())
    for index in range(teeth + 1):
        wobble = math.sin(index * 12.9898) * 43758.5453
        share = wobble - math.floor(wobble)
        path.lineTo(rect.right() - rect.width() * index / teeth, rect.bottom() - height * share)
    path.closeSubpath()
    return path
