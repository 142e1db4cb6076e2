"""Why a member is on the list, in one short sentence with the member's own figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from shopdesk.base.i18n import _
from shopdesk.members.segments.arrays import Mask, MemberArrays
from shopdesk.members.segments.index import member_arrays
from shopdesk.members.segments.own_figures import OWN_FIGURES, Say
from shopdesk.members.segments.rules import Condition, Not, Rule, parse_rule
from shopdesk.members.segments.selection import Question, mask_of
from shopdesk.members.segments.sentences import describe_condition, describe_rule

_OPPOSITE = {"has_any": "has_none", "has_none": "has_any", "in": "not_in", "not_in": "in"}
_EACH = 12
"""Names of one condition that are asked one by one, to say which of them hold."""


def reasons(
    session: Session,
    json: Rule | dict[str, Any],
    ids: Sequence[int],
    today: int,
    members: MemberArrays | None = None,
) -> list[str]:
    """For each member one short sentence: the conditions that hold, with the member's own figures.

    `members` are the arrays to ask, where a few members' own (members_among) are enough.
    """
    rule = parse_rule(json) if isinstance(json, dict) else json
    question = Question(session, member_arrays(session) if members is None else members, today)
    return reasons_of(question, rule, ids)


def reasons_of(question: Question, rule: Rule, ids: Sequence[int]) -> list[str]:
    """The same of a question that may have been asked already."""
    places = np.searchsorted(question.members.ids, np.asarray(ids, dtype=np.int64)).tolist()
    parts: list[tuple[Mask, Say]] = []
    for condition, negated in conditions_with_sign(rule):
        mask = mask_of(question, condition)
        parts.append((~mask if negated else mask, _words(question, condition, negated)))
    return [_("；").join(dict.fromkeys(say(place) for mask, say in parts if mask[place])) for place in places]


def conditions_with_sign(rule: Rule, *, negated: bool = False) -> Iterator[tuple[Condition, bool]]:
    """Every condition, and whether it stands under a "not": then that it fails is the reason."""
    if isinstance(rule, Condition):
        yield rule, negated
    elif isinstance(rule, Not):
        yield from conditions_with_sign(rule.rule, negated=not negated)
    else:
        for inner in rule.rules:
            yield from conditions_with_sign(inner, negated=negated)


def _words(question: Question, condition: Condition, negated: bool) -> Say:
    own = OWN_FIGURES.get(condition.field)
    figures = None if own is None else own(question, condition)
    asked = _those_that_hold(question, condition) if own is None and not negated else None
    sentence = _failing(condition) if negated else describe_condition(condition)

    def say(place: int) -> str:
        words = figures(place) if figures is not None else asked(place) if asked is not None else ""
        return words or sentence

    return say


def _those_that_hold(question: Question, condition: Condition) -> Say | None:
    """Of several names, any of which is enough, those that the member has."""
    names = condition.value
    if condition.op not in ("has_any", "in") or not 1 < len(names) <= _EACH:
        return None
    masks = [mask_of(question, replace(condition, value=(name,))) for name in names]

    def say(place: int) -> str:
        held = tuple(name for name, mask in zip(names, masks, strict=True) if mask[place])
        op = "has_all" if condition.op == "has_any" else condition.op
        return describe_condition(replace(condition, op=op, value=held)) if held else ""

    return say


def _failing(condition: Condition) -> str:
    """That the condition does not hold."""
    opposite = _OPPOSITE.get(condition.op)
    if condition.field == "contactable":
        return _("今天不能联系")
    if opposite is None or (len(condition.value) > 1 and opposite in ("has_any", "in")):
        return describe_rule(Not(condition))
    return describe_condition(replace(condition, op=opposite))
