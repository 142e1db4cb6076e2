"""What every part of the page has: it reads when it is shown and stale, and leads to who is behind a figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar, TypeVar

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.data.summaries import COUNTED
from shopdesk.insight.flow import buyer_ids
from shopdesk.insight.pool import pool_ids
from shopdesk.insight.scope import Scope, scoped_order_ids
from shopdesk.insight.spans import Span
from shopdesk.members.listing import NamedMembers
from shopdesk.orders.order_list import OrderFilter
from ui.app_context import AppContext
from ui.figures.all_figures import Figure
from ui.figures.wanted import Wanted
from ui.page import Command
from ui.tasks import Task
from ui.widgets.charts.chart import Chart
from ui.widgets.charts.chart_card import ChartCard

Result = TypeVar("Result")
_MOST_ORDERS = 50_000
"""As a list of ids; more are shown by their days and what the list of orders can be narrowed to."""


class FigureTab(QWidget):
    asks: ClassVar[frozenset[str]] = frozenset({"unit", "group_buy", "product", "community"})
    of_days: ClassVar[bool] = True
    """Whether it is about the days that are chosen, or about today."""
    """Which of the picker's fields mean something here besides the days; the others are not shown and not obeyed."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self.wanted: Wanted | None = None
        self._stale = True
        self._tasks: list[Task] = []
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(14)

    def show_wanted(self, wanted: Wanted) -> None:
        """Read again if it is another wish or something changed since."""
        if wanted == self.wanted and not self._stale:
            return
        for task in self._tasks:
            task.cancel()
        self._tasks = []
        self.wanted, self._stale = wanted, False
        self.read(wanted)

    def forget(self) -> None:
        self._stale = True

    def read(self, wanted: Wanted) -> None:
        raise NotImplementedError

    def place(self, width: int) -> None:
        """Lay the cards out for this width."""

    def commands(self) -> list[Command]:
        return []

    def ask(self, read: Callable[[Any], Result], then: Callable[[Result], object]) -> None:
        self._tasks.append(self.context.query_later(read, then))

    def card(self, title: str, chart: Chart, height: int) -> ChartCard:
        chart.setMinimumHeight(height)
        return ChartCard(title, chart, self.context.say_saved)

    # ---- to what is behind a figure

    def show_behind(self, figure: Figure, span: Span, scope: Scope, name: str) -> None:
        """The orders of the days, or the people: of the days, or as they stood on the last one."""
        if not figure.who:
            self.show_orders(span, scope)
        elif figure.of_flow:
            self.show_members(partial(buyer_ids, span=span, scope=scope, who=figure.who), name)
        else:
            self.show_members(partial(pool_ids, as_of=span.last, scope=scope, who=figure.who), name)

    def show_members(self, read_ids: Callable[[Any], list[int]], name: str) -> None:
        """`name` says there where they come from."""
        self.context.query_later(read_ids, lambda ids: self._open_members(ids, name))

    def _open_members(self, ids: list[int], name: str) -> None:
        if ids:
            self.context.go_to("members", NamedMembers(frozenset(ids), name))
        else:
            self.context.say(_("这个数字后面一个人也没有。"))

    def show_orders(self, span: Span, scope: Scope) -> None:
        """The orders that were counted, cancelled ones not among them."""
        self.context.query_later(
            lambda session: scoped_order_ids(session, scope, span, _MOST_ORDERS),
            lambda ids: self._open_orders(ids, span, scope),
        )

    def _open_orders(self, ids: list[int] | None, span: Span, scope: Scope) -> None:
        wanted = OrderFilter(
            group_buy_id=scope.group_buy_id, product_id=scope.product_id, first_day=span.first, last_day=span.last,
            order_ids=None if ids is None else tuple(ids), statuses=COUNTED,
        )  # fmt: skip
        self.context.go_to("orders", wanted)


def place_grid(grid: QGridLayout, cards: Sequence[QWidget], columns: int) -> None:
    if grid.property("columns") == columns:
        return
    grid.setProperty("columns", columns)
    for at, card in enumerate(cards):
        grid.addWidget(card, at // columns, at % columns)
    for at in range(len(cards)):
        grid.setColumnStretch(at, 1 if at < columns else 0)
