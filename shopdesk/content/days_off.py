"""Statutory days off, as published each November for the next year: one JSON a year, read and never computed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.paths import config_dir, resource_path
from shopdesk.base.whole_files import written_beside

_LARGEST_FILE = 100_000
_LONGEST_HOLIDAY = 31


@dataclass(frozen=True)
class DaysOff:
    year: int
    published: str
    source: str
    off: dict[date, str]
    """Each day off with the holiday's name."""
    work: frozenset[date]
    """Weekend days on which people work instead (调休)."""


def read_days_off(text: str) -> DaysOff:
    """A year's JSON; ShopError when it is not one."""
    try:
        raw = json.loads(text)
        year = int(raw["year"])
        off = {day: str(span["name"]) for span in raw["off"] for day in _days(span["first"], span["last"])}
        work = frozenset(date.fromisoformat(day) for day in raw["work"])
        found = DaysOff(year, str(raw["published"]), str(raw["source"]), off, work)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _refusal() from error
    # 2027's notice may give the last days of 2026, so a neighbouring year is right.
    if not off or any(abs(day.year - year) > 1 for day in (*off, *work)) or work & off.keys():
        raise _refusal()
    return found


def _refusal() -> ShopError:
    return ShopError(_("这个文件不是放假安排。"), _("请按 2026 年的样子写好年份、放假日期和调休上班日期。"), "days_off")


def _days(first: str, last: str) -> list[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    length = (end - start).days + 1
    if not 1 <= length <= _LONGEST_HOLIDAY:
        raise ValueError("the holiday ends before it begins, or never")
    return [start + timedelta(days=offset) for offset in range(length)]


def own_days_off_folder() -> Path:
    """Where the years that the owner imported are kept; they win over the ones that ship."""
    return config_dir() / "festivals"


def load_days_off() -> dict[int, DaysOff]:
    """Every year that ships and every year that the owner imported; a broken file of the owner's is left out."""
    shipped = sorted(resource_path("festivals").glob("days_off_*.json"))
    own = sorted(own_days_off_folder().glob("days_off_*.json"))
    years = [_read_file(path, path.stat().st_mtime_ns) for path in (*shipped, *own)]
    return {found.year: found for found in years if found is not None}


@cache
def _read_file(path: Path, _version: int) -> DaysOff | None:
    try:
        return read_days_off(path.read_text(encoding="utf-8-sig"))
    except (ShopError, OSError, UnicodeDecodeError):
        return None


def import_days_off(path: Path) -> DaysOff:
    """Keep a year's file that the owner chose; ShopError when it is not one."""
    if path.stat().st_size > _LARGEST_FILE:
        raise _refusal()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refusal() from error
    found = read_days_off(text)
    with written_beside(own_days_off_folder() / f"days_off_{found.year}.json") as beside:
        beside.write_text(text, encoding="utf-8")
    return found


def explain_missing_year(year: int) -> str:
    """Why the calendar shows no days off in `year`, as a sentence; "" when it does show them."""
    known = load_days_off()
    if year in known:
        return ""
    if year > max(known):
        return _("{year} 年的放假安排还没有公布（一般在前一年 11 月公布），公布后可以导入。").format(year=year)
    return _("没有收录 {year} 年的放假安排。").format(year=year)
