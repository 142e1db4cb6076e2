"""What an owner waits for on the members page and in the rule editor, against hand-written SQL on the same file."""

from __future__ import annotations

import itertools
from typing import Any

from benchmarks.harness import Arena, Duel, case
from shopdesk.base.dates import today
from shopdesk.data.connections import connect
from shopdesk.data.opening import open_database
from shopdesk.data.shop import LifecycleWindows
from shopdesk.members.listing import MemberFilter, list_member_ids, read_member_rows
from shopdesk.members.segments import count_members

WINDOWS = LifecycleWindows()
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


@case("segments.first_count", "the same rule asked for the first time after a change, against the same SQL query")
def first_count(arena: Arena) -> Duel:
    database, _connection, finish = open_both(arena)
    day = today()

    def ours() -> int:
        database.derived.clear()
        with database.read() as session:
            return count_members(session, RULE, day)

    return Duel(ours, count_segment(arena).baseline, finish=finish)
