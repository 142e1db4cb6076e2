"""Who may be the same person: the pairs with their reasons, and the owner's answer to each."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.data.database import Change
from shopdesk.members.duplicates import Proposal, decide_pair, propose_duplicates
from shopdesk.members.search import read_hits
from ui.app_context import AppContext
from ui.members.merge_dialog import Pair, clock_of, keeps_all, merge_pair, read_pair
from ui.members.pair_view import PairView
from ui.widgets.buttons import plain_button, primary_button, push_button
from ui.widgets.cards import Card, text_label
from ui.widgets.dialogs import button_row
from ui.widgets.elided import plain_tooltip, tame
from ui.widgets.empty_state import EmptyState
from ui.widgets.scrolling import scrolled

_MOST = 200


class DuplicatesDialog(QDialog):
    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._proposals: list[Proposal] = []
        self._pair: Pair | None = None
        self.setWindowTitle(_("可能重复的会员"))
        self.resize(860, 540)
        self.list = QListWidget()
        self.list.setAccessibleName(_("可能重复的会员"))
        self.list.setFixedWidth(240)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.currentRowChanged.connect(self._show)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._pair_side())
        self._stack.addWidget(EmptyState(_("没有要决定的了。"), (_("关闭"), self.accept), icon_name="circle-check"))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 12)
        row.setSpacing(16)
        row.addWidget(self.list)
        row.addWidget(self._stack, 1)
        context.changed.connect(self._on_change)
        self.refresh()

    def _pair_side(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.reasons = text_label("", "section", wrap=True)
        column.addWidget(self.reasons)
        column.addWidget(text_label(keeps_all(), "muted", wrap=True))
        self.view = PairView(clock_of(self._context))
        card = Card()
        area = scrolled(self.view)
        area.setAccessibleName(_("两位会员的资料"))
        card.body.addWidget(area)
        column.addWidget(card, 1)
        self.keep_left = primary_button(_("合并，留左边的资料"), partial(self._merge, 0), icon_name="merge")
        self.keep_right = plain_button(_("合并，留右边的资料"), partial(self._merge, 1))
        self.different = plain_button(_("不是同一个人"), partial(self._decide, "different"), icon_name="user-x")
        self.later = push_button(_("以后再说"), partial(self._decide, "later"), kind="quiet")
        column.addLayout(button_row(self.keep_left, self.keep_right))
        column.addLayout(button_row(self.later, self.different))
        return side

    def refresh(self) -> None:
        """Read the pairs beside the window; the same place in the list stays chosen."""
        self._context.query_later(
            lambda s: _with_names(s, propose_duplicates(s, _MOST)), lambda found: self._show_list(*found)
        )

    def _show_list(self, proposals: list[Proposal], names: dict[int, str]) -> None:
        row = max(self.list.currentRow(), 0)
        self._proposals = proposals
        self.list.blockSignals(True)
        self.list.clear()
        for proposal in proposals:
            reasons = [*proposal.reasons, _("以后再说")] if proposal.later else proposal.reasons
            pair = " · ".join(tame(names[each], 40) for each in (proposal.low_id, proposal.high_id))
            item = QListWidgetItem(pair + "\n" + _("，").join(reasons))
            item.setToolTip(plain_tooltip("\n".join((pair, *reasons))))
            self.list.addItem(item)
        self.list.blockSignals(False)
        self._stack.setCurrentIndex(0 if proposals else 1)
        self.list.setVisible(bool(proposals))
        if proposals:
            self.list.setCurrentRow(min(row, len(proposals) - 1))
            self._show(self.list.currentRow())

    def _show(self, row: int) -> None:
        if not 0 <= row < len(self._proposals):
            return
        proposal = self._proposals[row]
        self._pair = read_pair(self._context, proposal.low_id, proposal.high_id)
        for button in (self.keep_left, self.keep_right):
            button.setEnabled(self._pair is not None)
        if self._pair is not None:
            self.reasons.setText(_("是同一个人吗？{reasons}。").format(reasons=_("，").join(proposal.reasons)))
            self.view.show_pair(*self._pair)

    def _merge(self, kept: int) -> None:
        if self._pair is not None:
            merge_pair(self._context, self._pair[kept], self._pair[1 - kept])

    def _decide(self, decision: str) -> None:
        if self._pair is None:
            return
        first, second = (each.row.id for each in self._pair)
        label = _("不是同一个人") if decision == "different" else _("以后再说")
        self._context.change(label, lambda s, _p: decide_pair(s, first, second, decision), say=_("记住了"))

    def _on_change(self, change: Change) -> None:
        if change.tables & {"member", "alias", "alias_refusal", "duplicate_decision"}:
            self.refresh()


def _with_names(session: object, proposals: list[Proposal]) -> tuple[list[Proposal], dict[int, str]]:
    ids = {each for proposal in proposals for each in (proposal.low_id, proposal.high_id)}
    hits = read_hits(session, ids)  # type: ignore[arg-type]
    return proposals, {member: hit.name for member, hit in hits.items()}
