"""What the page is asked to show, and how figures are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shopdesk.base.dates import iso_day, short_day
from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.insight.scope import EVERYTHING, Scope
from shopdesk.insight.spans import Span, number_of, span_of


@dataclass(frozen=True)
class Wanted:
    span: Span
    unit: str
    scope: Scope = EVERYTHING


Value = float | int | None
UNKNOWN = "—"


def money_text(value: Value) -> str:
    return UNKNOWN if value is None else format_fen(round(value))


def count_text(value: Value) -> str:
    return UNKNOWN if value is None else f"{value:,.0f}"


def share_text(value: Value) -> str:
    return UNKNOWN if value is None else f"{value:.1%}"


def change_words(now: Value, before: Value, as_points: bool = False, *, short: bool = False) -> tuple[str, bool | None]:
    """How a figure changed in words, and whether it grew; nothing to say where there was nothing before. The short
    words stand where it is clear with what it is compared."""
    if now is None or before is None or (short and not now and not before):
        return "", None
    if not before and not as_points:
        return (_("原来没有") if short else _("上一段没有")), None
    change = now - before if as_points else (now - before) / abs(before)
    if abs(change) < _NOTHING:
        return (_("一样") if short else _("和上一段一样")), None
    if as_points:
        said = _("{points} 点") if short else _("{points} 个百分点 较上一段")
        return said.format(points=f"{change * 100:+.1f}"), change > 0
    return ("{share}" if short else _("{share} 较上一段")).format(share=f"{change:+.1%}"), change > 0


def span_words(span: Span) -> str:
    """11-22 周日, or from a day to a day, with the year where it is not the same."""
    if span.length == 1:
        return short_day(span.first)
    return f"{iso_day(span.first)} – {iso_day(span.last)}"


def part_label(span: Span, unit: str) -> str:
    """Below a point of a plot: 11-22, the week's first day, or 2026-11; a week or month that is cut says its days."""
    if unit == "day":
        return iso_day(span.first)[5:]
    label = iso_day(span.first)[:7] if unit == "month" else iso_day(span.first)[5:]
    whole = span_of(number_of(span.first, unit), unit)
    return label if span == whole else _("{label}（{days} 天）").format(label=label, days=span.length)


def share_name(name: str, id_: int | None, kind: str) -> str:
    """Of a group buy, product or community; what has none is called so."""
    if name or id_ is not None:
        return name or f"#{id_}"
    return _("没有小区") if kind == "community" else _("不属于任何团期") if kind == "group_buy" else _("没写商品")


_NOTHING = 0.0005
"""A change that one decimal of a percent does not show."""
Writer = Callable[[Value], str]
