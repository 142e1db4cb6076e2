"""The keys of the program at a glance (F1), from the list that the window gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QWidget

from shopdesk.base.i18n import _
from shopdesk.base.texts import fold
from ui.widgets.buttons import plain_button
from ui.widgets.cards import text_label
from ui.widgets.dialogs import button_row, dialog_column
from ui.widgets.search_box import SearchBox


@dataclass(frozen=True)
class Shortcut:
    """`keys` as QKeySequence reads them ("Ctrl+K"), or several ways with " / " between; `group` is a heading."""

    group: str
    keys: str
    text: str


class ShortcutsDialog(QDialog):
    def __init__(self, shortcuts: Sequence[Shortcut], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("快捷键"))
        self.resize(640, 560)
        self._shortcuts = list(shortcuts)
        column = dialog_column(self)
        search = SearchBox(_("查找快捷键"), shortcut_scope=self)
        search.searched.connect(self._show)
        column.addWidget(search)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        column.addWidget(self._scroll, 1)
        close = plain_button(_("关闭"), self.accept)
        close.setDefault(True)
        column.addLayout(button_row(close))
        self._show("")

    def _show(self, wanted: str) -> None:
        body = QWidget()
        body.setProperty("role", "scrolled")
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        line, group = 0, None
        for shortcut in self._shortcuts:
            if fold(wanted) not in fold(f"{shortcut.text} {shortcut.keys} {shortcut.group}"):
                continue
            if shortcut.group != group:
                group = shortcut.group
                grid.addWidget(text_label(group, "section"), line, 0, 1, 2)
                line += 1
            grid.addWidget(text_label(shortcut.text), line, 0)
            grid.addLayout(_keys(shortcut.keys), line, 1)
            line += 1
        if not line:
            grid.addWidget(text_label(_("没有找到这样的快捷键。"), "muted"), 0, 0)
        grid.setRowStretch(line + 1, 1)
        self._scroll.setWidget(body)


def _keys(keys: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(4)
    for number, way in enumerate(keys.split(" / ")):
        if number:
            row.addWidget(text_label("/", "muted"))
        known = QKeySequence(way).toString(QKeySequence.SequenceFormat.NativeText)
        label: QLabel = text_label(known or way)
        label.setProperty("role", "key")
        row.addWidget(label)
    row.addStretch(1)
    return row
