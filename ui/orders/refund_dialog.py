"""How much of an order was given back: a bad apple, a missing bag."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from ui.widgets.buttons import plain_button, primary_button
from ui.widgets.cards import text_label
from ui.widgets.forms import Form
from ui.widgets.money_edit import MoneyEdit


class RefundDialog(QDialog):
    decided = Signal(object)  # fen altogether

    def __init__(self, paid_fen: int, refund_fen: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("部分退款"))
        self.setMinimumWidth(380)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        words = _("这里只做记录，钱请在微信里退给会员。已付 {paid}。").format(paid=format_fen(paid_fen))
        column.addWidget(text_label(words, "label", wrap=True))
        form = Form(label_width=72)
        self.amount = MoneyEdit(refund_fen or None, most=paid_fen)
        self.row = form.add(_("一共退"), self.amount, hint=_("包括以前退过的；全部退了就是“已退款”。"))
        column.addWidget(form)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(plain_button(_("关闭"), self.reject))
        save = primary_button(_("记下"), self.save)
        save.setDefault(True)
        foot.addWidget(save)
        column.addLayout(foot)
        self.amount.setFocus()

    def save(self) -> None:
        fen = self.amount.fen()
        if fen is None:
            self.row.set_error(_("请填 0 到已付金额之间的数。"))
            self.amount.setFocus()
            return
        self.decided.emit(fen)
        self.accept()
