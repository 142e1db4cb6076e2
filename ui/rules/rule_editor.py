"""The rule editor: the outer group in a scrolling frame, and the rule as a sentence under it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.members.segments import RuleError, describe_rule
from ui.rules.rule_group import OUTER, RuleGroup
from ui.rules.value_editors import Choices
from ui.widgets.cards import set_role, text_label
from ui.widgets.scrolling import scrolled_down

_LOW = 360  # below this height the sentence scrolls with the rows instead of taking their room


class RuleEditor(QWidget):
    """`changed` comes with every change by the owner, not with set_rule()."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._loading = False
        self.group = RuleGroup(OUTER, {})
        self.group.changed.connect(self._on_change)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(2, 2, 8, 2)
        self._column.addWidget(self.group)
        self._column.addStretch(1)
        self.sentence = text_label("", wrap=True, selectable=True)
        self.sentence.setAccessibleName(_("条件的意思"))
        self._note = QFrame()
        self._note.setProperty("role", "note")
        words = QVBoxLayout(self._note)
        words.setContentsMargins(12, 8, 12, 8)
        words.addWidget(self.sentence)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(8)
        self._whole.addWidget(scrolled_down(inside), 1)
        self._whole.addWidget(self._note)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        home = self._column if self.height() < _LOW else self._whole
        if home.indexOf(self._note) < 0:
            home.addWidget(self._note)

    def set_rule(self, json: dict[str, Any] | None) -> None:
        self._loading = True
        self.group.set_rule(json)
        self._loading = False
        self.check()

    def rule(self) -> dict[str, Any]:
        """As JSON; ask check() whether it is whole."""
        return self.group.rule()

    def set_choices(self, choices: Choices) -> None:
        self.group.set_choices(choices)

    def check(self, *, show_all: bool = False) -> bool:
        """Whether the rule can be asked. Says what is wrong at its place, and the rule as a sentence."""
        whole = self.group.check(show_all=show_all)
        words, role = _("填好条件，这里会写出它的意思。"), "muted"
        if whole:
            try:
                words, role = describe_rule(self.rule()), ""
            except RuleError as error:  # of the rule as a whole: too many conditions, too deep
                whole, words, role = False, error.message, "error"
        self.sentence.setText(words)
        set_role(self.sentence, role)
        return whole

    def show_error(self, sentence: str) -> None:
        """What was found out when the rule was asked: a segment that is gone, a circle."""
        self.group.show_error(sentence)

    def _on_change(self) -> None:
        if not self._loading:
            self.changed.emit()
