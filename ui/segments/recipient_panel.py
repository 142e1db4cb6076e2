"""One member to write to: who it is, why on the list, what speaks against writing now, and the text."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from shopdesk.base.dates import now
from shopdesk.base.i18n import _
from shopdesk.content.merge_fields import Filled
from shopdesk.members.segments import reasons
from shopdesk.outreach.touches import Recipient, read_recipient, write_message
from shopdesk.referrals.links import link_for
from ui.app_context import AppContext
from ui.widgets.buttons import push_button
from ui.widgets.cards import set_role, text_label
from ui.widgets.elided import ElidedLabel


class RecipientPanel(QWidget):
    def __init__(self, context: AppContext, today: int) -> None:
        super().__init__()
        self._context, self._today = context, today
        self._member: int | None = None
        self._filled = self._handle = ""
        self._texts: dict[int, str] = {}
        """What the owner wrote for a member and has not sent yet."""
        self.forbidden = False
        self.name = ElidedLabel("", "section")
        self.facts = ElidedLabel("", "muted")
        self.why = text_label("", "muted", wrap=True)
        self.find_button = push_button("", self._copy_handle, icon_name="copy", kind="link")
        self.warning = text_label("", wrap=True)
        self.warning_note = QFrame()
        self.warning_note.setProperty("role", "note-warning")
        self.message = QPlainTextEdit()
        self.message.setAccessibleName(_("要发的话"))
        self.message.setPlaceholderText(_("选一个模板，或者在这里写。"))
        self.message.setTabChangesFocus(True)
        self.note = text_label("", "warning", wrap=True)
        self._lay_out()

    def _lay_out(self) -> None:
        inside = QVBoxLayout(self.warning_note)
        inside.setContentsMargins(12, 8, 12, 8)
        inside.addWidget(self.warning)
        head = QHBoxLayout()
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.name)
        names.addWidget(self.facts)
        head.addLayout(names, 1)
        head.addWidget(self.find_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.why)
        column.addWidget(self.warning_note)
        column.addWidget(self.message, 1)
        column.addWidget(self.note)

    # ---- showing

    def show_member(
        self, member: int | None, rule: dict[str, Any] | None, kind: str, body: str, *, keep_text: bool = True
    ) -> None:
        """What the owner wrote for this member stays, unless another template was chosen."""
        if self._member is not None and self._member != member:
            self._keep_text()
        if not keep_text:
            self._texts.clear()
        same = keep_text and member is not None and member == self._member
        self._member = member
        person = self._read(member, kind)
        self.setEnabled(person is not None)
        self.forbidden = person is None or bool(person.forbidden)
        self._show_person(person, rule)
        if person is None or member is None:
            self.message.clear()
            self.note.hide()
        elif not same:
            self._show_text(member, body)

    def text(self) -> str:
        return self.message.toPlainText().strip()

    def forget_text(self, member: int) -> None:
        """It was sent."""
        self._texts.pop(member, None)
        if member == self._member:
            self._filled = self.message.toPlainText()

    def say(self, sentence: str, role: str = "success") -> None:
        self.note.setText(sentence)
        set_role(self.note, role)
        self.note.setVisible(bool(sentence))

    def _read(self, member: int | None, kind: str) -> Recipient | None:
        if member is None:
            return None
        return self._context.query(lambda session: read_recipient(session, member, kind, now()))

    def _show_person(self, person: Recipient | None, rule: dict[str, Any] | None) -> None:
        self.name.setText(person.name if person is not None else _("名单上没有人了"))
        parts = [person.place, person.note] if person is not None else []
        self.facts.setText(" · ".join(part for part in parts if part))
        why = ""
        if person is not None and rule is not None:
            why = self._context.query(lambda session: reasons(session, rule, [person.id], self._today))[0]
        self.why.setText(_("为什么：{why}").format(why=why) if why else "")
        self.why.setVisible(bool(why))
        self.find_button.setVisible(person is not None)
        self._handle = "" if person is None else person.wechat_id or person.name
        self.find_button.setText(_("复制微信号") if person is not None and person.wechat_id else _("复制昵称"))
        self.find_button.setAccessibleName(self.find_button.text())
        self._show_warnings(person)

    def _show_warnings(self, person: Recipient | None) -> None:
        forbidden = person.forbidden if person is not None else ""
        words = [forbidden] if forbidden else list(person.warnings) if person is not None else []
        if person is not None and person.sent_today:
            words.insert(0, _("今天已经发过 {count} 条。").format(count=person.sent_today))
        self.warning.setText("\n".join(words))
        self.warning_note.setVisible(bool(words))
        set_role(self.warning_note, "note-danger" if forbidden else "note-warning")

    def _show_text(self, member: int, body: str) -> None:
        filled = Filled("", (), ())
        if body:
            filled = self._context.query(lambda session: write_message(session, member, body, self._today, link_for))
        self._filled = filled.text
        self.message.setPlainText(self._texts.get(member, filled.text))
        missing = _("、").join((*filled.missing, *filled.unknown))
        self.say(_("缺少：{fields}。请改好花括号的地方再发。").format(fields=missing) if missing else "", "warning")

    def _keep_text(self) -> None:
        text = self.message.toPlainText()
        if self._member is not None and text != self._filled:
            self._texts[self._member] = text

    def _copy_handle(self) -> None:
        QGuiApplication.clipboard().setText(self._handle)
        self.say(_("已复制“{text}”，去微信里搜这个人。").format(text=self._handle))
