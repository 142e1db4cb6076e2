"""The wizard over a real shop, as a window would hold it: what it said, where it went, what crashed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from shopdesk.base.errors import ShopError
from shopdesk.data.database import Database
from ui.app_context import AppContext
from ui.intake.wizard import ImportWizard
from ui.table.view import BigTable
from ui.theme import apply_theme


@dataclass
class Desk:
    qtbot: QtBot
    database: Database
    context: AppContext
    said: list[str] = field(default_factory=list)
    went: list[tuple[str, object]] = field(default_factory=list)
    refused: list[ShopError] = field(default_factory=list)
    crashed: list[BaseException] = field(default_factory=list)
    wizards: list[ImportWizard] = field(default_factory=list)

    def open(self, source: object = None, *, wait: bool = True) -> ImportWizard:
        wizard = ImportWizard(self.context, source)
        self.wizards.append(wizard)
        wizard.show()
        if wait:
            self.settle()
        return wizard

    @property
    def wizard(self) -> ImportWizard:
        return self.wizards[-1]

    def settle(self) -> None:
        """Until nothing is read, planned or written."""
        for _again in range(3):
            self.context.wait_idle()
            QApplication.processEvents()
            if isValid(self.wizard):
                self.qtbot.waitUntil(lambda: not self.wizard.intake._soon.isActive(), timeout=20_000)
            self.context.wait_idle()

    def step(self) -> str:
        wizard = self.wizard
        names = {"choose": wizard.choose_step, "mapping": wizard.mapping_step, "preview": wizard.preview_step,
                 "done": wizard.done_step}  # fmt: skip
        return next(name for name, step in names.items() if step is wizard.step)

    def forward(self) -> None:
        """Press the button that goes on."""
        assert self.wizard.next_button.isEnabled() and self.wizard.next_button.isVisible()
        self.qtbot.mouseClick(self.wizard.next_button, Qt.MouseButton.LeftButton)
        self.settle()

    # ---- the table of a 接龙

    @property
    def table(self) -> BigTable:
        return self.wizard.preview_step.list_tab.table

    def rows(self) -> list[Any]:
        tab = self.wizard.preview_step.list_tab
        return [tab._rows[row_id] for row_id in tab._model.ids]

    def cell(self, name: str, key: str, *, item: int = 0) -> Any:
        """The index of a cell, by the name in its line."""
        tab = self.wizard.preview_step.list_tab
        row = next(row for row in tab._rows.values() if row.name == name and row.item == item)
        return tab._model.index(list(tab._model.ids).index(row.id), tab._model.section_of(key))

    def type_into(self, name: str, key: str, text: str, *, item: int = 0, end: Qt.Key = Qt.Key.Key_Return) -> None:
        """F2, the text, Enter, as a person does."""
        self.table.setFocus()
        self.table.setCurrentIndex(self.cell(name, key, item=item))
        self.qtbot.keyClick(self.table, Qt.Key.Key_F2)
        editor = self.editor()
        editor.selectAll()
        compose(editor, text)
        self.qtbot.keyClick(editor, end)
        self.settle()

    def editor(self) -> QLineEdit:
        editors = [child for child in self.table.viewport().findChildren(QLineEdit) if child.isVisible()]
        assert len(editors) == 1
        return editors[0]


def compose(editor: QLineEdit, text: str) -> None:
    """As Chinese is typed: the input method hands over whole words."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(editor, event)


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, database: Database) -> Iterator[Desk]:
    apply_theme(qapp, "light")
    context = AppContext(database)
    made = Desk(qtbot, database, context)
    context.said.connect(lambda text, _button, _act: made.said.append(text))
    context.asked_for_page.connect(lambda name, target: made.went.append((name, target)))
    context.failed.connect(made.refused.append)
    context.crashed.connect(made.crashed.append)
    yield made
    for wizard in made.wizards:
        if isValid(wizard):
            wizard.intake.forget()  # nothing to ask about
            wizard.close()
    context.wait_idle()
    for wizard in made.wizards:
        if isValid(wizard):
            wizard.deleteLater()
    QApplication.processEvents()
    assert not made.crashed, made.crashed


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    def make(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8-sig")
        return path

    return make
