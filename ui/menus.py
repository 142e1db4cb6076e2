"""The menus of the window, and their entries as commands for the palette and F1."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from shopdesk.base.i18n import _
from ui.app_context import AppContext
from ui.page import Command
from ui.pages import PAGES

_KEYS = QKeySequence.StandardKey


class Acts(Protocol):
    """What the entries do."""

    context: AppContext

    def open_import(self) -> None: ...
    def paste(self) -> None: ...
    def back_up(self) -> None: ...
    def close(self) -> bool: ...
    def redo(self) -> None: ...
    def show_page(self, name: str) -> None: ...
    def go_back(self) -> None: ...
    def open_palette(self) -> None: ...
    def switch_look(self) -> None: ...
    def show_keys(self) -> None: ...


class Menus:
    def __init__(self, window: QMainWindow, acts: Acts) -> None:
        self._window = window
        titles = (_("文件(&F)"), _("编辑(&E)"), _("查看(&V)"), _("帮助(&H)"))
        self._menus = [window.menuBar().addMenu(title) for title in titles]
        files, edit, view, about = self._menus
        self._add(files, _("导入…"), acts.open_import, "Ctrl+O")
        self._add(files, _("粘贴接龙"), acts.paste, "Ctrl+Shift+V")
        self._add(files, _("立即备份"), acts.back_up)
        files.addSeparator()
        self._add(files, _("退出"), acts.close, "Ctrl+Q")
        self.undo = self._add(edit, _("撤销"), acts.context.undo, _KEYS.Undo)
        self.redo = self._add(edit, _("重做"), acts.redo, "Ctrl+Y")
        self.redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
        self._add(edit, _("粘贴"), acts.paste, _KEYS.Paste)
        for number, entry in enumerate(PAGES, 1):
            self._add(view, _(entry.title), partial(acts.show_page, entry.name), f"Ctrl+{number}")
        view.addSeparator()
        self.back = self._add(view, _("回到上一页"), acts.go_back, "Alt+Left")
        self._add(view, _("查找和命令"), acts.open_palette, "Ctrl+K")
        self._add(view, _("浅色 / 深色"), acts.switch_look)
        self._add(about, _("快捷键"), acts.show_keys, _KEYS.HelpContents)

    def _add(
        self, menu: QMenu, text: str, act: Callable[[], object], keys: QKeySequence.StandardKey | str = ""
    ) -> QAction:
        action = QAction(text, self._window)
        action.triggered.connect(lambda _checked=False: act())
        if keys:
            action.setShortcut(QKeySequence(keys))
        menu.addAction(action)
        return action

    def commands(self, *, doable: bool = False) -> list[Command]:
        """Every entry; with `doable` only what can be done at this moment."""
        return [
            Command(action.text(), action.trigger, action.shortcut().toString(QKeySequence.SequenceFormat.NativeText))
            for menu in self._menus
            for action in menu.actions()
            if action.text() and (action.isEnabled() or not doable)
        ]
