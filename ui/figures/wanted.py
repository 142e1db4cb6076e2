"""What the page is asked to show, and how figures are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shopdesk.base.dates import iso_day, short_day
from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.insight.scope import EVERYTHING, Scope
from shopdesk.insight.spans import Span


@dataclass(frozen=True)
class Wanted:
    span: Span
    unit: str
    scope: Scope = EVERYTHING


Value = float | int | None


def money_text(value: Value) -> str:
    return "–" if value is None else format_fen(round(value))


def count_text(value: Value) -> str:
    return "–" if value is None else f"{value:,.0f}"


def share_text(value: Value) -> str:
    return "–" if value is None else f"{value:.1%}"


def change_words(now: Value, before: Value, as_points: bool = False) -> tuple[str, bool | None]:
    """How a figure changed in words, and whether it grew; nothing to say where there was nothing before."""
    if now is None or before is None or (not before and not as_points):
        return ("" if now is None or before is None else _("上一段没有")), None
    change = now - before if as_points else (now - before) / abs(before)
    if not change:
        return _("和上一段一样"), None
    if as_points:
        return _("{points} 个百分点 较上一段").format(points=f"{change * 100:+.1f}"), change > 0
    return _("{share} 较上一段").format(share=f"{change:+.1%}"), change > 0


def span_words(span: Span) -> str:
    """11-22 周日, or from a day to a day, with the year where it is not the same."""
    if span.length == 1:
        return short_day(span.first)
    return f"{iso_day(span.first)} – {iso_day(span.last)}"


def part_label(span: Span, unit: str) -> str:
    """Below a point of a plot: 11-22, the week's first day, or 2026-11."""
    return iso_day(span.first)[:7] if unit == "month" else iso_day(span.first)[5:]


Writer = Callable[[Value], str]
