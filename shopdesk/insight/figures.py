"""The shop as of a day: every figure that is not of a stretch of days. Defined in shopdesk.insight.definitions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from shopdesk.insight.history import members_as_of, sorted_orders
from shopdesk.insight.pool import Pool, people_in, read_pool
from shopdesk.insight.scope import EVERYTHING, Scope
from shopdesk.members.lifecycle import LIFECYCLES
from shopdesk.members.segments.index import MemberArrays
from shopdesk.members.segments.rules import RFM_GROUPS, VALUE_TIERS
from shopdesk.members.segments.standing import lifecycle_codes, rfm_codes, value_tier_codes


@dataclass(frozen=True)
class Standing:
    """Members by where they stand; every word is there, with 0 where nobody is."""

    lifecycle: dict[str, int]
    rfm_group: dict[str, int]
    value_tier: dict[str, int]


@dataclass(frozen=True)
class Insight:
    as_of: int
    orders: int
    pool: Pool
    standing: Standing

    @property
    def average_order_fen(self) -> int:
        return round(self.pool.spent_fen / self.orders) if self.orders else 0


def read_insight(session: Session, as_of: int) -> Insight:
    """Orders after `as_of` do not count, nor do draft, cancelled and refunded ones."""
    orders = len(sorted_orders(session, as_of).day)
    return Insight(as_of, orders, read_pool(session, as_of), read_standing(session, as_of))


def read_standing(session: Session, as_of: int, scope: Scope = EVERYTHING) -> Standing:
    """Of the people of the scope; groups and tiers compare them with everybody in the shop."""
    members = members_as_of(session, as_of)
    known = people_in(session, as_of, scope)
    return Standing(
        lifecycle=_counted(lifecycle_codes(members, as_of)[known], LIFECYCLES),
        rfm_group=_counted(rfm_codes(members, as_of)[known], RFM_GROUPS),
        value_tier=_counted(value_tier_codes(members)[known], VALUE_TIERS),
    )


def _counted(codes: Any, words: tuple[str, ...]) -> dict[str, int]:
    counts = np.bincount(codes, minlength=len(words))
    return {word: int(count) for word, count in zip(words, counts, strict=True)}


def standing_ids(session: Session, as_of: int, what: str, word: str, scope: Scope = EVERYTHING) -> list[int]:
    """Who is behind a figure of lifecycle, rfm_group or value_tier."""
    members = members_as_of(session, as_of)
    codes, words = _codes(members, as_of, what)
    chosen = people_in(session, as_of, scope) & (codes == words.index(word))
    found: list[int] = members.ids[chosen].tolist()
    return found


def _codes(members: MemberArrays, as_of: int, what: str) -> tuple[Any, tuple[str, ...]]:
    if what == "lifecycle":
        return lifecycle_codes(members, as_of), LIFECYCLES
    if what == "rfm_group":
        return rfm_codes(members, as_of), RFM_GROUPS
    return value_tier_codes(members), VALUE_TIERS
