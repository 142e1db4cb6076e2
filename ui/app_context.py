"""What every page is given: reads, writes, undo, and the one signal that says what changed.

Reads run on the calling thread (they must be quick) or, with query_later, beside it. Writes run one after another in
the writer lane, a single worker thread; a dialog with Cancel appears after 600 ms. Never touch a widget in `work`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from shopdesk.base.errors import Cancelled, ShopError
from shopdesk.base.i18n import _
from shopdesk.base.progress import Progress
from ui.tasks import Lane, Task

if TYPE_CHECKING:  # the window is painted before the database library is there
    from shopdesk.data.database import Change, Database

Result = TypeVar("Result")
Work = Callable[[Any, Progress], Result]


class AppContext(QObject):
    changed = Signal(object)  # Change
    stepped = Signal(str, bool)  # a change, by its label, was undone (True) or done again
    said = Signal(str, str, object)  # text, label of a button or "", what the button does
    failed = Signal(object)  # ShopError: a sentence for the owner
    crashed = Signal(object)  # anything else: a bug
    asked_for_page = Signal(str, object)  # page name, what to show there or None
    working = Signal(object)  # Task: long work has begun
    restart_wanted = Signal(object)  # Path: close the shop, put this backup in its place, open it again

    def __init__(self, database: Database | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._database = database
        self._writer = Lane(1, self)
        self._readers = Lane(2, self)

    @property
    def is_open(self) -> bool:
        """Whether there is a shop yet: the window is painted while it is being opened."""
        return self._database is not None

    @property
    def database(self) -> Database:
        assert self._database is not None
        return self._database

    def open(self, database: Database) -> None:
        self._database = database

    # ---- reading

    def query(self, read: Callable[[Any], Result]) -> Result:
        """`read(session)` now, on this thread: for reads of a few milliseconds."""
        with self.database.read() as session:
            return read(session)

    def query_later(
        self,
        read: Callable[[Any], Result],
        then: Callable[[Result], object],
        failed: Callable[[ShopError], object] | None = None,
    ) -> Task:
        """`read(session)` beside the window, `then(result)` on it; cancel() the task when it is outdated."""

        def run(progress: Progress) -> Result:
            with self.database.read() as session:
                return read(session)

        return self._readers.start(Task(run, then, self._failure(failed)))

    # ---- writing

    def change(
        self,
        label: str,
        work: Work[Result],
        then: Callable[[Result], object] | None = None,
        failed: Callable[[ShopError], object] | None = None,
        *,
        undoable: bool = True,
        say: str = "",
        watched: bool = True,
    ) -> Task:
        """`work(session, progress)` in one transaction in the writer lane, then `then(result)` here.

        `label` names the step in the Undo menu; `say` is a toast with an Undo button. Nothing happened if it fails.
        `watched=False`: the caller shows the progress itself.
        """

        def run(progress: Progress) -> tuple[Result, Change]:
            return self.database.change(
                label, lambda session: work(session, progress), undoable=undoable, progress=progress
            )

        def done(outcome: tuple[Result, Change]) -> None:
            result, change = outcome
            if change.tables:
                self.changed.emit(change)
            if say:
                self.said.emit(say, _("撤销") if change.tables and undoable else "", self.undo)
            if then is not None:
                then(result)

        task = self._writer.start(Task(run, done, self._failure(failed), label))
        if watched and not task.done:
            self.working.emit(task)
        return task

    def change_quietly(self, work: Callable[[Any], object]) -> Task:
        """What follows from the day and not from the owner: no step to undo, nothing is said."""

        def done(change: Change) -> None:
            if change.tables:
                self.changed.emit(change)

        return self._writer.start(Task(lambda _progress: self.database.change_quietly(work), done, self._failure(None)))

    def note(self, work: Callable[[Any], object], then: Callable[[], object] = lambda: None) -> Task:
        """What was seen on a day, written down beside everything that can be undone (Database.note)."""
        task = Task(lambda _progress: self.database.note(work), lambda _none: then(), self._failure(None))
        return self._writer.start(task)

    def do(
        self,
        label: str,
        work: Callable[[Progress], Result],
        then: Callable[[Result], object] | None = None,
        failed: Callable[[ShopError], object] | None = None,
    ) -> Task:
        """Long work that writes no shop data (an export, a backup), with the same progress and Cancel."""
        task = self._readers.start(Task(work, then or (lambda _result: None), self._failure(failed), label))
        if not task.done:
            self.working.emit(task)
        return task

    def undo(self) -> None:
        self._step(self.database.undo, back=True)

    def redo(self) -> None:
        self._step(self.database.redo, back=False)

    def _step(self, step: Callable[[Progress], Change | None], *, back: bool) -> None:
        def done(change: Change | None) -> None:
            if change is not None:
                self.changed.emit(change)
                self.stepped.emit(change.label, back)

        label = _("撤销") if back else _("重做")
        task = self._writer.start(Task(step, done, self._failure(None), label))
        if not task.done:
            self.working.emit(task)

    # ---- talking

    def say(self, text: str, button: str = "", act: Callable[[], object] | None = None) -> None:
        """A toast; with a button if `button` names one."""
        self.said.emit(text, button, act)

    def say_saved(self, path: Path) -> None:
        self.say(_("已保存 {name}").format(name=path.name))

    def go_to(self, page: str, target: object = None) -> None:
        """Ask the window to show a page, with what to show on it (a Member id, a segment rule …)."""
        self.asked_for_page.emit(page, target)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way, callbacks included."""
        return self._writer.idle and self._readers.idle

    def wait_idle(self, seconds: float = 30.0) -> None:
        """Until nothing is under way, callbacks included: for closing, scripts and tests."""
        while not self.is_idle:  # the end of one may start another
            self._writer.wait(seconds)
            self._readers.wait(seconds)

    def close(self) -> None:
        """The window closes: what its pages and timers still ask for until they are gone is not begun."""
        self._writer.close()
        self._readers.close()

    def _failure(self, failed: Callable[[ShopError], object] | None) -> Callable[[BaseException], None]:
        def handle(error: BaseException) -> None:
            if isinstance(error, Cancelled):
                return
            if isinstance(error, ShopError):
                if failed is not None:
                    failed(error)
                else:
                    self.failed.emit(error)
            else:
                self.crashed.emit(error)

        return handle
