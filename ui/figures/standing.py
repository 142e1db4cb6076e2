"""生命周期 & RFM: how many members stand where on the last day, each bar a way to them."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QGridLayout

from shopdesk.base.i18n import _
from shopdesk.insight.definitions import definition
from shopdesk.insight.figures import Standing, read_standing, standing_ids
from shopdesk.members.lifecycle import LIFECYCLES
from shopdesk.members.segments import choice_title
from shopdesk.members.segments.rules import RFM_GROUPS, VALUE_TIERS
from ui.app_context import AppContext
from ui.figures.tab import FigureTab
from ui.figures.wanted import Wanted
from ui.widgets.cards import text_label
from ui.widgets.charts.bar_charts import HBarChart
from ui.widgets.charts.chart_card import ChartCard

_TWO_COLUMNS_FROM = 860


class StandingTab(FigureTab):
    asks = frozenset({"group_buy", "product", "community"})

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._words = {"lifecycle": LIFECYCLES, "value_tier": VALUE_TIERS, "rfm_group": RFM_GROUPS}
        titles = {"lifecycle": _("会员生命周期"), "rfm_group": _("RFM 分组"), "value_tier": _("价值层级")}
        self.cards = {key: self._card(key, titles[key]) for key in self._words}
        self._grid = QGridLayout()
        self._grid.setSpacing(14)
        self.column.addLayout(self._grid)

    def _card(self, key: str, title: str) -> ChartCard:
        chart = HBarChart(title, label_name=title, now_name=_("人数"), before_name=_("这段时间开始前"))
        chart.point_clicked.connect(partial(self._open, key))
        card = self.card(title, chart, 30 * len(self._words[key]))
        words = definition(key) + _("竖线是这段时间开始前的人数。")
        card.body.addWidget(text_label(words, "muted", wrap=True))
        return card

    def place(self, width: int) -> None:
        """The tall one beside the two short ones."""
        wide = width >= _TWO_COLUMNS_FROM
        if self._grid.property("wide") == wide:
            return
        self._grid.setProperty("wide", wide)
        self._grid.addWidget(self.cards["lifecycle"], 0, 0)
        self._grid.addWidget(self.cards["value_tier"], 1, 0)
        if wide:
            self._grid.addWidget(self.cards["rfm_group"], 0, 1, 2, 1)
        else:
            self._grid.addWidget(self.cards["rfm_group"], 2, 0)
        for column in (0, 1):
            self._grid.setColumnStretch(column, 1 if wide or not column else 0)

    def read(self, wanted: Wanted) -> None:
        last, before, scope = wanted.span.last, wanted.span.first - 1, wanted.scope
        self.ask(
            lambda session: (read_standing(session, last, scope), read_standing(session, before, scope)),
            lambda both: self._show(*both),
        )

    def _show(self, now: Standing, before: Standing) -> None:
        for key, card in self.cards.items():
            counts: dict[str, int] = getattr(now, key)
            earlier: dict[str, int] = getattr(before, key)
            labels = [choice_title(key, word) for word in counts]
            card.set_data(labels, [float(n) for n in counts.values()], [float(earlier[word]) for word in counts])

    def _open(self, key: str, at: int) -> None:
        if self.wanted is not None:
            last, scope, word = self.wanted.span.last, self.wanted.scope, self._words[key][at]
            name = choice_title(key, word)
            self.show_members(lambda session: standing_ids(session, last, key, word, scope), name)
