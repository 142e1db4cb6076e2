"""Scroll areas around what may be higher than the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget


def scrolled(body: QWidget) -> QScrollArea:
    """`body` as wide as the area, which has no frame and no ground of its own."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    body.setProperty("role", "scrolled")
    area.setWidget(body)
    return area


def scrolled_down(body: QWidget) -> QScrollArea:
    """The same, never sideways; Tab passes it by and goes to the fields inside."""
    area = scrolled(body)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def scroll_page(page: QWidget) -> QWidget:
    """Make all of `page` one scroll area; returns the widget inside."""
    inside = QWidget()
    outer = QVBoxLayout(page)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.addWidget(scrolled_down(inside))
    return inside


def page_column(page: QWidget, top: int = 18) -> QVBoxLayout:
    """The column of a page that scrolls as a whole."""
    column = QVBoxLayout(scroll_page(page))
    column.setContentsMargins(24, top, 24, 24)
    column.setSpacing(14)
    return column
