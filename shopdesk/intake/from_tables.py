"""From a table as it was read to what is about to be imported: keys that find an order again, times in UTC."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import datetime

from shopdesk.base.dates import DEFAULT_TIME_ZONE, at_of
from shopdesk.base.i18n import _
from shopdesk.base.quantities import qty_milli
from shopdesk.base.texts import mask_phone
from shopdesk.intake.draft import Draft, DraftLine, DraftOrder, DraftPayment, DraftPerson, Refused
from shopdesk.intake.tables import TableReading
from shopdesk.intake.tables.rows import MemberRow, OrderRow, PaymentRow, Person


def draft_from_table(
    reading: TableReading, *, file_name: str = "", sha256: str = "", zone: str = DEFAULT_TIME_ZONE
) -> Draft:
    source = platform_of(reading.preset)
    seen: Counter[str] = Counter()
    return Draft(
        kind=reading.kind,
        source=source,
        preset=reading.preset,
        orders=tuple(_order(row, source, seen, zone) for row in reading.orders),
        people=tuple(_member(row, source, zone) for row in reading.members),
        people_rows=tuple(row.row for row in reading.members),
        payments=tuple(_payment(row, seen, zone) for row in reading.payments),
        refused=tuple(Refused(row.row, row.reason, row.cells) for row in reading.rejected),
        warnings=tuple((row.row, row.reason) for row in reading.warnings),
        file_name=file_name,
        sha256=sha256,
    )


def platform_of(preset: str) -> str:
    """快团团-订单(13列) and 快团团-商品明细 are the same platform: their order numbers mean the same orders."""
    name = preset.split("-")[0].split("(")[0].split("（")[0].strip()
    return name or "表格"


def _at(moment: datetime | None, zone: str) -> int | None:
    return None if moment is None else at_of(moment, zone)


def _person(person: Person, source: str) -> DraftPerson:
    name = person.name or person.receiver or (mask_phone(person.phone) if person.phone else person.number)
    receiver = person.receiver if person.receiver != name else ""
    return DraftPerson(
        name=name,
        phone=person.phone or "",
        room=person.room if person.room != person.address else "",
        number=person.number,
        real_name=receiver,
        address=person.address,
        phone_masked=person.masked_phone,
        source=source,
    )


def _order(row: OrderRow, source: str, seen: Counter[str], zone: str) -> DraftOrder:
    lines = tuple(
        DraftLine(item.product or _("（未写明商品）"), item.spec, qty_milli(item.qty), item.unit, item.amount_fen)
        for item in row.items
    ) or (DraftLine(_("（未写明商品）"), "", 1000, amount_fen=row.amount_fen),)
    return DraftOrder(
        key=row.key or _made_up_key(row, seen),
        person=_person(row.member, source),
        lines=lines,
        status=row.status or "confirmed",
        ordered_at=_at(row.ordered_at or row.paid_at, zone),
        paid_at=_at(row.paid_at, zone),
        amount_fen=row.amount_fen,
        refund_fen=row.refund_fen,
        note=row.note,
        group_buy=row.group_buy,
        pickup_point=row.pickup_point,
        rows=(row.row,),
    )


def _made_up_key(row: OrderRow, seen: Counter[str]) -> str:
    """For tables without order numbers: what the row says, and which of the rows that say the same it is."""
    person = row.member
    said = [person.phone or "", person.number, person.name, person.room, str(row.ordered_at or row.paid_at or "")]
    said += [f"{item.product}/{item.spec}/{item.qty}" for item in row.items]
    digest = hashlib.sha256("\n".join(said).encode()).hexdigest()[:20]
    seen[digest] += 1
    return f"#{digest}-{seen[digest]}"


def _member(row: MemberRow, source: str, zone: str) -> DraftPerson:
    name = row.nickname or row.name or (mask_phone(row.phone) if row.phone else row.number)
    return DraftPerson(
        name=name,
        phone=row.phone or "",
        room=row.room if row.room != row.address else "",
        number=row.number,
        real_name=row.name if row.name != name else "",
        address=row.address,
        phone_masked=row.masked_phone,
        gender=row.gender if row.gender in ("female", "male") else "",
        birthday=row.birthday or "",
        source=row.source or source,
        note=row.note,
        referrer=row.referrer,
        tags=row.tags,
        joined_at=_at(row.joined_at, zone),
    )


def _payment(row: PaymentRow, seen: Counter[str], zone: str) -> DraftPayment:
    at = _at(row.at, zone) or 0
    txn = row.txn_id
    if txn and row.direction == "refund" and "_" not in txn:
        txn += "_R"  # the number of the payment that it gives back: both lines are kept
    if not txn:
        said = f"{at}/{row.direction}/{row.amount_fen}/{row.counterparty}/{row.note}"
        digest = hashlib.sha256(said.encode()).hexdigest()[:20]
        seen[digest] += 1
        txn = f"#{digest}-{seen[digest]}"
    # What has not arrived yet is no income: the bill of tomorrow may say that it is one now.
    direction = "neutral" if row.waiting else row.direction
    return DraftPayment(
        txn, direction, row.usable, row.amount_fen, row.counterparty, at, row.note, row.row, row.back_fen
    )
