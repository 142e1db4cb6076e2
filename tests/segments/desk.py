"""The segments page with its context, as an owner has it before him, and what was said."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QApplication

from shopdesk.data.database import Database
from shopdesk.members.segments import SegmentRow, list_segments
from ui.app_context import AppContext
from ui.rules.condition_row import ConditionRow
from ui.segments.page import SegmentsPage


class Desk:
    def __init__(self, database: Database, ids: list[int]) -> None:
        self.database, self.ids = database, ids
        self.context = AppContext(database)
        self.said: list[str] = []
        self.buttons: list[Any] = []
        self.failed: list[str] = []
        self.crashes: list[BaseException] = []
        self.asked: list[tuple[str, object]] = []
        self.context.said.connect(self._on_said)
        self.context.failed.connect(lambda error: self.failed.append(str(error)))
        self.context.crashed.connect(self.crashes.append)
        self.context.asked_for_page.connect(lambda page, target: self.asked.append((page, target)))
        self.page = SegmentsPage(self.context)
        self.page.resize(1130, 660)
        self.page.show()
        self.page.become_visible()
        self.settle()

    def _on_said(self, text: str, button: str, act: object) -> None:
        self.said.append(text)
        self.buttons.append((button, act))

    def settle(self) -> None:
        self.context.wait_idle()
        QApplication.processEvents()

    def ask_now(self) -> None:
        """As after the pause in typing."""
        self.page.ask()
        self.settle()

    def show(self, rule: dict[str, Any] | None) -> None:
        self.page.panel.editor.set_rule(rule)
        self.ask_now()

    def row(self, at: int = 0) -> ConditionRow:
        row = self.page.panel.editor.group.rows[at]
        assert isinstance(row, ConditionRow)
        return row

    def saved(self) -> dict[str, SegmentRow]:
        return {row.name: row for row in self.context.query(list_segments)}

    def names(self) -> list[str]:
        listed = self.page.list
        return [listed.entry(row).name for row in range(listed.count())]

    def matched(self) -> list[int] | None:
        """The ids that the page lists, sorted; None while it lists nobody because it does not know."""
        found = self.page.matches.matches
        return None if found is None else sorted(found.ids)

    def undo(self) -> None:
        self.context.undo()
        self.settle()
