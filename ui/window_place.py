"""Where the window stood and how large it was, for the next start."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QWidget

from shopdesk.base.paths import config_dir

_WIDTH, _HEIGHT = 1366, 768


def _settings() -> QSettings:
    return QSettings(str(config_dir() / "window.ini"), QSettings.Format.IniFormat)


def restore_place(window: QWidget) -> None:
    kept = _settings().value("geometry")
    if isinstance(kept, QByteArray) and window.restoreGeometry(kept):
        return
    available = window.screen().availableGeometry()
    window.resize(min(_WIDTH, available.width()), min(_HEIGHT, available.height()))


def keep_place(window: QWidget) -> None:
    _settings().setValue("geometry", window.saveGeometry())
