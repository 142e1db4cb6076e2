"""Consent and do-not-contact in the drawer: two facts, each with how or why."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.members.consent import set_consent, set_do_not_contact
from shopdesk.members.details import MemberDetails
from ui.app_context import AppContext
from ui.members.columns import Clock
from ui.members.in_place import InPlaceEdit
from ui.members.wording import moment_day
from ui.widgets.cards import section_title, text_label


class ContactSection(QWidget):
    def __init__(self, context: AppContext, member_id: int, clock: Clock) -> None:
        super().__init__()
        self._context, self._member_id, self._clock = context, member_id, clock
        self.consent = QCheckBox(_("同意接收营销消息"))
        self.consent_note = text_label("", "muted", wrap=True)
        self.stopped = QCheckBox(_("免打扰，任何名单都不再出现"))
        self.reason = InPlaceEdit(_("免打扰的原因"), _("原因，如：本人要求"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(section_title(_("联系")))
        for widget in (self.consent, self.consent_note, self.stopped, self.reason):
            column.addWidget(widget)
        self.consent.clicked.connect(self._set_consent)
        self.stopped.clicked.connect(self._set_stopped)
        self.reason.committed.connect(lambda text: self._store_stopped(True, text))

    def show_details(self, details: MemberDetails) -> None:
        row = details.row
        self.consent.setChecked(row.marketing_consent)
        self.stopped.setChecked(row.do_not_contact)
        self.reason.show_value(row.do_not_contact_reason)
        self.reason.setVisible(row.do_not_contact)
        since = moment_day(details.consent_at, self._clock.zone, self._clock.today)
        words = " · ".join(part for part in (since, details.consent_how) if part)
        self.consent_note.setText(words)
        self.consent_note.setVisible(bool(words))

    def _set_consent(self, on: bool) -> None:
        how = _("店主代记") if on else _("本人收回")
        self._context.change(
            _("修改营销同意"),
            lambda s, _p: set_consent(s, [self._member_id], on, how),
            say=_("已记下同意") if on else _("已记下不同意"),
        )

    def _set_stopped(self, on: bool) -> None:
        self._store_stopped(on, "")
        if on:
            self.reason.show()
            self.reason.setFocus()

    def _store_stopped(self, on: bool, reason: str) -> None:
        self._context.change(
            _("设置免打扰") if on else _("取消免打扰"),
            lambda s, _p: set_do_not_contact(s, [self._member_id], on, reason),
            say=_("已设为免打扰") if on else _("可以再联系了"),
        )
