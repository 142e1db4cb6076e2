"""Members, their other names, WeChat groups and what they asked about."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shopdesk.data.tables.base import Base, one_of, points_to


class Member(Base):
    """A person: found by full mobile number, else by member number, else by nickname + room; never by name alone."""

    __tablename__ = "member"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(unique=True)
    """会员编号, the shop's own."""
    name: Mapped[str]
    """The nickname by which the shop knows the person; shown everywhere."""
    real_name: Mapped[str] = mapped_column(default="")
    phone: Mapped[str | None] = mapped_column(index=True)
    """Full mobile number, digits only; not unique: two with the same number are proposed as duplicates."""
    phone_masked: Mapped[str] = mapped_column(default="")
    """138****1234 where a platform shows no more; never used to find a person."""
    wechat_id: Mapped[str] = mapped_column(default="")
    gender: Mapped[str] = mapped_column(default="")
    """'' | female | male"""
    birthday: Mapped[str] = mapped_column(default="")
    """YYYY-MM-DD, or --MM-DD without a year, or ''."""
    community: Mapped[str] = mapped_column(default="")
    building: Mapped[str] = mapped_column(default="")
    room: Mapped[str] = mapped_column(default="")
    """As people write it: 3-2-501, 3栋501."""
    address: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    pickup_point_id: Mapped[int | None] = mapped_column(points_to("pickup_point.id", on_delete="SET NULL"), index=True)
    referral_code: Mapped[str | None] = mapped_column(unique=True)
    marketing_consent: Mapped[bool] = mapped_column(default=False)
    consent_at: Mapped[int | None]
    consent_how: Mapped[str] = mapped_column(default="")
    do_not_contact: Mapped[bool] = mapped_column(default=False)
    do_not_contact_reason: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    joined_at: Mapped[int]
    search_text: Mapped[str] = mapped_column(default="")
    """Folded names, aliases, pinyin, initials, numbers: what the search box looks in (shopdesk.members.search)."""

    __table_args__ = (
        one_of("gender", "", "female", "male"),
        Index("ix_member_search_text_id", "search_text", "id"),
        Index("ix_member_name", "name"),
        Index("ix_member_room", "room"),
    )


class Alias(Base):
    """Another name the same person orders or pays under; learned from imports and from the owner's corrections."""

    __tablename__ = "alias"
    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(points_to("member.id", on_delete="CASCADE"), index=True)
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    """texts.fold(name)"""
    room: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="nickname")
    source: Mapped[str] = mapped_column(default="hand")
    """hand | import | merge"""
    created_at: Mapped[int]
    __table_args__ = (
        UniqueConstraint("member_id", "folded", "room", "kind"),
        one_of("kind", "nickname", "payer", "real_name"),
    )


class AliasRefusal(Base):
    """The owner said that this name is not this member; it is not proposed again."""

    __tablename__ = "alias_refusal"
    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(points_to("member.id", on_delete="CASCADE"), index=True)
    folded: Mapped[str] = mapped_column(index=True)
    """texts.fold(name)"""
    name: Mapped[str]
    room: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[int]
    __table_args__ = (UniqueConstraint("member_id", "folded", "room"),)


class GroupChat(Base):
    """A WeChat group of the shop whose member list was pasted for a check."""

    __tablename__ = "group_chat"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    checked_at: Mapped[int]


class GroupChatPerson(Base):
    """A name in the member list of a WeChat group, and since when; `left_at` when a later list no longer had it."""

    __tablename__ = "group_chat_person"
    id: Mapped[int] = mapped_column(primary_key=True)
    group_chat_id: Mapped[int] = mapped_column(points_to("group_chat.id", on_delete="CASCADE"))
    member_id: Mapped[int | None] = mapped_column(points_to("member.id", on_delete="SET NULL"), index=True)
    """None while it is not known who this is."""
    name: Mapped[str]
    folded: Mapped[str]
    """texts.fold(name)"""
    nth: Mapped[int] = mapped_column(default=1)
    """Of several people with the same name in one list."""
    first_seen_at: Mapped[int]
    last_seen_at: Mapped[int]
    left_at: Mapped[int | None]
    __table_args__ = (UniqueConstraint("group_chat_id", "folded", "nth"),)


class Inquiry(Base):
    """What a member looked for or asked about, noted by hand or from chat lines pasted to the member."""

    __tablename__ = "inquiry"
    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(points_to("member.id", on_delete="CASCADE"))
    product_id: Mapped[int | None] = mapped_column(points_to("product.id", on_delete="SET NULL"), index=True)
    words: Mapped[str]
    at: Mapped[int]
    how: Mapped[str] = mapped_column(default="hand")
    __table_args__ = (one_of("how", "hand", "chat"), Index("ix_inquiry_member_id_at", "member_id", "at"))


class MemberSummary(Base):
    """Derived from a member's orders in the same transaction that changes them; `check` computes it again.

    Counts confirmed, paid and collected orders (not draft, cancelled, refunded).
    """

    __tablename__ = "member_summary"
    id: Mapped[int] = mapped_column(points_to("member.id", on_delete="CASCADE"), primary_key=True)
    order_count: Mapped[int] = mapped_column(default=0)
    spent_fen: Mapped[int] = mapped_column(default=0)
    """amount − refund of the counted orders."""
    first_day: Mapped[int | None]
    last_day: Mapped[int | None]
    gap_days: Mapped[float | None]
    """Own rhythm: median of the days between order days; None below 3 order days."""
    unpaid_fen: Mapped[int] = mapped_column(default=0)
    """What confirmed orders still lack."""
    __table_args__ = (
        Index("ix_member_summary_last_day", "last_day"),
        Index("ix_member_summary_spent_fen", "spent_fen"),
        Index("ix_member_summary_order_count", "order_count"),
    )
