"""A line over time with the period before as a dashed one."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPen

from ui.theme import color
from ui.widgets.charts.axes import Plot, lay_out, paint_axes, paint_labels, paint_legend
from ui.widgets.charts.chart import Chart

_NARROW = 0.3


class LineChart(Chart):
    """`set_data(labels, values, before)`; the points stand at equal distances. What is not known leaves a gap."""

    _plot = Plot(QRectF(0, 0, 1, 1), 0, 1, 0)

    def paint_chart(self, painter: QPainter, area: QRectF) -> None:
        plot, marks = lay_out(self, painter, area)
        self._plot = plot
        paint_axes(self, painter, plot, marks)
        at = [plot.x(point) for point in range(plot.count)]
        paint_labels(self, painter, plot, at, max(72.0, plot.area.width() / max(plot.count, 1) - 12))
        paint_legend(self, painter, area, "chart_1")
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for run in self.runs(before=True):
            painter.setPen(QPen(color("chart_before"), 1.6, Qt.PenStyle.DashLine))
            points = _points(plot, self.before or [], run)
            painter.drawPath(smooth_path(points))
            if len(run) == 1:  # between unknown ones
                painter.setPen(QPen(color("chart_before"), 1.6))
                painter.drawEllipse(points[0], 3, 3)
        for run in self.runs():
            line = smooth_path(_points(plot, self.values, run))
            if plot.low <= 0:  # what is filled would be taken for the whole
                painter.fillPath(_under(line, plot), _fade(plot))
            painter.setPen(QPen(color("chart_1"), 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(line)
            if len(run) == 1:
                self._paint_dot(painter, run[0])
        if self.current >= 0:
            painter.setPen(QPen(color("border_check"), 1))
            x = plot.x(self.current)
            painter.drawLine(QPointF(x, plot.area.top()), QPointF(x, plot.area.bottom()))
            self._paint_dot(painter, self.current)

    def begins_at_nought(self, low: float, high: float) -> bool:
        """Shares that hardly move are shown from near: along the top of 0 to 100 % nobody sees how they do."""
        return self.style_of_values.kind != "percent" or low <= 0 or high - low > _NARROW * high

    def _paint_dot(self, painter: QPainter, point: int) -> None:
        painter.setPen(QPen(color("surface"), 2))
        painter.setBrush(color("chart_1"))
        painter.drawEllipse(self.place_of_point(point), 5, 5)

    def place_of_point(self, point: int) -> QPointF:
        return QPointF(self._plot.x(point), self._plot.y(self.values[point]))

    def point_at(self, position: QPointF) -> int:
        area = self._plot.area
        if not area.adjusted(-12, -12, 12, 24).contains(position):
            return -1
        step = area.width() / max(self._plot.count - 1, 1)
        return min(max(round((position.x() - area.left()) / step), 0), self._plot.count - 1)


def _points(plot: Plot, values: Sequence[float], run: range) -> list[QPointF]:
    return [QPointF(plot.x(point), plot.y(values[point])) for point in run]


def _under(line: QPainterPath, plot: Plot) -> QPainterPath:
    path = QPainterPath(line)
    ground = plot.y(max(plot.low, 0.0))
    path.lineTo(path.currentPosition().x(), ground)
    path.lineTo(line.elementAt(0).x, ground)
    path.closeSubpath()
    return path


def _fade(plot: Plot) -> QLinearGradient:
    fade = QLinearGradient(plot.area.topLeft(), plot.area.bottomLeft())
    strong, weak = QColor(color("chart_1")), QColor(color("chart_1"))
    strong.setAlpha(60)
    weak.setAlpha(4)
    fade.setColorAt(0, strong)
    fade.setColorAt(1, weak)
    return fade


def smooth_path(points: Sequence[QPointF]) -> QPainterPath:
    """A curve through all points that never swings beyond them, so shows no false peak (Fritsch and Carlson 1980)."""
    path = QPainterPath(points[0])
    if len(points) < 2:
        return path
    slopes = [(b.y() - a.y()) / (b.x() - a.x()) for a, b in itertools.pairwise(points)]
    tangents = [slopes[0]]
    for left, right in itertools.pairwise(slopes):
        # The harmonic mean of the slopes, and flat where they change sign, keeps each piece monotone.
        tangents.append(0.0 if left * right <= 0 else 2 * left * right / (left + right))
    tangents.append(slopes[-1])
    for number in range(len(points) - 1):
        a, b = points[number], points[number + 1]
        third = (b.x() - a.x()) / 3
        path.cubicTo(
            QPointF(a.x() + third, a.y() + tangents[number] * third),
            QPointF(b.x() - third, b.y() - tangents[number + 1] * third),
            b,
        )
    return path
