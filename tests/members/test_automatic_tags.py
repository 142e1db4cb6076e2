"""Automatic tags are what their rules say after whatever was done, and never what the owner decided otherwise."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.errors import Cancelled, ShopError
from shopdesk.data.database import Database
from shopdesk.data.shop import LifecycleWindows, read_shop, save_shop
from shopdesk.data.tables import (
    Claim,
    Inquiry,
    Member,
    MemberMerge,
    MemberTag,
    Order,
    OrderLine,
    Product,
    ProductAlias,
    Referral,
    Tag,
    TagRefusal,
    Touch,
)
from shopdesk.members import automatic
from shopdesk.members.automatic import (
    are_of,
    bring_members_up_to_date,
    bring_to_today,
    members_out_of_date,
    select_ids_on,
    written_on,
)
from shopdesk.members.merging import merge_members, unmerge
from shopdesk.members.ready_tags import add_ready_tags, list_ready_tags
from shopdesk.members.segments import save_segment, select_ids
from shopdesk.members.segments.exclusions import exclude_members, include_members
from shopdesk.members.segments.index import member_arrays
from shopdesk.members.segments.names_in_rules import users_of
from shopdesk.members.tag_check import check_tags
from shopdesk.members.tag_editing import create_tag, delete_tag, delete_tags, merge_tags, rename_tag, set_tag_rule
from shopdesk.members.tagging import allow_tag, tag_members, untag_members
from shopdesk.members.tags import list_tags, unused_tags
from tests.database.test_undo import everything
from tests.intake.bringing import bring_in
from tests.segments.test_rules import TODAY, fill, make_change
from tests.stopping import StopAt

Rule = dict[str, Any]
MOMENT = (TODAY - 719163) * 86400
BIG: Rule = {"field": "spent_fen", "op": ">=", "value": 5000}
RULES: dict[str, Rule] = {
    "大户": BIG,
    "近来": {"field": "order_count", "op": ">=", "value": 1, "within_days": 30},
    "沉睡": {"field": "lifecycle", "op": "in", "value": ["dormant", "lost"]},
    "翠湖人": {"any": [
        {"field": "community", "op": "in", "value": ["翠湖"]}, {"field": "pickup_point", "op": "in", "value": ["西门"]},
    ]},
    "水果": {"field": "category", "op": "has_any", "value": ["水果"], "within_days": 60},
    "买橘": {"field": "product", "op": "has_any", "value": ["橘子"]},
    "高层": {"field": "value_tier", "op": "in", "value": ["high"]},
    "冠军": {"all": [{"field": "rfm_group", "op": "in", "value": ["champions", "loyal"]}]},
    "人气": {"field": "referral_count", "op": ">=", "value": 1},
    "可联系": {"field": "contactable", "op": "=", "value": True},
    "辣妈大户": {"all": [
        {"field": "tag", "op": "has_any", "value": ["大户"]}, {"field": "tag", "op": "has_any", "value": ["宝妈"]},
    ]},
    "问橘": {"field": "asked_product", "op": "has_any", "value": ["橘"], "within_days": 60},
    "有售后": {"field": "open_claims", "op": ">=", "value": 1},
    "快来了": {"field": "due_in_days", "op": "<=", "value": 20},
    "两样": {"field": "product_count", "op": ">=", "value": 2},
    "群里的": {"field": "segment", "op": "in", "value": ["甲"]},
}  # fmt: skip


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What today is; a test may let days pass."""
    days = [TODAY]
    monkeypatch.setattr("shopdesk.members.automatic.today", lambda _zone="": days[0])
    return days


@pytest.fixture(autouse=True)
def sets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(automatic, "_SET", automatic._SET)  # for it to be set back


@pytest.fixture
def shop(database: Database, day: list[int]) -> Database:
    def begin(session: Session) -> None:
        fill(session)
        save_segment(session, "甲", {"field": "tag", "op": "has_any", "value": ["辣妈大户", "水果控"]})
        for name, rule in RULES.items():
            set_tag_rule(session, create_tag(session, name), rule)

    database.change("建", begin, undoable=False)
    return database


def by_rule(database: Database) -> dict[str, list[int]]:
    with database.read() as session:
        rows = session.execute(
            select(Tag.name, MemberTag.member_id)
            .join(MemberTag, MemberTag.tag_id == Tag.id)
            .where(MemberTag.how == "rule")
            .order_by(MemberTag.member_id)
        ).all()
    found: dict[str, list[int]] = {}
    for name, member in rows:
        found.setdefault(name, []).append(member)
    return found


