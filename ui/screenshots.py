"""Pictures of the window's pages without a display: for the README, the sample day and the self-test."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QSize
from PySide6.QtWidgets import QApplication

from ui.app_context import AppContext
from ui.main_window import MainWindow
from ui.pages import PAGES
from ui.theme import apply_theme

SIZE = QSize(1366, 768)
_PARTS = 4
"""What a page paints bit by bit, such as the small posters, is there after so many rounds."""


def settle(context: AppContext) -> None:
    """Until reads have come back and everything is painted."""
    for _round in range(3):
        context.wait_idle()
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)


def photograph_pages(window: MainWindow, folder: Path, look: str = "light", size: QSize = SIZE) -> list[Path]:
    """One PNG of each page in `folder`, named after the page and the look."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, "dark" if look == "dark" else "light")
    folder.mkdir(parents=True, exist_ok=True)
    window.resize(size)
    window.show()
    made = []
    for entry in PAGES:
        window.show_page(entry.name)
        for _part in range(_PARTS):
            settle(window.context)
        if (focus := QApplication.focusWidget()) is not None:
            focus.clearFocus()  # nobody is at the keyboard
        path = folder / f"{entry.name}-{look}.png"
        window.grab().save(str(path))
        made.append(path)
    return made
