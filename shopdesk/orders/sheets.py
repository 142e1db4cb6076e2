"""What picking lists say, as plain data: orders of one receiver merged, names masked by default."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.i18n import _
from shopdesk.base.texts import fold, mask_name, mask_phone
from shopdesk.data.tables import Member, Order, OrderLine, PickupPoint, Product
from shopdesk.members.households import Place
from shopdesk.orders.order_list import OrderFilter, order_condition
from shopdesk.orders.products import product_label
from shopdesk.orders.totals import live_only

_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True)
class Item:
    """One product of one receiver, from all the orders that were merged."""

    product_id: int | None
    label: str
    unit: str
    qty_milli: int
    waiting_milli: int
    """What is not handed over yet."""
    note: str


@dataclass(frozen=True)
class Receiver:
    """Somebody who fetches goods at one pick-up point: all orders of a member there."""

    member_id: int
    name: str
    room: str
    phone: str
    pickup_point: str
    seqs: tuple[int, ...]
    """Numbers in the 接龙."""
    order_ids: tuple[int, ...]
    items: tuple[Item, ...]
    amount_fen: int
    open_fen: int
    state: str
    """waiting (nothing fetched yet) | part (some orders fetched) | collected"""
    note: str
    together: tuple[str, ...] = ()
    """Who else of the same household fetches goods at the same pick-up point."""


@dataclass(frozen=True)
class Share:
    """What one receiver gets of a product."""

    name: str
    room: str
    phone: str
    seqs: tuple[int, ...]
    qty_milli: int
    collected: bool
    note: str


@dataclass(frozen=True)
class ProductSheet:
    label: str
    unit: str
    qty_milli: int
    waiting_milli: int
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class Piece:
    """One order line with everything the sheets need."""

    order_id: int
    status: str
    amount_fen: int
    paid_fen: int
    seq: int | None
    order_note: str
    pickup_point: str
    member_id: int
    member_name: str
    room: str
    phone: str
    product_id: int | None
    name: str
    spec: str
    unit: str
    qty_milli: int
    note: str
    supplier: str
    cost_fen: int | None
    own_unit: str
    """The product's."""
    community: str


def mask_room(room: str) -> str:
    """The room without its door number: 3-2-501 → 3-2, 3栋501 → 3栋; a door number alone is left out."""
    kept = re.sub(r"\d{2,4}\s*[室号]?$", "", room.strip())
    return kept.rstrip("-－—#/ ") if kept != room.strip() else ("" if room.strip().isdecimal() else room.strip())


def picking_by_member(session: Session, wanted: OrderFilter, *, masked: bool = True) -> list[Receiver]:
    """One entry for each receiver, by pick-up point, then in the order of the 接龙, then by room and name."""
    merged: dict[tuple[str, int], list[Piece]] = {}
    for piece in read_pieces(session, wanted):
        merged.setdefault((piece.pickup_point, piece.member_id), []).append(piece)
    homes: dict[tuple[str, str], list[list[Piece]]] = {}
    for pieces in sorted(merged.values(), key=_place):
        homes.setdefault(_home(pieces[0]), []).append(pieces)  # a household stands where its first one does
    receivers = []
    for home in homes.values():
        names = [mask_name(pieces[0].member_name) if masked else pieces[0].member_name for pieces in home]
        for at, pieces in enumerate(home):
            together = (*names[:at], *names[at + 1 :])
            receivers.append(replace(_receiver(pieces, masked), together=together))
    return receivers


def picking_by_product(session: Session, wanted: OrderFilter, *, masked: bool = True) -> list[ProductSheet]:
    """One entry for each product and unit with who gets how much, the receivers in the same order as above."""
    merged: dict[tuple[str, str], dict[tuple[str, int], list[Piece]]] = {}
    for piece in read_pieces(session, wanted):
        shares = merged.setdefault((product_label(piece.name, piece.spec), piece.unit), {})
        shares.setdefault((piece.pickup_point, piece.member_id), []).append(piece)
    sheets = []
    for (label, unit), by_member in sorted(merged.items(), key=lambda entry: entry[0]):
        pieces = [piece for each in by_member.values() for piece in each]
        shares_of = tuple(_share(each, masked) for each in sorted(by_member.values(), key=_place))
        sheets.append(ProductSheet(label, unit, _quantity(pieces), _waiting(pieces), shares_of))
    return sheets


