"""The real window: pages that open after a change, keystrokes, a rule in the editor, and start-up as whole processes.

What is painted cannot be compared with rows; that the numbers agree is the business of the cases below the window.
"""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks.cases_members import KEYSTROKES, change_somebody
from benchmarks.harness import Arena, Duel, Seconds, case
from benchmarks.pages_by_hand import READ_BY_HAND, member_search, order_search, segment_rows
from shopdesk.base.dates import today
from shopdesk.data.connections import connect
from shopdesk.data.folder import LOCK_FILE
from shopdesk.data.opening import open_database
from shopdesk.members.segments.beside import keep_beside
from shopdesk.members.segments.sizes import count_segments
from shopdesk.sample.beginning import begin_shop

FIRST_READS = {
    "today": (0, 1),
    "members": (0,),
    "orders": (0,),
    "segments": (2,),
    "content": (),
    "posters": (),
    "figures": (0, 1),
    "settings": (),
}
"""Which of the reads that a page begins bring what it shows first; the others follow."""


def page_case(page: str) -> None:
    @case(
        f"window.{page}", "shown again after a change, until painted with its first rows, against its SQL", writes=True
    )
    def until_shown(arena: Arena) -> Duel:
        return duel_of(arena, page, lambda run: run.time_until(partial(run.window.show_page, page), FIRST_READS[page]))

    @case(f"window.{page}.turn", "the longest time in which the window answers nobody meanwhile", writes=True)
    def longest_turn(arena: Arena) -> Duel:
        return duel_of(arena, page, lambda run: run.longest_turn(partial(run.window.show_page, page)))


def duel_of(arena: Arena, page: str, measure: Callable[[Any], object]) -> Duel:
    from benchmarks.window_runs import WindowRun

    run = WindowRun(arena)
    run.window.show_page(page)
    run.settle()
    return against_sql(arena, run, lambda: measure(run), READ_BY_HAND[page], partial(run.leave_and_change, page))


def against_sql(
    arena: Arena,
    run: Any,
    ours: Callable[[], object],
    by_hand: Callable[[Any], object],
    prepare: Callable[[], object] = lambda: None,
) -> Duel:
    connection = connect(arena.file, read_only=True)

    def finish() -> None:
        connection.close()
        run.close()

    return Duel(ours, lambda: by_hand(connection), None, finish, prepare)


for each in FIRST_READS:
    page_case(each)


@case("window.members.key", "a key in the members' search box until its rows are painted, without the 120 ms of waiting for the next key", writes=True)  # fmt: skip  # noqa: E501
def members_key(arena: Arena) -> Duel:
    return keystroke(arena, "members", lambda window: window.pages["members"].list.filters.search, member_search)


@case("window.orders.key", "the same in the orders' search box: the last 30 days, by member, product and number", writes=True)  # fmt: skip  # noqa: E501
def orders_key(arena: Arena) -> Duel:
    return keystroke(arena, "orders", lambda window: window.pages["orders"].orders.search, order_search)


def keystroke(arena: Arena, page: str, box_of: Callable[[Any], Any], by_hand: Callable[[Any, str], object]) -> Duel:
    from benchmarks.window_runs import WindowRun

    run = WindowRun(arena)
    run.window.show_page(page)
    run.settle()
    box = box_of(run.window)
    words, other_words = itertools.cycle(KEYSTROKES), itertools.cycle(KEYSTROKES)

    def type_next() -> None:
        box.blockSignals(True)
        box.setText(next(words))
        box.blockSignals(False)
        box.searched.emit(box.text())

    return against_sql(
        arena, run, lambda: run.time_until(type_next, (0,)), lambda connection: by_hand(connection, next(other_words))
    )


@case("window.segments.rule", "a value typed in the rule editor until the matches are painted, waits included, against SQL", writes=True)  # fmt: skip  # noqa: E501
def change_value(arena: Arena) -> Duel:
    return in_the_editor(arena, lambda run, act: run.time_until(act, (0,)), type_value)


