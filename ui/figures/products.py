"""商品: what sells, who comes back for it, what goes with it, and who is likely to want it."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QGridLayout, QHBoxLayout

from shopdesk.base.i18n import _
from shopdesk.insight.breakdown import Share, read_beside
from shopdesk.insight.definitions import definition
from shopdesk.insight.pool import Pool, pool_ids, read_pool
from shopdesk.insight.recommend import Companion, bought_with, who_wants
from shopdesk.insight.scope import Scope
from shopdesk.members.listing import NamedMembers
from ui.app_context import AppContext
from ui.figures.tab import FigureTab, place_grid
from ui.figures.wanted import Wanted, change_words, count_text, share_text
from ui.widgets.buttons import plain_button, primary_button
from ui.widgets.cards import Card, text_label
from ui.widgets.charts.bar_charts import HBarChart
from ui.widgets.charts.values import COUNT, MONEY
from ui.widgets.stat_card import StatCard

_MOST_BARS = 15
_WANTING = 50
_TWO_COLUMNS_FROM = 1020


class ProductsTab(FigureTab):
    asks = frozenset({"group_buy", "community"})

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._rows: list[Share] = []
        self._product: tuple[int, str] | None = None
        self._wanting: list[int] = []
        self._grid = QGridLayout()
        self._grid.setSpacing(14)
        self.column.addLayout(self._grid)
        self.best_chart = HBarChart(
            _("卖得最好的商品"), MONEY, label_name=_("商品"), now_name=_("成交额"), before_name=_("上一段")
        )
        self.best_chart.point_clicked.connect(self._choose)
        self.best = self.card(_("卖得最好的商品"), self.best_chart, 420)
        self.best.body.addWidget(
            text_label(_("竖线是上一段；点一个商品，看谁回头买、谁可能想要。"), "muted", wrap=True)
        )
        self.one = Card()
        self._fill_card()

    def _fill_card(self) -> None:
        self.name = text_label("", "section", wrap=True)
        self.one.body.addWidget(self.name)
        cards = QHBoxLayout()
        cards.setSpacing(10)
        self.repurchase = StatCard(
            _("买过两天以上的"), _("在两天或更多天买过这个商品的会员 ÷ 买过它的会员。"), self._open_again
        )
        self.buyers = StatCard(_("买过的人"), _("从开店到最后一天买过这个商品的会员数。"), self._open_buyers)
        cards.addWidget(self.repurchase)
        cards.addWidget(self.buyers)
        self.one.body.addLayout(cards)
        self.with_chart = HBarChart(_("常和它一起买的"), COUNT, label_name=_("商品"), now_name=_("两样都买过的人"))
        self.with_chart.point_clicked.connect(self._choose_companion)
        self.companions = self.card(_("常和它一起买的"), self.with_chart, 150)
        self.companions.body.addWidget(text_label(definition("often_together"), "muted", wrap=True))
        self.one.body.addWidget(self.companions)
        self.wanting_words = text_label("", wrap=True)
        self.one.body.addWidget(self.wanting_words)
        buttons = QHBoxLayout()
        self.wanting_list = primary_button(_("看这些会员"), self._open_wanting, icon_name="users")
        self.wanting_contact = plain_button(_("发消息或导出名单"), self._contact_wanting, icon_name="send")
        self.orders_button = plain_button(_("看订单"), self._open_orders_of, icon_name="package")
        for button in (self.wanting_list, self.wanting_contact, self.orders_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.one.body.addLayout(buttons)
        self.one.body.addStretch(1)
        self._companions: list[Companion] = []

    def place(self, width: int) -> None:
        place_grid(self._grid, (self.best, self.one), 2 if width >= _TWO_COLUMNS_FROM else 1)

    def read(self, wanted: Wanted) -> None:
        span, scope = wanted.span, wanted.scope
        self.ask(lambda session: read_beside(session, "product", span, scope), self._show_best)

    def _show_best(self, found: list[tuple[Share, int]]) -> None:
        shown = [(row, before) for row, before in found if row.id is not None][:_MOST_BARS]
        self._rows = [row for row, _before in shown]
        names, sales = [row.name for row in self._rows], [row.sales_fen for row in self._rows]
        self.best.set_data(names, sales, [before for _row, before in shown])
        self.one.setVisible(bool(self._rows) or self._product is not None)
        if self._product is None and self._rows:
            self._choose(0)
        elif self._product is not None:
            self.show_product(*self._product)

    # ---- one product

    def _choose(self, at: int) -> None:
        row = self._rows[at]
        if row.id is not None:
            self.show_product(row.id, row.name)

    def _choose_companion(self, at: int) -> None:
        self.show_product(self._companions[at].product_id, self._companions[at].name)

    def show_product(self, product_id: int, name: str) -> None:
        self._product = (product_id, name)
        self.name.setText(name)
        if self.wanted is None:
            return  # shown when the part is read
        last, before = self.wanted.span.last, self.wanted.span.first - 1
        scope = Scope(product_id=product_id)
        self.ask(
            lambda session: (read_pool(session, last, scope), read_pool(session, before, scope)),
            partial(self._show_pool, product_id),
        )
        self.ask(
            lambda session: (bought_with(session, product_id), who_wants(session, product_id, _WANTING)),
            partial(self._show_tastes, product_id),
        )

    def _show_pool(self, product_id: int, pools: tuple[Pool, Pool]) -> None:
        if self._product is None or self._product[0] != product_id:
            return
        now, before = pools
        again, again_before = now.repurchase["ever"], before.repurchase["ever"]
        self.repurchase.set_figure(share_text(again), *change_words(again, again_before, as_points=True))
        self.buyers.set_figure(count_text(now.buyers), *change_words(now.buyers, before.buyers))

    def _show_tastes(self, product_id: int, found: tuple[tuple[int, list[Companion]], list[int]]) -> None:
        if self._product is None or self._product[0] != product_id:
            return
        (_buyers, self._companions), self._wanting = found
        self.companions.set_data([c.name for c in self._companions], [float(c.both) for c in self._companions])
        count = len(self._wanting)
        self.wanting_words.setText(
            _("{count} 位会员还没买过，按他们买过的东西看最可能想要（不含免打扰的）。").format(count=count)
            if count
            else _("买过它的人太少，还看不出谁可能想要。")
        )
        for button in (self.wanting_list, self.wanting_contact):
            button.setEnabled(bool(count))

    # ---- to what is behind

    def _open_wanting(self) -> None:
        if self._product is not None:
            name = _("可能想要{product}").format(product=self._product[1])
            self.context.go_to("members", NamedMembers(frozenset(self._wanting), name))

    def _contact_wanting(self) -> None:
        self.context.go_to("segments", list(self._wanting))

    def _open_again(self) -> None:
        self._show_buyers("ever")

    def _open_buyers(self) -> None:
        self._show_buyers("bought")

    def _show_buyers(self, who: str) -> None:
        if self.wanted is not None and self._product is not None:
            last, scope = self.wanted.span.last, Scope(product_id=self._product[0])
            name = f"{self._product[1]} · {_('买过两天以上的') if who == 'ever' else _('买过的人')}"
            self.show_members(lambda session: pool_ids(session, last, scope, who), name)

    def _open_orders_of(self) -> None:
        if self.wanted is not None and self._product is not None:
            scope: Any = Scope(
                self.wanted.scope.group_buy_id, self._product[0], self.wanted.scope.community
            )  # fmt: skip
            self.show_orders(self.wanted.span, scope)
