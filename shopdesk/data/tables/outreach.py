"""Touches, referrals, posters and what left the program."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from shopdesk.data.tables.base import Base, one_of, points_to


class Touch(Base):
    """One message to one member."""

    __tablename__ = "touch"
    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(points_to("member.id", on_delete="CASCADE"))
    kind: Mapped[str] = mapped_column(default="marketing")
    """marketing | service"""
    status: Mapped[str] = mapped_column(default="prepared")
    template_id: Mapped[int | None] = mapped_column(points_to("template.id", on_delete="SET NULL"))
    segment: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    prepared_at: Mapped[int]
    sent_at: Mapped[int | None]
    __table_args__ = (
        one_of("kind", "marketing", "service"),
        one_of("status", "prepared", "sent", "answered", "bought"),
        Index("ix_touch_member_id_prepared_at", "member_id", "prepared_at"),
        Index("ix_touch_sent_at", "sent_at"),
    )


class Referral(Base):
    """Who brought whom; a person is brought once."""

    __tablename__ = "referral"
    id: Mapped[int] = mapped_column(primary_key=True)
    referrer_id: Mapped[int] = mapped_column(points_to("member.id", on_delete="CASCADE"), index=True)
    invitee_id: Mapped[int] = mapped_column(points_to("member.id", on_delete="CASCADE"), unique=True)
    how: Mapped[str] = mapped_column(default="hand")
    created_at: Mapped[int]
    __table_args__ = (
        one_of("how", "code", "import", "hand"),
        CheckConstraint("referrer_id <> invitee_id", name="self"),
    )


class PosterDesign(Base):
    """A poster as the owner left it: the layout's name and the words on it."""

    __tablename__ = "poster_design"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    layout: Mapped[str]
    choices: Mapped[Any] = mapped_column(JSON)
    picture_id: Mapped[int | None] = mapped_column(points_to("picture.id", on_delete="SET NULL"))


class ExportLog(Base):
    """What left the program with personal information in it."""

    __tablename__ = "export_log"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[int]
    what: Mapped[str]
    rows: Mapped[int]
    masked: Mapped[bool]
    file_name: Mapped[str] = mapped_column(default="")
