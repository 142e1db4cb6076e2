"""Every main figure: what it is called, means, is read from, how it is written, and who is behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from shopdesk.base.i18n import _
from shopdesk.files.table_writer import SheetColumn
from shopdesk.insight.board import BoardRow
from shopdesk.insight.flow import Flow
from shopdesk.insight.pool import Pool
from ui.figures.wanted import Value, Writer, count_text, money_text, share_text
from ui.widgets.charts.values import COUNT, MONEY, PERCENT, ValueStyle


@dataclass(frozen=True)
class Figure:
    """`read` takes it from a Flow, or a Pool; `who` names the people behind it, or is empty for orders."""

    title: str
    meaning: str
    read: Callable[[Any], Value]
    write: Writer
    who: str = ""
    more_is_good: bool = True
    of_flow: bool = True

    def values(self, row: BoardRow) -> tuple[Value, Value]:
        """Now and before."""
        if self.of_flow:
            return self.read(row.flow), self.read(row.flow_before)
        return self.read(row.pool), self.read(row.pool_before)

    @property
    def style(self) -> ValueStyle:
        return MONEY if self.write is money_text else PERCENT if self.write is share_text else COUNT


def flow_figures() -> dict[str, Figure]:
    return {
        "sales": Figure(_("成交额"), "sales", lambda flow: flow.sales_fen, money_text),
        "orders": Figure(_("订单"), "orders", lambda flow: flow.orders, count_text),
        "average": Figure(_("平均每单"), "average_order", _average, money_text),
        "buyers": Figure(_("买的人"), "buyers", lambda flow: flow.buyers, count_text, "buyers"),
        "new": Figure(_("新客"), "new", lambda flow: flow.new, count_text, "new"),
        "returning": Figure(_("老客"), "returning", lambda flow: flow.returning, count_text, "returning"),
        "referral": Figure(_("推荐占比"), "referral_share", lambda flow: flow.referral_share, share_text, "referred"),
    }


def pool_figures() -> dict[str, Figure]:
    def window(name: str) -> Callable[[Pool], Value]:
        return lambda pool: pool.repurchase[name]

    def rate(days: str) -> Figure:
        return one(_("{days} 天复购率").format(days=days), f"repurchase_{days}", window(days), share_text, days)

    one = partial(Figure, of_flow=False)
    return {
        **{days: rate(days) for days in ("30", "60", "90")},
        "ever": one(_("复购率"), "repurchase_ever", window("ever"), share_text, "ever"),
        "active": one(_("活跃率"), "active_share", lambda pool: pool.active_share, share_text, "active"),
        "zombies": one(_("僵尸率"), "zombie_share", lambda pool: pool.zombie_share, share_text, "zombies", False),
        "value": one(_("人均累计消费"), "value_so_far", _value, money_text, "bought"),
    }


def _average(flow: Flow) -> Value:
    """Not nought where nothing was sold: nobody knows, and a line has a gap there."""
    return flow.average_order_fen if flow.orders else None


def _value(pool: Pool) -> Value:
    return pool.value_so_far_fen if pool.buyers else None


def every_figure() -> dict[str, Figure]:
    return {**flow_figures(), **pool_figures()}


def figures_sheet(rows: Sequence[BoardRow]) -> tuple[list[SheetColumn], list[list[Any]]]:
    """All figures of these rows as numbers, each with the one before it."""
    columns = [SheetColumn(_("从"), 14, "day"), SheetColumn(_("到"), 14, "day")]
    figures = every_figure().values()
    for figure in figures:
        before = _("{figure}（上一段）").format(figure=figure.title)
        columns += [SheetColumn(figure.title, 16, figure.style.kind), SheetColumn(before, 20, figure.style.kind)]
    return columns, [
        [row.span.first, row.span.last, *(value for figure in figures for value in figure.values(row))] for row in rows
    ]
