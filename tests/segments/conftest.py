from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from shopdesk.data.database import Database
from shopdesk.members.segments import seed_segments
from tests.outreach.filling import fill_shop
from tests.segments.desk import Desk
from ui.theme import apply_theme


@pytest.fixture
def desk(database: Database, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    from tests.outreach import filling

    monkeypatch.setattr("ui.segments.page.dates.today", lambda _zone="": filling.TODAY)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, "light")
    ids, _change = database.change("建店", fill_shop)
    database.change("人群", seed_segments, undoable=False)
    made = Desk(database, ids)
    yield made
    made.page.close()
    made.settle()
    made.page.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # the event loop does not run in a test
    assert made.crashes == []
