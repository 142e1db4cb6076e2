"""Which orders does this payment pay? The likeliest first, each with its reason; several can be ticked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from shopdesk.base.dates import short_day
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.members.search import search_filter
from shopdesk.orders.payment_choices import OpenOrder, knows_payer, open_orders_for
from shopdesk.orders.payment_list import PaymentRow
from shopdesk.orders.payment_people import is_masked
from shopdesk.orders.payments import match_by_hand
from ui.app_context import AppContext
from ui.orders.dialogs import open_at
from ui.orders.wording import moment
from ui.widgets.buttons import plain_button, primary_button
from ui.widgets.cards import text_label
from ui.widgets.dialogs import button_row, dialog_column
from ui.widgets.search_box import SearchBox

_ORDER = Qt.ItemDataRole.UserRole


class MatchDialog(QDialog):
    def __init__(self, context: AppContext, payment: PaymentRow, zone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self._payment = context, payment
        self._ticked: dict[int, OpenOrder] = {}
        self.setWindowTitle(_("核对收款"))
        open_at(self, 580, 520)
        column = dialog_column(self)
        payer = payment.counterparty or _("（没有名字）")
        words = _("{payer} 付了 {fen}").format(payer=payer, fen=format_fen(payment.open_fen))
        column.addWidget(text_label(words, "section"))
        facts = " · ".join(part for part in (moment(payment.at or None, zone), payment.note) if part)
        column.addWidget(text_label(facts, "muted", wrap=True))
        if payment.proposal is not None:
            column.addWidget(text_label(payment.proposal.why, "label", wrap=True))
        self.search = SearchBox(_("找会员：昵称、拼音首字母、手机尾号"), shortcut_scope=self)
        self.search.searched.connect(self._show)
        self.search.left_downwards.connect(self._focus_list)
        column.addWidget(self.search)
        self.orders = QListWidget()
        self.orders.setAccessibleName(_("可能的订单"))
        self.orders.itemActivated.connect(lambda _item: self.match())
        self.orders.itemChanged.connect(self._on_tick)
        self.orders.currentItemChanged.connect(lambda _now, _before: self._show_effect())
        column.addWidget(self.orders, 1)
        self.effect = text_label("", "muted", wrap=True)
        column.addWidget(self.effect)
        self.remember = QCheckBox()
        self.remember.setChecked(True)
        column.addWidget(self.remember)
        column.addLayout(self._foot())
        self._show("")
        self._focus_list()

    def _foot(self) -> QHBoxLayout:
        self.button = primary_button(_("核对到这一单"), self.match)
        return button_row(plain_button(_("关闭"), self.reject), self.button)

    def _show(self, text: str) -> None:
        condition = search_filter(text) if text else None
        found = self.context.query(lambda session: open_orders_for(session, self._payment.id, condition))
        self.orders.blockSignals(True)
        self.orders.clear()
        for order in found:
            item = QListWidgetItem(_order_words(order))
            item.setData(_ORDER, order)
            ticked = order.order_id in self._ticked
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            self.orders.addItem(item)
        self.orders.blockSignals(False)
        if found:
            self.orders.setCurrentRow(0)
        self._show_effect()

    def _on_tick(self, item: QListWidgetItem) -> None:
        order = item.data(_ORDER)
        if item.checkState() == Qt.CheckState.Checked:
            self._ticked[order.order_id] = order
        else:
            self._ticked.pop(order.order_id, None)
        self._show_effect()

    def _chosen(self) -> OpenOrder | None:
        item = self.orders.currentItem()
        order = item.data(_ORDER) if item is not None else None
        return order if isinstance(order, OpenOrder) else None

    def chosen(self) -> list[OpenOrder]:
        """What is ticked; nothing ticked: what the cursor is on."""
        if self._ticked:
            return list(self._ticked.values())
        current = self._chosen()
        return [current] if current is not None else []

    def _show_effect(self) -> None:
        orders = self.chosen()
        self.button.setEnabled(bool(orders))
        self.button.setText(
            _("核对到这 {count} 单").format(count=len(orders)) if len(orders) > 1 else _("核对到这一单")
        )
        self._show_remember(orders)
        if not orders:
            self.effect.setText(_("没有待付款的订单。"))
            return
        left = self._payment.open_fen - sum(order.open_fen for order in orders)
        if left < 0:
            words = _("核对后还差 {fen}。").format(fen=format_fen(-left))
        elif left > 0:
            words = _("核对后付清，这笔钱还剩 {fen} 没对上（多付）。").format(fen=format_fen(left))
        else:
            words = _("金额正好，核对后付清。")
        self.effect.setText(words)

    def _show_remember(self, orders: list[OpenOrder]) -> None:
        members = {order.member_id: order.member_name for order in orders}
        payer = self._payment.counterparty
        member_id, name = next(iter(members.items()), (0, ""))
        wanted = len(members) == 1 and not is_masked(payer) and payer != name
        if wanted:
            wanted = not self.context.query(lambda session: knows_payer(session, payer, member_id))
        self.remember.setVisible(wanted)
        words = _("记住：“{payer}”就是{name}，以后自己对上").format(payer=payer, name=name)
        self.remember.setText(words.replace("&", "&&"))

    def _focus_list(self) -> None:
        self.orders.setFocus(Qt.FocusReason.OtherFocusReason)

    def match(self) -> None:
        orders = self.chosen()
        if not orders:
            return
        payment_id, order_ids = self._payment.id, [order.order_id for order in orders]
        learn = not self.remember.isHidden() and self.remember.isChecked()
        names = _("、").join(dict.fromkeys(order.member_name for order in orders))
        self.context.change(
            _("核对收款"),
            lambda session, _progress: match_by_hand(session, payment_id, order_ids, learn=learn),
            then=lambda _fen: self.accept(),
            failed=self._failed,
            say=_("已核对到{name}的订单").format(name=names),
        )

    def _failed(self, error: ShopError) -> None:
        self.effect.setText(str(error))


def _order_words(order: OpenOrder) -> str:
    parts = [order.member_name, short_day(order.day), _("还差 {fen}").format(fen=format_fen(order.open_fen)), order.why]
    return " · ".join(part for part in parts if part)
