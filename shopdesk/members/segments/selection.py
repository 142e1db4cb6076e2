"""Which members a rule selects: every condition is a mask over the member arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.data.tables import Segment, SegmentExclusion
from shopdesk.members.segments.by_facts import BY_FACTS
from shopdesk.members.segments.by_facts import days_to_birthday as days_to_birthday
from shopdesk.members.segments.by_orders import BY_ORDERS
from shopdesk.members.segments.index import Mask, member_arrays
from shopdesk.members.segments.question import Answer, has
from shopdesk.members.segments.question import Question as Question
from shopdesk.members.segments.rules import All, Condition, Not, Rule, parse_rule


def select_ids(session: Session, rule: Rule | dict[str, Any], today: int, segment_id: int | None = None) -> list[int]:
    """The ids of the members that the rule selects on that local day, ascending. Raises RuleError or ShopError.

    With `segment_id` the rule is that saved segment's: whom the owner keeps out of it is not there.
    """
    question = Question(session, member_arrays(session), today)
    found: list[int] = question.members.ids[_whole_mask(question, rule, segment_id)].tolist()
    return found


def count_members(session: Session, rule: Rule | dict[str, Any], today: int, segment_id: int | None = None) -> int:
    question = Question(session, member_arrays(session), today)
    return int(np.count_nonzero(_whole_mask(question, rule, segment_id)))


def _whole_mask(question: Question, rule: Rule | dict[str, Any], segment_id: int | None) -> Mask:
    mask = mask_of(question, parse_rule(rule) if isinstance(rule, dict) else rule)
    return mask if segment_id is None else mask & ~excluded_mask(question, segment_id)


def mask_of(question: Question, rule: Rule) -> Mask:
    if isinstance(rule, Condition):
        return _CONDITIONS[rule.field](question, rule)
    if isinstance(rule, Not):
        return ~mask_of(question, rule.rule)
    masks = [mask_of(question, inner) for inner in rule.rules]
    joined = np.logical_and.reduce(masks) if isinstance(rule, All) else np.logical_or.reduce(masks)
    return np.asarray(joined, dtype=np.bool_)


def excluded_mask(question: Question, segment_id: int) -> Mask:
    """Whom the owner keeps out of the segment."""
    query = select(SegmentExclusion.member_id).where(SegmentExclusion.segment_id == segment_id)
    return question.members.mask_of(list(question.session.scalars(query)))


def _segment(question: Question, condition: Condition) -> Mask:
    found = [_saved(question, name) for name in condition.value]
    return has(found, "has_none" if condition.op == "not_in" else "has_any")


def _saved(question: Question, name: str) -> Mask:
    if name in question.inside:
        circle = " → ".join((*question.inside, name))
        raise ShopError(_("人群互相引用成了一个圈：{circle}").format(circle=circle), code="segment_circle")
    row = question.session.execute(select(Segment.id, Segment.rule).where(Segment.name == name)).first()
    if row is None:
        raise ShopError(_("没有叫“{name}”的人群。").format(name=name), code="no_segment")
    deeper = Question(question.session, question.members, question.today, (*question.inside, name))
    return _whole_mask(deeper, row.rule, row.id)


_CONDITIONS: dict[str, Answer] = {**BY_ORDERS, **BY_FACTS, "segment": _segment}
