"""Tab goes as the eye does. What is added to a layout later has joined the end of Qt's chain, behind everything."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLayout, QScrollArea, QStackedLayout, QWidget


def tab_as_laid_out(root: QWidget) -> None:
    """Put the controls inside `root` into the order of its layouts; call it again when some were added."""
    before: QWidget | None = None
    for widget in _controls(root):
        if before is not None:
            QWidget.setTabOrder(before, widget)
        before = widget


def _controls(widget: QWidget) -> Iterator[QWidget]:
    layout = widget.layout()
    if layout is not None:
        yield from _in_layout(layout)
    elif isinstance(widget, QScrollArea) and (inside := widget.widget()) is not None:
        yield from _controls(inside)


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        widget, inner = (item.widget(), item.layout()) if item is not None else (None, None)
        if widget is not None:
            # Of exclusive buttons only the chosen one is a stop, the others are next time.
            button = isinstance(widget, QAbstractButton) and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
            if button or widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                yield widget
            yield from _controls(widget)
        elif inner is not None and not isinstance(inner, QStackedLayout):
            yield from _in_layout(inner)
