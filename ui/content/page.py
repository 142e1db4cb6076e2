"""内容: the calendar of what is said when, and the templates it is written from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout

from shopdesk.base.i18n import _
from shopdesk.content.template_store import TemplateRow
from ui.app_context import AppContext
from ui.content.calendar_layout import MONTH, WEEK
from ui.content.calendar_tab import CalendarTab
from ui.content.templates_tab import TemplatesTab
from ui.page import Command, Page
from ui.widgets.cards import page_title

_CALENDAR, _TEMPLATES = 0, 1


class ContentPage(Page):
    name: ClassVar[str] = "content"
    icon: ClassVar[str] = "calendar-days"
    tables: ClassVar[frozenset[str]] = frozenset(
        {"content_entry", "template", "shop_setting", "member", "order", "order_line", "group_buy"}
    )

    @classmethod
    def title(cls) -> str:
        return _("内容")

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.setProperty("role", "page")
        self.calendar, self.templates = CalendarTab(context), TemplatesTab(context)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(_("日历或模板"))
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.addTab(_("日历"))
        self.tabs.addTab(_("模板"))
        self._tools, self._bodies = QStackedWidget(), QStackedWidget()
        for tab in (self.calendar, self.templates):
            self._tools.addWidget(tab.tools)
            self._bodies.addWidget(tab)
        self._tools.setMaximumHeight(self._tools.sizeHint().height())
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(page_title(self.title()))
        head.addWidget(self.tabs)
        head.addWidget(self._tools, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._bodies, 1)
        self.tabs.currentChanged.connect(self._show_tab)
        self.begin_at(self.calendar.view)
        new = QShortcut(QKeySequence(QKeySequence.StandardKey.New), self)
        new.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        new.activated.connect(self._add)
        self.templates.use_wanted.connect(self._write_from)

    def refresh(self) -> None:
        self.calendar.refresh()
        self.templates.refresh()

    def commands(self) -> list[Command]:
        calendar, view = self.calendar, self.calendar.view
        on_entry = (
            (_("打开或写一条"), view.open_current, "Return"),
            (_("复制选中内容的文案"), lambda: view.ask(view.text_wanted), "Ctrl+C"),
            (_("标记选中内容已发布"), lambda: view.ask(view.publish_wanted), "Space"),
            (_("删除选中的内容"), lambda: view.ask(view.delete_wanted), "Del"),
            (_("上一页"), lambda: view.turn(-1), "PgUp"),
            (_("下一页"), lambda: view.turn(1), "PgDown"),
            (_("回到今天"), view.go_to_today, "T"),
        )
        return [
            Command(_("写一条新内容"), lambda: self._on_calendar(lambda: calendar.start_new(view.day)), "Ctrl+N"),
            *(Command(text, partial(self._on_calendar, act), keys) for text, act, keys in on_entry),
            Command(_("内容日历：按月看"), lambda: self._on_calendar(lambda: calendar.show_mode(MONTH))),
            Command(_("内容日历：按周看"), lambda: self._on_calendar(lambda: calendar.show_mode(WEEK))),
            Command(_("文案模板"), lambda: self.tabs.setCurrentIndex(_TEMPLATES)),
            Command(_("新模板"), self._add_template),
        ]

    def show_target(self, target: object) -> None:
        """The id of an entry opens it, a date shows that day, "templates" the other tab."""
        if target == "templates":
            self.tabs.setCurrentIndex(_TEMPLATES)
        elif isinstance(target, int):
            self._on_calendar(lambda: self.calendar.show_entry(target))
        elif isinstance(target, date):
            self._on_calendar(lambda: self.calendar.show_day(self.calendar.view.mode, target.toordinal()))

    def showEvent(self, event: QShowEvent) -> None:
        self.window().installEventFilter(self)
        super().showEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Close and watched is self.window():
            self.save_all()
        return False

    def save_all(self) -> None:
        """Store what stands in the fields: before the window closes, while changes still get through."""
        self.calendar.save_editor()
        self.templates.save()

    def _on_calendar(self, act: Callable[[], object]) -> None:
        self.tabs.setCurrentIndex(_CALENDAR)
        act()

    def _add(self) -> None:
        if self.tabs.currentIndex() == _TEMPLATES:
            self.templates.add()
        else:
            self.calendar.start_new(self.calendar.view.day)

    def _add_template(self) -> None:
        self.tabs.setCurrentIndex(_TEMPLATES)
        self.templates.add()

    def _show_tab(self, index: int) -> None:
        self.tabs.updateGeometry()  # the chosen tab is bold, another one may be wider
        self._tools.setCurrentIndex(index)
        self._bodies.setCurrentIndex(index)
        self.begin_at(self.calendar.view if index == _CALENDAR else self.templates.list.list)

    def _write_from(self, template: TemplateRow) -> None:
        self._on_calendar(lambda: self.calendar.start_new(self.calendar.view.day, template))
