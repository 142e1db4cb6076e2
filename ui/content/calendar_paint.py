"""Painting of the calendar: cells, marks of the day, entries. Reads the tokens while painting, keeps nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from shopdesk.base.i18n import _
from shopdesk.content.calendar_days import DAY_OFF, LUNAR, WORK_DAY, DayMark
from shopdesk.content.entries import EntryRow
from shopdesk.content.pillars import pillar_of
from ui.content.calendar_layout import WEEK, Cell, EntryBox, Layout, MoreBox
from ui.content.words import PILLAR_COLORS, channel_names, time_text, weekday_names
from ui.icons import icon_pixmap
from ui.theme import color, tokens
from ui.tokens import chip_colors
from ui.widgets.elided import elide, tame

_CENTER = int(Qt.AlignmentFlag.AlignCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_ROOM_FOR_TIME = 128  # pixels of a chip from which the time stands before the title


@dataclass
class Scene:
    """Everything that is on the calendar at this moment."""

    mode: str
    layout: Layout
    today: int
    marks: dict[date, tuple[DayMark, ...]]
    cursor_day: int = 0
    cursor_entry: int | None = None
    focused: bool = False
    hovered: int | None = None
    """Entry under the mouse."""
    dragged: EntryRow | None = None
    drag_at: QPoint = field(default_factory=QPoint)
    drop_day: int | None = None


def paint_calendar(painter: QPainter, scene: Scene, whole: QRect, font: QFont, ratio: float) -> None:
    painter.fillRect(whole, color("surface"))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * 0.9)
    layout = scene.layout
    _paint_weekdays(painter, layout, small)
    for cell in layout.cells:
        _paint_cell(painter, scene, cell, font, small)
    _paint_grid(painter, layout)
    for box in layout.boxes:
        faded = scene.dragged is not None and box.entry.id == scene.dragged.id
        painter.setOpacity(0.35 if faded else 1.0)
        paint_entry(painter, scene, box, font, small, ratio)
        painter.setOpacity(1.0)
    for more in layout.mores:
        _paint_more(painter, more, small)
    if scene.drop_day is not None:
        _paint_frame(painter, layout.cell_of(scene.drop_day), "accent", dashed=True)
    elif scene.cursor_entry is None or layout.box_of(scene.cursor_entry) is None:
        _paint_frame(painter, layout.cell_of(scene.cursor_day), "focus" if scene.focused else "border_check")
    if scene.dragged is not None:
        _paint_dragged(painter, scene, font, small, ratio)


def _paint_weekdays(painter: QPainter, layout: Layout, font: QFont) -> None:
    painter.setFont(font)
    painter.setPen(color("muted"))
    for name, cell in zip(weekday_names(), layout.cells, strict=False):
        place = QRect(cell.rect.left() + 8, 0, cell.rect.width() - 12, layout.head)
        painter.drawText(place, _LEFT, name)


def _paint_grid(painter: QPainter, layout: Layout) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(color("border"), 1))
    whole = layout.cells[0].rect.united(layout.cells[-1].rect)
    for cell in layout.cells:
        if cell.rect.left() > whole.left():
            painter.drawLine(cell.rect.topLeft(), cell.rect.bottomLeft())
        painter.drawLine(cell.rect.topLeft(), cell.rect.topRight())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _paint_cell(painter: QPainter, scene: Scene, cell: Cell, font: QFont, small: QFont) -> None:
    if cell.day == scene.drop_day:
        painter.fillRect(cell.rect, color("accent_soft"))
    else:
        painter.fillRect(cell.rect, color("surface" if cell.inside else "sunken"))
    left = _paint_number(painter, scene, cell, font)
    marks = scene.marks.get(date.fromordinal(cell.day), ())
    left = _paint_day_off(painter, scene, cell, marks, small, left)
    # In the week there is a whole line for what the day is; in the month it shares the line with the number.
    if scene.mode == WEEK:
        top = cell.rect.top() + scene.layout.day_head - 2
        place = QRect(cell.rect.left() + 10, top, cell.rect.width() - 14, QFontMetrics(small).height() + 2)
        _paint_mark(painter, place, marks, small, cell.inside, _LEFT)
    else:
        place = QRect(left, cell.rect.top() + 1, cell.rect.right() - left - 5, scene.layout.day_head)
        _paint_mark(painter, place, marks, small, cell.inside, _RIGHT)


def _paint_number(painter: QPainter, scene: Scene, cell: Cell, font: QFont) -> int:
    """The day's number; returns where it ends."""
    bold = QFont(font)
    bold.setBold(cell.day == scene.today)
    painter.setFont(bold)
    text = str(date.fromordinal(cell.day).day)
    height = scene.layout.day_head - 2
    width = QFontMetrics(bold).horizontalAdvance(text)
    place = QRect(cell.rect.left() + 8, cell.rect.top() + 2, width + 1, height)
    if cell.day == scene.today:
        pill = QRectF(place).adjusted(-4.5, 0, 4.5, 0)
        pill.setWidth(max(pill.width(), height))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("accent"))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(color("on_accent"))
        painter.drawText(pill, _CENTER, text)
        return int(pill.right()) + 4
    painter.setPen(color("text" if cell.inside else "muted"))
    painter.drawText(place, _LEFT, text)
    return place.right() + 6


