"""概览: what came in beside the period before, the pool, the course of each figure, and what the sales are made of."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QComboBox, QGridLayout

from shopdesk.base.i18n import _
from shopdesk.files.table_writer import SheetColumn
from shopdesk.insight.board import BoardRow, read_board, read_whole
from shopdesk.insight.breakdown import Share, read_beside
from shopdesk.insight.definitions import definition
from shopdesk.insight.scope import Scope
from shopdesk.insight.spans import Span
from ui.app_context import AppContext
from ui.figures.all_figures import every_figure, figures_sheet
from ui.figures.tab import FigureTab, place_grid
from ui.figures.wanted import Wanted, change_words, part_label, share_name, share_text, span_words
from ui.page import Command
from ui.tasks import Newest
from ui.widgets.cards import text_label
from ui.widgets.charts.bar_charts import HBarChart
from ui.widgets.charts.line_chart import LineChart
from ui.widgets.charts.values import MONEY
from ui.widgets.stat_card import StatCard

_MOST_BARS = 12
_PLOTTED_ONLY = ("60", "90")
"""There is no room for a card of each."""
_SIX_FROM, _FOUR_FROM = 1500, 900


class OverviewTab(FigureTab):
    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.figures = every_figure()
        self.cards = {
            key: StatCard(figure.title, definition(figure.meaning), partial(self._open, key))
            for key, figure in self.figures.items()
            if key not in _PLOTTED_ONLY
        }
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        self.column.addLayout(self._grid)
        self._parts: list[BoardRow] = []
        self._shares: list[tuple[Share, int]] = []
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
        self.trend.numbers = lambda: figures_sheet(self._parts)
        self.figure = QComboBox()
        self.figure.setAccessibleName(_("画哪个数字"))
        for key, figure in self.figures.items():
            self.figure.addItem(figure.title, key)
        self.figure.currentIndexChanged.connect(lambda _at: self._show_trend())
        self.trend.heading.insertWidget(1, self.figure)
        self.trend_about = text_label("", "muted", wrap=True)
        self.trend.body.addWidget(self.trend_about)
        self.column.addWidget(self.trend)

    def _add_breakdown(self) -> None:
        self.shares_chart = HBarChart(
            _("成交额分布"), MONEY, label_name=_("名称"), now_name=_("成交额"), before_name=_("上一段")
        )
        self.shares_chart.point_clicked.connect(self._open_share)
        self.shares = self.card(_("成交额分布"), self.shares_chart, 260)
        self.shares.numbers = self._share_numbers
        self.kind = QComboBox()
        self.kind.setAccessibleName(_("按什么分"))
        for key, words in (("product", _("按商品")), ("group_buy", _("按团期")), ("community", _("按小区"))):
            self.kind.addItem(words, key)
        self.kind.currentIndexChanged.connect(lambda _at: self._read_shares())
        self.shares.heading.insertWidget(1, self.kind)
        words = definition("sales") + _("竖线是上一段。")
        self.shares.body.addWidget(text_label(words, "muted", wrap=True))
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
        self.ask(lambda session: read_whole(session, span, scope), self._show_whole)
        self.ask(lambda session: read_board(session, unit, span, scope), self._show_parts)
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
                lambda session: read_beside(session, kind, span, scope), partial(self._take_shares, asked)
            )
            self._share_reading.take(read)

    def _take_shares(self, asked: tuple[Span, Scope, str], shares: list[tuple[Share, int]]) -> None:
        self._shares_of = asked
        self._show_shares(shares)

    def _show_whole(self, whole: BoardRow) -> None:
        for key, card in self.cards.items():
            figure = self.figures[key]
            now, before = figure.values(whole)
            words, grew = change_words(now, before, as_points=figure.write is share_text)
            card.set_figure(figure.write(now), words, None if grew is None else grew == figure.more_is_good)

    def _show_parts(self, parts: list[BoardRow]) -> None:
        self._parts = parts
        self._show_trend()

    def _show_trend(self) -> None:
        if self.wanted is None:
            return
        figure, chart = self.figures[str(self.figure.currentData())], self.trend_chart
        chart.rename(figure.title)
        chart.style_of_values = figure.style
        values = [figure.values(part) for part in self._parts]
        labels = [part_label(part.span, self.wanted.unit) for part in self._parts]
        self.trend.set_data(labels, [now for now, _before in values], [before for _now, before in values])
        self.trend_about.setText(definition(figure.meaning))

    def _show_shares(self, shares: list[tuple[Share, int]]) -> None:
        self._shares = shares
        shown = shares[:_MOST_BARS]
        labels = [share_name(row.name, row.id, str(self.kind.currentData())) for row, _before in shown]
        self.shares.set_data(labels, [row.sales_fen for row, _before in shown], [before for _row, before in shown])

    # ---- numbers for a workbook: more than the plots show

    def _share_numbers(self) -> tuple[list[SheetColumn], list[list[Any]]]:
        columns = [
            SheetColumn(_("名称"), 40), SheetColumn(_("成交额"), 16, "money"),
            SheetColumn(_("{figure}（上一段）").format(figure=_("成交额")), 20, "money"),
            SheetColumn(_("订单"), 12, "count"),
            SheetColumn(_("买的人"), 12, "count"), SheetColumn(_("新客"), 12, "count"),
            SheetColumn(_("老客"), 12, "count"), SheetColumn(_("平均每单"), 16, "money"),
        ]  # fmt: skip
        kind = str(self.kind.currentData())
        rows: list[list[Any]] = [
            [share_name(row.name, row.id, kind), row.sales_fen, before, row.orders, row.buyers, row.new, row.returning,
             row.average_order_fen]
            for row, before in self._shares
        ]  # fmt: skip
        return columns, rows

    # ---- to what is behind

    def _open(self, key: str) -> None:
        if self.wanted is None:
            return
        figure = self.figures[key]
        self.show_behind(figure, self.wanted.span, self.wanted.scope, figure.title)

    def _open_part(self, at: int) -> None:
        if self.wanted is None or at >= len(self._parts):
            return
        span, figure = self._parts[at].span, self.figures[str(self.figure.currentData())]
        self.show_behind(figure, span, self.wanted.scope, f"{figure.title} {span_words(span)}")

    def _open_share(self, at: int) -> None:
        if self.wanted is None or at >= len(self._shares):
            return
        self.show_orders(self.wanted.span, self._shares[at][0].scope)
