"""What all charts share: a point under the mouse or the keyboard, its words in a small box, a table twin, PNG."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from shopdesk.base.i18n import _
from shopdesk.files.table_writer import SheetColumn
from ui.theme import color, tokens
from ui.widgets.charts.values import COUNT, ValueStyle
from ui.widgets.elided import tame
from ui.widgets.pictures import titled_picture
from ui.widgets.toast import announce

_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Chart(QWidget):
    """Sub-classes paint in `paint_chart` and say where a point is in `place_of_point` and `point_at`."""

    point_clicked = Signal(int)  # by mouse or Enter

    def __init__(
        self,
        name: str,
        style: ValueStyle = COUNT,
        *,
        label_name: str = "",
        now_name: str = "",
        before_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """`name` says what is shown, `label_name` what the labels are (the table's first heading); `now_name` and
        `before_name` are the legend of the values and of those before."""
        super().__init__(parent)
        self.name = name
        self.style_of_values = style
        self.label_name = label_name
        self.now_name = now_name or name
        self.before_name = before_name
        self.labels: list[str] = []
        self.values: list[float] = []
        self.before: list[float] | None = None
        self._unknown: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
        self.current = -1
        self._by_keyboard = False
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._describe_all()

    # --- data
    def rename(self, name: str) -> None:
        """What is shown now, for the picture and the screen reader."""
        self.name = name
        self.setAccessibleName(name)

    def set_data(
        self, labels: Sequence[str], values: Sequence[float | None], before: Sequence[float | None] | None = None
    ) -> None:
        """As many values as labels; `before` may be shorter when the earlier period was. None: not known, which is
        drawn on the ground and said as such."""
        self.labels, self.values = list(labels), [float(value or 0) for value in values]
        self._unknown = (_places_of_none(values), _places_of_none(before or ()))
        if len(self.labels) != len(self.values):
            raise ValueError(f"{len(self.labels)} labels, {len(self.values)} values")
        self.before = None if before is None else [float(value or 0) for value in before][: len(self.values)]
        self.current = -1
        self._describe_all()
        self.updateGeometry()
        self.update()

    def data(self) -> tuple[list[str], list[list[str]]]:
        """The table twin: headings and rows of text."""
        headings = [self.label_name, self.now_name] + ([self.before_name] if self.before is not None else [])
        return headings, [[self.labels[i], *self._value_texts(i)] for i in range(len(self.values))]

    def sheet(self) -> tuple[list[SheetColumn], list[list[Any]]]:
        """The numbers for a workbook, as numbers."""
        kind, cell = self.style_of_values.kind, self.style_of_values.cell
        columns = [SheetColumn(self.label_name or _("名称"), 40), SheetColumn(self.now_name, 24, kind)]
        unknown, unknown_before = self._unknown
        rows: list[list[Any]] = [
            [label, None if at in unknown else cell(value)]
            for at, (label, value) in enumerate(zip(self.labels, self.values, strict=True))
        ]
        if self.before is not None:
            columns.append(SheetColumn(self.before_name, 24, kind))
            before = [None if at in unknown_before else cell(value) for at, value in enumerate(self.before)]
            before += [None] * (len(rows) - len(self.before))
            rows = [[*row, earlier] for row, earlier in zip(rows, before, strict=True)]
        return columns, rows

    def describe(self, point: int) -> str:
        """One point in words."""
        texts = self._value_texts(point)
        now = f"{self.labels[point]}  {texts[0]}"
        return f"{now}\n{self.before_name} {texts[1]}" if len(texts) > 1 and texts[1] else now

    def text_of(self, point: int) -> str:
        return "—" if point in self._unknown[0] else self.style_of_values.text(self.values[point])

    def known_values(self) -> list[float]:
        """Those before among them; 0 where there is none."""
        both = ((self.values, self._unknown[0]), (self.before or [], self._unknown[1]))
        known = [value for values, unknown in both for at, value in enumerate(values) if at not in unknown]
        return known or [0.0]

    def begins_at_nought(self, low: float, high: float) -> bool:
        """Whether the axis does: the length of a bar means nothing otherwise."""
        return True

    def runs(self, before: bool = False) -> list[range]:
        """The points without a gap of unknown ones."""
        values, unknown = (self.before or [], self._unknown[1]) if before else (self.values, self._unknown[0])
        runs, begin = [], 0
        for end in (*sorted(unknown), len(values)):
            if begin < end <= len(values):
                runs.append(range(begin, end))
            begin = end + 1
        return runs

    def _value_texts(self, point: int) -> list[str]:
        unknown_before = self._unknown[1]
        texts = [self.text_of(point)]
        if self.before is not None:
            earlier = self.before[point : point + 1]  # none where the earlier period was shorter
            known = point not in unknown_before
            texts += [self.style_of_values.text(value) if known else "—" for value in earlier] or [""]
        return texts

    def _describe_all(self) -> None:
        if not self.values:
            self.setAccessibleDescription(_("还没有数据"))
            return
        top = max(range(len(self.values)), key=self.values.__getitem__)
        self.setAccessibleDescription(
            _("{count} 个点，最高是 {label}：{value}。左右键逐个看。").format(
                count=len(self.values), label=self.labels[top], value=self.style_of_values.text(self.values[top])
            )
        )

    # --- for sub-classes
    def paint_chart(self, painter: QPainter, area: QRectF) -> None:
        raise NotImplementedError

    def place_of_point(self, point: int) -> QPointF:
        raise NotImplementedError

    def point_at(self, position: QPointF) -> int:
        """The point that is meant by a place on the widget, or -1."""
        raise NotImplementedError

    def ends(self) -> tuple[int, int]:
        """The first and the last point."""
        return 0, len(self.values) - 1

    def neighbour(self, point: int, right: int, down: int) -> int:
        """Where an arrow key leads from `point`."""
        return min(max(point + right + down, 0), len(self.values) - 1)

    def small_font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.88)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    # --- picture
    def picture(self, ratio: float = 2.0) -> QImage:
        return titled_picture(self, self.name, self._paint, ratio)

    # --- Qt
    def sizeHint(self) -> QSize:
        return QSize(420, 220)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 120)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._paint(painter)
        if self.current >= 0:
            self._paint_box(painter, self.describe(self.current), self.place_of_point(self.current))
        if self.hasFocus():
            painter.setPen(QPen(color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.small_font())
        area = QRectF(self.rect()).adjusted(6, 6, -6, -6)
        if self.values:
            self.paint_chart(painter, area)
        else:
            painter.setPen(color("muted"))
            painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), _("还没有数据"))

    def _paint_box(self, painter: QPainter, words: str, place: QPointF) -> None:
        lines = [tame(line, 60) for line in words.split("\n")]
        metrics = painter.fontMetrics()
        width = max(metrics.horizontalAdvance(line) for line in lines) + 16
        height = metrics.height() * len(lines) + 10
        x = min(max(place.x() - width / 2, 2), self.width() - width - 2)
        y = place.y() - height - 10
        y = y if y >= 2 else min(place.y() + 12, self.height() - height - 2)
        box = QRectF(x, y, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens().inverse))
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(QColor(tokens().on_inverse))
        painter.drawText(box.adjusted(8, 5, -8, -5), int(Qt.AlignmentFlag.AlignLeft), "\n".join(lines))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._by_keyboard = False
        self._set_current(self.point_at(event.position()) if self.values else -1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        # By its own place: a finger presses without having moved there.
        point = self.point_at(event.position()) if self.values else -1
        if event.button() == Qt.MouseButton.LeftButton and point >= 0:
            self.point_clicked.emit(point)

    def leaveEvent(self, event: QEvent) -> None:
        if not self._by_keyboard:
            self._set_current(-1)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._by_keyboard = False
        self._set_current(-1)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS and self.values:
            point = self.neighbour(self.current, *_STEPS[key]) if self.current >= 0 else self.ends()[0]
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.values:
            point = self.ends()[0 if key == Qt.Key.Key_Home else 1]
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.current >= 0:
            self.point_clicked.emit(self.current)
            return
        else:
            super().keyPressEvent(event)
            return
        self._by_keyboard = True
        self._set_current(point)
        announce(self, self.describe(self.current))

    def _set_current(self, point: int) -> None:
        if point != self.current:
            self.current = point
            self.update()


def _places_of_none(values: Sequence[float | None]) -> frozenset[int]:
    return frozenset(place for place, value in enumerate(values) if value is None)
