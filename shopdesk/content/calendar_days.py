"""What a day is: lunar date, festival, solar term, shopping day, statutory day off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from borax.calendars.lunardate import LunarDate, TermUtils

from shopdesk.base.i18n import _, language
from shopdesk.content.days_off import load_days_off

FESTIVAL = "festival"
SOLAR_TERM = "solar_term"
SHOPPING = "shopping"
DAY_OFF = "day_off"
WORK_DAY = "work_day"
LUNAR = "lunar"
KINDS = (FESTIVAL, SOLAR_TERM, SHOPPING, DAY_OFF, WORK_DAY, LUNAR)
"""In the order in which the marks of one day stand."""

FIRST_YEAR, LAST_YEAR = 1901, 2099
"""The years for which the lunar calendar is known; outside them a day has no marks of it."""


@dataclass(frozen=True)
class DayMark:
    kind: str
    name: str
    """As it stands on screen: 冬至, 双11, 初三; for a day off the holiday's name."""


def day_marks(first: date, last: date) -> dict[date, tuple[DayMark, ...]]:
    """The marks of every day from `first` to `last`, the most telling first."""
    found: dict[date, list[DayMark]] = {first + timedelta(days=offset): [] for offset in range((last - first).days + 1)}
    for year in range(first.year, last.year + 1):
        for day, mark in _marks_of_year(year):
            if day in found and mark not in found[day]:
                found[day].append(mark)
    _mark_terms_and_lunar_dates(found)
    _mark_days_off(found)
    return {day: tuple(sorted(marks, key=lambda mark: KINDS.index(mark.kind))) for day, marks in found.items()}


def _marks_of_year(year: int) -> list[tuple[date, DayMark]]:
    marks = [(date(year, month, day), DayMark(kind, name)) for month, day, kind, name in _fixed_days()]
    marks += [
        (_nth_weekday(year, month, weekday, nth), DayMark(FESTIVAL, name))
        for month, weekday, nth, name in _weekday_days()
    ]
    if FIRST_YEAR <= year <= LAST_YEAR:
        marks += _lunar_festivals(year) + _dog_days(year)
    return marks


def _fixed_days() -> list[tuple[int, int, str, str]]:
    return [
        (1, 1, FESTIVAL, _("元旦")),
        (2, 14, FESTIVAL, _("情人节")),
        (3, 8, FESTIVAL, _("妇女节")),
        (3, 8, SHOPPING, _("38 节")),
        (3, 12, FESTIVAL, _("植树节")),
        (5, 1, FESTIVAL, _("劳动节")),
        (5, 4, FESTIVAL, _("青年节")),
        (5, 20, SHOPPING, "520"),
        (6, 1, FESTIVAL, _("儿童节")),
        (6, 7, FESTIVAL, _("高考")),
        (6, 18, SHOPPING, "618"),
        (8, 18, SHOPPING, "818"),
        (9, 1, FESTIVAL, _("开学")),
        (9, 9, SHOPPING, _("99 大促")),
        (9, 10, FESTIVAL, _("教师节")),
        (10, 1, FESTIVAL, _("国庆节")),
        (11, 11, SHOPPING, _("双11")),
        (12, 12, SHOPPING, _("双12")),
        (12, 24, FESTIVAL, _("平安夜")),
        (12, 25, FESTIVAL, _("圣诞节")),
    ]


def _weekday_days() -> list[tuple[int, int, int, str]]:
    """Month, weekday (Monday is 0), which one of the month, name."""
    return [(5, 6, 2, _("母亲节")), (6, 6, 3, _("父亲节")), (11, 3, 4, _("感恩节"))]


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _lunar_festivals(year: int) -> list[tuple[date, DayMark]]:
    """Festivals by the lunar calendar that fall in the solar `year`."""
    named = [
        (1, 1, _("春节")),
        (1, 5, _("破五")),
        (1, 15, _("元宵节")),
        (2, 2, _("龙抬头")),
        (5, 5, _("端午节")),
        (7, 7, _("七夕")),
        (7, 15, _("中元节")),
        (8, 15, _("中秋节")),
        (9, 9, _("重阳节")),
    ]
    marks = [(_solar(year, month, day), DayMark(FESTIVAL, name)) for month, day, name in named]
    # 除夕 is the day before 春节: the twelfth month has 29 days as often as 30.
    marks.append((_solar(year, 1, 1) - timedelta(days=1), DayMark(FESTIVAL, _("除夕"))))
    # The twelfth lunar month begins in the solar year or in the one after.
    for lunar_year in (year - 1, year):
        marks += [
            (_solar(lunar_year, 12, 8), DayMark(FESTIVAL, _("腊八"))),
            (_solar(lunar_year, 12, 8), DayMark(SHOPPING, _("年货节"))),
            (_solar(lunar_year, 12, 23), DayMark(FESTIVAL, _("北方小年"))),
            (_solar(lunar_year, 12, 24), DayMark(FESTIVAL, _("南方小年"))),
        ]
    return marks


def _solar(lunar_year: int, month: int, day: int) -> date:
    solar: date = LunarDate(lunar_year, month, day, 0).to_solar_date()
    return solar


def _dog_days(year: int) -> list[tuple[date, DayMark]]:
    """三伏: the 3rd and 4th 庚 day from 夏至 on, and the 1st from 立秋 on."""
    return [
        (TermUtils.day_start_from_term(year, term, nth, "庚"), DayMark(FESTIVAL, name))
        for term, nth, name in (("夏至", 3, _("入伏")), ("夏至", 4, _("中伏")), ("立秋", 1, _("末伏")))
    ]


def _mark_terms_and_lunar_dates(found: dict[date, list[DayMark]]) -> None:
    terms = _term_names()
    for day, marks in found.items():
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            lunar = LunarDate.from_solar(day)
            if lunar.term:
                marks.append(DayMark(SOLAR_TERM, terms[lunar.term]))
            marks.append(DayMark(LUNAR, _name_lunar_day(lunar)))


def _name_lunar_day(lunar: LunarDate) -> str:
    """The first of a month is called by the month: 十月, 闰六月."""
    if language() != "zh_CN":
        return _("农历 {month}/{day}").format(month=lunar.month, day=lunar.day)
    return f"{lunar.cn_leap}{lunar.cn_month}月" if lunar.day == 1 else str(lunar.cn_day)


def _mark_days_off(found: dict[date, list[DayMark]]) -> None:
    for year in load_days_off().values():
        for day, name in year.off.items():
            if day in found:
                found[day].append(DayMark(DAY_OFF, name))
        for day in year.work:
            if day in found:
                found[day].append(DayMark(WORK_DAY, _("调休上班")))


def _term_names() -> dict[str, str]:
    return {
        "立春": _("立春"),
        "雨水": _("雨水"),
        "惊蛰": _("惊蛰"),
        "春分": _("春分"),
        "清明": _("清明"),
        "谷雨": _("谷雨"),
        "立夏": _("立夏"),
        "小满": _("小满"),
        "芒种": _("芒种"),
        "夏至": _("夏至"),
        "小暑": _("小暑"),
        "大暑": _("大暑"),
        "立秋": _("立秋"),
        "处暑": _("处暑"),
        "白露": _("白露"),
        "秋分": _("秋分"),
        "寒露": _("寒露"),
        "霜降": _("霜降"),
        "立冬": _("立冬"),
        "小雪": _("小雪"),
        "大雪": _("大雪"),
        "冬至": _("冬至"),
        "小寒": _("小寒"),
        "大寒": _("大寒"),
    }
