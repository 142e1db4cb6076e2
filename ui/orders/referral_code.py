"""The code that somebody new gave: who it belongs to is said while it is typed, before anything is saved."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from shopdesk.base.i18n import _
from shopdesk.referrals.codes import LENGTH, tidy_code
from shopdesk.referrals.referring import find_by_code
from ui.app_context import AppContext


class ReferralCode(QLineEdit):
    said = Signal(str)
    refused = Signal(str)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self.setMaxLength(20)
        self.setPlaceholderText(_("谁介绍来的，报了推荐码就填，没有就空着"))
        self.textChanged.connect(self._look)

    def _look(self, text: str) -> None:
        found = self._context.query(lambda session: find_by_code(session, text))
        whole = len(tidy_code(text)) >= LENGTH
        self.refused.emit(_("没有会员用这个推荐码，请再核对一遍。") if whole and found is None else "")
        who = "" if found is None else _("{name}（{room}）").format(name=found.name, room=found.room)
        if found is not None and not found.room:
            who = found.name
        self.said.emit(_("{name}带来的").format(name=who) if who else "")
