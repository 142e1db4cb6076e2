"""The page is tested in the real window."""

from __future__ import annotations

import pytest

from shopdesk.base.dates import today
from tests.insight.desk import SPAN, Desk
from tests.window.conftest import app, new_window, window
from ui.main_window import MainWindow

__all__ = ["app", "new_window", "window"]


@pytest.fixture
def desk(window: MainWindow) -> Desk:
    if SPAN.last != today():
        pytest.skip("a new day has begun since these tests were read")
    return Desk(window)
