"""A way that can be taken: what it is called, what it means, and the button that takes it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from ui.widgets.cards import text_label
from ui.widgets.icon_label import IconLabel


class OptionCard(QFrame):
    def __init__(self, icon_name: str, title: str, about: str, button: QPushButton) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAccessibleName(title)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 14, 16, 14)
        row.setSpacing(14)
        row.addWidget(IconLabel(icon_name, 24, "accent_text"), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(text_label(title, "section"))
        words.addWidget(text_label(about, "muted", wrap=True))
        row.addLayout(words, 1)
        button.setMinimumWidth(112)
        button.setAccessibleDescription(about)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
