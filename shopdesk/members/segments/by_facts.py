"""Conditions on who a member is: tags, words, birthdays, whom they brought, what they asked, who may be contacted."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from shopdesk.base.dates import start_of
from shopdesk.data.database import derived, fetch_rows
from shopdesk.data.integers import Ints, read_integers
from shopdesk.members.birthdays import ANY_LEAP_YEAR, days_until
from shopdesk.members.segments.arrays import Mask, MemberArrays
from shopdesk.members.segments.goods import product_ids
from shopdesk.members.segments.kept import among
from shopdesk.members.segments.names import names_containing
from shopdesk.members.segments.purchases import completed_mask, orders_by_day
from shopdesk.members.segments.question import Answer, Question, compare, has
from shopdesk.members.segments.rules import Condition


def _tag(question: Question, condition: Condition) -> Mask:
    return has([question.members.tagged(name) for name in condition.value], condition.op)


def _word(question: Question, condition: Condition) -> Mask:
    chosen = question.members.words[condition.field].mask(condition.value)
    return ~chosen if condition.op == "not_in" else chosen


def _joined(question: Question, condition: Condition) -> Mask:
    days = question.members.joined_day
    return np.asarray((days > 0) & compare(question.today - days, condition), dtype=np.bool_)


def _age(question: Question, condition: Condition) -> Mask:
    years = ages(question.members, question.today)
    return np.asarray((years >= 0) & compare(years, condition), dtype=np.bool_)


def ages(members: MemberArrays, today: int) -> Ints:
    """Whole years on that day, −1 where the year of birth is not known. Who was born on 29 February is a year older on
    the day on which the birthday is kept."""
    on = date.fromordinal(today)
    last = calendar.monthrange(on.year, on.month)[1]
    had = (members.birth_month < on.month) | (
        (members.birth_month == on.month) & (np.minimum(members.birth_date, last) <= on.day)
    )
    return np.where(members.birth_year > 0, np.maximum(on.year - members.birth_year - ~had, -1), -1)


def _birthday(question: Question, condition: Condition) -> Mask:
    days = days_to_birthday(question.members, question.today)
    return np.asarray((days >= 0) & (days <= condition.value), dtype=np.bool_)


def days_to_birthday(members: MemberArrays, today: int) -> Ints:
    """Days until the next birthday, 0 today, −1 where none is known."""
    ahead = np.full((13, 32), -1, dtype=np.int64)
    for month in range(1, 13):
        for day in range(1, calendar.monthrange(ANY_LEAP_YEAR, month)[1] + 1):
            ahead[month, day] = days_until(month, day, today)
    result: Ints = ahead[members.birth_month, members.birth_date]
    return result


# ---- who was brought, what is open


def _referrals(question: Question, condition: Condition) -> Mask:
    """People brought whose first order was paid or collected and not refunded."""
    return compare(count_referrals(question), condition)


def count_referrals(question: Question) -> Ints:
    return question.members.keep("referrals", lambda: _count_referrals(question))


def _count_referrals(question: Question) -> Ints:
    session, members = question.session, question.members
    if members.among is not None:
        completed = (
            ' AND EXISTS (SELECT 1 FROM "order" o WHERE o.member_id = r.invitee_id '
            "AND o.status IN ('paid', 'collected') AND o.refund_fen = 0)"
        )
        rest = "FROM referral r WHERE 1" + among("referrer_id", members.among) + completed
        return _count_by_member(members, read_integers(session, ("referrer_id",), rest)[:, 0])
    columns = ("referrer_id", "invitee_id")
    pairs = derived(session, "referrals", lambda s: read_integers(s, columns, "FROM referral WHERE 1"), ("referral",))
    done = completed_mask(orders_by_day(session), members)
    invited = members.places(pairs[:, 1])
    return _count_by_member(members, pairs[(invited >= 0) & done[invited], 0] if len(pairs) else pairs[:, 0])


def _count_by_member(members: MemberArrays, ids: Ints) -> Ints:
    return np.bincount(members.positions(ids), minlength=members.size).astype(np.int64)


def _claims(question: Question, condition: Condition) -> Mask:
    return compare(count_claims(question), condition)


def count_claims(question: Question) -> Ints:
    """Open ones of each member."""

    def read(session: Session) -> Ints:
        rest = "FROM claim WHERE status = 'open'" + among("member_id", question.members.among)
        return read_integers(session, ("member_id",), rest)[:, 0]

    members = question.members
    ids = (
        derived(question.session, "open_claims", read, ("claim",)) if members.among is None else read(question.session)
    )
    return _count_by_member(members, ids)


def _asked(question: Question, condition: Condition) -> Mask:
    """Who looked for or asked about it: the noted product, or where none was noted the words hold the name."""
    members = question.members

    def read(session: Session) -> list[tuple[Any, ...]]:
        rest = "WHERE 1" + among("member_id", members.among)
        found = fetch_rows(session, f"SELECT member_id, product_id, words, at FROM inquiry {rest}")
        return [(*row[:2], row[2].lower(), row[3]) for row in found]  # SQLite's lower() knows ASCII letters only

    whole = members.among is None
    rows = derived(question.session, "inquiries", read, ("inquiry",)) if whole else read(question.session)
    if condition.within_days is not None:
        begin = start_of(max(question.first_day(condition), 1), members.shop.time_zone)
        rows = [row for row in rows if row[3] >= begin]
    found = []
    for name in condition.value:
        ids, lowered = set(product_ids(question.session, name)), name.lower()
        asked = [row[0] for row in rows if (row[1] in ids if row[1] is not None else lowered in row[2])]
        found.append(members.mask_of(asked))
    return has(found, condition.op)


# ---- contact, texts


def _contactable(question: Question, condition: Condition) -> Mask:
    """Consent given, not on do-not-contact, and neither limit of marketing touches reached today."""
    members, limits = question.members, question.members.shop.contact
    mask = members.consent & ~members.do_not_contact
    for days, most in ((limits.days_between, 1), (30, limits.most_in_30)):
        begin = start_of(question.today - days + 1, members.shop.time_zone)
        mask = mask & ~members.mask_of(_reached(question, begin, most))
    return mask


def _reached(question: Question, begin: int, most: int) -> Ints:
    """Who had so many marketing messages since then."""
    few = question.members.among

    def read(session: Session) -> Ints:
        rest = f"FROM touch WHERE kind = 'marketing' AND sent_at >= {begin}" + among("member_id", few)
        ids, counts = np.unique(read_integers(session, ("member_id",), rest)[:, 0], return_counts=True)
        return np.asarray(ids[counts >= most], dtype=np.int64)

    if few is not None:
        return read(question.session)
    return derived(question.session, f"reached:{begin}:{most}", read, ("touch",))


def _contains(column: str) -> Answer:
    def mask(question: Question, condition: Condition) -> Mask:
        return names_containing(question.session, question.members, column, condition.value)

    return mask


def _words_of(*fields: str) -> dict[str, Callable[[Question, Condition], Mask]]:
    return dict.fromkeys(fields, _word)


BY_FACTS: dict[str, Answer] = {
    "tag": _tag,
    "joined_days": _joined,
    **_words_of("source", "gender", "community", "building", "pickup_point"),
    "age": _age,
    "birthday_in_days": _birthday,
    "referral_count": _referrals,
    "open_claims": _claims,
    "asked_product": _asked,
    "contactable": _contactable,
    "name": _contains("name"),
    "note": _contains("note"),
}
