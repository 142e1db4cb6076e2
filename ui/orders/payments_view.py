"""Money that came in: what it most likely pays and why, to be ticked; what is matched; what went back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout

from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.orders.payment_list import (
    STATES,
    PaymentFigures,
    PaymentRow,
    payment_figures,
    payment_ids,
    payment_rows,
    state_name,
)
from ui.app_context import AppContext
from ui.icons import icon
from ui.orders.match_dialog import MatchDialog
from ui.orders.payment_acts import confirm_proposed, drop_credit, give_back, keep_as_credit, match_certain, unmatch
from ui.orders.payment_columns import payment_columns, why_words
from ui.orders.section import Scope, Section
from ui.table.model import IdTableModel
from ui.table.view import BigTable
from ui.widgets.bulk_bar import BulkBar
from ui.widgets.buttons import plain_button, primary_button
from ui.widgets.cards import text_label
from ui.widgets.elided import ElidedLabel
from ui.widgets.empty_state import EmptyState
from ui.widgets.search_box import SearchBox
from ui.widgets.segmented import SegmentedControl


class PaymentsView(Section):
    def __init__(self, context: AppContext, scope: Scope, import_bill: Callable[[], object]) -> None:
        super().__init__(context, scope)
        self._zone = "Asia/Shanghai"
        self._import_bill = import_bill
        self._landing = False
        self.column.addLayout(self._filter_row())
        self.column.addLayout(self._act_row())
        self.model = IdTableModel(payment_columns(lambda: self._zone), self._fetch, checkboxes=True)
        self.table = BigTable(self.model, _("收款"))
        self.bulk = BulkBar(_("已选 {count} 笔"), least=2)
        self.column.addWidget(self.table, 1)
        self.reason = text_label("", "label", wrap=True, selectable=True)
        self.reason.hide()
        self.column.addWidget(self.reason)
        self.column.addWidget(self.bulk)
        self._set_up_table()

    def _filter_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.states = SegmentedControl([(state, state_name(state)) for state in STATES], _("收款"))
        self.states.chosen.connect(lambda _key: self.refresh())
        row.addWidget(self.states)
        self.search = SearchBox(_("找付款人、留言、流水号（Ctrl+F）"), shortcut_scope=self)
        self.search.setMaximumWidth(320)
        self.search.searched.connect(lambda _text: self.refresh())
        row.addWidget(self.search, 1)
        row.addStretch(0)
        return row

    def _act_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.figures = ElidedLabel("", "label")
        row.addWidget(self.figures, 1)
        self.hand_button = plain_button(_("手工核对…"), self.match_current, icon_name="link")
        row.addWidget(self.hand_button)
        self.confirm_button = plain_button(_("确认所选"), self.confirm_selected, icon_name="check")
        self.confirm_button.setToolTip(_("按“推荐”那一列，把选中的收款对上"))
        row.addWidget(self.confirm_button)
        self.certain_button = primary_button(_("自动核对"), self.match_certain, icon_name="sparkles")
        self.certain_button.setToolTip(_("把只可能是一个结果的收款一次对上，可以撤销"))
        row.addWidget(self.certain_button)
        return row

    def _set_up_table(self) -> None:
        self.table.set_sort("at", True)
        self.table.sort_requested.connect(lambda _key, _descending: self.refresh())
        self.table.opened.connect(self.open_match)
        self.table.copied.connect(lambda count: self.context.say(_("已复制 {count} 行").format(count=count)))
        self.table.selection_changed.connect(self._on_selection)
        self.table.current_changed.connect(lambda _id: self._show_reason())
        self.bulk.cleared.connect(self.table.clearSelection)
        self.bulk.add(_("按推荐确认"), self.confirm_selected, icon_name="check")
        self.bulk.add(_("取消核对"), self.unmatch_selected, icon_name="undo-2")
        self.bulk.add(_("多的记下已退"), self.give_back_selected, icon_name="rotate-ccw")
        self.bulk.add(_("多的留作余额"), self.keep_selected, icon_name="wallet")
        for words, icon_name, act in (
            (_("按推荐确认"), "check", self.confirm_selected),
            (_("手工核对…"), "link", self.match_current),
            (_("取消核对"), "undo-2", self.unmatch_selected),
            (_("多的记下已退"), "rotate-ccw", self.give_back_selected),
            (_("多的留作余额"), "wallet", self.keep_selected),
            (_("余额改回未对上"), "undo-2", self.drop_selected),
        ):
            action = QAction(icon(icon_name, "muted"), words, self.table)
            action.triggered.connect(partial(_call, act))
            self.table.addAction(action)
        self._on_selection(0)

    # ---- reading

    def refresh(self) -> None:
        self._zone = self.zone
        state, text, (sort, descending) = self.states.key(), self.search.text().strip(), self.table.sort()

        def read(session: Any) -> tuple[str, list[int], PaymentFigures]:
            ids = payment_ids(session, state, text, sort=sort or "at", descending=descending)
            return state, ids, payment_figures(session)

        self.context.query_later(read, self._show)

    def _show(self, listing: tuple[str, list[int], PaymentFigures]) -> None:
        state, ids, figures = listing
        if state != self.states.key():
            return  # a later answer is on its way
        self.table.set_ids(ids)
        for each in STATES:
            self.states.set_text(each, f"{state_name(each)} {figures.counts[each]:,}")
        self.figures.setText(_figure_words(figures))
        words = _("自动核对 {count} 笔").format(count=f"{figures.certain:,}") if figures.certain else _("自动核对")
        self.certain_button.setText(words)
        self.certain_button.setEnabled(figures.certain > 0)
        if not ids:
            self._show_empty(state, figures)
        self._on_selection(self.table.selected_count())
        if self._landing:
            self._landing = False
            self._land(figures)

    def _show_empty(self, state: str, figures: PaymentFigures) -> None:
        if not figures.counts["all"]:
            words = _("导入微信或支付宝账单，就能看到谁付了钱。")
            self.table.set_empty_widget(EmptyState(words, (_("导入账单"), self._import_bill), icon_name="wallet"))
            return
        if self.search.text().strip():
            clear = (_("清除筛选"), self.search.clear)
            self.table.set_empty_widget(EmptyState(_("没有这样的收款。"), clear, icon_name="search"))
            return
        if state == "open" and figures.counts["likely"]:
            words = _("剩下的 {count} 笔都猜得出是谁付的，只等您看一眼。").format(count=figures.counts["likely"])
            see = (_("看可能的"), partial(self.states.choose, "likely"))
            self.table.set_empty_widget(EmptyState(words, see, icon_name="wallet"))
            return
        words = {
            "open": _("每一笔收款都有着落了。"),
            "likely": _("没有等着确认的收款。"),
            "matched": _("还没有对上的收款。"),
            "back": _("没有退回的钱。"),
        }.get(state, _("这里没有收款。"))
        self.table.set_empty_widget(EmptyState(words, icon_name="wallet"))

    def _fetch(self, ids: list[int]) -> dict[int, Any]:
        return self.context.query(lambda session: payment_rows(session, ids))

    def _rows(self, ids: list[int]) -> list[PaymentRow]:
        found = self.context.query(lambda session: payment_rows(session, ids))
        return [found[each] for each in ids if each in found]

    def _selected(self) -> list[PaymentRow]:
        return self._rows(list(self.table.selected_ids()))

    def _on_selection(self, count: int) -> None:
        self.bulk.set_count(count)
        self.confirm_button.setEnabled(count > 0 and self.states.key() != "matched")
        self._show_reason()

    def _show_reason(self) -> None:
        """The whole reason of the row under the cursor: in its column there is seldom room for it."""
        current = self.table.current_id()
        rows = self._rows([current]) if current is not None else []
        self.hand_button.setEnabled(bool(rows) and rows[0].open_fen > 0)
        words = why_words(rows[0]) if rows else ""
        payer = rows[0].counterparty or _("（没有名字）") if rows else ""
        self.reason.setText(f"{payer} · {words}" if words else "")
        self.reason.setVisible(bool(words))

    # ---- after an import

    def land(self) -> None:
        """Somebody came from a bill: match what is certain, show what is to be ticked."""
        self._landing = True
        self.refresh()

    def _land(self, figures: PaymentFigures) -> None:
        if figures.counts["likely"] > figures.certain:
            self.states.choose("likely")
        if figures.certain:
            self.match_certain()

    # ---- what can be done

    def match_certain(self) -> None:
        match_certain(self.context)

    def confirm_selected(self) -> None:
        """Match the selected payments as proposed."""
        confirm_proposed(self.context, self._selected())

    def match_current(self) -> None:
        current = self.table.current_id()
        if current is None:
            self.context.say(_("请先选择一笔收款。"))
        else:
            self.open_match(current)

    def open_match(self, payment_id: int) -> None:
        rows = self._rows([payment_id])
        if not rows or not rows[0].open_fen:
            self.context.say(_("这一笔不用核对：不是收入，已经退回，或者已经核对完了。"))
            return
        dialog = MatchDialog(self.context, rows[0], self._zone, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(lambda _result: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
        dialog.open()

    def unmatch_selected(self) -> None:
        unmatch(self.context, self._selected())

    def give_back_selected(self) -> None:
        give_back(self.context, self._selected())

    def keep_selected(self) -> None:
        keep_as_credit(self.context, self._selected())

    def drop_selected(self) -> None:
        drop_credit(self.context, self._selected())


def _figure_words(figures: PaymentFigures) -> str:
    if not figures.open_fen:
        return _("收到的钱都对上了。") if figures.counts["matched"] else ""
    words = _("还有 {fen} 没对上（{count} 笔）").format(
        fen=format_fen(figures.open_fen), count=f"{figures.counts['open'] + figures.counts['likely']:,}"
    )
    if figures.likely_fen:
        words += _("，") + _("其中 {fen} 能看出是谁付的").format(fen=format_fen(figures.likely_fen))
    return words


def _call(act: Callable[[], object], _checked: bool = False) -> None:
    act()
