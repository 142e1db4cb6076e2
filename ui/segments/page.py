"""人群: saved rules at the left, the rule being edited in the middle, at the right the members whom it selects now."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QMenu, QSplitter, QStackedWidget, QVBoxLayout

from shopdesk.base import dates
from shopdesk.base.i18n import _
from shopdesk.data.shop import read_shop
from shopdesk.members.segments import SegmentRow, list_segments, seed_segments
from shopdesk.members.segments.sizes import count_segments, size_history
from ui.app_context import AppContext
from ui.page import Command, Page
from ui.rules.reading import read_choices
from ui.segments.compare_dialog import CompareDialog
from ui.segments.drafts import SegmentValues
from ui.segments.editing import Editing
from ui.segments.export_dialog import ExportDialog
from ui.segments.keeping_out import ExclusionsDialog, KeepOutDialog, keep_out
from ui.segments.lists import open_list
from ui.segments.matches_panel import MatchesPanel
from ui.segments.reading import Question
from ui.segments.size_history import DAYS
from ui.segments.snapshots_dialog import SnapshotsDialog
from ui.segments.workbench import Workbench
from ui.tasks import Task
from ui.turn_of_day import record_counts
from ui.widgets.buttons import plain_button
from ui.widgets.cards import Card, page_title
from ui.widgets.empty_state import EmptyState


class SegmentsPage(Page):
    name: ClassVar[str] = "segments"
    icon: ClassVar[str] = "funnel"
    tables: ClassVar[frozenset[str]] = frozenset(
        {
            "segment", "member", "member_summary", "member_tag", "tag", "tag_group", "order", "order_line", "product",
            "product_alias", "pickup_point", "referral", "touch", "shop_setting", "claim", "inquiry",
            "segment_exclusion",
        }
    )  # fmt: skip

    @classmethod
    def title(cls) -> str:
        return _("人群")

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.today = dates.today()
        self._fixed: tuple[int, ...] = ()
        """Members that were chosen elsewhere, when that is what is shown."""
        self._tasks: list[Task] = []
        self.dialog: QDialog | None = None
        self.editing = Editing(context, self)
        self.list, self.panel = self.editing.list, self.editing.panel
        self.matches = MatchesPanel(context)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)  # at once, but once for all that one act changes
        self._lay_out()
        self._connect()

    # ---- building

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(page_title(self.title()))
        head.addStretch(1)
        head.addWidget(plain_button(_("对比"), self.open_compare, icon_name="columns-3"))
        head.addWidget(plain_button(_("快照"), self.open_snapshots, icon_name="history"))
        head.addWidget(plain_button(_("新建人群"), self.start_new, icon_name="plus"))
        self._fixed_note = EmptyState("", (_("回到人群"), self._leave_fixed), icon_name="users")
        note = Card()
        note.body.addWidget(self._fixed_note)
        self._middle = QStackedWidget()
        self._middle.addWidget(self.panel)
        self._middle.addWidget(note)
        self._middle.setMinimumWidth(326)
        self.list.setMinimumWidth(150)
        self.matches.setMinimumWidth(250)
        split = QSplitter(Qt.Orientation.Horizontal)
        for at, (widget, stretch) in enumerate(((self.list, 1), (self._middle, 11), (self.matches, 11))):
            split.addWidget(widget)
            split.setStretchFactor(at, stretch)
        split.setSizes([176, 510, 440])
        split.setHandleWidth(12)
        split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(split, 1)
        self.begin_at(self.list)

    def _connect(self) -> None:
        self.editing.shown.connect(self._show_segment)
        self.list.menu_wanted.connect(self._open_menu)
        self.panel.rule_changed.connect(self._on_rule)
        self.matches.refused.connect(self.panel.editor.show_error)
        self.matches.export_wanted.connect(self.open_export)
        self.matches.send_wanted.connect(self.open_workbench)
        self.matches.keep_out_wanted.connect(self.keep_out)
        self.matches.exclusions_wanted.connect(self.open_exclusions)
        self._timer.timeout.connect(self.ask)
        for keys, act in (
            (QKeySequence.StandardKey.New, self.start_new), (QKeySequence.StandardKey.Save, self.editing.save),
            ("Ctrl+D", self.editing.duplicate), ("Ctrl+E", self.open_export), ("Ctrl+Return", self.open_workbench),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def commands(self) -> list[Command]:
        editing = self.editing
        return [
            Command(_("新建人群"), self.start_new, "Ctrl+N"),
            Command(_("保存人群"), editing.save, "Ctrl+S"),
            Command(_("另存为新的人群"), editing.save_as),
            Command(_("改人群的名字"), editing.rename, "F2"),
            Command(_("复制这个人群"), editing.duplicate, "Ctrl+D"),
            Command(_("删除这个人群"), editing.delete, "Del"),
            Command(_("导出名单"), self.open_export, "Ctrl+E"),
            Command(_("逐个发送"), self.open_workbench, "Ctrl+Return"),
            Command(_("对比两个人群"), self.open_compare),
            Command(_("人群快照"), self.open_snapshots),
            Command(_("不放进这个人群的会员"), self.open_exclusions),
            Command(_("补上现成的人群"), self.seed),
        ]

    # ---- reading

    def refresh(self) -> None:
        self.today = self.matches.today = dates.today(self.context.query(read_shop).time_zone)
        self.editing.take_saved(self.context.query(list_segments), show=not self._fixed)
        self.ask()  # before the counts: who matches is what is looked at
        self._read_beside()

    def _read_beside(self) -> None:
        """Counts and choices; an answer that is on its way is outdated."""
        today = self.today
        for task in self._tasks:
            task.cancel()
        self._tasks = [
            self.context.query_later(read_choices, self.panel.editor.set_choices),
            self.context.query_later(lambda session: count_segments(session, today), self._show_counts),
        ]

    def _show_counts(self, counts: dict[int, int | None]) -> None:
        self.list.set_counts(counts)
        record_counts(self.context, counts, self.today, self._show_history)

    def _show_history(self) -> None:
        saved = self.saved_segment()
        rows: list[tuple[int, int]] = []
        if saved is not None:
            rows = self.context.query(lambda session: size_history(session, saved.id, self.today - DAYS))
        self.matches.history.show_days(rows)

    # ---- what is shown

    def show_target(self, target: object) -> None:
        """A rule, ids of members, the name of a segment, or "new"."""
        drafts, found = self.editing.drafts, None
        if target == "new":
            self.start_new()
        elif isinstance(target, str):
            found = drafts.find_name(target)
        elif isinstance(target, dict):
            found = drafts.find_rule(target)
            if found is None:
                self.editing.begin(SegmentValues("", "", target))
        elif isinstance(target, list | tuple | set | frozenset):
            self._show_fixed(tuple(int(member) for member in target))
        if found is not None:
            self.editing.show_segment(found)

    def start_new(self) -> None:
        self.editing.begin()
        self.panel.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_segment(self) -> None:
        self._fixed = ()
        self._show_history()
        self._middle.setCurrentIndex(0)
        self.ask()

    def _show_fixed(self, ids: tuple[int, ...]) -> None:
        self.editing.leave()
        self.editing.show_list()
        self._fixed = ids
        self._fixed_note.set_sentence(
            _("这是您选中的 {count} 位会员。名单是固定的，不会随着订单变化。").format(count=len(ids))
        )
        self._middle.setCurrentIndex(1)
        self._show_history()
        self.ask()

    def _leave_fixed(self) -> None:
        self._fixed = ()
        self._middle.setCurrentIndex(0)
        self.refresh()

    # ---- asking

    def _on_rule(self) -> None:
        self.matches.stop()
        self._timer.start()

    def ask(self) -> None:
        """Who matches now; an unfinished rule is nobody."""
        self._timer.stop()
        if self._fixed:
            self.matches.ask(Question(None, self._fixed))
        elif self.panel.editor.check():
            saved = self.editing.key if self.editing.is_saved() else None
            self.matches.ask(Question(self.panel.editor.rule(), segment_id=saved))
        else:
            self.matches.show_nothing("")

    def seed(self) -> None:
        self.context.change(
            _("补上现成的人群"), lambda session, _progress: seed_segments(session), say=_("现成的人群都在了")
        )

    # ---- lists

    def open_export(self) -> None:
        self._open(ExportDialog)

    def open_workbench(self) -> None:
        self._open(Workbench)

    def _open(self, kind: type[ExportDialog] | type[Workbench]) -> None:
        """A list of those who are shown now; nothing while the rule cannot be asked or nobody matches."""
        if self._timer.isActive():
            self.ask()  # the dialog asks for itself; the page behind it must not lag
        question = self.matches.question
        if question is None or not self.matches.export_button.isEnabled():
            return
        name = _("选中的会员") if self._fixed else self.editing.name() or _("人群")
        self.dialog = open_list(kind, self.context, name, question, self.today, self.window())

    # ---- more about a saved segment

    def saved_segment(self) -> SegmentRow | None:
        return None if self._fixed else self.editing.drafts.saved.get(self.editing.key or 0)

    def open_compare(self) -> None:
        rows = list(self.editing.drafts.saved.values())
        if len(rows) < 2:
            self.context.say(_("先保存两个人群，才能对比。"))
            return
        saved = self.saved_segment()
        self._show_dialog(CompareDialog(self.context, rows, saved.name if saved else "", self.today, self.window()))

    def open_snapshots(self) -> None:
        self._show_dialog(SnapshotsDialog(self.context, self.saved_segment(), self.today, self.window()))

    def open_exclusions(self) -> None:
        saved = self.saved_segment()
        if saved is not None:
            self._show_dialog(ExclusionsDialog(self.context, saved.id, saved.name, self.window()))

    def keep_out(self, ids: list[int]) -> None:
        saved = self.saved_segment()
        if saved is not None:
            dialog = KeepOutDialog(len(ids), saved.name, self.window())
            dialog.accepted.connect(lambda: keep_out(self.context, saved.id, ids, dialog.reason()))
            self._show_dialog(dialog)

    def _show_dialog(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _open_menu(self, at: QPoint) -> None:
        menu = self.build_menu()
        menu.exec(at)
        menu.deleteLater()

    def build_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(_("改名字"), self.editing.rename)
        menu.addAction(_("复制一份"), self.editing.duplicate).setEnabled(self.editing.is_saved())
        menu.addAction(_("删除"), self.editing.delete)
        menu.addSeparator()
        menu.addAction(_("导出名单…"), self.open_export).setEnabled(self.matches.export_button.isEnabled())
        menu.addAction(_("逐个发送…"), self.open_workbench).setEnabled(self.matches.send_button.isEnabled())
        menu.addSeparator()
        menu.addAction(_("和另一个人群对比…"), self.open_compare)
        menu.addAction(_("留下快照…"), self.open_snapshots).setEnabled(self.editing.is_saved())
        menu.addAction(_("不放进来的会员…"), self.open_exclusions).setEnabled(self.editing.is_saved())
        return menu

    # ---- closing

    def showEvent(self, event: QShowEvent) -> None:
        self.window().installEventFilter(self)
        super().showEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Close and watched is self.window():
            self.editing.keep_drafts()
        return False
