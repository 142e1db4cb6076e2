"""Automatic tags after an import, RFM and life cycle of everybody, movement: against hand-written SQL and Python."""

from __future__ import annotations

import itertools
import json
import random
import shutil
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from statistics import median
from typing import Any

from sqlalchemy.orm import Session

from benchmarks.cases_members import COUNTED, change_somebody, open_both
from benchmarks.harness import Arena, Duel, case
from shopdesk.base.dates import today
from shopdesk.data.connections import connect
from shopdesk.data.database import DATABASE_FILE
from shopdesk.data.opening import open_database
from shopdesk.data.shop import LifecycleWindows
from shopdesk.insight.movement import STATES, month_ends, read_movement
from shopdesk.members.automatic import bring_members_up_to_date
from shopdesk.members.lifecycle import LIFECYCLES
from shopdesk.members.ready_tags import add_ready_tags, list_ready_tags
from shopdesk.members.segments.index import member_arrays
from shopdesk.members.segments.rules import RFM_GROUPS
from shopdesk.members.segments.standing import lifecycle_codes, rfm_codes
from shopdesk.members.shop_file import open_shop

IMPORTED = 1000
# The life cycle by the defaults, over member_summary s.
LIFECYCLE_SQL = """CASE WHEN s.order_count = 0 THEN 'prospect'
  WHEN s.order_count < 3 AND ?1 - s.first_day <= 7 THEN 'new'
  WHEN ?1 - s.last_day <= CASE WHEN s.order_count >= 3 AND s.gap_days IS NOT NULL
    THEN max(s.gap_days * 1.5, 7) ELSE 14 END THEN 'active'
  WHEN ?1 - s.last_day <= CASE WHEN s.order_count >= 3 AND s.gap_days IS NOT NULL
    THEN max(s.gap_days * 3, 15) ELSE 30 END THEN 'cooling'
  WHEN ?1 - s.last_day <= CASE WHEN s.order_count >= 3 AND s.gap_days IS NOT NULL
    THEN max(s.gap_days * 6, 30) ELSE 60 END THEN 'dormant' ELSE 'lost' END"""


# ---- automatic tags


def insert_orders(cursor: Any, members: Sequence[int], day: int, first_no: int) -> None:
    """One order with one line for each of these members, as an import writes them."""
    for number, member in enumerate(members, first_no):
        fen = 1000 + number * 37 % 9000
        cursor.execute(
            'INSERT INTO "order" (source, order_no, member_id, status, ordered_at, day, amount_fen, paid_fen, '
            "refund_fen, note) VALUES ('more', ?, ?, 'paid', 0, ?, ?, ?, 0, '')", (f"N{number}", member, day, fen, fen),
        )  # fmt: skip
        cursor.execute(
            "INSERT INTO order_line (order_id, product_id, name, spec, qty_milli, unit, amount_fen, note) "
            "VALUES (last_insert_rowid(), ?, '', '', 1000, '', ?, '')", (number % 90 + 1, fen),
        )  # fmt: skip


@case(
    "tags.after_import",
    "the ready-made automatic tags after 1,000 new orders, undoable, against SQL by hand for the members touched",
    writes=True,
)
def tags_after_import(arena: Arena) -> Duel:
    day = today()
    database = open_shop(arena.folder)
    database.change("tags", lambda session: add_ready_tags(session, list_ready_tags(session)), undoable=False)
    database.close()
    other = arena.scratch / "other"
    shutil.copytree(arena.folder, other)
    database = open_database(arena.folder)  # the tags are brought up to date by the side that is measured
    connection = connect(other / DATABASE_FILE)
    rules = [(row[0], *sql_of(row[1])) for row in connection.execute("SELECT id, rule FROM tag WHERE rule IS NOT NULL")]
    chance, numbers = random.Random(1), itertools.count(1, IMPORTED)
    touched: list[int] = []

    def prepare() -> None:
        touched[:] = sorted(chance.choices(range(1, arena.members + 1), k=IMPORTED))
        first = next(numbers)

        def bring_in(session: Session) -> None:
            insert_orders(session.connection().connection.cursor(), touched, day, first)

        database.change("import", bring_in)
        cursor = connection.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        insert_orders(cursor, touched, day, first)
        for member in set(touched):
            renew_summary(cursor, member)
        cursor.execute("COMMIT")

    def ours() -> tuple[int, int]:
        database.change("tags", lambda session: bring_members_up_to_date(session, touched))
        with database.read() as session:
            return told(session.connection().connection.cursor(), touched)

    def baseline() -> tuple[int, int]:
        cursor = connection.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        few = ",".join(map(str, sorted(set(touched))))
        for tag, condition, values in rules:
            chosen = (
                f"SELECT s.id FROM member_summary s JOIN member m ON m.id = s.id WHERE s.id IN ({few}) AND {condition}"
            )
            cursor.execute(
                f"DELETE FROM member_tag WHERE tag_id = {tag} AND how = 'rule' AND member_id IN ({few}) "
                f"AND member_id NOT IN ({chosen})", values(day),
            )  # fmt: skip
            cursor.execute(
                f"INSERT OR IGNORE INTO member_tag (member_id, tag_id, how, created_at) SELECT id, {tag}, 'rule', 0 "
                f"FROM ({chosen})", values(day),
            )  # fmt: skip
        cursor.execute("COMMIT")
        return told(cursor, touched)

    def finish() -> None:
        database.close()
        connection.close()

    return Duel(ours, baseline, prepare=prepare, finish=finish)


