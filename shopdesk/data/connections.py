"""Connections to a shop's file: the driver, every PRAGMA and every BEGIN are here and nowhere else.

Two engines: one writer (a single connection, BEGIN IMMEDIATE) and readers that cannot write (`query_only`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import QueuePool, StaticPool

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


def connect(path: Path, key: str | None = None, *, read_only: bool = False) -> Any:
    """A raw connection in autocommit; the caller begins its transactions."""
    mode = "ro" if read_only else "rwc"
    uri = f"{path.resolve().as_uri()}?mode={mode}"
    connection = driver.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=5.0)
    if key is not None:
        connection.execute("PRAGMA key = " + _quoted(key))
        connection.execute("PRAGMA temp_store = MEMORY")  # nothing readable in temporary files either
    return connection


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


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
