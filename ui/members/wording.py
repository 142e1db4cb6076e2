"""How members look in words and colours; colour is never the only sign."""

from __future__ import annotations

import re

from shopdesk.base.dates import day_of, day_words
from shopdesk.base.i18n import _
from shopdesk.members.birthdays import days_to_birthday
from shopdesk.members.lifecycle import LIFECYCLES, lifecycle_name
from shopdesk.members.listing import MemberRow

LIFECYCLE_COLORS = {
    "prospect": "gray",
    "new": "blue",
    "active": "green",
    "cooling": "yellow",
    "dormant": "orange",
    "lost": "red",
}


def lifecycle_chip(lifecycle: str) -> tuple[str, str]:
    return lifecycle_name(lifecycle), LIFECYCLE_COLORS[lifecycle]


def lifecycle_choices() -> list[tuple[str, str]]:
    return [(key, lifecycle_name(key)) for key in LIFECYCLES]


def contact_name(contact: str) -> str:
    return {"allowed": _("可营销"), "no_consent": _("未同意"), "do_not_contact": _("免打扰")}[contact]


def contact_of(row: MemberRow) -> str:
    if row.do_not_contact:
        return "do_not_contact"
    return "allowed" if row.marketing_consent else "no_consent"


def contact_sentence(row: MemberRow) -> str:
    """The word with the reason, for hovering."""
    if row.do_not_contact and row.do_not_contact_reason:
        return _("免打扰：{reason}").format(reason=row.do_not_contact_reason)
    return contact_name(contact_of(row))


def gender_choices() -> list[tuple[str, str]]:
    return [("", _("不填")), ("female", _("女")), ("male", _("男"))]


def how_tagged(how: str) -> str:
    return {"hand": _("手动打的"), "import": _("导入时带来的"), "rule": _("按规则自动打的")}[how]


def place(row: MemberRow) -> str:
    """翠湖花园 3栋 501; of 3栋 3-1-501 the room says it all."""
    number = re.match(r"\d*", row.building)
    starts = [row.building, f"{number[0]}-"] if number is not None and number[0] else [row.building]
    said = bool(row.building) and row.room.startswith(tuple(starts))
    return " ".join(part for part in (row.community, "" if said else row.building, row.room) if part)


def phone(row: MemberRow) -> str:
    return row.phone or row.phone_masked


def moment_day(at: int | None, zone: str, today: int) -> str:
    return "" if at is None else day_words(day_of(at, zone), today)


def birthday_words(birthday: str, today: int) -> str:
    """11-25（还有 3 天）, and the age where the year is known."""
    ahead = days_to_birthday(birthday, today)
    if ahead is None:
        return ""
    if ahead == 0:
        return _("就是今天")
    return _("还有 {days} 天").format(days=ahead)


def birthday_text(birthday: str) -> str:
    """1990-05-03 or 05-03, as it is shown and typed."""
    return birthday.removeprefix("--")
