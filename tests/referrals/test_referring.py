"""Codes for everybody, and who brought whom."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from shopdesk.base.errors import ShopError
from shopdesk.data.database import Database
from shopdesk.data.shop import LifecycleWindows
from shopdesk.data.tables import Member, Order, Referral
from shopdesk.members.details import read_member
from shopdesk.members.segments import select_ids
from shopdesk.referrals.codes import is_code
from shopdesk.referrals.referrers import list_brought, list_referrers
from shopdesk.referrals.referring import find_by_code, give_codes, may_be_brought, record_by_code, record_referral

NAMES = ("王阿姨", "小雨妈妈", "老张", "李姐", "同屋")


@pytest.fixture
def shop(database: Database) -> Database:
    def fill(session: Session) -> None:
        for number, name in enumerate(NAMES, 1):
            session.add(Member(id=number, name=name, joined_at=0, community="翠湖", room=f"3-2-{number}01"))
        session.get_one(Member, 5).room = "3栋2单元101室"

    database.change("fill", fill)
    return database


def code_of(database: Database, member_id: int) -> str:
    with database.read() as session:
        return session.get_one(Member, member_id).referral_code or ""


def test_everybody_gets_a_code_of_their_own_once(shop: Database) -> None:
    given, _change = shop.change("codes", lambda session: give_codes(session, [1, 2]))
    assert given == 2 and code_of(shop, 3) == ""
    before = code_of(shop, 1)
    given, _change = shop.change("codes", give_codes)
    assert given == 3 and code_of(shop, 1) == before
    codes = {code_of(shop, number) for number in range(1, 6)}
    assert len(codes) == 5 and all(is_code(code) for code in codes)
    assert shop.change("codes", give_codes)[0] == 0
    shop.undo()
    assert code_of(shop, 3) == "" and code_of(shop, 1) == before


def test_a_code_is_found_as_people_type_it(shop: Database) -> None:
    shop.change("codes", give_codes)
    code = code_of(shop, 2)
    with shop.read() as session:
        found = find_by_code(session, f" {code[:3].lower()} {code[3:]}")
        assert found is not None and (found.id, found.name) == (2, "小雨妈妈")
        assert find_by_code(session, "") is None and find_by_code(session, "zzzzzz") is None


def test_who_brought_whom_by_code(shop: Database) -> None:
    shop.change("codes", give_codes)
    code = code_of(shop, 1)
    shop.change("refer", lambda session: record_by_code(session, code, 2))
    shop.change("again", lambda session: record_by_code(session, code, 2))
    with shop.read() as session:
        row = session.query(Referral).one()
        assert (row.referrer_id, row.invitee_id, row.how) == (1, 2, "code")
        assert [(row.member_id, row.brought, row.completed) for row in list_referrers(session)] == [(1, 1, 0)]


@pytest.mark.parametrize(
    ("referrer", "invitee", "code"),
    [(1, 1, "self_referral"), (1, 5, "household_referral"), (5, 1, "household_referral"), (99, 1, "no_member")],
)
def test_referrals_that_do_not_count_are_refused(shop: Database, referrer: int, invitee: int, code: str) -> None:
    with pytest.raises(ShopError) as refused:
        shop.change("refer", lambda session: record_referral(session, referrer, invitee))
    assert refused.value.code == code
    with shop.read() as session:
        assert session.query(Referral).count() == 0


def test_circles_and_second_referrers_are_refused(shop: Database) -> None:
    shop.change("a", lambda session: record_referral(session, 1, 2))
    shop.change("b", lambda session: record_referral(session, 2, 3))
    for referrer, invitee, code in ((3, 1, "circle"), (2, 1, "circle"), (4, 3, "already_referred")):
        with pytest.raises(ShopError) as refused:
            shop.change("x", lambda session, pair=(referrer, invitee): record_referral(session, *pair))
        assert refused.value.code == code


def test_the_same_room_in_another_community_is_another_door(shop: Database) -> None:
    def elsewhere(session: Session) -> None:
        session.get_one(Member, 5).community = "金桂苑"

    shop.change("move", elsewhere)
    shop.change("refer", lambda session: record_referral(session, 1, 5))
    with shop.read() as session:
        assert session.query(Referral).count() == 1


def test_only_a_completed_order_counts_and_everybody_says_the_same(shop: Database) -> None:
    """The list of referrers, the member's drawer and the segment rule; a refunded first order waits for another."""
    orders = ((2, "confirmed", 0), (2, "paid", 0), (2, "paid", 0), (3, "confirmed", 0), (4, "collected", 100))

    def bring(session: Session) -> None:
        session.add(Member(id=6, name="还没买的", joined_at=0))
        for invitee in (2, 3, 4, 6):
            assert may_be_brought(session, invitee)
            record_referral(session, 1, invitee, "import")
            assert not may_be_brought(session, invitee)
        for day, (invitee, status, refund) in enumerate(orders, 1):
            session.add(Order(member_id=invitee, status=status, ordered_at=0, day=day, amount_fen=100 * day,
                              refund_fen=refund))  # fmt: skip
        session.add(Order(member_id=5, status="confirmed", ordered_at=0, day=1))

    def agree(completed: int) -> None:
        with shop.read() as session:
            (row,) = list_referrers(session)
            assert (row.member_id, row.name, row.brought, row.completed) == (1, "王阿姨", 4, completed)
            details = read_member(session, 1, 10, LifecycleWindows())
            assert details is not None and sum(each.completed for each in details.brought) == completed
            rule = {"field": "referral_count", "op": "=", "value": completed}
            assert select_ids(session, rule, 10) == [1]
            assert not may_be_brought(session, 5), "who has ordered before was not brought just now"

    shop.change("bring", bring)
    agree(1)
    with shop.read() as session:
        found = {row.member_id: (row.standing, row.order_day, row.amount_fen) for row in list_brought(session, 1)}
    assert found == {
        2: ("completed", 2, 200), 3: ("unpaid", None, None), 4: ("refunded", None, None), 6: ("none", None, None),
    }  # fmt: skip
    shop.change("more", lambda s: s.add(Order(member_id=4, status="paid", ordered_at=0, day=9, amount_fen=900)))
    agree(2)


def test_a_wrong_code_says_so(shop: Database) -> None:
    with pytest.raises(ShopError, match="找不到推荐码"):
        shop.change("x", lambda session: record_by_code(session, "ABCDEF", 2))
