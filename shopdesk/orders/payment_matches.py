"""Matches of payments with orders as rows: written thousands at once, taken back whole, let go when money went back.

`order.paid_fen` is what was marked as paid plus what matches added (`payment_match.added_fen`); a payment for money
that had been marked as paid only explains it. `check` holds every order against its matches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.orm import Session

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.progress import SILENT, Progress
from shopdesk.data.tables import Order, Payment, PaymentMatch
from shopdesk.orders.orders import settle
from shopdesk.orders.payment_money import CASH, back_fen, left_fen

_CHUNK = 900


@dataclass(frozen=True)
class Match:
    """So much of a payment for an order."""

    payment_id: int
    order_id: int
    amount_fen: int
    why: str


def write_matches(session: Session, matches: Sequence[Match], progress: Progress = SILENT) -> None:
    """Matches and what they do to their orders, thousands at once."""
    orders = orders_with_matched(session, [match.order_id for match in matches])
    times: dict[int, int] = {}
    for part in chunks([match.payment_id for match in matches]):
        times.update(pairs(session, select(Payment.id, Payment.at).where(Payment.id.in_(part))))
    explained = {each: matched for each, (_order, matched) in orders.items()}
    rows = []
    for done, match in enumerate(matches):
        progress.report(done, len(matches))
        order = orders[match.order_id][0]
        fills = min(match.amount_fen, max(order.amount_fen - order.paid_fen, 0))
        explains = min(match.amount_fen - fills, max(order.paid_fen - explained[order.id], 0))
        added = match.amount_fen - explains
        explained[order.id] += match.amount_fen
        order.paid_fen += added
        settle_order(order, times[match.payment_id] or None)
        rows.append({"payment_id": match.payment_id, "order_id": match.order_id, "amount_fen": match.amount_fen,
                     "added_fen": added, "why": match.why})  # fmt: skip
    session.flush()
    _add_matches(session, rows)


def _add_matches(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """New matches; what one payment gives to one order it has part of already is added to that match."""
    known: dict[tuple[int, int], PaymentMatch] = {}
    for part in chunks(list(dict.fromkeys(row["payment_id"] for row in rows))):
        for match in session.scalars(select(PaymentMatch).where(PaymentMatch.payment_id.in_(part))):
            known[match.payment_id, match.order_id] = match
    new: dict[tuple[int, int], dict[str, Any]] = {}
    for row in rows:
        pair = (row["payment_id"], row["order_id"])
        if pair in known:
            known[pair].amount_fen += row["amount_fen"]
            known[pair].added_fen += row["added_fen"]
            known[pair].why = row["why"]
        elif pair in new:
            new[pair] |= {key: new[pair][key] + row[key] for key in ("amount_fen", "added_fen")}
        else:
            new[pair] = dict(row)
    session.flush()
    if new:
        session.execute(insert(PaymentMatch), list(new.values()))


def orders_with_matched(session: Session, ids: Iterable[int]) -> dict[int, tuple[Order, int]]:
    """Each order with what payments already cover of it."""
    found: dict[int, tuple[Order, int]] = {}
    for part in chunks(ids):
        sums = select(PaymentMatch.order_id, func.sum(PaymentMatch.amount_fen)).where(PaymentMatch.order_id.in_(part))
        matched = pairs(session, sums.group_by(PaymentMatch.order_id))
        for order in session.scalars(select(Order).where(Order.id.in_(part))):
            found[order.id] = (order, matched.get(order.id, 0))
    return found


def pairs(session: Session, query: Any) -> dict[int, int]:
    rows: Any = session.execute(query)
    return dict(iter(rows))


def lacking_of(order: Order, matched: int) -> int:
    """What payments may still be matched to it: what is not paid, or what was only marked as paid."""
    if order.status in ("cancelled", "refunded"):
        return 0
    return order.amount_fen - order.paid_fen if order.paid_fen < order.amount_fen else order.amount_fen - matched


def settle_order(order: Order, at: int | None = None) -> None:
    """The status follows the money; goods that were handed over stay so once they are paid again."""
    if order.status == "collected" and order.paid_fen < order.amount_fen:
        order.status, order.paid_at = "confirmed", None
        return
    before = order.status
    settle(order, at)
    if before == "confirmed" and order.status == "paid" and order.collected_at is not None:
        order.status = "collected"


def chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    unique = sorted(set(ids))
    for start in range(0, len(unique), _CHUNK):
        yield unique[start : start + _CHUNK]


# ---- taking matches back


def unmatch(session: Session, match_id: int) -> None:
    """Take a match back; the order lacks again what the payment had added, and keeps what was marked as paid."""
    if session.get(PaymentMatch, match_id) is None:
        raise ShopError(_("这次核对已经不在了。"), _("请刷新后再试。"), "gone")
    _take_back(session, PaymentMatch.id, [match_id])


def unmatch_payments(session: Session, payment_ids: Sequence[int], progress: Progress = SILENT) -> int:
    """Take all matches of these payments back; returns how many."""
    return _take_back(session, PaymentMatch.payment_id, payment_ids, progress)


def _take_back(session: Session, column: Any, ids: Sequence[int], progress: Progress = SILENT) -> int:
    session.flush()
    gone = [match for part in chunks(ids) for match in session.scalars(select(PaymentMatch).where(column.in_(part)))]
    orders = {
        each: order
        for each, (order, _matched) in orders_with_matched(session, [match.order_id for match in gone]).items()
    }
    staying: dict[int, list[PaymentMatch]] = {each: [] for each in orders}
    taken = {match.id for match in gone}
    for part in chunks(orders):
        query = select(PaymentMatch).where(PaymentMatch.order_id.in_(part)).order_by(PaymentMatch.id)
        for match in session.scalars(query):
            if match.id not in taken:
                staying[match.order_id].append(match)
    for done, match in enumerate(gone):
        progress.report(done, len(gone))
        orders[match.order_id].paid_fen -= match.added_fen
        session.delete(match)
    session.flush()
    _drop_cash(session, {match.payment_id for match in gone})
    for order in orders.values():
        order.paid_fen = max(order.paid_fen, 0)
        _explain_again(order, staying[order.id])
        if order.status != "refunded":
            order.refund_fen = min(order.refund_fen, order.paid_fen)
        settle_order(order)
    session.flush()
    return len(gone)


def _drop_cash(session: Session, payment_ids: Iterable[int]) -> None:
    """Cash was written down for an order: without one it was a mistake."""
    for part in chunks(payment_ids):
        unused = Payment.id.not_in(select(PaymentMatch.payment_id))
        session.execute(delete(Payment).where(Payment.id.in_(part), Payment.source == CASH, unused))


def _explain_again(order: Order, staying: Sequence[PaymentMatch]) -> None:
    """Money that other payments had added beyond the order's amount explains what was marked as paid instead."""
    spare = min(order.paid_fen - order.amount_fen, order.paid_fen - sum(match.amount_fen for match in staying))
    for match in staying:
        moved = min(max(spare, 0), match.added_fen)
        match.added_fen -= moved
        order.paid_fen -= moved
        spare -= moved


