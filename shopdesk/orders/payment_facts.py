"""What the matching of payments knows of the shop: payments and orders that are open, and who the members are."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.texts import fold
from shopdesk.data.database import derived, fetch_rows
from shopdesk.data.tables import Alias, Member, Order, OrderLine, Payment, PaymentMatch
from shopdesk.members.identity import room_key
from shopdesk.orders.payment_matching import Proposal, Settled, propose
from shopdesk.orders.payment_money import is_credit, left_fen, paying
from shopdesk.orders.payment_options import AFTER, BEFORE, OrderFact, PaymentFact
from shopdesk.orders.payment_people import People, Person

PROPOSAL_TABLES = ("payment", "payment_match", "payment_credit", "order", "order_line", "member", "alias")
_BY_HAND = ("hand", "jielong")
"""Orders of platforms that are paid were paid there, not to the owner's own account."""


def proposals(session: Session) -> dict[int, Proposal]:
    """A proposal for every payment that is not used up, by its id; kept until something of it changes.

    This is a read-only operation.
    """
    return derived(session, "orders.payment_proposals", _propose, PROPOSAL_TABLES)


def _propose(session: Session) -> dict[int, Proposal]:
    payments = _open_payments(session)
    if not payments:
        return {}
    people = known_people(session)
    return propose(payments, [*_owed(session), *_said(session, payments)], people, _settled(session, payments))


def known_people(session: Session) -> People:
    """All members by what a bill can say of them. This is a read-only operation."""
    return derived(session, "orders.payment_people", _people, ("member", "alias"))


def _open_payments(session: Session) -> list[PaymentFact]:
    left = left_fen()
    rows = session.execute(
        select(Payment.id, left, Payment.counterparty, Payment.at, Payment.note).where(paying(), left > 0, ~is_credit())
    )
    return [PaymentFact(*row) for row in rows]


def _owed(session: Session) -> list[OrderFact]:
    """Confirmed orders with what they lack, and the goods that a message could name."""
    where = (Order.status == "confirmed", Order.amount_fen > Order.paid_fen)
    goods: dict[int, list[str]] = {}
    lines = select(OrderLine.order_id, OrderLine.name).join(Order, Order.id == OrderLine.order_id).where(*where)
    for order_id, name in session.execute(lines):
        goods.setdefault(order_id, []).append(fold(name))
    rows: Any = session.execute(
        select(
            Order.id,
            Order.member_id,
            Order.amount_fen - Order.paid_fen,
            Order.ordered_at,
            Order.group_buy_id,
            Order.seq,
        ).where(*where)
    )
    return [OrderFact(*(*row, tuple(sorted(goods.get(row[0], ()))))) for row in rows]


def _said(session: Session, payments: list[PaymentFact]) -> list[OrderFact]:
    """Orders that the owner marked paid without a payment to show for it, where an open payment has that amount."""
    amounts = {payment.fen for payment in payments}
    dated = [payment.at for payment in payments if payment.at]
    if not dated:
        return []
    sources = ", ".join("?" * len(_BY_HAND))
    rows = fetch_rows(
        session,
        "SELECT o.id, o.member_id, o.amount_fen - coalesce(sum(m.amount_fen), 0) AS lacking, o.ordered_at, "
        'o.group_buy_id, o.seq FROM "order" o LEFT JOIN payment_match m ON m.order_id = o.id '
        "WHERE o.status IN ('paid', 'collected') AND o.refund_fen = 0 AND o.ordered_at BETWEEN ? AND ? "
        f"AND o.source IN ({sources}) GROUP BY o.id HAVING lacking > 0",
        (min(dated) - AFTER, max(dated) + BEFORE, *_BY_HAND),
    )
    return [OrderFact(*(*row, (), True)) for row in rows if row[2] in amounts]


def _settled(session: Session, payments: list[PaymentFact]) -> list[Settled]:
    payers = {fold(payment.payer) for payment in payments}
    rows = session.execute(
        select(Payment.id, Payment.counterparty, Payment.amount_fen, Payment.at, PaymentMatch.order_id)
        .join(PaymentMatch, PaymentMatch.payment_id == Payment.id)
        .order_by(Payment.id, PaymentMatch.id)
    )
    found: dict[int, Settled] = {}
    for payment_id, payer, fen, at, order_id in rows:
        if fold(payer) in payers:
            known = found.get(payment_id)
            found[payment_id] = Settled(payer, fen, at, (*(known.orders if known else ()), order_id))
    return list(found.values())


def _people(session: Session) -> People:
    aliases: dict[int, list[tuple[str, str]]] = {}
    for member_id, name, kind in session.execute(select(Alias.member_id, Alias.name, Alias.kind)):
        aliases.setdefault(member_id, []).append((name, kind))
    return People(
        Person(
            member_id,
            ((name, "nickname"), (real_name, "real_name"), *sorted(aliases.get(member_id, ()))),
            building + room if building and room and not room.startswith(building) else room,
            _home(community, building, room),
            phone or "",
        )
        for member_id, name, real_name, community, building, room, phone in session.execute(
            select(
                Member.id, Member.name, Member.real_name, Member.community, Member.building, Member.room, Member.phone
            ).order_by(Member.id)
        )
    )


def _home(community: str, building: str, room: str) -> str:
    """Behind which door somebody lives; 501 without a building is no door."""
    key = room_key(building + room if building and not room.startswith(building) else room) if room else ""
    return f"{fold(community)}|{key}" if "-" in key else ""
