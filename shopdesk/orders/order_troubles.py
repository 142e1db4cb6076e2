"""Orders whose money does not fit: paid in part, with too much, or twice by the look of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import and_, or_, select, true
from sqlalchemy.orm import Session

from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.data.database import derived
from shopdesk.data.tables import Order, Payment, PaymentMatch
from shopdesk.orders.order_list import OrderFilter
from shopdesk.orders.payment_facts import PROPOSAL_TABLES, proposals
from shopdesk.orders.payment_money import is_credit, left_fen, paying

_MOST = 500
"""Orders of one member that are looked at, the newest."""


@dataclass(frozen=True)
class Trouble:
    """What is wrong with an order's money, and how much."""

    kind: str
    """twice over short"""
    fen: int
    payment_id: int | None = None
    """The payment that brought too much; None: the order itself costs less than was paid."""

    @property
    def words(self) -> str:
        words = {"twice": _("像重复付 {fen}"), "over": _("多付 {fen}"), "short": _("少付 {fen}")}[self.kind]
        return words.format(fen=format_fen(self.fen))


def order_troubles(session: Session) -> dict[int, Trouble]:
    """By order; kept until orders or payments change. This is a read-only operation; cost: all orders once."""
    return derived(session, "orders.troubles", _find, PROPOSAL_TABLES)


def troubles_of(session: Session, order_ids: Sequence[int]) -> dict[int, Trouble]:
    """The same for a few orders, without a look at all the others. This is a read-only operation."""
    return _find(session, order_ids)


def _find(session: Session, order_ids: Sequence[int] | None = None) -> dict[int, Trouble]:
    found: dict[int, Trouble] = {}
    asked = Order.id.in_(order_ids) if order_ids is not None else true()
    lacking = Order.amount_fen - Order.paid_fen
    in_part = select(Order.id, lacking).where(asked, Order.status == "confirmed", Order.paid_fen > 0, lacking > 0)
    for order_id, fen in session.execute(in_part):
        found[order_id] = Trouble("short", fen)
    spare = Order.paid_fen - Order.refund_fen
    live = and_(Order.status.in_(("confirmed", "paid", "collected")), spare > Order.amount_fen)
    called_off = and_(Order.status == "cancelled", spare > 0)
    too_much = select(Order.id, Order.status, spare, Order.amount_fen).where(asked, or_(live, called_off))
    for order_id, status, fen, amount in session.execute(too_much):
        found[order_id] = Trouble("over", fen if status == "cancelled" else fen - amount)
    # Of a payment that brought more than its orders take the last order shows it.
    left = left_fen()
    leftovers = (
        select(PaymentMatch.order_id, Payment.id, left)
        .join(Payment, Payment.id == PaymentMatch.payment_id)
        .where(paying(), ~is_credit(), left > 0)
        .order_by(PaymentMatch.id)
    )
    if order_ids is not None:
        theirs = select(PaymentMatch.payment_id).where(PaymentMatch.order_id.in_(order_ids))
        leftovers = leftovers.where(Payment.id.in_(theirs))
    last = {payment_id: (order_id, fen) for order_id, payment_id, fen in session.execute(leftovers)}
    for payment_id, (order_id, fen) in last.items():
        found[order_id] = Trouble("over", fen, payment_id)
    for payment_id, proposal in sorted(proposals(session).items()):
        if proposal.kind == "duplicate":
            for order_id in proposal.again[-1:]:
                found[order_id] = Trouble("twice", proposal.fen, payment_id)
    return found if order_ids is None else {each: found[each] for each in order_ids if each in found}


def only_troubled(session: Session, wanted: OrderFilter) -> OrderFilter:
    """The same filter, for orders whose money does not fit alone."""
    troubled = order_troubles(session)
    among = troubled if wanted.order_ids is None else [each for each in wanted.order_ids if each in troubled]
    return replace(wanted, order_ids=tuple(sorted(among)))


def member_troubles(session: Session, member_id: int) -> list[tuple[int, int, Trouble]]:
    """(order, its day, what is wrong) of one member, the newest first."""
    query = select(Order.id, Order.day).where(Order.member_id == member_id).order_by(Order.id.desc()).limit(_MOST)
    days = [(row[0], row[1]) for row in session.execute(query)]
    troubles = troubles_of(session, [order_id for order_id, _day in days])
    return [(order_id, day, troubles[order_id]) for order_id, day in days if order_id in troubles]
