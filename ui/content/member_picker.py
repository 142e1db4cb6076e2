"""Choose a real member for the preview: the latest buyers, or whoever matches what is typed."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from shopdesk.base.i18n import _
from shopdesk.content.merge_values import MemberChoice, list_preview_members
from ui.app_context import AppContext
from ui.icons import icon

_SEARCH_MS = 120


class MemberPicker(QLineEdit):
    chosen = Signal(int)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._choices: list[MemberChoice] = []
        self._current: MemberChoice | None = None
        self.setAccessibleName(_("预览给哪位会员看"))
        self.setPlaceholderText(_("搜会员：昵称、拼音首字母"))
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

    def current_id(self) -> int | None:
        return self._current.id if self._current else None

    def choose_first(self) -> None:
        """Take the latest buyer unless somebody is chosen already."""
        if self._current is None:
            choices = self._context.query(lambda session: list_preview_members(session, limit=1))
            if choices:
                self._current = choices[0]
                self._show_current()

    def _search(self) -> None:
        text = self.text()
        self._choices = self._context.query(lambda session: list_preview_members(session, text))
        self._names.setStringList([_label(choice) for choice in self._choices])
        self.completer().complete()

    def _choose(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self._choices):
            self._current = self._choices[index.row()]
            self._show_current()
            self.chosen.emit(self._current.id)

    def _show_current(self) -> None:
        popup = self.completer().popup()
        if popup is None or not popup.isVisible():
            self.setText(_label(self._current) if self._current else "")
            self.setCursorPosition(0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._offer_latest()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def _offer_latest(self) -> None:
        self.selectAll()
        self._choices = self._context.query(list_preview_members)
        self._names.setStringList([_label(choice) for choice in self._choices])
        if self._choices:
            self.completer().complete()


def _label(choice: MemberChoice) -> str:
    return f"{choice.name}　{choice.hint}" if choice.hint else choice.name
