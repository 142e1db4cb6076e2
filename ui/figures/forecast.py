"""预测: what the models of the whole shop expect, how well they did before, and what stands in for them until then."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtWidgets import QGridLayout

from shopdesk.base.i18n import _
from shopdesk.base.money import about_fen
from shopdesk.insight.definitions import definition
from shopdesk.insight.forecast import (
    ENOUGH_BUYERS,
    ENOUGH_DAYS,
    SOON_DAYS,
    YEAR_DAYS,
    Forecast,
    Gate,
    alive_counts,
    alive_ids,
    expected_ids,
    most_promising,
    once_count,
    purchases_before,
    read_forecast,
    read_forecast_in,
)
from shopdesk.insight.outlook import DUE_DAYS, due_ids
from shopdesk.insight.pool import pool_ids
from ui.app_context import AppContext
from ui.figures.promising import PromisingCard
from ui.figures.tab import FigureTab, place_grid
from ui.figures.wanted import UNKNOWN, Wanted, count_text
from ui.widgets.cards import Card, text_label
from ui.widgets.charts.bar_charts import BarChart
from ui.widgets.stat_card import StatCard

_PARTS = 5
_TWO_COLUMNS_FROM = 1020


class ForecastTab(FigureTab):
    asks = frozenset({"group_buy", "product", "community"})
    of_days = False

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.gate = Card(_("靠得住吗"))
        self.gate_words = text_label("", wrap=True)
        self.trial_words = text_label("", "muted", wrap=True)
        self.warning_words = text_label("", "warning", wrap=True)
        self.gate.body.addWidget(self.gate_words)
        self.gate.body.addWidget(self.warning_words)
        self.gate.body.addWidget(self.trial_words)
        self.column.addWidget(self.gate)
        self.due = StatCard(_("接下来 7 天该来的"), definition("due"), self._open_due)
        who = _("点开看预计至少来一次的会员。")
        self.soon = StatCard(
            _("预计 {days} 天下单").format(days=SOON_DAYS), definition("expected_purchases") + who, self._open_expected
        )
        self.soon_fen = StatCard(
            _("预计 {days} 天成交").format(days=SOON_DAYS), definition("expected_value") + who, self._open_expected
        )
        self.year_fen = StatCard(
            _("预计一年成交"), definition("expected_value") + _("点开看全部买家。"), self._open_buyers
        )
        self._expected, self._past = [UNKNOWN] * 3, [""] * 3
        self._stats = QGridLayout()
        self._stats.setSpacing(12)
        self.column.addLayout(self._stats)
        self._grid = QGridLayout()
        self._grid.setSpacing(14)
        self.column.addLayout(self._grid)
        self.alive_chart = BarChart(_("还会来的可能"), label_name=_("可能"), now_name=_("人数"))
        self.alive_chart.point_clicked.connect(self._open_alive)
        self.alive = self.card(_("还会来的可能"), self.alive_chart, 240)
        self.alive.body.addWidget(text_label(definition("alive"), "muted", wrap=True))
        self.promising = PromisingCard(context.say_saved, partial(context.go_to, "members"))

    def place(self, width: int) -> None:
        place_grid(self._stats, (self.due, self.soon, self.soon_fen, self.year_fen), 4 if width >= 760 else 2)
        place_grid(self._grid, (self.alive, self.promising), 2 if width >= _TWO_COLUMNS_FROM else 1)

    def read(self, wanted: Wanted) -> None:
        last, scope = wanted.span.last, wanted.scope
        self.ask(
            lambda session: [len(due_ids(session, day, scope=scope)) for day in (last, last - DUE_DAYS)],
            lambda counts: self.due.set_figure(
                count_text(counts[0]), _("一周前是 {count}").format(count=count_text(counts[1]))
            ),
        )
        self.ask(lambda session: read_forecast_in(session, last, scope), self._show)
        self.ask(lambda session: most_promising(session, last, scope=scope), self.promising.show_members)
        self.ask(
            lambda session: [purchases_before(session, last, days, scope) for days in (SOON_DAYS, YEAR_DAYS)],
            self._show_past,
        )

    def _show(self, forecast: Forecast) -> None:
        passed = forecast.bg_nbd is not None
        for widget in (self.soon, self.soon_fen, self.year_fen, self.alive, self.promising):
            widget.setVisible(passed)
        self.gate_words.setText(model_words(forecast))
        self.warning_words.setText("".join(forecast.warnings))
        self.warning_words.setVisible(bool(forecast.warnings))
        self.trial_words.setVisible(False)
        if not passed or forecast.soon is None:
            return
        worths = (forecast.soon_fen, forecast.year_fen)
        self._expected = [
            _("{count} 次").format(count=count_text(float(forecast.soon.sum()))),
            *(UNKNOWN if worth is None else about_fen(float(np.sum(worth))) for worth in worths),
        ]
        self._show_beside()
        counts = [*alive_counts(forecast, _PARTS), once_count(forecast)]
        labels = [f"{at * 100 // _PARTS}–{(at + 1) * 100 // _PARTS}%" for at in range(_PARTS)] + [_("只来过一次")]
        self.alive.set_data(labels, [float(count) for count in counts])
        last = forecast.as_of
        self.ask(lambda session: read_forecast(session, last, trial=True), self._show_trial)  # twice the work: last

    def _show_trial(self, forecast: Forecast) -> None:
        self.trial_words.setText(trial_words(forecast))
        self.trial_words.setVisible(True)

    def _show_past(self, past: list[tuple[int, int]]) -> None:
        (purchases, fen), (_year_purchases, year_fen) = past
        self._past = [
            _("过去 {days} 天有 {what}").format(days=SOON_DAYS, what=_("{count} 次").format(count=f"{purchases:,}")),
            _("过去 {days} 天有 {what}").format(days=SOON_DAYS, what=about_fen(fen)),
            _("过去一年有 {what}").format(what=about_fen(year_fen)),
        ]
        self._show_beside()

    def _show_beside(self) -> None:
        """What is expected with what was; they are read beside each other."""
        cards = (self.soon, self.soon_fen, self.year_fen)
        for card, expected, past in zip(cards, self._expected, self._past, strict=True):
            card.set_figure(expected, past)

    # ---- to the members behind

    def _open_due(self) -> None:
        if self.wanted is not None:
            last, scope = self.wanted.span.last, self.wanted.scope
            self.show_members(lambda session: due_ids(session, last, scope=scope), _("接下来 7 天该来的"))

    def _open_expected(self) -> None:
        if self.wanted is not None:
            last, scope = self.wanted.span.last, self.wanted.scope
            name = _("预计 {days} 天内会来的").format(days=SOON_DAYS)
            self.show_members(lambda session: expected_ids(session, last, scope), name)

    def _open_buyers(self) -> None:
        if self.wanted is not None:
            last, scope = self.wanted.span.last, self.wanted.scope
            self.show_members(lambda session: pool_ids(session, last, scope, "bought"), _("买过的人"))

    def _open_alive(self, part: int) -> None:
        if self.wanted is not None:
            last, scope = self.wanted.span.last, self.wanted.scope
            name = f"{self.alive_chart.name} {self.alive_chart.labels[part]}"
            self.show_members(
                lambda session: alive_ids(session, last, part if part < _PARTS else None, _PARTS, scope), name
            )


def model_words(forecast: Forecast) -> str:
    """What the models say in plain words, or why they say nothing yet."""
    if forecast.bg_nbd is None and not forecast.gate.passed:
        return gate_words(forecast.gate)
    if forecast.bg_nbd is None:
        return _(
            "记录够多了，但模型算不出可靠的结果：会员买东西的快慢看起来都差不多，或者还没有人离开过。"
            "按每位会员自己的节奏推算（规则，不是模型），第 3 单起就有。"
        )
    model = forecast.bg_nbd
    parts = [
        _("数据够了：{days} 天、{buyers} 位买家，其中 {frequent} 位至少在 3 天下过单。").format(
            days=f"{forecast.gate.history_days:,}", buyers=f"{forecast.gate.buyers:,}",
            frequent=f"{forecast.gate.frequent:,}",
        ),
        _("按 BG/NBD 模型，一位还在的会员平均 30 天买 {times} 次；每次买完以后，大约有 {share} 的人不再回来。").format(
            times=f"{model.r / model.alpha * 30 / 7:.1f}", share=f"{model.a / (model.a + model.b):.1%}"
        ),
    ]  # fmt: skip
    if forecast.gamma_gamma is None:
        parts.append(_("每次金额看不出规律，所以不估计成交额。"))
    return "".join(parts)


def gate_words(gate: Gate) -> str:
    return _(
        "数据还不够做整店的预测：要有 {need_days} 天以上的记录、{need_buyers} 位以上买过的会员，"
        "其中有人在 3 天以上下过单。现在有 {days} 天、{buyers} 位、{frequent} 位。"
        "在那之前，按每位会员自己的节奏推算（规则，不是模型），第 3 单起就有。"
    ).format(
        need_days=ENOUGH_DAYS, need_buyers=ENOUGH_BUYERS, days=f"{gate.history_days:,}", buyers=f"{gate.buyers:,}",
        frequent=f"{gate.frequent:,}",
    )  # fmt: skip


def trial_words(forecast: Forecast) -> str:
    """How the same model would have done."""
    trial = forecast.trial
    if trial is None:
        return _("{days} 天以前数据还不够，没法拿过去检验。").format(days=SOON_DAYS)
    words = _(
        "拿过去检验：只用 {days} 天以前的订单，模型预计这 {days} 天有 {expected} 次，实际 {happened} 次；"
        "平均每人差 {error} 次，照“和以前一样勤”来猜要差 {before} 次。"
    ).format(
        days=trial.days, expected=f"{trial.expected:,.0f}", happened=f"{trial.happened:,}",
        error=f"{trial.error:.2f}", before=f"{trial.error_as_before:.2f}",
    )  # fmt: skip
    if trial.expected_fen is None:
        return words
    return words + _("成交预计 {expected}，实际 {happened}。").format(
        expected=about_fen(trial.expected_fen), happened=about_fen(trial.happened_fen)
    )
