"""The members' arrays, made: kept in memory, patched for the members a change touched.

Measured with 100,000 members and 1,000,000 orders: a broad count takes milliseconds here and hundreds in SQL; reading
everything takes a second, patching what one change touched 25 ms.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from shopdesk.data.database import derived, fetch_rows
from shopdesk.data.integers import Ints
from shopdesk.data.shop import Shop, read_shop
from shopdesk.members.segments.arrays import Mask as Mask
from shopdesk.members.segments.arrays import MemberArrays as MemberArrays
from shopdesk.members.segments.arrays import OrderArrays as OrderArrays
from shopdesk.members.segments.arrays import Words
from shopdesk.members.segments.columns import (
    FIGURES,
    WORDS,
    MemberColumns,
    member_columns,
    read_members,
    read_tag_pairs,
    tag_pairs,
)
from shopdesk.members.segments.purchases import order_columns, read_orders

_TABLES = (
    "member", "member_summary", "member_tag", "tag", "pickup_point", "shop_setting", "order", "order_line", "product",
    "product_alias", "referral",
)  # fmt: skip
"""What the arrays and what is kept with them are made of."""


def member_arrays(session: Session) -> MemberArrays:
    """Of today's data."""
    return derived(session, "member_arrays", _member_arrays, _TABLES)


def _member_arrays(session: Session) -> MemberArrays:
    shop = read_shop(session)
    return _arrays_of(session, shop, member_columns(session, shop.time_zone), tag_pairs(session), None)


def members_among(session: Session, ids: Iterable[int]) -> MemberArrays:
    """Of these members alone, read anew: what a change derives of the few that it touched, whatever the shop's size."""
    shop, few = read_shop(session), tuple(sorted(ids))
    return _arrays_of(session, shop, read_members(session, shop.time_zone, few), read_tag_pairs(session, few), few)


def _arrays_of(
    session: Session, shop: Shop, columns: MemberColumns, pairs: Ints, among: tuple[int, ...] | None
) -> MemberArrays:
    words = {name: Words(columns.arrays[name], list(columns.places[name])) for name in WORDS}
    words["pickup_point"] = Words(columns.arrays["pickup_point"], _names(session))
    figures: dict[str, Any] = {name: columns.arrays[name] for name in FIGURES}
    return MemberArrays(
        shop=shop,
        ids=columns.arrays["id"],
        words=words,
        tag_ids=dict(fetch_rows(session, "SELECT name, id FROM tag")),
        tag_pairs=pairs,
        among=among,
        **figures,
    )


def order_arrays(session: Session, members: MemberArrays) -> OrderArrays:
    """Counted orders of everybody in the arrays."""

    def build() -> OrderArrays:
        rows = order_columns(session) if members.among is None else read_orders(session, members.among)
        return _order_arrays(rows, members)

    return members.keep("orders", build)


def _order_arrays(rows: Ints, members: MemberArrays) -> OrderArrays:
    # Sorted by owner, so each owner is looked up once: a million look-ups take 80 ms.
    begins = np.flatnonzero(np.r_[True, rows[1:, 0] != rows[:-1, 0]][: len(rows)])
    lengths = np.diff(np.r_[begins, len(rows)])
    owners = rows[begins, 0]
    known = np.isin(owners, members.ids)  # beside the window somebody new may have ordered since the members were read
    if not known.all():
        rows, owners, lengths = rows[np.repeat(known, lengths)], owners[known], lengths[known]
    return OrderArrays(np.repeat(members.positions(owners), lengths), rows[:, 1].copy(), rows[:, 2].copy())


def _names(session: Session) -> list[str]:
    """The pick-up points' names by id, empty where there is none."""
    names: dict[int, str] = dict(fetch_rows(session, "SELECT id, name FROM pickup_point"))
    return [names.get(at, "") for at in range(max(names, default=0) + 1)]
