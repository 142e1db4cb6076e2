"""The shop's figures a second time: plain Python over the bare rows of the file, without numpy or SQL sums."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from math import ceil, floor
from pathlib import Path
from statistics import median
from typing import Any

import sqlcipher3.dbapi2 as driver

from shopdesk.base.dates import day_of, iso_day


@dataclass(frozen=True)
class Order:
    id: int
    member: int
    day: int
    fen: int
    group_buy: int | None


@dataclass
class Person:
    id: int
    joined: int
    community: str
    brought: bool
    days: list[int] = field(default_factory=list)
    """Days of counted orders, one for each order."""
    spent: int = 0
    fen_of_day: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def order_days(self) -> list[int]:
        return sorted(set(self.days))


@dataclass(frozen=True)
class Bare:
    """Counted orders and their lines as they stand in the file."""

    orders: list[Order]
    people: list[tuple[int, int, str, bool]]
    lines: list[tuple[int, int | None, str, int]]
    """order, product, name on screen, 分"""
    titles: dict[int | None, str]

    def until(self, as_of: int) -> dict[int, Person]:
        people = {row[0]: Person(*row) for row in self.people}
        for order in self.orders:
            if order.day <= as_of:
                person = people[order.member]
                person.days.append(order.day)
                person.spent += order.fen
                person.fen_of_day[order.day] += order.fen
        return {found: person for found, person in people.items() if person.joined <= as_of or person.days}


def read_bare(file: Path) -> Bare:
    connection = driver.connect(str(file))
    counted = "status IN ('confirmed', 'paid', 'collected')"
    select_orders = f'SELECT id, member_id, day, amount_fen - refund_fen, group_buy_id FROM "order" WHERE {counted}'
    orders = [Order(*row) for row in connection.execute(select_orders)]
    brought = {row[0] for row in connection.execute("SELECT invitee_id FROM referral")}
    people = [
        (found, day_of(at), community, found in brought)
        for found, at, community in connection.execute("SELECT id, joined_at, community FROM member")
    ]
    products = {
        found: f"{name} {spec}".strip()
        for found, name, spec in connection.execute("SELECT id, name, spec FROM product")
    }
    lines = [
        (order, product, products.get(product) or f"{name} {spec}".strip(), fen or 0)
        for order, product, name, spec, fen in connection.execute(
            "SELECT order_id, product_id, name, spec, amount_fen FROM order_line"
        )
    ]
    titles = {None: "", **dict(connection.execute("SELECT id, title FROM group_buy"))}
    connection.close()
    return Bare(orders, people, lines, titles)


# ---- where members stand


def lifecycle(person: Person, as_of: int) -> str:
    """product.md: until the third order by fixed days, then by the member's own rhythm, never sooner than half."""
    if not person.days:
        return "prospect"
    since, days = as_of - max(person.days), person.order_days
    own = len(person.days) >= 3 and len(days) >= 3
    if len(person.days) < 3 and as_of - days[0] <= 7:
        return "new"
    gap = median(later - earlier for earlier, later in pairwise(days)) if own else 0
    for name, fixed, times in (("active", 14, 1.5), ("cooling", 30, 3), ("dormant", 60, 6)):
        if since <= (max(gap * times, fixed / 2) if own else fixed):
            return name
    return "lost"


def value_tiers(people: Iterable[Person]) -> Counter[str]:
    """A fifth of the buyers is high, the half down to the middle is middle; ties share the better tier."""
    everybody = list(people)
    spent = [person.spent for person in everybody if person.days]

    def tier(person: Person) -> str:
        if not person.days:
            return "none"
        share = sum(other > person.spent for other in spent) / len(spent)
        return "high" if share < 0.2 else "middle" if share < 0.5 else "low"

    return Counter(tier(person) for person in everybody)


def quintile(value: float, values: list[float], ties_up: bool) -> int:
    """1 to 5, of values where more is better; ties share the better or the lower score."""
    worse = sum(other <= value for other in values) - 1 if ties_up else sum(other < value for other in values)
    return 1 + worse * 5 // len(values)


GROUPS = {
    1: ("dormant", "dormant", "at risk", "previously loyal", "previously loyal"),
    2: ("almost lost", "almost lost", "at risk", "at risk", "previously loyal"),
    3: ("almost lost", "needs attention", "needs attention", "loyal", "loyal"),
    4: ("promising", "promising", "active", "loyal", "loyal"),
    5: ("new", "promising", "active", "champions", "champions"),
}


