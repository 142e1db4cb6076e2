"""The orders page: group buy and days above; orders, totals, group buys, products and payments below."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut, Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from shopdesk.base.i18n import _, p_
from shopdesk.orders.order_list import OrderFilter
from ui.app_context import AppContext
from ui.orders.claims_view import ClaimsView
from ui.orders.group_buys_view import GroupBuysView
from ui.orders.new_order import NewOrderDialog
from ui.orders.orders_view import OrdersView
from ui.orders.payments_view import PaymentsView
from ui.orders.print_dialog import ListDialog
from ui.orders.products_view import ProductsView
from ui.orders.scope_bar import ScopeBar
from ui.orders.section import Scope, Section
from ui.orders.totals_view import TotalsView
from ui.orders.unpaid_dialog import UnpaidDialog
from ui.page import Command, Page
from ui.widgets.buttons import plain_button, primary_button
from ui.widgets.cards import page_title
from ui.widgets.elided import ElidedLabel
from ui.widgets.empty_state import EmptyState
from ui.widgets.segmented import SegmentedControl


class OrdersPage(Page):
    name = "orders"
    icon = "package"
    tables = frozenset({
        "order", "order_line", "member", "alias", "product", "product_alias", "picture", "group_buy",
        "group_buy_product", "pickup_point", "payment", "payment_match", "payment_credit", "claim", "shop_setting",
    })  # fmt: skip

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.scope = Scope()
        self._figures: dict[str, str] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 14)
        column.setSpacing(10)
        column.addLayout(self._head())
        column.addLayout(self._second_row())
        self.stack = QStackedWidget()
        column.addWidget(self.stack, 1)
        self.orders = OrdersView(context, self.scope, self._empty)
        self.totals = TotalsView(context, self.scope)
        self.group_buys = GroupBuysView(context, self.scope)
        self.products = ProductsView(context, self.scope)
        self.payments = PaymentsView(context, self.scope, self._import_file)
        self.claims = ClaimsView(context, self.scope)
        self.sections: dict[str, Section] = {
            "orders": self.orders,
            "totals": self.totals,
            "group_buys": self.group_buys,
            "products": self.products,
            "payments": self.payments,
            "claims": self.claims,
        }
        for section in self.sections.values():
            self.stack.addWidget(section)
        self.tabs.chosen.connect(self._on_tab)
        self.orders.picking_wanted.connect(lambda wanted: self.open_lists("member", wanted))
        for key in ("orders", "totals"):
            self.sections[key].figured.connect(partial(self._show_figures, key))
        self.totals.product_wanted.connect(self.products.edit)
        self.group_buys.orders_wanted.connect(self.show_group_buy)
        self._keys()

    @classmethod
    def title(cls) -> str:
        return _("订单")

    # ---- the head

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(page_title(self.title()))
        row.addSpacing(8)
        self.tabs = SegmentedControl(
            [
                ("orders", _("订单")),
                ("totals", _("按商品汇总")),
                ("group_buys", p_("many", "团期")),
                ("products", p_("many", "商品")),
                ("payments", _("收款")),
                ("claims", _("售后")),
            ],
            _("订单页"),
        )
        row.addWidget(self.tabs)
        row.addStretch(1)
        self.paste_button = plain_button(_("粘贴接龙"), self.paste_jielong, icon_name="clipboard-paste")
        row.addWidget(self.paste_button)
        self.new_button = primary_button(_("新订单"), self.new_order, icon_name="plus")
        self.new_button.setToolTip(_("新订单（Ctrl+N）"))
        row.addWidget(self.new_button)
        return row

    def _second_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.bar = ScopeBar(self.context)
        self.bar.changed.connect(self._on_scope)
        row.addWidget(self.bar)
        self.figures = ElidedLabel("", "label")
        row.addSpacing(4)
        row.addWidget(self.figures, 1)
        self.unpaid_button = plain_button(_("催款名单"), self.open_unpaid, icon_name="banknote")
        self.unpaid_button.setToolTip(_("还没付款的人、金额，和给每位的提醒"))
        row.addWidget(self.unpaid_button)
        self.lists_button = plain_button(_("分拣单 / 采购单"), self.print_lists, icon_name="printer")
        row.addWidget(self.lists_button)
        return row

    def _keys(self) -> None:
        for keys, act in (
            (QKeySequence(QKeySequence.StandardKey.New), self.make_new),
            (QKeySequence(QKeySequence.StandardKey.Print), self.print_lists),
            *(
                (QKeySequence(f"Alt+{number}"), partial(self.tabs.choose, key))
                for number, key in enumerate(self.sections, 1)
            ),
        ):
            shortcut = QShortcut(keys, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # ---- reading

    def refresh(self) -> None:
        self.bar.refresh()
        self._write_scope()
        for section in self.sections.values():
            section.stale = True
        self._current().show_now()

    def _write_scope(self) -> None:
        self.scope.wanted, self.scope.title = self.bar.wanted(), self.bar.title()

    def _on_scope(self) -> None:
        self._write_scope()
        for section in (self.orders, self.totals):
            section.stale = True
        self._current().show_now()

    def _current(self) -> Section:
        return self.sections[self.tabs.key()]

    def _on_tab(self, key: str) -> None:
        self.stack.setCurrentWidget(self.sections[key])
        scoped = key in ("orders", "totals")
        for widget in (self.bar, self.figures, self.unpaid_button, self.lists_button):
            widget.setVisible(scoped)
        for button in (self.paste_button, self.new_button):
            button.setVisible(scoped)  # the other parts have a main button of their own
        self.figures.setText(self._figures.get(key, ""))
        self.sections[key].show_now()

    def _show_figures(self, key: str, words: str) -> None:
        self._figures[key] = words
        if self.tabs.key() == key:
            self.figures.setText(words)

    def _empty(self) -> EmptyState:
        if self.bar.choices or self.scope.wanted != OrderFilter():
            return EmptyState(
                _("这里还没有订单。在微信群里复制接龙，回来粘贴就好。"),
                (_("粘贴接龙"), self.paste_jielong),
                (_("新订单"), self.new_order),
            )
        return EmptyState(
            _("还没有订单。粘贴群里的接龙，或导入快团团、群接龙、有赞的表格。"),
            (_("粘贴接龙"), self.paste_jielong),
            (_("导入表格"), self._import_file),
        )

    # ---- what can be done

    def commands(self) -> list[Command]:
        return [
            Command(_("新订单"), self.new_order, "Ctrl+N"),
            Command(_("粘贴接龙"), self.paste_jielong),
            Command(_("分拣单和采购单"), self.print_lists, "Ctrl+P"),
            Command(_("开新团"), self.group_buys.open_new),
            Command(_("新商品"), self.products.open_new),
            Command(_("自动核对收款"), self.payments.match_certain),
            Command(_("催款名单"), self.open_unpaid),
            Command(_("复制催款名单"), self.totals.copy_unpaid),
            *(
                Command(_("看{what}").format(what=words), partial(self.tabs.choose, key), f"Alt+{number}")
                for number, (key, words) in enumerate(
                    {
                        "orders": _("订单"), "totals": _("按商品汇总"), "group_buys": p_("many", "团期"),
                        "products": p_("many", "商品"), "payments": _("收款"), "claims": _("售后"),
                    }.items(), 1,
                )
            ),
        ]  # fmt: skip

    def show_target(self, target: object) -> None:
        """An order's id; an OrderFilter; "new"; or a part: orders, totals, group_buys, products, payments, claims."""
        if target == "new":
            self.tabs.choose("orders")
            self.new_order()
        elif isinstance(target, str):
            self.tabs.choose(target)
            if target == "payments":
                self.payments.land()
        elif isinstance(target, int):
            self.tabs.choose("orders")
            self._show_wanted(OrderFilter())
            self.orders.open_order(target)
        elif isinstance(target, OrderFilter):
            self.tabs.choose("orders")
            self._show_wanted(target)

    def _show_wanted(self, wanted: OrderFilter) -> None:
        self.bar.show_wanted(wanted)
        self._write_scope()
        self.totals.stale, self.orders.stale = True, False
        self.orders.show_filter(wanted)

    def show_group_buy(self, group_buy_id: int) -> None:
        self.show_target(OrderFilter(group_buy_id=group_buy_id))

    def new_order(self) -> None:
        dialog = NewOrderDialog(self.context, self.bar.choices, self.bar.group_buy_id(), self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def make_new(self) -> None:
        """Ctrl+N: what is new in the part that is shown."""
        {"group_buys": self.group_buys.open_new, "products": self.products.open_new}.get(
            self.tabs.key(), self.new_order
        )()

    def print_lists(self) -> None:
        self.open_lists("product" if self.tabs.key() == "totals" else "member")

    def open_lists(self, kind: str = "member", wanted: OrderFilter | None = None) -> None:
        dialog = ListDialog(self.context, wanted or self.scope.wanted, self.scope.title, kind, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def open_unpaid(self) -> None:
        """Beside the window, so that what was marked there can be taken back from the toast."""
        dialog = UnpaidDialog(self.context, self.scope.wanted, self.scope.title, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()

    def paste_jielong(self) -> None:
        text = QGuiApplication.clipboard().text()
        if text.strip():
            self.context.go_to("import", text)
        else:
            self.context.say(_("剪贴板里没有文字。先在微信群里复制接龙，再点“粘贴接龙”。"))

    def _import_file(self) -> None:
        self.context.go_to("import")
