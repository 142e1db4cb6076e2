"""Cohorts: members by the week or month of their first order, and how many of them ordered in each one after it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from shopdesk.data.integers import Ints, distinct
from shopdesk.insight.history import Purchases
from shopdesk.insight.scope import EVERYTHING, Scope, purchases_in
from shopdesk.insight.spans import Span, number_of, numbers_of, span_of
from shopdesk.members.segments.index import member_arrays

SHOWN = 12
"""Cohorts, and periods of each."""


@dataclass(frozen=True)
class Cohort:
    span: Span
    """The week or month of the first orders, whole."""
    size: int
    active: list[int]
    """Members who ordered in that period, in the next, and so on; the last one may still be running."""
    spent_fen: list[int]
    """What all of them spent from the beginning until the end of each period."""

    def retention(self, step: int) -> float:
        return self.active[step] / self.size if self.size else 0.0

    def value_fen(self, step: int) -> int:
        """Spent so far by each member of the cohort."""
        return round(self.spent_fen[step] / self.size) if self.size else 0


def read_cohorts(
    session: Session, as_of: int, unit: str = "month", scope: Scope = EVERYTHING, most: int = SHOWN
) -> list[Cohort]:
    """The `most` newest cohorts up to that day, oldest first; empty ones too, so that no period is missing."""
    purchases = purchases_in(session, as_of, scope)
    if not len(purchases.day):
        return []
    begun, number = _numbers(purchases, unit)
    newest = number_of(as_of, unit)
    oldest = max(int(begun.min()), newest - most + 1)
    rows, steps = newest - oldest + 1, newest - oldest + 1
    kept = begun >= oldest
    member, begun, number, fen = purchases.member[kept], begun[kept], number[kept], purchases.fen[kept]
    cell = (begun - oldest) * steps + (number - begun)
    spent = np.bincount(cell, weights=fen, minlength=rows * steps).astype(np.int64).reshape(rows, steps).cumsum(axis=1)
    once = np.flatnonzero(np.r_[True, (member[1:] != member[:-1]) | (number[1:] != number[:-1])][: len(member)])
    active = np.bincount(cell[once], minlength=rows * steps).reshape(rows, steps)
    return [
        Cohort(
            span_of(oldest + row, unit),
            int(active[row, 0]),
            active[row, : steps - row].tolist(),
            spent[row, : steps - row].tolist(),
        )
        for row in range(rows)
    ]


def cohort_ids(session: Session, as_of: int, unit: str, scope: Scope, first_day: int, step: int | None) -> list[int]:
    """Members of the cohort that begins on `first_day` who ordered `step` periods later (None: all of it)."""
    purchases = purchases_in(session, as_of, scope)
    begun, number = _numbers(purchases, unit)
    chosen = begun == number_of(first_day, unit)
    if step is not None:
        chosen &= number == begun + step
    found: list[int] = member_arrays(session).ids[distinct(purchases.member[chosen])].tolist()
    return found


def _numbers(purchases: Purchases, unit: str) -> tuple[Ints, Ints]:
    """For each purchase the period of the buyer's first one and its own."""
    number = numbers_of(purchases.day, unit)
    return np.repeat(number[purchases.first_row], purchases.days_of_buyer), number
