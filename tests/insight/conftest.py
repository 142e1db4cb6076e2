"""The page is tested in the real window."""

from __future__ import annotations

import pytest

from tests.insight.desk import Desk
from tests.window.conftest import app, new_window, window
from ui.main_window import MainWindow

__all__ = ["app", "new_window", "window"]


@pytest.fixture
def desk(window: MainWindow) -> Desk:
    return Desk(window)
