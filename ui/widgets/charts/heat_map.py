"""A table of shares or sums whose cells are the darker the more they hold, with one fact for each row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from shopdesk.base.i18n import _
from shopdesk.files.table_writer import SheetColumn
from ui.theme import color
from ui.widgets.charts.chart import Chart
from ui.widgets.charts.values import COUNT, ValueStyle
from ui.widgets.elided import elide

_ROW, _LEAST_ROW, _GAP = 30, 22, 2
_CENTER = int(Qt.AlignmentFlag.AlignCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class HeatMap(Chart):
    """`set_cells(rows, facts, columns, cells)`; a cell is None where there is nothing (it cannot be chosen).

    A point is the number of a cell, row by row. `strength` 0 to 1 decides the colour: by default the share of the
    largest value.
    """

    fact_name = ""
    """What stands behind each row's name, such as how many people it is about."""
    rows: list[str]
    facts: list[str]
    columns: list[str]
    cells: list[float | None]

    def __init__(self, name: str, style: ValueStyle = COUNT, *, label_name: str = "", fact_name: str = "") -> None:
        super().__init__(name, style, label_name=label_name)
        self.fact_name = fact_name
        self.set_cells([], [], [], [])

    def set_cells(
        self,
        rows: Sequence[str],
        facts: Sequence[str],
        columns: Sequence[str],
        cells: Sequence[Sequence[float | None]],
        most: float | None = None,
    ) -> None:
        """`most` is the value of the strongest colour; without it the largest."""
        self.rows, self.facts, self.columns = list(rows), list(facts), list(columns)
        width = len(self.columns)
        self.cells = [
            row[at] if at < len(row) else None for row in cells for at in range(width)
        ]  # fmt: skip
        known = [value for value in self.cells if value is not None]
        self._most = most if most is not None else max(known, default=0.0)
        labels = [
            _("{row}，{column}").format(row=row, column=column) for row in self.rows for column in self.columns
        ]  # fmt: skip
        self.set_data(labels, [value or 0.0 for value in self.cells])

    def data(self) -> tuple[list[str], list[list[str]]]:
        width = len(self.columns)
        rows = [
            [name, fact, *(self._text(at * width + column) for column in range(width))]
            for at, (name, fact) in enumerate(zip(self.rows, self.facts, strict=True))
        ]
        return [self.label_name, self.fact_name, *self.columns], rows

    def sheet(self) -> tuple[list[SheetColumn], list[list[Any]]]:
        kind, cell, width = self.style_of_values.kind, self.style_of_values.cell, len(self.columns)
        columns = [SheetColumn(self.label_name or _("名称"), 24), SheetColumn(self.fact_name or _("说明"), 14)]
        columns += [SheetColumn(name, 14, kind) for name in self.columns]
        rows: list[list[Any]] = []
        for at, (name, fact) in enumerate(zip(self.rows, self.facts, strict=True)):
            values = self.cells[at * width : (at + 1) * width]
            rows.append([name, fact, *(None if value is None else cell(value) for value in values)])
        return columns, rows

    def _text(self, point: int) -> str:
        value = self.cells[point]
        return "" if value is None else self.style_of_values.text(value)

    # ---- painting

    def sizeHint(self) -> QSize:
        return QSize(640, (len(self.rows) + 1) * _ROW + 12)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, (len(self.rows) + 1) * _LEAST_ROW + 12)

    def _lay_out(self) -> tuple[float, float, float, float]:
        """Room for the names and the facts, width and height of a cell."""
        metrics = QFontMetrics(self.small_font())
        names = min(max((metrics.horizontalAdvance(name) for name in self.rows), default=0) + 12, self.width() * 0.3)
        headings = [self.fact_name, *self.facts]
        facts = min(max(metrics.horizontalAdvance(fact) for fact in headings) + 14, self.width() * 0.2)
        width = (self.width() - 12 - names - facts) / max(len(self.columns), 1)
        height = min((self.height() - 12) / (len(self.rows) + 1), _ROW * 1.2)
        return names, facts, width, height

    def _cell(self, point: int) -> QRectF:
        names, facts, width, height = self._lay_out()
        row, column = divmod(point, max(len(self.columns), 1))
        return QRectF(6 + names + facts + column * width, 6 + (row + 1) * height, width, height)

    def paint_chart(self, painter: QPainter, area: QRectF) -> None:
        names, facts, width, height = self._lay_out()
        metrics = painter.fontMetrics()
        painter.setPen(color("muted"))
        painter.drawText(
            QRectF(6 + names, 6, facts - 8, height), _RIGHT, elide(metrics, self.fact_name, int(facts) - 8)
        )
        for at, heading in enumerate(self.columns):
            box = QRectF(6 + names + facts + at * width, 6, width, height)
            painter.drawText(box, _CENTER, elide(metrics, heading, int(width) - 2))
        for at, (name, fact) in enumerate(zip(self.rows, self.facts, strict=True)):
            top = 6 + (at + 1) * height
            painter.setPen(color("text"))
            painter.drawText(QRectF(6, top, names - 8, height), _LEFT, elide(metrics, name, int(names) - 8))
            painter.setPen(color("muted"))
            painter.drawText(QRectF(6 + names, top, facts - 8, height), _RIGHT, elide(metrics, fact, int(facts) - 8))
        for point in range(len(self.cells)):
            if self.cells[point] is not None:
                self._paint_cell(painter, point)

    def _paint_cell(self, painter: QPainter, point: int) -> None:
        value = self.cells[point] or 0.0
        box = self._cell(point).adjusted(_GAP / 2, _GAP / 2, -_GAP / 2, -_GAP / 2)
        strength = min(max(value / self._most, 0.0), 1.0) if self._most > 0 else 0.0
        ground = mixed(color("surface"), color("chart_1"), 0.06 + 0.7 * strength)
        painter.setPen(QPen(color("text"), 2) if point == self.current else Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 3, 3)
        text = self._text(point)
        metrics = painter.fontMetrics()
        if metrics.horizontalAdvance(text) > box.width() - 2:
            text = self.style_of_values.axis(value)
        painter.setPen(readable_on(ground))
        painter.drawText(box, _CENTER, elide(metrics, text, int(box.width())))

    # ---- points

    def place_of_point(self, point: int) -> QPointF:
        return self._cell(point).center()

    def point_at(self, position: QPointF) -> int:
        names, facts, width, height = self._lay_out()
        column = int((position.x() - 6 - names - facts) // max(width, 1))
        row = int((position.y() - 6) // max(height, 1)) - 1
        if not (0 <= column < len(self.columns) and 0 <= row < len(self.rows)):
            return -1
        point = row * len(self.columns) + column
        return point if self.cells[point] is not None else -1

    def ends(self) -> tuple[int, int]:
        known = [point for point, value in enumerate(self.cells) if value is not None]
        return (known[0], known[-1]) if known else (-1, -1)

    def neighbour(self, point: int, right: int, down: int) -> int:
        """The next cell that holds something in that direction; the same where there is none."""
        width = len(self.columns)
        row, column = divmod(point, width)
        while True:
            row, column = row + down, column + right
            if not (0 <= row < len(self.rows) and 0 <= column < width):
                return point
            if self.cells[row * width + column] is not None:
                return row * width + column


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """`share` of the other."""
    parts = zip(one.getRgbF()[:3], other.getRgbF()[:3], strict=True)  # type: ignore[index]
    return QColor.fromRgbF(*(a + (b - a) * share for a, b in parts))


def readable_on(ground: QColor) -> QColor:
    """Black or white, whichever stands out more (WCAG 2: relative luminance 0.179 is where they are equal)."""
    red, green, blue = (_linear(part) for part in ground.getRgbF()[:3])  # type: ignore[index]
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return QColor("#000000" if light > 0.179 else "#FFFFFF")


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
