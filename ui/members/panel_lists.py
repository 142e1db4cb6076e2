"""The lists in a member's drawer: orders, other names, who brought whom, messages, merges."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from shopdesk.base.dates import ago, day_of, day_words
from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.members.aliases import add_alias, alias_kind_name, remove_alias
from shopdesk.members.details import MemberDetails
from shopdesk.members.merging import unmerge
from shopdesk.members.people import set_referrer
from shopdesk.orders.order_list import OrderFilter
from shopdesk.orders.statuses import status_name
from ui.app_context import AppContext
from ui.members.columns import Clock
from ui.members.in_place import InPlaceEdit
from ui.members.member_picker import pick_member
from ui.members.wording import moment_day
from ui.widgets.buttons import icon_button, push_button
from ui.widgets.cards import section_title, text_label
from ui.widgets.elided import ElidedLabel, plain_tooltip
from ui.widgets.link import LEFT, Link

_ORDERS = 6
_TOUCHES = 5
_BROUGHT = 8


class ListSection(QWidget):
    """A heading and lines under it; `fill` is called only when what it shows has changed."""

    def __init__(self, title: str, context: AppContext, member_id: int, clock: Clock) -> None:
        super().__init__()
        self.context, self.member_id, self.clock = context, member_id, clock
        self.setAccessibleName(title)
        self._shown: object = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.heading = QHBoxLayout()
        self.heading.addWidget(section_title(title))
        self.heading.addStretch(1)
        column.addLayout(self.heading)
        self._lines = QWidget()
        self.grid = QGridLayout(self._lines)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(8)
        self.grid.setVerticalSpacing(2)
        column.addWidget(self._lines)

    def show_details(self, details: MemberDetails) -> None:
        shown = self.shown(details)
        if shown == self._shown:
            return
        self._shown = shown
        while (item := self.grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.fill(details)

    def shown(self, details: MemberDetails) -> object:
        raise NotImplementedError

    def fill(self, details: MemberDetails) -> None:
        raise NotImplementedError

    def add_line(self, *widgets: QWidget, stretch: int = -1) -> None:
        """One line of the grid; the widget number `stretch` takes the room that is left."""
        line = self.grid.rowCount()
        for place, widget in enumerate(widgets):
            self.grid.addWidget(widget, line, place)
            if isinstance(widget, QPushButton):  # as wide as its words, or they would stand in the middle
                self.grid.setAlignment(widget, LEFT)
        if stretch >= 0:
            self.grid.setColumnStretch(stretch, 1)

    def add_wide(self, widget: QWidget) -> None:
        side = LEFT if isinstance(widget, QPushButton) else Qt.AlignmentFlag(0)
        self.grid.addWidget(widget, self.grid.rowCount(), 0, 1, 4, side)

    def member_link(self, member_id: int, name: str) -> QWidget:
        return Link(name, partial(self.context.go_to, "members", member_id), tooltip=_("打开"))


class OrdersSection(ListSection):
    def __init__(self, context: AppContext, member_id: int, clock: Clock) -> None:
        super().__init__(_("订单"), context, member_id, clock)
        self._all = push_button("", self._show_all, kind="link")
        self.heading.addWidget(self._all)

    def shown(self, details: MemberDetails) -> object:
        return details.orders[:_ORDERS], details.all_orders, self.clock.today

    def fill(self, details: MemberDetails) -> None:
        self._all.setText(_("全部 {count} 单").format(count=details.all_orders))
        self._all.setVisible(details.all_orders > 0)
        for order in details.orders[:_ORDERS]:
            about = _("{day}，打开这笔订单").format(day=day_words(order.day, self.clock.today))
            open_order = partial(self.context.go_to, "orders", order.id)
            day = Link(ago(self.clock.today - order.day), open_order, tooltip=about)
            self.add_line(
                day,
                ElidedLabel(order.goods or order.group_buy),
                _right(format_fen(order.amount_fen)),
                text_label(status_name(order.status), "muted"),
                stretch=1,
            )
        if not details.orders:
            self.add_wide(text_label(_("还没有订单"), "muted"))

    def _show_all(self) -> None:
        self.context.go_to("orders", OrderFilter(member_ids=(self.member_id,)))


class NamesSection(ListSection):
    """Other names: those who order or pay under one of these are this person."""

    def __init__(self, context: AppContext, member_id: int, clock: Clock) -> None:
        super().__init__(_("别名"), context, member_id, clock)
        self.new = InPlaceEdit(_("新别名"), _("加一个别名，回车确定"), longest=60)
        self.new.committed.connect(self._add)
        self.layout().addWidget(self.new)  # type: ignore[union-attr]

    def shown(self, details: MemberDetails) -> object:
        return details.aliases

    def fill(self, details: MemberDetails) -> None:
        for alias in details.aliases:
            name = _("{name}（{detail}）").format(name=alias.name, detail=alias.room) if alias.room else alias.name
            words = f"{alias_kind_name(alias.kind)} · {_source_name(alias.source)}"
            remove = icon_button("x", _("去掉别名 {name}").format(name=alias.name), partial(self._remove, alias.id))
            self.add_line(ElidedLabel(name), text_label(words, "muted"), remove, stretch=0)

    def _add(self, name: str) -> None:
        if name.strip():
            self.context.change(
                _("加别名"), lambda s, _p: add_alias(s, self.member_id, name), say=_("以后用这个名字也认得出")
            )
        self.new.show_value("")
        self.new.clear()

    def _remove(self, alias_id: int) -> None:
        self.context.change(_("去掉别名"), lambda s, _p: remove_alias(s, alias_id), say=_("已去掉别名"))


class HouseholdSection(ListSection):
    """Others behind the same door; they stay members of their own."""

    def __init__(self, context: AppContext, member_id: int, clock: Clock) -> None:
        super().__init__(_("同一户"), context, member_id, clock)

    def shown(self, details: MemberDetails) -> object:
        self.setVisible(bool(details.household))
        return details.household

    def fill(self, details: MemberDetails) -> None:
        for mate in details.household:
            self.add_line(self.member_link(mate.id, mate.name), stretch=0)


class ReferralSection(ListSection):
    def __init__(self, context: AppContext, member_id: int, clock: Clock) -> None:
        super().__init__(_("推荐"), context, member_id, clock)

    def shown(self, details: MemberDetails) -> object:
        return details.referrer, details.brought, details.referral_code

    def fill(self, details: MemberDetails) -> None:
        choose = push_button(_("改") if details.referrer else _("选推荐人"), self._choose, kind="link")
        if details.referrer is not None:
            remove = icon_button("x", _("去掉推荐人"), partial(self._set, None))
            self.add_line(text_label(_("推荐人"), "muted"), self.member_link(*details.referrer), choose, remove)
        else:
            self.add_line(text_label(_("推荐人"), "muted"), text_label(_("没有记录"), "muted"), choose)
        self.grid.setColumnStretch(1, 1)
        if details.brought:
            words = _("带来 {count} 人，{done} 人完成首单").format(
                count=len(details.brought), done=sum(each.completed for each in details.brought)
            )
            self.add_wide(text_label(words, "muted"))
        for each in details.brought[:_BROUGHT]:
            word = _("已完成首单") if each.completed else _("还没完成首单")
            self.add_line(text_label(""), self.member_link(each.id, each.name), text_label(word, "muted"))

    def _choose(self) -> None:
        picked = pick_member(self.context, self, _("谁把这位会员带来的？"), without=self.member_id)
        if picked is not None:
            self._set(picked)

    def _set(self, referrer: int | None) -> None:
        self.context.change(
            _("改推荐人"), lambda s, _p: set_referrer(s, self.member_id, referrer), say=_("已记下推荐人")
            if referrer else _("已去掉推荐人"),
        )  # fmt: skip


class TouchesSection(ListSection):
    def __init__(self, context: AppContext, member_id: int, clock: Clock) -> None:
        super().__init__(_("发过的消息"), context, member_id, clock)

    def shown(self, details: MemberDetails) -> object:
        return details.touches[:_TOUCHES], self.clock.today

    def fill(self, details: MemberDetails) -> None:
        for touch in details.touches[:_TOUCHES]:
            day = text_label(ago(self.clock.today - day_of(touch.at, self.clock.zone)), "muted")
            day.setToolTip(moment_day(touch.at, self.clock.zone, self.clock.today))
            text = ElidedLabel(touch.text)
            text.setToolTip(plain_tooltip(touch.text))
            self.add_line(day, text, text_label(_touch_status(touch.status), "muted"), stretch=1)
        if not details.touches:
            self.add_wide(text_label(_("还没有给这位会员发过消息"), "muted"))


class MergesSection(ListSection):
    """Who was merged into this member, and a way back."""

    def __init__(self, context: AppContext, member_id: int, clock: Clock) -> None:
        super().__init__(_("合并记录"), context, member_id, clock)

    def shown(self, details: MemberDetails) -> object:
        return details.merges

    def fill(self, details: MemberDetails) -> None:
        self.setVisible(bool(details.merges))
        for merge in details.merges:
            day = moment_day(merge.merged_at, self.clock.zone, self.clock.today)
            back = push_button(_("拆开"), partial(self._unmerge, merge.id), kind="link", icon_name="split")
            back.setAccessibleName(_("拆开 {name}").format(name=merge.name))
            self.add_line(ElidedLabel(merge.name), text_label(day, "muted"), back, stretch=0)

    def _unmerge(self, merge_id: int) -> None:
        self.context.change(_("拆开会员"), lambda s, _p: unmerge(s, merge_id), say=_("已拆开，又是两位会员了"))


def _right(text: str) -> QLabel:
    label = text_label(text)
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return label


def _source_name(source: str) -> str:
    return {"hand": _("手动加的"), "import": _("导入时学到的"), "merge": _("合并来的")}.get(source, source)


def _touch_status(status: str) -> str:
    return {"prepared": _("还没发"), "sent": _("已发"), "answered": _("回复了"), "bought": _("后来下单了")}[status]
