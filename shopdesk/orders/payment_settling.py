"""Money that does not fit: cash in the hand, too much that goes back or stays as credit, credit that pays."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.orm import Session

from shopdesk.base.dates import now
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.data.tables import Member, Order, Payment, PaymentCredit, PaymentMatch
from shopdesk.orders.payment_facts import proposals
from shopdesk.orders.payment_matches import Match, settle_order, sum_of, write_matches
from shopdesk.orders.payment_money import CASH, left_fen, paying
from shopdesk.orders.statuses import refund_part

_BY_HAND = "hand"
"""`payment.source` of money that was marked as paid and became a credit."""


def take_cash(session: Session, order_ids: Sequence[int], amount_fen: int | None = None) -> int:
    """Cash for these orders of one member, the oldest first; None: all that they lack. Returns how much it was."""
    orders = session.scalars(
        select(Order)
        .where(Order.id.in_(order_ids), Order.status == "confirmed", Order.amount_fen > Order.paid_fen)
        .order_by(Order.day, Order.id)
    ).all()
    lacking = sum(order.amount_fen - order.paid_fen for order in orders)
    if not orders:
        raise ShopError(_("这些订单已经不用付款了。"), _("请刷新后再看。"), "paid")
    amount = lacking if amount_fen is None else amount_fen
    if not 0 < amount <= lacking:
        raise ShopError(
            _("这里还差 {fen}。").format(fen=format_fen(lacking)),
            _("请填这么多，或者少一点。"),
            "amount",
        )
    name = session.get_one(Member, orders[0].member_id).name
    payment_id = _write_payment(session, CASH, amount, name)
    matches, left = [], amount
    for order in orders:
        part = min(order.amount_fen - order.paid_fen, left)
        if part > 0:
            matches.append(Match(payment_id, order.id, part, _("收到现金")))
            left -= part
    write_matches(session, matches)
    return amount


def take_cash_of(session: Session, order_ids_by_member: Sequence[Sequence[int]]) -> int:
    """All that each of these members lacks, in cash; returns the sum."""
    return sum(take_cash(session, order_ids) for order_ids in order_ids_by_member)


def _write_payment(session: Session, source: str, amount_fen: int, payer: str) -> int:
    number = (session.scalar(select(func.max(Payment.id))) or 0) + 1
    row = {"id": number, "source": source, "txn_id": f"{source}-{number}", "direction": "income", "usable": True,
           "amount_fen": amount_fen, "counterparty": payer, "at": now(), "note": "", "back_fen": 0}  # fmt: skip
    session.execute(insert(Payment), [row])
    return number


# ---- too much came in


def extra_fen(session: Session, payment_id: int) -> int:
    """What of a payment no order explains."""
    return session.scalar(select(left_fen()).where(Payment.id == payment_id, paying())) or 0


def write_returned(session: Session, payment_id: int) -> int:
    """The owner has given back what no order explains of this payment; returns how much."""
    left = _extra(session, payment_id)
    payment = session.get_one(Payment, payment_id)
    payment.back_fen = payment.amount_fen - sum_of(session, PaymentMatch.payment_id == payment_id)
    drop_credits(session, [payment_id])
    session.flush()
    return left


def keep_credit(session: Session, payment_id: int) -> int:
    """What no order explains of this payment stays as the credit of the member who paid; returns the member."""
    _extra(session, payment_id)
    member_id = payer_of(session, payment_id)
    if member_id is None:
        raise ShopError(_("还不知道这笔钱是谁付的。"), _("请先手工核对到他的一张订单。"), "payer")
    _write_credit(session, payment_id, member_id)
    return member_id


def drop_credits(session: Session, payment_ids: Sequence[int]) -> None:
    """What is left of them is no credit any more: it waits to be matched again."""
    session.execute(delete(PaymentCredit).where(PaymentCredit.payment_id.in_(payment_ids)))
    session.flush()


def payer_of(session: Session, payment_id: int) -> int | None:
    """The one member whose orders it pays, or whose order it seems to pay once more."""
    proposal = proposals(session).get(payment_id)
    of_orders = select(PaymentMatch.order_id).where(PaymentMatch.payment_id == payment_id)
    orders = list(session.scalars(of_orders)) or (list(proposal.again) if proposal is not None else [])
    members = set(session.scalars(select(Order.member_id).where(Order.id.in_(orders))))
    return members.pop() if len(members) == 1 else None


def _extra(session: Session, payment_id: int) -> int:
    left = extra_fen(session, payment_id)
    if left <= 0:
        raise ShopError(_("这笔钱没有多出来的部分。"), _("请刷新后再看。"), "amount")
    return left


def _write_credit(session: Session, payment_id: int, member_id: int) -> None:
    known = session.scalar(select(PaymentCredit).where(PaymentCredit.payment_id == payment_id))
    if known is None:
        session.add(PaymentCredit(payment_id=payment_id, member_id=member_id, decided_at=now()))
    else:
        known.member_id = member_id
    session.flush()


# ---- an order was paid with more than it costs now


def excess_fen(order: Order) -> int:
    """What was paid for an order and is not what it costs, nor given back; all of it once it is cancelled."""
    costs = 0 if order.status == "cancelled" else order.amount_fen
    if order.status not in ("confirmed", "paid", "collected", "cancelled"):
        return 0
    return max(order.paid_fen - order.refund_fen - costs, 0)


def give_back_excess(session: Session, order_id: int) -> int:
    """The owner has given back what was paid too much for an order; returns how much."""
    order = _order_with_excess(session, order_id)
    excess = excess_fen(order)
    if order.status in ("paid", "collected"):
        refund_part(session, order_id, order.refund_fen + excess)
    else:
        order.refund_fen += excess
        session.flush()
    return excess


def credit_excess(session: Session, order_id: int) -> int:
    """What was paid too much for an order leaves it and becomes the member's credit; returns how much."""
    order = _order_with_excess(session, order_id)
    excess = left = excess_fen(order)
    query = select(PaymentMatch).where(PaymentMatch.order_id == order_id).order_by(PaymentMatch.id.desc())
    for match in session.scalars(query).all():
        cut = min(left, match.amount_fen)
        if cut <= 0:
            break
        match.amount_fen -= cut
        match.added_fen = max(match.added_fen - cut, 0)
        order.paid_fen -= cut
        left -= cut
        if match.amount_fen == 0:
            session.delete(match)
        _write_credit(session, match.payment_id, order.member_id)
    if left > 0:  # it had only been marked as paid: from now on there is a payment to show for it
        name = session.get_one(Member, order.member_id).name
        order.paid_fen -= left
        _write_credit(session, _write_payment(session, _BY_HAND, left, name), order.member_id)
    settle_order(order)
    session.flush()
    return excess


