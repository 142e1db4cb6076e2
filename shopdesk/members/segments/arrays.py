"""The arrays that segment rules are asked of, and what stands in them.

Position p in every array is the member ids[p]. Days are ordinals, 0 where there is none.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from shopdesk.data.integers import Ints
from shopdesk.data.shop import Shop

Built = TypeVar("Built")
Mask = npt.NDArray[np.bool_]


@dataclass
class Words:
    """A text column as numbers: codes[p] is the place of the member's word in `words`."""

    codes: Ints
    words: list[str]

    def mask(self, wanted: Iterable[str]) -> Mask:
        chosen = set(wanted)
        hits = np.array([*(word in chosen for word in self.words), False], dtype=np.bool_)
        return hits[np.minimum(self.codes, len(self.words))]


@dataclass
class MemberArrays:
    shop: Shop
    ids: Ints
    order_count: Ints
    spent_fen: Ints
    unpaid_fen: Ints
    first_day: Ints
    last_day: Ints
    gap_days: npt.NDArray[np.float64]
    """NaN where there is no own rhythm."""
    joined_day: Ints
    consent: Mask
    do_not_contact: Mask
    birth_year: Ints
    birth_month: Ints
    birth_date: Ints
    words: dict[str, Words]
    tag_ids: dict[str, int]
    tag_pairs: Ints
    """Rows of (member id, tag id)."""
    among: tuple[int, ...] | None = None
    """The arrays hold only these members (members_among), so that whatever else is read is read of them alone; None:
    everybody. RFM groups and value tiers compare everybody with everybody and must not be asked of a few."""
    kept: dict[str, Any] = field(default_factory=dict)
    """What is made of these arrays only when a rule asks for it."""
    _keeping: threading.RLock = field(default_factory=threading.RLock, repr=False, compare=False)

    @property
    def size(self) -> int:
        return len(self.ids)

    def places(self, ids: Sequence[int] | Ints) -> Ints:
        """Where each of these members stands, −1 for an id that is no member."""
        wanted = np.asarray(ids, dtype=np.int64)
        if not self.size:
            return np.full(len(wanted), -1, dtype=np.int64)
        table = self.keep("places", self._table_of_places)
        if table is not None:  # one look into a table is ten times as fast as a search
            at: Ints = table[np.minimum(wanted, len(table) - 1)]
            return at
        at = np.minimum(np.searchsorted(self.ids, wanted), self.size - 1)
        return np.where(self.ids[at] == wanted, at, -1)

    def _table_of_places(self) -> Ints | None:
        """By id, with one more at the end for ids beyond; None where the ids lie far apart."""
        highest = int(self.ids[-1])
        if highest > 4 * self.size + 1_000_000:
            return None
        table = np.full(highest + 2, -1, dtype=np.int64)
        table[self.ids] = np.arange(self.size)
        return table

    def positions(self, ids: Sequence[int] | Ints) -> Ints:
        """Where these members stand; ids that are no members are left out."""
        at = self.places(ids)
        return at[at >= 0]

    def spread(self, name: str, ids: Ints, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Values of these members in the places of the arrays, 0 for everybody else. `name` is whose ids they are."""
        known, at = self.keep(f"places of {name}", lambda: (ids, self.places(ids)))
        if known is not ids:  # beside the window somebody may have made them anew
            at = self.places(ids)
        found = np.zeros(self.size, dtype=values.dtype)
        there = at >= 0
        found[at[there]] = values[there]
        return found

    def mask_of(self, ids: Sequence[int] | Ints) -> Mask:
        mask = np.zeros(self.size, dtype=np.bool_)
        mask[self.positions(ids)] = True
        return mask

    def keep(self, name: str, build: Callable[[], Built]) -> Built:
        """What `build` makes of these arrays, made when it is first asked for."""
        with self._keeping:  # two readers beside the window often ask for the same at the same time
            if name not in self.kept:
                self.kept[name] = build()
            found: Built = self.kept[name]
        return found

    def tagged(self, name: str) -> Mask:
        """Who has the tag; nobody has one that there is not."""
        return self.mask_of(self.tag_pairs[self.tag_pairs[:, 1] == self.tag_ids.get(name, 0), 0])


@dataclass
class OrderArrays:
    """Counted orders sorted by member and day; `starts[p]:starts[p+1]` are those of member p."""

    member: Ints
    day: Ints
    fen: Ints

    def since(self, first_day: int, size: int) -> tuple[Ints, Ints]:
        """Orders and 分 of each member from `first_day` on. For a few members; purchases.since() is for everybody."""
        chosen = self.day >= first_day
        member = self.member[chosen]
        counts = np.bincount(member, minlength=size).astype(np.int64)
        # Weights go through float64, exact for sums below 2**53 分: ninety thousand billion yuan.
        fen = np.bincount(member, weights=self.fen[chosen], minlength=size).astype(np.int64)
        return counts, fen
