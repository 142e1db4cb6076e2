"""Undo below the features: triggers write down how to take each row change back, so no feature writes undo code.

The log is a temporary table of the writer connection: it rolls back with the transaction, never stands in the shop's
file, and is gone when the window closes. A step is a range of the log. Taking a step back runs its statements newest
first; while they run the same triggers write down how to do it again.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Table

from shopdesk.data.tables import Base


@dataclass(frozen=True)
class UndoStep:
    label: str
    first: int
    last: int
    tables: frozenset[str]


def install_undo(connection: Connection) -> None:
    """Make the log and its triggers on this connection; safe to call again."""
    connection.exec_driver_sql(
        "CREATE TEMP TABLE IF NOT EXISTS undo_log (seq INTEGER PRIMARY KEY AUTOINCREMENT, tab TEXT, statement TEXT)"
    )
    for table in Base.metadata.sorted_tables:
        for sql in _triggers(table):
            connection.exec_driver_sql(sql)


def remove_undo(connection: Connection) -> None:
    """Drop the triggers and the log: what follows is not written down."""
    for table in Base.metadata.sorted_tables:
        for event in ("insert", "update", "delete"):
            connection.exec_driver_sql(f'DROP TRIGGER IF EXISTS temp."undo_{event}_{table.name}"')
    connection.exec_driver_sql("DELETE FROM undo_log")


def log_end(connection: Connection) -> int:
    """The number of the newest statement in the log."""
    return int(connection.exec_driver_sql("SELECT coalesce(max(seq), 0) FROM undo_log").scalar_one())


def logged_tables(connection: Connection, after: int) -> frozenset[str]:
    rows = connection.exec_driver_sql("SELECT DISTINCT tab FROM undo_log WHERE seq > ?", (after,))
    return frozenset(row[0] for row in rows)


def take_back(connection: Connection, step: UndoStep) -> None:
    """Undo the step inside the open transaction. The log then ends with the statements that would do it again."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    statements = connection.exec_driver_sql(
        "SELECT statement FROM undo_log WHERE seq BETWEEN ? AND ? ORDER BY seq DESC", (step.first, step.last)
    ).all()
    # The driver's own cursor: the statements are finished SQL and may hold characters that look like parameters.
    raw = connection.connection.driver_connection
    assert raw is not None
    cursor = raw.cursor()
    for (statement,) in statements:
        cursor.execute(statement)
    cursor.close()
    connection.exec_driver_sql("DELETE FROM undo_log WHERE seq BETWEEN ? AND ?", (step.first, step.last))


def forget(connection: Connection, first: int) -> None:
    """Drop the log from `first` on, when the steps it held can no longer be redone."""
    connection.exec_driver_sql("DELETE FROM undo_log WHERE seq >= ?", (first,))


def _triggers(table: Table) -> list[str]:
    name = table.name
    columns = [column.name for column in table.columns]
    others = [column for column in columns if column != "id"]
    listed = ", ".join(f'"{column}"' for column in columns)
    insert = "||','||".join(f'quote(OLD."{column}")' for column in columns)
    # Only what changed: writing every column of a member back takes 2.4 times as long.
    update = "||".join(
        f'CASE WHEN OLD."{column}" IS NOT NEW."{column}" THEN \',"{column}"=\'||quote(OLD."{column}") ELSE \'\' END'
        for column in others
    )
    changed = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in columns)
    log = "INSERT INTO undo_log (tab, statement) VALUES"
    return [
        f'CREATE TEMP TRIGGER IF NOT EXISTS "undo_insert_{name}" AFTER INSERT ON main."{name}" BEGIN '
        f"{log} ('{name}', 'DELETE FROM \"{name}\" WHERE id='||NEW.id); END",
        f'CREATE TEMP TRIGGER IF NOT EXISTS "undo_update_{name}" AFTER UPDATE ON main."{name}" WHEN {changed} BEGIN '
        f"{log} ('{name}', 'UPDATE \"{name}\" SET '||substr({update}, 2)||' WHERE id='||NEW.id); END",
        f'CREATE TEMP TRIGGER IF NOT EXISTS "undo_delete_{name}" AFTER DELETE ON main."{name}" BEGIN '
        f"{log} ('{name}', 'INSERT INTO \"{name}\" ({listed}) VALUES ('||{insert}||')'); END",
    ]
