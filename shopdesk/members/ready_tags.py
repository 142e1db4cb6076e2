"""Automatic tags that are offered ready-made: the owner takes the ones that are of use, and can change each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.base.texts import shortened
from shopdesk.data.tables import Inquiry, Member, Product, Tag, TagGroup
from shopdesk.members.lifecycle import LIFECYCLES, lifecycle_name
from shopdesk.members.tag_editing import own_group, tag_name

_SHORT = 20
_MOST = 12
"""Communities, sources, categories, products asked for: the most frequent."""
_INTEREST_DAYS, _FREQUENCY_DAYS, _INQUIRY_DAYS = 180, 30, 30
_AGES = ((0, 29), (30, 39), (40, 49), (50, 59), (60, 120))
_ORDERS = ((1, 1), (2, 4), (5, 9), (10, None))
_AVERAGES = ((0, 2999), (3000, 5999), (6000, 9999), (10_000, None))
_RHYTHMS = ((4, None), (2, 3), (1, 1))


@dataclass(frozen=True)
class ReadyTag:
    kind: str
    """age | gender | community | building | source | orders | average | frequency | inquiry | interest | lifecycle"""
    group: str
    """The key of the tag group it belongs to."""
    name: str
    rule: dict[str, Any]


def ready_kind_name(kind: str) -> str:
    return {
        "lifecycle": _("生命周期"),
        "orders": _("订单数"),
        "average": _("每单金额"),
        "frequency": _("购买频率"),
        "interest": _("兴趣（买过的品类）"),
        "inquiry": _("问过的商品"),
        "age": _("年龄段"),
        "gender": _("性别"),
        "community": _("小区"),
        "building": _("楼栋"),
        "source": _("来源"),
    }[kind]


def list_ready_tags(session: Session) -> list[ReadyTag]:
    """Those that the shop does not have yet, by what its members and products are."""
    known = {_key(rule) for rule in session.scalars(select(Tag.rule).where(Tag.rule.is_not(None)))}
    taken = set(session.scalars(select(Tag.name)))
    offered = []
    for tag in _all_ready(session):
        if _key(tag.rule) in known:
            continue
        name = tag_name(tag.name)
        if name in taken:  # the end tells the two apart
            name = _("{name}（自动）").format(name=shortened(name, _SHORT))
        if name not in taken:
            offered.append(ReadyTag(tag.kind, tag.group, name, tag.rule))
            taken.add(name)
    return offered


def add_ready_tags(session: Session, wanted: Iterable[ReadyTag]) -> int:
    """Make these tags; who gets them follows in the same step. Returns how many were made."""
    groups: dict[str, int] = dict(session.execute(select(TagGroup.key, TagGroup.id)).all())
    count = Counter(dict(session.execute(select(Tag.group_id, func.max(Tag.position)).group_by(Tag.group_id)).all()))
    made = 0
    taken = set(session.scalars(select(Tag.name)))
    for tag in wanted:
        group_id = groups.get(tag.group) or own_group(session)
        if tag.name in taken:
            continue
        count[group_id] += 1
        session.add(Tag(group_id=group_id, name=tag.name, position=count[group_id], rule=tag.rule))
        made += 1
    session.flush()
    return made


def _key(rule: Any) -> str:
    return repr(sorted(rule.items())) if isinstance(rule, dict) else ""


# ---- what there is


def _all_ready(session: Session) -> Iterator[ReadyTag]:
    yield from _of_orders()
    for category in _frequent(session, Product.category):
        rule = _condition("category", "has_any", [category], _INTEREST_DAYS)
        yield ReadyTag("interest", "interest", _("爱买{category}").format(category=category), rule)
    asked = select(Product.name).join(Inquiry, Inquiry.product_id == Product.id).group_by(Product.name)
    for name in session.scalars(asked.order_by(func.count().desc(), Product.name).limit(_MOST)):
        rule = _condition("asked_product", "has_any", [name], _INQUIRY_DAYS)
        yield ReadyTag("inquiry", "behaviour", _("问过{product}").format(product=name), rule)
    yield from _of_people(session)


def _of_orders() -> Iterator[ReadyTag]:
    for name in LIFECYCLES:
        yield ReadyTag("lifecycle", "lifecycle", lifecycle_name(name), _condition("lifecycle", "in", [name]))
    for low, high in _ORDERS:
        words = _("{low} 单") if low == high else _("{low} 单以上") if high is None else _("{low}–{high} 单")
        yield ReadyTag("orders", "behaviour", words.format(low=low, high=high), _range("order_count", low, high))
    for low, high in _AVERAGES:
        if high is None:
            words = _("每单 {low} 以上").format(low=_yuan(low))
        elif low == 0:
            words = _("每单不到 {high}").format(high=_yuan(high + 1))
        else:
            words = _("每单 {low}–{high}").format(low=_yuan(low), high=_yuan(high + 1))
        yield ReadyTag("average", "behaviour", words, _range("average_order_fen", low, high))
    for (low, high), words in zip(_RHYTHMS, (_("高频"), _("中频"), _("低频")), strict=True):
        yield ReadyTag("frequency", "behaviour", words, _range("order_count", low, high, _FREQUENCY_DAYS))


def _of_people(session: Session) -> Iterator[ReadyTag]:
    for low, high in _AGES:
        if low == 0:
            words = _("{high} 岁以下").format(high=high + 1)
        elif high == _AGES[-1][1]:
            words = _("{low} 岁以上").format(low=low)
        else:
            words = _("{low}–{high} 岁").format(low=low, high=high)
        yield ReadyTag("age", "attribute", words, _condition("age", "between", [low, high]))
    for value, words in (("female", _("女")), ("male", _("男"))):
        yield ReadyTag("gender", "attribute", words, _condition("gender", "in", [value]))
    for community in _frequent(session, Member.community):
        yield ReadyTag("community", "attribute", community, _condition("community", "in", [community]))
    places = (
        select(Member.community, Member.building)
        .where(Member.building != "")
        .group_by(Member.community, Member.building)
        .order_by(func.count().desc(), Member.community, Member.building)
        .limit(_MOST)
    )
    for community, building in session.execute(places):
        rules = [_condition("building", "in", [building])]
        if community:
            rules.insert(0, _condition("community", "in", [community]))
        name = f"{community} {building}".strip()
        yield ReadyTag("building", "attribute", name, rules[0] if len(rules) == 1 else {"all": rules})
    for source in _frequent(session, Member.source):
        yield ReadyTag("source", "source", source, _condition("source", "in", [source]))


def _frequent(session: Session, column: Any) -> list[str]:
    found = select(column).where(column != "").group_by(column).order_by(func.count().desc(), column).limit(_MOST)
    return list(session.scalars(found))


def _condition(field: str, op: str, value: Any, within_days: int | None = None) -> dict[str, Any]:
    json: dict[str, Any] = {"field": field, "op": op, "value": value}
    return json if within_days is None else {**json, "within_days": within_days}


def _range(field: str, low: int, high: int | None, within_days: int | None = None) -> dict[str, Any]:
    if high is None:
        return _condition(field, ">=", low, within_days)
    return _condition(field, "=" if low == high else "between", low if low == high else [low, high], within_days)


def _yuan(fen: int) -> str:
    return format_fen(fen).removesuffix(".00")
