"""Payments and the orders they pay: by hand, as proposed and ticked, or by themselves where nothing else is possible.

`order.paid_fen` is what was marked as paid plus what matches added (`payment_match.added_fen`); a payment for money
that had been marked as paid only explains it. `check` holds every order against its matches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.orm import Session

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.base.progress import SILENT, Progress
from shopdesk.base.texts import clean_text
from shopdesk.data.tables import Alias, Member, Order, Payment, PaymentMatch
from shopdesk.members.aliases import add_alias
from shopdesk.orders.orders import settle
from shopdesk.orders.payment_facts import known_people, proposals
from shopdesk.orders.payment_matching import Proposal
from shopdesk.orders.payment_money import back_fen, left_fen
from shopdesk.orders.payment_people import is_masked

_CHUNK = 900


@dataclass(frozen=True)
class Match:
    """So much of a payment for an order."""

    payment_id: int
    order_id: int
    amount_fen: int
    why: str


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
    lacking = order.amount_fen - _sum_of(session, PaymentMatch.order_id == order_id)
    if amount_fen is None and lacking <= 0:
        raise ShopError(_("这个订单的钱已经核对够了。"), _("请选择别的订单。"), "amount")
    amount = min(free, lacking) if amount_fen is None else amount_fen
    if not 0 < amount <= free:
        raise ShopError(
            _("这笔收款还可以用的是 {free}。").format(free=format_fen(max(free, 0))),
            _("请检查金额，或换一个订单。"),
            "amount",
        )
    _write(session, [Match(payment_id, order_id, amount, clean_text(why) or _("手工核对"))])
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
    for part in _chunks([proposal.payment_id for proposal in chosen]):
        free.update(_pairs(session, select(Payment.id, left_fen()).where(Payment.id.in_(part))))
    needed = [order for proposal in chosen for order, _fen in proposal.parts]
    lacking = {each: _lacking(order, matched) for each, (order, matched) in _orders(session, needed).items()}
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
    _write(session, matches, progress)
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


def _write(session: Session, matches: Sequence[Match], progress: Progress = SILENT) -> None:
    """Matches and what they do to their orders, thousands at once."""
    orders = _orders(session, [match.order_id for match in matches])
    times: dict[int, int] = {}
    for part in _chunks([match.payment_id for match in matches]):
        times.update(_pairs(session, select(Payment.id, Payment.at).where(Payment.id.in_(part))))
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
        _settle(order, times[match.payment_id] or None)
        rows.append({"payment_id": match.payment_id, "order_id": match.order_id, "amount_fen": match.amount_fen,
                     "added_fen": added, "why": match.why})  # fmt: skip
    session.flush()
    _add_matches(session, rows)


def _add_matches(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """New matches; what one payment gives to one order it has part of already is added to that match."""
    known: dict[tuple[int, int], PaymentMatch] = {}
    for part in _chunks(list(dict.fromkeys(row["payment_id"] for row in rows))):
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


def _orders(session: Session, ids: Iterable[int]) -> dict[int, tuple[Order, int]]:
    """Each order with what payments already cover of it."""
    found: dict[int, tuple[Order, int]] = {}
    for part in _chunks(ids):
        sums = select(PaymentMatch.order_id, func.sum(PaymentMatch.amount_fen)).where(PaymentMatch.order_id.in_(part))
        matched = _pairs(session, sums.group_by(PaymentMatch.order_id))
        for order in session.scalars(select(Order).where(Order.id.in_(part))):
            found[order.id] = (order, matched.get(order.id, 0))
    return found


def _pairs(session: Session, query: Any) -> dict[int, int]:
    rows: Any = session.execute(query)
    return dict(iter(rows))


def _lacking(order: Order, matched: int) -> int:
    """What payments may still be matched to it: what is not paid, or what was only marked as paid."""
    if order.status in ("cancelled", "refunded"):
        return 0
    return order.amount_fen - order.paid_fen if order.paid_fen < order.amount_fen else order.amount_fen - matched


def _settle(order: Order, at: int | None = None) -> None:
    """The status follows the money; goods that were handed over stay so once they are paid again."""
    if order.status == "collected" and order.paid_fen < order.amount_fen:
        order.status, order.paid_at = "confirmed", None
        return
    before = order.status
    settle(order, at)
    if before == "confirmed" and order.status == "paid" and order.collected_at is not None:
        order.status = "collected"


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    unique = sorted(set(ids))
    for start in range(0, len(unique), _CHUNK):
        yield unique[start : start + _CHUNK]


# ---- taking matches back


def unmatch(session: Session, match_id: int) -> None:
    """Take a match back; the order lacks again what the payment had added, and keeps what was marked as paid."""
    if session.get(PaymentMatch, match_id) is None:
        raise ShopError(_("这次核对已经不在了。"), _("请刷新后再试。"), "gone")
    _take_back(session, PaymentMatch.id, [match_id])


def unmatch_payment(session: Session, payment_id: int) -> int:
    """Take all matches of a payment back; returns how many."""
    return unmatch_payments(session, [payment_id])


def unmatch_payments(session: Session, payment_ids: Sequence[int], progress: Progress = SILENT) -> int:
    """Take all matches of these payments back; returns how many."""
    return _take_back(session, PaymentMatch.payment_id, payment_ids, progress)


def _take_back(session: Session, column: Any, ids: Sequence[int], progress: Progress = SILENT) -> int:
    session.flush()
    gone = [match for part in _chunks(ids) for match in session.scalars(select(PaymentMatch).where(column.in_(part)))]
    orders = {each: order for each, (order, _matched) in _orders(session, [match.order_id for match in gone]).items()}
    staying: dict[int, list[PaymentMatch]] = {each: [] for each in orders}
    taken = {match.id for match in gone}
    for part in _chunks(orders):
        query = select(PaymentMatch).where(PaymentMatch.order_id.in_(part)).order_by(PaymentMatch.id)
        for match in session.scalars(query):
            if match.id not in taken:
                staying[match.order_id].append(match)
    for done, match in enumerate(gone):
        progress.report(done, len(gone))
        orders[match.order_id].paid_fen -= match.added_fen
        session.delete(match)
    for order in orders.values():
        order.paid_fen = max(order.paid_fen, 0)
        _explain_again(order, staying[order.id])
        if order.status != "refunded":
            order.refund_fen = min(order.refund_fen, order.paid_fen)
        _settle(order)
    session.flush()
    return len(gone)


def _explain_again(order: Order, staying: Sequence[PaymentMatch]) -> None:
    """Money that other payments had added beyond the order's amount explains what was marked as paid instead."""
    spare = min(order.paid_fen - order.amount_fen, order.paid_fen - sum(match.amount_fen for match in staying))
    for match in staying:
        moved = min(max(spare, 0), match.added_fen)
        match.added_fen -= moved
        order.paid_fen -= moved
        spare -= moved


