"""The same figures side by side for every group buy, product or community of a stretch of days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy.orm import Session

from shopdesk.data.database import fetch_rows
from shopdesk.data.integers import Ints, distinct, read_integers, read_most_integers
from shopdesk.insight.flow import Sold
from shopdesk.insight.scope import COUNTED_SQL, EVERYTHING, Scope, community_mask, scoped_orders, within
from shopdesk.insight.spans import Span
from shopdesk.members.segments.index import member_arrays
from shopdesk.orders.products import product_label

_BY_INDEX_DAYS = 120
KINDS = ("group_buy", "product", "community")


@dataclass(frozen=True)
class Share(Sold):
    """One group buy, product or community; `id` is None for what has none (a name alone, no group buy)."""

    id: int | None
    name: str
    sales_fen: int
    orders: int
    buyers: int
    new: int


def read_breakdown(session: Session, kind: str, span: Span, scope: Scope = EVERYTHING) -> list[Share]:
    """The most sales first. Of a product the sales are those of its lines; lines that name no product of the shop
    stand under the name they were ordered by."""
    if kind == "community":
        return _by_community(session, span, scope)
    found = _shares(_rows(session, kind, span, scope), session, span)
    if kind == "group_buy":
        titles = dict(fetch_rows(session, "SELECT id, title FROM group_buy"))
        return _sorted([replace(row, id=row.id or None, name=titles.get(row.id, "")) for row in found])
    named = {found_id: product_label(name, spec) for found_id, name, spec in _products(session)}
    known = [replace(row, name=named.get(row.id, "")) for row in found if row.id]
    return _sorted(known + (_nameless(session, span, scope) if len(known) < len(found) else []))


def _products(session: Session) -> list[tuple[int, str, str]]:
    return [(row[0], row[1], row[2]) for row in fetch_rows(session, "SELECT id, name, spec FROM product")]


def _rows(session: Session, kind: str, span: Span, scope: Scope) -> Ints:
    """What it is about (0: none), member, order, 分; one row for each order or line."""
    if kind == "group_buy" and scope.product_id is None:
        columns, key = ("coalesce(o.group_buy_id, 0)", "o.member_id", "o.id", "o.amount_fen - o.refund_fen"), "o.id"
        tables, numbered = '"order" o', '"order"'
    else:
        about = "coalesce(o.group_buy_id, 0)" if kind == "group_buy" else "coalesce(l.product_id, 0)"
        columns, key = (about, "o.member_id", "o.id", "coalesce(l.amount_fen, 0)"), "l.id"
        tables, numbered = 'order_line l JOIN "order" o ON o.id = l.order_id', "order_line"
    found = f"FROM {tables} WHERE {_condition(span, scope)}"
    if span.length < _BY_INDEX_DAYS or scope.group_buy_id or scope.product_id:
        rows = read_integers(session, columns, found, key)
    else:
        rows = read_most_integers(session, columns, found, numbered, key)
    if scope.community is None:
        return rows
    members = member_arrays(session)  # asked of the database, it would read the members' orders one by one
    return rows[np.isin(rows[:, 1], members.ids[community_mask(members, scope.community)])]


def _condition(span: Span, scope: Scope) -> str:
    # "+": for a year reading everything is quicker than by the index of days.
    day = "o.day" if span.length < _BY_INDEX_DAYS else "+o.day"
    parts = [f"+o.status IN ({COUNTED_SQL})", f"{day} BETWEEN {span.first} AND {span.last}"]
    if scope.group_buy_id is not None:
        parts.append(f"o.group_buy_id = {int(scope.group_buy_id)}")
    if scope.product_id is not None:
        parts.append(f"l.product_id = {int(scope.product_id)}")
    return " AND ".join(parts)


def _shares(rows: Ints, session: Session, span: Span) -> list[Share]:
    """Rows taken together by their first column."""
    members = member_arrays(session)
    about, place = np.unique(rows[:, 0], return_inverse=True)
    size = len(about)

    def each_once(column: int) -> tuple[Ints, Ints]:
        """The places and values of the column's different values within each place."""
        width = int(rows[:, column].max()) + 1 if len(rows) else 1
        return np.divmod(distinct(place * width + rows[:, column]), width)

    sales = np.bincount(place, weights=rows[:, 3], minlength=size).astype(np.int64)
    of_order, _orders = each_once(2)
    of_buyer, buyers = each_once(1)
    first_day = np.zeros(len(buyers), dtype=np.int64)
    known = np.isin(buyers, members.ids)
    first_day[known] = members.first_day[members.positions(buyers[known])]
    new = first_day >= span.first
    counts = [np.bincount(of, minlength=size) for of in (of_order, of_buyer, of_buyer[new])]
    return [Share(int(about[at]), "", int(sales[at]), *(int(count[at]) for count in counts)) for at in range(size)]


def _nameless(session: Session, span: Span, scope: Scope) -> list[Share]:
    """Lines that name no product of the shop, by the name they were ordered by; there are few."""
    community = "" if scope.community is None else "AND +o.member_id IN (SELECT id FROM member WHERE community = ?)"
    rows = fetch_rows(
        session,
        "SELECT l.name, l.spec, sum(coalesce(l.amount_fen, 0)), count(DISTINCT o.id), count(DISTINCT o.member_id), "
        f"count(DISTINCT CASE WHEN s.first_day >= {span.first} THEN o.member_id END) "
        'FROM order_line l JOIN "order" o ON o.id = l.order_id JOIN member_summary s ON s.id = o.member_id '
        f"WHERE l.product_id IS NULL AND {_condition(span, scope)} {community} GROUP BY l.name, l.spec",
        () if scope.community is None else (scope.community,),
    )
    return [Share(None, product_label(row[0], row[1]), *row[2:]) for row in rows]


def _by_community(session: Session, span: Span, scope: Scope) -> list[Share]:
    members = member_arrays(session)
    words = members.words["community"]
    orders = within(scoped_orders(session, scope), span)
    buyer = distinct(orders.member)
    new = buyer[members.first_day[buyer] >= span.first]
    size = len(words.words)
    columns = (
        np.bincount(words.codes[orders.member], weights=orders.fen, minlength=size).astype(np.int64),
        *(np.bincount(words.codes[who], minlength=size) for who in (orders.member, buyer, new)),
    )
    return _sorted([
        Share(None, word, *(int(column[at]) for column in columns))
        for at, word in enumerate(words.words)
        if columns[1][at]
    ])  # fmt: skip


def _sorted(rows: Sequence[Share]) -> list[Share]:
    return sorted(rows, key=lambda row: (-row.sales_fen, row.name, row.id or 0))
