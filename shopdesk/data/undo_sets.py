"""Many rows written or deleted as one line of the undo log: 900,000 tags in 4 s of processor instead of 20.

While a set is written the table's triggers are away, and what they would have noted is noted for the set at once. Steps
are taken back in the order opposite to that in which they were made, so a line means exactly the rows that it meant:

    drop range    the rows from id `row` to id `said` came; to be deleted
    bring back    rows were deleted, and lie in undo_kept_TABLE under the line's number; to be inserted
    drop kept     those rows were inserted again; to be deleted, and kept
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

from shopdesk.data.tables import Base
from shopdesk.data.touched import mark_touched

RANGE, BACK, KEPT = "drop range", "bring back", "drop kept"
SETS = frozenset({RANGE, BACK, KEPT})


def insert_rows(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Rows of a table to which no other points; their ids follow on the highest there is. Best made one by one (zip):
    a list of so many tuples keeps the garbage collector busy for longer than SQLite."""
    first = int(connection.exec_driver_sql(f'SELECT coalesce(max(id), 0) FROM main."{table}"').scalar_one()) + 1
    names = ", ".join(f'"{name}"' for name in columns)
    connection.exec_driver_sql(f"CREATE TEMP TABLE coming ({names})")
    raw: Any = connection.connection.driver_connection
    raw.executemany(f"INSERT INTO temp.coming VALUES ({', '.join('?' * len(columns))})", rows)
    count = int(connection.exec_driver_sql("SELECT count(*) FROM temp.coming").scalar_one())
    with _unwatched(connection, table) as undoable:
        connection.exec_driver_sql(
            f'INSERT INTO main."{table}" (id, {names}) SELECT {first - 1} + rowid, {names} FROM temp.coming'
        )
        last = first + count - 1
        mark_touched(connection, table, f"id BETWEEN {first} AND {last}")
        if undoable:
            _log(connection, table, RANGE, first, str(last))
    connection.exec_driver_sql("DROP TABLE temp.coming")


def delete_rows(connection: Connection, table: str, where: str) -> None:
    """The rows for which the condition holds, of a table to which no other points."""
    with _unwatched(connection, table) as undoable:
        mark_touched(connection, table, where)
        if undoable:
            line = _log(connection, table, BACK)
            kept, rows = f'temp."undo_kept_{table}"', f'* FROM main."{table}" WHERE'
            connection.exec_driver_sql(f"CREATE TABLE IF NOT EXISTS {kept} AS SELECT 0 AS line, {rows} 0")
            connection.exec_driver_sql(f"INSERT INTO {kept} SELECT {line}, {rows} {where}")
        connection.exec_driver_sql(f'DELETE FROM main."{table}" WHERE {where}')


def take_set_back(connection: Connection, line: int, table: str, verb: str, row: int | None, said: str | None) -> None:
    """What the line says; the log then has the line that would do it again."""
    if verb == RANGE:
        delete_rows(connection, table, f"id BETWEEN {row} AND {int(said or 0)}")
        return
    kept = f'temp."undo_kept_{table}"'
    with _unwatched(connection, table):
        new = _log(connection, table, KEPT if verb == BACK else BACK)
        connection.exec_driver_sql(f"UPDATE {kept} SET line = {new} WHERE line = {line}")
        ids = f"id IN (SELECT id FROM {kept} WHERE line = {new})"
        if verb == BACK:
            columns = ", ".join(f'"{column.name}"' for column in Base.metadata.tables[table].columns)
            connection.exec_driver_sql(
                f'INSERT INTO main."{table}" ({columns}) SELECT {columns} FROM {kept} WHERE line = {new}'
            )
        mark_touched(connection, table, ids)
        if verb == KEPT:
            connection.exec_driver_sql(f'DELETE FROM main."{table}" WHERE {ids}')


def forget_sets(connection: Connection, first: int) -> None:
    """Let go of the rows that are kept under lines from `first` on."""
    found = connection.exec_driver_sql("SELECT name FROM sqlite_temp_master WHERE name LIKE 'undo_kept_%'")
    for (name,) in found.all():
        connection.exec_driver_sql(f'DELETE FROM temp."{name}" WHERE line >= {first}')


def _log(connection: Connection, table: str, verb: str, row: int | None = None, said: str | None = None) -> int:
    line = "INSERT INTO undo_log (tab, verb, row, said) VALUES (?, ?, ?, ?)"
    connection.exec_driver_sql(line, (table, verb, row, said))
    return int(connection.exec_driver_sql("SELECT max(seq) FROM undo_log").scalar_one())


@contextmanager
def _unwatched(connection: Connection, table: str) -> Iterator[bool]:
    """Without the table's triggers; whether what is done is written down for undo. After an exception the transaction
    rolls back, and the triggers with it."""
    assert not any(
        key.column.table.name == table for other in Base.metadata.tables.values() for key in other.foreign_keys
    ), "what hangs on the rows would go unseen"
    query = "SELECT name, sql FROM sqlite_temp_master WHERE type = 'trigger' AND tbl_name = ?"
    triggers = connection.exec_driver_sql(query, (table,)).all()
    for name, _sql in triggers:
        connection.exec_driver_sql(f'DROP TRIGGER temp."{name}"')
    yield any(name.startswith("undo_") for name, _sql in triggers)
    for _name, sql in triggers:  # stored without the TEMP
        connection.exec_driver_sql(sql.replace("CREATE TRIGGER", "CREATE TEMP TRIGGER", 1))
