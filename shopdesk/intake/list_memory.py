"""How the lines of a list were taken before: remembered with its group buy, so that the same list changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.data.tables import ListLine
from shopdesk.intake.jielong import Entry, Item
from shopdesk.intake.jielong.model import plain_number
from shopdesk.intake.list_lines import NO_MEMORY, Line, Memory, Mend
from shopdesk.orders.group_buys import group_buy_products


def load_memory(session: Session, group_buy_id: int | None) -> Memory:
    """How the lines of this group buy's list were taken before."""
    if group_buy_id is None:
        return NO_MEMORY
    query = select(ListLine.key, ListLine.reading).where(ListLine.group_buy_id == group_buy_id, ListLine.key != "")
    return memory_from_json({row[0]: row[1] for row in session.execute(query)})


def usual_product(session: Session, group_buy_id: int | None) -> str:
    """What a line without a product means: what it meant the last time, else the only product of the group buy."""
    if group_buy_id is None:
        return ""
    lines = session.execute(
        select(ListLine.key, ListLine.reading).where(ListLine.group_buy_id == group_buy_id).order_by(ListLine.key)
    ).first()
    if lines is not None:
        # Products that an earlier paste brought along say nothing about lines without one.
        return str(lines[1].get("product", "")) if lines[0] == "" else ""
    products = group_buy_products(session, group_buy_id)
    return products[0].name if len(products) == 1 else ""


def remember_list(
    session: Session, group_buy_id: int, lines: Sequence[Line], settled: Sequence[bool], product: str
) -> None:
    """How each line was taken, and which product a line without one means."""
    wanted = lines_to_remember(lines, settled)
    if not wanted:
        return
    wanted[""] = {"product": product}
    where = ListLine.group_buy_id == group_buy_id
    stored = {row.key: row for row in session.scalars(select(ListLine).where(where))}
    for key, reading in wanted.items():
        if key not in stored:
            session.add(ListLine(group_buy_id=group_buy_id, key=key, reading=reading))
        elif stored[key].reading != reading:
            stored[key].reading = reading
    session.flush()


# ---- as JSON


def mend_to_json(mend: Mend) -> dict[str, Any]:
    entry = mend.entry
    items = [
        {"product": item.product, "qty": plain_number(item.qty), "unit": item.unit, "note": item.note}
        for item in entry.items
    ]
    return {
        "name": entry.name, "room": entry.room, "items": items, "note": entry.note, "cancelled": entry.cancelled,
        "action": entry.action, "paid": entry.paid, "phone": entry.phone, "address": entry.address,
        "taken": mend.taken,
    }  # fmt: skip


def mend_from_json(data: Any) -> Mend | None:
    """None for what is not a line of this version."""
    try:
        items = tuple(
            Item(str(item["product"]), Decimal(str(item["qty"])), item["unit"] or None, str(item["note"]))
            for item in data["items"]
        )
        entry = Entry(
            None, str(data["name"]), data["room"] or None, items, str(data["note"]), bool(data["cancelled"]),
            str(data["action"]), bool(data["paid"]), False, "", 0, data["phone"] or None, data["address"] or None,
        )  # fmt: skip
        return Mend(entry, bool(data["taken"]), True)
    except (KeyError, TypeError, InvalidOperation):
        return None


def lines_to_remember(lines: Sequence[Line], settled: Sequence[bool]) -> dict[str, dict[str, Any]]:
    """How each line was taken, by its key: those that became an order, that the owner mended or left out, that wait."""
    found: dict[str, dict[str, Any]] = {}
    for line, is_settled in zip(lines, settled, strict=True):
        if is_settled or line.mended or not (line.taken or line.unread):
            found[line.key] = mend_to_json(Mend(line.entry, line.taken, True))
        elif line.taken:
            found[line.key] = {"held": "doubt" if line.entry.needs_review else "person"}
    return found


def memory_from_json(stored: Mapping[str, Any]) -> Memory:
    """What is not of this version is passed over."""
    mends = {key: mend_from_json(data) for key, data in stored.items()}
    held = {key: str(data["held"]) for key, data in stored.items() if isinstance(data, dict) and "held" in data}
    return Memory({key: mend for key, mend in mends.items() if mend is not None}, held)
