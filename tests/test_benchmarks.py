"""The generated shop is a shop that could be, and the harness says so when two sides disagree."""

import itertools
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from benchmarks.__main__ import table_of
from benchmarks.cases_window import rule_with
from benchmarks.generate import fill_shop
from benchmarks.harness import Arena, Case, Duel, Result, Seconds, find_cases, growth_exponent, measure
from benchmarks.pages_by_hand import READ_BY_HAND, member_search, order_search, read_segments, segment_rows
from shopdesk.base.dates import today
from shopdesk.data.connections import connect
from shopdesk.data.database import Database
from shopdesk.data.shop import read_shop
from shopdesk.data.summaries import wrong_summaries
from shopdesk.data.tables import Member, Order, OrderLine
from shopdesk.members.listing import MemberFilter, list_member_ids
from shopdesk.members.segments import count_members, list_segments, select_ids
from shopdesk.orders.order_list import OrderFilter, order_ids

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

    reading = [
        entry for entry in find_cases("database.,members.,segments.co,standing.,insight.period") if not entry.writes
    ]
    for entry in reading:
        duel = entry.make(Arena(database.path.parent, 60, scratch))
        assert measure(entry, 60, duel, 0.0).rounds == 3
        duel.finish()

    assert len(reading) > 8


def test_what_is_read_by_hand_is_what_the_pages_show(database: Database) -> None:
    fill_shop(database, 200)
    connection = connect(database.path, read_only=True)
    day = today()
    with database.read() as session:
        windows = read_shop(session).lifecycle
        for word in ("", "w", "138", "家"):
            ids, _rows = member_search(connection, word)
            assert ids == list_member_ids(session, MemberFilter(text=word), day, windows, "last_day", descending=True)
            ids, _rows = order_search(connection, word)
            assert ids == order_ids(session, OrderFilter(first_day=day - 29, text=word))
        for spent_fen in (2000, 9000):
            ids, _rows = segment_rows(connection, spent_fen)
            assert sorted(ids) == select_ids(session, rule_with(spent_fen), day)
        first = next(iter(list_segments(session)))
        ids, _rows = read_segments(connection)
        assert abs(len(ids) - count_members(session, first.rule, day)) <= 1  # who stands on the border of the fifth
    for read in READ_BY_HAND.values():
        assert read(connection)
    connection.close()


def test_disagreement_stops_the_run() -> None:
    entry = Case("wrong", "two answers", lambda _arena: Duel(lambda: 1, lambda: 2))

    with pytest.raises(SystemExit, match="disagree"):
        measure(entry, 1, Duel(lambda: 1, lambda: 2), 0.0)


def test_a_side_may_measure_itself_and_is_prepared_outside_the_time() -> None:
    prepared: list[int] = []
    duel = Duel(lambda: Seconds(7.0), lambda: 0, None, prepare=lambda: prepared.append(1))

    result = measure(Case("own", "its own clock", lambda _arena: duel), 1, duel, 0.0)

    assert result.ours_s == 7.0
    assert len(prepared) == 1 + result.rounds


@pytest.mark.parametrize(("power", "times"), [(1, (1, 10, 100)), (2, (1, 100, 10_000)), (0, (5, 5, 5))])
def test_growth_exponent(power: int, times: tuple[float, ...]) -> None:
    results = [Result("", "", 10**n, 3, seconds, 1) for n, seconds in enumerate(times, start=3)]

    assert growth_exponent(results) == pytest.approx(power)


def test_the_table_has_a_line_for_each_case_and_a_place_for_each_size() -> None:
    results = [Result("a", "", n, 3, n / 1e6, n / 2e6) for n in (1000, 10_000)] + [Result("b", "", 1000, 3, 1.0, 4.0)]
    head, _units, first, second = table_of(results, [1000, 10_000])
    assert head.split() == ["case", "1,000", "10,000", "growth"]
    assert first.split() == ["a", "2.00x", "1.0", "2.00x", "10.0", "1.00"]
    assert second.split() == ["b", "0.25x", "1000.0"]


def test_slow_rounds_are_counted() -> None:
    times = itertools.cycle([0.01, 0.06, 0.2])
    duel = Duel(lambda: Seconds(next(times)), lambda: Seconds(0.001), None, rounds=6)
    result = measure(Case("slow", "", lambda _arena: duel), 1, duel, 0.0)
    assert (result.rounds, result.ours_slow, result.baseline_slow) == (6, 4, 0)
