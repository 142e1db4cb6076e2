"""Cash that was taken: for all that is missing, or for a part of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from ui.widgets.buttons import plain_button, primary_button
from ui.widgets.cards import text_label
from ui.widgets.forms import Form
from ui.widgets.money_edit import MoneyEdit


class CashDialog(QDialog):
    decided = Signal(object)  # fen

    def __init__(self, name: str, lacking_fen: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lacking = lacking_fen
        self.setWindowTitle(_("收到现金"))
        self.setMinimumWidth(380)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        words = _("{name}还差 {fen}。").format(name=name, fen=format_fen(lacking_fen))
        column.addWidget(text_label(words, "label", wrap=True))
        form = Form(label_width=72)
        self.amount = MoneyEdit(lacking_fen, least=1, most=lacking_fen)
        self.row = form.add(_("收到"), self.amount, hint=_("只收了一部分，就填收到的数；剩下的还会在催款名单里。"))
        column.addWidget(form)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(plain_button(_("关闭"), self.reject))
        save = primary_button(_("记下"), self.save)
        save.setDefault(True)
        foot.addWidget(save)
        column.addLayout(foot)
        self.amount.setFocus()
        self.amount.selectAll()

    def save(self) -> None:
        fen = self.amount.fen()
        if fen is None:
            self.row.set_error(_("请填不超过 {fen} 的金额。").format(fen=format_fen(self._lacking)))
            self.amount.setFocus()
            return
        self.decided.emit(fen)
        self.accept()
