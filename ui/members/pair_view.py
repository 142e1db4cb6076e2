"""Two members side by side, what differs in bold."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from shopdesk.base.dates import ago
from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.members.details import MemberDetails
from ui.members.columns import Clock
from ui.members.wording import birthday_text, moment_day, phone, place
from ui.widgets.cards import set_role, text_label

Fact = tuple[str, Callable[[MemberDetails], str]]


class PairView(QWidget):
    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._facts = _facts(clock)
        self._cells: list[tuple[QLabel, QLabel, QLabel]] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 4, 8, 4)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        for line, (title, _text) in enumerate(self._facts):
            cells = (
                text_label(title, "muted"),
                text_label("", wrap=True, selectable=True),
                text_label("", wrap=True, selectable=True),
            )
            for place_, cell in enumerate(cells):
                grid.addWidget(cell, line, place_, Qt.AlignmentFlag.AlignTop)
            self._cells.append(cells)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        grid.setRowStretch(len(self._facts), 1)

    def show_pair(self, left: MemberDetails, right: MemberDetails) -> None:
        """What neither has is left out."""
        for (title, text), cells in zip(self._facts, self._cells, strict=True):
            values = text(left), text(right)
            for cell in cells:
                cell.setVisible(any(values))
            for cell, value in zip(cells[1:], values, strict=True):
                cell.setText(value or "—")
                cell.setAccessibleName(f"{title} {value}")
                set_role(cell, "strong" if values[0] != values[1] and value else "label")


def _facts(clock: Clock) -> list[Fact]:
    def last_order(details: MemberDetails) -> str:
        return "" if details.row.last_day is None else ago(clock.today - details.row.last_day)

    def orders(details: MemberDetails) -> str:
        if not details.all_orders:
            return _("没有")
        return _("{count} 单 {fen}").format(count=details.all_orders, fen=format_fen(details.row.spent_fen))

    return [
        (_("昵称"), lambda d: d.row.name),
        (_("手机号"), lambda d: phone(d.row)),
        (_("小区 / 房号"), lambda d: place(d.row)),
        (_("别名"), lambda d: _("、").join(alias.name for alias in d.aliases)),
        (_("真名"), lambda d: d.row.real_name),
        (_("微信号"), lambda d: d.row.wechat_id),
        (_("会员编号"), lambda d: d.row.number or ""),
        (_("生日"), lambda d: birthday_text(d.row.birthday)),
        (_("标签"), lambda d: _("、").join(tag.name for tag in d.tags)),
        (_("订单"), orders),
        (_("最近下单"), last_order),
        (_("入会"), lambda d: moment_day(d.row.joined_at, clock.zone, clock.today)),
        (_("推荐人"), lambda d: d.referrer[1] if d.referrer else ""),
        (_("备注"), lambda d: d.row.note),
    ]
