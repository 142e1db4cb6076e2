"""Members whom the owner keeps out of a saved segment, whatever its rule says: obeyed wherever the segment is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from shopdesk.base.texts import clean_text
from shopdesk.data.tables import Member, SegmentExclusion

_CHUNK = 500


@dataclass(frozen=True)
class ExclusionRow:
    member_id: int
    name: str
    room: str
    reason: str


def list_exclusions(session: Session, segment_id: int) -> list[ExclusionRow]:
    rows = session.execute(
        select(Member.id, Member.name, Member.room, SegmentExclusion.reason)
        .join(Member, Member.id == SegmentExclusion.member_id)
        .where(SegmentExclusion.segment_id == segment_id)
        .order_by(SegmentExclusion.id)
    )
    return [ExclusionRow(*row) for row in rows]


def excluded_ids(session: Session, segment_id: int) -> list[int]:
    return list(session.scalars(select(SegmentExclusion.member_id).where(SegmentExclusion.segment_id == segment_id)))


def exclude_members(session: Session, segment_id: int, ids: Sequence[int], reason: str = "") -> int:
    """Keep these members out of the segment; who is out already gets the new reason. Returns how many are new."""
    have = set(excluded_ids(session, segment_id))
    wanted = list(dict.fromkeys(ids))
    words = clean_text(reason)
    for member in have & set(wanted):
        row = session.scalars(
            select(SegmentExclusion).where(
                SegmentExclusion.segment_id == segment_id, SegmentExclusion.member_id == member
            )
        ).one()
        row.reason = words
    new = [{"segment_id": segment_id, "member_id": member, "reason": words} for member in wanted if member not in have]
    if new:
        session.execute(insert(SegmentExclusion), new)
    return len(new)


def include_members(session: Session, segment_id: int, ids: Sequence[int]) -> None:
    """Let the rule decide about these members again."""
    for start in range(0, len(ids), _CHUNK):
        session.execute(
            delete(SegmentExclusion).where(
                SegmentExclusion.segment_id == segment_id,
                SegmentExclusion.member_id.in_(ids[start : start + _CHUNK]),
            )
        )
