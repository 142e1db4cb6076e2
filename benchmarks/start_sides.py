"""`python -m benchmarks.start_sides bare|paint|furnished|today [FOLDER]`: a process that ends at what is measured.

bare: a main window of plain PySide6 has been painted; paint: our window has; furnished: our navigation has;
today: our Today page shows what is to do.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from shopdesk.base.settings import Settings

PAINTED = {"paint": "QMainWindow", "furnished": "Navigation"}


def end() -> None:
    sys.stdout.flush()
    os._exit(0)  # taking a program down is not what is measured


class Painted(QObject):
    """Ends the process when a widget of that class is painted for the first time."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and watched.inherits(self.name):
            end()
        return False


def run_bare() -> None:
    application = QApplication([])
    watch = Painted("QMainWindow")
    application.installEventFilter(watch)
    window = QMainWindow()
    window.resize(1366, 768)
    window.show()
    application.exec()


def run_ours(until: str, folder: str) -> None:
    """The real start, watched from the moment at which there is an application."""
    import ui.start

    make = ui.start.begin_application

    def make_watched(settings: Settings, arguments: Sequence[str] = ()) -> QApplication:
        application = make(settings, arguments)
        if until in PAINTED:
            watch = Painted(PAINTED[until])
            watch.setParent(application)
            application.installEventFilter(watch)
        else:
            timer = QTimer(application, interval=2)
            timer.timeout.connect(end_when_today_shows)
            timer.start()
        return application

    ui.start.begin_application = make_watched
    ui.start.open_window(["--data", folder])


def end_when_today_shows() -> None:
    for window in QApplication.topLevelWidgets():
        today: Any = getattr(window, "pages", {}).get("today")
        if today is None:
            continue
        whole = today.things_card.body.count() > 1 and "–" not in today.sales.accessibleName()
        if whole or today.empty.isVisible():  # an empty shop says how to begin
            QTimer.singleShot(0, end)


if __name__ == "__main__":
    side = sys.argv[1]
    if side == "bare":
        run_bare()
    else:
        run_ours(side, sys.argv[2])
