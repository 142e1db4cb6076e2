"""Saved segments, their sizes, who is kept out, snapshots."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shopdesk.data.tables.base import Base, points_to


class Segment(Base):
    __tablename__ = "segment"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str] = mapped_column(default="")
    rule: Mapped[Any] = mapped_column(JSON)
    built_in: Mapped[str | None] = mapped_column(unique=True)
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[int]


class SegmentSize(Base):
    """How many members a segment had on a day."""

    __tablename__ = "segment_size"
    id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(points_to("segment.id", on_delete="CASCADE"))
    day: Mapped[int]
    count: Mapped[int]
    __table_args__ = (UniqueConstraint("segment_id", "day"),)


class SegmentExclusion(Base):
    """A member whom the owner keeps out of a segment whatever its rule says."""

    __tablename__ = "segment_exclusion"
    id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(points_to("segment.id", on_delete="CASCADE"))
    member_id: Mapped[int] = mapped_column(points_to("member.id", on_delete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(default="")
    __table_args__ = (UniqueConstraint("segment_id", "member_id"),)


class SegmentSnapshot(Base):
    """Who was in a segment at one moment; it does not change with the members."""

    __tablename__ = "segment_snapshot"
    id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int | None] = mapped_column(points_to("segment.id", on_delete="SET NULL"), index=True)
    name: Mapped[str] = mapped_column(unique=True)
    rule: Mapped[Any] = mapped_column(JSON)
    """The rule as it was."""
    taken_at: Mapped[int]


class SegmentSnapshotMember(Base):
    __tablename__ = "segment_snapshot_member"
    id: Mapped[int] = mapped_column(primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(points_to("segment_snapshot.id", on_delete="CASCADE"))
    member_id: Mapped[int] = mapped_column(points_to("member.id", on_delete="CASCADE"), index=True)
    __table_args__ = (UniqueConstraint("snapshot_id", "member_id"),)
