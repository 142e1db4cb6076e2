"""Which members a rule selects: every condition is a mask over the member arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.texts import shortened
from shopdesk.data.database import derived
from shopdesk.data.integers import Ints, read_integers
from shopdesk.data.tables import Segment
from shopdesk.members.segments.arrays import Mask, MemberArrays
from shopdesk.members.segments.by_facts import BY_FACTS
from shopdesk.members.segments.by_facts import days_to_birthday as days_to_birthday
from shopdesk.members.segments.by_orders import BY_ORDERS
from shopdesk.members.segments.index import member_arrays
from shopdesk.members.segments.question import Answer, has
from shopdesk.members.segments.question import Question as Question
from shopdesk.members.segments.rules import All, Condition, Not, Rule, parse_rule


def select_ids(
    session: Session,
    rule: Rule | dict[str, Any],
    today: int,
    segment_id: int | None = None,
    members: MemberArrays | None = None,
) -> list[int]:
    """The ids of the members that the rule selects on that local day, ascending. Raises RuleError or ShopError.

    With `segment_id` the rule is that saved segment's: whom the owner keeps out of it is not there. `members` are the
    arrays to ask, where they are not to be those of everybody with the tags that are written down.
    """
    question = Question(session, member_arrays(session) if members is None else members, today)
    found: list[int] = question.members.ids[_whole_mask(question, rule, segment_id)].tolist()
    return found


def count_members(session: Session, rule: Rule | dict[str, Any], today: int, segment_id: int | None = None) -> int:
    question = Question(session, member_arrays(session), today)
    return int(np.count_nonzero(_whole_mask(question, rule, segment_id)))


@dataclass(frozen=True)
class Selection:
    """Whom a rule selects, with what else is known once that is."""

    ids: Ints
    """Ascending."""
    kept_out: int
    """Whom the rule selects and the owner keeps out of the segment."""
    everybody: int
    question: Question
    """With its answers: the reasons are found without asking again."""


def select_members(session: Session, rule: dict[str, Any], today: int, segment_id: int | None = None) -> Selection:
    """As select_ids(), for who looks at the list."""
    question = asked_before(session, rule, today)
    mask = mask_of(question, parse_rule(rule))
    kept_out = 0
    if segment_id is not None:
        stays = mask & ~excluded_mask(question, segment_id)
        mask, kept_out = stays, int(np.count_nonzero(mask)) - int(np.count_nonzero(stays))
    return Selection(question.members.ids[mask], kept_out, question.members.size, question)


_BESIDE = ("segment", "segment_exclusion", "claim", "inquiry", "touch")
"""What conditions look at beside the arrays."""


def asked_before(session: Session, rule: dict[str, Any], today: int) -> Question:
    """The question with the answers it had, when this rule was the last one asked of the same data: whoever scrolls
    through the list asks for the reasons of the rows again and again."""
    members = member_arrays(session)
    versions = session.info.get("table_versions")
    question = Question(session, members, today)
    if versions is None:  # inside a change nothing is kept
        return question
    of_what = (rule, today, [versions.get(table, 0) for table in _BESIDE])
    last = members.kept.get("last question")
    if last is not None and last[0] == of_what:
        question.answers = last[1]
    else:
        members.kept["last question"] = (of_what, question.answers)
    return question


def _whole_mask(question: Question, rule: Rule | dict[str, Any], segment_id: int | None) -> Mask:
    mask = mask_of(question, parse_rule(rule) if isinstance(rule, dict) else rule)
    return mask if segment_id is None else mask & ~excluded_mask(question, segment_id)


def mask_of(question: Question, rule: Rule) -> Mask:
    if isinstance(rule, Condition):
        found = question.answers.get(rule)
        if found is None:
            found = question.answers[rule] = _CONDITIONS[rule.field](question, rule)
        return found
    if isinstance(rule, Not):
        return ~mask_of(question, rule.rule)
    first, *others = (mask_of(question, inner) for inner in rule.rules)
    joined = first.copy()
    for mask in others:
        (np.logical_and if isinstance(rule, All) else np.logical_or)(joined, mask, out=joined)
    return joined


def excluded_mask(question: Question, segment_id: int) -> Mask:
    """Whom the owner keeps out of the segment."""
    rows = derived(question.session, "segment_exclusions", _exclusions, ("segment_exclusion",))
    return question.members.mask_of(rows[rows[:, 0] == segment_id, 1])


def _exclusions(session: Session) -> Ints:
    """Of all segments: they are counted one after the other."""
    return read_integers(session, ("segment_id", "member_id"), "FROM segment_exclusion WHERE 1")


def _segment(question: Question, condition: Condition) -> Mask:
    found = [_saved(question, name) for name in condition.value]
    return has(found, "has_none" if condition.op == "not_in" else "has_any")


def _saved(question: Question, name: str) -> Mask:
    if name in question.inside:
        circle = " → ".join((*question.inside, name))
        raise ShopError(_("人群互相引用成了一个圈：{circle}").format(circle=circle), code="segment_circle")
    row = question.session.execute(select(Segment.id, Segment.rule).where(Segment.name == name)).first()
    if row is None:
        raise ShopError(_("没有叫“{name}”的人群。").format(name=shortened(name)), code="no_segment")
    inside = (*question.inside, name)
    deeper = Question(question.session, question.members, question.today, inside, question.answers)
    return _whole_mask(deeper, row.rule, row.id)


_CONDITIONS: dict[str, Answer] = {**BY_ORDERS, **BY_FACTS, "segment": _segment}
