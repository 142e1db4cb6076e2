"""Opening a shop's folder: one owner at a time, the file brought to today's tables, damage named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.paths import APP_NAME
from shopdesk.data.connections import DatabaseError, connect, make_writer
from shopdesk.data.copying import copy_database
from shopdesk.data.database import DATABASE_FILE, Database
from shopdesk.data.migrations import HEAD

LOCK_FILE = "shop.lock"
BeforeMigration = Callable[[Path], object]


class DamagedShopError(ShopError):
    """The file is there and cannot be used; the recovery screen offers what can be done."""


def lock_folder(folder: Path) -> FileLock:
    """Own the shop's folder until the lock is released; raises ShopError when another program owns it."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / LOCK_FILE)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise ShopError(
            _("这个店铺已经在另一个 {name} 窗口里打开了。").format(name=APP_NAME), _("请先关闭那个窗口。"), "in_use"
        ) from None
    return lock


def open_database(
    folder: Path, key: str | None = None, *, before_migration: BeforeMigration | None = None, read_only: bool = False
) -> Database:
    """Open (or make) the shop in `folder`, whose lock the caller holds unless it only reads.

    `before_migration(path)` is called before the first step on an older file; a verified copy is made there anyway.
    Raises ShopError for a file of a newer program, DamagedShopError when the file cannot be read.
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
                raise ShopError(_("店铺文件来自旧版本。"), _("请先打开窗口完成升级。"), "old_file")
            _migrate(path, key, found, before_migration)
        return Database(path, key, read_only=read_only)
    except DatabaseError as error:
        raise DamagedShopError(
            _("店铺文件打不开：{path}").format(path=path), _("可以从备份恢复，原文件会保留。"), "damaged"
        ) from error


def read_revision(path: Path, key: str | None = None) -> str | None:
    """The migration the file stands at; None for a new one."""
    if not path.exists() or path.stat().st_size == 0:
        return None
    connection = connect(path, key, read_only=True)
    try:
        tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'").fetchone()[0]
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if tables else None
        return str(row[0]) if row else None
    finally:
        connection.close()


def _migrate(path: Path, key: str | None, found: str | None, before: BeforeMigration | None) -> None:
    # Alembic takes 0.2 s to import: only when there is something to migrate.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise ShopError(
            _("这个店铺是用更新版本的掌柜台建的。"), _("请安装新版本再打开，文件没有被改动。"), "newer_file"
        )
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
