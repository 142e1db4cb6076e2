"""The search box: waits until the fingers rest, clears with one click or Esc, Ctrl+F comes to it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from shopdesk.base.i18n import _
from ui.icons import icon

DEBOUNCE_MS = 120


class SearchBox(QLineEdit):
    """`searched` carries the trimmed text 120 ms after the last key, at once on Enter, and never twice the same."""

    searched = Signal(str)
    left_downwards = Signal()  # Down or Enter: the page moves to its results

    def __init__(
        self, placeholder: str, *, shortcut_scope: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        """Ctrl+F works while the focus is anywhere inside `shortcut_scope` (the page)."""
        super().__init__(parent)
        self._said = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MS)
        self._timer.timeout.connect(self._say)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setMaxLength(200)
        self.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._clear = QAction(icon("x", "muted"), _("清空"), self)
        self._clear.triggered.connect(self.clear)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setVisible(False)  # after adding, which shows the button
        self.textChanged.connect(self._on_text)
        self.returnPressed.connect(self._on_return)
        if shortcut_scope is not None:
            keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), shortcut_scope)
            keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            keys.activated.connect(self.take_focus)

    def take_focus(self) -> None:
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self._say()
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                event.accept()  # or a dialog around would take it for its OK

    def _on_text(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        if text:
            self._timer.start()
        else:
            self._say()

    def _on_return(self) -> None:
        self._say()
        self.left_downwards.emit()

    def _say(self) -> None:
        self._timer.stop()
        text = self.text().strip()
        if text != self._said:
            self._said = text
            self.searched.emit(text)
