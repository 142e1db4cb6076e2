"""对比两个人群: who is in both, only in the one, only in the other; to be saved as a segment, tagged, listed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QWidget

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.texts import clean_text
from shopdesk.members.segments import SegmentRow, count_members, save_segment
from shopdesk.members.tag_editing import find_or_create_tag
from shopdesk.members.tagging import tag_members
from shopdesk.members.tags import list_tags
from ui.app_context import AppContext
from ui.segments.lists import serve_lists
from ui.segments.matches_panel import MatchesPanel
from ui.segments.reading import Question
from ui.tasks import Task
from ui.widgets.buttons import plain_button
from ui.widgets.cards import text_label
from ui.widgets.dialogs import dialog_column
from ui.widgets.segmented import SegmentedControl

PARTS = ("both", "first", "second")


def rule_of(part: str, first: str, second: str) -> dict[str, Any]:
    """The members of a part as a rule, which stays right when the two segments change."""
    ops = {"both": ("in", "in"), "first": ("in", "not_in"), "second": ("not_in", "in")}[part]
    names = (first, second)
    return {"all": [{"field": "segment", "op": op, "value": [name]} for op, name in zip(ops, names, strict=True)]}


class CompareDialog(QDialog):
    def __init__(
        self, context: AppContext, rows: Sequence[SegmentRow], chosen: str, today: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.context, self.today = context, today
        self._task: Task | None = None
        self.setWindowTitle(_("对比两个人群"))
        self.resize(880, 560)
        self.first, self.second = QComboBox(), QComboBox()
        for box, name in ((self.first, _("第一个人群")), (self.second, _("第二个人群"))):
            box.setAccessibleName(name)
            box.addItems([row.name for row in rows])
        self.first.setCurrentIndex(max(0, self.first.findText(chosen)))
        self.second.setCurrentIndex(1 if self.first.currentIndex() == 0 else 0)
        self.part = SegmentedControl([(part, "") for part in PARTS], _("看哪一部分"))
        self.matches = MatchesPanel(context)
        self.matches.today = today
        self.name = QLineEdit()
        self.name.setMaxLength(40)
        self.tag = QComboBox()
        self.note = text_label("", "error", wrap=True)
        self._lay_out()
        for box in (self.first, self.second):
            box.currentIndexChanged.connect(lambda _index: self.compare())
        self.part.chosen.connect(lambda _key: self._show_part())
        serve_lists(self.matches, self.title, self)
        self.compare()

    # ---- building

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.first, 1)
        top.addWidget(text_label(_("和"), "label"))
        top.addWidget(self.second, 1)
        column = dialog_column(self)
        column.addLayout(top)
        column.addWidget(self.part, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.matches, 1)
        column.addWidget(self.note)
        column.addLayout(self._build_foot())
        self.note.hide()

    def _build_foot(self) -> QHBoxLayout:
        self.name.setAccessibleName(_("新人群的名字"))
        self.name.returnPressed.connect(self.save)
        self.tag.setEditable(True)
        self.tag.setAccessibleName(_("要打的标签"))
        self.tag.addItems([tag.name for group in self.context.query(list_tags) for tag in group.tags])
        self.tag.setCurrentText("")
        line = self.tag.lineEdit()
        if line is not None:
            line.setPlaceholderText(_("标签"))
        self.save_button = plain_button(_("存为人群"), self.save, icon_name="save")
        self.tag_button = plain_button(_("打上标签"), self.set_tag, icon_name="tag")
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.name, 3)
        foot.addWidget(self.save_button)
        foot.addSpacing(12)
        foot.addWidget(self.tag, 2)
        foot.addWidget(self.tag_button)
        foot.addStretch(1)
        foot.addWidget(plain_button(_("关闭"), self.reject))
        return foot

    # ---- comparing

    def title(self) -> str:
        """What the part is called, on lists and as the name of a new segment."""
        first, second = self.first.currentText(), self.second.currentText()
        words = {
            "both": _("{first}，也是{second}"),
            "first": _("{first}，不是{second}"),
            "second": _("{second}，不是{first}"),
        }
        return words[self.part.key()].format(first=first, second=second)

    def compare(self) -> None:
        """Count the three parts beside the window, and list the one that is looked at."""
        first, second = self.first.currentText(), self.second.currentText()
        rules = [rule_of(part, first, second) for part in PARTS]
        if self._task is not None:
            self._task.cancel()
        self._name_parts([None, None, None])
        self._task = self.context.query_later(
            lambda session: [count_members(session, rule, self.today) for rule in rules], self._name_parts, self._refuse
        )
        self._show_part()

    def _name_parts(self, counts: Sequence[int | None]) -> None:
        words = (_("两个都在"), _("只在第一个"), _("只在第二个"))
        for part, text, count in zip(PARTS, words, counts, strict=True):
            self.part.set_text(part, text if count is None else f"{text} {count:,}")

    def _show_part(self) -> None:
        self._say("")
        nobody = {
            "both": _("没有人同时在这两个人群里。"),
            "first": _("第一个人群里的人，第二个里都有。"),
            "second": _("第二个人群里的人，第一个里都有。"),
        }
        self.matches.nobody = nobody[self.part.key()]
        self.matches.ask(Question(self._rule()))
        self.name.setText(self.title()[:40])
        self.name.setCursorPosition(0)

    def _rule(self) -> dict[str, Any]:
        return rule_of(self.part.key(), self.first.currentText(), self.second.currentText())

    def _refuse(self, error: ShopError) -> None:
        self._say(error.message)

    def _say(self, sentence: str) -> None:
        self.note.setText(sentence)
        self.note.setVisible(bool(sentence))

    # ---- keeping

    def save(self) -> None:
        name, rule = clean_text(self.name.text()), self._rule()
        self.context.change(
            _("保存人群"),
            lambda session, _progress: save_segment(session, name, rule),
            lambda _made: self._say(""),
            self._refuse,
            say=_("已存为人群“{name}”").format(name=name),
        )

    def set_tag(self) -> None:
        found, name = self.matches.matches, clean_text(self.tag.currentText())
        if not name or found is None or not found.ids:
            self._say(_("请选择或填写一个标签。") if not name else _("这一部分没有会员。"))
            return
        ids = list(found.ids)
        self.context.change(
            _("打标签"),
            lambda session, _progress: tag_members(session, find_or_create_tag(session, name), ids),
            lambda _count: self._say(""),
            self._refuse,
            say=_("{count} 位会员有了标签“{name}”").format(count=f"{len(ids):,}", name=name),
        )
