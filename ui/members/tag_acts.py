"""What is done to the chosen tags and groups: made, renamed, coloured, moved, merged, deleted, each a step to undo."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QTreeWidgetItem

from shopdesk.base.i18n import _
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
from shopdesk.members.tags import TagGroupRow, TagRow, list_tags
from ui.app_context import AppContext
from ui.members.tag_tree import GROUP, TAG, TagTree


class TagActs(QObject):
    """On what is chosen in the tree, over the `groups` that it shows."""

    begun = Signal()
    made = Signal(object)
    """The Place of what is new and waits for its name."""
    moved = Signal(object)
    """The Place that is to be chosen when the tree is filled anew."""
    refused = Signal(str)

    def __init__(self, context: AppContext, tree: TagTree) -> None:
        super().__init__(tree)
        self._context, self._tree = context, tree
        self.groups: list[TagGroupRow] = []

    def tags(self) -> list[TagRow]:
        return [tag for group in self.groups for tag in group.tags]

    def tag(self, tag_id: int | None) -> TagRow | None:
        return next((tag for tag in self.tags() if tag.id == tag_id), None)

    def group(self, group_id: int) -> TagGroupRow | None:
        return next((group for group in self.groups if group.id == group_id), None)

    def _change(self, label: str, work: Callable[[Any], object], say: str = "") -> None:
        self.begun.emit()
        self._context.change(label, lambda s, _p: work(s), self._take, lambda e: self.refused.emit(str(e)), say=say)

    def _take(self, made: object) -> None:
        """A new tag or group is chosen and waits for its name."""
        if isinstance(made, tuple):
            self.made.emit(made)

    def rename(self, item: QTreeWidgetItem) -> None:
        """As its line says now."""
        group_id, tag_id, name = item.data(0, GROUP), item.data(0, TAG), item.text(0)
        if tag_id is None:
            self._change(_("分组改名"), lambda s: edit_group(s, group_id, name=name))
        else:
            self._change(_("标签改名"), lambda s: rename_tag(s, tag_id, name))

    def make_tag(self) -> None:
        group_id, _tag = self._tree.chosen()
        name = self._free_name(_("新标签"), [tag.name for tag in self.tags()])
        target = group_id or None
        self._change(_("新标签"), lambda s: _made_tag(s, name, target))

    def make_group(self) -> None:
        name = self._free_name(_("新分组"), [group.name for group in self.groups])
        self._change(_("新分组"), lambda s: (create_group(s, name), None))

    def _free_name(self, wanted: str, taken: list[str]) -> str:
        numbers = (wanted if number == 1 else f"{wanted} {number}" for number in range(1, len(taken) + 2))
        return next(name for name in numbers if name not in taken)

    def recolor(self, color: str) -> None:
        group_id, _tag = self._tree.chosen()
        tags = self._tree.chosen_tags()
        if tags:
            self._change(_("标签颜色"), lambda s: _recolor_all(s, tags, color))
        elif color:
            self._change(_("分组颜色"), lambda s: edit_group(s, group_id, color=color))

    def merge(self, tags: list[int], into: TagRow) -> None:
        gone = [tag for tag in tags if tag != into.id]
        group_id = next(group.id for group in self.groups if into in group.tags)
        self.moved.emit((group_id, into.id))
        say = _("已并到“{name}”").format(name=into.name)
        self._change(_("合并标签"), lambda s: _merge_all(s, gone, into.id), say)

    def move_to(self, tags: list[int], group_id: int, place: int) -> None:
        if len(tags) == 1:
            self.moved.emit((group_id, tags[0]))
        self._change(_("移动标签"), lambda s: _move_all(s, tags, group_id, place))

    def move(self, step: int) -> None:
        group_id, tag_id = self._tree.chosen()
        group = self.group(group_id)
        if group is None or tag_id is None:
            return
        place = [tag.id for tag in group.tags].index(tag_id) + step
        if 0 <= place < len(group.tags):
            self.move_to([tag_id], group_id, place)

    def delete(self) -> None:
        group_id, _tag = self._tree.chosen()
        tags = self._tree.chosen_tags()
        if len(tags) == 1:
            name = next(tag.name for tag in self.tags() if tag.id == tags[0])
            self._change(_("删除标签"), lambda s: delete_tag(s, tags[0]), _("已删除“{name}”").format(name=name))
        elif tags:
            say = _("已删除 {count} 个标签").format(count=len(tags))
            self._change(_("删除标签"), lambda s: delete_tags(s, tags), say)
        elif group_id:
            self._change(_("删除分组"), lambda s: delete_group(s, group_id), _("已删除分组"))

    def delete_unused(self, unused: Iterable[int]) -> None:
        ids = sorted(unused)
        say = _("已删除没人用的 {count} 个标签").format(count=len(ids))
        self._change(_("删除没人用的标签"), lambda s: delete_tags(s, ids), say)


def _made_tag(session: object, name: str, group_id: int | None) -> tuple[int, int] | None:
    tag_id = create_tag(session, name, group_id)  # type: ignore[arg-type]
    if group_id is not None:
        return group_id, tag_id
    own = next(group.id for group in list_tags(session) if any(tag.id == tag_id for tag in group.tags))  # type: ignore[arg-type]
    return own, tag_id


def _recolor_all(session: Any, tags: list[int], color: str) -> None:
    for tag in tags:
        recolor_tag(session, tag, color)


def _move_all(session: Any, tags: list[int], group_id: int, place: int) -> None:
    for at, tag in enumerate(tags):
        move_tag(session, tag, group_id, place + at)


def _merge_all(session: Any, gone: list[int], into: int) -> None:
    for tag in gone:
        merge_tags(session, tag, into)
