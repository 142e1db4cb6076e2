"""Payments as lists: what is open, what is likely, what is matched, what went back; rows for what is on screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from shopdesk.base.i18n import _
from shopdesk.data.tables import Member, Order, Payment, PaymentMatch
from shopdesk.members.search import search_words
from shopdesk.orders.payment_facts import proposals
from shopdesk.orders.payment_matching import Proposal
from shopdesk.orders.payment_money import back_fen, is_credit, left_fen, matched_fen, paying

STATES = ("open", "likely", "matched", "back", "all")
_CHUNK = 900


@dataclass(frozen=True)
class PaymentRow:
    id: int
    source: str
    txn_id: str
    direction: str
    usable: bool
    amount_fen: int
    counterparty: str
    at: int
    note: str
    back_fen: int
    """What was given back later, by a refund of its own."""
    matched_fen: int
    orders: str
    """Who the matched orders belong to: 张三 #12、李四 #15."""
    why: str
    """Why it is matched to them."""
    lacking_fen: int
    """What the matched orders still lack."""
    cancelled: bool
    """One of the matched orders was cancelled since: the money is the payer's again, or another order's."""
    credit: bool = False
    """What is left of it stays as the member's credit."""
    lingering: bool = False
    """It went back, and an order still counts on it."""
    proposal: Proposal | None = None
    proposed: str = ""
    """Who the proposed orders belong to."""

    @property
    def open_fen(self) -> int:
        """What is not matched yet; 0 for money that does not pay orders."""
        left = self.amount_fen - self.back_fen - self.matched_fen
        return max(left, 0) if self.direction == "income" and self.usable else 0

    @property
    def went_back(self) -> bool:
        return self.direction == "refund" or (self.direction == "income" and not self.keeps_money)

    @property
    def keeps_money(self) -> bool:
        return self.usable and self.amount_fen > self.back_fen


@dataclass(frozen=True)
class PaymentFigures:
    counts: dict[str, int]
    """By state."""
    open_fen: int
    """Money that no order explains yet, the likely ones among it."""
    likely_fen: int
    certain: int
    """Likely ones that are certain."""


def _condition(state: str, text: str) -> ColumnElement[bool]:
    states: dict[str, ColumnElement[bool]] = {
        "all": and_(True),
        "open": and_(paying(), left_fen() > 0, ~is_credit()),
        "likely": and_(paying(), left_fen() > 0, ~is_credit()),
        "matched": exists().where(PaymentMatch.payment_id == Payment.id),
        "back": or_(
            Payment.direction == "refund",
            and_(Payment.direction == "income", or_(Payment.usable.is_(False), back_fen() >= Payment.amount_fen)),
        ),
    }
    found = [
        or_(
            Payment.counterparty.icontains(word, autoescape=True),
            Payment.note.icontains(word, autoescape=True),
            Payment.txn_id.icontains(word, autoescape=True),
        )
        for word in search_words(text)
        if word
    ]
    return and_(states[state], *found)


def payment_ids(
    session: Session, state: str = "all", text: str = "", *, sort: str = "at", descending: bool = True
) -> list[int]:
    """State: open (money not matched and nothing likely), likely, matched, back (money that went back), all."""
    key = {"at": Payment.at, "amount": Payment.amount_fen, "counterparty": Payment.counterparty}[sort]
    query = select(Payment.id).where(_condition(state, text)).order_by(key.desc() if descending else key.asc())
    ids = list(session.scalars(query.order_by(Payment.id.desc())))
    if state in ("open", "likely"):
        known = proposals(session)
        ids = [each for each in ids if (each in known and known[each].state != "open") == (state == "likely")]
    return ids


def payment_figures(session: Session) -> PaymentFigures:
    """How many payments there are in each state, and how much money is not matched."""
    known = proposals(session)
    lefts: Any = session.execute(select(Payment.id, left_fen()).where(paying(), left_fen() > 0, ~is_credit()))
    left: dict[int, int] = dict(iter(lefts))
    likely = [each for each in left if each in known and known[each].state != "open"]
    counts = {
        state: session.scalar(select(func.count()).select_from(Payment).where(_condition(state, ""))) or 0
        for state in ("matched", "back", "all")
    }
    counts |= {"open": len(left) - len(likely), "likely": len(likely)}
    certain = sum(known[each].state == "certain" for each in likely)
    return PaymentFigures(counts, sum(left.values()), sum(left[each] for each in likely), certain)


def payment_rows(session: Session, ids: Sequence[int]) -> dict[int, PaymentRow]:
    known = proposals(session)
    proposed = {each: known[each] for each in ids if each in known}
    names = _owners(session, {order for each in proposed.values() for order, _fen in each.parts})
    matches = _matches(session, ids)
    rows: Any = session.execute(
        select(
            Payment.id, Payment.source, Payment.txn_id, Payment.direction, Payment.usable, Payment.amount_fen,
            Payment.counterparty, Payment.at, Payment.note, back_fen(), matched_fen(),
            is_credit().label("credit"),
        ).where(Payment.id.in_(ids))
    )  # fmt: skip
    made = {}
    for row in rows:
        proposal = proposed.get(row.id)
        parts = _("、").join(names[order] for order, _fen in proposal.parts if order in names) if proposal else ""
        matched = matches.get(row.id, ("", "", 0, False, False))
        made[row.id] = PaymentRow(*(*row[:11], *matched[:4], row.credit, matched[4], proposal, parts))
    return made


def _owners(session: Session, order_ids: set[int]) -> dict[int, str]:
    """张三 #12 for each order."""
    found: dict[int, str] = {}
    wanted = sorted(order_ids)
    for start in range(0, len(wanted), _CHUNK):
        query = select(Order.id, Member.name).join(Member, Member.id == Order.member_id)
        for order_id, name in session.execute(query.where(Order.id.in_(wanted[start : start + _CHUNK]))):
            found[order_id] = f"{name} #{order_id}"
    return found


def _matches(session: Session, payment_ids: Sequence[int]) -> dict[int, tuple[str, str, int, bool, bool]]:
    """For each payment: who its orders belong to, why, what they still lack, whether one was cancelled, and whether one
    counts on it (is not refunded)."""
    rows = session.execute(
        select(PaymentMatch.payment_id, Member.name, Order.id, PaymentMatch.why, Order.status,
               Order.amount_fen - Order.paid_fen)
        .join(Order, Order.id == PaymentMatch.order_id)
        .join(Member, Member.id == Order.member_id)
        .where(PaymentMatch.payment_id.in_(payment_ids))
        .order_by(PaymentMatch.id)
    )  # fmt: skip
    names: dict[int, list[str]] = {}
    reasons: dict[int, list[str]] = {}
    lacking: dict[int, int] = {}
    cancelled: set[int] = set()
    counted: set[int] = set()
    for payment_id, name, order_id, why, status, short in rows:
        names.setdefault(payment_id, []).append(f"{name} #{order_id}")
        reasons.setdefault(payment_id, []).append(why)
        lacking[payment_id] = lacking.get(payment_id, 0) + (max(short, 0) if status == "confirmed" else 0)
        if status == "cancelled":
            cancelled.add(payment_id)
        if status != "refunded":
            counted.add(payment_id)
    return {
        each: (
            *(_("、").join(names[each]), _("；").join(dict.fromkeys(reasons[each])), lacking[each]),
            *(each in cancelled, each in counted),
        )
        for each in names
    }


def state_name(state: str) -> str:
    return {
        "open": _("未对上"),
        "likely": _("可能"),
        "matched": _("已对上"),
        "back": _("退回"),
        "all": _("全部"),
    }[state]
