"""留存: who comes back within 30, 60, 90 days, and what becomes of those who came in the same week or month."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QComboBox, QGridLayout

from shopdesk.base.dates import iso_day
from shopdesk.base.i18n import _
from shopdesk.insight.cohorts import Cohort, cohort_ids, read_cohorts
from shopdesk.insight.definitions import definition
from shopdesk.insight.pool import Pool, pool_ids, read_pool
from ui.app_context import AppContext
from ui.figures.tab import FigureTab, place_grid
from ui.figures.wanted import Wanted, change_words, share_text
from ui.tasks import Newest
from ui.widgets.cards import text_label
from ui.widgets.charts.heat_map import HeatMap
from ui.widgets.charts.values import MONEY, PERCENT
from ui.widgets.segmented import SegmentedControl
from ui.widgets.stat_card import StatCard

_WINDOWS = ("30", "60", "90", "ever")


class RetentionTab(FigureTab):
    asks = frozenset({"group_buy", "product", "community"})

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.titles = {
            "30": _("30 天复购率"), "60": _("60 天复购率"), "90": _("90 天复购率"), "ever": _("复购率（从开店起）"),
        }  # fmt: skip
        self.cards = {
            key: StatCard(self.titles[key], definition(f"repurchase_{key}"), partial(self._open_returned, key))
            for key in _WINDOWS
        }
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        self.column.addLayout(self._grid)
        self.asked = text_label("", "muted", wrap=True)
        self.column.addWidget(self.asked)
        self._cohorts: list[Cohort] = []
        self._cohort_reading = Newest(self)
        self.map = HeatMap(_("留存"), PERCENT, label_name=_("第一次来"), fact_name=_("人数"))
        self.map.point_clicked.connect(self._open_cell)
        self.cohorts = self.card(_("留存"), self.map, 300)
        self.units = SegmentedControl([("month", _("按月")), ("week", _("按周"))], _("每一期是"))
        self.units.chosen.connect(lambda _key: self._read_cohorts())
        self.what = QComboBox()
        self.what.setAccessibleName(_("格子里是"))
        self.what.addItem(_("又来的人占多少"), "share")
        self.what.addItem(_("人均累计消费"), "value")
        self.what.currentIndexChanged.connect(lambda _at: self._show_map())
        self.cohorts.heading.insertWidget(1, self.what)
        self.cohorts.heading.insertWidget(1, self.units)
        self.meaning = text_label("", "muted", wrap=True)
        self.cohorts.body.addWidget(self.meaning)
        self.column.addWidget(self.cohorts)

    def place(self, width: int) -> None:
        place_grid(self._grid, list(self.cards.values()), 4 if width >= 760 else 2)

    def read(self, wanted: Wanted) -> None:
        last, before, scope = wanted.span.last, wanted.span.first - 1, wanted.scope
        self.ask(
            lambda session: (read_pool(session, last, scope), read_pool(session, before, scope)),
            lambda pools: self._show_rates(*pools),
        )
        self._read_cohorts()

    def _read_cohorts(self) -> None:
        if self.wanted is not None:
            last, scope, unit = self.wanted.span.last, self.wanted.scope, self.units.key()
            read = self.context.query_later(
                lambda session: read_cohorts(session, last, unit, scope), self._show_cohorts
            )
            self._cohort_reading.take(read)

    def _show_rates(self, now: Pool, before: Pool) -> None:
        for key, card in self.cards.items():
            words, grew = change_words(now.repurchase[key], before.repurchase[key], as_points=True)
            card.set_figure(share_text(now.repurchase[key]), words, grew)
        self.asked.setText(asked_words(now))

    def _show_cohorts(self, cohorts: list[Cohort]) -> None:
        self._cohorts = cohorts
        self._show_map()

    def _show_map(self) -> None:
        by_share = self.what.currentData() == "share"
        monthly = self.units.key() == "month"
        rows = [iso_day(each.span.first)[: 7 if monthly else 10] for each in self._cohorts]
        facts = [f"{each.size:,}" for each in self._cohorts]
        after = _("第 {n} 个月") if monthly else _("第 {n} 周")
        columns = [_("当月") if monthly else _("当周"), *(after.format(n=n) for n in range(1, len(rows)))][: len(rows)]
        self.map.style_of_values = PERCENT if by_share else MONEY
        self.map.rename(_("留存") if by_share else _("人均累计消费"))
        read: Callable[[Cohort, int], float] = Cohort.retention if by_share else Cohort.value_fen
        cells = [[read(each, step) for step in range(len(each.active))] for each in self._cohorts]
        # The first period is 100 % by definition: the colours are for what comes after it.
        later = [value for row, each in zip(cells, self._cohorts, strict=True) if each.size for value in row[1:]]
        self.map.set_cells(rows, facts, columns, cells, max(later, default=None) if by_share else None)
        running = _("最后一期还没过完。") if self._cohorts else ""
        self.meaning.setText(definition("retention" if by_share else "cohort_value") + running)
        self.cohorts.fill_table()

    # ---- to the members behind

    def _open_returned(self, key: str) -> None:
        if self.wanted is not None:
            last, scope = self.wanted.span.last, self.wanted.scope
            name = self.titles[key]
            self.show_members(lambda session: pool_ids(session, last, scope, key), name)

    def _open_cell(self, point: int) -> None:
        if self.wanted is None or not self._cohorts:
            return
        row, step = divmod(point, len(self.map.columns))
        first, unit = self._cohorts[row].span.first, self.units.key()
        last, scope = self.wanted.span.last, self.wanted.scope
        name = self.map.labels[point]
        self.show_members(lambda session: cohort_ids(session, last, unit, scope, first, step), name)


def asked_words(pool: Pool) -> str:
    """Of how many the rates speak: whose window is not over has not stayed away yet."""
    return _("；").join(
        _("{days} 天：{asked} 人里 {came} 人回来了，{early} 人还没满 {days} 天，不算").format(
            days=days, asked=f"{pool.watched[days]:,}", came=f"{pool.came[days]:,}",
            early=f"{pool.buyers - pool.watched[days]:,}",
        )
        for days in _WINDOWS[:-1]
    ) + _("。")  # fmt: skip
