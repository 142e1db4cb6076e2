"""The generated shop is a shop that could be, and the harness says so when two sides disagree."""

from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from benchmarks.generate import fill_shop
from benchmarks.harness import Arena, Case, Duel, Result, find_cases, growth_exponent, measure
from shopdesk.data.database import Database
from shopdesk.data.summaries import wrong_summaries
from shopdesk.data.tables import Member, Order, OrderLine

DAY = 739000


def test_generated_shop_is_whole(database: Database) -> None:
    fill_shop(database, 60, until=DAY)

    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Member)) == 60
        assert session.scalar(select(func.count()).select_from(Order)) == 600
        assert session.scalar(select(func.count()).where(Order.day > DAY)) == 0
        assert session.scalar(select(func.sum(OrderLine.amount_fen))) == session.scalar(
            select(func.sum(Order.amount_fen))
        )
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []
        assert wrong_summaries(session.connection()) == []


def test_every_case_gives_the_baselines_answer(database: Database, tmp_path: Path) -> None:
    fill_shop(database, 60, until=DAY)
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    reading = [entry for entry in find_cases("database.") if not entry.writes]
    for entry in reading:
        duel = entry.make(Arena(database.path.parent, 60, scratch))
        assert measure(entry, 60, duel, 0.0).rounds == 3
        duel.finish()

    assert reading


def test_disagreement_stops_the_run() -> None:
    entry = Case("wrong", "two answers", lambda _arena: Duel(lambda: 1, lambda: 2))

    with pytest.raises(SystemExit, match="disagree"):
        measure(entry, 1, Duel(lambda: 1, lambda: 2), 0.0)


@pytest.mark.parametrize(("power", "times"), [(1, (1, 10, 100)), (2, (1, 100, 10_000)), (0, (5, 5, 5))])
def test_growth_exponent(power: int, times: tuple[float, ...]) -> None:
    results = [Result("", "", 10**n, 3, seconds, 1) for n, seconds in enumerate(times, start=3)]

    assert growth_exponent(results) == pytest.approx(power)
