"""Times are stored as epoch seconds in UTC; a business day is the shop's local day as an ordinal (`date.toordinal`)."""

from __future__ import annotations

import time
from datetime import date, datetime
from zoneinfo import ZoneInfo

from shopdesk.base.i18n import N_, _

DEFAULT_TIME_ZONE = "Asia/Shanghai"
_WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))


def now() -> int:
    return int(time.time())


def local(at: int, zone: str = DEFAULT_TIME_ZONE) -> datetime:
    return datetime.fromtimestamp(at, ZoneInfo(zone))


def day_of(at: int, zone: str = DEFAULT_TIME_ZONE) -> int:
    """The shop's local day of a moment, as an ordinal."""
    return local(at, zone).toordinal()


def today(zone: str = DEFAULT_TIME_ZONE) -> int:
    return day_of(now(), zone)


def at_of(moment: datetime, zone: str = DEFAULT_TIME_ZONE) -> int:
    """Epoch seconds; a moment without a time zone is the shop's local time."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    return int(moment.timestamp())


def start_of(day: int, zone: str = DEFAULT_TIME_ZONE) -> int:
    """Epoch seconds of the local day's first moment."""
    return at_of(datetime.combine(date.fromordinal(day), datetime.min.time()), zone)


def iso_day(day: int) -> str:
    return date.fromordinal(day).isoformat()


def short_day(day: int) -> str:
    """11-22 周日, as dates stand on screen."""
    on = date.fromordinal(day)
    return f"{on:%m-%d} {_(_WEEKDAYS[on.weekday()])}"


def day_words(day: int, today: int) -> str:
    """11-22 周日; the whole date when it is in another year."""
    on = date.fromordinal(day)
    return short_day(day) if on.year == date.fromordinal(today).year else on.isoformat()


def ago(days: int) -> str:
    """今天, 昨天, 3 天前; 2 天后 for what is ahead."""
    if days in (0, 1):
        return _("今天") if days == 0 else _("昨天")
    return _("{days} 天前").format(days=f"{days:,}") if days > 0 else _("{days} 天后").format(days=-days)
