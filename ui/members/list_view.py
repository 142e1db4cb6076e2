"""Views, filters, the big table with its bulk bar, and the drawer beside it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from shopdesk.base.dates import today
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.settings import remember, remembered
from shopdesk.data.shop import Shop, read_shop
from shopdesk.members.listing import (
    SORTS,
    MemberFilter,
    MemberRow,
    count_members,
    list_communities,
    list_member_ids,
    read_member_rows,
)
from shopdesk.members.people import edit_member
from shopdesk.members.segments import SegmentRow, list_segments, select_ids
from shopdesk.members.segments.sizes import count_segments
from shopdesk.members.tags import TagGroupRow, list_tags
from ui.app_context import AppContext
from ui.icons import icon
from ui.members.bulk_acts import BulkActs
from ui.members.columns import Clock, member_columns
from ui.members.filter_bar import FilterBar
from ui.members.member_panel import MemberPanel
from ui.members.views_bar import ALL, View, ViewsBar
from ui.table.model import IdTableModel
from ui.table.view import BigTable
from ui.tasks import Task
from ui.widgets.bulk_bar import BulkBar
from ui.widgets.drawer import Drawer
from ui.widgets.empty_state import EmptyState

_LAYOUT = "members.table"
_FIRST_SORT = ("last_day", True)


@dataclass(frozen=True)
class Listing:
    shop: Shop
    ids: list[int]
    rows: dict[int, MemberRow]
    """Of those that are likely to be on screen."""
    everybody: int
    refused: ShopError | None = None
    """Why nobody is found in a segment whose rule cannot be asked any more."""


@dataclass(frozen=True)
class Choices:
    views: list[View]
    communities: list[tuple[str, int]]
    tags: list[TagGroupRow]


class MemberList(QWidget):
    listed = Signal(int, int)  # shown, everybody
    settled = Signal()  # after a refresh everything is shown

    def __init__(self, context: AppContext, page: QWidget, empty: Callable[[], EmptyState]) -> None:
        super().__init__()
        self.context, self._empty = context, empty
        self._clock = Clock(today(), "Asia/Shanghai")
        self._shop = Shop()
        self._tasks: dict[str, Task] = {}
        self._choices_stale = True
        self.model: IdTableModel[MemberRow] = IdTableModel(
            member_columns(self._clock, self._edit_cell), self._fetch, checkboxes=True
        )
        self.table = BigTable(self.model, _("会员"))
        self.acts = BulkActs(context, self, self.table.selected_ids)
        self.views = ViewsBar(lambda: context.go_to("segments"))
        self.filters = FilterBar(page)
        self.bulk = BulkBar(_("已选 {count} 人"), least=2)
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(8)
        inner.addWidget(self.views)
        inner.addWidget(self.filters)
        inner.addWidget(self.table, 1)
        inner.addWidget(self.bulk)
        self.drawer = Drawer(body, width=380)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.drawer)
        self._set_up_table()
        self._connect()

    def _set_up_table(self) -> None:
        self._restore_layout()
        offered = self.acts.offered()
        for words, icon_name, act in ((_("打开"), "user", self._open_current), *offered, *self.acts.offered_besides()):
            action = QAction(icon(icon_name, "muted"), words, self.table)
            action.triggered.connect(lambda _checked=False, act=act: act())
            if act == self.acts.delete:
                action.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
                action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # not while something is typed
            self.table.addAction(action)
        for words, icon_name, act in offered:
            self.bulk.add(words, act, icon_name=icon_name)
        self.merge_button = self.bulk.add(_("合并"), self.acts.merge, icon_name="merge")

    def _connect(self) -> None:
        table = self.table
        table.layout_changed.connect(self._remember_layout)
        table.sort_requested.connect(self._on_sort)
        table.selection_changed.connect(self._on_selection)
        table.opened.connect(self.open_member)
        table.clicked.connect(self._on_clicked)
        table.entered.connect(lambda index: self._point(self._is_name(index)))
        table.viewportEntered.connect(lambda: self._point(False))
        table.current_changed.connect(self._on_current)
        table.edit_refused.connect(self.context.say)
        table.pasted.connect(lambda text: self.context.go_to("import", text))
        table.copied.connect(lambda count: self.context.say(_("已复制 {count} 行").format(count=count)))
        self.bulk.cleared.connect(table.clearSelection)
        self.views.chosen.connect(self._on_view)
        self.filters.changed.connect(self.refresh_list)
        self.filters.columns_wanted.connect(table.choose_columns)
        self.filters.left_downwards.connect(self._focus_table)

    # ---- reading

    def refresh(self) -> None:
        """Everything that may have changed: the list and the member in the drawer now, what can be chosen after it."""
        self._choices_stale = True
        self.refresh_list()
        panel = self.drawer.content()
        if self.drawer.is_open() and isinstance(panel, MemberPanel) and not panel.reload():
            self.drawer.close_panel()

    def _start(self, name: str, read: Callable[[Any], Any], then: Callable[[Any], object]) -> None:
        """Read beside the window; a read of the same name that is still under way is outdated."""
        if name in self._tasks:
            self._tasks[name].cancel()
        self._tasks[name] = self.context.query_later(read, then)

    def _refresh_choices(self) -> None:
        self._choices_stale = False
        self._start("choices", _read_choices, self._show_choices)

    def _show_choices(self, choices: Choices) -> None:
        self.views.set_views(choices.views)
        self.filters.set_tags(choices.tags)
        self.filters.set_communities(choices.communities)
        self.settled.emit()

    def refresh_list(self) -> None:
        wanted, (sort, descending) = self.filters.wanted(), self.table.sort()
        key, places = self.views.key(), self.table.places_to_read()
        self.filters.show_state()

        def read(session: Any) -> Listing:
            shop = read_shop(session)
            day = today(shop.time_zone)
            chosen, refused = wanted, None
            if key != ALL:
                inside, refused = _selected(session, key, day)
                chosen = replace(wanted, among=inside if wanted.among is None else inside & wanted.among)
            ids = list_member_ids(
                session, chosen, day, shop.lifecycle, sort if sort in SORTS else _FIRST_SORT[0], descending
            )
            rows = read_member_rows(session, ids[places], day, shop.lifecycle)
            return Listing(shop, ids, rows, count_members(session), refused)

        self._start("list", read, self._show)

    def _show(self, listing: Listing) -> None:
        self._shop = listing.shop
        self._clock.zone, self._clock.today = listing.shop.time_zone, today(listing.shop.time_zone)
        self.table.set_ids(listing.ids, listing.rows)
        if not listing.ids:
            empty = self._nothing_found(listing.refused) if listing.everybody else self._empty()
            self.table.set_empty_widget(empty)
        self.listed.emit(len(listing.ids), listing.everybody)
        if self._choices_stale:
            self._refresh_choices()

    def _nothing_found(self, refused: ShopError | None) -> EmptyState:
        if refused is not None:
            mend = (_("去改人群的规则"), lambda: self.context.go_to("segments"))
            words = _("这个人群的规则现在不能用：{why}").format(why=refused.message)
            return EmptyState(words, mend, icon_name="users")
        if self.filters.is_narrowed():
            clear = (_("清除搜索和筛选"), self.filters.clear)
            return EmptyState(_("没有这样的会员。"), clear, icon_name="search")
        back = (_("看全部会员"), lambda: self.views.choose(ALL))
        return EmptyState(_("这个人群现在没有人。"), back, icon_name="users")

    def _fetch(self, ids: list[int]) -> dict[int, MemberRow]:
        return self.context.query(lambda s: read_member_rows(s, ids, self._clock.today, self._shop.lifecycle))

    # ---- the table's own choices: each view keeps its columns and its sort

    def _layout_name(self) -> str:
        key = self.views.key()
        return _LAYOUT if key == ALL else f"{_LAYOUT}.{key}"

    def _remember_layout(self) -> None:
        remember(self._layout_name(), self.table.layout_state())

    def _restore_layout(self) -> None:
        self.table.blockSignals(True)
        self.table.restore_layout(remembered(self._layout_name(), remembered(_LAYOUT, "")))
        if self.table.sort()[0] not in SORTS:
            self.table.set_sort(*_FIRST_SORT)
        self.table.blockSignals(False)

    def _on_sort(self, _key: str, _descending: bool) -> None:
        self._remember_layout()
        self.refresh_list()

    def _on_view(self, _key: int) -> None:
        self._restore_layout()
        self.refresh_list()

    # ---- one member

    def commit(self) -> None:
        """Store what is being typed in the drawer."""
        panel = self.drawer.content()
        if self.drawer.is_open() and isinstance(panel, MemberPanel):
            panel.commit()

    def open_member(self, member_id: int) -> None:
        self.commit()
        panel = MemberPanel(
            self.context, member_id, self._clock, self.acts.edit_tags_of, self.filters.add_tag,
            lambda member: self.acts.delete_ids([member]),
        )  # fmt: skip
        if panel.title():
            self.drawer.open_with(panel, panel.title())
        else:
            self.context.say(_("这位会员已经不在了。"))

    def show_member(self, member_id: int) -> None:
        """Open a member from outside, and put the cursor there when the list has them."""
        self.table.go_to(member_id)
        self.open_member(member_id)

    def show_filter(self, wanted: MemberFilter, name: str = "") -> None:
        """What another page asked for, among everybody."""
        self.views.choose(ALL)
        self.filters.show_filter(wanted, name)

    def show_ids(self, ids: Collection[int], name: str = "") -> None:
        self.show_filter(MemberFilter(among=frozenset(ids)), name)

    def _open_current(self) -> None:
        if (current := self.table.current_id()) is not None:
            self.open_member(current)

    def _on_current(self, member_id: int) -> None:
        if self.drawer.is_open() and isinstance(self.drawer.content(), MemberPanel):
            self.show_once(member_id)

    def show_once(self, member_id: int) -> None:
        """In the drawer, unless they are there already."""
        panel = self.drawer.content()
        if not (self.drawer.is_open() and isinstance(panel, MemberPanel) and panel.member_id == member_id):
            self.open_member(member_id)

    def _is_name(self, index: QModelIndex) -> bool:
        column = self.model.column_at(index.column())
        return column is not None and column.key == "name"

    def _point(self, on: bool) -> None:
        self.table.viewport().setCursor(Qt.CursorShape.PointingHandCursor if on else Qt.CursorShape.ArrowCursor)

    def _on_clicked(self, index: QModelIndex) -> None:
        """A click on a name opens the member; with Ctrl or Shift it only selects."""
        plain = QGuiApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier
        if plain and self._is_name(index) and self.table.selected_count() == 1:
            self.show_once(self.model.ids[index.row()])

    def _on_selection(self, count: int) -> None:
        self.bulk.set_count(count)
        self.merge_button.setVisible(count == 2)

    def _focus_table(self) -> None:
        if self.model.ids:
            if self.table.current_id() is None:
                self.table.go_to(self.model.ids[0])
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _edit_cell(self, member_id: int, field: str, text: str) -> None:
        self.context.change(
            _("修改会员资料"), lambda s, _p: edit_member(s, member_id, **{field: text}), say=_("已改好")
        )


def _read_choices(session: Any) -> Choices:
    """The views with their counts, and what the filters offer."""
    day = today(read_shop(session).time_zone)
    views = [View(ALL, _("全部会员"), count_members(session))]
    counts = count_segments(session, day)
    views += [_view_of(segment, counts.get(segment.id)) for segment in list_segments(session)]
    return Choices(views, list_communities(session), list_tags(session))


def _view_of(segment: SegmentRow, count: int | None) -> View:
    if count is not None:
        return View(segment.id, segment.name, count, segment.description)
    name = _("{name}（规则要改）").format(name=segment.name)
    return View(segment.id, name, None, _("“{name}”的规则现在不能用。").format(name=segment.name))


def _selected(session: Any, key: int, day: int) -> tuple[frozenset[int], ShopError | None]:
    """Who is in the saved segment, nobody once it has been deleted; or why it cannot be asked any more."""
    rule = next((segment.rule for segment in list_segments(session) if segment.id == key), None)
    try:
        return frozenset([] if rule is None else select_ids(session, rule, day, key)), None
    except ShopError as error:
        return frozenset(), error
