"""The tree of tag groups and tags: how each is set and how many have it; names are edited in place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from shopdesk.base.i18n import _
from shopdesk.base.texts import fold
from shopdesk.members.tags import TagGroupRow, TagRow
from ui.theme import tokens
from ui.tokens import chip_colors

TAG = Qt.ItemDataRole.UserRole
GROUP = Qt.ItemDataRole.UserRole + 1
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
Place = tuple[int, int | None]
"""(group id, tag id), the tag None on the group's own line."""


class TagTree(QTreeWidget):
    def __init__(self) -> None:
        super().__init__()
        self._tags: dict[int, TagRow] = {}
        self._unused: frozenset[int] = frozenset()
        self.setAccessibleName(_("标签组和标签"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setColumnCount(3)
        self.setHeaderLabels([_("名字（双击改名）"), _("怎么打"), _("人数")])
        self.headerItem().setTextAlignment(2, _RIGHT)
        self.setIndentation(16)
        self.header().setMinimumHeight(32)
        header = self.header()
        header.setStretchLastSection(False)
        for place, mode in enumerate(("Stretch", "ResizeToContents", "ResizeToContents")):
            header.setSectionResizeMode(place, getattr(QHeaderView.ResizeMode, mode))

    def edit(  # type: ignore[override]
        self, index: QModelIndex, trigger: QAbstractItemView.EditTrigger, event: QEvent
    ) -> bool:
        """Only the name is typed over, wherever the double click was."""
        return bool(super().edit(index.siblingAtColumn(0), trigger, event))

    def show_groups(self, groups: Sequence[TagGroupRow], unused: frozenset[int], wanted: Place | None) -> None:
        """Everything anew; the selection stays, or goes to `wanted`."""
        current, selected = wanted or self.chosen(), set(self.chosen_tags()) if wanted is None else set()
        self._tags = {tag.id: tag for group in groups for tag in group.tags}
        self._unused = unused
        self.clear()
        for group in groups:
            heading = _item(group.name, "", "", group.id, None)
            self.addTopLevelItem(heading)
            items = [heading]
            for tag in group.tags:
                how = _("自动") if tag.automatic else _("没人用") if tag.id in unused else _("手动")
                items.append(_item(tag.name, how, f"{tag.members:,}", group.id, tag.id))
                items[-1].setIcon(0, swatch(tag.color))
            heading.addChildren(items[1:])
            heading.setExpanded(True)
            for item in items:
                if current == (item.data(0, GROUP), item.data(0, TAG)):
                    self.setCurrentItem(item)
            for item in items[1:]:
                if item.data(0, TAG) in selected:
                    item.setSelected(True)

    def show_only(self, text: str, kind: str) -> None:
        """Hide what is not looked for; `kind` is "", automatic, hand or unused."""
        wanted = fold(text)
        for at in range(self.topLevelItemCount()):
            heading = self.topLevelItem(at)
            if heading is None:
                continue
            shown = 0
            for item in (heading.child(inside) for inside in range(heading.childCount())):
                fits = item is not None and self._fits(item, wanted, kind)
                if item is not None:
                    item.setHidden(not fits)
                shown += fits
            heading.setHidden(not shown and bool(wanted or kind))

    def _fits(self, item: QTreeWidgetItem, wanted: str, kind: str) -> bool:
        tag = self._tags.get(item.data(0, TAG))
        if tag is None or wanted not in fold(tag.name):
            return False
        kinds = {"automatic": tag.automatic, "hand": not tag.automatic, "unused": tag.id in self._unused}
        return kinds.get(kind, True)

    def chosen(self) -> Place:
        """The current line."""
        item = self.currentItem()
        return (item.data(0, GROUP), item.data(0, TAG)) if item is not None else (0, None)

    def chosen_tags(self) -> list[int]:
        """The tags that are selected, from top to bottom."""
        places = {tag: at for at, tag in enumerate(self._tags)}
        found = [item.data(0, TAG) for item in self.selectedItems() if not item.isHidden()]
        return sorted((tag for tag in found if tag in places), key=lambda tag: places[tag])


def _item(name: str, how: str, count: str, group_id: int, tag_id: int | None) -> QTreeWidgetItem:
    item = QTreeWidgetItem([name, how, count])
    item.setData(0, GROUP, group_id)
    item.setData(0, TAG, tag_id)
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
    item.setTextAlignment(2, _RIGHT)
    if tag_id is None:
        font = QFont()
        font.setBold(True)
        item.setFont(0, font)
    return item


def swatch(color: str) -> QIcon:
    text, ground = chip_colors(tokens(), color)
    pixmap = QPixmap(32, 32)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(ground))
    painter.setPen(QColor(text))
    painter.drawEllipse(2, 2, 12, 12)
    painter.end()
    made = QIcon(pixmap)
    made.addPixmap(pixmap, QIcon.Mode.Selected)  # else Qt paints the accent over it
    return made
