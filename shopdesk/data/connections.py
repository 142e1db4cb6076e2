"""Connections to a shop's file: the driver, every PRAGMA and every BEGIN are here and nowhere else.

Two engines: one writer (a single connection, BEGIN IMMEDIATE) and readers that cannot write (`query_only`).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool, StaticPool

from shopdesk.base.errors import Cancelled, ShopError
from shopdesk.base.i18n import N_, _
from shopdesk.base.progress import Progress

# WAL with a full sync on every commit: an acknowledged change survives a power cut.
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA recursive_triggers = ON",  # so that REPLACE fires the delete triggers that undo relies on
    "PRAGMA busy_timeout = 5000",
    "PRAGMA cache_size = -65536",
)
DatabaseError = driver.DatabaseError
_STEPS = 1_000_000
"""Of SQLite's machine between two looks: about 20 ms."""


class DamagedShopError(ShopError):
    """The file is there and cannot be used; the recovery screen offers what can be done."""


_REFUSALS = (
    # what SQLite says, code, sentence, what to do
    (
        "database or disk is full",
        "disk_full",
        N_("磁盘满了，刚才那一步没有保存。"),
        N_("请清理磁盘以后再试，原来的数据都在。"),
    ),
    (
        "readonly database",
        "not_writable",
        N_("店铺文件现在不能写，刚才那一步没有保存。"),
        N_("请看看文件夹有没有被设成只读。"),
    ),
    (
        "disk I/O error",
        "disk_error",
        N_("磁盘读写出错了，刚才那一步没有保存。"),
        N_("请看看磁盘或U盘有没有松动，并马上备份到别的地方。"),
    ),
    ("database is locked", "in_use", N_("店铺正被另一个程序使用，刚才那一步没有保存。"), N_("请稍等一下再试。")),
    (
        "disk image is malformed",
        "damaged",
        N_("店铺文件有损坏，有些内容读不出来。"),
        N_("请在“设置 › 数据安全”里恢复最近的备份。"),
    ),
    ("file is not a database", "damaged", N_("店铺文件有损坏，打不开了。"), N_("请重新打开程序，从备份恢复。")),
)


def refusal_of(error: BaseException) -> ShopError | None:
    """What the disk or the file would not do, as a sentence; None when the error is a bug of ours."""
    said = str(error)
    for words, code, sentence, hint in _REFUSALS:
        if words in said:
            kind = DamagedShopError if code == "damaged" else ShopError
            return kind(_(sentence), _(hint), code)
    return None


def connect(path: Path, key: str | None = None, *, read_only: bool = False) -> Any:
    """A raw connection in autocommit; the caller begins its transactions."""
    mode = "ro" if read_only else "rwc"
    if read_only and path.with_name(path.name + "-journal").exists():
        # A power cut left half of a write in the file: SQLite takes it back before the first read, if it may write.
        mode = "rw"
    uri = f"{path.resolve().as_uri()}?mode={mode}"
    connection = driver.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=5.0)
    if key is not None:
        connection.execute("PRAGMA key = " + _quoted(key))
        connection.execute("PRAGMA temp_store = MEMORY")  # nothing readable in temporary files either
    return connection


class _Told:
    """Remembers what was reported last, to say it again where nothing new is known."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.last = (0, 0, "")

    def report(self, done: int, total: int, text: str = "") -> None:
        self.last = (done, total, text)
        self.progress.report(done, total, text)


@contextmanager
def stoppable(connection: Connection, progress: Progress) -> Iterator[Progress]:
    """A long statement on this connection ends, and Cancelled is raised, when the owner asks to stop. The work reports
    to what this gives."""
    raw: Any = connection.connection.driver_connection
    told, stopped = _Told(progress), list[Cancelled]()

    def look() -> int:
        try:
            told.report(*told.last)
        except Cancelled as asked:
            stopped.append(asked)
        return len(stopped)

    raw.set_progress_handler(look, _STEPS)
    try:
        yield told
    except (DBAPIError, DatabaseError):
        if stopped:
            raise stopped[0] from None
        raise
    finally:
        raw.set_progress_handler(None, 0)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def mark_of(connection: Connection) -> int:
    """The mark of the state that the connection sees; 0 in a file that this program has not written in yet."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def renew_mark(connection: Connection) -> None:
    """In the open transaction, with which it rolls back. A number in the file's head, copied with the data."""
    connection.exec_driver_sql(f"PRAGMA user_version = {secrets.randbelow(2**31 - 1) + 1}")


def run_all(connection: Connection, statements: Iterable[str]) -> None:
    """Through the driver's own cursor: a shop is opened with 180 triggers, and what SQLAlchemy does around each
    statement takes as long as making the trigger."""
    raw = connection.connection.driver_connection
    assert raw is not None
    cursor = raw.cursor()
    for statement in statements:
        cursor.execute(statement)
    cursor.close()


def make_writer(path: Path, key: str | None = None) -> Engine:
    """The one connection that writes; its temporary tables (the undo log) live as long as it does."""

    def creator() -> Any:
        connection = connect(path, key)
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        return connection

    engine = create_engine("sqlite://", module=driver, creator=creator, poolclass=StaticPool)
    _begin_with(engine, "BEGIN IMMEDIATE")
    return engine


def make_readers(path: Path, key: str | None = None) -> Engine:
    """Connections that only read, usable beside the writer from any thread."""

    def creator() -> Any:
        connection = connect(path, key)
        for pragma in ("PRAGMA trusted_schema = OFF", "PRAGMA cell_size_check = ON", "PRAGMA busy_timeout = 5000"):
            connection.execute(pragma)
        connection.execute("PRAGMA cache_size = -65536")
        connection.execute("PRAGMA mmap_size = 268435456")
        connection.execute("PRAGMA query_only = ON")
        return connection

    engine = create_engine(
        "sqlite://", module=driver, creator=creator, poolclass=QueuePool, pool_size=3, max_overflow=8
    )
    _begin_with(engine, "BEGIN DEFERRED")
    return engine


def _begin_with(engine: Engine, statement: str) -> None:
    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql(statement)
