"""The list of products with their nicknames."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen, parse_fen
from shopdesk.orders.products import ProductRow, edit_product, product_ids, product_rows, remove_product
from ui.app_context import AppContext
from ui.icons import icon
from ui.orders.product_dialog import ProductDialog
from ui.orders.section import Scope, Section
from ui.orders.wording import money
from ui.table.columns import Column
from ui.table.model import IdTableModel
from ui.table.view import BigTable
from ui.widgets.buttons import primary_button
from ui.widgets.cards import text_label
from ui.widgets.empty_state import EmptyState
from ui.widgets.search_box import SearchBox


class ProductsView(Section):
    def __init__(self, context: AppContext, scope: Scope) -> None:
        super().__init__(context, scope)
        row = QHBoxLayout()
        self.search = SearchBox(_("找商品：名称、叫法、拼音首字母（Ctrl+F）"), shortcut_scope=self)
        self.search.setMaximumWidth(420)
        self.search.searched.connect(lambda _text: self.refresh())
        row.addWidget(self.search, 1)
        self.figures = text_label("", "label")
        row.addWidget(self.figures)
        row.addStretch(1)
        row.addWidget(primary_button(_("新商品"), self.open_new, icon_name="plus"))
        self.column.addLayout(row)
        self.table = BigTable(IdTableModel(self._columns(), self._fetch), _("商品"))
        self.table.set_sort("name", False)
        self.table.sort_requested.connect(lambda _key, _descending: self.refresh())
        self.table.opened.connect(self.edit)
        self.table.edit_refused.connect(lambda sentence: self.context.say(sentence))
        self.table.set_empty_widget(
            EmptyState(_("还没有商品。导入订单时会自动加上，也可以现在就建。"), (_("新商品"), self.open_new))
        )
        for words, icon_name, act in (
            (_("修改…"), "pencil", self._edit_current),
            (_("上架 / 下架"), "eye-off", self._switch),
            (_("删除"), "trash-2", self._remove),
        ):
            action = QAction(icon(icon_name, "muted"), words, self.table)
            action.triggered.connect(partial(_call, act))
            self.table.addAction(action)
        self.column.addWidget(self.table, 1)

    def _columns(self) -> list[Column[ProductRow]]:
        return [
            Column("name", _("商品"), lambda row: row.name, 170, sort_key="name", strong=True, flex=True,
                   color=lambda row: "" if row.active else "disabled"),
            Column("spec", _("规格"), lambda row: row.spec, 130, sort_key="spec"),
            Column("price", _("价格"), lambda row: money(row.price_fen), 96, "right", sort_key="price", editable=True,
                   edit_text=lambda row: money(row.price_fen), set_value=partial(self._set_price, "price_fen")),
            Column("unit", _("单位"), lambda row: row.unit, 64, editable=True, set_value=partial(self._set, "unit")),
            Column("nicknames", _("叫法"), lambda row: _("、").join(row.nicknames), 190, flex=True,
                   chips=lambda row: [(name, "gray") for name in row.nicknames]),
            Column("category", _("分类"), lambda row: row.category, 96, sort_key="category", editable=True, gives_way=1,
                   set_value=partial(self._set, "category")),
            Column("supplier", _("供应商"), lambda row: row.supplier, 120, sort_key="supplier", editable=True,
                   set_value=partial(self._set, "supplier")),
            Column("cost", _("进价"), lambda row: money(row.cost_fen), 96, "right", sort_key="cost", editable=True,
                   edit_text=lambda row: money(row.cost_fen), set_value=partial(self._set_price, "cost_fen")),
            Column("state", _("状态"), lambda row: _state(row), 110),
        ]  # fmt: skip

    def refresh(self) -> None:
        text, (sort, descending) = self.search.text().strip(), self.table.sort()

        def read(session: Any) -> list[int]:
            return product_ids(session, text, sort=sort or "name", descending=descending)

        self.context.query_later(read, self._show)

    def _show(self, ids: list[int]) -> None:
        self.table.set_ids(ids)
        self.figures.setText(_("{count} 种").format(count=len(ids)))

    def _fetch(self, ids: list[int]) -> dict[int, Any]:
        return self.context.query(lambda session: product_rows(session, ids))

    def open_new(self) -> None:
        self._dialog(None)

    def edit(self, product_id: int) -> None:
        self._dialog(product_id)

    def _dialog(self, product_id: int | None) -> None:
        dialog = ProductDialog(self.context, product_id, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _edit_current(self) -> None:
        if (current := self.table.current_id()) is not None:
            self.edit(current)

    def _set(self, key: str, product_id: int, text: str) -> None:
        self._change(product_id, {key: text.strip()})

    def _set_price(self, key: str, product_id: int, text: str) -> None:
        fen = parse_fen(text) if text.strip() else None
        if text.strip() and (fen is None or fen < 0):
            raise ShopError(_("“{text}”不是金额。").format(text=text), _("例如写 29.9。"))
        self._change(product_id, {key: fen})

    def _change(self, product_id: int, values: dict[str, Any]) -> None:
        self.context.change(_("改商品"), lambda session, _progress: edit_product(session, product_id, **values))

    def _switch(self) -> None:
        current = self.table.current_id()
        if current is None:
            return
        row = self.context.query(lambda session: product_rows(session, [current]))[current]
        words = (_("已下架“{name}”") if row.active else _("已上架“{name}”")).format(name=row.label)
        self.context.change(
            _("上架 / 下架"),
            lambda session, _progress: edit_product(session, current, active=not row.active),
            say=words,
        )

    def _remove(self) -> None:
        if (current := self.table.current_id()) is not None:
            self.context.change(
                _("删除商品"), lambda session, _progress: remove_product(session, current), say=_("已删除商品")
            )


def _state(row: ProductRow) -> str:
    parts = ["" if row.active else _("已下架"), _("生鲜") if row.fresh else ""]
    price, cost = row.price_fen, row.cost_fen
    if price is not None and cost is not None and price <= cost:
        parts.append(_("低于进价 {fen}").format(fen=format_fen(cost)))
    return " · ".join(part for part in parts if part)


def _call(act: Callable[[], object], _checked: bool = False) -> None:
    act()
