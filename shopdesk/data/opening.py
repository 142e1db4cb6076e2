"""Opening a shop's folder: one owner at a time, the file brought to today's tables, damage named."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.data.connections import DamagedShopError, DatabaseError, connect, make_writer, refusal_of
from shopdesk.data.copying import copy_database
from shopdesk.data.database import Database
from shopdesk.data.folder import DATABASE_FILE, not_writable
from shopdesk.data.migrations import HEAD

_OURS = {"alembic_version", "shop_setting", "member"}
_ROOM_TO_OPEN = 1_000_000
BeforeMigration = Callable[[Path], object]


def open_database(
    folder: Path, key: str | None = None, *, before_migration: BeforeMigration | None = None, read_only: bool = False
) -> Database:
    """Open (or make) the shop in `folder`, whose lock the caller holds unless it only reads.

    `before_migration(path)` is called before the first step on an older file; a verified copy is made there anyway.
    Raises ShopError for a file of a newer or another program and for a folder that may not be written in,
    DamagedShopError when the file cannot be read.
    """
    path = folder / DATABASE_FILE
    if read_only and not path.exists():
        raise ShopError(
            _("这个文件夹里还没有店铺：{folder}").format(folder=folder), _("先用 demo 或 import 建一个。"), "no_shop"
        )
    folder.mkdir(parents=True, exist_ok=True)
    try:
        found = read_revision(path, key)
        if found != HEAD:
            if read_only:
                refuse_newer(found)
                raise ShopError(_("店铺文件来自旧版本。"), _("请先打开窗口完成升级。"), "old_file")
            _migrate(path, key, found, before_migration)
        return Database(path, key, read_only=read_only)
    except (DatabaseError, DBAPIError) as error:
        raise _why_not_open(folder, error) from error


def _why_not_open(folder: Path, error: Exception) -> ShopError:
    """Even reading writes a little beside the file: the list of what is not yet in it. Where that cannot be written,
    nothing is wrong with the file, and putting a backup in its place would lose what is newer."""
    path = folder / DATABASE_FILE
    if not all(os.access(place, os.R_OK | os.W_OK) for place in (folder, path) if place.exists()):
        return not_writable(folder, os.strerror(errno.EACCES))
    refusal = refusal_of(error.orig or error if isinstance(error, DBAPIError) else error)
    if refusal is not None and refusal.code == "in_use":
        return ShopError(_("店铺文件正被另一个程序占用，现在打不开。"), _("请稍等一下再试。"), "in_use")
    if shutil.disk_usage(folder).free < _ROOM_TO_OPEN:  # SQLite calls it an I/O error
        return ShopError(_("磁盘满了，店铺现在打不开。"), _("请清理磁盘以后再试，原来的数据都在。"), "disk_full")
    return DamagedShopError(
        _("店铺文件打不开：{path}").format(path=path), _("可以从备份恢复，原文件会保留。"), "damaged"
    )


def read_revision(path: Path, key: str | None = None) -> str | None:
    """The migration the file stands at; None for a new one. Raises ShopError for another program's database."""
    if not path.exists() or path.stat().st_size == 0:
        return None
    connection = connect(path, key, read_only=True)
    try:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not tables:
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if tables >= _OURS else None
        if row is None:
            raise ShopError(_("这不是掌柜台的店铺文件：{path}").format(path=path), _("请换一个文件夹。"), "not_a_shop")
        return str(row[0])
    finally:
        connection.close()


def _migrate(path: Path, key: str | None, found: str | None, before: BeforeMigration | None) -> None:
    # Alembic takes 0.2 s to import: only when there is something to migrate.
    from alembic import command

    refuse_newer(found)
    config = _migrations()
    if found is not None:
        copy_database(path, path.with_name(f"shop-before-upgrade-{found}.db"), key)
        if before is not None:
            before(path)
    engine = make_writer(path, key)
    try:
        with engine.connect() as connection:
            _upgrade(connection, engine, command, config)
    finally:
        engine.dispose()


def refuse_newer(revision: str | None) -> None:
    """Raises ShopError when this program does not know the revision: a newer one made the file."""
    if revision is None or revision == HEAD:
        return
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory.from_config(_migrations()).walk_revisions()}
    if revision not in known:
        raise ShopError(
            _("这个店铺是用更新版本的掌柜台建的。"), _("请安装新版本再打开，文件没有被改动。"), "newer_file"
        )


def _migrations() -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _upgrade(connection: Connection, engine: Engine, command: Any, config: Any) -> None:
    # Table rebuilds of a batch migration would cascade into their children: keys are off and checked afterwards.
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.execute("PRAGMA foreign_keys = OFF")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.commit()
    broken = raw.execute("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise DatabaseError(f"upgrade left {len(broken)} broken references")
