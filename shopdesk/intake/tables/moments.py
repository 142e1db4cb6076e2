"""Dates and times as platforms and people write them. Nothing raises; a doubt says what could not be known."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from shopdesk.base.i18n import _
from shopdesk.files.content import Cell
from shopdesk.intake.tables.values import folded, said, text_of

_EXCEL_DAY_0 = datetime(1899, 12, 30)  # noqa: DTZ001 - the shop's local time throughout
_EXCEL_DAY_0_MAC = datetime(1904, 1, 1)  # noqa: DTZ001
_SERIALS = range(18_264, 73_051)  # 1950 to 2099: other bare numbers are no dates
_BIRTHDAY_SERIALS = range(3_653, 73_051)  # from 1910
_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2100


class Moment(NamedTuple):
    """`doubt` is empty for an empty cell and for a time that was read without question."""

    at: datetime | None
    doubt: str = ""
    without_year: bool = False


class Birthday(NamedTuple):
    """`text` is YYYY-MM-DD or --MM-DD."""

    text: str | None
    doubt: str = ""


_AS_PLATFORMS_WRITE = re.compile(r"(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9][ T][0-2][0-9]:[0-5][0-9](?::[0-5][0-9])?")
_FULL = re.compile(
    r"(?P<year>[0-9]{4})[-/.年](?P<month>[0-9]{1,2})[-/.月](?P<day>[0-9]{1,2})(?:日|号)?(?:[ T]*(?P<rest>.*))?"
)
_COMPACT = re.compile(r"(?P<year>[12][0-9]{3})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?:[ T]?(?P<rest>[0-9:]*))?")
_NO_YEAR = re.compile(r"(?P<month>[0-9]{1,2})(?:[-/.]|月)(?P<day>[0-9]{1,2})(?:日|号)?(?:[ T]+(?P<rest>.*))?")
_YEAR_LAST = re.compile(
    r"(?P<first>[0-9]{1,2})[-/.](?P<second>[0-9]{1,2})[-/.](?P<year>[0-9]{4})(?:[ T]+(?P<rest>.*))?"
)
_SHORT_YEAR = re.compile(r"[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?")
_CLOCK = re.compile(
    r"(?P<half>上午|下午|晚上|晚|早上|中午|凌晨|AM|PM)? ?(?P<hour>[0-9]{1,2})(?:[:：时点](?P<minute>[0-9]{1,2})?"
    r"(?:[:：分](?P<second>[0-9]{1,2})?)?秒?)(?:\.[0-9]{1,9})? ?(?P<after>AM|PM)?"
    r"(?: ?(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2}))?",
    re.IGNORECASE,
)
_DIGIT_CLOCK = re.compile(r"(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})?")
_RELATIVE = re.compile(
    r"昨|前天|大前天|今天|今日|明天|刚刚|[0-9一二三四五六七八九十两半]+(?:个)?(?:分钟|小时|天|周|星期|月)前|上周|这周|本周|周[一二三四五六日天]|星期"
)
_DATE_START = re.compile(r"[0-9]{1,4}[-/.年月]|[0-9]{8}")
_WEEKDAY = re.compile(r"[(（]?(?:周|星期)[一二三四五六日天][)）]?")
_LUNAR = re.compile("农历|阴历|旧历|初[一二三四五六七八九十]|腊月|正月|冬月|廿")


def parse_moment(cell: Cell, year: int | None = None, *, from_1904: bool = False) -> Moment:
    """A point in the shop's local time; `year` completes dates without one (and is said so in `without_year`)."""
    if isinstance(cell, str):
        if _AS_PLATFORMS_WRITE.fullmatch(cell):  # nearly every cell of a real export, at a fifth of the cost
            try:
                return Moment(datetime.fromisoformat(cell))
            except ValueError:  # 31 February: the longer way says so
                pass
        return _of_said(cell, year) if cell else Moment(None)
    if isinstance(cell, datetime):
        return _within(cell.replace(tzinfo=None), cell)
    if isinstance(cell, date):
        return _within(datetime.combine(cell, time.min), cell)
    if isinstance(cell, bool | time | timedelta):
        return _unreadable(cell)
    return _of_serial(cell, from_1904)


@lru_cache(maxsize=5_000)  # a table has few days but many rows
def _of_said(cell: str, year: int | None) -> Moment:
    text = said(cell)
    if not text:
        return Moment(None)
    plain = _WEEKDAY.sub(" ", " ".join(folded(text[:60]).split())).strip()
    if not _DATE_START.match(plain) and _RELATIVE.search(text):
        return Moment(None, _("时间“{text}”要知道是哪天写的才有意义").format(text=text[:30]))
    return _of_text(plain, text, year)


def _of_text(plain: str, text: str, year: int | None) -> Moment:
    if re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", plain):
        return _of_serial(float(plain), from_1904=False)
    found = _FULL.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if found:
        return _build(int(found["year"]), int(found["month"]), int(found["day"]), found["rest"], text)
    found = _YEAR_LAST.fullmatch(plain)
    if found:
        first, second = int(found["first"]), int(found["second"])
        month, day = (second, first) if first > 12 else (first, second)
        return _build(int(found["year"]), month, day, found["rest"], text)
    found = _NO_YEAR.fullmatch(plain)
    if found:
        if year is None:
            return Moment(None, _("日期“{text}”没有年份").format(text=text[:30]), True)
        read = _build(year, int(found["month"]), int(found["day"]), found["rest"], text)
        return Moment(read.at, read.doubt, True)
    return _unreadable(text)


