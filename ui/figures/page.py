"""数据: the shop's figures in five parts, of any stretch of days, each a way to the people or orders behind it."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shopdesk.base.dates import today
from shopdesk.base.i18n import _
from shopdesk.base.settings import remember, remembered
from shopdesk.data.shop import read_shop
from shopdesk.insight.scope import scope_choices
from shopdesk.orders.order_list import newest_order
from ui.app_context import AppContext
from ui.figures.forecast import ForecastTab
from ui.figures.overview import OverviewTab
from ui.figures.picker import PeriodPicker
from ui.figures.products import ProductsTab
from ui.figures.retention import RetentionTab
from ui.figures.standing import StandingTab
from ui.figures.tab import FigureTab
from ui.figures.wanted import span_words
from ui.page import Command, Page
from ui.tasks import Task
from ui.widgets.cards import page_title, text_label
from ui.widgets.empty_state import EmptyState
from ui.widgets.scrolling import page_column
from ui.widgets.segmented import SegmentedControl

_TABS: dict[str, type[FigureTab]] = {
    "overview": OverviewTab,
    "retention": RetentionTab,
    "standing": StandingTab,
    "forecast": ForecastTab,
    "products": ProductsTab,
}
_REMEMBERED = "figures.tab"


class FiguresPage(Page):
    name = "figures"
    tables: ClassVar[frozenset[str]] = frozenset({
        "order", "order_line", "member", "member_summary", "shop_setting", "product", "group_buy", "referral",
    })  # fmt: skip

    @classmethod
    def title(cls) -> str:
        return _("数据")

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._reading: Task | None = None
        self._made: dict[str, FigureTab] = {}
        self._column = page_column(self)
        self._add_heading()
        self.picker = PeriodPicker()
        self.picker.changed.connect(self._show_tab)
        self._column.addWidget(self.picker)
        self.body = QWidget()
        self._tabs_column = QVBoxLayout(self.body)
        self._tabs_column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.body)
        self.empty = EmptyState(
            _("还没有订单，导入一份接龙或订单表格以后，这里就有数字了。"),
            (_("导入"), partial(context.go_to, "import")),
            (_("载入示例数据"), partial(context.go_to, "settings", "sample")),
            icon_name="chart-line",
        )
        self.empty.setVisible(False)
        self._column.addWidget(self.empty)
        self._column.addStretch(1)

    def _add_heading(self) -> None:
        row = QHBoxLayout()
        row.addWidget(page_title(_("数据")))
        row.addSpacing(8)
        self.tabs = SegmentedControl(
            [
                ("overview", _("概览")),
                ("retention", _("留存")),
                ("standing", _("生命周期 & RFM").replace("&", "&&")),
                ("forecast", _("预测")),
                ("products", _("商品")),
            ],
            _("看什么数据"),
        )
        kept = str(remembered(_REMEMBERED, "overview"))
        self.tabs.choose(kept if kept in _TABS else "overview")
        self.tabs.chosen.connect(self._choose_tab)
        row.addWidget(self.tabs)
        row.addStretch(1)
        self.range = text_label("", "muted")
        row.addWidget(self.range)
        self._column.addLayout(row)

    # ---- reading

    def refresh(self) -> None:
        for tab in self._made.values():
            tab.forget()
        ordered = self.context.query(newest_order) > 0
        for widget in (self.body, self.picker, self.tabs, self.range):
            widget.setVisible(ordered)
        self.empty.setVisible(not ordered)
        if ordered:
            self._show_tab()
            if self._reading is not None:
                self._reading.cancel()
            self._reading = self.context.query_later(scope_choices, self.picker.show_choices)

    def tab(self) -> FigureTab:
        """The part that is shown, made when it is first asked for."""
        key = self.tabs.key()
        if key not in self._made:
            self._made[key] = _TABS[key](self.context)
            self._tabs_column.addWidget(self._made[key])
            self._made[key].place(self.width())
        return self._made[key]

    def _show_tab(self) -> None:
        shown = self.tab()
        for tab in self._made.values():
            tab.setVisible(tab is shown)
        day = today(self.context.query(read_shop).time_zone)
        wanted = self.picker.wanted(day, shown.asks)
        self.picker.begin_own(wanted.span)
        self.range.setText(span_words(wanted.span))
        shown.show_wanted(wanted)

    def _choose_tab(self, key: str) -> None:
        remember(_REMEMBERED, key)
        self._show_tab()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for tab in self._made.values():
            tab.place(self.width())

    def show_target(self, target: object) -> None:
        """One of the parts, by its key."""
        if isinstance(target, str) and target in _TABS:
            self.tabs.choose(target)

    def commands(self) -> list[Command]:
        titles = {
            "overview": _("概览"), "retention": _("留存"), "standing": _("生命周期 & RFM"), "forecast": _("预测"),
            "products": _("商品"),
        }  # fmt: skip
        parts = [
            Command(_("看{what}").format(what=words), partial(self.tabs.choose, key)) for key, words in titles.items()
        ]
        return [*parts, *self.tab().commands()]