def release_gone(session: Session) -> int:
    """Take back the matches of money that went back after it was matched; returns how many payments."""
    gone = select(Payment.id).where(
        Payment.id.in_(select(PaymentMatch.payment_id)),
        (Payment.direction != "income") | Payment.usable.is_(False) | (left_fen() < 0),
    )
    found = session.scalars(gone).all()
    unmatch_payments(session, found)
    return len(found)


def _sum_of(session: Session, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.coalesce(func.sum(PaymentMatch.amount_fen), 0)).where(condition)) or 0


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


def knows_payer(session: Session, name: str, member_id: int) -> bool:
    """This payer's name is already the member's."""
    from_alias = select(Alias.id).where(Alias.member_id == member_id, Alias.name == name, Alias.kind == "payer")
    return session.scalar(from_alias) is not None


# ---- choosing by hand


def open_orders_for(
    session: Session, payment_id: int, text_filter: ColumnElement[bool] | None = None, limit: int = 50
) -> list[OpenOrder]:
    """Open orders that this payment could pay, the proposed ones first, then those it pays exactly, then by member."""
    payment = session.get(Payment, payment_id)
    if payment is None:
        return []
    free = payment.amount_fen - (session.scalar(select(back_fen()).where(Payment.id == payment_id)) or 0)
    free -= _sum_of(session, PaymentMatch.payment_id == payment_id)
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