@case("window.segments.typing", "five values typed one after the other: the longest time in which the window answers nobody", writes=True)  # fmt: skip  # noqa: E501
def type_on(arena: Arena) -> Duel:
    def longest(run: Any, act: Callable[[], None]) -> Seconds:
        return Seconds(max(run.longest_turn(act).value for _value in range(5)))

    return in_the_editor(arena, longest, type_value)


@case("window.segments.other", "another rule shown in the editor until its matches are painted, against SQL", writes=True)  # fmt: skip  # noqa: E501
def show_other(arena: Arena) -> Duel:
    return in_the_editor(arena, lambda run, act: run.time_until(act, (0,)), show_rule)


def in_the_editor(
    arena: Arena, measure: Callable[[Any, Callable[[], None]], Seconds], act: Callable[[Any, int], None]
) -> Duel:
    from benchmarks.window_runs import WindowRun

    run = WindowRun(arena)
    run.window.show_page("segments")
    run.settle()
    page: Any = run.window.pages["segments"]
    show_rule(page, 2000)
    run.settle()
    values, other_values = itertools.count(2007, 7), itertools.count(2007, 7)
    return against_sql(
        arena,
        run,
        lambda: measure(run, lambda: act(page, next(values))),
        lambda connection: segment_rows(connection, next(other_values)),
    )


def type_value(page: Any, spent_fen: int) -> None:
    """As the owner does: the page hears of it from the field."""
    page.panel.editor.group.rows[2].value.fields[0].setText(f"{spent_fen / 100:.2f}")


def show_rule(page: Any, spent_fen: int) -> None:
    from ui.segments.drafts import SegmentValues

    rule = rule_with(spent_fen)
    if spent_fen % 2:  # of another shape, as two saved segments are
        rule = {"all": [*rule["all"], {"field": "lifecycle", "op": "in", "value": ["active", "cooling"]}]}
    page.panel.show_values(SegmentValues("", "", rule))
    page.ask()


def rule_with(spent_fen: int) -> dict[str, Any]:
    return {
        "all": [
            {"field": "order_count", "op": ">=", "value": 3},
            {"field": "last_order_days", "op": "<=", "value": 60},
            {"field": "spent_fen", "op": ">=", "value": spent_fen, "within_days": 90},
        ]
    }


def start_case(name: str, what: str) -> None:
    @case(f"start.{name}", what, writes=True)
    def start(arena: Arena) -> Duel:
        os.environ["SHOPDESK_CONFIG"] = str(arena.scratch / "config")
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        (arena.folder / LOCK_FILE).unlink(missing_ok=True)  # of a start that ended when it had been measured
        side = [sys.executable, "-m", "benchmarks.start_sides"]
        return Duel([*side, name, str(arena.folder)], [*side, "bare"], None)


start_case("paint", "from the start of the process to the painted window, against a bare window of PySide6")
start_case("furnished", "from the start of the process to the painted navigation, against a bare window of PySide6")


@case(
    "start.large", "until what is to do today shows, after a day's end, against the same on an empty shop", writes=True
)
def start_large(arena: Arena) -> Duel:
    os.environ["SHOPDESK_CONFIG"] = str(arena.scratch / "config")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    empty = arena.scratch / "empty"
    database = open_database(empty)
    database.change("bench", lambda session: begin_shop(session, name="空店"), undoable=False)
    database.close()
    end_a_day(arena)
    side = [sys.executable, "-m", "benchmarks.start_sides", "today"]
    return Duel([*side, str(arena.folder)], [*side, str(empty)], None)


def end_a_day(arena: Arena) -> None:
    """The side files that closing the window leaves."""
    database = open_database(arena.folder)
    database.change("bench", lambda session: change_somebody(session, 1))
    with database.read() as session:
        count_segments(session, today())
    keep_beside(database)
    database.close()


start_case("today", "from the start of the process to what is to do today, against a bare window of PySide6")
