"""The ground of charts with a value axis: marks and lines at the left, labels below, a legend above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.theme import color
from ui.widgets.charts.chart import Chart
from ui.widgets.charts.values import axis_marks, label_stride
from ui.widgets.elided import elide

_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_CENTER = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)


@dataclass(frozen=True)
class Plot:
    """Where values stand: `area` is what is between the axes."""

    area: QRectF
    low: float
    high: float
    count: int

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.area.bottom() - share * self.area.height()

    def slot(self, point: int) -> QRectF:
        """The upright strip that belongs to a point of a bar chart."""
        width = self.area.width() / max(self.count, 1)
        return QRectF(self.area.left() + point * width, self.area.top(), width, self.area.height())

    def x(self, point: int) -> float:
        """Where a point of a line stands: the first at the left end, the last at the right."""
        if self.count < 2:
            return self.area.center().x()
        return self.area.left() + self.area.width() * point / (self.count - 1)


def lay_out(chart: Chart, painter: QPainter, whole: QRectF) -> tuple[Plot, list[float]]:
    """The plot inside `whole`, with room for what stands around it, and the marks of its axis."""
    metrics = painter.fontMetrics()
    legend = metrics.height() + 8 if chart.before is not None else 4
    below = metrics.height() + 8
    everything = chart.known_values()
    most = max(2, min(6, int((whole.height() - legend - below) / (metrics.height() * 2.2))))
    low, high = min(everything), max(everything)
    step, from_nought = chart.style_of_values.least_step, chart.begins_at_nought(low, high)
    marks = axis_marks(low, high, most, step, from_nought=from_nought)
    left = max(metrics.horizontalAdvance(chart.style_of_values.axis(mark)) for mark in marks) + 8
    area = whole.adjusted(left, legend, -8, -below)
    return Plot(area, marks[0], marks[-1], len(chart.values)), marks


def paint_axes(chart: Chart, painter: QPainter, plot: Plot, marks: Sequence[float]) -> None:
    metrics = painter.fontMetrics()
    for mark in marks:
        y = plot.y(mark)
        painter.setPen(QPen(color("border_control" if mark == 0 else "border"), 1))
        painter.drawLine(QPointF(plot.area.left(), y), QPointF(plot.area.right(), y))
        painter.setPen(color("muted"))
        box = QRectF(0, y - metrics.height() / 2, plot.area.left() - 8, metrics.height())
        painter.drawText(box, _RIGHT, chart.style_of_values.axis(mark))


def paint_labels(chart: Chart, painter: QPainter, plot: Plot, at: Sequence[float], room: float) -> None:
    """The labels under the axis, every second or third where they would touch; `room` is what one may take."""
    metrics = painter.fontMetrics()
    shown = [elide(metrics, label, max(int(room), 72)) for label in chart.labels]
    stride = label_stride([metrics.horizontalAdvance(text) for text in shown], plot.area.width())
    painter.setPen(color("muted"))
    for point in range(0, len(shown), stride):
        width = metrics.horizontalAdvance(shown[point]) + 4
        left = min(max(at[point] - width / 2, 0), chart.width() - width)
        painter.drawText(QRectF(left, plot.area.bottom() + 6, width, metrics.height()), _CENTER, shown[point])


def paint_legend(chart: Chart, painter: QPainter, whole: QRectF, main: str) -> None:
    """What is now and what was before, told apart by the line as well as by the colour."""
    if chart.before is None:
        return
    metrics = painter.fontMetrics()
    x, y = whole.left() + 4, whole.top() + metrics.height() / 2
    for name, pen in (
        (chart.now_name, QPen(color(main), 2.5)),
        (chart.before_name, QPen(color("chart_before"), 1.6, Qt.PenStyle.DashLine)),
    ):
        painter.setPen(pen)
        painter.drawLine(QPointF(x, y), QPointF(x + 20, y))
        painter.setPen(color("muted"))
        width = metrics.horizontalAdvance(name) + 4
        painter.drawText(QRectF(x + 26, whole.top(), width, metrics.height()), int(Qt.AlignmentFlag.AlignLeft), name)
        x += 26 + width + 16
