"""What was bought, by what it is about: orders by their group buy, lines by their product; kept, patched for a few.

Read once, the lines of 1,000,000 orders take a second; a table of all figures then goes through them in a tenth of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from sqlalchemy.orm import Session

from shopdesk.data.database import fetch_rows
from shopdesk.data.integers import Ints, numbered, read_integers, read_most_columns
from shopdesk.insight.history import NEVER, changes
from shopdesk.insight.scope import Scope
from shopdesk.members.segments.index import Mask, MemberArrays, member_arrays
from shopdesk.members.segments.kept import Recipe, among, kept
from shopdesk.members.segments.purchases import MOST_DAYS, is_counted
from shopdesk.orders.order_list import NO_GROUP_BUY

Names = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Bought:
    """One row for each counted order or line of one, sorted by its columns in their order."""

    about: Ints
    """A group buy or product, 0 for no group buy, −1 − the place in `loose` for lines that name no product."""
    member: Ints
    """The id."""
    day: Ints
    order: Ints
    fen: Ints
    loose: Names = ()


def bought_of(columns: Sequence[Ints], loose: Names = ()) -> Bought:
    """From the columns of rows in any order."""
    about, member, day, order, fen = columns
    places, owners = numbered(about)[1], numbered(member)[1]
    first = int(day.min()) if len(day) else 0
    width = int(day.max()) - first + 1 if len(day) else 1
    # One number for three columns: below 2**63 for a million of each.
    key = (places * (int(owners.max(initial=0)) + 1) + owners) * width + (day - first)
    by = np.lexsort((order, key))
    return Bought(about[by], member[by], day[by], order[by], fen[by], loose)


# ---- reading


def _read_orders(session: Session, members: Sequence[int] | None) -> Bought:
    counted = is_counted("o.status") + among("o.member_id", members)
    if members is not None:
        return read_bought(session, "group_buy", counted, by_lines=False)
    columns = ("o.id", _OWNER_AND_DAY, "coalesce(o.group_buy_id, 0)", "amount_fen - refund_fen")
    order, whose, about, fen = read_most_columns(session, columns, f'FROM "order" o WHERE {counted}', '"order"', "o.id")
    return bought_of((about, whose // MOST_DAYS, whose % MOST_DAYS, order, fen))


def _read_lines(session: Session, members: Sequence[int] | None) -> Bought:
    counted = is_counted("o.status") + among("o.member_id", members)
    if members is not None:
        return read_bought(session, "product", counted, by_lines=True)
    # Each table in its own order, joined here: SQLite looks every row up, which takes three times as long.
    rest = f'FROM "order" o WHERE {counted}'
    known, owner = read_most_columns(session, ("o.id", _OWNER_AND_DAY), rest, '"order"', "o.id")
    columns = ("order_id", "coalesce(product_id, -id)", "coalesce(amount_fen, 0)")
    order, about, fen = read_most_columns(session, columns, "FROM order_line WHERE 1", "order_line")
    at = np.searchsorted(known, order)
    there = np.append(known, -1)[at] == order
    order, about, fen, whose = order[there], about[there], fen[there], owner[at[there]]
    about, loose = _names_of(session, about, everybody=True)
    return bought_of((about, whose // MOST_DAYS, whose % MOST_DAYS, order, fen), loose)


_OWNER_AND_DAY = f"o.member_id * {MOST_DAYS} + o.day"


def _names_of(session: Session, about: Ints, *, everybody: bool) -> tuple[Ints, Names]:
    """In the place of lines without a product (minus their id) what they are called."""
    at = np.flatnonzero(about < 0)
    if not len(at):
        return about, ()
    lines = (-about[at]).tolist()
    which = "product_id IS NULL" if everybody else f"id IN ({','.join(map(str, lines))})"
    places: dict[tuple[str, str], int] = {}
    numbers = {
        line: -1 - places.setdefault((name, spec), len(places))
        for line, name, spec in fetch_rows(session, f"SELECT id, name, spec FROM order_line WHERE {which}")
    }
    named = about.copy()
    named[at] = [numbers[line] for line in lines]
    return named, tuple(places)


def read_bought(session: Session, kind: str, where: str, values: Sequence[object] = (), *, by_lines: bool) -> Bought:
    """Of orders `o`, or their lines `l`, by the indices that `where` finds: for a part of the shop."""
    if by_lines:
        joined, key, fen = 'order_line l JOIN "order" o ON o.id = l.order_id', "l.id", "coalesce(l.amount_fen, 0)"
    else:
        joined, key, fen = '"order" o', "o.id", "o.amount_fen - o.refund_fen"
    about = "coalesce(o.group_buy_id, 0)" if kind == "group_buy" else "coalesce(l.product_id, -l.id)"
    columns = (about, "o.member_id", "o.day", "o.id", fen)
    about, *rest = read_integers(session, columns, f"FROM {joined} WHERE {where}", key, values).T
    named, loose = _names_of(session, about, everybody=False)
    return bought_of((named, *rest), loose)


def _patch(old: Bought, new: Bought, members: Ints) -> Bought:
    stays = ~np.isin(old.member, members)
    loose = tuple(dict.fromkeys((*old.loose, *new.loose)))
    columns = [
        np.concatenate([before[stays], after])
        for before, after in (
            (old.about, renamed(new.about, new.loose, loose)), (old.member, new.member), (old.day, new.day),
            (old.order, new.order), (old.fen, new.fen),
        )
    ]  # fmt: skip
    return bought_of(columns, loose)


def renamed(about: Ints, loose: Names, others: Names) -> Ints:
    """With the numbers that names without a product have in `others`; a name that is not there gets one beyond."""
    places = {name: at for at, name in enumerate(others)}
    numbers = [-1 - places.get(name, len(others) + at) for at, name in enumerate(loose)]
    translated = np.array([0, *numbers], dtype=np.int64)
    return np.where(about < 0, translated[np.maximum(-about, 0)], about)


_ORDER, _LINE = ("member", "order"), ("member", "order", "order_line")
_RECIPES: dict[str, Recipe[Bought]] = {
    "group_buy": Recipe("insight.bought_by_group_buy", _ORDER, ("order",), _read_orders, _patch),
    "product": Recipe("insight.bought_by_product", _LINE, ("order", "order_line"), _read_lines, _patch),
}


# ---- as it is asked


@dataclass(frozen=True)
class Begun:
    """The first day of each buyer in each, and the next one, NEVER for who did not come back."""

    place: Ints
    buyer: Ints
    first: Ints
    second: Ints


@dataclass(frozen=True)
class Rows:
    """Bought with the places of the members in the member arrays, and what it is about counted from 0."""

    abouts: Ints
    """The different ones, ascending."""
    place: Ints
    member: Ints
    day: Ints
    order: Ints
    fen: Ints
    loose: Names = ()

    def where(self, kept: Mask) -> Rows:
        used, place = numbered(self.place[kept])
        return Rows(
            self.abouts[used], place, self.member[kept], self.day[kept], self.order[kept], self.fen[kept], self.loose
        )

    def within(self, first: int, last: int) -> Rows:
        return self.where((self.day >= first) & (self.day <= last))

    @property
    def size(self) -> int:
        return len(self.abouts)

    def scope_of(self, place: int, kind: str, scope: Scope) -> Scope:
        about = int(self.abouts[place])
        if kind == "group_buy":
            return replace(scope, group_buy_id=about or NO_GROUP_BUY)
        if about < 0:
            return replace(scope, loose=self.loose[-1 - about])
        return replace(scope, product_id=about)

    @cached_property
    def begun(self) -> Begun:
        """Come back is who bought of the same on another day."""
        days = changes(self.place, self.member, self.day)
        place, member, day = self.place[days], self.member[days], self.day[days]
        begins = changes(place, member)
        second = np.full(len(begins), NEVER)
        ends = np.append(begins[1:], len(days))
        again = ends - begins > 1
        second[again] = day[begins[again] + 1]
        return Begun(place[begins], member[begins], day[begins], second)


def rows_of(bought: Bought, members: MemberArrays) -> Rows:
    member = members.places(bought.member)
    abouts, place = numbered(bought.about)
    rows = Rows(abouts, place, member, bought.day, bought.order, bought.fen, bought.loose)
    known = member >= 0  # beside the window somebody new may have ordered meanwhile
    return rows if known.all() else rows.where(known)


def rows_ever(session: Session, kind: str) -> Rows:
    """By group buy or product, of the whole shop and of all times."""
    members = member_arrays(session)
    return members.keep(f"insight.rows by {kind}", lambda: rows_of(kept(session, _RECIPES[kind]), members))


def are_kept(session: Session, kind: str) -> bool:
    """Whether rows_ever() has read them before."""
    return "version" in session.info and _RECIPES[kind].name in session.info["database"].derived
