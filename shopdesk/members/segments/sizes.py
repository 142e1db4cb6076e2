"""How many members every saved segment had, day by day. Written when the segments are counted, never a step to undo."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.errors import ShopError
from shopdesk.data.tables import Segment, SegmentSize
from shopdesk.members.segments.saved import list_segments
from shopdesk.members.segments.selection import count_members

_DAYS = 10_000_000
"""Above every day's number: the id is made of segment and day, so that undo, which brings back the rows of a segment
that was deleted, never finds its ids taken."""


def count_segments(session: Session, today: int) -> dict[int, int | None]:
    """How many each saved segment has on that day; None where its rule cannot be asked any more."""
    counts: dict[int, int | None] = {}
    for segment in list_segments(session):
        try:
            counts[segment.id] = count_members(session, segment.rule, today, segment.id)
        except ShopError:
            counts[segment.id] = None
    return counts


def sizes_to_record(session: Session, counts: Mapping[int, int | None], day: int) -> dict[int, int]:
    """What is not written down yet of these counts."""
    rows = session.execute(select(SegmentSize.segment_id, SegmentSize.count).where(SegmentSize.day == day))
    have: dict[int, int] = {segment: count for segment, count in rows}  # noqa: C416
    return {segment: count for segment, count in counts.items() if count is not None and have.get(segment) != count}


def record_sizes(session: Session, counts: Mapping[int, int], day: int) -> None:
    """Write them down for that day, the newest count of a day in the place of an earlier one.

    For Database.note(): the owner does not undo what was seen.
    """
    there = set(session.scalars(select(Segment.id)))  # one may have been deleted since it was counted
    for segment, count in counts.items():
        if segment in there:
            row = session.get(SegmentSize, segment * _DAYS + day)
            if row is None:
                session.add(SegmentSize(id=segment * _DAYS + day, segment_id=segment, day=day, count=count))
            else:
                row.count = count


def size_history(session: Session, segment_id: int, first_day: int = 0) -> list[tuple[int, int]]:
    """(day, count) from that day on, oldest first; days without a count are not there."""
    rows = session.execute(
        select(SegmentSize.day, SegmentSize.count)
        .where(SegmentSize.segment_id == segment_id, SegmentSize.day >= first_day)
        .order_by(SegmentSize.day)
    )
    return [(day, count) for day, count in rows]