def by_full_evaluation(database: Database, day: int) -> dict[str, list[int]]:
    """What the rules select, asked of everybody with nothing kept in memory, without those the owner decided."""
    with database.read() as read, Session(read.connection()) as session:
        found = {}
        members = member_arrays(session)  # anew, and once for all the rules
        for tag in session.scalars(select(Tag).where(Tag.rule.is_not(None))):
            own = select(MemberTag.member_id).where(MemberTag.tag_id == tag.id, MemberTag.how != "rule")
            refused = select(TagRefusal.member_id).where(TagRefusal.tag_id == tag.id)
            decided = {*session.scalars(own), *session.scalars(refused)}
            assert tag.rule is not None
            if ids := [member for member in select_ids(session, tag.rule, day, None, members) if member not in decided]:
                found[tag.name] = ids
    return found


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["order", "status", "move", "delete", "untag", "tag", "edit", "place", "join", "leave", "rename", "zone"]
            + ["undo", "redo", "day"] * 2
            + ["merge", "unmerge", "refuse", "allow", "line", "category", "alias", "windows", "refer", "touch"]
            + ["segment", "rule", "merge tags", "import", "ask", "claim", "exclude"]
        ),
        st.integers(0, 39),
        st.integers(0, 90),
    ),
    max_size=10,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps=STEPS, rows=st.sampled_from([0, 1, 4, 2000]))
def test_tags_are_what_the_rules_say_after_any_steps(
    shop: Database, day: list[int], steps: list[tuple[str, int, int]], rows: int
) -> None:
    """Whatever is written row by row and as a set."""
    automatic._SET = rows
    for what, member, number in steps:
        if what == "undo":
            shop.undo()
        elif what == "redo":
            shop.redo()
        elif what == "import":
            bring_in(shop, f"11.20水果接龙\n1. 新客{member} 橘 {number % 4 + 1}箱\n2. Wang{member + 1} 奶 2份")
        elif what == "day":
            day[0] += number % 9
            if member % 2:  # else the next change finds that the day has turned
                shop.change_quietly(bring_to_today)
        else:
            shop.change(what, lambda s, w=what, m=member, n=number: take_step(s, w, m + 1, n))
        with shop.read() as session:
            written = written_on(session)
            right = are_of(session, day[0])  # in a shop without automatic tags no day is written down
            assert written is not None and check_tags(session) == []
        assert by_rule(shop) == by_full_evaluation(shop, written)
        assert what in ("day", "undo", "redo") or right


def test_steps_of_an_earlier_day_are_taken_back_and_done_again(shop: Database, day: list[int]) -> None:
    """The window stays open over night: a tag that comes back with the day is not in the way of what took it away."""

    def is_right() -> None:
        with shop.read() as session:
            written = written_on(session)
            assert written is not None and check_tags(session) == []
        assert by_rule(shop) == by_full_evaluation(shop, written)

    for member in range(1, 13):
        shop.change("touch", lambda session, member=member: take_step(session, "touch", member, 3))
    day[0] += 8
    for number in (5, 6):
        shop.change("edit", lambda session, number=number: take_step(session, "edit", 1, number))
    for step in (shop.undo, shop.redo, shop.undo):
        while step():
            is_right()
    shop.change("edit", lambda session: take_step(session, "edit", 2, 7))
    is_right()
    with shop.read() as session:
        assert written_on(session) == day[0]


def take_step(session: Session, what: str, member_id: int, number: int) -> None:
    tags = list(session.scalars(select(Tag.id).where(Tag.rule.is_not(None)).order_by(Tag.id)))
    members = list(session.scalars(select(Member.id).order_by(Member.id)))
    if what in ("refuse", "allow", "merge tags", "rule") and tags:
        change_tags(session, what, member_id, number, tags)
    elif what in ("line", "category", "alias"):
        change_goods(session, what, number)
    elif what == "merge" and len(members) > 2:
        merge_members(session, members[member_id % len(members)], members[(member_id + 1 + number % 2) % len(members)])
    elif what == "unmerge":
        newest = session.scalar(select(MemberMerge.id).order_by(MemberMerge.id.desc()).limit(1))
        if newest is not None:
            unmerge(session, newest)
    elif what == "windows":
        save_shop(session, lifecycle=LifecycleWindows(active_days=5 + number % 20, dormant_days=40 + number))
    elif what == "refer" and len(members) > 50 - number and member_id in members:
        known = session.scalar(select(Referral.id).where(Referral.invitee_id == member_id))
        referrer = members[number % len(members)]
        if known is None and referrer != member_id:
            session.add(Referral(referrer_id=referrer, invitee_id=member_id, created_at=0))
    elif what == "touch" and member_id in members:
        session.add(Touch(member_id=member_id, status="sent", prepared_at=0, sent_at=MOMENT))
    elif what == "ask" and member_id in members:
        session.add(Inquiry(member_id=member_id, product_id=(None, 1)[number % 2], words="橘还有吗", at=MOMENT))
    elif what == "claim" and member_id in members:
        status = ("open", "closed")[number % 2]
        known = session.scalar(select(Claim).where(Claim.member_id == member_id))
        if known is None:
            session.add(Claim(member_id=member_id, what="坏了", status=status, opened_at=MOMENT))
        else:
            known.status = status
    elif what == "exclude" and member_id in members:
        if number % 2:
            exclude_members(session, 1, [member_id])
        else:
            include_members(session, 1, [member_id])
    elif what == "segment":
        fields: list[Rule] = [BIG, {"field": "tag", "op": "has_none", "value": ["水果控"]}]
        save_segment(session, "甲", fields[number % 2], segment_id=1)
    else:
        make_change(session, what, member_id, number)


