"""The members as arrays: what segment rules are asked of. Derived from the tables, rebuilt after any change.

Position p in every array is the member ids[p]. Days are ordinals, 0 where there is none. Measured with 100,000
members and 1,000,000 orders: a broad count takes milliseconds here and hundreds in SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy.orm import Session

from shopdesk.base.dates import day_of
from shopdesk.data.database import Database, derived, fetch_rows
from shopdesk.data.shop import Shop, read_shop
from shopdesk.data.summaries import COUNTED

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass
class Words:
    """A text column as numbers: codes[p] is the place of the member's word in `words`."""

    codes: Ints
    words: list[str]

    def mask(self, wanted: Iterable[str]) -> Mask:
        chosen = set(wanted)
        hits = [at for at, word in enumerate(self.words) if word in chosen]
        return np.isin(self.codes, hits)


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
    tags: dict[str, Ints]
    """Positions of the members with the tag, by its name."""
    kept: dict[str, Any] = field(default_factory=dict)
    """What is built only when a rule asks for it."""

    @property
    def size(self) -> int:
        return len(self.ids)

    def positions(self, ids: Sequence[int] | Ints) -> Ints:
        """Where these members stand; ids that are no members are left out."""
        wanted = np.asarray(ids, dtype=np.int64)
        if not self.size:
            return np.zeros(0, dtype=np.int64)
        at = np.searchsorted(self.ids, wanted)
        at = np.minimum(at, self.size - 1)
        found: Ints = at[self.ids[at] == wanted]
        return found

    def mask_of(self, ids: Sequence[int] | Ints) -> Mask:
        mask = np.zeros(self.size, dtype=np.bool_)
        mask[self.positions(ids)] = True
        return mask


@dataclass
class OrderArrays:
    """Counted orders sorted by member and day; `starts[p]:starts[p+1]` are those of member p."""

    member: Ints
    day: Ints
    fen: Ints

    def since(self, first_day: int, size: int) -> tuple[Ints, Ints]:
        """Orders and 分 of each member from `first_day` on."""
        chosen = self.day >= first_day
        member = self.member[chosen]
        counts = np.bincount(member, minlength=size).astype(np.int64)
        # Weights go through float64, exact for sums below 2**53 分: ninety thousand billion yuan.
        fen = np.bincount(member, weights=self.fen[chosen], minlength=size).astype(np.int64)
        return counts, fen


_MEMBER_TABLES = ("member", "member_summary", "member_tag", "tag", "pickup_point", "shop_setting")
_ORDER_TABLES = ("member", "order")
_PATCHED_AT_MOST = 5000
"""Members; beyond that reading everything is as quick."""


def member_arrays(session: Session) -> MemberArrays:
    """Built again after a change to members, tags or summaries; what `kept` holds is dropped after any change."""
    members = derived(session, "member_arrays", _load_members, _MEMBER_TABLES)
    return replace(members, kept=derived(session, "member_arrays.kept", lambda _session: {}))


def order_arrays(session: Session, members: MemberArrays) -> OrderArrays:
    """Counted orders of everybody; after a change only the members that it touched are read again."""

    def build(read: Session) -> OrderArrays:
        owner, day, fen = derived(read, "order_columns", _order_columns, _ORDER_TABLES)
        return OrderArrays(members.positions(owner), day, fen)

    return derived(session, "order_arrays", build, _ORDER_TABLES)


def _order_columns(session: Session) -> tuple[Ints, Ints, Ints]:
    """Member id, day and 分 of each counted order, patched from what was kept where little has changed."""
    if "version" not in session.info:
        return _read_orders(session)
    database: Database = session.info["database"]
    kept = database.derived.get("order_columns")
    touched = None if kept is None else database.touched_since(kept[0])
    if kept is None or touched is None or len(touched) > _PATCHED_AT_MOST:
        return _read_orders(session)
    new = _read_orders(session, sorted(touched))
    stays = ~np.isin(kept[1][0], list(touched))
    owner, day, fen = (np.concatenate([old[stays], more]) for old, more in zip(kept[1], new, strict=True))
    return owner, day, fen


_WORD_COLUMNS = ("source", "gender", "community", "building")


