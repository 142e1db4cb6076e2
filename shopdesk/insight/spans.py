"""Stretches of days, cut into days, weeks from Monday, or calendar months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from shopdesk.data.integers import Ints

UNITS = ("day", "week", "month")
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Span:
    """Both days are in it."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1

    def before(self) -> Span:
        """The as many days before it."""
        return self.shifted(-self.length)

    def shifted(self, days: int) -> Span:
        return Span(self.first + days, self.last + days)


def numbers_of(days: Ints, unit: str) -> Ints:
    """The number of the day, week or month in which each day lies; the next one's is one higher."""
    if unit == "day":
        return days
    if unit == "week":
        weeks: Ints = (days - 1) // 7  # day 1 was a Monday
        return weeks
    months: Ints = (days - _EPOCH).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months


def number_of(day: int, unit: str) -> int:
    return int(numbers_of(np.array([day]), unit)[0])


def span_of(number: int, unit: str) -> Span:
    """The days of a day, week or month by its number."""
    if unit == "day":
        return Span(number, number)
    if unit == "week":
        return Span(number * 7 + 1, number * 7 + 7)
    return Span(_month_begin(number), _month_begin(number + 1) - 1)


def _month_begin(number: int) -> int:
    years, month = divmod(number, 12)
    return date(1970 + years, month + 1, 1).toordinal()


def cut(span: Span, unit: str) -> list[Span]:
    """The span in days, weeks or months; at both ends only what lies in it."""
    wholes = (span_of(number, unit) for number in range(number_of(span.first, unit), number_of(span.last, unit) + 1))
    return [Span(max(whole.first, span.first), min(whole.last, span.last)) for whole in wholes]