def _paint_day_off(
    painter: QPainter, scene: Scene, cell: Cell, marks: tuple[DayMark, ...], font: QFont, left: int
) -> int:
    """休 or 班 beside the number; returns where it ends."""
    kinds = {mark.kind for mark in marks}
    if DAY_OFF in kinds:
        letter, text, ground = _("休"), color("success"), color("success_soft")
    elif WORK_DAY in kinds:
        letter, text, ground = _("班"), color("muted"), color("pressed")
    else:
        return left
    metrics = QFontMetrics(font)
    side = metrics.height() - 1
    width = max(side, metrics.horizontalAdvance(letter) + 6)
    place = QRect(left, cell.rect.top() + (scene.layout.day_head - side) // 2 + 1, width, side)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(QRectF(place), 4, 4)
    painter.setFont(font)
    painter.setPen(text)
    painter.drawText(place, _CENTER, letter)
    return place.right() + 3


def _paint_mark(
    painter: QPainter, place: QRect, marks: tuple[DayMark, ...], font: QFont, inside: bool, align: int
) -> None:
    named = [mark.name for mark in marks if mark.kind not in (DAY_OFF, WORK_DAY, LUNAR)]
    lunar = next((mark.name for mark in marks if mark.kind == LUNAR), "")
    metrics = QFontMetrics(font)
    painter.setFont(font)
    if named:
        text = " · ".join(named)
        if metrics.horizontalAdvance(text) > place.width():
            text = named[0]
        painter.setPen(color("accent_text" if inside else "muted"))
    else:
        text = lunar
        painter.setPen(color("muted"))
    if named or metrics.horizontalAdvance(text) <= place.width():  # half a lunar date tells nothing
        painter.drawText(place, align, elide(metrics, text, place.width()))


def paint_entry(painter: QPainter, scene: Scene, box: EntryBox, font: QFont, small: QFont, ratio: float) -> None:
    entry, rect = box.entry, box.rect
    text, ground = (QColor(name) for name in chip_colors(tokens(), PILLAR_COLORS[entry.pillar]))
    painter.setBrush(ground)
    current = entry.id == scene.cursor_entry
    if current:
        painter.setPen(QPen(color("focus") if scene.focused else text, 2))
    elif entry.id == scene.hovered:
        painter.setPen(QPen(text, 1))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    inset = 1.0 if current else 0.5
    painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), 5, 5)
    if scene.mode == WEEK:
        _paint_card(painter, entry, rect, font, small, ratio)
    else:
        _paint_chip(painter, entry, rect, small, ratio)


def _paint_badge(painter: QPainter, entry: EntryRow, place: QRect, font: QFont) -> None:
    """The pillar's letter: full for what is planned, hollow with the tick beside it for what is published."""
    text, ground = (QColor(name) for name in chip_colors(tokens(), PILLAR_COLORS[entry.pillar]))
    painter.setPen(QPen(text, 1))
    painter.setBrush(ground if entry.published else text)
    painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setFont(font)
    painter.setPen(text if entry.published else ground)
    painter.drawText(place, _CENTER, pillar_of(entry.pillar).letter)


