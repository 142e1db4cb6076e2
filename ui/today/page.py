"""今日: what needs doing, each with a button, beside the week's figures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from shopdesk.base.dates import short_day, today
from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.data.shop import read_shop
from shopdesk.members.head_count import count_members
from ui.app_context import AppContext
from ui.page import Command, Page
from ui.tasks import Task
from ui.today.reading import count_pairs, read_figures, read_things
from ui.widgets.buttons import plain_button, primary_button
from ui.widgets.cards import Card, line, page_title, text_label
from ui.widgets.elided import ElidedLabel
from ui.widgets.empty_state import EmptyState
from ui.widgets.icon_label import IconLabel
from ui.widgets.scrolling import page_column
from ui.widgets.stat_card import StatCard

if TYPE_CHECKING:
    from shopdesk.insight.week import WeekFigures
    from shopdesk.outreach.today import TodayThing


class TodayPage(Page):
    name = "today"
    tables: ClassVar[frozenset[str]] = frozenset(
        {
            "order",
            "claim",
            "member",
            "member_summary",
            "content_entry",
            "group_buy",
            "duplicate_decision",
            "shop_setting",
            "segment",
        }
    )

    @classmethod
    def title(cls) -> str:
        return _("今日")

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._reading: list[Task] = []
        self._day = 0
        self._duplicates = 0
        """As they were counted last: that reads all members and must not keep the list waiting."""
        self._pairs_stale = False
        self._column = page_column(self)
        self._add_heading()
        self._add_figures()
        self.things_card = Card(_("今天要做的事"))
        self._column.addWidget(self.things_card)
        self.empty = EmptyState(
            _("店铺还是空的。把微信群里的接龙复制过来，或者拖一份订单表格进来，就有会员和订单了。"),
            (_("粘贴接龙或导入表格"), partial(context.go_to, "import")),
            (_("载入示例数据"), partial(context.go_to, "settings", "sample")),
            icon_name="clipboard-paste",
        )
        self._column.addWidget(self.empty)
        self._column.addStretch(1)
        self.empty.hide()

    def _add_heading(self) -> None:
        row = QHBoxLayout()
        self.heading = page_title("")
        row.addWidget(self.heading)
        row.addStretch(1)
        row.addWidget(plain_button(_("新订单"), partial(self.context.go_to, "orders", "new"), icon_name="plus"))
        row.addWidget(primary_button(_("粘贴接龙"), partial(self.context.go_to, "import"), icon_name="clipboard-paste"))
        self._column.addLayout(row)

    def _add_figures(self) -> None:
        self.figures = QWidget()
        grid = QGridLayout(self.figures)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(12)
        show = partial(self.context.go_to, "figures")
        self.sales = StatCard(_("最近 7 天成交"), _("最近 7 天的订单金额减去退款，已取消和已退款的不算"), show)
        self.orders = StatCard(_("最近 7 天订单"), _("最近 7 天确认、付款或取货的订单数"), show)
        self.buyers = StatCard(_("最近 7 天买的人"), _("最近 7 天下过单的会员数"), show)
        self.fresh = StatCard(_("最近 7 天新客"), _("第一单在最近 7 天的会员数"), show)
        for at, card in enumerate((self.sales, self.orders, self.buyers, self.fresh)):
            grid.addWidget(card, 0, at)
            grid.setColumnStretch(at, 1)
        self._column.addWidget(self.figures)

    def refresh(self) -> None:
        shop = self.context.query(read_shop)
        self._day = day = today(shop.time_zone)
        self.heading.setText(_("今天 {day}").format(day=short_day(day)))
        some = self.context.query(count_members) > 0
        self.empty.setVisible(not some)
        self.figures.setVisible(some)
        self.things_card.setVisible(some)
        if not some:
            return
        for task in self._reading:
            task.cancel()
        self._reading = [
            self._read_things(),
            self.context.query_later(lambda session: read_figures(session, day), self._show_week),
        ]
        self._pairs_stale = True

    def _read_things(self) -> Task:
        day, pairs = self._day, self._duplicates
        return self.context.query_later(lambda session: read_things(session, day, pairs), self._show_things)

    def _count_pairs(self) -> None:
        """After the list is shown."""
        if self._pairs_stale:
            self._pairs_stale = False
            self._reading.append(self.context.query_later(count_pairs, self._show_duplicates))

    def _show_duplicates(self, pairs: int) -> None:
        if pairs != self._duplicates:
            self._duplicates = pairs
            self._reading.append(self._read_things())

    def _show_week(self, week: WeekFigures) -> None:
        for card, text, value, before in (
            (self.sales, format_fen(week.sales_fen), week.sales_fen, week.before_sales_fen),
            (self.orders, f"{week.orders:,}", week.orders, week.before_orders),
            (self.buyers, f"{week.buyers:,}", week.buyers, week.before_buyers),
            (self.fresh, f"{week.newcomers:,}", week.newcomers, week.before_newcomers),
        ):
            change, good = _change(value, before)
            card.set_figure(text, change, good)

    def _show_things(self, things: list[TodayThing]) -> None:
        body = self.things_card.body
        while body.count() > 1:  # the heading stays
            taken = body.takeAt(1)
            widget = taken.widget() if taken is not None else None
            if widget is not None:
                widget.deleteLater()
        if not things:
            body.addWidget(text_label(_("今天没有要紧的事，可以看看内容日历，想想下周说什么。"), "muted"))
        for at, thing in enumerate(things):
            if at:
                body.addWidget(line())
            body.addWidget(self._thing_row(thing))
        self._count_pairs()

    def _thing_row(self, thing: TodayThing) -> QWidget:
        frame = QFrame()
        frame.setAccessibleName(_("，").join((thing.title, thing.why)))
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(12)
        row.addWidget(IconLabel(thing.icon, 20, "accent_text"))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(ElidedLabel(thing.title, "strong"))
        words.addWidget(ElidedLabel(thing.why, "muted"))
        row.addLayout(words, 1)
        button = plain_button(thing.button, partial(self.context.go_to, thing.page, thing.target))
        button.setAccessibleName(_("{name}：{text}").format(name=thing.button, text=thing.title))
        button.setMinimumWidth(96)
        row.addWidget(button)
        return frame

    def commands(self) -> list[Command]:
        return [Command(_("粘贴接龙或导入表格"), partial(self.context.go_to, "import"))]


def _change(value: int, before: int) -> tuple[str, bool | None]:
    """Against the seven days before; a share of nothing says nothing."""
    if not before:
        return (_("上一周没有") if value else "", None)
    share = (value - before) / before
    return _("{share} 较前 7 天").format(share=f"{share:+.0%}"), None if not share else share > 0
