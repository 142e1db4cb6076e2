"""Where a member stands: prospect, new, active, cooling, dormant, lost. One rule, once in Python and once in SQL.

Below `own_rhythm_from_orders` orders fixed windows of days hold; from there on multiples of the member's own rhythm,
but never less than half of the fixed windows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, case, func, literal, or_

from shopdesk.base.i18n import _
from shopdesk.data.shop import LifecycleWindows
from shopdesk.data.tables import MemberSummary

LIFECYCLES = ("prospect", "new", "active", "cooling", "dormant", "lost")


class OrderSummary(Protocol):
    """What is asked of a member's orders: a MemberSummary, a row of it or any dataclass with these."""

    @property
    def order_count(self) -> int: ...
    @property
    def first_day(self) -> int | None: ...
    @property
    def last_day(self) -> int | None: ...
    @property
    def gap_days(self) -> float | None: ...


def lifecycle_of(summary: OrderSummary | None, today: int, windows: LifecycleWindows) -> str:
    """One of LIFECYCLES on the day `today` (an ordinal); no summary means no orders."""
    if summary is None or summary.order_count == 0 or summary.last_day is None or summary.first_day is None:
        return "prospect"
    if summary.order_count < windows.own_rhythm_from_orders and today - summary.first_day <= windows.new_days:
        return "new"
    since = today - summary.last_day
    for name, limit in zip(("active", "cooling", "dormant"), lifecycle_limits(summary, windows), strict=True):
        if since <= limit:
            return name
    return "lost"


def lifecycle_limits(summary: OrderSummary, windows: LifecycleWindows) -> tuple[float, float, float]:
    """Days since the last order up to which the member is active, cooling, dormant."""
    fixed = (windows.active_days, windows.cooling_days, windows.dormant_days)
    gap = summary.gap_days
    if summary.order_count < windows.own_rhythm_from_orders or gap is None:
        return fixed
    gaps = (windows.active_gaps, windows.cooling_gaps, windows.dormant_gaps)
    active, cooling, dormant = (max(times * gap, days / 2) for times, days in zip(gaps, fixed, strict=True))
    return active, cooling, dormant


def lifecycle_sql(today: int, windows: LifecycleWindows) -> ColumnElement[str]:
    """The same as an expression over MemberSummary, which the statement joins (an outer join will do)."""
    summary = MemberSummary
    since = literal(today) - summary.last_day
    few = summary.order_count < windows.own_rhythm_from_orders
    own = and_(summary.order_count >= windows.own_rhythm_from_orders, summary.gap_days.is_not(None))
    stages = (
        ("active", windows.active_days, windows.active_gaps),
        ("cooling", windows.cooling_days, windows.cooling_gaps),
        ("dormant", windows.dormant_days, windows.dormant_gaps),
    )
    whens = [
        (since <= case((own, _larger(summary.gap_days * times, days / 2)), else_=float(days)), name)
        for name, days, times in stages
    ]
    return case(
        (or_(summary.last_day.is_(None), func.coalesce(summary.order_count, 0) == 0), "prospect"),
        (and_(few, literal(today) - summary.first_day <= windows.new_days), "new"),
        *whens,
        else_="lost",
    )


def lifecycle_filter(names: Iterable[str], today: int, windows: LifecycleWindows) -> ColumnElement[bool]:
    """A condition over MemberSummary: the member's life cycle is one of `names`."""
    return lifecycle_sql(today, windows).in_(tuple(names))


def _larger(value: ColumnElement[Any], least: float) -> ColumnElement[Any]:
    return case((value > least, value), else_=least)


def lifecycle_name(lifecycle: str) -> str:
    names = {
        "prospect": _("潜客"),
        "new": _("新客"),
        "active": _("活跃"),
        "cooling": _("渐冷"),
        "dormant": _("沉睡"),
        "lost": _("流失"),
    }
    return names[lifecycle]


def explain_lifecycle(summary: OrderSummary | None, today: int, windows: LifecycleWindows) -> str:
    """Why the member stands there, in one short sentence."""
    if summary is None or summary.last_day is None or summary.first_day is None:
        return _("还没有下过单")
    since = max(today - summary.last_day, 0)
    if lifecycle_of(summary, today, windows) == "new":
        days = max(today - summary.first_day, 0)
        return _("首单在 {days} 天前").format(days=days) if days else _("今天下了首单")
    quiet = _("{days} 天没下单").format(days=since) if since else _("今天下过单")
    if summary.order_count >= windows.own_rhythm_from_orders and summary.gap_days is not None:
        return _("{quiet}，平时约 {gap} 天一单").format(quiet=quiet, gap=f"{summary.gap_days:g}")
    return _("{quiet}，订单还少，按固定天数算").format(quiet=quiet)
