"""Content mix against the target, and the days on which a repeated entry stands."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopdesk.content.content_mix import measure_mix
from shopdesk.content.pillars import EMOTION, INTERACTION, KNOW_HOW, PILLARS, RECOMMENDATION, TARGET_PERCENT
from shopdesk.content.repeats import MONTHLY, REPEATS, repeat_days

DATES = st.dates(date(2000, 1, 1), date(2090, 1, 1))


def test_target_is_whole() -> None:
    assert sum(TARGET_PERCENT.values()) == 100
    assert TARGET_PERCENT == {KNOW_HOW: 30, EMOTION: 25, INTERACTION: 25, RECOMMENDATION: 20}


def test_a_good_mix_says_nothing() -> None:
    mix = measure_mix([KNOW_HOW] * 3 + [EMOTION] * 3 + [INTERACTION] * 2 + [RECOMMENDATION] * 2)
    assert [share.percent for share in mix.shares] == [30, 30, 20, 20]
    assert mix.warnings == ()


def test_too_much_recommendation_is_said() -> None:
    assert measure_mix([RECOMMENDATION] * 2 + [KNOW_HOW, EMOTION, INTERACTION]).warnings == ()  # 40 % is the limit
    mix = measure_mix([RECOMMENDATION] * 21 + [KNOW_HOW] * 13 + [EMOTION] * 9 + [INTERACTION] * 9)  # 40.4 %
    assert "广告栏" in mix.warnings[0]
    assert len(mix.warnings) == 1


def test_what_is_missing_is_said_but_not_for_two_posts() -> None:
    assert "情感共鸣偏少" in "".join(measure_mix([KNOW_HOW] * 3 + [INTERACTION] * 3).warnings)
    assert measure_mix([RECOMMENDATION, RECOMMENDATION]).warnings == ()
    assert measure_mix([]).total == 0


@given(st.lists(st.sampled_from(PILLARS), min_size=1, max_size=60))
def test_percentages_add_up(posts: list[str]) -> None:
    mix = measure_mix(posts)
    assert sum(share.percent for share in mix.shares) == 100
    assert sum(share.count for share in mix.shares) == mix.total == len(posts)


def test_monthly_falls_on_the_last_day_of_short_months_and_comes_back() -> None:
    days = repeat_days(date(2027, 12, 31), MONTHLY, date(2028, 4, 30))
    assert [day.isoformat() for day in days] == ["2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30"]


def test_other_rules() -> None:
    start = date(2026, 11, 22)
    assert repeat_days(start, "", date(2027, 11, 22)) == [start]
    assert len(repeat_days(start, "daily", date(2026, 12, 1))) == 10
    assert repeat_days(start, "weekly", date(2026, 12, 6)) == [start, date(2026, 11, 29), date(2026, 12, 6)]
    assert repeat_days(start, "fortnightly", date(2026, 12, 5)) == [start]
    assert repeat_days(start, "weekly", date(2026, 11, 21)) == []
    with pytest.raises(ValueError, match="no such repeat rule"):
        repeat_days(start, "hourly", start)


@given(DATES, st.sampled_from(REPEATS), st.integers(0, 800))
def test_repeats_begin_at_the_start_and_are_a_prefix_of_the_longer_series(start: date, rule: str, days: int) -> None:
    until = start + timedelta(days=days)
    series = repeat_days(start, rule, until)
    assert series[0] == start
    assert series == sorted(set(series))
    assert series[-1] <= until
    assert repeat_days(start, rule, until + timedelta(days=40))[: len(series)] == series
    if rule == MONTHLY:
        assert all(
            day.day == start.day or (day.day < start.day and (day + timedelta(days=1)).day == 1) for day in series
        )
    else:
        assert len({later - earlier for earlier, later in pairwise(series)}) <= 1
