"""Sums over orders: how much of each product a filter comes to, and who still has to pay."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.base.texts import mask_name
from shopdesk.data.tables import Member, Order, OrderLine, Product
from shopdesk.orders.order_list import OrderFilter, order_condition
from shopdesk.orders.products import product_label
from shopdesk.orders.statuses import LIVE


@dataclass(frozen=True)
class ProductTotal:
    """One product in one unit."""

    product_id: int | None
    name: str
    spec: str
    unit: str
    qty_milli: int
    waiting_milli: int
    """What is not handed over yet."""
    amount_fen: int
    unpriced: int
    """Lines whose amount is not known; they are not in amount_fen."""
    orders: int
    members: int

    @property
    def label(self) -> str:
        return product_label(self.name, self.spec)


@dataclass(frozen=True)
class Unpaid:
    member_id: int
    name: str
    room: str
    phone: str | None
    open_fen: int
    order_ids: tuple[int, ...]
    first_day: int


def live_only(wanted: OrderFilter) -> OrderFilter:
    """A filter that asks for no status means the orders for which goods are bought: not drafts, not cancelled ones."""
    return wanted if wanted.statuses else replace(wanted, statuses=LIVE)


def product_totals(session: Session, wanted: OrderFilter) -> list[ProductTotal]:
    """Quantity and amount by product and unit, the largest amount first; see live_only."""
    name = func.coalesce(Product.name, OrderLine.name)
    spec = func.coalesce(Product.spec, OrderLine.spec)
    unit = func.coalesce(func.nullif(OrderLine.unit, ""), Product.unit, "")  # who writes none means the product's own
    rows = session.execute(
        select(
            OrderLine.product_id, name, spec, unit, func.sum(OrderLine.qty_milli),
            func.sum(case((Order.status == "collected", 0), else_=OrderLine.qty_milli)),
            func.coalesce(func.sum(OrderLine.amount_fen), 0),
            func.sum(case((OrderLine.amount_fen.is_(None), 1), else_=0)),
            func.count(OrderLine.order_id.distinct()), func.count(Order.member_id.distinct()),
        )
        .join(Order, Order.id == OrderLine.order_id)
        .outerjoin(Product, Product.id == OrderLine.product_id)
        .where(order_condition(live_only(wanted)))
        .group_by(OrderLine.product_id, name, spec, unit)
    )  # fmt: skip
    totals = [ProductTotal(*row) for row in rows]
    return sorted(totals, key=lambda total: (-total.amount_fen, total.name, total.spec, total.unit))


def unpaid_members(session: Session, wanted: OrderFilter) -> list[Unpaid]:
    """Who has confirmed orders that are not paid in full, the largest sum first."""
    rows = session.execute(
        select(Order.member_id, Member.name, Member.room, Member.phone, Order.id, Order.day,
               Order.amount_fen - Order.paid_fen)
        .join(Member, Member.id == Order.member_id)
        .where(order_condition(replace(wanted, statuses=("confirmed",))), Order.amount_fen > Order.paid_fen)
        .order_by(Order.day, Order.id)
    )  # fmt: skip
    found: dict[int, Unpaid] = {}
    for member_id, name, room, phone, order_id, day, lacking in rows:
        known = found.get(member_id) or Unpaid(member_id, name, room, phone, 0, (), day)
        found[member_id] = replace(known, open_fen=known.open_fen + lacking, order_ids=(*known.order_ids, order_id))
    return sorted(found.values(), key=lambda each: (-each.open_fen, each.name))


def unpaid_notice(unpaid: list[Unpaid], *, masked: bool = True) -> str:
    """A friendly reminder for the group; names are masked unless the owner asks otherwise."""
    lines = [
        f"{number}. {mask_name(each.name) if masked else each.name} {format_fen(each.open_fen)}"
        for number, each in enumerate(unpaid, 1)
    ]
    return "\n".join([_("还没付款的邻居，方便时请付一下，谢谢～"), *lines])
