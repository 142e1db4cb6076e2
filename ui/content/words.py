"""Words that calendar, editor and templates share."""

from __future__ import annotations

from datetime import date

from shopdesk.base.i18n import _

PILLAR_COLORS = {"know_how": "blue", "emotion": "pink", "interaction": "green", "recommendation": "orange"}
"""Names of chip colours; the letter of the pillar always stands beside them."""


def weekday_names() -> tuple[str, ...]:
    return (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))


def channel_names() -> dict[str, str]:
    return {"group": _("群里"), "moments": _("朋友圈"), "private": _("私聊")}


def repeat_names() -> dict[str, str]:
    return {
        "": _("不重复"),
        "daily": _("每天"),
        "weekly": _("每周"),
        "fortnightly": _("每两周"),
        "monthly": _("每月"),
    }


def time_text(minute: int | None) -> str:
    """18:00, or "" for any time."""
    return "" if minute is None else f"{minute // 60:02d}:{minute % 60:02d}"


def day_title(day: int) -> str:
    """11月22日 周日"""
    on = date.fromordinal(day)
    return _("{month}月{day}日 {weekday}").format(month=on.month, day=on.day, weekday=weekday_names()[on.weekday()])


def month_title(first: date, last: date) -> str:
    """2026年11月, or for a week over two months 2026年11月 – 12月."""
    title = _("{year}年{month}月").format(year=first.year, month=first.month)
    if (first.year, first.month) == (last.year, last.month):
        return title
    if first.year == last.year:
        return _("{year}年{month}–{last}月").format(year=first.year, month=first.month, last=last.month)
    return f"{title} – " + _("{year}年{month}月").format(year=last.year, month=last.month)
