"""What a member may also want, and who may want a product, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np
from sqlalchemy.orm import Session

from shopdesk.base.i18n import _
from shopdesk.data.database import Database, derived, fetch_rows
from shopdesk.data.integers import Ints, read_integers, read_most_integers
from shopdesk.insight.scope import COUNTED_SQL
from shopdesk.insight.tastes import Tastes, learn_tastes, member_scores, product_scores
from shopdesk.members.segments.index import MemberArrays, member_arrays
from shopdesk.orders.products import product_label

LIVE_ORDERS = 30_000
"""Up to so many orders the weights are learned anew after each change; beyond, when there are 5 % more orders."""
_NAME = "insight.tastes"
_LEAST_TOGETHER = 2


@dataclass(frozen=True)
class Wanted:
    """A product for a member. `because` names the product bought that speaks most for it, or is empty: many buy it."""

    product_id: int
    name: str
    because: str
    buyers: int
    """Who bought what it is because of, or the product itself."""
    both: int


def read_tastes(session: Session) -> Tastes:
    newest = fetch_rows(session, 'SELECT coalesce(max(id), 0) FROM "order"')[0][0]
    if newest <= LIVE_ORDERS or "version" not in session.info:
        return derived(session, _NAME, _learn, ("order", "order_line", "product", "member"))
    # What goes with what does not turn on one order, and learning takes three seconds of a million.
    name = f"{_NAME}:{int(log(newest) / log(1.05))}"
    database: Database = session.info["database"]
    for old in [key for key in database.derived if key.startswith(_NAME) and key != name]:
        database.derived.pop(old, None)
    return derived(session, name, _learn, ("product",))


def _learn(session: Session) -> Tastes:
    joined = (
        f'FROM order_line l JOIN "order" o ON o.id = l.order_id WHERE l.product_id IS NOT NULL '
        f"AND +o.status IN ({COUNTED_SQL})"
    )
    pairs = read_most_integers(session, ("o.member_id", "l.product_id"), joined, "order_line", "l.id")
    return learn_tastes(pairs[:, 0], pairs[:, 1])


def wanted_by(session: Session, member_id: int, most: int = 5) -> list[Wanted]:
    """Products on sale that the member has not bought, the likeliest first."""
    tastes = read_tastes(session)
    names = _on_sale(session)
    own = tastes.numbers_of(_bought_by(session, member_id))
    scores = product_scores(tastes, own) if len(own) else tastes.buyers.astype(np.float64)
    found: list[Wanted] = []
    for number in np.argsort(-scores, kind="stable").tolist():
        if len(found) == most or scores[number] <= 0:
            break
        product = int(tastes.products[number])
        if product not in names:
            continue
        wanted = _wanted(session, tastes, own, number, names[product])
        if wanted is not None:
            found.append(wanted)
    return found


def _wanted(session: Session, tastes: Tastes, own: Ints, number: int, name: str) -> Wanted | None:
    product = int(tastes.products[number])
    if not len(own):
        return Wanted(product, name, "", int(tastes.buyers[number]), 0)
    because = int(own[np.argmax(tastes.weights[own, number])])
    both = int(tastes.together[because, number])
    if both < _LEAST_TOGETHER:
        return None
    because_name = _names(session, [int(tastes.products[because])])
    return Wanted(product, name, because_name, int(tastes.buyers[because]), both)


def _names(session: Session, ids: list[int]) -> str:
    marks = ",".join(map(str, ids))
    rows = fetch_rows(session, f"SELECT name, spec FROM product WHERE id IN ({marks})")
    return product_label(*rows[0]) if rows else ""


def _on_sale(session: Session) -> dict[int, str]:
    rows = fetch_rows(session, "SELECT id, name, spec FROM product WHERE active")
    return {found: product_label(name, spec) for found, name, spec in rows}


def _bought_by(session: Session, member_id: int) -> Ints:
    rows = fetch_rows(
        session,
        'SELECT DISTINCT l.product_id FROM "order" o JOIN order_line l ON l.order_id = o.id '
        f"WHERE o.member_id = ? AND o.status IN ({COUNTED_SQL}) AND l.product_id IS NOT NULL ORDER BY 1",
        (member_id,),
    )
    return np.array([row[0] for row in rows], dtype=np.int64)


def why_wanted(wanted: Wanted) -> str:
    if not wanted.because:
        return _("{count} 人买过").format(count=f"{wanted.buyers:,}")
    return _("买过“{product}”的 {count} 人里，{both} 人也买了它").format(
        product=wanted.because, count=f"{wanted.buyers:,}", both=f"{wanted.both:,}"
    )


# ---- of a product


def who_wants(session: Session, product_id: int, most: int = 50) -> list[int]:
    """Members who have not bought it, the likeliest first; whoever is not to be contacted is left out."""
    tastes, members = read_tastes(session), member_arrays(session)
    number = tastes.numbers_of(np.array([product_id]))
    if not len(number):
        return []
    scores = member_scores(_by_position(tastes, members), int(number[0]), members.size)
    scores[members.do_not_contact] = -np.inf
    scores[members.positions(_buyers_of(session, product_id))] = -np.inf
    likely = np.argsort(-scores, kind="stable")[:most]
    found: list[int] = members.ids[likely[scores[likely] > 0]].tolist()
    return found


def _by_position(tastes: Tastes, members: MemberArrays) -> Tastes:
    """The same with positions instead of ids of the members that there still are."""
    owner = np.minimum(np.searchsorted(members.ids, tastes.pair_member), max(members.size - 1, 0))
    known = members.ids[owner] == tastes.pair_member
    parts = (tastes.products, tastes.buyers, tastes.together, tastes.weights)
    return Tastes(*parts, owner[known], tastes.pair_product[known])


def _buyers_of(session: Session, product_id: int) -> Ints:
    """As it is now: the pairs may be of some orders ago."""
    inner = (
        f'SELECT DISTINCT o.member_id AS id FROM order_line l JOIN "order" o ON o.id = l.order_id '
        f"WHERE l.product_id = {int(product_id)} AND o.status IN ({COUNTED_SQL})"
    )
    buyers: Ints = read_integers(session, ("id",), f"FROM ({inner})")[:, 0]
    return buyers


@dataclass(frozen=True)
class Companion:
    """A product that is often bought by who bought another."""

    product_id: int
    name: str
    both: int


def bought_with(session: Session, product_id: int, most: int = 8) -> tuple[int, list[Companion]]:
    """Buyers of the product, and what speaks most for or with it, by weight."""
    tastes, names = read_tastes(session), _on_sale(session)
    number = tastes.numbers_of(np.array([product_id]))
    if not len(number):
        return 0, []
    at = int(number[0])
    found = [
        Companion(int(tastes.products[other]), names[int(tastes.products[other])], int(tastes.together[at, other]))
        for other in np.argsort(-tastes.weights[at], kind="stable").tolist()
        if tastes.together[at, other] >= _LEAST_TOGETHER and int(tastes.products[other]) in names
    ]
    return int(tastes.buyers[at]), found[:most]
