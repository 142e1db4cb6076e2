"""The same figures side by side for every group buy, product or community of a stretch of days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy.orm import Session

from shopdesk.data.database import fetch_rows
from shopdesk.data.integers import Ints, distinct, read_integers, read_most_integers
from shopdesk.insight.flow import Sold, brought_mask
from shopdesk.insight.scope import COUNTED_SQL, EVERYTHING, Scope, community_mask, scoped_orders, within
from shopdesk.insight.spans import Span
from shopdesk.members.segments.index import member_arrays
from shopdesk.orders.order_list import NO_GROUP_BUY
from shopdesk.orders.products import product_label

_BY_INDEX_DAYS = 120
KINDS = ("group_buy", "product", "community")


@dataclass(frozen=True)
class Share(Sold):
    """One group buy, product or community; `id` is None for what has none (a name alone, no group buy)."""

    id: int | None
    name: str
    scope: Scope
    """The same figures are those of the shop in this scope."""
    sales_fen: int
    orders: int
    buyers: int
    new: int
    referred: int


@dataclass(frozen=True)
class Rows:
    """What was bought: one row for each order or line, with what it is about, member, order, 分 and day."""

    table: Ints
    """About: a group buy or product, 0 for no group buy, −1 − the place in `loose` for lines that name no product."""
    loose: list[tuple[str, str]]

    def until(self, as_of: int) -> Rows:
        return replace(self, table=self.table[self.table[:, 4] <= as_of])

    def scope_of(self, about: int, kind: str, scope: Scope) -> Scope:
        if kind == "group_buy":
            return replace(scope, group_buy_id=about or NO_GROUP_BUY)
        if about < 0:
            return replace(scope, loose=self.loose[-1 - about])
        return replace(scope, product_id=about)


def read_breakdown(session: Session, kind: str, span: Span, scope: Scope = EVERYTHING) -> list[Share]:
    """The most sales first. Of a product the sales are those of its lines; lines that name no product of the shop
    stand under the name they were ordered by."""
    if kind == "community":
        return _by_community(session, span, scope)
    rows = rows_by(session, kind, span, scope)
    found = _shares(rows, kind, session, span, scope)
    names = _titles(session) if kind == "group_buy" else _products(session)
    return _sorted(
        [replace(row, name=names.get(row.id, "") if row.scope.loose is None else product_label(*row.scope.loose))
         for row in found]
    )  # fmt: skip


def _titles(session: Session) -> dict[int | None, str]:
    return {row[0]: row[1] for row in fetch_rows(session, "SELECT id, title FROM group_buy")}


def _products(session: Session) -> dict[int | None, str]:
    return {row[0]: product_label(row[1], row[2]) for row in fetch_rows(session, "SELECT id, name, spec FROM product")}


def rows_by(session: Session, kind: str, span: Span, scope: Scope) -> Rows:
    """By group buy or product."""
    loose: list[tuple[str, str]] = []
    if kind == "group_buy" and not scope.by_lines:
        columns = ("coalesce(o.group_buy_id, 0)", "o.member_id", "o.id", "o.amount_fen - o.refund_fen", "o.day")
        table = _integers(session, columns, '"order" o', span, scope, ('"order"', "o.id"))
    else:
        about = "coalesce(o.group_buy_id, 0)" if kind == "group_buy" else "l.product_id"
        columns = (about, "o.member_id", "o.id", "coalesce(l.amount_fen, 0)", "o.day")
        named = "" if kind == "group_buy" else "l.product_id IS NOT NULL"
        joined = 'order_line l JOIN "order" o ON o.id = l.order_id'
        table = _integers(session, columns, joined, span, scope, ("order_line", "l.id"), named)
        if kind == "product" and scope.product_id is None:
            more, loose = _loose_rows(session, span, scope)
            table = np.concatenate([table, more])
    if scope.community is not None:
        members = member_arrays(session)  # asked of the database, it would read the members' orders one by one
        table = table[np.isin(table[:, 1], members.ids[community_mask(members, scope.community)])]
    return Rows(table, loose)


def _integers(
    session: Session, columns: Sequence[str], tables: str, span: Span, scope: Scope, numbered: tuple[str, str],
    named: str = "",
) -> Ints:  # fmt: skip
    where, values = _where(span, scope, named)
    found, (table, key) = f"FROM {tables} WHERE {where}", numbered
    if span.length < _BY_INDEX_DAYS or scope.of_buyers:
        return read_integers(session, columns, found, key, values)
    return read_most_integers(session, columns, found, table, key)


def _where(span: Span, scope: Scope, named: str) -> tuple[str, list[object]]:
    parts, values = scope.conditions()
    # "+": for a year reading everything is quicker than by the index of days.
    day = "o.day" if span.length < _BY_INDEX_DAYS else "+o.day"
    parts += [
        f"+o.status IN ({COUNTED_SQL})",
        f"{day} BETWEEN {span.first} AND {span.last}",
        *([named] if named else []),
    ]
    return " AND ".join(parts), values


def _loose_rows(session: Session, span: Span, scope: Scope) -> tuple[Ints, list[tuple[str, str]]]:
    """Lines that name no product of the shop, by the name they were ordered by; there are few."""
    where, values = _where(span, scope, "l.product_id IS NULL")
    rows = fetch_rows(
        session,
        "SELECT l.name, l.spec, o.member_id, o.id, coalesce(l.amount_fen, 0), o.day "
        f'FROM order_line l JOIN "order" o ON o.id = l.order_id WHERE {where}',
        values,
    )
    places: dict[tuple[str, str], int] = {}
    table = [(-1 - places.setdefault((name, spec), len(places)), *rest) for name, spec, *rest in rows]
    return np.array(table, dtype=np.int64).reshape(-1, 5), list(places)


def _shares(rows: Rows, kind: str, session: Session, span: Span, scope: Scope) -> list[Share]:
    """Rows taken together by their first column; the names are still to come."""
    members, table = member_arrays(session), rows.table
    table = table[np.isin(table[:, 1], members.ids)]  # beside the window somebody new may have ordered meanwhile
    about, place = np.unique(table[:, 0], return_inverse=True)
    size = len(about)

    def each_once(column: int) -> tuple[Ints, Ints]:
        """The places and values of the column's different values within each place."""
        width = int(table[:, column].max()) + 1 if len(table) else 1
        return np.divmod(distinct(place * width + table[:, column]), width)

    sales = np.bincount(place, weights=table[:, 3], minlength=size).astype(np.int64)
    of_order, _orders = each_once(2)
    of_buyer, buyers = each_once(1)
    at = members.positions(buyers)
    new = members.first_day[at] >= span.first
    referred = new & brought_mask(session, members)[at]
    counts = [np.bincount(of, minlength=size) for of in (of_order, of_buyer, of_buyer[new], of_buyer[referred])]
    return [
        Share(
            int(about[at]) if about[at] > 0 else None, "", rows.scope_of(int(about[at]), kind, scope), int(sales[at]),
            *(int(count[at]) for count in counts),
        )
        for at in range(size)
    ]  # fmt: skip


def _by_community(session: Session, span: Span, scope: Scope) -> list[Share]:
    members = member_arrays(session)
    words = members.words["community"]
    orders = within(scoped_orders(session, scope), span)
    buyer = distinct(orders.member)
    new = buyer[members.first_day[buyer] >= span.first]
    referred = new[brought_mask(session, members)[new]]
    size = len(words.words)
    columns = (
        np.bincount(words.codes[orders.member], weights=orders.fen, minlength=size).astype(np.int64),
        *(np.bincount(words.codes[who], minlength=size) for who in (orders.member, buyer, new, referred)),
    )
    return _sorted([
        Share(None, word, replace(scope, community=word), *(int(column[at]) for column in columns))
        for at, word in enumerate(words.words)
        if columns[1][at]
    ])  # fmt: skip


def _sorted(rows: Sequence[Share]) -> list[Share]:
    return sorted(rows, key=lambda row: (-row.sales_fen, row.name, row.id or 0))
