"""The money of one order in its drawer: what came in, what does not fit, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.orders.order_list import OrderDetails, PaidBy
from shopdesk.orders.order_troubles import Trouble, troubles_of
from shopdesk.orders.payment_matches import unmatch
from shopdesk.orders.payment_settling import (
    credit_excess,
    credit_fen,
    give_back_excess,
    keep_credit,
    take_cash,
    use_credit,
    write_returned,
)
from shopdesk.orders.reminders import ask_about
from ui.app_context import AppContext
from ui.orders.amount_dialog import cash_dialog
from ui.orders.wording import moment, trouble_color
from ui.widgets.buttons import icon_button, push_button
from ui.widgets.chips import TagChip
from ui.widgets.elided import ElidedLabel
from ui.widgets.flow_layout import FlowLayout, empty_layout

Settling = Callable[[Any, int], int]
"""Of a session and the id of an order or a payment."""


class MoneySection(QWidget):
    def __init__(self, context: AppContext, order_id: int, zone: str) -> None:
        super().__init__()
        self.context, self.order_id, self._zone = context, order_id, zone
        self._details: OrderDetails | None = None
        self.trouble: Trouble | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._payments = QVBoxLayout()
        self._payments.setSpacing(2)
        column.addLayout(self._payments)
        self._chip_row = QHBoxLayout()
        column.addLayout(self._chip_row)
        self._acts = QWidget()
        self._flow = FlowLayout(self._acts)
        column.addWidget(self._acts)

    # ---- showing

    def show_details(self, details: OrderDetails) -> None:
        self._details = details
        member_id = details.order.member_id

        def read(session):  # type: ignore[no-untyped-def]
            return troubles_of(session, [self.order_id]).get(self.order_id), credit_fen(session, member_id)

        self.trouble, credit = self.context.query(read)
        empty_layout(self._payments)
        for payment in details.payments:
            self._payments.addWidget(self._payment_row(payment))
        empty_layout(self._chip_row)
        if self.trouble is not None:
            self._chip_row.addWidget(TagChip(self.trouble.words, trouble_color(self.trouble.kind)))
            self._chip_row.addStretch(1)
        self._show_acts(credit)
        self.setVisible(bool(details.payments or self._flow.count()))

    def _payment_row(self, payment: PaidBy) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        at, fen = moment(payment.at or None, self._zone), format_fen(payment.amount_fen)
        if payment.cash:
            words = _("{at} 收到现金 {fen}").format(at=at, fen=fen)
        else:
            words = _("{at} {payer} 付了 {fen}").format(at=at, payer=payment.counterparty, fen=fen)
        layout.addWidget(ElidedLabel(words, "muted"), 1)
        name = _("撤掉这笔现金") if payment.cash else _("取消核对")
        layout.addWidget(icon_button("x", name, partial(self._unmatch, payment)))
        row.setToolTip(payment.why)
        return row

    def _show_acts(self, credit: int) -> None:
        assert self._details is not None
        self._flow.clear()
        order, trouble = self._details.order, self.trouble
        if order.status == "confirmed" and order.open_fen:
            self._add(_("收到现金…"), "banknote", self.take_cash)
            if credit:
                words = _("用余额付 {fen}").format(fen=format_fen(min(credit, order.open_fen)))
                self._add(words, "wallet", self._use_credit)
        if trouble is not None and trouble.kind != "short":
            self._add(_("记下已退 {fen}").format(fen=format_fen(trouble.fen)), "rotate-ccw", self.give_back)
            self._add(_("留作余额"), "wallet", self.keep_credit)
        if trouble is not None:
            self._add(_("复制问一句"), "copy", self._ask)
        self._acts.setVisible(self._flow.count() > 0)
        self._acts.updateGeometry()

    def _add(self, words: str, icon_name: str, act) -> None:  # type: ignore[no-untyped-def]
        self._flow.addWidget(push_button(words, act, icon_name=icon_name))

    # ---- what can be done

    def take_cash(self) -> None:
        assert self._details is not None
        order = self._details.order
        dialog = cash_dialog(order.member_name, order.open_fen, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.decided.connect(self._write_cash)
        dialog.open()

    def _write_cash(self, fen: int) -> None:
        self.context.change(
            _("收到现金"),
            lambda session, _progress: take_cash(session, [self.order_id], fen),
            say=_("记下了现金 {fen}").format(fen=format_fen(fen)),
        )

    def _use_credit(self) -> None:
        self.context.change(
            _("用余额付"),
            lambda session, _progress: use_credit(session, self.order_id),
            then=lambda fen: self.context.say(
                _("用余额付了 {fen}。").format(fen=format_fen(fen)), _("撤销"), self.context.undo
            ),
        )

    def give_back(self) -> None:
        said = _("已记下退了 {fen}；钱请在微信里退给会员")
        self._settle_excess(_("记下已退"), give_back_excess, write_returned, said)

    def keep_credit(self) -> None:
        self._settle_excess(_("留作余额"), credit_excess, keep_credit, _("{fen} 留作余额，下次可以直接用"))

    def _settle_excess(self, label: str, of_order: Settling, of_payment: Settling, said: str) -> None:
        """Of the payment that came too much, where it is known which; else of the order."""
        assert self.trouble is not None
        payment_id = self.trouble.payment_id
        settle, which = (of_order, self.order_id) if payment_id is None else (of_payment, payment_id)
        said = said.format(fen=format_fen(self.trouble.fen))
        self.context.change(label, lambda session, _progress: settle(session, which), say=said)

    def _ask(self) -> None:
        assert self._details is not None and self.trouble is not None
        order = self._details.order
        QGuiApplication.clipboard().setText(ask_about(order.member_name, self.trouble, order.amount_fen))
        self.context.say(_("已复制，去微信里粘贴给{name}。").format(name=order.member_name))

    def _unmatch(self, payment: PaidBy) -> None:
        said = _("已撤掉这笔现金。") if payment.cash else _("已取消核对，这笔钱又是未核对的。")
        self.context.change(_("取消核对"), lambda session, _progress: unmatch(session, payment.match_id), say=said)
