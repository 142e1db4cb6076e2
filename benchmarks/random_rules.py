"""Rules of one to five conditions, drawn at random and the same for the same seed, with values that a shop has."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from benchmarks.generate import CATEGORIES, COMMUNITIES, GOODS, SURNAMES

Rule = dict[str, Any]
MOST = 5


def draw_rules(count: int, tags: list[str], seed: int = 4) -> list[Rule]:
    chance = random.Random(seed)
    return [_draw_rule(chance, tags, 1 + number % MOST) for number in range(count)]


def _draw_rule(chance: random.Random, tags: list[str], conditions: int) -> Rule:
    """A group of conditions; of three and more, two may be a group of the other kind, and one may be turned round."""
    drawn = [_draw_condition(chance, tags) for _condition in range(conditions)]
    if conditions > 1 and chance.random() < 0.2:
        drawn[0] = {"not": drawn[0]}
    if conditions >= 3 and chance.random() < 0.5:
        drawn = [*drawn[2:], {"any": drawn[:2]}]
    return {"any" if chance.random() < 0.2 else "all": drawn}


def _draw_condition(chance: random.Random, tags: list[str]) -> Rule:
    return chance.choice(DRAWS)(chance, tags)


def _number(field: str, low: int, high: int, *, window: bool = False) -> Callable[[random.Random, list[str]], Rule]:
    def draw(chance: random.Random, _tags: list[str]) -> Rule:
        op = chance.choice([">=", "<=", "between"])
        pair = sorted(chance.randint(low, high) for _end in range(2))
        rule: Rule = {"field": field, "op": op, "value": pair if op == "between" else pair[0]}
        if window and chance.random() < 0.7:
            rule["within_days"] = chance.choice([7, 30, 60, 90, 180, 365, chance.randint(1, 730)])
        return rule

    return draw


def _names(field: str, names: tuple[str, ...] | None, ops: list[str], *, window: bool = False) -> Any:
    def draw(chance: random.Random, tags: list[str]) -> Rule:
        known = names if names is not None else tuple(tags)
        rule: Rule = {"field": field, "op": chance.choice(ops), "value": chance.sample(known, chance.randint(1, 2))}
        if window and chance.random() < 0.7:
            rule["within_days"] = chance.choice([7, 30, 90, 365, chance.randint(1, 730)])
        return rule

    return draw


_HAS, _IN = ["has_any", "has_all", "has_none"], ["in", "not_in"]
DRAWS: list[Callable[[random.Random, list[str]], Rule]] = [
    _number("order_count", 0, 30, window=True),
    _number("spent_fen", 0, 200_000, window=True),
    _number("average_order_fen", 500, 8000, window=True),
    _number("last_order_days", 0, 400),
    _number("first_order_days", 0, 730),
    _number("joined_days", 0, 730),
    _number("age", 20, 70),
    _number("unpaid_fen", 0, 5000),
    _names("tag", None, _HAS),
    _names("product", GOODS, _HAS, window=True),
    _names("category", CATEGORIES, _HAS, window=True),
    _number("product_count", 0, 20, window=True),
    _names("lifecycle", ("prospect", "new", "active", "cooling", "dormant", "lost"), _IN),
    _names("community", COMMUNITIES, _IN),
    _names("gender", ("female", "male", ""), _IN),
    _names("source", ("微信群", "朋友推荐", "地推"), _IN),
    lambda chance, _tags: {"field": "name", "op": "contains", "value": chance.choice(SURNAMES)},
    lambda chance, _tags: {
        "field": "overdue_ratio", "op": chance.choice([">=", "<="]), "value": chance.choice([0.5, 1.5, 2.5])
    },
]  # fmt: skip
