"""How the message reads for one member of the list after another, and what it lacks for all of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.outreach.contact_lists import Gaps, find_gaps, preview_message
from shopdesk.outreach.list_wishes import ListWish
from shopdesk.outreach.touches import read_recipient
from shopdesk.referrals.links import link_for
from ui.app_context import AppContext
from ui.tasks import Task
from ui.widgets.buttons import icon_button
from ui.widgets.cards import text_label
from ui.widgets.elided import ElidedLabel

_LOOKED_AT = 2000  # members whose messages are looked through for gaps while the owner chooses


class MessagePreview(QWidget):
    def __init__(self, context: AppContext, today: int) -> None:
        super().__init__()
        self._context, self._today = context, today
        self._wish: ListWish | None = None
        self._ids: Sequence[int] = ()
        self._at = 0
        self._task: Task | None = None
        self.who = ElidedLabel("", "muted")
        self.text = text_label("", wrap=True, selectable=True)
        self.text.setAccessibleName(_("话术预览"))
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.gaps = text_label("", "warning", wrap=True)
        bubble = QFrame()
        bubble.setProperty("role", "note")
        inside = QVBoxLayout(bubble)
        inside.setContentsMargins(12, 8, 12, 8)
        inside.addWidget(self.text)
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self.who, 1)
        row.addWidget(icon_button("chevron-left", _("上一位"), lambda: self.step(-1)))
        row.addWidget(icon_button("chevron-right", _("下一位"), lambda: self.step(1)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(bubble)
        column.addWidget(self.gaps)

    def show_wish(self, wish: ListWish, body: str, ids: Sequence[int]) -> None:
        """`body` is the template's text; without one there is nothing to see."""
        self._wish, self._ids = wish, ids
        self._at = min(self._at, max(len(ids) - 1, 0))
        there = bool(body) and bool(ids)
        self.setVisible(there)
        if self._task is not None:
            self._task.cancel()
        self.gaps.hide()
        if there:
            self._show()
            some, today = ids[:_LOOKED_AT], self._today
            self._task = self._context.query_later(
                lambda session: find_gaps(session, some, body, today, link_for), self._show_gaps
            )

    def step(self, by: int) -> None:
        if self._ids:
            self._at = (self._at + by) % len(self._ids)
            self._show()

    def _show(self) -> None:
        wish, member, today = self._wish, self._ids[self._at], self._today
        assert wish is not None
        filled = self._context.query(lambda session: preview_message(session, wish, member, today, link_for))
        person = self._context.query(lambda session: read_recipient(session, member, "service", 0))
        name = person.name if person is not None else ""
        self.who.setText(
            _("发给 {name} 的样子（{at} / {count}）").format(name=name, at=self._at + 1, count=len(self._ids))
        )
        self.text.setText(filled.text)

    def _show_gaps(self, gaps: Gaps) -> None:
        parts = [_("{field}（{count} 人）").format(field=name, count=count) for name, count in gaps.missing.items()]
        parts += [_("没有“{field}”这个字段").format(field=name) for name in gaps.unknown]
        if not parts:
            self.gaps.hide()
            return
        words = _("有 {count} 条话术缺内容：{parts}。缺的地方会留着花括号，发之前请补上。").format(
            count=gaps.messages, parts=_("、").join(parts)
        )
        if len(self._ids) > _LOOKED_AT:
            words = _("前 {most} 人里").format(most=f"{_LOOKED_AT:,}") + words
        self.gaps.setText(words)
        self.gaps.show()
