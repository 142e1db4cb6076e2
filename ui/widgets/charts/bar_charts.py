"""Bars: upright for time, lying for names."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from ui.theme import color
from ui.widgets.charts.axes import Plot, lay_out, paint_axes, paint_labels, paint_legend
from ui.widgets.charts.chart import Chart
from ui.widgets.elided import elide

_ROW = 30


class BarChart(Chart):
    """Upright bars; the period before as an outline behind each."""

    _plot = Plot(QRectF(0, 0, 1, 1), 0, 1, 0)

    def paint_chart(self, painter: QPainter, area: QRectF) -> None:
        plot, marks = lay_out(self, painter, area)
        self._plot = plot
        paint_axes(self, painter, plot, marks)
        slots = [plot.slot(point) for point in range(plot.count)]
        paint_labels(self, painter, plot, [slot.center().x() for slot in slots], slots[0].width() - 8)
        paint_legend(self, painter, area, "chart_1")
        for point, slot in enumerate(slots):
            width = min(slot.width() * 0.62, 44)
            if self.before is not None and point < len(self.before):
                painter.setPen(QPen(color("chart_before"), 1.4, Qt.PenStyle.DashLine))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawPath(self._bar(slot, width + 8, self.before[point]))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("accent_hover" if point == self.current else "chart_1"))
            painter.drawPath(self._bar(slot, width, self.values[point]))

    def _bar(self, slot: QRectF, width: float, value: float) -> QPainterPath:
        top, ground = self._plot.y(value), self._plot.y(0.0)
        rect = QRectF(slot.center().x() - width / 2, min(top, ground), width, max(abs(ground - top), 1.0))
        path = QPainterPath()
        radius = min(3.0, rect.height() / 2)
        path.addRoundedRect(rect, radius, radius)
        return path

    def place_of_point(self, point: int) -> QPointF:
        return QPointF(self._plot.slot(point).center().x(), self._plot.y(max(self.values[point], 0.0)))

    def point_at(self, position: QPointF) -> int:
        if not self._plot.area.adjusted(0, -12, 0, 24).contains(position):
            return -1
        slot = int((position.x() - self._plot.area.left()) / self._plot.slot(0).width())
        return min(max(slot, 0), len(self.values) - 1)


class HBarChart(Chart):
    """Lying bars with a name at the left and the value behind each; grows in height with the number of names."""

    def sizeHint(self) -> QSize:
        return QSize(420, max(len(self.values), 3) * _ROW + 12)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, max(len(self.values), 2) * 22 + 12)

    def _rows(self) -> list[QRectF]:
        area = QRectF(self.rect()).adjusted(6, 6, -6, -6)
        height = min(area.height() / max(len(self.values), 1), _ROW * 1.4)
        return [QRectF(area.left(), area.top() + i * height, area.width(), height) for i in range(len(self.values))]

    def _columns(self, painter: QPainter, width: float) -> tuple[float, float]:
        """Room for the names and for the values."""
        metrics = painter.fontMetrics()
        names = max(metrics.horizontalAdvance(elide(metrics, label, 400)) for label in self.labels) + 10
        texts = max(metrics.horizontalAdvance(self.text_of(point)) for point in range(len(self.values))) + 10
        return min(names, width * 0.38), texts

    def paint_chart(self, painter: QPainter, area: QRectF) -> None:
        names, texts = self._columns(painter, area.width())
        room = max(area.width() - names - texts, 10)
        top = max(max(self.values), max(self.before or [0.0]), 1e-9)
        metrics = painter.fontMetrics()
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for point, row in enumerate(self._rows()):
            painter.setPen(color("text"))
            name = QRectF(row.left(), row.top(), names - 8, row.height())
            painter.drawText(name, left, elide(metrics, self.labels[point], int(names) - 8))
            thick = min(row.height() * 0.56, 18)
            bar = QRectF(row.left() + names, row.center().y() - thick / 2, room, thick)
            length = max(room * max(self.values[point], 0.0) / top, 1.0)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("sunken"))
            painter.drawRoundedRect(bar, 3, 3)
            painter.setBrush(color("accent_hover" if point == self.current else "chart_1"))
            painter.drawRoundedRect(QRectF(bar.left(), bar.top(), length, thick), 3, 3)
            if self.before is not None and point < len(self.before):
                x = bar.left() + room * max(self.before[point], 0.0) / top
                painter.setPen(QPen(color("text"), 2))
                painter.drawLine(QPointF(x, bar.top() - 2), QPointF(x, bar.bottom() + 2))
            painter.setPen(color("muted"))
            value = QRectF(bar.right() + 8, row.top(), texts - 10, row.height())
            painter.drawText(value, right, self.text_of(point))

    def place_of_point(self, point: int) -> QPointF:
        return self._rows()[point].center()

    def point_at(self, position: QPointF) -> int:
        return next((i for i, row in enumerate(self._rows()) if row.contains(position)), -1)