def _load_members(session: Session) -> MemberArrays:
    shop = read_shop(session)
    rows = fetch_rows(
        session,
        "SELECT m.id, s.order_count, s.spent_fen, s.unpaid_fen, s.first_day, s.last_day, s.gap_days, m.joined_at, "
        "m.marketing_consent, m.do_not_contact, m.birthday, m.source, m.gender, m.community, m.building, "
        "coalesce(p.name, '') FROM member m JOIN member_summary s ON s.id = m.id "
        "LEFT JOIN pickup_point p ON p.id = m.pickup_point_id ORDER BY m.id",
    )
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * 16

    def ints(at: int) -> Ints:
        return np.array([value or 0 for value in columns[at]], dtype=np.int64)

    births = [_birth(text_) for text_ in columns[10]]
    arrays = MemberArrays(
        shop=shop,
        ids=ints(0),
        order_count=ints(1),
        spent_fen=ints(2),
        unpaid_fen=ints(3),
        first_day=ints(4),
        last_day=ints(5),
        gap_days=np.array([np.nan if gap is None else gap for gap in columns[6]], dtype=np.float64),
        joined_day=_days(columns[7], shop.time_zone),
        consent=ints(8).astype(np.bool_),
        do_not_contact=ints(9).astype(np.bool_),
        birth_year=np.array([birth[0] for birth in births], dtype=np.int64),
        birth_month=np.array([birth[1] for birth in births], dtype=np.int64),
        birth_date=np.array([birth[2] for birth in births], dtype=np.int64),
        words={name: _words(columns[at]) for at, name in enumerate((*_WORD_COLUMNS, "pickup_point"), 11)},
        tags={},
    )
    arrays.tags = _load_tags(session, arrays)
    return arrays


def _birth(birthday: str) -> tuple[int, int, int]:
    """(year or 0, month or 0, day or 0) of YYYY-MM-DD or --MM-DD."""
    if len(birthday) == 10:
        return int(birthday[:4]), int(birthday[5:7]), int(birthday[8:])
    if len(birthday) == 7:
        return 0, int(birthday[2:4]), int(birthday[5:])
    return 0, 0, 0


def _days(moments: Sequence[int], zone: str) -> Ints:
    """Local days; few distinct hours make this quick, and a zone's offset is constant within one."""
    known: dict[int, int] = {}
    days = np.zeros(len(moments), dtype=np.int64)
    for at, moment in enumerate(moments):
        hour = moment // 900  # offsets of time zones are multiples of a quarter of an hour
        if hour not in known:
            known[hour] = day_of(hour * 900, zone)
        days[at] = known[hour]
    return days


def _words(column: Sequence[str]) -> Words:
    places: dict[str, int] = {}
    codes = np.array([places.setdefault(word, len(places)) for word in column], dtype=np.int64)
    return Words(codes, list(places))


def _load_tags(session: Session, arrays: MemberArrays) -> dict[str, Ints]:
    names: dict[int, str] = dict(fetch_rows(session, "SELECT id, name FROM tag"))
    rows = fetch_rows(session, "SELECT tag_id, member_id FROM member_tag ORDER BY tag_id")
    tags: dict[str, Ints] = {name: np.zeros(0, dtype=np.int64) for name in names.values()}
    if not rows:
        return tags
    pairs = _table(rows, 2)
    starts = np.flatnonzero(np.r_[True, pairs[1:, 0] != pairs[:-1, 0]])
    for start, stop in zip(starts, [*starts[1:], len(pairs)], strict=True):
        tags[names[int(pairs[start, 0])]] = arrays.positions(pairs[start:stop, 1])
    return tags


def _read_orders(session: Session, members: Sequence[int] | None = None) -> tuple[Ints, Ints, Ints]:
    counted = ", ".join(f"'{status}'" for status in COUNTED)
    query = f'SELECT member_id, day, amount_fen - refund_fen FROM "order" WHERE status IN ({counted})'
    if members is None:
        rows = fetch_rows(session, query)
    else:
        rows = fetch_rows(session, query + f" AND member_id IN ({','.join(map(str, members))})")
    table = _table(rows, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def _table(rows: list[tuple[Any, ...]], width: int) -> Ints:
    """Rows of integers as an array; flattening first is several times quicker than np.array on tuples."""
    flat = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=len(rows) * width)
    return flat.reshape(-1, width)
