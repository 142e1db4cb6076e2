"""What is read once, kept in memory and patched for the members whom a change touched; of large shops in a file too."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt
from sqlalchemy.orm import Session

from shopdesk.data.connections import mark_of
from shopdesk.data.database import Database, derived
from shopdesk.data.folder import side_folder
from shopdesk.data.integers import Ints
from shopdesk.data.side_files import read_side_file

PATCHED_AT_MOST = 5000
"""Members; beyond that reading everything is as quick."""
Built = TypeVar("Built")
Arrays = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class Recipe(Generic[Built]):
    name: str
    tables: tuple[str, ...]
    """A change of these makes what is kept stale."""
    touched_in: tuple[str, ...]
    """The tables of shopdesk.data.touched that say whose part of it is stale."""
    read: Callable[[Session, Sequence[int] | None], Built]
    """Of these members, None: of all."""
    patch: Callable[[Built, Built, Ints], Built]
    """(old, new part, ids of the members in it) → new; neither argument is changed."""
    unpack: Callable[[Arrays], Built] | None = None
    """From the arrays of a side file, where there may be one."""
    worn: Callable[[Built], bool] = lambda _built: False
    """Whether it was patched so often that making it anew is better."""

    @property
    def file_name(self) -> str:
        return re.sub(r"[^A-Za-z0-9_]", "-", self.name)


def kept(session: Session, recipe: Recipe[Built]) -> Built:
    """`read(None)`, or what was kept with `read(members)` in the place of the members that were touched since.

    Inside a change the same, once it is known whom the change touched (Database.follower).
    """

    def build(inner: Session) -> Built:
        if "touched" not in inner.info or {"member_tag", "tag"} & {*recipe.tables}:
            return _made(inner, recipe)
        # Database.follower writes tags and nothing else: what was read in it once need not be read again.
        memo: dict[str, Built] = inner.info.setdefault("kept", {})
        if recipe.name not in memo:
            memo[recipe.name] = _made(inner, recipe)
        return memo[recipe.name]

    return derived(session, recipe.name, build, recipe.tables)


def _made(session: Session, recipe: Recipe[Built]) -> Built:
    if "version" not in session.info and "touched" not in session.info:
        return recipe.read(session, None)
    database: Database = session.info["database"]
    old = database.derived.get(recipe.name)
    touched: frozenset[int] | None = frozenset()
    if old is not None:
        value: Built = old[1]
        touched = database.touched_since(old[0], recipe.touched_in)
    elif (found := _from_file(session, database, recipe)) is not None:
        value = found
    else:
        return recipe.read(session, None)
    if touched is not None and "touched" in session.info:
        touched = touched.union(*(session.info["touched"].get(table, ()) for table in recipe.touched_in))
    if touched is None or len(touched) > PATCHED_AT_MOST or recipe.worn(value):
        return recipe.read(session, None)
    members = sorted(touched)
    if not members:
        return value
    return recipe.patch(value, recipe.read(session, members), np.array(members, dtype=np.int64))


def _from_file(session: Session, database: Database, recipe: Recipe[Built]) -> Built | None:
    """Of the state that bears the mark: inside a change, which gives a new one at its end, that of its beginning."""
    if recipe.unpack is None or database.has_key:
        return None
    arrays = read_side_file(side_folder(database.path), recipe.file_name, mark_of(session.connection()))
    return None if arrays is None else recipe.unpack(arrays)


def among(column: str, members: Sequence[int] | None) -> str:
    """The end of a WHERE that keeps to these members."""
    return "" if members is None else f" AND {column} IN ({','.join(map(str, members))})"
