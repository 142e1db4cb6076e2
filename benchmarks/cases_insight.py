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
from shopdesk.insight.board import read_board
from shopdesk.insight.cohorts import read_cohorts
from shopdesk.insight.flow import read_overview
from shopdesk.insight.history import histories_of, purchases_until
from shopdesk.insight.spans import Span, number_of, span_of
from shopdesk.members.segments.index import member_arrays, order_arrays

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


BOARD_SQL = """
WITH counted AS (SELECT id, member_id, day FROM "order" WHERE status IN {counted}),
bought AS (SELECT l.product_id AS product, c.member_id AS member, c.day, c.id, coalesce(l.amount_fen, 0) AS fen
  FROM order_line l JOIN counted c ON c.id = l.order_id WHERE l.product_id IS NOT NULL),
days AS (SELECT product, member, day, row_number() OVER (PARTITION BY product, member ORDER BY day) AS nth
  FROM (SELECT DISTINCT product, member, day FROM bought)),
begun AS (SELECT product, member, max(CASE WHEN nth = 1 THEN day END) AS first,
    max(CASE WHEN nth = 2 THEN day END) AS second FROM days WHERE nth <= 2 GROUP BY 1, 2),
flows AS (SELECT b.product, sum(b.fen) AS fen, count(DISTINCT b.id) AS orders, count(DISTINCT b.member) AS buyers,
    count(DISTINCT CASE WHEN s.first_day >= ?1 THEN b.member END) AS new
  FROM bought b JOIN member_summary s ON s.id = b.member WHERE b.day BETWEEN ?1 AND ?2 GROUP BY 1),
pools AS (SELECT b.product, count(*) AS ever, sum(b.second IS NOT NULL AND b.second <= ?2) AS came,
    sum(b.first <= ?2 - 30) AS watched, sum(b.first <= ?2 - 30 AND b.second <= b.first + 30) AS came_30
  FROM begun b WHERE b.first <= ?2 GROUP BY 1),
spent AS (SELECT product, sum(fen) AS fen FROM bought WHERE day <= ?2 GROUP BY 1)
SELECT f.product, f.fen, f.orders, f.buyers, f.new, p.ever, p.came, p.watched, coalesce(p.came_30, 0), s.fen
FROM flows f JOIN pools p USING (product) JOIN spent s USING (product)"""


def board_by_product(arena: Arena, *, anew: bool) -> Duel:
    database, connection, finish = open_both(arena)
    span, sql = Span(today() - _DAYS + 1, today()), BOARD_SQL.format(counted=COUNTED)

    def prepare() -> None:
        if anew:
            database.derived.clear()
            with database.read() as session:  # the members and orders are there anyway
                order_arrays(session, member_arrays(session))

    def ours() -> set[tuple[int, ...]]:
        with database.read() as session:
            rows = read_board(session, "product", span)
        return {
            (row.id or 0, row.flow.sales_fen, row.flow.orders, row.flow.buyers, row.flow.new, row.pool.buyers,
             row.pool.came["ever"], row.pool.watched["30"], row.pool.came["30"], row.pool.spent_fen)
            for row in rows if row.flow.orders
        }  # fmt: skip

    def baseline() -> set[tuple[int, ...]]:
        """Of the period alone: the one before would cost the same again."""
        return {tuple(row) for row in connection.execute(sql, (span.first, span.last))}

    return Duel(ours, baseline, finish=finish, prepare=prepare)


@case("insight.board", "the table of all figures by product for the first time, with the period before, against SQL")
def board(arena: Arena) -> Duel:
    return board_by_product(arena, anew=True)


@case("insight.board_again", "the same table once more, against the same as SQL")
def board_again(arena: Arena) -> Duel:
    return board_by_product(arena, anew=False)


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
