"""The figures of random shops are what plain Python counts over the same rows; a day that is over stays as it was."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy.orm import Session

from shopdesk.base.dates import start_of
from shopdesk.data.database import Database
from shopdesk.data.tables import GroupBuy, Member, Order, OrderLine, Product, Referral
from shopdesk.insight.spans import UNITS, Span, cut
from shopdesk.insight.to_json import everything_to_json
from tests.stories import insight_by_hand as hand

LAST = 739212
STATUSES = ("confirmed", "paid", "collected", "collected", "cancelled", "refunded", "draft")
COMMUNITIES = ("阳光花园", "翠湖天地", "")


def fill(session: Session, chance: random.Random, members: int = 60) -> None:
    """With lines that name no product, lines without an amount, orders of no group buy, refunds."""
    session.add_all([Product(id=1, name="橘", spec="5斤"), Product(id=2, name="橘"), Product(id=3, name="奶")])
    session.add_all([GroupBuy(id=n, title=f"第{n % 2}团", opened_at=n) for n in (1, 2, 3)])
    for number in range(1, members + 1):
        joined = start_of(LAST - chance.randint(-20, 300))
        session.add(Member(id=number, name=f"会员{number}", joined_at=joined, community=chance.choice(COMMUNITIES)))
        session.flush()
        for _ in range(chance.choice([0, 1, 2, 4, 9])):
            add_order(session, number, LAST - chance.randint(0, 200), chance)
    for invitee in range(2, members, 3):
        session.add(Referral(referrer_id=1, invitee_id=invitee, created_at=0))


def add_order(session: Session, member: int, day: int, chance: random.Random) -> None:
    fen = chance.randint(100, 9000)
    order = Order(
        member_id=member, day=day, ordered_at=start_of(day), amount_fen=fen,
        refund_fen=chance.choice([0, 0, fen // 10]), status=chance.choice(STATUSES),
        group_buy_id=chance.choice([None, 1, 2, 3]),
    )  # fmt: skip
    session.add(order)
    session.flush()
    for product in chance.sample([1, 2, 3, None], chance.randint(1, 3)):
        amount = chance.choice([None, fen // 2, fen // 3])
        name = chance.choice(["橘", "蛋"])
        session.add(OrderLine(order_id=order.id, product_id=product, name=name, qty_milli=1000, amount_fen=amount))


def printed(database: Database, span: Span) -> dict[str, Any]:
    with database.read() as session:
        return everything_to_json(session, span)


@pytest.mark.parametrize("seed", range(6))
def test_every_figure_of_a_random_shop(database: Database, seed: int) -> None:
    chance = random.Random(seed)
    database.change("建", lambda session: fill(session, chance))
    bare = hand.read_bare(database.path)
    for last in (LAST, LAST - 20, LAST - 90, LAST - 400):
        first = last - chance.randint(0, 70)
        found = printed(database, Span(first, last))
        expected = hand.standing(bare, last)
        assert {name: found[name] for name in expected} == expected
        people = list(bare.until(last).values())
        assert {word: count for word, count in found["rfm_group"].items() if count} == hand.rfm_groups(people)
        assert {word: count for word, count in found["value_tier"].items() if count} == hand.value_tiers(people)
        period = found["period"]
        assert {name: period[name] for name in hand.flow(bare, first, last)} == hand.flow(bare, first, last)
        length = last - first + 1
        assert period["before"] == hand.flow(bare, first - length, first - 1)
        hand.check_parts(bare, period, first, last)
        for unit in ("week", "month"):
            assert found["retention"][unit] == hand.cohorts(bare, last, unit)


def test_a_day_that_is_over_stays_as_it_was(database: Database) -> None:
    """Today's summaries answer for a day after which nothing came; afterwards the same is worked out from orders."""
    chance = random.Random(3)
    database.change("建", lambda session: fill(session, chance))
    span = Span(LAST - 29, LAST)
    before = printed(database, span)

    def later(session: Session) -> None:
        known = [number for number in range(1, 60) if number % 2]
        for member in known:
            add_order(session, member, LAST + chance.randint(1, 50), chance)

    database.change("后来", later)
    after = printed(database, span)
    # Who had joined after that day and ordered since is known by the order only: nobody of them counts.
    assert after == before
    database.undo()
    assert printed(database, span) == before


@pytest.mark.parametrize("unit", UNITS)
def test_what_is_cut_is_whole(unit: str) -> None:
    for first, last in ((LAST, LAST), (LAST - 3, LAST + 40), (738000, 739000)):
        parts = cut(Span(first, last), unit)
        assert (parts[0].first, parts[-1].last) == (first, last)
        assert all(later.first == earlier.last + 1 for earlier, later in pairwise(parts))
        assert [(part.first, part.last) for part in parts] == hand.parts(first, last, unit)
