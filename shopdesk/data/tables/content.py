"""Personas, templates and the content calendar."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from shopdesk.data.tables.base import Base, one_of, points_to


class Persona(Base):
    """The person the shop speaks as."""

    __tablename__ = "persona"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str] = mapped_column(default="")
    temper: Mapped[str] = mapped_column(default="")
    favourite_words: Mapped[str] = mapped_column(default="")
    forbidden_words: Mapped[str] = mapped_column(default="")


PILLARS = ("know_how", "emotion", "interaction", "recommendation")


class Template(Base):
    __tablename__ = "template"
    id: Mapped[int] = mapped_column(primary_key=True)
    built_in: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    pillar: Mapped[str]
    moment: Mapped[str] = mapped_column(default="")
    body: Mapped[str]
    persona_id: Mapped[int | None] = mapped_column(points_to("persona.id", on_delete="SET NULL"))
    changed: Mapped[bool] = mapped_column(default=False)
    """A built-in template that the owner has changed (and can put back)."""
    position: Mapped[int] = mapped_column(default=0)
    __table_args__ = (one_of("pillar", *PILLARS),)


class ContentEntry(Base):
    """What is said where and when, with its interaction plan."""

    __tablename__ = "content_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[int] = mapped_column(index=True)
    minute: Mapped[int | None]
    """Minute of the local day, or NULL for any time."""
    pillar: Mapped[str]
    channel: Mapped[str] = mapped_column(default="group")
    """group | moments | private"""
    title: Mapped[str]
    body: Mapped[str] = mapped_column(default="")
    template_id: Mapped[int | None] = mapped_column(points_to("template.id", on_delete="SET NULL"))
    goal: Mapped[str] = mapped_column(default="")
    question: Mapped[str] = mapped_column(default="")
    follow_up: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="planned")
    published_at: Mapped[int | None]
    repeat: Mapped[str] = mapped_column(default="")
    """'' | daily | weekly | fortnightly | monthly: the rule by which its series was laid out."""
    series: Mapped[str] = mapped_column(default="", index=True)
    """The same word on every entry that was laid out together."""
    __table_args__ = (
        one_of("pillar", *PILLARS),
        one_of("status", "planned", "published"),
        one_of("channel", "group", "moments", "private"),
    )
