"""The middle of the page: name, description and rule of one segment, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from shopdesk.base.i18n import _
from ui.rules.rule_editor import RuleEditor
from ui.segments.drafts import SegmentValues
from ui.widgets.buttons import icon_button, plain_button, push_button
from ui.widgets.cards import Card, repolish, text_label

_LONGEST_NAME, _LONGEST_DESCRIPTION = 40, 200


class EditorPanel(Card):
    changed = Signal()
    rule_changed = Signal()
    save_wanted = Signal()
    save_as_wanted = Signal()
    discard_wanted = Signal()
    duplicate_wanted = Signal()
    delete_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.name = QLineEdit()
        self.name.setMaxLength(_LONGEST_NAME)
        self.name.setAccessibleName(_("人群名字"))
        self.name.setPlaceholderText(_("给这群人起个名字"))
        self.description = QLineEdit()
        self.description.setMaxLength(_LONGEST_DESCRIPTION)
        self.description.setAccessibleName(_("说明"))
        self.description.setPlaceholderText(_("说明（可以不填）"))
        self.name_error = text_label("", "error", wrap=True)
        self.name_error.hide()
        self.editor = RuleEditor()
        self.body.setContentsMargins(14, 12, 8, 10)
        self.body.setSpacing(8)
        for widget in (self.name, self.name_error, self.description):
            self.body.addWidget(widget)
        self.body.addWidget(self.editor, 1)
        self.body.addLayout(self._build_foot())
        self.name.textEdited.connect(self._on_name)
        self.description.textEdited.connect(lambda _text: self.changed.emit())
        self.editor.changed.connect(self.rule_changed)
        self.editor.changed.connect(self.changed)

    def _build_foot(self) -> QHBoxLayout:
        self.save_button = plain_button(_("保存"), self.save_wanted.emit, icon_name="save")
        self.save_button.setToolTip(_("保存（Ctrl+S）"))
        self.save_as_button = push_button(_("另存为"), self.save_as_wanted.emit, kind="quiet")
        self.discard_button = push_button(_("放弃修改"), self.discard_wanted.emit, kind="quiet")
        self.duplicate_button = icon_button("copy", _("复制一份"), self.duplicate_wanted.emit)
        self.delete_button = icon_button("trash-2", _("删除这个人群"), self.delete_wanted.emit)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 6, 0)
        foot.setSpacing(4)
        for button in (self.save_button, self.save_as_button, self.discard_button):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.duplicate_button)
        foot.addWidget(self.delete_button)
        return foot

    def values(self) -> SegmentValues:
        return SegmentValues(self.name.text(), self.description.text(), self.editor.rule())

    def show_values(self, values: SegmentValues) -> None:
        self.show_name_error("")
        self.name.setText(values.name)
        self.description.setText(values.description)
        self.description.setCursorPosition(0)
        self.editor.set_rule(values.rule)

    def show_state(self, *, saved: bool, changed: bool) -> None:
        """Which buttons make sense: `saved` segments can be copied and deleted, `changed` ones saved."""
        self.save_button.setEnabled(changed or not saved)
        self.save_as_button.setVisible(saved)
        self.discard_button.setVisible(changed or not saved)
        self.duplicate_button.setEnabled(saved)
        self.delete_button.setEnabled(saved)

    def show_name_error(self, sentence: str) -> None:
        self.name_error.setText(sentence)
        self.name_error.setVisible(bool(sentence))
        self.name.setProperty("invalid", bool(sentence))
        self.name.setAccessibleDescription(sentence)
        repolish(self.name)
        if sentence:
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_name(self) -> None:
        if self.name_error.text():
            self.show_name_error("")
        self.changed.emit()
