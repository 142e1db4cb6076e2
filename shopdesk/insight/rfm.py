"""RFM: everybody scored by recency, frequency and money, the eleven groups, and where the scores begin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from shopdesk.members.segments.index import member_arrays
from shopdesk.members.segments.rules import RFM_GROUPS
from shopdesk.members.segments.standing import FIFTHS, rfm_borders, rfm_codes, rfm_scores


@dataclass(frozen=True)
class RfmGroup:
    key: str
    members: int
    spent_fen: int
    orders: int


@dataclass(frozen=True)
class Rfm:
    groups: list[RfmGroup]
    """In the order of RFM_GROUPS."""
    counts: list[list[int]]
    """counts[r][w]: buyers with recency score r + 1 and frequency-money score w + 1."""
    days: list[int]
    """At most so many days since the last order score 2, 3, 4, 5."""
    orders: list[int | None]
    """At least so many orders do; None: nobody reaches that score."""
    fen: list[int | None]
    """At least so many 分 spent do."""

    @property
    def buyers(self) -> int:
        return sum(map(sum, self.counts))


def read_rfm(session: Session, day: int) -> Rfm:
    """As the members stand on that day, which is not before their newest orders."""
    members = member_arrays(session)
    codes, scored = rfm_codes(members, day), rfm_scores(members, day)
    sums = [
        np.bincount(codes, weights=weights, minlength=len(RFM_GROUPS)).astype(np.int64).tolist()
        for weights in (None, members.spent_fen, members.order_count)
    ]
    groups = [RfmGroup(key, *(int(column[at]) for column in sums)) for at, key in enumerate(RFM_GROUPS)]
    cells = ((scored.recency - 1) * FIFTHS + scored.weight - 1)[members.order_count > 0]
    counts = np.bincount(cells, minlength=FIFTHS**2).reshape(FIFTHS, FIFTHS).tolist()
    return Rfm(groups, counts, *rfm_borders(members, day))


def who_scored(session: Session, day: int, recency: int, weight: int) -> list[int]:
    """The ids with these two scores, each 1 to 5."""
    members = member_arrays(session)
    scored = rfm_scores(members, day)
    found: list[int] = members.ids[(scored.recency == recency) & (scored.weight == weight)].tolist()
    return found
