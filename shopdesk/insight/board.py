"""Every main figure of every part of a stretch of days: by day, week, month, group buy, product or community."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from shopdesk.insight.breakdown import KINDS, Share, read_breakdown, rows_by, shares_of
from shopdesk.insight.flow import Flow, read_overview
from shopdesk.insight.pool import Pool
from shopdesk.insight.pools import no_pool, pools_by, pools_of, pools_on
from shopdesk.insight.scope import EVERYTHING, Scope
from shopdesk.insight.spans import UNITS, Span

WAYS = (*UNITS, *KINDS)


@dataclass(frozen=True)
class BoardRow:
    """What came in, how the members stand at the end of it, and both a period before."""

    name: str
    """Of a group buy, product or community; empty for what has none, and for days."""
    id: int | None
    scope: Scope
    flow: Flow
    pool: Pool
    flow_before: Flow
    pool_before: Pool

    @property
    def span(self) -> Span:
        return self.flow.span


def read_board(session: Session, way: str, span: Span, scope: Scope = EVERYTHING) -> list[BoardRow]:
    """`way` is one of WAYS. Days in their order, everything else by its sales."""
    return _by_time(session, way, span, scope) if way in UNITS else _by_kind(session, way, span, scope)


def read_whole(session: Session, span: Span, scope: Scope = EVERYTHING) -> BoardRow:
    """The span as one part."""
    overview = read_overview(session, span, "month", scope)
    pool, pool_before = pools_on(session, [span.last, span.first - 1], scope)
    return BoardRow("", None, scope, overview.now, pool, overview.before, pool_before)


def _by_time(session: Session, unit: str, span: Span, scope: Scope) -> list[BoardRow]:
    overview = read_overview(session, span, unit, scope)
    ends = [[flow.span.last for flow in flows] for flows in (overview.parts, overview.parts_before)]
    pools = pools_on(session, [*ends[0], *ends[1]], scope)
    size = len(ends[0])
    parts = zip(overview.parts, pools[:size], overview.parts_before, pools[size:], strict=True)
    return [BoardRow("", None, scope, *figures) for figures in parts]


def _by_kind(session: Session, kind: str, span: Span, scope: Scope) -> list[BoardRow]:
    """Whatever sold in the span or in the one before it."""
    before = span.before()
    if kind == "community":
        now, earlier = (read_breakdown(session, kind, stretch, scope) for stretch in (span, before))
        pools, pools_then = pools_by(session, kind, (span.last, before.last), scope)
    else:
        rows = rows_by(session, kind, scope)  # once: of a million lines the reading takes a second
        now, earlier = (shares_of(session, kind, rows, stretch, scope) for stretch in (span, before))
        pools, pools_then = pools_of(session, kind, rows, (span.last, before.last), scope)
    sold_now, sold_then = ({share.scope: share for share in shares} for shares in (now, earlier))
    shares = [*now, *(share for share in earlier if share.scope not in sold_now)]
    return [
        BoardRow(
            share.name, share.id, share.scope,
            _flow(span, sold_now.get(share.scope)), pools.get(share.scope, no_pool(span.last)),
            _flow(before, sold_then.get(share.scope)), pools_then.get(share.scope, no_pool(before.last)),
        )
        for share in shares
    ]  # fmt: skip


def _flow(span: Span, share: Share | None) -> Flow:
    if share is None:
        return Flow(span, 0, 0, 0, 0, 0)
    return Flow(span, share.sales_fen, share.orders, share.buyers, share.new, share.referred)
