"""RFM: the eleven groups with what each means and what to do, the matrix of scores, and where the scores begin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from shopdesk.base.dates import today
from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.data.shop import read_shop
from shopdesk.insight.rfm import Rfm, read_rfm, who_scored
from shopdesk.members.listing import NamedMembers
from shopdesk.members.segments import choice_title, select_ids
from shopdesk.members.segments.standing import FIFTHS, rfm_group_at
from ui.app_context import AppContext
from ui.lifecycle.words import group_advice, group_definition, tie_rule
from ui.page import Page
from ui.tasks import Newest
from ui.widgets.cards import Card, text_label
from ui.widgets.link import LEFT, Link
from ui.widgets.matrix import Cell, Matrix
from ui.widgets.matrix_card import MatrixCard
from ui.widgets.scrolling import page_column

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RfmTab(Page):
    name = "rfm"
    tables: ClassVar[frozenset[str]] = frozenset({"order", "member", "member_summary", "shop_setting"})

    @classmethod
    def title(cls) -> str:
        return _("RFM 分组")

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._reading = Newest(self)
        self._day = 0
        column = page_column(self, top=4)
        self.groups = Card(_("十一个分组"))
        self._lines = QWidget()
        self.grid = QGridLayout(self._lines)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(14)
        self.grid.setVerticalSpacing(4)
        self.grid.setColumnStretch(3, 5)
        self.grid.setColumnStretch(4, 5)
        self.groups.body.addWidget(self._lines)
        column.addWidget(self.groups)
        self.matrix = Matrix(_("RFM 得分"))
        self.scores = MatrixCard(_("每一格有多少人"), self.matrix, context.say_saved)
        self.matrix.opened.connect(self._open_cell)
        self.scores.body.addWidget(self.matrix)
        self.borders = text_label("", wrap=True)
        for words in (self.borders, text_label(tie_rule(), "muted", wrap=True)):
            self.scores.body.addWidget(words)
        column.addWidget(self.scores)
        column.addStretch(1)

    def refresh(self) -> None:
        day = self._day = today(self.context.query(read_shop).time_zone)
        self._reading.take(self.context.query_later(lambda session: read_rfm(session, day), self._show))

    def _show(self, rfm: Rfm) -> None:
        self._show_groups(rfm)
        most = max(map(max, rfm.counts)) or 1
        cells = [
            [
                Cell(count, (count / most) ** 0.5, group_definition(group), words=_cell_text(count, group))
                for weight, count in enumerate(row, 1)
                for group in [rfm_group_at(recency, weight)]
            ]
            for recency, row in enumerate(rfm.counts, 1)
        ]
        rows = [_("上次下单 {score} 档").format(score=score) for score in range(FIFTHS, 0, -1)]
        columns = [_("次数和钱 {score} 档").format(score=score) for score in range(1, FIFTHS + 1)]
        self.matrix.show_cells(rows, columns, cells[::-1], row_height=52)
        self.borders.setText(_borders(rfm))

    def _show_groups(self, rfm: Rfm) -> None:
        while (item := self.grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        everybody = sum(group.members for group in rfm.groups) or 1
        for place, title in enumerate((_("分组"), _("人数"), _("平均花了"), _("什么样的人"), _("可以怎么做"))):
            label = text_label(title, "label")
            if place in (1, 2):
                label.setAlignment(_RIGHT)
            self.grid.addWidget(label, 0, place)
        for line, group in enumerate(rfm.groups, 1):
            name = choice_title("rfm_group", group.key)
            button = Link(name, partial(self._open_group, group.key), tooltip=_("看是哪些会员"))
            button.setEnabled(group.members > 0)
            count = text_label(f"{group.members:,}（{group.members / everybody:.0%}）")
            spent = text_label(format_fen(round(group.spent_fen / group.members)) if group.orders else "—")
            for label in (count, spent):
                label.setAlignment(_RIGHT)
            segment = Link(_("做成人群"), partial(self._make_segment, group.key))
            segment.setAccessibleName(_("把{name}做成人群").format(name=name))
            words = (
                text_label(group_definition(group.key), wrap=True),
                text_label(group_advice(group.key), "muted", wrap=True),
            )
            for place, widget in enumerate((button, count, spent, *words, segment)):
                self.grid.addWidget(widget, line, place)
                if widget in (button, segment):  # as wide as its words, or they would stand in the middle
                    self.grid.setAlignment(widget, LEFT)

    # ---- to the members

    def _open_group(self, key: str) -> None:
        day = self._day
        name = choice_title("rfm_group", key)
        self.context.query_later(
            lambda session: select_ids(session, _rule(key), day),
            lambda ids: self.context.go_to("members", NamedMembers(frozenset(ids), name)),
        )

    def _make_segment(self, key: str) -> None:
        self.context.go_to("segments", _rule(key))

    def _open_cell(self, row: int, column: int) -> None:
        recency, weight, day = FIFTHS - row, column + 1, self._day
        name = _("上次下单 {recency} 档、次数和钱 {weight} 档").format(recency=recency, weight=weight)
        self.context.query_later(
            lambda session: who_scored(session, day, recency, weight),
            lambda ids: self.context.go_to("members", NamedMembers(frozenset(ids), name)),
        )


def _rule(key: str) -> dict[str, object]:
    return {"field": "rfm_group", "op": "in", "value": [key]}


def _cell_text(count: int, group: str) -> str:
    return f"{count:,}\n{choice_title('rfm_group', group)}" if count else ""


def _borders(rfm: Rfm) -> str:
    """Where the scores begin now: they move with the members."""
    if not rfm.buyers:
        return _("还没有人下过单，分不出档。")

    def listed(values: Sequence[int | None], show: Callable[[int], str]) -> str:
        best = {value: score for score, value in enumerate(values, 2) if value is not None}
        named = [(score, value) for value, score in best.items()]  # a score with the border of a better one is nobody's
        if not named:
            return _("大家都一样，都算 1 档")
        return _("、").join(
            _("{score} 档 {value}").format(score=score, value=show(value)) for score, value in reversed(named)
        )

    return "\n".join(
        (
            _("上次下单：{borders}").format(
                borders=listed(rfm.days, lambda days: _("{value} 天内").format(value=f"{days:,}"))
            ),
            _("订单数：{borders}").format(
                borders=listed(rfm.orders, lambda count: _("{value} 单起").format(value=f"{count:,}"))
            ),
            _("累计消费：{borders}").format(
                borders=listed(rfm.fen, lambda fen: _("{money} 起").format(money=format_fen(fen)))
            ),
        )
    )
