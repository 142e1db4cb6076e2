"""Every table of a shop.

Units: `*_fen` integer 分; `*_at` epoch seconds UTC; `*_day` local day as an ordinal (`date.toordinal`); `qty_milli`
thousandths. Every table has an integer `id`, so that undo and a later PostgreSQL treat all of them alike.
Enumerations are short English words from product.md, stored as text and listed beside the column.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {int: BigInteger().with_variant(Integer(), "sqlite"), str: Text()}  # noqa: RUF012


def one_of(column: str, *words: str) -> CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def points_to(target: str, *, on_delete: str = "NO ACTION") -> ForeignKey:
    return ForeignKey(target, ondelete=on_delete, deferrable=True, initially="DEFERRED")


# ---- the shop ---------------------------------------------------------------------------------------------------


class ShopSetting(Base):
    """One row for each setting of the shop; read and written through shopdesk.data.shop."""

    __tablename__ = "shop_setting"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    value: Mapped[Any] = mapped_column(JSON)


class Picture(Base):
    """A picture that was cleaned and encoded again when it came in."""

    __tablename__ = "picture"
    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(unique=True)
    mime: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class PickupPoint(Base):
    __tablename__ = "pickup_point"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    address: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")


# ---- people -----------------------------------------------------------------------------------------------------


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


# ---- goods and orders -------------------------------------------------------------------------------------------


class Product(Base):
    __tablename__ = "product"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    spec: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="")
    price_fen: Mapped[int | None]
    cost_fen: Mapped[int | None]
    category: Mapped[str] = mapped_column(default="", index=True)
    supplier: Mapped[str] = mapped_column(default="")
    fresh: Mapped[bool] = mapped_column(default=False)
    """Fresh food: outside the 7-day return rule."""
    picture_id: Mapped[int | None] = mapped_column(points_to("picture.id", on_delete="SET NULL"))
    active: Mapped[bool] = mapped_column(default=True)
    search_text: Mapped[str] = mapped_column(default="")
    __table_args__ = (UniqueConstraint("name", "spec"),)


class ProductAlias(Base):
    """What people call a product."""

    __tablename__ = "product_alias"
    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(points_to("product.id", on_delete="CASCADE"), index=True)
    folded: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    learned_at: Mapped[int | None]
    """When a correction in an import taught it; None when it was written by hand."""


class ProductUnit(Base):
    """The owner's answer, once for each product, to what a unit that is not the product's own means (斤 or 个)."""

    __tablename__ = "product_unit"
    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(points_to("product.id", on_delete="CASCADE"))
    unit: Mapped[str]
    """As people write it."""
    base_milli: Mapped[int | None]
    """Thousandths of the product's own unit that one of it is; None: counted apart."""
    decided_at: Mapped[int]
    __table_args__ = (UniqueConstraint("product_id", "unit"), CheckConstraint("base_milli > 0", name="base_milli"))


class GroupBuy(Base):
    """Goods + one cut-off + one pick-up."""

    __tablename__ = "group_buy"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    opened_at: Mapped[int]
    cut_off_at: Mapped[int | None]
    arrival_day: Mapped[int | None]
    pickup_until_day: Mapped[int | None]
    pickup_point_id: Mapped[int | None] = mapped_column(points_to("pickup_point.id", on_delete="SET NULL"))
    status: Mapped[str] = mapped_column(default="open")
    note: Mapped[str] = mapped_column(default="")
    __table_args__ = (one_of("status", "open", "closed", "arrived", "done"),)


class GroupBuyProduct(Base):
    __tablename__ = "group_buy_product"
    id: Mapped[int] = mapped_column(primary_key=True)
    group_buy_id: Mapped[int] = mapped_column(points_to("group_buy.id", on_delete="CASCADE"))
    product_id: Mapped[int] = mapped_column(points_to("product.id"), index=True)
    price_fen: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)
    __table_args__ = (UniqueConstraint("group_buy_id", "product_id"),)


class Order(Base):
    __tablename__ = "order"
    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(default="hand")
    """hand | jielong | the preset's name: with `order_no` it says which order of which platform this is."""
    order_no: Mapped[str | None]
    member_id: Mapped[int] = mapped_column(points_to("member.id"))
    group_buy_id: Mapped[int | None] = mapped_column(points_to("group_buy.id"), index=True)
    pickup_point_id: Mapped[int | None] = mapped_column(points_to("pickup_point.id", on_delete="SET NULL"))
    status: Mapped[str] = mapped_column(default="confirmed")
    ordered_at: Mapped[int]
    day: Mapped[int]
    """The shop's local day of ordered_at."""
    paid_at: Mapped[int | None]
    collected_at: Mapped[int | None]
    amount_fen: Mapped[int] = mapped_column(default=0)
    """What is to be paid for the whole order."""
    paid_fen: Mapped[int] = mapped_column(default=0)
    refund_fen: Mapped[int] = mapped_column(default=0)
    seq: Mapped[int | None]
    """The number in a 接龙."""
    note: Mapped[str] = mapped_column(default="")
    import_id: Mapped[int | None] = mapped_column(points_to("import_run.id", on_delete="SET NULL"), index=True)
    __table_args__ = (
        one_of("status", "draft", "confirmed", "paid", "collected", "cancelled", "refunded"),
        UniqueConstraint("source", "order_no"),
        Index("ix_order_member_id_day", "member_id", "day"),
        Index("ix_order_day", "day", "id"),
        Index("ix_order_status_day", "status", "day"),
    )