def _build(year: int, month: int, day: int, rest: str | None, text: str) -> Moment:
    try:
        on = date(year, month, day)
    except ValueError:
        return Moment(None, _("日期“{text}”不存在").format(text=text[:30]))
    clock = (rest or "").strip()
    if not clock:
        return _within(datetime.combine(on, time.min), text)
    found = _CLOCK.fullmatch(clock) or _DIGIT_CLOCK.fullmatch(clock)
    parts = found.groupdict() if found else {}
    half = (parts.get("half") or parts.get("after") or "").upper()
    hour = int(parts["hour"]) if found else 24
    if (half in ("下午", "晚上", "晚", "PM") and hour < 12) or (half == "中午" and hour < 3):
        hour += 12
    elif half in ("上午", "凌晨", "AM") and hour == 12:
        hour = 0
    try:
        at = datetime.combine(on, time(hour, int(parts.get("minute") or 0), int(parts.get("second") or 0)))
    except ValueError:
        return Moment(None, _("时间“{text}”读不懂").format(text=text[:30]))
    zone = parts.get("zone")
    if zone:  # the shop's time is China's: what a platform wrote in another zone is shifted to it
        at += timedelta(hours=8) - _offset(zone)
    return _within(at, text)


def _offset(zone: str) -> timedelta:
    if zone in "zZ":
        return timedelta()
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return timedelta(minutes=-minutes if zone[0] == "-" else minutes)


def _of_serial(value: int | float, from_1904: bool) -> Moment:
    if value != value:
        return _unreadable(value)
    if value in range(19_000_101, 21_000_101):  # 20260309 in a number cell
        return _of_text(str(int(value)), str(int(value)), None)
    if 1e9 < value < 4e9 or 1e12 < value < 4e12:  # seconds or milliseconds since 1970, as programs write them
        seconds = value / 1000 if value > 1e11 else value
        return Moment(datetime(1970, 1, 1, 8) + timedelta(seconds=int(seconds)))  # noqa: DTZ001 - China's local time
    if not _SERIALS.start <= value < _SERIALS.stop:
        return _unreadable(value)
    start = _EXCEL_DAY_0_MAC if from_1904 else _EXCEL_DAY_0
    return Moment((start + timedelta(days=float(value)) + timedelta(milliseconds=500)).replace(microsecond=0))


def _within(at: datetime, cell: Cell) -> Moment:
    if not _EARLIEST_YEAR <= at.year <= _LATEST_YEAR:
        return _unreadable(cell)
    return Moment(at.replace(microsecond=0))


def _unreadable(cell: Cell) -> Moment:
    return Moment(None, _("时间“{text}”读不懂").format(text=text_of(cell)[:30]))


# ---- birthdays ------------------------------------------------------------------------------------------------------


def parse_birthday(cell: Cell, this_year: int, *, from_1904: bool = False) -> Birthday:
    """A birthday with its year where that can be a year of birth, else without one.

    Excel turns 3月5日 into a date of the year in which it was typed, so a year of today is not believed.
    """
    if isinstance(cell, str):
        text = said(cell)
        if not text:
            return Birthday(None)
        if re.fullmatch(r"--[0-9]{2}-?[0-9]{2}", text):
            text = f"{text[2:4]}-{text[-2:]}"
        text = re.sub("^(公历|阳历|新历|国历)[:： ]?", "", text)
        if _LUNAR.search(text):
            return Birthday(None, _("生日“{text}”是农历，先留作备注").format(text=text[:30]))
        plain = " ".join(folded(text[:40]).split())
        if _SHORT_YEAR.fullmatch(plain):
            return Birthday(None, _("生日“{text}”的年份看不准").format(text=text[:30]))
        if re.fullmatch(r"[12][0-9]{3}[年.]?", plain):
            return Birthday(None, _("生日“{text}”只有年份").format(text=text[:30]))
        # 2000 is a leap year: a 29 February without a year stays possible.
        read = _of_text(plain, text, 2000)
    elif isinstance(cell, int | float) and not isinstance(cell, bool) and cell in _BIRTHDAY_SERIALS:
        start = _EXCEL_DAY_0_MAC if from_1904 else _EXCEL_DAY_0
        read = Moment(start + timedelta(days=int(cell)))
    else:
        read = parse_moment(cell, from_1904=from_1904)
    if read.at is None:
        return Birthday(None, read.doubt.replace(_("时间"), _("生日"), 1).replace(_("日期"), _("生日"), 1))
    if read.without_year:
        return Birthday(f"--{read.at:%m-%d}")
    if read.at.year >= this_year:
        return Birthday(f"--{read.at:%m-%d}", _("生日“{text}”的年份是今年，只记月和日").format(text=text_of(cell)[:30]))
    return Birthday(f"{read.at:%Y-%m-%d}")
