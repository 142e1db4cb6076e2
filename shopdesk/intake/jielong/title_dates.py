"""Checks a date in the title against the weekday beside it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from shopdesk.base.i18n import _
from shopdesk.intake.jielong.folding import fold

_DATE = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})[日号]?[ (]?(?:星期|周|礼拜)([一二三四五六日天])")
_DAYS = "一二三四五六日"


def weekday_warning(title: str, year: int | None) -> list[str]:
    """One sentence when the title names a weekday that the date does not have."""
    found = _DATE.search(fold(title[:300]))
    if found is None:
        return []
    said = _DAYS.index(found[4].replace("天", "日"))
    try:
        on = date(int(found[1] or year or datetime.now(UTC).year), int(found[2]), int(found[3]))
    except ValueError:
        return [_("标题里的日期不存在，请确认")]
    if on.weekday() == said:
        return []
    return [
        _("标题写 {month} 月 {day} 日是周{said}，日历上是周{real}").format(
            month=on.month, day=on.day, said=_DAYS[said], real=_DAYS[on.weekday()]
        )
    ]
