"""人群: saved rules at the left, the rule being edited in the middle, at the right the members whom it selects now."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSplitter, QStackedWidget, QVBoxLayout

from shopdesk.base import dates
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.texts import clean_text
from shopdesk.data.shop import read_shop
from shopdesk.members.segments import SegmentRow, delete_segment, list_segments, save_segment, seed_segments
from ui.app_context import AppContext
from ui.page import Command, Page
from ui.segments.drafts import Drafts, SegmentValues
from ui.segments.editor_panel import EditorPanel
from ui.segments.export_dialog import ExportDialog
from ui.segments.matches_panel import MatchesPanel
from ui.segments.reading import Question, count_segments, read_choices
from ui.segments.segment_list import SegmentList
from ui.segments.workbench import Workbench
from ui.tasks import Task
from ui.widgets.buttons import plain_button
from ui.widgets.cards import Card, page_title
from ui.widgets.empty_state import EmptyState

_WAIT_MS = 150  # after the last key, before the question is asked


class SegmentsPage(Page):
    name: ClassVar[str] = "segments"
    icon: ClassVar[str] = "funnel"
    tables: ClassVar[frozenset[str]] = frozenset(
        {
            "segment", "member", "member_summary", "member_tag", "tag", "tag_group", "order", "order_line", "product",
            "product_alias", "pickup_point", "referral", "touch", "shop_setting",
        }
    )  # fmt: skip

    @classmethod
    def title(cls) -> str:
        return _("人群")

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.today = dates.today()
        self.drafts = Drafts()
        self.key: int | None = None
        """Which segment is in the editor."""
        self._kept: SegmentValues | None = None
        """What the editor shows of it without the owner's changes."""
        self._loaded: SegmentRow | None = None
        self._fixed: tuple[int, ...] = ()
        """Members that were chosen elsewhere, when that is what is shown."""
        self._tasks: list[Task] = []
        self.dialog: ExportDialog | Workbench | None = None
        self.list = SegmentList()
        self.panel = EditorPanel()
        self.matches = MatchesPanel(context)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._lay_out()
        self._connect()

    # ---- building

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(page_title(self.title()))
        head.addStretch(1)
        self.new_button = plain_button(_("新建人群"), self.start_new, icon_name="plus")
        head.addWidget(self.new_button)
        self.list.setMinimumWidth(150)
        self._middle = QStackedWidget()
        self._fixed_note = EmptyState("", (_("回到人群"), self._leave_fixed), icon_name="users")
        note = Card()
        note.body.addWidget(self._fixed_note)
        self._middle.addWidget(self.panel)
        self._middle.addWidget(note)
        self._middle.setMinimumWidth(326)
        self.matches.setMinimumWidth(250)
        split = QSplitter(Qt.Orientation.Horizontal)
        for at, (widget, stretch) in enumerate(((self.list, 1), (self._middle, 12), (self.matches, 10))):
            split.addWidget(widget)
            split.setStretchFactor(at, stretch)
        split.setSizes([176, 520, 400])
        split.setHandleWidth(12)
        split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(split, 1)
        self.setFocusProxy(self.list)

    def _connect(self) -> None:
        self.list.chosen.connect(self.show_segment)
        self.list.delete_wanted.connect(self.delete)
        self.list.rename_wanted.connect(self.rename)
        self.list.menu_wanted.connect(self._open_menu)
        panel = self.panel
        panel.changed.connect(self._show_state)
        panel.rule_changed.connect(self._on_rule)
        panel.save_wanted.connect(self.save)
        panel.save_as_wanted.connect(self.save_as)
        panel.discard_wanted.connect(self.discard)
        panel.duplicate_wanted.connect(self.duplicate)
        panel.delete_wanted.connect(self.delete)
        self.matches.refused.connect(panel.editor.show_error)
        self.matches.export_wanted.connect(self.open_export)
        self.matches.send_wanted.connect(self.open_workbench)
        self._timer.timeout.connect(self.ask)
        for keys, act in (
            (QKeySequence.StandardKey.New, self.start_new), (QKeySequence.StandardKey.Save, self.save),
            ("Ctrl+D", self.duplicate), ("Ctrl+E", self.open_export), ("Ctrl+Return", self.open_workbench),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def commands(self) -> list[Command]:
        return [
            Command(_("新建人群"), self.start_new, "Ctrl+N"),
            Command(_("保存人群"), self.save, "Ctrl+S"),
            Command(_("另存为新的人群"), self.save_as),
            Command(_("改人群的名字"), self.rename, "F2"),
            Command(_("复制这个人群"), self.duplicate, "Ctrl+D"),
            Command(_("删除这个人群"), self.delete, "Del"),
            Command(_("导出名单"), self.open_export, "Ctrl+E"),
            Command(_("逐个发送"), self.open_workbench, "Ctrl+Return"),
            Command(_("补上现成的人群"), self.seed),
        ]

    # ---- reading

    def refresh(self) -> None:
        self.today = dates.today(self.context.query(read_shop).time_zone)
        self.matches.today = self.today
        self._stash()
        self.drafts.take_saved(self.context.query(list_segments))
        self._read_beside()
        if not self._fixed:
            self._show_current()
        self._show_list()
        self.ask()

    def _show_current(self) -> None:
        """The editor after the segments were read again; what the owner is writing stays."""
        if self.key not in self.drafts:
            self.key = self.drafts.first()
        if self.key is None:
            self.key = self.drafts.begin(SegmentValues("", "", None))
        row = self.drafts.saved.get(self.key)
        if self._kept is None or row != self._loaded:
            values = self.panel.values()
            if row is not None and values == SegmentValues(row.name, row.description, row.rule):
                self._loaded, self._kept = row, values  # what was just saved
                self._show_state()
            else:
                self._load(self.key)

    def _read_beside(self) -> None:
        """Counts and choices; an answer that is on its way is outdated."""
        today = self.today
        for task in self._tasks:
            task.cancel()
        self._tasks = [
            self.context.query_later(read_choices, self.panel.editor.set_choices),
            self.context.query_later(lambda session: count_segments(session, today), self.list.set_counts),
        ]

    def _show_list(self) -> None:
        self.list.show_entries(self.drafts.entries(), self.key)

    # ---- what is shown

    def show_target(self, target: object) -> None:
        """A rule, ids of members, the name of a segment, or "new"."""
        if target == "new":
            self.start_new()
        elif isinstance(target, str):
            self._show_or_begin(self.drafts.find_name(target), None)
        elif isinstance(target, dict):
            self._show_or_begin(self.drafts.find_rule(target), target)
        elif isinstance(target, list | tuple | set | frozenset):
            self._show_fixed(tuple(int(member) for member in target))

    def _show_or_begin(self, key: int | None, rule: dict[str, Any] | None) -> None:
        if key is not None:
            self.show_segment(key)
        elif rule is not None:
            self._begin(SegmentValues("", "", rule))

    def show_segment(self, key: int) -> None:
        """Edit another one; what was changed in the one before is kept, marked as not saved."""
        if key != self.key:
            self._leave()
            self.key = key
            self._load(key)
            self._show_list()
            self.ask()

    def start_new(self) -> None:
        self._begin(SegmentValues("", "", None))
        self.panel.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _begin(self, base: SegmentValues, changed: SegmentValues | None = None) -> None:
        self._leave()
        self.key = self.drafts.begin(base, changed)
        self._load(self.key)
        self._show_list()
        self.ask()

    def _load(self, key: int) -> None:
        self._middle.setCurrentIndex(0)
        self._loaded = self.drafts.saved.get(key)
        self.panel.show_values(self.drafts.base(key))
        self._kept = self.panel.values()
        if key in self.drafts.changed:
            self.panel.show_values(self.drafts.changed[key])
        self._show_state()

    def _stash(self) -> None:
        """Note what the owner changed in the editor."""
        if self.key is not None and self._kept is not None:
            values = self.panel.values()
            if values != self._kept:
                self.drafts.changed[self.key] = values
            else:
                self.drafts.changed.pop(self.key, None)

    def _leave(self) -> None:
        """Before another one is shown: changes are kept, a new one that was left alone goes."""
        self._stash()
        if self.key is not None and self.key < 0 and self.key not in self.drafts.changed:
            self.drafts.drop(self.key)
        self._fixed, self.key, self._kept = (), None, None

    def _show_state(self) -> None:
        """The buttons and the mark in the list, after every edit."""
        if self.key is None:
            return
        self._stash()
        changed = self.key in self.drafts.changed
        self.panel.show_state(saved=self.key in self.drafts.saved, changed=changed)
        entries = {entry.key: entry for entry in self.drafts.entries()}
        row = self.list.currentRow()
        if row >= 0 and self.list.entry(row) != entries.get(self.list.entry(row).key):
            self._show_list()

    def _show_fixed(self, ids: tuple[int, ...]) -> None:
        self._leave()
        self._fixed = ids
        self._show_list()
        self._fixed_note.set_sentence(
            _("这是您选中的 {count} 位会员。名单是固定的，不会随着订单变化。").format(count=len(ids))
        )
        self._middle.setCurrentIndex(1)
        self.ask()

    def _leave_fixed(self) -> None:
        self._leave()
        self.refresh()

    # ---- asking

    def _on_rule(self) -> None:
        self.matches.stop()
        self._timer.start()

    def ask(self) -> None:
        self._timer.stop()
        if self._fixed:
            self.matches.ask(Question(None, self._fixed))
        elif self.panel.editor.check():
            self.matches.ask(Question(self.panel.editor.rule()))
        else:
            self.matches.show_nothing("")

    # ---- changes

    def save(self) -> None:
        key = self.key
        if key is None:
            return
        values = self.panel.values()
        whole = self.panel.editor.check(show_all=True)
        if not clean_text(values.name):
            self.panel.show_name_error(_("请给人群起个名字。"))
        elif whole:
            rule, segment_id = values.rule or {}, key if key > 0 else None
            self.context.change(
                _("保存人群"),
                lambda session, _progress: save_segment(session, values.name, rule, values.description, segment_id),
                lambda made: self._after_save(key, values, made),
                self._not_saved,
                say=_("人群已保存"),
            )

    def _after_save(self, key: int, values: SegmentValues, made: int) -> None:
        if self.key == key:
            self._stash()
        going_on = self.drafts.changed.get(key)
        self.drafts.drop(key)
        if going_on is not None and going_on != values:
            self.drafts.changed[made] = going_on  # written while it was being saved
        if self.key == key:
            self.key, self._kept = made, None
            self.refresh()

    def _not_saved(self, error: ShopError) -> None:
        if error.code in ("no_name", "name_taken"):
            self.panel.show_name_error(str(error))
        else:
            self.panel.editor.show_error(error.message)

    def save_as(self) -> None:
        """A new segment from what stands in the editor; the saved one stays as it is."""
        values = self.panel.values()
        if self.key is not None:
            self.panel.show_values(self.drafts.base(self.key))
        self._begin(SegmentValues("", "", None), replace(values, name=self.drafts.free_name(values.name)))
        self.rename()

    def duplicate(self) -> None:
        row = self.drafts.saved.get(self.key or 0)
        if row is not None:
            name = self.drafts.free_name(row.name)
            self.context.change(
                _("复制人群"),
                lambda session, _progress: save_segment(session, name, row.rule, row.description),
                self.show_segment,
                say=_("已复制为“{name}”").format(name=name),
            )

    def discard(self) -> None:
        """Back to what is saved; a new one goes."""
        if self.key is not None:
            self.drafts.drop(self.key)
            self._kept = None
            self.refresh()

    def rename(self) -> None:
        if self.key is not None:
            self.panel.name.setFocus(Qt.FocusReason.OtherFocusReason)
            self.panel.name.selectAll()

    def delete(self) -> None:
        row = self.drafts.saved.get(self.key or 0)
        if row is None:
            self.discard()
            return
        self.drafts.deleted.add(row.id)
        self.context.change(
            _("删除人群"),
            lambda session, _progress: delete_segment(session, row.id),
            say=_("已删除“{name}”").format(name=row.name),
        )

    def seed(self) -> None:
        self.context.change(
            _("补上现成的人群"), lambda session, _progress: seed_segments(session), say=_("现成的人群都在了")
        )

    def _open_menu(self, at: QPoint) -> None:
        menu = self.build_menu()
        menu.exec(at)
        menu.deleteLater()

    def build_menu(self) -> QMenu:
        menu = QMenu(self)
        saved = self.key in self.drafts.saved
        menu.addAction(_("改名字"), self.rename)
        menu.addAction(_("复制一份"), self.duplicate).setEnabled(saved)
        menu.addAction(_("删除"), self.delete)
        menu.addSeparator()
        menu.addAction(_("导出名单…"), self.open_export).setEnabled(self.matches.export_button.isEnabled())
        menu.addAction(_("逐个发送…"), self.open_workbench).setEnabled(self.matches.send_button.isEnabled())
        return menu

    # ---- lists

    def _list_name(self) -> str:
        if self._fixed:
            return _("选中的会员")
        return clean_text(self.panel.name.text()) or _("人群")

    def open_export(self) -> None:
        self._open(ExportDialog)

    def open_workbench(self) -> None:
        self._open(Workbench)

    def _open(self, kind: type[ExportDialog] | type[Workbench]) -> None:
        """A list of those who are shown now; nothing while that is not known or nobody matches."""
        if self._timer.isActive():
            self.ask()  # the dialog asks for itself; the page behind it must not lag
        question = self.matches.question
        if question is None or not self.matches.export_button.isEnabled():
            return
        self.dialog = kind(self.context, self._list_name(), question, self.today, self.window())
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.open()
