"""The figures are what plain Python counts over the same rows; a day that is over stays as it was."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.data.database import Database
from shopdesk.data.summaries import COUNTED
from shopdesk.data.tables import Member, Order, OrderLine
from shopdesk.insight.figures import (
    WeekFigures,
    insight_to_json,
    read_days,
    read_insight,
    read_period,
    read_top_products,
    read_week,
)

LAST = 739212


def fill(session: Session, members: int = 60) -> None:
    chance = random.Random(3)
    for number in range(1, members + 1):
        session.add(Member(id=number, name=f"会员{number}", joined_at=0))
        session.flush()
        for _ in range(chance.choice([0, 1, 2, 4, 9])):
            add_order(session, number, LAST - chance.randint(0, 200), chance.randint(100, 9000), chance)


def add_order(session: Session, member: int, day: int, fen: int, chance: random.Random) -> None:
    status = chance.choice(["confirmed", "paid", "collected", "collected", "cancelled", "refunded", "draft"])
    order = Order(member_id=member, day=day, ordered_at=0, amount_fen=fen, refund_fen=fen // 10, status=status)
    session.add(order)
    session.flush()
    name = chance.choice(["橘", "奶", "蛋"])
    session.add(OrderLine(order_id=order.id, name=name, qty_milli=1000, amount_fen=fen))


@pytest.fixture
def shop(database: Database) -> Database:
    database.change("建", fill)
    return database


def counted(session: Session) -> list[Order]:
    return list(session.scalars(select(Order).where(Order.status.in_(COUNTED))))


def plain_span(orders: list[Order], first: int, last: int) -> tuple[int, int, int, int]:
    chosen = [order for order in orders if first <= order.day <= last]
    first_days: dict[int, int] = {}
    for order in orders:
        first_days[order.member_id] = min(order.day, first_days.get(order.member_id, order.day))
    return (
        sum(order.amount_fen - order.refund_fen for order in chosen),
        len(chosen),
        len({order.member_id for order in chosen}),
        sum(first <= day <= last for day in first_days.values()),
    )


def test_the_week_is_what_was_ordered_in_it(shop: Database) -> None:
    with shop.read() as session:
        orders = counted(session)
        for last in (LAST, LAST - 20, LAST - 400):
            plain = WeekFigures(*plain_span(orders, last - 6, last), *plain_span(orders, last - 13, last - 7))
            assert read_week(session, last) == plain


def test_a_period_and_its_products(shop: Database) -> None:
    with shop.read() as session:
        orders = counted(session)
        period = read_period(session, LAST, 30)
        sales, count, buyers, _new = plain_span(orders, LAST - 29, LAST)
        before = plain_span(orders, LAST - 59, LAST - 30)
        assert (period.sales_fen, period.orders, period.buyers) == (sales, count, buyers)
        assert (period.before_sales_fen, period.before_orders, period.before_buyers) == before[:3]
        assert [day.day for day in period.days] == list(range(LAST - 29, LAST + 1))
        products = read_top_products(session, LAST - 29, LAST)
        assert sum(product.amount_fen for product in products) == sum(
            order.amount_fen for order in orders if order.day >= LAST - 29
        )
        assert products == sorted(products, key=lambda product: -product.amount_fen)


def test_a_day_that_is_over_stays_as_it_was(shop: Database) -> None:
    """Today's summaries answer for a day after which nothing came; afterwards the same is worked out from orders."""

    def later(session: Session) -> None:
        chance = random.Random(5)
        for member in range(1, 40):
            add_order(session, member, LAST + chance.randint(1, 50), chance.randint(100, 9000), chance)

    def figures(session: Session) -> tuple[dict[str, Any], Any, Any]:
        insight = replace(read_insight(session, LAST), members=0)
        return insight_to_json(insight), read_period(session, LAST, 90), read_days(session, LAST - 9, LAST)

    with shop.read() as session:
        before = figures(session)
        assert before[0]["buyers"] == len({order.member_id for order in counted(session)})
    shop.change("后来", later)
    with shop.read() as session:
        assert figures(session) == before
