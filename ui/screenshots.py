"""Pictures of the window's pages without a display: for the README, the sample day and the self-test."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QSize
from PySide6.QtWidgets import QApplication, QWidget

from ui.app_context import AppContext
from ui.main_window import MainWindow
from ui.pages import PAGES
from ui.theme import apply_theme

SIZE = QSize(1366, 768)
_ROUNDS = 4
"""What a page paints bit by bit, such as the small posters, is there after so many rounds."""


def settle(context: AppContext) -> None:
    """Until reads have come back and everything is painted."""
    for _round in range(3):
        context.wait_idle()
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)


def photograph_pages(window: MainWindow, folder: Path, look: str = "light", size: QSize = SIZE) -> list[Path]:
    """One PNG of each page and of what opens from one in `folder`, named after it and the look."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, "dark" if look == "dark" else "light")
    folder.mkdir(parents=True, exist_ok=True)
    window.resize(size)
    window.show()
    made = []
    for entry in PAGES:
        window.show_page(entry.name)
        made.append(_photograph(window, window.context, folder / f"{entry.name}-{look}.png"))
    for name, open_part in _PARTS.items():
        part = open_part(window)
        made.append(_photograph(part, window.context, folder / f"{name}-{look}.png"))
        if part is not window:
            part.close()
    _open_figures("overview", window)  # as the owner finds them
    return made


def _photograph(shown: QWidget, context: AppContext, path: Path) -> Path:
    for _part in range(_ROUNDS):
        settle(context)
    if (focus := QApplication.focusWidget()) is not None:
        focus.clearFocus()  # nobody is at the keyboard
    shown.grab().save(str(path))
    return path


def _open_tags(window: MainWindow) -> QWidget:
    from ui.members.page import MembersPage

    window.show_page("members")
    page = window.current
    assert isinstance(page, MembersPage)
    page.open_tags()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    return dialog


def _open_figures(part: str, window: MainWindow) -> QWidget:
    from ui.figures.page import FiguresPage

    window.show_page("figures")
    page = window.current
    assert isinstance(page, FiguresPage)
    page.tabs.choose(part)
    return window


_PARTS: dict[str, Callable[[MainWindow], QWidget]] = {
    "lifecycle": partial(_open_figures, "movement"),
    "all-figures": partial(_open_figures, "board"),
    "tags": _open_tags,
}
