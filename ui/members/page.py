"""会员: views, filters and the big table; one member in the drawer; what can be done with several."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout

from shopdesk.base.i18n import _
from shopdesk.data.database import Change
from shopdesk.members.duplicates import count_duplicates
from shopdesk.members.group_text import looks_like_member_list
from shopdesk.members.listing import MemberFilter, NamedMembers
from ui.app_context import AppContext
from ui.members.duplicates_dialog import DuplicatesDialog
from ui.members.group_check_dialog import GroupCheckDialog
from ui.members.list_view import MemberList
from ui.members.new_member import NewMemberDialog
from ui.members.tags_dialog import TagsDialog
from ui.page import Command, Page
from ui.tasks import Task
from ui.widgets.buttons import primary_button, push_button
from ui.widgets.cards import page_title, text_label
from ui.widgets.empty_state import EmptyState

_OF_DUPLICATES = frozenset({"member", "alias", "alias_refusal", "duplicate_decision"})


class MembersPage(Page):
    name: ClassVar[str] = "members"
    icon: ClassVar[str] = "users"
    tables: ClassVar[frozenset[str]] = frozenset(
        {
            "member", "member_summary", "member_tag", "tag", "tag_group", "alias", "segment", "order", "order_line",
            "alias_refusal", "referral", "touch", "inquiry", "tag_refusal", "product", "duplicate_decision",
            "member_merge", "shop_setting", "pickup_point", "claim", "payment", "payment_match", "payment_credit",
        }
    )  # fmt: skip

    @classmethod
    def title(cls) -> str:
        return _("会员")

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.setProperty("role", "page")
        self._counting: Task | None = None
        self._count_stale = True
        self.list = MemberList(context, self, self._empty_shop)
        self.list.listed.connect(self._show_count)
        self.list.settled.connect(self._count_duplicates)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(6)
        column.addLayout(self._head())
        column.addWidget(self.list, 1)
        new = QShortcut(QKeySequence(QKeySequence.StandardKey.New), self)
        new.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        new.activated.connect(self.open_new)
        self.begin_at(self.list.table)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(page_title(self.title()))
        self.figures = text_label("", "label")
        row.addWidget(self.figures)
        row.addStretch(1)
        self.duplicates = push_button(_("查重"), self.open_duplicates, icon_name="merge")
        self.duplicates.setToolTip(_("可能是同一个人的会员，由你来决定"))
        row.addWidget(self.duplicates)
        check = push_button(_("群核对"), self.open_group_check, icon_name="list-checks")
        check.setToolTip(_("粘贴群成员名单：谁下过单、谁没下过、谁新进群、谁退群"))
        row.addWidget(check)
        row.addWidget(push_button(_("标签"), self.open_tags, icon_name="tags", tooltip=_("新建、改名、移动标签")))
        row.addWidget(primary_button(_("新建会员"), self.open_new, icon_name="plus"))
        return row

    def refresh(self) -> None:
        self.list.refresh()

    def _on_change(self, change: Change) -> None:
        self._count_stale = self._count_stale or bool(change.tables & _OF_DUPLICATES)
        super()._on_change(change)

    def _count_duplicates(self) -> None:
        """After everything else is shown: it reads all members."""
        if self._count_stale:
            self._count_stale = False
            if self._counting is not None:
                self._counting.cancel()
            self._counting = self.context.query_later(count_duplicates, self._show_duplicates)

    def commands(self) -> list[Command]:
        view = self.list
        return [
            Command(_("新建会员"), self.open_new, "Ctrl+N"),
            Command(_("搜索会员"), view.filters.search.take_focus, "Ctrl+F"),
            Command(_("可能重复的会员"), self.open_duplicates),
            Command(_("群核对：粘贴群成员名单"), self.open_group_check),
            Command(_("管理标签"), self.open_tags),
            *(Command(_("所选会员：{act}").format(act=words), act) for words, _icon, act in view.acts.offered()),
            Command(_("在列表和侧栏之间切换"), view.drawer.cross_over, "F6"),
            Command(_("选择会员表的列"), view.table.choose_columns),
        ]

    def show_target(self, target: object) -> None:
        """A member's id; a MemberFilter; ids, or NamedMembers; "new", "duplicates", "tags", "group" for the dialogs."""
        if isinstance(target, int):
            self.list.show_member(target)
        elif isinstance(target, NamedMembers):
            self.list.show_ids(target.ids, target.came_from)
        elif isinstance(target, MemberFilter):
            self.list.show_filter(target)
        elif isinstance(target, list | tuple | set | frozenset):
            self.list.show_ids(target)
        elif isinstance(target, str):
            acts = {"new": self.open_new, "duplicates": self.open_duplicates, "tags": self.open_tags,
                    "group": self.open_group_check}  # fmt: skip
            acts[target]()

    def paste(self, text: str) -> bool:
        """The member list of a group goes to the group check."""
        if looks_like_member_list(text):
            self.open_group_check(text)
            return True
        return False

    def showEvent(self, event: QShowEvent) -> None:
        self.window().installEventFilter(self)
        super().showEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Close and watched is self.window():
            self.list.commit()  # while changes still get through
        return False

    # ---- what stands in the head

    def _show_count(self, shown: int, everybody: int) -> None:
        words = _("{count} 人").format(count=f"{everybody:,}")
        if shown != everybody:
            words = _("{shown} / {count} 人").format(shown=f"{shown:,}", count=f"{everybody:,}")
        self.figures.setText(words if everybody else "")

    def _show_duplicates(self, count: int) -> None:
        self.duplicates.setText(_("查重 {count}").format(count=f"{count:,}") if count else _("查重"))

    def _empty_shop(self) -> EmptyState:
        go_to = self.context.go_to
        if not self.list.filters.is_narrowed():
            return EmptyState(
                _("还没有会员。粘贴一段接龙或导入订单，会员就有了。"),
                (_("导入"), lambda: go_to("import")),
                (_("载入示例数据"), lambda: go_to("settings", "sample")),
                icon_name="users",
            )
        return EmptyState(_("还没有会员。"), (_("新建会员"), self.open_new), icon_name="users")

    # ---- dialogs

    def open_new(self) -> None:
        dialog = NewMemberDialog(self.context, self)
        dialog.made.connect(self.list.show_member)
        dialog.opened_known.connect(self.list.show_member)
        self._open(dialog)

    def open_duplicates(self) -> None:
        self._open(DuplicatesDialog(self.context, self))

    def open_group_check(self, text: str = "") -> None:
        self._open(GroupCheckDialog(self.context, self.list.show_ids, self, text))

    def open_tags(self) -> None:
        self._open(TagsDialog(self.context, self))

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
