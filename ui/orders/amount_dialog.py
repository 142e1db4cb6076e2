"""Asks for an amount of money of an order: cash that was taken, or how much was given back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QWidget

from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from ui.widgets.buttons import plain_button, primary_button
from ui.widgets.cards import text_label
from ui.widgets.dialogs import button_row, dialog_column
from ui.widgets.forms import Form
from ui.widgets.money_edit import MoneyEdit


class AmountDialog(QDialog):
    decided = Signal(object)  # fen

    def __init__(
        self, title: str, words: str, label: str, hint: str, amount: MoneyEdit, wrong: str, parent: QWidget | None
    ) -> None:
        """`wrong` is said when what stands in `amount` is no amount that is allowed."""
        super().__init__(parent)
        self._wrong = wrong
        self.setWindowTitle(title)
        self.setMinimumWidth(380)
        column = dialog_column(self)
        column.addWidget(text_label(words, "label", wrap=True))
        form = Form(label_width=72)
        self.amount = amount
        self.row = form.add(label, amount, hint=hint)
        column.addWidget(form)
        save = primary_button(_("记下"), self.save)
        save.setDefault(True)
        column.addLayout(button_row(plain_button(_("关闭"), self.reject), save))
        self.amount.setFocus()
        self.amount.selectAll()

    def save(self) -> None:
        fen = self.amount.fen()
        if fen is None:
            self.row.set_error(self._wrong)
            self.amount.setFocus()
            return
        self.decided.emit(fen)
        self.accept()


def cash_dialog(name: str, lacking_fen: int, parent: QWidget | None = None) -> AmountDialog:
    """Cash for all that is missing, or for a part of it; says the fen that were taken."""
    lacking = format_fen(lacking_fen)
    return AmountDialog(
        _("收到现金"),
        _("{name}还差 {fen}。").format(name=name, fen=lacking),
        _("收到"),
        _("只收了一部分，就填收到的数；剩下的还会在催款名单里。"),
        MoneyEdit(lacking_fen, least=1, most=lacking_fen),
        _("请填不超过 {fen} 的金额。").format(fen=lacking),
        parent,
    )


def refund_dialog(paid_fen: int, refund_fen: int, parent: QWidget | None = None) -> AmountDialog:
    """A bad apple, a missing bag; says the fen that were given back altogether."""
    return AmountDialog(
        _("部分退款"),
        _("这里只做记录，钱请在微信里退给会员。已付 {paid}。").format(paid=format_fen(paid_fen)),
        _("一共退"),
        _("包括以前退过的；全部退了就是“已退款”。"),
        MoneyEdit(refund_fen or None, most=paid_fen),
        _("请填 0 到已付金额之间的数。"),
        parent,
    )
