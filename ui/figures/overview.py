"""概览: what came in beside the period before, the pool, the course of each figure, and what the sales are made of."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QComboBox, QGridLayout

from shopdesk.base.i18n import _
from shopdesk.files.table_writer import SheetColumn
from shopdesk.insight.breakdown import Share, read_breakdown
from shopdesk.insight.definitions import definition
from shopdesk.insight.flow import Flow, Overview, buyer_ids, read_overview
from shopdesk.insight.pool import Pool, pool_ids, read_pool
from shopdesk.insight.scope import Scope
from shopdesk.insight.spans import Span
from ui.app_context import AppContext
from ui.figures.all_figures import Figure, flow_figures, pool_figures
from ui.figures.tab import FigureTab, place_grid
from ui.figures.wanted import Wanted, change_words, part_label, share_name, share_text, span_words
from ui.page import Command
from ui.tasks import Newest
from ui.widgets.charts.bar_charts import HBarChart
from ui.widgets.charts.line_chart import LineChart
from ui.widgets.charts.values import MONEY
from ui.widgets.stat_card import StatCard

_MOST_BARS = 12
_SIX_FROM, _FOUR_FROM = 1500, 900


class OverviewTab(FigureTab):
    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._flows, self._pools = flow_figures(), pool_figures()
        self.cards = {
            key: StatCard(figure.title, definition(figure.meaning), partial(self._open, key))
            for key, figure in (self._flows | self._pools).items()
        }
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        self.column.addLayout(self._grid)
        self._overview: Overview | None = None
        self._shares: list[Share] = []
        self._shares_of: tuple[Span, Scope, str] | None = None
        self._share_reading = Newest(self)
        self._add_trend()
        self._add_breakdown()

    def _add_trend(self) -> None:
        self.trend_chart = LineChart(
            _("走势"), MONEY, label_name=_("从"), now_name=_("这段时间"), before_name=_("上一段")
        )
        self.trend_chart.point_clicked.connect(self._open_part)
        self.trend = self.card(_("走势"), self.trend_chart, 230)
        self.trend.numbers = self._flow_numbers
        self.figure = QComboBox()
        self.figure.setAccessibleName(_("画哪个数字"))
        for key, figure in self._flows.items():
            self.figure.addItem(figure.title, key)
        self.figure.currentIndexChanged.connect(lambda _at: self._show_trend())
        self.trend.heading.insertWidget(1, self.figure)
        self.column.addWidget(self.trend)

    def _add_breakdown(self) -> None:
        self.shares_chart = HBarChart(_("成交额分布"), MONEY, label_name=_("名称"), now_name=_("成交额"))
        self.shares_chart.point_clicked.connect(self._open_share)
        self.shares = self.card(_("成交额分布"), self.shares_chart, 260)
        self.shares.numbers = self._share_numbers
        self.kind = QComboBox()
        self.kind.setAccessibleName(_("按什么分"))
        for key, words in (("product", _("按商品")), ("group_buy", _("按团期")), ("community", _("按小区"))):
            self.kind.addItem(words, key)
        self.kind.currentIndexChanged.connect(lambda _at: self._read_shares())
        self.shares.heading.insertWidget(1, self.kind)
        self.column.addWidget(self.shares)

    def place(self, width: int) -> None:
        columns = 6 if width >= _SIX_FROM else 4 if width >= _FOUR_FROM else 3
        place_grid(self._grid, list(self.cards.values()), columns)

    def commands(self) -> list[Command]:
        return [
            Command(_("保存走势图"), self.trend.ask_and_save),
            Command(_("走势的数字存成 Excel"), self.trend.ask_and_save_numbers),
        ]

    # ---- reading

    def read(self, wanted: Wanted) -> None:
        span, unit, scope = wanted.span, wanted.unit, wanted.scope
        self.ask(lambda session: read_overview(session, span, unit, scope), self._show_overview)
        self.ask(
            lambda session: (read_pool(session, span.last, scope), read_pool(session, span.first - 1, scope)),
            lambda pools: self._show_pool(*pools),
        )
        self._read_shares()

    def forget(self) -> None:
        super().forget()
        self._shares_of = None

    def _read_shares(self) -> None:
        """Not again where only the steps of the course were changed."""
        if self.wanted is None:
            return
        asked = (self.wanted.span, self.wanted.scope, str(self.kind.currentData()))
        self._share_reading.cancel()
        if asked != self._shares_of:
            span, scope, kind = asked
            read = self.context.query_later(
                lambda session: read_breakdown(session, kind, span, scope), partial(self._take_shares, asked)
            )
            self._share_reading.take(read)

    def _take_shares(self, asked: tuple[Span, Scope, str], shares: list[Share]) -> None:
        self._shares_of = asked
        self._show_shares(shares)

    def _show_overview(self, overview: Overview) -> None:
        self._overview = overview
        for key, figure in self._flows.items():
            self._show_figure(key, figure, overview.now, overview.before)
        self._show_trend()

    def _show_pool(self, now: Pool, before: Pool) -> None:
        for key, figure in self._pools.items():
            self._show_figure(key, figure, now, before)

    def _show_figure(self, key: str, figure: Figure, now: Flow | Pool, before: Flow | Pool) -> None:
        value = figure.read(now)
        words, grew = change_words(value, figure.read(before), as_points=figure.write is share_text)
        self.cards[key].set_figure(figure.write(value), words, None if grew is None else grew == figure.more_is_good)

    def _show_trend(self) -> None:
        if self._overview is None or self.wanted is None:
            return
        key = str(self.figure.currentData())
        figure = self._flows[key]
        chart = self.trend_chart
        chart.rename(figure.title)
        chart.style_of_values = figure.style
        labels = [part_label(flow.span, self.wanted.unit) for flow in self._overview.parts]
        now, before = ([figure.read(flow) for flow in flows] for flows in (
            self._overview.parts, self._overview.parts_before,
        ))  # fmt: skip
        self.trend.set_data(labels, now, before)

    def _show_shares(self, shares: list[Share]) -> None:
        self._shares = shares
        shown = shares[:_MOST_BARS]
        labels = [share_name(row.name, row.id, str(self.kind.currentData())) for row in shown]
        self.shares.set_data(labels, [float(row.sales_fen) for row in shown])

    # ---- numbers for a workbook: more than the plots show

    def _flow_numbers(self) -> tuple[list[SheetColumn], list[list[Any]]]:
        flows = [] if self._overview is None else self._overview.parts
        columns = [SheetColumn(_("从"), 14, "day"), SheetColumn(_("到"), 14, "day")]
        for figure in self._flows.values():
            before = _("{figure}（上一段）").format(figure=figure.title)
            columns += [SheetColumn(title, 16, figure.style.kind) for title in (figure.title, before)]
        earlier = [] if self._overview is None else self._overview.parts_before
        rows = [
            [now.span.first, now.span.last, *(f.read(flow) for f in self._flows.values() for flow in (now, before))]
            for now, before in zip(flows, earlier, strict=True)
        ]
        return columns, rows

    def _share_numbers(self) -> tuple[list[SheetColumn], list[list[Any]]]:
        columns = [
            SheetColumn(_("名称"), 40), SheetColumn(_("成交额"), 16, "money"), SheetColumn(_("订单"), 12, "count"),
            SheetColumn(_("买的人"), 12, "count"), SheetColumn(_("新客"), 12, "count"),
            SheetColumn(_("老客"), 12, "count"), SheetColumn(_("平均每单"), 16, "money"),
        ]  # fmt: skip
        kind = str(self.kind.currentData())
        rows: list[list[Any]] = [
            [share_name(row.name, row.id, kind), row.sales_fen, row.orders, row.buyers, row.new, row.returning,
             row.average_order_fen]
            for row in self._shares
        ]  # fmt: skip
        return columns, rows

    # ---- to what is behind

    def _open(self, key: str) -> None:
        if self.wanted is None:
            return
        span, scope = self.wanted.span, self.wanted.scope
        figure = (self._flows | self._pools)[key]
        who, name = figure.who, figure.title
        if not who:
            self.show_orders(span, scope)
        elif key in self._flows:
            self.show_members(lambda session: buyer_ids(session, span, scope, who), name)
        else:
            self.show_members(lambda session: pool_ids(session, span.last, scope, who), name)

    def _open_part(self, at: int) -> None:
        if self._overview is None or self.wanted is None or at >= len(self._overview.parts):
            return
        span, scope = self._overview.parts[at].span, self.wanted.scope
        figure = self._flows[str(self.figure.currentData())]
        who = figure.who
        if who:
            name = f"{figure.title} {span_words(span)}"
            self.show_members(lambda session: buyer_ids(session, span, scope, who), name)
        else:
            self.show_orders(span, scope)

    def _open_share(self, at: int) -> None:
        if self.wanted is None or at >= len(self._shares):
            return
        self.show_orders(self.wanted.span, self._shares[at].scope)
