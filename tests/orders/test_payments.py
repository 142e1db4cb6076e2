"""Payments: matched by hand, matched by itself only when certain, never counted twice, taken back whole."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.dates import now
from shopdesk.base.errors import ShopError
from shopdesk.data.database import Database
from shopdesk.data.tables import Payment, PaymentMatch
from shopdesk.members.aliases import add_alias
from shopdesk.members.people import create_member
from shopdesk.orders.order_list import order_details
from shopdesk.orders.orders import LineInput, create_order
from shopdesk.orders.payment_choices import open_orders_for
from shopdesk.orders.payment_list import payment_figures, payment_ids, payment_rows
from shopdesk.orders.payment_matches import unmatch_payments
from shopdesk.orders.payments import certain_matches, match_certain_payments, match_payment
from shopdesk.orders.statuses import set_status


def person(database: Database, name: str) -> int:
    return database.change("会员", lambda session: create_member(session, name))[0]


def order(database: Database, member: int, fen: int, days_ago: int = 0) -> int:
    at = now() - days_ago * 86400
    lines = [LineInput("梨", amount_fen=fen)]
    return database.change("订单", lambda session: create_order(session, member, lines, ordered_at=at))[0]


def paid(
    database: Database, name: str, fen: int, *, days_ago: int = 0, direction: str = "income", usable: bool = True
) -> int:
    def work(session: Session) -> int:
        count = len(session.scalars(select(Payment.id)).all())
        row = Payment(source="wechat", txn_id=f"t{count}", direction=direction, usable=usable, amount_fen=fen,
                      counterparty=name, at=now() - days_ago * 86400 + 60)  # fmt: skip
        session.add(row)
        session.flush()
        return row.id

    return database.change("账单", work)[0]


def state(database: Database, order_id: int) -> tuple[str, int, int]:
    with database.read() as session:
        details = order_details(session, order_id)
    assert details is not None
    return details.order.status, details.order.paid_fen, len(details.payments)


def test_a_payment_pays_an_order_and_is_taken_back(database: Database) -> None:
    an_order = order(database, person(database, "张三"), 3900)
    payment = paid(database, "张三", 5000)
    assert database.change("核对", lambda session: match_payment(session, payment, an_order))[0] == 3900
    assert state(database, an_order) == ("paid", 3900, 1)
    with database.read() as session:
        row = payment_rows(session, [payment])[payment]
    assert (row.matched_fen, row.open_fen, row.orders) == (3900, 1100, f"张三 #{an_order}")
    assert database.change("取消", lambda session: unmatch_payments(session, [payment]))[0] == 1
    assert state(database, an_order) == ("confirmed", 0, 0)


def test_two_payments_pay_one_order_and_one_payment_two_orders(database: Database) -> None:
    member = person(database, "张三")
    first, second = order(database, member, 10000), order(database, member, 2000)
    small, large = paid(database, "张三", 4000), paid(database, "张三", 8000)
    database.change("核对", lambda session: match_payment(session, small, first))
    assert state(database, first) == ("confirmed", 4000, 1)
    database.change("核对", lambda session: match_payment(session, large, first))
    assert state(database, first) == ("paid", 10000, 2)
    database.change("核对", lambda session: match_payment(session, large, second))
    assert state(database, second) == ("paid", 2000, 1)
    database.change("取消", lambda session: unmatch_payments(session, [large]))
    assert state(database, first) == ("confirmed", 4000, 1)


def test_money_that_was_marked_by_hand_is_not_counted_twice(database: Database) -> None:
    an_order = order(database, person(database, "张三"), 3900)
    payment = paid(database, "张三", 3900)
    database.change("付", lambda session: set_status(session, [an_order], "paid"))
    database.change("核对", lambda session: match_payment(session, payment, an_order))
    assert state(database, an_order) == ("paid", 3900, 1)
    database.change("没付", lambda session: set_status(session, [an_order], "confirmed"))
    assert state(database, an_order) == ("confirmed", 0, 0), "not paid after all: its matches are let go"


def test_what_cannot_be_matched_is_refused(database: Database) -> None:
    member = person(database, "张三")
    an_order, gone = order(database, member, 3900), order(database, member, 100)
    payment, expense = paid(database, "张三", 3900), paid(database, "张三", 3900, direction="expense")
    back = paid(database, "张三", 3900, usable=False)
    database.change("取消", lambda session: set_status(session, [gone], "cancelled"))
    tries = [(expense, an_order, None), (back, an_order, None), (payment, gone, None), (payment, an_order, 4000),
             (payment, an_order, 0), (payment, 999, None), (999, an_order, None)]  # fmt: skip
    for which, target, amount in tries:
        with pytest.raises(ShopError):
            database.change("核对", lambda session, w=which, t=target, a=amount: match_payment(session, w, t, a))
    database.change("核对", lambda session: match_payment(session, payment, an_order, 1000))
    with pytest.raises(ShopError, match="已经核对到"):
        database.change("核对", lambda session: match_payment(session, payment, an_order))


def test_only_what_is_certain_is_matched_by_itself(database: Database) -> None:
    zhang, other, twin = person(database, "张三"), person(database, "李四"), person(database, "李四")
    alias = person(database, "豆豆妈")
    database.change("别名", lambda session: add_alias(session, alias, "王芳芳", kind="payer"))
    sure = order(database, zhang, 3900)
    by_alias = order(database, alias, 1200)
    order(database, other, 500), order(database, twin, 500)
    order(database, zhang, 800), order(database, zhang, 800)
    old = order(database, zhang, 4400, days_ago=60)
    claimed = order(database, alias, 999)
    good, named = paid(database, "张 三", 3900), paid(database, "王芳芳", 1200)
    for name, fen in (("李四", 500), ("张三", 800), ("路人", 3900), ("张三", 3901), ("张三", 4400), ("", 1200),
                      ("豆豆妈", 999), ("王芳芳", 999)):  # fmt: skip
        paid(database, name, fen)
    with database.read() as session:
        proposed = {(each.payment_id, each.parts[0][0]) for each in certain_matches(session)}
    assert proposed == {(good, sure), (named, by_alias)}
    matches = database.change("自动核对", match_certain_payments)[0].matches
    assert all("正好" in match.why for match in matches) and len(matches) == 2
    assert state(database, sure)[0] == state(database, by_alias)[0] == "paid"
    assert state(database, old)[0] == state(database, claimed)[0] == "confirmed"
    _again, change = database.change("自动核对", match_certain_payments)
    assert change.tables == frozenset(), "the second time nothing changes"
    database.undo()
    with database.read() as session:
        assert session.scalars(select(PaymentMatch.id)).all() == []


def test_certain_matches_can_be_asked_for_some_payments_only(database: Database) -> None:
    zhang = person(database, "张三")
    order(database, zhang, 3900), order(database, zhang, 100)
    first, second = paid(database, "张三", 3900), paid(database, "张三", 100)
    with database.read() as session:
        assert [match.payment_id for match in certain_matches(session, [second])] == [second]
        assert len(certain_matches(session, [first, second])) == 2


def test_orders_are_offered_likeliest_first_and_lists_filter(database: Database) -> None:
    zhang, other = person(database, "张三"), person(database, "赵六")
    exact, same_name = order(database, zhang, 3900), order(database, zhang, 100)
    same_amount, neither = order(database, other, 3900), order(database, other, 50)
    payment = paid(database, "张三", 3900)
    expense = paid(database, "批发部", 99, direction="expense")
    with database.read() as session:
        offered = open_orders_for(session, payment)
        assert [each.order_id for each in offered] == [exact, same_name, same_amount, neither]
        assert [bool(each.why) for each in offered] == [True, True, True, False]
        assert open_orders_for(session, 999) == []
        assert payment_ids(session, "likely") == [payment]
        assert payment_ids(session, "open") == payment_ids(session, "back") == []
        assert payment_ids(session, "all", "批发") == [expense]
        figures = payment_figures(session)
        assert figures.counts == {"all": 2, "open": 0, "likely": 1, "matched": 0, "back": 0}
        assert (figures.open_fen, figures.likely_fen, figures.certain) == (3900, 3900, 1)
        assert payment_rows(session, [expense])[expense].open_fen == 0
