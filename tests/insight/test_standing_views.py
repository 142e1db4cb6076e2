"""Movement, RFM, interests and what-if: the same as plain Python over the orders."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.dates import day_of
from shopdesk.data.database import Database
from shopdesk.data.shop import LifecycleWindows, ValueTiers, read_shop, save_shop
from shopdesk.data.tables import Member, Order, OrderLine, Product
from shopdesk.insight.interests import TIERS, interest_rule, read_interests
from shopdesk.insight.movement import STATES, month_ends, read_movement, who_moved
from shopdesk.insight.rfm import read_rfm, who_scored
from shopdesk.insight.thresholds import what_if_tiers, what_if_windows
from shopdesk.members.lifecycle import LIFECYCLES, lifecycle_of
from shopdesk.members.segments import select_ids
from shopdesk.members.segments.index import member_arrays
from shopdesk.members.segments.rules import RFM_GROUPS, VALUE_TIERS
from shopdesk.members.segments.standing import rfm_group_at
from shopdesk.members.shop_file import open_shop
from tests.segments.test_rules import TODAY, fill

COUNTED = ("confirmed", "paid", "collected")


@pytest.fixture
def shop(database: Database) -> Database:
    def begin(session: Session) -> None:
        fill(session)
        for at, member in enumerate(session.scalars(select(Member))):
            member.joined_at = (TODAY - 719163 - at * 5) * 86400  # one every five days

    database.change("建", begin, undoable=False)
    return database


@dataclass(frozen=True)
class Standing:
    order_count: int
    first_day: int | None
    last_day: int | None
    gap_days: float | None


def standing_on(session: Session, member: int, day: int) -> Standing:
    days = sorted(
        order.day
        for order in session.scalars(select(Order).where(Order.member_id == member))
        if order.status in COUNTED and order.day <= day
    )
    distinct = sorted(set(days))
    gap = float(median(b - a for a, b in pairwise(distinct))) if len(distinct) >= 3 else None
    return Standing(len(days), days[0] if days else None, days[-1] if days else None, gap)


def state_on(session: Session, member: Member, day: int) -> str:
    standing = standing_on(session, member.id, day)
    if standing.order_count == 0 and day_of(member.joined_at) > day:
        return "absent"
    return lifecycle_of(standing, day, read_shop(session).lifecycle)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(back=st.integers(0, 200), length=st.integers(0, 120))
def test_members_move_as_their_orders_say(shop: Database, back: int, length: int) -> None:
    first, last = TODAY - back - length, TODAY - back
    with shop.read() as session:
        moved: dict[tuple[str, str], list[int]] = {}
        for member in session.scalars(select(Member).order_by(Member.id)):
            key = (state_on(session, member, first), state_on(session, member, last))
            moved.setdefault(key, []).append(member.id)
        movement = read_movement(session, first, last)
        assert {
            (STATES[at], STATES[to]): count
            for at, row in enumerate(movement.counts)
            for to, count in enumerate(row)
            if count
        } == {key: len(ids) for key, ids in moved.items()}
        for (before, after), ids in moved.items():
            assert who_moved(session, first, last, before, after) == ids
        assert sum(movement.before) == sum(movement.after) == 40
        assert len(who_moved(session, first, last, None, "lost")) == movement.after[STATES.index("lost")]


def test_month_ends_go_back_from_today() -> None:
    from datetime import date

    today = date(2024, 3, 9).toordinal()
    assert [date.fromordinal(day).isoformat() for day in month_ends(today, 3)] == [
        "2024-03-09", "2024-02-29", "2024-01-31", "2023-12-31",
    ]  # fmt: skip


def fifth(values: Iterable[float], mine: float, *, ties_up: bool) -> int:
    """1 + the whole fifths of everybody who are worse; who is as good counts as worse where ties go up. Of fewer than
    five the best has 5 then."""
    everybody = list(values)
    if ties_up and len(everybody) < 5:
        return ceil(5 * sum(other <= mine for other in everybody) / len(everybody))
    worse = sum(other <= mine for other in everybody) - 1 if ties_up else sum(other < mine for other in everybody)
    return 1 + worse * 5 // len(everybody)


def test_rfm_scores_are_fifths_with_their_tie_rules(shop: Database) -> None:
    with shop.read() as session:
        check_rfm(session)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    people=st.lists(
        st.lists(st.tuples(st.sampled_from([0, 1, 30, 31, 90]), st.sampled_from([100, 100, 250, 9000])), max_size=6),
        min_size=1, max_size=14,
    )
)  # fmt: skip
def test_rfm_of_few_and_of_equal_members(
    tmp_path_factory: pytest.TempPathFactory, empty_shop_file: Path, people: list[Any]
) -> None:
    """Fewer than five buyers, fewer than five different values, everybody alike."""

    def fill_few(session: Session) -> None:
        for number, bought in enumerate(people, 1):
            session.add(Member(id=number, name=f"{number}", joined_at=0))
            session.flush()
            for ago, fen in bought:
                session.add(Order(member_id=number, day=TODAY - ago, ordered_at=0, amount_fen=fen, status="paid"))

    folder = tmp_path_factory.mktemp("few")
    shutil.copy(empty_shop_file, folder)
    with closing(open_shop(folder)) as few:
        few.change("建", fill_few)
        with few.read() as session:
            check_rfm(session)


def test_who_all_ordered_once_today_are_new(database: Database) -> None:
    """The first day of a shop: nobody is a champion yet."""

    def first_day(session: Session) -> None:
        for number in range(1, 21):
            session.add(Member(id=number, name=f"{number}", joined_at=0))
            session.flush()
            session.add(Order(member_id=number, day=TODAY, ordered_at=0, amount_fen=990, status="paid"))

    database.change("建", first_day)
    with database.read() as session:
        rfm = read_rfm(session, TODAY)
        assert {group.key: group.members for group in rfm.groups if group.members} == {"new": 20}
        assert rfm.orders == rfm.fen == [None] * 4


def test_the_only_buyer_of_a_new_shop_is_new(database: Database) -> None:
    def first_order(session: Session) -> None:
        session.add(Member(id=1, name="头一位", joined_at=0))
        session.flush()
        session.add(Order(member_id=1, day=TODAY, ordered_at=0, amount_fen=990, status="paid"))

    database.change("建", first_order)
    with database.read() as session:
        assert select_ids(session, rule_of("rfm_group", "new"), TODAY) == [1]
        assert read_rfm(session, TODAY).days == [0] * 4


def check_rfm(session: Session) -> None:
    members = member_arrays(session)
    people = {
        int(member): (-(TODAY - int(last)), int(count), int(spent))
        for member, last, count, spent in zip(
            members.ids, members.last_day, members.order_count, members.spent_fen, strict=True
        )
        if count
    }
    scored = {
        member: tuple(fifth([other[at] for other in people.values()], mine[at], ties_up=not at) for at in range(3))
        for member, mine in people.items()
    }
    rfm = read_rfm(session, TODAY)
    cells = {member: (r, (f + m + 1) // 2) for member, (r, f, m) in scored.items()}
    for recency in range(1, 6):
        for weight in range(1, 6):
            ids = sorted(member for member, cell in cells.items() if cell == (recency, weight))
            assert who_scored(session, TODAY, recency, weight) == ids
            assert rfm.counts[recency - 1][weight - 1] == len(ids)
    groups = Counter(rfm_group_at(*cell) for cell in cells.values())
    groups["prospects"] = members.size - len(people)
    assert {group.key: group.members for group in rfm.groups} == {key: groups[key] for key in RFM_GROUPS}
    assert sum(group.spent_fen for group in rfm.groups) == sum(spent for _r, _f, spent in people.values())
    for at, border in enumerate(rfm.days, 2):  # what the screen says of the borders is what holds
        assert all((scored[m][0] >= at) == (-people[m][0] <= border) for m in people)
    for column, borders in ((1, rfm.orders), (2, rfm.fen)):
        for at, least in enumerate(borders, 2):
            assert all((scored[m][column] >= at) == (least is not None and people[m][column] >= least) for m in people)


@pytest.mark.parametrize("within", [None, 45])
def test_interests_by_tier_are_the_buyers_of_orders(shop: Database, within: int | None) -> None:
    with shop.read() as session:
        bought: dict[str, set[int]] = {}
        for order in session.scalars(select(Order)):
            if order.status in COUNTED and (within is None or order.day >= TODAY - within):
                for line in session.scalars(select(OrderLine).where(OrderLine.order_id == order.id)):
                    product = session.get(Product, line.product_id) if line.product_id else None
                    if product is not None:
                        bought.setdefault(product.category, set()).add(order.member_id)
        found = read_interests(session, TODAY, within)
        assert set(found.categories) == set(bought)
        for category, row in zip(found.categories, found.counts, strict=True):
            for tier, count in zip(TIERS, row, strict=True):
                ids = select_ids(session, interest_rule(category, tier, within), TODAY)
                assert len(ids) == count and set(ids) <= bought[category]
            assert sum(row) == len(select_ids(session, interest_rule(category, None, within), TODAY))
            assert sum(row) == len(bought[category])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(active=st.integers(1, 60), dormant=st.integers(1, 200), gaps=st.floats(0.5, 9), high=st.integers(1, 100))
def test_what_the_preview_says_is_what_saving_brings(
    shop: Database, active: int, dormant: int, gaps: float, high: int
) -> None:
    windows = replace(LifecycleWindows(), active_days=active, dormant_days=dormant, active_gaps=gaps)
    tiers = ValueTiers(high, 60)
    with shop.read() as session:
        said, said_of_tiers = what_if_windows(session, windows, TODAY), what_if_tiers(session, tiers)
    shop.change("改", lambda s: save_shop(s, lifecycle=windows, value_tiers=tiers))
    with shop.read() as session:
        for what, words, told in (("lifecycle", LIFECYCLES, said), ("value_tier", VALUE_TIERS, said_of_tiers)):
            then = [len(select_ids(session, rule_of(what, word), TODAY)) for word in words]
            assert told.then == then and told.words == words and sum(told.now) == 40
        assert what_if_windows(session, windows, TODAY).moved == 0
    shop.undo()


def rule_of(field: str, word: str) -> dict[str, Any]:
    return {"field": field, "op": "in", "value": [word]}
