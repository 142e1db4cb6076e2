"""Dialogs of this room open as large as they like to be and never larger than the screen."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog

_FRAME = 40  # the title bar and a little air


def open_at(dialog: QDialog, width: int, height: int) -> None:
    room = dialog.screen().availableGeometry()
    dialog.resize(min(width, room.width() - _FRAME), min(height, room.height() - _FRAME))
