"""The right-click menus of the calendar: they mirror the buttons and the keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtWidgets import QMenu

from shopdesk.base.i18n import _
from shopdesk.content.entries import EntryRow
from ui.icons import icon


class CalendarActs(Protocol):
    """What the menus can ask the calendar for."""

    def open_entry(self, entry_id: int) -> None: ...
    def copy_text_of(self, entry_id: int) -> None: ...
    def toggle_published(self, entry_id: int) -> None: ...
    def copy_entry(self, entry_id: int, day: int) -> None: ...
    def move_entry(self, entry_id: int, day: int) -> None: ...
    def delete_entry(self, entry_id: int, rest_of_series: bool = False) -> None: ...
    def start_new(self, day: int) -> None: ...
    def start_from_template(self, day: int) -> None: ...


def build_entry_menu(acts: CalendarActs, menu: QMenu, entry: EntryRow, later: int, today: int) -> None:
    one = entry.id
    _add(menu, _("打开"), lambda: acts.open_entry(one), "pencil", "Return")
    _add(menu, _("复制文案"), lambda: acts.copy_text_of(one), "copy", "Ctrl+C")
    published = _("改回待发布") if entry.published else _("标记已发布")
    _add(menu, published, lambda: acts.toggle_published(one), "check", "Space")
    menu.addSeparator()
    _add(menu, _("复制到后一天"), lambda: acts.copy_entry(one, entry.day + 1), "layers")
    _add(menu, _("复制到下一周"), lambda: acts.copy_entry(one, entry.day + 7), "layers")
    if entry.day != today:
        _add(menu, _("移到今天"), lambda: acts.move_entry(one, today), "calendar")
    menu.addSeparator()
    _add(menu, _("删除"), lambda: acts.delete_entry(one), "trash-2", "Del")
    if later:
        text = _("删除这条和后面 {count} 条").format(count=later)
        _add(menu, text, lambda: acts.delete_entry(one, True), "trash-2")


def build_day_menu(acts: CalendarActs, menu: QMenu, day: int) -> None:
    _add(menu, _("新内容"), lambda: acts.start_new(day), "plus", "N")
    _add(menu, _("从模板写一条…"), lambda: acts.start_from_template(day), "layout-template")


def _add(menu: QMenu, text: str, act: Callable[[], object], icon_name: str, keys: str = "") -> None:
    made = menu.addAction(icon(icon_name, "muted"), text)
    if keys:
        made.setShortcut(keys)  # shown only: the calendar itself listens to the keys
    made.triggered.connect(lambda _checked=False: act())
