"""The calendar in one widget, by mouse and by keyboard: it shows what it is given and says what the owner wants."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from shopdesk.base import dates
from shopdesk.base.i18n import _
from shopdesk.content.calendar_days import DayMark
from shopdesk.content.entries import EntryRow
from shopdesk.content.pillars import pillar_of
from ui.content.calendar_layout import MONTH, WEEK, Layout, lay_out, least_height, shown_days
from ui.content.calendar_paint import Scene, paint_calendar
from ui.content.words import channel_names, day_title, time_text
from ui.widgets.elided import plain_tooltip
from ui.widgets.toast import announce

_ARROWS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
_OPEN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CalendarView(QWidget):
    entry_opened = Signal(int)
    new_wanted = Signal(int)  # day
    entry_moved = Signal(int, int)  # entry, day
    entry_copied = Signal(int, int)  # entry, day: dragged with Ctrl
    text_wanted = Signal(int)
    publish_wanted = Signal(int)
    delete_wanted = Signal(int)
    menu_wanted = Signal(object, int, QPoint)  # entry id or None, day, where on screen
    day_left_range = Signal(int)  # the cursor went to a day that is not shown
    week_wanted = Signal(int)  # day with more entries than fit

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mode = MONTH
        self.today = dates.today()
        self.day = self.today
        self.entry_id: int | None = None
        self._anchor = self.today
        """A day of the month or week on screen; the cursor may stand on a day of the month beside it."""
        self._entries: dict[int, list[EntryRow]] = {}
        self._marks: dict[date, tuple[DayMark, ...]] = {}
        self._layout: Layout | None = None
        self._hovered: int | None = None
        self._pressed: EntryRow | None = None
        self._press_at = QPoint()
        self._drag_at: QPoint | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(_("内容日历"))

    # ---- what is shown

    def shown_days(self) -> tuple[date, date]:
        return shown_days(self.mode, self._anchor)

    def anchor(self) -> int:
        return self._anchor

    def show_day(self, mode: str, day: int) -> None:
        """Show the month or week of this day with the cursor on it; the caller then gives the content."""
        self.mode, self.day, self.entry_id, self._anchor = mode, day, None, day
        self._forget_layout()

    def set_content(self, entries: Sequence[EntryRow], marks: dict[date, tuple[DayMark, ...]], today: int) -> None:
        self._entries = {}
        for entry in entries:
            self._entries.setdefault(entry.day, []).append(entry)
        self._marks, self.today = marks, today
        if self.entry_id not in {entry.id for entry in self._entries.get(self.day, ())}:
            self.entry_id = None
        self._forget_layout()

    def select_entry(self, entry_id: int) -> None:
        for day, entries in self._entries.items():
            if entry_id in {entry.id for entry in entries}:
                self.day, self.entry_id = day, entry_id
                self.update()

    def current_entry(self) -> EntryRow | None:
        return next((entry for entry in self._entries.get(self.day, ()) if entry.id == self.entry_id), None)

    def entries_of(self, day: int) -> Sequence[EntryRow]:
        return self._entries.get(day, ())

    def layout_now(self) -> Layout:
        if self._layout is None:
            line = self.fontMetrics().height()
            self._layout = lay_out(self.mode, self._anchor, self.width(), self.height(), line, self.entries_of)
        return self._layout

    def _forget_layout(self) -> None:
        self._layout = None
        most = max((len(entries) for entries in self._entries.values()), default=0)
        self.setMinimumHeight(least_height(self.mode, self._anchor, self.fontMetrics().height(), most))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(840, 560)

    def minimumSizeHint(self) -> QSize:
        return QSize(7 * 62, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._layout = None
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._layout = None
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        dragging = self._drag_at is not None
        scene = Scene(
            self.mode,
            self.layout_now(),
            self.today,
            self._marks,
            self.day,
            self.entry_id,
            self.hasFocus(),
            self._hovered,
            self._pressed if dragging else None,
            self._drag_at or QPoint(),
            self._drop_day() if dragging else None,
        )
        painter = QPainter(self)
        paint_calendar(painter, scene, self.rect(), self.font(), self.devicePixelRatioF())

    # ---- mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        box, cell = self.layout_now().box_at(at), self.layout_now().cell_at(at)
        if cell is None:
            return
        self.day, self.entry_id = cell.day, box.entry.id if box else None
        self._say_cursor()
        if event.button() == Qt.MouseButton.LeftButton:
            more = self.layout_now().more_at(at)
            if more is not None:
                self.week_wanted.emit(more.day)
                return
            self._pressed, self._press_at = (box.entry if box else None), at
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            far = (at - self._press_at).manhattanLength() >= QApplication.startDragDistance()
            if self._drag_at is not None or far:
                self._drag_at = at
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self.update()
            return
        box = self.layout_now().box_at(at)
        hovered = box.entry.id if box else None
        over_more = self.layout_now().more_at(at) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if box or over_more else Qt.CursorShape.ArrowCursor)
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        entry, day, dragged = self._pressed, self._drop_day(), self._drag_at is not None
        self._end_drag()
        if entry is None:
            return
        if not dragged:
            self.entry_opened.emit(entry.id)
        elif day is not None and day != entry.day:
            self.day = day
            copies = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            (self.entry_copied if copies else self.entry_moved).emit(entry.id, day)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        cell = self.layout_now().cell_at(at)
        # The first click on an entry has opened it already.
        if cell is not None and self.layout_now().box_at(at) is None and event.button() == Qt.MouseButton.LeftButton:
            self.new_wanted.emit(cell.day)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        where = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            box, cell = self.layout_now().box_of(self.entry_id), self.layout_now().cell_of(self.day)
            place = box.rect if box else cell.rect if cell else self.rect()
            where = self.mapToGlobal(place.center())
        self.menu_wanted.emit(self.entry_id, self.day, where)

    def _drop_day(self) -> int | None:
        if self._drag_at is None:
            return None
        cell = self.layout_now().cell_at(self._drag_at)
        return cell.day if cell else None

    def _end_drag(self) -> None:
        self._pressed, self._drag_at = None, None
        self.unsetCursor()
        self.update()

    # ---- keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.ask(self.text_wanted)
        elif event.key() == Qt.Key.Key_Escape and self._drag_at is not None:
            self._end_drag()
        elif not (self._move_by_key(event) or self._act_by_key(event)):
            super().keyPressEvent(event)

    def _move_by_key(self, event: QKeyEvent) -> bool:
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        if key in _ARROWS and modifiers & Qt.KeyboardModifier.ControlModifier:
            entry = self.current_entry()
            if entry is not None:
                self.day += _ARROWS[key]
                self.entry_moved.emit(entry.id, self.day)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move_vertically(1 if key == Qt.Key.Key_Down else -1)
        elif key in _ARROWS:
            self.go_to_day(self.day + _ARROWS[key])
        elif key == Qt.Key.Key_Home:
            self.go_to_day(self.day - date.fromordinal(self.day).weekday())
        elif key == Qt.Key.Key_End:
            self.go_to_day(self.day + 6 - date.fromordinal(self.day).weekday())
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turn(1 if key == Qt.Key.Key_PageDown else -1)
        elif key == Qt.Key.Key_T and not modifiers:
            self.go_to_today()
        else:
            return False
        return True

    def _act_by_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in _OPEN:
            self.open_current()
        elif key in (Qt.Key.Key_N, Qt.Key.Key_Insert) and not event.modifiers():
            self.new_wanted.emit(self.day)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.ask(self.delete_wanted)
        elif key == Qt.Key.Key_Space:
            self.ask(self.publish_wanted)
        else:
            return False
        return True

    def open_current(self) -> None:
        """The entry under the cursor, or a new one on its day."""
        if self.entry_id is not None:
            self.entry_opened.emit(self.entry_id)
        else:
            self.new_wanted.emit(self.day)

    def go_to_today(self) -> None:
        self.go_to_day(self.today)

    def ask(self, signal: SignalInstance) -> None:
        """Ask something for the entry under the cursor, if there is one."""
        if self.entry_id is not None:
            signal.emit(self.entry_id)

    def _move_vertically(self, step: int) -> None:
        """Through the entries of the day first, then on to the same weekday of the next week."""
        ids: list[int | None] = [None, *(entry.id for entry in self.entries_of(self.day))]
        place = ids.index(self.entry_id) + step
        if 0 <= place < len(ids):
            self.entry_id = ids[place]
            self._say_cursor()
        else:
            self.go_to_day(self.day + 7 * step)

    def go_to_day(self, day: int) -> None:
        day = min(max(day, date(1901, 1, 1).toordinal()), date(2099, 12, 31).toordinal())
        self.day, self.entry_id = day, None
        cell = self.layout_now().cell_of(day)
        if cell is None or not cell.inside:
            self.day_left_range.emit(day)
        self._say_cursor()

    def turn(self, step: int) -> None:
        """To the next (1) or the previous (-1) month or week, on the same day as far as there is one."""
        if self.mode == WEEK:
            self.go_to_day(self._anchor + 7 * step)
            return
        on = date.fromordinal(self._anchor)
        year, month = divmod(on.year * 12 + on.month - 1 + step, 12)
        day = min(date.fromordinal(self.day).day, monthrange(year, month + 1)[1])
        self.go_to_day(date(year, month + 1, day).toordinal())

    def _say_cursor(self) -> None:
        entry = self.current_entry()
        text = self.describe_entry(entry) if entry else self.describe_day(self.day)
        self.setAccessibleDescription(text)
        announce(self, text)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    # ---- words

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            box, cell = self.layout_now().box_at(event.pos()), self.layout_now().cell_at(event.pos())
            if box is not None:
                text = f"{self.describe_entry(box.entry)}\n\n{box.entry.body[:200]}".strip()
                QToolTip.showText(event.globalPos(), plain_tooltip(text), self, box.rect)
            elif cell is not None:
                QToolTip.showText(event.globalPos(), plain_tooltip(self.describe_day(cell.day)), self, cell.rect)
            return True
        return super().event(event)

    def describe_entry(self, entry: EntryRow) -> str:
        parts = [
            day_title(entry.day),
            time_text(entry.minute),
            entry.title,
            pillar_of(entry.pillar).name,
            channel_names()[entry.channel],
            _("已发布") if entry.published else _("待发布"),
        ]
        return " · ".join(part for part in parts if part)

    def describe_day(self, day: int) -> str:
        marks = [mark.name for mark in self._marks.get(date.fromordinal(day), ())]
        count = len(self.entries_of(day))
        parts = [day_title(day), *dict.fromkeys(marks), _("{count} 条内容").format(count=count) if count else ""]
        return " · ".join(part for part in parts if part)
