"""What is about to be imported, whatever it came from: people, orders and payments that the owner can still mend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class DraftPerson:
    """What a source says of a person; empty where it says nothing."""

    name: str = ""
    phone: str = ""
    room: str = ""
    number: str = ""
    real_name: str = ""
    address: str = ""
    phone_masked: str = ""
    gender: str = ""
    birthday: str = ""
    source: str = ""
    note: str = ""
    referrer: str = ""
    tags: tuple[str, ...] = ()
    joined_at: int | None = None


@dataclass(frozen=True)
class DraftLine:
    product: str
    spec: str
    qty_milli: int
    unit: str = ""
    amount_fen: int | None = None
    note: str = ""


@dataclass(frozen=True)
class DraftOrder:
    """One order. `key` finds it again in its source, so that the same input twice changes nothing."""

    key: str
    person: DraftPerson
    lines: tuple[DraftLine, ...]
    status: str = "confirmed"
    ordered_at: int | None = None
    paid_at: int | None = None
    amount_fen: int | None = None
    """None: computed from prices."""
    refund_fen: int = 0
    note: str = ""
    seq: int | None = None
    group_buy: str = ""
    pickup_point: str = ""
    rows: tuple[int, ...] = ()
    review: str = ""
    """Why the owner should look before it counts; '' when it is clear."""
    ask: bool = False
    """Ask who it is rather than make somebody new of it."""


@dataclass(frozen=True)
class DraftPayment:
    txn_id: str
    direction: str
    usable: bool
    amount_fen: int
    counterparty: str
    at: int
    note: str
    row: int = 0
    back_fen: int = 0


@dataclass(frozen=True)
class Refused:
    """A row that is not imported, with its cells as they were."""

    row: int
    reason: str
    cells: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Draft:
    kind: str
    """jielong | orders | members | bill"""
    source: str
    """What `order.source` or `payment.source` will say."""
    preset: str = ""
    title: str = ""
    group_buy_id: int | None = None
    """For a 接龙: the group buy it goes on with; None: the one that fits, else a new one called `title`."""
    new_group_buy: bool = False
    """A new one in any case."""
    orders: tuple[DraftOrder, ...] = ()
    people: tuple[DraftPerson, ...] = ()
    """Of a member list."""
    people_rows: tuple[int, ...] = ()
    payments: tuple[DraftPayment, ...] = ()
    prices: dict[str, int] = field(default_factory=dict)
    """分 for one unit, by product name, as the text said."""
    units: dict[str, str] = field(default_factory=dict)
    """The unit that the text's menu prices a product by, by product name."""
    unit_answers: Mapping[tuple[str, str], int | None] = field(default_factory=dict)
    """What another unit than the product's own means, decided in the preview; see unit_questions."""
    refused: tuple[Refused, ...] = ()
    warnings: tuple[tuple[int, str], ...] = ()
    file_name: str = ""
    sha256: str = ""
    whole_list: bool = False
    """Whoever is missing has taken himself off the list (a 接龙 pasted again)."""
    left_alone: frozenset[str] = frozenset()
    """Keys of orders that are in the list but that the owner does not want to import: they are not missing."""


@dataclass(frozen=True)
class Answers:
    """What the owner decided in the preview."""

    same: dict[tuple[str, str], int] = field(default_factory=dict)
    """(folded name, room key) → the member it is."""
    different: frozenset[tuple[str, str]] = frozenset()
    """(folded name, room key) of people who are new although somebody is called so."""
    unique_names: bool | None = None
    """Nicknames are one person's in this group: a name that exactly one member has is that member. None: as the shop
    said before. It answers who a line is; it never makes two members one."""
    cancel_gone: bool = False
    take_doubtful: bool = False
    """Import what needs review as it was read."""
    unpaid: frozenset[str] = frozenset()
    """Keys of orders whose paid mark is not believed."""
