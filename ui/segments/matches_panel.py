"""The right of the page: how many match now, who they are, and what to do with them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.settings import remember, remembered
from ui.app_context import AppContext
from ui.icons import icon
from ui.segments.match_columns import match_columns
from ui.segments.reading import Matches, MatchRow, Question, find_matches, read_match_rows
from ui.segments.size_history import SizeHistory
from ui.table.model import IdTableModel
from ui.table.view import BigTable
from ui.tasks import Task
from ui.widgets.buttons import plain_button, primary_button, push_button
from ui.widgets.cards import Card
from ui.widgets.elided import ElidedLabel
from ui.widgets.empty_state import EmptyState

_COLUMNS = "segments.columns"
_NARROW = 350
_AROUND_TABLE = 40
"""Margins, frames and the scroll bar."""
_REASON = 150, 420
_LOW = 500


class MatchesPanel(Card):
    """`ask(question)` reads beside the window; a question that is outdated is cancelled and its answer dropped."""

    counted = Signal(int)
    refused = Signal(str)
    export_wanted = Signal()
    send_wanted = Signal()
    keep_out_wanted = Signal(list)  # ids
    exclusions_wanted = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self.today = 0
        self.question: Question | None = None
        self.matches: Matches | None = None
        """What `question` found; None while that is not known."""
        self._task: Task | None = None
        self.nobody = _("现在没有符合的会员，换个条件试试。")
        """Said where nobody is found in a shop that has members."""
        self.setAccessibleName(_("匹配的会员"))
        self.count = ElidedLabel("", "section")
        self.share = ElidedLabel("", "muted")
        self.export_button = primary_button(_("导出名单"), self.export_wanted.emit, icon_name="file-spreadsheet")
        self.send_button = plain_button(_("逐个发送"), self.send_wanted.emit, icon_name="send")
        self.send_button.setToolTip(_("逐个发送（Ctrl+Enter）"))
        self.export_button.setToolTip(_("导出名单（Ctrl+E）"))
        self.model: IdTableModel[MatchRow] = IdTableModel(match_columns(lambda: self.today), self._fetch)
        self.table = BigTable(self.model, _("匹配的会员"))
        self.history = SizeHistory()
        self.exclusions_button = push_button("", self.exclusions_wanted.emit, kind="link")
        self.exclusions_button.hide()
        self.keep_out_action = QAction(icon("user-x", "muted"), _("不放进这个人群…"), self.table)
        self._build()
        self.show_nothing("")

    def _build(self) -> None:
        self.body.setContentsMargins(12, 12, 12, 12)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.count)
        words.addWidget(self.share)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addLayout(words, 1)
        head.addWidget(self.send_button)
        head.addWidget(self.export_button)
        self.body.addLayout(head)
        self.body.addWidget(self.exclusions_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.history)
        self.body.addWidget(self.table, 1)
        self.table.set_sort("spent_fen", True)
        self.table.sort_requested.connect(lambda _key, _descending: self.ask(self.question))
        self.table.opened.connect(lambda member: self.context.go_to("members", member))
        self.table.restore_layout(str(remembered(_COLUMNS, "")))
        self.table.layout_changed.connect(lambda: remember(_COLUMNS, self.table.layout_state()))
        show = QAction(icon("user", "muted"), _("查看会员"), self.table)
        show.triggered.connect(self._open_current)
        self.table.addAction(show)
        self.keep_out_action.triggered.connect(self._keep_out)
        self.keep_out_action.setVisible(False)
        self.table.addAction(self.keep_out_action)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Beside the count there is room for one word.
        self.send_button.setText("" if self.width() < _NARROW else self.send_button.accessibleName())
        self.history.set_room(self.height() >= _LOW)  # in a low window the members matter more
        self._fit_reason()

    def _fit_reason(self) -> None:
        """The reason takes the room beside the name, while the columns are not the owner's own."""
        if not remembered(_COLUMNS, ""):
            room = self.width() - _AROUND_TABLE - self.table.columnWidth(0)
            self.table.set_width("why", min(max(room, _REASON[0]), _REASON[1]))

    # ---- asking

    def ask(self, question: Question | None) -> None:
        """Count and list again; what is shown stays until the answer is there."""
        self.stop()
        if question is None:
            return
        self.question = question
        sort, today, places = self.table.sort(), self.today, self.table.places_to_read()

        def read(session: Any) -> Matches:
            return find_matches(session, question, today, sort[0] or "spent_fen", sort[1], places)

        self._task = self.context.query_later(read, lambda found: self._show(question, found), self._refuse)

    def stop(self) -> None:
        """What is being asked is outdated."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def show_nothing(self, sentence: str, empty: str = "") -> None:
        """Nothing to ask: nobody is shown, for an unfinished rule is not everyone. `empty` stands in the list."""
        self.stop()
        self.question = self.matches = None
        self._show_kept_out(None, 0)
        self.count.setText(_("还没有人数"))
        self.share.setText(sentence)
        self._fill([], empty or sentence or _("填好左边的条件，这里就会列出符合的会员。"))

    def _show(self, question: Question, found: Matches) -> None:
        self.question, self.matches, self._task = question, found, None
        count = len(found.ids)
        self.count.setText(_("匹配 {count} 人").format(count=f"{count:,}"))
        share = f"{count / found.everybody:.1%}" if found.everybody else "0%"
        self.share.setText(_("全部 {everybody} 人的 {share}").format(everybody=f"{found.everybody:,}", share=share))
        self._show_kept_out(question, found.kept_out)
        self._fill(found.ids, self.nobody if found.everybody else "", found.rows)
        self.counted.emit(count)

    def _show_kept_out(self, question: Question | None, count: int) -> None:
        """Members can be kept out of saved segments only; who is, is always said."""
        self.keep_out_action.setVisible(question is not None and question.segment_id is not None)
        self.exclusions_button.setText(_("另有 {count} 人符合条件，您不放进来").format(count=f"{count:,}"))
        self.exclusions_button.setAccessibleName(self.exclusions_button.text())
        self.exclusions_button.setVisible(count > 0)

    def _keep_out(self) -> None:
        ids = self.table.selected_ids()
        if ids:
            self.keep_out_wanted.emit(ids)

    def _refuse(self, error: ShopError) -> None:
        self.show_nothing(_("条件有误，没有查询。"))
        self.refused.emit(error.message)

    def _fill(self, ids: list[int], sentence: str, rows: dict[int, MatchRow] | None = None) -> None:
        if not ids:
            self.table.set_empty_widget(EmptyState(sentence, icon_name="users") if sentence else self._empty_shop())
        self.table.set_ids(ids, rows)
        for button in (self.export_button, self.send_button):
            button.setEnabled(bool(ids))

    def _empty_shop(self) -> EmptyState:
        words = _("店铺里还没有会员。粘贴一段接龙或导入订单，这里就有人了。")
        return EmptyState(words, (_("导入"), lambda: self.context.go_to("import")), icon_name="users")

    def _fetch(self, ids: list[int]) -> dict[int, MatchRow]:
        question = self.question
        if question is None:
            return {}
        return self.context.query(lambda session: read_match_rows(session, question, ids, self.today))

    def _open_current(self) -> None:
        member = self.table.current_id()
        if member is not None:
            self.context.go_to("members", member)
