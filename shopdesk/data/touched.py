"""Whose rows a change touched: so that what is kept in memory is patched for a few members instead of read anew.

Temporary triggers note the member of every changed row; undo and redo fire them too, and what rolls back is forgotten.
Members whose orders changed are noted by shopdesk.data.summaries.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

Touched = dict[str, frozenset[int]]
"""Ids of members by the table ("member", "member_tag", "order") in which something of theirs changed."""

_OWNER = {"member": "id", "member_tag": "member_id"}


def install_touched(connection: Connection) -> None:
    connection.exec_driver_sql(
        "CREATE TEMP TABLE IF NOT EXISTS touched_member (tab TEXT, id INTEGER, PRIMARY KEY (tab, id)) WITHOUT ROWID"
    )
    # Not INSERT OR IGNORE: when a foreign key's action fires the trigger, SQLite overrides the OR.
    mark = (
        "INSERT INTO touched_member SELECT '{0}', {1} "
        "WHERE NOT EXISTS (SELECT 1 FROM touched_member WHERE tab = '{0}' AND id = {1});"
    )
    for table, column in _OWNER.items():
        for event, rows in (("INSERT", ("NEW",)), ("DELETE", ("OLD",)), ("UPDATE", ("NEW", "OLD"))):
            marks = " ".join(mark.format(table, f"{row}.{column}") for row in rows)
            connection.exec_driver_sql(
                f"CREATE TEMP TRIGGER IF NOT EXISTS touched_{event}_{table} AFTER {event} ON main.{table} "
                f"BEGIN {marks} END"
            )


def take_touched(connection: Connection, with_orders: Iterable[int]) -> Touched:
    """Who was touched since the last call."""
    touched: Touched = {"order": frozenset(with_orders)}
    for table in _OWNER:
        rows = connection.exec_driver_sql("SELECT id FROM touched_member WHERE tab = ?", (table,))
        touched[table] = frozenset(row[0] for row in rows)
    connection.exec_driver_sql("DELETE FROM touched_member")
    return touched
