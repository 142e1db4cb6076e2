"""Which order does this payment pay? The likeliest first, each with its reason."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from shopdesk.base.dates import short_day
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.members.search import search_filter
from shopdesk.orders.payments import OpenOrder, PaymentRow, match_payment, open_orders_for
from ui.app_context import AppContext
from ui.orders.dialogs import open_at
from ui.orders.wording import moment
from ui.widgets.buttons import plain_button, primary_button
from ui.widgets.cards import text_label
from ui.widgets.search_box import SearchBox

_ORDER = Qt.ItemDataRole.UserRole


class MatchDialog(QDialog):
    def __init__(self, context: AppContext, payment: PaymentRow, zone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self._payment = context, payment
        self.setWindowTitle(_("核对收款"))
        open_at(self, 560, 480)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        payer = payment.counterparty or _("（没有名字）")
        words = _("{payer} 付了 {fen}").format(payer=payer, fen=format_fen(payment.open_fen))
        column.addWidget(text_label(words, "section"))
        facts = " · ".join(part for part in (moment(payment.at, zone), payment.note) if part)
        column.addWidget(text_label(facts, "muted", wrap=True))
        self.search = SearchBox(_("找会员：昵称、拼音首字母、手机尾号"), shortcut_scope=self)
        self.search.searched.connect(self._show)
        self.search.left_downwards.connect(self._focus_list)
        column.addWidget(self.search)
        self.orders = QListWidget()
        self.orders.setAccessibleName(_("可能的订单"))
        self.orders.itemActivated.connect(lambda _item: self.match())
        self.orders.currentItemChanged.connect(lambda _now, _before: self._show_effect())
        column.addWidget(self.orders, 1)
        self.effect = text_label("", "muted", wrap=True)
        column.addWidget(self.effect)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(plain_button(_("关闭"), self.reject))
        self.button = primary_button(_("核对到这一单"), self.match)
        foot.addWidget(self.button)
        column.addLayout(foot)
        self._show("")
        self._focus_list()

    def _show(self, text: str) -> None:
        condition = search_filter(text) if text else None
        found = self.context.query(lambda session: open_orders_for(session, self._payment.id, condition))
        self.orders.clear()
        for order in found:
            item = QListWidgetItem(_order_words(order))
            item.setData(_ORDER, order)
            self.orders.addItem(item)
        if found:
            self.orders.setCurrentRow(0)
        self._show_effect()

    def _chosen(self) -> OpenOrder | None:
        item = self.orders.currentItem()
        order = item.data(_ORDER) if item is not None else None
        return order if isinstance(order, OpenOrder) else None

    def _show_effect(self) -> None:
        order = self._chosen()
        self.button.setEnabled(order is not None)
        if order is None:
            self.effect.setText(_("没有待付款的订单。"))
            return
        left = self._payment.open_fen - order.open_fen
        if left < 0:
            words = _("核对后这一单还差 {fen}。").format(fen=format_fen(-left))
        elif left > 0:
            words = _("核对后这一单付清，这笔钱还剩 {fen} 没核对。").format(fen=format_fen(left))
        else:
            words = _("金额正好，核对后这一单付清。")
        self.effect.setText(words)

    def _focus_list(self) -> None:
        self.orders.setFocus(Qt.FocusReason.OtherFocusReason)

    def match(self) -> None:
        order = self._chosen()
        if order is None:
            return
        payment_id, order_id = self._payment.id, order.order_id
        self.context.change(
            _("核对收款"),
            lambda session, _progress: match_payment(session, payment_id, order_id),
            then=lambda _fen: self.accept(),
            failed=self._failed,
            say=_("已核对到{name}的订单").format(name=order.member_name),
        )

    def _failed(self, error: ShopError) -> None:
        self.effect.setText(str(error))


def _order_words(order: OpenOrder) -> str:
    parts = [order.member_name, short_day(order.day), _("还差 {fen}").format(fen=format_fen(order.open_fen)), order.why]
    return " · ".join(part for part in parts if part)
