"""Who bought which product: order lines as arrays, by product, in the same two parts as the orders by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from shopdesk.base.texts import fold
from shopdesk.data.database import fetch_rows
from shopdesk.data.integers import Ints, numbered, read_integers, read_most_columns
from shopdesk.members.segments.arrays import Mask, MemberArrays
from shopdesk.members.segments.kept import Arrays, Recipe, among, kept
from shopdesk.members.segments.purchases import MOST_DAYS, is_counted

_NO_LINES = np.zeros((0, 3), dtype=np.int64)


@dataclass(frozen=True)
class Lines:
    """Member id, day and key of lines of counted orders, in no order. The key is the product, or for a line without one
    −1 − the place of its name in `names`."""

    rows: Ints
    names: tuple[str, ...]


def _read(session: Session, members: Sequence[int] | None) -> Lines:
    orders = is_counted("o.status") + among("o.member_id", members)
    # A few members' orders first, then their lines: CROSS JOIN keeps SQLite to that order.
    join = 'FROM "order" o CROSS JOIN order_line l ON l.order_id = o.id WHERE ' + orders
    if members is not None:
        return _read_few(session, join)
    rows = _join(session, orders)
    if not fetch_rows(session, "SELECT 1 FROM order_line WHERE product_id IS NULL LIMIT 1"):
        return Lines(rows, ())
    loose = fetch_rows(session, f"SELECT o.member_id, o.day, l.name {join} AND l.product_id IS NULL")
    places: dict[str, int] = {}
    more = [(member, day, -1 - places.setdefault(name, len(places))) for member, day, name in loose]
    return Lines(np.concatenate([rows, np.array(more, dtype=np.int64).reshape(-1, 3)]), tuple(places))


def _read_few(session: Session, join: str) -> Lines:
    """Their lines in one pass: each stands on a page of its own in a large shop, and the second pass would cost the
    same again."""
    rows = read_integers(session, ("o.member_id", "o.day", "coalesce(l.product_id, -l.id)"), join, key="l.id")
    loose = np.flatnonzero(rows[:, 2] < 0)
    if not len(loose):
        return Lines(rows, ())
    ids = ",".join(map(str, (-rows[loose, 2]).tolist()))
    called = dict(fetch_rows(session, f"SELECT id, name FROM order_line WHERE id IN ({ids})"))
    places: dict[str, int] = {}
    rows[loose, 2] = [-1 - places.setdefault(called[-line], len(places)) for line in rows[loose, 2].tolist()]
    return Lines(rows, tuple(places))


def _join(session: Session, orders: str) -> Ints:
    """Lines of products with their order's member and day. Both tables are read in their own order and joined here:
    SQLite's join of a million rows looks each of them up, which takes three times as long."""
    counted = f'FROM "order" o WHERE {orders}'
    packed = f"o.member_id * {MOST_DAYS} + o.day"
    order, whose = read_most_columns(session, ("o.id", packed), counted, '"order"', "o.id")
    named = "FROM order_line WHERE product_id IS NOT NULL"
    of_order, product = read_most_columns(session, ("order_id", "product_id"), named, "order_line")
    if not len(order):
        return _NO_LINES
    at = np.minimum(np.searchsorted(order, of_order), len(order) - 1)
    there = order[at] == of_order
    owner = whose[at[there]]
    return np.stack([owner // MOST_DAYS, owner % MOST_DAYS, product[there]]).T


@dataclass(frozen=True)
class LinesByProduct:
    """Sorted by key, member and day; `starts[n]:starts[n + 1]` are the lines of keys[n]."""

    ids: Ints
    keys: Ints
    starts: Ints
    slot: Ints
    day: Ints
    names: tuple[str, ...]
    touched: Ints
    fresh: Ints
    """Rows of the touched members, with keys of this `names`."""
    known: dict[str, Ints] = field(default_factory=dict)
    """What was found out of the lines as they were; a patch keeps it with them."""

    def slices(self, keys: Sequence[int]) -> list[slice]:
        wanted = np.asarray(keys, dtype=np.int64)
        at = np.searchsorted(self.keys, wanted)
        there = at < len(self.keys)
        there[there] = self.keys[at[there]] == wanted[there]
        return [slice(int(self.starts[place]), int(self.starts[place + 1])) for place in at[there]]


def _sorted(lines: Lines) -> LinesByProduct:
    ids, slot = numbered(lines.rows[:, 0])
    keys, key = numbered(lines.rows[:, 2])
    day = lines.rows[:, 1]
    first = int(day.min()) if len(day) else 0
    width = int(day.max()) - first + 1 if len(day) else 1
    # One number for key, member and day: below 2**63 for a million products, members and days each.
    order = np.argsort((key * max(len(ids), 1) + slot) * width + (day - first), kind="stable")
    starts = np.r_[0, np.cumsum(np.bincount(key, minlength=len(keys)))].astype(np.int64)
    return LinesByProduct(ids, keys, starts, slot[order], day[order], lines.names, _NO_LINES[:, 0], _NO_LINES)


def _read_sorted(session: Session, members: Sequence[int] | None) -> Any:
    lines = _read(session, members)
    return _sorted(lines) if members is None else lines


_TOO_MANY = 2000
"""Touched members, beyond which everything is sorted again: it takes 200 ms."""


def _patch(old: LinesByProduct, new: Lines | LinesByProduct, members: Ints) -> LinesByProduct:
    assert isinstance(new, Lines)
    names = dict.fromkeys((*old.names, *new.names))
    places = {name: at for at, name in enumerate(names)}
    rows = new.rows.copy()
    loose = rows[:, 2] < 0
    translated = np.array([-1 - places[name] for name in new.names], dtype=np.int64)
    rows[loose, 2] = translated[-1 - rows[loose, 2]]
    stays = old.fresh[~np.isin(old.fresh[:, 0], members)]
    patched = replace(
        old, names=tuple(names), touched=np.union1d(old.touched, members), fresh=np.concatenate([stays, rows])
    )
    return _merged(patched) if len(patched.touched) > _TOO_MANY else patched


def _merged(lines: LinesByProduct) -> LinesByProduct:
    """The same with everybody in one part."""
    stays = ~np.isin(lines.ids, lines.touched)[lines.slot]
    key = np.repeat(lines.keys, np.diff(lines.starts))
    rows = np.column_stack([lines.ids[lines.slot[stays]], lines.day[stays], key[stays]])
    return _sorted(Lines(np.concatenate([rows, lines.fresh]), lines.names))


def pack_lines(lines: LinesByProduct) -> Arrays | None:
    """None where goods that are no products were bought: their names stand in no file."""
    if lines.names:
        return None
    whole = _merged(lines) if len(lines.touched) else lines
    return {name: getattr(whole, name) for name in ("ids", "keys", "starts", "slot", "day")}


def _unpack(arrays: Arrays) -> LinesByProduct:
    values: dict[str, Any] = {**arrays}
    return LinesByProduct(**values, names=(), touched=_NO_LINES[:, 0], fresh=_NO_LINES)


LINES: Recipe[Any] = Recipe(
    "lines_by_product", ("member", "order", "order_line"), ("order", "order_line"), _read_sorted, _patch, _unpack
)


def lines_by_product(session: Session, members: MemberArrays) -> LinesByProduct:
    """Of everybody in the arrays."""
    if members.among is None and "version" not in session.info:  # inside a change nothing else keeps it
        return members.keep("lines", lambda: _of_everybody(session))
    if members.among is None:
        return _of_everybody(session)
    return members.keep("lines", lambda: _sorted(_read(session, members.among)))


def _of_everybody(session: Session) -> LinesByProduct:
    found: LinesByProduct = kept(session, LINES)
    return found


# ---- what is asked


def keys_of_product(session: Session, lines: LinesByProduct, name: str) -> list[int]:
    """Of the products of that name or nickname, and of lines that carry the name without a product."""
    ids = product_ids(session, name)
    return [*ids, *(-1 - at for at, known in enumerate(lines.names) if known == name)]


def product_ids(session: Session, name: str) -> list[int]:
    found = fetch_rows(
        session,
        "SELECT id FROM product WHERE name = ? UNION SELECT product_id FROM product_alias WHERE folded = ?",
        (name, fold(name)),
    )
    return [row[0] for row in found]


def keys_of_category(session: Session, name: str) -> list[int]:
    return [row[0] for row in fetch_rows(session, "SELECT id FROM product WHERE category = ?", (name,))]


def buyers(lines: LinesByProduct, members: MemberArrays, keys: Sequence[int], first_day: int) -> Mask:
    """Who bought one of them on that day or later."""
    by_slot = np.zeros(len(lines.ids), dtype=np.bool_)
    for part in lines.slices(keys):
        slots = lines.slot[part]
        by_slot[slots if first_day <= 0 else slots[lines.day[part] >= first_day]] = True
    mask = members.spread("lines", lines.ids, by_slot)
    if len(lines.touched):
        mask[members.positions(lines.touched)] = False
        fresh = lines.fresh[(lines.fresh[:, 1] >= first_day) & np.isin(lines.fresh[:, 2], keys)]
        mask[members.positions(fresh[:, 0])] = True
    return mask


def count_products(lines: LinesByProduct, members: MemberArrays, first_day: int) -> Ints:
    """How many different products each member bought on that day or later; a name without a product is one too."""
    found = members.spread("lines", lines.ids, _count_by_slot(lines, max(first_day, 0)))
    if len(lines.touched):
        found[members.positions(lines.touched)] = 0
        fresh = np.unique(lines.fresh[lines.fresh[:, 1] >= first_day][:, [0, 2]], axis=0)
        owners = members.places(fresh[:, 0])
        np.add.at(found, owners[owners >= 0], 1)
    return found


def _count_by_slot(lines: LinesByProduct, first_day: int) -> Ints:
    """Of the lines as they were, whoever was touched since."""
    ever = first_day <= 0
    if ever and "products" in lines.known:
        return lines.known["products"]
    key = np.repeat(np.arange(len(lines.keys)), np.diff(lines.starts))
    slot = lines.slot
    if not ever:
        chosen = lines.day >= first_day
        key, slot = key[chosen], slot[chosen]
    new = np.r_[True, (slot[1:] != slot[:-1]) | (key[1:] != key[:-1])][: len(slot)]
    counts = np.bincount(slot[new], minlength=len(lines.ids)).astype(np.int64)
    if ever:  # since some day it is another with every day and every value typed
        lines.known["products"] = counts
    return counts
