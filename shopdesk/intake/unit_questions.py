"""Units of a draft that are not the product's own: asked about once for each product, then remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.texts import fold
from shopdesk.data.tables import Product
from shopdesk.intake.draft import Draft
from shopdesk.intake.jielong import Entry, Item
from shopdesk.intake.jielong.reasons import WEIGHTS, sentence
from shopdesk.intake.list_lines import Line
from shopdesk.orders.product_index import ProductIndex
from shopdesk.orders.units import Units, save_unit, set_own_unit, weight_rule

UnitKey = tuple[str, str]
"""(folded product name, folded unit)"""
UnitAnswers = Mapping[UnitKey, int | None]
"""Thousandths of the product's own unit; None: counted apart. What is not in it is not answered."""


@dataclass(frozen=True)
class UnitQuestion:
    """Some lines have another unit than the product: the same thing, so many of its own, or apart?"""

    product: str
    own: str
    unit: str
    lines: int
    qty_milli: int
    answered: bool
    base_milli: int | None

    @property
    def key(self) -> UnitKey:
        return unit_key(self.product, self.unit)


@dataclass
class _Use:
    spelled: str
    lines: int = 0
    qty_milli: int = 0


@dataclass
class _Sold:
    """A product of the draft and the units it was ordered in."""

    name: str
    product_id: int | None
    own: str
    uses: dict[str, _Use] = field(default_factory=dict)


def unit_key(product: str, unit: str) -> UnitKey:
    return fold(product), fold(unit)


def find_unit_questions(session: Session, draft: Draft, answers: UnitAnswers) -> tuple[UnitQuestion, ...]:
    """Those answered in this preview stay, so that the answer can be changed; those answered before are not asked."""
    units = Units.load(session)
    found = []
    for sold in _products_of(session, draft):
        for key, use in sold.uses.items():
            answered = (fold(sold.name), key) in answers
            if not answered and units.rule(sold.product_id, sold.own, use.spelled) is not None:
                continue
            base = answers.get((fold(sold.name), key))
            found.append(UnitQuestion(sold.name, sold.own, use.spelled, use.lines, use.qty_milli, answered, base))
    return tuple(found)


def own_units(session: Session, draft: Draft) -> dict[str, str]:
    """The own unit of each product of the draft, by its name there: the shop's, else the menu's, else the commonest."""
    return {sold.name: sold.own for sold in _products_of(session, draft)}


def _products_of(session: Session, draft: Draft) -> list[_Sold]:
    if draft.kind != "jielong" or not draft.orders:
        return []  # platforms export what their own shelves sell; people write lists
    index = ProductIndex.load(session)
    known = {row[0]: row[1] for row in session.execute(select(Product.id, Product.unit))}
    found: dict[object, _Sold] = {}
    for order in draft.orders:
        for line in order.lines:
            product_id = index.match(line.product, line.spec)
            key = product_id if product_id is not None else (fold(line.product), fold(line.spec))
            sold = found.get(key)
            if sold is None:
                own = known.get(product_id, "") if product_id is not None else ""
                sold = found[key] = _Sold(line.product, product_id, own or draft.units.get(line.product, ""))
            if line.unit:
                use = sold.uses.setdefault(fold(line.unit), _Use(line.unit))
                use.lines += 1
                use.qty_milli += line.qty_milli
    for sold in found.values():
        if not sold.own and sold.uses:
            sold.own = max(sold.uses.values(), key=lambda use: use.lines).spelled
    return list(found.values())


def settle_units(session: Session, draft: Draft, lines: tuple[Line, ...], answers: UnitAnswers) -> tuple[Line, ...]:
    """Lines that are doubtful for nothing but a unit are clear once it is known what the unit means."""
    doubtful = [place for place, line in enumerate(lines) if _only_unit_doubted(line.entry)]
    if not doubtful:
        return lines
    index, units = ProductIndex.load(session), Units.load(session)
    products = {
        sold.product_id if sold.product_id is not None else fold(sold.name): sold
        for sold in _products_of(session, draft)
    }
    settled = list(lines)
    for place in doubtful:
        entry = lines[place].entry
        if all(
            _is_known(item, products.get(_product_key(index, item.product)), units, answers) for item in entry.items
        ):
            clear = replace(entry, needs_review=False, reason="", confidence=1.0)
            settled[place] = replace(lines[place], entry=clear)
    return tuple(settled)


def _only_unit_doubted(entry: Entry) -> bool:
    """Each doubt takes from the confidence: with a second one it would be lower."""
    reasons = {sentence(doubt): WEIGHTS[doubt] for doubt in ("unit", "menu_unit")}
    return entry.needs_review and entry.confidence >= reasons.get(entry.reason, 2)


def _product_key(index: ProductIndex, name: str) -> int | str:
    product_id = index.match(name)
    return product_id if product_id is not None else fold(name)


def _is_known(item: Item, sold: _Sold | None, units: Units, answers: UnitAnswers) -> bool:
    if not item.unit:
        return True
    if sold is None:
        return False
    return unit_key(sold.name, item.unit) in answers or units.rule(sold.product_id, sold.own, item.unit) is not None


def remember_units(session: Session, own: Mapping[str, str], answers: UnitAnswers) -> bool:
    """Store what was answered, once the products are there; returns whether anything is new."""
    if not answers:
        return False
    index = ProductIndex.load(session)
    spelled = {fold(name): (name, unit) for name, unit in own.items()}
    changed = False
    for (product, unit), base_milli in answers.items():
        if product not in spelled or weight_rule(spelled[product][1], unit) is not None:
            continue
        product_id = index.match(spelled[product][0])
        if product_id is not None and fold(spelled[product][1]) != unit:
            set_own_unit(session, product_id, spelled[product][1])
            changed = save_unit(session, product_id, unit, base_milli) or changed
    return changed
