"""Calendar days against sources other than the library we use: chinesecalendar, and tables copied from almanacs."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import chinese_calendar  # type: ignore[import-untyped]
import pytest
from chinese_calendar import constants

from shopdesk.base.errors import ShopError
from shopdesk.content.calendar_days import (
    DAY_OFF,
    FESTIVAL,
    LUNAR,
    SHOPPING,
    SOLAR_TERM,
    WORK_DAY,
    DayMark,
    day_marks,
)
from shopdesk.content.days_off import explain_missing_year, import_days_off, load_days_off, read_days_off

# From printed almanacs (lunar dates are not computed here).
FESTIVALS = {
    "腊八": ["2026-01-26", "2027-01-15"],
    "北方小年": ["2026-02-10", "2027-01-30"],
    "南方小年": ["2026-02-11", "2027-01-31"],
    "除夕": ["2026-02-16", "2027-02-05"],
    "春节": ["2026-02-17", "2027-02-06"],
    "元宵节": ["2026-03-03", "2027-02-20"],
    "龙抬头": ["2026-03-20", "2027-03-09"],
    "母亲节": ["2026-05-10", "2027-05-09"],
    "端午节": ["2026-06-19", "2027-06-09"],
    "父亲节": ["2026-06-21", "2027-06-20"],
    "入伏": ["2026-07-15", "2027-07-20"],
    "中伏": ["2026-07-25", "2027-07-30"],
    "末伏": ["2026-08-14", "2027-08-09"],
    "七夕": ["2026-08-19", "2027-08-08"],
    "中元节": ["2026-08-27", "2027-08-16"],
    "中秋节": ["2026-09-25", "2027-09-15"],
    "重阳节": ["2026-10-18", "2027-10-08"],
    "感恩节": ["2026-11-26", "2027-11-25"],
}
SHOPPING_DAYS = {
    "年货节": ["2026-01-26", "2027-01-15"],
    "38 节": ["2026-03-08", "2027-03-08"],
    "520": ["2026-05-20", "2027-05-20"],
    "618": ["2026-06-18", "2027-06-18"],
    "818": ["2026-08-18", "2027-08-18"],
    "99 大促": ["2026-09-09", "2027-09-09"],
    "双11": ["2026-11-11", "2027-11-11"],
    "双12": ["2026-12-12", "2027-12-12"],
}
LUNAR_NAMES = {
    "2026-02-17": "正月",
    "2026-02-18": "初二",
    "2026-11-22": "十四",
    "2026-12-09": "冬月",
    "2025-07-25": "闰六月",
    "2027-02-05": "廿九",
}


def _days_of(kind: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for day, marks in day_marks(date(2026, 1, 1), date(2027, 12, 31)).items():
        for mark in marks:
            if mark.kind == kind:
                found.setdefault(mark.name, []).append(day.isoformat())
    return found


def test_festivals_of_2026_and_2027() -> None:
    found = _days_of(FESTIVAL)
    assert {name: found[name] for name in FESTIVALS} == FESTIVALS
    assert found["元旦"] == ["2026-01-01", "2027-01-01"]
    assert found["国庆节"] == ["2026-10-01", "2027-10-01"]


def test_shopping_days_of_2026_and_2027() -> None:
    assert _days_of(SHOPPING) == SHOPPING_DAYS


def test_solar_terms_agree_with_chinesecalendar() -> None:
    expected = {(day, name) for day, name in chinese_calendar.get_solar_terms(date(2026, 1, 1), date(2027, 12, 31))}
    ours = {(date.fromisoformat(day), name) for name, days in _days_of(SOLAR_TERM).items() for day in days}
    assert len(ours) == 48
    assert ours == expected


@pytest.mark.parametrize("year", [2025, 2026])
def test_days_off_agree_with_chinesecalendar(year: int) -> None:
    marks = day_marks(date(year, 1, 1), date(year, 12, 31))
    off = {day for day, found in marks.items() if any(mark.kind == DAY_OFF for mark in found)}
    work = {day for day, found in marks.items() if any(mark.kind == WORK_DAY for mark in found)}
    assert off == {day for day in constants.holidays if day.year == year}
    assert work == {day for day in constants.workdays if day.year == year}


def test_a_year_that_is_not_published_has_no_days_off_and_says_so() -> None:
    # When chinesecalendar learns 2027, the notice is out: add resources/festivals/days_off_2027.json.
    assert not [day for day in constants.holidays if day.year == 2027]
    assert DAY_OFF not in {
        mark.kind for marks in day_marks(date(2027, 1, 1), date(2027, 12, 31)).values() for mark in marks
    }
    assert "还没有公布" in explain_missing_year(2027)
    assert "没有收录" in explain_missing_year(2012)
    assert explain_missing_year(2026) == ""


@pytest.mark.parametrize("year", range(2015, 2040))
def test_new_years_eve_is_the_day_before_spring_festival(year: int) -> None:
    marks = day_marks(date(year, 1, 15), date(year, 2, 28))
    days = {mark.name: day for day, found in marks.items() for mark in found if mark.kind == FESTIVAL}
    assert days["春节"] - days["除夕"] == timedelta(days=1)


def test_every_day_has_its_lunar_name() -> None:
    for day, name in LUNAR_NAMES.items():
        on = date.fromisoformat(day)
        assert day_marks(on, on)[on][-1] == DayMark(LUNAR, name)


def test_the_most_telling_mark_stands_first_and_every_day_is_there() -> None:
    marks = day_marks(date(2026, 2, 17), date(2026, 3, 1))
    assert len(marks) == 13
    assert marks[date(2026, 2, 17)][0].name == "春节"


def test_days_outside_the_lunar_tables_do_not_break() -> None:
    assert day_marks(date(1890, 1, 1), date(1890, 1, 1)) == {date(1890, 1, 1): (DayMark(FESTIVAL, "元旦"),)}
    assert len(day_marks(date(2150, 1, 1), date(2150, 12, 31))) == 365


def test_an_imported_year_wins_and_a_broken_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPDESK_CONFIG", str(tmp_path / "config"))
    file = tmp_path / "notice.json"
    file.write_text(
        '{"year": 2027, "published": "2026-11-25", "source": "通知", '
        '"off": [{"name": "元旦", "first": "2027-01-01", "last": "2027-01-03"}], "work": ["2027-01-09"]}',
        encoding="utf-8",
    )
    assert import_days_off(file).year == 2027
    assert load_days_off()[2027].off[date(2027, 1, 2)] == "元旦"
    assert explain_missing_year(2027) == ""
    assert DAY_OFF in {mark.kind for mark in day_marks(date(2027, 1, 1), date(2027, 1, 1))[date(2027, 1, 1)]}
    notice = '{"year": 2027, "published": "", "source": "", "off": [%s], "work": []}'
    backwards = '{"name": "元旦", "first": "2027-01-03", "last": "2027-01-01"}'
    long_ago = '{"name": "元旦", "first": "2017-01-01", "last": "2017-01-01"}'
    for broken in ("", "[]", '{"year": 2027}', "[" * 100_000, notice % "", notice % backwards, notice % long_ago):
        with pytest.raises(ShopError):
            read_days_off(broken)
