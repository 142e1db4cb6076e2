"""Payments and the orders they pay. By hand, or by itself only where nothing else is possible; always with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.base.progress import SILENT, Progress
from shopdesk.base.texts import clean_text, fold
from shopdesk.data.tables import Alias, Member, Order, Payment, PaymentMatch
from shopdesk.members.search import search_words
from shopdesk.orders.orders import settle

_DAY = 24 * 3600
PAID_BEFORE = _DAY
"""Some pay a little before the order is written down."""
PAID_AFTER = 30 * _DAY


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
    matched_fen: int
    orders: str
    """Who the matched orders belong to: 张三 #12、李四 #15."""

    @property
    def open_fen(self) -> int:
        """What is not matched yet; 0 for money that does not pay orders."""
        return max(self.amount_fen - self.matched_fen, 0) if self.direction == "income" and self.usable else 0


@dataclass(frozen=True)
class OpenOrder:
    """An order that a payment could pay."""

    order_id: int
    member_id: int
    member_name: str
    day: int
    open_fen: int
    why: str
    """Why it is offered: same name, same amount, or ''."""


@dataclass(frozen=True)
class Match:
    """A payment that can only mean one order."""

    payment_id: int
    order_id: int
    amount_fen: int
    why: str


# ---- lists


def _matched() -> Any:
    return (
        select(func.coalesce(func.sum(PaymentMatch.amount_fen), 0))
        .where(PaymentMatch.payment_id == Payment.id)
        .correlate(Payment)
        .scalar_subquery()
    )


def _condition(state: str, text: str) -> ColumnElement[bool]:
    paying = and_(Payment.direction == "income", Payment.usable)
    states: dict[str, ColumnElement[bool]] = {
        "all": and_(True),
        "open": and_(paying, _matched() < Payment.amount_fen),
        "matched": exists().where(PaymentMatch.payment_id == Payment.id),
        "other": or_(Payment.direction != "income", Payment.usable.is_(False)),
    }
    words = [word for word in search_words(text) if word]
    found = [
        or_(
            Payment.counterparty.icontains(word, autoescape=True),
            Payment.note.icontains(word, autoescape=True),
            Payment.txn_id.icontains(word, autoescape=True),
        )
        for word in words
    ]
    return and_(states[state], *found)


def payment_ids(
    session: Session, state: str = "all", text: str = "", *, sort: str = "at", descending: bool = True
) -> list[int]:
    """State: all, open (money not matched), matched, other (expenses, refunds, money that went back)."""
    key = {"at": Payment.at, "amount": Payment.amount_fen, "counterparty": Payment.counterparty}[sort]
    query = select(Payment.id).where(_condition(state, text)).order_by(key.desc() if descending else key.asc())
    return list(session.scalars(query.order_by(Payment.id.desc())))


def payment_counts(session: Session) -> dict[str, int]:
    return {
        state: session.scalar(select(func.count()).select_from(Payment).where(_condition(state, ""))) or 0
        for state in ("all", "open", "matched", "other")
    }


def payment_rows(session: Session, ids: Sequence[int]) -> dict[int, PaymentRow]:
    names: dict[int, list[str]] = {}
    paid = (
        select(PaymentMatch.payment_id, Member.name, Order.id)
        .join(Order, Order.id == PaymentMatch.order_id)
        .join(Member, Member.id == Order.member_id)
    )
    for payment_id, name, order_id in session.execute(paid.where(PaymentMatch.payment_id.in_(ids))):
        names.setdefault(payment_id, []).append(f"{name} #{order_id}")
    rows: Any = session.execute(
        select(
            Payment.id, Payment.source, Payment.txn_id, Payment.direction, Payment.usable, Payment.amount_fen,
            Payment.counterparty, Payment.at, Payment.note, _matched(),
        ).where(Payment.id.in_(ids))
    )  # fmt: skip
    return {row.id: PaymentRow(*(*row, _("、").join(names.get(row.id, ())))) for row in rows}


# ---- matching by hand


def match_payment(
    session: Session, payment_id: int, order_id: int, amount_fen: int | None = None, why: str = ""
) -> int:
    """Say that a payment pays an order, wholly or with `amount_fen` of it; returns the amount that was matched.

    An order that was marked paid by hand is not paid twice: the payment explains the money that is already there.
    """
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
    free = payment.amount_fen - _sum_of(session, PaymentMatch.payment_id == payment_id)
    lacking = order.amount_fen - _sum_of(session, PaymentMatch.order_id == order_id)
    if amount_fen is None and lacking <= 0:
        raise ShopError(_("这个订单的钱已经核对够了。"), _("请选择别的订单。"), "amount")
    amount = min(free, lacking) if amount_fen is None else amount_fen
    if not 0 < amount <= free:
        raise ShopError(
            _("这笔收款还可以用的是 {free}。").format(free=format_fen(free)), _("请检查金额，或换一个订单。"), "amount"
        )
    session.add(
        PaymentMatch(payment_id=payment_id, order_id=order_id, amount_fen=amount, why=clean_text(why) or _("手工核对"))
    )
    session.flush()
    order.paid_fen = max(order.paid_fen, _sum_of(session, PaymentMatch.order_id == order_id))
    settle(order, payment.at)
    session.flush()
    return amount


