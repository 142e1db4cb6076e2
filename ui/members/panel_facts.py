"""The facts of a member in the drawer, edited where they stand."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.members.details import MemberDetails
from shopdesk.members.listing import list_communities, list_pickup_points
from shopdesk.members.people import edit_member
from ui.app_context import AppContext
from ui.members.in_place import InPlaceEdit, suggest
from ui.members.wording import birthday_text, birthday_words, gender_choices
from ui.widgets.buttons import push_button
from ui.widgets.forms import Form, FormRow

_ALWAYS = ("name", "phone", "community", "room", "wechat_id", "birthday")


class FactsSection(QWidget):
    def __init__(self, context: AppContext, member_id: int) -> None:
        super().__init__()
        self._context, self._member_id = context, member_id
        self._details: MemberDetails | None = None
        self.fields: dict[str, InPlaceEdit] = {}
        self.rows: dict[str, FormRow] = {}
        self._unfolded = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._form = Form(label_width=64)
        column.addWidget(self._form)
        for key, label, placeholder in (
            ("name", _("昵称"), ""),
            ("phone", _("手机号"), _("11 位数字")),
            ("community", _("小区"), ""),
            ("building", _("楼栋"), ""),
            ("room", _("房号"), _("如 3-2-501")),
            ("wechat_id", _("微信号"), ""),
            ("birthday", _("生日"), _("1990-05-03 或 05-03")),
            ("real_name", _("真名"), ""),
            ("number", _("会员编号"), ""),
            ("source", _("来源"), ""),
            ("address", _("地址"), ""),
        ):
            self._add_field(key, label, placeholder)
        self._add_choices()
        self._more = push_button(_("更多资料"), self._unfold, kind="link", icon_name="chevron-down")
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)

    def _add_field(self, key: str, label: str, placeholder: str) -> None:
        field = InPlaceEdit(label, placeholder or _("没有填"))
        field.committed.connect(partial(self.save, key))
        self.fields[key] = field
        self.rows[key] = self._form.add(label, field)

    def _add_choices(self) -> None:
        self.gender, self.pickup = QComboBox(), QComboBox()
        for key, title in gender_choices():
            self.gender.addItem(title, key)
        self.rows["gender"] = self._form.add(_("性别"), self.gender)
        self.rows["pickup_point_id"] = self._form.add(_("自提点"), self.pickup)
        self.gender.activated.connect(lambda _at: self.save("gender", self.gender.currentData()))
        self.pickup.activated.connect(lambda _at: self.save("pickup_point_id", self.pickup.currentData()))

    def show_details(self, details: MemberDetails) -> None:
        first = self._details is None
        self._details = details
        row = details.row
        values = {
            "name": row.name, "phone": row.phone or "", "community": row.community, "building": row.building,
            "room": row.room, "wechat_id": row.wechat_id, "birthday": birthday_text(row.birthday),
            "real_name": row.real_name, "number": row.number or "", "source": row.source, "address": details.address,
        }  # fmt: skip
        for key, value in values.items():
            self.fields[key].show_value(value)
        self.fields["phone"].setPlaceholderText(row.phone_masked or _("11 位数字"))
        self.gender.setCurrentIndex(max(self.gender.findData(row.gender), 0))
        if first:
            self._read_choices()
        self.pickup.setCurrentIndex(max(self.pickup.findText(details.pickup_point), 0))
        filled = {key for key, value in values.items() if value}
        filled |= {"gender"} if row.gender else set()
        filled |= {"pickup_point_id"} if details.pickup_point else set()
        for key, line in self.rows.items():
            line.set_visible(self._unfolded or key in _ALWAYS or key in filled)
        self._more.setVisible(not self._unfolded and any(key not in filled for key in self.rows if key not in _ALWAYS))

    def show_birthday(self, today: int) -> None:
        """How far the birthday is, under its field."""
        if self._details is not None and not self.rows["birthday"].error:
            self.rows["birthday"].set_hint(birthday_words(self._details.row.birthday, today))

    def _read_choices(self) -> None:
        communities, points = self._context.query(lambda s: (list_communities(s), list_pickup_points(s)))
        suggest(self.fields["community"], [name for name, _count in communities])
        self.pickup.clear()
        self.pickup.addItem(_("不指定"), None)
        for point_id, name in points:
            self.pickup.addItem(name, point_id)

    def _unfold(self) -> None:
        self._unfolded = True
        for line in self.rows.values():
            line.set_visible(True)
        self._more.hide()
        self.fields["building"].setFocus()

    def save(self, key: str, value: object) -> None:
        """Store one fact; a refused one says why under its field and stays to be mended."""
        line = self.rows[key]
        line.set_error("")

        def refused(error: ShopError) -> None:
            line.set_error(str(error))
            if key in self.fields:
                self.fields[key].refuse()

        self._context.change(
            _("修改会员资料"),
            lambda session, _progress: edit_member(session, self._member_id, **{key: value}),
            failed=refused,
        )
