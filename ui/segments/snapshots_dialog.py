"""快照: who was in a segment at one moment; who has come since, who has left, who stayed; each part as a list."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from shopdesk.base.dates import day_of, short_day
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.texts import clean_text
from shopdesk.data.shop import read_shop
from shopdesk.members.segments import SegmentRow
from shopdesk.members.segments.snapshots import (
    SnapshotChange,
    SnapshotRow,
    compare_snapshot,
    delete_snapshot,
    list_snapshots,
    rename_snapshot,
    take_snapshot,
)
from ui.app_context import AppContext
from ui.segments.lists import serve_lists
from ui.segments.matches_panel import MatchesPanel
from ui.segments.reading import HeldAgainst, Question
from ui.tasks import Task
from ui.widgets.buttons import plain_button, primary_button, push_button
from ui.widgets.cards import section_title, text_label
from ui.widgets.dialogs import dialog_column
from ui.widgets.segmented import SegmentedControl

PARTS = ("then", "stayed", "left", "came")


class SnapshotsDialog(QDialog):
    def __init__(
        self, context: AppContext, segment: SegmentRow | None, today: int, parent: QWidget | None = None
    ) -> None:
        """`segment` is the one of which a new snapshot can be taken."""
        super().__init__(parent)
        self.context, self.segment, self.today = context, segment, today
        self._zone = context.query(read_shop).time_zone
        self._change: SnapshotChange | None = None
        self._task: Task | None = None
        self.rows: list[SnapshotRow] = []
        self.setWindowTitle(_("人群快照"))
        self.resize(900, 560)
        self.list = QListWidget()
        self.name = QLineEdit()
        self.note = text_label("", "muted", wrap=True)
        self.part = SegmentedControl([(part, "") for part in PARTS], _("看哪一部分"))
        self.matches = MatchesPanel(context)
        self.matches.today = today
        self._lay_out()
        self.list.currentRowChanged.connect(lambda _row: self._compare())
        self.part.chosen.connect(lambda _key: self._show_part())
        serve_lists(self.matches, self._title, self)
        for keys, act in ((Qt.Key.Key_F2, self.rename), (QKeySequence.StandardKey.Delete, self.delete)):
            shortcut = QShortcut(QKeySequence(keys), self.list)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(act)
        self.read_again()

    # ---- building

    def _lay_out(self) -> None:
        column = dialog_column(self)
        if self.segment is not None:
            column.addLayout(self._build_taking(self.segment))
        both = QHBoxLayout()
        both.setSpacing(12)
        both.addWidget(self._build_left())
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.part, 0, Qt.AlignmentFlag.AlignLeft)
        right.addWidget(self.matches, 1)
        both.addLayout(right, 1)
        column.addLayout(both, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.note, 1)
        foot.addWidget(plain_button(_("关闭"), self.reject))
        column.addLayout(foot)

    def _build_taking(self, segment: SegmentRow) -> QHBoxLayout:
        self.name.setMaxLength(60)
        self.name.setAccessibleName(_("新快照的名字"))
        self.name.setText(f"{segment.name} {short_day(self.today)}")
        self.name.returnPressed.connect(self.take)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(text_label(_("新快照"), "label"))
        row.addWidget(self.name, 1)
        self.take_button = primary_button(_("记下现在的名单"), self.take, icon_name="save")
        row.addWidget(self.take_button)
        return row

    def _build_left(self) -> QWidget:
        self.list.setAccessibleName(_("人群快照"))
        self.list.setWordWrap(True)
        self.rename_button = push_button(_("改名"), self.rename, kind="quiet")
        self.delete_button = push_button(_("删除"), self.delete, kind="quiet")
        buttons = QHBoxLayout()
        buttons.addWidget(self.rename_button)
        buttons.addWidget(self.delete_button)
        buttons.addStretch(1)
        box = QWidget()
        box.setFixedWidth(230)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(section_title(_("已有的快照")))
        column.addWidget(self.list, 1)
        column.addLayout(buttons)
        return box

    # ---- reading

    def read_again(self, show: int | None = None) -> None:
        """The snapshots as they are stored; `show` becomes the current one."""
        current = self.current()
        wanted = show if show is not None else current.id if current is not None else None
        self.rows = self.context.query(list_snapshots)
        self.list.blockSignals(True)
        self.list.clear()
        for row in self.rows:
            item = QListWidgetItem(f"{row.name}\n{self._when(row)}")
            item.setData(Qt.ItemDataRole.UserRole, row.id)
            self.list.addItem(item)
        places = [at for at, row in enumerate(self.rows) if row.id == wanted]
        self.list.setCurrentRow(places[0] if places else 0 if self.rows else -1)
        self.list.blockSignals(False)
        self._compare()

    def _when(self, row: SnapshotRow) -> str:
        day = short_day(day_of(row.taken_at, self._zone))
        return _("{day} · {count} 人").format(day=day, count=f"{row.count:,}")

    def current(self) -> SnapshotRow | None:
        place = self.list.currentRow()
        return self.rows[place] if 0 <= place < len(self.rows) else None

    def _compare(self) -> None:
        row = self.current()
        self._change = None
        if self._task is not None:
            self._task.cancel()
        for button in (self.rename_button, self.delete_button):
            button.setEnabled(row is not None)
        self.part.setEnabled(row is not None)
        self._name_parts()
        if row is None:
            self._say(_("还没有快照。快照把现在的名单记下来，以后可以看谁来了、谁走了。"))
            self.matches.show_nothing("", _("记下一份快照，这里就会列出当时的名单。"))
            return
        against = (
            _("和“{name}”现在的名单比").format(name=row.segment)
            if row.segment
            else _("原来的人群已删除，和当时的条件比")
        )
        self._say(against)
        self._task = self.context.query_later(
            lambda session: compare_snapshot(session, row.id, self.today), self._show, self._refuse
        )

    def _show(self, change: SnapshotChange) -> None:
        self._change = change
        self._name_parts()
        self._show_part()

    def _name_parts(self) -> None:
        words = (_("当时"), _("还在"), _("走了"), _("新来"))
        for part, text in zip(PARTS, words, strict=True):
            self.part.set_text(part, text if self._change is None else f"{text} {len(self._ids(part)):,}")

    def _ids(self, part: str) -> list[int]:
        change = self._change
        if change is None:
            return []
        parts = {"stayed": change.stayed, "left": change.left, "came": change.came}
        return parts[part] if part in parts else sorted((*change.stayed, *change.left))

    def _show_part(self) -> None:
        ids, change = self._ids(self.part.key()), self._change
        if ids and change is not None:
            against = HeldAgainst(change.rule, change.segment_id)
            self.matches.ask(Question(None, tuple(ids), held_against=against))
        else:
            self.matches.show_nothing(_("这一部分没有会员。"))

    def _title(self) -> str:
        row = self.current()
        words = {"then": _("当时"), "stayed": _("还在"), "left": _("走了"), "came": _("新来")}
        return f"{row.name if row is not None else ''} {words[self.part.key()]}".strip()

    # ---- changing

    def take(self) -> None:
        segment, name = self.segment, clean_text(self.name.text())
        if segment is not None:
            self._write(
                _("留下快照"),
                lambda session: take_snapshot(session, name, segment.rule, self.today, segment.id),
                _("已记下“{name}”").format(name=name),
            )

    def rename(self) -> None:
        """In its place in the list."""
        row, item = self.current(), self.list.currentItem()
        if row is None or item is None:
            return
        edit = QLineEdit(row.name)
        edit.setAccessibleName(_("快照的名字"))
        edit.setMaxLength(60)
        edit.selectAll()

        def done() -> None:
            name = clean_text(edit.text())
            edit.blockSignals(True)  # taking it away takes the focus from it, which ends it a second time
            self.list.removeItemWidget(item)
            if name and name != row.name:
                self._write(_("改快照的名字"), lambda session: rename_snapshot(session, row.id, name), "", row.id)

        edit.editingFinished.connect(done)
        self.list.setItemWidget(item, edit)
        edit.setFocus()

    def delete(self) -> None:
        row = self.current()
        if row is not None:
            said = _("已删除“{name}”").format(name=row.name)
            self._write(_("删除快照"), lambda session: delete_snapshot(session, row.id), said)

    def _write(self, label: str, work: Any, said: str, show: int | None = None) -> None:
        self.context.change(
            label,
            lambda session, _progress: work(session),
            lambda made: self.read_again(made if isinstance(made, int) else show),
            self._refuse,
            say=said,
        )

    def _refuse(self, error: ShopError) -> None:
        self._say(str(error))

    def _say(self, sentence: str) -> None:
        self.note.setText(sentence)
