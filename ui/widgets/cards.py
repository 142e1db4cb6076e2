"""Cards, titles and lines: what a page is divided into."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget


class Card(QFrame):
    """A rounded panel; put things into `body`. A `title` makes a heading with room for buttons in `heading`."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 14, 16, 14)
        self.body.setSpacing(10)
        self.heading = QHBoxLayout()
        self.heading.setSpacing(8)
        if title:
            self.setAccessibleName(title)
            self.heading.addWidget(section_title(title), 1)
            self.body.addLayout(self.heading)


def text_label(text: str, role: str = "", *, wrap: bool = False, selectable: bool = False) -> QLabel:
    """Plain text always: what comes from outside is never markup.

    `role`: title, section, figure, muted, label, strong, error, success, warning.
    """
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    if role:
        label.setProperty("role", role)
    label.setWordWrap(wrap)
    if selectable:
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
    return label


def page_title(text: str) -> QLabel:
    return text_label(text, "title")


def section_title(text: str) -> QLabel:
    return text_label(text, "section")


def line() -> QFrame:
    frame = QFrame()
    frame.setProperty("role", "line")
    return frame


def set_role(widget: QWidget, role: str) -> None:
    """Change a widget's look after it was made; Qt reads dynamic properties only when asked to."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        repolish(widget)


def repolish(widget: QWidget) -> None:
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()
