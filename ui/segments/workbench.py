"""逐个发送: one member after the other, the text filled in; copy, send by hand in WeChat, say that it was sent.

Keys: Ctrl+Shift+C copies, Ctrl+Enter marks as sent and goes on, Alt+Right skips, Alt+Left goes back.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.data.database import Change
from shopdesk.data.shop import read_shop
from shopdesk.outreach.contact_lists import ListPlan, plan_contact_list
from shopdesk.outreach.list_wishes import ListWish
from shopdesk.outreach.touches import KINDS, count_sent, kind_name, record_sent, sent_on
from ui.app_context import AppContext
from ui.segments.queue import Queue
from ui.segments.reading import Question
from ui.segments.recipient_panel import RecipientPanel
from ui.segments.template_choice import TemplateChoice
from ui.tasks import Task
from ui.widgets.buttons import plain_button, primary_button, push_button
from ui.widgets.cards import text_label
from ui.widgets.dialogs import button_row, dialog_column
from ui.widgets.segmented import SegmentedControl
from ui.widgets.toast import announce

_LABEL_LIMIT = 60


class Workbench(QDialog):
    def __init__(
        self, context: AppContext, name: str, question: Question, today: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.context, self.name, self.question, self.today = context, name, question, today
        self.setWindowTitle(_("逐个发送：{name}").format(name=name[:_LABEL_LIMIT]))
        self.resize(920, 540)
        self._task: Task | None = None
        self._batch = context.query(read_shop).contact.batch
        self.template = TemplateChoice(context, _("不用模板，自己写"))
        self.kind = SegmentedControl([(kind, kind_name(kind)) for kind in KINDS], _("这是什么消息"))
        self.contactable = QCheckBox(_("只发今天可以联系的"))
        self.contactable.setChecked(True)
        self.left_out = text_label("", "muted", wrap=True)
        self.queue = Queue(context, today)
        self.panel = RecipientPanel(context, today)
        self.counts = text_label("", "label")
        self._lay_out()
        self._connect()
        self.read_again()
        self.panel.message.setFocus()

    # ---- building

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(text_label(_("话术"), "label"))
        top.addWidget(self.template, 1)
        top.addWidget(self.kind)
        top.addWidget(self.contactable)
        both = QSplitter(Qt.Orientation.Horizontal)
        both.addWidget(self.queue)
        both.addWidget(self._build_right())
        both.setSizes([310, 570])
        both.setStretchFactor(1, 1)
        both.setHandleWidth(12)
        both.setChildrenCollapsible(False)
        column = dialog_column(self)
        column.addLayout(top)
        column.addWidget(self.left_out)
        column.addWidget(both, 1)
        column.addLayout(self._build_foot())

    def _build_right(self) -> QWidget:
        self.back_button = plain_button(_("上一位"), lambda: self.queue.step(-1), icon_name="arrow-left")
        self.skip_button = plain_button(_("跳过"), self.skip, icon_name="arrow-right")
        self.copy_button = plain_button(_("复制"), self.copy, icon_name="copy")
        self.sent_button = primary_button(_("已发送，下一位"), self.mark_sent, icon_name="check")
        for button, keys in (
            (self.back_button, "Alt+Left"), (self.skip_button, "Alt+Right"), (self.copy_button, "Ctrl+Shift+C"),
            (self.sent_button, "Ctrl+Return"),
        ):  # fmt: skip
            sequence = QKeySequence(keys)
            button.setToolTip(
                _("{name}（{keys}）").format(
                    name=button.text(), keys=sequence.toString(QKeySequence.SequenceFormat.NativeText)
                )
            )
            shortcut = QShortcut(sequence, self)
            shortcut.activated.connect(button.click)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.panel, 1)
        column.addLayout(button_row(self.copy_button, self.sent_button, left=[self.back_button, self.skip_button]))
        return box

    def _build_foot(self) -> QHBoxLayout:
        self.undo_button = push_button(_("撤回刚才的记录"), self.context.undo, icon_name="undo-2", kind="quiet")
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.counts, 1)
        foot.addWidget(self.undo_button)
        foot.addWidget(plain_button(_("关闭"), self.reject))
        return foot

    def _connect(self) -> None:
        self.template.chosen.connect(lambda _row: self._show_current(keep_text=False))
        self.kind.chosen.connect(self._take_kind)
        self.contactable.toggled.connect(lambda _on: self.read_again())
        self.queue.current_changed.connect(lambda _member: self._show_current())
        self.context.changed.connect(self._on_change)

    # ---- reading

    def read_again(self) -> None:
        """Who is to be written to, beside the window."""
        if self._task is not None:
            self._task.cancel()
        asked = self.question
        wish = ListWish(
            self.name, asked.rule, asked.ids, segment_id=asked.segment_id,
            only_contactable=self.contactable.isChecked(),
        )  # fmt: skip
        today = self.today

        def read(session: Any) -> tuple[ListPlan, set[int]]:
            plan = plan_contact_list(session, wish, today)
            return plan, sent_on(session, plan.ids, today)

        self._task = self.context.query_later(read, self._show_plan, self._refuse)

    def _show_plan(self, found: tuple[ListPlan, set[int]]) -> None:
        plan, sent = found
        parts = [_("{why} {count} 人").format(why=why, count=f"{count:,}") for why, count in plan.left_out.items()]
        self.left_out.setText(_("没有列入：{parts}。").format(parts=_("、").join(parts)) if parts else "")
        self.left_out.setVisible(bool(parts))
        self.queue.show_members(plan.ids, sent)
        self._show_current()

    def _refuse(self, error: ShopError) -> None:
        self.left_out.setText(str(error))
        self.left_out.show()

    def _show_current(self, *, keep_text: bool = True) -> None:
        row = self.template.row
        self.panel.show_member(
            self.queue.current(), self.question.rule, self.kind.key(), row.body if row is not None else "",
            keep_text=keep_text,
        )  # fmt: skip
        self._show_state()

    def _show_state(self) -> None:
        member = self.queue.current()
        for button in (self.copy_button, self.sent_button):
            button.setEnabled(member is not None and not self.panel.forbidden)
        for button in (self.skip_button, self.back_button):
            button.setEnabled(member is not None)
        today = self.context.query(lambda session: count_sent(session, self.today))
        words = _("今天已发 {sent} 条 · 这份名单还剩 {left} 人").format(
            sent=f"{today:,}", left=f"{self.queue.count_left():,}"
        )
        if today and today % self._batch == 0:
            words += " · " + _("满 {most} 条了，歇一会儿再发").format(most=self._batch)
        self.counts.setText(words)
        self.undo_button.setEnabled(self.context.database.undo_label == _("记录发送"))

    def _on_change(self, change: Change) -> None:
        if change.tables & {"touch", "member"}:
            ids, today = self.queue.members(), self.today
            self.queue.show_sent(self.context.query(lambda session: sent_on(session, ids, today)))
            self._show_current()

    # ---- what the owner does

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self.panel.text())
        self.panel.say(_("已复制，去微信里粘贴发送。"))
        announce(self, _("已复制"))

    def mark_sent(self) -> None:
        member, text = self.queue.current(), self.panel.text()
        if member is None or not self.sent_button.isEnabled():
            return
        row, kind, segment = self.template.row, self.kind.key(), self.name if self.question.rule is not None else ""
        template = row.id if row is not None else None
        self.sent_button.setEnabled(False)  # a second Ctrl+Enter must not write it down twice
        self.context.change(
            _("记录发送"),
            lambda session, _progress: record_sent(
                session, member, text, kind=kind, template_id=template, segment=segment
            ),
            partial(self._after_sent, member),
            self._not_sent,
        )

    def _after_sent(self, member: int, _touch: int) -> None:
        self.panel.forget_text(member)
        self.queue.go_on(member)
        self._show_state()

    def _not_sent(self, error: ShopError) -> None:
        self._show_state()
        self.panel.say(str(error), "error")

    def skip(self) -> None:
        self.queue.skip()
        self._show_state()

    def _take_kind(self, kind: str) -> None:
        # Notices of orders and pick-up need no consent and are no bother to count.
        if self.contactable.isChecked() != (kind == "marketing"):
            self.contactable.setChecked(kind == "marketing")
        self._show_current()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._task is not None:
            self._task.cancel()
        super().closeEvent(event)