def rfm_groups(people: Iterable[Person]) -> Counter[str]:
    everybody = list(people)
    buyers = [person for person in everybody if person.days]
    recent = [max(person.days) for person in buyers]
    often = [len(person.days) for person in buyers]
    spent = [person.spent for person in buyers]
    groups: Counter[str] = Counter()
    for person in buyers:
        weight = (quintile(len(person.days), often, False) + quintile(person.spent, spent, False) + 1) // 2
        groups[GROUPS[quintile(max(person.days), recent, True)][weight - 1]] += 1
    if len(everybody) > len(buyers):
        groups["prospects"] = len(everybody) - len(buyers)
    return groups


# ---- figures as of a day


def share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def repurchase(people: Iterable[Person], as_of: int, window: int | None) -> float | None:
    came = watched = 0
    for person in people:
        days = person.order_days
        if not days or (window is not None and days[0] > as_of - window):
            continue
        watched += 1
        came += len(days) >= 2 and (window is None or days[1] - days[0] <= window)
    return share(came, watched)


def is_zombie(person: Person, as_of: int) -> bool:
    since = min([person.joined, *person.days])
    return since <= as_of - 90 and all(day <= as_of - 90 for day in person.days)


def standing(bare: Bare, as_of: int) -> dict[str, Any]:
    people = list(bare.until(as_of).values())
    buyers = [person for person in people if person.days]
    sales, count = sum(p.spent for p in buyers), sum(len(p.days) for p in buyers)
    active = sum(any(day > as_of - 30 for day in person.days) for person in people)
    zombies = sum(is_zombie(person, as_of) for person in people)
    days = [day for person in buyers for day in person.days]
    return {
        "as_of": iso_day(as_of),
        "members": len(people),
        "buyers": len(buyers),
        "orders": count,
        "sales_fen": sales,
        "average_order_fen": round(sales / count) if count else 0,
        "lifetime_value_fen": round(sales / len(buyers)) if buyers else 0,
        "repurchase_rate": {
            name: repurchase(people, as_of, window)
            for name, window in (("ever", None), ("30", 30), ("60", 60), ("90", 90))
        },
        "pool": {
            "active": active,
            "active_share": share(active, len(people)),
            "zombies": zombies,
            "zombie_share": share(zombies, len(people)),
        },
        "referred_buyers": sum(person.brought for person in buyers),
        "referral_share": share(sum(person.brought for person in buyers), len(buyers)),
        "history_days": as_of - min(days) + 1 if days else 0,
        "due_in_7_days": sum(is_due(person, as_of) for person in buyers),
    }


def is_due(person: Person, as_of: int) -> bool:
    days = person.order_days
    if len(days) < 3:
        return False
    due = ceil(days[-1] + median(later - earlier for earlier, later in pairwise(days)))
    return as_of <= due <= as_of + 7


# ---- figures of a stretch of days


def first_days(bare: Bare) -> dict[int, int]:
    days: dict[int, int] = {}
    for order in bare.orders:
        days[order.member] = min(order.day, days.get(order.member, order.day))
    return days


def flow(bare: Bare, first: int, last: int) -> dict[str, Any]:
    chosen = [order for order in bare.orders if first <= order.day <= last]
    beginnings, brought = first_days(bare), {row[0] for row in bare.people if row[3]}
    buyers = {order.member for order in chosen}
    new = {member for member in buyers if beginnings[member] >= first}
    sales = sum(order.fen for order in chosen)
    return {
        "first": iso_day(first),
        "last": iso_day(last),
        "sales_fen": sales,
        "orders": len(chosen),
        "buyers": len(buyers),
        "new": len(new),
        "returning": len(buyers - new),
        "average_order_fen": round(sales / len(chosen)) if chosen else 0,
        "referred": len(new & brought),
        "referral_share": share(len(new & brought), len(new)),
    }


def parts(first: int, last: int, unit: str) -> list[tuple[int, int]]:
    """The days of the span taken together by day, Monday or month."""
    groups: dict[Any, list[int]] = defaultdict(list)
    for day in range(first, last + 1):
        on = date.fromordinal(day)
        groups[{"day": day, "week": on - timedelta(on.weekday()), "month": (on.year, on.month)}[unit]].append(day)
    return [(days[0], days[-1]) for days in groups.values()]


