"""明细: all main figures beside each other by day, week, month, group buy, product or community."""

from __future__ import annotations

from functools import partial

from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.insight.board import BoardRow, read_board, read_whole
from shopdesk.insight.spans import UNITS
from ui.app_context import AppContext
from ui.figures.board_card import BoardCard
from ui.figures.board_model import NamedRow
from ui.figures.tab import FigureTab
from ui.figures.wanted import Wanted, part_label, share_name, span_words
from ui.page import Command
from ui.tasks import Newest
from ui.widgets.cards import text_label


class BoardTab(FigureTab):
    asks = frozenset({"group_buy", "product", "community"})

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._reading = Newest(self)
        self.board = BoardCard(context.say_saved)
        self.board.ways.chosen.connect(lambda _key: self._read())
        self.board.opened.connect(self._open)
        self.rest = text_label("", wrap=True)
        self.board.body.addWidget(self.rest)
        self.column.addWidget(self.board, 1)

    def commands(self) -> list[Command]:
        return [
            Command(_("全部数字存成 Excel"), self.board.ask_and_save_numbers),
            Command(_("全部数字画成图"), partial(self.board.looks.choose, "plot")),
        ]

    # ---- reading

    def read(self, wanted: Wanted) -> None:
        self._read()

    def _read(self) -> None:
        if self.wanted is None:
            return
        span, scope, way = self.wanted.span, self.wanted.scope, self.board.ways.key()
        read = self.context.query_later(
            lambda session: (read_whole(session, span, scope), read_board(session, way, span, scope)),
            lambda found: self._show(way, *found),
        )
        self._reading.take(read)

    def _show(self, way: str, whole: BoardRow, rows: list[BoardRow]) -> None:
        named = [
            NamedRow(part_label(row.span, way) if way in UNITS else share_name(row.name, row.id, way), row)
            for row in rows
        ]
        self.board.show_rows([NamedRow(_("合计"), whole), *named])
        self.rest.setText(_rest_words(whole, rows) if way == "product" and not whole.scope.by_lines else "")
        self.rest.setVisible(bool(self.rest.text()))

    # ---- what is behind them

    def _open(self, at: int, key: str) -> None:
        named, figure = self.board.model.rows[at], self.board.model.figures[key]
        span, scope = named.row.span, named.row.scope
        name = f"{figure.title} {named.name if at else span_words(span)}"
        self.show_behind(figure, span, scope, name)


def _rest_words(whole: BoardRow, rows: list[BoardRow]) -> str:
    """Why the products' sales are not the shop's: what stands on an order and on none of its lines."""
    goods = sum(row.flow.sales_fen for row in rows)
    rest = whole.flow.sales_fen - goods
    if not rest:
        return ""
    return _(
        "各商品一共 {goods}；退款、优惠、运费和没有明细的订单记在整张单上，是 {rest}，合起来就是成交额 {sales}。"
    ).format(goods=format_fen(goods), rest=format_fen(rest), sales=format_fen(whole.flow.sales_fen))
