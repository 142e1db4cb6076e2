"""Who would stand where by other thresholds: for the preview beside the settings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from shopdesk.data.integers import Ints
from shopdesk.data.shop import LifecycleWindows, ValueTiers
from shopdesk.members.lifecycle import LIFECYCLES
from shopdesk.members.segments.index import member_arrays
from shopdesk.members.segments.rules import VALUE_TIERS
from shopdesk.members.segments.standing import (
    lifecycle_codes,
    lifecycle_codes_by,
    value_tier_codes,
    value_tier_codes_by,
)


@dataclass(frozen=True)
class WhatIf:
    words: tuple[str, ...]
    now: list[int]
    then: list[int]
    moved: int
    """Members who would stand elsewhere."""


def what_if_windows(session: Session, windows: LifecycleWindows, day: int) -> WhatIf:
    members = member_arrays(session)
    return _compare(LIFECYCLES, lifecycle_codes(members, day), lifecycle_codes_by(members, day, windows))


def what_if_tiers(session: Session, tiers: ValueTiers) -> WhatIf:
    members = member_arrays(session)
    return _compare(VALUE_TIERS, value_tier_codes(members), value_tier_codes_by(members, tiers))


def _compare(words: tuple[str, ...], now: Ints, then: Ints) -> WhatIf:
    before, after = (np.bincount(codes, minlength=len(words)).tolist() for codes in (now, then))
    return WhatIf(words, before, after, int(np.count_nonzero(now != then)))
