"""The segment rule as it is promised to other programs, read from bare rows of the file: no code of the program at all.

What a field means is written here a second time from the promise, so that a mistake would have to be made twice.
"""

from __future__ import annotations

from calendar import isleap
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from math import ceil
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import sqlcipher3.dbapi2 as driver

COUNTED = ("confirmed", "paid", "collected")
Row = dict[str, Any]


@dataclass
class Person:
    row: Row
    orders: list[Row] = field(default_factory=list)
    """Those that count."""
    tags: set[str] = field(default_factory=set)
    touched: list[int] = field(default_factory=list)
    """Days of marketing messages that were sent."""

    @property
    def days(self) -> list[int]:
        return sorted({order["day"] for order in self.orders})

    @property
    def rhythm(self) -> Fraction | None:
        gaps = [Fraction(later - earlier) for earlier, later in pairwise(self.days)]
        return median(gaps) if len(gaps) >= 2 else None

    def spent(self, since: int = 0) -> int:
        return sum(order["amount_fen"] - order["refund_fen"] for order in self.orders if order["day"] >= since)


class Shop:
    def __init__(self, file: Path, zone: str = "Asia/Shanghai") -> None:
        connection = driver.connect(str(file))
        connection.row_factory = driver.Row

        def rows(table: str) -> list[Row]:
            return [dict(row) for row in connection.execute(f'SELECT * FROM "{table}" ORDER BY 1')]

        self.zone = ZoneInfo(zone)
        self.people = {row["id"]: Person(row) for row in rows("member")}
        self.products = {row["id"]: row for row in rows("product")}
        self.aliases: dict[int, set[str]] = defaultdict(set)
        for alias in rows("product_alias"):
            self.aliases[alias["product_id"]].add(alias["name"])
        self.points = {row["id"]: row["name"] for row in rows("pickup_point")}
        self.segments = {row["name"]: row for row in rows("segment")}
        self.kept_out = {(row["segment_id"], row["member_id"]) for row in rows("segment_exclusion")}
        self.referrals = [(row["referrer_id"], row["invitee_id"]) for row in rows("referral")]
        lines = defaultdict(list)
        for line in rows("order_line"):
            lines[line["order_id"]].append(line)
        for order in rows("order"):
            if order["status"] in COUNTED:
                self.people[order["member_id"]].orders.append({**order, "lines": lines[order["id"]]})
        names = {row["id"]: row["name"] for row in rows("tag")}
        for pair in rows("member_tag"):
            self.people[pair["member_id"]].tags.add(names[pair["tag_id"]])
        for touch in rows("touch"):
            if touch["kind"] == "marketing" and touch["sent_at"] is not None:
                self.people[touch["member_id"]].touched.append(self.day_of(touch["sent_at"]))
        connection.close()

    def day_of(self, at: int) -> int:
        return datetime.fromtimestamp(at, self.zone).toordinal()

    def selects(self, rule: Row, today: int) -> list[int]:
        return [found for found, person in self.people.items() if self.holds(rule, person, today)]

    def holds(self, rule: Row, person: Person, today: int) -> bool:
        if "all" in rule:
            return all(self.holds(inner, person, today) for inner in rule["all"])
        if "any" in rule:
            return any(self.holds(inner, person, today) for inner in rule["any"])
        if "not" in rule:
            return not self.holds(rule["not"], person, today)
        name, op, value = rule["field"], rule["op"], rule["value"]
        if op in ("has_any", "has_all", "has_none"):
            found, asked = self.names(name, person, rule.get("within_days"), today), set(value)
            return bool(found & asked) if op == "has_any" else asked <= found if op == "has_all" else not found & asked
        if op in ("in", "not_in"):
            return self.is_one_of(name, set(value), person, today) == (op == "in")
        if op == "contains":
            return bool(value.lower() in person.row[name].lower())
        if name == "contactable":
            return self.contactable(person, today)
        number = self.number(name, person, rule.get("within_days"), today)
        if number is None:
            return False
        low, high = value if op == "between" else (value if op != "<=" else None, value if op != ">=" else None)
        return (low is None or number >= Fraction(low)) and (high is None or number <= Fraction(high))

    # ---- names

    def names(self, name: str, person: Person, within: int | None, today: int) -> set[str]:
        if name == "tag":
            return person.tags
        found: set[str] = set()
        for order in person.orders:
            if within is not None and today - order["day"] > within:
                continue
            for line in order["lines"]:
                product = self.products.get(line["product_id"])
                if name == "category":
                    found |= {product["category"]} if product else set()
                else:
                    found |= {product["name"], *self.aliases[product["id"]]} if product else {line["name"]}
        return found

    def is_one_of(self, name: str, asked: set[str], person: Person, today: int) -> bool:
        if name == "segment":
            return any(
                (self.segments[one]["id"], person.row["id"]) not in self.kept_out
                and self.holds(_json(self.segments[one]["rule"]), person, today)
                for one in asked
            )
        if name == "pickup_point":
            return self.points.get(person.row["pickup_point_id"], "") in asked
        answers = {"lifecycle": self.lifecycle, "rfm_group": self.rfm_group, "value_tier": self.value_tier}
        return (answers[name](person, today) if name in answers else person.row[name]) in asked

    def lifecycle(self, person: Person, today: int) -> str:
        if not person.orders:
            return "prospect"
        days, rhythm = person.days, person.rhythm
        since = max(today - days[-1], 0)
        if len(person.orders) < 3 and today - days[0] <= 7:
            return "new"
        own = rhythm if len(person.orders) >= 3 else None
        for name, fixed, times in (("active", 14, Fraction(3, 2)), ("cooling", 30, 3), ("dormant", 60, 6)):
            if since <= (fixed if own is None else max(own * times, Fraction(fixed, 2))):
                return name
        return "lost"

    def rfm_group(self, person: Person, today: int) -> str:
        if not person.orders:
            return "prospects"
        buyers = [other for other in self.people.values() if other.orders]

        def fifth(worse: int) -> int:
            return 1 + worse * 5 // len(buyers)

        as_late = sum(other.days[-1] <= person.days[-1] for other in buyers)
        recency = fifth(as_late - 1) if len(buyers) >= 5 else ceil(as_late * 5 / len(buyers))
        often = fifth(sum(len(other.orders) < len(person.orders) for other in buyers))
        much = fifth(sum(other.spent() < person.spent() for other in buyers))
        return RFM[recency][ceil((often + much) / 2) - 1]

    def value_tier(self, person: Person, _today: int) -> str:
        """A fifth of the buyers is high, half of them high or middle; who spent as much as the last of them is too."""
        if not person.orders:
            return "none"
        spent = [other.spent() for other in self.people.values() if other.orders]
        richer = sum(other > person.spent() for other in spent)
        return "high" if richer * 5 < len(spent) else "middle" if richer * 2 < len(spent) else "low"

    # ---- numbers

    def number(self, name: str, person: Person, within: int | None, today: int) -> Fraction | None:
        since = 0 if within is None else today - within
        count = sum(order["day"] >= since for order in person.orders)
        if name in ("order_count", "spent_fen"):
            return Fraction(count if name == "order_count" else person.spent(since))
        if name == "average_order_fen":
            return Fraction(person.spent(since), count) if count else None
        if name in ("last_order_days", "first_order_days"):
            return Fraction(today - person.days[-1 if name[0] == "l" else 0]) if person.orders else None
        if name == "overdue_ratio":
            return None if person.rhythm is None else (today - person.days[-1]) / person.rhythm
        if name == "joined_days":
            return Fraction(today - self.day_of(person.row["joined_at"]))
        if name == "referral_count":
            return Fraction(sum(self.has_completed(who) for by, who in self.referrals if by == person.row["id"]))
        born = person.row["birthday"]
        if name == "age":
            return age(date.fromisoformat(born), today) if len(born) == 10 else None
        assert name == "birthday_in_days", name
        return birthday_in(born, today) if born else None

    def has_completed(self, member: int) -> bool:
        orders = self.people[member].orders
        return any(order["status"] in ("paid", "collected") and not order["refund_fen"] for order in orders)

    def contactable(self, person: Person, today: int) -> bool:
        """At most one marketing message in 3 days and 4 in 30, today among them."""
        lately = [day for day in person.touched if today - day < 3]
        often = [day for day in person.touched if today - day < 30]
        allowed = person.row["marketing_consent"] and not person.row["do_not_contact"]
        return bool(allowed and not lately and len(often) < 4)


RFM = {
    5: ("new", "promising", "active", "champions", "champions"),
    4: ("promising", "promising", "active", "loyal", "loyal"),
    3: ("almost lost", "needs attention", "needs attention", "loyal", "loyal"),
    2: ("almost lost", "almost lost", "at risk", "at risk", "previously loyal"),
    1: ("dormant", "dormant", "at risk", "previously loyal", "previously loyal"),
}


def age(born: date, today: int) -> Fraction:
    on = date.fromordinal(today)
    kept = 28 if (born.month, born.day) == (2, 29) and not isleap(on.year) else born.day
    return Fraction(on.year - born.year - ((on.month, on.day) < (born.month, kept)))


def birthday_in(born: str, today: int) -> Fraction:
    """29 February is kept on the 28th where there is none."""
    wanted = born[-5:]
    for ahead in range(367):
        on = date.fromordinal(today) + timedelta(ahead)
        own = "02-28" if wanted == "02-29" and not isleap(on.year) else wanted
        if f"{on:%m-%d}" == own:
            return Fraction(ahead)
    raise AssertionError(born)


def _json(text: str) -> Row:
    import json

    found: Row = json.loads(text)
    return found
