"""生命周期: how members moved between the states from the end of one month to another, each figure a way to them."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any, ClassVar

from PySide6.QtWidgets import QComboBox, QHBoxLayout

from shopdesk.base.dates import today
from shopdesk.base.i18n import _
from shopdesk.data.shop import read_shop
from shopdesk.insight.movement import STATES, Movement, month_ends, read_movement, who_moved
from shopdesk.members.lifecycle import lifecycle_name
from shopdesk.members.listing import NamedMembers
from ui.app_context import AppContext
from ui.page import Page
from ui.tasks import Newest
from ui.widgets.buttons import push_button
from ui.widgets.cards import text_label
from ui.widgets.matrix import Cell, Matrix
from ui.widgets.matrix_card import MatrixCard
from ui.widgets.scrolling import page_column

_SUM = len(STATES)


class MovementTab(Page):
    name = "movement"
    tables: ClassVar[frozenset[str]] = frozenset({"order", "member", "member_summary", "shop_setting"})

    @classmethod
    def title(cls) -> str:
        return _("生命周期流动")

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._reading = Newest(self)
        self._movement: Movement | None = None
        self._days: list[int] = []
        column = page_column(self, top=4)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.first, self.last = QComboBox(), QComboBox()
        for box, words in ((self.first, _("从")), (self.last, _("到"))):
            row.addWidget(text_label(words, "label"))
            box.setAccessibleName(_("从哪个月底") if box is self.first else _("到哪个月底"))
            box.activated.connect(lambda _at: self._read())
            row.addWidget(box)
        row.addStretch(1)
        row.addWidget(push_button(_("改生命周期的天数"), partial(context.go_to, "settings"), kind="link"))
        column.addLayout(row)
        self.matrix = Matrix(_("生命周期流动"))
        self.card = MatrixCard(_("会员从哪里来，到哪里去"), self.matrix, context.say_saved)
        self.matrix.opened.connect(self._open)
        self.summary = text_label("", wrap=True)
        self.card.body.addWidget(self.summary)
        self.card.body.addWidget(self.matrix)
        about = _(
            "行是开始那天的状态，列是结束那天的状态；点一个数字看是哪些会员。状态只按订单和现在设置的天数算，两天用同一套标准。"
        )
        self.card.body.addWidget(text_label(about, "muted", wrap=True))
        column.addWidget(self.card)
        column.addStretch(1)

    def refresh(self) -> None:
        day = today(self.context.query(read_shop).time_zone)
        days = month_ends(day)
        if days != self._days:
            self._fill_months(days)
        self._read()

    def _fill_months(self, days: list[int]) -> None:
        chosen = (self.first.currentIndex(), self.last.currentIndex())
        self._days = days
        for box, default, kept in ((self.first, 1, chosen[0]), (self.last, 0, chosen[1])):
            box.clear()
            for at, day in enumerate(days):
                box.addItem(
                    _("今天") if at == 0 else _("{month} 底").format(month=f"{date.fromordinal(day):%Y-%m}"), day
                )
            box.setCurrentIndex(kept if kept >= 0 else default)

    def _read(self) -> None:
        first, last = sorted((int(self.first.currentData()), int(self.last.currentData())))
        self._reading.take(self.context.query_later(lambda session: read_movement(session, first, last), self._show))

    def _show(self, movement: Movement) -> None:
        self._movement = movement
        names = [state_name(state) for state in STATES]
        most = max((max(row) for row in movement.counts), default=0) or 1
        cells = []
        for at, row in enumerate(movement.counts):
            line = [Cell(count, (count / most) ** 0.5, self._about(at, to, count)) for to, count in enumerate(row)]
            cells.append([*line, Cell(sum(row), strong=True)])
        after = movement.after
        cells.append([*(Cell(count, strong=True) for count in after), Cell(sum(after), strong=True)])
        shown = [to for to, count in enumerate(after) if count or to]  # nobody ends as no member
        self._columns = [*shown, _SUM]
        self.matrix.show_cells(
            [*names, _("合计")],
            [*(names[to] for to in shown), _("合计")],
            [[line[to] for to in self._columns] for line in cells],
        )
        self.summary.setText(_summary(movement))

    def _about(self, at: int, to: int, count: int) -> str:
        words = _("{count} 人从{before}变成{after}") if at != to else _("{count} 人一直是{before}")
        return words.format(count=f"{count:,}", before=state_name(STATES[at]), after=state_name(STATES[to]))

    def _open(self, row: int, column: int) -> None:
        movement = self._movement
        if movement is None:
            return
        to = self._columns[column]
        before, after = (STATES[at] if at < _SUM else None for at in (row, to))
        name = f"{state_name(before) if before else _('全部')} → {state_name(after) if after else _('全部')}"

        def read(session: Any) -> list[int]:
            return who_moved(session, movement.first, movement.last, before, after)

        self.context.query_later(read, lambda ids: self.context.go_to("members", NamedMembers(frozenset(ids), name)))


def state_name(state: str) -> str:
    return _("还没加入") if state == "absent" else lifecycle_name(state)


def _summary(movement: Movement) -> str:
    """Who came back and who slipped away, in one sentence."""
    away, here = {"cooling", "dormant", "lost"}, {"new", "active"}

    def count(before: set[str], after: set[str]) -> str:
        total = sum(
            movement.counts[at][to]
            for at, state in enumerate(STATES)
            for to, other in enumerate(STATES)
            if state in before and other in after
        )
        return f"{total:,}"

    return _("新加入 {joined} 人，第一次下单 {bought} 人；{back} 人回来了，{gone} 人走远了，新流失 {lost} 人。").format(
        joined=count({"absent"}, set(STATES) - {"absent"}),
        bought=count({"absent", "prospect"}, set(STATES) - {"absent", "prospect"}),
        back=count(away, here),
        gone=count(here, away),
        lost=count(set(STATES) - {"lost"}, {"lost"}),
    )
