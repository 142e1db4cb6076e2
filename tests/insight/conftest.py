"""The page is tested in the real window."""

from tests.window.conftest import app, new_window, window

__all__ = ["app", "new_window", "window"]
