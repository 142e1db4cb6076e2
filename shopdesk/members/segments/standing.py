"""Where members stand: life cycle, RFM group and value tier, for all of them at once.

The life cycle is the rule of shopdesk.members.lifecycle on arrays; a property test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from shopdesk.data.integers import Ints
from shopdesk.data.shop import LifecycleWindows, ValueTiers
from shopdesk.members.lifecycle import LIFECYCLES
from shopdesk.members.segments.arrays import Mask, MemberArrays
from shopdesk.members.segments.rules import RFM_GROUPS, VALUE_TIERS

FIFTHS = 5


def lifecycle_codes(members: MemberArrays, today: int) -> Ints:
    """Places in LIFECYCLES."""
    return members.keep(f"lifecycle:{today}", lambda: lifecycle_codes_by(members, today, members.shop.lifecycle))


def lifecycle_codes_by(members: MemberArrays, today: int, windows: LifecycleWindows) -> Ints:
    """The same by windows that are not those of the shop: what would be where."""
    since = np.maximum(today - members.last_day, 0).astype(np.float64)
    own = (members.order_count >= windows.own_rhythm_from_orders) & ~np.isnan(members.gap_days)
    gap = np.where(own, np.nan_to_num(members.gap_days), 0.0)
    codes = np.full(members.size, LIFECYCLES.index("lost"), dtype=np.int64)
    for name, days, gaps in (
        ("dormant", windows.dormant_days, windows.dormant_gaps),
        ("cooling", windows.cooling_days, windows.cooling_gaps),
        ("active", windows.active_days, windows.active_gaps),
    ):
        # By the own rhythm, but never sooner than half the fixed window.
        limit = np.where(own, np.maximum(gap * gaps, days / 2), float(days))
        codes[since <= limit] = LIFECYCLES.index(name)
    fresh = (members.order_count < windows.own_rhythm_from_orders) & (today - members.first_day <= windows.new_days)
    codes[fresh] = LIFECYCLES.index("new")
    codes[members.order_count == 0] = LIFECYCLES.index("prospect")
    return codes


def recency_scores(days: Ints, chosen: Mask) -> Ints:
    """1 to 5 by fifths of the chosen, 0 for the others; 5 for those with the fewest days. Ties share the better score:
    1 + the number of fifths that are strictly worse; of fewer than five the best still has 5."""
    return _scored(days, chosen, lambda values: sum((-values >= least).astype(np.int64) for least in _firsts(-values)))


def amount_scores(amounts: Ints, chosen: Mask) -> Ints:
    """1 to 5 by fifths of the chosen, 0 for the others; 5 for the largest. Ties share the lower score: where half of
    the buyers ordered once, none of them is a frequent buyer."""
    return _scored(amounts, chosen, lambda values: sum((values > most).astype(np.int64) for most in _lasts(values)))


def _scored(values: Ints, chosen: Mask, passed: Callable[[npt.NDArray[np.float64]], Any]) -> Ints:
    result = np.zeros(len(values), dtype=np.int64)
    among = values[chosen].astype(np.float64)
    if len(among):
        result[chosen] = 1 + passed(among)
    return result


def _firsts(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The least of the second, third, fourth and fifth part."""
    few = len(values) < FIFTHS  # rounded down, or the only buyer of a new shop would be the worst of all
    return _at(values, [part * len(values) // FIFTHS for part in range(1, FIFTHS)] if few else _places(len(values)))


def _lasts(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The largest of the first, second, third and fourth part."""
    return _at(values, [place - 1 for place in _places(len(values))])


def _places(size: int) -> list[int]:
    return [-(-part * size // FIFTHS) for part in range(1, FIFTHS)]


def _at(values: npt.NDArray[np.float64], places: list[int]) -> npt.NDArray[np.float64]:
    # Finding four values is quicker than ranking everybody.
    wanted = np.array(places, dtype=np.int64)
    return np.partition(values, wanted)[wanted] if places and len(values) else values[:0]


def rfm_codes(members: MemberArrays, today: int) -> Ints:
    """Places in RFM_GROUPS, from the quintiles of recency and of frequency and money together.

    The names are Shopify's; the borders in (recency, frequency-money) are ours and are shown on screen.
    """
    return members.keep(f"rfm:{today}", lambda: _rfm_codes(members, today))


@dataclass(frozen=True)
class RfmScores:
    """1 to 5, and 0 for who never bought."""

    recency: Ints
    frequency: Ints
    money: Ints

    @property
    def weight(self) -> Ints:
        """Frequency and money together, a half rounded up."""
        return (self.frequency + self.money + 1) // 2


def rfm_scores(members: MemberArrays, today: int) -> RfmScores:
    def build() -> RfmScores:
        buyers = members.order_count > 0
        return RfmScores(
            recency_scores(today - members.last_day, buyers),
            amount_scores(members.order_count, buyers),
            amount_scores(members.spent_fen, buyers),
        )

    return members.keep(f"rfm_scores:{today}", build)


def rfm_borders(members: MemberArrays, today: int) -> tuple[list[int], list[int | None], list[int | None]]:
    """Where scores begin among the buyers: at most so many days, at least so many orders and 分 for 2, 3, 4 and 5;
    None for a score that nobody reaches because those before it are all alike."""
    buyers = members.order_count > 0
    days = [int(border) for border in -_firsts(-(today - members.last_day[buyers]).astype(np.float64))]
    return days, _least_above(members.order_count[buyers]), _least_above(members.spent_fen[buyers])


def _least_above(amounts: Ints) -> list[int | None]:
    found = []
    for most in _lasts(amounts.astype(np.float64)).tolist():
        above = amounts[amounts > most]
        found.append(int(above.min()) if len(above) else None)
    return found


def rfm_group_at(recency: int, weight: int) -> str:
    """The group of these scores, each 1 to 5."""
    return _RFM_TABLE[recency - 1][weight - 1]


def _rfm_codes(members: MemberArrays, today: int) -> Ints:
    buyers, scored = members.order_count > 0, rfm_scores(members, today)
    recency, weight = scored.recency, scored.weight
    codes = np.full(members.size, RFM_GROUPS.index("prospects"), dtype=np.int64)
    table = np.array([[RFM_GROUPS.index(name) for name in row] for row in _RFM_TABLE], dtype=np.int64)
    codes[buyers] = table[recency[buyers] - 1, weight[buyers] - 1]
    return codes


# Rows: recency 1 (longest ago) to 5; columns: frequency and money 1 to 5.
_RFM_TABLE = (
    ("dormant", "dormant", "at risk", "previously loyal", "previously loyal"),
    ("almost lost", "almost lost", "at risk", "at risk", "previously loyal"),
    ("almost lost", "needs attention", "needs attention", "loyal", "loyal"),
    ("promising", "promising", "active", "loyal", "loyal"),
    ("new", "promising", "active", "champions", "champions"),
)


def value_tier_codes(members: MemberArrays) -> Ints:
    """Places in VALUE_TIERS by what was spent so far; ties share the better tier."""
    return members.keep("value_tier", lambda: value_tier_codes_by(members, members.shop.value_tiers))


def value_tier_codes_by(members: MemberArrays, tiers: ValueTiers) -> Ints:
    """The same by shares that are not those of the shop."""
    codes = np.full(members.size, VALUE_TIERS.index("none"), dtype=np.int64)
    buyers = members.order_count > 0
    spent = members.spent_fen[buyers]
    if not len(spent):
        return codes
    tier = np.full(len(spent), VALUE_TIERS.index("low"), dtype=np.int64)
    for name, percent in (("middle", tiers.middle_percent), ("high", tiers.high_percent)):
        ahead = min(-(-percent * len(spent) // 100), len(spent))
        if ahead:  # so many may be in the tier: the last of them and who spent as much
            tier[spent >= np.partition(spent, len(spent) - ahead)[len(spent) - ahead]] = VALUE_TIERS.index(name)
    codes[buyers] = tier
    return codes
