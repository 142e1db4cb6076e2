"""The tag groups and tags: new, renamed in place, coloured, moved, merged and deleted, each a step to undo.

One tag or several can be chosen; what is done to one is beside the tree (tag_details).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

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

from shopdesk.base.i18n import _
from shopdesk.data.database import Change
from shopdesk.members.tags import list_tags, unused_tags
from ui.app_context import AppContext
from ui.icons import icon
from ui.members.ready_tags_dialog import ReadyTagsDialog
from ui.members.tag_acts import TagActs
from ui.members.tag_details import TagDetails
from ui.members.tag_tree import Place, TagTree, swatch
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
        self._unused: frozenset[int] = frozenset()
        self._filling = False
        self._wanted: tuple[int, int | None] | None = None
        self.setWindowTitle(_("标签"))
        self.resize(1016, 560)  # a condition of the rule on one line, and still inside 1024×600
        column = dialog_column(self)
        left = QWidget()
        inner = QVBoxLayout(left)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(8)
        self.tree = TagTree()
        self.acts = TagActs(context, self.tree)
        self.acts.begun.connect(self._begin)
        self.acts.made.connect(self._type_name)
        self.acts.moved.connect(self._choose_later)
        self.acts.refused.connect(self._refuse)
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
        halves.setHandleWidth(12)
        column.addWidget(halves, 1)
        self.wrong = text_label("", "error", wrap=True)
        self.wrong.hide()
        column.addWidget(self.wrong)
        column.addLayout(self._foot())
        for keys, act in (
            (QKeySequence.StandardKey.Delete, self.acts.delete),
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
        row.addWidget(push_button(_("新标签"), self.acts.make_tag, icon_name="plus"))
        row.addWidget(push_button(_("新分组"), self.acts.make_group, kind="quiet"))
        row.addStretch(1)
        self.color: QPushButton = push_button(_("颜色"), kind="quiet")
        self.color.setMenu(self._color_menu())
        self.target, self._targets = self._menu_button(_("移到"), self._fill_targets)
        self.merge, self._merges = self._menu_button(_("合并到"), self._fill_merges)
        for button in (self.color, self.target, self.merge):
            row.addWidget(button)
        self.up = icon_button("arrow-up", _("上移"), partial(self.acts.move, -1), shortcut="Alt+Up")
        self.down = icon_button("arrow-down", _("下移"), partial(self.acts.move, 1), shortcut="Alt+Down")
        self.remove = icon_button("trash-2", _("删除"), self.acts.delete)
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
        self.delete_unused = push_button(
            "", lambda: self.acts.delete_unused(self._unused), kind="quiet", icon_name="trash-2"
        )
        ready = push_button(_("现成的自动标签…"), self._open_ready, icon_name="sparkles")
        note = text_label(_("改动马上生效，可以撤销。"), "muted")
        return button_row(plain_button(_("关闭"), self.close), left=[ready, self.delete_unused, note])

    def _color_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(_("跟分组一样"), partial(self.acts.recolor, ""))
        for color, name in zip(CHIP_COLORS, _color_names(), strict=True):
            menu.addAction(swatch(color), name, partial(self.acts.recolor, color))
        return menu

    # ---- showing

    def refresh(self) -> None:
        self.acts.groups, unused = self._context.query(lambda s: (list_tags(s), unused_tags(s)))
        self._unused = frozenset(tag.id for tag in unused)
        self._filling = True
        self.tree.show_groups(self.acts.groups, self._unused, self._wanted)
        self._wanted = None
        self._filling = False
        self.delete_unused.setText(_("删除没人用的 {count} 个").format(count=len(self._unused)))
        self.delete_unused.setVisible(bool(self._unused))
        self._filter()
        self._show_state()

    def _filter(self) -> None:
        self.tree.show_only(self.search.text(), self.kind.key())

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
        none_yet = not any(tag.automatic for tag in self.acts.tags())
        self.details.show_tag(self.acts.tag(tags[0]) if len(tags) == 1 else None, offer_ready=none_yet)

    def _on_change(self, change: Change) -> None:
        if change.tables & {"tag", "tag_group", "member_tag", "tag_refusal"}:
            self.refresh()

    # ---- changing

    def _begin(self) -> None:
        self.wrong.hide()

    def _type_name(self, place: Place) -> None:
        self._wanted = place
        self.refresh()
        if (item := self.tree.currentItem()) is not None:
            self.tree.editItem(item, 0)

    def _choose_later(self, place: Place) -> None:
        self._wanted = place

    def _refuse(self, sentence: str) -> None:
        self.wrong.setText(sentence)
        self.wrong.show()
        self.refresh()

    def _on_renamed(self, item: QTreeWidgetItem, column: int) -> None:
        if not self._filling and column == 0:
            self.acts.rename(item)

    def _fill_targets(self) -> None:
        self._targets.clear()
        tags = self.tree.chosen_tags()
        here = {group.id for group in self.acts.groups for tag in group.tags if tag.id in tags}
        for group in self.acts.groups:
            if tags and here != {group.id}:
                act = partial(self.acts.move_to, tags, group.id, len(group.tags))
                self._targets.addAction(group.name.replace("&", "&&"), act)

    def _fill_merges(self) -> None:
        """Of several chosen tags into one of them, of a single one into any other, by groups."""
        self._merges.clear()
        tags = self.tree.chosen_tags()
        if len(tags) > 1:
            for tag in self.acts.tags():
                if tag.id in tags:
                    self._merges.addAction(tag.name.replace("&", "&&"), partial(self.acts.merge, tags, tag))
            return
        for group in self.acts.groups:
            others = [tag for tag in group.tags if tag.id not in tags]
            if others:
                inside = self._merges.addMenu(group.name.replace("&", "&&"))
                for tag in others:
                    inside.addAction(tag.name.replace("&", "&&"), partial(self.acts.merge, tags, tag))

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


def _color_names() -> list[str]:
    return [_("灰"), _("橙"), _("红"), _("黄"), _("绿"), _("青"), _("蓝"), _("紫"), _("粉")]
