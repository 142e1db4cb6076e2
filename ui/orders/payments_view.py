"""Money that came in, and which orders it pays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout

from shopdesk.base.i18n import _
from shopdesk.orders.payments import (
    Match,
    PaymentRow,
    match_certain_payments,
    payment_counts,
    payment_ids,
    payment_rows,
    unmatch_payment,
)
from ui.app_context import AppContext
from ui.icons import icon
from ui.orders.match_dialog import MatchDialog
from ui.orders.section import Scope, Section
from ui.orders.wording import moment, money
from ui.table.columns import Column
from ui.table.model import IdTableModel
from ui.table.view import BigTable
from ui.widgets.buttons import plain_button, primary_button
from ui.widgets.empty_state import EmptyState
from ui.widgets.search_box import SearchBox
from ui.widgets.segmented import SegmentedControl


def payment_columns(zone: Callable[[], str]) -> list[Column[PaymentRow]]:
    return [
        Column("at", _("时间"), lambda row: moment(row.at, zone()), 140, sort_key="at"),
        Column("counterparty", _("对方"), lambda row: row.counterparty, 150, sort_key="counterparty", strong=True),
        Column("direction", _("收支"), _direction_words, 80),
        Column("amount", _("金额"), lambda row: money(row.amount_fen), 104, "right", sort_key="amount"),
        Column("open", _("未核对"), lambda row: money(row.open_fen) if row.open_fen else "", 104, "right",
               color=lambda _row: "warning"),
        Column("orders", _("核对到"), lambda row: row.orders, 200),
        Column("note", _("备注"), lambda row: row.note, 180),
        Column("txn", _("流水号"), lambda row: row.txn_id, 180, visible=False),
    ]  # fmt: skip


def _direction_words(row: PaymentRow) -> str:
    if row.direction == "income" and not row.usable:
        return _("已退回")
    return {"income": _("收入"), "expense": _("支出"), "refund": _("退款"), "neutral": _("其他")}[row.direction]


class PaymentsView(Section):
    def __init__(self, context: AppContext, scope: Scope, import_bill: Callable[[], object]) -> None:
        super().__init__(context, scope)
        self._zone = "Asia/Shanghai"
        row = QHBoxLayout()
        row.setSpacing(8)
        self.states = SegmentedControl(list(_state_words({}).items()), _("收款"))
        self.states.chosen.connect(lambda _key: self.refresh())
        row.addWidget(self.states)
        self.search = SearchBox(_("找付款人、备注、流水号（Ctrl+F）"), shortcut_scope=self)
        self.search.setMaximumWidth(360)
        self.search.searched.connect(lambda _text: self.refresh())
        row.addWidget(self.search, 1)
        row.addStretch(0)
        row.addWidget(plain_button(_("自动核对"), self.match_certain, icon_name="sparkles"))
        row.addWidget(primary_button(_("核对…"), self.match_current, icon_name="link"))
        self.column.addLayout(row)
        self.table = BigTable(IdTableModel(payment_columns(lambda: self._zone), self._fetch), _("收款"))
        self.table.set_sort("at", True)
        self.table.sort_requested.connect(lambda _key, _descending: self.refresh())
        self.table.opened.connect(self.open_match)
        self._import_bill = import_bill
        for words, icon_name, act in (
            (_("核对到订单…"), "link", self.match_current),
            (_("取消核对"), "x", self.unmatch_current),
        ):
            action = QAction(icon(icon_name, "muted"), words, self.table)
            action.triggered.connect(partial(_call, act))
            self.table.addAction(action)
        self.column.addWidget(self.table, 1)

    def refresh(self) -> None:
        self._zone = self.zone
        state, text, (sort, descending) = self.states.key(), self.search.text().strip(), self.table.sort()

        def read(session: Any) -> tuple[list[int], dict[str, int]]:
            ids = payment_ids(session, state, text, sort=sort or "at", descending=descending)
            return ids, payment_counts(session)

        self.context.query_later(read, self._show)

    def _show(self, listing: tuple[list[int], dict[str, int]]) -> None:
        ids, counts = listing
        self.table.set_ids(ids)
        for state, words in _state_words(counts).items():
            self.states.set_text(state, words)
        if not ids:
            nothing = not counts["all"]
            sentence = _("导入微信或支付宝账单，就能看到谁付了钱。") if nothing else _("这里没有收款。")
            self.table.set_empty_widget(
                EmptyState(sentence, (_("导入账单"), self._import_bill) if nothing else None, icon_name="wallet")
            )

    def _fetch(self, ids: list[int]) -> dict[int, Any]:
        return self.context.query(lambda session: payment_rows(session, ids))

    # ---- what can be done

    def match_certain(self) -> None:
        self.context.change(
            _("自动核对"),
            lambda session, progress: match_certain_payments(session, progress=progress),
            then=self._say_matched,
        )

    def _say_matched(self, matches: Sequence[Match]) -> None:
        if matches:
            words = _("对上了 {count} 笔：付款人和金额都只对得上一个订单。").format(count=len(matches))
            self.context.say(words, _("撤销"), self.context.undo)
        else:
            self.context.say(_("没有能确定的收款；剩下的请自己核对。"))

    def match_current(self) -> None:
        current = self.table.current_id()
        if current is None:
            self.context.say(_("请先选择一笔收款。"))
        else:
            self.open_match(current)

    def open_match(self, payment_id: int) -> None:
        row = self.context.query(lambda session: payment_rows(session, [payment_id])).get(payment_id)
        if row is None or not row.open_fen:
            self.context.say(_("这一笔不用核对：不是收入，或者已经核对完了。"))
            return
        dialog = MatchDialog(self.context, row, self._zone, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(lambda _result: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
        dialog.open()

    def unmatch_current(self) -> None:
        if (current := self.table.current_id()) is not None:
            self.context.change(
                _("取消核对"), lambda session, _progress: unmatch_payment(session, current), say=_("已取消核对")
            )


def _state_words(counts: dict[str, int]) -> dict[str, str]:
    names = {"open": _("未核对"), "matched": _("已核对"), "other": _("其他收支"), "all": _("全部")}
    return {state: f"{name} {counts[state]:,}" if counts else name for state, name in names.items()}


def _call(act: Callable[[], object], _checked: bool = False) -> None:
    act()
