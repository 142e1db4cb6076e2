"""Putting a backup back: the copy is proved first, what was there is kept beside and can be put back the same way."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from shopdesk.base.dates import local, now
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.progress import SILENT, Progress
from shopdesk.data.connections import DatabaseError, connect
from shopdesk.data.copying import copy_database
from shopdesk.data.database import DATABASE_FILE
from shopdesk.data.opening import open_database
from shopdesk.data.tables import Base
from shopdesk.safety.backup import moment_in_name, refuse_bad_backup

_SIDE_FILES = ("-wal", "-shm", "-journal")
_KEPT = "before-restore-"
_HALF_KEPT = ".before-restore"
"""While it is being copied: half a shop is not offered to be put back."""
_LARGEST_TABLE = 32
"""Powers of two that are tried when the end of a table cannot be read: four thousand million rows."""


@dataclass(frozen=True)
class Restored:
    source: Path
    kept: Path | None
    """The folder that holds what was there before."""


@dataclass(frozen=True)
class Kept:
    """The shop that a restore took out of its place; restore_backup() of its file puts it back."""

    path: Path
    made: datetime


def list_kept(folder: Path) -> list[Kept]:
    """Newest first."""
    found = []
    for path in folder.glob(f"{_KEPT}*/{DATABASE_FILE}"):
        day, _dot, number = path.parent.name.removeprefix(_KEPT).partition(".")
        made = moment_in_name(day.replace("-", ""))
        if made is not None:
            found.append((made, int(number) if number.isdecimal() else 1, path))
    return [Kept(path, made) for made, _number, path in sorted(found, reverse=True)]


def restore_backup(folder: Path, backup: Path, key: str | None = None, progress: Progress = SILENT) -> Restored:
    """Put `backup` in the shop's place. The caller holds the folder's lock and has closed the database.

    Raises ShopError, with everything as it was, when the backup is missing, no shop file, newer or damaged, or when
    there is no room for it.
    """
    refuse_bad_backup(backup, key)
    target = folder / DATABASE_FILE
    fresh = target.with_name(DATABASE_FILE + ".restored")
    with _said_clearly():
        try:
            copy_database(backup, fresh, key, progress)
            kept = _set_aside(folder, key)
        except BaseException:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
            raise
        _drop_side_files(target)
        fresh.replace(target)
    return Restored(backup, kept)


@contextmanager
def _said_clearly() -> Iterator[None]:
    """What the disk refuses becomes a sentence."""
    try:
        yield
    except (OSError, DatabaseError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ShopError(
            _("没有恢复：{reason}").format(reason=reason), _("原来的文件没有动。请看看磁盘是不是满了。"), "not_restored"
        ) from error


def salvage(folder: Path, key: str | None = None, progress: Progress = SILENT) -> tuple[Path, dict[str, int], int]:
    """Read what can still be read of a damaged shop into a folder beside it, leaving the damaged file alone.

    Returns the new folder, rows saved by table, and how many rows at least could not be read; use_salvaged() puts the
    new file in the shop's place. Raises ShopError, leaving nothing behind, when nothing can be read.
    """
    target = folder / f"salvaged-{local(now()):%Y%m%d-%H%M%S}"
    try:
        with _said_clearly():
            open_database(target, key).close()
            saved, lost = _copy_readable(folder / DATABASE_FILE, target / DATABASE_FILE, key, progress)
            _recompute(target, key)
        if not any(saved.values()):
            raise ShopError(
                _("没有能读出的数据。"), _("请从备份恢复，或者把店铺文件夹交给懂电脑的人。"), "nothing_left"
            )
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    return target, saved, lost


def use_salvaged(folder: Path, salvaged: Path) -> Path:
    """Put what salvage() saved in the shop's place; returns the folder that keeps the damaged files."""
    with _said_clearly():
        kept = _new_kept(folder)
        kept.mkdir()
        for name in [DATABASE_FILE + suffix for suffix in _SIDE_FILES]:
            # Renamed, not copied: on a failing disk the damaged places cannot be read.
            if (folder / name).exists():
                (folder / name).replace(kept / name)
        if (folder / DATABASE_FILE).exists():
            try:  # two names for a moment: a kill must not leave a folder that looks as if it never held a shop
                (kept / DATABASE_FILE).hardlink_to(folder / DATABASE_FILE)
            except OSError:  # a USB stick's file system has no second names
                (folder / DATABASE_FILE).replace(kept / DATABASE_FILE)
        (salvaged / DATABASE_FILE).replace(folder / DATABASE_FILE)
        shutil.rmtree(salvaged, ignore_errors=True)
    return kept


def _copy_readable(damaged: Path, target: Path, key: str | None, progress: Progress) -> tuple[dict[str, int], int]:
    """Rows saved by table, and how many at least are lost."""
    saved: dict[str, int] = {}
    lost = 0
    source = connect(damaged, key, read_only=True)
    copy = connect(target, key)
    try:
        copy.execute("PRAGMA foreign_keys = OFF")
        tables = Base.metadata.sorted_tables
        for at, table in enumerate(tables):
            progress.report(at, len(tables), table.name)
            columns = [column.name for column in table.columns]
            saved[table.name], missed = _save_table(source, copy, table.name, columns)
            lost += missed
        lost += _mend_references(copy)
    finally:
        source.close()
        copy.close()
    return saved, lost