def change_tags(session: Session, what: str, member_id: int, number: int, tags: list[int]) -> None:
    tag_id = tags[number % len(tags)]
    if what == "refuse":
        untag_members(session, tag_id, range(member_id, member_id + 9))
    elif what == "allow":
        tag_members(session, tag_id, [member_id]) if number % 2 else allow_tag(session, tag_id, range(1, member_id))
    elif what == "rule":
        fresh = {"field": "order_count", "op": ">=", "value": number % 4}
        set_tag_rule(session, tag_id, None if number % 5 == 0 else fresh)
    elif len(tags) > 5:
        with_rule = dict(session.execute(select(Tag.id, Tag.name)).all())
        other = tags[(number + 1) % len(tags)]
        if not users_of(session, "tag", with_rule[tag_id]) and not users_of(session, "tag", with_rule[other]):
            merge_tags(session, tag_id, other)


def change_goods(session: Session, what: str, number: int) -> None:
    if what == "line":
        lines = list(session.scalars(select(OrderLine).order_by(OrderLine.id)))
        if lines:
            lines[number % len(lines)].product_id = (None, 1, 2)[number % 3]
    elif what == "category":
        session.get_one(Product, 1 + number % 2).category = ("水果", "乳品", "")[number % 3]
    elif session.scalar(select(ProductAlias.id)) is None:
        session.add(ProductAlias(product_id=1 + number % 2, name="橘子", folded="橘子"))
    else:
        session.delete(session.scalars(select(ProductAlias)).one())


def test_undo_takes_the_tags_back_with_the_change_exactly(shop: Database) -> None:
    before = everything(shop)
    _made, change = shop.change("下单", lambda s: add_orders(s, range(1, 41), 9000))
    assert "member_tag" in change.tables
    after = everything(shop)
    assert before["member_tag"] != after["member_tag"]
    shop.undo()
    assert everything(shop) == before
    shop.redo()
    assert everything(shop) == after


def add_orders(session: Session, members: range, fen: int) -> None:
    for member in members:
        order = Order(member_id=member, day=TODAY, ordered_at=0, amount_fen=fen, status="paid")
        session.add(order)
        session.flush()
        session.add(OrderLine(order_id=order.id, product_id=1, name="橘", qty_milli=1000))


