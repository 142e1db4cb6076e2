"""How members stand on many days, or in every group buy, product, community: as read_pool() says of each alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from sqlalchemy.orm import Session

from shopdesk.data.integers import Ints, distinct
from shopdesk.insight.breakdown import Rows, rows_by
from shopdesk.insight.flow import brought_mask
from shopdesk.insight.history import NEVER, Purchases, members_as_of, purchases_until, second_days
from shopdesk.insight.pool import (
    ACTIVE_DAYS,
    EVER,
    REPURCHASE_DAYS,
    WINDOWS,
    ZOMBIE_DAYS,
    Pool,
    active_mask,
    pool_people,
    zombie_mask,
)
from shopdesk.insight.scope import EVERYTHING, Scope, community_mask, purchases_in, scoped_orders
from shopdesk.insight.spans import Span
from shopdesk.members.segments.index import Mask, MemberArrays, OrderArrays, member_arrays


def no_pool(as_of: int) -> Pool:
    return Pool(as_of, 0, 0, 0, 0, 0, 0, dict.fromkeys(WINDOWS, 0), dict.fromkeys(WINDOWS, 0))


# ---- on many days


def pools_on(session: Session, days: Sequence[int], scope: Scope = EVERYTHING) -> list[Pool]:
    """What changes a figure happens on a day; so each figure of all days is counted along the sorted happenings."""
    if not days:
        return []
    members, last, at = member_arrays(session), max(days), np.array(days, dtype=np.int64)

    def until(happened: Ints) -> Ints:
        return np.searchsorted(np.sort(happened), at, side="right")

    purchases = purchases_in(session, last, scope)
    first, second = purchases.day[purchases.first_row], second_days(purchases)
    watched = {EVER: until(first)} | {str(days): until(first + days) for days in REPURCHASE_DAYS}
    came = {EVER: until(second)} | {str(days): until(first[second - first <= days] + days) for days in REPURCHASE_DAYS}
    counted = _people_until(session, members, scope, purchases, last, until)
    columns = {
        **counted,
        "buyers": until(first),
        "referred": until(first[brought_mask(session, members)[purchases.buyers]]),
        "spent_fen": _spent_until(scoped_orders(session, scope), at),
    }
    return [
        Pool(
            as_of=day, **{name: int(column[place]) for name, column in columns.items()},
            watched={window: int(watched[window][place]) for window in WINDOWS},
            came={window: int(came[window][place]) for window in WINDOWS},
        )
        for place, day in enumerate(days)
    ]  # fmt: skip


def _spent_until(orders: OrderArrays, days: Ints) -> Ints:
    order = np.argsort(orders.day, kind="stable")
    sums = np.concatenate([[0], np.cumsum(orders.fen[order])])
    spent: Ints = sums[np.searchsorted(orders.day[order], days, side="right")]
    return spent


def _people_until(
    session: Session,
    members: MemberArrays,
    scope: Scope,
    begun: Purchases,
    last: int,
    until: Callable[[Ints], Ints],
) -> dict[str, Ints]:
    """Members, active and zombies: each member is one of them from some day on until some other."""
    first = np.where(members.order_count > 0, members.first_day, NEVER)
    since = np.minimum(members.joined_day, first)
    entry = since.copy()
    if scope.of_buyers:
        entry[:] = NEVER
        entry[begun.buyers] = begun.day[begun.first_row]
    if scope.community is not None:
        entry[~community_mask(members, scope.community)] = NEVER
    known_long = np.maximum(since + ZOMBIE_DAYS, entry)
    whole = purchases_until(session, last)
    following = np.append(whole.day[1:], NEVER)
    following[np.append(whole.first_row[1:] - 1, len(whole.day) - 1)[: len(whole.first_row)]] = NEVER

    def lately(days: int, from_day: Ints) -> Ints:
        """Who ordered in the last `days`, of those who belong to it by then."""
        begin = np.maximum(whole.day, from_day[whole.member])
        end = np.minimum(whole.day + days, following)
        there = end > begin
        counts: Ints = until(begin[there]) - until(end[there])
        return counts

    return {
        "members": until(entry),
        "active": lately(ACTIVE_DAYS, entry),
        "zombies": until(known_long) - lately(ZOMBIE_DAYS, known_long),
    }


# ---- by group buy, product or community


def pools_by(session: Session, kind: str, days: Sequence[int], scope: Scope = EVERYTHING) -> list[dict[Scope, Pool]]:
    """As of each of the days, by the scope of each; who never sold anything until then is not there."""
    if kind == "community":
        return [_by_community(session, as_of, scope) for as_of in days]
    whole = Span(1, max(days))
    rows = rows_by(session, kind, whole, scope)  # once: of a million lines the reading takes seconds
    again = rows
    if kind == "product" and scope.group_buy_id is not None:
        again = rows_by(session, kind, whole, scope.returns)
    return [_by_rows(session, kind, as_of, scope, rows.until(as_of), again.until(as_of)) for as_of in days]


def _by_rows(session: Session, kind: str, as_of: int, scope: Scope, rows: Rows, again: Rows) -> dict[Scope, Pool]:
    """`again` is where a product is bought again."""
    members = members_as_of(session, as_of)
    table = rows.table[np.isin(rows.table[:, 1], members.ids)]
    about, place = np.unique(table[:, 0], return_inverse=True)
    member = members.positions(table[:, 1])
    # The first day of each buyer in each of them, and the day on which they came back.
    order = np.lexsort((table[:, 4], member, place))
    begins = np.flatnonzero(_changes(place[order], member[order]))
    of, buyer, first = place[order][begins], member[order][begins], table[order, 4][begins]
    second = _second(session, kind, as_of, scope, members, (about[of], buyer, first), rows, again)
    active, zombies = active_mask(members, as_of)[buyer], zombie_mask(members, as_of)[buyer]
    brought = brought_mask(session, members)[buyer]
    spent = np.bincount(place, weights=table[:, 3], minlength=len(about)).astype(np.int64)
    columns = _columns(of, len(about), as_of, first, second)
    for name, mask in (("members", None), ("active", active), ("zombies", zombies), ("buyers", None),
                       ("referred", brought)):  # fmt: skip
        columns[name] = np.bincount(of if mask is None else of[mask], minlength=len(about))
    columns["spent_fen"] = spent
    return {
        rows.scope_of(int(about[at]), kind, scope): _pool(as_of, columns, at) for at in range(len(about))
    }  # fmt: skip


def _changes(*columns: Ints) -> Mask:
    if not len(columns[0]):
        return np.zeros(0, dtype=np.bool_)
    differs = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    changes: Mask = np.r_[True, differs]
    return changes


def _second(
    session: Session, kind: str, as_of: int, scope: Scope, members: MemberArrays, begun: tuple[Ints, ...], rows: Rows,
    again: Rows,
) -> Ints:  # fmt: skip
    """The next day after the first one: of a group buy in any of them, of a product when it was bought again."""
    about, buyer, first = begun
    if kind == "group_buy":
        back = purchases_in(session, as_of, scope.returns)
        about, owners = np.zeros_like(about), (np.zeros_like(back.member), back.member, back.day)
    else:
        table = again.table[np.isin(again.table[:, 1], members.ids)]
        abouts = table[:, 0] if again.loose is rows.loose else _same_abouts(again, rows, table[:, 0])
        owners = (abouts, members.positions(table[:, 1]), table[:, 4])
    width = as_of + 2
    size = max(members.size, 1)
    lowest = int(min(owners[0].min(), about.min())) if len(about) and len(owners[0]) else 0

    def key(of: Ints, member: Ints, day: Ints) -> Ints:
        return ((of - lowest) * size + member) * width + day

    keys = distinct(key(*owners))
    mine = key(about, buyer, first)
    if not len(keys):
        return np.full(len(mine), NEVER)
    at = np.searchsorted(keys, mine, side="right")
    found = keys[np.minimum(at, len(keys) - 1)]
    same = (at < len(keys)) & (found // width == mine // width)
    return np.where(same, found % width, NEVER)


def _same_abouts(again: Rows, rows: Rows, abouts: Ints) -> Ints:
    """Names without a product are numbered by each reading: those of `again` with the numbers of `rows`."""
    places = {name: at for at, name in enumerate(rows.loose)}
    numbers = [-1 - places.get(name, len(places) + at) for at, name in enumerate(again.loose)]
    translated = np.array([0, *numbers], dtype=np.int64)
    return np.where(abouts < 0, translated[np.maximum(-abouts, 0)], abouts)


def _columns(of: Ints, size: int, as_of: int, first: Ints, second: Ints) -> dict[str, Ints]:
    columns = {f"watched {EVER}": np.bincount(of, minlength=size)}
    columns[f"came {EVER}"] = np.bincount(of[second < NEVER], minlength=size)
    for days in REPURCHASE_DAYS:
        over = first <= as_of - days
        columns[f"watched {days}"] = np.bincount(of[over], minlength=size)
        columns[f"came {days}"] = np.bincount(of[over & (second - first <= days)], minlength=size)
    return columns


def _pool(as_of: int, columns: dict[str, Ints], at: int) -> Pool:
    one = {name: int(column[at]) for name, column in columns.items()}
    windows = {what: {window: one.pop(f"{what} {window}") for window in WINDOWS} for what in ("watched", "came")}
    return Pool(as_of=as_of, **one, **windows)  # type: ignore[arg-type]


def _by_community(session: Session, as_of: int, scope: Scope) -> dict[Scope, Pool]:
    members = members_as_of(session, as_of)
    words = members.words["community"]
    purchases = purchases_in(session, as_of, scope)
    orders = scoped_orders(session, scope)
    people = pool_people(members, as_of, scope, purchases)
    size = len(words.words)
    before = orders.day <= as_of
    fen = np.bincount(words.codes[orders.member[before]], weights=orders.fen[before], minlength=size)
    buyers, first = purchases.buyers, purchases.day[purchases.first_row]
    columns = _columns(words.codes[buyers], size, as_of, first, second_days(purchases))
    for name, who in (
        ("members", people), ("active", people & active_mask(members, as_of)),
        ("zombies", people & zombie_mask(members, as_of)), ("buyers", buyers),
        ("referred", buyers[brought_mask(session, members)[buyers]]),
    ):  # fmt: skip
        columns[name] = np.bincount(words.codes[who], minlength=size)
    columns["spent_fen"] = fen.astype(np.int64)
    return {
        replace(scope, community=word): _pool(as_of, columns, at)
        for at, word in enumerate(words.words)
        if columns["members"][at]
    }
