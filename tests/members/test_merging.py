"""Merging keeps everything; taking a merge back brings everything back."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from shopdesk.base.errors import ShopError
from shopdesk.data.database import Database
from shopdesk.data.shop import LifecycleWindows
from shopdesk.data.summaries import wrong_summaries
from shopdesk.data.tables import (
    AliasRefusal,
    Base,
    Claim,
    GroupChat,
    GroupChatPerson,
    Inquiry,
    Member,
    MemberMerge,
    MemberSummary,
    MemberTag,
    Order,
    OrderLine,
    Payment,
    PaymentCredit,
    PaymentMatch,
    Referral,
    Segment,
    SegmentExclusion,
    SegmentSnapshot,
    SegmentSnapshotMember,
    Tag,
    TagGroup,
    TagRefusal,
    Touch,
)
from shopdesk.members.aliases import add_alias
from shopdesk.members.consent import set_do_not_contact
from shopdesk.members.details import read_member
from shopdesk.members.duplicates import decide_pair
from shopdesk.members.identity import find_member
from shopdesk.members.merging import _columns_to_members, merge_members, unmerge
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
        "refusals": st.lists(st.tuples(PLACES, st.sampled_from(["甲", "小雨", "王姐"])), max_size=4, unique=True),
        "chats": st.lists(st.tuples(PLACES, st.integers(1, 3)), max_size=4, unique_by=lambda each: each[1]),
        "tag_refusals": st.lists(st.tuples(PLACES, st.integers(0, 2)), max_size=4, unique=True),
        "excluded": st.lists(PLACES, max_size=3, unique=True),
        "remembered": st.lists(PLACES, max_size=3, unique=True),
        "asked": st.lists(PLACES, max_size=3),
        "claims": st.lists(PLACES, max_size=3),
        "credits": st.lists(PLACES, max_size=3),
    }
)


def build(session: Session, shop: dict) -> list[int]:  # type: ignore[type-arg]
    for table in (MemberMerge, Claim, Touch, Referral, Payment, Order, Segment, SegmentSnapshot, GroupChat, Tag):
        session.execute(delete(table))
    session.execute(delete(TagGroup))
    session.execute(delete(Member))
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
    for who, day in shop["orders"]:
        _add_paid_order(session, ids[who], day)
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
    _add_what_hangs_on_members(session, ids, [tag.id for tag in tags], shop)
    refresh_search_text(session)
    return ids


def _add_paid_order(session: Session, member_id: int, day: int) -> None:
    order = Order(member_id=member_id, day=day, ordered_at=0, amount_fen=day, paid_fen=day, status="paid")
    payment = Payment(source="微信", txn_id=str(uuid4()), direction="income", amount_fen=day, at=0)
    session.add_all((order, payment))
    session.flush()
    session.add(OrderLine(order_id=order.id, name="草莓", qty_milli=1000, amount_fen=day))
    session.add(PaymentMatch(payment_id=payment.id, order_id=order.id, amount_fen=day, added_fen=day))


def _add_what_hangs_on_members(session: Session, ids: list[int], tags: list[int], shop: dict) -> None:  # type: ignore[type-arg]
    segment = Segment(name="常客", rule={}, created_at=0)
    snapshot = SegmentSnapshot(name="上月常客", rule={}, taken_at=0)
    chat = GroupChat(name="一群", checked_at=0)
    session.add_all((segment, snapshot, chat))
    session.flush()
    order_of = {row[0]: row[1] for row in session.execute(select(Order.member_id, Order.id))}
    session.add_all(
        AliasRefusal(member_id=ids[who], folded=name, name=name, decided_at=0) for who, name in shop["refusals"]
    )
    session.add_all(
        GroupChatPerson(
            group_chat_id=chat.id, member_id=ids[who], name="甲", folded="甲", nth=nth, first_seen_at=0, last_seen_at=0
        )
        for who, nth in shop["chats"]
    )
    session.add_all(TagRefusal(member_id=ids[who], tag_id=tags[tag], refused_at=0) for who, tag in shop["tag_refusals"])
    session.add_all(SegmentExclusion(member_id=ids[who], segment_id=segment.id) for who in shop["excluded"])
    session.add_all(SegmentSnapshotMember(member_id=ids[who], snapshot_id=snapshot.id) for who in shop["remembered"])
    session.add_all(Inquiry(member_id=ids[who], words="有榴莲吗", at=0) for who in shop["asked"])
    session.add_all(
        Claim(member_id=ids[who], order_id=order_of.get(ids[who]), what="坏了两个", opened_at=0)
        for who in shop["claims"]
    )
    for who in shop["credits"]:
        payment = Payment(source="微信", txn_id=str(uuid4()), direction="income", amount_fen=500, at=0)
        session.add(payment)
        session.flush()
        session.add(PaymentCredit(payment_id=payment.id, member_id=ids[who], decided_at=0))
    session.flush()


MOVED_WHOLE = ("order", "order_line", "payment", "payment_match", "touch", "inquiry", "claim", "group_chat_person",
               "payment_credit")  # fmt: skip


def check_invariants(database: Database, before: dict[str, list[str]]) -> None:
    """Nothing is lost or made up: as many rows and as much money as before, no row that points nowhere."""
    now = everything(database)
    for table in MOVED_WHOLE:
        assert len(now[table]) == len(before[table]), table
    for table in ("order_line", "payment", "payment_match"):
        assert now[table] == before[table]  # they hang on the order, not on the member
    with database.read() as session:
        connection = session.connection()
        assert wrong_summaries(connection) == []
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        spent = session.scalar(select(func.coalesce(func.sum(MemberSummary.spent_fen), 0)))
        assert spent == session.scalar(select(func.coalesce(func.sum(Order.amount_fen), 0)))
        lineless = select(Order.id).where(~exists().where(OrderLine.order_id == Order.id))
        assert session.scalars(lineless).all() == []
        for link, column in (
            (SegmentExclusion, SegmentExclusion.segment_id),
            (SegmentSnapshotMember, SegmentSnapshotMember.snapshot_id),
        ):
            pairs = session.execute(select(column, link.member_id)).all()
            assert len(pairs) == len(set(pairs))


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
        check_invariants(database, states[0])
        with database.read() as session:
            assert session.get(Member, gone_id) is None
            theirs = select(TagRefusal.id).join(MemberTag, MemberTag.tag_id == TagRefusal.tag_id)
            assert not session.scalars(
                theirs.where(MemberTag.member_id == kept_id, TagRefusal.member_id == kept_id)
            ).all()
        states.append(everything(database))
    before_unmerging = states[-1]
    for merge in reversed(merges):
        states.pop()
        database.change("拆开", lambda s, m=merge: unmerge(s, m))  # type: ignore[misc]
        assert everything(database) == states[-1]
        check_invariants(database, states[0])
    for _merge in merges:
        database.undo()
        check_invariants(database, states[0])
    assert everything(database) == before_unmerging
    for _merge in merges:
        database.undo()
    assert everything(database) == states[0]
    for _step in range(2 * len(merges)):
        database.redo()
    assert everything(database) == states[0]


def test_no_table_that_points_to_members_is_forgotten_here() -> None:
    """A new table of something about members has to be filled in this test's shops too."""
    pointing = {column.table.name for column in _columns_to_members()}
    assert pointing == {
        "alias", "alias_refusal", "claim", "duplicate_decision", "group_chat_person", "inquiry", "member_merge",
        "member_tag", "order", "payment_credit", "referral", "segment_exclusion", "segment_snapshot_member",
        "tag_refusal", "touch",
    }  # fmt: skip


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
