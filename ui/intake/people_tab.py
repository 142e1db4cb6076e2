"""People known by name only: is it somebody the shop knows, or somebody new? Answers are remembered as other names."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QRadioButton, QScrollArea, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.intake.preview import Preview
from shopdesk.intake.questions import NEW, Question, answer, answer_all
from ui.intake.intake import Intake
from ui.member_field import MemberField
from ui.table.columns import Column
from ui.table.model import IdTableModel
from ui.table.view import BigTable
from ui.widgets.buttons import plain_button
from ui.widgets.cards import Card, text_label
from ui.widgets.elided import plain_tooltip
from ui.widgets.tab_order import tab_as_laid_out


class PeopleTab(QWidget):
    def __init__(self, intake: Intake) -> None:
        super().__init__()
        self._intake = intake
        self._questions: dict[int, Question] = {}
        model: IdTableModel[Question] = IdTableModel(self._columns(), self._fetch)
        self.table = BigTable(model, _("要确认的人"))
        self.table.current_changed.connect(lambda _id: self._show_question())
        self._add_actions()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        row = QHBoxLayout()
        sentence = _("名字一样或相近，不能就当成同一个人，请您定。定过一次，下次就认得。")
        row.addWidget(text_label(sentence, "muted", wrap=True), 1)
        self.all_same = plain_button(_("都是同一个人"), partial(self._answer_all, True), icon_name="user-check")
        self.all_new = plain_button(_("都是新会员"), partial(self._answer_all, False), icon_name="user-plus")
        row.addWidget(self.all_same)
        row.addWidget(self.all_new)
        column.addLayout(row)
        column.addLayout(self._unique_row())
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self.table, 3)
        body.addWidget(self._panel(), 2)
        column.addLayout(body, 1)

    def _unique_row(self) -> QHBoxLayout:
        """One answer for all whose name is exactly one member's."""
        row = QHBoxLayout()
        self.unique = QCheckBox()
        self.unique.toggled.connect(self._choose_unique)
        self.unique.setToolTip(
            plain_tooltip(
                _(
                    "只认这一行是谁，会员不会合并。有两位会员同名的、只是名字相近的，还是会问。导入后记住，可以在设置的“学到的”里取消。"
                )
            )
        )
        row.addWidget(self.unique)
        row.addWidget(text_label(_("只认是谁，不合并会员；同名的有两位还会问。"), "muted", wrap=True), 1)
        return row

    def _panel(self) -> QWidget:
        self._card = Card()
        self._question = text_label("", "section", wrap=True)
        self._reason = text_label("", "muted", wrap=True)
        self._card.body.addWidget(self._question)
        self._card.body.addWidget(self._reason)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setAccessibleName(_("可能是谁"))
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its choices are the stops
        self._card.body.addWidget(self._area, 1)
        return self._card

    def _columns(self) -> list[Column[Question]]:
        return [
            Column("name", _("名字"), lambda row: row.name, 140, strong=True),
            Column("room", _("房号"), lambda row: row.room, 90),
            Column("orders", _("单数"), lambda row: str(row.orders), 72, "right"),
            Column("answer", _("是谁"), self._answer_text, 170,
                   icon=lambda row: "circle-question-mark" if row.answer is None else "check",
                   color=lambda row: "warning" if row.answer is None else ""),
        ]  # fmt: skip

    def _add_actions(self) -> None:
        for text, keys, act in ((_("是同一个人"), "S", self._answer_first), (_("是新会员"), "N", self._answer_new)):
            action = QAction(text, self.table)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(lambda _checked=False, act=act: act())
            self.table.addAction(action)

    @staticmethod
    def _answer_text(question: Question) -> str:
        if question.answer is None:
            return _("请选择")
        if question.answer == NEW:
            return _("新会员")
        same = [candidate for candidate in question.candidates if candidate.id == question.answer]
        return _("就是 {name}").format(name=same[0].label) if same else _("就是已有的会员")

    # ---- showing

    def open_count(self) -> int:
        return sum(question.answer is None for question in self._questions.values())

    def take_focus(self) -> None:
        """To the first one that is not answered."""
        for key, question in self._questions.items():
            if question.answer is None:
                self.table.go_to(key)
                break
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_preview(self) -> None:
        seen = self._intake.seen
        assert seen is not None
        self._questions = dict(enumerate(seen.preview.questions))
        ids = list(self._questions)
        if ids == list(self.table.model().ids):  # type: ignore[attr-defined]
            self.table.refresh_rows()
        else:
            self.table.set_ids(ids)
        if self.table.current_id() is None and ids:
            self.table.go_to(ids[0])
        self._show_question()
        for button in (self.all_same, self.all_new):
            button.setEnabled(self.open_count() > 0)
        self._show_unique(seen.preview)

    def _show_unique(self, preview: Preview) -> None:
        count = preview.by_unique_name
        words = _("这个群里昵称不重名")
        if count:
            done = _("这个群里昵称不重名（已认出 {count} 位）") if preview.unique_names else ""
            words = (done or _("这个群里昵称不重名（可以一次认出 {count} 位）")).format(count=count)
        self.unique.setText(words)
        self.unique.blockSignals(True)
        self.unique.setChecked(preview.unique_names)
        self.unique.blockSignals(False)

    def is_wanted(self, preview: Preview) -> bool:
        """Whether there is anything to decide here, or a decision for all to be taken back."""
        return bool(preview.questions) or (preview.unique_names and preview.by_unique_name > 0)

    def go_to(self, door: object) -> None:
        """Show the question about this person."""
        place = next((at for at, question in self._questions.items() if question.door == door), None)
        if place is not None:
            self.table.go_to(place)
            self._show_question()
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fetch(self, ids: list[int]) -> dict[int, Question]:
        return {row_id: self._questions[row_id] for row_id in ids if row_id in self._questions}

    def _current(self) -> Question | None:
        current = self.table.current_id()
        return self._questions.get(current) if current is not None else None

    def _show_question(self) -> None:
        question = self._current()
        self._card.setVisible(question is not None)
        if question is None:
            return
        self._question.setText(" · ".join(part for part in (question.name, question.room) if part))
        self._reason.setText(question.reason)
        body = QWidget()
        body.setProperty("role", "scrolled")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        group = QButtonGroup(body)
        choices = [(candidate.id, _("是 {name}").format(name=candidate.label), candidate.facts)
                   for candidate in question.candidates]  # fmt: skip
        for member_id, words, facts in [*choices, (NEW, _("是新会员"), "")]:
            button = QRadioButton(words)
            button.setChecked(question.answer == member_id)
            button.setToolTip(plain_tooltip(facts))
            button.setAccessibleDescription(facts)
            button.clicked.connect(partial(self._answer, question, member_id))
            group.addButton(button)
            column.addWidget(button)
            if facts:
                label = text_label(facts, "muted", wrap=True)
                label.setContentsMargins(26, 0, 0, 6)
                column.addWidget(label)
        column.addWidget(self._other_member(question))
        column.addStretch(1)
        self._area.setWidget(body)
        tab_as_laid_out(self)

    def _other_member(self, question: Question) -> MemberField:
        """Somebody whom nothing in the line speaks for."""
        field = MemberField(self._intake.context, _("是别的会员"), _("是别的会员：打名字、拼音或房号来找"))
        field.chosen.connect(lambda: self._answer(question, field.current.id) if field.current is not None else None)
        return field

    # ---- answering

    def _answer(self, question: Question, member_id: int, _checked: bool = False) -> None:
        self._intake.choose(answers=answer(self._intake.choices.answers, question, member_id))
        current = self.table.current_id()
        if current is not None and current + 1 in self._questions:
            self.table.go_to(current + 1)

    def _answer_first(self) -> None:
        question = self._current()
        if question is not None and question.candidates:
            self._answer(question, question.candidates[0].id)

    def _answer_new(self) -> None:
        question = self._current()
        if question is not None:
            self._answer(question, NEW)

    def _choose_unique(self, on: bool) -> None:
        self._intake.choose(answers=replace(self._intake.choices.answers, unique_names=on))

    def _answer_all(self, same: bool) -> None:
        questions = self._questions.values()
        self._intake.choose(answers=answer_all(self._intake.choices.answers, questions, same=same))
