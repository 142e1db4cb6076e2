"""Choosing tags: ticks in a list by groups, a search box, and a new tag made from what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QWidget

from shopdesk.base.i18n import _
from shopdesk.base.texts import clean_text, fold
from shopdesk.members.tags import TagGroupRow
from ui.icons import icon
from ui.widgets.buttons import plain_button, primary_button, push_button
from ui.widgets.cards import text_label
from ui.widgets.dialogs import button_row, dialog_column

_ID = Qt.ItemDataRole.UserRole
_NAME = Qt.ItemDataRole.UserRole + 1
_NEW = 0


@dataclass(frozen=True)
class Picked:
    """Tags by id, and names of tags to be made."""

    tag_ids: frozenset[int]
    new_names: tuple[str, ...]


class TagPicker(QDialog):
    """`ticked` are the tags chosen at the start; with `counts` only tags in it are offered, each with its count."""

    def __init__(
        self,
        groups: Sequence[TagGroupRow],
        title: str,
        yes: str,
        *,
        ticked: frozenset[int] = frozenset(),
        counts: dict[int, int] | None = None,
        can_create: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(360, 460)
        column = dialog_column(self)
        column.addWidget(text_label(title, "section", wrap=True))
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("找标签，或输入新标签的名字") if can_create else _("找标签"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.setMaxLength(30)
        self.search.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        column.addWidget(self.search)
        self.list = QListWidget()
        self.list.setAccessibleName(_("标签"))
        self.list.itemClicked.connect(self._toggle)
        self.list.installEventFilter(self)
        column.addWidget(self.list, 1)
        self.make_new = push_button("", self._create, kind="link", icon_name="plus")
        self.make_new.hide()
        self._can_create = can_create
        column.addWidget(self.make_new)
        self.yes = primary_button(yes, self.accept)
        column.addLayout(button_row(plain_button(_("取消"), self.reject), self.yes))
        self._fill(groups, ticked, counts)
        self.search.setFocus()

    def _fill(self, groups: Sequence[TagGroupRow], ticked: frozenset[int], counts: dict[int, int] | None) -> None:
        for group in groups:
            tags = [tag for tag in group.tags if counts is None or tag.id in counts]
            if not tags:
                continue
            heading = QListWidgetItem(group.name)
            heading.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(heading)
            for tag in tags:
                count = tag.members if counts is None else counts[tag.id]
                self._add(tag.id, tag.name, _("{name}  {count} 人").format(name=tag.name, count=f"{count:,}"),
                          tag.id in ticked)  # fmt: skip

    def _add(self, tag_id: int, name: str, text: str, on: bool) -> QListWidgetItem:
        item = QListWidgetItem(text)
        item.setData(_ID, tag_id)
        item.setData(_NAME, name)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)  # ticked by us, on the whole line
        item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.list.addItem(item)
        return item

    def picked(self) -> Picked:
        ticked = [item for item in self._items() if item.checkState() == Qt.CheckState.Checked]
        return Picked(
            frozenset(int(item.data(_ID)) for item in ticked if item.data(_ID) != _NEW),
            tuple(str(item.data(_NAME)) for item in ticked if item.data(_ID) == _NEW),
        )

    def _items(self) -> list[QListWidgetItem]:
        items = [self.list.item(number) for number in range(self.list.count())]
        return [item for item in items if item.data(_NAME) is not None]

    def _toggle(self, item: QListWidgetItem) -> None:
        if item.data(_NAME) is not None:
            on = item.checkState() == Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)

    def _filter(self, text: str) -> None:
        wanted = fold(text)
        for number in range(self.list.count()):
            item = self.list.item(number)
            name = item.data(_NAME)
            item.setHidden(bool(wanted) if name is None else wanted not in fold(name))
        known = any(fold(item.data(_NAME)) == wanted for item in self._items())
        self.make_new.setText(_("新建标签“{name}”").format(name=clean_text(text).replace("&", "&&")))
        self.make_new.setVisible(self._can_create and bool(wanted) and not known)

    def _create(self) -> None:
        name = clean_text(self.search.text())
        item = self._add(_NEW, name, _("{name}  新标签").format(name=name), True)
        self.search.clear()
        self.list.scrollToItem(item)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if watched is self.search and event.key() == Qt.Key.Key_Down:
            self.list.setFocus()
            for item in [item for item in self._items() if not item.isHidden()][:1]:
                self.list.setCurrentItem(item)
            return True
        if watched is self.search and enter and self.search.text().strip():
            self._take_first()
            return True
        if watched is self.list and event.key() == Qt.Key.Key_Space and self.list.currentItem() is not None:
            self._toggle(self.list.currentItem())
            return True
        if enter:
            self.accept()
            return True
        return super().eventFilter(watched, event)

    def _take_first(self) -> None:
        """Enter in the search box ticks the first tag found, or makes the new one."""
        wanted = fold(self.search.text())
        found = [item for item in self._items() if not item.isHidden()]
        same = [item for item in found if fold(item.data(_NAME)) == wanted]
        if not found:
            if self._can_create:
                self._create()
            return
        (same or found)[0].setCheckState(Qt.CheckState.Checked)
        self.search.clear()
