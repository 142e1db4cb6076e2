"""The members page over a shop that the real functions filled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from shopdesk.data.database import Database
from shopdesk.members.segments import seed_segments
from tests.members.filler import fill_shop
from ui.app_context import AppContext
from ui.members.page import MembersPage

Settle = Callable[[], None]


@pytest.fixture
def context(database: Database, qtbot: QtBot) -> AppContext:
    return AppContext(database)


@pytest.fixture
def settle(context: AppContext) -> Settle:
    """Until reads, writes and what they start have ended."""

    def wait() -> None:
        for _turn in range(4):
            context.wait_idle()

    return wait


@pytest.fixture
def page(context: AppContext, qtbot: QtBot, settle: Settle) -> MembersPage:
    """An empty shop's page, shown."""
    made = MembersPage(context)
    qtbot.addWidget(made)
    made.resize(1180, 700)
    made.show()
    made.become_visible()
    settle()
    return made


@pytest.fixture
def shop(page: MembersPage, context: AppContext, settle: Settle) -> list[int]:
    """40 members on the page; their ids."""
    ids: list[int] = []

    def fill(session: Any, _progress: object) -> None:
        ids.extend(fill_shop(session, 40))
        seed_segments(session)

    context.change("建", fill)
    settle()
    return ids