def _order_with_excess(session: Session, order_id: int) -> Order:
    order = session.get(Order, order_id)
    if order is None or not excess_fen(order):
        raise ShopError(_("这个订单没有多付的钱。"), _("请刷新后再看。"), "amount")
    return order


# ---- credit


def credit_fen(session: Session, member_id: int) -> int:
    """What a member may still spend of money that stayed here."""
    query = select(left_fen()).where(_credits_of(member_id), paying())
    return sum(max(left, 0) for left in session.scalars(query))


def use_credit(session: Session, order_id: int) -> int:
    """Pay an order with its member's credit as far as both go; returns how much."""
    order = session.get_one(Order, order_id)
    lacking = max(order.amount_fen - order.paid_fen, 0) if order.status == "confirmed" else 0
    query = select(Payment.id, left_fen()).where(_credits_of(order.member_id), paying(), left_fen() > 0)
    matches = []
    for payment_id, left in session.execute(query.order_by(Payment.at, Payment.id)).all():
        part = min(lacking, left)
        if part > 0:
            matches.append(Match(payment_id, order_id, part, _("用余额付")))
            lacking -= part
    if not matches:
        raise ShopError(_("没有能用的余额。"), _("请刷新后再看。"), "amount")
    write_matches(session, matches)
    return sum(match.amount_fen for match in matches)


def _credits_of(member_id: int) -> ColumnElement[bool]:
    return Payment.id.in_(select(PaymentCredit.payment_id).where(PaymentCredit.member_id == member_id))
