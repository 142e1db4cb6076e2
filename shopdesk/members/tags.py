"""Tag groups and tags as they are: who has how many, which nobody uses.

A tag is set by hand (tagging), or it has a rule and is automatic (automatic writes those rows).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from shopdesk.data.tables import MemberTag, Tag, TagGroup, TagRefusal
from shopdesk.members.consent import chunks
from shopdesk.members.segments.names_in_rules import users_of

_CHUNK = 500


@dataclass(frozen=True)
class TagRow:
    id: int
    name: str
    color: str
    """Its own or the group's."""
    members: int
    automatic: bool
    rule: dict[str, Any] | None = None
    by_hand: int = 0
    """Of the members: tagged by hand or by an import, whatever the rule says."""
    refused: int = 0
    """Members from whom the owner took the automatic tag off for good."""


@dataclass(frozen=True)
class TagGroupRow:
    id: int
    key: str
    name: str
    color: str
    tags: tuple[TagRow, ...]


def list_tags(session: Session) -> list[TagGroupRow]:
    """All groups in their order with their tags and how many members have each."""
    by_hand = func.sum(case((MemberTag.how == "rule", 0), else_=1))
    used = select(MemberTag.tag_id, func.count(), by_hand).group_by(MemberTag.tag_id)
    members = {row[0]: (row[1], row[2]) for row in session.execute(used)}
    refusals = select(TagRefusal.tag_id, func.count()).group_by(TagRefusal.tag_id)
    refused: dict[int, int] = dict(session.execute(refusals).all())
    groups = session.scalars(select(TagGroup).order_by(TagGroup.position, TagGroup.id)).all()
    tags: dict[int, list[Tag]] = {}
    for tag in session.scalars(select(Tag).order_by(Tag.position, Tag.id)):
        tags.setdefault(tag.group_id, []).append(tag)
    return [
        TagGroupRow(
            group.id,
            group.key,
            group.name,
            group.color,
            tuple(
                TagRow(
                    tag.id,
                    tag.name,
                    tag.color or group.color,
                    members.get(tag.id, (0, 0))[0],
                    tag.rule is not None,
                    tag.rule,
                    members.get(tag.id, (0, 0))[1],
                    refused.get(tag.id, 0),
                )
                for tag in tags.get(group.id, ())
            ),
        )
        for group in groups
    ]


def count_tags_among(session: Session, member_ids: Iterable[int]) -> dict[int, int]:
    """How many of these members have each tag: for showing which of them a bulk change would touch."""
    counts: dict[int, int] = {}
    for chunk in chunks(list(member_ids), _CHUNK):
        found = select(MemberTag.tag_id, func.count()).where(MemberTag.member_id.in_(chunk)).group_by(MemberTag.tag_id)
        for tag, count in session.execute(found):
            counts[tag] = counts.get(tag, 0) + count
    return counts


def unused_tags(session: Session) -> list[TagRow]:
    """Tags that nobody has, that have no rule, and that no rule asks for."""
    return [
        tag
        for group in list_tags(session)
        for tag in group.tags
        if not tag.members and not tag.automatic and not users_of(session, "tag", tag.name)
    ]
