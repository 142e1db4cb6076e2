"""Undo below the features: triggers write down how to take each row change back, so no feature writes undo code.

The log is a temporary table of the writer connection: it rolls back with the transaction, never stands in the shop's
file, and is gone when the window closes. A step is a range of the log. Taking a step back does what it says newest
first; while that runs the same triggers write down how to do it again. Rows of one table that follow each other are
deleted and inserted together: compiling a statement with its triggers for each takes ten times as long. Hundreds of
thousands of rows may be one line (shopdesk.data.undo_sets).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby, product
from operator import itemgetter

from sqlalchemy import Connection, Table

from shopdesk.base.progress import SILENT, Progress
from shopdesk.data.connections import run_all
from shopdesk.data.tables import Base
from shopdesk.data.undo_sets import SETS, forget_sets, take_set_back

_TOGETHER = 200
"""Rows in one statement."""
_SHORT = 10_000
"""Characters of a row, on the average."""


@dataclass(frozen=True)
class UndoStep:
    label: str
    first: int
    last: int
    tables: frozenset[str]


def install_undo(connection: Connection) -> None:
    """Make the log and its triggers on this connection; safe to call again."""
    run_all(connection, _installation())


def remove_undo(connection: Connection) -> None:
    """Drop the triggers and the log: what follows is not written down."""
    events = product(("insert", "update", "delete"), Base.metadata.tables)
    drops = (f'DROP TRIGGER IF EXISTS temp."undo_{event}_{table}"' for event, table in events)
    run_all(connection, [*drops, "DELETE FROM undo_log"])
    forget_sets(connection, 0)


def log_end(connection: Connection) -> int:
    """The number of the newest statement in the log."""
    return int(connection.exec_driver_sql("SELECT coalesce(max(seq), 0) FROM undo_log").scalar_one())


def logged_tables(connection: Connection, after: int) -> frozenset[str]:
    rows = connection.exec_driver_sql("SELECT DISTINCT tab FROM undo_log WHERE seq > ?", (after,))
    return frozenset(row[0] for row in rows)


def take_back(connection: Connection, step: UndoStep, progress: Progress = SILENT) -> None:
    """Undo the step inside the open transaction. The log then ends with the statements that would do it again."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    # The driver's own cursor: what was written down is finished SQL and may hold characters that look like parameters.
    raw = connection.connection.driver_connection
    assert raw is not None
    cursor = raw.cursor()
    query = "SELECT tab, verb, row, said, seq FROM undo_log WHERE seq BETWEEN ? AND ? ORDER BY seq DESC"
    noted = cursor.execute(query, (step.first, step.last)).fetchall()
    done = 0
    for (table, verb), group in groupby(noted, key=itemgetter(0, 1)):
        rows = [(row, said) for _table, _verb, row, said, _seq in group]
        for statement in _statements(table, verb, rows) if verb not in SETS else ():
            progress.report(done, len(noted), step.label)
            cursor.execute(statement)
        if verb in SETS:
            for at, (row, said) in enumerate(rows, done):
                progress.report(at, len(noted), step.label)
                take_set_back(connection, noted[at][4], table, verb, row, said)
        done += len(rows)
    cursor.close()
    connection.exec_driver_sql("DELETE FROM undo_log WHERE seq BETWEEN ? AND ?", (step.first, step.last))


def _statements(table: str, verb: str, rows: list[tuple[int, str | None]]) -> Iterator[str]:
    if verb == "update":
        yield from (f'UPDATE "{table}" SET {said} WHERE id={row}' for row, said in rows)
        return
    # A picture as text is megabytes: such a table's rows go one by one.
    together = _TOGETHER if sum(len(said or "") for _row, said in rows) < _SHORT * len(rows) else 1
    columns = ", ".join(f'"{column.name}"' for column in Base.metadata.tables[table].columns)
    for start in range(0, len(rows), together):
        some = rows[start : start + together]
        if verb == "delete":
            yield f'DELETE FROM "{table}" WHERE id IN ({",".join(str(row) for row, _said in some)})'
        else:
            yield f'INSERT INTO "{table}" ({columns}) VALUES {",".join(said or "" for _row, said in some)}'


def forget(connection: Connection, first: int) -> None:
    """Drop the log from `first` on, when the steps it held can no longer be redone."""
    connection.exec_driver_sql("DELETE FROM undo_log WHERE seq >= ?", (first,))
    forget_sets(connection, first)


@cache
def _installation() -> tuple[str, ...]:
    log = (
        "CREATE TEMP TABLE IF NOT EXISTS undo_log "
        "(seq INTEGER PRIMARY KEY AUTOINCREMENT, tab TEXT, verb TEXT, row INTEGER, said TEXT)"
    )
    return (log, *(trigger for table in Base.metadata.sorted_tables for trigger in _triggers(table)))


def _triggers(table: Table) -> list[str]:
    name = table.name
    columns = [column.name for column in table.columns]
    others = [column for column in columns if column != "id"]
    insert = "||','||".join(f'quote(OLD."{column}")' for column in columns)
    # Only what changed: writing every column of a member back takes 2.4 times as long.
    update = "||".join(
        f'CASE WHEN OLD."{column}" IS NOT NEW."{column}" THEN \',"{column}"=\'||quote(OLD."{column}") ELSE \'\' END'
        for column in others
    )
    changed = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in columns)
    log = f"INSERT INTO undo_log (tab, verb, row, said) VALUES ('{name}',"
    return [
        f'CREATE TEMP TRIGGER IF NOT EXISTS "undo_insert_{name}" AFTER INSERT ON main."{name}" BEGIN '
        f"{log} 'delete', NEW.id, NULL); END",
        f'CREATE TEMP TRIGGER IF NOT EXISTS "undo_update_{name}" AFTER UPDATE ON main."{name}" WHEN {changed} BEGIN '
        f"{log} 'update', NEW.id, substr({update}, 2)); END",
        f'CREATE TEMP TRIGGER IF NOT EXISTS "undo_delete_{name}" AFTER DELETE ON main."{name}" BEGIN '
        f"{log} 'insert', OLD.id, '('||{insert}||')'); END",
    ]
