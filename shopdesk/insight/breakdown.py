"""The same figures side by side for every group buy, product or community of a stretch of days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy.orm import Session

from shopdesk.data.database import fetch_rows
from shopdesk.data.integers import distinct
from shopdesk.insight.bought import Bought, Rows, are_kept, read_bought, rows_ever, rows_of
from shopdesk.insight.flow import Sold, brought_mask
from shopdesk.insight.history import changes
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
    scope: Scope
    """The same figures are those of the shop in this scope."""
    sales_fen: int
    orders: int
    buyers: int
    new: int
    referred: int


def read_breakdown(session: Session, kind: str, span: Span, scope: Scope = EVERYTHING) -> list[Share]:
    """The most sales first. Of a product the sales are those of its lines; lines that name no product of the shop
    stand under the name they were ordered by."""
    if kind == "community":
        return _by_community(session, span, scope)
    return shares_of(session, kind, _rows_of_days(session, kind, scope, span), span, scope)


def read_beside(session: Session, kind: str, span: Span, scope: Scope = EVERYTHING) -> list[tuple[Share, int]]:
    """The same, each with its sales in the as many days before."""
    if kind == "community":
        now, earlier = (_by_community(session, stretch, scope) for stretch in (span, span.before()))
    else:
        rows = _rows_of_days(session, kind, scope, Span(span.before().first, span.last))
        now, earlier = (shares_of(session, kind, rows, stretch, scope) for stretch in (span, span.before()))
    before = {share.scope: share.sales_fen for share in earlier}
    return [(share, before.get(share.scope, 0)) for share in now]


def _rows_of_days(session: Session, kind: str, scope: Scope, span: Span) -> Rows:
    """A few days by their index; many, and where all are in memory anyway, out of all."""
    few = span.length < _BY_INDEX_DAYS and not are_kept(session, kind)
    return rows_by(session, kind, scope, span if few else None)


def rows_by(session: Session, kind: str, scope: Scope, span: Span | None = None) -> Rows:
    """By group buy or product; `span` reads only what is of these days, by their index."""
    if span is None and not scope.of_buyers:
        rows = rows_ever(session, kind)
    else:
        rows = rows_of(_read(session, kind, scope, span), member_arrays(session))
    if scope.community is None:
        return rows
    # Asked of the database, it would read the members' orders one by one.
    return rows.where(community_mask(member_arrays(session), scope.community)[rows.member])


def _read(session: Session, kind: str, scope: Scope, span: Span | None) -> Bought:
    parts, values = scope.conditions()
    parts.append(f"+o.status IN ({COUNTED_SQL})")
    if span is not None:
        parts.append(f"o.day BETWEEN {span.first} AND {span.last}")
    return read_bought(session, kind, " AND ".join(parts), values, by_lines=kind == "product" or scope.by_lines)


def shares_of(session: Session, kind: str, rows: Rows, span: Span, scope: Scope) -> list[Share]:
    """What of the rows is of these days."""
    found = _counted(session, rows.within(span.first, span.last), kind, span, scope)
    names = _titles(session) if kind == "group_buy" else _products(session)
    return _sorted(
        [replace(row, name=names.get(row.id, "") if row.scope.loose is None else product_label(*row.scope.loose))
         for row in found]
    )  # fmt: skip


def _titles(session: Session) -> dict[int | None, str]:
    return {row[0]: row[1] for row in fetch_rows(session, "SELECT id, title FROM group_buy")}


def _products(session: Session) -> dict[int | None, str]:
    return {row[0]: product_label(row[1], row[2]) for row in fetch_rows(session, "SELECT id, name, spec FROM product")}


def _counted(session: Session, rows: Rows, kind: str, span: Span, scope: Scope) -> list[Share]:
    """The rows taken together by what they are about; the names are still to come."""
    members, size = member_arrays(session), rows.size
    of_buyer = changes(rows.place, rows.member)
    place, buyer = rows.place[of_buyer], rows.member[of_buyer]
    new = members.first_day[buyer] >= span.first
    referred = new & brought_mask(session, members)[buyer]
    columns = [
        np.bincount(rows.place, weights=rows.fen, minlength=size).astype(np.int64),
        *(
            np.bincount(of, minlength=size)
            for of in (rows.place[changes(rows.place, rows.order)], place, place[new], place[referred])
        ),
    ]
    abouts = rows.abouts.tolist()
    return [
        Share(
            about if about > 0 else None, "", rows.scope_of(at, kind, scope), *(int(column[at]) for column in columns)
        )
        for at, about in enumerate(abouts)
    ]


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