def told(cursor: Any, members: Sequence[int]) -> tuple[int, int]:
    few = ",".join(map(str, members))
    row = cursor.execute(
        f"SELECT count(*), sum(tag_id * member_id) FROM member_tag WHERE how = 'rule' AND member_id IN ({few})"
    ).fetchone()
    return int(row[0]), int(row[1] or 0)


def renew_summary(cursor: Any, member: int) -> None:
    rows = cursor.execute(
        f'SELECT day, amount_fen - refund_fen FROM "order" WHERE member_id = ? AND +status IN {COUNTED} ORDER BY day',
        (member,),
    ).fetchall()
    days = sorted({row[0] for row in rows})
    gap = float(median(b - a for a, b in pairwise(days))) if len(days) >= 3 else None
    cursor.execute(
        "UPDATE member_summary SET order_count = ?, spent_fen = ?, first_day = ?, last_day = ?, gap_days = ? "
        "WHERE id = ?", (len(rows), sum(row[1] for row in rows), days[0], days[-1], gap, member),
    )  # fmt: skip


def sql_of(rule: str) -> tuple[str, Any]:
    """The condition of a ready-made rule as one would write it, and what its marks stand for on a day."""
    said = json.loads(rule)
    field, value = said["field"], said["value"]
    low, high = value if said["op"] == "between" else (value, value if said["op"] == "=" else 10**15)
    words = ", ".join(f"'{word}'" for word in value) if isinstance(value, list) else ""
    if field == "order_count":
        recent = (
            f'(SELECT count(*) FROM "order" o WHERE o.member_id = s.id AND +o.status IN {COUNTED} '
            f"AND o.day >= ?1 - {said.get('within_days')})"
        )
        counted = recent if "within_days" in said else "s.order_count"
        return f"{counted} BETWEEN {low} AND {high}", lambda day: (day,) if "within_days" in said else ()
    if field == "average_order_fen":
        return f"s.order_count > 0 AND s.spent_fen BETWEEN {low} * s.order_count AND {high} * s.order_count", no_marks
    if field == "lifecycle":
        return f"{LIFECYCLE_SQL} IN ({words})", lambda day: (day,)
    if field == "category":
        return (
            "EXISTS (SELECT 1 FROM \"order\" o JOIN order_line l ON l.order_id = o.id JOIN product p ON p.id = "
            f"l.product_id WHERE o.member_id = s.id AND +o.status IN {COUNTED} AND o.day >= ?1 - {said['within_days']} "
            f"AND p.category IN ({words}))", lambda day: (day,),
        )  # fmt: skip
    if field == "age":
        return (
            f"m.birthday <> '' AND CAST(strftime('%Y', 'now', 'localtime') AS INTEGER) - substr(m.birthday, 1, 4) - "
            f"(substr(m.birthday, 6) > ?1) BETWEEN {low} AND {high}", lambda _day: (month_day(),),
        )  # fmt: skip
    return f"m.{field} IN ({words})", no_marks


def no_marks(_day: int) -> tuple[()]:
    return ()


def month_day() -> str:
    from datetime import date

    return date.fromordinal(today()).isoformat()[5:]


# ---- RFM and life cycle of everybody


@case("standing.recompute", "RFM groups and life cycle of everybody after a change, against SQL by hand", writes=True)
def recompute_standing(arena: Arena) -> Duel:
    database = open_database(arena.folder)
    connection = connect(arena.file, read_only=True)
    numbers = itertools.count(1)

    def finish() -> None:
        connection.close()
        database.close()

    return Duel(
        lambda: count_standing(database, today()),
        lambda: standing_by_hand(connection, today()),
        prepare=lambda: database.change("bench", lambda session: change_somebody(session, next(numbers))),
        finish=finish,
    )


@case("standing.cold", "the same with nothing in memory")
def cold_standing(arena: Arena) -> Duel:
    database, connection, finish = open_both(arena)

    def ours() -> dict[str, int]:
        database.derived.clear()
        return count_standing(database, today())

    return Duel(ours, lambda: standing_by_hand(connection, today()), finish=finish)


