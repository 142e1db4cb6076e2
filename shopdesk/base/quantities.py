"""Quantities are integer thousandths inside (`qty_milli`: 1.5 斤 = 1500) and decimal strings at the edge."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation


def qty_milli(text: str | int | float | Decimal) -> int:
    """Thousandths of a unit; raises ValueError when it is no number or finer than a thousandth."""
    try:
        milli = Decimal(str(text)) * 1000
    except InvalidOperation:
        raise ValueError(f"not a quantity: {text!r}") from None
    if not milli.is_finite() or milli != milli.to_integral_value():
        raise ValueError(f"not a quantity: {text!r}")
    return int(milli)


def qty_text(milli: int) -> str:
    """1500 → "1.5", 2000 → "2"."""
    return f"{Decimal(milli) / 1000:f}".rstrip("0").rstrip(".") if milli % 1000 else str(milli // 1000)
