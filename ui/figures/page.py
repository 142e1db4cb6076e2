"""数据: the shop's main figures with plots, each figure a way to the people or orders behind it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from shopdesk.base.dates import short_day, today
from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.base.settings import remember, remembered
from shopdesk.data.shop import read_shop
from shopdesk.insight.figures import (
    Insight,
    Period,
    ProductSales,
    read_insight,
    read_period,
    read_top_products,
    returning_ids,
)
from shopdesk.members.lifecycle import LIFECYCLES
from shopdesk.members.segments import choice_title
from shopdesk.members.segments.rules import RFM_GROUPS, VALUE_TIERS
from shopdesk.orders.order_list import OrderFilter
from ui.app_context import AppContext
from ui.page import Command, Page
from ui.tasks import Task
from ui.widgets.cards import Card, page_title, text_label
from ui.widgets.charts.bar_charts import HBarChart
from ui.widgets.charts.chart_card import ChartCard
from ui.widgets.charts.line_chart import LineChart
from ui.widgets.charts.values import MONEY
from ui.widgets.empty_state import EmptyState
from ui.widgets.scrolling import page_column
from ui.widgets.segmented import SegmentedControl
from ui.widgets.stat_card import StatCard

LENGTHS = {"7": 7, "30": 30, "90": 90, "365": 365}
_TWO_COLUMNS_FROM, _FIVE_FIGURES_FROM = 860, 1080
_REMEMBERED = "figures.period"


class FiguresPage(Page):
    name = "figures"
    tables: ClassVar[frozenset[str]] = frozenset({"order", "order_line", "member", "member_summary", "shop_setting"})

    @classmethod
    def title(cls) -> str:
        return _("数据")

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._reading: list[Task] = []
        self._last_day = 0
        self._column = page_column(self)
        self._add_heading()
        self.body = QWidget()
        self._column.addWidget(self.body)
        self._add_cards()
        self.empty = EmptyState(
            _("还没有订单，导入一份接龙或订单表格以后，这里就有数字了。"),
            (_("导入"), partial(context.go_to, "import")),
            icon_name="chart-line",
        )
        self._column.addWidget(self.empty)
        self._column.addStretch(1)

    def _add_heading(self) -> None:
        row = QHBoxLayout()
        row.addWidget(page_title(_("数据")))
        self.range = text_label("", "muted")
        row.addWidget(self.range)
        row.addStretch(1)
        self.lengths = SegmentedControl(
            [("7", _("7 天")), ("30", _("30 天")), ("90", _("90 天")), ("365", _("一年"))], _("时间段")
        )
        kept = str(remembered(_REMEMBERED, "30"))
        self.lengths.choose(kept if kept in LENGTHS else "30")
        self.lengths.chosen.connect(self._choose_length)
        row.addWidget(self.lengths)
        self._column.addLayout(row)

    def _add_cards(self) -> None:
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        self._stats = QGridLayout()
        self._stats.setSpacing(12)
        counted = _("已确认、已付、已取的订单，金额减去退款；已取消和已退款的不算")
        self.sales = StatCard(_("成交额"), counted, self._show_orders)
        self.orders = StatCard(_("订单"), counted, self._show_orders)
        self.buyers = StatCard(_("买的人"), _("这段时间下过单的会员数"), self._show_buyers)
        self.average = StatCard(_("平均每单"), _("成交额 ÷ 订单数"), self._show_orders)
        self.repurchase = StatCard(
            _("复购率"), _("下过两天以上订单的会员 ÷ 下过单的会员，从开店到今天"), self._show_returning
        )
        column.addLayout(self._stats)
        self.trend_chart = LineChart(_("每天成交额"), MONEY, now_name=_("这段时间"), before_name=_("上一段"))
        self.trend_chart.point_clicked.connect(self._show_day)
        self.trend = self._card(_("每天成交额"), self.trend_chart, 260)
        self.lifecycle = self._choice_card(_("会员生命周期"), "lifecycle", LIFECYCLES)
        self.groups = self._choice_card(_("RFM 分组"), "rfm_group", RFM_GROUPS)
        self.tiers = self._choice_card(_("价值层级"), "value_tier", VALUE_TIERS)
        self.product_chart = HBarChart(_("卖得最好的商品"), MONEY)
        self.products = self._card(_("卖得最好的商品"), self.product_chart, 280)
        self.model = Card(_("未来会怎样"))
        self.model_words = text_label("", wrap=True)
        self.model.body.addWidget(self.model_words)
        column.addWidget(self.trend)
        self._grid = QGridLayout()
        self._grid.setSpacing(14)
        column.addLayout(self._grid)
        column.addWidget(self.model)
        self._place_cards()

    def _card(self, title: str, chart: Any, height: int) -> ChartCard:
        chart.setMinimumHeight(height)
        return ChartCard(title, chart, lambda path: self.context.say(_("已保存图片 {name}").format(name=path.name)))

    def _choice_card(self, title: str, field: str, words: tuple[str, ...]) -> ChartCard:
        chart = HBarChart(title)
        chart.point_clicked.connect(lambda at: self._show_people(field, words[at]))
        return self._card(title, chart, 34 * len(words))

    def _place_cards(self) -> None:
        figures = (self.sales, self.orders, self.buyers, self.average, self.repurchase)
        plots = (self.groups, self.products, self.lifecycle, self.tiers)  # the tall ones side by side
        _place(self._stats, figures, 5 if self.width() >= _FIVE_FIGURES_FROM else 3)
        _place(self._grid, plots, 2 if self.width() >= _TWO_COLUMNS_FROM else 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_cards()

    # ---- reading

    def refresh(self) -> None:
        for task in self._reading:
            task.cancel()
        day = today(self.context.query(read_shop).time_zone)
        length = LENGTHS[self.lengths.key()]
        self._last_day = day
        self.range.setText(f"{short_day(day - length + 1)} – {short_day(day)}")
        self._reading = [
            self.context.query_later(lambda session: read_period(session, day, length), self._show_period),
            self.context.query_later(lambda session: read_insight(session, day, model=False), self._show_insight),
        ]

    def _read_rest(self) -> None:
        """What takes longer, after the first figures are shown."""
        day, length = self._last_day, LENGTHS[self.lengths.key()]
        self._reading += [
            self.context.query_later(
                lambda session: read_top_products(session, day - length + 1, day), self._show_products
            ),
            self.context.query_later(lambda session: read_insight(session, day), self._show_model),
        ]

    def _choose_length(self, key: str) -> None:
        remember(_REMEMBERED, key)
        self.refresh()

    def _show_period(self, period: Period) -> None:
        average = period.sales_fen // period.orders if period.orders else 0
        before_average = period.before_sales_fen // period.before_orders if period.before_orders else 0
        for card, text, value, before in (
            (self.sales, format_fen(period.sales_fen), period.sales_fen, period.before_sales_fen),
            (self.orders, f"{period.orders:,}", period.orders, period.before_orders),
            (self.buyers, f"{period.buyers:,}", period.buyers, period.before_buyers),
            (self.average, format_fen(average), average, before_average),
        ):
            share = (value - before) / before if before else None
            words = "" if share is None else _("{share} 较上一段").format(share=f"{share:+.1%}")
            card.set_figure(text, words, None if not share else share > 0)
        labels = [short_day(day.day).split()[0] for day in period.days]
        self.trend.set_data(
            labels, [float(day.sales_fen) for day in period.days], [float(day.sales_fen) for day in period.before]
        )

    def _show_products(self, products: list[ProductSales]) -> None:
        self.products.set_data([row.name for row in products], [float(row.amount_fen) for row in products])

    def _show_insight(self, insight: Insight) -> None:
        self.body.setVisible(insight.orders > 0)
        self.empty.setVisible(insight.orders == 0)
        ever = insight.repurchase["ever"]
        month = insight.repurchase["30"]
        self.repurchase.set_figure(
            "–" if ever is None else f"{ever:.1%}",
            "" if month is None else _("30 天内回头 {share}").format(share=f"{month:.0%}"),
        )
        for card, field, counts in (
            (self.lifecycle, "lifecycle", insight.lifecycle),
            (self.groups, "rfm_group", insight.rfm_group),
            (self.tiers, "value_tier", insight.value_tier),
        ):
            card.set_data([choice_title(field, word) for word in counts], [float(count) for count in counts.values()])
        self._read_rest()

    def _show_model(self, insight: Insight) -> None:
        """Half a second in a large shop."""
        self.model_words.setText(_forecast(insight))

    # ---- to what is behind a figure

    def _show_orders(self) -> None:
        first = self._last_day - LENGTHS[self.lengths.key()] + 1
        self.context.go_to("orders", OrderFilter(first_day=first, last_day=self._last_day))

    def _show_day(self, at: int) -> None:
        day = self._last_day - LENGTHS[self.lengths.key()] + 1 + at
        self.context.go_to("orders", OrderFilter(first_day=day, last_day=day))

    def _show_buyers(self) -> None:
        within = LENGTHS[self.lengths.key()] - 1
        self.context.go_to("segments", {"field": "order_count", "op": ">=", "value": 1, "within_days": within})

    def _show_returning(self) -> None:
        day = self._last_day
        self.context.query_later(
            lambda session: returning_ids(session, day), lambda ids: self.context.go_to("segments", ids)
        )

    def _show_people(self, field: str, word: str) -> None:
        self.context.go_to("segments", {"field": field, "op": "in", "value": [word]})

    def commands(self) -> list[Command]:
        return [Command(_("保存成交额图"), self.trend.ask_and_save)]


def _place(grid: QGridLayout, cards: Sequence[QWidget], columns: int) -> None:
    if grid.property("columns") == columns:
        return
    grid.setProperty("columns", columns)
    for at, card in enumerate(cards):
        grid.addWidget(card, at // columns, at % columns)
    for at in range(len(cards)):
        grid.setColumnStretch(at, 1 if at < columns else 0)


def _forecast(insight: Insight) -> str:
    """What the model says, or why it says nothing yet."""
    if insight.model is None:
        return _(
            "数据还不够做预测：要有 180 天以上的记录、500 位以上买过的会员，其中有人买过 3 次以上。"
            "现在有 {days} 天、{buyers} 位。在那之前，每位会员从第 3 单起按自己的节奏判断。"
        ).format(days=insight.history_days, buyers=insight.buyers)
    model = insight.model
    weeks = model.alpha / model.r
    return _(
        "按 BG/NBD 模型估计：一位普通会员大约每 {days} 天买一次；每次买完以后，大约有 {share} 的人不再回来。"
        "到今天每位买过的会员平均消费 {value}。"
    ).format(
        days=f"{weeks * 7:.0f}",
        share=f"{model.a / (model.a + model.b):.0%}",
        value=format_fen(insight.value_so_far_fen),
    )
