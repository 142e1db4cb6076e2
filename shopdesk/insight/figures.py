"""The shop's main figures as of a day. Each says in its docstring what it counts; the screen shows the same words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shopdesk.base.dates import iso_day
from shopdesk.data.database import derived
from shopdesk.data.summaries import COUNTED
from shopdesk.data.tables import MemberSummary, Order, OrderLine
from shopdesk.insight.bg_nbd import BgNbd, fit_bg_nbd
from shopdesk.insight.history import (
    Purchases,
    histories_of,
    members_as_of,
    orders_between,
    purchases_until,
    sorted_orders,
)
from shopdesk.members.lifecycle import LIFECYCLES
from shopdesk.members.segments.index import MemberArrays
from shopdesk.members.segments.rules import RFM_GROUPS, VALUE_TIERS
from shopdesk.members.segments.standing import lifecycle_codes, rfm_codes, value_tier_codes

ENOUGH_DAYS, ENOUGH_BUYERS, ENOUGH_ORDERS = 180, 500, 3
"""Below this a model of the whole shop says nothing worth trusting (product.md)."""
REPURCHASE_DAYS = (30, 60, 90)
RETURNED = 2  # order days


@dataclass(frozen=True)
class Day:
    """What one local day brought."""

    day: int
    sales_fen: int
    orders: int


@dataclass(frozen=True)
class Insight:
    as_of: int
    members: int
    buyers: int
    orders: int
    sales_fen: int
    lifecycle: dict[str, int]
    rfm_group: dict[str, int]
    value_tier: dict[str, int]
    repurchase: dict[str, float | None]
    """ "ever": buyers with a second order day ÷ buyers; "30": of those watched 30 days, who came back within them."""
    average_order_fen: int
    value_so_far_fen: int
    """Spent until now ÷ buyers."""
    history_days: int
    model: BgNbd | None


def read_insight(session: Session, as_of: int, *, model: bool = True) -> Insight:
    """All main figures; orders after `as_of` do not count, nor do draft, cancelled and refunded ones.

    Without the model it is a tenth of the work.
    """
    members = members_as_of(session, as_of)
    # Who was imported later with older orders was a member then, who came later was none.
    known = (members.joined_day <= as_of) | (members.order_count > 0)
    orders = sorted_orders(session, as_of)
    purchases = purchases_until(session, as_of)
    buyers = len(purchases.first_row)
    sales = int(orders.fen.sum())
    history = int(as_of - purchases.day.min() + 1) if buyers else 0
    return Insight(
        as_of=as_of,
        members=int(np.count_nonzero(known)),
        buyers=buyers,
        orders=len(orders.day),
        sales_fen=sales,
        lifecycle=_counted(lifecycle_codes(members, as_of)[known], LIFECYCLES),
        rfm_group=_counted(rfm_codes(members, as_of)[known], RFM_GROUPS),
        value_tier=_counted(value_tier_codes(members)[known], VALUE_TIERS),
        repurchase=repurchase_rates(purchases, as_of),
        average_order_fen=round(sales / len(orders.day)) if len(orders.day) else 0,
        value_so_far_fen=round(sales / buyers) if buyers else 0,
        history_days=history,
        model=_model(session, purchases, as_of) if model and is_enough(purchases, history) else None,
    )


def _model(session: Session, purchases: Purchases, as_of: int) -> BgNbd:
    return derived(session, f"bg_nbd:{as_of}", lambda _read: fit_bg_nbd(histories_of(purchases, as_of)), ("order",))


def is_enough(purchases: Purchases, history_days: int) -> bool:
    """The gate for predictions of the whole shop."""
    enough_people = len(purchases.first_row) >= ENOUGH_BUYERS
    return history_days >= ENOUGH_DAYS and enough_people and bool((purchases.days_of_buyer >= ENOUGH_ORDERS).any())


def repurchase_rates(purchases: Purchases, as_of: int) -> dict[str, float | None]:
    """Shares of buyers who came back; None where nobody has been watched long enough."""
    days = purchases.days_of_buyer
    rates: dict[str, float | None] = {"ever": float((days >= RETURNED).mean()) if len(days) else None}
    first = purchases.day[purchases.first_row]
    second = np.full(len(days), np.iinfo(np.int64).max)
    again = days >= RETURNED
    second[again] = purchases.day[purchases.first_row[again] + 1]
    for window in REPURCHASE_DAYS:
        watched = first <= as_of - window
        came = watched & (second - first <= window)
        rates[str(window)] = float(came.sum() / watched.sum()) if watched.any() else None
    return rates


def _counted(codes: Any, words: tuple[str, ...]) -> dict[str, int]:
    counts = np.bincount(codes, minlength=len(words))
    return {word: int(count) for word, count in zip(words, counts, strict=True)}


def read_days(session: Session, first: int, last: int) -> list[Day]:
    """Sales and orders of each day from `first` to `last`, empty days included."""
    orders = orders_between(session, first, last)
    day, size = orders.day - first, last - first + 1
    sales = np.bincount(day, weights=orders.fen, minlength=size).astype(np.int64)
    counts = np.bincount(day, minlength=size)
    return [Day(first + at, int(sales[at]), int(counts[at])) for at in range(size)]


def who_is(members: MemberArrays, what: str, word: str, as_of: int) -> list[int]:
    """The ids behind a figure of lifecycle, rfm_group or value_tier."""
    words: tuple[str, ...]
    if what == "lifecycle":
        codes, words = lifecycle_codes(members, as_of), LIFECYCLES
    elif what == "rfm_group":
        codes, words = rfm_codes(members, as_of), RFM_GROUPS
    else:
        codes, words = value_tier_codes(members), VALUE_TIERS
    found: list[int] = members.ids[codes == words.index(word)].tolist()
    return found


def insight_to_json(insight: Insight) -> dict[str, Any]:
    """What the command line prints; `bg_nbd` only where the gate is passed."""
    json: dict[str, Any] = {
        "as_of": iso_day(insight.as_of),
        "members": insight.members,
        "buyers": insight.buyers,
        "orders": insight.orders,
        "sales_fen": insight.sales_fen,
        "lifecycle": insight.lifecycle,
        "rfm_group": insight.rfm_group,
        "value_tier": insight.value_tier,
        "repurchase_rate": insight.repurchase,
        "average_order_fen": insight.average_order_fen,
        "lifetime_value_fen": insight.value_so_far_fen,
        "history_days": insight.history_days,
    }
    if insight.model is not None:
        model = insight.model
        json["bg_nbd"] = {
            "r": model.r, "alpha": model.alpha, "a": model.a, "b": model.b, "log_likelihood": model.log_likelihood,
        }  # fmt: skip
    return json


@dataclass(frozen=True)
class WeekFigures:
    """Seven days up to and with a day, and the seven before them."""

    sales_fen: int
    orders: int
    buyers: int
    newcomers: int
    before_sales_fen: int
    before_orders: int
    before_buyers: int
    before_newcomers: int


def read_week(session: Session, last: int) -> WeekFigures:
    """By the index of days, not from the arrays: a large shop begins its day with this, before they are there."""

    def span(first: int, until: int) -> tuple[int, int, int, int]:
        sales, orders, buyers = session.execute(
            select(
                func.coalesce(func.sum(Order.amount_fen - Order.refund_fen), 0),
                func.count(),
                func.count(Order.member_id.distinct()),
            ).where(Order.day.between(first, until), Order.status.in_(COUNTED))
        ).one()
        newcomers = session.scalar(
            select(func.count()).select_from(MemberSummary).where(MemberSummary.first_day.between(first, until))
        )
        return sales, orders, buyers, newcomers or 0

    return WeekFigures(*span(last - 6, last), *span(last - 13, last - 7))


@dataclass(frozen=True)
class ProductSales:
    name: str
    buyers: int
    amount_fen: int


def read_top_products(session: Session, first: int, last: int, most: int = 8) -> list[ProductSales]:
    """What sold best by amount in these days; lines without an amount of their own count with nothing."""
    amount = func.coalesce(func.sum(OrderLine.amount_fen), 0)
    rows = session.execute(
        select(OrderLine.name, func.count(Order.member_id.distinct()), amount)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.day.between(first, last), Order.status.in_(COUNTED))
        .group_by(OrderLine.name)
        .order_by(amount.desc(), OrderLine.name)
        .limit(most)
    )
    return [ProductSales(name, buyers, fen or 0) for name, buyers, fen in rows]


@dataclass(frozen=True)
class Period:
    """A stretch of days beside the same stretch before it."""

    days: list[Day]
    before: list[Day]
    buyers: int
    before_buyers: int

    @property
    def sales_fen(self) -> int:
        return sum(day.sales_fen for day in self.days)

    @property
    def orders(self) -> int:
        return sum(day.orders for day in self.days)

    @property
    def before_sales_fen(self) -> int:
        return sum(day.sales_fen for day in self.before)

    @property
    def before_orders(self) -> int:
        return sum(day.orders for day in self.before)


def read_period(session: Session, last: int, length: int) -> Period:
    """The `length` days up to and with `last`, and the as many before them."""
    first = last - length + 1
    return Period(
        days=read_days(session, first, last),
        before=read_days(session, first - length, first - 1),
        buyers=_buyers_between(session, first, last),
        before_buyers=_buyers_between(session, first - length, first - 1),
    )


def returning_ids(session: Session, as_of: int) -> list[int]:
    """Members with orders on two days or more until then: who is behind the repurchase rate."""
    members = members_as_of(session, as_of)
    purchases = purchases_until(session, as_of)
    found: list[int] = members.ids[purchases.buyers[purchases.days_of_buyer >= RETURNED]].tolist()
    return found


def _buyers_between(session: Session, first: int, last: int) -> int:
    member = orders_between(session, first, last).member  # sorted
    return int(np.count_nonzero(member[1:] != member[:-1])) + bool(len(member))
