"""Entries of the content calendar: what is said where and when, alone or laid out as a series."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base import dates
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.texts import clean_text
from shopdesk.content.content_mix import WINDOW_DAYS, ContentMix, measure_mix
from shopdesk.content.pillars import KNOW_HOW, PILLARS
from shopdesk.content.repeats import repeat_days
from shopdesk.content.template_store import LONGEST_BODY
from shopdesk.data.tables import ContentEntry

CHANNELS = ("group", "moments", "private")
LONGEST_TITLE = 60
LONGEST_SERIES = 400
"""More than a year of daily posts; a series beyond that is a slip of the hand."""


@dataclass(frozen=True)
class EntryValues:
    day: int
    """Local day as an ordinal."""
    title: str = ""
    body: str = ""
    pillar: str = KNOW_HOW
    channel: str = "group"
    minute: int | None = None
    """Minute of the local day; None for any time."""
    template_id: int | None = None
    goal: str = ""
    question: str = ""
    follow_up: str = ""


@dataclass(frozen=True)
class EntryRow(EntryValues):
    id: int = 0
    published_at: int | None = None
    """Epoch seconds when the owner marked it as published; None while it is planned."""
    repeat: str = ""
    series: str = ""

    @property
    def published(self) -> bool:
        return self.published_at is not None


def list_entries(session: Session, first_day: int, last_day: int) -> list[EntryRow]:
    """The entries of these days, both included, by day and time; those for any time come last in their day."""
    rows = session.scalars(
        select(ContentEntry)
        .where(ContentEntry.day.between(first_day, last_day))
        .order_by(ContentEntry.day, ContentEntry.minute.is_(None), ContentEntry.minute, ContentEntry.id)
    )
    return [_row(entry) for entry in rows]


def read_entry(session: Session, entry_id: int) -> EntryRow | None:
    entry = session.get(ContentEntry, entry_id)
    return None if entry is None else _row(entry)


def add_entry(session: Session, values: EntryValues, repeat: str = "", until_day: int | None = None) -> list[int]:
    """Add an entry, or with a repeat rule one for each of its days until `until_day`; returns the ids."""
    days = _series_days(values.day, repeat, until_day)
    series = uuid.uuid4().hex if len(days) > 1 else ""
    entries = []
    for day in days:
        entry = ContentEntry(repeat=repeat if series else "", series=series)
        _set(entry, replace(values, day=day))
        entries.append(entry)
    session.add_all(entries)
    session.flush()
    return [entry.id for entry in entries]


def save_entry(session: Session, entry_id: int, values: EntryValues, *, whole_series: bool = False) -> int:
    """Store the values; with `whole_series` also in the later entries of its series that are not published.

    Those keep their own days. Returns how many entries were changed.
    """
    entry = _get(session, entry_id)
    old_day = entry.day
    _set(entry, values)
    others = _later_in_series(session, entry, old_day) if whole_series else []
    for other in others:
        _set(other, replace(values, day=other.day))
    session.flush()
    return 1 + len(others)


def repeat_entry(session: Session, entry_id: int, repeat: str, until_day: int) -> list[int]:
    """Lay an entry out again on the days of a rule; returns the ids of the new entries.

    The later, not published entries of the series it stood in go; with the rule "" that is all that happens.
    """
    entry = _get(session, entry_id)
    for other in _later_in_series(session, entry, entry.day):
        session.delete(other)
    days = _series_days(entry.day, repeat, until_day)[1:]
    entry.series = uuid.uuid4().hex if days else ""
    entry.repeat = repeat if days else ""
    values = EntryValues(**_values_of(entry))
    added = []
    for day in days:
        copy = ContentEntry(repeat=entry.repeat, series=entry.series)
        _set(copy, replace(values, day=day))
        added.append(copy)
    session.add_all(added)
    session.flush()
    return [copy.id for copy in added]


def move_entry(session: Session, entry_id: int, day: int) -> None:
    _get(session, entry_id).day = day
    session.flush()


def copy_entry(session: Session, entry_id: int, day: int) -> int:
    """A planned copy on another day, outside any series."""
    values = replace(EntryValues(**_values_of(_get(session, entry_id))), day=day)
    return add_entry(session, values)[0]


def mark_published(session: Session, entry_id: int, published: bool = True) -> None:
    entry = _get(session, entry_id)
    if (entry.status == "published") != published:
        entry.status = "published" if published else "planned"
        entry.published_at = dates.now() if published else None
        session.flush()


def delete_entry(session: Session, entry_id: int, *, rest_of_series: bool = False) -> int:
    """Delete an entry, or with it the later ones of its series that are not published; returns how many."""
    entry = _get(session, entry_id)
    doomed = [entry, *(_later_in_series(session, entry, entry.day) if rest_of_series else [])]
    for one in doomed:
        session.delete(one)
    session.flush()
    return len(doomed)


def count_later_in_series(session: Session, entry_id: int) -> int:
    """How many later entries of the same series are not published yet."""
    entry = _get(session, entry_id)
    return len(_later_in_series(session, entry, entry.day))


def mixes_around(session: Session, today: int) -> tuple[ContentMix, ContentMix]:
    """What was published in the last 14 days, and what is planned for the next 14; today counts for both."""
    rows = session.execute(
        select(ContentEntry.day, ContentEntry.pillar, ContentEntry.status).where(
            ContentEntry.day.between(today - WINDOW_DAYS + 1, today + WINDOW_DAYS - 1)
        )
    ).all()
    past = measure_mix(pillar for day, pillar, status in rows if status == "published" and day <= today)
    coming = measure_mix(pillar for day, pillar, status in rows if status == "planned" and day >= today)
    return past, coming


def _series_days(day: int, repeat: str, until_day: int | None) -> list[int]:
    until = day if until_day is None else until_day
    if repeat and until < day:
        raise ShopError(_("重复的结束日期早于开始日期。"), _("请选一个更晚的日期。"), "until")
    days = [one.toordinal() for one in repeat_days(date.fromordinal(day), repeat, date.fromordinal(max(until, day)))]
    if len(days) > LONGEST_SERIES:
        raise ShopError(
            _("这样会排出 {count} 条，太多了。").format(count=len(days)), _("请把结束日期提前一些。"), "series"
        )
    return days


def _later_in_series(session: Session, entry: ContentEntry, day: int) -> list[ContentEntry]:
    if not entry.series:
        return []
    return list(
        session.scalars(
            select(ContentEntry).where(
                ContentEntry.series == entry.series,
                ContentEntry.day > day,
                ContentEntry.status == "planned",
                ContentEntry.id != entry.id,
            )
        )
    )


def _get(session: Session, entry_id: int) -> ContentEntry:
    entry = session.get(ContentEntry, entry_id)
    if entry is None:
        raise ShopError(_("这条内容已经不在了。"), "", "gone")
    return entry


def _set(entry: ContentEntry, values: EntryValues) -> None:
    if values.pillar not in PILLARS or values.channel not in CHANNELS:
        raise ValueError(f"no such pillar or channel: {values.pillar!r}, {values.channel!r}")
    if values.minute is not None and not 0 <= values.minute < 24 * 60:
        raise ValueError(f"no such minute of a day: {values.minute}")
    body = clean_text(values.body)
    if len(body) > LONGEST_BODY:
        raise ShopError(
            _("文案太长了：{length} 字，最多 {most} 字。").format(length=len(body), most=LONGEST_BODY), "", "too_long"
        )
    cleaned = asdict(values) | {
        "title": _title(values.title, body),
        "body": body,
        "goal": clean_text(values.goal),
        "question": clean_text(values.question),
        "follow_up": clean_text(values.follow_up),
    }
    for name in EntryValues.__dataclass_fields__:
        setattr(entry, name, cleaned[name])


def _title(title: str, body: str) -> str:
    """The title, else the first line of the text."""
    first_line = next(iter(body.splitlines()), "")
    return " ".join((clean_text(title) or clean_text(first_line) or _("未命名")).split())[:LONGEST_TITLE]


def _values_of(entry: ContentEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in EntryValues.__dataclass_fields__}


def _row(entry: ContentEntry) -> EntryRow:
    return EntryRow(
        **_values_of(entry), id=entry.id, published_at=entry.published_at, repeat=entry.repeat, series=entry.series
    )
