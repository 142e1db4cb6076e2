"""The members to write to, each with a mark: sent today, skipped, or still to come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.data.shop import read_shop
from shopdesk.members.listing import MemberRow, read_member_rows
from ui.app_context import AppContext
from ui.table.columns import Column
from ui.table.model import IdTableModel
from ui.table.view import BigTable
from ui.widgets.empty_state import EmptyState


@dataclass(frozen=True)
class QueueRow:
    member: MemberRow
    mark: str
    """"" | sent | skipped"""


class Queue(QWidget):
    current_changed = Signal(int)

    def __init__(self, context: AppContext, today: int) -> None:
        super().__init__()
        self._context, self._today = context, today
        self._ids: Sequence[int] = ()
        self._sent: set[int] = set()
        self._skipped: set[int] = set()
        columns = [
            Column[QueueRow]("name", _("昵称"), lambda row: row.member.name, 126, icon=_mark_icon, color=_mark_color),
            Column[QueueRow]("mark", _("状态"), _mark_words, 60),
            Column[QueueRow]("room", _("房号"), lambda row: row.member.room, 86),
        ]
        self.model: IdTableModel[QueueRow] = IdTableModel(columns, self._fetch)
        self.table = BigTable(self.model, _("要联系的会员"))
        self.table.setSelectionMode(BigTable.SelectionMode.SingleSelection)
        self.table.set_empty_widget(EmptyState(_("没有可以联系的会员。"), icon_name="users"))
        self.table.current_changed.connect(self.current_changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)

    def show_members(self, ids: Sequence[int], sent: Iterable[int]) -> None:
        """Begin with the first who was not written to today, unless the one who is current stays."""
        self._ids, self._sent = ids, set(sent)
        self.table.set_ids(ids)
        if self.current() is None:
            self.go_on(None)

    def show_sent(self, sent: Iterable[int]) -> None:
        self._sent = set(sent)
        self.table.refresh_rows()

    def members(self) -> Sequence[int]:
        return self._ids

    def current(self) -> int | None:
        return self.table.current_id()

    def count_left(self) -> int:
        return sum(member not in self._sent and member not in self._skipped for member in self._ids)

    def skip(self) -> None:
        member = self.current()
        if member is not None:
            if member not in self._sent:
                self._skipped.add(member)
            self.table.refresh_rows()
            self.go_on(member)

    def step(self, by: int) -> None:
        member = self.current()
        place = self.model.place_of(member) if member is not None else None
        if place is not None and 0 <= place + by < len(self._ids):
            self.table.go_to(self._ids[place + by])

    def go_on(self, after: int | None) -> None:
        """To the next one who is still to come, from the beginning when there is none below; else stay."""
        place = self.model.place_of(after) if after is not None else None
        begin = 0 if place is None else place + 1
        for member in [*self._ids[begin:], *self._ids[:begin]]:
            if member not in self._sent and member not in self._skipped:
                self.table.go_to(member)
                return
        if after is None and self._ids:
            self.table.go_to(self._ids[0])

    def _fetch(self, ids: list[int]) -> dict[int, QueueRow]:
        rows = self._context.query(
            lambda session: read_member_rows(session, ids, self._today, read_shop(session).lifecycle)
        )
        return {member: QueueRow(row, self._mark(member)) for member, row in rows.items()}

    def _mark(self, member: int) -> str:
        return "sent" if member in self._sent else "skipped" if member in self._skipped else ""


def _mark_icon(row: QueueRow) -> str:
    return {"sent": "check", "skipped": "arrow-right"}.get(row.mark, "")


def _mark_words(row: QueueRow) -> str:
    return {"sent": _("已发"), "skipped": _("跳过")}.get(row.mark, "")


def _mark_color(row: QueueRow) -> str:
    return "muted" if row.mark else ""
