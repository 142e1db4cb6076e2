"""What can be done with the selected members: tags, do-not-contact, a contact list, merging, deleting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from shopdesk.base.i18n import _
from shopdesk.members.consent import set_consent, set_do_not_contact
from shopdesk.members.people import delete_members
from shopdesk.members.tag_editing import find_or_create_tag
from shopdesk.members.tagging import tag_members, untag_members
from shopdesk.members.tags import count_tags_among, list_tags
from ui.app_context import AppContext
from ui.members.merge_dialog import MergeDialog
from ui.members.reason_dialog import ask_reason
from ui.members.tag_picker import Picked, TagPicker

Act = tuple[str, str, Callable[[], object]]


class BulkActs:
    """`selected()` says for whom; each act is one step to undo."""

    def __init__(self, context: AppContext, parent: QWidget, selected: Callable[[], list[int]]) -> None:
        self._context, self._parent, self._selected = context, parent, selected

    def offered(self) -> list[Act]:
        """(words, icon, act) for the bulk bar and the menu."""
        return [
            (_("打标签"), "tag", self.tag),
            (_("去标签"), "tags", self.untag),
            (_("免打扰"), "bell-off", self.stop_contact),
            (_("导出名单"), "download", self.export),
        ]

    def offered_besides(self) -> list[Act]:
        """What only the menu has."""
        return [
            (_("取消免打扰"), "bell", self.allow_contact),
            (_("记下同意营销"), "user-check", self.record_consent),
            (_("合并两位会员"), "merge", self.merge),
            (_("删除"), "trash-2", self.delete),
        ]

    def _ids(self) -> list[int]:
        ids = self._selected()
        if not ids:
            self._context.say(_("请先选择会员。"))
        return ids

    def _say(self, text: str) -> None:
        self._context.say(text, _("撤销"), self._context.undo)

    # ---- tags

    def tag(self) -> None:
        if ids := self._ids():
            groups = self._context.query(list_tags)
            title = _("给 {count} 人打标签").format(count=f"{len(ids):,}")
            picker = TagPicker(groups, title, _("打上"), parent=self._parent)
            self._open(picker, lambda picked: self._tag(ids, picked))

    def _tag(self, ids: Sequence[int], picked: Picked) -> None:
        if not picked.tag_ids and not picked.new_names:
            return

        def work(session: Any, _progress: object) -> int:
            tags = [*picked.tag_ids, *(find_or_create_tag(session, name) for name in picked.new_names)]
            return sum(tag_members(session, tag, ids) for tag in tags)

        def told(count: int) -> None:
            if count:
                self._say(_("已打上 {count} 个标签").format(count=f"{count:,}"))
            else:
                self._context.say(_("这些会员本来就有这些标签。"))

        self._context.change(_("打标签"), work, told)

    def untag(self) -> None:
        if not (ids := self._ids()):
            return
        groups, counts = self._context.query(lambda s: (list_tags(s), count_tags_among(s, ids)))
        if not counts:
            self._context.say(_("所选的会员都还没有标签。"))
            return
        title = _("去掉 {count} 人的标签").format(count=f"{len(ids):,}")
        picker = TagPicker(groups, title, _("去掉"), counts=counts, can_create=False, parent=self._parent)
        self._open(picker, lambda picked: self._untag(ids, picked))

    def _untag(self, ids: Sequence[int], picked: Picked) -> None:
        if picked.tag_ids:
            self._context.change(
                _("去标签"),
                lambda s, _p: sum(untag_members(s, tag, ids) for tag in picked.tag_ids),
                lambda count: self._say(_("已去掉 {count} 个标签").format(count=f"{count:,}")),
            )

    def edit_tags_of(self, member_id: int) -> None:
        """All tags of one member, ticked where they have them."""
        groups, counts = self._context.query(lambda s: (list_tags(s), count_tags_among(s, [member_id])))
        had = frozenset(counts)
        picker = TagPicker(groups, _("这位会员的标签"), _("完成"), ticked=had, parent=self._parent)
        self._open(picker, lambda picked: self._change_tags(member_id, had, picked))

    def _change_tags(self, member_id: int, had: frozenset[int], picked: Picked) -> None:
        if picked.tag_ids == had and not picked.new_names:
            return

        def work(session: Any, _progress: object) -> None:
            new = [find_or_create_tag(session, name) for name in picked.new_names]
            for tag in (*(picked.tag_ids - had), *new):
                tag_members(session, tag, [member_id])
            for tag in had - picked.tag_ids:
                untag_members(session, tag, [member_id])

        self._context.change(_("修改标签"), work, say=_("标签已更新"))

    def _open(self, picker: TagPicker, then: Callable[[Picked], object]) -> None:
        picker.accepted.connect(lambda: then(picker.picked()))
        picker.finished.connect(picker.deleteLater)
        picker.open()

    # ---- contact

    def stop_contact(self) -> None:
        if not (ids := self._ids()):
            return
        question = _("{count} 人设为免打扰").format(count=f"{len(ids):,}")
        reason = ask_reason(self._parent, question, [_("本人要求"), _("已经搬走"), _("嫌消息太多"), _("投诉过")])
        if reason is not None:
            self._context.change(
                _("设置免打扰"),
                lambda s, _p: set_do_not_contact(s, ids, True, reason),
                lambda count: self._say(_("{count} 人已设为免打扰").format(count=f"{count:,}")),
            )

    def allow_contact(self) -> None:
        if ids := self._ids():
            self._context.change(
                _("取消免打扰"),
                lambda s, _p: set_do_not_contact(s, ids, False),
                lambda count: self._say(_("{count} 人可以再联系了").format(count=f"{count:,}")),
            )

    def record_consent(self) -> None:
        if not (ids := self._ids()):
            return
        question = _("记下 {count} 人同意接收营销消息").format(count=f"{len(ids):,}")
        how = ask_reason(self._parent, question, [_("入群时同意"), _("本人在微信里说的"), _("登记表上勾选")])
        if how is not None:
            self._context.change(
                _("记下同意"),
                lambda s, _p: set_consent(s, ids, True, how),
                lambda count: self._say(_("已记下 {count} 人同意").format(count=f"{count:,}")),
            )

    # ---- the rest

    def export(self) -> None:
        if ids := self._ids():
            self._context.go_to("segments", tuple(ids))

    def merge(self) -> None:
        ids = self._selected()
        if len(ids) != 2:
            self._context.say(_("请正好选两位会员。"))
            return
        dialog = MergeDialog(self._context, ids[0], ids[1], self._parent)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def delete(self) -> None:
        if ids := self._ids():
            self.delete_ids(ids)

    def delete_ids(self, ids: Sequence[int]) -> None:
        self._context.change(
            _("删除会员"),
            lambda s, _p: delete_members(s, ids),
            lambda count: self._say(_("已删除 {count} 位会员").format(count=f"{count:,}")),
        )
