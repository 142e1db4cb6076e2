"""A field for a day: takes 11-22, 2026/11/22, 11月22日 or 明天, gives an ordinal; Alt+Down opens a calendar."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLineEdit, QToolButton, QVBoxLayout, QWidget

from shopdesk.base import dates
from shopdesk.base.i18n import _, language
from ui.icons import icon
from ui.widgets.cards import repolish
from ui.widgets.choice_button import show_below

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．／－", "0123456789./-")
_WEEKDAY = re.compile(r"[\s,，（(]*(周|星期|礼拜)[一二三四五六日天][)）]?$")
_YMD = re.compile(r"(\d{4}|\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_MD = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WORDS = {"前天": -2, "昨天": -1, "今天": 0, "明天": 1, "后天": 2}


def parse_day(text: str, today: int) -> int | None:
    """The ordinal that a person wrote, or None. Without a year the nearest such day to `today` is meant."""
    plain = _WEEKDAY.sub("", text.translate(_FULL_WIDTH).strip())
    if plain in _WORDS:
        return today + _WORDS[plain]
    if match := _YMD.fullmatch(plain) or _COMPACT.fullmatch(plain):
        year, month, day = (int(part) for part in match.groups())
        return _ordinal(year if year >= 100 else 2000 + year, month, day)
    if match := _MD.fullmatch(plain):
        month, day = (int(part) for part in match.groups())
        this_year = date.fromordinal(today).year
        # 29 February may be four years away, once eight (2096 to 2104).
        candidates = [
            found
            for years in (1, 4, 8)
            for year in range(this_year - years, this_year + years + 1)
            if (found := _ordinal(year, month, day)) is not None
        ]
        return min(candidates, key=lambda found: abs(found - today), default=None)
    return None


def _ordinal(year: int, month: int, day: int) -> int | None:
    try:
        return date(year, month, day).toordinal()
    except ValueError:
        return None


def day_text(day: int) -> str:
    """2026-11-22 周日."""
    return f"{date.fromordinal(day).year}-{dates.short_day(day)}"


class DateEdit(QLineEdit):
    """`day()` is None while the field is empty or not a day within the limits; `is_valid()` tells the two apart."""

    day_changed = Signal(object)

    def __init__(
        self,
        day: int | None = None,
        *,
        first: int | None = None,
        last: int | None = None,
        today: Callable[[], int] = dates.today,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._first = first
        self._last = last
        self._today = today
        self._said = day
        self.setMaxLength(24)
        self.setPlaceholderText(_("例如 11-22"))
        action = QAction(icon("calendar", "muted"), _("选日期（Alt+↓）"), self)
        action.triggered.connect(self.open_calendar)
        self.addAction(action, QLineEdit.ActionPosition.TrailingPosition)
        self.set_day(day)
        self.textChanged.connect(self._on_text)

    def day(self) -> int | None:
        found = parse_day(self.text(), self._today())
        if found is None or (self._first is not None and found < self._first):
            return None
        return None if self._last is not None and found > self._last else found

    def is_valid(self) -> bool:
        return not self.text().strip() or self.day() is not None

    def set_day(self, day: int | None) -> None:
        self.setText("" if day is None else day_text(day))

    def open_calendar(self) -> None:
        popup = _CalendarPopup(self, self.day() or self._today(), self._first, self._last)
        popup.picked.connect(self._pick)
        show_below(popup, self, popup.sizeHint())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 7, Qt.Key.Key_PageDown: -7}.get(
            Qt.Key(event.key()), 0
        )
        if step and event.modifiers() == Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
        elif step:
            day = self.day()
            self._pick(self._today() if day is None else day + step)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if (day := self.day()) is not None:
            self.set_day(day)
        self._mark(not self.is_valid())
        super().focusOutEvent(event)

    def _pick(self, day: int) -> None:
        if self._first is not None:
            day = max(day, self._first)
        if self._last is not None:
            day = min(day, self._last)
        self.set_day(day)
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def _on_text(self) -> None:
        if self.is_valid():
            self._mark(False)
        day = self.day()
        if day != self._said:
            self._said = day
            self.day_changed.emit(day)

    def _mark(self, invalid: bool) -> None:
        if bool(self.property("invalid")) != invalid:
            self.setProperty("invalid", invalid)
            repolish(self)


class _CalendarPopup(QFrame):
    picked = Signal(int)

    def __init__(self, parent: QWidget, day: int, first: int | None, last: int | None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "popup")
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        self.calendar = styled_calendar()
        if first is not None:
            self.calendar.setMinimumDate(_qdate(first))
        if last is not None:
            self.calendar.setMaximumDate(_qdate(last))
        self.calendar.setSelectedDate(_qdate(day))
        self.calendar.clicked.connect(self._pick)
        self.calendar.activated.connect(self._pick)
        column.addWidget(self.calendar)
        self.calendar.setFocus()

    def _pick(self, day: QDate) -> None:
        self.close()
        self.picked.emit(date(day.year(), day.month(), day.day()).toordinal())


def styled_calendar() -> QCalendarWidget:
    """A month to pick from, Monday first, in the language of the program."""
    calendar = QCalendarWidget()
    calendar.setLocale(QLocale("zh_CN" if language() == "zh_CN" else "en_GB"))
    calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames)
    plain = QTextCharFormat()
    for weekday in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(weekday, plain)  # Qt's red reads as an error
    calendar.setMinimumSize(300, 260)
    for name, icon_name, words in (
        ("qt_calendar_prevmonth", "chevron-left", _("上个月")),
        ("qt_calendar_nextmonth", "chevron-right", _("下个月")),
    ):
        button = calendar.findChild(QToolButton, name)
        if button is not None:  # Qt's own arrows are black in the dark as well
            button.setIcon(icon(icon_name, "muted"))
            button.setAccessibleName(words)
    return calendar


def _qdate(day: int) -> QDate:
    on = date.fromordinal(day)
    return QDate(on.year, on.month, on.day)
