"""The real window, offscreen, on a generated shop: what the cases of cases_window.py do to it and wait for."""

from __future__ import annotations

import gc
import itertools
import os
import time
from collections.abc import Callable, Collection
from typing import Any

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from benchmarks.cases_members import change_somebody
from benchmarks.harness import Arena, Seconds
from shopdesk.data.opening import open_database
from ui.app_context import AppContext
from ui.main_window import MainWindow
from ui.start import make_application
from ui.tasks import Task

_PATIENCE = 60.0


class WatchedContext(AppContext):
    """Remembers the reads that a page began."""

    begun: list[Task]

    def query_later(self, *arguments: Any, **named: Any) -> Task:
        task = super().query_later(*arguments, **named)
        self.begun.append(task)
        return task


class WindowRun:
    def __init__(self, arena: Arena) -> None:
        os.environ["SHOPDESK_CONFIG"] = str(arena.scratch / "config")  # not the owner's choices
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        self.application: QApplication = make_application()
        self.database = open_database(arena.folder)
        self.context = WatchedContext(self.database)
        self.context.begun = []
        self.context.crashed.connect(_raise)
        self.window = MainWindow(self.context)
        self.window.resize(1366, 768)
        self.window.show()
        self._changes = itertools.count(1)
        gc.freeze()  # as ui.start does

    def close(self) -> None:
        self.context.wait_idle()
        self.window.hide()
        self.window.deleteLater()
        self.turn()
        self.database.close()

    def turn(self) -> float:
        """One turn of the event loop; how long the window answered nobody."""
        begin = time.perf_counter()
        self.application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
        return time.perf_counter() - begin

    def settle(self) -> float:
        """Until every read has arrived and is painted; the longest turn."""
        self.context.wait_idle(_PATIENCE)
        return max(self.turn(), self.turn())

    def leave_and_change(self, page: str) -> None:
        """Another page is shown while a member and an order change: the page is stale when it is shown again."""
        self.window.show_page("content" if page != "content" else "settings")
        self.settle()
        number = next(self._changes)
        _none, change = self.database.change("bench", lambda session: change_somebody(session, number))
        self.context.changed.emit(change)
        self.settle()

    def time_until(self, act: Callable[[], object], reads: Collection[int]) -> Seconds:
        """From the act until those of the reads that it begins have arrived (by number) and are painted."""
        self.context.begun.clear()
        begin = time.perf_counter()
        act()
        for at in reads:
            while len(self.context.begun) <= at:  # begun by a timer: its wait counts too
                self.application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            task = self.context.begun[at]
            if not task.done:
                waiting = QEventLoop()
                task.ended.connect(waiting.quit)
                waiting.exec()
        self.turn()
        spent = time.perf_counter() - begin
        self.settle()
        return Seconds(spent)

    def longest_turn(self, act: Callable[[], object]) -> Seconds:
        """The longest time for which the window answers nobody, from the act until everything has arrived."""
        self.context.begun.clear()
        begin = time.perf_counter()
        act()
        longest = max(time.perf_counter() - begin, self.turn())
        until = begin + _PATIENCE
        while True:
            longest = max(longest, self.turn())
            if all(task.done for task in self.context.begun):
                return Seconds(max(longest, self.turn()))
            if time.perf_counter() > until:
                raise TimeoutError("the reads do not end")
            time.sleep(0.001)


def _raise(error: BaseException) -> None:
    raise SystemExit(f"the window crashed: {error!r}")
