"""Orders as lists: ids filtered and sorted by the database, rows fetched for what is on screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, select, union
from sqlalchemy.orm import Session

from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.base.quantities import qty_text
from shopdesk.data.integers import fetch_ids
from shopdesk.data.tables import GroupBuy, Member, Order, OrderLine, Payment, PaymentMatch, PickupPoint, Product
from shopdesk.members.search import search_filter, search_words
from shopdesk.orders.order_filter import NO_GROUP_BUY as NO_GROUP_BUY
from shopdesk.orders.order_filter import OrderFilter as OrderFilter
from shopdesk.orders.orders import LineRow, order_lines
from shopdesk.orders.payment_money import CASH
from shopdesk.orders.products import product_label

_SHOWN_LINES = 6
_SHORTEST_NUMBER = 4  # characters; fewer stand at the beginning of too many orders' numbers


@dataclass(frozen=True)
class OrderRow:
    id: int
    source: str
    order_no: str | None
    member_id: int
    member_name: str
    room: str
    phone: str | None
    group_buy_id: int | None
    group_buy: str
    pickup_point: str
    status: str
    ordered_at: int
    day: int
    paid_at: int | None
    collected_at: int | None
    amount_fen: int
    paid_fen: int
    refund_fen: int
    seq: int | None
    note: str
    goods: str
    """砂糖橘 5斤装 ×2、土鸡蛋 ×1: the first lines in one."""
    line_count: int

    @property
    def open_fen(self) -> int:
        """What is still to be paid."""
        return max(self.amount_fen - self.paid_fen, 0) if self.status in ("draft", "confirmed") else 0

    @property
    def number(self) -> str:
        """As the platform gave it; the key of a line of a 接龙 (list, name, room) is no number to anybody."""
        return self.order_no if self.order_no and self.source != "jielong" else f"#{self.id}"


@dataclass(frozen=True)
class PaidBy:
    """A payment that was matched to the order."""

    match_id: int
    payment_id: int
    amount_fen: int
    at: int
    counterparty: str
    why: str
    cash: bool


@dataclass(frozen=True)
class OrderDetails:
    order: OrderRow
    lines: tuple[LineRow, ...]
    payments: tuple[PaidBy, ...]


@dataclass(frozen=True)
class OrderSums:
    """What a filter comes to. `open_fen` and `unpaid` count confirmed orders; cancelled and refunded ones and drafts
    are in `count`, not in the amounts."""

    count: int
    members: int
    amount_fen: int
    open_fen: int
    unpaid: int


def order_condition(wanted: OrderFilter) -> ColumnElement[bool]:
    """The filter as a condition over Order."""
    parts: list[ColumnElement[bool]] = []
    if wanted.group_buy_id is not None:
        own = Order.group_buy_id == wanted.group_buy_id
        parts.append(Order.group_buy_id.is_(None) if wanted.group_buy_id == NO_GROUP_BUY else own)
    if wanted.statuses:
        parts.append(Order.status.in_(wanted.statuses))
    if wanted.member_ids is not None:
        parts.append(Order.member_id.in_(_many("members", wanted.member_ids)))
    if wanted.order_ids is not None:
        parts.append(Order.id.in_(_many("orders", wanted.order_ids)))
    if wanted.first_day is not None:
        parts.append(Order.day >= wanted.first_day)
    if wanted.last_day is not None:
        parts.append(Order.day <= wanted.last_day)
    if wanted.product_id is not None:
        parts.append(Order.id.in_(select(OrderLine.order_id).where(OrderLine.product_id == wanted.product_id)))
    parts += [_word_condition(word) for word in search_words(wanted.text) if word]
    return and_(True, *parts)


def _many(name: str, ids: tuple[int, ...]) -> Any:
    """Ids written into the statement: 100,000 are more than the database takes as parameters."""
    return bindparam(name, ids, expanding=True, literal_execute=True)


def _word_condition(word: str) -> ColumnElement[bool]:
    members = select(Member.id).where(search_filter(word))
    products = select(Product.id).where(Product.search_text.contains(word, autoescape=True))
    found = [
        select(Order.id).where(Order.member_id.in_(members)),
        select(OrderLine.order_id).where(OrderLine.product_id.in_(products)),
        select(OrderLine.order_id).where(
            OrderLine.product_id.is_(None), OrderLine.name.icontains(word, autoescape=True)
        ),
    ]
    # Only what looks like a part of an order number is looked up there, and a phone tail does not: it reads every
    # number, 0.15 s of a million.
    if len(word) >= 6 and any(character.isdigit() for character in word):
        found.append(select(Order.id).where(Order.order_no.contains(word, autoescape=True)))
    if word[:1] == "#" and word[1:].isdecimal() and len(word) < 19:
        found.append(select(Order.id).where(Order.id == int(word[1:])))
    return Order.id.in_(union(*found))


def order_ids(session: Session, wanted: OrderFilter, *, sort: str = "ordered", descending: bool = True) -> list[int]:
    """Sort: ordered, member, room, amount, open, status, group_buy, seq, pickup."""
    query = select(Order.id).where(order_condition(wanted))
    for key in _sort_keys(sort):
        query = query.order_by(key.desc().nulls_last() if descending else key.asc().nulls_last())
    if sort in ("member", "room"):
        query = query.join(Member, Member.id == Order.member_id)
    elif sort == "group_buy":
        query = query.outerjoin(GroupBuy, GroupBuy.id == Order.group_buy_id)
    elif sort == "pickup":
        query = query.outerjoin(PickupPoint, PickupPoint.id == Order.pickup_point_id)
    ids: list[int] = fetch_ids(session, query).tolist()
    return ids


def _sort_keys(sort: str) -> list[Any]:
    newest = [Order.day, Order.id]
    lacking = case((Order.status == "confirmed", Order.amount_fen - Order.paid_fen), else_=0)
    steps = case({"draft": 0, "confirmed": 1, "paid": 2, "collected": 3, "cancelled": 4}, value=Order.status, else_=5)
    keys: dict[str, list[Any]] = {
        "ordered": [],
        "member": [Member.name],
        "room": [Member.room, Member.name],
        "amount": [Order.amount_fen],
        "open": [lacking],
        "status": [steps],
        "group_buy": [GroupBuy.opened_at],
        "seq": [Order.seq],
        "pickup": [PickupPoint.name],
    }
    return [*keys[sort], *newest]


def order_rows(session: Session, ids: Sequence[int]) -> dict[int, OrderRow]:
    goods = _goods(session, ids)
    rows: Any = session.execute(_row_query().where(Order.id.in_(ids)))
    return {row.id: OrderRow(*(*row, *goods.get(row.id, ("", 0)))) for row in rows}


def _row_query() -> Any:
    return (
        select(
            Order.id, Order.source, Order.order_no, Order.member_id, Member.name, Member.room, Member.phone,
            Order.group_buy_id, func.coalesce(GroupBuy.title, ""), func.coalesce(PickupPoint.name, ""), Order.status,
            Order.ordered_at, Order.day, Order.paid_at, Order.collected_at, Order.amount_fen, Order.paid_fen,
            Order.refund_fen, Order.seq, Order.note,
        )
        .join(Member, Member.id == Order.member_id)
        .outerjoin(GroupBuy, GroupBuy.id == Order.group_buy_id)
        .outerjoin(PickupPoint, PickupPoint.id == Order.pickup_point_id)
    )  # fmt: skip


def _goods(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, int]]:
    """For each order its first lines in words, and how many lines there are."""
    lines = select(OrderLine.order_id, OrderLine.name, OrderLine.spec, OrderLine.qty_milli, OrderLine.unit)
    words: dict[int, list[str]] = {}
    for order_id, name, spec, milli, unit in session.execute(
        lines.where(OrderLine.order_id.in_(ids)).order_by(OrderLine.id)
    ):
        words.setdefault(order_id, []).append(f"{product_label(name, spec)} ×{qty_text(milli)}{unit}")
    return {
        order_id: (_("、").join(each[:_SHOWN_LINES]) + ("…" if len(each) > _SHOWN_LINES else ""), len(each))
        for order_id, each in words.items()
    }


def order_details(session: Session, order_id: int) -> OrderDetails | None:
    """None when the order is not there any more."""
    rows = order_rows(session, [order_id])
    if order_id not in rows:
        return None
    paid = session.execute(
        select(
            PaymentMatch.id, PaymentMatch.payment_id, PaymentMatch.amount_fen, Payment.at, Payment.counterparty,
            PaymentMatch.why, Payment.source == CASH,
        )
        .join(Payment, Payment.id == PaymentMatch.payment_id)
        .where(PaymentMatch.order_id == order_id)
        .order_by(Payment.at)
    )  # fmt: skip
    return OrderDetails(
        rows[order_id], tuple(order_lines(session, order_id)), tuple(PaidBy(*payment) for payment in paid)
    )


def status_counts(session: Session, wanted: OrderFilter) -> dict[str, int]:
    """How many orders of each status the filter finds, its own statuses aside."""
    everything = replace(wanted, statuses=())
    counted = (
        select(Order.status, func.count().label("orders")).where(order_condition(everything)).group_by(Order.status)
    )
    return {row.status: row.orders for row in session.execute(counted)}


def find_orders(session: Session, text: str, members: Sequence[int], limit: int) -> list[OrderRow]:
    """The newest orders whose number begins with `text` (or is "#12"), then the newest of these members."""
    number = text.strip()
    ids: list[int] = []
    if number.startswith("#") and number[1:].isdecimal():
        ids += session.scalars(select(Order.id).where(Order.id == int(number[1:][:18])))
    elif len(number) >= _SHORTEST_NUMBER and number.isascii():
        numbered = select(Order.id).where(Order.order_no.startswith(number, autoescape=True))
        ids += session.scalars(numbered.order_by(Order.id.desc()).limit(limit))
    if members and len(ids) < limit:
        theirs = select(Order.id).where(Order.member_id.in_(members)).order_by(Order.ordered_at.desc(), Order.id.desc())
        ids += session.scalars(theirs.limit(limit))
    chosen = list(dict.fromkeys(ids))[:limit]
    rows = order_rows(session, chosen)
    return [rows[order] for order in chosen]


def newest_order(session: Session) -> int:
    """The highest id, 0 in a shop without orders: at least as many as there are orders, and read at once."""
    return session.scalar(select(func.max(Order.id))) or 0


def order_sums(session: Session, wanted: OrderFilter) -> OrderSums:
    counts = Order.status.in_(("confirmed", "paid", "collected"))
    lacking = and_(Order.status == "confirmed", Order.amount_fen > Order.paid_fen)
    row = session.execute(
        select(
            func.count(),
            func.count(Order.member_id.distinct()),
            func.coalesce(func.sum(case((counts, Order.amount_fen - Order.refund_fen), else_=0)), 0),
            func.coalesce(func.sum(case((lacking, Order.amount_fen - Order.paid_fen), else_=0)), 0),
            func.coalesce(func.sum(case((Order.status == "confirmed", 1), else_=0)), 0),
        ).where(order_condition(wanted))
    ).one()
    return OrderSums(*row)


def order_text(details: OrderDetails) -> str:
    """The order in a few lines that can be sent to the member who made it."""
    lines = [
        f"{product_label(line.name, line.spec)} ×{qty_text(line.qty_milli)}{line.unit}"
        + (f" {format_fen(line.amount_fen)}" if line.amount_fen is not None else "")
        for line in details.lines
    ]
    return "\n".join([details.order.member_name, *lines, format_fen(details.order.amount_fen)])
