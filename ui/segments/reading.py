"""What the page reads, each in one call that may run beside the window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shopdesk.base.errors import ShopError
from shopdesk.data.shop import read_shop
from shopdesk.members.listing import MemberFilter, MemberRow, count_members, list_member_ids, read_member_rows
from shopdesk.members.segments import count_members as count_matching
from shopdesk.members.segments import list_segments, reasons, select_ids


@dataclass(frozen=True)
class Question:
    """Who is asked for: a rule, or members that were chosen somewhere else."""

    rule: dict[str, Any] | None
    ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class MatchRow:
    member: MemberRow
    why: str


@dataclass(frozen=True)
class Matches:
    ids: list[int]
    everybody: int
    rows: dict[int, MatchRow]
    """Of those that are likely to be on screen."""


def find_matches(session: Any, question: Question, today: int, sort: str, descending: bool, places: slice) -> Matches:
    """The members in the order of the table. Raises ShopError for a rule that cannot be asked."""
    found = select_ids(session, question.rule, today) if question.rule is not None else question.ids
    windows = read_shop(session).lifecycle
    ids = list_member_ids(session, MemberFilter(among=frozenset(found)), today, windows, sort, descending)
    return Matches(ids, count_members(session), read_match_rows(session, question, ids[places], today))


def read_match_rows(session: Any, question: Question, ids: Sequence[int], today: int) -> dict[int, MatchRow]:
    rows = read_member_rows(session, ids, today, read_shop(session).lifecycle)
    there = [member for member in ids if member in rows]
    if question.rule is None:
        return {member: MatchRow(rows[member], "") for member in there}
    whys = reasons(session, question.rule, there, today)
    return {member: MatchRow(rows[member], why) for member, why in zip(there, whys, strict=True)}


def count_segments(session: Any, today: int) -> dict[int, int | None]:
    """How many each saved segment has now; None where its rule cannot be asked any more."""
    counts: dict[int, int | None] = {}
    for segment in list_segments(session):
        try:
            counts[segment.id] = count_matching(session, segment.rule, today)
        except ShopError:
            counts[segment.id] = None
    return counts
