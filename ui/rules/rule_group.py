"""A group of the rule editor: all or any of its rows, with groups of rows inside the outer one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout

from shopdesk.base.i18n import _
from shopdesk.members.segments import FIELDS
from ui.rules.condition_row import ConditionRow
from ui.rules.fields import fresh_condition
from ui.rules.rule_row import RuleRow, SentenceRow
from ui.rules.value_editors import Choices
from ui.widgets.buttons import push_button
from ui.widgets.cards import text_label
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.segmented import SegmentedControl

OUTER, INNER = 1, 2


class RuleGroup(RuleRow):
    """`level` OUTER may hold groups, INNER holds conditions; what is deeper in a rule stands there as a sentence."""

    def __init__(self, level: int, choices: Choices) -> None:
        super().__init__()
        self.level = level
        self._choices = choices
        self.rows: list[RuleRow] = []
        self.word = SegmentedControl([("all", _("全部")), ("any", _("任一"))], _("满足全部还是任一条件"))
        self.word.chosen.connect(lambda _key: self.changed.emit())
        self._body = QVBoxLayout()
        self._body.setSpacing(8)
        self._lay_out()

    def _lay_out(self) -> None:
        column: QVBoxLayout
        if self.level == OUTER:
            column = QVBoxLayout(self)
            column.setContentsMargins(0, 0, 0, 0)
        else:
            frame = QFrame()
            frame.setProperty("role", "segments")
            around = QVBoxLayout(self)
            around.setContentsMargins(0, 0, 0, 0)
            around.addWidget(frame)
            column = QVBoxLayout(frame)
            column.setContentsMargins(10, 6, 4, 8)
        column.setSpacing(8)
        column.addLayout(self._build_head())
        column.addLayout(self._body)
        column.addWidget(self.error)
        column.addLayout(self._build_foot())

    def _build_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.not_label)
        head.addWidget(text_label(_("满足以下"), "label"))
        head.addWidget(self.word)
        head.addWidget(text_label(_("条件"), "label"))
        head.addStretch(1)
        head.addWidget(self.not_button)
        if self.level == INNER:
            head.addWidget(self.remove_button)
        self.not_button.setToolTip(_("取反：要不符合这一组的会员"))
        return head

    def _build_foot(self) -> FlowLayout:
        foot = FlowLayout(spacing=6)
        self.add_button = push_button(_("添加条件"), self.add_fresh, icon_name="plus", kind="link")
        foot.addWidget(self.add_button)
        if self.level == OUTER:
            foot.addWidget(push_button(_("添加分组"), self.add_group, icon_name="layers", kind="link"))
        return foot

    # ---- in and out

    def set_rule(self, json: Any) -> None:
        """Show a rule: a single condition becomes a group of one; None a fresh one to fill in."""
        negated, inner = _without_not(json)
        word = _group_word(inner)
        if word is None and negated:
            negated, inner = False, json  # a lone condition that is not to hold: the row says not
        self.word.choose(word or "all")
        self.set_negated(negated)
        rules = inner[word] if word else [inner]
        kept = 0
        for row, rule in zip(self.rows, rules, strict=False):
            if not self._refill(row, rule):
                break
            kept += 1
        self._drop_from(kept)
        for rule in rules[kept:]:
            self.add_rule(rule)

    def rule(self) -> dict[str, Any]:
        return self.with_not({self.word.key(): [row.rule() for row in self.rows]})

    def check(self, *, show_all: bool = False) -> bool:
        right = [row.check(show_all=show_all) for row in self.rows]
        self.show_error("" if self.rows else _("这一组里还没有条件。"))
        return bool(right) and all(right)

    def set_choices(self, choices: Choices) -> None:
        self._choices = choices
        for row in self.rows:
            row.set_choices(choices)

    # ---- rows

    def clear(self) -> None:
        self._drop_from(0)

    def _drop_from(self, place: int) -> None:
        for row in self.rows[place:]:
            self._body.removeWidget(row)
            row.hide()
            row.deleteLater()
        del self.rows[place:]

    def _refill(self, row: RuleRow, json: Any) -> bool:
        """Show this part of the rule in a row that stands there; False where it needs another kind of row."""
        negated, inner = _without_not(json)
        if isinstance(row, ConditionRow) and (json is None or _is_condition(inner)):
            row.set_condition(fresh_condition() if json is None else inner, fresh=json is None)
        elif isinstance(row, RuleGroup) and _group_word(inner) is not None:
            row.set_rule(inner)
        else:
            return False
        row.set_negated(negated)
        return True

    def add_rule(self, json: Any) -> RuleRow:
        """A row for this part of the rule, None for a fresh condition."""
        negated, inner = _without_not(json)
        row: RuleRow
        if json is None:
            row = ConditionRow(self._choices)
        elif _is_condition(inner):
            row = ConditionRow(self._choices, inner)
            row.set_negated(negated)
        elif _group_word(inner) is not None and self.level == OUTER:
            row = RuleGroup(INNER, self._choices)
            row.set_rule(inner)
            row.set_negated(negated)
        else:
            row = SentenceRow(json)
        row.changed.connect(self.changed)
        row.removed.connect(self.remove)
        self.rows.append(row)
        self._body.addWidget(row)
        return row

    def add_fresh(self) -> None:
        row = self.add_rule(None)
        self._after_change(row)

    def add_group(self) -> None:
        row = self.add_rule({"any": [fresh_condition(), fresh_condition("last_order_days")]})
        assert isinstance(row, RuleGroup)
        for inner in row.rows:
            if isinstance(inner, ConditionRow):
                inner.set_condition(inner.condition(), fresh=True)
        self._after_change(row.rows[0])

    def remove(self, row: RuleRow) -> None:
        place = self.rows.index(row)
        self.rows.remove(row)
        self._body.removeWidget(row)
        row.hide()
        row.deleteLater()
        following = self.rows[min(place, len(self.rows) - 1)].remove_button if self.rows else self.add_button
        following.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _after_change(self, row: RuleRow) -> None:
        row.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, row, lambda: self._show(row))  # when the layout has given it its place
        self.changed.emit()

    def _show(self, row: RuleRow) -> None:
        area = self.parent()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parent()
        if area is not None:
            area.ensureWidgetVisible(row)


def _without_not(json: Any) -> tuple[bool, Any]:
    """Whether an odd number of "not" stands around it, and what is inside them."""
    negated = False
    while isinstance(json, dict) and set(json) == {"not"}:
        negated, json = not negated, json["not"]
    return negated, json


def _group_word(json: Any) -> str | None:
    if isinstance(json, dict) and len(json) == 1:
        word = next(iter(json))
        if word in ("all", "any") and isinstance(json[word], list):
            return str(word)
    return None


def _is_condition(json: Any) -> bool:
    """A condition whose field and operator are known; its value may be wrong or missing."""
    if not isinstance(json, dict) or not set(json) <= {"field", "op", "value", "within_days"}:
        return False
    field = json.get("field")
    if not isinstance(field, str) or field not in FIELDS:
        return False
    return json.get("op") in FIELDS[field].ops and ("within_days" not in json or FIELDS[field].window)
