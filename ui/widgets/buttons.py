"""Buttons: one primary per page, plain ones beside it, danger for what cannot be taken back, icons with a name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence, Qt
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from shopdesk.base.i18n import _
from ui.icons import icon

ICON = QSize(21, 16)  # 16, and a gap before the text, which a style sheet cannot ask for
_ICON_COLORS = {"primary": "on_accent", "danger": "danger_text", "danger-solid": "on_danger", "link": "accent_text"}


def push_button(
    text: str,
    on_click: Callable[[], object] | None = None,
    *,
    icon_name: str = "",
    kind: str = "plain",
    tooltip: str = "",
    parent: QWidget | None = None,
) -> QPushButton:
    """`kind`: primary, plain, danger, danger-solid, quiet (no frame), link."""
    button = QPushButton(text, parent)
    button.setProperty("kind", kind)
    button.setAccessibleName(text)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    if icon_name:
        button.setIcon(icon(icon_name, _ICON_COLORS.get(kind, "text")))
        button.setIconSize(ICON)
    if tooltip:
        button.setToolTip(tooltip)
    if on_click is not None:
        button.clicked.connect(lambda _checked=False: on_click())
    button.setAutoDefault(False)  # Enter in a form is for the form's own default button
    return button


def primary_button(text: str, on_click: Callable[[], object] | None = None, *, icon_name: str = "") -> QPushButton:
    return push_button(text, on_click, icon_name=icon_name, kind="primary")


def plain_button(text: str, on_click: Callable[[], object] | None = None, *, icon_name: str = "") -> QPushButton:
    return push_button(text, on_click, icon_name=icon_name)


def icon_button(
    icon_name: str,
    name: str,
    on_click: Callable[[], object] | None = None,
    *,
    shortcut: str | QKeySequence.StandardKey = "",
    checkable: bool = False,
    color: str = "muted",
) -> QToolButton:
    """A square button with an icon only; `name` is what a screen reader says and what the tooltip shows."""
    button = QToolButton()
    button.setIcon(icon(icon_name, color))
    button.setIconSize(QSize(18, 18))
    button.setAccessibleName(name)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    button.setCheckable(checkable)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    keys = QKeySequence(shortcut)
    if not keys.isEmpty():
        button.setShortcut(keys)
        name = _("{name}（{keys}）").format(name=name, keys=keys.toString(QKeySequence.SequenceFormat.NativeText))
    button.setToolTip(name)
    if on_click is not None:
        button.clicked.connect(lambda _checked=False: on_click())
    return button
