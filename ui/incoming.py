"""What the clipboard or a drop brings from outside, and which text field would rather have it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit

TextField = QLineEdit | QTextEdit | QPlainTextEdit


def incoming_of(data: QMimeData) -> list[Path] | str:
    """Files, else text; "" when there is nothing to read."""
    files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return files or (data.text() if data.text().strip() else "")


def focused_field() -> TextField | None:
    """The field that is being written in."""
    focus = QApplication.focusWidget()
    if isinstance(focus, QLineEdit | QTextEdit | QPlainTextEdit) and not focus.isReadOnly():
        return focus
    return None


def has_redo(field: TextField) -> bool:
    return field.isRedoAvailable() if isinstance(field, QLineEdit) else field.document().isRedoAvailable()
