"""Whose next year is expected to be worth most: each a way to the member, their numbers copied or saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from shopdesk.base.i18n import _
from shopdesk.base.money import about_fen
from shopdesk.files.table_writer import SheetColumn
from shopdesk.insight.forecast import SOON_DAYS, Promising
from shopdesk.insight.outlook import percent
from ui.widgets.cards import text_label
from ui.widgets.flow_layout import empty_layout
from ui.widgets.link import LEFT, Link
from ui.widgets.saved_card import Numbers, Saved, SavedCard

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class PromisingCard(SavedCard):
    def __init__(self, saved: Saved, open_member: Callable[[int], object]) -> None:
        super().__init__(_("未来一年最值得的会员"), saved)
        self._open_member = open_member
        self._found: Sequence[Promising] = []
        self.add_buttons(picture=False)
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(14)
        self._rows.setColumnStretch(0, 1)
        self.body.addLayout(self._rows)
        words = _("按模型预计的一年金额排，最多 10 位；只看来过两天以上的会员。")
        self.body.addWidget(text_label(words, "muted", wrap=True))
        self.body.addStretch(1)

    def show_members(self, found: Sequence[Promising]) -> None:
        self._found = found
        empty_layout(self._rows)
        for line, each in enumerate(found):
            link = Link(each.name, partial(self._open_member, each.member_id))
            self._rows.addWidget(link, line, 0, LEFT)
            words = (
                _("还会来 {share}").format(share=percent(each.alive)),
                _("{days} 天内约 {count} 次").format(days=SOON_DAYS, count=f"{each.soon:.1f}"),
                _("一年约 {money}").format(money=about_fen(each.year_fen)),
            )
            for place, text in enumerate(words, 1):
                self._rows.addWidget(text_label(text, "muted" if place < len(words) else ""), line, place, _RIGHT)

    # ---- numbers

    def name(self) -> str:
        return _("未来一年最值得的会员")

    def texts(self) -> tuple[list[str], list[list[str]]]:
        headings = [column.title for column in self.sheet()[0]]
        return headings, [
            [each.name, percent(each.alive), f"{each.soon:.1f}", about_fen(each.year_fen)] for each in self._found
        ]

    def sheet(self) -> Numbers:
        columns = [
            SheetColumn(_("会员"), 24), SheetColumn(_("还会来的可能"), 16, "percent"),
            SheetColumn(_("预计 {days} 天下单").format(days=SOON_DAYS), 18, "count"),
            SheetColumn(_("预计一年成交"), 16, "money"),
        ]  # fmt: skip
        return columns, [[each.name, each.alive, round(each.soon, 1), each.year_fen] for each in self._found]
