"""A reading as the JSON of the `parse` command, and a mapping as the JSON in which it is remembered."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from datetime import datetime
from typing import Any

from shopdesk.intake.tables.presets import FIELDS
from shopdesk.intake.tables.rows import Mapping, MemberRow, OrderRow, PaymentRow, TableReading


def table_to_json(reading: TableReading) -> dict[str, Any]:
    """Exactly the contract of `parse`: what is not known is null."""
    result: dict[str, Any] = {
        "kind": reading.kind,
        "preset": reading.preset,
        "sheet": reading.sheet or None,
        "encoding": reading.encoding,
        "header_row": reading.header_row,
        "rejected": [{"row": rejected.row, "reason": rejected.reason} for rejected in reading.rejected],
        "warnings": [{"row": warned.row, "reason": warned.reason} for warned in reading.warnings],
    }
    if reading.kind == "orders":
        result["orders"] = [_order(order) for order in reading.orders]
    elif reading.kind == "members":
        result["members"] = [_member(member) for member in reading.members]
    else:
        result["payments"] = [_payment(payment) for payment in reading.payments]
    return result


def _order(order: OrderRow) -> dict[str, Any]:
    who = order.member
    return {
        "order_no": order.order_no,
        "member": {
            "name": who.name or None,
            "phone": who.phone,
            "room": who.room or None,
            "number": who.number or None,
        },
        "status": order.status,
        "paid_at": _time(order.paid_at),
        "amount_fen": order.amount_fen,
        "refund_fen": order.refund_fen,
        "items": [
            {"product": item.product, "spec": item.spec or None, "qty": item.qty, "amount_fen": item.amount_fen}
            for item in order.items
        ],
    }


def _member(member: MemberRow) -> dict[str, Any]:
    return {
        "name": member.name or None,
        "nickname": member.nickname or None,
        "phone": member.phone,
        "room": member.room or None,
        "birthday": member.birthday,
        "tags": list(member.tags),
        "note": member.note or None,
    }


def _payment(payment: PaymentRow) -> dict[str, Any]:
    return {
        "direction": payment.direction,
        "usable": payment.usable,
        "amount_fen": payment.amount_fen,
        "counterparty": payment.counterparty or None,
        "at": _time(payment.at),
        "txn_id": payment.txn_id or None,
        "note": payment.note or None,
    }


def _time(at: datetime | None) -> str | None:
    return at.isoformat(" ", "seconds") if at else None


# ---- remembered mappings --------------------------------------------------------------------------------------------


def mapping_to_json(mapping: Mapping) -> dict[str, Any]:
    """Without the place: the next file with the same header may have another preamble or sheet name."""
    return {
        "kind": mapping.kind,
        "fields": list(mapping.fields),
        "header_rows": mapping.header_rows,
        "preset": mapping.preset,
        "rules": dict(mapping.rules),
    }


def mapping_from_json(data: MappingOf[str, Any]) -> Mapping | None:
    """None when the remembered data is not a mapping of this version."""
    kind, fields = data.get("kind"), data.get("fields")
    if kind not in FIELDS or not isinstance(fields, list) or not all(isinstance(name, str) for name in fields):
        return None
    rules = data.get("rules")
    return Mapping(
        kind=kind,
        fields=tuple(fields),
        header_rows=2 if data.get("header_rows") == 2 else 1,
        preset=str(data.get("preset", "")),
        rules={str(name): bool(on) for name, on in rules.items()} if isinstance(rules, dict) else {},
    )
