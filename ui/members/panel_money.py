"""What of a member's money does not fit: credit, orders paid in part, with too much or twice. Hidden while all fits."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shopdesk.base.dates import short_day
from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.orders.order_troubles import member_troubles
from shopdesk.orders.payment_settling import credit_fen
from ui.app_context import AppContext
from ui.table.columns import Chip
from ui.widgets.cards import line, section_title, text_label
from ui.widgets.chips import TagChip
from ui.widgets.flow_layout import empty_layout
from ui.widgets.link import Link

_SHOWN = 2
_COLORS = {"short": "orange", "over": "orange", "twice": "red"}


class MoneySection(QWidget):
    def __init__(self, context: AppContext, member_id: int) -> None:
        super().__init__()
        self._context, self._member_id = context, member_id
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(line())
        column.addWidget(section_title(_("没对上的钱")))
        self._credit = text_label("", "strong")
        column.addWidget(self._credit)
        self._lines = QVBoxLayout()
        column.addLayout(self._lines)
        self.hide()

    def reload(self) -> list[Chip]:
        """Read again; returns what is worth saying at the head of the panel."""
        member_id = self._member_id
        credit, troubles = self._context.query(
            lambda session: (credit_fen(session, member_id), member_troubles(session, member_id))
        )
        self._credit.setText(_("余额 {fen}，下次下单可以直接用").format(fen=format_fen(credit)))
        self._credit.setVisible(credit > 0)
        empty_layout(self._lines)
        for order_id, day, trouble in troubles:
            row = QWidget()
            layout = QHBoxLayout(row)
            layout.setContentsMargins(0, 0, 0, 0)
            show = Link(
                short_day(day), partial(self._context.go_to, "orders", order_id), tooltip=_("打开这笔订单，看怎么处理")
            )
            layout.addWidget(show)
            layout.addWidget(TagChip(trouble.words, _COLORS[trouble.kind]))
            layout.addStretch(1)
            self._lines.addWidget(row)
        self.setVisible(bool(credit or troubles))
        return [(trouble.words, _COLORS[trouble.kind]) for _order, _day, trouble in troubles[:_SHOWN]]
