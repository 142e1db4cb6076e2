"""导出名单: which columns, which message, who is left out, and where the Excel file goes."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from shopdesk.base.dates import iso_day
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.progress import Progress
from shopdesk.base.settings import remember, remembered
from shopdesk.outreach.contact_lists import ListPlan, export_contact_list, log_export, plan_contact_list
from shopdesk.outreach.list_wishes import DEFAULT_COLUMNS, ContactList, ListWish
from shopdesk.referrals.links import link_for
from ui.app_context import AppContext
from ui.segments.column_list import ColumnList
from ui.segments.message_preview import MessagePreview
from ui.segments.reading import Question
from ui.segments.template_choice import TemplateChoice
from ui.tasks import Task
from ui.widgets.buttons import plain_button, primary_button
from ui.widgets.cards import section_title, set_role, text_label
from ui.widgets.dialogs import button_row, dialog_column
from ui.widgets.scrolling import scrolled_down

_COLUMNS, _FOLDER, _MASK, _CONTACTABLE = "export.columns", "export.folder", "export.mask", "export.only_contactable"
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


class ExportDialog(QDialog):
    def __init__(
        self, context: AppContext, name: str, question: Question, today: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.context, self.name, self.question, self.today = context, name, question, today
        self.plan: ListPlan | None = None
        self._task: Task | None = None
        self.setWindowTitle(_("导出名单：{name}").format(name=name))
        self.resize(880, 540)
        self.columns = ColumnList()
        self.columns.show_columns(remembered(_COLUMNS) or DEFAULT_COLUMNS)
        self.template = TemplateChoice(context, _("不带话术"))
        self.preview = MessagePreview(context, today)
        self.contactable = QCheckBox(_("只要今天可以联系的：同意营销，最近没有打扰过"))
        self.masked = QCheckBox(_("打码：昵称、手机号、房号不写全（适合给别人看）"))
        self.contactable.setChecked(bool(remembered(_CONTACTABLE, False)))
        self.masked.setChecked(bool(remembered(_MASK, False)))
        self.summary = text_label("", wrap=True)
        self.file = QLineEdit(str(suggested_file(name, today)))
        self.file_note = text_label("", "muted", wrap=True)
        self.export_button = primary_button(_("导出"), self.export, icon_name="download")
        self.export_button.setDefault(True)
        self._lay_out()
        self._connect()
        self.read_again()
        self.export_button.setFocus()

    # ---- building

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addWidget(section_title(_("列")))
        left.addWidget(text_label(_("打勾的会写进表格，拖动可以换顺序。"), "muted", wrap=True))
        left.addWidget(self.columns, 1)
        self.columns.setFixedWidth(230)
        both = QHBoxLayout()
        both.setSpacing(18)
        both.addLayout(left)
        both.addWidget(self._build_right(), 1)
        column = dialog_column(self)
        column.addLayout(both, 1)
        column.addWidget(self._build_file())
        column.addLayout(button_row(plain_button(_("取消"), self.reject), self.export_button))

    def _build_right(self) -> QScrollArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(2, 0, 8, 0)
        column.setSpacing(8)
        column.addWidget(section_title(_("名单上有谁")))
        note = QFrame()
        note.setProperty("role", "note")
        words = QVBoxLayout(note)
        words.setContentsMargins(12, 8, 12, 8)
        words.addWidget(self.summary)
        for widget in (note, self.contactable, self.masked):
            column.addWidget(widget)
        column.addSpacing(6)
        column.addWidget(section_title(_("话术")))
        column.addWidget(self.template)
        column.addWidget(self.preview)
        column.addStretch(1)
        return scrolled_down(inside)

    def _build_file(self) -> QWidget:
        self.file.setAccessibleName(_("保存到"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(text_label(_("保存到"), "label"))
        row.addWidget(self.file, 1)
        row.addWidget(plain_button(_("浏览…"), self.browse, icon_name="folder-open"))
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(row)
        column.addWidget(self.file_note)
        return box

    def _connect(self) -> None:
        self.columns.changed.connect(self._show_state)
        self.template.chosen.connect(lambda _row: self._show_message())
        self.contactable.toggled.connect(lambda _on: self.read_again())
        self.masked.toggled.connect(lambda _on: self._show_message())
        self.file.textChanged.connect(lambda _text: self._show_state())

    # ---- what will happen

    def wish(self) -> ListWish:
        template = self.template.row
        return ListWish(
            self.name,
            self.question.rule,
            self.question.ids,
            self.columns.columns(),
            template.id if template is not None else None,
            self.masked.isChecked(),
            self.question.segment_id,
            self.contactable.isChecked(),
        )

    def path(self) -> Path:
        path = Path(self.file.text().strip()).expanduser()
        return path if path.suffix.lower() == ".xlsx" else path.with_name(path.name + ".xlsx")

    def read_again(self) -> None:
        """Who would be on the list, and who not: before anything is written."""
        if self._task is not None:
            self._task.cancel()
        wish, today = self.wish(), self.today
        self._task = self.context.query_later(
            lambda session: plan_contact_list(session, wish, today), self._show_plan, self._refuse
        )

    def _show_plan(self, plan: ListPlan) -> None:
        self.plan = plan
        words = [_("将导出 {count} 人。").format(count=f"{len(plan.ids):,}")]
        if plan.left_out:
            parts = [_("{why} {count} 人").format(why=why, count=f"{count:,}") for why, count in plan.left_out.items()]
            words.append(_("不列入：{parts}。").format(parts=_("、").join(parts)))
        self.summary.setText("".join(words))
        self._show_message()

    def _show_message(self) -> None:
        ids = self.plan.ids if self.plan is not None else []
        self.preview.show_wish(self.wish(), self.template.row.body if self.template.row else "", ids)
        self._show_state()

    def _refuse(self, error: ShopError) -> None:
        self.plan = None
        self.summary.setText(str(error))
        self._show_state()

    def _show_state(self) -> None:
        name = bool(self.file.text().strip())
        columns = bool(self.columns.columns())
        self.export_button.setEnabled(name and columns and self.plan is not None and bool(self.plan.ids))
        note, role = "", "muted"
        if not columns:
            note, role = _("请至少勾选一列。"), "error"
        elif not name:
            note, role = _("请填写文件名。"), "error"
        elif self.path().is_file():
            note, role = _("已经有这个文件，导出后会替换它。"), "warning"
        self._say(note, role)

    def _say(self, note: str, role: str) -> None:
        self.file_note.setText(note)
        self.file_note.setVisible(bool(note))
        set_role(self.file_note, role)

    # ---- doing it

    def browse(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(
            self,
            _("导出名单"),
            str(self.path()),
            _("Excel 表格 (*.xlsx)"),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if path:
            self.file.setText(path)

    def export(self) -> None:
        if not self.export_button.isEnabled():
            return
        wish, path, today, database = self.wish(), self.path(), self.today, self.context.database
        self._remember(wish, path)

        def work(progress: Progress) -> ContactList:
            with database.read() as session:
                return export_contact_list(session, path, wish, today, link_for=link_for, progress=progress)

        self.setEnabled(False)
        task = self.context.do(_("导出名单"), work, partial(self._finish, wish), self._fail)
        task.ended.connect(lambda: self.setEnabled(True))

    def _finish(self, wish: ListWish, done: ContactList) -> None:
        self.context.change(_("记下导出"), lambda session, _progress: log_export(session, done, wish))
        folder = done.file.parent
        self.context.say(
            _("已导出 {rows} 人：{name}").format(rows=f"{done.rows:,}", name=done.file.name),
            _("打开所在文件夹"),
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))),
        )
        self.accept()

    def _fail(self, error: ShopError) -> None:
        self._say(str(error), "error")

    def _remember(self, wish: ListWish, path: Path) -> None:
        choices: dict[str, Any] = {
            _COLUMNS: list(wish.columns), _FOLDER: str(path.parent), _MASK: wish.mask,
            _CONTACTABLE: wish.only_contactable,
        }  # fmt: skip
        for key, value in choices.items():
            if remembered(key) != value:
                remember(key, value)


def suggested_file(name: str, today: int) -> Path:
    """高价值会员 2026-11-22.xlsx in the folder of last time; a number more when that is there already."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    kept = Path(str(remembered(_FOLDER, "")) or documents)
    folder = kept if kept.is_dir() else Path(documents)
    stem = f"{_NOT_IN_NAMES.sub(' ', name).strip(' .')[:60] or _('名单')} {iso_day(today)}"
    path, number = folder / f"{stem}.xlsx", 2
    while path.exists():
        path, number = folder / f"{stem} ({number}).xlsx", number + 1
    return path
