"""The list of group buys with what came in, and the way from open to done."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout

from shopdesk.base.i18n import _
from shopdesk.orders.group_buys import (
    GROUP_BUY_STATUSES,
    GroupBuyRow,
    group_buy_rows,
    group_buy_status_name,
    remove_group_buy,
    set_group_buy_status,
)
from ui.app_context import AppContext
from ui.icons import icon
from ui.orders.group_buy_dialog import GroupBuyDialog
from ui.orders.section import Scope, Section
from ui.orders.wording import GROUP_BUY_COLORS, day_or_nothing, moment, money
from ui.table.columns import Column
from ui.table.model import IdTableModel
from ui.table.view import BigTable
from ui.widgets.buttons import plain_button, primary_button
from ui.widgets.cards import text_label
from ui.widgets.empty_state import EmptyState


def group_buy_columns(zone: Callable[[], str]) -> list[Column[GroupBuyRow]]:
    return [
        Column("title", _("团期"), lambda row: row.title, 190, strong=True, flex=True, middle=True),
        Column("status", _("状态"), lambda row: group_buy_status_name(row.status), 88,
               chips=lambda row: [(group_buy_status_name(row.status), GROUP_BUY_COLORS[row.status])]),
        Column("orders", _("订单"), lambda row: str(row.orders), 72, "right"),
        Column("amount", _("金额"), lambda row: money(row.amount_fen), 96, "right"),
        Column("open", _("还差"), lambda row: money(row.open_fen) if row.open_fen else "", 92, "right",
               color=lambda _row: "danger_text"),
        Column("collected", _("已取 / 待取"), lambda row: f"{row.collected} / {row.waiting}", 96, "right"),
        Column("cut_off", _("截单"), lambda row: moment(row.cut_off_at, zone()), 132),
        Column("arrival", _("到货"), lambda row: day_or_nothing(row.arrival_day), 86),
        Column("until", _("取货到"), lambda row: day_or_nothing(row.pickup_until_day), 112),
        Column("pickup", _("自提点"), lambda row: row.pickup_point, 106, gives_way=1),
        Column("note", _("备注"), lambda row: row.note, 84, gives_way=2),
    ]  # fmt: skip


_NEXT = dict(pairwise(GROUP_BUY_STATUSES))


class GroupBuysView(Section):
    orders_wanted = Signal(int)  # group buy id

    def __init__(self, context: AppContext, scope: Scope) -> None:
        super().__init__(context, scope)
        self._zone = "Asia/Shanghai"
        self._rows: dict[int, GroupBuyRow] = {}
        row = QHBoxLayout()
        self.figures = text_label("", "label")
        row.addWidget(self.figures)
        row.addStretch(1)
        self.next_button = plain_button("", self._go_on, icon_name="check")
        self.again_button = plain_button(_("照着再开一期"), self.open_again, icon_name="copy")
        self.again_button.setToolTip(_("商品、团价和自提点跟选中的这一期一样，日期另填"))
        self.orders_button = plain_button(_("看这一期的订单"), self._show_orders, icon_name="package")
        for button in (self.next_button, self.again_button, self.orders_button):
            button.hide()
            row.addWidget(button)
        row.addWidget(primary_button(_("开新团"), self.open_new, icon_name="plus"))
        self.column.addLayout(row)
        self.table = BigTable(IdTableModel(group_buy_columns(lambda: self._zone), self._fetch), _("团期"))
        self.table.set_empty_widget(
            EmptyState(
                _("开一期团：放上商品、截单时间和自提点，粘贴接龙时就能自动对上价格。"), (_("开新团"), self.open_new)
            )
        )
        self.table.opened.connect(self.edit)
        self.table.current_changed.connect(lambda _id: self._show_buttons())
        actions: list[tuple[str, str, Callable[[], object]]] = [
            (_("修改…"), "pencil", self._edit_current),
            (_("照着再开一期"), "copy", self.open_again),
            (_("看这一期的订单"), "package", self._show_orders),
            *(
                (group_buy_status_name(status), "check", partial(self.set_status, status))
                for status in GROUP_BUY_STATUSES
            ),
            (_("删除"), "trash-2", self._remove),
        ]
        for words, icon_name, act in actions:
            action = QAction(icon(icon_name, "muted"), words, self.table)
            action.triggered.connect(partial(_call, act))
            self.table.addAction(action)
        self.column.addWidget(self.table, 1)

    def refresh(self) -> None:
        self._zone = self.zone
        self.context.query_later(group_buy_rows, self._show)

    def _show(self, rows: list[GroupBuyRow]) -> None:
        self._rows = {row.id: row for row in rows}
        self.table.set_ids(list(self._rows))
        self.table.refresh_rows()
        taking = sum(row.status == "open" for row in rows)
        self.figures.setText(_("{count} 期，{open} 期在接单").format(count=len(rows), open=taking))
        if rows and self.table.current_id() is None:
            self.table.go_to(rows[0].id)
        self._show_buttons()

    def _show_buttons(self) -> None:
        """What can be done with the one that is chosen; where it goes next is one click."""
        row = self._rows.get(self.table.current_id() or 0)
        following = _NEXT.get(row.status) if row is not None else None
        if following is not None:
            self.next_button.setText(_("改为“{status}”").format(status=group_buy_status_name(following)))
        self.next_button.setVisible(following is not None)
        self.again_button.setVisible(row is not None)
        self.orders_button.setVisible(row is not None)

    def _go_on(self) -> None:
        row = self._rows.get(self.table.current_id() or 0)
        if row is not None and row.status in _NEXT:
            self.set_status(_NEXT[row.status])

    def _fetch(self, ids: list[int]) -> dict[int, Any]:
        return {each: self._rows[each] for each in ids if each in self._rows}

    def open_new(self) -> None:
        self._dialog(None)

    def edit(self, group_buy_id: int) -> None:
        self._dialog(group_buy_id)

    def open_again(self) -> None:
        """A new one with the goods, prices and pick-up point of the one that is chosen."""
        if (current := self.table.current_id()) is not None:
            self._dialog(None, like=current)

    def _dialog(self, group_buy_id: int | None, like: int | None = None) -> None:
        dialog = GroupBuyDialog(self.context, group_buy_id, self, like=like)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _edit_current(self) -> None:
        if (current := self.table.current_id()) is not None:
            self.edit(current)

    def _show_orders(self) -> None:
        current = self.table.current_id()
        if current is None:
            self.context.say(_("请先选择一期团。"))
        else:
            self.orders_wanted.emit(current)

    def set_status(self, status: str) -> None:
        current = self.table.current_id()
        if current is None:
            self.context.say(_("请先选择一期团。"))
            return
        words = _("“{title}”{status}").format(title=self._rows[current].title, status=group_buy_status_name(status))
        self.context.change(
            _("改团期状态"), lambda session, _progress: set_group_buy_status(session, current, status), say=words
        )

    def _remove(self) -> None:
        if (current := self.table.current_id()) is not None:
            words = _("已删除“{title}”").format(title=self._rows[current].title)
            self.context.change(_("删除团期"), lambda session, _progress: remove_group_buy(session, current), say=words)


def _call(act: Callable[[], object], _checked: bool = False) -> None:
    act()
