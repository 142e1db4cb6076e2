"""Parts of a whole: a ring with its legend, and one stacked bar."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from shopdesk.base.i18n import _
from shopdesk.files.table_writer import SheetColumn
from ui.theme import color, tokens
from ui.widgets.charts.chart import Chart
from ui.widgets.elided import elide

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class _ShareChart(Chart):
    """Shared by ring and stack: colours, shares and the legend. Values are not negative."""

    def share(self, point: int) -> float:
        total = math.fsum(self.values)
        return self.values[point] / total if total > 0 else 0.0

    def describe(self, point: int) -> str:
        return f"{self.labels[point]}  {self.style_of_values.text(self.values[point])}  {self.share(point):.1%}"

    def data(self) -> tuple[list[str], list[list[str]]]:
        rows = [
            [self.labels[i], self.style_of_values.text(self.values[i]), f"{self.share(i):.1%}"]
            for i in range(len(self.values))
        ]
        return [self.label_name, self.now_name, _("占比")], rows

    def sheet(self) -> tuple[list[SheetColumn], list[list[Any]]]:
        columns, rows = super().sheet()
        shares = [[*row, self.share(at)] for at, row in enumerate(rows)]
        return [*columns, SheetColumn(_("占比"), 12, "percent")], shares

    def part_color(self, point: int) -> QColor:
        shades = tokens().chart
        shade = QColor(shades[point % len(shades)])
        # More parts than colours: the second round is paler, the legend's order tells them apart.
        return shade if point < len(shades) else shade.lighter(140)

    def paint_legend_rows(self, painter: QPainter, area: QRectF, rows: list[QRectF]) -> None:
        metrics = painter.fontMetrics()
        for point, row in enumerate(rows):
            if row.bottom() > area.bottom() + 1:
                return
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.part_color(point))
            painter.drawRoundedRect(QRectF(row.left(), row.center().y() - 5, 10, 10), 2, 2)
            value = f"{self.style_of_values.text(self.values[point])}  {self.share(point):.0%}"
            width = metrics.horizontalAdvance(value) + 4
            painter.setPen(color("muted"))
            painter.drawText(row, _RIGHT, value)
            painter.setPen(color("text"))
            name = QRectF(row.left() + 16, row.top(), row.width() - 16 - width - 8, row.height())
            painter.drawText(name, _LEFT, elide(metrics, self.labels[point], int(name.width())))

    def legend_height(self) -> float:
        return float(self.fontMetrics().height() + 6)


class DonutChart(_ShareChart):
    """A ring; what stands in its middle is `center_text` (default: the total)."""

    center_text = ""

    def _ring(self) -> QRectF:
        area = QRectF(self.rect()).adjusted(10, 10, -10, -10)
        side = max(min(area.height(), area.width() * 0.42), 20)
        return QRectF(area.left(), area.center().y() - side / 2, side, side)

    def _legend(self) -> list[QRectF]:
        ring, height = self._ring(), self.legend_height()
        left = ring.right() + 20
        top = max(self.height() / 2 - len(self.values) * height / 2, 6)
        return [QRectF(left, top + i * height, self.width() - left - 10, height) for i in range(len(self.values))]

    def paint_chart(self, painter: QPainter, area: QRectF) -> None:
        ring = self._ring()
        start = 0.0
        for point in range(len(self.values)):
            share = self.share(point)
            painter.setPen(QPen(color("surface"), 2))
            painter.setBrush(self.part_color(point))
            painter.drawPath(self._part(ring.adjusted(-4, -4, 4, 4) if point == self.current else ring, start, share))
            start += share
        painter.setPen(color("text"))
        total = self.center_text or self.style_of_values.text(math.fsum(self.values))
        shown = elide(painter.fontMetrics(), total, int(ring.width() * 0.6))
        painter.drawText(ring, int(Qt.AlignmentFlag.AlignCenter), shown)
        self.paint_legend_rows(painter, QRectF(self.rect()), self._legend())

    def _part(self, ring: QRectF, start: float, share: float) -> QPainterPath:
        hole = ring.width() * 0.19
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.OddEvenFill)
        inner = ring.adjusted(hole, hole, -hole, -hole)
        if share >= 0.9999:
            path.addEllipse(ring)
            path.addEllipse(inner)
            return path
        path.arcMoveTo(ring, 90 - start * 360)
        path.arcTo(ring, 90 - start * 360, -share * 360)
        path.arcTo(inner, 90 - (start + share) * 360, share * 360)
        path.closeSubpath()
        return path

    def place_of_point(self, point: int) -> QPointF:
        ring = self._ring()
        middle = sum(self.share(i) for i in range(point)) + self.share(point) / 2
        angle, radius = middle * 2 * math.pi, ring.width() * 0.4
        return ring.center() + QPointF(math.sin(angle) * radius, -math.cos(angle) * radius)

    def point_at(self, position: QPointF) -> int:
        for point, row in enumerate(self._legend()):
            if row.contains(position):
                return point
        ring = self._ring()
        offset = position - ring.center()
        distance = math.hypot(offset.x(), offset.y()) / (ring.width() / 2)
        if not 0.55 <= distance <= 1.1:
            return -1
        turn = math.atan2(offset.x(), -offset.y()) / (2 * math.pi) % 1.0
        reached = 0.0
        for point in range(len(self.values)):
            reached += self.share(point)
            if turn <= reached:
                return point
        return -1


class StackChart(_ShareChart):
    """One bar divided into its parts, the legend below in lines."""

    def sizeHint(self) -> QSize:
        return QSize(420, round(40 + max(len(self.values), 2) * self.legend_height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 60)

    def _parts(self) -> list[QRectF]:
        area = QRectF(self.rect()).adjusted(6, 8, -6, -6)
        parts, left = [], area.left()
        for point in range(len(self.values)):
            width = area.width() * self.share(point)
            parts.append(QRectF(left, area.top(), width, 20))
            left += width
        return parts

    def _legend(self) -> list[QRectF]:
        height = self.legend_height()
        return [QRectF(8, 38 + i * height, self.width() - 16, height) for i in range(len(self.values))]

    def paint_chart(self, painter: QPainter, area: QRectF) -> None:
        clip = QPainterPath()
        clip.addRoundedRect(QRectF(area.left(), area.top() + 2, area.width(), 20), 4, 4)
        painter.save()
        painter.setClipPath(clip)
        for point, part in enumerate(self._parts()):
            painter.fillRect(part.adjusted(0, 0, -1.5 if part.width() > 3 else 0, 0), self.part_color(point))
            if point == self.current:
                painter.setPen(QPen(color("text"), 2))
                painter.drawRect(part.adjusted(1, 1, -2, -1))
        painter.restore()
        self.paint_legend_rows(painter, QRectF(self.rect()), self._legend())

    def place_of_point(self, point: int) -> QPointF:
        return self._parts()[point].center() + QPointF(0, 8)

    def point_at(self, position: QPointF) -> int:
        places = [*enumerate(self._parts()), *enumerate(self._legend())]
        return next((point for point, place in places if place.contains(position)), -1)
