"""The tag groups and tags: new, renamed in place, coloured, moved and deleted, each a step to undo."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QKeySequence, QPainter, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.data.database import Change
from shopdesk.members.tags import (
    TagGroupRow,
    create_group,
    create_tag,
    delete_group,
    delete_tag,
    edit_group,
    list_tags,
    move_tag,
    recolor_tag,
    rename_tag,
)
from ui.app_context import AppContext
from ui.theme import tokens
from ui.tokens import CHIP_COLORS, chip_colors
from ui.widgets.buttons import icon_button, plain_button, push_button
from ui.widgets.cards import text_label

_TAG = Qt.ItemDataRole.UserRole
_GROUP = Qt.ItemDataRole.UserRole + 1


class TagsDialog(QDialog):
    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._groups: list[TagGroupRow] = []
        self._filling = False
        self._wanted: tuple[int, int | None] | None = None
        self.setWindowTitle(_("标签"))
        self.resize(520, 520)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(10)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(_("标签组和标签"))
        self.tree.setColumnCount(2)
        self.tree.setHeaderLabels([_("名字（双击改名）"), _("人数")])
        self.tree.headerItem().setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.itemChanged.connect(self._on_renamed)
        self.tree.currentItemChanged.connect(lambda _now, _before: self._show_state())
        column.addLayout(self._tools())
        column.addWidget(self.tree, 1)
        self.wrong = text_label("", "error", wrap=True)
        self.wrong.hide()
        column.addWidget(self.wrong)
        row = QHBoxLayout()
        row.addWidget(text_label(_("改动马上生效，可以撤销。"), "muted"))
        row.addStretch(1)
        row.addWidget(plain_button(_("关闭"), self.accept))
        column.addLayout(row)
        for keys, act in (
            (QKeySequence.StandardKey.Delete, self._delete),
            (QKeySequence.StandardKey.Undo, context.undo),
        ):
            shortcut = QShortcut(QKeySequence(keys), self.tree)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(act)
        context.changed.connect(self._on_change)
        self.refresh()

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(push_button(_("新标签"), self._new_tag, icon_name="plus"))
        row.addWidget(push_button(_("新分组"), self._new_group, kind="quiet"))
        row.addStretch(1)
        self.color: QPushButton = push_button(_("颜色"), icon_name="palette", kind="quiet")
        self.color.setMenu(self._color_menu())
        self.target: QPushButton = push_button(_("移到"), kind="quiet")
        self._targets = QMenu(self.target)
        self._targets.aboutToShow.connect(self._fill_targets)
        self.target.setMenu(self._targets)
        row.addWidget(self.color)
        row.addWidget(self.target)
        self.up = icon_button("arrow-up", _("上移"), partial(self._move, -1), shortcut="Alt+Up")
        self.down = icon_button("arrow-down", _("下移"), partial(self._move, 1), shortcut="Alt+Down")
        self.remove = icon_button("trash-2", _("删除"), self._delete)
        for button in (self.up, self.down, self.remove):
            row.addWidget(button)
        return row

    def _color_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(_("跟分组一样"), partial(self._recolor, ""))
        for color, name in zip(CHIP_COLORS, _color_names(), strict=True):
            menu.addAction(_swatch(color), name, partial(self._recolor, color))
        return menu

    # ---- showing

    def refresh(self) -> None:
        self._groups = self._context.query(list_tags)
        chosen = self._wanted or self._chosen()
        self._wanted = None
        self._filling = True
        self.tree.clear()
        for group in self._groups:
            heading = self._item(group.name, "", group.id, None)
            self.tree.addTopLevelItem(heading)
            items = [heading]
            for tag in group.tags:
                items.append(self._item(tag.name, f"{tag.members:,}", group.id, tag.id))
                items[-1].setIcon(0, _swatch(tag.color))
            heading.addChildren(items[1:])
            heading.setExpanded(True)
            for item in items:
                if chosen == (item.data(0, _GROUP), item.data(0, _TAG)):
                    self.tree.setCurrentItem(item)
        self._filling = False
        self._show_state()

    def _item(self, name: str, count: str, group_id: int, tag_id: int | None) -> QTreeWidgetItem:
        item = QTreeWidgetItem([name, count])
        item.setData(0, _GROUP, group_id)
        item.setData(0, _TAG, tag_id)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return item

    def _chosen(self) -> tuple[int, int | None]:
        """(group id, tag id) of the current line."""
        item = self.tree.currentItem()
        return (item.data(0, _GROUP), item.data(0, _TAG)) if item is not None else (0, None)

    def _group(self, group_id: int) -> TagGroupRow | None:
        return next((group for group in self._groups if group.id == group_id), None)

    def _show_state(self) -> None:
        group, tag = self._chosen()
        self.color.setEnabled(bool(group))
        self.remove.setEnabled(bool(group))
        for button in (self.target, self.up, self.down):
            button.setEnabled(tag is not None)

    def _on_change(self, change: Change) -> None:
        if change.tables & {"tag", "tag_group", "member_tag"}:
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
        group_id, tag_id, name = item.data(0, _GROUP), item.data(0, _TAG), item.text(0)
        if tag_id is None:
            self._change(_("分组改名"), lambda s: edit_group(s, group_id, name=name))
        else:
            self._change(_("标签改名"), lambda s: rename_tag(s, tag_id, name))

    def _new_tag(self) -> None:
        group_id, _tag = self._chosen()
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
        group_id, tag_id = self._chosen()
        if tag_id is not None:
            self._change(_("标签颜色"), lambda s: recolor_tag(s, tag_id, color))
        elif color:
            self._change(_("分组颜色"), lambda s: edit_group(s, group_id, color=color))

    def _fill_targets(self) -> None:
        self._targets.clear()
        group_id, tag_id = self._chosen()
        for group in self._groups:
            if group.id != group_id and tag_id is not None:
                self._targets.addAction(
                    group.name.replace("&", "&&"), partial(self._move_to, tag_id, group.id, len(group.tags))
                )

    def _move_to(self, tag_id: int, group_id: int, place: int) -> None:
        self._wanted = (group_id, tag_id)
        self._change(_("移动标签"), lambda s: move_tag(s, tag_id, group_id, place))

    def _move(self, step: int) -> None:
        group_id, tag_id = self._chosen()
        group = self._group(group_id)
        if group is None or tag_id is None:
            return
        place = [tag.id for tag in group.tags].index(tag_id) + step
        if 0 <= place < len(group.tags):
            self._move_to(tag_id, group_id, place)

    def _delete(self) -> None:
        group_id, tag_id = self._chosen()
        if tag_id is not None:
            name = next(tag.name for group in self._groups for tag in group.tags if tag.id == tag_id)
            self._change(_("删除标签"), lambda s: delete_tag(s, tag_id), _("已删除“{name}”").format(name=name))
        elif group_id:
            self._change(_("删除分组"), lambda s: delete_group(s, group_id), _("已删除分组"))


def _made_tag(session: object, name: str, group_id: int | None) -> tuple[int, int] | None:
    tag_id = create_tag(session, name, group_id)  # type: ignore[arg-type]
    if group_id is not None:
        return group_id, tag_id
    own = next(group.id for group in list_tags(session) if any(tag.id == tag_id for tag in group.tags))  # type: ignore[arg-type]
    return own, tag_id


def _color_names() -> list[str]:
    return [_("灰"), _("橙"), _("红"), _("黄"), _("绿"), _("青"), _("蓝"), _("紫"), _("粉")]


def _swatch(color: str) -> QIcon:
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
    return QIcon(pixmap)
