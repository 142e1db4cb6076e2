"""Members are checked when they are made and changed; deleting stops at orders."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.errors import ShopError
from shopdesk.data.database import Database
from shopdesk.data.shop import LifecycleWindows
from shopdesk.data.tables import Alias, Member, Order, Referral
from shopdesk.members.aliases import add_alias, remove_alias
from shopdesk.members.birthdays import days_to_birthday, parse_birthday
from shopdesk.members.consent import set_consent, set_do_not_contact
from shopdesk.members.details import read_member
from shopdesk.members.people import create_member, delete_members, edit_member, set_referrer
from shopdesk.members.search import find_members
from tests.members.filler import fill_shop

TODAY = date(2027, 1, 23).toordinal()


def test_a_new_member_is_cleaned_and_found(database: Database) -> None:
    member, _change = database.change(
        "新建",
        lambda s: create_member(
            s, " 王\u202e姐 ", phone="+86 138-0000-0001", birthday="5月3日", room="3-501", number="A1"
        ),
    )
    with database.read() as session:
        row = session.get_one(Member, member)
        assert (row.name, row.phone, row.birthday, row.marketing_consent) == ("王姐", "13800000001", "--05-03", False)
        assert [hit.id for hit in find_members(session, "0001 wj")] == [member]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": "  "}, "no_name"),
        ({"phone": "1380000"}, "bad_phone"),
        ({"phone": "138****0001"}, "bad_phone"),
        ({"birthday": "13-40"}, "bad_birthday"),
        ({"birthday": "2999-01-01"}, "bad_birthday"),
        ({"gender": "x"}, "bad_gender"),
        ({"number": "A1"}, "number_taken"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(database: Database, values: dict[str, str], code: str) -> None:
    def fill(session: Session) -> int:
        create_member(session, "王姐", number="A1")
        return create_member(session, "李哥")

    member, _change = database.change("建", fill)
    for work in (
        lambda s: create_member(s, **{"name": "新人", **values}),
        lambda s: edit_member(s, member, **values),
    ):
        with pytest.raises(ShopError) as refused:
            database.change("改", work)
        assert refused.value.code == code
    assert database.undo_label == "建"


def test_the_old_nickname_still_finds_the_person(database: Database) -> None:
    member, _change = database.change("建", lambda s: create_member(s, "小雨", number="A1"))
    database.change("改名", lambda s: edit_member(s, member, name="大雨", number="A1"))
    with database.read() as session:
        assert [hit.name for hit in find_members(session, "小雨")] == ["大雨"]
        assert session.scalars(select(Alias.name)).all() == ["小雨"]
    database.undo()
    with database.read() as session:
        assert [hit.name for hit in find_members(session, "xiaoyu")] == ["小雨"]
        assert find_members(session, "大雨") == []


def test_aliases_come_and_go(database: Database) -> None:
    member, _change = database.change("建", lambda s: create_member(s, "小雨"))
    alias, _change = database.change("加", lambda s: add_alias(s, member, "雨滴🌧", room="1-1", kind="payer"))
    again, change = database.change("再加", lambda s: add_alias(s, member, "雨滴🌧", room="1-1", kind="payer"))
    assert again == alias
    assert not change.tables
    with database.read() as session:
        assert [hit.id for hit in find_members(session, "yudi")] == [member]
    database.change("去掉", lambda s: remove_alias(s, alias))
    database.change("再去掉", lambda s: remove_alias(s, alias))
    with database.read() as session:
        assert find_members(session, "yudi") == []
    with pytest.raises(ShopError):
        database.change("空", lambda s: add_alias(s, member, "  "))


def test_who_has_orders_is_not_deleted(database: Database) -> None:
    def fill(session: Session) -> list[int]:
        ids = [create_member(session, name) for name in ("甲", "乙", "丙")]
        session.add(Order(member_id=ids[1], day=TODAY, ordered_at=0, amount_fen=1))
        return ids

    ids, _change = database.change("建", fill)
    with pytest.raises(ShopError) as refused:
        database.change("删", lambda s: delete_members(s, ids))
    assert refused.value.code == "has_orders"
    assert "乙" in refused.value.message
    assert database.change("删", lambda s: delete_members(s, [ids[0], ids[2]]))[0] == 2
    with database.read() as session:
        assert session.scalars(select(Member.name)).all() == ["乙"]


def test_referrals_do_not_go_in_circles(database: Database) -> None:
    ids, _change = database.change("建", lambda s: [create_member(s, name) for name in "甲乙丙"])
    database.change("带", lambda s: (set_referrer(s, ids[1], ids[0]), set_referrer(s, ids[2], ids[1])))
    for invitee, referrer in ((ids[0], ids[2]), (ids[0], ids[0]), (ids[0], 99)):
        with pytest.raises(ShopError):
            database.change("圈", lambda s, i=invitee, r=referrer: set_referrer(s, i, r))  # type: ignore[misc]
    database.change("换", lambda s: set_referrer(s, ids[2], ids[0]))
    with database.read() as session:
        details = read_member(session, ids[0], TODAY, LifecycleWindows())
        assert details is not None
        assert sorted(each.name for each in details.brought) == ["丙", "乙"]
    database.change("无", lambda s: set_referrer(s, ids[2], None))
    with database.read() as session:
        assert session.scalars(select(Referral.invitee_id)).all() == [ids[1]]


def test_consent_and_do_not_contact_are_two_facts(database: Database) -> None:
    ids, _change = database.change("建", lambda s: [create_member(s, name) for name in "甲乙丙"])
    assert database.change("同意", lambda s: set_consent(s, ids, True, "入群时勾选"))[0] == 3
    assert database.change("再同意", lambda s: set_consent(s, ids, True, "别的"))[0] == 0
    assert database.change("免打扰", lambda s: set_do_not_contact(s, ids[:2], True, " 太吵\x00 "))[0] == 2
    with database.read() as session:
        member = session.get_one(Member, ids[0])
        assert (member.marketing_consent, member.consent_how) == (True, "入群时勾选")
        assert (member.do_not_contact, member.do_not_contact_reason) == (True, "太吵")
    assert database.change("放开", lambda s: set_do_not_contact(s, ids, False))[0] == 2
    with database.read() as session:
        assert session.scalars(select(Member.do_not_contact_reason)).all() == ["", "", ""]


def test_the_drawer_has_everything(database: Database) -> None:
    ids, _change = database.change("建", lambda s: fill_shop(s, 30))
    with database.read() as session:
        for member in ids:
            details = read_member(session, member, TODAY, LifecycleWindows())
            assert details is not None
            assert details.all_orders >= details.row.order_count
            assert all(order.goods for order in details.orders)
            assert [(tag.name, tag.color) for tag in details.tags] == list(details.row.tags)
            assert details.why_lifecycle
        assert read_member(session, 999, TODAY, LifecycleWindows()) is None


def test_birthdays_as_people_type_them() -> None:
    for text, stored in (
        ("", ""), ("1990-5-3", "1990-05-03"), ("1990年5月3日", "1990-05-03"), ("19900503", "1990-05-03"),
        ("5-3", "--05-03"), ("--05-03", "--05-03"), ("２-２９", "--02-29"), ("12月1号", "--12-01"),
        ("2-30", None), ("1990-2-30", None), ("1800-1-1", None), ("2030-1-1", None), ("下个月", None), ("503", None),
    ):  # fmt: skip
        assert parse_birthday(text, TODAY) == stored, text
    assert days_to_birthday("", TODAY) is None
    assert days_to_birthday("--01-23", TODAY) == 0
    assert days_to_birthday("1990-01-22", TODAY) == 364
    assert days_to_birthday("--02-29", TODAY) == 36  # kept on 28 February 2027
