"""What a table yields: plain frozen rows, in the words of the `parse` contract."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from shopdesk.files.content import Cell

Kind = Literal["orders", "members", "bill"]


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a row belongs to. `name` is what the platform calls the buyer; `receiver` a second name of the same row.

    `room` is as people write it (3-2-501) or, when the table has no column for it, the address.
    """

    name: str = ""
    phone: str | None = None
    room: str = ""
    number: str = ""
    receiver: str = ""
    address: str = ""
    community: str = ""
    masked_phone: str = ""


@dataclass(frozen=True, slots=True)
class OrderItem:
    product: str
    spec: str = ""
    qty: str = "1"
    amount_fen: int | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order, from one or more rows of the table: `row` is the first, `more_rows` are the others.

    Times are the shop's local time.

    `amount_fen` is what was or is to be paid for the whole order; None when the table does not say. `key` finds the
    order again in a later export of the same platform; it is the number unless numbers start anew in every group buy.
    """

    order_no: str | None
    member: Person
    status: str
    paid_at: datetime | None
    amount_fen: int | None
    refund_fen: int
    items: tuple[OrderItem, ...]
    ordered_at: datetime | None = None
    pickup_point: str = ""
    group_buy: str = ""
    note: str = ""
    key: str = ""
    row: int = 0
    more_rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class MemberRow:
    """`birthday` is YYYY-MM-DD or --MM-DD. What the contract does not print is for the import."""

    name: str = ""
    nickname: str = ""
    phone: str | None = None
    room: str = ""
    birthday: str | None = None
    tags: tuple[str, ...] = ()
    note: str = ""
    number: str = ""
    address: str = ""
    community: str = ""
    gender: str = ""
    source: str = ""
    referrer: str = ""
    other_phones: tuple[str, ...] = ()
    masked_phone: str = ""
    joined_at: datetime | None = None
    row: int = 0


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """`usable` is false for money that came and went back, and for everything that is no income."""

    direction: Literal["income", "expense", "refund", "neutral"]
    usable: bool
    amount_fen: int
    counterparty: str
    at: datetime | None
    txn_id: str
    note: str
    row: int = 0
    back_fen: int = 0
    """The part of it that its own line says went back."""
    waiting: bool = False
    """It has not arrived yet, and may still."""


class Rejected(NamedTuple):
    """`cells` are the row as it stood, for the workbook of rejected rows."""

    row: int
    reason: str
    cells: tuple[Cell, ...]


class Warned(NamedTuple):
    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Mapping:
    """What each column of a table means; what the mapping page edits and the shop remembers by `header_key`.

    `fields` stand beside the columns of the header: a field of `presets.FIELDS[kind]`, "" for a column not read, or
    "product:NAME" / "product:NAME@PRICE_FEN" for a column that is a product. `header_row` counts from 1 and is the
    last of `header_rows`; 0 means: find it.
    """

    kind: Kind
    fields: tuple[str, ...]
    header_row: int = 0
    header_rows: int = 1
    sheet: str = ""
    preset: str = ""
    rules: MappingOf[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableReading:
    """`recognised` is false when the mapping is only a guess that the owner has to confirm."""

    kind: Kind
    preset: str
    sheet: str
    encoding: str
    header_row: int | None
    orders: tuple[OrderRow, ...] = ()
    members: tuple[MemberRow, ...] = ()
    payments: tuple[PaymentRow, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    warnings: tuple[Warned, ...] = ()
    header: tuple[str, ...] = ()
    header_key: str = ""
    mapping: Mapping | None = None
    recognised: bool = True
    notes: tuple[str, ...] = ()
    other_sheets: tuple[str, ...] = ()
