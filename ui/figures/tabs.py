"""数据: the figures and what stands beside them, one tab each; a tab is made when it is first shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout

from shopdesk.base.i18n import _
from ui.app_context import AppContext
from ui.figures.page import FiguresPage
from ui.lifecycle.interests_tab import InterestsTab
from ui.lifecycle.movement_tab import MovementTab
from ui.lifecycle.rfm_tab import RfmTab
from ui.page import Command, Page

_Make = Callable[[AppContext], Page]


class FiguresTabs(Page):
    """Each tab is a Page of its own: it reads its tables again when they change and it is shown."""

    name = "figures"
    tables: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def title(cls) -> str:
        return _("数据")

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._makes: list[tuple[str, _Make]] = [
            (_("总览"), FiguresPage),
            (MovementTab.title(), MovementTab),
            (RfmTab.title(), RfmTab),
            (InterestsTab.title(), InterestsTab),
        ]
        self._pages: dict[int, Page] = {}
        self.bar = QTabBar()
        self.bar.setAccessibleName(_("数据的分页"))
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(14, 0, 24, 0)  # the first word stands over the pages' edge
        head.addWidget(self.bar)
        column.addLayout(head)
        column.addWidget(self.stack, 1)
        for title, _make in self._makes:
            self.bar.addTab(title)
        self.bar.currentChanged.connect(self._choose)
        self._choose(0)

    @property
    def current(self) -> Page:
        return self._pages[self.bar.currentIndex()]

    def _choose(self, at: int) -> None:
        if at not in self._pages:
            self._pages[at] = self._makes[at][1](self.context)
            self.stack.addWidget(self._pages[at])
        self.stack.setCurrentWidget(self._pages[at])
        if self.isVisible():
            self._pages[at].become_visible()

    def refresh(self) -> None:
        """The tabs read for themselves."""

    def become_visible(self) -> None:
        super().become_visible()
        self.current.become_visible()

    def show_target(self, target: object) -> None:
        """The name of a tab ("movement", "rfm", "interests"); anything else is for the figures."""
        at = {"movement": 1, "rfm": 2, "interests": 3}.get(str(target), 0)
        self.bar.setCurrentIndex(at)
        if at == 0:
            self.current.show_target(target)

    def commands(self) -> list[Command]:
        titles = [title for title, _make in self._makes]
        others = [Command(title, partial(self.bar.setCurrentIndex, at)) for at, title in enumerate(titles) if at]
        return [*self.current.commands(), *others]
