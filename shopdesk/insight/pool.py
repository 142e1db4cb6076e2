"""How the members stand on a day: who is active, who is asleep for good, who comes back, what they were worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from shopdesk.insight.flow import brought_mask
from shopdesk.insight.history import NEVER, Purchases, members_as_of, second_days
from shopdesk.insight.scope import EVERYTHING, Scope, community_mask, purchases_in, scoped_orders
from shopdesk.members.segments.index import Mask, MemberArrays

ACTIVE_DAYS, ZOMBIE_DAYS = 30, 90
REPURCHASE_DAYS = (30, 60, 90)
EVER = "ever"
WINDOWS = (*map(str, REPURCHASE_DAYS), EVER)


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
    watched: dict[str, int]
    """ "ever": buyers; "30": those whose first order is 30 days ago or more. The others are not asked yet."""
    came: dict[str, int]
    """Who of them came back on another day, within the window."""

    @property
    def repurchase(self) -> dict[str, float | None]:
        """None where nobody has been watched long enough."""
        return {window: self.came[window] / count if count else None for window, count in self.watched.items()}

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
    """Members, active and zombies are those of the community that the scope names, of a group buy or product those who
    bought in it; active is who orders anything."""
    members = members_as_of(session, as_of, rhythm=False)
    orders = scoped_orders(session, scope)
    purchases = purchases_in(session, as_of, scope)
    chosen = pool_people(members, as_of, scope, purchases)
    watched, came = _watched_and_came(purchases, as_of)
    return Pool(
        as_of=as_of,
        members=int(np.count_nonzero(chosen)),
        active=int(np.count_nonzero(chosen & active_mask(members, as_of))),
        zombies=int(np.count_nonzero(chosen & zombie_mask(members, as_of))),
        buyers=len(purchases.first_row),
        referred=int(np.count_nonzero(brought_mask(session, members)[purchases.buyers])),
        spent_fen=int(orders.fen[orders.day <= as_of].sum()),
        watched={window: int(np.count_nonzero(mask)) for window, mask in watched.items()},
        came={window: int(np.count_nonzero(mask)) for window, mask in came.items()},
    )


def pool_people(members: MemberArrays, as_of: int, scope: Scope, purchases: Purchases) -> Mask:
    chosen = known_members(members, as_of)
    if scope.community is not None:
        chosen &= community_mask(members, scope.community)
    if scope.of_buyers:
        bought = np.zeros(members.size, dtype=np.bool_)
        bought[purchases.buyers] = True
        chosen &= bought
    return chosen


def people_in(session: Session, as_of: int, scope: Scope) -> Mask:
    """Who was a member on that day, of the scope."""
    return pool_people(members_as_of(session, as_of, rhythm=False), as_of, scope, purchases_in(session, as_of, scope))


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


def _watched_and_came(purchases: Purchases, as_of: int) -> tuple[dict[str, Mask], dict[str, Mask]]:
    """Of the buyers, for each window: whose window is over, and who of them ordered again within it."""
    first, second = purchases.day[purchases.first_row], second_days(purchases)
    watched: dict[str, Mask] = {EVER: np.ones(len(first), dtype=np.bool_)}
    watched |= {str(days): first <= as_of - days for days in REPURCHASE_DAYS}
    came: dict[str, Mask] = {EVER: second < NEVER}
    came |= {str(days): watched[str(days)] & (second - first <= days) for days in REPURCHASE_DAYS}
    return watched, came


def pool_ids(session: Session, as_of: int, scope: Scope, who: str) -> list[int]:
    """`who`: members, active, zombies, bought, brought (by a member), or who came back: ever, 30, 60, 90."""
    members = members_as_of(session, as_of, rhythm=False)
    purchases = purchases_in(session, as_of, scope)
    if who in ("members", "active", "zombies"):
        chosen = pool_people(members, as_of, scope, purchases)
        if who != "members":
            chosen &= active_mask(members, as_of) if who == "active" else zombie_mask(members, as_of)
    else:
        chosen = np.zeros(members.size, dtype=np.bool_)
        buyers = purchases.buyers
        chosen[buyers if who in ("bought", "brought") else buyers[_watched_and_came(purchases, as_of)[1][who]]] = True
        if who == "brought":
            chosen &= brought_mask(session, members)
    found: list[int] = members.ids[chosen].tolist()
    return found