def _mend_references(copy: Any) -> int:
    """Rows that point to what is lost point to nothing where they may, else they go too; returns how many went."""
    gone = 0
    while broken := copy.execute("PRAGMA foreign_key_check").fetchall():  # a row that goes can leave others behind
        copy.execute("BEGIN")
        for name, row, _parent, number in broken:
            keys = copy.execute(f'PRAGMA foreign_key_list("{name}")').fetchall()
            column = next(key[3] for key in keys if key[0] == number)
            if Base.metadata.tables[name].columns[column].nullable:
                copy.execute(f'UPDATE "{name}" SET "{column}" = NULL WHERE rowid = ?', (row,))
            else:
                gone += copy.execute(f'DELETE FROM "{name}" WHERE rowid = ?', (row,)).rowcount
        copy.execute("COMMIT")
    return gone


def _recompute(folder: Path, key: str | None) -> None:
    """What is derived from orders, from the orders that are left."""
    database = open_database(folder, key)
    try:
        mark = text("INSERT OR IGNORE INTO temp.dirty_member SELECT id FROM member")
        database.change("", lambda session: session.execute(mark), undoable=False)
    finally:
        database.close()


def _save_table(source: Any, copy: Any, name: str, columns: list[str]) -> tuple[int, int]:
    listed = ", ".join(f'"{column}"' for column in columns)
    insert = f'INSERT OR IGNORE INTO "{name}" ({listed}) VALUES ({",".join("?" * len(columns))})'
    saved = lost = lost_since = 0
    copy.execute("BEGIN")
    for rows in _readable(source, f'SELECT {listed} FROM "{name}" WHERE id BETWEEN ? AND ?', _highest(source, name)):
        if rows is None:
            lost_since += 1
        elif rows:
            copy.executemany(insert, rows)
            saved += len(rows)
            lost, lost_since = lost + lost_since, 0
    copy.execute("COMMIT")
    return saved, lost + min(lost_since, 1)  # behind the last row that was read nobody knows how many there were


def _highest(source: Any, name: str) -> int:
    """The highest id, or a power of two above it when the end of the table is damaged; 0 when there is nothing."""
    try:
        return int(source.execute(f'SELECT coalesce(max(id), 0) FROM "{name}"').fetchone()[0])
    except DatabaseError:
        pass
    highest = 0
    for power in range(_LARGEST_TABLE):
        try:
            row = source.execute(f'SELECT max(id) FROM "{name}" WHERE id <= ?', (2**power,)).fetchone()
        except DatabaseError:
            continue
        if row[0]:
            highest = 2 ** (power + 1)
    return highest


def _readable(source: Any, query: str, highest: int) -> Iterator[list[Any] | None]:
    """Rows in ranges of ids; a range that cannot be read is halved down to the single row, which is given up."""
    ranges = [(start, start + 999) for start in range(1, highest + 1, 1000)][::-1]
    while ranges:
        low, high = ranges.pop()
        try:
            yield source.execute(query, (low, high)).fetchall()
        except DatabaseError:
            if low == high:
                yield None
            else:
                middle = (low + high) // 2
                ranges += [(middle + 1, high), (low, middle)]


def _set_aside(folder: Path, key: str | None) -> Path | None:
    """Copy the present files into a folder of their own, flushed to disk before anything is replaced."""
    source = folder / DATABASE_FILE
    if not source.exists():
        return None
    _fold_wal_in(source, key)
    half = folder / _HALF_KEPT
    shutil.rmtree(half, ignore_errors=True)  # of a restore that was killed
    half.mkdir()
    try:
        for name in [DATABASE_FILE, *(DATABASE_FILE + suffix for suffix in _SIDE_FILES)]:
            if (folder / name).exists():
                shutil.copy2(folder / name, half / name)
                with (half / name).open("rb+") as file:
                    os.fsync(file.fileno())
        kept = _new_kept(folder)
        half.rename(kept)
    except OSError:
        shutil.rmtree(half, ignore_errors=True)
        raise
    return kept


def _new_kept(folder: Path) -> Path:
    kept = folder / f"{_KEPT}{local(now()):%Y%m%d-%H%M%S}"
    number = 1
    while kept.exists():
        number += 1
        kept = kept.with_name(f"{kept.name.split('.')[0]}.{number}")
    return kept


def _fold_wal_in(path: Path, key: str | None) -> None:
    """Best effort: a readable file becomes a single one; a damaged one is kept with all its side files."""
    try:
        connection = connect(path, key)
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()
    except DatabaseError:
        pass  # damaged: that is why it is being replaced


def _drop_side_files(path: Path) -> None:
    # A write-ahead log of another file would be replayed into the new one.
    for suffix in _SIDE_FILES:
        path.with_name(path.name + suffix).unlink(missing_ok=True)
