"""斤 or 个: what a quantity in another unit than the product's own comes to, as far as that is known.

Weights convert by themselves; anything else is what the owner said of the product: so many of its own unit, or apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.dates import now
from shopdesk.base.i18n import _
from shopdesk.base.quantities import qty_text
from shopdesk.base.texts import clean_text, fold
from shopdesk.data.tables import Product, ProductUnit

SAME = 1000
"""`base_milli` of a unit that is another word for the product's own."""
MOST_BASE_MILLI = 10_000_000
_GRAMS = {"克": 1, "g": 1, "两": 50, "斤": 500, "市斤": 500, "公斤": 1000, "千克": 1000, "kg": 1000}


@dataclass(frozen=True)
class UnitRule:
    """One `unit` is `base_milli` thousandths of the product's own unit; None: the two are counted apart."""

    unit: str
    base_milli: int | None


class Units:
    """What the owner said of units, by product."""

    def __init__(self, rules: Mapping[tuple[int, str], int | None]) -> None:
        self._rules = rules  # (product, folded unit): base_milli

    @classmethod
    def load(cls, session: Session) -> Units:
        rows = session.execute(select(ProductUnit.product_id, ProductUnit.unit, ProductUnit.base_milli))
        return cls({(product_id, fold(unit)): base for product_id, unit, base in rows})

    def rule(self, product_id: int | None, own: str, unit: str) -> UnitRule | None:
        """How `unit` stands to the product's own one; None while nobody said. A blank unit means the own one."""
        own_key, key = fold(own), fold(unit)
        if not key or key == own_key:
            return UnitRule(unit, SAME)
        if product_id is not None and (product_id, key) in self._rules:
            return UnitRule(unit, self._rules[product_id, key])
        return weight_rule(own, unit)


def weight_rule(own: str, unit: str) -> UnitRule | None:
    """两 and kg in terms of 斤; None unless both are weights that come out even in thousandths."""
    one, other = _GRAMS.get(fold(unit)), _GRAMS.get(fold(own))
    if one is None or other is None or one * 1000 % other:
        return None
    return UnitRule(unit, one * 1000 // other)


def with_weights(usual: tuple[str, ...]) -> tuple[str, ...]:
    """Whoever sells by one weight understands the others."""
    return tuple(dict.fromkeys((*usual, *_GRAMS))) if any(fold(unit) in _GRAMS for unit in usual) else usual


def converted(qty_milli: int, base_milli: int) -> int:
    """A quantity in the product's own unit, rounded half up at the thousandth."""
    return (qty_milli * base_milli + 500) // 1000


def save_unit(session: Session, product_id: int, unit: str, base_milli: int | None) -> bool:
    """Remember the owner's answer; False when it was known."""
    unit = clean_text(unit)
    rows = session.scalars(select(ProductUnit).where(ProductUnit.product_id == product_id)).all()
    row = next((row for row in rows if fold(row.unit) == fold(unit)), None)
    if row is None:
        session.add(ProductUnit(product_id=product_id, unit=unit, base_milli=base_milli, decided_at=now()))
    elif row.base_milli == base_milli:
        return False
    else:
        row.base_milli, row.decided_at = base_milli, now()
    session.flush()
    return True


def set_own_unit(session: Session, product_id: int, unit: str) -> None:
    """For a product that has none yet."""
    product = session.get(Product, product_id)
    if product is not None and not product.unit:
        product.unit = clean_text(unit)
        session.flush()


def say_rule(own: str, rule: UnitRule) -> str:
    """1个 = 2斤, “个”就是“斤”, or that they are apart."""
    if rule.base_milli is None:
        return _("“{unit}”和“{own}”分开算").format(unit=rule.unit, own=own)
    if rule.base_milli == SAME:
        return _("“{unit}”就是“{own}”").format(unit=rule.unit, own=own)
    return _("1{unit} = {qty}{own}").format(unit=rule.unit, qty=qty_text(rule.base_milli), own=own)