def breakdown(bare: Bare, kind: str, first: int, last: int) -> list[dict[str, Any]]:
    beginnings = first_days(bare)
    chosen = {order.id: order for order in bare.orders if first <= order.day <= last}
    communities = {row[0]: row[2] for row in bare.people}
    if kind == "product":
        rows = [((product, name), chosen[order], fen) for order, product, name, fen in bare.lines if order in chosen]
    elif kind == "group_buy":
        rows = [((o.group_buy, bare.titles[o.group_buy]), o, o.fen) for o in chosen.values()]
    else:
        rows = [((None, communities[o.member]), o, o.fen) for o in chosen.values()]
    groups: dict[tuple[int | None, str], list[tuple[Order, int]]] = defaultdict(list)
    for key, order, fen in rows:
        groups[key].append((order, fen))
    found = []
    for (key, name), bought in groups.items():
        buyers = {order.member for order, _fen in bought}
        orders, sales = len({order.id for order, _fen in bought}), sum(fen for _order, fen in bought)
        new = {member for member in buyers if beginnings[member] >= first}
        referred = len(new & {row[0] for row in bare.people if row[3]})
        found.append({
            "id": key, "name": name, "sales_fen": sales, "orders": orders, "buyers": len(buyers),
            "new": len(new), "returning": len(buyers) - len(new), "average_order_fen": round(sales / orders),
            "referred": referred, "referral_share": share(referred, len(new)),
        })  # fmt: skip
    return sorted(found, key=lambda row: (-row["sales_fen"], row["name"], row["id"] or 0))