@pytest.mark.parametrize("rows", [1, 2000])
def test_making_many_tags_says_how_far_it_is_and_can_be_stopped(
    shop: Database, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(automatic, "_SET", rows)
    monkeypatch.setattr(automatic, "_TOGETHER", 25)
    with shop.read() as session:
        offered = list_ready_tags(session)
    before, whole = everything(shop), StopAt(0)
    shop.change("现成的", lambda s: add_ready_tags(s, offered), progress=whole)
    after = everything(shop)
    shares = [done / total for done, total, _text in whole.told]
    assert shares == sorted(shares) and len({text for _done, _total, text in whole.told}) > len(offered)
    undo = StopAt(0)
    shop.undo(undo)
    assert everything(shop) == before
    for number in (1, 2, len(whole.told) // 2, len(whole.told)):
        with pytest.raises(Cancelled):
            shop.change("现成的", lambda s: add_ready_tags(s, offered), progress=StopAt(number))
        assert everything(shop) == before and shop.redo_label == "现成的"
    for number in range(1, len(undo.told), 7):
        with pytest.raises(Cancelled):
            shop.redo(StopAt(number))
        assert everything(shop) == before
    shop.redo()
    assert everything(shop) == after and by_rule(shop) == by_full_evaluation(shop, TODAY)


def test_the_turn_of_a_day_is_no_step_of_the_owner(shop: Database, day: list[int]) -> None:
    before = everything(shop)
    shop.change("下单", lambda s: add_orders(s, range(1, 4), 100))
    day[0] += 40
    with shop.read() as session:
        late = members_out_of_date(session, day[0])
    assert late
    change = shop.change_quietly(lambda s: bring_members_up_to_date(s, late))
    assert change.tables == {"member_tag", "shop_setting"} and shop.undo_label == "下单"
    assert by_rule(shop) == by_full_evaluation(shop, day[0])
    shop.undo()
    assert shop.undo_label is None
    assert by_rule(shop) == by_full_evaluation(shop, day[0] - 40)  # what it was
    shop.change_quietly(bring_to_today)  # as the window does then
    assert by_rule(shop) == by_full_evaluation(shop, day[0])
    of_the_day: dict[str, list[tuple[object, ...]]] = {"member_tag": [], "shop_setting": []}
    assert everything(shop) | of_the_day == before | of_the_day
    shop.redo()
    assert by_rule(shop) == by_full_evaluation(shop, day[0])


def test_what_the_owner_decides_stays(shop: Database) -> None:
    with shop.read() as session:
        tag = session.scalar(select(Tag.id).where(Tag.name == "大户"))
    assert tag is not None
    has, has_not = by_rule(shop)["大户"][0], next(m for m in range(1, 41) if m not in by_rule(shop)["大户"])
    shop.change("去掉", lambda s: untag_members(s, tag, [has]))
    shop.change("打上", lambda s: tag_members(s, tag, [has_not]))
    shop.change("下单", lambda s: add_orders(s, range(1, 41), 9000))
    rows = {(row[1], row[2]): row[3] for row in everything(shop)["member_tag"]}
    assert (has, tag) not in rows and rows[(has_not, tag)] == "hand"
    shop.change("恢复", lambda s: allow_tag(s, tag, [has]))
    assert has in by_rule(shop)["大户"]
    shop.change("改成手动", lambda s: set_tag_rule(s, tag, None))
    rows = {(row[1], row[2]): row[3] for row in everything(shop)["member_tag"]}
    assert rows[(has, tag)] == rows[(has_not, tag)] == "hand"
    shop.undo()
    assert has in by_rule(shop)["大户"]


def test_merging_people_keeps_what_either_had_by_hand(shop: Database) -> None:
    with shop.read() as session:
        tag = session.scalar(select(Tag.id).where(Tag.name == "大户"))
    assert tag is not None
    has, has_not = by_rule(shop)["大户"][0], next(m for m in range(1, 41) if m not in by_rule(shop)["大户"])
    shop.change("打上", lambda s: tag_members(s, tag, [has_not]))
    merged, _change = shop.change("合并", lambda s: merge_members(s, has, has_not))
    assert {(row[1], row[2]): row[3] for row in everything(shop)["member_tag"]}[(has, tag)] == "hand"
    shop.change("拆开", lambda s: unmerge(s, merged))
    rows = {(row[1], row[2]): row[3] for row in everything(shop)["member_tag"]}
    assert rows[(has, tag)] == "rule" and rows[(has_not, tag)] == "hand"
    assert by_rule(shop) == by_full_evaluation(shop, TODAY)


def test_rules_follow_names_and_circles_are_refused(shop: Database) -> None:
    ids = {row[2]: row[0] for row in everything(shop)["tag"]}
    shop.change("改名", lambda s: rename_tag(s, ids["大户"], "金主"))
    with shop.read() as session:
        assert users_of(session, "tag", "金主") == ["辣妈大户"]
    for work in (
        lambda s: delete_tag(s, ids["大户"]),
        lambda s: set_tag_rule(s, ids["大户"], {"field": "tag", "op": "has_any", "value": ["辣妈大户"]}),
        lambda s: set_tag_rule(s, ids["大户"], {"field": "tag", "op": "has_any", "value": ["金主"]}),
        lambda s: set_tag_rule(s, ids["大户"], {"field": "segment", "op": "in", "value": ["没有"]}),
    ):
        with pytest.raises(ShopError):
            shop.change("错", work)
    shop.change("并", lambda s: merge_tags(s, ids["大户"], ids["近来"]))
    with shop.read() as session:
        assert session.get_one(Tag, ids["近来"]).rule == {"any": [RULES["近来"], BIG]}
        assert users_of(session, "tag", "近来") == ["辣妈大户"]
    assert by_rule(shop) == by_full_evaluation(shop, TODAY)


def test_tags_merge_with_all_who_had_either(shop: Database) -> None:
    before = {name: {m for m, t in tagged} for name, tagged in hand_tags(shop).items()}
    shop.change("并", lambda s: merge_tags(s, 2, 1))
    after = {name: {m for m, t in tagged} for name, tagged in hand_tags(shop).items()}
    assert after["宝妈"] == before["宝妈"] | before["水果控"] and "水果控" not in after


def hand_tags(database: Database) -> dict[str, set[tuple[int, int]]]:
    names = {row[0]: row[2] for row in everything(database)["tag"]}
    found: dict[str, set[tuple[int, int]]] = {}
    for row in everything(database)["member_tag"]:
        if row[3] != "rule":
            found.setdefault(str(names[row[2]]), set()).add((int(str(row[1])), int(str(row[2]))))
    return found


def test_unused_tags_are_named_and_deleted_together(shop: Database) -> None:
    shop.change("新", lambda s: create_tag(s, "没人用"))
    with shop.read() as session:
        assert [tag.name for tag in unused_tags(session)] == ["没人用"]
    before = everything(shop)
    assert shop.change("删", lambda s: delete_tags(s, [tag.id for tag in unused_tags(s)]))[0] == 1
    with shop.read() as session:
        assert unused_tags(session) == []
    shop.undo()
    assert everything(shop) == before


def test_ready_made_tags_are_offered_once(shop: Database, day: list[int]) -> None:
    with shop.read() as session:
        offered = list_ready_tags(session)
        windows = read_shop(session).lifecycle
    kinds = {tag.kind for tag in offered}
    assert kinds == {"lifecycle", "orders", "average", "frequency", "interest", "age", "gender", "community"}
    assert len({tag.name for tag in offered}) == len(offered) and windows == LifecycleWindows()
    shop.change("现成的", lambda s: add_ready_tags(s, offered))
    told = by_rule(shop)
    assert told == by_full_evaluation(shop, TODAY)
    with shop.read() as session:
        assert list_ready_tags(session) == []
        names = dict(session.execute(select(Tag.id, Tag.name)).all())
        for member in session.scalars(select(Member.id)):  # each says why
            assert {names[tag] for tag, why in automatic.explain_tags(session, member, TODAY).items() if why} == {
                name for name, members in told.items() if member in members
            }
        made = {tag.name: tag for group in list_tags(session) for tag in group.tags if tag.automatic}
        prospects = made["潜客"].members
        everybody = session.query(Member).count()
        assert prospects + sum(made[n].members for n in ("新客", "活跃", "渐冷", "沉睡（自动）", "流失")) == everybody


def test_the_first_change_of_a_day_brings_everybody_up_to_date(shop: Database, day: list[int]) -> None:
    old = by_rule(shop)
    day[0] += 40
    _none, change = shop.change("备注", lambda s: setattr(s.get_one(Member, 1), "note", "新"))
    assert {"member_tag", "shop_setting"} <= change.tables
    assert old != by_rule(shop) == by_full_evaluation(shop, day[0])
    _none, change = shop.change("备注", lambda s: setattr(s.get_one(Member, 1), "note", ""))
    assert "shop_setting" not in change.tables


def test_reading_answers_for_a_day_whenever_the_tags_were_written(shop: Database, day: list[int]) -> None:
    asked: dict[str, Rule] = {name: {"field": "tag", "op": "has_any", "value": [name]} for name in RULES}
    asked["不是"] = {"all": [{"not": asked["沉睡"]}, {"field": "segment", "op": "in", "value": ["甲"]}]}
    before, later = everything(shop), day[0] + 40
    with shop.read() as session:
        now = {name: select_ids(session, rule, later) for name, rule in asked.items()}
        answers = {name: select_ids_on(session, rule, later) for name, rule in asked.items()}
    assert everything(shop) == before and now != answers
    day[0] = later
    shop.change_quietly(bring_to_today)
    with shop.read() as session:
        assert {name: select_ids(session, rule, later) for name, rule in asked.items()} == answers


def test_days_pass_without_a_change(shop: Database, day: list[int]) -> None:
    chance = random.Random(3)
    for _turn in range(5):
        day[0] += chance.randint(1, 40)
        with shop.read() as session:
            late = members_out_of_date(session, day[0])
        shop.change_quietly(lambda s, late=late: bring_members_up_to_date(s, late))
        assert by_rule(shop) == by_full_evaluation(shop, day[0])
