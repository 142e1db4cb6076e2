"""Forms: a label beside each field, and under it a line that says what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ui.widgets.cards import repolish, text_label


class FormRow:
    """One field of a form: its editor and the line under it."""

    def __init__(self, label: QLabel, editor: QWidget, note: QLabel, hint: str) -> None:
        self.label = label
        self.editor = editor
        self._note = note
        self._hint = hint
        self.error = ""
        self.set_error("")

    def set_error(self, sentence: str) -> None:
        """Say what is wrong; "" makes it right again and shows the hint."""
        self.error = sentence
        self._note.setText(sentence or self._hint)
        self._note.setProperty("role", "error" if sentence else "muted")
        repolish(self._note)
        self._note.setVisible(bool(sentence or self._hint))
        self.editor.setProperty("invalid", bool(sentence))
        self.editor.setAccessibleDescription(sentence or self._hint)
        repolish(self.editor)

    def set_hint(self, hint: str) -> None:
        """Another line under the field, for as long as nothing is wrong with it."""
        self._hint = hint
        self.set_error(self.error)

    def set_visible(self, visible: bool) -> None:
        self.label.setVisible(visible)
        self.editor.setVisible(visible)
        self._note.setVisible(visible and bool(self._note.text()))


class Form(QWidget):
    """Fields under each other, labels of one width at the left."""

    def __init__(self, *, label_width: int = 84, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[FormRow] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnMinimumWidth(0, label_width)
        self._grid.setColumnStretch(1, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def add(self, label: str, editor: QWidget, *, hint: str = "", required: bool = False) -> FormRow:
        """The label takes Alt+letter when it has an &; a required field is marked with *."""
        name = QLabel(f"{label} *" if required else label)
        name.setProperty("role", "label")
        name.setBuddy(editor)
        name.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        name.setContentsMargins(0, 7, 0, 0)
        if not editor.accessibleName():
            editor.setAccessibleName(label.replace("&", ""))
        note = text_label("", "muted", wrap=True)
        column = QVBoxLayout()
        column.setSpacing(3)
        column.addWidget(editor)
        column.addWidget(note)
        line = self._grid.rowCount()
        self._grid.addWidget(name, line, 0)
        self._grid.addLayout(column, line, 1)
        row = FormRow(name, editor, note, hint)
        self.rows.append(row)
        return row

    def add_wide(self, widget: QWidget) -> None:
        """Something over the whole width: a heading, a row of buttons."""
        self._grid.addWidget(widget, self._grid.rowCount(), 0, 1, 2)

    def clear_errors(self) -> None:
        for row in self.rows:
            row.set_error("")

    def has_errors(self) -> bool:
        return any(row.error for row in self.rows)

    def focus_first_error(self) -> bool:
        """Put the keyboard on the first field that is wrong; False when all are right."""
        for row in self.rows:
            if row.error:
                row.editor.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False
