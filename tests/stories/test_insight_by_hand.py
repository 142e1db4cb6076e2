"""The shop's figures against a second computation: plain Python over the bare rows, agreeing to the fen."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import pytest
import sqlcipher3.dbapi2 as driver

from shopdesk.base.dates import day_of, today
from shopdesk.data.database import DATABASE_FILE, Database
from shopdesk.data.opening import open_database
from shopdesk.insight.figures import read_days, read_insight, read_period, read_top_products, read_week, returning_ids
from tests.sample_shop import sample_folder

DAYS_AGO = (0, 1, 30, 100, 250, 410, 430)


@dataclass
class Person:
    joined: int
    days: list[int] = field(default_factory=list)
    """Days of counted orders, one for each order."""
    spent: int = 0


@dataclass(frozen=True)
class Bare:
    """Counted orders as they stand in the file: member, day, 分."""

    orders: list[tuple[int, int, int]]
    joined: dict[int, int]
    lines: list[tuple[str, int, int, int]]
    """name, member, day, 分"""

    def until(self, as_of: int) -> dict[int, Person]:
        people = {member: Person(day) for member, day in self.joined.items()}
        for member, day, fen in self.orders:
            if day <= as_of:
                people[member].days.append(day)
                people[member].spent += fen
        return {member: person for member, person in people.items() if person.joined <= as_of or person.days}


@pytest.fixture(scope="module")
def bare() -> Bare:
    connection = driver.connect(str(sample_folder() / DATABASE_FILE))
    counts = "status NOT IN ('draft', 'cancelled', 'refunded')"
    orders = connection.execute(
        f'SELECT member_id, day, amount_fen - refund_fen FROM "order" WHERE {counts}'
    ).fetchall()
    joined = {member: day_of(at) for member, at in connection.execute("SELECT id, joined_at FROM member")}
    lines = connection.execute(
        'SELECT l.name, o.member_id, o.day, l.amount_fen FROM order_line l JOIN "order" o ON o.id = l.order_id '
        f"WHERE {counts}"
    ).fetchall()
    connection.close()
    return Bare(orders, joined, lines)


@pytest.fixture(scope="module")
def shop() -> Iterator[Database]:
    database = open_database(sample_folder(), read_only=True)
    yield database
    database.close()


def lifecycle(person: Person, as_of: int) -> str:
    """product.md: until the third order by fixed days, then by the member's own rhythm, never sooner than half."""
    if not person.days:
        return "prospect"
    since, days = as_of - max(person.days), sorted(set(person.days))
    own = len(person.days) >= 3 and len(days) >= 3
    if len(person.days) < 3 and as_of - days[0] <= 7:
        return "new"
    gap = median(later - earlier for earlier, later in pairwise(days)) if own else 0
    for name, fixed, times in (("active", 14, 1.5), ("cooling", 30, 3), ("dormant", 60, 6)):
        if since <= (max(gap * times, fixed / 2) if own else fixed):
            return name
    return "lost"


def repurchase(people: dict[int, Person], as_of: int, window: int | None) -> float | None:
    came = watched = 0
    for person in people.values():
        days = sorted(set(person.days))
        if not days or (window is not None and days[0] > as_of - window):
            continue
        watched += 1
        came += len(days) >= 2 and (window is None or days[1] - days[0] <= window)
    return came / watched if watched else None


@pytest.mark.parametrize("ago", DAYS_AGO)
def test_main_figures(shop: Database, bare: Bare, ago: int) -> None:
    as_of = today() - ago
    people = bare.until(as_of)
    buyers = [person for person in people.values() if person.days]
    counted = [fen for _member, day, fen in bare.orders if day <= as_of]
    with shop.read() as session:
        found = read_insight(session, as_of)
        assert len(returning_ids(session, as_of)) == sum(len(set(person.days)) >= 2 for person in buyers)
    assert (found.members, found.buyers) == (len(people), len(buyers))
    assert (found.orders, found.sales_fen) == (len(counted), sum(counted))
    assert found.average_order_fen == (round(sum(counted) / len(counted)) if counted else 0)
    assert found.value_so_far_fen == (round(sum(counted) / len(buyers)) if buyers else 0)
    assert {name: count for name, count in found.lifecycle.items() if count} == Counter(
        lifecycle(person, as_of) for person in people.values()
    )
    for name, window in (("ever", None), ("30", 30), ("60", 60), ("90", 90)):
        assert found.repurchase[name] == pytest.approx(repurchase(people, as_of, window)), name
    first = min((day for person in buyers for day in person.days), default=None)
    assert found.history_days == (0 if first is None else as_of - first + 1)
    enough = found.history_days >= 180 and len(buyers) >= 500 and any(len(set(p.days)) >= 3 for p in buyers)
    assert (found.model is not None) == enough


@pytest.mark.parametrize("ago", DAYS_AGO)
def test_value_tiers(shop: Database, bare: Bare, ago: int) -> None:
    """A fifth of the buyers is high, the half down to the middle is middle; ties share the better tier."""
    as_of = today() - ago
    people = bare.until(as_of)
    spent = [person.spent for person in people.values() if person.days]

    def tier(person: Person) -> str:
        if not person.days:
            return "none"
        share = sum(other > person.spent for other in spent) / len(spent)
        return "high" if share < 0.2 else "middle" if share < 0.5 else "low"

    with shop.read() as session:
        found = read_insight(session, as_of).value_tier
    assert {name: count for name, count in found.items() if count} == Counter(tier(p) for p in people.values())


