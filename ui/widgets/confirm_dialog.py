"""Asking before something that cannot be undone: says what is lost, and No is the answer of the Enter key."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.base.texts import fold
from ui.widgets.buttons import plain_button, push_button
from ui.widgets.cards import text_label
from ui.widgets.dialogs import button_row
from ui.widgets.icon_label import IconLabel


class ConfirmDialog(QDialog):
    """With `type_this` (the shop's name) the button stays grey until that was typed."""

    def __init__(
        self, question: str, loss: str, yes: str, *, no: str = "", type_this: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(question)
        self.setMinimumWidth(440)
        self._type_this = type_this
        outer = QHBoxLayout(self)
        outer.setContentsMargins(20, 20, 20, 16)
        outer.setSpacing(14)
        outer.addWidget(IconLabel("triangle-alert", 24, "danger_text"), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(10)
        column.addWidget(text_label(question, "section", wrap=True))
        column.addWidget(text_label(loss, wrap=True))
        outer.addLayout(column, 1)
        self.yes = push_button(yes, self.accept, kind="danger-solid")
        self.no = plain_button(no or _("不，返回"), self.reject)
        if type_this:
            self._ask_to_type(column)
        column.addSpacing(6)
        column.addLayout(button_row(self.no, self.yes))
        self.no.setDefault(True)
        (self.typed if type_this else self.no).setFocus()

    def _ask_to_type(self, column: QVBoxLayout) -> None:
        sentence = _("确定的话，请输入店铺名「{name}」：").format(name=self._type_this)
        column.addWidget(text_label(sentence, wrap=True))
        self.typed = QLineEdit()
        self.typed.setAccessibleName(sentence)
        self.typed.textChanged.connect(self._on_typed)
        column.addWidget(self.typed)
        self.yes.setEnabled(False)

    def _on_typed(self, text: str) -> None:
        self.yes.setEnabled(bool(text) and fold(text) == fold(self._type_this))


def confirm_loss(
    parent: QWidget | None, question: str, loss: str, yes: str, *, no: str = "", type_this: str = ""
) -> bool:
    """Ask and wait; True only when the owner pressed `yes`."""
    dialog = ConfirmDialog(question, loss, yes, no=no, type_this=type_this, parent=parent)
    agreed = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return agreed
