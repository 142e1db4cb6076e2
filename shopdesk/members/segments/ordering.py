"""Members in order by their figures, from the arrays that were asked: after a change SQL sorts everybody anew."""

from __future__ import annotations

import numpy as np

from shopdesk.data.integers import Ints
from shopdesk.members.segments.arrays import MemberArrays

BY_FIGURES = frozenset({"order_count", "spent_fen", "unpaid_fen", "last_day", "gap_days"})
_OFTEN_NONE = frozenset({"last_day", "gap_days"})


def in_order(members: MemberArrays, ids: Ints, figure: str, descending: bool) -> Ints:
    """`ids`, ascending and all of them in the arrays, as shopdesk.members.listing sorts them: members without a value
    come last whichever way it is sorted, ties by id. `figure` is one of BY_FIGURES."""
    values = getattr(members, figure)[members.places(ids)]
    order = np.argsort(-values if descending else values, kind="stable")
    if figure in _OFTEN_NONE:
        none = (np.isnan(values) if figure == "gap_days" else values == 0)[order]
        order = np.concatenate([order[~none], order[none]])
    return ids[order]
