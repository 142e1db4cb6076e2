"""Work beside the window: a lane of worker threads, and results that arrive on the GUI thread.

Nothing outlives its lane: when that is closed or gone, what is under way is let go, and what comes after is not begun.

The signals object is made and kept by the GUI thread; a worker only emits. Be careful not to touch any widget inside
`work`: Qt may crash without a word.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, QRunnable, Qt, QThread, QThreadPool, QTimer, Signal

from shopdesk.base.errors import Cancelled
from shopdesk.base.progress import Progress


class _Signals(QObject):
    progressed = Signal(int, int, str)
    finished = Signal(object, object)  # result, error


class Task(QObject):
    """One piece of work: cancel() asks it to stop at its next report."""

    progressed = Signal(int, int, str)
    worked = Signal()
    """The work is over; what follows it, which may well be a question to the owner, is about to run."""
    ended = Signal()

    def __init__(
        self,
        work: Callable[[Progress], Any],
        then: Callable[[Any], object],
        failed: Callable[[BaseException], object],
        label: str = "",
    ) -> None:
        super().__init__()
        self.label = label
        self.done = False
        self._let_go = False
        self._work, self._then, self._failed = work, then, failed
        self._cancelled = threading.Event()
        self._last_report = 0.0
        self._signals = _Signals()
        self._signals.progressed.connect(self.progressed, Qt.ConnectionType.QueuedConnection)
        self._signals.finished.connect(self._finish, Qt.ConnectionType.QueuedConnection)

    def cancel(self) -> None:
        self._cancelled.set()

    def let_go(self) -> None:
        """Whoever asked is gone: the work stops at its next report, and nothing follows it, whatever comes of it."""
        self._let_go = self.done = True
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()

    def report(self, done: int, total: int, text: str = "") -> None:
        """Called by the work, on its thread; raises Cancelled after cancel()."""
        if self._cancelled.is_set():
            raise Cancelled
        now = time.monotonic()
        if now - self._last_report > 0.05 or done >= total:  # 20 times a second is enough for an eye
            self._last_report = now
            self._signals.progressed.emit(done, total, text)

    def run(self) -> None:
        """On the worker thread: never raises, whatever the work does."""
        try:
            if self._cancelled.is_set():
                raise Cancelled
            result = self._work(self)
        except BaseException as error:  # handed to the GUI thread, where its kind decides
            self._signals.finished.emit(None, error)
        else:
            self._signals.finished.emit(result, None)

    def _finish(self, result: Any, error: BaseException | None) -> None:
        if self._let_go:
            return
        self.worked.emit()
        try:
            if error is not None:
                self._failed(error)
            elif not self._cancelled.is_set() or self.label:
                # A read that was cancelled is outdated; a change that got through has happened and is told.
                self._then(result)
        finally:
            self.done = True
            self.ended.emit()


class Newest:
    """The newest of reads that replace each other: an older one is cancelled, so is the last when `owner` is gone."""

    def __init__(self, owner: QObject) -> None:
        self._task: Task | None = None
        owner.destroyed.connect(partial(Newest.cancel, self))  # holds on to this, not to the owner

    def take(self, task: Task) -> None:
        self.cancel()
        self._task = task

    def cancel(self, _gone: object = None) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None


class _Runner(QRunnable):
    def __init__(self, task: Task) -> None:
        super().__init__()
        self._task = task

    def run(self) -> None:
        self._task.run()


class Lane(QObject):
    """At most `width` tasks at a time, in the order in which they came."""

    def __init__(self, width: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(width)
        self._pool.setExpiryTimeout(-1)
        self._running: set[Task] = set()
        self._closed = False
        self.destroyed.connect(partial(_let_all_go, self._running))  # holds on to the tasks, not to the lane

    def start(self, task: Task) -> Task:
        """Run it when its turn comes; after close() it is let go at once."""
        if self._closed:
            task.let_go()
            return task
        assert QThread.currentThread() is self.thread(), "start tasks from the GUI thread"
        self._running.add(task)
        task.ended.connect(lambda: self._running.discard(task))
        self._pool.start(_Runner(task))
        return task

    def close(self) -> None:
        """For good: nothing is begun any more, and nothing follows what is under way, which has ended on return."""
        self._closed = True
        _let_all_go(self._running)
        self._pool.waitForDone()

    @property
    def idle(self) -> bool:
        return not self._running

    def wait(self, seconds: float) -> None:
        """Until every task has ended and its callbacks have run; raises TimeoutError after `seconds`."""
        until = time.monotonic() + seconds
        wake = QTimer(interval=50)  # else, with no event to come, nobody would look at the time
        wake.start()
        while self._running:
            if time.monotonic() > until:
                raise TimeoutError("work is still under way")
            # Asleep until there is an event: looking again and again would take the processor from the work itself.
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def _let_all_go(running: set[Task], _gone: object = None) -> None:
    for task in running:
        task.let_go()
    running.clear()
