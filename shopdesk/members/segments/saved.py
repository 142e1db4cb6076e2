"""Saved segments: live rules by name, the ready-made ones included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shopdesk.base.dates import now
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.texts import clean_text
from shopdesk.data.tables import Segment
from shopdesk.members.segments.names_in_rules import rename_in_rules, users_of
from shopdesk.members.segments.rules import parse_rule, rule_to_json
from shopdesk.members.segments.tag_rules import check_segments, tags_left_out


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
    rule = rule_to_json(parse_rule(rule))
    taken = session.scalar(select(Segment.id).where(Segment.name == name))
    if taken is not None and taken != segment_id:
        raise ShopError(_("已经有叫“{name}”的人群。").format(name=name), _("请换一个名字。"), "name_taken")
    stuck = tags_left_out(session)
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
    check_segments(session, name)
    for tag_id, tag in tags_left_out(session).items():
        if tag_id not in stuck:
            raise ShopError(
                _("自动标签“{tag}”的规则用到了这个人群，人群又用到了它，绕成了一圈。").format(tag=tag),
                _("请去掉规则里的这个标签，或改用别的条件。"),
                "tag_circle",
            )
    return segment.id


def delete_segment(session: Session, segment_id: int) -> None:
    """Raises ShopError while another segment or an automatic tag is built on it."""
    segment = session.get_one(Segment, segment_id)
    users = users_of(session, "segment", segment.name, beside=[segment])
    if users:
        raise ShopError(
            _("“{other}”用到了这个人群，不能删除。").format(other=users[0]), _("请先改它的规则。"), "in_use"
        )
    session.delete(segment)
    session.flush()
