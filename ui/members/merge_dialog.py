"""Merging two members that the owner chose: side by side, and which of the two records stays."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from shopdesk.base.dates import today
from shopdesk.base.i18n import _
from shopdesk.data.shop import read_shop
from shopdesk.members.details import MemberDetails, read_member
from shopdesk.members.merging import merge_members
from ui.app_context import AppContext
from ui.members.columns import Clock
from ui.members.pair_view import PairView
from ui.widgets.buttons import plain_button, primary_button
from ui.widgets.cards import Card, text_label
from ui.widgets.dialogs import button_row, dialog_column
from ui.widgets.scrolling import scrolled

Pair = tuple[MemberDetails, MemberDetails]


class MergeDialog(QDialog):
    def __init__(self, context: AppContext, first_id: int, second_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setWindowTitle(_("合并会员"))
        self.resize(640, 520)
        column = dialog_column(self)
        column.addWidget(text_label(_("他们是同一个人吗？"), "section"))
        column.addWidget(text_label(keeps_all(), "muted", wrap=True))
        pair = read_pair(context, first_id, second_id)
        self.view = PairView(clock_of(context))
        card = Card()
        area = scrolled(self.view)
        area.setAccessibleName(_("两位会员的资料"))
        card.body.addWidget(area)
        column.addWidget(card, 1)
        self.keep_left = primary_button(_("合并，留左边的资料"), lambda: self._merge(0))
        self.keep_right = plain_button(_("合并，留右边的资料"), lambda: self._merge(1))
        for button in (self.keep_left, self.keep_right):
            button.setEnabled(pair is not None)
        cancel = plain_button(_("取消"), self.reject)
        column.addLayout(button_row(self.keep_left, self.keep_right, left=[cancel]))
        self._pair = pair
        if pair is not None:
            self.view.show_pair(*pair)
            self.keep_left.setFocus()

    def _merge(self, kept: int) -> None:
        assert self._pair is not None
        merge_pair(self._context, self._pair[kept], self._pair[1 - kept])
        self.accept()


def keeps_all() -> str:
    return _("合并后订单、标签、别名、备注都在一起，空着的资料由另一位补上。以后随时可以拆开。")


def read_pair(context: AppContext, first_id: int, second_id: int) -> Pair | None:
    """Both, the one with more orders (else the older) at the left; None when one is gone."""
    clock = clock_of(context)

    def read(session: object) -> list[MemberDetails | None]:
        windows = read_shop(session).lifecycle  # type: ignore[arg-type]
        return [read_member(session, each, clock.today, windows) for each in (first_id, second_id)]  # type: ignore[arg-type]

    found = [each for each in context.query(read) if each is not None]
    if len(found) < 2:
        return None
    left, right = sorted(found, key=lambda each: (-each.all_orders, each.row.joined_at, each.row.id))
    return left, right


def merge_pair(context: AppContext, kept: MemberDetails, gone: MemberDetails) -> None:
    context.change(
        _("合并会员"),
        lambda session, _progress: merge_members(session, kept.row.id, gone.row.id),
        say=_("{gone}已并入{kept}").format(gone=gone.row.name, kept=kept.row.name),
    )


def clock_of(context: AppContext) -> Clock:
    zone = context.query(read_shop).time_zone
    return Clock(today(zone), zone)
