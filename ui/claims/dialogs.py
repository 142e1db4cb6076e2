"""A claim written down, and a claim answered: one line of text each."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from shopdesk.base.i18n import _
from shopdesk.orders.claims import ClaimRow, close_claim
from ui.app_context import AppContext
from ui.widgets.buttons import plain_button, primary_button, push_button
from ui.widgets.cards import text_label
from ui.widgets.dialogs import button_row, dialog_column
from ui.widgets.flow_layout import FlowLayout


class SentenceDialog(QDialog):
    """Asks for a sentence or two; what is said often is one click away."""

    decided = Signal(str)

    def __init__(
        self, title: str, words: str, name: str, button: str, often: list[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(440)
        column = dialog_column(self)
        column.addWidget(text_label(words, "label", wrap=True))
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(name)
        self.text.setPlaceholderText(name)
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * 4 + 12)
        column.addWidget(self.text)
        offered = QWidget()
        flow = FlowLayout(offered)
        for each in often:
            flow.addWidget(push_button(each, partial(self._put, each)))
        column.addWidget(offered)
        self.wrong = text_label("", "error", wrap=True)
        self.wrong.hide()
        column.addWidget(self.wrong)
        self.save_button = primary_button(button, self.save)
        self.save_button.setDefault(True)
        column.addLayout(button_row(plain_button(_("关闭"), self.reject), self.save_button))
        keys = QShortcut(QKeySequence("Ctrl+Return"), self)
        keys.activated.connect(self.save)
        self.text.setFocus()

    def _put(self, words: str) -> None:
        before = self.text.toPlainText().strip()
        self.text.setPlainText(_("，").join(part for part in (before, words) if part))
        self.text.setFocus()

    def save(self) -> None:
        words = self.text.toPlainText().strip()
        if not words:
            self.wrong.setText(_("请先写一句话。"))
            self.wrong.show()
            self.text.setFocus()
            return
        self.decided.emit(words)
        self.accept()


def claim_dialog(who: str, goods: str, parent: QWidget | None = None) -> SentenceDialog:
    words = _("{who}说哪里不好？（{goods}）") if goods else _("{who}说哪里不好？")
    often = [_("坏果 1 个"), _("少了 1 份"), _("发错了"), _("不新鲜"), _("包装破了")]
    return SentenceDialog(
        _("记一条售后"), words.format(who=who, goods=goods), _("哪里不好，如：坏果 2 个"), _("记下"), often, parent
    )


def answer_dialog(who: str, what: str, parent: QWidget | None = None) -> SentenceDialog:
    words = _("{who}：{what}").format(who=who, what=what)
    often = [_("退款了"), _("下次补一份"), _("已经换了"), _("留作余额"), _("解释过了")]
    return SentenceDialog(_("处理售后"), words, _("怎么处理的，如：退了 5 元"), _("处理好了"), often, parent)


def answer_claim(context: AppContext, claim: ClaimRow, parent: QWidget) -> None:
    """Ask how a claim was settled, and close it with that answer."""

    def close(answer: str) -> None:
        context.change(
            _("处理售后"),
            lambda session, _progress: close_claim(session, claim.id, answer),
            say=_("这条售后处理好了"),
        )

    dialog = answer_dialog(claim.member_name, claim.what, parent)
    dialog.finished.connect(dialog.deleteLater)
    dialog.decided.connect(close)
    dialog.open()
