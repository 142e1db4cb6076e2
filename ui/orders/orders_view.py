"""The list of orders: filters, the big table, the bulk bar, and one order in the drawer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.base.settings import remember, remembered
from shopdesk.orders.order_list import (
    OrderFilter,
    OrderRow,
    OrderSums,
    order_details,
    order_ids,
    order_rows,
    order_sums,
    order_text,
    status_counts,
)
from shopdesk.orders.order_troubles import Trouble, only_troubled, order_troubles
from shopdesk.orders.statuses import STATUSES, Moved, moved_sentence, set_status
from ui.app_context import AppContext
from ui.icons import icon
from ui.orders.order_columns import order_columns
from ui.orders.order_panel import OrderPanel
from ui.orders.section import Scope, Section
from ui.table.model import IdTableModel
from ui.table.view import BigTable
from ui.tasks import Task
from ui.widgets.bulk_bar import BulkBar
from ui.widgets.buttons import icon_button
from ui.widgets.chips import TagChip
from ui.widgets.drawer import Drawer
from ui.widgets.empty_state import EmptyState
from ui.widgets.search_box import SearchBox
from ui.widgets.segmented import SegmentedControl

_LAYOUT = "orders.table"
STATUS_TABS: dict[str, tuple[str, ...]] = {
    "all": (),
    "confirmed": ("confirmed",),
    "paid": ("paid",),
    "collected": ("collected",),
    "other": ("draft", "cancelled", "refunded"),
    "trouble": (),
}
"""trouble: whatever the status, the money does not fit."""
Listing = tuple[list[int], dict[int, OrderRow]]
Totals = tuple[OrderSums, dict[str, int], dict[int, Trouble]]


class OrdersView(Section):
    picking_wanted = Signal(object)  # OrderFilter
    new_wanted = Signal()

    def __init__(self, context: AppContext, scope: Scope, empty: Callable[[], EmptyState]) -> None:
        super().__init__(context, scope)
        self._zone = "Asia/Shanghai"
        self._empty = empty
        self._tasks: list[Task] = []
        self._extra = OrderFilter()
        """What a link from another page asked for besides."""
        self._troubles: dict[int, Trouble] = {}
        columns = order_columns(lambda: self._zone, lambda order_id: self._troubles.get(order_id))
        self.model = IdTableModel(columns, self._fetch, checkboxes=True)
        self.table = BigTable(self.model, _("订单"))
        self.bulk = BulkBar(_("已选 {count} 单"), least=2)
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(8)
        inner.addLayout(self._filter_row())
        inner.addWidget(self.table, 1)
        inner.addWidget(self.bulk)
        self.drawer = Drawer(body, width=380)
        self.column.addWidget(self.drawer, 1)
        self._set_up_table()

    def _filter_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.statuses = SegmentedControl([(key, words) for key, words in _tab_words({}).items()], _("状态"))
        self.statuses.setToolTip(_("“钱不对”：少付、多付、像重复付的订单"))
        self.statuses.chosen.connect(lambda _key: self.refresh())
        row.addWidget(self.statuses)
        self.search = SearchBox(_("找会员、商品、单号（Ctrl+F）"), shortcut_scope=self)
        self.search.setMinimumWidth(150)
        self.search.setMaximumWidth(420)
        self.search.searched.connect(lambda _text: self.refresh())
        self.search.left_downwards.connect(self._focus_table)
        row.addWidget(self.search, 1)
        self.only = TagChip(
            _("只看选出来的"), "orange", removable=True, tooltip=_("从别的页面选出来的订单；点叉看全部")
        )
        self.only.removed.connect(self._drop_extra)
        self.only.hide()
        row.addWidget(self.only)
        row.addStretch(0)
        row.addWidget(icon_button("columns-3", _("选择列"), self.table.choose_columns))
        return row

    def _set_up_table(self) -> None:
        self.table.restore_layout(remembered(_LAYOUT, ""))
        if not self.table.sort()[0]:
            self.table.set_sort("ordered", True)
        self.table.layout_changed.connect(lambda: remember(_LAYOUT, self.table.layout_state()))
        self.table.sort_requested.connect(self._on_sort)
        self.table.selection_changed.connect(self.bulk.set_count)
        self.table.opened.connect(self.open_order)
        self.table.current_changed.connect(self._on_current)
        self.table.copied.connect(lambda count: self.context.say(_("已复制 {count} 行").format(count=count)))
        self.bulk.cleared.connect(self.table.clearSelection)
        for status, words, icon_name in (
            ("paid", _("标记已付"), "banknote"),
            ("collected", _("已取货"), "circle-check"),
            ("cancelled", _("取消订单"), "ban"),
            ("refunded", _("全额退款"), "rotate-ccw"),
            ("confirmed", _("改回待付款"), "undo-2"),
        ):
            if status in ("paid", "collected", "cancelled"):
                self.bulk.add(words, partial(self.move_selected, status), icon_name=icon_name)
            self._add_action(words, icon_name, partial(self.move_selected, status))
        self.bulk.add(_("分拣单"), self._pick_selected, icon_name="printer")
        self._add_action(_("分拣单"), "printer", self._pick_selected)
        self._add_action(_("复制给会员"), "copy", self._copy_selected)

    def _add_action(self, words: str, icon_name: str, act: Callable[[], object]) -> None:
        action = QAction(icon(icon_name, "muted"), words, self.table)
        action.triggered.connect(lambda _checked=False: act())
        self.table.addAction(action)

    # ---- reading

    def wanted(self) -> OrderFilter:
        scope, extra = self.scope.wanted, self._extra
        return replace(
            scope,
            statuses=STATUS_TABS[self.statuses.key()],
            text=self.search.text().strip(),
            member_ids=extra.member_ids,
            order_ids=extra.order_ids,
            product_id=extra.product_id,
        )

    def refresh(self) -> None:
        self._zone = self.zone
        wanted, (sort, descending) = self.wanted(), self.table.sort()
        self.table.leave_out({"group_buy"} if wanted.group_buy_id is not None else ())
        for task in self._tasks:
            task.cancel()
        places = self.table.places_to_read()

        trouble = self.statuses.key() == "trouble"

        def read(session: Any) -> Listing:
            asked = only_troubled(session, wanted) if trouble else wanted
            ids = order_ids(session, asked, sort=sort or "ordered", descending=descending)
            return ids, order_rows(session, ids[places])

        def add_up(session: Any) -> Totals:
            troubled = only_troubled(session, wanted)
            counts = status_counts(session, wanted)
            counts["trouble"] = sum(status_counts(session, troubled).values())
            return order_sums(session, troubled if trouble else wanted), counts, order_troubles(session)

        def show(listing: Listing) -> None:
            self._show(listing)
            self._tasks.append(self.context.query_later(add_up, partial(self._show_totals, wanted)))

        self._tasks = [self.context.query_later(read, show)]

    def _show_totals(self, wanted: OrderFilter, totals: Totals) -> None:
        sums, counts, troubles = totals
        self._show_sums(sums)
        for key, words in _tab_words(counts).items():
            self.statuses.set_text(key, words)
        if troubles != self._troubles:
            self._troubles = troubles
            self.table.refresh_rows()
        if not sums.count:
            chosen = self.statuses.key() != "all"
            narrowed = bool(wanted.text or self.only.isVisibleTo(self) or (chosen and counts))
            self.table.set_empty_widget(self._nothing_found() if narrowed else self._empty())

    def _show(self, listing: Listing) -> None:
        self.table.set_ids(*listing)
        panel = self.drawer.content()
        if self.drawer.is_open() and isinstance(panel, OrderPanel) and not panel.reload():
            self.drawer.close_panel()

    def _nothing_found(self) -> EmptyState:
        if self.statuses.key() == "trouble" and not self.search.text().strip():
            return EmptyState(_("每一单的钱都对得上。"), icon_name="circle-check")
        return EmptyState(_("没有这样的订单。"), (_("清除筛选"), self.clear_filters), icon_name="search")

    def _show_sums(self, sums: OrderSums) -> None:
        parts = [
            _("{count} 单").format(count=f"{sums.count:,}"),
            _("合计 {fen}").format(fen=format_fen(sums.amount_fen)),
        ]
        if sums.unpaid:
            parts.append(_("{count} 单还差 {fen}").format(count=sums.unpaid, fen=format_fen(sums.open_fen)))
        parts.append(_("{count} 位会员").format(count=f"{sums.members:,}"))
        self.figured.emit(" · ".join(parts))

    def _fetch(self, ids: list[int]) -> dict[int, Any]:
        return self.context.query(lambda session: order_rows(session, ids))

    def _on_sort(self, _key: str, _descending: bool) -> None:
        remember(_LAYOUT, self.table.layout_state())
        self.refresh()

    # ---- asked for from outside

    def _drop_extra(self) -> None:
        self._keep_extra(OrderFilter())
        self.refresh()

    def _keep_extra(self, wanted: OrderFilter) -> None:
        """What the bars above do not show is shown by a chip, else orders would seem to be gone."""
        self._extra = wanted
        self.only.setVisible(any(part is not None for part in (wanted.member_ids, wanted.order_ids, wanted.product_id)))

    def clear_filters(self) -> None:
        self._keep_extra(OrderFilter())
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self.statuses.blockSignals(True)
        self.statuses.choose("all")
        self.statuses.blockSignals(False)
        self.refresh()

    def show_filter(self, wanted: OrderFilter) -> None:
        """Show what another page asked for, within the page's group buy and days."""
        self._keep_extra(wanted)
        tab = next((key for key, statuses in STATUS_TABS.items() if set(statuses) == set(wanted.statuses)), "all")
        for field in (self.statuses, self.search):
            field.blockSignals(True)
        self.statuses.choose(tab)
        self.search.setText(wanted.text)
        for field in (self.statuses, self.search):
            field.blockSignals(False)
        self.refresh()

    def open_order(self, order_id: int) -> None:
        panel = OrderPanel(self.context, order_id, self._zone, self.say_moved)
        self.drawer.open_with(panel, panel.title())

    def _on_current(self, order_id: int) -> None:
        panel = self.drawer.content()
        if self.drawer.is_open() and isinstance(panel, OrderPanel) and panel.order_id != order_id:
            self.open_order(order_id)

    def _focus_table(self) -> None:
        if self.model.ids:
            if self.table.current_id() is None:
                self.table.go_to(self.model.ids[0])
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- what can be done

    def move_selected(self, status: str) -> None:
        ids = self.table.selected_ids()
        if not ids:
            self.context.say(_("请先选择订单。"))
            return
        words = {
            "paid": _("标记已付"), "collected": _("标记已取货"), "cancelled": _("取消订单"),
            "refunded": _("全额退款"), "confirmed": _("改回待付款"),
        }[status]  # fmt: skip
        self.context.change(
            words, lambda session, progress: set_status(session, ids, status, progress), then=self.say_moved
        )

    def say_moved(self, moved: object) -> None:
        assert isinstance(moved, Moved)
        undo = (_("撤销"), self.context.undo) if moved.changed else ("", None)
        self.context.say(moved_sentence(moved), *undo)

    def _pick_selected(self) -> None:
        ids = self.table.selected_ids()
        self.picking_wanted.emit(OrderFilter(order_ids=tuple(ids)) if ids else self.wanted())

    def _copy_selected(self) -> None:
        current = self.table.current_id()
        details = self.context.query(lambda session: order_details(session, current)) if current is not None else None
        if details is not None:
            QGuiApplication.clipboard().setText(order_text(details))
            self.context.say(_("已复制，去微信里粘贴给会员。"))


def _tab_words(counts: dict[str, int]) -> dict[str, str]:
    names = {
        "all": _("全部"),
        "confirmed": _("待付款"),
        "paid": _("已付款"),
        "collected": _("已取货"),
        "other": _("其他"),
        "trouble": _("钱不对"),
    }
    numbers = {
        key: sum(counts.get(status, 0) for status in statuses or STATUSES) for key, statuses in STATUS_TABS.items()
    }
    numbers["trouble"] = counts.get("trouble", 0)
    return {key: f"{name} {numbers[key]:,}" if counts else name for key, name in names.items()}
