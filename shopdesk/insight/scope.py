"""Of which orders a figure speaks: the whole shop's, or those of a group buy, a product, a community."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.data.database import fetch_rows
from shopdesk.data.integers import read_integers
from shopdesk.data.summaries import COUNTED
from shopdesk.data.tables import GroupBuy, Product
from shopdesk.insight.history import (
    NEVER,
    Purchases,
    orders_in,
    purchases_of,
    purchases_until,
    purchases_where,
)
from shopdesk.insight.spans import Span
from shopdesk.members.segments.index import Mask, MemberArrays, OrderArrays, member_arrays, order_arrays
from shopdesk.orders.order_list import NO_GROUP_BUY

COUNTED_SQL = ", ".join(f"'{status}'" for status in COUNTED)


@dataclass(frozen=True)
class Scope:
    """What is set narrows; nothing set is the whole shop."""

    group_buy_id: int | None = None
    """NO_GROUP_BUY: orders of none."""
    product_id: int | None = None
    """Orders that contain it; their amount is that of its lines, refunds are not spread over lines."""
    community: str | None = None
    loose: tuple[str, str] | None = None
    """The same of lines that name no product of the shop: name and spec as they were ordered."""

    @property
    def is_everything(self) -> bool:
        return self == Scope()

    @property
    def by_lines(self) -> bool:
        return self.product_id is not None or self.loose is not None

    @property
    def of_buyers(self) -> bool:
        """Whether its people are those who bought in it: of a community they are those who live there."""
        return self.by_lines or self.group_buy_id is not None

    @property
    def returns(self) -> Scope:
        """Where who bought in it comes back: after one group buy in any other."""
        return replace(self, group_buy_id=None)

    def conditions(self) -> tuple[list[str], list[object]]:
        """Of the order `o`, and of its line `l` where it is about lines; the community is not among them."""
        parts: list[str] = []
        values: list[object] = []
        if self.group_buy_id == NO_GROUP_BUY:
            parts.append("o.group_buy_id IS NULL")
        elif self.group_buy_id is not None:
            parts.append("o.group_buy_id = ?")
            values.append(self.group_buy_id)
        if self.product_id is not None:
            parts.append("l.product_id = ?")
            values.append(self.product_id)
        if self.loose is not None:
            parts.append("l.product_id IS NULL AND l.name = ? AND l.spec = ?")
            values += self.loose
        return parts, values


EVERYTHING = Scope()


def scoped_orders(session: Session, scope: Scope = EVERYTHING) -> OrderArrays:
    """Counted orders by member and day. Group buys and products are read by their index, the rest is in memory."""
    members = member_arrays(session)
    if not scope.of_buyers:
        orders = order_arrays(session, members)
    else:
        orders = _read_orders(session, members, scope)
    if scope.community is not None:
        orders = orders_in(orders, community_mask(members, scope.community)[orders.member])
    return orders


def purchases_in(session: Session, as_of: int, scope: Scope) -> Purchases:
    """Order days up to that day, of each buyer from the first one in the scope on: whoever bought in a group buy comes
    back in any other, what is bought again is the product wherever it is sold."""
    if scope.is_everything:
        return purchases_until(session, as_of)
    orders = scoped_orders(session, scope)
    begun = purchases_of(orders_in(orders, orders.day <= as_of))
    if scope.group_buy_id is None:
        return begun
    back = purchases_in(session, as_of, scope.returns)
    first = np.full(member_arrays(session).size, NEVER)
    first[begun.buyers] = begun.day[begun.first_row]
    return purchases_where(back, back.day >= first[back.member])


def _read_orders(session: Session, members: MemberArrays, scope: Scope) -> OrderArrays:
    parts, values = scope.conditions()
    where = " AND ".join([f"+o.status IN ({COUNTED_SQL})", *parts])
    if scope.by_lines:
        inner = (
            "SELECT o.id, o.member_id, o.day, sum(coalesce(l.amount_fen, 0)) AS fen FROM order_line l "
            f'JOIN "order" o ON o.id = l.order_id WHERE {where} GROUP BY o.id'
        )
    else:
        inner = f'SELECT o.id, o.member_id, o.day, o.amount_fen - o.refund_fen AS fen FROM "order" o WHERE {where}'
    rows = read_integers(session, ("member_id", "day", "fen"), f"FROM ({inner})", values=values)
    rows = rows[np.isin(rows[:, 0], members.ids)]  # beside the window somebody new may have ordered meanwhile
    rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
    return OrderArrays(members.positions(rows[:, 0]), rows[:, 1].copy(), rows[:, 2].copy())


def within(orders: OrderArrays, span: Span) -> OrderArrays:
    return orders_in(orders, (orders.day >= span.first) & (orders.day <= span.last))


def community_mask(members: MemberArrays, community: str) -> Mask:
    return members.words["community"].mask([community])


@dataclass(frozen=True)
class ScopeChoices:
    """What the picker offers; the names of members' communities, the most inhabited first."""

    group_buys: list[tuple[int, str]]
    products: list[tuple[int, str]]
    communities: list[str]


def scope_choices(session: Session) -> ScopeChoices:
    group_buys = session.execute(select(GroupBuy.id, GroupBuy.title).order_by(GroupBuy.opened_at.desc()))
    products = session.execute(select(Product.id, Product.name, Product.spec).order_by(Product.name, Product.spec))
    words = member_arrays(session).words["community"]
    counts = np.bincount(words.codes, minlength=len(words.words)).tolist()
    communities = sorted(zip(counts, words.words, strict=True), key=lambda pair: (-pair[0], pair[1]))
    return ScopeChoices(
        [(found, title) for found, title in group_buys],
        [(found, f"{name} {spec}".strip()) for found, name, spec in products],
        [word for count, word in communities if word and count],
    )


def scoped_order_ids(session: Session, scope: Scope, span: Span, most: int) -> list[int] | None:
    """The counted orders of a span; None where there are more than `most`."""
    parts, values = replace(scope, product_id=None, loose=None).conditions()
    parts += [f"+o.status IN ({COUNTED_SQL})", f"o.day BETWEEN {span.first} AND {span.last}"]
    if scope.by_lines:
        of_line, more = replace(scope, group_buy_id=None).conditions()
        parts.append(f"o.id IN (SELECT l.order_id FROM order_line l WHERE {' AND '.join(of_line)})")
        values += more
    if scope.community is not None:
        parts.append("+o.member_id IN (SELECT id FROM member WHERE community = ?)")
        values.append(scope.community)
    sql = f'SELECT o.id FROM "order" o WHERE {" AND ".join(parts)} LIMIT {most + 1}'
    rows = fetch_rows(session, sql, values)
    return [row[0] for row in rows] if len(rows) <= most else None
