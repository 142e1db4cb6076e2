"""A verified copy of a live shop file, made through SQLite's backup API (copying the file alone loses the WAL)."""

from __future__ import annotations

import os
from pathlib import Path

from shopdesk.base.progress import SILENT, Progress
from shopdesk.data.connections import DatabaseError, connect

_PAGES_AT_A_TIME = 2048


def copy_database(source: Path, target: Path, key: str | None = None, progress: Progress = SILENT) -> None:
    """Copy while others may write, prove the copy whole, then put it at `target` in one step.

    Raises sqlcipher3's DatabaseError when the copy does not pass its check; `target` is then untouched.
    """
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    origin = connect(source, key)
    copy = connect(part, key)
    try:
        origin.backup(
            copy, pages=_PAGES_AT_A_TIME, progress=lambda _status, left, total: progress.report(total - left, total)
        )
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
        found = find_damage_in(copy)
        if found:
            raise DatabaseError("; ".join(found))
    except BaseException:
        copy.close()
        part.unlink(missing_ok=True)
        raise
    finally:
        copy.close()
        origin.close()
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.replace(target)


def find_damage(path: Path, key: str | None = None) -> list[str]:
    """What SQLite finds wrong with the file; an empty list when it is whole. This is a read-only operation."""
    try:
        connection = connect(path, key, read_only=True)
        try:
            return find_damage_in(connection)
        finally:
            connection.close()
    except DatabaseError as error:
        return [str(error)]


def find_damage_in(connection: object) -> list[str]:
    execute = connection.execute  # type: ignore[attr-defined]
    found = [str(row[0]) for row in execute("PRAGMA integrity_check(20)") if row[0] != "ok"]
    return found + [f"{row[0]} {row[1]} → {row[2]}" for row in execute("PRAGMA foreign_key_check")][:20]