def check_parts(bare: Bare, period: dict[str, Any], first: int, last: int) -> None:
    """All parts of a stretch of days as they are printed, with the pool at the end of each and the part before."""
    length = last - first + 1
    for unit in ("day", "week", "month"):
        days = parts(first, last, unit)
        assert len(period[f"by_{unit}"]) == len(days)
        for row, (begin, end) in list(zip(period[f"by_{unit}"], days, strict=True))[:: max(len(days) // 12, 1)]:
            check_row(row, {**flow(bare, begin, end), **pool(bare, end)}, unit)
            then = {**flow(bare, begin - length, end - length), **pool(bare, end - length)}
            check_row(row["before"], then, unit)
    for kind in ("group_buy", "product", "community"):
        expected = breakdown(bare, kind, first, last)
        sold = [row for row in period[f"by_{kind}"] if row["orders"]]
        assert len(sold) == len(expected), kind
        for row, wanted in zip(sold, expected, strict=True):
            check_row(row, wanted, kind)
        before = {(row["id"], row["name"]): row for row in breakdown(bare, kind, first - length, first - 1)}
        assert before.keys() <= {(row["id"], row["name"]) for row in period[f"by_{kind}"]}
        for row in period[f"by_{kind}"]:
            then = before.get((row["id"], row["name"]), {"sales_fen": 0, "orders": 0, "buyers": 0, "referred": 0})
            check_row(row["before"], {name: value for name, value in then.items() if name not in ("id", "name")}, kind)


def check_row(found: dict[str, Any], expected: dict[str, Any], what: str) -> None:
    assert {name: found[name] for name in expected} == expected, what


def pool(bare: Bare, as_of: int) -> dict[str, Any]:
    """What every part says of the whole shop at its end."""
    whole = standing(bare, as_of)
    return {
        **{name: whole[name] for name in ("members", "repurchase_rate", "lifetime_value_fen")},
        **whole["pool"],
        "buyers_so_far": whole["buyers"],
    }


# ---- cohorts


def begin_of(day: int, unit: str) -> date:
    on = date.fromordinal(day)
    return on - timedelta(on.weekday()) if unit == "week" else on.replace(day=1)


def next_begin(begin: date, unit: str) -> date:
    return begin + timedelta(7) if unit == "week" else (begin + timedelta(32)).replace(day=1)


def cohorts(bare: Bare, as_of: int, unit: str) -> list[dict[str, Any]]:
    people = [person for person in bare.until(as_of).values() if person.days]
    if not people:
        return []
    begin = min(begin_of(min(person.days), unit) for person in people)
    periods = []
    while begin.toordinal() <= as_of:
        periods.append(begin)
        begin = next_begin(begin, unit)
    found = []
    for at, begin in enumerate(periods):
        members = [person for person in people if begin_of(min(person.days), unit) == begin]
        active, spent = [], []
        for later in periods[at:]:
            end = next_begin(later, unit).toordinal()
            active.append(sum(any(later.toordinal() <= day < end for day in p.days) for p in members))
            spent.append(sum(fen for p in members for day, fen in p.fen_of_day.items() if day < end))
        found.append({
            "first": begin.isoformat(), "last": iso_day(next_begin(begin, unit).toordinal() - 1),
            "size": len(members), "active": active, "spent_fen": spent,
        })  # fmt: skip
    return found[-12:]


# ---- the models


def hypergeometric(a: float, b: float, c: float, z: float) -> float:
    term = total = 1.0
    n = 0
    while abs(term) > 1e-15 * abs(total):
        term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z
        total += term
        n += 1
    return total


def chance_alive(model: dict[str, float], x: int, last: float, watched: float) -> float:
    if x == 0:
        return 1.0
    r, alpha, a, b = (model[name] for name in ("r", "alpha", "a", "b"))
    return 1 / (1 + a / (b + x - 1) * ((alpha + watched) / (alpha + last)) ** (r + x))


def expected(model: dict[str, float], x: int, last: float, watched: float, weeks: float) -> float:
    r, alpha, a, b = (model[name] for name in ("r", "alpha", "a", "b"))
    hyper = hypergeometric(r + x, b + x, a + b + x - 1, weeks / (alpha + watched + weeks))
    growth = 1 - ((alpha + watched) / (alpha + watched + weeks)) ** (r + x) * hyper
    return (a + b + x - 1) / (a - 1) * growth * chance_alive(model, x, last, watched)


def forecast(bare: Bare, as_of: int, model: dict[str, float], spending: dict[str, float]) -> dict[str, Any]:
    """Sums over the buyers, with the parameters that were fitted."""
    people = [person for person in bare.until(as_of).values() if person.days]
    purchases, worth = 0.0, {90: 0.0, 365: 0.0}
    alive = [0] * 5
    for person in people:
        days = person.order_days
        history = (len(days) - 1, (days[-1] - days[0]) / 7, (as_of - days[0]) / 7)
        later = [person.fen_of_day[day] for day in days[1:] if person.fen_of_day[day] > 0]
        x, mean = len(later), sum(later) / len(later) / 100 if later else 0.0
        p, q, gamma = (spending[name] for name in ("p", "q", "gamma"))
        each = (gamma + x * mean) * p / (p * x + q - 1)
        purchases += expected(model, *history, 90 / 7)
        for length in worth:
            worth[length] += expected(model, *history, length / 7) * each * 100
        if history[0]:  # of who came once the model can say nothing
            alive[min(int(chance_alive(model, *history) * 5), 4)] += 1
    return {
        "expected_purchases_90_days": purchases,
        "expected_value_90_days_fen": worth[90],
        "expected_value_365_days_fen": worth[365],
        "buyers_by_chance_alive": alive,
        "buyers_who_came_once": sum(len(person.order_days) == 1 for person in people),
    }


def quartiles(days: list[int]) -> tuple[int, int]:
    """The middle half of the gaps, between neighbours in proportion, to whole days outwards."""
    gaps = sorted(later - earlier for earlier, later in pairwise(days))

    def at(part: float) -> float:
        place = part * (len(gaps) - 1)
        low = floor(place)
        return gaps[low] + (place - low) * (gaps[min(low + 1, len(gaps) - 1)] - gaps[low])

    return max(floor(at(0.25)), 1), max(ceil(at(0.75)), 1)


def scoped(bare: Bare, scope: Any) -> list[Order]:
    """The orders of a group buy, product, name without a product or community; of goods with what their lines cost."""
    communities = {row[0]: row[2] for row in bare.people}
    found = []
    for order in bare.orders:
        if scope.group_buy_id is not None and (order.group_buy or 0) != scope.group_buy_id:
            continue
        if scope.community is not None and communities[order.member] != scope.community:
            continue
        if scope.product_id is None and scope.loose is None:
            found.append(order)
            continue
        lines = [line for line in bare.lines if line[0] == order.id and is_of(line, scope)]
        if lines:
            found.append(Order(order.id, order.member, order.day, sum(line[3] for line in lines), order.group_buy))
    return found


def is_of(line: tuple[int, int | None, str, int], scope: Any) -> bool:
    if scope.product_id is not None:
        return line[1] == scope.product_id
    return line[1] is None and line[2] == " ".join(scope.loose).strip()
