"""What `insight` prints against a second computation, plain Python over the bare rows: every figure to the fen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from shopdesk.base.dates import today
from shopdesk.data.database import DATABASE_FILE, Database
from shopdesk.data.opening import open_database
from shopdesk.insight.breakdown import read_breakdown
from shopdesk.insight.cohorts import cohort_ids
from shopdesk.insight.definitions import NAMES
from shopdesk.insight.figures import standing_ids
from shopdesk.insight.flow import buyer_ids, read_overview
from shopdesk.insight.forecast import alive_ids
from shopdesk.insight.outlook import due_ids, read_outlook
from shopdesk.insight.pool import pool_ids, read_pool
from shopdesk.insight.scope import EVERYTHING, Scope, scope_choices
from shopdesk.insight.spans import Span
from shopdesk.insight.to_json import everything_to_json
from shopdesk.insight.week import read_week
from shopdesk.members.segments import select_ids
from tests.sample_shop import sample_folder
from tests.stories import insight_by_hand as hand
from tests.stories.insight_by_hand import Bare, Order

DAYS_AGO = (0, 1, 30, 100, 250, 410, 430)


@pytest.fixture(scope="module")
def bare() -> Bare:
    return hand.read_bare(sample_folder() / DATABASE_FILE)


@pytest.fixture(scope="module")
def shop() -> Iterator[Database]:
    database = open_database(sample_folder(), read_only=True)
    yield database
    database.close()


def printed(shop: Database, ago: int, length: int = 30) -> dict[str, Any]:
    last = today() - ago
    with shop.read() as session:
        return everything_to_json(session, Span(last - length + 1, last))


@pytest.mark.parametrize("ago", DAYS_AGO)
def test_the_shop_as_of_a_day(shop: Database, bare: Bare, ago: int) -> None:
    as_of = today() - ago
    found = printed(shop, ago)
    expected = hand.standing(bare, as_of)
    assert {name: found[name] for name in expected} == expected
    people = list(bare.until(as_of).values())
    for name, counts in (
        ("lifecycle", Counter(hand.lifecycle(person, as_of) for person in people)),
        ("value_tier", hand.value_tiers(people)),
        ("rfm_group", hand.rfm_groups(people)),
    ):
        assert {word: count for word, count in found[name].items() if count} == counts, name
    gate = found["prediction_gate"]
    frequent = sum(len(person.order_days) >= 3 for person in people)
    assert (gate["buyers"], gate["buyers_with_3_order_days"]) == (expected["buyers"], frequent)
    enough = expected["history_days"] >= 180 and expected["buyers"] >= 500 and frequent > 0
    assert gate["passed"] == enough == ("bg_nbd" in found)
    assert set(found["definitions"]) == set(NAMES)


@pytest.mark.parametrize(("ago", "length"), [(0, 30), (0, 1), (3, 100), (200, 45), (430, 7)])
def test_a_stretch_of_days(shop: Database, bare: Bare, ago: int, length: int) -> None:
    found = printed(shop, ago, length)["period"]
    last = today() - ago
    first = last - length + 1
    for name, value in hand.flow(bare, first, last).items():
        assert found[name] == value, name
    assert found["before"] == hand.flow(bare, first - length, first - 1)
    hand.check_parts(bare, found, first, last)


@pytest.mark.parametrize("ago", [0, 45, 410])
@pytest.mark.parametrize("unit", ["week", "month"])
def test_cohorts(shop: Database, bare: Bare, ago: int, unit: str) -> None:
    assert printed(shop, ago)["retention"][unit] == hand.cohorts(bare, today() - ago, unit)


@pytest.mark.parametrize("ago", [0, 60])
def test_the_models_sums(shop: Database, bare: Bare, ago: int) -> None:
    found = printed(shop, ago)
    expected = hand.forecast(bare, today() - ago, found["bg_nbd"], found["gamma_gamma"])
    forecast = found["forecast"]
    for name in ("buyers_by_chance_alive", "buyers_who_came_once"):
        assert forecast[name] == expected.pop(name)
    assert sum(forecast["buyers_by_chance_alive"]) + forecast["buyers_who_came_once"] == found["buyers"]
    for name, value in expected.items():
        assert forecast[name] == pytest.approx(value, rel=1e-9, abs=0.51 if name.endswith("fen") else 1e-9), name
    trial = forecast.get("trial")
    if trial is None:
        assert ago  # there was not enough yet, 90 days before
        return
    then = today() - ago - trial["days"]
    known = {person.id for person in bare.until(then).values() if person.days}
    later = {(order.member, order.day) for order in bare.orders if then < order.day <= today() - ago}
    assert trial["happened"] == sum(member in known for member, _day in later)
    spent = sum(o.fen for o in bare.orders if then < o.day <= today() - ago and o.member in known)
    assert trial["happened_fen"] == spent


@pytest.mark.parametrize("kind", ["group_buy", "product", "community"])
def test_a_part_of_the_shop(shop: Database, bare: Bare, kind: str) -> None:
    """The same figures of one group buy, product or community: the shop that had only those orders."""
    span = Span(today() - 89, today())
    with shop.read() as session:
        choices = scope_choices(session)
        if kind == "group_buy":
            scope = Scope(group_buy_id=choices.group_buys[3][0])
            chosen = [order for order in bare.orders if order.group_buy == scope.group_buy_id]
        elif kind == "product":
            scope = Scope(product_id=choices.products[2][0])
            fen: Counter[int] = Counter()
            for order, product, _name, amount in bare.lines:
                if product == scope.product_id:
                    fen[order] += amount
            chosen = [Order(o.id, o.member, o.day, fen[o.id], o.group_buy) for o in bare.orders if o.id in fen]
        else:
            scope = Scope(community=choices.communities[0])
            there = {row[0] for row in bare.people if row[2] == scope.community}
            chosen = [order for order in bare.orders if order.member in there]
        found = read_overview(session, span, "month", scope)
        pool = read_pool(session, span.last, scope)
        products = read_breakdown(session, "product", span, scope)
    inside = [order for order in chosen if span.first <= order.day <= span.last]
    beginnings = hand.first_days(bare)
    buyers = {order.member for order in inside}
    assert found.now.orders == len(inside) > 0
    assert found.now.sales_fen == sum(order.fen for order in inside) == sum(part.sales_fen for part in found.parts)
    assert (found.now.buyers, found.now.new) == (len(buyers), sum(beginnings[who] >= span.first for who in buyers))
    of_scope = Bare(chosen, bare.people, [], {}).until(span.last)
    if kind != "group_buy":  # after a group buy every group buy is a return
        assert pool.repurchase["ever"] == hand.repurchase(of_scope.values(), span.last, None)
    assert pool.spent_fen == sum(person.spent for person in of_scope.values())
    lines = [line for line in bare.lines if line[0] in {order.id for order in inside}]
    if kind == "product":
        lines = [line for line in lines if line[1] == scope.product_id]
    assert sum(row.sales_fen for row in products) == sum(line[3] for line in lines)


def test_who_is_behind_a_figure(shop: Database, bare: Bare) -> None:
    """As many as the figure says, and the right ones."""
    found = printed(shop, 20)
    last = today() - 20
    span = Span(last - 29, last)
    people = bare.until(last)
    with shop.read() as session:
        for who in ("buyers", "new", "returning", "referred"):
            assert len(buyer_ids(session, span, EVERYTHING, who)) == found["period"][who], who
        for who, count in (
            ("members", found["members"]), ("active", found["pool"]["active"]), ("zombies", found["pool"]["zombies"]),
            ("bought", found["buyers"]), ("brought", found["referred_buyers"]),
        ):  # fmt: skip
            assert len(pool_ids(session, last, EVERYTHING, who)) == count, who
        zombies = sorted(person.id for person in people.values() if hand.is_zombie(person, last))
        assert pool_ids(session, last, EVERYTHING, "zombies") == zombies
        for window in ("ever", "30", "60", "90"):
            ids = pool_ids(session, last, EVERYTHING, window)
            watched = [
                person for person in people.values()
                if person.days and (window == "ever" or person.order_days[0] <= last - int(window))
            ]  # fmt: skip
            assert len(ids) / len(watched) == found["repurchase_rate"][window]
        for field in ("lifecycle", "rfm_group", "value_tier"):
            for word, count in found[field].items():
                assert len(standing_ids(session, last, field, word)) == count, (field, word)
        cohort = found["retention"]["month"][-4]
        first_day = date.fromisoformat(cohort["first"]).toordinal()
        for step, count in enumerate(cohort["active"]):
            assert len(cohort_ids(session, last, "month", EVERYTHING, first_day, step)) == count
        for part, count in enumerate(found["forecast"]["buyers_by_chance_alive"]):
            assert len(alive_ids(session, last, part)) == count
        assert len(alive_ids(session, last, None)) == found["forecast"]["buyers_who_came_once"]
        if last == today():  # the forecast and the ready-made segment are one question
            assert due_ids(session, last) == select_ids(session, {"field": "due_in_days", "op": "<=", "value": 7}, last)
        assert due_ids(session, last) == sorted(p.id for p in people.values() if hand.is_due(p, last))


def test_one_members_outlook(shop: Database, bare: Bare) -> None:
    last = today() - 20
    model = printed(shop, 20)["bg_nbd"]
    people = list(bare.until(last).values())[::17]
    assert {min(len(person.order_days), 3) for person in people} == {0, 1, 2, 3}
    with shop.read() as session:
        for person in people:
            outlook, days = read_outlook(session, person.id, last), person.order_days
            assert outlook.order_days == len(days)
            assert outlook.last_day == (days[-1] if days else None)
            if len(days) >= 3:
                assert (outlook.gap_low, outlook.gap_high) == hand.quartiles(days)
            if len(days) < 2:
                assert outlook.alive is None
                continue
            history = (len(days) - 1, (days[-1] - days[0]) / 7, (last - days[0]) / 7)
            assert outlook.alive == pytest.approx(hand.chance_alive(model, *history))
            assert outlook.soon == pytest.approx(hand.expected(model, *history, 90 / 7))


@pytest.mark.parametrize("ago", [0, 5, 60])
def test_weeks(shop: Database, bare: Bare, ago: int) -> None:
    last = today() - ago
    with shop.read() as session:
        week: Any = read_week(session, last)
    for prefix, until in (("", last), ("before_", last - 7)):
        plain = hand.flow(bare, until - 6, until)
        names = ("sales_fen", "orders", "buyers")
        assert tuple(getattr(week, prefix + name) for name in names) == tuple(plain[name] for name in names)
        assert getattr(week, prefix + "newcomers") == plain["new"]


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
