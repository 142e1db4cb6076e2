"""How the members stand on a day: who is active, who is asleep for good, who comes back, what they were worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from shopdesk.data.integers import Ints
from shopdesk.insight.flow import brought_mask
from shopdesk.insight.history import Purchases, members_as_of, orders_in, purchases_of, purchases_until
from shopdesk.insight.scope import EVERYTHING, Scope, community_mask, scoped_orders
from shopdesk.members.segments.index import Mask, MemberArrays, OrderArrays

ACTIVE_DAYS, ZOMBIE_DAYS = 30, 90
REPURCHASE_DAYS = (30, 60, 90)
RETURNED = 2  # order days


@dataclass(frozen=True)
class Pool:
    as_of: int
    members: int
    active: int
    zombies: int
    buyers: int
    referred: int
    """Buyers whom another member brought."""
    spent_fen: int
    repurchase: dict[str, float | None]
    """ "ever": buyers with a second order day ÷ buyers; "30": of those watched 30 days, who came back within them."""

    @property
    def active_share(self) -> float | None:
        return self.active / self.members if self.members else None

    @property
    def zombie_share(self) -> float | None:
        return self.zombies / self.members if self.members else None

    @property
    def referral_share(self) -> float | None:
        return self.referred / self.buyers if self.buyers else None

    @property
    def value_so_far_fen(self) -> int:
        return round(self.spent_fen / self.buyers) if self.buyers else 0


def read_pool(session: Session, as_of: int, scope: Scope = EVERYTHING) -> Pool:
    """Members, active and zombies of the community that the scope names; the rest of the orders in the scope."""
    members = members_as_of(session, as_of)
    chosen = known_members(members, as_of)
    if scope.community is not None:
        chosen &= community_mask(members, scope.community)
    orders, purchases = _orders_until(session, as_of, scope)
    return Pool(
        as_of=as_of,
        members=int(np.count_nonzero(chosen)),
        active=int(np.count_nonzero(chosen & active_mask(members, as_of))),
        zombies=int(np.count_nonzero(chosen & zombie_mask(members, as_of))),
        buyers=len(purchases.first_row),
        referred=int(np.count_nonzero(brought_mask(session, members)[purchases.buyers])),
        spent_fen=int(orders.fen.sum()),
        repurchase=repurchase_rates(purchases, as_of),
    )


def _orders_until(session: Session, as_of: int, scope: Scope) -> tuple[OrderArrays, Purchases]:
    orders = scoped_orders(session, scope)
    orders = orders_in(orders, orders.day <= as_of)
    return orders, purchases_until(session, as_of) if scope.is_everything else purchases_of(orders)


def known_members(members: MemberArrays, as_of: int) -> Mask:
    """Who was imported later with older orders was a member then, who came later was none."""
    known: Mask = (members.joined_day <= as_of) | (members.order_count > 0)
    return known


def active_mask(members: MemberArrays, as_of: int) -> Mask:
    active: Mask = (members.order_count > 0) & (members.last_day > as_of - ACTIVE_DAYS)
    return active


def zombie_mask(members: MemberArrays, as_of: int) -> Mask:
    ordered = members.order_count > 0
    since = np.where(ordered, np.minimum(members.joined_day, members.first_day), members.joined_day)
    zombie: Mask = (since <= as_of - ZOMBIE_DAYS) & ~(ordered & (members.last_day > as_of - ZOMBIE_DAYS))
    return zombie


def repurchase_rates(purchases: Purchases, as_of: int) -> dict[str, float | None]:
    """Shares of buyers who came back; None where nobody has been watched long enough."""
    days = purchases.days_of_buyer
    rates: dict[str, float | None] = {"ever": float((days >= RETURNED).mean()) if len(days) else None}
    for window in REPURCHASE_DAYS:
        watched, came = watched_and_came(purchases, as_of, window)
        rates[str(window)] = float(came.sum() / watched.sum()) if watched.any() else None
    return rates


def watched_and_came(purchases: Purchases, as_of: int, window: int) -> tuple[Mask, Mask]:
    """Of the buyers: whose first order is `window` days ago or more, and who of them ordered again within them."""
    days = purchases.days_of_buyer
    first = purchases.day[purchases.first_row]
    second = np.full(len(days), np.iinfo(np.int64).max)
    again = days >= RETURNED
    second[again] = purchases.day[purchases.first_row[again] + 1]
    watched = first <= as_of - window
    return watched, watched & (second - first <= window)


def pool_ids(session: Session, as_of: int, scope: Scope, who: str) -> list[int]:
    """`who`: members, active, zombies, bought, brought (by a member), or who came back: ever, 30, 60, 90."""
    members = members_as_of(session, as_of)
    chosen = known_members(members, as_of)
    if scope.community is not None:
        chosen &= community_mask(members, scope.community)
    if who in ("active", "zombies"):
        chosen &= active_mask(members, as_of) if who == "active" else zombie_mask(members, as_of)
    elif who != "members":
        _orders, purchases = _orders_until(session, as_of, scope)
        chosen = np.zeros(members.size, dtype=np.bool_)
        chosen[_buyers(purchases, as_of, who)] = True
        if who == "brought":
            chosen &= brought_mask(session, members)
    found: list[int] = members.ids[chosen].tolist()
    return found


def _buyers(purchases: Purchases, as_of: int, who: str) -> Ints:
    if who in ("bought", "brought"):
        return purchases.buyers
    if who == "ever":
        returned: Ints = purchases.buyers[purchases.days_of_buyer >= RETURNED]
        return returned
    _watched, came = watched_and_came(purchases, as_of, int(who))
    came_back: Ints = purchases.buyers[came]
    return came_back
