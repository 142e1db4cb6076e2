"""Products, group buys, orders, payments and claims."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shopdesk.data.tables.base import Base, one_of, points_to


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
