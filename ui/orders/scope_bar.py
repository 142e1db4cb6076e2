"""Which group buy and which days: the choice above the list of orders and the totals."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from shopdesk.base.dates import today
from shopdesk.base.i18n import _
from shopdesk.data.shop import read_shop
from shopdesk.orders.group_buys import GroupBuyChoice, choice_titles, group_buy_choices, group_buy_status_name
from shopdesk.orders.order_list import NO_GROUP_BUY, OrderFilter, newest_order
from ui.app_context import AppContext
from ui.widgets.combo_box import ElidedComboBox
from ui.widgets.date_edit import DateEdit

_EVERY = "every"
_MANY = 20_000
"""Orders from which the page opens on the last 30 days."""
_DAYS = {"today": 0, "week": 6, "month": 29}


class ScopeBar(QWidget):
    changed = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self.choices: list[GroupBuyChoice] = []
        self._read_once = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.chooser = ElidedComboBox()
        self.chooser.elided = Qt.TextElideMode.ElideMiddle  # the number, the day and the status stand at the end
        self.chooser.setAccessibleName(_("团期"))
        self.chooser.setMinimumWidth(180)
        self.chooser.setMaximumWidth(340)
        self.chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.days = QComboBox()
        self.days.setAccessibleName(_("下单日期"))
        for key, words in (
            ("all", _("所有日期")), ("today", _("今天")), ("week", _("近 7 天")), ("month", _("近 30 天")),
            ("own", _("自选日期")),
        ):  # fmt: skip
            self.days.addItem(words, key)
        self.first, self.last = DateEdit(), DateEdit()
        self.first.setAccessibleName(_("从哪一天"))
        self.last.setAccessibleName(_("到哪一天"))
        for widget in (self.chooser, self.days, self.first, self.last):
            row.addWidget(widget)
        for field in (self.first, self.last):
            field.setMaximumWidth(160)
            field.hide()
            field.day_changed.connect(lambda _day: self._tell())
        for box in (self.chooser, self.days):
            box.currentIndexChanged.connect(lambda _index: self._tell())

    def refresh(self) -> None:
        """Read the group buys again; the first time choose what the owner works on."""
        choices = self.context.query(group_buy_choices)
        if self._read_once and choices == self.choices:
            return
        chosen = self.chooser.currentData() if self._read_once else self._first_choice(choices)
        self.choices = choices
        self._quietly(True)
        self.chooser.clear()
        self.chooser.addItem(_("全部团期"), _EVERY)
        titles = choice_titles(choices, self.context.query(read_shop).time_zone)
        for choice in choices:
            self.chooser.addItem(f"{titles[choice.id]} · {group_buy_status_name(choice.status)}", choice.id)
        self.chooser.addItem(_("不属于任何团期"), NO_GROUP_BUY)
        self.chooser.setCurrentIndex(max(self.chooser.findData(chosen), 0))
        if not self._read_once and chosen == _EVERY and self.context.query(newest_order) > _MANY:
            self.days.setCurrentIndex(self.days.findData("month"))
        self._quietly(False)
        self._read_once = True

    def _first_choice(self, choices: list[GroupBuyChoice]) -> object:
        # What an owner works on is the newest group buy; everything else is one choice away.
        return choices[0].id if choices and choices[0].status != "done" else _EVERY

    def group_buy_id(self) -> int | None:
        """None for all of them and for orders that belong to none."""
        chosen = self.chooser.currentData()
        return chosen if isinstance(chosen, int) and chosen != NO_GROUP_BUY else None

    def title(self) -> str:
        return next((choice.title for choice in self.choices if choice.id == self.group_buy_id()), "")

    def wanted(self) -> OrderFilter:
        chosen, span = self.chooser.currentData(), self.days.currentData()
        group_buy = None if chosen in (_EVERY, None) else chosen
        if span == "own":
            return OrderFilter(group_buy_id=group_buy, first_day=self.first.day(), last_day=self.last.day())
        if span not in _DAYS:
            return OrderFilter(group_buy_id=group_buy)
        now = today(self.context.query(read_shop).time_zone)
        return OrderFilter(group_buy_id=group_buy, first_day=now - _DAYS[span])

    def show_wanted(self, wanted: OrderFilter) -> None:
        """Choose the group buy and the days of a filter, without telling."""
        self.refresh()
        self._quietly(True)
        group_buy = _EVERY if wanted.group_buy_id is None else wanted.group_buy_id
        self.chooser.setCurrentIndex(max(self.chooser.findData(group_buy), 0))
        own = wanted.first_day is not None or wanted.last_day is not None
        self.days.setCurrentIndex(self.days.findData("own" if own else "all"))
        self.first.set_day(wanted.first_day)
        self.last.set_day(wanted.last_day)
        self._quietly(False)
        self._show_fields()

    def _quietly(self, quiet: bool) -> None:
        for field in (self.chooser, self.days, self.first, self.last):
            field.blockSignals(quiet)

    def _show_fields(self) -> None:
        for field in (self.first, self.last):
            field.setVisible(self.days.currentData() == "own")

    def _tell(self) -> None:
        self._show_fields()
        self.changed.emit()