def quintile(value: float, values: list[float]) -> int:
    """1 to 5, of values where more is better; ties share the better score."""
    return min(1 + (sum(other <= value for other in values) - 1) * 5 // len(values), 5)


GROUPS = {
    1: ("dormant", "dormant", "at risk", "previously loyal", "previously loyal"),
    2: ("almost lost", "almost lost", "at risk", "at risk", "previously loyal"),
    3: ("almost lost", "needs attention", "needs attention", "loyal", "loyal"),
    4: ("promising", "promising", "active", "loyal", "loyal"),
    5: ("new", "promising", "active", "champions", "champions"),
}


@pytest.mark.parametrize("ago", [0, 200])
def test_rfm_groups(shop: Database, bare: Bare, ago: int) -> None:
    as_of = today() - ago
    people = bare.until(as_of)
    buyers = {member: person for member, person in people.items() if person.days}
    recent = [max(person.days) for person in buyers.values()]
    often = [len(person.days) for person in buyers.values()]
    spent = [person.spent for person in buyers.values()]
    expected: Counter[str] = Counter({"prospects": len(people) - len(buyers)})
    for person in buyers.values():
        weight = (quintile(len(person.days), often) + quintile(person.spent, spent) + 1) // 2
        expected[GROUPS[quintile(max(person.days), recent)][weight - 1]] += 1
    with shop.read() as session:
        found = read_insight(session, as_of).rfm_group
    assert {name: count for name, count in found.items() if count} == {k: v for k, v in expected.items() if v}


def sums(bare: Bare, first: int, last: int) -> tuple[int, int, int]:
    chosen = [(member, fen) for member, day, fen in bare.orders if first <= day <= last]
    return sum(fen for _member, fen in chosen), len(chosen), len({member for member, _fen in chosen})


@pytest.mark.parametrize("length", [1, 7, 30, 365])
def test_periods_and_days(shop: Database, bare: Bare, length: int) -> None:
    last = today()
    first = last - length + 1
    with shop.read() as session:
        period = read_period(session, last, length)
        days = read_days(session, first, last)
    assert (period.sales_fen, period.orders, period.buyers) == sums(bare, first, last)
    before = sums(bare, first - length, first - 1)
    assert (period.before_sales_fen, period.before_orders, period.before_buyers) == before
    assert [(day.day, day.sales_fen, day.orders) for day in days] == [
        (day, *sums(bare, day, day)[:2]) for day in range(first, last + 1)
    ]


@pytest.mark.parametrize("ago", [0, 5, 60])
def test_weeks(shop: Database, bare: Bare, ago: int) -> None:
    last = today() - ago
    with shop.read() as session:
        week: Any = read_week(session, last)
    first_days = {member: min(days) for member, days in days_of(bare, last).items()}
    for prefix, until in (("", last), ("before_", last - 7)):
        expected = (*sums(bare, until - 6, until), sum(until - 6 <= day <= until for day in first_days.values()))
        names = ("sales_fen", "orders", "buyers", "newcomers")
        assert tuple(getattr(week, prefix + name) for name in names) == expected


def days_of(bare: Bare, last: int) -> dict[int, list[int]]:
    days: dict[int, list[int]] = defaultdict(list)
    for member, day, _fen in bare.orders:
        if day <= last:
            days[member].append(day)
    return days


def test_best_selling_products(shop: Database, bare: Bare) -> None:
    first, last = today() - 89, today()
    fen: Counter[str] = Counter()
    buyers: dict[str, set[int]] = defaultdict(set)
    for name, member, day, amount in bare.lines:
        if first <= day <= last:
            fen[name] += amount
            buyers[name].add(member)
    expected = sorted(((name, len(buyers[name]), amount) for name, amount in fen.items()), key=lambda row: -row[2])[:8]
    with shop.read() as session:
        found = [(row.name, row.buyers, row.amount_fen) for row in read_top_products(session, first, last)]
    assert found == expected


def test_the_published_sample_through_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CDNOW, imported as a table of orders: what `insight` prints is what the authors printed."""
    import csv
    import json
    import sys
    from io import StringIO

    from ui.command_line import run

    source = Path(__file__).parents[1] / "data" / "cdnow" / "CDNOW_sample.txt"
    orders = tmp_path / "orders.csv"
    with orders.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(["订单号", "会员编号", "昵称", "下单时间", "实付金额", "商品", "数量", "订单状态"])
        for number, line in enumerate(source.read_text().splitlines(), 1):
            _master, customer, day, quantity, amount = line.split()
            bought = date.fromisoformat(day).isoformat()
            table.writerow([number, customer, f"顾客{customer}", bought, amount, "CD", quantity, "已完成"])
    told = StringIO()
    monkeypatch.setattr(sys, "stdout", told)
    assert run(["import", str(orders), "--kind", "orders", "--data", str(tmp_path / "shop"), "--json"]) == 0
    assert json.loads(told.getvalue())["rejected"] == []
    told.truncate(0)
    told.seek(0)
    assert run(["insight", "--as-of", "1997-09-30", "--data", str(tmp_path / "shop"), "--json"]) == 0
    found = json.loads(told.getvalue())
    assert found["buyers"] == 2357
    model = found["bg_nbd"]
    printed = [round(model[name], 3) for name in ("r", "alpha", "a", "b")]
    assert printed == [0.243, 4.414, 0.793, 2.426]
    assert round(model["log_likelihood"], 1) == -9582.4
