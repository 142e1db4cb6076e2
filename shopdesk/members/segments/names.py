"""Finding a text in everybody's name or note: all of them as one row of characters, compared without a loop."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sqlalchemy.orm import Session

from shopdesk.data.integers import Ints
from shopdesk.members.segments.arrays import Mask, MemberArrays
from shopdesk.members.segments.columns import text_recipe
from shopdesk.members.segments.kept import kept

_BETWEEN = "\0"
"""No text from outside holds it: clean_text() takes it away."""


@dataclass(frozen=True)
class _Haystack:
    """Lower-case texts one after the other; `starts` says where each begins, `ids` whose it is."""

    ids: Ints
    starts: Ints
    letters: npt.NDArray[np.uint32]


def names_containing(session: Session, members: MemberArrays, column: str, text: str) -> Mask:
    """Whose name (or note) holds the text, capitals or not."""
    recipe = text_recipe(column)
    if members.among is not None:
        lowered = text.lower()
        few = recipe.read(session, members.among)
        return members.mask_of([member for member, own in few.items() if lowered in own.lower()])
    hay = members.keep(f"letters:{column}", lambda: _haystack(kept(session, recipe)))
    hits = _find(hay.letters, np.frombuffer(text.lower().encode("utf-32-le", "surrogatepass"), dtype=np.uint32))
    return members.mask_of(np.unique(hay.ids[np.searchsorted(hay.starts, hits, side="right") - 1]))


def _haystack(texts: dict[int, str]) -> _Haystack:
    joined = _BETWEEN.join((*texts.values(), "")).lower() or _BETWEEN
    letters = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    ends = np.flatnonzero(letters == 0)
    return _Haystack(np.array(list(texts), dtype=np.int64), np.r_[0, ends[:-1] + 1], letters)


def _find(letters: npt.NDArray[np.uint32], wanted: npt.NDArray[np.uint32]) -> Ints:
    """Where the row of letters occurs."""
    room = len(letters) - len(wanted) + 1
    if room <= 0 or 0 in wanted:
        return np.zeros(0, dtype=np.int64)
    at = np.flatnonzero(letters[:room] == wanted[0])
    for place in range(1, len(wanted)):
        at = at[letters[at + place] == wanted[place]]
    return at
