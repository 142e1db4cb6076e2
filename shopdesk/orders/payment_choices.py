"""Choosing by hand: the open orders that a payment could pay, the likeliest first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from shopdesk.base.i18n import _
from shopdesk.data.tables import Alias, Member, Order, Payment
from shopdesk.orders.payment_facts import known_people, proposals
from shopdesk.orders.payment_money import left_fen


@dataclass(frozen=True)
class OpenOrder:
    """An order that a payment could pay."""

    order_id: int
    member_id: int
    member_name: str
    day: int
    open_fen: int
    why: str
    """Why it is offered, or ''."""


def knows_payer(session: Session, name: str, member_id: int) -> bool:
    """This payer's name is already the member's."""
    from_alias = select(Alias.id).where(Alias.member_id == member_id, Alias.name == name, Alias.kind == "payer")
    return session.scalar(from_alias) is not None


def open_orders_for(
    session: Session, payment_id: int, text_filter: ColumnElement[bool] | None = None, limit: int = 50
) -> list[OpenOrder]:
    """Open orders that this payment could pay, the proposed ones first, then those it pays exactly, then by member."""
    payment = session.get(Payment, payment_id)
    if payment is None:
        return []
    free = session.scalar(select(left_fen()).where(Payment.id == payment_id)) or 0
    proposal = proposals(session).get(payment_id)
    first = dict.fromkeys(order for order, _fen in proposal.parts) if proposal else {}
    people = known_people(session)
    named = set(people.meant(payment.counterparty, payment.note))
    query = (
        select(Order.id, Member.id, Member.name, Order.day, Order.amount_fen - Order.paid_fen)
        .join(Member, Member.id == Order.member_id)
        .where(Order.status == "confirmed", Order.amount_fen > Order.paid_fen)
    )
    rows: Any = session.execute(query if text_filter is None else query.where(text_filter))
    found = [
        OpenOrder(row[0], row[1], row[2], row[3], row[4], _why(row[0] in first, row[1] in named, row[4] == free))
        for row in rows
    ]
    if named_like := {row.member_id for row in found if people.resembles(payment.counterparty, row.member_id)} - named:
        found = [replace(row, why=row.why or _("名字像")) if row.member_id in named_like else row for row in found]
    found.sort(
        key=lambda order: (
            order.order_id not in first,
            -2 * (order.member_id in named) - (order.member_id in named_like) - (order.open_fen == free),
            abs(order.open_fen - free),
            -order.day,
            order.order_id,
        )
    )
    return found[:limit]


def _why(proposed: bool, same_name: bool, same_amount: bool) -> str:
    if same_name and same_amount:
        return _("名字和金额都对得上")
    if same_amount:
        return _("金额正好")
    return _("名字对得上") if same_name else _("推荐") if proposed else ""
