"""The real window on a copy of the sample shop, or on a new one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from shopdesk.data.database import Database
from shopdesk.data.opening import open_database
from shopdesk.sample.beginning import begin_shop
from tests.sample_shop import copy_sample
from ui.app_context import AppContext
from ui.main_window import MainWindow
from ui.theme import apply_theme


@pytest.fixture
def app(qapp: QApplication) -> QApplication:
    apply_theme(qapp, "light")
    return qapp


@pytest.fixture
def window(app: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """On the sample shop, with today's page."""
    database = open_database(copy_sample(tmp_path / "shop"))
    yield from opened(database)
    database.close()


@pytest.fixture
def new_window(app: QApplication, qtbot: QtBot, database: Database) -> Iterator[MainWindow]:
    """On a shop that has nothing yet but what every new one begins with."""
    database.change("", lambda session: begin_shop(session, name="新店"), undoable=False)
    yield from opened(database)


def opened(database: Database) -> Iterator[MainWindow]:
    window = MainWindow(AppContext(database))
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    window.show_page("today")
    window.context.wait_idle()
    yield window
    window.context.wait_idle()
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # else it lives on beside the next test's
