"""群核对: paste the member list of a WeChat group, see who ordered, who never did, who is new and who left."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from shopdesk.base.dates import day_of, short_day
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.texts import clean_text
from shopdesk.data.shop import read_shop
from shopdesk.members.group_check import (
    Check,
    GroupAnswers,
    GroupRow,
    Key,
    forget_group,
    list_groups,
    look_at_group,
    save_check,
)
from shopdesk.members.group_text import MemberList, read_member_list
from ui.app_context import AppContext
from ui.members.group_result import GroupResult
from ui.tasks import Task
from ui.widgets.buttons import plain_button, primary_button
from ui.widgets.cards import set_role, text_label
from ui.widgets.dialogs import dialog_column

ShowMembers = Callable[[Collection[int], str], object]


class GroupCheckDialog(QDialog):
    """`show_members(ids, name)` lists members on the page behind."""

    def __init__(
        self, context: AppContext, show_members: ShowMembers, parent: QWidget | None = None, text: str = ""
    ) -> None:
        super().__init__(parent)
        self._context, self._show_members = context, show_members
        self._list = MemberList(())
        self._answers = GroupAnswers()
        self._from_text = False
        self._looking: Task | None = None
        self._groups: dict[str, GroupRow] = {}
        self._zone = context.query(read_shop).time_zone
        self.setWindowTitle(_("群核对"))
        self.resize(980, 580)
        column = dialog_column(self)
        column.addLayout(self._head())
        self.stack = QStackedWidget()
        self.paste_box = QPlainTextEdit()
        self.stack.addWidget(self._paste_side())
        self.found = GroupResult(context, self._list_members, self)
        self.found.answered.connect(self._answer)
        self.found.unique_chosen.connect(self._choose_unique)
        self.stack.addWidget(self.found)
        column.addWidget(self.stack, 1)
        column.addLayout(self._foot())
        self._fill_groups()
        self.paste_box.setFocus()
        if text:
            self.paste_box.setPlainText(text)
            self.check()
        self._show_buttons()

    # ---- laying out

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(text_label(_("群核对"), "title"))
        row.addStretch(1)
        label = text_label(_("哪个群"), "label")
        self.group = QComboBox()
        self.group.setEditable(True)
        self.group.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.group.setMinimumWidth(220)
        self.group.setAccessibleName(_("哪个群"))
        line = self.group.lineEdit()
        assert line is not None
        line.setMaxLength(100)
        line.setPlaceholderText(_("给这个群起个名字"))
        self.group.editTextChanged.connect(lambda _text: self._show_buttons())
        self.group.activated.connect(lambda _at: self._on_group())
        label.setBuddy(self.group)
        row.addWidget(label)
        row.addWidget(self.group)
        return row

    def _paste_side(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        sentence = _("在电脑微信里打开群成员，把名单复制过来粘贴在这里。一行一个名字、带序号、用顿号隔开都可以。")
        column.addWidget(text_label(sentence, "muted", wrap=True))
        self.paste_box.setPlaceholderText(_("3-501 王姐🌸\n小雨\n豆豆妈\n…"))
        self.paste_box.setAccessibleName(_("群成员名单"))
        self.paste_box.setTabChangesFocus(True)
        self.paste_box.textChanged.connect(self._show_buttons)
        column.addWidget(self.paste_box, 1)
        return side

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.status = text_label("", "muted", wrap=True)
        row.addWidget(self.status, 1)
        self.last_button = plain_button(_("看上次的结果"), self.show_last, icon_name="history")
        self.forget_button = plain_button(_("删除这个群"), self.forget, icon_name="trash-2")
        self.back_button = plain_button(_("换一份名单"), self._back, icon_name="arrow-left")
        self.close_button = plain_button(_("关闭"), self.reject)
        self.check_button = primary_button(_("核对"), self.check)
        self.save_button = primary_button(_("保存核对"), self.save)
        for button in (self.forget_button, self.last_button, self.back_button, self.close_button):
            row.addWidget(button)
        row.addWidget(self.check_button)
        row.addWidget(self.save_button)
        return row

    # ---- the group

    def name(self) -> str:
        return clean_text(self.group.currentText())

    def _fill_groups(self) -> None:
        self._groups = {group.name: group for group in self._context.query(list_groups)}
        name = self.name()
        self.group.blockSignals(True)
        self.group.clear()
        self.group.addItems(list(self._groups))
        self.group.setCurrentText(name or next(iter(self._groups), ""))
        self.group.blockSignals(False)

    def _on_group(self) -> None:
        """Another group for the list that is on screen, or the group's own last list."""
        if self.stack.currentWidget() is self.found:
            self._look() if self._from_text else self.show_last()
        self._show_buttons()

    # ---- looking

    def check(self) -> None:
        """Read what was pasted and hold it against the shop."""
        self._list = read_member_list(self.paste_box.toPlainText())
        if not self._list.people:
            self._refuse(ShopError(_("这段文字里没有名字。"), _("请粘贴群成员的名单，一行一个名字。"), "no_names"))
            return
        if self._list.title and not self.name():
            self.group.setCurrentText(self._list.title)
        self._from_text, self._answers = True, GroupAnswers()
        self._look()

    def show_last(self) -> None:
        self._from_text, self._answers = False, GroupAnswers()
        self._look()

    def _look(self) -> None:
        name, answers = self.name(), self._answers
        people = self._list.people if self._from_text else None
        if self._looking is not None:
            self._looking.cancel()
        self._looking = self._context.query_later(lambda s: look_at_group(s, name, people, answers), self._show)

    def _show(self, check: Check) -> None:
        first = self.stack.currentWidget() is not self.found
        self.stack.setCurrentWidget(self.found)
        self.found.show_check(check, self.name(), start=first)
        if first:
            self.found.table.setFocus()
        self._say(self._summary(check))
        self._show_buttons()

    def _summary(self, check: Check) -> str:
        here = sum(row.presence != "left" for row in check.rows)
        words = _("群里 {count} 人").format(count=here)
        if self._from_text and self._list.said is not None and self._list.said != here:
            words = _("读到 {count} 人，名单上写着 {said} 人").format(count=here, said=self._list.said)
        if check.checked_at is None:
            return words
        day = short_day(day_of(check.checked_at, self._zone))
        return _("{words}，上次核对 {day}").format(words=words, day=day)

    # ---- deciding

    def _answer(self, answers: dict[Key, int | None]) -> None:
        who = {known: value for known, value in self._answers.who.items() if known not in answers}
        who |= {key: value for key, value in answers.items() if value is not None}
        self._answers = GroupAnswers(who, self._answers.unique_names)
        self._look()

    def _choose_unique(self, on: bool) -> None:
        self._answers = GroupAnswers(self._answers.who, on)
        self._look()

    def _back(self) -> None:
        self.stack.setCurrentIndex(0)
        self._say("")
        self._show_buttons()
        self.paste_box.setFocus()

    def _show_buttons(self) -> None:
        shown = self.stack.currentWidget() is self.found
        self.check_button.setVisible(not shown)
        self.check_button.setEnabled(bool(self.paste_box.toPlainText().strip()))
        for button in (self.last_button, self.forget_button):
            button.setVisible(not shown and self.name() in self._groups)
        self.back_button.setVisible(shown)
        check = self.found.check
        changes = check.changes if check is not None and shown else 0
        decided = bool(self._answers.who) or self._answers.unique_names is not None
        self.save_button.setVisible(shown)
        self.save_button.setEnabled(bool(self.name()) and (changes > 0 or decided))

    # ---- saving

    def save(self) -> None:
        name, answers = self.name(), self._answers
        check = self.found.check
        if check is None:
            return
        people = self._list.people if self._from_text else self.found.people()

        def done(saved: Check) -> None:
            self._answers = GroupAnswers()
            self._fill_groups()
            self._show(saved)
            self._say(_("已保存“{name}”的核对。").format(name=name))

        self._context.change(
            _("群核对 {name}").format(name=name), lambda s, _p: save_check(s, name, people, answers), done, self._refuse
        )

    def forget(self) -> None:
        """The group and its list of names; members, orders and what was learned stay."""
        group = self._groups.get(self.name())
        if group is None:
            return

        def done(_nothing: None) -> None:
            self.group.setCurrentText("")
            self._fill_groups()
            self._show_buttons()
            self._say(_("已删除“{name}”的名单，会员和订单不变。").format(name=group.name))

        label = _("删除群 {name}").format(name=group.name)
        self._context.change(label, lambda s, _p: forget_group(s, group.id), done, self._refuse)

    def _refuse(self, error: ShopError) -> None:
        self._say(str(error), "danger")

    def _say(self, text: str, look: str = "muted") -> None:
        self.status.setText(text)
        set_role(self.status, look)

    def _list_members(self, ids: Collection[int], name: str) -> None:
        self.accept()
        self._show_members(ids, name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the name of the group does not press a button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            return
        super().keyPressEvent(event)
