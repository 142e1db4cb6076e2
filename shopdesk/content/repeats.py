"""On which days a repeated entry stands. Pure: dates in, dates out."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

DAILY = "daily"
WEEKLY = "weekly"
FORTNIGHTLY = "fortnightly"
MONTHLY = "monthly"
REPEATS = (DAILY, WEEKLY, FORTNIGHTLY, MONTHLY)
_STEP_DAYS = {DAILY: 1, WEEKLY: 7, FORTNIGHTLY: 14}


def repeat_days(start: date, rule: str, until: date) -> list[date]:
    """Every day of the series from `start` to `until`, both included; `start` alone for the rule "".

    Monthly keeps the day of `start` and falls on the last day of a month that is too short: 31 January, 28 February,
    31 March. Raises ValueError for a rule that is not in REPEATS.
    """
    if rule and rule not in REPEATS:
        raise ValueError(f"no such repeat rule: {rule!r}")
    if until < start:
        return []
    if not rule:
        return [start]
    if rule == MONTHLY:
        return list(_monthly(start, until))
    step = _STEP_DAYS[rule]
    return [start + timedelta(days=offset) for offset in range(0, (until - start).days + 1, step)]


def _monthly(start: date, until: date) -> Iterator[date]:
    months = start.year * 12 + start.month - 1
    last = until.year * 12 + until.month - 1
    while months <= last:
        year, month = divmod(months, 12)
        day = date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
        if day <= until:
            yield day
        months += 1
