"""A rule selects what plain Python over the same rows selects; a bad rule is refused with its place."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from shopdesk.base.dates import start_of
from shopdesk.base.errors import ShopError
from shopdesk.data.database import Database
from shopdesk.data.shop import save_shop
from shopdesk.data.tables import (
    Claim,
    Inquiry,
    Member,
    MemberTag,
    Order,
    OrderLine,
    PickupPoint,
    Product,
    ProductAlias,
    Referral,
    Segment,
    SegmentExclusion,
    ShopSetting,
    Tag,
    TagGroup,
    Touch,
)
from shopdesk.members.segments import (
    RuleError,
    count_members,
    describe_rule,
    list_segments,
    parse_rule,
    reasons,
    save_segment,
    seed_segments,
    select_ids,
)
from shopdesk.members.segments.exclusions import exclude_members, include_members
from shopdesk.members.segments.index import member_arrays, order_arrays
from shopdesk.members.segments.ready_made import has_new_segments, offer_new_segments
from shopdesk.members.segments.rules import rule_to_json
from shopdesk.members.segments.selection import asked_before, select_members
from shopdesk.members.segments.why import reasons_of
from tests.segments.plain import select_plainly

TODAY = 739212  # 2024-11-22


def fill(session: Session) -> None:
    chance = random.Random(7)
    session.add_all([PickupPoint(id=1, name="东门"), TagGroup(id=1, key="own", name="自定")])
    session.add_all([Tag(id=n, group_id=1, name=name) for n, name in enumerate(("宝妈", "水果控", "老人"), 1)])
    session.add_all(
        [Product(id=n, name=name, category=kind) for n, (name, kind) in enumerate((("橘", "水果"), ("奶", "乳品")), 1)]
    )
    session.flush()
    births = ["", "1992-02-29", "--11-22", "1985-11-21", "--01-01", "2000-12-31", "1992-02-28"]
    for n in range(1, 41):
        session.add(
            Member(
                id=n, name=chance.choice(["李", "Wang", "50%", "a_b"]) + str(n),
                note=chance.choice(["", "爱吃辣", "Ä"]),
                joined_at=start_of(TODAY - chance.randint(0, 200)) + chance.choice([0, 5, 80_000]),
                birthday=chance.choice(births),
                gender=chance.choice(["", "female", "male"]), community=chance.choice(["", "翠湖", "和平"]),
                pickup_point_id=chance.choice([None, 1]), marketing_consent=chance.random() < 0.5,
            )
        )  # fmt: skip
        session.flush()
        for tag in chance.sample([1, 2, 3], chance.randint(0, 2)):
            session.add(MemberTag(member_id=n, tag_id=tag, created_at=0))
        for _ in range(chance.choice([0, 1, 2, 5])):
            order = Order(
                member_id=n, day=TODAY - chance.randint(0, 120), ordered_at=0, amount_fen=chance.randint(0, 9000),
                status=chance.choice(["confirmed", "paid", "collected", "cancelled", "draft"]),
                paid_fen=chance.choice([0, 500, 9000]), refund_fen=chance.choice([0, 0, 100]),
            )  # fmt: skip
            session.add(order)
            session.flush()
            product = chance.choice([None, 1, 2])
            name = {None: "散装", 1: "橘", 2: "奶"}[product]
            session.add(OrderLine(order_id=order.id, product_id=product, name=name, qty_milli=1000))


def fill_beside(session: Session) -> None:
    """Who brought whom, what was asked and complained about, what was sent, and a segment with somebody kept out."""
    chance = random.Random(8)
    session.add(ProductAlias(product_id=1, name="橘子", folded="橘子"))
    for n in range(1, 41):
        at = start_of(TODAY - chance.randint(0, 60)) + chance.choice([0, 40_000])
        if n % 3 == 0:
            session.add(Referral(referrer_id=chance.choice([1, 2, 5]), invitee_id=n, created_at=0))
        if n % 4 == 0:
            session.add(Claim(member_id=n, what="坏了", status=chance.choice(["open", "closed"]), opened_at=at))
        if n % 5 == 0:
            asked = chance.choice([(1, "橘子还有吗"), (None, "想要橘"), (None, "Milk 奶"), (2, "")])
            session.add(Inquiry(member_id=n, product_id=asked[0], words=asked[1], at=at))
        if n % 2 == 0:
            kind = chance.choice(["marketing", "marketing", "service"])
            session.add(Touch(member_id=n, kind=kind, status="sent", prepared_at=at, sent_at=at))
    kept = save_segment(session, "常客", {"field": "order_count", "op": ">=", "value": 2})
    out = session.scalars(select(Member.id).where(Member.id % 6 == 0))
    session.add_all([SegmentExclusion(segment_id=kept, member_id=n, reason="家人") for n in out])


@pytest.fixture
def shop(database: Database) -> Database:
    database.change("建", lambda session: (fill(session), fill_beside(session)), undoable=False)
    return database


NUMBERS = st.integers(0, 12)
MONEY = st.integers(0, 20000)
DAYS = st.integers(0, 130)


def ranged(
    field: str, values: st.SearchStrategy[int], *, window: bool = False, equal: bool = True
) -> st.SearchStrategy[Any]:
    ops = [">=", "<="] + (["="] if equal else [])
    single = st.fixed_dictionaries(
        {"field": st.just(field), "op": st.sampled_from(ops), "value": values},
        optional={"within_days": DAYS} if window else {},
    )
    pair = st.tuples(values, values).map(sorted)
    return single | st.fixed_dictionaries({"field": st.just(field), "op": st.just("between"), "value": pair})


def named(field: str, names: list[str], ops: tuple[str, ...], *, window: bool = False) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {
            "field": st.just(field),
            "op": st.sampled_from(ops),
            "value": st.lists(st.sampled_from(names), min_size=1, max_size=3),
        },
        optional={"within_days": DAYS} if window else {},
    )


def counted(field: str) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {"field": st.just(field), "op": st.sampled_from([">=", "<=", "="]), "value": st.integers(0, 3)}
    )


HAS, IN = ("has_any", "has_all", "has_none"), ("in", "not_in")
CONDITIONS = st.one_of(
    ranged("order_count", NUMBERS, window=True),
    ranged("spent_fen", MONEY, window=True),
    ranged("average_order_fen", MONEY, window=True),
    ranged("last_order_days", DAYS, equal=False),
    ranged("first_order_days", DAYS, equal=False),
    ranged("product_count", st.integers(0, 3), window=True),
    ranged("unpaid_fen", MONEY, equal=False),
    ranged("joined_days", DAYS, equal=False),
    ranged("age", st.integers(20, 60), equal=False),
    st.fixed_dictionaries({"field": st.just("due_in_days"), "op": st.just("<="), "value": st.integers(0, 60)}),
    st.fixed_dictionaries(
        {"field": st.just("due_in_days"), "op": st.just("between"), "value": st.tuples(DAYS, DAYS).map(sorted)}
    ),
    counted("referral_count"),
    counted("open_claims"),
    named("asked_product", ["橘", "奶", "橘子", "没有的"], HAS, window=True),
    named("segment", ["常客"], IN),
    st.just({"field": "contactable", "op": "=", "value": True}),
    st.fixed_dictionaries(
        {"field": st.just("note"), "op": st.just("contains"), "value": st.sampled_from(["辣", "ä", "爱吃辣了"])}
    ),
    named("tag", ["宝妈", "水果控", "老人", "没有的"], HAS),
    named("product", ["橘", "奶", "散装", "橘子"], HAS, window=True),
    named("category", ["水果", "乳品"], HAS, window=True),
    named("lifecycle", ["prospect", "new", "active", "cooling", "dormant", "lost"], IN),
    named("gender", ["female", "male", ""], IN),
    named("community", ["翠湖", "和平"], IN),
    named("pickup_point", ["东门"], IN),
    st.fixed_dictionaries({"field": st.just("birthday_in_days"), "op": st.just("<="), "value": st.integers(0, 366)}),
    st.fixed_dictionaries(
        {
            "field": st.just("overdue_ratio"),
            "op": st.sampled_from([">=", "<="]),
            "value": st.floats(0, 9, allow_nan=False),
        }
    ),
    st.fixed_dictionaries(
        {"field": st.just("name"), "op": st.just("contains"), "value": st.sampled_from(["%", "_", "wang", "3"])}
    ),
)
RULES = st.recursive(
    CONDITIONS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda rules: {"all": rules}),
        st.lists(inner, min_size=1, max_size=3).map(lambda rules: {"any": rules}),
        inner.map(lambda rule: {"not": rule}),
    ),
    max_leaves=5,
)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(rule=RULES, shift=st.integers(-3, 500))
def test_a_rule_selects_what_plain_python_selects(shop: Database, rule: dict[str, Any], shift: int) -> None:
    with shop.read() as session:
        found = select_ids(session, rule, TODAY + shift)
        assert found == select_plainly(session, rule, TODAY + shift)
        assert count_members(session, rule, TODAY + shift) == len(found)
        whys = reasons(session, rule, found, TODAY + shift)
        assert len(whys) == len(found) and all(whys)
        assert describe_rule(rule)
        assert select_ids(session, rule_to_json(parse_rule(rule)), TODAY + shift) == found


@pytest.mark.parametrize(
    ("rule", "place"),
    [
        ({}, ""),
        ([], ""),
        ({"all": []}, "all"),
        ({"any": [{"field": "tag", "op": "has_any", "value": []}]}, "any[0]"),
        ({"field": "tag", "op": "has_any", "value": [" "]}, ""),
        ({"field": "tag", "op": "in", "value": ["a"]}, ""),
        ({"field": "nothing", "op": "=", "value": 1}, ""),
        ({"field": "order_count", "op": "between", "value": [5, 1]}, ""),
        ({"field": "order_count", "op": ">=", "value": None}, ""),
        ({"field": "order_count", "op": ">=", "value": True}, ""),
        ({"field": "order_count", "op": ">=", "value": 1, "within_days": -1}, ""),
        ({"field": "lifecycle", "op": "in", "value": ["asleep"]}, ""),
        ({"field": "birthday_in_days", "op": "<=", "value": 367}, ""),
        ({"field": "contactable", "op": "=", "value": False}, ""),
        ({"field": "product", "op": "has_any", "value": ["\ud800"]}, ""),
        ({"field": "note", "op": "contains", "value": "\0"}, ""),
        ({"op": "=", "value": 1}, ""),
        ({"field": "tag", "value": ["a"]}, ""),
        ({"not": {}}, "not"),
        ({"all": [{"field": "name", "op": "contains", "value": "a"}], "any": []}, ""),
    ],
)
def test_a_rule_that_says_nothing_is_an_error(rule: Any, place: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse_rule(rule)
    assert refused.value.path == place
    assert refused.value.code == "bad_rule"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda x: (
            st.lists(x, max_size=3)
            | st.dictionaries(st.sampled_from(["all", "any", "not", "field", "op", "value"]), x, max_size=3)
        ),
    )
)
def test_any_json_is_a_rule_or_refused(value: Any) -> None:
    try:
        rule = parse_rule(value)
    except RuleError:
        return
    assert parse_rule(json.loads(json.dumps(rule_to_json(rule)))) == rule


SENTENCES: list[tuple[dict[str, Any], str]] = [
    ({"field": "tag", "op": "has_any", "value": ["宝妈"]}, "有标签“宝妈”"),
    ({"field": "tag", "op": "has_any", "value": ["宝妈", "老人"]}, "有标签“宝妈”或“老人”"),
    ({"field": "tag", "op": "has_all", "value": ["宝妈", "老人"]}, "有标签“宝妈”和“老人”"),
    ({"field": "tag", "op": "has_none", "value": ["宝妈", "老人"]}, "没有标签“宝妈”、“老人”中的任何一个"),
    ({"field": "product", "op": "has_none", "value": ["橘"], "within_days": 30}, "最近 30 天没买过“橘”"),
    ({"field": "spent_fen", "op": "between", "value": [100, 9950]}, "累计消费在 ¥1.00 到 ¥99.50 之间"),
    ({"field": "order_count", "op": ">=", "value": 2, "within_days": 0}, "今天订单数不少于 2"),
    ({"field": "last_order_days", "op": ">=", "value": 30}, "上次下单在 30 天前或更早"),
    ({"field": "last_order_days", "op": "<=", "value": 0}, "上次下单在今天"),
    ({"field": "first_order_days", "op": "between", "value": [7, 60]}, "首次下单在 7 到 60 天前"),
    ({"field": "overdue_ratio", "op": ">=", "value": 1.5}, "没下单的天数是自己节奏的 1.5 倍以上"),
    ({"field": "lifecycle", "op": "not_in", "value": ["lost", "new"]}, "生命周期不是流失、新客中的任何一个"),
    ({"field": "lifecycle", "op": "in", "value": ["new", "active", "cooling"]}, "生命周期是新客、活跃或渐冷"),
    ({"field": "birthday_in_days", "op": "<=", "value": 0}, "今天过生日"),
    ({"field": "segment", "op": "in", "value": ["甲", "乙"]}, "在人群“甲”或“乙”里"),
    ({"field": "segment", "op": "not_in", "value": ["甲"]}, "不在人群“甲”里"),
    ({"field": "segment", "op": "not_in", "value": ["甲", "乙"]}, "不在人群“甲”、“乙”的任何一个里"),
    (
        {"all": [
            {"field": "order_count", "op": ">=", "value": 3},
            {"any": [
                {"field": "age", "op": ">=", "value": 30},
                {"not": {"field": "contactable", "op": "=", "value": True}},
            ]},
        ]},
        "订单数不少于 3，并且（年满 30 岁，或者不符合（今天可以联系））",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "sentence"), SENTENCES, ids=[sentence for _rule, sentence in SENTENCES])
def test_a_rule_is_said_as_it_is_meant(rule: dict[str, Any], sentence: str) -> None:
    assert describe_rule(rule) == sentence


def test_the_ready_made_segments_are_live_and_seeded_once(shop: Database) -> None:
    shop.change("种", seed_segments)
    shop.change("种", seed_segments)
    with shop.read() as session:
        segments = list_segments(session)
        assert len(segments) == 13
        for segment in segments:
            assert select_ids(session, segment.rule, TODAY) == sorted(select_ids(session, segment.rule, TODAY))


def test_new_ready_made_segments_are_offered_once(shop: Database) -> None:
    def names() -> list[str]:
        with shop.read() as session:
            return [segment.name for segment in list_segments(session)]

    shop.change("旧店", seed_segments)
    shop.change("旧店", lambda s: s.execute(delete(Segment).where(Segment.built_in.in_(("lost", "due_week")))))
    shop.change("忘记", lambda s: s.execute(delete(ShopSetting).where(ShopSetting.key == "segments.offered")))
    shop.change("删", lambda s: s.execute(delete(Segment).where(Segment.built_in == "dormant")))
    with shop.read() as session:
        assert has_new_segments(session)
    shop.change_quietly(offer_new_segments)
    assert names()[-2:] == ["流失会员", "本周该来下单"] and "沉睡会员" not in names()
    with shop.read() as session:
        assert not has_new_segments(session)
    shop.change("删", lambda s: s.execute(delete(Segment).where(Segment.built_in == "lost")))
    shop.change_quietly(offer_new_segments)
    assert "流失会员" not in names()


def test_a_circle_of_segments_is_refused(shop: Database) -> None:
    shop.change("一", lambda s: save_segment(s, "甲", {"field": "order_count", "op": ">=", "value": 1}))
    shop.change("二", lambda s: save_segment(s, "乙", {"field": "segment", "op": "in", "value": ["甲"]}))
    with shop.read() as session:
        first = next(segment for segment in list_segments(session) if segment.name == "甲")
    with pytest.raises(ShopError, match="圈"):
        shop.change(
            "圈",
            lambda s: save_segment(s, "甲", {"field": "segment", "op": "in", "value": ["乙"]}, segment_id=first.id),
        )
    shop.change("改名", lambda s: save_segment(s, "丙", first.rule, segment_id=first.id))
    with shop.read() as session:
        assert {"field": "segment", "op": "in", "value": ["丙"]} in [segment.rule for segment in list_segments(session)]


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(
            ["order", "status", "move", "delete", "untag", "tag", "edit", "place", "join", "leave", "rename", "zone"]
            + ["line", "exclude", "refer", "beside"]
            + ["undo", "redo"] * 2
        ),
        st.integers(0, 39),
        st.integers(0, 90),
    ),
    max_size=10,
)
KEPT_RULES: list[dict[str, Any]] = [
    {"any": [
        {"field": "spent_fen", "op": ">=", "value": 3000, "within_days": 45},
        {"field": "tag", "op": "has_any", "value": ["宝妈"]},
    ]},
    {"any": [
        {"field": "community", "op": "in", "value": ["翠湖", "新村"]},
        {"field": "pickup_point", "op": "in", "value": ["西门"]},
        {"field": "birthday_in_days", "op": "<=", "value": 30},
    ]},
    {"any": [
        {"field": "product", "op": "has_any", "value": ["橘", "新货"], "within_days": 60},
        {"field": "product_count", "op": ">=", "value": 3},
        {"field": "name", "op": "contains", "value": "新"},
    ]},
    {"all": [
        {"field": "segment", "op": "in", "value": ["常客"]},
        {"field": "referral_count", "op": "<=", "value": 0},
        {"field": "open_claims", "op": "<=", "value": 0},
        {"field": "asked_product", "op": "has_none", "value": ["奶"]},
        {"not": {"field": "due_in_days", "op": "<=", "value": 5}},
    ]},
]  # fmt: skip


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(changes=CHANGES, watched=st.sampled_from(KEPT_RULES))
def test_what_is_kept_in_memory_follows_every_change(
    shop: Database, changes: list[tuple[str, int, int]], watched: dict[str, Any]
) -> None:
    for what, member, number in changes:
        if what == "undo":
            shop.undo()
        elif what == "redo":
            shop.redo()
        else:
            shop.change(what, lambda s, w=what, m=member, n=number: make_change(s, w, m + 1, n))
        with shop.read() as session, Session(session.connection()) as fresh:
            assert everything_kept(session) == everything_kept(fresh)
            for rule in KEPT_RULES:
                assert select_ids(session, rule, TODAY) == select_ids(fresh, rule, TODAY)
            assert_asked_as_anew(session, watched, select_ids(fresh, watched, TODAY))
    with shop.read() as session:  # at last: plain Python takes ten times as long as all the rest
        for rule in KEPT_RULES:
            assert select_ids(session, rule, TODAY) == select_plainly(session, rule, TODAY)


def assert_asked_as_anew(session: Session, rule: dict[str, Any], right: list[int]) -> None:
    """As the page asks: again and again, of what it asked before."""
    for _look in range(2):
        ids = select_members(session, rule, TODAY).ids.tolist()
        assert ids == right
        asked = asked_before(session, rule, TODAY)
        assert reasons_of(asked, parse_rule(rule), ids) == reasons(session, rule, ids, TODAY)


def test_the_rule_that_was_asked_last_is_asked_anew_after_what_stands_beside_the_arrays_changed(shop: Database) -> None:
    regulars = {"field": "segment", "op": "in", "value": ["常客"]}
    changes: list[tuple[dict[str, Any], Callable[[Session, Member], object]]] = [
        ({"field": "open_claims", "op": "<=", "value": 0},
         lambda s, m: s.add(Claim(member_id=m.id, what="坏了", status="open", opened_at=0))),
        ({"field": "asked_product", "op": "has_none", "value": ["奶"]},
         lambda s, m: s.add(Inquiry(member_id=m.id, words="有奶吗", at=start_of(TODAY)))),
        ({"field": "contactable", "op": "=", "value": True},
         lambda s, m: s.add(Touch(member_id=m.id, kind="marketing", status="sent", prepared_at=0,
                                  sent_at=start_of(TODAY)))),
        (regulars, lambda s, m: exclude_members(
            s, s.scalars(select(Segment.id).where(Segment.name == "常客")).one(), [m.id], "试")),
        (regulars, lambda s, _m: save_segment(
            s, "常客", {"field": "order_count", "op": ">=", "value": 4},
            segment_id=s.scalars(select(Segment.id).where(Segment.name == "常客")).one())),
    ]  # fmt: skip
    for rule, work in changes:
        with shop.read() as session:
            before = select_members(session, rule, TODAY).ids.tolist()
        shop.change("旁", lambda s, w=work, b=before: w(s, s.get_one(Member, b[0])))
        with shop.read() as session:
            assert select_members(session, rule, TODAY).ids.tolist() != before
            assert_asked_as_anew(session, rule, select_plainly(session, rule, TODAY))


def make_change(session: Session, what: str, member_id: int, number: int) -> None:
    member = session.get(Member, member_id)
    if what in ("line", "exclude", "refer", "beside"):
        change_beside(session, what, None if member is None else member.id, number)
    elif what in ("order", "status", "move", "delete"):
        change_orders(session, what, None if member is None else member.id, number)
    elif what == "untag":
        session.execute(delete(MemberTag).where(MemberTag.member_id == member_id))
    elif what == "rename":
        session.get_one(PickupPoint, 1).name = "西门" if number % 2 else "东门"
        session.get_one(Tag, 1).name = "辣妈" if number % 3 else "宝妈"
    elif what == "zone":
        save_shop(session, time_zone="Asia/Shanghai" if number % 2 else "America/New_York")
    elif what == "join":
        session.add(Member(name="新", joined_at=number * 40_000, community="新村", birthday="1999-12-01"))
    elif member is not None and what == "leave":
        session.execute(delete(Order).where(Order.member_id == member_id))
        session.execute(delete(Member).where(Member.id == member_id))
    elif member is not None and what == "tag":
        for tag in {1, 1 + number % 3} - set(
            session.scalars(select(MemberTag.tag_id).where(MemberTag.member_id == member_id))
        ):
            session.add(MemberTag(member_id=member_id, tag_id=tag, created_at=0))
    elif member is not None and what == "edit":
        member.birthday, member.joined_at = ("1988-11-25", "", "--12-20")[number % 3], number * 30_000
        member.marketing_consent, member.do_not_contact = number % 2 == 0, number % 5 == 0
    elif member is not None:
        member.community, member.building = ("翠湖", "新村", "")[number % 3], f"{number} 栋"
        member.pickup_point_id = 1 if number % 2 else None


def change_beside(session: Session, what: str, member_id: int | None, number: int) -> None:
    lines = list(session.scalars(select(OrderLine.id).order_by(OrderLine.id)))
    if what == "line" and lines:
        line = session.get_one(OrderLine, lines[number % len(lines)])
        line.product_id, line.name = ((None, "新货"), (1, "橘"), (2, "奶"), (None, "橘"))[number % 4]
    elif member_id is None:
        return
    elif what == "exclude":
        segment = session.scalars(select(Segment.id).where(Segment.name == "常客")).one()
        if number % 2:
            exclude_members(session, segment, [member_id], "试")
        else:
            include_members(session, segment, [member_id])
    elif what == "refer":
        for row in session.scalars(select(Referral).where(Referral.invitee_id == member_id)):
            session.delete(row)
        referrer = session.scalars(select(Member.id).where(Member.id != member_id)).first()
        if number % 2 and referrer is not None:
            session.flush()
            session.add(Referral(referrer_id=referrer, invitee_id=member_id, created_at=0))
    else:
        session.add(Claim(member_id=member_id, what="坏了", status=("open", "closed")[number % 2], opened_at=0))
        session.add(Inquiry(member_id=member_id, words=("有奶吗", "虾")[number % 2], at=start_of(TODAY)))


def change_orders(session: Session, what: str, member_id: int | None, number: int) -> None:
    orders = list(session.scalars(select(Order.id).order_by(Order.id)))
    if what == "order" and member_id is not None:
        order = Order(member_id=member_id, day=TODAY - number, ordered_at=0, amount_fen=number * 100)
        session.add(order)
        session.flush()
        session.add(OrderLine(order_id=order.id, name="橘", qty_milli=1000))
    elif orders:
        order = session.get_one(Order, orders[number % len(orders)])
        if what == "status":
            order.status = "cancelled" if order.status != "cancelled" else "confirmed"
        elif what == "move" and member_id is not None:
            order.member_id = member_id
        elif what == "delete":
            session.delete(order)


def everything_kept(session: Session) -> dict[str, Any]:
    """The arrays in plain values that do not depend on how they came about."""
    members = member_arrays(session)
    orders = order_arrays(session, members)
    plain: dict[str, Any] = {
        name: array.tolist() for name, array in vars(members).items() if isinstance(array, np.ndarray)
    }
    plain["gap_days"] = [None if gap != gap else gap for gap in plain["gap_days"]]  # NaN equals nothing
    plain["tag_pairs"] = sorted(map(tuple, plain["tag_pairs"]))
    plain["tagged"] = {name: members.tagged(name).tolist() for name in members.tag_ids}
    plain["words"] = {name: [word.words[code] for code in word.codes] for name, word in members.words.items()}
    owners = members.ids[orders.member].tolist()
    plain["orders"] = sorted(zip(owners, orders.day.tolist(), orders.fen.tolist(), strict=True))
    assert owners == sorted(owners)
    return plain


def everything_anew(session: Session) -> dict[str, Any]:
    with Session(session.connection()) as fresh:  # of no database: nothing is kept
        return everything_kept(fresh)


def test_deleting_members_with_several_tags_is_noted_once(shop: Database) -> None:
    def work(session: Session) -> None:
        session.execute(delete(Order))
        session.execute(delete(PickupPoint))
        session.execute(delete(Member))

    with shop.read() as session:
        assert everything_kept(session)["ids"]
    shop.change("删", work)
    with shop.read() as session:
        assert everything_kept(session) == everything_anew(session)
    shop.undo()
    with shop.read() as session:
        assert everything_kept(session) == everything_anew(session)
