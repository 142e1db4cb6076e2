"""What came in during a stretch of days, whole and in parts; each figure is defined in shopdesk.insight.definitions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from shopdesk.data.database import derived, fetch_rows
from shopdesk.data.integers import Ints, distinct
from shopdesk.insight.history import changes
from shopdesk.insight.scope import EVERYTHING, Scope, scoped_orders, within
from shopdesk.insight.spans import Span, cut
from shopdesk.members.segments.index import Mask, MemberArrays, OrderArrays, member_arrays


class Sold:
    """What follows from the counts of a stretch of days, or of one group buy, product or community in it."""

    sales_fen: int
    orders: int
    buyers: int
    new: int

    @property
    def returning(self) -> int:
        return self.buyers - self.new

    @property
    def average_order_fen(self) -> int:
        return round(self.sales_fen / self.orders) if self.orders else 0


@dataclass(frozen=True)
class Flow(Sold):
    span: Span
    sales_fen: int
    orders: int
    buyers: int
    new: int
    """Buyers whose first order of all lies in the span."""
    referred: int
    """New ones whom another member brought."""

    @property
    def referral_share(self) -> float | None:
        return self.referred / self.new if self.new else None


@dataclass(frozen=True)
class Overview:
    """A span and the as many days before it; `parts` and `parts_before` stand side by side."""

    now: Flow
    before: Flow
    parts: list[Flow]
    parts_before: list[Flow]


def read_overview(session: Session, span: Span, unit: str = "day", scope: Scope = EVERYTHING) -> Overview:
    members = member_arrays(session)
    orders = within(scoped_orders(session, scope), Span(span.before().first, span.last))
    brought = brought_mask(session, members)
    parts = cut(span, unit)
    earlier = [part.shifted(-span.length) for part in parts]
    flows = [flows_of(orders, spans, members, brought) for spans in ([span], [span.before()], parts, earlier)]
    return Overview(flows[0][0], flows[1][0], flows[2], flows[3])


def flows_of(orders: OrderArrays, spans: Sequence[Span], members: MemberArrays, brought: Mask) -> list[Flow]:
    """Of spans that follow each other without a gap; orders outside of them do not count."""
    inside = within(orders, Span(spans[0].first, spans[-1].last))
    size, firsts = len(spans), np.array([span.first for span in spans])
    part = np.searchsorted(firsts, inside.day, side="right") - 1
    sales = np.bincount(part, weights=inside.fen, minlength=size)
    orders_of = np.bincount(part, minlength=size)
    first_of_buyer = changes(inside.member, part)
    buyer, part = inside.member[first_of_buyer], part[first_of_buyer]
    new = members.first_day[buyer] >= firsts[part]
    counts = (
        np.bincount(part, minlength=size),
        np.bincount(part[new], minlength=size),
        np.bincount(part[new & brought[buyer]], minlength=size),
    )
    columns = (sales.astype(np.int64), orders_of, *counts)
    return [Flow(span, *(int(column[at]) for column in columns)) for at, span in enumerate(spans)]


def brought_mask(session: Session, members: MemberArrays) -> Mask:
    """Whom another member brought, as it is known now. The day on which that was written down says nothing: it may be
    an import of years. Whoever was brought was so before the first order, and the figures ask buyers only."""
    ids = derived(session, "insight.brought", _brought_ids, ("referral",))
    return members.mask_of(ids)


def _brought_ids(session: Session) -> Ints:
    return np.array([row[0] for row in fetch_rows(session, "SELECT invitee_id FROM referral")], dtype=np.int64)


# ---- who is behind a figure


def buyer_ids(session: Session, span: Span, scope: Scope, who: str) -> list[int]:
    """`who`: buyers, new, returning or referred."""
    members = member_arrays(session)
    buyers = distinct(within(scoped_orders(session, scope), span).member)
    new = members.first_day[buyers] >= span.first
    chosen = {
        "buyers": np.ones(len(buyers), dtype=np.bool_),
        "new": new,
        "returning": ~new,
        "referred": new & brought_mask(session, members)[buyers],
    }[who]
    found: list[int] = members.ids[buyers[chosen]].tolist()
    return found