def read_pieces(session: Session, wanted: OrderFilter) -> list[Piece]:
    """Every line of the live orders that pass the filter."""
    rows = session.execute(
        select(
            Order.id, Order.status, Order.amount_fen, Order.paid_fen, Order.seq, Order.note, PickupPoint.name,
            Member.id, Member.name, Member.building, Member.room, Member.phone, Member.phone_masked,
            OrderLine.product_id, OrderLine.name, OrderLine.spec, Product.name, Product.spec, OrderLine.unit,
            OrderLine.qty_milli, OrderLine.note, Product.supplier, Product.cost_fen,
            Product.unit, Member.community,
        )
        .join(Member, Member.id == Order.member_id)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .outerjoin(Product, Product.id == OrderLine.product_id)
        .outerjoin(PickupPoint, PickupPoint.id == Order.pickup_point_id)
        .where(order_condition(live_only(wanted)))
        .order_by(Order.id, OrderLine.id)
    )  # fmt: skip
    pieces = []
    for (
        order_id, status, amount, paid, seq, order_note, point, member_id, member, building, room, phone, phone_masked,
        product_id, name, spec, real_name, real_spec, unit, qty, note, supplier, cost, own_unit, community,
    ) in rows:  # fmt: skip
        place = building + room if room and building and not room.startswith(building) else room or building
        pieces.append(
            Piece(order_id, status, amount, paid, seq, order_note, point or "", member_id, member, place,
                   phone or phone_masked, product_id, real_name or name, spec if real_spec is None else real_spec,
                   unit or own_unit or "", qty, note, supplier or "", cost, own_unit or "",
                  community)
        )  # fmt: skip
    return pieces


def _home(piece: Piece) -> tuple[str, str]:
    """The same for the members of one household at one pick-up point; of one's own where the door is not known."""
    door = Place(piece.community, "", piece.room).door
    known = "-" in door
    return piece.pickup_point, f"{fold(piece.community)}|{door}" if known else f"#{piece.member_id}"


def _place(pieces: list[Piece]) -> tuple[object, ...]:
    """Where a receiver stands in a list."""
    seqs = [piece.seq for piece in pieces if piece.seq is not None]
    first = pieces[0]
    room = tuple(int(number) for number in _NUMBERS.findall(first.room)[:4])
    return first.pickup_point, min(seqs, default=10**9), not room, room, first.member_name, first.member_id


def _receiver(pieces: list[Piece], masked: bool) -> Receiver:
    first = pieces[0]
    orders = {piece.order_id: piece for piece in pieces}
    items: dict[tuple[str, str], list[Piece]] = {}
    for piece in pieces:
        items.setdefault((product_label(piece.name, piece.spec), piece.unit), []).append(piece)
    done = sum(piece.status == "collected" for piece in orders.values())
    state = "waiting" if not done else "collected" if done == len(orders) else "part"
    lacking = [max(each.amount_fen - each.paid_fen, 0) for each in orders.values() if each.status == "confirmed"]
    return Receiver(
        first.member_id,
        mask_name(first.member_name) if masked else first.member_name,
        mask_room(first.room) if masked else first.room,
        mask_phone(first.phone) if masked else first.phone,
        first.pickup_point,
        _seqs(pieces),
        tuple(orders),
        tuple(
            Item(each[0].product_id, label, unit, _quantity(each), _waiting(each), _joined(p.note for p in each))
            for (label, unit), each in items.items()
        ),
        sum(each.amount_fen for each in orders.values()),
        sum(lacking),
        state,
        _joined(each.order_note for each in orders.values()),
    )


def _share(pieces: list[Piece], masked: bool) -> Share:
    whole = _receiver(pieces, masked)
    return Share(
        whole.name, whole.room, whole.phone, whole.seqs, _quantity(pieces), whole.state == "collected",
        _joined((*(piece.note for piece in pieces), whole.note)),
    )  # fmt: skip


def _quantity(pieces: list[Piece]) -> int:
    return sum(piece.qty_milli for piece in pieces)


def _waiting(pieces: list[Piece]) -> int:
    return sum(piece.qty_milli for piece in pieces if piece.status != "collected")


def _seqs(pieces: list[Piece]) -> tuple[int, ...]:
    return tuple(sorted({piece.seq for piece in pieces if piece.seq is not None}))


def _joined(notes: Iterable[str]) -> str:
    return _("；").join(dict.fromkeys(note for note in notes if note))
