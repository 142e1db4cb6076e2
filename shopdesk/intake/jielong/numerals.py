"""Reads a number or a quantity with its unit at one place of a folded text."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from shopdesk.intake.jielong.folding import is_digit, is_hanzi, is_latin, words_of
from shopdesk.intake.jielong.lexicon.numbers import (
    CN_DIGITS,
    CN_TENS,
    COLLECTIVE,
    FRACTIONS,
    HALF,
    JIN_PARTS,
    NOT_QUANTITY_AFTER,
    UNITS,
)

_UNITS = words_of(UNITS)
_DIGITS = re.compile("[0-9]+")
_LONGEST = 9  # more digits than this are a phone, a code or nonsense


class Number(NamedTuple):
    value: Decimal
    end: int
    chinese: bool = False
    vague: bool = False  # 两三, 几


class Quantity(NamedTuple):
    value: Decimal
    unit: str | None
    end: int
    vague: bool = False
    chinese: bool = False


def scan_number(text: str, start: int) -> Number | None:
    char = text[start]
    if is_digit(char):
        return _scan_digits(text, start)
    if char in FRACTIONS:
        return Number(FRACTIONS[char], start + 1)
    if char in CN_DIGITS or char in CN_TENS or char in "半几":
        return _scan_chinese(text, start)
    return None


def _scan_digits(text: str, start: int) -> Number | None:
    found = _DIGITS.match(text, start)
    end = found.end() if found is not None else start
    if end - start > _LONGEST:
        return None
    whole = end
    if end + 1 < len(text) and text[end] in "./" and is_digit(text[end + 1]):
        after = end + 1
        while after < len(text) and is_digit(text[after]) and after - end <= 3:
            after += 1
        if text[end] == ".":
            return Number(Decimal(text[start:after]), after)
        below = int(text[end + 1 : after])
        if below in (2, 3, 4) and int(text[start:end]) == 1 and _UNITS.at(text + " ", after):
            return Number((Decimal(1) / Decimal(below)).quantize(Decimal("0.001")).normalize(), after)
    if end < len(text) and text[end] in FRACTIONS:
        return Number(Decimal(text[start:end]) + FRACTIONS[text[end]], end + 1)
    return Number(Decimal(text[start:whole]), whole)


def _scan_chinese(text: str, start: int) -> Number | None:
    end = start
    while (
        end < len(text) and end - start < 8 and (text[end] in CN_DIGITS or text[end] in CN_TENS or text[end] in "半几")
    ):
        if text[end] == "两" and end > start and not scan_unit(text, end + 1):  # 二两: a unit
            break
        end += 1
        if text[end - 1] in COLLECTIVE or text[end - 1] == HALF:
            break
    run = text[start:end]
    if "几" in run:
        return Number(Decimal(1), end, True, True)
    half = Decimal(0)
    if run.endswith(HALF):
        half, run = Decimal("0.5"), run[:-1]
    if run in ("百", "千", "佰"):
        return None
    value, vague = _chinese_value(run)
    return Number(value + half, end, True, vague)


def _chinese_value(run: str) -> tuple[Decimal, bool]:
    total = digit = 0
    vague = plain = False
    for char in run:
        if char in CN_TENS:
            step = CN_TENS[char]
            total += (digit or 1) * step if step < 100 or digit else step
            digit, plain = 0, False
        else:
            vague = vague or (plain and CN_DIGITS[char] != 0)
            digit, plain = CN_DIGITS[char], CN_DIGITS[char] != 0
    return Decimal(total + digit), vague


def scan_unit(text: str, start: int) -> tuple[str, int] | None:
    """The unit that stands at `start`; a Latin one only when no further letter follows."""
    if start >= len(text):
        return None
    found = _UNITS.at(text, start)
    if found is None:
        return None
    unit, end = found[0], start + len(found[0])
    if is_latin(unit[-1]) and end < len(text) and is_latin(text[end]):
        return None
    if is_latin(unit[-1]) and end < len(text) and is_digit(text[end]) and unit not in ("g", "kg", "ml"):
        return None
    return unit, end


def scan_quantity(text: str, start: int) -> Quantity | None:
    """A number with its unit, parts and halves (1斤2两, 一斤半), or a number alone (unit None)."""
    number = scan_number(text, start)
    if number is None:
        return None
    value, end, vague = number.value, number.end, number.vague
    if end < len(text) and text[end] in "-~到" and end + 1 < len(text):  # 2-3斤
        second = scan_number(text, end + 1)
        if second is not None and second.value > value and _unit_after(text, second.end):
            end, vague = second.end, True
    if text[end - 1] in COLLECTIVE:
        return Quantity(value, "个", end, vague, True)
    after = None if number.chinese and text[end : end + 1] == " " else _unit_after(text, end)  # 钱七 半箱
    if after is None:
        if end < len(text) and text[end] in NOT_QUANTITY_AFTER:
            return None
        return Quantity(value, None, end, vague, number.chinese)
    unit, end = after
    value, unit, end = _add_parts(text, value, unit, end)
    if text.startswith("左右", end) or (text.startswith("多", end) and not is_hanzi(text[end + 1 : end + 2] or " ")):
        vague = True  # 3斤多, but 两份多放醋
    vague = vague or text.startswith("多的", end)
    return Quantity(value, unit, end, vague, number.chinese)


def is_quantity(text: str) -> bool:
    """Whether the whole text is one quantity with its unit."""
    quantity = scan_quantity(text, 0) if text else None
    return quantity is not None and quantity.unit is not None and quantity.end == len(text)


def _unit_after(text: str, end: int) -> tuple[str, int] | None:
    at = end + 1 if end < len(text) and text[end] == " " else end
    found = scan_unit(text, at)
    if found is None and at < len(text) and text[at] in "大小整满":
        found = scan_unit(text, at + 1)
    if found is not None and found[0] == "两" and scan_unit(text, found[1]) is not None:
        return None  # 79.9两盒: two boxes
    apart = found is not None and at > end and found[1] < len(text)
    if found and apart and is_hanzi(text[found[1]]) and text[found[1]] not in "的半":
        return None  # "2 个" is a quantity; in "2 条件好" and "501 小包" the blank keeps them apart
    return found


def _counts_itself(text: str, at: int) -> bool:
    """2盒半箱: half of the next unit; in 1斤半排骨 the half belongs to the 斤."""
    unit = scan_unit(text, at)
    return unit is not None and (unit[1] >= len(text) or not is_hanzi(text[unit[1]]))


def _add_parts(text: str, value: Decimal, unit: str, end: int) -> tuple[Decimal, str, int]:
    if unit in JIN_PARTS:
        half = text[end : end + 1] == HALF and not _counts_itself(text, end + 1)  # 二两半
        return (value + Decimal("0.5") * half) * JIN_PARTS[unit], "斤", end + half
    if end < len(text) and text[end] == HALF and not _counts_itself(text, end + 1):
        return value + Decimal("0.5"), unit, end + 1
    if unit == "斤" and end < len(text):
        part = scan_number(text, end)
        if part is not None and part.end < len(text) and text[part.end] in JIN_PARTS:
            return value + part.value * JIN_PARTS[text[part.end]], unit, part.end + 1
    return value, unit, end