def unmatch(session: Session, match_id: int) -> None:
    """Take a match back; the order is open again as far as its money came from it."""
    match = session.get(PaymentMatch, match_id)
    if match is None:
        raise ShopError(_("这次核对已经不在了。"), _("请刷新后再试。"), "gone")
    order = session.get_one(Order, match.order_id)
    before = _sum_of(session, PaymentMatch.order_id == order.id)
    session.delete(match)
    session.flush()
    if order.paid_fen <= before:  # nothing was paid beside the matched payments
        order.paid_fen = _sum_of(session, PaymentMatch.order_id == order.id)
    settle(order)
    session.flush()


def unmatch_payment(session: Session, payment_id: int) -> int:
    """Take all matches of a payment back; returns how many."""
    matches = session.scalars(select(PaymentMatch.id).where(PaymentMatch.payment_id == payment_id)).all()
    for match_id in matches:
        unmatch(session, match_id)
    return len(matches)


def _sum_of(session: Session, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.coalesce(func.sum(PaymentMatch.amount_fen), 0)).where(condition)) or 0


def open_orders_for(session: Session, payment_id: int, text_filter: ColumnElement[bool] | None = None,
                    limit: int = 50) -> list[OpenOrder]:  # fmt: skip
    """Open orders that this payment could pay, the likeliest first: same name and amount, same name, same amount."""
    payment = session.get(Payment, payment_id)
    if payment is None:
        return []
    free = payment.amount_fen - _sum_of(session, PaymentMatch.payment_id == payment_id)
    named = _members_called(session, [payment.counterparty]).get(fold(payment.counterparty), set())
    found = [
        OpenOrder(order.id, member, name, order.day, lacking, _why(member in named, lacking == free))
        for order, member, name, lacking in _open_orders(session, text_filter)
    ]
    found.sort(key=lambda order: (-_weight(order, named, free), abs(order.open_fen - free), -order.day))
    return found[:limit]


def _why(same_name: bool, same_amount: bool) -> str:
    if same_name and same_amount:
        return _("名字和金额都对得上")
    return _("名字对得上") if same_name else _("金额正好") if same_amount else ""


def _weight(order: OpenOrder, named: set[int], free: int) -> int:
    return 2 * (order.member_id in named) + (order.open_fen == free)


# ---- matching by itself


def certain_matches(session: Session, payment_ids: Iterable[int] | None = None) -> list[Match]:
    """Payments (None: all that are open) that can only mean one order: the payer's name is one member's name or alias
    and nobody else's, exactly one open order of that member lacks exactly this amount around that time, and no other
    payment claims it. This is a read-only operation."""
    payments = session.execute(
        select(Payment.id, Payment.counterparty, Payment.at, Payment.amount_fen).where(
            _condition("open", ""), _matched() == 0
        )
    ).all()
    called = _members_called(session, [row.counterparty for row in payments])
    open_orders: dict[tuple[int, int], list[Order]] = {}
    for order, member_id, _name, lacking in _open_orders(session):
        open_orders.setdefault((member_id, lacking), []).append(order)
    claims: dict[int, list[Match]] = {}
    for payment in payments:
        members = called.get(fold(payment.counterparty), set())
        if len(members) != 1:
            continue
        candidates = [
            order
            for order in open_orders.get((next(iter(members)), payment.amount_fen), [])
            if -PAID_BEFORE <= payment.at - order.ordered_at <= PAID_AFTER
        ]
        if len(candidates) == 1:
            why = _("付款人“{payer}”只对得上这位会员，{amount} 正好是这一单没付的金额").format(
                payer=payment.counterparty, amount=format_fen(payment.amount_fen)
            )
            match = Match(payment.id, candidates[0].id, payment.amount_fen, why)
            claims.setdefault(match.order_id, []).append(match)
    wanted = None if payment_ids is None else set(payment_ids)
    return [
        matches[0]
        for matches in claims.values()
        if len(matches) == 1 and (wanted is None or matches[0].payment_id in wanted)
    ]


def match_certain_payments(
    session: Session, payment_ids: Iterable[int] | None = None, progress: Progress = SILENT
) -> list[Match]:
    """Match all of certain_matches; returns them with their reasons."""
    matches = certain_matches(session, payment_ids)
    for done, match in enumerate(matches):
        progress.report(done, len(matches))
        match_payment(session, match.payment_id, match.order_id, match.amount_fen, match.why)
    return matches


def _open_orders(session: Session, condition: ColumnElement[bool] | None = None) -> list[Any]:
    """(order, member id, member name, what it lacks) of every confirmed order that is not paid in full."""
    query = (
        select(Order, Member.id, Member.name, Order.amount_fen - Order.paid_fen)
        .join(Member, Member.id == Order.member_id)
        .where(Order.status == "confirmed", Order.amount_fen > Order.paid_fen)
        .order_by(Order.day.desc(), Order.id.desc())
    )
    return list(session.execute(query if condition is None else query.where(condition)))


def _members_called(session: Session, names: Iterable[str]) -> dict[str, set[int]]:
    """For each folded name the members it can mean: by nickname, real name or alias."""
    wanted = {fold(name) for name in names} - {""}
    found: dict[str, set[int]] = {}
    if not wanted:
        return found
    for member_id, name, real_name in session.execute(select(Member.id, Member.name, Member.real_name)):
        for folded in {fold(name), fold(real_name)} & wanted:
            found.setdefault(folded, set()).add(member_id)
    for member_id, folded in session.execute(select(Alias.member_id, Alias.folded)):
        if folded in wanted:
            found.setdefault(folded, set()).add(member_id)
    return found
