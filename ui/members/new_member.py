"""The form for a new member; warns of somebody who may be the same person before it is too late."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLineEdit, QWidget

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.members.identity import find_member
from shopdesk.members.listing import list_communities
from shopdesk.members.people import create_member
from shopdesk.members.search import read_hits
from ui.app_context import AppContext
from ui.members.in_place import suggest
from ui.widgets.buttons import plain_button, primary_button, push_button
from ui.widgets.cards import text_label
from ui.widgets.dialogs import button_row, dialog_column
from ui.widgets.forms import Form, FormRow

_ERROR_FIELDS = {
    "no_name": "name",
    "bad_phone": "phone",
    "bad_birthday": "birthday",
    "number_taken": "number",
}


class NewMemberDialog(QDialog):
    made = Signal(int)
    opened_known = Signal(int)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._known: int | None = None
        self.setWindowTitle(_("新建会员"))
        self.setMinimumWidth(440)
        self.form = Form()
        self.fields: dict[str, QLineEdit] = {}
        self.rows: dict[str, FormRow] = {}
        for key, label, hint in (
            ("name", _("昵称"), ""),
            ("phone", _("手机号"), ""),
            ("community", _("小区"), ""),
            ("room", _("房号"), ""),
            ("wechat_id", _("微信号"), ""),
            ("birthday", _("生日"), _("1990-05-03，或者只写 05-03")),
            ("note", _("备注"), ""),
        ):
            field = QLineEdit()
            field.setMaxLength(2000 if key == "note" else 200)
            field.editingFinished.connect(self._look_for_known)
            self.fields[key] = field
            self.rows[key] = self.form.add(label, field, hint=hint, required=key == "name")
        suggest(self.fields["community"], [name for name, _count in context.query(list_communities)])
        column = dialog_column(self)
        column.addWidget(self.form)
        column.addWidget(self._warning())
        self.yes = primary_button(_("建好"), self._create)
        self.yes.setDefault(True)
        column.addLayout(button_row(plain_button(_("取消"), self.reject), self.yes))
        self.fields["name"].setFocus()

    def _warning(self) -> QWidget:
        self.warning = QFrame()
        self.warning.setProperty("role", "note-warning")
        row = QHBoxLayout(self.warning)
        row.setContentsMargins(12, 8, 12, 8)
        self._warning_text = text_label("", wrap=True)
        row.addWidget(self._warning_text, 1)
        row.addWidget(push_button(_("看这位"), self._open_known, kind="link"))
        self.warning.hide()
        return self.warning

    def values(self) -> dict[str, Any]:
        return {key: field.text() for key, field in self.fields.items()}

    def _look_for_known(self) -> None:
        values = self.values()
        if not values["name"].strip() and not values["phone"].strip():
            return
        wanted = {key: values[key] for key in ("name", "phone", "room", "community")}
        match = self._context.query(lambda session: find_member(session, **wanted))
        candidates = match.candidates
        self._known = candidates[0] if candidates else None
        self.warning.setVisible(bool(candidates))
        if candidates:
            hit = self._context.query(lambda session: read_hits(session, candidates[:1]))[candidates[0]]
            known = " · ".join(part for part in (hit.name, hit.community, hit.room) if part)
            self._warning_text.setText(_("已经有一位“{known}”：{why}。").format(known=known, why=match.reason))

    def _open_known(self) -> None:
        if self._known is not None:
            self.opened_known.emit(self._known)
            self.reject()

    def _create(self) -> None:
        self.form.clear_errors()
        values = self.values()
        self.yes.setEnabled(False)  # one click, one member
        self._context.change(
            _("新建会员"),
            lambda session, _progress: create_member(session, **values),
            self._done,
            self._refused,
            say=_("已新建 {name}").format(name=values["name"].strip()),
        )

    def _done(self, member_id: int) -> None:
        self.made.emit(member_id)
        self.accept()

    def _refused(self, error: ShopError) -> None:
        self.yes.setEnabled(True)
        self.rows[_ERROR_FIELDS.get(error.code, "name")].set_error(str(error))
        self.form.focus_first_error()
