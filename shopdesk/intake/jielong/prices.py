"""Reads prices and the codes of products at one place of a header's line."""

from __future__ import annotations

from shopdesk.intake.jielong.folding import is_digit, is_emoji, is_hanzi, is_latin
from shopdesk.intake.jielong.lexicon.numbers import CIRCLED, OTHER_CIRCLED
from shopdesk.intake.jielong.numerals import scan_number, scan_quantity, scan_unit

DEAREST = 20000
_MONEY = ("块钱", "元", "块", "rmb", "💰", "r")
_CODE_WORDS = ("款", "套餐", "餐")


def price_at(folded: str, at: int, named: bool = True) -> tuple[int, int, str] | None:
    """分, end and unit of a price: ¥39, 39元, 39/盒, 48元一个, 12 each, or a bare number after a name."""
    sign = folded[at] == "¥"
    if sign:
        at = _skip_blanks(folded, at + 1)
    elif at and (
        is_digit(folded[at - 1]) or (is_latin(folded[at - 1]) and not is_digit(folded[at - 2 : at - 1] or " "))
    ):
        return None  # gt7; but 500g128元
    number = scan_number(folded, at) if at < len(folded) and is_digit(folded[at]) else None
    if number is None or not 0 < number.value <= DEAREST:
        return None
    end = number.end
    money = next((word for word in _MONEY if folded.startswith(word, end)), "")
    if sign and not money and scan_unit(folded, end) is not None:
        return None  # ¥2份 counts, it is no price
    sure = sign or bool(money)
    unit, after = _unit_of_price(folded, end + len(money), sure)
    if unit:
        sure, end = True, after + folded.startswith("装", after)
    else:
        end += len(money)
    ranged = folded[end : end + 1] in ("-", "~") and is_digit(folded[end + 1 : end + 2] or " ")  # 30-40头
    if not sure and (ranged or not (named and _ends_here(folded, end))):
        return None
    return int((number.value * 100).to_integral_value()), end, unit


def _skip_blanks(folded: str, at: int) -> int:
    while at < len(folded) and folded[at] == " ":
        at += 1
    return at


def _ends_here(folded: str, end: int) -> bool:
    """A bare number is a price only where nothing counts with it: 草莓29.9 苹果49."""
    if end == len(folded):
        return True
    return (folded[end] in " )]([/=-" or is_emoji(folded[end])) and not scan_unit(folded, end)


def _unit_of_price(folded: str, end: int, sure: bool) -> tuple[str, int]:
    """/盒, 每盒, 一盒, /2斤, /loaf, each."""
    at = _skip_blanks(folded, end)
    if at >= len(folded):
        return "", end
    for word in ("each", "ea"):
        if folded.startswith(word, at) and not is_latin(folded[at + len(word) : at + len(word) + 1] or " "):
            return "个", at + len(word)
    if folded[at] not in "/每一1" or (folded[at] == "1" and not sure):
        return "", end
    found = scan_unit(folded, at + 1)
    if found is None and folded[at] in "/每" and at + 1 < len(folded):
        quantity = scan_quantity(folded, at + 1)
        if quantity is not None and quantity.unit:  # 19.9/5斤 is the price of a pack
            found = (quantity.unit if quantity.value == 1 else "份", quantity.end)
        letters = at + 1
        while found is None and folded[at] == "/" and letters < len(folded) and is_latin(folded[letters]):
            letters += 1
        if found is None and letters > at + 1:
            return folded[at + 1 : letters], letters
        alone = at + 2 >= len(folded) or folded[at + 2] in " ,，、;(["
        if found is None and folded[at] == "/" and alone and is_hanzi(folded[at + 1]):
            return folded[at + 1], at + 2
    if (
        found is not None
        and folded[at] == "/"
        and len(found[0]) == 1
        and is_hanzi(folded[found[1] : found[1] + 1] or " ")
    ):
        return "", end  # 90/排骨饭 85: the next name
    return found if found is not None else ("", end)


def code_at(folded: str, at: int, begins: bool) -> tuple[str, int] | None:
    """A letter, circled number or number that names the product after it: A. A: A款 ① 1、 2号."""
    char = folded[at]
    if char in CIRCLED or char in OTHER_CIRCLED:
        end = at + 1
        while end < len(folded) and folded[end] in "号款、.: ":  # ①号 麻辣兔头
            end += 1
        return char if char in CIRCLED else CIRCLED[OTHER_CIRCLED[char] - 1], end
    if at and folded[at - 1] not in " :)]" and not is_hanzi(folded[at - 1]) and not is_digit(folded[at - 1]):
        return None
    if is_latin(char) and char.isascii() and at + 1 < len(folded):
        return _letter_code(folded, at)
    return _number_code(folded, at) if begins and is_digit(char) else None


def _letter_code(folded: str, at: int) -> tuple[str, int] | None:
    after = folded[at + 1]
    if after in ".:、)-= ":
        return folded[at], _skip_blanks(folded, at + 2)
    number = at + 1
    while number < len(folded) and is_digit(folded[number]) and number - at < 3:
        number += 1
    if number > at + 1 and folded[number : number + 1] in tuple(" .:、)") and number + 1 < len(folded):
        name = _skip_blanks(folded, number + 1)
        if name < len(folded) and is_hanzi(folded[name]):  # A1 有机菜心
            return folded[at:number], name
    word = next((word for word in _CODE_WORDS if folded.startswith(word, at + 1)), None)
    if word is not None:
        return folded[at], at + 1 + len(word)
    if is_hanzi(after) and after not in "码号级栋座区" and not (at and is_hanzi(folded[at - 1])):
        return folded[at], at + 1
    return None


def _number_code(folded: str, at: int) -> tuple[str, int] | None:
    end = at
    while end < len(folded) and is_digit(folded[end]):
        end += 1
    number = folded[at:end]
    if len(number) > 2 or end + 1 >= len(folded):
        return None
    for word in ("号链接", "号款", "号"):
        if folded.startswith(word, end) and not folded.startswith(
            ("楼", "星期", "周", "到", "前", "后", "上", "下", "晚"), end + len(word)
        ):
            return number, _skip_blanks(folded, end + len(word))
    if len(number) == 2 and number[0] == "0" and folded[end] == " ":  # 01 有机花菜
        return str(int(number)), _skip_blanks(folded, end)
    if folded[end] in "、)" or (folded[end] in ".:,\ufe0f\u20e3" and not is_digit(folded[end + 1])):
        while end < len(folded) and folded[end] in ".、):,\ufe0f\u20e3 ":
            end += 1
        return number, end
    return None
