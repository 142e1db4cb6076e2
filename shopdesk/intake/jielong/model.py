"""What a reading of a 接龙 is made of: plain frozen rows, and the JSON of the `parse` command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Catalogue:
    """What the shop knows beforehand; corrections that the owner made arrive here and win over any guess."""

    products: Mapping[str, str] = field(default_factory=lambda: NOTHING)  # name or nickname -> product name
    units: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NOTHING)  # product name -> its units
    members: Mapping[str, str] = field(default_factory=lambda: NOTHING)  # name or alias -> member name


EMPTY = Catalogue()


@dataclass(frozen=True)
class MenuItem:
    """One product on offer, as the list's header says it; `code` is the letter or number people may answer with."""

    name: str
    spec: str = ""
    price_fen: int | None = None
    unit: str = ""
    code: str = ""
    picture: str = ""  # the emoji before the name


@dataclass(frozen=True)
class Item:
    product: str
    qty: Decimal
    unit: str | None = None
    note: str = ""
    implied: bool = False  # the quantity was not written


@dataclass(frozen=True)
class Entry:
    seq: int | None
    name: str
    room: str | None
    items: tuple[Item, ...]
    note: str
    cancelled: bool
    action: str  # new, add, set, subtract
    paid: bool
    needs_review: bool
    reason: str
    line: int
    phone: str | None = None
    address: str | None = None
    confidence: float = 1.0


@dataclass(frozen=True)
class Problem:
    line: int
    text: str
    reason: str


@dataclass(frozen=True)
class Reading:
    title: str
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    menu: tuple[MenuItem, ...] = ()
    warnings: tuple[str, ...] = ()


def plain_number(value: Decimal) -> str:
    """2, 1.5, 0.25: never an exponent, no zeros at the end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def reading_to_json(reading: Reading) -> dict[str, Any]:
    return {
        "kind": "jielong",
        "title": reading.title,
        "entries": [_entry_to_json(entry) for entry in reading.entries],
        "problems": [{"line": p.line, "text": p.text, "reason": p.reason} for p in reading.problems],
    }


def _entry_to_json(entry: Entry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "name": entry.name,
        "room": entry.room,
        "items": [{"product": i.product, "qty": plain_number(i.qty), "unit": i.unit} for i in entry.items],
        "note": entry.note,
        "cancelled": entry.cancelled,
        "action": entry.action,
        "paid": entry.paid,
        "needs_review": entry.needs_review,
        "reason": entry.reason,
        "line": entry.line,
    }
