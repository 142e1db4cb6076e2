"""A note inside a page: an icon, a sentence and what to do about it. Refusals are said here, not in a message box."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from shopdesk.base.errors import ShopError
from ui.widgets.cards import set_role, text_label
from ui.widgets.icon_label import IconLabel
from ui.widgets.toast import announce

_LOOKS = {
    "info": ("note", "info", "info"),
    "warning": ("note-warning", "triangle-alert", "warning"),
    "error": ("note-danger", "circle-alert", "danger_text"),
}


class Note(QFrame):
    """Hidden while it has nothing to say. Put buttons into `row`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "note")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(12, 8, 12, 8)
        self.row.setSpacing(10)
        self._icon = IconLabel("info", 18, "info")
        self.label: QLabel = text_label("", wrap=True, selectable=True)
        self.row.addWidget(self._icon)
        self.row.addWidget(self.label, 1)
        self.hide()

    def text(self) -> str:
        return self.label.text()

    def say(self, text: str, look: str = "info") -> None:
        """`look`: info, warning, error; an empty text hides the note."""
        role, icon_name, color = _LOOKS[look]
        set_role(self, role)
        self._icon.set_icon(icon_name, color)
        self.label.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        if text and look != "info":
            announce(self, text)

    def refuse(self, error: ShopError) -> None:
        self.say(str(error), "error")
