"""What a group of the rule editor holds: rows with a not and a cross, and those that are only shown as a sentence."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.members.segments import FIELDS, RuleError, describe_rule, parse_rule
from ui.rules.fields import what_is_missing
from ui.rules.value_editors import Choices
from ui.widgets.buttons import icon_button
from ui.widgets.cards import text_label


class RuleRow(QWidget):
    """What a group holds: something with a rule, a not, and a cross that takes it away."""

    changed = Signal()
    removed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.negated = False
        self.not_label = text_label(_("不符合"), "error")
        self.not_button = icon_button("ban", _("取反：要不符合它的会员"), checkable=True)
        self.not_button.toggled.connect(self._on_not)
        self.not_label.hide()
        self.remove_button = icon_button("x", _("去掉"), lambda: self.removed.emit(self))
        self.error = text_label("", "error", wrap=True)
        self.error.hide()

    def rule(self) -> dict[str, Any]:
        """As JSON; may still lack values."""
        raise NotImplementedError

    def check(self, *, show_all: bool = False) -> bool:
        """Whether it can be asked; says under the row what is wrong, of fresh rows only with `show_all`."""
        raise NotImplementedError

    def set_choices(self, choices: Choices) -> None:
        pass

    def set_negated(self, negated: bool) -> None:
        self.not_button.setChecked(negated)

    def with_not(self, rule: dict[str, Any]) -> dict[str, Any]:
        return {"not": rule} if self.negated else rule

    def show_error(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))

    def _on_not(self, on: bool) -> None:
        self.negated = on
        self.not_label.setVisible(on)
        self.changed.emit()


class SentenceRow(RuleRow):
    """A part of the rule that the editor shows and does not change: deeper than two levels, or not understood."""

    def __init__(self, json: Any) -> None:
        super().__init__()
        self._json = json
        self.not_button.hide()
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(_sentence(json), 1)
        line.addWidget(self.remove_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(line)
        column.addWidget(self.error)

    def rule(self) -> dict[str, Any]:
        rule: dict[str, Any] = self._json
        return rule

    def check(self, *, show_all: bool = False) -> bool:
        problem = problem_of(self._json)
        self.show_error(problem)
        return not problem


def _sentence(json: Any) -> QWidget:
    try:
        words = describe_rule(parse_rule(json))
    except RuleError:
        words = _("看不懂的条件")
    return text_label(_("（{rule}）").format(rule=words), wrap=True)


def problem_of(json: Any) -> str:
    """Why this part of a rule selects nobody yet, in one sentence; "" when it is right."""
    if isinstance(json, dict) and json.get("field") in FIELDS and json.get("value") is None:
        return what_is_missing(json["field"], json["op"])
    try:
        parse_rule(json)
    except RuleError as error:
        return error.message
    return ""