def _paint_chip(painter: QPainter, entry: EntryRow, rect: QRect, font: QFont, ratio: float) -> None:
    text, _ground = chip_colors(tokens(), PILLAR_COLORS[entry.pillar])
    metrics = QFontMetrics(font)
    side = rect.height() - 4
    badge = QRect(
        rect.left() + 2, rect.top() + 2, max(side, metrics.horizontalAdvance(pillar_of(entry.pillar).letter) + 4), side
    )
    letter = QFont(font)
    letter.setPixelSize(min(round(metrics.ascent() * 0.8), side - 2))
    _paint_badge(painter, entry, badge, letter)
    left, right = badge.right() + 5, rect.right() - 5
    if entry.published:
        painter.drawPixmap(right - 12, rect.center().y() - 6, icon_pixmap("check", text, 13, ratio))
        right -= 15
    painter.setFont(font)
    painter.setPen(QColor(text))
    time = time_text(entry.minute)
    if time and rect.width() >= _ROOM_FOR_TIME:
        width = metrics.horizontalAdvance(time)
        painter.drawText(QRect(left, rect.top(), width, rect.height()), _LEFT, time)
        left += width + 5
    painter.drawText(
        QRect(left, rect.top(), right - left, rect.height()), _LEFT, elide(metrics, entry.title, right - left)
    )


def _paint_card(painter: QPainter, entry: EntryRow, rect: QRect, font: QFont, small: QFont, ratio: float) -> None:
    text, _ground = chip_colors(tokens(), PILLAR_COLORS[entry.pillar])
    metrics = QFontMetrics(small)
    inner = rect.adjusted(8, 6, -8, -6)
    side = metrics.height()
    badge = QRect(
        inner.left(), inner.top(), max(side, metrics.horizontalAdvance(pillar_of(entry.pillar).letter) + 6), side
    )
    _paint_badge(painter, entry, badge, small)
    painter.setFont(small)
    painter.setPen(QColor(text))
    line = QRect(badge.right() + 6, inner.top(), inner.right() - badge.right() - 6, side)
    painter.drawText(line, _LEFT, time_text(entry.minute))
    if entry.published:
        painter.drawPixmap(inner.right() - 13, inner.top() + (side - 14) // 2, icon_pixmap("check", text, 14, ratio))
    else:
        room = line.width() - metrics.horizontalAdvance(time_text(entry.minute)) - 4
        painter.drawText(line, _RIGHT, elide(metrics, channel_names()[entry.channel], room))
    bold = QFont(font)
    bold.setBold(True)
    top = badge.bottom() + 4
    top = _paint_lines(painter, entry.title, QRect(inner.left(), top, inner.width(), 0), bold, 2, QColor(text))
    place = QRect(inner.left(), top + 2, inner.width(), 0)
    room = (inner.bottom() - top) // max(metrics.lineSpacing(), 1)
    _paint_lines(painter, entry.body, place, small, min(room, 3), color("text"))


def _paint_lines(painter: QPainter, text: str, place: QRect, font: QFont, most: int, pen: QColor) -> int:
    """Up to `most` lines, broken anywhere as Chinese is, the last one with … ; returns where they end."""
    metrics = QFontMetrics(font)
    painter.setFont(font)
    painter.setPen(pen)
    top, rest = place.top(), tame(" ".join(text.split()))
    for number in range(most):
        if not rest:
            break
        cut = len(rest) if number < most - 1 else 0
        if number < most - 1:
            while cut > 1 and metrics.horizontalAdvance(rest[:cut]) > place.width():
                cut -= 1
            shown, rest = rest[:cut], rest[cut:].lstrip()
        else:
            shown, rest = elide(metrics, rest, place.width()), ""
        painter.drawText(QRect(place.left(), top, place.width(), metrics.height()), _LEFT, shown)
        top += metrics.lineSpacing()
    return top


def _paint_more(painter: QPainter, more: MoreBox, font: QFont) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color("pressed"))
    painter.drawRoundedRect(QRectF(more.rect).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
    painter.setFont(font)
    painter.setPen(color("text"))
    painter.drawText(more.rect, _CENTER, f"+{more.count}")


def _paint_frame(painter: QPainter, cell: Cell | None, token: str, *, dashed: bool = False) -> None:
    if cell is None:
        return
    style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
    painter.setPen(QPen(color(token), 2, style))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(cell.rect).adjusted(1.5, 1.5, -1, -1), 4, 4)


def _paint_dragged(painter: QPainter, scene: Scene, font: QFont, small: QFont, ratio: float) -> None:
    assert scene.dragged is not None
    at = scene.layout.box_of(scene.dragged.id)
    size = at.rect.size() if at is not None else scene.layout.cells[0].rect.size()
    place = QRect(scene.drag_at - QPoint(size.width() // 3, min(size.height() // 2, 16)), size)
    painter.setOpacity(0.9)
    paint_entry(painter, scene, EntryBox(scene.dragged, place), font, small, ratio)
    painter.setOpacity(1.0)
