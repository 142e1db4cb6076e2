"""The shop's figures against hand-written SQL on the same file, the models against the library known for them."""

from __future__ import annotations

import importlib
import importlib.util
import warnings
from typing import Any

from benchmarks.cases_members import COUNTED, open_both
from benchmarks.harness import Arena, Duel, LeftOutError, case
from shopdesk.base.dates import today
from shopdesk.insight.bg_nbd import BgNbd, fit_bg_nbd, log_likelihood
from shopdesk.insight.cohorts import read_cohorts
from shopdesk.insight.flow import read_overview
from shopdesk.insight.history import histories_of, purchases_until
from shopdesk.insight.spans import Span, number_of, span_of

_DAYS = 30
_COHORTS = 12


def lifetimes(name: str) -> Any:
    """A fitter of the package `lifetimes`, which only the benchmarks need."""
    if importlib.util.find_spec("lifetimes") is None:
        raise LeftOutError("lifetimes is not installed (requirements-bench.txt)")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return getattr(importlib.import_module("lifetimes"), name)
        except ImportError as reason:
            raise LeftOutError(f"lifetimes cannot be imported here: {reason}") from reason


@case("insight.bg_nbd", "BG/NBD fitted to the histories of all buyers, against lifetimes on the same arrays")
def fit_histories(arena: Arena) -> Duel:
    fitter = lifetimes("BetaGeoFitter")
    database, _connection, finish = open_both(arena)
    with database.read() as session:
        histories = histories_of(purchases_until(session, today()), today())

    def baseline() -> tuple[float, ...]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fitted = fitter(penalizer_coef=0.0)
            fitted.fit(histories.repeats, histories.last, histories.watched)
        return tuple(float(fitted.params_[name]) for name in ("r", "alpha", "a", "b"))

    def same(ours: BgNbd, theirs: tuple[float, ...]) -> bool:
        """The top may be flat: as likely, then, and ours not less."""
        value = log_likelihood(histories, *theirs)
        return ours.log_likelihood >= value - 1e-4 and abs(ours.log_likelihood - value) <= 1e-4 * abs(value)

    return Duel(lambda: fit_bg_nbd(histories), baseline, same, finish)


@case("insight.period", "30 days beside the 30 before, whole and by day, warm, against the same as SQL")
def figures_of_a_period(arena: Arena) -> Duel:
    database, connection, finish = open_both(arena)
    span = Span(today() - _DAYS + 1, today())

    def ours() -> list[tuple[int, ...]]:
        with database.read() as session:
            found = read_overview(session, span)
        flows = [found.now, found.before, *found.parts, *found.parts_before]
        return [(flow.sales_fen, flow.orders, flow.buyers, flow.new) for flow in flows]

    columns = (
        "coalesce(sum(o.amount_fen - o.refund_fen), 0), count(*), count(DISTINCT o.member_id), "
        "count(DISTINCT CASE WHEN s.first_day >= {first} THEN o.member_id END) "
        'FROM "order" o JOIN member_summary s ON s.id = o.member_id '
        f"WHERE o.status IN {COUNTED} AND o.day BETWEEN ? AND ?"
    )

    def baseline() -> list[tuple[int, ...]]:
        spans = [(span.first, span.last), (span.first - _DAYS, span.first - 1)]
        found = [connection.execute(f"SELECT {columns.format(first=one[0])}", one).fetchone() for one in spans]
        for first, last in spans:
            by_day = f"SELECT o.day, {columns.format(first='o.day')} GROUP BY o.day"
            rows = {row[0]: row[1:] for row in connection.execute(by_day, (first, last))}
            found += [rows.get(day, (0, 0, 0, 0)) for day in range(first, last + 1)]
        return [tuple(row) for row in found]

    return Duel(ours, baseline, finish=finish)


@case("insight.cohorts", "who of twelve months' newcomers ordered in each month after, warm, against the same as SQL")
def retention(arena: Arena) -> Duel:
    database, connection, finish = open_both(arena)
    newest = number_of(today(), "month")
    months = [(number, span_of(number, "month")) for number in range(newest - _COHORTS + 1, newest + 1)]
    values = ", ".join(f"({number}, {span.first}, {span.last})" for number, span in months)
    query = (
        f"WITH months (number, first, last) AS (VALUES {values}) "
        "SELECT b.number, n.number, count(DISTINCT o.member_id) FROM months b "
        "JOIN member_summary s ON s.first_day BETWEEN b.first AND b.last "
        f'JOIN "order" o ON o.member_id = s.id AND o.status IN {COUNTED} '
        "JOIN months n ON o.day BETWEEN n.first AND n.last GROUP BY 1, 2"
    )

    def ours() -> dict[tuple[int, int], int]:
        with database.read() as session:
            cohorts = read_cohorts(session, today(), "month", most=_COHORTS)
        found: dict[tuple[int, int], int] = {}
        for cohort in cohorts:
            number = number_of(cohort.span.first, "month")
            found |= {(number, number + step): count for step, count in enumerate(cohort.active) if count}
        return found

    def baseline() -> dict[tuple[int, int], int]:
        return {(row[0], row[1]): row[2] for row in connection.execute(query)}

    return Duel(ours, baseline, finish=finish)
