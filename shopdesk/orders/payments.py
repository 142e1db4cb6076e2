"""Payments and the orders they pay: by hand, as proposed and ticked, or by themselves where nothing else can be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.base.progress import SILENT, Progress
from shopdesk.base.texts import clean_text
from shopdesk.data.tables import Order, Payment, PaymentMatch
from shopdesk.members.aliases import add_alias
from shopdesk.orders.payment_facts import proposals
from shopdesk.orders.payment_matches import (
    Match,
    chunks,
    lacking_of,
    orders_with_matched,
    pairs,
    release_gone,
    sum_of,
    write_matches,
)
from shopdesk.orders.payment_matching import Proposal
from shopdesk.orders.payment_money import left_fen
from shopdesk.orders.payment_people import is_masked


@dataclass(frozen=True)
class Confirmed:
    """What became of proposals that were taken."""

    matches: tuple[Match, ...]
    learned: tuple[str, ...] = ()
    """Payer names that are known from now on."""
    left_out: int = 0
    """Proposals whose order or payment was taken otherwise meanwhile."""

    @property
    def payments(self) -> int:
        return len({match.payment_id for match in self.matches})


# ---- matching


def match_payment(
    session: Session, payment_id: int, order_id: int, amount_fen: int | None = None, why: str = ""
) -> int:
    """Say that a payment pays an order, wholly or with `amount_fen` of it; returns the amount that was matched."""
    payment = session.get(Payment, payment_id)
    order = session.get(Order, order_id)
    if payment is None or order is None:
        raise ShopError(_("这笔收款或订单已经不在了。"), _("请刷新后再试。"), "gone")
    if payment.direction != "income" or not payment.usable:
        raise ShopError(_("这一笔不是能用的收款。"), _("只有收入可以和订单核对。"), "direction")
    if order.status in ("cancelled", "refunded"):
        raise ShopError(_("这个订单已经取消或退款。"), _("请先恢复订单，或选择别的订单。"), "status")
    if session.scalar(
        select(PaymentMatch.id).where(PaymentMatch.payment_id == payment_id, PaymentMatch.order_id == order_id)
    ):
        raise ShopError(_("这笔收款已经核对到这个订单了。"), _("要改金额，请先取消核对。"), "exists")
    free = session.scalar(select(left_fen()).where(Payment.id == payment_id)) or 0
    lacking = order.amount_fen - sum_of(session, PaymentMatch.order_id == order_id)
    if amount_fen is None and lacking <= 0:
        raise ShopError(_("这个订单的钱已经核对够了。"), _("请选择别的订单。"), "amount")
    amount = min(free, lacking) if amount_fen is None else amount_fen
    if not 0 < amount <= free:
        raise ShopError(
            _("这笔收款还可以用的是 {free}。").format(free=format_fen(max(free, 0))),
            _("请检查金额，或换一个订单。"),
            "amount",
        )
    write_matches(session, [Match(payment_id, order_id, amount, clean_text(why) or _("手工核对"))])
    return amount


def match_by_hand(session: Session, payment_id: int, order_ids: Sequence[int], *, learn: bool = False) -> int:
    """The payment pays these orders, the first ones wholly, as far as it goes; returns what was matched. With `learn`
    its payer is from now on the member whose orders they are."""
    done = 0
    for order_id in order_ids:
        free = session.scalar(select(left_fen()).where(Payment.id == payment_id)) or 0
        if done and free <= 0:
            break
        done += match_payment(session, payment_id, order_id)
    members = set(session.scalars(select(Order.member_id).where(Order.id.in_(order_ids))))
    if learn and len(members) == 1:
        learn_payer(session, payment_id, members.pop())
    return done


def take_proposals(
    session: Session, chosen: Sequence[Proposal], progress: Progress = SILENT, *, learn: bool = True
) -> Confirmed:
    """Match what was proposed; what cannot be matched as proposed any more is left out. With `learn` (the owner has
    said yes) a payer's name that nobody had becomes the member's."""
    free: dict[int, int] = {}
    for part in chunks([proposal.payment_id for proposal in chosen]):
        free.update(pairs(session, select(Payment.id, left_fen()).where(Payment.id.in_(part))))
    needed = [order for proposal in chosen for order, _fen in proposal.parts]
    lacking = {
        each: lacking_of(order, matched) for each, (order, matched) in orders_with_matched(session, needed).items()
    }
    matches: list[Match] = []
    taken: list[Proposal] = []
    for proposal in chosen:
        fits = proposal.parts and sum(fen for _order, fen in proposal.parts) <= free.get(proposal.payment_id, 0)
        if not fits or any(fen > lacking.get(order, 0) for order, fen in proposal.parts):
            continue
        taken.append(proposal)
        free[proposal.payment_id] = 0
        for order, fen in proposal.parts:
            lacking[order] -= fen
            matches.append(Match(proposal.payment_id, order, fen, proposal.why))
    write_matches(session, matches, progress)
    learned = _learn(session, taken) if learn else ()
    return Confirmed(tuple(matches), learned, len(chosen) - len(taken))


def certain_matches(session: Session, payment_ids: Iterable[int] | None = None) -> list[Proposal]:
    """Proposals that can only be right (of these payments; None: of all). This is a read-only operation."""
    wanted = None if payment_ids is None else set(payment_ids)
    return [
        proposal
        for proposal in proposals(session).values()
        if proposal.state == "certain" and (wanted is None or proposal.payment_id in wanted)
    ]


def match_certain_payments(
    session: Session, payment_ids: Iterable[int] | None = None, progress: Progress = SILENT
) -> Confirmed:
    """Let go what went back, then match everything certain."""
    release_gone(session)
    return take_proposals(session, certain_matches(session, payment_ids), progress, learn=False)


# ---- who pays


def learn_payer(session: Session, payment_id: int, member_id: int) -> str:
    """From now on this payment's payer is this member; returns the name, "" where the bill hides or lacks it."""
    payment = session.get(Payment, payment_id)
    if payment is None or is_masked(payment.counterparty):
        return ""
    add_alias(session, member_id, payment.counterparty, kind="payer")
    return payment.counterparty


def _learn(session: Session, taken: Sequence[Proposal]) -> tuple[str, ...]:
    learned: dict[str, set[int]] = {}
    for proposal in taken:
        payment = session.get_one(Payment, proposal.payment_id) if proposal.learns is not None else None
        if payment is not None and proposal.learns is not None:
            learned.setdefault(payment.counterparty, set()).add(proposal.learns)
    # One name for two members says nothing about the next payment.
    clear = {name: members.pop() for name, members in learned.items() if len(members) == 1}
    for name, member_id in clear.items():
        add_alias(session, member_id, name, kind="payer")
    return tuple(clear)
