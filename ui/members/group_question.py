"""Who a name in a group is: the members proposed, somebody new, another member, or nobody known."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.members.candidates import bought_words
from shopdesk.members.group_check import NEW, NOBODY, CheckRow, Key
from shopdesk.members.group_export import results_text
from ui.app_context import AppContext
from ui.members.member_picker import pick_member
from ui.widgets.buttons import push_button
from ui.widgets.cards import Card, text_label
from ui.widgets.elided import plain_tooltip
from ui.widgets.link import LEFT, Link
from ui.widgets.scrolling import scrolled


class GroupQuestion(Card):
    answered = Signal(object, object)  # Key, a member's id, NEW, NOBODY or None

    def __init__(self, context: AppContext, open_member: Callable[[int], object]) -> None:
        super().__init__()
        self._context, self._open_member = context, open_member
        self._row: CheckRow | None = None
        self._name = text_label("", "section", wrap=True)
        self._standing = text_label("", "muted", wrap=True)
        self.body.addWidget(self._name)
        self.body.addWidget(self._standing)
        self._choices = QWidget()
        self._column = QVBoxLayout(self._choices)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._choices.setProperty("role", "scrolled")
        area = scrolled(self._choices)
        area.setAccessibleName(_("是谁"))
        self.body.addWidget(area, 1)

    def show_row(self, row: CheckRow | None) -> None:
        self._row = row
        self.setVisible(row is not None)
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if row is None:
            return
        self._name.setText(row.name)
        parts = [results_text(row), _("以前叫“{name}”").format(name=row.renamed_from) if row.renamed_from else ""]
        self._standing.setText(" · ".join(part for part in parts if part))
        if row.presence == "left" or (row.member_id is not None and row.answer is None and not row.proposed):
            self._show_member(row)
        else:
            self._show_choices(row)
        self._column.addStretch(1)

    def _show_member(self, row: CheckRow) -> None:
        if row.member_id is None:
            self._column.addWidget(text_label(_("退群时还不知道是谁。"), "muted", wrap=True))
            return
        words = _("会员 {name}").format(name=row.member_name)
        self._column.addWidget(Link(words, partial(self._open_member, row.member_id)), 0, LEFT)
        self._column.addWidget(text_label(bought_words(row.orders, row.last_day), "muted", wrap=True))

    def _show_choices(self, row: CheckRow) -> None:
        group = QButtonGroup(self._choices)
        others = [] if row.answer is None or row.answer < 0 else [row.answer]
        for each in row.proposed:
            self._add(group, row, each.id, _("是 {name}").format(name=each.label), each.facts)
            others = [other for other in others if other != each.id]
        for other in others:
            self._add(group, row, other, _("是 {name}").format(name=row.member_name), "")
        self._add(group, row, NEW, _("是新会员，建一个"), "")
        nobody = _("都不是，还不知道是谁") if row.proposed else _("还不知道是谁")
        self._add(group, row, NOBODY, nobody, "")
        line = QWidget()
        flow = QHBoxLayout(line)
        flow.setContentsMargins(0, 0, 0, 0)
        flow.addWidget(push_button(_("是别的会员…"), partial(self._pick, row.key, row.name), kind="link"))
        if row.answer is not None:
            flow.addWidget(push_button(_("不答了"), partial(self.answered.emit, row.key, None), kind="link"))
        flow.addStretch(1)
        self._column.addWidget(line)

    def _add(self, group: QButtonGroup, row: CheckRow, answer: int, words: str, facts: str) -> None:
        button = QRadioButton(words.replace("&", "&&"))
        button.setChecked(row.answer == answer or (row.answer is None and row.member_id == answer))
        button.setToolTip(plain_tooltip(facts))
        button.setAccessibleDescription(facts)
        button.clicked.connect(lambda _checked=False: self.answered.emit(row.key, answer))
        group.addButton(button)
        self._column.addWidget(button)
        if facts:
            label = text_label(facts, "muted", wrap=True)
            label.setContentsMargins(26, 0, 0, 6)
            self._column.addWidget(label)

    def _pick(self, key: Key, name: str) -> None:
        picked = pick_member(self._context, self, _("群里的“{name}”是哪位会员？").format(name=name))
        if picked is not None:
            self.answered.emit(key, picked)