def count_standing(database: Any, day: int) -> dict[str, int]:
    with database.read() as session:
        members = member_arrays(session)
        codes = rfm_codes(members, day) * len(LIFECYCLES) + lifecycle_codes(members, day)
    places, counts = numpy_unique(codes)
    return {
        f"{RFM_GROUPS[place // len(LIFECYCLES)]} {LIFECYCLES[place % len(LIFECYCLES)]}": count
        for place, count in zip(places, counts, strict=True)
    }


def numpy_unique(codes: Any) -> tuple[list[int], list[int]]:
    import numpy as np

    counts = np.bincount(codes)
    places = np.flatnonzero(counts)
    return places.tolist(), counts[places].tolist()


TABLE = (
    ("dormant", "dormant", "at risk", "previously loyal", "previously loyal"),
    ("almost lost", "almost lost", "at risk", "at risk", "previously loyal"),
    ("almost lost", "needs attention", "needs attention", "loyal", "loyal"),
    ("promising", "promising", "active", "loyal", "loyal"),
    ("new", "promising", "active", "champions", "champions"),
)


def standing_by_hand(connection: Any, day: int) -> dict[str, int]:
    """Borders of the fifths by ORDER BY and OFFSET, then one grouping of everybody."""
    buyers = connection.execute("SELECT count(*) FROM member_summary WHERE order_count > 0").fetchone()[0]
    scores = []
    # Equal days share the better score, equal amounts the lower.
    for column, passed, before in (("last_day", ">=", 0), ("order_count", ">", 1), ("spent_fen", ">", 1)):
        places = [-(-fifth * buyers // 5) - before for fifth in range(1, 5)]
        borders = [
            connection.execute(
                f"SELECT {column} FROM member_summary WHERE order_count > 0 ORDER BY {column} LIMIT 1 OFFSET ?",
                (place,),
            ).fetchone()[0]
            for place in places
            if place < buyers
        ]
        scores.append("(1 + " + " + ".join(f"(s.{column} {passed} {border})" for border in borders) + ")")
    recency, frequency, money = scores
    rows = connection.execute(
        f"SELECT CASE WHEN s.order_count > 0 THEN {recency} ELSE 0 END, ({frequency} + {money} + 1) / 2, "
        f"{LIFECYCLE_SQL}, count(*) FROM member_summary s GROUP BY 1, 2, 3", (day,),
    )  # fmt: skip
    found: dict[str, int] = {}
    for r, weight, state, count in rows:
        name = f"{TABLE[r - 1][weight - 1] if r else 'prospects'} {state}"
        found[name] = found.get(name, 0) + count
    return found


# ---- movement


@case("standing.movement", "the matrix of life-cycle movement in two months, against a loop over the orders")
def movement(arena: Arena) -> Duel:
    database, connection, finish = open_both(arena)
    last, first = month_ends(today())[0], month_ends(today())[2]

    def ours() -> dict[tuple[str, str], int]:
        with database.read() as session:
            members = member_arrays(session)
            for name in [name for name in members.kept if name.startswith("states:")]:
                del members.kept[name]
            counts = read_movement(session, first, last).counts
        return {
            (STATES[at], STATES[to]): count for at, row in enumerate(counts) for to, count in enumerate(row) if count
        }

    return Duel(ours, lambda: movement_by_hand(connection, first, last), finish=finish)


def movement_by_hand(connection: Any, first: int, last: int) -> dict[tuple[str, str], int]:
    joined = dict(connection.execute("SELECT id, (joined_at + 28800) / 86400 + 719163 FROM member"))
    orders = {
        member: [row[1] for row in rows]
        for member, rows in groupby(
            connection.execute(
                f'SELECT member_id, day FROM "order" WHERE +status IN {COUNTED} ORDER BY member_id, day'
            ),
            key=lambda row: row[0],
        )
    }
    found: dict[tuple[str, str], int] = {}
    for member, since in joined.items():
        days = orders.get(member, [])
        key = (state_by_hand(days, since, first), state_by_hand(days, since, last))
        found[key] = found.get(key, 0) + 1
    return found


def state_by_hand(days: list[int], joined: int, day: int) -> str:
    days = [one for one in days if one <= day]
    if not days:
        return "absent" if joined > day else "prospect"
    windows = LifecycleWindows()
    if len(days) < windows.own_rhythm_from_orders and day - days[0] <= windows.new_days:
        return "new"
    return next(name for name, limit in limits_by_hand(days, windows) if day - days[-1] <= limit)


def limits_by_hand(days: list[int], windows: LifecycleWindows) -> Iterator[tuple[str, float]]:
    distinct = sorted(set(days))
    gap = median(b - a for a, b in pairwise(distinct)) if len(distinct) >= 3 else None
    for name, fixed, times in (
        ("active", windows.active_days, windows.active_gaps),
        ("cooling", windows.cooling_days, windows.cooling_gaps),
        ("dormant", windows.dormant_days, windows.dormant_gaps),
    ):
        yield name, float(fixed) if gap is None or len(days) < 3 else max(gap * times, fixed / 2)
    yield "lost", float("inf")
