"""Snapshots: who was in a segment at one moment, to be held against who is in it now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from shopdesk.base.dates import now
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.texts import clean_text
from shopdesk.data.tables import Segment, SegmentSnapshot, SegmentSnapshotMember
from shopdesk.members.segments.selection import select_ids


@dataclass(frozen=True)
class SnapshotRow:
    id: int
    name: str
    segment: str
    """The segment's name now; "" when it is gone or was never saved."""
    rule: dict[str, Any]
    taken_at: int
    count: int


@dataclass(frozen=True)
class SnapshotChange:
    """Ids, ascending. Who was deleted since stands nowhere: nothing of them is kept."""

    stayed: list[int]
    left: list[int]
    came: list[int]
    rule: dict[str, Any]
    segment_id: int | None
    """Against which it was held; None where the segment is gone."""


def list_snapshots(session: Session) -> list[SnapshotRow]:
    """The newest first."""
    count = select(func.count()).where(SegmentSnapshotMember.snapshot_id == SegmentSnapshot.id).scalar_subquery()
    rows = session.execute(
        select(SegmentSnapshot, func.coalesce(Segment.name, ""), count)
        .outerjoin(Segment, Segment.id == SegmentSnapshot.segment_id)
        .order_by(SegmentSnapshot.taken_at.desc(), SegmentSnapshot.id.desc())
    )
    return [SnapshotRow(row.id, row.name, segment, row.rule, row.taken_at, n) for row, segment, n in rows]


def take_snapshot(session: Session, name: str, rule: dict[str, Any], today: int, segment_id: int | None = None) -> int:
    """Write down who is selected now; returns the snapshot's id. Raises ShopError for a bad rule or a taken name."""
    name = _free_name(session, name)
    ids = select_ids(session, rule, today, segment_id)
    snapshot = SegmentSnapshot(name=name, rule=rule, segment_id=segment_id, taken_at=now())
    session.add(snapshot)
    session.flush()
    if ids:
        rows = [{"snapshot_id": snapshot.id, "member_id": member} for member in ids]
        session.execute(insert(SegmentSnapshotMember), rows)
    return snapshot.id


def rename_snapshot(session: Session, snapshot_id: int, name: str) -> None:
    session.get_one(SegmentSnapshot, snapshot_id).name = _free_name(session, name, snapshot_id)


def delete_snapshot(session: Session, snapshot_id: int) -> None:
    session.delete(session.get_one(SegmentSnapshot, snapshot_id))


def snapshot_ids(session: Session, snapshot_id: int) -> list[int]:
    """Who was in it, ascending; members that were deleted since are gone from it."""
    query = select(SegmentSnapshotMember.member_id).where(SegmentSnapshotMember.snapshot_id == snapshot_id)
    return sorted(session.scalars(query))


def compare_snapshot(session: Session, snapshot_id: int, today: int) -> SnapshotChange:
    """Against the segment as it is now, or, when that is gone, against the rule as it was then."""
    snapshot = session.get_one(SegmentSnapshot, snapshot_id)
    segment = None if snapshot.segment_id is None else session.get(Segment, snapshot.segment_id)
    rule, segment_id = (snapshot.rule, None) if segment is None else (segment.rule, segment.id)
    current = set(select_ids(session, rule, today, segment_id))
    before = set(snapshot_ids(session, snapshot_id))
    return SnapshotChange(
        sorted(before & current), sorted(before - current), sorted(current - before), rule, segment_id
    )


def _free_name(session: Session, name: str, snapshot_id: int | None = None) -> str:
    name = clean_text(name)
    if not name:
        raise ShopError(_("快照还没有名字。"), code="no_name")
    taken = session.scalar(select(SegmentSnapshot.id).where(SegmentSnapshot.name == name))
    if taken is not None and taken != snapshot_id:
        raise ShopError(_("已经有叫“{name}”的快照。").format(name=name), _("请换一个名字。"), "name_taken")
    return name
