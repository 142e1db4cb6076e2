"""The tag groups and tags: new, renamed in place, coloured, moved, merged and deleted, each a step to undo.

One tag or several can be chosen; what is done to one is beside the tree (tag_details).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QSplitter,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.data.database import Change
from shopdesk.members.tag_editing import (
    create_group,
    create_tag,
    delete_group,
    delete_tag,
    delete_tags,
    edit_group,
    merge_tags,
    move_tag,
    recolor_tag,
    rename_tag,
)
from shopdesk.members.tags import TagGroupRow, TagRow, list_tags, unused_tags
from ui.app_context import AppContext
from ui.icons import icon
from ui.members.ready_tags_dialog import ReadyTagsDialog
from ui.members.tag_details import TagDetails
from ui.members.tag_tree import GROUP, TAG, TagTree, swatch
from ui.tokens import CHIP_COLORS
from ui.widgets.buttons import icon_button, plain_button, push_button
from ui.widgets.cards import text_label
from ui.widgets.confirm_dialog import confirm_loss
from ui.widgets.dialogs import button_row, dialog_column
from ui.widgets.segmented import SegmentedControl


class TagsDialog(QDialog):
    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._groups: list[TagGroupRow] = []
        self._unused: frozenset[int] = frozenset()
        self._filling = False
        self._wanted: tuple[int, int | None] | None = None
        self.setWindowTitle(_("标签"))
        self.resize(1000, 560)  # a condition of the rule on one line, and still inside 1024×600
        column = dialog_column(self)
        left = QWidget()
        inner = QVBoxLayout(left)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(8)
        self.tree = TagTree()
        self.tree.itemChanged.connect(self._on_renamed)
        self.tree.itemSelectionChanged.connect(self._show_state)
        inner.addLayout(self._tools())
        inner.addLayout(self._filters())
        inner.addWidget(self.tree, 1)
        self.details = TagDetails(context)
        self.details.asked_for_members.connect(self.close)
        self.details.asked_for_ready.connect(self._open_ready)
        halves = QSplitter()
        halves.setChildrenCollapsible(False)
        halves.addWidget(left)
        halves.addWidget(self.details)
        halves.setSizes([480, 484])
        halves.setStretchFactor(0, 1)
        halves.setStretchFactor(1, 1)
        halves.setHandleWidth(16)
        column.addWidget(halves, 1)
        self.wrong = text_label("", "error", wrap=True)
        self.wrong.hide()
        column.addWidget(self.wrong)
        column.addLayout(self._foot())
        for keys, act in (
            (QKeySequence.StandardKey.Delete, self._delete),
            (QKeySequence.StandardKey.Undo, context.undo),
            (QKeySequence.StandardKey.Redo, context.redo),
        ):
            shortcut = QShortcut(QKeySequence(keys), self.tree)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(act)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(lambda: self.search.setFocus(Qt.FocusReason.ShortcutFocusReason))
        context.changed.connect(self._on_change)
        self.refresh()
        self.search.setFocus()

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(push_button(_("新标签"), self._new_tag, icon_name="plus"))
        row.addWidget(push_button(_("新分组"), self._new_group, kind="quiet"))
        row.addStretch(1)
        self.color: QPushButton = push_button(_("颜色"), kind="quiet")
        self.color.setMenu(self._color_menu())
        self.target, self._targets = self._menu_button(_("移到"), self._fill_targets)
        self.merge, self._merges = self._menu_button(_("合并到"), self._fill_merges)
        for button in (self.color, self.target, self.merge):
            row.addWidget(button)
        self.up = icon_button("arrow-up", _("上移"), partial(self._move, -1), shortcut="Alt+Up")
        self.down = icon_button("arrow-down", _("下移"), partial(self._move, 1), shortcut="Alt+Down")
        self.remove = icon_button("trash-2", _("删除"), self._delete)
        for tool in (self.up, self.down, self.remove):
            row.addWidget(tool)
        return row

    def _menu_button(self, words: str, fill: Callable[[], None]) -> tuple[QPushButton, QMenu]:
        button = push_button(words, kind="quiet")
        menu = QMenu(button)
        menu.aboutToShow.connect(fill)
        button.setMenu(menu)
        return button, menu

    def _filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("找标签（Ctrl+F）"))
        self.search.setAccessibleName(_("找标签"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(lambda _text: self._filter())
        self.kind = SegmentedControl(
            [("", _("全部")), ("automatic", _("自动")), ("hand", _("手动")), ("unused", _("没人用"))], _("看哪些标签")
        )
        self.kind.chosen.connect(lambda _key: self._filter())
        row.addWidget(self.search, 1)
        row.addWidget(self.kind)
        return row

    def _foot(self) -> QHBoxLayout:
        self.delete_unused = push_button("", self._delete_unused, kind="quiet", icon_name="trash-2")
        ready = push_button(_("现成的自动标签…"), self._open_ready, icon_name="sparkles")
        note = text_label(_("改动马上生效，可以撤销。"), "muted")
        return button_row(plain_button(_("关闭"), self.close), left=[ready, self.delete_unused, note])

    def _color_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(_("跟分组一样"), partial(self._recolor, ""))
        for color, name in zip(CHIP_COLORS, _color_names(), strict=True):
            menu.addAction(swatch(color), name, partial(self._recolor, color))
        return menu

    # ---- showing

    def refresh(self) -> None:
        self._groups, unused = self._context.query(lambda s: (list_tags(s), unused_tags(s)))
        self._unused = frozenset(tag.id for tag in unused)
        self._filling = True
        self.tree.show_groups(self._groups, self._unused, self._wanted)
        self._wanted = None
        self._filling = False
        self.delete_unused.setText(_("删除没人用的 {count} 个").format(count=len(self._unused)))
        self.delete_unused.setVisible(bool(self._unused))
        self._filter()
        self._show_state()

    def _filter(self) -> None:
        self.tree.show_only(self.search.text(), self.kind.key())

    def _all_tags(self) -> list[TagRow]:
        return [tag for group in self._groups for tag in group.tags]

    def _tag(self, tag_id: int | None) -> TagRow | None:
        return next((tag for tag in self._all_tags() if tag.id == tag_id), None)

    def _group(self, group_id: int) -> TagGroupRow | None:
        return next((group for group in self._groups if group.id == group_id), None)

    def _show_state(self) -> None:
        if self._filling:
            return
        group, _tag = self.tree.chosen()
        tags = self.tree.chosen_tags()
        self.color.setEnabled(bool(group))
        self.remove.setEnabled(bool(group))
        for button in (self.target, self.merge):
            button.setEnabled(bool(tags))
        for tool in (self.up, self.down):
            tool.setEnabled(len(tags) == 1)
        none_yet = not any(tag.automatic for tag in self._all_tags())
        self.details.show_tag(self._tag(tags[0]) if len(tags) == 1 else None, offer_ready=none_yet)

    def _on_change(self, change: Change) -> None:
        if change.tables & {"tag", "tag_group", "member_tag", "tag_refusal"}:
            self.refresh()

    # ---- changing

    def _change(self, label: str, work: object, say: str = "") -> None:
        self.wrong.hide()
        self._context.change(label, lambda s, _p: work(s), self._take, self._refused, say=say)  # type: ignore[operator]

    def _take(self, made: object) -> None:
        """A new tag or group is chosen and waits for its name."""
        if isinstance(made, tuple):
            self._wanted = made
            self.refresh()
            if (item := self.tree.currentItem()) is not None:
                self.tree.editItem(item, 0)

    def _refused(self, error: ShopError) -> None:
        self.wrong.setText(str(error))
        self.wrong.show()
        self.refresh()

    def _on_renamed(self, item: QTreeWidgetItem, column: int) -> None:
        if self._filling or column != 0:
            return
        group_id, tag_id, name = item.data(0, GROUP), item.data(0, TAG), item.text(0)
        if tag_id is None:
            self._change(_("分组改名"), lambda s: edit_group(s, group_id, name=name))
        else:
            self._change(_("标签改名"), lambda s: rename_tag(s, tag_id, name))

    def _new_tag(self) -> None:
        group_id, _tag = self.tree.chosen()
        name = self._free_name(_("新标签"), [tag.name for group in self._groups for tag in group.tags])
        target = group_id or None
        self._change(_("新标签"), lambda s: _made_tag(s, name, target))

    def _new_group(self) -> None:
        name = self._free_name(_("新分组"), [group.name for group in self._groups])
        self._change(_("新分组"), lambda s: (create_group(s, name), None))

    def _free_name(self, wanted: str, taken: list[str]) -> str:
        numbers = (wanted if number == 1 else f"{wanted} {number}" for number in range(1, len(taken) + 2))
        return next(name for name in numbers if name not in taken)

    def _recolor(self, color: str) -> None:
        group_id, _tag = self.tree.chosen()
        tags = self.tree.chosen_tags()
        if tags:
            self._change(_("标签颜色"), lambda s: _recolor_all(s, tags, color))
        elif color:
            self._change(_("分组颜色"), lambda s: edit_group(s, group_id, color=color))

    def _fill_targets(self) -> None:
        self._targets.clear()
        tags = self.tree.chosen_tags()
        here = {group.id for group in self._groups for tag in group.tags if tag.id in tags}
        for group in self._groups:
            if tags and here != {group.id}:
                act = partial(self._move_to, tags, group.id, len(group.tags))
                self._targets.addAction(group.name.replace("&", "&&"), act)

    def _fill_merges(self) -> None:
        """Of several chosen tags into one of them, of a single one into any other, by groups."""
        self._merges.clear()
        tags = self.tree.chosen_tags()
        if len(tags) > 1:
            for tag in self._all_tags():
                if tag.id in tags:
                    self._merges.addAction(tag.name.replace("&", "&&"), partial(self._merge, tags, tag))
            return
        for group in self._groups:
            others = [tag for tag in group.tags if tag.id not in tags]
            if others:
                inside = self._merges.addMenu(group.name.replace("&", "&&"))
                for tag in others:
                    inside.addAction(tag.name.replace("&", "&&"), partial(self._merge, tags, tag))

    def _merge(self, tags: list[int], into: TagRow) -> None:
        gone = [tag for tag in tags if tag != into.id]
        group_id = next(group.id for group in self._groups if into in group.tags)
        self._wanted = (group_id, into.id)
        say = _("已并到“{name}”").format(name=into.name)
        self._change(_("合并标签"), lambda s: _merge_all(s, gone, into.id), say)

    def _move_to(self, tags: list[int], group_id: int, place: int) -> None:
        if len(tags) == 1:
            self._wanted = (group_id, tags[0])
        self._change(_("移动标签"), lambda s: _move_all(s, tags, group_id, place))

    def _move(self, step: int) -> None:
        group_id, tag_id = self.tree.chosen()
        group = self._group(group_id)
        if group is None or tag_id is None:
            return
        place = [tag.id for tag in group.tags].index(tag_id) + step
        if 0 <= place < len(group.tags):
            self._move_to([tag_id], group_id, place)

    def _delete(self) -> None:
        group_id, _tag = self.tree.chosen()
        tags = self.tree.chosen_tags()
        if len(tags) == 1:
            name = next(tag.name for tag in self._all_tags() if tag.id == tags[0])
            self._change(_("删除标签"), lambda s: delete_tag(s, tags[0]), _("已删除“{name}”").format(name=name))
        elif tags:
            say = _("已删除 {count} 个标签").format(count=len(tags))
            self._change(_("删除标签"), lambda s: delete_tags(s, tags), say)
        elif group_id:
            self._change(_("删除分组"), lambda s: delete_group(s, group_id), _("已删除分组"))

    def _delete_unused(self) -> None:
        ids = sorted(self._unused)
        say = _("已删除没人用的 {count} 个标签").format(count=len(ids))
        self._change(_("删除没人用的标签"), lambda s: delete_tags(s, ids), say)

    def _open_ready(self) -> None:
        dialog = ReadyTagsDialog(self._context, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # ---- closing

    def closeEvent(self, event: QCloseEvent) -> None:
        event.setAccepted(self._may_close())
        if event.isAccepted():
            super().closeEvent(event)

    def reject(self) -> None:
        if self._may_close():
            super().reject()

    def _may_close(self) -> bool:
        count = self.details.unsaved()
        return not count or confirm_loss(
            self,
            _("有 {count} 个标签的规则还没保存").format(count=count),
            _("关闭以后，没保存的规则就没有了。"),
            _("不保存，关闭"),
        )


def _made_tag(session: object, name: str, group_id: int | None) -> tuple[int, int] | None:
    tag_id = create_tag(session, name, group_id)  # type: ignore[arg-type]
    if group_id is not None:
        return group_id, tag_id
    own = next(group.id for group in list_tags(session) if any(tag.id == tag_id for tag in group.tags))  # type: ignore[arg-type]
    return own, tag_id


def _color_names() -> list[str]:
    return [_("灰"), _("橙"), _("红"), _("黄"), _("绿"), _("青"), _("蓝"), _("紫"), _("粉")]


def _recolor_all(session: Any, tags: list[int], color: str) -> None:
    for tag in tags:
        recolor_tag(session, tag, color)


def _move_all(session: Any, tags: list[int], group_id: int, place: int) -> None:
    for at, tag in enumerate(tags):
        move_tag(session, tag, group_id, place + at)


def _merge_all(session: Any, gone: list[int], into: int) -> None:
    for tag in gone:
        merge_tags(session, tag, into)
