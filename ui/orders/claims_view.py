"""Claims that wait for an answer, the longest waiting first; what was answered is a click away."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout

from shopdesk.base.dates import now
from shopdesk.base.i18n import _, p_
from shopdesk.orders.claims import ClaimRow, count_claims, list_claims, reopen_claim
from ui.app_context import AppContext
from ui.claims.dialogs import answer_claim
from ui.icons import icon
from ui.orders.section import Scope, Section
from ui.orders.wording import moment
from ui.table.columns import Chip, Column
from ui.table.model import IdTableModel
from ui.table.view import BigTable
from ui.widgets.buttons import plain_button, primary_button
from ui.widgets.cards import text_label
from ui.widgets.elided import ElidedLabel
from ui.widgets.empty_state import EmptyState
from ui.widgets.segmented import SegmentedControl


def claim_columns(zone: Any) -> list[Column[ClaimRow]]:
    return [
        Column("member", p_("one", "会员"), lambda row: row.member_name, 120, strong=True),
        Column("what", _("哪里不好"), lambda row: row.what, 220, tooltip=lambda row: row.what, flex=True),
        Column("goods", _("商品"), lambda row: row.goods, 150, tooltip=lambda row: row.goods, flex=True),
        Column("age", _("等了"), lambda row: row.age_words(now()), 92, "right",
               color=lambda row: "danger_text" if row.status == "open" else "muted"),
        Column("window", _("时限"), lambda row: row.window_words, 236, tooltip=lambda row: row.window_words,
               color=lambda row: "warning" if row.late else "muted"),
        Column("status", _("情况"), lambda row: _standing(row)[0], 90, chips=lambda row: [_standing(row)]),
        Column("answer", _("怎么处理的"), lambda row: row.answer, 200, tooltip=lambda row: row.answer, flex=True),
        Column("opened", _("什么时候说的"), lambda row: moment(row.opened_at, zone()), 138, gives_way=1),
    ]  # fmt: skip


def _standing(row: ClaimRow) -> Chip:
    return (_("待处理"), "orange") if row.status == "open" else (_("已处理"), "green")


class ClaimsView(Section):
    def __init__(self, context: AppContext, scope: Scope) -> None:
        super().__init__(context, scope)
        self._zone = "Asia/Shanghai"
        self._claims: dict[int, ClaimRow] = {}
        row = QHBoxLayout()
        row.setSpacing(8)
        self.states = SegmentedControl([("open", _("待处理")), ("closed", _("已处理"))], _("售后"))
        self.states.chosen.connect(lambda _key: self.refresh())
        row.addWidget(self.states)
        hint = _("从订单或会员的右边栏记售后；默认时限：取货后 24 小时内。")
        row.addWidget(ElidedLabel(hint, "label"), 1)
        self.order_button = plain_button(_("看订单"), self.show_order, icon_name="package")
        row.addWidget(self.order_button)
        self.reopen_button = plain_button(_("重新打开"), self.reopen, icon_name="rotate-ccw")
        row.addWidget(self.reopen_button)
        self.answer_button = primary_button(_("处理…"), self.answer, icon_name="check")
        row.addWidget(self.answer_button)
        self.column.addLayout(row)
        self.table = BigTable(IdTableModel(claim_columns(lambda: self._zone), self._fetch), _("售后"))
        self.table.opened.connect(lambda _id: self.answer())
        self.table.current_changed.connect(lambda _id: self._show_acts())
        self.table.copied.connect(lambda count: self.context.say(_("已复制 {count} 行").format(count=count)))
        for words, icon_name, act in (
            (_("处理…"), "check", self.answer),
            (_("看订单"), "package", self.show_order),
            (_("看会员"), "user", self.show_member),
        ):
            action = QAction(icon(icon_name, "muted"), words, self.table)
            action.triggered.connect(partial(_call, act))
            self.table.addAction(action)
        self.column.addWidget(self.table, 1)
        self.said = text_label("", "label", wrap=True, selectable=True)
        self.column.addWidget(self.said)

    def refresh(self) -> None:
        self._zone = self.zone
        state = self.states.key()
        found, waiting, done = self.context.query(
            lambda session: (list_claims(session, state), count_claims(session), count_claims(session, "closed"))
        )
        self._claims = {claim.id: claim for claim in found}
        self.states.set_text("open", _("待处理 {count}").format(count=waiting))
        self.states.set_text("closed", _("已处理 {count}").format(count=done))
        words = _("没有等着处理的售后。") if state == "open" else _("还没有处理过的售后。")
        self.table.set_empty_widget(EmptyState(words, icon_name="circle-check"))
        current = self.table.current_id()
        self.table.set_ids(list(self._claims))
        self.table.refresh_rows()
        if found and current not in self._claims:
            self.table.go_to(found[0].id)
        self._show_acts()

    def _fetch(self, ids: list[int]) -> dict[int, Any]:
        return {each: self._claims[each] for each in ids if each in self._claims}

    def current(self) -> ClaimRow | None:
        return self._claims.get(self.table.current_id() or 0)

    def _show_acts(self) -> None:
        claim = self.current()
        waiting = claim is not None and claim.status == "open"
        self.answer_button.setEnabled(waiting)
        self.answer_button.setVisible(self.states.key() == "open")
        self.reopen_button.setVisible(self.states.key() == "closed")
        self.reopen_button.setEnabled(claim is not None)
        self.order_button.setEnabled(claim is not None and claim.order_id is not None)
        parts = (claim.member_name, claim.room, claim.what, claim.answer) if claim is not None else ()
        self.said.setText(" · ".join(part for part in parts if part))
        self.said.setVisible(claim is not None)

    # ---- what can be done

    def answer(self) -> None:
        claim = self.current()
        if claim is None or claim.status != "open":
            return
        answer_claim(self.context, claim, self)

    def reopen(self) -> None:
        claim = self.current()
        if claim is not None:
            self.context.change(
                _("重新打开售后"),
                lambda session, _progress: reopen_claim(session, claim.id),
                say=_("这条售后又在待处理里了"),
            )

    def show_order(self) -> None:
        claim = self.current()
        if claim is not None and claim.order_id is not None:
            self.context.go_to("orders", claim.order_id)

    def show_member(self) -> None:
        claim = self.current()
        if claim is not None:
            self.context.go_to("members", claim.member_id)


def _call(act: Any, _checked: bool = False) -> None:
    act()
