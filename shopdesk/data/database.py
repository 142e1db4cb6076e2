"""A shop's database: one transaction is one undo step and one notice of what changed.

database.read()                 a session that cannot write
database.change(label, work)    work(session) in one transaction; returns its result and the Change
database.change_quietly(work)   the same for what follows from the day, not from the owner: no step to undo
database.follower               what a higher room derives in every change; undo and redo take it along
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.progress import SILENT, Progress
from shopdesk.data.connections import DatabaseError, make_readers, make_writer, mark_of, refusal_of, renew_mark
from shopdesk.data.folder import DATABASE_FILE as DATABASE_FILE
from shopdesk.data.folder import drop_side_files, side_folder
from shopdesk.data.summaries import install_summaries, refresh_summaries
from shopdesk.data.tables import Base
from shopdesk.data.touched import Touched, install_touched, take_touched
from shopdesk.data.undo import UndoStep, forget, install_undo, log_end, logged_tables, remove_undo, take_back

ALL_TABLES = frozenset(table.name for table in Base.metadata.sorted_tables)
_TOUCHED_KEPT = 200
"""Changes whose touched members are remembered; after more, what was derived is built anew."""
Result = TypeVar("Result")
Follower = Callable[[Session, Touched, Progress], object]
"""Writes in the open transaction what follows from the rows that were touched in it."""


@dataclass(frozen=True)
class Change:
    """What a transaction changed; pages that show one of these tables read again."""

    label: str
    tables: frozenset[str]
    undoable: bool = True


class Database:
    """An open shop file. Use open_database() of shopdesk.data.opening to get one."""

    def __init__(self, path: Path, key: str | None = None, *, read_only: bool = False) -> None:
        self.path = path
        self.has_key = key is not None
        self.version = 0
        """Grows with every change."""
        self.table_versions: dict[str, int] = {}
        """The version at which a table was changed last; what was derived from it before that is stale."""
        self.derived: dict[str, tuple[int, Any]] = {}
        self.building: dict[str, threading.Lock] = {}
        """Held by the thread that builds what is derived, so that two readers do not build the same."""
        self.follower: Follower | None = None
        self._touched: list[tuple[int, Touched]] = []
        self._done: list[UndoStep] = []
        self._undone: list[UndoStep] = []
        self._lock = threading.Lock()
        self._beside = side_folder(path).exists()
        """Whether there may be side files; the first change makes them worthless."""
        self._readers = make_readers(path, key)
        self._writer = None if read_only else make_writer(path, key)
        if self._writer is not None:
            with self._begun() as connection:
                install_undo(connection)
                install_summaries(connection)
                install_touched(connection)
                connection.commit()

    # ---- reading

    @contextmanager
    def read(self) -> Iterator[Session]:
        # The versions are taken before the snapshot: what is derived may be newer than its label, never older.
        info = {"database": self, "version": self.version, "table_versions": dict(self.table_versions)}
        with _said_clearly(), Session(self._readers, info=info) as session:
            yield session

    # ---- writing

    def change(
        self, label: str, work: Callable[[Session], Result], *, undoable: bool = True, progress: Progress = SILENT
    ) -> tuple[Result, Change]:
        """Run `work` in one transaction. Whatever it raises rolls everything back and is raised again.

        `undoable=False` is for filling a new shop: nothing is written down and the earlier steps are forgotten.
        `progress` is the follower's: what follows from the work may take longer than the work.
        """
        with self._lock, self._begun() as connection:
            if not undoable:
                remove_undo(connection)
            before = log_end(connection)
            with Session(connection, info={"database": self, "progress": progress}) as session:
                result = work(session)
                touched = self._follow(session)
            tables = logged_tables(connection, before) if undoable else ALL_TABLES
            step = UndoStep(label, before + 1, log_end(connection), tables)
            if not undoable:
                install_undo(connection)
            self._commit(connection, tables)
            self._remember(step, undoable, touched)
        return result, Change(label, tables, undoable)

    def change_quietly(self, work: Callable[[Session], object]) -> Change:
        """A transaction that is no step of the owner's: the next undo takes it back with the step before it.

        What had been undone can no longer be redone.
        """
        with self._lock, self._begun() as connection:
            forget(connection, self._done[-1].last + 1 if self._done else 0)
            before = log_end(connection)
            with Session(connection, info={"database": self}) as session:
                work(session)
                touched = self._follow(session)
            tables, last = logged_tables(connection, before), log_end(connection)
            if not self._done:
                forget(connection, 0)
            self._commit(connection, tables)
            self._undone.clear()
            if tables:
                self._count_up(tables, touched)
            if tables and self._done:
                step = self._done.pop()
                self._done.append(UndoStep(step.label, step.first, last, step.tables | tables))
        return Change("", tables, undoable=False)

    def note(self, work: Callable[[Session], object]) -> None:
        """A transaction that writes down what was seen, in rows from which nothing follows: no step, and nothing that
        could be undone or done again changes by it."""
        with self._lock, self._begun() as connection:
            before = log_end(connection)
            with Session(connection, info={"database": self}) as session:
                work(session)
                session.flush()
            forget(connection, before + 1)
            connection.commit()

    def _commit(self, connection: Connection, tables: frozenset[str]) -> None:
        if tables:
            renew_mark(connection)
        connection.commit()
        if tables and self._beside:
            drop_side_files(self.path)
            self._beside = False

    def mark_if_still(self, session: Session) -> int | None:
        """The mark of what the session sees, if that is the newest: what was derived in it may be kept in side files,
        which the next change drops. None when something was written meanwhile, or the shop has a password."""
        with self._lock:
            if self.has_key or session.info["version"] != self.version:
                return None
            self._beside = True
            return mark_of(session.connection())

    def _follow(self, session: Session) -> Touched:
        """Bring everything derived up to date with what the open transaction did; returns who was touched."""
        session.flush()
        connection = session.connection()
        touched = take_touched(connection, refresh_summaries(connection))
        if self.follower is None:
            return touched
        session.info["touched"] = touched
        session.expire_all()
        self.follower(session, touched, session.info.get("progress", SILENT))
        session.flush()
        after = take_touched(connection, refresh_summaries(connection))
        return {table: ids | after[table] for table, ids in touched.items()}

    @contextmanager
    def _begun(self) -> Iterator[Connection]:
        if self._writer is None:
            raise ShopError(_("这个店铺现在只能查看。"), _("请关闭正在使用它的窗口后再试。"), "read_only")
        with _said_clearly(), self._writer.connect() as connection:
            connection.begin()
            yield connection  # left without a commit, it rolls back

    def _remember(self, step: UndoStep, undoable: bool, touched: Touched) -> None:
        if not undoable:
            self._done.clear()
        if not undoable or step.tables:
            self._undone.clear()
            self._count_up(step.tables, touched)
        if undoable and step.tables:
            self._done.append(step)

    def _count_up(self, tables: frozenset[str], touched: Touched) -> None:
        # Before the version: who reads the new version finds everybody that it touched.
        self._touched = [*self._touched, (self.version + 1, touched)][-_TOUCHED_KEPT:]
        self.table_versions = {**self.table_versions, **dict.fromkeys(tables, self.version + 1)}
        self.version += 1

    def touched_since(self, version: int, tables: Iterable[str]) -> frozenset[int] | None:
        """Members of whom something in `tables` (those of shopdesk.data.touched) changed after `version`; None when
        that is no longer known."""
        kept = self._touched
        if version < self.version and (not kept or kept[0][0] > version + 1):
            return None
        return frozenset().union(*(touched[table] for at, touched in kept if at > version for table in tables))

    # ---- undo

    @property
    def undo_label(self) -> str | None:
        return self._done[-1].label if self._done else None

    @property
    def redo_label(self) -> str | None:
        return self._undone[-1].label if self._undone else None

    def undo(self, progress: Progress = SILENT) -> Change | None:
        """Take the newest change back; None when there is nothing to undo. Cancelled, it stays as it is."""
        return self._swap(self._done, self._undone, progress)

    def redo(self, progress: Progress = SILENT) -> Change | None:
        return self._swap(self._undone, self._done, progress)

    def _swap(self, source: list[UndoStep], target: list[UndoStep], progress: Progress) -> Change | None:
        if not source:
            return None
        with self._lock, self._begun() as connection:
            step = source[-1]
            before = log_end(connection)
            take_back(connection, step, progress)
            # What followed from the step goes back with it. The follower writes nothing here: what it would write on a
            # later day stood in the way of the steps below, whose log knows the rows as they were.
            touched = take_touched(connection, refresh_summaries(connection))
            tables = step.tables | logged_tables(connection, before)
            opposite = UndoStep(step.label, before + 1, log_end(connection), tables)
            self._commit(connection, tables)
            source.pop()
            target.append(opposite)
            self._count_up(tables, touched)
        return Change(step.label, tables)

    def close(self) -> None:
        self._readers.dispose()
        if self._writer is not None:
            self._writer.dispose()


@contextmanager
def _said_clearly() -> Iterator[None]:
    """A full disk or a damaged file is no bug: the owner is told what to do."""
    try:
        yield
    except (DBAPIError, DatabaseError) as error:
        # The driver's own words: SQLAlchemy's quote the statement with what the owner typed.
        refusal = refusal_of(error.orig or error if isinstance(error, DBAPIError) else error)
        if refusal is None:
            raise
        raise refusal from error


def derived(
    session: Session, name: str, build: Callable[[Session], Result], tables: Iterable[str] | None = None
) -> Result:
    """What `build` makes from the data, kept in memory until one of `tables` (None: anything) changes.

    Inside a change it is built anew each time: what is not committed must not be kept.
    """
    if "version" not in session.info:
        return build(session)
    changed: dict[str, int] = session.info["table_versions"]
    version = session.info["version"] if tables is None else max((changed.get(table, 0) for table in tables), default=0)
    database: Database = session.info["database"]
    kept = database.derived.get(name)
    if kept is None or kept[0] < version:
        with database.building.setdefault(name, threading.Lock()):
            kept = database.derived.get(name)
            if kept is None or kept[0] < version:
                kept = (version, build(session))
                database.derived[name] = kept
    return kept[1]


def fetch_rows(session: Session, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Rows as the driver's own tuples: for reading hundreds of thousands, where Row objects would cost seconds."""
    cursor = session.connection().connection.cursor()
    try:
        cursor.execute(sql, tuple(values))
        return list(cursor.fetchall())
    finally:
        cursor.close()
