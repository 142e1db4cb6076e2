"""Shapes of prices in a header: ladders of one product, ruled lines with the price of what stands under them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shopdesk.intake.jielong.folding import fold, is_digit
from shopdesk.intake.jielong.model import MenuItem
from shopdesk.intake.jielong.numerals import scan_quantity
from shopdesk.intake.jielong.prices import price_at

_PACKS = frozenset("盒份箱袋包个件瓶桶提板只罐筐篮条")
_SECTION_WORDS = ("专区", "区", "专场", "系列", "档", "类", "的", "任选")


def without_ladders(items: Sequence[MenuItem]) -> list[MenuItem]:
    """冰糖橙 1箱35，2箱65，3箱90: more of one thing for less, no three things."""
    steps: dict[tuple[str, str], dict[int, MenuItem]] = {}
    for item in items:
        quantity = scan_quantity(fold(item.spec), 0) if item.spec and not item.code else None
        whole = quantity is not None and quantity.end == len(item.spec) and quantity.value % 1 == 0
        if quantity is not None and whole and quantity.unit in _PACKS:
            steps.setdefault((item.name, quantity.unit or ""), {})[int(quantity.value)] = item
    kept = list(items)
    for (name, unit), prices in steps.items():
        if len(prices) > 1 and sum(item.name == name for item in items) == len(prices):
            least = prices[min(prices)]
            kept[kept.index(least)] = replace(least, spec="", unit=unit, price_fen=None)  # no one price
            kept = [item for item in kept if item not in prices.values()]
    return kept


def is_ruled(line: str) -> bool:
    plain = fold(line).strip()
    return plain[:1] in "-=~*·" and plain[-1:] in "-=~*·" and len(plain) > 3


def section_price(line: str) -> MenuItem | None:
    """—— 38元/盒专区 ——: what each of the goods under it costs."""
    told = fold(line).strip("-=~*· ")
    begin = told.find("¥") if told[:1] == "¥" else 0
    price = price_at(told, begin) if told[:1] == "¥" or is_digit(told[:1] or " ") else None
    rest = told[price[1] :].strip() if price is not None else ""
    if price is None or not (not rest or rest in _SECTION_WORDS):
        return None
    return MenuItem("", price_fen=price[0], unit=price[2])
