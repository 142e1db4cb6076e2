"""What today's list says: each thing once, for a reason that can be counted, and nothing that needs no doing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from shopdesk.base.dates import start_of
from shopdesk.content.entries import EntryValues, add_entry, mark_published
from shopdesk.data.database import Database
from shopdesk.data.tables import GroupBuy, Order, OrderLine
from shopdesk.members.people import create_member
from shopdesk.members.segments import select_ids
from shopdesk.orders.order_list import OrderFilter, order_ids, order_sums
from shopdesk.outreach.today import MOST, TodayThing, list_today

TODAY = date(2026, 11, 22).toordinal()
NOON = start_of(TODAY) + 12 * 3600


def order(session: Session, member: int, days_ago: int, fen: int = 2990, status: str = "collected", **more: Any) -> int:
    paid = fen if status in ("paid", "collected", "refunded") else 0
    day = TODAY - days_ago
    values = {
        "member_id": member,
        "day": day,
        "ordered_at": start_of(day) + 36_000,
        "amount_fen": fen,
        "paid_fen": paid,
    }
    made = Order(**{**values, "status": status, **more})
    session.add(made)
    session.flush()
    session.add(OrderLine(order_id=made.id, name="砂糖橘", qty_milli=1000, amount_fen=fen))
    return made.id


def group_buy(session: Session, title: str, **more: Any) -> int:
    made = GroupBuy(title=title, opened_at=start_of(TODAY - 3), **more)
    session.add(made)
    session.flush()
    return made.id


def member(session: Session, name: str, **more: Any) -> int:
    return create_member(session, name, joined_at=start_of(TODAY - 400), **more)


@pytest.fixture
def things(database: Database) -> Any:
    """things(fill) fills the shop and reads the list, by kind."""

    def reading(fill: Any) -> dict[str, list[TodayThing]]:
        database.change("", lambda session: fill(session), undoable=False)
        found: dict[str, list[TodayThing]] = {}
        with database.read() as session:
            listed = list_today(session, TODAY, NOON)
        assert len(listed) <= MOST
        for thing in listed:
            assert thing.title and thing.why and thing.button and thing.icon
            found.setdefault(thing.kind, []).append(thing)
        return found

    return reading


def test_a_shop_where_nothing_needs_doing(things: Any) -> None:
    assert set(things(lambda session: order(session, member(session, "小鹿"), 1))) <= {"newcomers", "mix"}


def test_unpaid_counts_what_is_owed(things: Any, database: Database) -> None:
    def fill(session: Session) -> None:
        who = member(session, "小鹿")
        order(session, who, 5, 3000, "confirmed")
        order(session, who, 1, 1000, "confirmed", paid_fen=400)
        order(session, who, 2, 1000, "confirmed", paid_fen=1000)
        for status in ("draft", "cancelled", "refunded", "paid", "collected"):
            order(session, who, 9, 500, status)

    (unpaid,) = things(fill)["unpaid"]
    assert unpaid.title == "2 单还没付款"
    assert "¥36.00" in unpaid.why and "5 天前" in unpaid.why
    with database.read() as session:
        sums = order_sums(session, unpaid.target)
    assert (sums.unpaid, sums.open_fen) == (3, 3600)


def test_a_debt_of_today_is_of_today(things: Any) -> None:
    (unpaid,) = things(lambda session: order(session, member(session, "小鹿"), 0, 3000, "confirmed"))["unpaid"]
    assert "最早一单：今天" in unpaid.why


def test_goods_that_wait_are_those_of_arrived_group_buys(things: Any, database: Database) -> None:
    waiting: list[int] = []

    def fill(session: Session) -> None:
        who = member(session, "小鹿")
        here = group_buy(session, "到了的团", arrival_day=TODAY - 1)
        there = group_buy(session, "路上的团", arrival_day=TODAY + 1)
        waiting.append(order(session, who, 3, status="paid", group_buy_id=here))
        waiting.append(order(session, who, 2, status="paid", group_buy_id=here))
        order(session, who, 3, status="paid", group_buy_id=there)
        order(session, who, 3, status="collected", group_buy_id=here)
        order(session, who, 3, status="paid")
        order(session, who, 40, status="paid", group_buy_id=here)

    (thing,) = things(fill)["waiting"]
    assert thing.title == "2 单货到了还没取"
    with database.read() as session:
        assert sorted(order_ids(session, thing.target)) == waiting


def test_cut_offs_of_today_come_before_one_that_was_left_open(things: Any) -> None:
    def fill(session: Session) -> None:
        group_buy(session, "忘了关的团", cut_off_at=NOON - 40 * 86_400)
        group_buy(session, "早截的团", cut_off_at=NOON - 3600)
        group_buy(session, "今晚的团", cut_off_at=start_of(TODAY) + 20 * 3600)
        group_buy(session, "明早的团", cut_off_at=start_of(TODAY + 1) + 9 * 3600)
        group_buy(session, "下周的团", cut_off_at=NOON + 6 * 86_400)
        group_buy(session, "收了的团", cut_off_at=NOON - 60, status="closed")

    early, tonight = things(fill)["cut_off"]
    assert (early.title, early.why) == ("早截的团", "今天 11:00 已截单，可以核对订单、向供货商下单了")
    assert (tonight.title, tonight.why) == ("今晚的团", "今天 20:00 截单，还可以提醒一次")
    assert isinstance(tonight.target, OrderFilter) and tonight.target.group_buy_id == 3


def test_content_is_todays_and_not_yet_published(things: Any) -> None:
    def fill(session: Session) -> None:
        add_entry(session, EntryValues(TODAY - 1, title="昨天的"))
        add_entry(session, EntryValues(TODAY, title="早上的", minute=9 * 60 + 5))
        add_entry(session, EntryValues(TODAY + 1, title="明天的"))
        (done,) = add_entry(session, EntryValues(TODAY, title="发过的", minute=600))
        mark_published(session, done)

    (thing,) = things(fill)["content"]
    assert (thing.title, thing.why) == ("早上的", "今天 9:05 要发的内容")
    assert (thing.page, thing.target) == ("content", 2)


def test_a_day_full_of_posts_leaves_room_for_the_rest(things: Any) -> None:
    def fill(session: Session) -> None:
        for number in range(9):
            add_entry(session, EntryValues(TODAY, title=f"第{number}条", minute=600 + number))
        order(session, member(session, "小鹿"), 1, status="confirmed")

    found = things(fill)
    assert [thing.title for thing in found["content"]] == ["第0条", "第1条", "今天还有 7 条内容要发"]
    assert found["unpaid"]


def test_birthdays_across_the_turn_of_the_year(database: Database) -> None:
    def fill(session: Session) -> None:
        for name, birthday in (
            ("甲", "1990-12-31"),
            ("乙", "--01-02"),
            ("丙", "--01-05"),
            ("丁", "--12-29"),
            ("戊", ""),
        ):
            member(session, name, birthday=birthday)

    database.change("", fill)
    eve = date(2026, 12, 30).toordinal()
    with database.read() as session:
        (thing,) = [thing for thing in list_today(session, eve, start_of(eve)) if thing.kind == "birthday"]
        assert thing.title == "2 位会员 3 天内过生日"
        assert thing.why == "甲、乙"
        assert select_ids(session, thing.target, eve) == [1, 2]


def test_people_who_are_missed(things: Any, database: Database) -> None:
    def fill(session: Session) -> None:
        for number in range(12):
            who = member(session, f"常客{number}")
            for days_ago in (2, 9, 16):
                order(session, who, days_ago, 1000)
        sleeping = member(session, "沉睡的大客户")
        for days_ago in (50, 60, 70, 80):
            order(session, sleeping, days_ago, 90_000)
        late = member(session, "晚来的老会员")
        for days_ago in (18, 24, 30, 36):
            order(session, late, days_ago, 1000)
        new = member(session, "新来的")
        order(session, new, 2, 1000)

    found = things(fill)
    assert found["sleeping"][0].why.startswith("沉睡的大客户")
    assert found["overdue"][0].why == "晚来的老会员"
    assert found["newcomers"][0].why.startswith("新来的")
    with database.read() as session:
        for kind, count in (("sleeping", 1), ("overdue", 1), ("newcomers", 1)):
            assert found[kind][0].page == "segments"
            assert len(select_ids(session, found[kind][0].target, TODAY)) == count


def test_pairs_to_decide(things: Any) -> None:
    def fill(session: Session) -> None:
        member(session, "小鹿", phone="13800000001", room="3-501")
        member(session, "小鹿妈妈", phone="13800000001", room="3-501")

    (thing,) = things(fill)["duplicates"]
    assert thing.title.startswith("1 对会员")
    assert (thing.page, thing.target) == ("members", "duplicates")
