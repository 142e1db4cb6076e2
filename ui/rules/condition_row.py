"""One row of the rule editor: not, field, operator, value, the last N days; what is wrong stands under it in red."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.members.segments import FIELDS, field_title
from ui.rules.fields import field_groups, fresh_condition, op_words
from ui.rules.rule_row import RuleRow, problem_of
from ui.rules.value_editors import (
    Choices,
    ValueEditor,
    WindowEdit,
    fits_other_op,
    make_value_editor,
    same_values,
)
from ui.widgets.cards import text_label
from ui.widgets.elided import plain_tooltip
from ui.widgets.flow_layout import FlowLayout

_COMBO_EDGES = 58
"""The frame of a choice, its arrow and the room around them, as seen on screen."""
_FIELD_WIDTH = 126  # the longest of the usual fields; room for the value matters more
_WIDEST_FIELD = 190


class QuietCombo(QComboBox):
    """The wheel scrolls the page past it, and does not change the rule on the way."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMaxVisibleItems(16)
        self.currentTextChanged.connect(lambda _text: self._refresh_tooltip())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._refresh_tooltip()

    def _refresh_tooltip(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(self.currentText()) + _COMBO_EDGES > self.width()
        self.setToolTip(plain_tooltip(self.currentText()) if cut else "")

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ConditionRow(RuleRow):
    def __init__(self, choices: Choices, json: dict[str, Any] | None = None) -> None:
        """`json` None: a fresh condition."""
        super().__init__()
        self._choices = choices
        self._touched = False
        self._loading = False
        self._shown_field, self._shown_op = "", ""
        self.value: ValueEditor | None = None
        self.days: WindowEdit | None = None
        self.field = QuietCombo(_("条件的字段"))
        self.field.currentTextChanged.connect(self._fit_field)
        self.op = QuietCombo(_("怎么比"))
        self.op_label = text_label("", "muted")
        self._fill_fields()
        height = self.field.sizeHint().height()  # the words stand in line with the fields
        for label in (self.not_label, self.op_label):
            label.setMinimumHeight(height)
        self.flow = FlowLayout(spacing=6)
        for widget in (self.not_label, self.field, self.op, self.op_label):
            self.flow.addWidget(widget)
        self._lay_out()
        self.field.currentIndexChanged.connect(lambda _index: self._take_field())
        self.op.currentIndexChanged.connect(lambda _index: self._take_op())
        self.setFocusProxy(self.field)
        self.set_condition(fresh_condition() if json is None else json, fresh=json is None)

    def _fill_fields(self) -> None:
        for at, group in enumerate(field_groups()):
            if at:
                self.field.insertSeparator(self.field.count())
            for name in group:
                self.field.addItem(field_title(name), name)

    def _fit_field(self, words: str) -> None:
        """As wide as usual, wider only for what is chosen."""
        self.field.ensurePolished()  # before it is shown its font would be a narrower one
        wanted = self.field.fontMetrics().horizontalAdvance(words) + _COMBO_EDGES
        self.field.setMaximumWidth(min(max(wanted, _FIELD_WIDTH), _WIDEST_FIELD))

    def _lay_out(self) -> None:
        parts = QWidget()
        parts.setLayout(self.flow)
        parts.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(parts, 1)
        for button in (self.not_button, self.remove_button):
            line.addWidget(button)
            line.setAlignment(button, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(line)
        column.addWidget(self.error)

    # ---- in and out

    def set_condition(self, json: dict[str, Any], *, fresh: bool = False) -> None:
        """What stands there already stays: widgets are slow to make, and another segment often has the same fields."""
        self._loading = True
        field, op = str(json["field"]), str(json["op"])
        if field == self._shown_field and self.value is not None and fits_other_op(field, self._shown_op, op):
            self.op.setCurrentIndex(FIELDS[field].ops.index(op))
            self._shown_op = op
            self.value.set_value(json.get("value"))
            if self.days is not None:
                self.days.set_value(json.get("within_days"))
        else:
            self.field.setCurrentIndex(self.field.findData(field))
            self._show_ops(field, op)
            self._make_value(field, op, json.get("value"), json.get("within_days"))
        self._touched = not fresh
        self._loading = False

    def field_name(self) -> str:
        return str(self.field.currentData())

    def op_name(self) -> str:
        return str(self.op.currentData())

    def condition(self) -> dict[str, Any]:
        assert self.value is not None
        json: dict[str, Any] = {"field": self.field_name(), "op": self.op_name(), "value": self.value.value()}
        within = self.days.value() if self.days is not None else None
        return json if within is None else {**json, "within_days": within}

    def rule(self) -> dict[str, Any]:
        return self.with_not(self.condition())

    def check(self, *, show_all: bool = False) -> bool:
        problem = problem_of(self.condition())
        if show_all:
            self._touched = True
        shown = problem if self._touched else ""
        self.show_error(shown)
        if self.value is not None:
            self.value.set_invalid(bool(shown))
        return not problem

    def set_choices(self, choices: Choices) -> None:
        self._choices = choices
        if self.value is not None:
            self.value.set_choices(choices)

    # ---- what the owner does

    def _take_field(self) -> None:
        if self._loading:
            return
        old, field = self._shown_field, self.field_name()
        keep = self.value.value() if self.value is not None and same_values(old, field) else None
        op = self.op_name() if self.op_name() in FIELDS[field].ops else FIELDS[field].ops[0]
        self._loading = True
        self._show_ops(field, op)
        self._loading = False
        within = self.days.value() if self.days is not None else None
        self._make_value(field, op, keep, within)
        self._touched = False
        self.changed.emit()

    def _take_op(self) -> None:
        if self._loading or self.value is None:
            return
        op = self.op_name()
        if not fits_other_op(self.field_name(), self._shown_op, op):
            old = self.value.value()
            value = [old, None] if op == "between" else old[0] if isinstance(old, list) else old
            self._make_value(self.field_name(), op, value, self.days.value() if self.days is not None else None)
            self._touched = False
        self._shown_op = op
        self.changed.emit()

    def _on_edit(self) -> None:
        if self._loading:
            return
        self._touched = True
        self.changed.emit()

    # ---- building

    def _show_ops(self, field: str, op: str) -> None:
        ops = FIELDS[field].ops
        self.op.clear()
        for one in ops:
            self.op.addItem(op_words(field, one), one)
        self.op.setCurrentIndex(ops.index(op))
        self.op.setVisible(len(ops) > 1)
        self.op_label.setText(op_words(field, op) if len(ops) == 1 else "")
        self.op_label.setVisible(bool(self.op_label.text()))

    def _make_value(self, field: str, op: str, value: Any, within: Any) -> None:
        for old in (self.value, self.days):
            if old is not None:
                self.flow.removeWidget(old)
                old.hide()
                old.deleteLater()
        self._shown_field, self._shown_op = field, op
        self.value = make_value_editor(field, op, self._choices)
        self.value.set_value(value)
        self.value.edited.connect(self._on_edit)
        self.flow.addWidget(self.value)
        self.days = None
        if FIELDS[field].window:
            self.days = WindowEdit(field)
            self.days.set_value(within)
            self.days.edited.connect(self._on_edit)
            self.flow.insert_widget(2, self.days)
        self._order_tabs()

    def _order_tabs(self) -> None:
        order = [self.field, self.days, self.op, self.value, self.not_button, self.remove_button]
        there = [widget for widget in order if widget is not None]
        for first, second in pairwise(there):
            QWidget.setTabOrder(first, second)
