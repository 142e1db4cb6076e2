"""Of which orders a figure speaks: the whole shop's, or those of a group buy, a product, a community."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.data.database import fetch_rows
from shopdesk.data.integers import read_integers
from shopdesk.data.summaries import COUNTED
from shopdesk.data.tables import GroupBuy, Product
from shopdesk.insight.history import orders_in
from shopdesk.insight.spans import Span
from shopdesk.members.segments.index import Mask, MemberArrays, OrderArrays, member_arrays, order_arrays

COUNTED_SQL = ", ".join(f"'{status}'" for status in COUNTED)


@dataclass(frozen=True)
class Scope:
    """What is set narrows; nothing set is the whole shop."""

    group_buy_id: int | None = None
    product_id: int | None = None
    """Orders that contain it; their amount is that of its lines, refunds are not spread over lines."""
    community: str | None = None

    @property
    def is_everything(self) -> bool:
        return self == Scope()


EVERYTHING = Scope()


def scoped_orders(session: Session, scope: Scope = EVERYTHING) -> OrderArrays:
    """Counted orders by member and day. Group buys and products are read by their index, the rest is in memory."""
    members = member_arrays(session)
    if scope.group_buy_id is None and scope.product_id is None:
        orders = order_arrays(session, members)
    else:
        orders = _read_orders(session, members, scope)
    if scope.community is not None:
        orders = orders_in(orders, community_mask(members, scope.community)[orders.member])
    return orders


def _read_orders(session: Session, members: MemberArrays, scope: Scope) -> OrderArrays:
    conditions = f"o.status IN ({COUNTED_SQL})"
    if scope.group_buy_id is not None:
        conditions += f" AND o.group_buy_id = {int(scope.group_buy_id)}"
    if scope.product_id is None:
        inner = f'SELECT o.id, o.member_id, o.day, o.amount_fen - o.refund_fen AS fen FROM "order" o WHERE {conditions}'
    else:
        inner = (
            "SELECT o.id, o.member_id, o.day, sum(coalesce(l.amount_fen, 0)) AS fen FROM order_line l "
            f'JOIN "order" o ON o.id = l.order_id WHERE l.product_id = {int(scope.product_id)} AND {conditions} '
            "GROUP BY o.id"
        )
    rows = read_integers(session, ("member_id", "day", "fen"), f"FROM ({inner})")
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
    conditions = [f"status IN ({COUNTED_SQL})", f"day BETWEEN {span.first} AND {span.last}"]
    values: list[object] = []
    for condition, value in (
        ("group_buy_id = ?", scope.group_buy_id),
        ("id IN (SELECT order_id FROM order_line WHERE product_id = ?)", scope.product_id),
        ("+member_id IN (SELECT id FROM member WHERE community = ?)", scope.community),
    ):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    rows = fetch_rows(
        session, f'SELECT id FROM "order" WHERE {" AND ".join(conditions)} LIMIT {most + 1}', values
    )  # fmt: skip
    return [row[0] for row in rows] if len(rows) <= most else None
