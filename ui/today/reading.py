"""What the page reads beside the window. Segments and figures, and numpy with them, are imported there too: 0.2 s."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shopdesk.base.dates import now

if TYPE_CHECKING:
    from shopdesk.insight.week import WeekFigures
    from shopdesk.outreach.today import TodayThing


def read_things(session: Any, day: int, pairs: int) -> list[TodayThing]:
    """`pairs` of members wait for a decision as far as is known."""
    from shopdesk.outreach.today import list_today

    return list_today(session, day, now(), pairs)


def read_figures(session: Any, day: int) -> WeekFigures:
    from shopdesk.insight.week import read_week

    return read_week(session, day)


def count_pairs(session: Any) -> int:
    from shopdesk.members.duplicates import count_duplicates

    return count_duplicates(session)
