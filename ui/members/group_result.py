"""What a group check found: the people by result, who each is, and what can be done with those on screen."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from shopdesk.base.dates import short_day
from shopdesk.base.i18n import _
from shopdesk.members.group_check import NEW, NOBODY, RESULTS, Check, CheckRow, Key
from shopdesk.members.group_export import log_check, result_name, results_text, write_check
from shopdesk.members.group_text import Listed
from ui.app_context import AppContext
from ui.members.bulk_acts import BulkActs
from ui.members.group_question import GroupQuestion
from ui.table.columns import Column
from ui.table.model import IdTableModel
from ui.table.view import BigTable
from ui.widgets.buttons import plain_button
from ui.widgets.elided import plain_tooltip
from ui.widgets.empty_state import EmptyState
from ui.widgets.segmented import SegmentedControl

_COLORS = {"ordered": "green", "never": "gray", "unknown": "yellow", "new": "blue", "left": "red"}


class GroupResult(QWidget):
    answered = Signal(object)  # dict of Key: a member's id, NEW, NOBODY or None
    unique_chosen = Signal(bool)

    def __init__(
        self, context: AppContext, list_members: Callable[[Collection[int], str], object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._context, self._list_members = context, list_members
        self.check: Check | None = None
        self._group = ""
        self._rows: dict[int, CheckRow] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        choices = [("all", _("全部"))] + [(result, result_name(result)) for result in RESULTS]
        self.filter = SegmentedControl(choices, _("看哪些人"))
        self.filter.chosen.connect(lambda _key: self._show_rows())
        row = QHBoxLayout()
        row.addWidget(self.filter)
        row.addStretch(1)
        column.addLayout(row)
        column.addLayout(self._unique_row())
        model: IdTableModel[CheckRow] = IdTableModel(self._columns(), self._fetch)
        self.table = BigTable(model, _("群里的人"))
        self.table.set_empty_widget(EmptyState(_("这里没有人。"), icon_name="users"))
        self.table.current_changed.connect(lambda _id: self._show_question())
        self.question = GroupQuestion(context, lambda member: list_members([member], ""))
        self.question.answered.connect(self._answer)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self.table, 3)
        body.addWidget(self.question, 2)
        column.addLayout(body, 1)
        self.acts = BulkActs(context, self, self.member_ids)
        column.addLayout(self._acts_row())

    def _unique_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.unique = QCheckBox()
        self.unique.setToolTip(
            plain_tooltip(_("名字和一位会员完全一样，就当是他。只认是谁，会员不会合并；同名的有两位还会问。"))
        )
        self.unique.toggled.connect(self.unique_chosen)
        row.addWidget(self.unique)
        row.addStretch(1)
        return row

    def _acts_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.show_button = plain_button(_("在会员页看"), self._show_members, icon_name="users")
        self.tag_button = plain_button(_("打标签…"), self.acts.tag, icon_name="tag")
        self.export_button = plain_button(_("导出 Excel…"), self._ask_and_export, icon_name="download")
        self.make_button = plain_button("", self._make_all, icon_name="user-plus")
        for button in (self.show_button, self.tag_button, self.export_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.make_button)
        return row

    def _columns(self) -> list[Column[CheckRow]]:
        return [
            Column("name", _("群里的名字"), _name_text, 150, strong=True),
            Column("member", _("会员"), _member_text, 110,
                   icon=lambda row: "circle-question-mark" if row.asked else "",
                   color=lambda row: "warning" if row.asked else ""),
            Column("results", _("情况"), results_text, 116,
                   chips=lambda row: [(result_name(result), _COLORS[result]) for result in row.results]),
            Column("orders", _("单数"), lambda row: str(row.orders) if row.orders else "", 52, "right"),
            Column("last", _("最近下单"), lambda row: short_day(row.last_day) if row.last_day else "", 92),
        ]  # fmt: skip

    # ---- showing

    def show_check(self, check: Check, group: str, *, start: bool) -> None:
        self.check, self._group = check, group
        self.filter.set_text("all", _("全部 {count}").format(count=len(check.rows)))
        for result in RESULTS:
            self.filter.set_text(result, f"{result_name(result)} {check.count(result)}")
        self._show_unique(check)
        if start:
            self.filter.choose("all")
        self._show_rows()

    def _show_unique(self, check: Check) -> None:
        count = sum(row.by_name for row in check.rows)
        words = _("这个群里昵称不重名（已认出 {count} 位）") if check.unique_names else ""
        words = (words or _("这个群里昵称不重名（可以一次认出 {count} 位）")).format(count=count)
        self.unique.setText(words)
        self.unique.setVisible(count > 0)
        self.unique.blockSignals(True)
        self.unique.setChecked(check.unique_names)
        self.unique.blockSignals(False)

    def _show_rows(self) -> None:
        if self.check is None:
            return
        wanted = self.filter.key()
        ranked = sorted(enumerate(self.check.rows), key=lambda entry: (not entry[1].asked, entry[0]))
        self._rows = {place: row for place, row in ranked if wanted in ("all", *row.results)}
        ids = list(self._rows)
        if ids == list(self.table.model().ids):  # type: ignore[attr-defined]
            self.table.refresh_rows()
        else:
            self.table.set_ids(ids)
        if self.table.current_id() not in self._rows and ids:
            self.table.go_to(ids[0])
        self._show_question()
        self._show_acts()

    def _show_question(self) -> None:
        current = self.table.current_id()
        self.question.show_row(self._rows.get(current) if current is not None else None)

    def _show_acts(self) -> None:
        known = bool(self.member_ids())
        self.show_button.setEnabled(known)
        self.tag_button.setEnabled(known)
        self.export_button.setEnabled(bool(self._rows))
        strangers = self._strangers()
        self.make_button.setText(_("不认识的 {count} 位都建成会员").format(count=len(strangers)))
        self.make_button.setVisible(bool(strangers))

    def _fetch(self, ids: list[int]) -> dict[int, CheckRow]:
        return {row_id: self._rows[row_id] for row_id in ids if row_id in self._rows}

    # ---- who is on screen

    def member_ids(self) -> list[int]:
        found = (row.member_id for row in self._rows.values() if row.member_id is not None)
        return list(dict.fromkeys(found))

    def people(self) -> tuple[Listed, ...]:
        """Who is in the group as the last list showed it."""
        rows = self.check.rows if self.check is not None else ()
        return tuple(Listed(row.name, row.key[1], row.mark) for row in rows if row.presence != "left")

    def _strangers(self) -> list[Key]:
        """Those about whom there is nothing to ask."""
        return [
            row.key for row in self._rows.values()
            if row.member_id is None and row.presence != "left" and row.answer is None and not row.proposed
        ]  # fmt: skip

    # ---- acting

    def _answer(self, key: Key, answer: int | None) -> None:
        place = next((at for at, row in self._rows.items() if row.key == key), None)
        self.answered.emit({key: answer})
        following = list(self._rows)[list(self._rows).index(place) + 1 :] if place is not None else []
        if answer is not None and answer != NOBODY and following and self._rows[following[0]].asked:
            self.table.go_to(following[0])

    def _make_all(self) -> None:
        self.answered.emit(dict.fromkeys(self._strangers(), NEW))

    def _show_members(self) -> None:
        name = _("{name} · {result}").format(name=self._group, result=self._result_words())
        self._list_members(self.member_ids(), name)

    def _result_words(self) -> str:
        wanted = self.filter.key()
        return _("全部") if wanted == "all" else result_name(wanted)

    def _ask_and_export(self) -> None:
        proposed = str(Path.home() / _("群核对-{name}.xlsx").format(name=self._group.replace("/", " ") or _("群")))
        name, _kind = QFileDialog.getSaveFileName(self, _("导出 Excel"), proposed, "Excel (*.xlsx)")
        if name:
            self.export_to(Path(name if name.lower().endswith(".xlsx") else name + ".xlsx"))

    def export_to(self, path: Path) -> None:
        rows, group = list(self._rows.values()), self._group

        def done(_nothing: None) -> None:
            self._context.change(_("导出群核对"), lambda s, _p: log_check(s, group, len(rows), path.name))
            self._context.say(_("已导出 {count} 人到 {file}").format(count=len(rows), file=path.name))

        self._context.do(_("导出群核对"), lambda progress: write_check(path, group, rows, progress), done)


def _name_text(row: CheckRow) -> str:
    mark = {"owner": _("群主"), "admin": _("管理员")}.get(row.mark, "")
    return _("{name}（{detail}）").format(name=row.name, detail=mark) if mark else row.name


def _member_text(row: CheckRow) -> str:
    if row.answer == NEW:
        return _("新会员")
    if row.answer == NOBODY:
        return _("还不知道")
    if row.member_id is not None:
        return row.member_name
    return _("请确认") if row.asked else "—"
