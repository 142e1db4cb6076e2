"""A field that finds members or products while one types, by name, nickname, pinyin initials or phone tail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.members.search import find_members
from shopdesk.orders.products import find_products
from ui.app_context import AppContext
from ui.icons import icon

_NEW = 0
_KEY = Qt.ItemDataRole.UserRole
_NAME = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True)
class Choice:
    """`key` 0 stands for "make a new one with this name"."""

    key: int
    name: str
    line: str


class CompletionEdit(QLineEdit):
    """Enter takes the first that is found; `picked` carries its key (0 for a new one) and its name."""

    picked = Signal(int, str)
    unpicked = Signal()

    def __init__(
        self, search: Callable[[str], Sequence[Choice]], placeholder: str, *, icon_name: str = "search",
        clear_after: bool = False, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """`clear_after`: the field is empty again after each choice, ready for the next."""
        super().__init__(parent)
        self._search = search
        self._clear_after = clear_after
        self._picked: int | None = None
        self._found: Sequence[Choice] = ()
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setMaxLength(200)
        self.addAction(icon(icon_name, "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._model = QStandardItemModel(self)
        completer = QCompleter(self._model, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(9)
        self._popup = QListView()
        self._popup.setAccessibleName(placeholder)
        completer.setPopup(self._popup)
        completer.activated[QModelIndex].connect(self._on_activated)  # type: ignore[index]
        self.setCompleter(completer)
        self.textEdited.connect(self._on_edited)

    def key(self) -> int | None:
        """What was picked: None for nothing, 0 for a new one called `text()`."""
        return self._picked

    def set_choice(self, key: int | None, name: str) -> None:
        """Show what is chosen without telling."""
        self._picked = key
        self.setText(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._picked is None and self.text().strip():
            if not self._found:
                self._on_edited(self.text())
            if self._found:
                self._popup.hide()
                self._pick(self._found[0])
            return
        if event.key() == Qt.Key.Key_Down and not self._popup.isVisible():
            self._on_edited(self.text())
            self.completer().complete()
            return
        super().keyPressEvent(event)

    def _on_edited(self, text: str) -> None:
        if self._picked is not None:
            self._picked = None
            self.unpicked.emit()
        self._found = self._search(text.strip())
        self._model.clear()
        for choice in self._found:
            item = QStandardItem(choice.line)
            item.setData(choice.key, _KEY)
            item.setData(choice.name, _NAME)
            self._model.appendRow(item)

    def _on_activated(self, index: QModelIndex) -> None:
        self._pick(Choice(index.data(_KEY), index.data(_NAME), ""))

    def _pick(self, choice: Choice) -> None:
        self._found = ()
        # QLineEdit puts the popup's line into the field after this signal; what shall stand there is set after that.
        if self._clear_after:
            self.clear()
            self._picked = None
            QTimer.singleShot(0, self, self.clear)
        else:
            self._picked = choice.key
            self.setText(choice.name)
            QTimer.singleShot(0, self, partial(self.set_choice, choice.key, choice.name))
        self.picked.emit(choice.key, choice.name)


def member_search(context: AppContext) -> Callable[[str], Sequence[Choice]]:
    def search(text: str) -> list[Choice]:
        hits = context.query(lambda session: find_members(session, text, 12))
        found = [
            Choice(hit.id, hit.name, " · ".join(part for part in (hit.name, hit.room, _tail(hit.phone)) if part))
            for hit in hits
        ]
        if text:
            found.append(Choice(_NEW, text, _("＋ 新会员“{name}”").format(name=text)))
        return found

    return search


def _tail(phone: str | None) -> str:
    return _("尾号 {tail}").format(tail=phone[-4:]) if phone else ""


def product_search(context: AppContext, *, new: bool = True) -> Callable[[str], Sequence[Choice]]:
    def search(text: str) -> list[Choice]:
        hits = context.query(lambda session: find_products(session, text, 12))
        found = [
            Choice(hit.id, hit.label, hit.label + ("" if hit.price_fen is None else f"   {format_fen(hit.price_fen)}"))
            for hit in hits
        ]
        if text and new:
            found.append(Choice(_NEW, text, _("＋ 新商品“{name}”").format(name=text)))
        return found

    return search
