"""A new order by hand: who, what, how much; the keyboard alone is enough."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _, p_
from shopdesk.base.money import format_fen
from shopdesk.data.shop import read_shop
from shopdesk.members.people import create_member
from shopdesk.orders.group_buys import GroupBuyChoice, choice_titles, group_buy_status_name
from shopdesk.orders.orders import LineInput, create_order, prices_in
from shopdesk.orders.products import ProductRow, product_rows
from shopdesk.orders.statuses import set_status
from shopdesk.referrals.referring import may_be_brought, record_by_code
from ui.app_context import AppContext
from ui.orders.completion import CompletionEdit, member_search, product_search
from ui.orders.dialogs import open_at
from ui.orders.lines_editor import LinesEditor
from ui.orders.referral_code import ReferralCode
from ui.widgets.buttons import plain_button, primary_button
from ui.widgets.cards import text_label
from ui.widgets.combo_box import ElidedComboBox
from ui.widgets.dialogs import button_row, dialog_column
from ui.widgets.forms import Form
from ui.widgets.scrolling import scrolled_down
from ui.widgets.tab_order import tab_as_laid_out


class NewOrderDialog(QDialog):
    made = Signal(int)  # order id

    def __init__(
        self, context: AppContext, group_buys: Sequence[GroupBuyChoice], group_buy_id: int | None,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.context = context
        self._busy = False
        self.setWindowTitle(_("新订单"))
        open_at(self, 560, 580)
        column = dialog_column(self)
        column.addWidget(self._who(group_buys, group_buy_id))
        self.lines = LinesEditor(product_search(context), self._product, self._prices)
        self.lines.changed.connect(self._show_total)
        self.lines.changed.connect(lambda: tab_as_laid_out(self))
        self.group_buy.currentIndexChanged.connect(lambda _index: self.lines.reprice())
        column.addWidget(self._scrolled(self.lines), 1)
        self.wrong = text_label("", "error", wrap=True)
        self.wrong.hide()
        column.addWidget(self.wrong)
        self.note = QLineEdit()
        self.note.setPlaceholderText(_("备注，例如：晚上七点后来拿"))
        self.note.setAccessibleName(_("订单备注"))
        column.addWidget(self.note)
        column.addLayout(self._foot())
        for keys, act in (
            ("Ctrl+Return", self.save),
            ("Ctrl+Enter", self.save),
            ("Ctrl+Shift+Return", self.save_and_go_on),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self.member.picked.connect(self._on_member)
        self.member.unpicked.connect(partial(self._ask_for_code, False))
        self._show_total()
        self.member.setFocus()

    def _who(self, group_buys: Sequence[GroupBuyChoice], group_buy_id: int | None) -> Form:
        form = Form(label_width=64)
        self.member = CompletionEdit(member_search(self.context), _("昵称、拼音首字母或手机尾号"), icon_name="user")
        self.member_row = form.add(p_("one", "会员"), self.member, required=True)
        self.group_buy = ElidedComboBox()
        self.group_buy.addItem(_("不属于任何团期"), None)
        titles = choice_titles(group_buys, self.context.query(read_shop).time_zone)
        for choice in group_buys:
            if choice.status != "done" or choice.id == group_buy_id:
                self.group_buy.addItem(f"{titles[choice.id]} · {group_buy_status_name(choice.status)}", choice.id)
        self.group_buy.setCurrentIndex(max(self.group_buy.findData(group_buy_id), 0))
        form.add(_("团期"), self.group_buy)
        self.code = ReferralCode(self.context)
        self.code_row = form.add(_("推荐码"), self.code)
        self.code_row.set_visible(False)
        self.code.said.connect(self.code_row.set_hint)
        self.code.refused.connect(self.code_row.set_error)
        return form

    def _scrolled(self, widget: QWidget) -> QScrollArea:
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(widget)
        inner.addStretch(1)
        return scrolled_down(body)

    def _foot(self) -> QHBoxLayout:
        self.total = text_label("", "section")
        self.paid = QCheckBox(_("已付款"))
        more = plain_button(_("保存并再来一单"), self.save_and_go_on)
        more.setToolTip("Ctrl+Shift+Enter")
        self.save_button = primary_button(_("保存"), self.save)
        self.save_button.setToolTip("Ctrl+Enter")
        left = [text_label(_("合计"), "label"), self.total, self.paid]
        return button_row(plain_button(_("关闭"), self.reject), more, self.save_button, left=left)

    # ---- what the lines editor asks

    def _product(self, product_id: int) -> ProductRow:
        return self.context.query(lambda session: product_rows(session, [product_id]))[product_id]

    def _prices(self) -> dict[int, int]:
        group_buy = self.group_buy.currentData()
        return self.context.query(lambda session: prices_in(session, group_buy))

    def _on_member(self, key: int, _name: str) -> None:
        self.member_row.set_error("")
        self._ask_for_code(self.context.query(lambda session: not key or may_be_brought(session, key)))
        self.lines.adder.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_for_code(self, wanted: bool) -> None:
        """Only of somebody new: a person is brought once."""
        self.code.clear()
        self.code_row.set_visible(wanted)

    def _show_total(self) -> None:
        self.total.setText(format_fen(self.lines.total_fen()))
        self.wrong.hide()

    # ---- saving

    def save(self) -> None:
        self._save(go_on=False)

    def save_and_go_on(self) -> None:
        self._save(go_on=True)

    def _save(self, *, go_on: bool) -> None:
        lines = self._checked_lines()
        if lines is None or self._busy:
            return
        member, name, group_buy = self.member.key(), self.member.text().strip(), self.group_buy.currentData()
        note, paid, code = self.note.text(), self.paid.isChecked(), self.code.text().strip()

        def work(session, _progress) -> int:  # type: ignore[no-untyped-def]
            member_id = member or create_member(session, name)
            if code:
                record_by_code(session, code, member_id)
            order_id = create_order(session, member_id, lines, group_buy_id=group_buy, note=note)
            if paid:
                set_status(session, [order_id], "paid")
            return order_id

        self._busy = True
        words = _("已记下{name}的订单，{fen}。").format(name=name, fen=format_fen(self.lines.total_fen()))
        self.context.change(_("新订单"), work, lambda order_id: self._done(order_id, go_on), self._failed, say=words)

    def _checked_lines(self) -> list[LineInput] | None:
        if self.member.key() is None:
            self.member_row.set_error(
                _("没有选中会员，按回车选第一个。") if self.member.text().strip() else _("请选择会员。")
            )
            self.member.setFocus()
            return None
        if self.code_row.error:
            self.code.setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        if self.lines.focus_wrong():
            self._say_wrong(_("数量或金额不对，请改一下。"))
            return None
        lines = self.lines.lines()
        if not lines:
            self._say_wrong(_("还没有商品，请至少加一件。"))
            self.lines.adder.setFocus()
            return None
        return lines

    def _say_wrong(self, sentence: str) -> None:
        self.wrong.setText(sentence)
        self.wrong.show()

    def _done(self, order_id: int, go_on: bool) -> None:
        self._busy = False
        self.made.emit(order_id)
        if not go_on:
            self.accept()
            return
        self.lines.set_lines([], {})
        self.member.set_choice(None, "")
        self._ask_for_code(False)
        self.note.clear()
        self.paid.setChecked(False)
        self._show_total()
        self.member.setFocus()

    def _failed(self, error: ShopError) -> None:
        self._busy = False
        self._say_wrong(str(error))
