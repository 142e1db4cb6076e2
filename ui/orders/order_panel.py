"""One order in the drawer: its facts, its lines to mend in place, its note, and where it can go from here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.orders.order_list import OrderDetails, order_details, order_text
from shopdesk.orders.orders import LineInput, edit_order, line_input, prices_in
from shopdesk.orders.products import product_rows
from shopdesk.orders.statuses import refund_part, set_status
from ui.app_context import AppContext
from ui.claims.section import ClaimsSection
from ui.orders.amount_dialog import refund_dialog
from ui.orders.completion import product_search
from ui.orders.lines_editor import LinesEditor
from ui.orders.money_section import MoneySection
from ui.orders.wording import moment, move_words, moves_from, status_chip
from ui.widgets.buttons import push_button
from ui.widgets.cards import line, section_title, text_label
from ui.widgets.chips import TagChip
from ui.widgets.elided import ElidedLabel, elide
from ui.widgets.flow_layout import FlowLayout, empty_layout
from ui.widgets.tab_order import tab_as_laid_out

_LONGEST_NAME = 200


class NoteEdit(QPlainTextEdit):
    """A note of a few lines; `left` when the keyboard leaves it."""

    left = Signal()

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.setAccessibleName(name)
        self.setPlaceholderText(name)
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * 3 + 14)

    def focusOutEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().focusOutEvent(event)
        self.left.emit()


class OrderPanel(QWidget):
    """Every change is written when its field is left; the page then calls `reload`."""

    def __init__(self, context: AppContext, order_id: int, zone: str, say_moved: Callable[[object], None]) -> None:
        super().__init__()
        self.context, self.order_id = context, order_id
        self._zone, self._say_moved = zone, say_moved
        self._details: OrderDetails | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 10, 0)
        column.setSpacing(10)
        column.addLayout(self._head())
        column.addLayout(self._fact_grid())
        self._moves = QWidget()
        self._flow = FlowLayout(self._moves)
        column.addWidget(self._moves)
        self.money = MoneySection(context, order_id, zone)
        column.addWidget(self.money)
        column.addWidget(line())
        self.lines = LinesEditor(product_search(context), self._product, self._prices)
        self.lines.committed.connect(self._save_lines)
        self.lines.changed.connect(self._show_total)
        column.addWidget(self.lines)
        total = QHBoxLayout()
        total.addWidget(section_title(_("合计")))
        total.addStretch(1)
        self.total = text_label("", "section")
        total.addWidget(self.total)
        column.addLayout(total)
        self._wrong = text_label("", "error", wrap=True)
        self._wrong.hide()
        column.addWidget(self._wrong)
        self.note = NoteEdit("", _("订单备注"))
        self.note.left.connect(self._save_note)
        column.addWidget(self.note)
        self.claims = ClaimsSection(context, order_id=order_id)
        column.addWidget(self.claims)
        foot = QHBoxLayout()
        foot.addWidget(push_button(_("复制给会员"), self._copy, icon_name="copy", kind="quiet"))
        self.refund_button = push_button(_("部分退款…"), self._refund_part, icon_name="banknote", kind="quiet")
        foot.addWidget(self.refund_button)
        foot.addStretch(1)
        column.addLayout(foot)
        column.addStretch(1)
        self.reload()

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        self._member = push_button("", self._show_member, kind="link", icon_name="user", tooltip=_("看这位会员"))
        head.addWidget(self._member)
        head.addStretch(1)
        self._chip = QHBoxLayout()
        head.addLayout(self._chip)
        return head

    def _fact_grid(self) -> QGridLayout:
        self._facts = QGridLayout()
        self._facts.setColumnStretch(3, 1)
        self._facts.setHorizontalSpacing(8)
        self._facts.setVerticalSpacing(4)
        return self._facts

    # ---- showing

    def reload(self) -> bool:
        """Read the order again; False when it is not there any more."""
        details = self.context.query(lambda session: order_details(session, self.order_id))
        if details is None:
            return False
        order = details.order
        changed_order = self._details is None or self._details.order.status != order.status
        self._details = details
        name = elide(self._member.fontMetrics(), order.member_name, _LONGEST_NAME)
        self._member.setText(name.replace("&", "&&"))
        self._member.setAccessibleName(_("会员 {name}").format(name=order.member_name))
        empty_layout(self._chip)
        self._chip.addWidget(TagChip(*status_chip(order.status)), 0, Qt.AlignmentFlag.AlignVCenter)
        self._show_facts()
        if changed_order:
            self._show_moves()
        prices = self._prices()
        self.lines.set_lines([line_input(each) for each in details.lines], prices)
        self.lines.set_read_only(order.status not in ("draft", "confirmed", "paid"))
        self.refund_button.setVisible(order.status in ("paid", "collected") and order.paid_fen > 0)
        if not self.note.hasFocus():
            self.note.setPlainText(order.note)
        self._show_total()
        self.money.show_details(details)
        self.claims.show_claims(order.member_name, order.goods)
        tab_as_laid_out(self)
        return True

    def title(self) -> str:
        return _("订单 {number}").format(number=self._details.order.number) if self._details else ""

    def _show_facts(self) -> None:
        assert self._details is not None
        order = self._details.order
        # Times keep their width on the left; names of any length share what is left on the right.
        times = [
            (_("下单"), moment(order.ordered_at, self._zone)),
            (_("付款"), moment(order.paid_at, self._zone)),
            (_("取货"), moment(order.collected_at, self._zone)),
            (_("已退"), format_fen(order.refund_fen) if order.refund_fen else ""),
        ]
        names = [
            (_("团期"), order.group_buy),
            (_("自提点"), order.pickup_point),
            (_("房号"), order.room),
            (_("接龙号"), str(order.seq) if order.seq is not None else ""),
        ]
        empty_layout(self._facts)
        for side, facts in enumerate((times, names)):
            for line_number, (name, value) in enumerate(fact for fact in facts if fact[1]):
                self._facts.addWidget(text_label(name, "muted"), line_number, 2 * side)
                label = ElidedLabel(value) if side else text_label(value)
                self._facts.addWidget(label, line_number, 2 * side + 1)

    def _show_moves(self) -> None:
        assert self._details is not None
        status = self._details.order.status
        self._flow.clear()
        for number, new in enumerate(moves_from(status)):
            words, icon_name = move_words(status, new)
            kind = "primary" if number == 0 and new in ("confirmed", "paid", "collected") else "plain"
            if (status, new) in (("paid", "confirmed"), ("collected", "paid")):
                kind = "plain"
            elif status == "paid" and new == "collected":
                kind = "primary"
            elif new in ("cancelled", "refunded"):
                kind = "danger"
            button = push_button(words, partial(self._move, new), icon_name=icon_name, kind=kind)
            self._flow.addWidget(button)
        self._moves.updateGeometry()

    def _show_total(self) -> None:
        assert self._details is not None
        order, total = self._details.order, self.lines.total_fen()
        stored = sum(each.amount_fen or 0 for each in self._details.lines)
        whole = max(order.amount_fen + total - stored, 0)
        self.total.setText(format_fen(whole))
        extra = order.amount_fen - stored
        notes = []
        if extra:
            words = _("含运费等 {fen}") if extra > 0 else _("已减优惠 {fen}")
            notes.append(words.format(fen=format_fen(abs(extra))))
        if order.status == "confirmed" and order.paid_fen:
            notes.append(_("已付 {paid}，还差 {open}").format(
                paid=format_fen(order.paid_fen), open=format_fen(max(whole - order.paid_fen, 0))
            ))  # fmt: skip
        elif order.status in ("paid", "collected") and order.paid_fen > whole:
            notes.append(_("多付了 {fen}，可以退给会员").format(fen=format_fen(order.paid_fen - whole)))
        self._wrong.setText(_("；").join(notes))
        self._wrong.setVisible(bool(notes))

    # ---- what the lines editor asks

    def _product(self, product_id: int):  # type: ignore[no-untyped-def]
        return self.context.query(lambda session: product_rows(session, [product_id]))[product_id]

    def _prices(self) -> dict[int, int]:
        group_buy = self._details.order.group_buy_id if self._details else None
        return self.context.query(lambda session: prices_in(session, group_buy))

    # ---- writing

    def _save_lines(self) -> None:
        lines = self.lines.lines()
        assert self._details is not None
        if lines is None or lines == [replace(line_input(each), price_fen=None) for each in self._details.lines]:
            return
        if not lines:
            self._refuse_empty()
            return
        order_id = self.order_id
        self.context.change(
            _("改订单商品"), lambda session, _progress: edit_order(session, order_id, lines=lines), failed=self._failed
        )

    def _refuse_empty(self) -> None:
        self.context.say(_("订单至少要有一件商品；不要这一单了，请点“取消订单”。"))
        self._put_back()

    def _put_back(self) -> None:
        assert self._details is not None
        lines: list[LineInput] = [line_input(each) for each in self._details.lines]
        self.lines.set_lines([], {})
        self.lines.set_lines(lines, self._prices())
        self._show_total()

    def _failed(self, error: ShopError) -> None:
        self.context.failed.emit(error)
        self._put_back()

    def _save_note(self) -> None:
        note = self.note.toPlainText().strip()
        if self._details is None or note == self._details.order.note:
            return
        order_id = self.order_id
        self.context.change(_("改订单备注"), lambda session, _progress: edit_order(session, order_id, note=note))

    def _move(self, status: str) -> None:
        order_id = self.order_id
        self.context.change(
            move_words(self._details.order.status if self._details else "", status)[0],
            lambda session, _progress: set_status(session, [order_id], status),
            then=self._say_moved,
        )

    def _refund_part(self) -> None:
        assert self._details is not None
        dialog = refund_dialog(self._details.order.paid_fen, self._details.order.refund_fen, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.decided.connect(self._refund)
        dialog.open()

    def _refund(self, fen: int) -> None:
        order_id = self.order_id
        self.context.change(
            _("部分退款"),
            lambda session, _progress: refund_part(session, order_id, fen),
            say=_("已记下退款 {fen}").format(fen=format_fen(fen)),
        )

    def _copy(self) -> None:
        if self._details is not None:
            QGuiApplication.clipboard().setText(order_text(self._details))
            self.context.say(_("已复制，去微信里粘贴给会员。"))

    def _show_member(self) -> None:
        if self._details is not None:
            self.context.go_to("members", self._details.order.member_id)
