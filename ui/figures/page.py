"""数据: the shop's figures in parts, one beside the other; each figure is a way to the people or orders behind it."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from shopdesk.base.dates import today
from shopdesk.base.i18n import _
from shopdesk.base.settings import remember, remembered
from shopdesk.data.shop import read_shop
from shopdesk.insight.scope import scope_choices
from shopdesk.orders.order_list import newest_order
from ui.app_context import AppContext
from ui.figures.board import BoardTab
from ui.figures.forecast import ForecastTab
from ui.figures.overview import OverviewTab
from ui.figures.picker import PeriodPicker
from ui.figures.products import ProductsTab
from ui.figures.retention import RetentionTab
from ui.figures.standing import StandingTab
from ui.figures.tab import FigureTab
from ui.lifecycle.interests_tab import InterestsTab
from ui.lifecycle.movement_tab import MovementTab
from ui.lifecycle.rfm_tab import RfmTab
from ui.page import Command, Page
from ui.tasks import Newest
from ui.widgets.cards import page_title
from ui.widgets.empty_state import EmptyState
from ui.widgets.scrolling import scrolled_down
from ui.widgets.segmented import SegmentedControl

_TABS: dict[str, type[FigureTab] | type[Page]] = {
    "overview": OverviewTab,
    "board": BoardTab,
    "retention": RetentionTab,
    "standing": StandingTab,
    "movement": MovementTab,
    "rfm": RfmTab,
    "interests": InterestsTab,
    "forecast": ForecastTab,
    "products": ProductsTab,
}
_REMEMBERED = "figures.tab"
_MARGIN = 24


class FiguresPage(Page):
    """A part is made when it is first shown. Some are of the days that are chosen above; others are pages of their own,
    which read when their tables change and they are shown."""

    name = "figures"
    tables: ClassVar[frozenset[str]] = frozenset({
        "order", "order_line", "member", "member_summary", "shop_setting", "product", "group_buy", "referral",
    })  # fmt: skip

    @classmethod
    def title(cls) -> str:
        return _("数据")

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._reading = Newest(self)
        self._made: dict[str, FigureTab | Page] = {}
        self._places: dict[str, QWidget] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 18, 0, 0)
        column.setSpacing(10)
        self.picker = PeriodPicker()
        self.picker.changed.connect(self._show_tab)
        for row in (self._heading(), self.picker):
            inset = QHBoxLayout()
            inset.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
            inset.addLayout(row) if isinstance(row, QHBoxLayout) else inset.addWidget(row)
            column.addLayout(inset)
        self.stack = QStackedWidget()
        column.addWidget(self.stack, 1)
        self.empty = EmptyState(
            _("还没有订单，导入一份接龙或订单表格以后，这里就有数字了。"),
            (_("导入"), partial(context.go_to, "import")),
            (_("载入示例数据"), partial(context.go_to, "settings", "sample")),
            icon_name="chart-line",
        )
        self.stack.addWidget(self.empty)

    def _heading(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(page_title(_("数据")))
        row.addSpacing(8)
        self.titles = {
            "overview": _("概览"), "board": _("明细"), "retention": _("留存"), "standing": _("会员分布"),
            "movement": MovementTab.title(), "rfm": RfmTab.title(), "interests": InterestsTab.title(),
            "forecast": _("预测"), "products": _("商品"),
        }  # fmt: skip
        self.tabs = SegmentedControl(list(self.titles.items()), _("看什么数据"))
        kept = str(remembered(_REMEMBERED, "overview"))
        self.tabs.choose(kept if kept in _TABS else "overview")
        self.tabs.chosen.connect(self._choose_tab)
        row.addWidget(self.tabs)
        row.addStretch(1)
        return row

    # ---- reading

    def refresh(self) -> None:
        for tab in self._made.values():
            if isinstance(tab, FigureTab):
                tab.forget()
        ordered = self.context.query(newest_order) > 0
        self.tabs.setVisible(ordered)
        if not ordered:
            self.picker.hide()
            self.stack.setCurrentWidget(self.empty)
            return
        self._show_tab()
        self._reading.take(self.context.query_later(scope_choices, self.picker.show_choices))

    def become_visible(self) -> None:
        super().become_visible()
        current = self.current
        if isinstance(current, Page) and self.tabs.isVisibleTo(self):
            current.become_visible()

    @property
    def current(self) -> FigureTab | Page:
        """The part that is shown, made when it is first asked for."""
        key = self.tabs.key()
        if key not in self._made:
            made = self._made[key] = _TABS[key](self.context)
            if isinstance(made, FigureTab):
                made.column.setContentsMargins(_MARGIN, 4, _MARGIN, _MARGIN)
                made.column.addStretch(1)
                made.place(self.width())
                self._places[key] = scrolled_down(made)
            else:
                self._places[key] = made
            self.stack.addWidget(self._places[key])
        return self._made[key]

    def _show_tab(self) -> None:
        shown = self.current
        self.stack.setCurrentWidget(self._places[self.tabs.key()])
        self.picker.setVisible(isinstance(shown, FigureTab))
        if isinstance(shown, FigureTab):
            day = today(self.context.query(read_shop).time_zone)
            shown.show_wanted(self.picker.wanted(day, shown.asks, shown.of_days))
        elif self.isVisible():
            shown.become_visible()

    def _choose_tab(self, key: str) -> None:
        remember(_REMEMBERED, key)
        self._show_tab()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for tab in self._made.values():
            if isinstance(tab, FigureTab):
                tab.place(self.width())

    def show_target(self, target: object) -> None:
        """One of the parts, by its key; or ("products", id, name) for a product."""
        if isinstance(target, tuple):
            self.tabs.choose("products")
            if isinstance(shown := self.current, ProductsTab):
                shown.show_product(int(target[1]), str(target[2]))
        elif isinstance(target, str) and target in _TABS:
            self.tabs.choose(target)

    def commands(self) -> list[Command]:
        parts = [
            Command(_("看{what}").format(what=words), partial(self.tabs.choose, key))
            for key, words in self.titles.items()
        ]
        return [*parts, *self.current.commands()]
