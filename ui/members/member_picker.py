"""A small dialog that finds one member by name, pinyin, phone tail or room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QWidget

from shopdesk.base.i18n import _
from shopdesk.members.search import find_members
from ui.app_context import AppContext
from ui.widgets.buttons import plain_button, primary_button
from ui.widgets.cards import text_label
from ui.widgets.dialogs import button_row, dialog_column
from ui.widgets.search_box import SearchBox

_ID = Qt.ItemDataRole.UserRole


class MemberPicker(QDialog):
    def __init__(self, context: AppContext, parent: QWidget, question: str, without: int | None) -> None:
        super().__init__(parent)
        self._context, self._without = context, without
        self.setWindowTitle(question)
        self.resize(420, 420)
        column = dialog_column(self)
        column.addWidget(text_label(question, "section", wrap=True))
        self.search = SearchBox(_("昵称、拼音首字母、手机尾号或房号"))
        self.search.searched.connect(self._find)
        self.search.left_downwards.connect(self._into_list)
        column.addWidget(self.search)
        self.list = QListWidget()
        self.list.setAccessibleName(_("找到的会员"))
        self.list.itemActivated.connect(lambda _item: self.accept())
        column.addWidget(self.list, 1)
        self.yes = primary_button(_("就是这位"), self.accept)
        self.yes.setEnabled(False)
        self.list.currentItemChanged.connect(lambda now, _before: self.yes.setEnabled(now is not None))
        column.addLayout(button_row(plain_button(_("取消"), self.reject), self.yes))

    def picked(self) -> int | None:
        item = self.list.currentItem()
        return None if item is None else int(item.data(_ID))

    def _find(self, text: str) -> None:
        self.list.clear()
        for hit in self._context.query(lambda session: find_members(session, text, 30)):
            if hit.id == self._without:
                continue
            tail = _("尾号 {tail}").format(tail=hit.phone[-4:]) if hit.phone else ""
            item = QListWidgetItem(" · ".join(part for part in (hit.name, hit.community, hit.room, tail) if part))
            item.setData(_ID, hit.id)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _into_list(self) -> None:
        if self.list.count():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.list.hasFocus() and self.picked() is not None:
            self.accept()
        else:
            super().keyPressEvent(event)


def pick_member(context: AppContext, parent: QWidget, question: str, without: int | None = None) -> int | None:
    """Ask for one member; None when the owner thought better of it."""
    dialog = MemberPicker(context, parent, question, without)
    picked = dialog.picked() if dialog.exec() else None
    dialog.deleteLater()
    return picked
