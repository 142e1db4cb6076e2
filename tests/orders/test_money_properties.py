"""Whatever is imported, matched, marked, refunded, cancelled and taken back: no money is made up and none is lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shopdesk.base.dates import now
from shopdesk.base.errors import ShopError
from shopdesk.data.database import DATABASE_FILE, Database
from shopdesk.data.opening import open_database
from shopdesk.data.tables import Alias, Order, OrderLine, Payment, PaymentCredit, PaymentMatch
from shopdesk.members.people import create_member
from shopdesk.orders.order_troubles import order_troubles
from shopdesk.orders.orders import LineInput, create_order, edit_order, line_input, order_lines
from shopdesk.orders.payment_facts import proposals
from shopdesk.orders.payment_matches import pairs, unmatch, unmatch_payments
from shopdesk.orders.payment_money import left_fen, paying
from shopdesk.orders.payment_settling import (
    credit_excess,
    give_back_excess,
    keep_credit,
    take_cash,
    use_credit,
    write_returned,
)
from shopdesk.orders.payments import match_certain_payments, match_payment, take_proposals
from shopdesk.orders.statuses import refund_part, set_status
from shopdesk.safety.check import check_shop
from tests.intake.bringing import DATA, bring_in, contents
from tests.orders.bills import Paid, wechat_bill

MEMBERS = ("王姐", "李姐", "孙妈")
ORDERS = ((1, 3900), (1, 2000), (2, 3900), (3, 5000))
BEGAN = now() - 7200

numbers = st.integers(1, 4)
fens = st.sampled_from([1, 700, 2000, 3900, 5000])
bill_line = st.builds(
    Paid, st.integers(1, 5), st.sampled_from([*MEMBERS, "大海"]), st.sampled_from([2000, 3900, 5900, 6000]),
    st.just(""), st.sampled_from(["已收钱", "已收钱", "已退款(￥5.00)", "已全额退款", "待收款"]),
)  # fmt: skip
bills = st.lists(bill_line, min_size=1, max_size=4, unique_by=lambda paid: paid.number)
Act = Callable[[Session], object]


def _cheaper(session: Session, order_id: int, fen: int) -> None:
    lines = [replace(line_input(line), amount_fen=fen) for line in order_lines(session, order_id)]
    edit_order(session, order_id, lines=lines)


def _likely(session: Session) -> None:
    take_proposals(session, [each for each in proposals(session).values() if each.state == "likely"])


acts: st.SearchStrategy[Act] = st.one_of(
    st.just(match_certain_payments),
    st.just(_likely),
    st.builds(lambda pay, order, fen: lambda s: match_payment(s, pay, order, fen), numbers, numbers, fens),
    st.builds(lambda pay, order: lambda s: match_payment(s, pay, order), numbers, numbers),
    st.builds(lambda match: lambda s: unmatch(s, match), numbers),
    st.builds(lambda pay: lambda s: unmatch_payments(s, [pay]), numbers),
    st.builds(
        lambda order, status: lambda s: set_status(s, [order], status), numbers,
        st.sampled_from(["paid", "collected", "confirmed", "cancelled", "refunded"]),
    ),
    st.builds(lambda order, fen: lambda s: refund_part(s, order, fen), numbers, fens),
    st.builds(lambda order, fen: lambda s: take_cash(s, [order], fen), numbers, fens),
    st.builds(lambda order, fen: lambda s: _cheaper(s, order, fen), numbers, fens),
    st.builds(lambda order, work: lambda s: work(s, order), numbers,
              st.sampled_from([give_back_excess, credit_excess, use_credit])),
    st.builds(lambda pay, work: lambda s: work(s, pay), numbers, st.sampled_from([keep_credit, write_returned])),
)  # fmt: skip
steps = st.lists(st.one_of(bills, acts, st.sampled_from(["undo", "redo"])), min_size=3, max_size=10)


def _fill(session: Session) -> None:
    for name in MEMBERS:
        create_member(session, name)
    session.flush()
    for member, fen in ORDERS:
        create_order(session, member, [LineInput("梨", amount_fen=fen)], ordered_at=BEGAN)


def _whole(database: Database) -> None:
    with database.read() as session:
        assert check_shop(session) == []
        order_troubles(session)
        added = pairs(session, _sum(PaymentMatch.order_id, PaymentMatch.added_fen))
        matched = pairs(session, _sum(PaymentMatch.payment_id, PaymentMatch.amount_fen))
        refunded = select(PaymentMatch.payment_id, func.sum(Order.refund_fen))
        refunded = refunded.join(Order, Order.id == PaymentMatch.order_id).group_by(PaymentMatch.payment_id)
        refunds = pairs(session, refunded)
        for payment in session.scalars(select(Payment)):
            assert 0 <= payment.back_fen <= payment.amount_fen
            assert matched.get(payment.id, 0) <= payment.amount_fen, "no payment pays more than it is"
        for payment_id, left in session.execute(select(Payment.id, left_fen()).where(paying())):
            assert left >= -refunds.get(payment_id, 0), "what went back of a matched payment is refunded somewhere"
        for order in session.scalars(select(Order)):
            assert order.paid_fen >= added.get(order.id, 0) and order.paid_fen >= 0
            lines = session.scalars(select(OrderLine.amount_fen).where(OrderLine.order_id == order.id)).all()
            assert order.amount_fen == sum(fen or 0 for fen in lines)
            if order.status in ("paid", "collected"):
                assert order.paid_fen >= order.amount_fen, "paid is paid in full"
            elif order.status == "confirmed":
                assert order.paid_fen < order.amount_fen, "and what is paid in full says so"


def _sum(by, what):  # type: ignore[no-untyped-def]
    return select(by, func.sum(what)).group_by(by)


def _everything(database: Database) -> list[object]:
    tables = (PaymentMatch, PaymentCredit, Alias)
    with database.read() as session:
        more = [[tuple(row) for row in session.execute(select(*table.__table__.columns))] for table in tables]
    return [contents(database), more]


@settings(
    max_examples=15, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(steps)
def test_no_money_is_made_up_or_lost(
    empty_shop_file: Path, tmp_path_factory: pytest.TempPathFactory, did: list
) -> None:  # type: ignore[type-arg]
    folder = tmp_path_factory.mktemp("shop")
    shutil.copy(empty_shop_file, folder / DATABASE_FILE)
    database = open_database(folder)
    try:
        database.change("样例", _fill, undoable=False)
        before = _everything(database)
        for step in did:
            _do(database, step)
            _whole(database)
        after = _everything(database)
        back = 0
        while database.undo_label:
            database.undo()
            back += 1
        assert _everything(database) == before
        _whole(database)
        for _time in range(back):
            database.redo()
        assert _everything(database) == after
    finally:
        database.close()


def _do(database: Database, step: object) -> None:
    if step == "undo" or step == "redo":
        if step == "undo" and database.undo_label:
            database.undo()
        elif step == "redo" and database.redo_label:
            database.redo()
    elif isinstance(step, list):
        bring_in(database, wechat_bill(step, BEGAN))
        once = _everything(database)
        assert not bring_in(database, wechat_bill(step, BEGAN)).result.anything
        assert _everything(database) == once
    else:
        with suppress(ShopError):  # refused with a sentence: nothing has changed
            database.change("做", step)  # type: ignore[arg-type]


TABLES = sorted(path for path in (DATA / "tables").iterdir() if path.suffix in (".csv", ".xlsx", ".xls", ".vcf"))
LISTS = sorted((DATA / "jielong").glob("*.txt"))[::4]


@pytest.mark.parametrize(
    "file", [*(path for path in TABLES if "password" not in path.name), *LISTS], ids=lambda path: path.stem
)
def test_every_file_twice_is_once(database: Database, file: Path) -> None:
    bring_in(database, file)
    once = contents(database)
    again = bring_in(database, file)
    assert not any(again.result.added.values()) and not any(again.result.changed.values())
    assert contents(database) == once
