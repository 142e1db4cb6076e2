"""Saved segments: live rules by name, the ready-made ones included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shopdesk.base.dates import now
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _, p_
from shopdesk.base.texts import clean_text
from shopdesk.data.tables import Segment
from shopdesk.members.segments.names_in_rules import rename_in_rules, users_of
from shopdesk.members.segments.rules import Condition, parse_rule
from shopdesk.members.segments.selection import count_members


@dataclass(frozen=True)
class SegmentRow:
    id: int
    name: str
    description: str
    rule: dict[str, Any]
    built_in: bool


def list_segments(session: Session) -> list[SegmentRow]:
    rows = session.scalars(select(Segment).order_by(Segment.position, Segment.id))
    return [_row(segment) for segment in rows]


def find_segment(session: Session, name: str) -> SegmentRow | None:
    segment = session.scalar(select(Segment).where(Segment.name == name.strip()))
    return None if segment is None else _row(segment)


def _row(segment: Segment) -> SegmentRow:
    return SegmentRow(segment.id, segment.name, segment.description, segment.rule, segment.built_in is not None)


def save_segment(
    session: Session, name: str, rule: dict[str, Any], description: str = "", segment_id: int | None = None
) -> int:
    """Store a new segment or change one; returns its id. Raises ShopError for a bad rule, a taken name or a circle."""
    name = clean_text(name)
    if not name:
        raise ShopError(_("人群还没有名字。"), code="no_name")
    parse_rule(rule)
    taken = session.scalar(select(Segment.id).where(Segment.name == name))
    if taken is not None and taken != segment_id:
        raise ShopError(_("已经有叫“{name}”的人群。").format(name=name), _("请换一个名字。"), "name_taken")
    if segment_id is None:
        last = session.scalar(select(func.max(Segment.position)))
        segment = Segment(name=name, position=(last or 0) + 1, created_at=now(), rule=rule, description=description)
        session.add(segment)
    else:
        segment = session.get_one(Segment, segment_id)
        old = segment.name
        segment.name, segment.rule, segment.description = name, rule, description
        if old != name:
            rename_in_rules(session, "segment", old, name)
    session.flush()
    count_members(session, {"field": "segment", "op": "in", "value": [name]}, 1)  # a circle shows itself here
    return segment.id


def delete_segment(session: Session, segment_id: int) -> None:
    """Raises ShopError while another segment or an automatic tag is built on it."""
    segment = session.get_one(Segment, segment_id)
    users = [user for user in users_of(session, "segment", segment.name) if user != segment.name]
    if users:
        raise ShopError(
            _("“{other}”用到了这个人群，不能删除。").format(other=users[0]), _("请先改它的规则。"), "in_use"
        )
    session.delete(segment)
    session.flush()


def seed_segments(session: Session) -> None:
    """The ready-made segments that the shop does not have yet; the owner can change or delete them."""
    have = set(session.scalars(select(Segment.built_in)))
    names = set(session.scalars(select(Segment.name)))
    for at, (key, name, description, rule) in enumerate(_ready_made()):
        if key not in have and name not in names:
            session.add(
                Segment(built_in=key, name=name, description=description, rule=rule, position=at, created_at=now())
            )
    session.flush()


def _condition(field: str, op: str, value: Any, within_days: int | None = None) -> dict[str, Any]:
    condition = Condition(field, op, value, within_days)
    json: dict[str, Any] = {"field": condition.field, "op": condition.op, "value": condition.value}
    return json if within_days is None else {**json, "within_days": within_days}


def _ready_made() -> list[tuple[str, str, str, dict[str, Any]]]:
    c = _condition
    return [
        ("high_value", _("高价值会员"), _("累计消费在前两成、还没有走远的会员"),
         {"all": [c("value_tier", "in", ["high"]), c("lifecycle", "in", ["new", "active", "cooling"])]}),
        ("potential", _("潜力会员"), _("最近 30 天买过两次以上，消费还没到前两成"),
         {"all": [c("order_count", ">=", 2, 30), c("value_tier", "not_in", ["high"])]}),
        ("dormant", _("沉睡会员"), _("按默认或自己的节奏，已经沉睡"), c("lifecycle", "in", ["dormant"])),
        ("no_second", _("新客未复购"), _("只下过一单，首单过了 7 天"),
         {"all": [c("order_count", "=", 1), c("first_order_days", "between", [7, 60])]}),
        ("birthday_week", _("本周生日"), _("7 天内过生日"), c("birthday_in_days", "<=", 7)),
        ("overdue", _("超出自己节奏"), _("比平时的间隔晚了一半以上，但还没走远"),
         {"all": [c("overdue_ratio", ">=", 1.5), c("last_order_days", "<=", 60)]}),
        ("referrers", p_("many", "推荐人"), _("带来过完成首单的新客"), c("referral_count", ">=", 1)),
        ("unpaid_week", _("本周未付"), _("最近 7 天下单还没付清"),
         {"all": [c("unpaid_fen", ">=", 1), c("last_order_days", "<=", 7)]}),
    ]  # fmt: skip