class OrderLine(Base):
    __tablename__ = "order_line"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(points_to("order.id", on_delete="CASCADE"), index=True)
    product_id: Mapped[int | None] = mapped_column(points_to("product.id"), index=True)
    name: Mapped[str]
    """The product as it was called in the order; the line stays true when the product is renamed."""
    spec: Mapped[str] = mapped_column(default="")
    qty_milli: Mapped[int]
    unit: Mapped[str] = mapped_column(default="")
    amount_fen: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")


class Payment(Base):
    """One line of a WeChat or Alipay bill, or cash that the owner took."""

    __tablename__ = "payment"
    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    txn_id: Mapped[str]
    direction: Mapped[str]
    usable: Mapped[bool] = mapped_column(default=True)
    amount_fen: Mapped[int]
    counterparty: Mapped[str] = mapped_column(default="")
    at: Mapped[int]
    note: Mapped[str] = mapped_column(default="")
    import_id: Mapped[int | None] = mapped_column(points_to("import_run.id", on_delete="SET NULL"), index=True)
    back_fen: Mapped[int] = mapped_column(default=0)
    """What went back, as its own line of the bill or the owner says; refunds in lines of their own come besides."""
    __table_args__ = (
        UniqueConstraint("source", "txn_id"),
        one_of("direction", "income", "expense", "refund", "neutral"),
        Index("ix_payment_at", "at"),
    )


class PaymentMatch(Base):
    __tablename__ = "payment_match"
    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(points_to("payment.id", on_delete="CASCADE"))
    order_id: Mapped[int] = mapped_column(points_to("order.id", on_delete="CASCADE"), index=True)
    amount_fen: Mapped[int]
    added_fen: Mapped[int] = mapped_column(default=0)
    """By how much it raised the order's paid_fen; the rest explains money that had been marked as paid (cash, a
    platform's word) and stays when the match is taken back."""
    why: Mapped[str] = mapped_column(default="")
    __table_args__ = (UniqueConstraint("payment_id", "order_id"),)


class PaymentCredit(Base):
    """What no order explains of a payment stays as this member's credit: the owner and the member agreed on it."""

    __tablename__ = "payment_credit"
    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(points_to("payment.id", on_delete="CASCADE"), unique=True)
    member_id: Mapped[int] = mapped_column(points_to("member.id", on_delete="CASCADE"), index=True)
    decided_at: Mapped[int]


class Claim(Base):
    """A member's complaint about goods, open until it is answered."""

    __tablename__ = "claim"
    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(points_to("member.id", on_delete="CASCADE"), index=True)
    order_id: Mapped[int | None] = mapped_column(points_to("order.id", on_delete="SET NULL"), index=True)
    what: Mapped[str]
    status: Mapped[str] = mapped_column(default="open", index=True)
    opened_at: Mapped[int]
    closed_at: Mapped[int | None]
    answer: Mapped[str] = mapped_column(default="")
    __table_args__ = (one_of("status", "open", "closed"),)


# ---- what came in -----------------------------------------------------------------------------------------------


class ImportRun(Base):
    """One import: what it was and how it ended, row by row where something was refused."""

    __tablename__ = "import_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """jielong | orders | members | bill"""
    preset: Mapped[str] = mapped_column(default="")
    file_name: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str] = mapped_column(default="", index=True)
    imported_at: Mapped[int]
    group_buy_id: Mapped[int | None] = mapped_column(points_to("group_buy.id", on_delete="SET NULL"))
    counts: Mapped[Any] = mapped_column(JSON)
    rejected: Mapped[Any] = mapped_column(JSON)
    """[{"row", "reason", "cells"}]"""


class ListLine(Base):
    """How a line of a group buy's 接龙 was taken, so that the same line pasted again is taken the same way."""

    __tablename__ = "list_line"
    id: Mapped[int] = mapped_column(primary_key=True)
    group_buy_id: Mapped[int] = mapped_column(points_to("group_buy.id", on_delete="CASCADE"))
    key: Mapped[str]
    """Of the line's words; "" holds the product that a line without one means."""
    reading: Mapped[Any] = mapped_column(JSON)
    __table_args__ = (UniqueConstraint("group_buy_id", "key"),)


class ColumnMapping(Base):
    """How the owner said a table's columns are to be read, found again by its header."""

    __tablename__ = "column_mapping"
    id: Mapped[int] = mapped_column(primary_key=True)
    header_key: Mapped[str] = mapped_column(unique=True)
    mapping: Mapped[Any] = mapped_column(JSON)
    saved_at: Mapped[int]


# ---- content ----------------------------------------------------------------------------------------------------


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


# ---- outreach and referrals -------------------------------------------------------------------------------------


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
