"""How members stand on many days, or in every group buy, product, community: as read_pool() says of each alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from sqlalchemy.orm import Session

from shopdesk.data.integers import Ints
from shopdesk.insight.bought import Begun, Rows, renamed
from shopdesk.insight.breakdown import rows_by
from shopdesk.insight.flow import brought_mask
from shopdesk.insight.history import NEVER, Purchases, changes, members_as_of, purchases_until, second_days
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
from shopdesk.members.segments.index import Mask, MemberArrays, member_arrays


def no_pool(as_of: int) -> Pool:
    return Pool(as_of, 0, 0, 0, 0, 0, 0, dict.fromkeys(WINDOWS, 0), dict.fromkeys(WINDOWS, 0))


# ---- on many days


def pools_on(session: Session, days: Sequence[int], scope: Scope = EVERYTHING) -> list[Pool]:
    """What changes a figure happens on a day; so each figure of all days is counted along the sorted happenings."""
    if not days:
        return []
    members, last, at = member_arrays(session), max(days), np.array(days, dtype=np.int64)
    lowest = min(days)

    def until(happened: Ints, weights: Ints | None = None) -> Ints:
        """By counting, not by sorting: the days in question are few, what happened may be a million things."""
        place = np.maximum(happened[happened <= last] - lowest, 0)
        fen = None if weights is None else weights[happened <= last]
        counts = np.cumsum(np.bincount(place, fen, last - lowest + 1)).astype(np.int64)
        found: Ints = counts[at - lowest]
        return found

    orders, purchases = scoped_orders(session, scope), purchases_in(session, last, scope)
    first, second = purchases.day[purchases.first_row], second_days(purchases)
    watched = {EVER: until(first)} | {str(days): until(first + days) for days in REPURCHASE_DAYS}
    came = {EVER: until(second)} | {str(days): until(first[second - first <= days] + days) for days in REPURCHASE_DAYS}
    counted = _people_until(session, members, scope, purchases, last, until)
    columns = {
        **counted,
        "buyers": until(first),
        "referred": until(first[brought_mask(session, members)[purchases.buyers]]),
        "spent_fen": until(orders.day, orders.fen),
    }
    return [
        Pool(
            as_of=day, **{name: int(column[place]) for name, column in columns.items()},
            watched={window: int(watched[window][place]) for window in WINDOWS},
            came={window: int(came[window][place]) for window in WINDOWS},
        )
        for place, day in enumerate(days)
    ]  # fmt: skip


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
    return pools_of(session, kind, rows_by(session, kind, scope), days, scope)


def pools_of(
    session: Session, kind: str, rows: Rows, days: Sequence[int], scope: Scope = EVERYTHING
) -> list[dict[Scope, Pool]]:
    """The same of rows of all times."""
    begun = rows.begun
    if kind == "group_buy":
        begun = replace(begun, second=_back_in_any(purchases_in(session, max(days), scope.returns), begun))
    elif scope.group_buy_id is not None:
        begun = replace(begun, second=_back_for(rows_by(session, kind, scope.returns), rows))
    scopes = [rows.scope_of(place, kind, scope) for place in range(rows.size)]
    brought = brought_mask(session, member_arrays(session))[begun.buyer]
    pools = []
    for as_of in days:
        columns = _as_of(session, rows, begun, brought, as_of)
        known = np.flatnonzero(columns["buyers"]).tolist()
        pools.append({scopes[place]: _pool(as_of, columns, place) for place in known})
    return pools


def _as_of(session: Session, rows: Rows, begun: Begun, brought: Mask, as_of: int) -> dict[str, Ints]:
    members, there = members_as_of(session, as_of, rhythm=False), begun.first <= as_of
    starts = changes(begun.place)

    def count(mask: Mask) -> Ints:
        """Of each place, which stand one after the other: twice as fast as bincount()."""
        counts: Ints = np.add.reduceat(mask, starts, dtype=np.int64) if rows.size else starts
        return counts

    columns = {"members": count(there), "buyers": count(there), "referred": count(there & brought)}
    for name, mask in (("active", active_mask(members, as_of)), ("zombies", zombie_mask(members, as_of))):
        columns[name] = count(there & mask[begun.buyer])
    columns |= _columns(count, there, as_of, begun.first, np.where(begun.second <= as_of, begun.second, NEVER))
    fen = np.where(rows.day <= as_of, rows.fen, 0)
    columns["spent_fen"] = np.bincount(rows.place, weights=fen, minlength=rows.size).astype(np.int64)
    return columns


def _back_in_any(back: Purchases, begun: Begun) -> Ints:
    """The day after the first one on which each buyer bought anything at all of `back`."""
    return _next_days((back.member, back.day), (begun.buyer, begun.first))


def _back_for(again: Rows, rows: Rows) -> Ints:
    """The same, of the same product, among what was sold anywhere."""
    begun, width = rows.begun, max(int(again.member.max(initial=0)), int(rows.member.max(initial=0))) + 1
    abouts = renamed(rows.abouts, rows.loose, again.loose)
    place = np.searchsorted(again.abouts, abouts)  # one that is not sold there has no later day either
    found = np.append(again.abouts, NEVER)[place] == abouts
    days = _next_days(
        (again.place * width + again.member, again.day), (place[begun.place] * width + begun.buyer, begun.first)
    )
    return np.where(found[begun.place], days, NEVER)


def _next_days(events: tuple[Ints, Ints], asked: tuple[Ints, Ints]) -> Ints:
    """`events` are pairs of whose and when, sorted; for each pair that is asked the next later day of the same."""
    (whose, when), (who, after) = events, asked
    low = min(int(when.min(initial=0)), int(after.min(initial=0)))
    width = max(int(when.max(initial=0)), int(after.max(initial=0))) - low + 1
    at = np.searchsorted(whose * width + (when - low), who * width + (after - low), side="right")
    same = np.append(whose, -1)[at] == who
    return np.where(same, np.append(when, NEVER)[at], NEVER)


def _columns(count: Callable[[Mask], Ints], there: Mask, as_of: int, first: Ints, second: Ints) -> dict[str, Ints]:
    columns = {f"watched {EVER}": count(there), f"came {EVER}": count(there & (second < NEVER))}
    for days in REPURCHASE_DAYS:
        over = there & (first <= as_of - days)
        columns[f"watched {days}"] = count(over)
        columns[f"came {days}"] = count(over & (second - first <= days))
    return columns


def _pool(as_of: int, columns: dict[str, Ints], at: int) -> Pool:
    one = {name: int(column[at]) for name, column in columns.items()}
    windows = {what: {window: one.pop(f"{what} {window}") for window in WINDOWS} for what in ("watched", "came")}
    return Pool(as_of=as_of, **one, **windows)  # type: ignore[arg-type]


def _by_community(session: Session, as_of: int, scope: Scope) -> dict[Scope, Pool]:
    members = members_as_of(session, as_of, rhythm=False)
    words = members.words["community"]
    purchases = purchases_in(session, as_of, scope)
    orders = scoped_orders(session, scope)
    people = pool_people(members, as_of, scope, purchases)
    size = len(words.words)
    before = orders.day <= as_of
    fen = np.bincount(words.codes[orders.member[before]], weights=orders.fen[before], minlength=size)
    buyers, first = purchases.buyers, purchases.day[purchases.first_row]
    of_buyer = words.codes[buyers]
    everybody = np.ones(len(buyers), dtype=np.bool_)
    columns = _columns(
        lambda mask: np.bincount(of_buyer[mask], minlength=size), everybody, as_of, first, second_days(purchases)
    )
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
