"""Tags, answers about duplicates, and merges."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shopdesk.data.tables.base import Base, one_of, points_to


class TagGroup(Base):
    __tablename__ = "tag_group"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """source | attribute | behaviour | interest | lifecycle | own, or made by the owner"""
    name: Mapped[str]
    color: Mapped[str] = mapped_column(default="gray")
    position: Mapped[int] = mapped_column(default=0)


class Tag(Base):
    __tablename__ = "tag"
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(points_to("tag_group.id"), index=True)
    name: Mapped[str] = mapped_column(unique=True)
    color: Mapped[str] = mapped_column(default="")
    """'' means the group's colour."""
    position: Mapped[int] = mapped_column(default=0)
    rule: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    """A segment rule for an automatic tag, else NULL."""


class MemberTag(Base):
    __tablename__ = "member_tag"
    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(points_to("member.id", on_delete="CASCADE"))
    tag_id: Mapped[int] = mapped_column(points_to("tag.id", on_delete="CASCADE"))
    how: Mapped[str] = mapped_column(default="hand")
    """hand | import | rule"""
    created_at: Mapped[int]
    __table_args__ = (
        UniqueConstraint("member_id", "tag_id"),
        one_of("how", "hand", "import", "rule"),
        Index("ix_member_tag_tag_id_member_id", "tag_id", "member_id"),
    )


class TagRefusal(Base):
    """An automatic tag that the owner took off a member by hand: its rule does not put it back."""

    __tablename__ = "tag_refusal"
    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(points_to("member.id", on_delete="CASCADE"))
    tag_id: Mapped[int] = mapped_column(points_to("tag.id", on_delete="CASCADE"), index=True)
    refused_at: Mapped[int]
    __table_args__ = (UniqueConstraint("member_id", "tag_id"),)


class DuplicateDecision(Base):
    """The owner's answer to "are these two the same person?", asked once. `low_id` < `high_id`."""

    __tablename__ = "duplicate_decision"
    id: Mapped[int] = mapped_column(primary_key=True)
    low_id: Mapped[int] = mapped_column(points_to("member.id", on_delete="CASCADE"), index=True)
    high_id: Mapped[int] = mapped_column(points_to("member.id", on_delete="CASCADE"), index=True)
    decision: Mapped[str] = mapped_column(default="different")
    decided_at: Mapped[int]
    __table_args__ = (UniqueConstraint("low_id", "high_id"), one_of("decision", "different", "later"))


class MemberMerge(Base):
    """What a merge took away, so that it can be taken back even after a restart."""

    __tablename__ = "member_merge"
    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(points_to("member.id", on_delete="CASCADE"), index=True)
    gone: Mapped[Any] = mapped_column(JSON)
    """The rows of the member that is gone and the ids of the rows that were moved, by table."""
    merged_at: Mapped[int]
