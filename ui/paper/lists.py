"""Lists on A4: a table with groups, tick boxes, repeated heads and page x / y, on PDF, printer or picture alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPagedPaintDevice, QPageLayout, QPainter, QPen

from shopdesk.base.i18n import _
from shopdesk.base.progress import SILENT, Progress
from ui.paper.fonts import paper_font
from ui.paper.pages import A4, painting, use_millimetres
from ui.paper.words import EM, WordStyle, fit_words, paint_fitted, used_height

Align = Literal["left", "center", "right"]
Kind = Literal["row", "group", "total", "note"]

MARGIN = 12.0
SIZE = 3.7
_PADDING = 1.3
_LEAST_ROW = 6.8
_HEAD = 7.6
_GROUP = 8.4
_TICK = 3.9
_TICK_COLUMN = 7.0
_FOOT = 8.0
_INK, _GREY, _LINE, _SHADE = "#1A1A1A", "#5F6368", "#C9CCD1", "#F1F3F5"
_KEEP_WHOLE = 0.45
"""A group that takes less than this part of a page is not broken over two."""


@dataclass(frozen=True)
class Column:
    """`width` in millimetres; 0: as its longest text needs. Columns with lines > 1 share what is left or lacking."""

    title: str
    width: float = 0.0
    align: Align = "left"
    lines: int = 1
    bold: bool = False


@dataclass(frozen=True)
class Row:
    """A line of the table; of a group the first cell is its heading and the last stands at the right."""

    cells: tuple[str, ...]
    kind: Kind = "row"


@dataclass(frozen=True)
class TableDocument:
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    subtitle: str = ""
    footer: str = ""
    ticks: bool = False
    """An empty box before every row, to tick off by hand."""
    group_ticks: bool = False
    """And one before every group heading."""


@dataclass(frozen=True)
class _Placed:
    row: Row
    top: float
    height: float


@dataclass(frozen=True)
class LaidOut:
    """A document broken into pages; ask `len(laid.pages)` and paint with paint_table_page."""

    document: TableDocument
    area: QRectF
    widths: tuple[float, ...]
    pages: tuple[tuple[_Placed, ...], ...]


def paint_table_document(document: TableDocument, device: QPagedPaintDevice, progress: Progress = SILENT) -> int:
    """Paint all pages on a PDF writer or printer with the page it is set to; returns how many."""
    page = device.pageLayout()
    unit = QPageLayout.Unit.Millimeter
    paper, printable = page.fullRect(unit), page.paintRect(unit)
    area = paper.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN).intersected(printable)
    laid = lay_out_table(document, area.translated(-printable.topLeft()))
    with painting(device) as painter:
        use_millimetres(painter)
        for number in range(len(laid.pages)):
            progress.report(number, len(laid.pages))
            if number:
                device.newPage()
            paint_table_page(painter, laid, number)
    return len(laid.pages)


def lay_out_table(document: TableDocument, area: QRectF | None = None) -> LaidOut:
    """Break the rows into pages; `area` is what may be painted, in millimetres (default: A4 with margins)."""
    area = area or QRectF(MARGIN, MARGIN, A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN)
    indent = _TICK_COLUMN if document.ticks or document.group_ticks else 0.0
    widths = _column_widths(document, area.width() - indent)
    return LaidOut(document, area, widths, _break_pages(document, area, widths))


# ---- measuring


@lru_cache(maxsize=2)
def _metrics(bold: bool) -> QFontMetricsF:
    return QFontMetricsF(paper_font("plain", EM, bold=bold))


def _text_width(text: str, *, bold: bool = False, size: float = SIZE) -> float:
    return max((_metrics(bold).horizontalAdvance(line) for line in text.splitlines()), default=0.0) * size / EM


def _column_widths(document: TableDocument, room: float) -> tuple[float, ...]:
    """As the texts need, then stretched or squeezed over the columns that may wrap."""
    wanted = []
    for index, column in enumerate(document.columns):
        texts = [row.cells[index] for row in document.rows if row.kind in ("row", "total") and index < len(row.cells)]
        widest = max((_text_width(text, bold=column.bold) for text in set(texts)), default=0.0)
        widest = max(widest, _text_width(column.title, bold=True))
        wanted.append(column.width or widest + 2 * _PADDING + 0.4)
    free = room - sum(wanted)
    soft = [index for index, column in enumerate(document.columns) if column.lines > 1 and not column.width]
    soft = soft or [index for index, column in enumerate(document.columns) if not column.width]
    soft = soft or list(range(len(wanted)))
    share = sum(wanted[index] for index in soft) or 1.0
    for index in soft:
        wanted[index] += max(free * wanted[index] / share, 12.0 - wanted[index] if free < 0 else 0.0)
    over = sum(wanted) / room
    return tuple(width / over for width in wanted) if over > 1 else tuple(wanted)


def _style(column: Column, row: Row) -> WordStyle:
    bold = column.bold or row.kind == "total"
    return WordStyle(SIZE, SIZE * 0.72, bold=bold, color=_INK, align=column.align, lines=column.lines, balance=False)


def _row_height(document: TableDocument, row: Row, widths: tuple[float, ...]) -> float:
    if row.kind == "group":
        return _GROUP
    if row.kind == "note":
        style = WordStyle(SIZE * 0.92, lines=6, balance=False)
        return used_height(fit_words(row.cells[0], sum(widths) - 2 * _PADDING, 60.0, style)) + 1.6
    tallest = SIZE * 1.3
    for column, width, text in zip(document.columns, widths, row.cells, strict=False):
        room = width - 2 * _PADDING
        # A little too long is made smaller, not broken with one character on the second line.
        if column.lines > 1 and (_text_width(text, bold=column.bold) * 0.86 > room or "\n" in text):
            tallest = max(tallest, used_height(fit_words(text, room, 200.0, _style(column, row))))
    return max(_LEAST_ROW, tallest + 1.9)


def _head_height(document: TableDocument, *, first: bool) -> float:
    if not first:
        return 8.0
    return 11.0 + (6.0 if document.subtitle else 0.0) + 2.0


def _break_pages(document: TableDocument, area: QRectF, widths: tuple[float, ...]) -> tuple[tuple[_Placed, ...], ...]:
    pages: list[list[_Placed]] = [[]]
    bottom = area.bottom() - _FOOT
    top = area.top() + _head_height(document, first=True) + _HEAD
    fresh = area.top() + _head_height(document, first=False) + _HEAD
    group: Row | None = None
    for block in _blocks(document.rows):
        heights = [_row_height(document, row, widths) for row in block]
        whole = sum(heights)
        if pages[-1] and top + whole > bottom and whole < (bottom - fresh) * _KEEP_WHOLE:
            pages.append([])
            top = fresh
        for index, (row, height) in enumerate(zip(block, heights, strict=True)):
            needed = height + (heights[1] if row.kind == "group" and len(heights) > 1 else 0.0)
            if pages[-1] and top + needed > bottom:
                pages.append([])
                top = fresh
                if group is not None and index and row.kind != "group":
                    again = replace(group, cells=(_("{name}（续）").format(name=group.cells[0]), *group.cells[1:]))
                    pages[-1].append(_Placed(again, top, _GROUP))
                    top += _GROUP
            group = row if row.kind == "group" else group
            pages[-1].append(_Placed(row, top, height))
            top += height
    return tuple(tuple(page) for page in pages)


def _blocks(rows: tuple[Row, ...]) -> list[list[Row]]:
    """A group heading with its rows; the rows before the first heading one by one."""
    blocks: list[list[Row]] = []
    grouped = False
    for row in rows:
        if row.kind == "group":
            grouped = True
            blocks.append([row])
        elif grouped and blocks and row.kind != "total":
            blocks[-1].append(row)
        else:
            blocks.append([row])
    return blocks


# ---- painting


def paint_table_page(painter: QPainter, laid: LaidOut, number: int) -> None:
    """Page `number` from 0, in millimetres, at 0, 0 of the painter."""
    document, area = laid.document, laid.area
    _paint_title(painter, laid, number)
    top = area.top() + _head_height(document, first=number == 0)
    _paint_column_heads(painter, laid, top)
    for placed in laid.pages[number]:
        _paint_row(painter, laid, placed)
    _paint_foot(painter, laid, number)


def _words(painter: QPainter, box: QRectF, text: str, style: WordStyle) -> None:
    if text:
        paint_fitted(painter, box, fit_words(text, box.width(), box.height(), style))


def _paint_title(painter: QPainter, laid: LaidOut, number: int) -> None:
    document, area = laid.document, laid.area
    if number:
        small = WordStyle(3.3, color=_GREY, upright="middle")
        _words(painter, QRectF(area.left(), area.top(), area.width(), 6.5), document.title, small)
        return
    large = WordStyle(6.6, 4.4, bold=True, color=_INK, upright="middle")
    _words(painter, QRectF(area.left(), area.top(), area.width(), 10.5), document.title, large)
    style = WordStyle(3.6, 2.8, color=_GREY, upright="middle")
    _words(painter, QRectF(area.left(), area.top() + 10.8, area.width(), 6.0), document.subtitle, style)


def _paint_column_heads(painter: QPainter, laid: LaidOut, top: float) -> None:
    area = laid.area
    painter.fillRect(QRectF(area.left(), top, area.width(), _HEAD - 0.6), QColor(_SHADE))
    for column, box in zip(laid.document.columns, _cell_boxes(laid, top, _HEAD - 0.6), strict=True):
        style = WordStyle(3.3, 2.4, bold=True, color="#33373D", align=column.align, upright="middle")
        _words(painter, box, column.title, style)
    _line(painter, area.left(), area.right(), top + _HEAD - 0.6, 0.3, _INK)


def _cell_boxes(laid: LaidOut, top: float, height: float) -> list[QRectF]:
    document = laid.document
    left = laid.area.left() + (_TICK_COLUMN if document.ticks or document.group_ticks else 0.0)
    boxes = []
    for width in laid.widths:
        boxes.append(QRectF(left + _PADDING, top, width - 2 * _PADDING, height))
        left += width
    return boxes


def _paint_row(painter: QPainter, laid: LaidOut, placed: _Placed) -> None:
    document, area, row = laid.document, laid.area, placed.row
    if row.kind == "group":
        _paint_group(painter, laid, placed)
        return
    boxes = _cell_boxes(laid, placed.top, placed.height)
    if row.kind == "note":
        style = WordStyle(SIZE * 0.92, color=_GREY, lines=6, upright="middle", balance=False)
        left = boxes[0].left()
        _words(painter, QRectF(left, placed.top, boxes[-1].right() - left, placed.height), row.cells[0], style)
        return
    if row.kind == "total":
        _line(painter, area.left(), area.right(), placed.top, 0.3, _INK)
    elif document.ticks:
        _tick_box(painter, area.left() + 1.2, placed.top + placed.height / 2)
    for column, box, text in zip(document.columns, boxes, row.cells, strict=False):
        _words(painter, box, text, replace(_style(column, row), upright="middle"))
    if row.kind == "row":
        _line(painter, area.left(), area.right(), placed.top + placed.height, 0.12, _LINE)


def _paint_group(painter: QPainter, laid: LaidOut, placed: _Placed) -> None:
    area, cells = laid.area, placed.row.cells
    box = QRectF(area.left(), placed.top + 1.6, area.width(), placed.height - 1.6)
    middle = box.center().y()
    left = area.left() + 0.4
    if laid.document.group_ticks:
        _tick_box(painter, area.left() + 1.2, middle)
        left = area.left() + _TICK_COLUMN + _PADDING
    right_text = cells[-1] if len(cells) > 1 else ""
    taken = min(_text_width(right_text, bold=True, size=3.9) + 3.0, area.width() * 0.5) if right_text else 0.0
    style = WordStyle(4.3, 3.0, bold=True, color=_INK, upright="middle")
    _words(painter, QRectF(left, box.top(), area.right() - left - taken, box.height()), cells[0], style)
    right = WordStyle(3.9, 2.8, bold=True, color=_INK, align="right", upright="middle")
    _words(painter, QRectF(area.right() - taken, box.top(), taken - _PADDING, box.height()), right_text, right)
    _line(painter, area.left(), area.right(), placed.top + placed.height, 0.22, _GREY)


def _paint_foot(painter: QPainter, laid: LaidOut, number: int) -> None:
    area = laid.area
    box = QRectF(area.left(), area.bottom() - 5.0, area.width(), 5.0)
    style = WordStyle(3.0, color=_GREY, upright="bottom")
    _words(painter, box.adjusted(0, 0, -30, 0), laid.document.footer, style)
    page = _("第 {number} / {total} 页").format(number=number + 1, total=len(laid.pages))
    _words(painter, box, page, replace(style, align="right"))


def _tick_box(painter: QPainter, left: float, middle: float) -> None:
    painter.setPen(QPen(QColor(_INK), 0.3))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(left, middle - _TICK / 2, _TICK, _TICK))


def _line(painter: QPainter, left: float, right: float, top: float, width: float, color: str) -> None:
    painter.setPen(QPen(QColor(color), width))
    painter.drawLine(QPointF(left, top), QPointF(right, top))
