"""Any rule of up to five conditions, asked of the arrays and of DuckDB's own tables in the same run."""

from __future__ import annotations

import importlib.util
import itertools

from benchmarks.cases_members import open_both
from benchmarks.harness import Arena, Duel, LeftOutError, case
from benchmarks.random_rules import draw_rules
from shopdesk.base.dates import today
from shopdesk.members.segments import count_members

RULES = 60


@case("segments.any_rule", "60 random rules of one to five conditions in turn, warm, against DuckDB's own tables")
def any_rule(arena: Arena) -> Duel:
    if importlib.util.find_spec("duckdb") is None:
        raise LeftOutError("DuckDB is not installed (requirements-bench.txt)")
    from benchmarks.duck_shop import count_in_duck, load_duck

    database, connection, finish = open_both(arena)
    duck = load_duck(connection)
    tags = [row[0] for row in connection.execute("SELECT name FROM tag ORDER BY id")]
    rules, day = draw_rules(RULES, tags), today()

    def ours(rule: dict[str, object]) -> int:
        with database.read() as session:
            return count_members(session, rule, day)

    for rule in rules:
        mine, theirs = ours(rule), count_in_duck(duck, rule, day)
        if mine != theirs:
            raise SystemExit(f"segments.any_rule: {mine} here, {theirs} there: {rule}")
    turn, other_turn = itertools.cycle(rules), itertools.cycle(rules)

    def close() -> None:
        duck.close()
        finish()

    return Duel(
        lambda: ours(next(turn)), lambda: count_in_duck(duck, next(other_turn), day), finish=close, rounds=RULES
    )
