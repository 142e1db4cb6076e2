"""How orders look in words and colours; colour is never the only sign."""

from __future__ import annotations

from datetime import date

from shopdesk.base.dates import day_of, local, short_day, today
from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.base.quantities import qty_text
from shopdesk.orders.statuses import MOVES, status_name

STATUS_COLORS = {
    "draft": "gray",
    "confirmed": "orange",
    "paid": "blue",
    "collected": "green",
    "cancelled": "gray",
    "refunded": "purple",
}
GROUP_BUY_COLORS = {"open": "orange", "closed": "blue", "arrived": "teal", "done": "gray"}


def status_chip(status: str) -> tuple[str, str]:
    return status_name(status), STATUS_COLORS[status]


TROUBLE_COLORS = {"short": "orange", "over": "orange", "twice": "red"}


def trouble_color(kind: str) -> str:
    return TROUBLE_COLORS[kind]


def moment(at: int | None, zone: str) -> str:
    """11-22 周日 14:30; with the year when it is not this one."""
    if at is None:
        return ""
    then = local(at, zone)
    year = "" if then.year == date.fromordinal(today(zone)).year else f"{then.year}-"
    return f"{year}{short_day(day_of(at, zone))} {then:%H:%M}"


def day_or_nothing(day: int | None) -> str:
    return "" if day is None else short_day(day)


def quantity(milli: int, unit: str) -> str:
    return f"{qty_text(milli)} {unit}".strip()


def money(fen: int | None) -> str:
    return "" if fen is None else format_fen(fen)


def move_words(old: str, new: str) -> tuple[str, str]:
    """(what the button for a move says, its icon)."""
    if (old, new) in (("cancelled", "confirmed"), ("refunded", "paid")):
        return _("恢复订单"), "rotate-ccw"
    if (old, new) == ("paid", "confirmed"):
        return _("改回待付款"), "undo-2"
    if (old, new) == ("collected", "paid"):
        return _("改回未取货"), "undo-2"
    return {
        "confirmed": (_("确认订单"), "check"),
        "paid": (_("标记已付"), "banknote"),
        "collected": (_("已取货"), "circle-check"),
        "cancelled": (_("取消订单"), "ban"),
        "refunded": (_("全额退款"), "rotate-ccw"),
    }[new]


def moves_from(status: str) -> tuple[str, ...]:
    return MOVES[status]
