"""What a group buy comes to, product by product, and the sheets that follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication

from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.orders.totals import ProductTotal, Unpaid, product_totals, unpaid_members, unpaid_notice
from ui.app_context import AppContext
from ui.orders.section import Scope, Section
from ui.orders.wording import money, quantity
from ui.table.columns import Column
from ui.table.model import IdTableModel
from ui.table.view import BigTable
from ui.widgets.empty_state import EmptyState

_SORTS = {
    "name": lambda total: (total.name, total.spec, total.unit),
    "qty": lambda total: total.qty_milli,
    "waiting": lambda total: total.waiting_milli,
    "amount": lambda total: total.amount_fen,
    "orders": lambda total: total.orders,
    "members": lambda total: total.members,
}


def total_columns() -> list[Column[ProductTotal]]:
    return [
        Column("name", _("商品"), lambda total: total.label, 300, sort_key="name", strong=True, flex=True),
        Column("qty", _("数量"), lambda total: quantity(total.qty_milli, total.unit), 110, "right", sort_key="qty"),
        Column("waiting", _("还没取"), lambda total: quantity(total.waiting_milli, total.unit), 110, "right",
               sort_key="waiting"),
        Column("amount", _("金额"), lambda total: money(total.amount_fen), 120, "right", sort_key="amount"),
        Column("orders", _("订单"), lambda total: str(total.orders), 84, "right", sort_key="orders"),
        Column("members", _("会员"), lambda total: str(total.members), 84, "right", sort_key="members"),
        Column("hint", _("提示"), _hint, 180),
    ]  # fmt: skip


def _hint(total: ProductTotal) -> str:
    return _("{count} 行没有金额，没算进去").format(count=total.unpriced) if total.unpriced else ""


class TotalsView(Section):
    product_wanted = Signal(int)

    def __init__(self, context: AppContext, scope: Scope) -> None:
        super().__init__(context, scope)
        self._totals: dict[int, ProductTotal] = {}
        self.table = BigTable(IdTableModel(total_columns(), self._fetch), _("按商品汇总"))
        self.table.set_sort("amount", True)
        self.table.set_empty_widget(EmptyState(_("这里还没有要备的货。草稿、已取消和已退款的订单不算在内。")))
        self.table.sort_requested.connect(lambda _key, _descending: self._show(list(self._totals.values())))
        self.table.opened.connect(self._open)
        self.column.addWidget(self.table, 1)

    def refresh(self) -> None:
        wanted = self.scope.wanted
        self.context.query_later(lambda session: product_totals(session, wanted), self._show)

    def _show(self, totals: Sequence[ProductTotal]) -> None:
        key, descending = self.table.sort()
        ordered = sorted(totals, key=_SORTS[key or "amount"], reverse=descending)
        self._totals = dict(enumerate(ordered, 1))
        self.table.set_ids(list(self._totals))
        self.table.refresh_rows()
        self.figured.emit(
            _("{count} 种商品 · 合计 {fen}（草稿、已取消、已退款的不算）").format(
                count=len(ordered), fen=format_fen(sum(total.amount_fen for total in ordered))
            )
        )

    def _fetch(self, ids: list[int]) -> dict[int, Any]:
        return {each: self._totals[each] for each in ids if each in self._totals}

    def _open(self, number: int) -> None:
        total = self._totals.get(number)
        if total is not None and total.product_id is not None:
            self.product_wanted.emit(total.product_id)

    def copy_unpaid(self) -> None:
        unpaid: list[Unpaid] = self.context.query(lambda session: unpaid_members(session, self.scope.wanted))
        if not unpaid:
            self.context.say(_("大家都付过款了。"))
            return
        QGuiApplication.clipboard().setText(unpaid_notice(unpaid))
        self.context.say(
            _("已复制 {count} 人的催款名单（姓名已遮住），共 {fen}。").format(
                count=len(unpaid), fen=format_fen(sum(each.open_fen for each in unpaid))
            )
        )
