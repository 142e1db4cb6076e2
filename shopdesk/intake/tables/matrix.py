"""Tables in which every product is a column and every person a row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from shopdesk.files.content import Row
from shopdesk.intake.tables.presets import PRODUCT_FIELD, plain_name, short_name, words
from shopdesk.intake.tables.values import folded, is_blank, parse_money, parse_quantity

_PRICE = re.compile(
    r"(?P<name>.*?[^\s\d.¥@:(/-])(?P<mark>[\s¥@:(]*)(?P<price>[0-9]{1,5}(?:\.[0-9]{1,2})?)(?P<per>元|块)?(?P<unit>/[^\W\d_]{1,2})?\)?"
)
_FORM_NUMBER = re.compile(r"^[0-9]{1,2}[.、](?=\D)")
_BARE_PRICE = re.compile(r"(?P<name>.*[^\W\d_])(?P<price>[0-9]{1,4})")
_LARGEST_QUANTITY = 500
_LONGEST_NAME = 60


class ProductColumn(NamedTuple):
    column: int
    product: str
    price_fen: int | None


def product_fields(names: Sequence[str], fields: Sequence[str], rows: Sequence[Row]) -> tuple[str, ...] | None:
    """`fields` with the product columns filled in, or None when this is no table of that kind.

    A product column has no other meaning and holds nothing but small quantities. It takes a price in some column's
    name, or a column of sums beside them, to tell such a table from a list with numbers in it.
    """
    if "product" in fields or "items" in fields:
        return None
    result, priced = list(fields), False
    for column, name in enumerate(names):
        if fields[column] or not name or _means_something_else(name) or not _holds_quantities(rows, column):
            continue
        product, price = split_price(name)
        priced = priced or price is not None
        result[column] = product_field(product, price)
    if priced:
        result = [_with_bare_price(field) for field in result]
    result = _without_counts(result, rows)
    products = sum(field.startswith(PRODUCT_FIELD) for field in result)
    sums = {"amount", "paid", "item_amount"}.intersection(fields)
    return tuple(result) if products and (priced or (sums and products >= 2)) else None


def _with_bare_price(field: str) -> str:
    """Beside 草莓29.9, the number behind 苹果49 is a price as well."""
    if not field.startswith(PRODUCT_FIELD) or "@" in field:
        return field
    found = _BARE_PRICE.fullmatch(field.removeprefix(PRODUCT_FIELD))
    return product_field(found["name"], int(found["price"]) * 100) if found else field


def _without_counts(fields: list[str], rows: Sequence[Row]) -> list[str]:
    """`fields` without a column that only counts what the product columns before it hold: 件数, 共几份."""
    products = [column for column, field in enumerate(fields) if field.startswith(PRODUCT_FIELD)]
    for last in products[2:]:
        parts = [column for column in products if column < last]
        sums = [(_count(row, last), sum(_count(row, column) for column in parts)) for row in rows if row]
        used = [(count, total) for count, total in sums if count or total]
        several = any(sum(_count(row, column) > 0 for column in parts) > 1 for row in rows)
        if len(used) > 1 and several and all(count == total for count, total in used):
            fields[last] = ""
    return fields


def _count(row: Row, column: int) -> Decimal:
    text = parse_quantity(row[column]).text if column < len(row) else None
    return Decimal(text) if text else Decimal(0)


def product_field(product: str, price_fen: int | None) -> str:
    return f"{PRODUCT_FIELD}{product}" + (f"@{price_fen}" if price_fen is not None else "")


def product_columns(fields: Sequence[str]) -> list[ProductColumn]:
    columns = []
    for column, field in enumerate(fields):
        if field.startswith(PRODUCT_FIELD):
            product, at, price = field.removeprefix(PRODUCT_FIELD).rpartition("@")
            known = bool(at) and price.isdecimal()
            columns.append(
                ProductColumn(
                    column, product if known else field.removeprefix(PRODUCT_FIELD), int(price) if known else None
                )
            )
    return columns


def split_price(name: str) -> tuple[str, int | None]:
    """草莓\\n29.9 → (草莓, 2990); a number that is part of the name (土鸡蛋30枚) is left there."""
    plain = _FORM_NUMBER.sub("", folded(name[:_LONGEST_NAME]).strip())
    lines = [line.strip() for line in plain.split("\n") if line.strip()]
    if len(lines) == 2:
        price = parse_money(lines[1].strip("()"))
        if price.fen is not None:
            return lines[0], price.fen
    found = _PRICE.fullmatch(" ".join(lines))
    if found:
        bare = not (found["mark"] or found["per"] or found["unit"] or "." in found["price"])
        if not bare and (found["mark"].strip() or found["per"] or found["unit"] or len(found["price"]) > 1):
            return found["name"].strip(), int(Decimal(found["price"]) * 100)
    return " ".join(lines), None


def _means_something_else(name: str) -> bool:
    last = name.rsplit(" ", 1)[-1]  # 草莓 金额: the second row of a header in two rows says what it is
    plain, short = plain_name(last), short_name(last)
    for kind, known in words().names.items():
        if plain in known or short in known or plain in words().other[kind] or short in words().other[kind]:
            return True
    return plain in words().totals or short in words().totals


def _holds_quantities(rows: Sequence[Row], column: int) -> bool:
    cells = [row[column] for row in rows if column < len(row) and not is_blank(row[column])]
    good = 0
    for cell in cells:
        if cell in ("√", "✓", "✔"):
            good += 1
            continue
        quantity = parse_quantity(cell)
        if quantity.text is not None and 0 <= Decimal(quantity.text) <= _LARGEST_QUANTITY:
            good += 1
    return good > 0 and good * 10 >= len(cells) * 8
