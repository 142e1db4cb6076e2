"""What the window knows of a page. Pages never import each other; they ask the context to go somewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.app_context import AppContext

if TYPE_CHECKING:
    from shopdesk.data.database import Change


@dataclass(frozen=True)
class Command:
    """Something the palette (Ctrl+K), a menu or the key overview offers."""

    text: str
    act: Callable[[], object]
    shortcut: str = ""


class Page(QWidget):
    """A page reads in refresh() and nowhere else; the window calls it when the page is shown and is stale."""

    name: ClassVar[str] = ""
    icon: ClassVar[str] = ""
    tables: ClassVar[frozenset[str]] = frozenset()
    """The tables this page shows; a change to one of them makes it stale."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self._stale = True
        self._first: QWidget | None = None
        context.changed.connect(self._on_change)

    @classmethod
    def title(cls) -> str:
        raise NotImplementedError

    def refresh(self) -> None:
        """Read what the page shows again, keeping selection and scroll position."""
        raise NotImplementedError

    def commands(self) -> list[Command]:
        """What can be done here, for the palette and F1."""
        return []

    def show_target(self, target: object) -> None:
        """Show what context.go_to(name, target) asked for."""

    def paste(self, text: str) -> bool:
        """Take text pasted on the page outside a field; False lets the window open the import."""
        return False

    def begin_at(self, widget: QWidget) -> None:
        """Where the keyboard begins when the page is shown. Not a focus proxy: Tab would leave out all before it."""
        self._first = widget

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._first is not None:
            self._first.setFocus(event.reason())

    def become_visible(self) -> None:
        """Called by the window after it has shown the page."""
        for field in self.findChildren(QLineEdit):
            field.setAcceptDrops(False)  # else a file that falls on a search box is its path, not an import
        if self._stale:
            self._stale = False
            self.refresh()

    def _on_change(self, change: Change) -> None:
        if not change.tables & self.tables:
            return
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True
