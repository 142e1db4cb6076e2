"""What platforms and people say about an order, in the five words of the shop."""

from __future__ import annotations

from functools import lru_cache

from shopdesk.files.content import Cell
from shopdesk.intake.tables.presets import plain_name, words
from shopdesk.intake.tables.values import parse_money, said


@lru_cache(maxsize=500)
def status_of(text: str) -> str | None:
    """confirmed, paid, collected, cancelled or refunded; None for words that nobody told us."""
    plain = plain_name(text)
    if not plain:
        return None
    for status, spoken in words().status:
        if plain in spoken:
            return status
    return next((status for status, spoken in words().status if any(word in plain for word in spoken)), None)


def is_paid(cell: Cell) -> bool | None:
    """A mark in a 已付 column: √, 微信, 未付, or an amount that was paid. None when it says nothing."""
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, int | float):
        return cell > 0
    text = said(cell) or cell.strip() if isinstance(cell, str) else said(cell)
    plain = plain_name(text) or text
    if not plain:
        return None
    if plain in words().paid_no or text in words().paid_no:
        return False
    if plain in words().paid_yes or text in words().paid_yes:
        return True
    status = status_of(text)
    if status is not None:
        return status in ("paid", "collected")
    if plain.startswith(("未", "没", "欠", "待", "不")):
        return False
    if plain.startswith(("已", "√", "✓", "微信", "支付宝", "现金")):
        return True
    money = parse_money(text).fen
    return money > 0 if money is not None else None
