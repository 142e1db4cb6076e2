"""Fields that are edited where they stand: written when they are left, as they were again with Esc."""

from __future__ import annotations

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QPlainTextEdit, QWidget


class InPlaceEdit(QLineEdit):
    """`committed` carries the new text when Enter is pressed or the field is left, and only when it is another."""

    committed = Signal(str)

    def __init__(self, name: str, placeholder: str = "", *, longest: int = 200) -> None:
        super().__init__()
        self.setProperty("kind", "inplace")
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setMaxLength(longest)
        self._stored = self._before = ""
        self.editingFinished.connect(self.commit)

    def show_value(self, text: str) -> None:
        """What is stored; a text that is being typed stays."""
        typing = self.hasFocus() and self.text() != self._stored
        self._stored = text
        if not typing and self.text() != text:
            self.setText(text)
            self.setCursorPosition(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != self._stored:
            self.setText(self._stored)
        else:
            super().keyPressEvent(event)

    def commit(self) -> None:
        if self.text() != self._stored:
            self._before, self._stored = self._stored, self.text()
            self.committed.emit(self.text())

    def refuse(self) -> None:
        """The text was not accepted: it stays to be mended, and Esc brings back what holds."""
        self._stored = self._before


class NoteEdit(QPlainTextEdit):
    """A note of a few lines that grows with its text; `committed` when the keyboard leaves it."""

    committed = Signal(str)

    def __init__(self, name: str, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "inplace")
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self._stored = ""
        self.textChanged.connect(self._fit)
        self._fit()

    def show_value(self, text: str) -> None:
        typing = self.hasFocus() and self.toPlainText() != self._stored
        self._stored = text
        if not typing and self.toPlainText() != text:
            self.setPlainText(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.commit()

    def commit(self) -> None:
        if self.toPlainText() != self._stored:
            self._stored = self.toPlainText()
            self.committed.emit(self._stored)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        lines = min(max(round(self.document().size().height()), 2), 6)  # in lines, wrapped ones too
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 18)


def suggest(field: QLineEdit, words: list[str]) -> None:
    """Offer words that hold what is being typed."""
    completer = QCompleter(QStringListModel(words, field), field)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    field.setCompleter(completer)
