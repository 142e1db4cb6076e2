"""Money that does not fit: cash for a part, too much kept as credit or given back, orders that say what is wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shopdesk.base.errors import ShopError
from shopdesk.data.database import Database
from shopdesk.data.tables import Order, Payment, PaymentMatch
from shopdesk.orders.order_list import order_details
from shopdesk.orders.order_troubles import Trouble, order_troubles, troubles_of
from shopdesk.orders.orders import edit_order, line_input, order_lines
from shopdesk.orders.payment_list import payment_ids, payment_rows
from shopdesk.orders.payment_matches import unmatch
from shopdesk.orders.payment_settling import (
    credit_excess,
    credit_fen,
    give_back_excess,
    keep_credit,
    take_cash,
    use_credit,
    write_returned,
)
from shopdesk.orders.payments import match_certain_payments, match_payment
from shopdesk.orders.statuses import set_status
from shopdesk.safety.check import check_shop
from tests.orders.test_payments import order, paid, person, state


def troubles(database: Database) -> dict[int, Trouble]:
    with database.read() as session:
        assert check_shop(session) == []
        found = dict(order_troubles(session))
        everybody = list(session.scalars(select(Order.id)))
        assert troubles_of(session, everybody) == found, "asked for one by one or all at once"
        assert all(troubles_of(session, [each]) == {each: found[each]} for each in found)
        return found


def credit(database: Database, member: int) -> int:
    with database.read() as session:
        return credit_fen(session, member)


def make_cheaper(database: Database, order_id: int, fen: int) -> None:
    def work(session: Session) -> None:
        lines = [replace(line_input(line), amount_fen=fen) for line in order_lines(session, order_id)]
        edit_order(session, order_id, lines=lines)

    database.change("改", work)


def test_cash_pays_a_part_and_the_rest_and_stands_in_the_order(database: Database) -> None:
    member = person(database, "张三")
    first, second = order(database, member, 3900, days_ago=1), order(database, member, 2000)
    assert database.change("现金", lambda session: take_cash(session, [second, first], 4900))[0] == 4900
    assert state(database, first) == ("paid", 3900, 1) and state(database, second) == ("confirmed", 1000, 1)
    assert troubles(database) == {second: Trouble("short", 1000)}
    with database.read() as session:
        details = order_details(session, second)
        assert details is not None and details.payments[0].cash and details.payments[0].amount_fen == 1000
    for wrong in (0, -1, 1001):
        with pytest.raises(ShopError):
            database.change("现金", lambda session, fen=wrong: take_cash(session, [second], fen))
    database.change("现金", lambda session: take_cash(session, [second]))
    assert state(database, second) == ("paid", 2000, 2) and troubles(database) == {}
    with pytest.raises(ShopError, match="不用付款"):
        database.change("现金", lambda session: take_cash(session, [second]))
    match_id = details.payments[0].match_id
    database.change("取消", lambda session: unmatch(session, match_id))
    assert state(database, second) == ("confirmed", 1000, 1)
    with database.read() as session:
        cash = session.scalars(select(Payment.amount_fen).where(Payment.source == "cash")).all()
    assert sorted(cash) == [1000, 4900], "it still pays the other order"
    while database.undo_label in ("现金", "取消"):
        database.undo()
    assert state(database, first) == ("confirmed", 0, 0)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Payment)) == 0


def test_cash_without_an_order_is_gone(database: Database) -> None:
    an_order = order(database, person(database, "张三"), 3900)
    database.change("现金", lambda session: take_cash(session, [an_order]))
    with database.read() as session:
        match_id = session.scalar(select(PaymentMatch.id)) or 0
    database.change("取消", lambda session: unmatch(session, match_id))
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Payment)) == 0


def test_too_much_is_kept_and_pays_the_next_order(database: Database) -> None:
    member = person(database, "张三")
    an_order = order(database, member, 3900)
    payment = paid(database, "张三", 5000)
    database.change("核对", lambda session: match_payment(session, payment, an_order))
    assert troubles(database) == {an_order: Trouble("over", 1100, payment)}
    assert database.change("留", lambda session: keep_credit(session, payment))[0] == member
    assert troubles(database) == {} and credit(database, member) == 1100
    with database.read() as session:
        assert payment_ids(session, "open") == [] and payment_rows(session, [payment])[payment].credit
    following = order(database, member, 3000)
    assert database.change("用", lambda session: use_credit(session, following))[0] == 1100
    assert state(database, following) == ("confirmed", 1100, 1) and credit(database, member) == 0
    with pytest.raises(ShopError):
        database.change("用", lambda session: use_credit(session, following))
    database.undo()
    assert credit(database, member) == 1100


def test_too_much_is_given_back(database: Database) -> None:
    an_order = order(database, person(database, "张三"), 3900)
    payment = paid(database, "张三", 5000)
    database.change("核对", lambda session: match_payment(session, payment, an_order))
    assert database.change("退", lambda session: write_returned(session, payment))[0] == 1100
    with database.read() as session:
        row = payment_rows(session, [payment])[payment]
    assert (row.back_fen, row.open_fen, row.went_back) == (1100, 0, False) and troubles(database) == {}


def test_the_same_payment_twice_is_shown_at_its_order(database: Database) -> None:
    member = person(database, "张三")
    an_order = order(database, member, 3900)
    paid(database, "张三", 3900)
    second = paid(database, "张三", 3900)
    database.change("自动核对", match_certain_payments)
    assert troubles(database) == {an_order: Trouble("twice", 3900, second)}
    database.change("退", lambda session: write_returned(session, second))
    assert troubles(database) == {}
    with database.read() as session:
        assert payment_rows(session, [second])[second].went_back
    database.undo()
    database.change("留", lambda session: keep_credit(session, second))
    assert troubles(database) == {} and credit(database, member) == 3900


@pytest.mark.parametrize("by_hand", [False, True])
def test_an_order_that_became_cheaper(database: Database, by_hand: bool) -> None:
    member = person(database, "张三")
    an_order = order(database, member, 3900)
    if by_hand:
        database.change("付", lambda session: set_status(session, [an_order], "paid"))
    else:
        payment = paid(database, "张三", 3900)
        database.change("核对", lambda session: match_payment(session, payment, an_order))
    make_cheaper(database, an_order, 3000)
    assert troubles(database) == {an_order: Trouble("over", 900)}
    database.change("退", lambda session: give_back_excess(session, an_order))
    assert troubles(database) == {}
    database.undo()
    assert database.change("留", lambda session: credit_excess(session, an_order))[0] == 900
    assert troubles(database) == {} and credit(database, member) == 900
    assert state(database, an_order)[:2] == ("paid", 3000)


def test_a_cancelled_order_with_a_deposit_owes_it(database: Database) -> None:
    member = person(database, "张三")
    an_order = order(database, member, 3900)
    database.change("现金", lambda session: take_cash(session, [an_order], 1000))
    database.change("取消", lambda session: set_status(session, [an_order], "cancelled"))
    assert troubles(database) == {an_order: Trouble("over", 1000)}
    assert database.change("退", lambda session: give_back_excess(session, an_order))[0] == 1000
    with database.read() as session:
        assert session.get_one(Order, an_order).refund_fen == 1000
    assert troubles(database) == {}
    database.undo()
    database.change("留", lambda session: credit_excess(session, an_order))
    assert troubles(database) == {} and credit(database, member) == 1000
