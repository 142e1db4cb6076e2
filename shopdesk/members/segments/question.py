"""A rule asked on one day, and what the conditions of all fields are built from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from sqlalchemy.orm import Session

from shopdesk.data.integers import Ints
from shopdesk.members.segments.arrays import Mask, MemberArrays
from shopdesk.members.segments.rules import Condition


@dataclass
class Question:
    """One rule asked on one day: the arrays, and the segments it is passing through (a circle is an error)."""

    session: Session
    members: MemberArrays
    today: int
    inside: tuple[str, ...] = field(default=())
    answers: dict[Condition, Mask] = field(default_factory=dict)
    """What was found out already: a condition is asked once, for the count and for the reasons."""

    def first_day(self, condition: Condition) -> int:
        """Of the condition's window; 0 without one."""
        return 0 if condition.within_days is None else self.today - condition.within_days


Answer: TypeAlias = Callable[[Question, Condition], Mask]


def compare(values: Any, condition: Condition) -> Mask:
    if condition.op == "between":
        low, high = condition.value
        return np.asarray((values >= low) & (values <= high), dtype=np.bool_)
    if condition.op == ">=":
        return np.asarray(values >= condition.value, dtype=np.bool_)
    if condition.op == "<=":
        return np.asarray(values <= condition.value, dtype=np.bool_)
    return np.asarray(values == condition.value, dtype=np.bool_)


def has(found: Sequence[Mask], op: str) -> Mask:
    if op == "has_all":
        return np.asarray(np.logical_and.reduce(found), dtype=np.bool_)
    either = np.asarray(np.logical_or.reduce(found), dtype=np.bool_)
    return ~either if op == "has_none" else either


def coded(codes: Callable[[Question], Ints], words: Sequence[str]) -> Answer:
    """`codes` are places in `words`."""

    def mask(question: Question, condition: Condition) -> Mask:
        chosen = np.array([word in condition.value for word in words], dtype=np.bool_)[codes(question)]
        return ~chosen if condition.op == "not_in" else chosen

    return mask
