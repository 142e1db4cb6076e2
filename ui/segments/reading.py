"""What the page reads, each in one call that may run beside the window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shopdesk.base.i18n import _
from shopdesk.data.shop import read_shop
from shopdesk.members.listing import (
    MemberFilter,
    MemberRow,
    count_members,
    list_member_ids,
    put_in_order,
    read_member_rows,
)
from shopdesk.members.segments import parse_rule
from shopdesk.members.segments.exclusions import excluded_ids
from shopdesk.members.segments.ordering import BY_FIGURES, in_order
from shopdesk.members.segments.rules import Not
from shopdesk.members.segments.selection import asked_before, mask_of, select_members
from shopdesk.members.segments.why import reasons_of


@dataclass(frozen=True)
class HeldAgainst:
    """A rule, and the saved segment that it is of."""

    rule: dict[str, Any]
    segment_id: int | None


@dataclass(frozen=True)
class Question:
    """Who is asked for: a rule, or members that were chosen somewhere else."""

    rule: dict[str, Any] | None
    ids: tuple[int, ...] = ()
    segment_id: int | None = None
    """The saved segment that the rule is of: whom the owner keeps out of it does not match."""
    held_against: HeldAgainst | None = None
    """By what members that were chosen do or do not match, for the reasons."""


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
    kept_out: int = 0
    """Whom the rule selects and the owner keeps out."""


def find_matches(session: Any, question: Question, today: int, sort: str, descending: bool, places: slice) -> Matches:
    """The members in the order of the table. Raises ShopError for a rule that cannot be asked."""
    if question.rule is None:
        windows, chosen = read_shop(session).lifecycle, MemberFilter(among=frozenset(question.ids))
        ids = list_member_ids(session, chosen, today, windows, sort, descending)
        return Matches(ids, count_members(session), read_match_rows(session, question, ids[places], today))
    found = select_members(session, question.rule, today, question.segment_id)
    members = found.question.members
    if sort in BY_FIGURES:
        ids = in_order(members, found.ids, sort, descending).tolist()
    else:
        ids = put_in_order(session, found.ids, today, members.shop.lifecycle, sort, descending)
    return Matches(ids, found.everybody, read_match_rows(session, question, ids[places], today), found.kept_out)


def read_match_rows(session: Any, question: Question, ids: Sequence[int], today: int) -> dict[int, MatchRow]:
    rows = read_member_rows(session, ids, today, read_shop(session).lifecycle)
    there = [member for member in ids if member in rows]
    if question.rule is None:
        whys = _whys_of_chosen(session, question.held_against, there, today)
    else:
        whys = reasons_of(asked_before(session, question.rule, today), parse_rule(question.rule), there)
    return {member: MatchRow(rows[member], why) for member, why in zip(there, whys, strict=True)}


def _whys_of_chosen(session: Any, against: HeldAgainst | None, ids: Sequence[int], today: int) -> list[str]:
    """Why each of them belongs to the segment, or does not any more."""
    if against is None:
        return [_("您选中的")] * len(ids)
    asked, rule = asked_before(session, against.rule, today), parse_rule(against.rule)
    out = set() if against.segment_id is None else set(excluded_ids(session, against.segment_id))
    matching = set(asked.members.ids[mask_of(asked, rule)].tolist())
    whys = zip(ids, reasons_of(asked, rule, ids), reasons_of(asked, Not(rule), ids), strict=True)
    return [
        _("您不放进来") if member in out else why if member in matching else _("不再符合：{why}").format(why=no_more)
        for member, why, no_more in whys
    ]
