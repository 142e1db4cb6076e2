"""What an owner waits for on the members page and in the rule editor, against hand-written SQL on the same file."""

from __future__ import annotations

import itertools
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.harness import Arena, Duel, case
from shopdesk.base.dates import today
from shopdesk.data.connections import connect
from shopdesk.data.opening import open_database
from shopdesk.data.shop import LifecycleWindows
from shopdesk.data.tables import Order
from shopdesk.members.listing import MemberFilter, list_member_ids, read_member_rows
from shopdesk.members.people import edit_member
from shopdesk.members.segments import count_members
from shopdesk.members.segments.beside import keep_beside

WINDOWS = LifecycleWindows()
SORTS = ("name", "last_day", "spent_fen", "order_count")
KEYSTROKES = ("w", "wang", "138", "小", "家", "77")
COUNTED = "('confirmed','paid','collected')"


def open_both(arena: Arena) -> tuple[Any, Any, Any]:
    """Our database, the bare driver, and what closes both."""
    database = open_database(arena.folder, read_only=True)
    connection = connect(arena.file, read_only=True)

    def finish() -> None:
        connection.close()
        database.close()

    return database, connection, finish


@case("members.page", "the page's ids in order and its first 50 rows, warm, against SELECT … ORDER BY name and 50 rows")
def open_page(arena: Arena) -> Duel:
    database, connection, finish = open_both(arena)

    def ours() -> int:
        with database.read() as session:
            ids = list_member_ids(session, MemberFilter(), today(), WINDOWS)
            read_member_rows(session, ids[:50], today(), WINDOWS)
            return len(ids)

    def baseline() -> int:
        ids = [row[0] for row in connection.execute("SELECT id FROM member ORDER BY search_text, id")]
        marks = ",".join("?" * 50)
        connection.execute(
            "SELECT m.*, s.* FROM member m JOIN member_summary s ON s.id = m.id "
            f"WHERE m.id IN ({marks})", ids[:50] + [0] * (50 - len(ids[:50])),
        ).fetchall()  # fmt: skip
        return len(ids)

    return Duel(ours, baseline, finish=finish)


@case("members.keystroke", "a keystroke in the search box (six words in turn), against LIKE on the search text")
def keystroke(arena: Arena) -> Duel:
    database, connection, finish = open_both(arena)
    words = itertools.cycle(KEYSTROKES)
    other_words = itertools.cycle(KEYSTROKES)

    def ours() -> int:
        with database.read() as session:
            return len(list_member_ids(session, MemberFilter(text=next(words)), today(), WINDOWS))

    def baseline() -> int:
        pattern = f"%{next(other_words)}%"
        query = "SELECT id FROM member WHERE search_text LIKE ? ORDER BY search_text, id"
        return len(connection.execute(query, (pattern,)).fetchall())

    return Duel(ours, baseline, finish=finish)


@case("members.sort", "sorting for the first time by name, last order, spent and orders in turn, against ORDER BY")
def sort_members(arena: Arena) -> Duel:
    return sort_in_turn(arena, anew=True)


@case("members.sort_again", "the same orders once more, which are kept until their table changes, against ORDER BY")
def sort_again(arena: Arena) -> Duel:
    return sort_in_turn(arena, anew=False)


def sort_in_turn(arena: Arena, *, anew: bool) -> Duel:
    database, connection, finish = open_both(arena)
    keys, other_keys = itertools.cycle(SORTS), itertools.cycle(SORTS)
    by_hand = {
        "name": "SELECT id FROM member ORDER BY search_text, id",
        "last_day": "SELECT id FROM member_summary ORDER BY last_day, id",
        "spent_fen": "SELECT id FROM member_summary ORDER BY spent_fen, id",
        "order_count": "SELECT id FROM member_summary ORDER BY order_count, id",
    }

    def sort_by(key: str) -> list[int]:
        with database.read() as session:
            return list_member_ids(session, MemberFilter(), today(), WINDOWS, key)

    for key in SORTS:
        sort_by(key)
    return Duel(
        lambda: sort_by(next(keys)),
        lambda: [row[0] for row in connection.execute(by_hand[next(other_keys)])],
        finish=finish,
        prepare=database.derived.clear if anew else lambda: None,
    )


RULE = {
    "all": [
        {"field": "order_count", "op": ">=", "value": 3},
        {"field": "last_order_days", "op": "<=", "value": 60},
        {"field": "spent_fen", "op": ">=", "value": 5000, "within_days": 90},
    ]
}


@case("segments.count", "a rule of three conditions, one with a spend window, warm, against the same as one SQL query")
def count_segment(arena: Arena) -> Duel:
    database, connection, finish = open_both(arena)
    day = today()

    def ours() -> int:
        with database.read() as session:
            return count_members(session, RULE, day)

    def baseline() -> int:
        row = connection.execute(
            "SELECT count(*) FROM member_summary s WHERE order_count >= 3 AND last_day >= ? AND "
            '(SELECT coalesce(sum(amount_fen - refund_fen), 0) FROM "order" o WHERE o.member_id = s.id AND o.day >= ? '
            f"AND o.status IN {COUNTED}) >= 5000",
            (day - 60, day - 90),
        ).fetchone()
        return int(row[0])

    return Duel(ours, baseline, finish=finish)


@case("segments.first_count", "the same rule after a change to one member and an order, against the query", writes=True)
def first_count(arena: Arena) -> Duel:
    database = open_database(arena.folder)
    numbers = itertools.count(1)

    def ours() -> int:
        with database.read() as session:
            return count_members(session, RULE, today())

    return Duel(
        ours,
        count_segment(arena).baseline,
        finish=database.close,
        prepare=lambda: database.change("bench", lambda session: change_somebody(session, next(numbers))),
    )


def change_somebody(session: Session, number: int) -> None:
    """A member's note, and an order that is 1 分 dearer."""
    member = number % 900 + 1
    edit_member(session, member, note=f"第 {number} 次")
    order = session.scalars(select(Order).where(Order.member_id == member).limit(1)).first()
    if order is not None:
        order.amount_fen += 1


@case(
    "segments.next_start", "the same rule after a start, from the side files, against the same SQL query", writes=True
)
def count_after_start(arena: Arena) -> Duel:
    database = open_database(arena.folder)
    database.change("bench", lambda session: change_somebody(session, 1))

    def ours() -> int:
        database.derived.clear()
        with database.read() as session:
            return count_members(session, RULE, today())

    ours()
    keep_beside(database)
    return Duel(ours, count_segment(arena).baseline, finish=database.close)


@case("segments.cold_count", "the same rule with nothing in memory and no side files, against the same SQL query")
def cold_count(arena: Arena) -> Duel:
    database, _connection, finish = open_both(arena)

    def ours() -> int:
        database.derived.clear()
        with database.read() as session:
            return count_members(session, RULE, today())

    return Duel(ours, count_segment(arena).baseline, finish=finish)
