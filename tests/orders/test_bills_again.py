"""A newer bill says what became of money that is known already; the same bill, or an older one, changes nothing."""

from __future__ import annotations

import pytest

from shopdesk.data.database import Database
from shopdesk.data.tables import Order, Payment, PaymentMatch
from shopdesk.intake.preview_rows import table_rows
from shopdesk.orders.payment_list import payment_ids, payment_rows
from shopdesk.orders.payments import match_certain_payments
from shopdesk.orders.statuses import refund_part, set_status
from shopdesk.safety.check import check_shop
from tests.intake.bringing import bring_in, contents, count
from tests.orders.bills import Paid, wechat_bill
from tests.orders.test_payments import order, person
from ui.intake.done_step import headline

FRESH = wechat_bill([Paid(1, "王姐", 3900), Paid(2, "李姐", 5000), Paid(3, "孙妈", 700, status="待收款")])


def state(database: Database, order_id: int) -> tuple[str, int, int]:
    with database.read() as session:
        found = session.get_one(Order, order_id)
        assert check_shop(session) == []
        return found.status, found.paid_fen, found.refund_fen


def matched(database: Database) -> tuple[int, int]:
    wang, li = order(database, person(database, "王姐"), 3900), order(database, person(database, "李姐"), 5000)
    assert bring_in(database, FRESH).result.added["payments"] == 3
    assert database.change("自动核对", match_certain_payments)[0].payments == 2
    return wang, li


def later(wang: str = "已收钱", li: str = "已收钱", sun: str = "待收款") -> str:
    lines = [Paid(1, "王姐", 3900, status=wang), Paid(2, "李姐", 5000, status=li), Paid(3, "孙妈", 700, status=sun)]
    return wechat_bill(lines)


def test_the_same_bill_twice_adds_nothing(database: Database) -> None:
    matched(database)
    before = contents(database)
    again = bring_in(database, FRESH)
    assert not again.result.anything and again.result.unchanged == 3 and not again.preview.effects.anything
    assert contents(database) == before
    assert "没有新的内容" in headline(again.result)


def test_money_that_went_back_since_takes_back_what_it_had_paid_and_says_so(database: Database) -> None:
    wang, li = matched(database)
    before = contents(database)
    brought = bring_in(database, later(wang="已全额退款"))
    rows = {row.who: row for row in table_rows(brought.preview).values()}
    assert (rows["王姐"].effect, rows["李姐"].effect) == ("changed", "same")
    assert rows["王姐"].why == f"后来退回了：王姐 #{wang} 变回待付款"
    assert (brought.preview.effects.changed, brought.preview.effects.unchanged) == (1, 2)
    assert "1 笔流水有变化" in headline(brought.result) and "1 单变回待付款" in headline(brought.result)
    assert state(database, wang) == ("confirmed", 0, 0) and state(database, li) == ("paid", 5000, 0)
    assert count(database, Payment) == 3 and count(database, PaymentMatch) == 1
    assert not bring_in(database, later(wang="已全额退款")).result.anything
    assert not bring_in(database, FRESH).result.anything, "an older bill does not bring the money back"
    database.undo()
    assert contents(database) == before and state(database, wang) == ("paid", 3900, 0), "and can be taken back whole"


def test_a_part_that_went_back_is_a_refund_of_its_order(database: Database) -> None:
    _wang, li = matched(database)
    brought = bring_in(database, later(li="已退款(￥5.00)"))
    assert "记在 李姐" in next(row.why for row in table_rows(brought.preview).values() if row.who == "李姐")
    assert "1 单记了退款" in headline(brought.result)
    assert state(database, li) == ("paid", 5000, 500), "nobody owes what was given back for a bad apple"
    assert not bring_in(database, later(li="已退款(￥5.00)")).result.anything
    assert database.change("自动核对", match_certain_payments)[0].payments == 0
    assert state(database, li) == ("paid", 5000, 500)
    assert bring_in(database, later(li="已退款(￥50.00)")).result.changed["payments"] == 1
    assert state(database, li) == ("confirmed", 0, 0), "all of it: it is not paid any more"


def test_what_the_owner_wrote_down_first_is_not_written_twice(database: Database) -> None:
    wang, li = matched(database)
    database.change("退", lambda session: refund_part(session, li, 500))
    database.change("退", lambda session: set_status(session, [wang], "refunded"))
    brought = bring_in(database, later(wang="已全额退款", li="已退款(￥5.00)"))
    assert brought.result.changed["payments"] == 2
    assert state(database, li) == ("paid", 5000, 500) and state(database, wang) == ("refunded", 3900, 3900)


def test_what_was_on_its_way_arrives(database: Database) -> None:
    matched(database)
    sun = order(database, person(database, "孙妈"), 700)
    assert database.change("自动核对", match_certain_payments)[0].payments == 0
    brought = bring_in(database, later(sun="已收钱"))
    assert next(row.why for row in table_rows(brought.preview).values() if row.who == "孙妈") == "现在到账了"
    assert database.change("自动核对", match_certain_payments)[0].payments == 1
    assert state(database, sun) == ("paid", 700, 0)


@pytest.mark.parametrize("fen", [1000, 3900])
def test_only_what_is_left_of_a_payment_can_pay(database: Database, fen: int) -> None:
    person(database, "王姐")
    bring_in(database, wechat_bill([Paid(1, "王姐", 3900, status=f"已退款(￥{fen / 100:.2f})")]))
    with database.read() as session:
        (row,) = payment_rows(session, payment_ids(session)).values()
    assert row.open_fen == 3900 - fen and row.went_back == (fen == 3900)
