"""A field that finds one member while one types; the latest buyers are offered first."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from shopdesk.content.merge_values import MemberChoice, list_preview_members
from ui.app_context import AppContext
from ui.icons import icon

_SEARCH_MS = 120


class MemberField(QLineEdit):
    """What is typed and not chosen is gone when the field is left: the member in `current` stands there again."""

    chosen = Signal()

    def __init__(self, context: AppContext, name: str, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._choices: list[MemberChoice] = []
        self.current: MemberChoice | None = None
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.addAction(icon("user", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(10)
        completer.activated[QModelIndex].connect(self._choose)  # type: ignore[index]
        self.setCompleter(completer)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SEARCH_MS)
        self._timer.timeout.connect(self._search)
        self.textEdited.connect(lambda _text: self._timer.start())
        self.editingFinished.connect(self._show_current)

    def choose(self, member: MemberChoice) -> None:
        self.current = member
        self._show_current()
        self.chosen.emit()

    def clear_choice(self) -> None:
        """Nobody, without telling."""
        self.current = None
        self._show_current()

    def choose_first(self) -> None:
        """Take the latest buyer, without telling, unless somebody is chosen already."""
        if self.current is None:
            choices = self._context.query(lambda session: list_preview_members(session, limit=1))
            if choices:
                self.current = choices[0]
                self._show_current()

    def _search(self) -> None:
        self._read(self.text())
        self.completer().complete()

    def _read(self, text: str) -> None:
        self._choices = self._context.query(lambda session: list_preview_members(session, text))
        self._names.setStringList([_label(choice) for choice in self._choices])

    def _choose(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self._choices):
            self.choose(self._choices[index.row()])

    def _show_current(self) -> None:
        popup = self.completer().popup()
        if popup is None or not popup.isVisible():
            self.setText(_label(self.current) if self.current else "")
            self.setCursorPosition(0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.selectAll()
        self._read("")
        if self._choices:
            self.completer().complete()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()


def _label(choice: MemberChoice) -> str:
    return f"{choice.name}　{choice.hint}" if choice.hint else choice.name
