"""Counted orders as arrays: by member, and by day, which answers "in the last N days" without looking at the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy.orm import Session

from shopdesk.data.integers import Ints, numbered, read_integers, read_most_columns
from shopdesk.data.summaries import COUNTED
from shopdesk.members.segments.arrays import Mask, MemberArrays
from shopdesk.members.segments.kept import Arrays, Recipe, among, kept

_ORDER = ("member", "order")


# ---- by member and day


def read_orders(session: Session, members: Sequence[int] | None) -> Ints:
    """Member id, day, 分 and whether it is completed (paid or collected, nothing refunded) of each counted order of
    these members (None: of all), by member and day."""
    rest = f'FROM "order" WHERE {is_counted("status")}' + among("member_id", members)
    completed = "(refund_fen = 0 AND status <> 'confirmed')"
    if members is None:
        small = f"member_id * {MOST_DAYS * 2} + day * 2 + {completed}"
        packed, fen = read_most_columns(session, (small, "amount_fen - refund_fen"), rest, '"order"')
        columns = [packed // (MOST_DAYS * 2), packed // 2 % MOST_DAYS, fen, packed % 2]
    else:
        columns = list(read_integers(session, ("member_id", "day", "amount_fen - refund_fen", completed), rest).T)
    order = np.lexsort((columns[1], columns[0]))
    return np.stack([column[order] for column in columns]).T


MOST_DAYS = 1 << 22
"""More than there are days until the year 9999."""


def is_counted(status: str) -> str:
    """The condition that an order counts. The commonest first, which is twice as fast as a list of them, and not by the
    index of statuses ("+"), which jumps about in the table."""
    return "(" + " OR ".join(f"+{status} = '{word}'" for word in reversed(COUNTED)) + ")"


def _patch_orders(old: Ints, new: Ints, members: Ints) -> Ints:
    sides = [np.searchsorted(rows[:, 0], members, side) for rows in (old, new) for side in ("left", "right")]
    pieces, at = [], 0
    for begin, end, new_begin, new_end in zip(*sides, strict=True):
        pieces += [old[at:begin], new[new_begin:new_end]]
        at = end
    return np.concatenate([*pieces, old[at:]])


def pack_orders(rows: Ints) -> Arrays:
    return {name: rows[:, at] for at, name in enumerate(("member", "day", "fen", "completed"))}


def _unpack_orders(arrays: Arrays) -> Ints:
    return np.stack([arrays[name] for name in ("member", "day", "fen", "completed")], axis=1)


ORDERS: Recipe[Ints] = Recipe("order_columns", _ORDER, ("order",), read_orders, _patch_orders, _unpack_orders)


def order_columns(session: Session) -> Ints:
    """The rows of read_orders() of everybody."""
    return kept(session, ORDERS)


# ---- by day


@dataclass(frozen=True)
class OrdersByDay:
    """Everybody's orders as they were when this was made, by day; beside them, anew, those of the members who were
    touched since. So a change costs the look-up of a few members and not another sorting of a million orders."""

    ids: Ints
    """Members who had orders; `slot` counts in this array."""
    first_day: int
    starts: Ints
    """starts[n] is the first order of the day first_day + n."""
    slot: Ints
    fen: npt.NDArray[np.float64]
    """For bincount; exact for sums below 2**53 分: ninety thousand billion yuan."""
    count: Ints
    spent: Ints
    completed: npt.NDArray[np.bool_]
    """These three by slot, over all days."""
    touched: Ints
    fresh: Ints
    """Rows of read_orders() of the touched members."""


def _by_day(rows: Ints) -> OrdersByDay:
    ids, slot = numbered(rows[:, 0])
    first = int(rows[:, 1].min()) if len(rows) else 0
    day = rows[:, 1] - first
    if len(day) and int(day.max()) < 1 << 16:
        day = day.astype(np.uint16)  # so narrow numbers are sorted without comparing: a million in 10 ms
    order = np.argsort(day, kind="stable")
    days = int(day.max()) + 1 if len(day) else 0
    fen = rows[:, 2].astype(np.float64)
    return OrdersByDay(
        ids=ids,
        first_day=first,
        starts=np.r_[0, np.cumsum(np.bincount(day, minlength=days))].astype(np.int64),
        slot=slot[order],
        fen=fen[order],
        count=np.bincount(slot, minlength=len(ids)).astype(np.int64),
        spent=np.bincount(slot, weights=fen, minlength=len(ids)).astype(np.int64),
        completed=np.bincount(slot, weights=rows[:, 3], minlength=len(ids)) > 0,
        touched=np.zeros(0, dtype=np.int64),
        fresh=np.zeros((0, 4), dtype=np.int64),
    )


def _patch_by_day(old: OrdersByDay, new: Ints | OrdersByDay, members: Ints) -> OrdersByDay:
    assert isinstance(new, np.ndarray)
    stays = old.fresh[~np.isin(old.fresh[:, 0], members)]
    return replace(old, touched=np.union1d(old.touched, members), fresh=np.concatenate([stays, new]))


def _read_by_day(session: Session, members: Sequence[int] | None) -> Any:
    return _by_day(order_columns(session)) if members is None else read_orders(session, members)


_TOO_MANY = 2000
"""Touched members, beyond which the orders are sorted again: it takes 40 ms."""


def pack_by_day(session: Session, orders: OrdersByDay) -> Arrays:
    whole = _by_day(order_columns(session)) if len(orders.touched) else orders
    arrays = {name: array for name, array in vars(whole).items() if isinstance(array, np.ndarray)}
    return {**arrays, "fen": whole.fen.astype(np.int64), "first_day": np.array([whole.first_day])}


def _unpack_by_day(arrays: Arrays) -> OrdersByDay:
    values: dict[str, Any] = {**arrays, "first_day": int(arrays["first_day"][0])}
    return OrdersByDay(**{**values, "fen": arrays["fen"].astype(np.float64)})


BY_DAY: Recipe[Any] = Recipe(
    "orders_by_day", _ORDER, ("order",), _read_by_day, _patch_by_day, _unpack_by_day,
    worn=lambda built: len(built.touched) > _TOO_MANY,
)  # fmt: skip


def orders_by_day(session: Session) -> OrdersByDay:
    found: OrdersByDay = kept(session, BY_DAY)
    return found


def since(orders: OrdersByDay, members: MemberArrays, first_day: int) -> tuple[Ints, Ints]:
    """Orders and 分 of each member from `first_day` on."""
    size = len(orders.ids)
    at = int(orders.starts[min(max(first_day - orders.first_day, 0), len(orders.starts) - 1)])
    if at * 2 > len(orders.slot):
        later = slice(at, None)
        count = np.bincount(orders.slot[later], minlength=size).astype(np.int64)
        spent = np.bincount(orders.slot[later], weights=orders.fen[later], minlength=size).astype(np.int64)
    else:  # the shorter half is counted
        before = slice(0, at)
        count = orders.count - np.bincount(orders.slot[before], minlength=size)
        spent_before = np.bincount(orders.slot[before], weights=orders.fen[before], minlength=size)
        spent = orders.spent - spent_before.astype(np.int64)
    fresh = orders.fresh[orders.fresh[:, 1] >= first_day]
    owners = members.places(fresh[:, 0])
    fresh, owners = fresh[owners >= 0], owners[owners >= 0]
    result = []
    for by_slot, more in ((count, None), (spent, fresh[:, 2])):
        found = members.spread("orders", orders.ids, by_slot)
        found[members.positions(orders.touched)] = 0
        np.add.at(found, owners, 1 if more is None else more)
        result.append(found)
    return result[0], result[1]


def completed_mask(orders: OrdersByDay, members: MemberArrays) -> Mask:
    """Who has an order that was paid or collected and from which nothing was refunded."""
    mask = members.spread("orders", orders.ids, orders.completed)
    mask[members.positions(orders.touched)] = False
    mask[members.positions(orders.fresh[orders.fresh[:, 3] == 1, 0])] = True
    return mask
