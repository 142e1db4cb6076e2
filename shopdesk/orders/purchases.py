"""What to buy by supplier: each product in its own unit where the other units are known, else apart and said so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from shopdesk.base.i18n import _
from shopdesk.base.quantities import qty_text
from shopdesk.base.texts import fold
from shopdesk.orders.order_list import OrderFilter
from shopdesk.orders.products import product_label
from shopdesk.orders.sheets import Piece, read_pieces
from shopdesk.orders.units import SAME, UnitRule, Units, converted, say_rule


@dataclass(frozen=True)
class Purchase:
    label: str
    unit: str
    qty_milli: int
    orders: int
    cost_fen: int | None
    """What one unit costs the shop."""
    total_fen: int | None
    note: str = ""
    """What was converted from other units, or that it is counted apart."""


@dataclass(frozen=True)
class SupplierSheet:
    """What to order from one supplier; `supplier` is '' for products without one."""

    supplier: str
    purchases: tuple[Purchase, ...]
    total_fen: int
    unpriced: int
    """Purchases whose cost is not known; they are not in total_fen."""


def purchase_sheet(session: Session, wanted: OrderFilter) -> list[SupplierSheet]:
    """What to buy by supplier; products without a supplier stand last."""
    units = Units.load(session)
    merged: dict[str, dict[str, list[Piece]]] = {}
    for piece in read_pieces(session, wanted):
        merged.setdefault(piece.supplier, {}).setdefault(product_label(piece.name, piece.spec), []).append(piece)
    sheets = []
    for supplier, products in sorted(merged.items(), key=lambda entry: (not entry[0], entry[0])):
        purchases = tuple(
            each for label, pieces in sorted(products.items()) for each in _purchases(label, pieces, units)
        )
        known = [purchase.total_fen for purchase in purchases if purchase.total_fen is not None]
        sheets.append(SupplierSheet(supplier, purchases, sum(known), len(purchases) - len(known)))
    return sheets


def _purchases(label: str, pieces: list[Piece], units: Units) -> Iterator[Purchase]:
    """One for the product's own unit with all that converts to it, one for each unit that does not."""
    own = pieces[0].own_unit
    by_unit: dict[str, list[Piece]] = {}
    for piece in pieces:
        by_unit.setdefault(piece.unit, []).append(piece)
    rules = {unit: units.rule(each[0].product_id, own, unit) if own else None for unit, each in by_unit.items()}
    whole = {unit: each for unit, each in by_unit.items() if (rule := rules[unit]) is not None and rule.base_milli}
    if whole:
        yield _in_own_unit(label, own, whole, rules)
    apart = {unit: each for unit, each in by_unit.items() if unit not in whole}
    for unit, each in sorted(apart.items()):
        rule = rules[unit]
        cost = each[0].cost_fen if not own or (rule is not None and rule.base_milli) else None
        several = len(by_unit) > 1 or bool(own)
        yield _purchase(label, unit, _quantity(each), each, cost, _why_apart(own, unit, rule) if several else "")


def _in_own_unit(label: str, own: str, whole: dict[str, list[Piece]], rules: dict[str, UnitRule | None]) -> Purchase:
    qty, notes = 0, []
    for unit, each in sorted(whole.items()):
        rule = rules[unit]
        assert rule is not None and rule.base_milli is not None
        qty += converted(_quantity(each), rule.base_milli)
        if rule.base_milli != SAME or (unit and fold(unit) != fold(own)):
            had = f"{qty_text(_quantity(each))}{unit}"
            notes.append(_("含 {had}（{rule}）").format(had=had, rule=say_rule(own, rule)))
    pieces = [piece for each in whole.values() for piece in each]
    return _purchase(label, own, qty, pieces, pieces[0].cost_fen, _("；").join(notes))


def _why_apart(own: str, unit: str, rule: UnitRule | None) -> str:
    if rule is not None:
        return say_rule(own, rule)
    if own:
        return _("商品按“{own}”卖，还没说“{unit}”怎么算").format(own=own, unit=unit)
    return _("这个商品写了几种单位，分开列")


def _purchase(label: str, unit: str, qty: int, pieces: list[Piece], cost: int | None, note: str) -> Purchase:
    total = None if cost is None else (cost * qty + 500) // 1000
    return Purchase(label, unit, qty, len({piece.order_id for piece in pieces}), cost, total, note)


def _quantity(pieces: list[Piece]) -> int:
    return sum(piece.qty_milli for piece in pieces)
