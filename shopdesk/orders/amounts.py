"""What a quantity costs: price × quantity, rounded half up at the fen."""

from __future__ import annotations


def line_amount(price_fen: int, qty_milli: int) -> int:
    """3.33 元/斤 × 1.5 斤 = 4.995 元 → 5.00 元. For prices and quantities that are not negative."""
    return (price_fen * qty_milli + 500) // 1000


def amount_for(qty_milli: int, price_fen: int | None, old_amount_fen: int | None, old_qty_milli: int) -> int | None:
    """A line's amount after its quantity changed: by the product's price where the old amount came from it, else in
    proportion to the old amount (a bargain stays one); None when nothing was known."""
    if old_amount_fen is None or old_qty_milli <= 0:
        return None if price_fen is None else line_amount(price_fen, qty_milli)
    if price_fen is not None and line_amount(price_fen, old_qty_milli) == old_amount_fen:
        return line_amount(price_fen, qty_milli)
    return (2 * old_amount_fen * qty_milli + old_qty_milli) // (2 * old_qty_milli)
