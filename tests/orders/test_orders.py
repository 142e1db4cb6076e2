"""Orders by hand: amounts, lines, moves of status one by one and by the thousand, and undo of any of it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import floor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from shopdesk.base.errors import Cancelled, ShopError
from shopdesk.data.database import Database
from shopdesk.data.summaries import wrong_summaries
from shopdesk.data.tables import Base, Order, OrderLine
from shopdesk.members.people import create_member
from shopdesk.orders.amounts import amount_for, line_amount
from shopdesk.orders.group_buys import open_group_buy
from shopdesk.orders.order_list import order_details
from shopdesk.orders.orders import LineInput, create_order, edit_order, line_input, order_lines
from shopdesk.orders.products import create_product
from shopdesk.orders.statuses import MOVES, STATUSES, moved_sentence, refund_part, set_status
from tests.orders.filling import fill_shop


@given(price=st.integers(0, 10**7), milli=st.integers(1, 10**6))
def test_an_amount_is_rounded_half_up_at_the_fen(price: int, milli: int) -> None:
    assert line_amount(price, milli) == floor(Fraction(price * milli, 1000) + Fraction(1, 2))


def test_a_changed_quantity_keeps_the_price_or_the_bargain() -> None:
    assert line_amount(333, 1500) == 500
    assert amount_for(3000, 333, 500, 1500) == 999, "by the product's price, not twice the rounded amount"
    assert amount_for(2000, 1000, 900, 1000) == 1800, "a bargain of 10 % stays one"
    assert amount_for(2000, None, 900, 1000) == 1800
    assert amount_for(2000, 450, None, 1000) == 900
    assert amount_for(2000, None, None, 1000) is None


def new_member(database: Database, name: str = "张三") -> int:
    return database.change("会员", lambda session: create_member(session, name))[0]


def order_of(database: Database, order_id: int) -> Any:
    with database.read() as session:
        details = order_details(session, order_id)
        assert details is not None
        return details


def test_an_order_by_hand_takes_its_price_from_the_group_buy(database: Database) -> None:
    member = new_member(database)

    def work(session: Session) -> int:
        orange = create_product(session, "脐橙", unit="斤", price_fen=499)
        milk = create_product(session, "牛奶", unit="瓶", price_fen=1580)
        rice = create_product(session, "大米", "5kg", unit="袋")
        group_buy = open_group_buy(session, "周末团", products=[(orange, 450), (milk, None)])
        lines = [
            LineInput(product_id=orange, qty_milli=2500),
            LineInput(product_id=milk, qty_milli=2000),
            LineInput("大米", "5kg", 1000),
            LineInput("新鲜山药", qty_milli=1500, unit="斤", price_fen=333),
            LineInput(product_id=rice, amount_fen=5000),
        ]
        return create_order(session, member, lines, group_buy_id=group_buy, note=" 晚点来 ")

    details = order_of(database, database.change("新订单", work)[0])
    assert [(line.name, line.unit, line.amount_fen) for line in details.lines] == [
        ("脐橙", "斤", 1125), ("牛奶", "瓶", 3160), ("大米", "袋", None), ("新鲜山药", "斤", 500), ("大米", "袋", 5000),
    ]  # fmt: skip
    assert details.order.amount_fen == 9785
    assert details.order.open_fen == 9785
    assert (details.order.status, details.order.note, details.order.group_buy) == ("confirmed", "晚点来", "周末团")
    assert details.lines[0].price_fen == 450
    assert details.lines[3].product_id is not None, "a new name becomes a product"


@pytest.mark.parametrize(
    "line",
    [
        LineInput("苹果", qty_milli=0),
        LineInput("苹果", qty_milli=-1000),
        LineInput("  "),
        LineInput("苹果", amount_fen=-1),
        LineInput("苹果", price_fen=10**13),
        LineInput("苹果", qty_milli=10**12),
        LineInput("苹果", id=77),
    ],
)
def test_impossible_lines_are_refused_and_leave_no_trace(database: Database, line: LineInput) -> None:
    member = new_member(database)
    with pytest.raises(ShopError):
        database.change("新订单", lambda session: create_order(session, member, [LineInput("梨"), line]))
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Order)) == 0
        assert session.scalar(select(func.count()).select_from(OrderLine)) == 0


def test_an_order_never_stands_without_lines(database: Database) -> None:
    member = new_member(database)
    with pytest.raises(ShopError, match="至少要有一件"):
        database.change("新订单", lambda session: create_order(session, member, []))
    order = database.change("新订单", lambda session: create_order(session, member, [LineInput("梨")]))[0]
    with pytest.raises(ShopError, match="至少要有一件"):
        database.change("改", lambda session: edit_order(session, order, lines=[]))
    with pytest.raises(ShopError):
        database.change("新订单", lambda session: create_order(session, 999, [LineInput("梨")]))
    with pytest.raises(ShopError):
        database.change("新", lambda session: create_order(session, member, [LineInput("梨")], group_buy_id=9))


def test_lines_are_changed_added_and_taken_away(database: Database) -> None:
    member = new_member(database)
    lines = [LineInput("梨", price_fen=300, qty_milli=2000), LineInput("桃", amount_fen=1000)]
    order = database.change("新订单", lambda session: create_order(session, member, lines))[0]
    before = order_of(database, order)

    def mend(session: Session) -> str:
        first, _second = order_lines(session, order)
        more = replace(line_input(first), qty_milli=3000, amount_fen=900)
        return edit_order(session, order, lines=[more, LineInput("杏", price_fen=250)], note="少放一个")

    assert database.change("改订单", mend)[0] == "confirmed"
    details = order_of(database, order)
    assert [(line.name, line.qty_milli, line.amount_fen) for line in details.lines] == [
        ("梨", 3000, 900), ("杏", 1000, 250),
    ]  # fmt: skip
    assert details.lines[0].id == before.lines[0].id
    assert details.order.amount_fen == 1150
    database.undo()
    assert order_of(database, order) == before


def test_a_paid_order_that_grows_is_open_again_and_a_discount_stays(database: Database) -> None:
    member = new_member(database)
    lines = [LineInput("梨", amount_fen=1000)]
    order = database.change("新订单", lambda session: create_order(session, member, lines))[0]
    database.change("付", lambda session: set_status(session, [order], "paid"))

    def grow(session: Session) -> str:
        session.get_one(Order, order).amount_fen = 900  # as an imported order with a discount of 1.00
        session.get_one(Order, order).paid_fen = 900
        (line,) = order_lines(session, order)
        return edit_order(session, order, lines=[line_input(line), LineInput("桃", amount_fen=500)])

    assert database.change("加", grow)[0] == "confirmed"
    details = order_of(database, order).order
    assert (details.amount_fen, details.paid_fen, details.open_fen, details.paid_at) == (1400, 900, 500, None)


def test_lines_of_a_finished_order_cannot_be_changed_but_its_note_can(database: Database) -> None:
    order = fill_shop(database, 1).orders[0]
    database.change("付", lambda session: session.get_one(Order, order).__setattr__("status", "collected"))
    with pytest.raises(ShopError, match="已取货"):
        database.change("改", lambda session: edit_order(session, order, lines=[LineInput("梨")]))
    database.change("改", lambda session: edit_order(session, order, note="已电话"))
    assert order_of(database, order).order.note == "已电话"


# ---- status


def test_moves_keep_money_and_times_right(database: Database) -> None:
    member = new_member(database)
    order = database.change(
        "新", lambda session: create_order(session, member, [LineInput("梨", amount_fen=1000)], status="draft")
    )[0]
    seen = []
    for step in ("confirmed", "paid", "collected", "paid", "collected", "refunded", "paid", "confirmed", "cancelled"):
        database.change(step, lambda session, step=step: set_status(session, [order], step, at=1_700_000_000))
        row = order_of(database, order).order
        seen.append((row.status, row.paid_fen, row.refund_fen, bool(row.paid_at), bool(row.collected_at)))
    assert seen == [
        ("confirmed", 0, 0, False, False),
        ("paid", 1000, 0, True, False),
        ("collected", 1000, 0, True, True),
        ("paid", 1000, 0, True, False),
        ("collected", 1000, 0, True, True),
        ("refunded", 1000, 1000, True, True),
        ("paid", 1000, 0, True, False),
        ("confirmed", 0, 0, False, False),
        ("cancelled", 0, 0, False, False),
    ]


def test_every_move_is_allowed_by_the_table_or_refused_with_a_reason(database: Database) -> None:
    member = new_member(database)
    order = database.change("新", lambda session: create_order(session, member, [LineInput("梨")]))[0]
    for old, new in product(STATUSES, STATUSES):
        database.change("备", lambda session, old=old: session.get_one(Order, order).__setattr__("status", old))
        try:
            moved, change = database.change("改", lambda session, new=new: set_status(session, [order], new))
        except ShopError as refused:
            assert new != old and new not in MOVES[old]
            assert len(refused.hint) > 5
            assert order_of(database, order).order.status == old
        else:
            assert new == old or new in MOVES[old]
            assert (moved.already, moved.changed) == ((1, 0) if new == old else (0, 1))
            assert bool(change.tables) == (new != old)
            assert order_of(database, order).order.status == new


def test_a_bulk_move_tells_what_it_left_out(database: Database) -> None:
    filled = fill_shop(database, 40)
    moved = database.change("取货", lambda session: set_status(session, filled.orders, "collected"))[0]
    assert moved.changed and moved.already and moved.refused["confirmed"]
    assert moved.changed + moved.already + sum(moved.refused.values()) == 40
    assert "还没付款" in moved_sentence(moved)


class _StopAtThird:
    def __init__(self) -> None:
        self.calls = 0

    def report(self, done: int, total: int, text: str = "") -> None:
        self.calls += 1
        if self.calls == 3:
            raise Cancelled


def test_thousands_are_moved_undone_and_a_cancelled_move_leaves_no_trace(database: Database) -> None:
    member = new_member(database)

    def many(session: Session) -> list[int]:
        rows = [
            {"member_id": member, "ordered_at": 0, "day": 730000 + n // 50, "amount_fen": n, "status": "confirmed",
             "source": "hand", "note": "", "paid_fen": 0, "refund_fen": 0}
            for n in range(3000)
        ]  # fmt: skip
        return list(session.scalars(insert(Order).returning(Order.id), rows))

    ids = database.change("填", many)[0]
    with pytest.raises(Cancelled):
        database.change("付", lambda session: set_status(session, ids, "paid", _StopAtThird()))
    start = dump(database)
    moved = database.change("付", lambda session: set_status(session, ids, "paid"))[0]
    assert moved.changed == 3000
    database.undo()
    assert dump(database) == start


def test_a_part_of_the_money_can_be_given_back(database: Database) -> None:
    member = new_member(database)
    order = database.change("新", lambda session: create_order(session, member, [LineInput("梨", amount_fen=1000)]))[0]
    with pytest.raises(ShopError):
        database.change("退", lambda session: refund_part(session, order, 100))
    database.change("付", lambda session: set_status(session, [order], "paid"))
    assert database.change("退", lambda session: refund_part(session, order, 300))[0] == "paid"
    with pytest.raises(ShopError):
        database.change("退", lambda session: refund_part(session, order, 1001))
    assert database.change("退", lambda session: refund_part(session, order, 1000))[0] == "refunded"


def dump(database: Database) -> dict[str, list[Any]]:
    with database.read() as session:
        return {
            table.name: session.execute(text(f'SELECT * FROM "{table.name}" ORDER BY id')).all()
            for table in Base.metadata.sorted_tables
        }


MOVE = st.tuples(st.sampled_from(STATUSES), st.sets(st.integers(0, 11), min_size=1))
EDIT = st.tuples(st.just("edit"), st.sets(st.integers(0, 11), min_size=1, max_size=2))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(MOVE | EDIT, max_size=8))
def test_any_sequence_undone_is_the_start_and_amounts_always_fit(database: Database, steps: list[Any]) -> None:
    with database.read() as session:
        known = list(session.scalars(select(Order.id).order_by(Order.id)))
    orders = known or fill_shop(database, 12).orders
    start, done = dump(database), 0
    for what, places in steps:
        ids = [orders[place] for place in places]
        try:
            _result, change = database.change(what, lambda session, ids=ids, what=what: step(session, ids, what))
        except ShopError:
            continue
        done += bool(change.tables)
    check_amounts(database)
    end = dump(database)
    for _each in range(done):
        database.undo()
    assert dump(database) == start
    for _each in range(done):
        database.redo()
    assert dump(database) == end
    for _each in range(done):
        database.undo()


def step(session: Session, ids: list[int], what: str) -> None:
    if what != "edit":
        set_status(session, ids, what)
        return
    for order in ids:
        first, *rest = order_lines(session, order)
        more = replace(line_input(first), qty_milli=first.qty_milli + 500, amount_fen=None)
        edit_order(session, order, lines=[more, *map(line_input, rest[:1]), LineInput("新品", amount_fen=77)])


def check_amounts(database: Database) -> None:
    with database.read() as session:
        rows = session.execute(
            select(Order.amount_fen, func.count(OrderLine.id), func.coalesce(func.sum(OrderLine.amount_fen), 0))
            .outerjoin(OrderLine, OrderLine.order_id == Order.id)
            .group_by(Order.id)
        ).all()
        assert all(lines >= 1 and amount == total for amount, lines, total in rows)
        assert wrong_summaries(session.connection()) == []
