"""The pages of the window: each is made when it is first asked for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget

from ui.app_context import AppContext
from ui.page import Page
from ui.pages import PAGES


class PageStack(QStackedWidget):
    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._entries = {entry.name: entry for entry in PAGES}
        self.pages: dict[str, Page] = {}
        self.came_from: list[str] = []
        """The pages that led here by a link, the last one last."""

    def page(self, name: str) -> Page:
        if name not in self.pages:
            made = self._entries[name].make(self._context)
            made.setProperty("role", "page")
            made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            self.pages[name] = made
            self.addWidget(made)
        return self.pages[name]

    def show_page(self, name: str) -> None:
        """The page reads what is stale and has the keyboard."""
        page = self.page(name)
        self.setCurrentWidget(page)
        page.become_visible()
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave_for(self, name: str) -> None:
        """A link on the shown page leads to that one."""
        if self.current is not None and self.current_name != name:
            self.came_from.append(self.current_name)

    @property
    def way_back(self) -> str:
        """The title of the page that led here, or "" when none did."""
        return self.pages[self.came_from[-1]].title() if self.came_from else ""

    @property
    def current(self) -> Page | None:
        page = self.currentWidget()
        return page if isinstance(page, Page) else None

    @property
    def current_name(self) -> str:
        """Of the shown page; the first one's before any is shown."""
        return next((name for name, page in self.pages.items() if page is self.current), PAGES[0].name)

    def known(self, name: str) -> str:
        """`name` if there is such a page, else the first one's."""
        return name if name in self._entries else PAGES[0].name
