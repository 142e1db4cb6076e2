"""The table of all figures: a row is what the shop in that part alone says, and as many are behind each figure."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from shopdesk.data.database import Database
from shopdesk.data.tables import Member, Order, OrderLine
from shopdesk.insight.board import WAYS, read_board
from shopdesk.insight.flow import Flow, buyer_ids, read_overview
from shopdesk.insight.pool import WINDOWS, Pool, pool_ids, read_pool
from shopdesk.insight.pools import pools_on
from shopdesk.insight.scope import EVERYTHING, Scope, scoped_order_ids
from shopdesk.insight.spans import UNITS, Span
from shopdesk.members.shop_file import open_shop
from shopdesk.orders.order_list import NO_GROUP_BUY
from tests.insight.test_figures import LAST, add_order, fill
from tests.stories import insight_by_hand as hand

SCOPES = (
    EVERYTHING, Scope(group_buy_id=2), Scope(group_buy_id=NO_GROUP_BUY), Scope(product_id=1), Scope(loose=("蛋", "")),
    Scope(community="阳光花园"), Scope(group_buy_id=1, product_id=3), Scope(product_id=2, community="翠湖天地"),
    Scope(group_buy_id=3, community=""),
)  # fmt: skip


class Shop:
    """A shop that is only read, and what it says of a part alone: asked once, needed by many rows."""

    def __init__(self, database: Database) -> None:
        self.path, self.read = database.path, database.read
        self._parts: dict[tuple[Scope, Span], tuple[Flow, Pool]] = {}

    def alone(self, session: Session, scope: Scope, span: Span) -> tuple[Flow, Pool]:
        if (scope, span) not in self._parts:
            flow = read_overview(session, span, "day", scope).now
            self._parts[scope, span] = flow, read_pool(session, span.last, scope)
        return self._parts[scope, span]


@pytest.fixture(scope="module", params=range(3))
def shop(request: pytest.FixtureRequest, empty_shop_file: Path, tmp_path_factory: Any) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("board")
    shutil.copy(empty_shop_file, folder)
    database = open_shop(folder)
    database.change("建", lambda session: fill(session, random.Random(request.param)), undoable=False)
    yield Shop(database)
    database.close()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("last", [LAST, LAST - 60])
def test_a_row_is_what_its_part_says_alone(shop: Shop, way: str, last: int) -> None:
    span = Span(last - 40, last)
    with shop.read() as session:
        for scope in SCOPES:
            for row in read_board(session, way, span, scope):
                found = (row.flow, row.pool)
                assert found == shop.alone(session, row.scope, row.span), (scope, row.name)
                before = (row.flow_before, row.pool_before)
                assert before == shop.alone(session, row.scope, row.flow_before.span), (scope, row.name)
                length = row.span.length if way not in UNITS else span.length
                assert row.flow_before.span == row.span.shifted(-length)


@pytest.mark.parametrize("way", WAYS)
def test_as_many_are_behind_every_figure(shop: Shop, way: str) -> None:
    span = Span(LAST - 45, LAST - 5)
    with shop.read() as session:
        for row in read_board(session, way, span):
            flow, pool, scope = row.flow, row.pool, row.scope
            orders = scoped_order_ids(session, scope, row.span, 1000)
            assert orders is not None and len(orders) == flow.orders
            for who, count in (
                ("buyers", flow.buyers), ("new", flow.new), ("returning", flow.returning), ("referred", flow.referred),
            ):  # fmt: skip
                assert len(buyer_ids(session, row.span, scope, who)) == count, (row, who)
            behind = {"members": pool.members, "active": pool.active, "zombies": pool.zombies, "bought": pool.buyers,
                      "brought": pool.referred, **pool.came}  # fmt: skip
            for who, count in behind.items():
                assert len(pool_ids(session, row.span.last, scope, who)) == count, (row, who)


@pytest.mark.parametrize("kind", ["group_buy", "community"])
def test_parts_add_up_to_the_whole(shop: Shop, kind: str) -> None:
    span = Span(LAST - 70, LAST)
    with shop.read() as session:
        rows, whole = read_board(session, kind, span), read_overview(session, span)
        for name in ("sales_fen", "orders"):
            assert sum(getattr(row.flow, name) for row in rows) == getattr(whole.now, name)
            assert sum(getattr(row.flow_before, name) for row in rows) == getattr(whole.before, name)


@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_pools_of_a_scope_by_hand(shop: Shop, scope: Scope) -> None:
    """Who bought in the scope, from the bare rows; after a group buy every group buy is a return."""
    bare = hand.read_bare(shop.path)
    beginning = hand.scoped(bare, scope)
    returns = hand.scoped(bare, replace(scope, group_buy_id=None))
    with shop.read() as session:
        for pool in pools_on(session, [LAST - ago for ago in (0, 1, 29, 30, 31, 89, 90, 91, 200, 400)], scope):
            assert pool == read_pool(session, pool.as_of, scope)
            check_by_hand(bare, pool, scope, beginning, returns)


def check_by_hand(bare: hand.Bare, pool: Pool, scope: Scope, beginning: Any, returns: Any) -> None:
    as_of, people = pool.as_of, bare.until(pool.as_of)
    first: dict[int, int] = {}
    for order in beginning:
        if order.day <= as_of:
            first[order.member] = min(order.day, first.get(order.member, order.day))
    for window in WINDOWS:
        asked = [who for who, day in first.items() if window == "ever" or day <= as_of - int(window)]
        came = [
            who
            for who in asked
            if any(
                order.member == who and first[who] < order.day <= as_of
                and (window == "ever" or order.day - first[who] <= int(window))
                for order in returns
            )
        ]  # fmt: skip
        assert (pool.watched[window], pool.came[window]) == (len(asked), len(came)), window
    chosen = [
        person for person in people.values()
        if (scope.community is None or person.community == scope.community)
        and (not scope.of_buyers or person.id in first)
    ]  # fmt: skip
    assert pool.members == len(chosen)
    assert pool.active == sum(any(day > as_of - 30 for day in person.days) for person in chosen)
    assert pool.zombies == sum(hand.is_zombie(person, as_of) for person in chosen)
    assert pool.buyers == len(first)
    assert pool.referred == sum(people[who].brought for who in first)
    assert pool.spent_fen == sum(order.fen for order in beginning if order.day <= as_of)


def test_week_53_and_leap_days_are_whole(database: Database) -> None:
    """2026 has 53 weeks by ISO, 2024 a 29 February; nothing is lost and nothing counted twice at their borders."""
    from datetime import date

    for first, last in (("2026-12-20", "2027-01-12"), ("2024-02-20", "2024-03-10"), ("2020-12-28", "2021-01-03")):
        span = Span(date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal())
        with database.read() as session:
            for unit in UNITS:
                rows = read_board(session, unit, span)
                assert (rows[0].span.first, rows[-1].span.last) == (span.first, span.last)
                assert all(later.span.first == earlier.span.last + 1 for earlier, later in pairwise(rows))
                assert all(row.flow == Flow(row.span, 0, 0, 0, 0, 0) for row in rows)
    assert date(2026, 12, 31).isocalendar().week == 53


def test_an_empty_shop_and_a_single_order(database: Database) -> None:
    span = Span(LAST - 29, LAST)
    with database.read() as session:
        assert [len(read_board(session, way, span)) for way in WAYS[3:]] == [0, 0, 0]

    def one(session: Session) -> None:
        session.add(Member(id=1, name="甲", joined_at=0))
        session.flush()
        session.add(Order(member_id=1, day=LAST, ordered_at=0, amount_fen=990, status="paid"))

    database.change("一单", one)
    with database.read() as session:
        for way in ("day", "group_buy", "community"):
            row = read_board(session, way, span)[-1]
            assert (row.flow.sales_fen, row.flow.new, row.pool.members, row.pool.active) == (990, 1, 1, 1)
            assert row.pool.repurchase == {"30": None, "60": None, "90": None, "ever": 0.0}
        assert read_board(session, "product", span) == []  # an order without lines names no goods


@pytest.mark.parametrize("seed", range(4))
def test_what_is_kept_follows_every_change(database: Database, seed: int) -> None:
    """The rows in memory are patched for the members whom a change touched: as if read anew, undo included."""
    chance = random.Random(seed)
    database.change("建", lambda session: fill(session, chance))
    span = Span(LAST - 60, LAST)
    for _round in range(6):
        boards(database, span)  # what is patched next
        database.change("改", lambda session: meddle(session, chance))
        if chance.random() < 0.4:
            database.undo()
        found = boards(database, span)
        database.derived.clear()
        assert found == boards(database, span)


def boards(database: Database, span: Span) -> list[Any]:
    scopes = (EVERYTHING, Scope(group_buy_id=2), Scope(community="阳光花园"))
    with database.read() as session:
        return [read_board(session, way, span, scope) for way in WAYS[3:] for scope in scopes]


def meddle(session: Session, chance: random.Random) -> None:
    """What owners do to orders: new ones, other goods, another group buy, another buyer, cancelled, gone."""
    orders = chance.sample(list(session.scalars(select(Order).order_by(Order.id))), 8)
    add_order(session, orders[0].member_id, LAST - chance.randint(0, 90), chance)
    orders[1].group_buy_id = chance.choice([None, 1, 2, 3])
    orders[2].status = chance.choice(["cancelled", "paid"])
    orders[3].member_id = orders[0].member_id
    orders[4].refund_fen, orders[5].day = orders[4].amount_fen // 2, LAST - chance.randint(0, 90)
    for line in session.scalars(select(OrderLine).where(OrderLine.order_id == orders[6].id)):
        line.product_id, line.name = chance.choice([None, 1, 2, 3]), chance.choice(["蛋", "鱼", "虾"])
    session.execute(delete(OrderLine).where(OrderLine.order_id == orders[7].id))
    session.delete(orders[7])
