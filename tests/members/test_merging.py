"""Merging keeps everything; taking a merge back brings everything back."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from shopdesk.base.errors import ShopError
from shopdesk.data.database import Database
from shopdesk.data.shop import LifecycleWindows
from shopdesk.data.summaries import wrong_summaries
from shopdesk.data.tables import (
    Alias,
    Base,
    DuplicateDecision,
    Member,
    MemberMerge,
    MemberTag,
    Order,
    Referral,
    Tag,
    TagGroup,
    Touch,
)
from shopdesk.members.aliases import add_alias
from shopdesk.members.consent import set_do_not_contact
from shopdesk.members.details import read_member
from shopdesk.members.duplicates import decide_pair
from shopdesk.members.identity import find_member
from shopdesk.members.merging import merge_members, unmerge
from shopdesk.members.people import create_member, edit_member, set_referrer
from shopdesk.members.search import refresh_search_text
from tests.members.filler import fill_shop


def everything(database: Database) -> dict[str, list[str]]:
    with database.read() as session:
        return {
            table.name: sorted(
                json.dumps([*row], default=str, sort_keys=True) for row in session.execute(select(table))
            )
            for table in Base.metadata.sorted_tables
        }


MEMBERS = 5
PLACES = st.integers(0, MEMBERS - 1)
PAIRS = st.tuples(PLACES, PLACES).filter(lambda pair: pair[0] != pair[1])
FACTS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["小雨", "王姐", "🍊"]),
        "phone": st.sampled_from(["", "13800000001", "13800000002"]),
        "room": st.sampled_from(["", "1-101", "2-202"]),
        "real_name": st.sampled_from(["", "王芳", "李丽"]),
        "note": st.sampled_from(["", "不要香菜", "下午在家"]),
        "wechat_id": st.sampled_from(["", "wx1", "wx2"]),
    }
)
SHOPS = st.fixed_dictionaries(
    {
        "people": st.lists(FACTS, min_size=MEMBERS, max_size=MEMBERS),
        "numbers": st.lists(st.booleans(), min_size=MEMBERS, max_size=MEMBERS),
        "orders": st.lists(st.tuples(PLACES, st.integers(739000, 739050)), max_size=8),
        "tags": st.lists(st.tuples(PLACES, st.integers(0, 2)), max_size=8, unique=True),
        "aliases": st.lists(st.tuples(PLACES, st.sampled_from(["甲", "乙", "小雨"])), max_size=6),
        "referrals": st.lists(PAIRS, max_size=4),
        "decisions": st.lists(PAIRS, max_size=3),
        "touches": st.lists(PLACES, max_size=3),
    }
)


def build(session: Session, shop: dict) -> list[int]:  # type: ignore[type-arg]
    for table in (MemberMerge, Touch, Referral, Order, Alias, MemberTag, DuplicateDecision, Tag, TagGroup, Member):
        session.execute(delete(table))
    ids = [
        create_member(session, joined_at=100 - place, number=f"N{place}" if shop["numbers"][place] else "", **facts)
        for place, facts in enumerate(shop["people"])
    ]
    group = TagGroup(key="own", name="自定")
    session.add(group)
    session.flush()
    tags = [Tag(group_id=group.id, name=name) for name in "甲乙丙"]
    session.add_all(tags)
    session.flush()
    session.add_all(Order(member_id=ids[who], day=day, ordered_at=0, amount_fen=day) for who, day in shop["orders"])
    session.add_all(MemberTag(member_id=ids[who], tag_id=tags[tag].id, created_at=0) for who, tag in shop["tags"])
    session.add_all(Touch(member_id=ids[who], prepared_at=0) for who in shop["touches"])
    for who, name in shop["aliases"]:
        add_alias(session, ids[who], name)
    for first, second in shop["decisions"]:
        decide_pair(session, ids[first], ids[second], "different")
    for invitee, referrer in shop["referrals"]:
        try:
            set_referrer(session, ids[invitee], ids[referrer])
        except ShopError:
            continue
    set_do_not_contact(session, ids[:1], True, "说过")
    refresh_search_text(session)
    return ids


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shop=SHOPS, pairs=st.lists(PAIRS, min_size=1, max_size=3))
def test_merging_and_unmerging_restores_everything(
    database: Database,
    shop: dict,
    pairs: list[tuple[int, int]],  # type: ignore[type-arg]
) -> None:
    ids, _change = database.change("建", lambda session: build(session, shop))
    states, merges = [everything(database)], []
    gone: set[int] = set()
    for keep, other in pairs:
        if keep in gone or other in gone:
            continue
        gone.add(other)
        kept_id, gone_id = ids[keep], ids[other]
        merges.append(database.change("合并", lambda s, k=kept_id, g=gone_id: merge_members(s, k, g))[0])  # type: ignore[misc]
        now = everything(database)
        for table in ("order", "touch"):
            assert len(now[table]) == len(states[0][table])
        with database.read() as session:
            assert session.get(Member, gone_id) is None
            assert wrong_summaries(session.connection()) == []
        states.append(now)
    for merge in reversed(merges):
        states.pop()
        database.change("拆开", lambda s, m=merge: unmerge(s, m))  # type: ignore[misc]
        assert everything(database) == states[-1]
    database.undo()
    database.redo()
    assert everything(database) == states[0]


def test_the_kept_member_has_all_of_both(database: Database) -> None:
    def work(session: Session) -> tuple[int, int, int]:
        keep = create_member(session, "王姐", phone="13800000001", room="3-501", note="爱吃甜")
        gone = create_member(
            session, "芳芳妈", phone="13800000002", room="3-501", birthday="5-3", number="A9", note="爱吃甜"
        )
        session.add(Order(member_id=gone, day=739000, ordered_at=0, amount_fen=1000))
        set_do_not_contact(session, [gone], True, "太吵")
        return keep, gone, merge_members(session, keep, gone)

    (keep, gone, merge), _change = database.change("合并", work)
    with database.read() as session:
        member = session.get_one(Member, keep)
        assert (member.number, member.birthday, member.do_not_contact_reason) == ("A9", "--05-03", "太吵")
        assert member.note == "爱吃甜\n另一个手机号：13800000002"
        assert find_member(session, name="芳芳妈", room="3栋501").member_id == keep
        from_there = read_member(session, keep, 739001, LifecycleWindows())
        assert from_there is not None
        assert [(alias.name, alias.source) for alias in from_there.aliases] == [("芳芳妈", "merge")]
        assert from_there.row.order_count == 1
        assert [(each.id, each.name) for each in from_there.merges] == [(merge, "芳芳妈")]
    database.change("改", lambda session: edit_member(session, keep, note="自己改过"))
    assert database.change("拆开", lambda session: unmerge(session, merge))[0] == gone
    with database.read() as session:
        assert session.get_one(Member, keep).note == "自己改过"
        assert session.get_one(Member, gone).number == "A9"
        assert session.scalars(select(Order.member_id)).all() == [gone]


def test_an_id_taken_since_gives_way(database: Database) -> None:
    def work(session: Session) -> tuple[int, int]:
        keep, gone = create_member(session, "甲"), create_member(session, "乙")
        session.add(Order(member_id=gone, day=739000, ordered_at=0, amount_fen=1000))
        merge = merge_members(session, keep, gone)
        newcomer = create_member(session, "丙")
        assert newcomer == gone  # SQLite gives the freed number again
        return keep, merge

    (_keep, merge), _change = database.change("合并", work)
    back, _change = database.change("拆开", lambda session: unmerge(session, merge))
    with database.read() as session:
        assert session.get_one(Member, back).name == "乙"
        assert session.scalars(select(Order.member_id)).all() == [back]


def test_what_cannot_be_merged_says_so(database: Database) -> None:
    ids, _change = database.change("建", lambda session: fill_shop(session, 4))
    for keep, gone in ((ids[0], ids[0]), (ids[0], 999)):
        with pytest.raises(ShopError):
            database.change("合并", lambda s, k=keep, g=gone: merge_members(s, k, g))  # type: ignore[misc]
    with pytest.raises(ShopError):
        database.change("拆开", lambda session: unmerge(session, 5))
