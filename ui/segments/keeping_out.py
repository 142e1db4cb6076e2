"""不放进这个人群: asking why, and the list of those who are kept out with a way back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QListWidget, QListWidgetItem, QWidget

from shopdesk.base.i18n import _
from shopdesk.members.segments.exclusions import exclude_members, include_members, list_exclusions
from ui.app_context import AppContext
from ui.widgets.buttons import plain_button, primary_button
from ui.widgets.cards import text_label
from ui.widgets.dialogs import button_row, dialog_column
from ui.widgets.empty_state import EmptyState

_LONGEST = 60


class KeepOutDialog(QDialog):
    """Accepted with `reason()` chosen or typed; it may stay empty."""

    def __init__(self, count: int, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("不放进这个人群"))
        self.setMinimumWidth(420)
        words = _("{count} 位会员以后不算在“{name}”里，条件符合也不算。").format(count=count, name=name)
        self.choice = QComboBox()
        self.choice.setEditable(True)
        self.choice.setAccessibleName(_("为什么"))
        self.choice.addItems([_("自己家人"), _("员工"), _("同行"), _("已经单独说过"), _("不适合这类消息")])
        self.choice.setCurrentText("")
        line = self.choice.lineEdit()
        if line is not None:
            line.setPlaceholderText(_("为什么（可以不填）"))
            line.setMaxLength(_LONGEST)
        self.yes = primary_button(_("不放进来"), self.accept)
        self.yes.setDefault(True)
        column = dialog_column(self)
        column.addWidget(text_label(words, wrap=True))
        column.addWidget(self.choice)
        column.addLayout(button_row(plain_button(_("取消"), self.reject), self.yes))

    def reason(self) -> str:
        return self.choice.currentText().strip()


def keep_out(context: AppContext, segment_id: int, ids: list[int], reason: str) -> None:
    context.change(
        _("不放进人群"),
        lambda session, _progress: exclude_members(session, segment_id, ids, reason),
        say=_("{count} 位会员不算在这个人群里了").format(count=len(ids)),
    )


class ExclusionsDialog(QDialog):
    """Who is kept out of a segment and why; several can be let in again."""

    def __init__(self, context: AppContext, segment_id: int, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self.segment_id = context, segment_id
        self.setWindowTitle(_("不放进“{name}”的会员").format(name=name))
        self.resize(460, 380)
        self.list = QListWidget()
        self.list.setAccessibleName(_("不放进这个人群的会员"))
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.back_button = primary_button(_("放回来"), self.let_in, icon_name="undo-2")
        column = dialog_column(self)
        self.note = text_label("", "muted", wrap=True)
        column.addWidget(self.note)
        column.addWidget(self.list, 1)
        nobody = _("没有会员被排除。在人群的名单里选中会员，按右键“不放进这个人群”，他们就不算了。")
        self.nobody = EmptyState(nobody, icon_name="user-x")
        column.addWidget(self.nobody, 1)
        column.addLayout(button_row(plain_button(_("关闭"), self.reject), left=[self.back_button]))
        self.list.itemSelectionChanged.connect(self._show_state)
        self.read_again()

    def read_again(self) -> None:
        rows = self.context.query(lambda session: list_exclusions(session, self.segment_id))
        self.list.clear()
        for row in rows:
            who = f"{row.name} {row.room}".strip()
            item = QListWidgetItem(f"{who}  ·  {row.reason}" if row.reason else who)
            item.setData(Qt.ItemDataRole.UserRole, row.member_id)
            self.list.addItem(item)
        some = _("不管条件符不符合，这些会员都不算。导出、逐个发送和海报也会跳过他们。")
        self.note.setText(some)
        for widget in (self.note, self.list, self.back_button):
            widget.setVisible(bool(rows))
        self.nobody.setVisible(not rows)
        if rows:
            self.list.setCurrentRow(0)
        self._show_state()

    def let_in(self) -> None:
        ids = [int(item.data(Qt.ItemDataRole.UserRole)) for item in self.list.selectedItems()]
        if ids:
            self.context.change(
                _("放回人群"),
                lambda session, _progress: include_members(session, self.segment_id, ids),
                lambda _none: self.read_again(),
                say=_("{count} 位会员又由条件决定了").format(count=len(ids)),
            )

    def _show_state(self) -> None:
        self.back_button.setEnabled(bool(self.list.selectedItems()))
