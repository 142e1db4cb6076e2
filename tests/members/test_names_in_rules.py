"""Rules name tags, segments, products: what becomes of them when those are renamed, merged, deleted, in a circle."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.errors import ShopError
from shopdesk.data.database import Database
from shopdesk.data.tables import Inquiry, Segment, SegmentSnapshot, Tag
from shopdesk.members.segments import delete_segment, save_segment, select_ids
from shopdesk.members.segments.snapshots import compare_snapshot, take_snapshot
from shopdesk.members.segments.tag_rules import tags_left_out
from shopdesk.members.tag_editing import (
    create_tag,
    delete_tag,
    delete_tags,
    merge_tags,
    rename_tag,
    set_tag_rule,
)
from shopdesk.members.tagging import tag_members, untag_members
from shopdesk.orders.products import edit_product
from tests.members.test_automatic_tags import by_full_evaluation, by_rule
from tests.segments.plain import select_plainly
from tests.segments.test_rules import TODAY, fill

Rule = dict[str, Any]


def tagged(*names: str) -> Rule:
    return {"field": "tag", "op": "has_any", "value": list(names)}


def among(*names: str) -> Rule:
    return {"field": "segment", "op": "in", "value": list(names)}


@pytest.fixture
def shop(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setattr("shopdesk.members.automatic.today", lambda _zone="": TODAY)
    database.change("建", fill, undoable=False)
    return database


def make_tag(database: Database, name: str, rule: Rule | None = None) -> int:
    def work(session: Session) -> int:
        tag = create_tag(session, name)
        set_tag_rule(session, tag, rule)
        return tag

    return database.change("新标签", work)[0]


def save(database: Database, name: str, rule: Rule, segment_id: int | None = None) -> int:
    return database.change("人群", lambda s: save_segment(s, name, rule, segment_id=segment_id))[0]


def refused(database: Database, work: Callable[[Session], object], code: str) -> None:
    with pytest.raises(ShopError) as caught:
        database.change("不行", work)
    assert caught.value.code == code


def rules(database: Database) -> dict[str, Rule]:
    with database.read() as session:
        rows = [*session.execute(select(Segment.name, Segment.rule)), *session.execute(select(Tag.name, Tag.rule))]
    return {name: rule for name, rule in rows if rule is not None}


def test_a_segment_that_asks_who_may_be_contacted_today_is_saved(shop: Database) -> None:
    saved = save(shop, "可联系", {"field": "contactable", "op": "=", "value": True})
    save(
        shop,
        "里面的",
        among("可联系"),
        segment_id=save(shop, "生日", {"field": "birthday_in_days", "op": "<=", "value": 7}),
    )
    assert saved and rules(shop)["里面的"] == among("可联系")


def test_what_a_namesake_names_is_not_deleted(shop: Database) -> None:
    """A segment called like the tag that it asks for, and a tag called like its segment."""
    save(shop, "宝妈", tagged("宝妈"))
    segment = save(shop, "常客", {"field": "order_count", "op": ">=", "value": 2})
    make_tag(shop, "常客", among("常客"))
    refused(shop, lambda s: delete_tag(s, 1), "in_use")
    refused(shop, lambda s: delete_segment(s, segment), "in_use")


def test_tags_that_name_each_other_are_deleted_together(shop: Database) -> None:
    first = make_tag(shop, "先")
    second = make_tag(shop, "后", {"field": "order_count", "op": ">=", "value": 1})
    shop.change("规则", lambda s: set_tag_rule(s, first, tagged("后")))
    refused(shop, lambda s: delete_tags(s, [second]), "in_use")
    assert shop.change("删", lambda s: delete_tags(s, [first, second]))[0] == 2


def test_a_circle_of_tags_and_segments_is_refused_from_either_side(shop: Database) -> None:
    segment = save(shop, "群", tagged("宝妈"))
    make_tag(shop, "自动", among("群"))
    refused(shop, lambda s: save_segment(s, "群", tagged("自动"), segment_id=segment), "tag_circle")
    other = save(shop, "外", {"any": [among("群"), tagged("宝妈")]})
    make_tag(shop, "外面的", {"not": among("外")})
    refused(shop, lambda s: save_segment(s, "群", {"not": tagged("外面的")}, segment_id=segment), "tag_circle")
    refused(shop, lambda s: save_segment(s, "群", among("外"), segment_id=segment), "segment_circle")
    refused(shop, lambda s: save_segment(s, "外", among("没有"), segment_id=other), "no_segment")
    assert rules(shop)["群"] == tagged("宝妈") and by_rule(shop) == by_full_evaluation(shop, TODAY)


def test_names_with_blanks_around_them_are_the_same_names(shop: Database) -> None:
    """As other programs may write them; older shops hold rules as they were written."""
    save(shop, "甲", {"field": "tag", "op": "has_any", "value": [" 宝妈 "]})
    assert rules(shop)["甲"] == tagged("宝妈")
    shop.change(
        "旧",
        lambda s: setattr(
            s.scalars(select(Segment)).one(), "rule", {"field": "tag", "op": "has_any", "value": "宝妈 "}
        ),
    )
    shop.change("改名", lambda s: rename_tag(s, 1, "辣妈"))
    assert rules(shop)["甲"] == tagged("辣妈")


def test_a_snapshot_of_a_segment_that_is_gone_follows_the_names_in_its_rule(shop: Database) -> None:
    segment = save(shop, "甲", tagged("宝妈"))
    shot = shop.change("快照", lambda s: take_snapshot(s, "以前", tagged("宝妈"), TODAY, segment))[0]
    shop.change("删", lambda s: delete_segment(s, segment))
    shop.change("改名", lambda s: rename_tag(s, 1, "辣妈"))
    with shop.read() as session:
        assert session.scalars(select(SegmentSnapshot.rule)).one() == tagged("辣妈")
        now = compare_snapshot(session, shot, TODAY)
    assert now.stayed and not now.left


def test_rules_follow_a_product_that_is_renamed(shop: Database) -> None:
    bought: Rule = {"field": "product", "op": "has_any", "value": ["橘"]}
    tag = make_tag(shop, "买橘", bought)
    make_tag(shop, "问橘", {"field": "asked_product", "op": "has_any", "value": ["橘"]})
    shop.change("问", lambda s: s.add(Inquiry(member_id=3, product_id=1, words="", at=0)))
    before = by_rule(shop)
    shop.change("改名", lambda s: edit_product(s, 1, name="砂糖橘"))
    assert rules(shop)["买橘"]["value"] == rules(shop)["问橘"]["value"] == ["砂糖橘"]
    assert by_rule(shop) == before == by_full_evaluation(shop, TODAY) and before["问橘"] == [3]
    shop.change("叫法", lambda s: edit_product(s, 1, name="蜜橘", nicknames=["砂糖橘"]))
    assert rules(shop)["买橘"]["value"] == ["砂糖橘"] and by_rule(shop) == before
    shop.undo()
    shop.undo()
    with shop.read() as session:
        assert session.get_one(Tag, tag).rule == bought


def test_two_automatic_tags_become_one_with_a_flat_rule(shop: Database) -> None:
    low, high = ({"field": "order_count", "op": op, "value": 1} for op in ("<=", ">="))
    one, two, three = (make_tag(shop, name, rule) for name, rule in (("一", low), ("二", high), ("三", low)))
    had = len(by_rule(shop)["二"])
    assert shop.change("并", lambda s: merge_tags(s, two, one))[0] == had > 0
    shop.change("并", lambda s: merge_tags(s, three, one))
    assert rules(shop)["一"] == {"any": [low, high]}
    assert by_rule(shop) == by_full_evaluation(shop, TODAY)


def test_an_inquiry_is_found_whatever_its_capitals(shop: Database) -> None:
    shop.change("问", lambda s: s.add(Inquiry(member_id=5, words="ÄPFEL 有吗", at=0)))
    rule: Rule = {"field": "asked_product", "op": "has_any", "value": ["Äpfel"]}
    with shop.read() as session:
        assert select_ids(session, rule, TODAY) == select_plainly(session, rule, TODAY) == [5]


WHAT = (
    "rename tag",
    "delete tag",
    "merge tags",
    "rename segment",
    "delete segment",
    "rule",
    "segment",
    "product",
    "hand",
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from((*WHAT, "undo", "redo")), st.integers(0, 20), st.integers(0, 20)), max_size=12
    )
)
def test_every_rule_can_be_asked_after_any_steps(shop: Database, steps: list[tuple[str, int, int]]) -> None:
    for what, one, other in steps:
        if what in ("undo", "redo"):
            shop.undo() if what == "undo" else shop.redo()
        else:
            before = by_rule(shop)
            try:
                shop.change(what, lambda s, w=what, a=one, b=other: take_step(s, w, a, b))
            except ShopError:
                assert by_rule(shop) == before
        with shop.read() as session:
            assert tags_left_out(session) == {}
            for segment in session.scalars(select(Segment)):
                assert select_ids(session, segment.rule, TODAY) == select_plainly(session, segment.rule, TODAY)
        assert by_rule(shop) == by_full_evaluation(shop, TODAY)


def take_step(session: Session, what: str, one: int, other: int) -> None:
    tags = list(session.scalars(select(Tag).order_by(Tag.id)))
    segments = list(session.scalars(select(Segment).order_by(Segment.id)))
    tag, second = (tags[number % len(tags)] for number in (one, other))
    segment = segments[one % len(segments)] if segments else None
    leaves: list[Rule] = [
        tagged(tags[(one + other) % len(tags)].name), {"field": "order_count", "op": ">=", "value": other % 4},
        {"field": "product", "op": "has_any", "value": [("橘", "蜜橘")[other % 2]]},
        among(segments[other % len(segments)].name) if segments else tagged("宝妈"),
    ]  # fmt: skip
    rule = ({"not": leaves[one % 4]}, {"any": [leaves[one % 4], leaves[other % 4]]}, leaves[one % 4])[other % 3]
    if what == "rename tag":
        rename_tag(session, tag.id, f"标签{other}")
    elif what == "delete tag" and len(tags) > 2:
        delete_tags(session, {tag.id, second.id})
    elif what == "merge tags" and len(tags) > 2:
        merge_tags(session, tag.id, second.id)
    elif what == "rule":
        set_tag_rule(session, tag.id, None if other % 5 == 0 else rule)
    elif what == "segment":
        save_segment(session, f"人群{one % 4}", rule, segment_id=segment.id if segment and other % 2 else None)
    elif what == "rename segment" and segment is not None:
        save_segment(session, f"宝妈{other}", segment.rule, segment_id=segment.id)
    elif what == "delete segment" and segment is not None:
        delete_segment(session, segment.id)
    elif what == "product":
        edit_product(session, 1, name=("橘", "蜜橘")[other % 2], nicknames=("橘",) if other % 3 == 0 else ())
    elif what == "hand":
        (tag_members if other % 2 else untag_members)(session, tag.id, range(one, one + other))
