"""The shop as it stood on a day: everything from orders up to that day, whatever came later."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy.orm import Session

from shopdesk.data.integers import Ints
from shopdesk.insight.bg_nbd import Histories
from shopdesk.members.segments.index import Mask, MemberArrays, OrderArrays, member_arrays, order_arrays

RHYTHM_FROM_DAYS = 3
NEVER = np.iinfo(np.int64).max // 2
"""A day beyond all others, to which days can still be added."""


@dataclass(frozen=True)
class Purchases:
    """Distinct order days of each buyer, sorted by member position and day."""

    member: Ints
    day: Ints
    fen: Ints
    first_row: Ints
    """Row of each buyer's first purchase; the next buyer's is the end."""

    @property
    def buyers(self) -> Ints:
        found: Ints = self.member[self.first_row]
        return found

    @property
    def days_of_buyer(self) -> Ints:
        """How many order days each buyer has."""
        return np.diff(np.append(self.first_row, len(self.member)))


def sorted_orders(session: Session, as_of: int) -> OrderArrays:
    """Counted orders up to the day `as_of`, by member and day."""
    whole = order_arrays(session, member_arrays(session))
    if _is_all(whole, as_of):
        return whole
    return orders_in(whole, whole.day <= as_of)


def orders_in(orders: OrderArrays, kept: Mask) -> OrderArrays:
    return OrderArrays(orders.member[kept], orders.day[kept], orders.fen[kept])


def _is_all(orders: OrderArrays, as_of: int) -> bool:
    """Whether nothing came later: then what is kept of today answers for that day too."""
    return not len(orders.day) or int(orders.day.max()) <= as_of


def purchases_until(session: Session, as_of: int) -> Purchases:
    """Distinct order days up to that day."""
    members = member_arrays(session)
    whole = order_arrays(session, members)
    if _is_all(whole, as_of):
        return members.keep("purchases", lambda: purchases_of(whole))
    return purchases_of(sorted_orders(session, as_of))


def purchases_of(orders: OrderArrays) -> Purchases:
    """Orders of one day are one purchase."""
    if not len(orders.day):
        empty = np.zeros(0, dtype=np.int64)
        return Purchases(empty, empty, empty, empty)
    begins = changes(orders.member, orders.day)
    member, day = orders.member[begins], orders.day[begins]
    return Purchases(member, day, np.add.reduceat(orders.fen, begins), changes(member))


def changes(*columns: Ints) -> Ints:
    """The rows in which one of the columns differs from the row before, the first one among them."""
    if not len(columns[0]):
        return np.zeros(0, dtype=np.int64)
    differs = np.empty(len(columns[0]), dtype=np.bool_)
    differs[0] = True
    np.not_equal(columns[0][1:], columns[0][:-1], out=differs[1:])
    for column in columns[1:]:
        differs[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(differs)


def purchases_where(purchases: Purchases, kept: Mask) -> Purchases:
    """Those of the mask."""
    member = purchases.member[kept]
    return Purchases(member, purchases.day[kept], purchases.fen[kept], changes(member))


def second_days(purchases: Purchases) -> Ints:
    """The day on which each buyer came back; NEVER for who did not."""
    second = np.full(len(purchases.first_row), NEVER)
    again = purchases.days_of_buyer > 1
    second[again] = purchases.day[purchases.first_row[again] + 1]
    return second


def members_as_of(session: Session, as_of: int, *, rhythm: bool = True) -> MemberArrays:
    """The member arrays with order figures as they were on that day; tags and facts are today's. Without the rhythm,
    which nobody has then, half the work."""
    members = member_arrays(session)
    if _is_all(order_arrays(session, members), as_of):
        return members
    orders = sorted_orders(session, as_of)
    purchases = purchases_of(orders)
    count = np.bincount(orders.member, minlength=members.size).astype(np.int64)
    spent = np.bincount(orders.member, weights=orders.fen, minlength=members.size).astype(np.int64)
    first_day = np.zeros(members.size, dtype=np.int64)
    last_day = np.zeros(members.size, dtype=np.int64)
    first_day[purchases.buyers] = purchases.day[purchases.first_row]
    last_day[purchases.member] = purchases.day  # sorted by day: the last one stays
    gaps = np.full(members.size, np.nan)
    if rhythm:
        gaps[purchases.buyers] = median_gaps(purchases)
    return replace(
        members, order_count=count, spent_fen=spent, first_day=first_day, last_day=last_day, gap_days=gaps, kept={}
    )


def median_gaps(purchases: Purchases) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The median of the days between order days of each buyer; NaN below three order days."""
    days = purchases.days_of_buyer
    result = np.full(len(days), np.nan)
    if not len(days):
        return result
    same = purchases.member[1:] == purchases.member[:-1]
    gaps = np.diff(purchases.day)[same]
    owner = np.repeat(np.arange(len(days)), np.maximum(days - 1, 0))
    gaps = gaps[np.lexsort((gaps, owner))]
    starts = np.r_[0, np.cumsum(np.maximum(days - 1, 0))[:-1]]
    chosen = np.flatnonzero(days >= RHYTHM_FROM_DAYS)
    counts = days[chosen] - 1
    low = gaps[starts[chosen] + (counts - 1) // 2]
    high = gaps[starts[chosen] + counts // 2]
    result[chosen] = (low + high) / 2
    return result


def histories_of(purchases: Purchases, as_of: int) -> Histories:
    """For BG/NBD, in weeks."""
    first = purchases.day[purchases.first_row]
    ends = np.append(purchases.first_row[1:], len(purchases.day)) - 1
    last = purchases.day[ends] if len(ends) and len(purchases.day) else first
    return Histories((purchases.days_of_buyer - 1).astype(np.float64), (last - first) / 7.0, (as_of - first) / 7.0)
