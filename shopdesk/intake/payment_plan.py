"""What a bill would change: lines that are new, and lines known already whose money has moved since.

Money goes one way: waiting, arrived, gone back. A line that says less than is known comes from an older bill and
changes nothing, so that bills may come in any order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.data.tables import Member, Order, Payment, PaymentMatch
from shopdesk.intake.draft import Draft, DraftPayment

_CHUNK = 500


@dataclass(frozen=True)
class PaymentPlan:
    payment: DraftPayment
    effect: str
    """new | changed | same"""
    stored_id: int | None = None
    pays: tuple[str, ...] = ()
    """The orders that the stored payment pays: 王姐 #12."""


@dataclass(frozen=True)
class _Stored:
    id: int
    direction: str
    usable: bool
    back_fen: int


def plan_payments(session: Session, draft: Draft) -> list[PaymentPlan]:
    """What becomes of each line of the bill. This is a read-only operation."""
    stored = _stored(session, draft)
    plans: list[PaymentPlan] = []
    seen: set[str] = set()
    for payment in draft.payments:
        known = stored.get(payment.txn_id)
        if payment.txn_id in seen:
            plans.append(PaymentPlan(payment, "same"))
        elif known is None:
            plans.append(PaymentPlan(payment, "new"))
        else:
            plans.append(PaymentPlan(payment, "changed" if _moved_on(payment, known) else "same", known.id))
        seen.add(payment.txn_id)
    return list(_with_orders(session, plans))


def _moved_on(payment: DraftPayment, known: _Stored) -> bool:
    before, after = _step(known.direction, known.usable), _step(payment.direction, payment.usable)
    return after > before or (after == before == 1 and payment.back_fen > known.back_fen)


def _step(direction: str, usable: bool) -> int:
    """Money that the owner paid out stays what it is."""
    if direction in ("neutral", "expense"):
        return 0 if direction == "neutral" else 3
    return 1 if direction == "income" and usable else 2


def _stored(session: Session, draft: Draft) -> dict[str, _Stored]:
    found: dict[str, _Stored] = {}
    txns = list(dict.fromkeys(payment.txn_id for payment in draft.payments))
    columns = (Payment.txn_id, Payment.id, Payment.direction, Payment.usable, Payment.back_fen)
    for start in range(0, len(txns), _CHUNK):
        chunk = txns[start : start + _CHUNK]
        query = select(*columns).where(Payment.source == draft.source, Payment.txn_id.in_(chunk))
        found.update((row[0], _Stored(row[1], row[2], row[3], row[4])) for row in session.execute(query))
    return found


def _with_orders(session: Session, plans: Sequence[PaymentPlan]) -> Iterator[PaymentPlan]:
    ids = [plan.stored_id for plan in plans if plan.effect == "changed"]
    pays: dict[int, list[str]] = {}
    for start in range(0, len(ids), _CHUNK):
        query = (
            select(PaymentMatch.payment_id, Member.name, Order.id)
            .join(Order, Order.id == PaymentMatch.order_id)
            .join(Member, Member.id == Order.member_id)
            .where(PaymentMatch.payment_id.in_(ids[start : start + _CHUNK]))
            .order_by(PaymentMatch.id)
        )
        for payment_id, name, order_id in session.execute(query):
            pays.setdefault(payment_id, []).append(f"{name} #{order_id}")
    for plan in plans:
        its = pays.get(plan.stored_id or 0, ()) if plan.effect == "changed" else ()
        yield PaymentPlan(plan.payment, plan.effect, plan.stored_id, tuple(its)) if its else plan


def update_payments(session: Session, plans: Sequence[PaymentPlan]) -> list[int]:
    """Write what has moved since; returns the payments' ids. What they had paid is for the caller to let go."""
    changed = [plan for plan in plans if plan.effect == "changed" and plan.stored_id is not None]
    for plan in changed:
        payment = plan.payment
        values = {"direction": payment.direction, "usable": payment.usable, "back_fen": payment.back_fen}
        session.execute(update(Payment).where(Payment.id == plan.stored_id).values(**values))
    return [plan.stored_id for plan in changed if plan.stored_id is not None]


def explain_payment(plan: PaymentPlan) -> str:
    """What a line of the bill means for what is known already; "" when there is nothing to say."""
    payment = plan.payment
    if plan.effect != "changed":
        if payment.usable:
            return _("退过 {fen}，只算剩下的").format(fen=format_fen(payment.back_fen)) if payment.back_fen else ""
        return _("退回去的钱，不用来对账") if payment.direction == "income" else _("不是收款，不用来对账")
    orders = _("、").join(plan.pays)
    if payment.usable and not payment.back_fen:
        return _("现在到账了")
    if payment.usable:
        words = _("后来退了 {fen}").format(fen=format_fen(payment.back_fen))
        return _("{words}，记在 {orders} 的退款里").format(words=words, orders=orders) if orders else words
    if orders:
        return _("后来退回了：{orders} 变回待付款").format(orders=orders)
    return _("后来退回了，不再算收款")
