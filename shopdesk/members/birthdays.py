"""Birthdays: YYYY-MM-DD, or --MM-DD where the year is not known."""

from __future__ import annotations

import re
from datetime import date

from shopdesk.base.texts import fold

_WITH_YEAR = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})[日号]?")
_WITHOUT_YEAR = re.compile(r"(?:--)?([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?")
ANY_LEAP_YEAR = 2000


def parse_birthday(text: str, today: int) -> str | None:
    """What the owner typed (1990-5-3, 5月3日, --05-03) in the stored form; '' for nothing, None for no birthday."""
    plain = fold(text)
    if not plain:
        return ""
    if found := _WITH_YEAR.fullmatch(plain):
        year, month, day = (int(part) for part in found.groups())
        born = _day(year, month, day)
        return born.isoformat() if born is not None and year >= 1900 and born.toordinal() <= today else None
    if found := _WITHOUT_YEAR.fullmatch(plain):
        month, day = (int(part) for part in found.groups())
        born = _day(ANY_LEAP_YEAR, month, day)
        return f"--{born:%m-%d}" if born is not None else None
    return None


def days_to_birthday(birthday: str, today: int) -> int | None:
    """0 on the day itself, None when unknown."""
    return days_until(int(birthday[-5:-3]), int(birthday[-2:]), today) if birthday else None


def days_until(month: int, day: int, today: int) -> int:
    """Days until the next such birthday. 29 February is kept on the 28th in other years."""
    this_year = date.fromordinal(today).year
    for year in (this_year, this_year + 1):
        on = _day(year, month, day) or date(year, 2, 28)
        if on.toordinal() >= today:
            return on.toordinal() - today
    raise AssertionError("next year's birthday is ahead")


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
