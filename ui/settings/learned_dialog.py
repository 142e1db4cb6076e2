"""学到的: everything that answers and corrections taught the shop, searchable, each piece to be forgotten."""

from __future__ import annotations

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget

from shopdesk.base.dates import local
from shopdesk.base.i18n import _
from shopdesk.data.database import Change
from shopdesk.data.shop import read_shop
from shopdesk.intake.learned import KINDS, Learned, forget, learned_kind_name, list_learned
from ui.app_context import AppContext
from ui.table.columns import Column
from ui.table.model import IdTableModel
from ui.table.view import BigTable
from ui.tasks import Task
from ui.widgets.buttons import plain_button, primary_button, push_button
from ui.widgets.cards import text_label
from ui.widgets.dialogs import button_row, dialog_column
from ui.widgets.empty_state import EmptyState
from ui.widgets.multi_choice import MultiChoice
from ui.widgets.search_box import SearchBox

TABLES = frozenset(
    {
        "alias", "alias_refusal", "duplicate_decision", "product_alias", "product_unit", "list_line", "column_mapping",
        "shop_setting", "group_buy", "member", "product",
    }
)  # fmt: skip


class LearnedDialog(QDialog):
    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._rows: dict[int, Learned] = {}
        self._reading: Task | None = None
        self._zone = context.query(read_shop).time_zone
        self.setWindowTitle(_("学到的"))
        self.resize(900, 560)
        column = dialog_column(self)
        column.addWidget(text_label(_("学到的"), "title"))
        sentence = _("您回答过、改正过的都在这里，导入时照着认。忘记以后，下次导入会再问；已有的订单和会员不变。")
        column.addWidget(text_label(sentence, "muted", wrap=True))
        column.addLayout(self._head())
        model: IdTableModel[Learned] = IdTableModel(self._columns(), self._fetch)
        self.table = BigTable(model, _("学到的"))
        self.table.selection_changed.connect(lambda _count: self._show_buttons())
        column.addWidget(self.table, 1)
        column.addLayout(self._foot())
        self._add_actions()
        context.changed.connect(self._on_change)
        self.refresh()
        self.search.setFocus()

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.search = SearchBox(_("搜名字、商品、群或单位（Ctrl+F）"), shortcut_scope=self)
        self.search.searched.connect(lambda _text: self.refresh())
        self.search.left_downwards.connect(self.table_focus)
        self.kinds = MultiChoice(_("类型"), [(kind, learned_kind_name(kind)) for kind in KINDS])
        self.kinds.setMinimumWidth(140)
        self.kinds.changed.connect(lambda _keys: self.refresh())
        row.addWidget(self.search, 1)
        row.addWidget(self.kinds)
        return row

    def _foot(self) -> QHBoxLayout:
        self.forget_button = plain_button(_("忘记所选"), self.forget_selected, icon_name="trash-2")
        self.status = text_label("", "muted")
        self.undo_button = push_button(_("撤销"), self._undo, kind="link")
        self.undo_button.hide()
        left = [self.forget_button, self.status, self.undo_button]
        return button_row(primary_button(_("关闭"), self.accept), left=left)

    def _columns(self) -> list[Column[Learned]]:
        return [
            Column("kind", _("类型"), lambda row: learned_kind_name(row.kind), 110),
            Column(
                "what", _("学到了什么"), lambda row: row.what, 400, strong=True, flex=True, tooltip=lambda row: row.what
            ),
            Column("where", _("从哪来"), lambda row: row.where, 160),
            Column("at", _("什么时候"), self._when, 110),
        ]

    def _add_actions(self) -> None:
        action = QAction(_("忘记所选"), self.table)
        action.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        action.triggered.connect(lambda _checked=False: self.forget_selected())
        self.table.addAction(action)
        undo = QAction(_("撤销"), self)
        undo.setShortcut(QKeySequence(QKeySequence.StandardKey.Undo))
        undo.triggered.connect(lambda _checked=False: self._undo())
        self.addAction(undo)

    def _when(self, row: Learned) -> str:
        return f"{local(row.at, self._zone):%Y-%m-%d}" if row.at else "—"

    def table_focus(self) -> None:
        self.table.setFocus()

    # ---- showing

    def refresh(self) -> None:
        """Beside the window: a large shop has learned a hundred thousand names."""
        text, kinds = self.search.text(), self.kinds.chosen()
        if self._reading is not None:
            self._reading.cancel()
        self._reading = self._context.query_later(lambda session: list_learned(session, text, kinds), self._show)

    def _show(self, rows: list[Learned]) -> None:
        self._rows = dict(enumerate(rows))
        narrowed = bool(self.search.text().strip() or self.kinds.chosen())
        words = _("没有这样的。") if narrowed else _("还没有学到什么。导入接龙时回答一次、改正一次，就会记在这里。")
        self.table.set_empty_widget(EmptyState(words, icon_name="sparkles"))
        self.table.set_ids(list(self._rows))
        self.table.clearSelection()
        if not self.undo_button.isVisibleTo(self):
            self.status.setText(_("{count} 条").format(count=f"{len(rows):,}") if rows else "")
        self._show_buttons()

    def _fetch(self, ids: list[int]) -> dict[int, Learned]:
        return {row_id: self._rows[row_id] for row_id in ids if row_id in self._rows}

    def _show_buttons(self) -> None:
        self.forget_button.setEnabled(self.table.selected_count() > 0)

    def _on_change(self, change: Change) -> None:
        if change.tables & TABLES:
            self.refresh()

    # ---- forgetting

    def forget_selected(self) -> None:
        chosen = [self._rows[row_id] for row_id in self.table.selected_ids() if row_id in self._rows]
        if chosen:
            self._context.change(_("忘记学到的"), lambda session, _progress: forget(session, chosen), self._told)

    def _told(self, count: int) -> None:
        self.status.setText(_("已忘记 {count} 条，下次导入会再问。").format(count=f"{count:,}"))
        self.undo_button.setVisible(count > 0)

    def _undo(self) -> None:
        if self.undo_button.isVisibleTo(self):
            self.undo_button.hide()
            self._context.undo()
