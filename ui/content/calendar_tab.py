"""The calendar, the mix of its posts and the panel beside it: reads what is shown, turns wishes into changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from shopdesk.base import dates
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.content import entries as store
from shopdesk.content.calendar_days import day_marks
from shopdesk.content.days_off import explain_missing_year, import_days_off
from shopdesk.content.merge_fields import fill
from shopdesk.content.merge_values import shop_values
from shopdesk.content.template_store import TemplateRow
from shopdesk.data.shop import read_shop
from ui.app_context import AppContext
from ui.content.calendar_layout import MONTH, WEEK
from ui.content.calendar_view import CalendarView
from ui.content.entry_menu import build_day_menu, build_entry_menu
from ui.content.entry_panel import EntryPanel, put_on_clipboard
from ui.content.mix_bar import MixBar
from ui.content.words import day_title, month_title
from ui.widgets.buttons import icon_button, plain_button, primary_button, push_button
from ui.widgets.cards import text_label
from ui.widgets.drawer import Drawer
from ui.widgets.segmented import SegmentedControl

_PANEL = 392


class CalendarTab(QWidget):
    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.view = CalendarView()
        self.tools = self._build_tools()
        self._today = dates.today()
        self._past, self._coming = MixBar(_("最近 14 天发了 {count} 条")), MixBar(_("接下来 14 天排了 {count} 条"))
        self.drawer = Drawer(self._build_page(), width=_PANEL, roomy=980)
        self.panel = EntryPanel(context, self.drawer, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.drawer)
        save = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self)
        save.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        save.activated.connect(self.panel.save)
        self._connect()
        self.view.show_day(MONTH, self._today)

    # ---- building

    def _build_tools(self) -> QWidget:
        tools = QWidget()
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.title = text_label("", "section")
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title.setMinimumWidth(self.title.fontMetrics().horizontalAdvance("2026年11–12月") + 24)
        row.addWidget(icon_button("chevron-left", _("上一页（PgUp）"), lambda: self.view.turn(-1)))
        row.addWidget(self.title)
        row.addWidget(icon_button("chevron-right", _("下一页（PgDn）"), lambda: self.view.turn(1)))
        row.addWidget(plain_button(_("今天"), lambda: self.view.go_to_day(self._today)))
        self.mode = SegmentedControl(((MONTH, _("月")), (WEEK, _("周"))), _("怎么看"))
        self.mode.chosen.connect(self.show_mode)
        row.addWidget(self.mode)
        row.addStretch(1)
        row.addWidget(primary_button(_("新内容"), lambda: self.start_new(self.view.day), icon_name="plus"))
        return tools

    def _build_page(self) -> QWidget:
        page = QWidget()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.view)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll = scroll
        frame = QFrame()
        frame.setProperty("role", "panel")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(4, 2, 4, 4)
        inside.addWidget(scroll)
        mixes = QHBoxLayout()
        mixes.setSpacing(20)
        mixes.addWidget(self._past)
        mixes.addWidget(self._coming)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._build_notice())
        column.addWidget(frame, 1)
        column.addLayout(mixes)
        return page

    def _build_notice(self) -> QFrame:
        """One line above the calendar: that a year's days off are not published, or how to begin."""
        self._notice = QFrame()
        self._notice.setProperty("role", "note")
        row = QHBoxLayout(self._notice)
        row.setContentsMargins(12, 4, 6, 4)
        self._notice_text = text_label("", wrap=True)
        row.addWidget(self._notice_text, 1)
        self._import_button = push_button(_("导入放假安排…"), self._choose_days_off, kind="link")
        row.addWidget(self._import_button)
        return self._notice

    def _connect(self) -> None:
        view = self.view
        view.entry_opened.connect(self.open_entry)
        view.new_wanted.connect(self.start_new)
        view.entry_moved.connect(self.move_entry)
        view.entry_copied.connect(self.copy_entry)
        view.text_wanted.connect(self.copy_text_of)
        view.publish_wanted.connect(self.toggle_published)
        view.delete_wanted.connect(self.delete_entry)
        view.menu_wanted.connect(self._show_menu)
        view.day_left_range.connect(lambda day: self.show_day(self.view.mode, day))
        view.week_wanted.connect(lambda day: self.show_day(WEEK, day))
        panel = self.panel
        panel.stored.connect(view.select_entry)
        panel.closed.connect(view.setFocus)
        panel.publish_wanted.connect(self.set_published)
        panel.delete_wanted.connect(self.delete_entry)

    # ---- reading

    def refresh(self) -> None:
        first, last = self.view.shown_days()
        self._today, entries, mixes = self.context.query(
            lambda session: (
                (today := dates.today(read_shop(session).time_zone)),
                store.list_entries(session, first.toordinal(), last.toordinal()),
                store.mixes_around(session, today),
            )
        )
        self.view.set_content(entries, day_marks(first, last), self._today)
        self._past.set_mix(mixes[0])
        self._coming.set_mix(mixes[1])
        on = date.fromordinal(self.view.anchor())
        self.title.setText(month_title(on, on) if self.view.mode == MONTH else month_title(first, last))
        self._show_notice(first, last, empty=not entries)
        self.panel.refresh()

    def _show_notice(self, first: date, last: date, *, empty: bool) -> None:
        years = sorted({first.year, last.year})
        missing = [text for text in (explain_missing_year(year) for year in years) if text]
        hint = _("双击一天，或选中后按 N，就能写一条；也可以从“模板”里挑现成的。") if empty else ""
        self._notice_text.setText("\n".join([*missing, *([hint] if hint else [])]))
        self._import_button.setVisible(bool(missing))
        self._notice.setVisible(bool(missing or hint))

    def show_day(self, mode: str, day: int) -> None:
        self.view.show_day(mode, day)
        self.mode.choose(mode)
        self.refresh()

    def show_mode(self, mode: str) -> None:
        if mode != self.view.mode:
            self.show_day(mode, self.view.day)

    def show_entry(self, entry_id: int) -> None:
        """Go to the day of an entry and open it."""
        entry = self.context.query(lambda session: store.read_entry(session, entry_id))
        if entry is not None:
            self.show_day(self.view.mode, entry.day)
            self.open_entry(entry_id)

    # ---- the panel

    def open_entry(self, entry_id: int) -> None:
        if self.panel.open_entry(entry_id):
            self.view.select_entry(entry_id)

    def start_new(self, day: int, template: TemplateRow | None = None) -> None:
        self.panel.start_new(day, template)

    def start_from_template(self, day: int) -> None:
        self.panel.start_new(day)
        self.panel.choose_template()

    def save_editor(self) -> None:
        """Store what the panel holds, if there is anything to store."""
        self.panel.save()

    def hideEvent(self, event: QHideEvent) -> None:
        # Going to another page must not lose what was written; Ctrl+Z takes it back.
        if self.window().isVisible():  # else the window is closing, and the page has saved already
            self.panel.save()
        super().hideEvent(event)

    # ---- changes from the calendar

    def move_entry(self, entry_id: int, day: int) -> None:
        self._change_entry(
            _("移动内容"),
            entry_id,
            lambda s: store.move_entry(s, entry_id, day),
            _("已移到 {day}").format(day=day_title(day)),
        )

    def copy_entry(self, entry_id: int, day: int) -> None:
        self.context.change(
            _("复制内容"),
            lambda session, _progress: store.copy_entry(session, entry_id, day),
            self.view.select_entry,
            say=_("已复制到 {day}").format(day=day_title(day)),
        )

    def toggle_published(self, entry_id: int) -> None:
        entry = self.context.query(lambda session: store.read_entry(session, entry_id))
        if entry is not None:
            self.set_published(entry_id, not entry.published)

    def set_published(self, entry_id: int, published: bool) -> None:
        label = _("标记已发布") if published else _("改回待发布")
        said = _("已记为发布") if published else _("已改回待发布")
        self._change_entry(label, entry_id, lambda s: store.mark_published(s, entry_id, published), said)

    def delete_entry(self, entry_id: int, rest_of_series: bool = False) -> None:
        self._change_entry(
            _("删除内容"),
            entry_id,
            lambda s: store.delete_entry(s, entry_id, rest_of_series=rest_of_series),
            _("内容已删除"),
        )

    def _change_entry(self, label: str, entry_id: int, work: Any, said: str) -> None:
        def after(_result: object) -> None:
            self.show_day_of(entry_id)

        self.context.change(label, lambda session, _progress: work(session), after, say=said)

    def show_day_of(self, entry_id: int) -> None:
        """Keep the cursor on an entry that has moved, turning the page if it went off it."""
        entry = self.context.query(lambda session: store.read_entry(session, entry_id))
        if entry is None:
            return
        cell = self.view.layout_now().cell_of(entry.day)
        if cell is None:
            self.show_day(self.view.mode, entry.day)
        self.view.select_entry(entry_id)

    def copy_text_of(self, entry_id: int) -> None:
        entry = self.context.query(lambda session: store.read_entry(session, entry_id))
        if entry is None:
            return
        values = self.context.query(lambda session: shop_values(session, entry.day))
        filled = fill(entry.body or entry.title, values)
        put_on_clipboard(self.context, filled)

    # ---- menus and files

    def _show_menu(self, entry_id: int | None, day: int, where: QPoint) -> None:
        entry = self.view.current_entry() if entry_id is not None else None
        menu = QMenu(self)
        if entry is None:
            build_day_menu(self, menu, day)
        else:
            later = self.context.query(lambda session: store.count_later_in_series(session, entry.id))
            build_entry_menu(self, menu, entry, later, self._today)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(where)

    def _choose_days_off(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(self, _("导入放假安排"), "", _("放假安排 (*.json)"))
        if name:
            self.import_days_off(Path(name))

    def import_days_off(self, path: Path) -> None:
        try:
            found = import_days_off(path)
        except ShopError as error:
            self.context.failed.emit(error)
            return
        self.refresh()
        self.context.say(_("{year} 年的放假安排已放进日历").format(year=found.year))
