"""What the member arrays are made of: columns read once, then patched for the members that a change touched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from sqlalchemy.orm import Session

from shopdesk.base.dates import day_of
from shopdesk.data.database import Database, derived, fetch_rows
from shopdesk.data.integers import Ints, read_integers
from shopdesk.data.summaries import COUNTED

_PATCHED_AT_MOST = 5000
"""Members; beyond that reading everything is as quick."""
Built = TypeVar("Built")


def _kept(
    session: Session,
    name: str,
    tables: Sequence[str],
    touched_in: Sequence[str],
    read: Callable[[Sequence[int] | None], Built],
    patch: Callable[[Built, Built, Ints], Built],
) -> Built:
    """`read(None)`, or what was kept with `read(members)` in the place of the members that were touched since.

    Inside a change the same, once it is known whom the change touched (Database.follower).
    """

    def build(inner: Session) -> Built:
        if "version" not in inner.info and "touched" not in inner.info:
            return read(None)
        database: Database = inner.info["database"]
        kept = database.derived.get(name)
        touched = None if kept is None else database.touched_since(kept[0], touched_in)
        if touched is not None and "touched" in inner.info:
            touched = touched.union(*(inner.info["touched"][table] for table in touched_in))
        if kept is None or touched is None or len(touched) > _PATCHED_AT_MOST:
            return read(None)
        members = sorted(touched)
        return patch(kept[1], read(members), np.array(members, dtype=np.int64)) if members else kept[1]

    return derived(session, name, build, tables)


def _among(column: str, members: Sequence[int] | None) -> str:
    return "" if members is None else f" AND {column} IN ({','.join(map(str, members))})"


# ---- orders


def read_orders(session: Session, members: Sequence[int] | None) -> Ints:
    """Member id, day and 分 of each counted order of these members (None: of all), by member and day."""
    counted = ", ".join(f"'{status}'" for status in COUNTED)
    # "+": not by the status index, which jumps about in the table.
    rest = f'FROM "order" WHERE +status IN ({counted})' + _among("member_id", members)
    rows = read_integers(session, ("member_id", "day", "amount_fen - refund_fen"), rest)
    return rows[np.lexsort((rows[:, 1], rows[:, 0]))]


def order_columns(session: Session) -> Ints:
    """Member id, day and 分 of each counted order, by member and day."""

    def read(members: Sequence[int] | None) -> Ints:
        return read_orders(session, members)

    def patch(old: Ints, new: Ints, members: Ints) -> Ints:
        sides = [np.searchsorted(rows[:, 0], members, side) for rows in (old, new) for side in ("left", "right")]
        pieces, at = [], 0
        for begin, end, new_begin, new_end in zip(*sides, strict=True):
            pieces += [old[at:begin], new[new_begin:new_end]]
            at = end
        return np.concatenate([*pieces, old[at:]])

    return _kept(session, "order_columns", ("member", "order"), ("order",), read, patch)


# ---- tags


def read_tag_pairs(session: Session, members: Sequence[int] | None) -> Ints:
    return read_integers(session, ("member_id", "tag_id"), "FROM member_tag WHERE 1" + _among("member_id", members))


def tag_pairs(session: Session) -> Ints:
    def read(members: Sequence[int] | None) -> Ints:
        return read_tag_pairs(session, members)

    def patch(old: Ints, new: Ints, members: Ints) -> Ints:
        return np.concatenate([old[~np.isin(old[:, 0], members)], new])

    return _kept(session, "tag_pairs", ("member_tag",), ("member_tag",), read, patch)


# ---- members


@dataclass
class MemberColumns:
    """Arrays by name, in the order of the ids. The words of a text column are numbered in `places`."""

    arrays: dict[str, npt.NDArray[Any]]
    places: dict[str, dict[str, int]]


WORDS = ("source", "gender", "community", "building")
_NUMBERS = {
    "id": "m.id",
    "order_count": "s.order_count",
    "spent_fen": "s.spent_fen",
    "unpaid_fen": "s.unpaid_fen",
    "first_day": "coalesce(s.first_day, 0)",
    "last_day": "coalesce(s.last_day, 0)",
    "gap_days": "coalesce(CAST(s.gap_days * 2 AS INTEGER), -1)",  # a median of whole numbers: halves are exact
    "joined_day": "m.joined_at",
    "consent": "m.marketing_consent",
    "do_not_contact": "m.do_not_contact",
    "pickup_point": "coalesce(m.pickup_point_id, 0)",
}
FIGURES = (
    "order_count", "spent_fen", "unpaid_fen", "first_day", "last_day", "gap_days", "joined_day", "consent",
    "do_not_contact", "birth_year", "birth_month", "birth_date",
)  # fmt: skip


def member_columns(session: Session, zone: str) -> MemberColumns:
    def read(members: Sequence[int] | None) -> MemberColumns:
        return read_members(session, zone, members)

    def patch(old: MemberColumns, new: MemberColumns, members: Ints) -> MemberColumns:
        ids = old.arrays["id"]
        stays = np.ones(len(ids), dtype=np.bool_)
        at = np.minimum(np.searchsorted(ids, members), max(len(ids) - 1, 0))
        stays[at[ids[at] == members] if len(ids) else at[:0]] = False
        places = {name: dict(old.places[name]) for name in WORDS}
        for name in WORDS:
            codes = [places[name].setdefault(word, len(places[name])) for word in new.places[name]]
            new.arrays[name] = np.array(codes, dtype=np.int64)[new.arrays[name]]
        order = np.argsort(np.concatenate([ids[stays], new.arrays["id"]]), kind="stable")
        arrays = {name: np.concatenate([array[stays], new.arrays[name]])[order] for name, array in old.arrays.items()}
        return MemberColumns(arrays, places)

    tables, touched_in = ("member", "member_summary"), ("member", "order")
    return _kept(session, f"member_columns:{zone}", tables, touched_in, read, patch)


def read_members(session: Session, zone: str, members: Sequence[int] | None) -> MemberColumns:
    rest = "FROM member m JOIN member_summary s ON s.id = m.id WHERE 1" + _among("m.id", members)
    table = read_integers(session, tuple(_NUMBERS.values()), rest, key="m.id")
    table = table[np.argsort(table[:, 0], kind="stable")]
    arrays: dict[str, npt.NDArray[Any]] = {name: table[:, at].copy() for at, name in enumerate(_NUMBERS)}
    gaps = arrays["gap_days"]
    arrays["gap_days"] = np.where(gaps < 0, np.nan, gaps / 2)
    arrays["joined_day"] = _days(arrays["joined_day"], zone)
    for name in ("consent", "do_not_contact"):
        arrays[name] = arrays[name].astype(np.bool_)
    texts = f"SELECT birthday, {', '.join(WORDS)} FROM member m WHERE 1{_among('m.id', members)} ORDER BY id"
    rows = fetch_rows(session, texts)
    columns: list[Sequence[str]] = list(zip(*rows, strict=True)) if rows else [()] * (1 + len(WORDS))
    places: dict[str, dict[str, int]] = {}
    for at, name in enumerate(WORDS, 1):
        arrays[name], places[name] = _numbered(columns[at])
    births, known = _numbered(columns[0])
    parts = np.array([_birth(birthday) for birthday in known], dtype=np.int64).reshape(-1, 3)[births]
    for at, name in enumerate(("birth_year", "birth_month", "birth_date")):
        arrays[name] = parts[:, at].copy()
    return MemberColumns(arrays, places)


def _numbered(column: Sequence[str]) -> tuple[Ints, dict[str, int]]:
    places: dict[str, int] = {}
    codes = np.array([places.setdefault(word, len(places)) for word in column], dtype=np.int64)
    return codes, places


def _birth(birthday: str) -> tuple[int, int, int]:
    """(year or 0, month or 0, day or 0) of YYYY-MM-DD or --MM-DD."""
    if len(birthday) == 10:
        return int(birthday[:4]), int(birthday[5:7]), int(birthday[8:])
    if len(birthday) == 7:
        return 0, int(birthday[2:4]), int(birthday[5:])
    return 0, 0, 0


def _days(moments: Ints, zone: str) -> Ints:
    """Local days; a zone's offset is constant within a quarter of an hour."""
    quarters, places = np.unique(moments // 900, return_inverse=True)
    days = np.array([day_of(int(quarter) * 900, zone) for quarter in quarters], dtype=np.int64)
    return days[places]
