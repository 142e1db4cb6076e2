"""What the member arrays are made of: columns read once, then patched for the members that a change touched."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy.orm import Session

from shopdesk.base.dates import day_of, local
from shopdesk.data.database import fetch_rows
from shopdesk.data.integers import Ints, read_integers, read_most_columns, read_most_integers, read_most_texts
from shopdesk.members.segments.kept import Arrays, Recipe, among, kept

# ---- tags


def read_tag_pairs(session: Session, members: Sequence[int] | None) -> Ints:
    columns, rest = ("member_id", "tag_id"), "FROM member_tag WHERE 1" + among("member_id", members)
    if members is None:
        return read_most_integers(session, columns, rest, "member_tag")
    return read_integers(session, columns, rest)


def _patch_pairs(old: Ints, new: Ints, members: Ints) -> Ints:
    return np.concatenate([old[~np.isin(old[:, 0], members)], new])


PAIRS: Recipe[Ints] = Recipe(
    "tag_pairs", ("member_tag",), ("member_tag",), read_tag_pairs, _patch_pairs, lambda arrays: arrays["pairs"]
)


def tag_pairs(session: Session) -> Ints:
    """Rows of member id and tag id, in no order."""
    return kept(session, PAIRS)


# ---- members


@dataclass
class MemberColumns:
    """Arrays by name, in the order of the ids. The words of a text column are numbered in `places`."""

    arrays: dict[str, npt.NDArray[Any]]
    places: dict[str, dict[str, int]]


DAY = 86_400
EPOCH_DAY = 719_163
"""date(1970, 1, 1).toordinal()"""
WORDS = ("source", "gender", "community", "building")
_OF_MEMBER = {
    "id": "id",
    "joined_day": "joined_at",
    "consent": "marketing_consent",
    "do_not_contact": "do_not_contact",
    "pickup_point": "coalesce(pickup_point_id, 0)",
}
_OF_SUMMARY = {
    "id": "id",
    "order_count": "order_count",
    "spent_fen": "spent_fen",
    "unpaid_fen": "unpaid_fen",
    "first_day": "coalesce(first_day, 0)",
    "last_day": "coalesce(last_day, 0)",
    "gap_days": "coalesce(CAST(gap_days * 2 AS INTEGER), -1)",  # a median of whole numbers: halves are exact
}
_TEXTS = ("birthday", *WORDS)
FIGURES = (
    "order_count", "spent_fen", "unpaid_fen", "first_day", "last_day", "gap_days", "joined_day", "consent",
    "do_not_contact", "birth_year", "birth_month", "birth_date",
)  # fmt: skip


def members_recipe(zone: str) -> Recipe[MemberColumns]:
    def read(session: Session, members: Sequence[int] | None) -> MemberColumns:
        return read_members(session, zone, members)

    tables, touched_in = ("member", "member_summary"), ("member", "order")
    return Recipe(f"member_columns:{zone}", tables, touched_in, read, _patch_members, unpack_members)


def member_columns(session: Session, zone: str) -> MemberColumns:
    return kept(session, members_recipe(zone))


def _patch_members(old: MemberColumns, new: MemberColumns, members: Ints) -> MemberColumns:
    ids = old.arrays["id"]
    places = {name: dict(old.places[name]) for name in WORDS}
    for name in WORDS:
        codes = [places[name].setdefault(word, len(places[name])) for word in new.places[name]]
        new.arrays[name] = np.array(codes, dtype=np.int64)[new.arrays[name]]
    at = np.searchsorted(ids, members)
    known = at < len(ids)
    known[known] = ids[at[known]] == members[known]
    if known.all() and len(new.arrays["id"]) == len(members):  # nobody came or left
        arrays = {name: array.copy() for name, array in old.arrays.items()}
        for name, array in arrays.items():
            array[at] = new.arrays[name]
        return MemberColumns(arrays, places)
    stays = np.ones(len(ids), dtype=np.bool_)
    stays[at[known]] = False
    order = np.argsort(np.concatenate([ids[stays], new.arrays["id"]]), kind="stable")
    arrays = {name: np.concatenate([array[stays], new.arrays[name]])[order] for name, array in old.arrays.items()}
    return MemberColumns(arrays, places)


def pack_members(columns: MemberColumns) -> Arrays:
    words = json.dumps({name: list(places) for name, places in columns.places.items()}).encode("ascii")
    return {**columns.arrays, "words": np.frombuffer(words, dtype=np.uint8)}


def unpack_members(arrays: Arrays) -> MemberColumns:
    words = json.loads(arrays["words"].tobytes())
    places = {name: {word: at for at, word in enumerate(words[name])} for name in WORDS}
    return MemberColumns({name: array for name, array in arrays.items() if name != "words"}, places)


def read_members(session: Session, zone: str, members: Sequence[int] | None) -> MemberColumns:
    arrays, texts = _read_columns(session, members)
    gaps = arrays["gap_days"]
    arrays["gap_days"] = np.where(gaps < 0, np.nan, gaps / 2)
    arrays["joined_day"] = _days(arrays["joined_day"], zone)
    for name in ("consent", "do_not_contact"):
        arrays[name] = arrays[name].astype(np.bool_)
    places: dict[str, dict[str, int]] = {}
    for name in WORDS:
        arrays[name], places[name] = _numbered(texts[name])
    births, known = _numbered(texts["birthday"])
    parts = np.array([_birth(birthday) for birthday in known], dtype=np.int64).reshape(-1, 3)[births]
    for at, name in enumerate(("birth_year", "birth_month", "birth_date")):
        arrays[name] = parts[:, at].copy()
    return MemberColumns(arrays, places)


def _read_columns(
    session: Session, members: Sequence[int] | None
) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Sequence[str]]]:
    """Each table along itself, by id: a join would look 100,000 rows up one by one."""
    member = _read_numbers(session, "member", _OF_MEMBER, members)
    summary = _read_numbers(session, "member_summary", _OF_SUMMARY, members)
    texts = dict(zip(_TEXTS, _read_texts(session, members), strict=True))
    if not np.array_equal(member["id"], summary["id"]):  # a summary is missing, as in a damaged file
        ids, at, also = np.intersect1d(member["id"], summary["id"], assume_unique=True, return_indices=True)
        member = {name: array[at] for name, array in member.items()}
        summary = {name: array[also] for name, array in summary.items()} | {"id": ids}
        texts = {name: [column[place] for place in at.tolist()] for name, column in texts.items()}
    return {**summary, **member}, texts


def _read_numbers(
    session: Session, table: str, columns: dict[str, str], members: Sequence[int] | None
) -> dict[str, npt.NDArray[Any]]:
    sql, rest = tuple(columns.values()), f"FROM {table} WHERE 1{among('id', members)}"
    if members is None:
        return dict(zip(columns, read_most_columns(session, sql, rest, table), strict=True))
    rows = read_integers(session, sql, rest)
    return dict(zip(columns, rows[np.argsort(rows[:, 0], kind="stable")].T, strict=True))


def _read_texts(session: Session, members: Sequence[int] | None) -> Sequence[Sequence[str]]:
    if members is None:
        return read_most_texts(session, _TEXTS, "member")
    rows = fetch_rows(session, f"SELECT {', '.join(_TEXTS)} FROM member WHERE 1{among('id', members)} ORDER BY id")
    return list(zip(*rows, strict=True)) if rows else [()] * len(_TEXTS)


def _numbered(column: Sequence[str]) -> tuple[Ints, dict[str, int]]:
    places = dict(zip(dict.fromkeys(column), count(), strict=False))
    return np.fromiter(map(places.__getitem__, column), dtype=np.int64, count=len(column)), places


def _birth(birthday: str) -> tuple[int, int, int]:
    """(year or 0, month or 0, day or 0) of YYYY-MM-DD or --MM-DD."""
    if len(birthday) == 10:
        return int(birthday[:4]), int(birthday[5:7]), int(birthday[8:])
    if len(birthday) == 7:
        return 0, int(birthday[2:4]), int(birthday[5:])
    return 0, 0, 0


def _days(moments: Ints, zone: str) -> Ints:
    """Local days. The zone is asked twice for each day of UTC, and for each quarter of an hour only where its offset
    changes on that day."""
    if not len(moments):
        return moments
    days, places = np.unique(moments // DAY, return_inverse=True)
    early, late = (
        np.array([_offset(int(day) * DAY, zone) for day in edges], dtype=np.int64)[places] for edges in (days, days + 1)
    )
    found = EPOCH_DAY + (moments + early) // DAY
    for at in np.flatnonzero(early != late).tolist():
        found[at] = day_of(int(moments[at]), zone)
    return found


def _offset(moment: int, zone: str) -> int:
    offset = local(moment, zone).utcoffset()
    return 0 if offset is None else round(offset.total_seconds())


# ---- texts


def text_recipe(column: str) -> Recipe[dict[int, str]]:
    """The texts of a column of member that are not empty, by member. In no file: they may name people."""

    def read(session: Session, members: Sequence[int] | None) -> dict[int, str]:
        return dict(fetch_rows(session, f"SELECT id, {column} FROM member WHERE {column} <> ''{among('id', members)}"))

    def patch(old: dict[int, str], new: dict[int, str], members: Ints) -> dict[int, str]:
        touched = set(members.tolist())
        return {**{member: text for member, text in old.items() if member not in touched}, **new}

    return Recipe(f"texts:{column}", ("member",), ("member",), read, patch)
