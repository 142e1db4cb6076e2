"""What was imported before, and what was left out then."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from shopdesk.base.dates import local
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.data.shop import read_shop
from shopdesk.intake.history import ImportRow, kind_name, list_imports, read_header, read_refused
from shopdesk.intake.refused_rows import write_refused
from ui.app_context import AppContext
from ui.intake.notes import Note
from ui.table.columns import Column
from ui.table.model import IdTableModel
from ui.table.view import BigTable
from ui.widgets.buttons import plain_button, primary_button
from ui.widgets.cards import text_label
from ui.widgets.dialogs import button_row, dialog_column
from ui.widgets.empty_state import EmptyState


class HistoryDialog(QDialog):
    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setWindowTitle(_("导入记录"))
        self.resize(900, 520)
        self._zone = context.query(read_shop).time_zone
        self._rows = {row.id: row for row in context.query(list_imports)}
        column = dialog_column(self)
        column.addWidget(text_label(_("导入记录"), "title"))
        self.note = Note()
        column.addWidget(self.note)
        model: IdTableModel[ImportRow] = IdTableModel(self._columns(), self._fetch)
        self.table = BigTable(model, _("导入记录"))
        self.table.set_empty_widget(EmptyState(_("还没有导入过。粘贴接龙或选择文件就可以开始。"), icon_name="history"))
        self.table.set_ids(list(self._rows))
        self.table.current_changed.connect(lambda _id: self._show_buttons())
        self.table.opened.connect(lambda _id: self.save_refused())
        column.addWidget(self.table, 1)
        self.save_button = plain_button(_("把没导入的行存成 Excel…"), self.save_refused, icon_name="download")
        column.addLayout(button_row(primary_button(_("关闭"), self.accept), left=[self.save_button]))
        if self._rows:
            self.table.go_to(next(iter(self._rows)))
        self._show_buttons()
        self.table.setFocus()

    def _columns(self) -> list[Column[ImportRow]]:
        return [
            Column("at", _("时间"), lambda row: f"{local(row.imported_at, self._zone):%Y-%m-%d %H:%M}", 140),
            Column("kind", _("类型"), lambda row: kind_name(row.kind), 70),
            Column("name", _("来自"), lambda row: row.file_name or row.group_buy or _("粘贴的文字"), 220, flex=True,
                   strong=True),
            Column("members", _("新会员"), partial(_count, "added", "members"), 76, "right"),
            Column("orders", _("新订单"), partial(_count, "added", "orders"), 76, "right"),
            Column("payments", _("新流水"), partial(_count, "added", "payments"), 76, "right"),
            Column("changed", _("改动"), partial(_count, "changed", "orders"), 70, "right"),
            Column("refused", _("没导入"), lambda row: str(row.refused) if row.refused else "", 76, "right"),
        ]  # fmt: skip

    def _fetch(self, ids: list[int]) -> dict[int, ImportRow]:
        return {row_id: self._rows[row_id] for row_id in ids if row_id in self._rows}

    def _current(self) -> ImportRow | None:
        current = self.table.current_id()
        return self._rows.get(current) if current is not None else None

    def _show_buttons(self) -> None:
        current = self._current()
        self.save_button.setEnabled(current is not None and current.refused > 0)

    def save_refused(self) -> None:
        current = self._current()
        if current is None or not current.refused:
            return
        header = self._context.query(lambda session: read_header(session, current.id))
        rows = self._context.query(lambda session: read_refused(session, current.id))
        name = ask_where_to_save(self, current.file_name)
        if name is not None:
            save_refused_rows(self._context, name, header, rows, self.note)


def _count(of: str, name: str, row: ImportRow) -> str:
    count = (row.added if of == "added" else row.changed).get(name, 0)
    return f"{count:,}" if count else ""


def ask_where_to_save(parent: QWidget, file_name: str) -> Path | None:
    stem = Path(file_name).stem or _("接龙")
    proposed = str(Path.home() / _("{name}-没有导入的行.xlsx").format(name=stem))
    name, _kind = QFileDialog.getSaveFileName(parent, _("存成 Excel"), proposed, "Excel (*.xlsx)")
    if not name:
        return None
    return Path(name if name.lower().endswith(".xlsx") else name + ".xlsx")


def save_refused_rows(
    context: AppContext,
    path: Path,
    header: tuple[str, ...],
    rows: Sequence[tuple[int, str, Sequence[Any]]],
    note: Note,
) -> None:
    """Beside the window; the note says where it is, or why not."""

    def done(_nothing: None) -> None:
        note.say(_("已存到 {path}").format(path=path))

    def refused(error: ShopError) -> None:
        note.refuse(error)

    context.do(_("存成 Excel"), lambda progress: write_refused(path, header, rows, progress), done, refused)
