"""Seven days beside the seven before them, for the page that the day begins with."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shopdesk.data.summaries import COUNTED
from shopdesk.data.tables import MemberSummary, Order


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
