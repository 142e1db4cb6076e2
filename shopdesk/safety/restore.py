"""Putting a backup back: the copy is proved first, the files that were there are kept beside and can be put back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shopdesk.base.dates import local, now
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.progress import SILENT, Progress
from shopdesk.data.connections import DatabaseError, connect
from shopdesk.data.copying import copy_database, find_damage
from shopdesk.data.database import DATABASE_FILE
from shopdesk.data.opening import open_database, read_revision
from shopdesk.data.tables import Base

_SIDE_FILES = ("-wal", "-shm", "-journal")


@dataclass(frozen=True)
class Restored:
    source: Path
    kept: Path | None
    """The folder that holds what was there before; restore_kept() puts it back."""


def restore_backup(folder: Path, backup: Path, key: str | None = None, progress: Progress = SILENT) -> Restored:
    """Put `backup` in the shop's place. The caller holds the folder's lock and has closed the database.

    Raises ShopError, with everything as it was, when the backup is missing, no shop file, newer or damaged.
    """
    _refuse_bad_backup(backup, key)
    target = folder / DATABASE_FILE
    fresh = target.with_name(DATABASE_FILE + ".restored")
    copy_database(backup, fresh, key, progress)
    kept = _set_aside(folder, key)
    _drop_side_files(target)
    fresh.replace(target)
    return Restored(backup, kept)


def restore_kept(folder: Path, kept: Path) -> None:
    """Undo a restore: the files that were set aside come back exactly as they were."""
    target = folder / DATABASE_FILE
    _drop_side_files(target)
    for file in kept.iterdir():
        part = folder / (file.name + ".part")
        shutil.copy2(file, part)
        part.replace(folder / file.name)


def salvage(folder: Path, key: str | None = None, progress: Progress = SILENT) -> tuple[Path, dict[str, int], int]:
    """Read what can still be read of a damaged shop into `salvaged/`, leaving the damaged file alone.

    Returns the new folder, rows saved by table, and how many rows could not be read.
    """
    target = folder / f"salvaged-{local(now()):%Y%m%d-%H%M%S}"
    database = open_database(target, key)
    database.close()
    saved: dict[str, int] = {}
    lost = 0
    source = connect(folder / DATABASE_FILE, key, read_only=True)
    copy = connect(target / DATABASE_FILE, key)
    try:
        copy.execute("PRAGMA foreign_keys = OFF")
        tables = Base.metadata.sorted_tables
        for at, table in enumerate(tables):
            progress.report(at, len(tables), table.name)
            columns = [column.name for column in table.columns]
            saved[table.name], missed = _save_table(source, copy, table.name, columns)
            lost += missed
        for name, row, *_rest in copy.execute("PRAGMA foreign_key_check").fetchall():
            copy.execute(f'DELETE FROM "{name}" WHERE rowid = ?', (row,))
            lost += 1
    finally:
        source.close()
        copy.close()
    return target, saved, lost


def _save_table(source: Any, copy: Any, name: str, columns: list[str]) -> tuple[int, int]:
    listed = ", ".join(f'"{column}"' for column in columns)
    insert = f'INSERT OR IGNORE INTO "{name}" ({listed}) VALUES ({",".join("?" * len(columns))})'
    saved = lost = 0
    copy.execute("BEGIN")
    for rows in _readable(source, f'SELECT {listed} FROM "{name}" WHERE id BETWEEN ? AND ?', _highest(source, name)):
        if rows is None:
            lost += 1
        else:
            copy.executemany(insert, rows)
            saved += len(rows)
    copy.execute("COMMIT")
    return saved, lost


def _highest(source: Any, name: str) -> int:
    try:
        return int(source.execute(f'SELECT coalesce(max(id), 0) FROM "{name}"').fetchone()[0])
    except DatabaseError:
        return 0


def _readable(source: Any, query: str, highest: int) -> Iterator[list[Any] | None]:
    """Rows in ranges of ids; a range that cannot be read is halved down to the single row, which is given up."""
    ranges = [(start, start + 999) for start in range(1, highest + 1, 1000)]
    while ranges:
        low, high = ranges.pop()
        try:
            yield source.execute(query, (low, high)).fetchall()
        except DatabaseError:
            if low == high:
                yield None
            else:
                middle = (low + high) // 2
                ranges += [(low, middle), (middle + 1, high)]


def _refuse_bad_backup(backup: Path, key: str | None) -> None:
    if not backup.is_file():
        raise ShopError(_("找不到这个备份：{path}").format(path=backup), code="not_found")
    with backup.open("rb") as file:
        start = file.read(16)
    if key is None and start != b"SQLite format 3\x00":
        raise ShopError(_("这不是掌柜台的备份文件：{path}").format(path=backup.name), code="not_a_backup")
    damage = find_damage(backup, key)
    if damage:
        raise ShopError(_("这个备份已损坏，没有恢复任何东西。"), _("请换一个更早的备份。"), "damaged")
    if read_revision(backup, key) is None:
        raise ShopError(_("这不是掌柜台的备份文件：{path}").format(path=backup.name), code="not_a_backup")


def _set_aside(folder: Path, key: str | None) -> Path | None:
    """Copy the present files into a folder of their own, flushed to disk before anything is replaced."""
    source = folder / DATABASE_FILE
    if not source.exists():
        return None
    _fold_wal_in(source, key)
    kept = folder / f"before-restore-{local(now()):%Y%m%d-%H%M%S}"
    number = 1
    while kept.exists():
        number += 1
        kept = kept.with_name(f"{kept.name.split('.')[0]}.{number}")
    kept.mkdir()
    for name in [DATABASE_FILE, *(DATABASE_FILE + suffix for suffix in _SIDE_FILES)]:
        if (folder / name).exists():
            shutil.copy2(folder / name, kept / name)
            with (kept / name).open("rb+") as file:
                os.fsync(file.fileno())
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
