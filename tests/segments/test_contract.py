"""Every field and operator of the promised rule on random shops, against a reading of the promise alone."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.data.database import Database
from shopdesk.data.shop import save_shop
from shopdesk.data.tables import (
    Member,
    MemberTag,
    Order,
    OrderLine,
    PickupPoint,
    Product,
    ProductAlias,
    Referral,
    SegmentExclusion,
    Tag,
    TagGroup,
    Touch,
)
from shopdesk.members.segments import describe_rule, parse_rule, save_segment, select_ids
from shopdesk.members.segments.rules import FIELDS, rule_to_json
from tests.segments.contract import Shop

TODAYS = tuple(
    datetime.fromisoformat(day).toordinal() for day in ("2024-02-28", "2024-02-29", "2023-12-31", "2025-03-01")
)
HAS, IN = ("has_any", "has_all", "has_none"), ("in", "not_in")
RANGE, EXACT = (">=", "<=", "between"), (">=", "<=", "=", "between")
PROMISED: dict[str, tuple[tuple[str, ...], bool]] = {
    "tag": (HAS, False),
    **dict.fromkeys(("order_count", "spent_fen", "average_order_fen"), (EXACT, True)),
    **dict.fromkeys(("last_order_days", "first_order_days", "joined_days"), (RANGE, False)),
    "overdue_ratio": ((">=", "<="), False),
    **dict.fromkeys(
        ("lifecycle", "rfm_group", "value_tier", "source", "gender", "community", "building", "pickup_point"),
        (IN, False),
    ),
    **dict.fromkeys(("product", "category"), (HAS, True)),
    "age": (RANGE, False),
    "birthday_in_days": (("<=",), False),
    "referral_count": ((">=", "<=", "="), False),
    "contactable": (("=",), False),
    "name": (("contains",), False),
    "note": (("contains",), False),
    "segment": (IN, False),
}  # fmt: skip
"""The table that other programs go by: field, operators, whether it takes within_days."""
NAMES = {
    "tag": ["宝妈", "水果控", "没有的"],
    "source": ["接龙", "快团团", "别处"],
    "gender": ["female", "male", ""],
    "community": ["翠湖", "和平", "没有的"],
    "building": ["3 栋", "5 栋"],
    "pickup_point": ["东门", "西门"],
    "product": ["橘", "奶", "散装", "橘子"],
    "category": ["水果", "乳品"],
    "lifecycle": list(FIELDS["lifecycle"].choices),
    "rfm_group": list(FIELDS["rfm_group"].choices),
    "value_tier": list(FIELDS["value_tier"].choices),
    "segment": ["常客", "翠湖常客"],
    "name": ["李", "wang", "50%", "_", "小鹿🦌"],
    "note": ["辣", "STRASSE", "不要"],
}
MOST = {"order_count": 6, "spent_fen": 20_000, "average_order_fen": 9_000, "age": 60, "referral_count": 3}


def test_the_fields_are_those_promised() -> None:
    assert {name: (FIELDS[name].ops, FIELDS[name].window) for name in PROMISED} == PROMISED


def fill(session: Session, chance: random.Random, zone: str, today: int) -> None:
    save_shop(session, time_zone=zone)
    session.add_all([PickupPoint(id=1, name="东门"), PickupPoint(id=2, name="西门")])
    session.add(TagGroup(id=1, key="own", name="自定"))
    session.add_all([Tag(id=n, group_id=1, name=name) for n, name in enumerate(("宝妈", "水果控"), 1)])
    session.add_all([Product(id=1, name="橘", category="水果"), Product(id=2, name="奶", category="乳品")])
    session.flush()
    session.add(ProductAlias(product_id=1, name="橘子", folded="橘子"))
    size = chance.choice([1, 4, 30])
    for n in range(1, size + 1):
        session.add(random_member(chance, n, zone, today))
        session.flush()
        session.add_all([MemberTag(member_id=n, tag_id=tag, created_at=0) for tag in (1, 2) if chance.random() < 0.4])
        for _order in range(chance.choice([0, 0, 1, 2, 3, 6])):
            add_order(session, chance, n, zone, today)
        for _touch in range(chance.choice([0, 0, 1, 5])):
            at = moment(today - chance.choice([0, 2, 3, 4, 29, 30, 40]), chance, zone)
            kind, sent = chance.choice([("marketing", at), ("marketing", at), ("marketing", None), ("service", at)])
            session.add(
                Touch(member_id=n, kind=kind, status="sent" if sent else "prepared", prepared_at=at, sent_at=sent)
            )
    for invitee in range(2, size + 1):
        if chance.random() < 0.3:
            session.add(Referral(referrer_id=chance.randint(1, invitee - 1), invitee_id=invitee, created_at=0))


def save_segments(session: Session) -> None:
    kept = save_segment(session, "常客", {"field": "order_count", "op": ">=", "value": 2})
    save_segment(session, "翠湖常客", {"all": [
        {"field": "segment", "op": "in", "value": ["常客"]}, {"field": "community", "op": "in", "value": ["翠湖"]},
    ]})  # fmt: skip
    session.add_all(
        [
            SegmentExclusion(segment_id=kept, member_id=n, reason="")
            for n in session.scalars(select(Member.id).where(Member.id % 5 == 1))
        ]
    )


def moment(day: int, chance: random.Random, zone: str) -> int:
    """Near midnight as often as not: another day in another time zone."""
    on = datetime.fromordinal(day).replace(tzinfo=ZoneInfo(zone))
    at = on.replace(hour=chance.choice([0, 0, 12, 23]), minute=chance.choice([0, 59]), second=chance.choice([0, 59]))
    return int(at.timestamp())


def random_member(chance: random.Random, n: int, zone: str, today: int) -> Member:
    births = ["", "", "1992-02-29", "--02-29", "1985-02-28", "--12-31", "2000-01-01", "1984-03-01"]
    return Member(
        id=n, name=chance.choice(["李", "Wang", "50%", "a_b", "小鹿🦌"]) + str(n),
        note=chance.choice(["", "不要辣", "Strasse"]), joined_at=moment(today - chance.randint(0, 100), chance, zone),
        birthday=chance.choice(births), gender=chance.choice(["", "female", "male"]),
        source=chance.choice(["", "接龙", "快团团"]), community=chance.choice(["", "翠湖", "和平"]),
        building=chance.choice(["", "3 栋", "5 栋"]), pickup_point_id=chance.choice([None, 1, 2]),
        marketing_consent=chance.random() < 0.7, do_not_contact=chance.random() < 0.1,
    )  # fmt: skip


def add_order(session: Session, chance: random.Random, member: int, zone: str, today: int) -> None:
    """Cancelled and refunded ones too, partly refunded ones, and now and then one dated tomorrow."""
    day = today - chance.choice([-1, 0, 1, 6, 7, 8, 13, 14, 15, 30, 31, 60, 61, *range(0, 120, 9)])
    fen = chance.choice([0, 1, 999, 5000, 9000])
    order = Order(
        member_id=member, day=day, ordered_at=moment(day, chance, zone), amount_fen=fen,
        paid_fen=chance.choice([0, fen]), refund_fen=chance.choice([0, 0, fen // 3, fen]),
        status=chance.choice(["draft", "confirmed", "paid", "collected", "collected", "cancelled", "refunded"]),
    )  # fmt: skip
    session.add(order)
    session.flush()
    for product in chance.sample([None, 1, 2], chance.randint(0, 2)):
        name = "散装" if product is None else "随便写的"
        session.add(OrderLine(order_id=order.id, product_id=product, name=name, qty_milli=1000))


def random_condition(chance: random.Random, name: str, op: str) -> dict[str, Any]:
    def number() -> int:
        return chance.randint(0, MOST.get(name, 70))

    value: Any
    if name == "contactable":
        value = True
    elif op == "contains":
        value = chance.choice(NAMES[name])
    elif name in NAMES:
        value = chance.sample(NAMES[name], chance.randint(1, min(3, len(NAMES[name]))))
    elif name == "overdue_ratio":
        value = chance.choice([0, 0.5, 1, 1.5, 2.75, 3])
    elif name == "birthday_in_days":
        value = chance.choice([0, 1, 7, 59, 365, 366])
    else:
        value = sorted([number(), number()]) if op == "between" else number()
    condition = {"field": name, "op": op, "value": value}
    if PROMISED[name][1] and chance.random() < 0.5:
        condition["within_days"] = chance.choice([0, 7, 30, 60])
    return condition


def nested(chance: random.Random, depth: int = 2) -> dict[str, Any]:
    if not depth or chance.random() < 0.3:
        name = chance.choice(list(PROMISED))
        return random_condition(chance, name, chance.choice(PROMISED[name][0]))
    how = chance.choice(["all", "any", "not"])
    return {how: nested(chance, depth - 1) if how == "not" else [nested(chance, depth - 1) for _ in range(2)]}


@pytest.mark.parametrize("seed", range(8))
def test_a_random_shop_answers_as_promised(database: Database, seed: int) -> None:
    chance = random.Random(seed)
    zone, today = chance.choice(["Asia/Shanghai", "America/New_York"]), TODAYS[seed % len(TODAYS)]
    database.change("建", lambda session: fill(session, chance, zone, today), undoable=False)
    database.change("建", save_segments, undoable=False)
    shop = Shop(database.path, zone)
    rules = [random_condition(chance, name, op) for name, (ops, _) in PROMISED.items() for op in ops for _n in range(3)]
    rules += [nested(chance) for _n in range(60)]
    with database.read() as session:
        for rule in rules:
            assert select_ids(session, rule, today) == shop.selects(rule, today), rule
            assert rule_to_json(parse_rule(rule)) == rule
            assert describe_rule(rule)