# ---- money that went back


@dataclass(frozen=True)
class Released:
    """What became of matches whose money went back."""

    payments: int = 0
    orders: int = 0
    """That lack the money again."""
    refunds: int = 0
    """Orders where the part that went back was written down as refunded."""


def release_gone(session: Session, payment_ids: Iterable[int] | None = None) -> Released:
    """Let go what went back after it was matched (of these payments; None: of all).

    All of it: the matches are taken back and their orders lack it again, except where the order says refunded already.
    A part of it: the orders it paid say so much refunded; nobody owes a refund.
    """
    wanted = [Payment.id.in_(part) for part in chunks(payment_ids)] if payment_ids is not None else [Payment.id > 0]
    back = back_fen()
    whole = (Payment.direction != "income") | Payment.usable.is_(False) | (back >= Payment.amount_fen)
    matched = Payment.id.in_(select(PaymentMatch.payment_id))
    gone: list[int] = []
    partly: dict[int, int] = {}
    for condition in wanted:
        gone += session.scalars(select(Payment.id).where(condition, matched, whole))
        too_much = select(Payment.id, -left_fen()).where(condition, matched, ~whole, back > 0, left_fen() < 0)
        partly.update(pairs(session, too_much))
    refunds = 0
    for payment_id, fen in partly.items():
        written = _write_refund(session, payment_id, fen)
        refunds += written or 0
        if written is None:
            gone.append(payment_id)
    let_go = [match for part in chunks(gone) for match in session.scalars(_not_refunded(part))]
    _take_back(session, PaymentMatch.id, [match.id for match in let_go])
    return Released(len({match.payment_id for match in let_go}), len({match.order_id for match in let_go}), refunds)


def _not_refunded(payment_ids: Sequence[int]) -> Any:
    return (
        select(PaymentMatch)
        .join(Order, Order.id == PaymentMatch.order_id)
        .where(PaymentMatch.payment_id.in_(payment_ids), Order.status != "refunded")
    )


def _write_refund(session: Session, payment_id: int, fen: int) -> int | None:
    """So much of a payment that pays orders went back: in how many orders that is written down now, 0 where it stands
    there already, None where they cannot say it (they were not paid in full)."""
    session.flush()
    rows = session.execute(
        select(PaymentMatch, Order)
        .join(Order, Order.id == PaymentMatch.order_id)
        .where(PaymentMatch.payment_id == payment_id)
        .order_by(PaymentMatch.id.desc())
    ).all()
    missing = fen - sum(order.refund_fen for _match, order in rows)
    room = {
        order.id: min(match.amount_fen, order.paid_fen - order.refund_fen)
        for match, order in rows
        if order.status in ("paid", "collected")
    }
    if missing > sum(room.values()):
        return None
    changed = 0
    for _match, order in rows:
        part = min(room.get(order.id, 0), missing)
        if part > 0:
            order.refund_fen += part
            missing -= part
            changed += 1
            if order.refund_fen == order.paid_fen:
                order.status = "refunded"
    session.flush()
    return changed


def sum_of(session: Session, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.coalesce(func.sum(PaymentMatch.amount_fen), 0)).where(condition)) or 0
