"""Which product world appeals to which value tier: buyers of every category by what they spent in all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from shopdesk.members.segments.choices import list_choices
from shopdesk.members.segments.index import member_arrays
from shopdesk.members.segments.rules import VALUE_TIERS, Condition
from shopdesk.members.segments.selection import Question, mask_of
from shopdesk.members.segments.standing import value_tier_codes

TIERS = VALUE_TIERS[:3]
"""Without those who never bought."""


@dataclass(frozen=True)
class Interests:
    categories: list[str]
    counts: list[list[int]]
    """counts[c][t]: members of tier TIERS[t] who bought of the category; one member may stand in several rows."""
    buyers: list[int]
    """Of each tier in all."""


def read_interests(session: Session, day: int, within_days: int | None = None) -> Interests:
    """`within_days` counts only what was bought in the last days; the tiers are of all that was ever spent."""
    members = member_arrays(session)
    question = Question(session, members, day)
    tiers = value_tier_codes(members)
    categories = [name for name, _title in list_choices(session, "category")]
    counts = []
    for category in categories:
        bought = mask_of(question, Condition("category", "has_any", (category,), within_days))
        counts.append(np.bincount(tiers[bought], minlength=len(VALUE_TIERS))[: len(TIERS)].tolist())
    order = sorted(range(len(categories)), key=lambda at: -sum(counts[at]))
    whole = np.bincount(tiers, minlength=len(VALUE_TIERS))[: len(TIERS)].tolist()
    return Interests([categories[at] for at in order], [counts[at] for at in order], whole)


def interest_rule(category: str | None, tier: str | None, within_days: int | None = None) -> dict[str, Any]:
    """The segment behind a figure of the matrix; None stands for every category or tier."""
    rules: list[dict[str, Any]] = []
    if category is not None:
        rule: dict[str, Any] = {"field": "category", "op": "has_any", "value": [category]}
        rules.append(rule if within_days is None else {**rule, "within_days": within_days})
    if tier is not None:
        rules.append({"field": "value_tier", "op": "in", "value": [tier]})
    return rules[0] if len(rules) == 1 else {"all": rules}
