"""The claims of one order in its drawer: open ones to be answered, answered ones with what was done."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shopdesk.base.dates import now
from shopdesk.base.i18n import _
from shopdesk.orders.claims import ClaimRow, list_claims, open_claim
from ui.app_context import AppContext
from ui.claims.dialogs import answer_claim, claim_dialog
from ui.widgets.buttons import push_button
from ui.widgets.cards import section_title, text_label
from ui.widgets.flow_layout import empty_layout


class ClaimsSection(QWidget):
    """Of an order, or of a member."""

    def __init__(self, context: AppContext, *, order_id: int | None = None, member_id: int | None = None) -> None:
        super().__init__()
        self.context, self._order_id, self._member_id = context, order_id, member_id
        self._who = self._goods = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = QHBoxLayout()
        self._title = section_title(_("售后"))
        head.addWidget(self._title)
        head.addStretch(1)
        self.new_button = push_button(_("记售后"), self.open_new, icon_name="message-circle", kind="quiet")
        head.addWidget(self.new_button)
        column.addLayout(head)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        column.addLayout(self._lines)

    def show_claims(self, who: str, goods: str = "") -> int:
        """Read again; returns how many wait for an answer."""
        self._who, self._goods = who, goods
        claims = self.context.query(
            lambda session: list_claims(session, None, order_id=self._order_id, member_id=self._member_id)
        )
        empty_layout(self._lines)
        for claim in sorted(claims, key=lambda each: each.status != "open"):
            self._lines.addWidget(self._line(claim))
        return sum(claim.status == "open" for claim in claims)

    def _line(self, claim: ClaimRow) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        if claim.status == "open":
            said = " · ".join(part for part in (claim.what, claim.age_words(now()), claim.window_words) if part)
            row.addWidget(text_label(said, "warning", wrap=True), 1)
            button = push_button(_("处理"), partial(answer_claim, self.context, claim, self))
            button.setAccessibleName(_("{name}：{text}").format(name=_("处理"), text=claim.what))
            row.addWidget(button)
        else:
            row.addWidget(
                text_label(_("{what} → {answer}").format(what=claim.what, answer=claim.answer), "muted", wrap=True)
            )
        return line

    def open_new(self) -> None:
        dialog = claim_dialog(self._who, self._goods, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.decided.connect(self._write)
        dialog.open()

    def _write(self, what: str) -> None:
        order_id, member_id = self._order_id, self._member_id
        self.context.change(
            _("记售后"),
            lambda session, _progress: open_claim(session, what, order_id=order_id, member_id=member_id),
            say=_("记下了，处理好之前会出现在“今日”里"),
        )
