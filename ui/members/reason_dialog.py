"""One line to say why or how, with the usual answers to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QDialog, QWidget

from shopdesk.base.i18n import _
from ui.widgets.buttons import plain_button, primary_button
from ui.widgets.cards import text_label
from ui.widgets.dialogs import button_row, dialog_column


class ReasonDialog(QDialog):
    def __init__(self, question: str, usual: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(question)
        self.setMinimumWidth(380)
        column = dialog_column(self)
        column.addWidget(text_label(question, "section", wrap=True))
        column.addWidget(text_label(_("写一句原因，以后看得明白："), "muted"))
        self.reason = QComboBox()
        self.reason.setEditable(True)
        self.reason.setAccessibleName(_("原因"))
        self.reason.addItems(list(usual))
        column.addWidget(self.reason)
        yes = primary_button(_("确定"), self.accept)
        yes.setDefault(True)
        column.addLayout(button_row(plain_button(_("取消"), self.reject), yes))
        self.reason.setFocus()


def ask_reason(parent: QWidget, question: str, usual: Sequence[str]) -> str | None:
    """The reason, or None when the owner thought better of it."""
    dialog = ReasonDialog(question, usual, parent)
    reason = dialog.reason.currentText().strip() if dialog.exec() else None
    dialog.deleteLater()
    return reason
