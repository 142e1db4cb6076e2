"""Reads the header of a 接龙: which products are on offer, at what price, under which code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from shopdesk.intake.jielong.folding import OPEN, bracket_end, fold, is_digit, is_emoji, is_hanzi, is_latin
from shopdesk.intake.jielong.lexicon.marks import NOTICE
from shopdesk.intake.jielong.lexicon.menu import NOISE, NOT_GOODS, SIZES, TALK, WEEKDAYS
from shopdesk.intake.jielong.lexicon.numbers import CIRCLED, OTHER_CIRCLED
from shopdesk.intake.jielong.model import MenuItem
from shopdesk.intake.jielong.numerals import scan_number, scan_quantity, scan_unit
from shopdesk.intake.jielong.places import scan_phone, scan_room, scan_time

_CLAUSE_ENDS = ",，。;；!！、|\n"
_LONGEST_NAME = 16
_EDGES = " -~=·•.。,，:：/+*>＞→—－◆●■★☆▪️🔥✅👉❗️!！?？\u200d\ufe0f\u20e3#＃【】[]()（）\"'“”"


@dataclass(frozen=True)
class MenuReading:
    items: tuple[MenuItem, ...]
    hints: tuple[str, ...]  # names without a price: known words, but not a menu to trust
    title_product: str | None


@dataclass
class _Clause:
    text: str
    folded: str


def read_menu(lines: Sequence[str]) -> MenuReading:
    """The products of the header's lines (raw text), in their order."""
    items: list[MenuItem] = []
    hints: list[str] = []
    title: str | None = None
    for line in lines:
        base: MenuItem | None = None
        held = ""  # a name without a price yet: 草莓蛋糕团购,48元一个
        for clause in _split_clauses(line[:600]):
            found = _read_clause(clause, base, held)
            if found:
                items += found
                base = replace(found[-1], code="")
                held = ""
                continue
            name = clean_name(clause.text)
            if name and not _is_talk(clause.folded):
                if title is None and items == []:
                    title = name
                held = held or name
                hints.append(name)
    codes = _unpriced_codes(lines)
    known = {(item.name, item.spec) for item in items}
    coded = {(i.name, i.code) for i in items if i.code}
    items += [item for item in codes if (item.name, "") not in known and (item.name, item.code) not in coded]
    return MenuReading(tuple(_unique(items)), tuple(dict.fromkeys(hints)), title)


def _unique(items: list[MenuItem]) -> list[MenuItem]:
    seen: dict[tuple[str, str], MenuItem] = {}
    for item in items:
        before = seen.get((item.name, item.spec))
        if before is None:
            seen[item.name, item.spec] = item
        elif before.price_fen is None or not before.code:
            seen[item.name, item.spec] = replace(
                before,
                price_fen=before.price_fen if before.price_fen is not None else item.price_fen,
                unit=before.unit or item.unit,
                code=before.code or item.code,
            )
    return list(seen.values())


def _split_clauses(line: str) -> list[_Clause]:
    folded = fold(line)
    clauses, start, at = [], 0, 0
    while at < len(folded):
        if folded[at] in OPEN:
            end = bracket_end(folded, at)
            at = end if end > 0 else at
        elif folded[at] in _CLAUSE_ENDS and not (
            folded[at] in "、," and at and is_digit(folded[at - 1]) and at - start <= 2
        ):
            clauses.append(_Clause(line[start:at], folded[start:at]))
            start = at + 1
        at += 1
    clauses.append(_Clause(line[start:], folded[start:]))
    return [clause for clause in clauses if clause.folded.strip()]


def _is_talk(folded: str) -> bool:
    return any(word in folded for word in (*NOTICE, *TALK)) or len(folded.strip()) > 24


def _read_clause(clause: _Clause, base: MenuItem | None, held: str) -> list[MenuItem]:
    """Every `name [spec] price [/unit]` of one clause, or `price name` where the price comes first."""
    folded = clause.folded
    if any(word in folded for word in NOT_GOODS):
        return []
    items: list[MenuItem] = []
    name_start, spec, spec_at, code, at = 0, "", -1, "", 0
    waiting: tuple[int, str] | None = None  # a price that came before its name
    while at < len(folded):
        code_here = _code_at(folded, at, name_start)
        if code_here is not None and not clean_name(clause.text[name_start:at]):
            code, at = code_here
            name_start = at
            continue
        if folded[at] in OPEN and bracket_end(folded, at) > 0:
            inner = bracket_end(folded, at)
            inside = _read_clause(_Clause(clause.text[at + 1 : inner], folded[at + 1 : inner]), None, "")
            name = clean_name(clause.text[name_start:at])
            if not inside and name and not items:
                price = _price_at(folded, at + 1)
                if price is not None and price[1] >= inner - 3:
                    items.append(MenuItem(name, price_fen=price[0], unit=price[2], code=code))
                    name_start = inner + 1
            at = inner + 1
            continue
        passed = _pass_over(folded, at)
        if passed is not None:
            at = passed
            continue
        price = _price_at(folded, at, bool(clause.text[name_start:at].strip()) or spec_at >= 0)
        if price is not None:
            fen, end, unit = price
            raw_name = clause.text[name_start : spec_at if spec_at >= 0 else at]
            item = _make_item(raw_name, spec, fen, unit, code, items[-1] if items else base, held)
            if item is not None:
                items.append(item)
                spec, spec_at, code = "", -1, ""
            elif not clean_name(raw_name):
                waiting = waiting or (fen, unit)
            name_start = at = end
            continue
        quantity = scan_quantity(folded, at) if is_digit(folded[at]) or is_hanzi(folded[at]) else None
        if quantity is not None and quantity.unit and quantity.end > at:
            end = quantity.end + (1 if folded.startswith("装", quantity.end) else 0)
            if spec_at < 0 and (at == 0 or folded[at - 1] in " )]" or is_digit(folded[at])):
                spec, spec_at = clause.text[at:end], at
            at = end
            continue
        at = _next(folded, at)
    if not items and waiting is not None:
        name = clean_name(clause.text[name_start:])
        if name and len(name) <= _LONGEST_NAME:
            items.append(MenuItem(name, price_fen=waiting[0], unit=waiting[1], code=code))
        elif held:
            items.append(MenuItem(held, price_fen=waiting[0], unit=waiting[1]))
    return items


def _next(folded: str, at: int) -> int:
    if is_digit(folded[at]):
        while at < len(folded) and is_digit(folded[at]):
            at += 1
        return at
    return at + 1


def _pass_over(folded: str, at: int) -> int | None:
    """Dates, times, phones and rooms hold no price."""
    if not is_digit(folded[at]) or (at and (is_digit(folded[at - 1]) or folded[at - 1] == ".")):
        return None
    phone, time = scan_phone(folded, at), scan_time(folded, at)
    if phone is not None:
        return phone
    if time is not None:
        return time
    end = at
    while end < len(folded) and (is_digit(folded[end]) or folded[end] in "./-"):
        end += 1
    if end < len(folded) and folded[end] in "号日月" and end > at:  # 3.14号
        return end + 1
    return scan_room(folded, at)


def _price_at(folded: str, at: int, named: bool = True) -> tuple[int, int, str] | None:
    """分, end and unit of a price: ¥39, 39元, 39/盒, 48元一个, or a bare number after a name."""
    start, sure = at, False
    if folded[at] == "¥":
        at, sure = at + 1, True
        while at < len(folded) and folded[at] == " ":
            at += 1
    if (
        at >= len(folded)
        or not is_digit(folded[at])
        or (start == at and at and (is_latin(folded[at - 1]) or is_digit(folded[at - 1])))
    ):
        return None
    number = scan_number(folded, at)
    if number is None or number.value > 20000:
        return None
    end, unit = number.end, ""
    for word in ("块钱", "元", "块", "米", "r", "rmb", "💰"):
        if folded.startswith(word, end) and not (word == "米" and end + 1 < len(folded) and is_hanzi(folded[end + 1])):
            end, sure = end + len(word), True
            break
    unit_at = end
    while unit_at < len(folded) and folded[unit_at] == " ":
        unit_at += 1
    if unit_at < len(folded) and (folded[unit_at] in "/每" or (sure and folded[unit_at] in "一1")):
        found = scan_unit(folded, unit_at + 1) or _counted_unit(folded, unit_at + 1)
        if found is not None:
            unit, end, sure = found[0], found[1], True
    if not sure and not (named and (end == len(folded) or folded[end] in " )]/=-" or is_emoji(folded[end]))):
        return None
    if not sure and end < len(folded) and scan_unit(folded, end):
        return None
    return int((number.value * 100).to_integral_value()), end, unit


def _counted_unit(folded: str, at: int) -> tuple[str, int] | None:
    quantity = scan_quantity(folded, at) if at < len(folded) else None
    return (quantity.unit, quantity.end) if quantity is not None and quantity.unit else None


def _code_at(folded: str, at: int, name_start: int) -> tuple[str, int] | None:
    """A letter, circled number or number that names the product after it: A. A: A款 ① 1、"""
    char = folded[at]
    if char in CIRCLED:
        return char, at + 1
    if char in OTHER_CIRCLED:
        return CIRCLED[OTHER_CIRCLED[char] - 1], at + 1
    if at and folded[at - 1] not in " :)]" and not is_hanzi(folded[at - 1]) and not is_digit(folded[at - 1]):
        return None
    if is_latin(char) and char.isascii() and at + 1 < len(folded):
        after = folded[at + 1]
        if after in ".:、)-= ":
            end = at + 2
            while end < len(folded) and folded[end] == " ":
                end += 1
            return char, end
        for word in ("款", "套餐", "餐"):
            if folded.startswith(word, at + 1):
                return char, at + 1 + len(word)
        if is_hanzi(after) and not (at and is_hanzi(folded[at - 1])):
            return char, at + 1
        return None
    if is_digit(char) and not folded[name_start:at].strip():
        end = at
        while end < len(folded) and is_digit(folded[end]):
            end += 1
        if (
            end - at <= 2
            and end + 1 < len(folded)
            and folded[end] in ".、):,\ufe0f\u20e3"
            and not is_digit(folded[end + 1])
        ):
            while end < len(folded) and folded[end] in ".、):,\ufe0f\u20e3 ":
                end += 1
            return folded[at : at + 2].rstrip(".、):,\ufe0f\u20e3 "), end
    return None


def _make_item(
    raw: str, spec: str, fen: int, unit: str, code: str, before: MenuItem | None, held: str
) -> MenuItem | None:
    name = clean_name(raw)
    if name in SIZES and before is not None:
        name, spec = before.name, name
    elif " " in name and name.rsplit(" ", 1)[1] in SIZES:
        name, spec = name.rsplit(" ", 1)
    if not name:
        name = before.name if before is not None and spec else held
    if not name or len(name) > _LONGEST_NAME:
        return None
    return MenuItem(name.strip(), spec.strip(), fen, unit, code)


def clean_name(raw: str) -> str:
    """A product's name without dates, brackets, prices, marks and the words of an announcement around it."""
    text = raw.strip()
    folded = fold(text)
    for mark in (":",):
        if mark in folded:
            text = text[folded.rindex(mark) + 1 :]
            folded = fold(text)
    out: list[str] = []
    at = 0
    while at < len(folded):
        if folded[at] in OPEN and bracket_end(folded, at) > 0:
            at = bracket_end(folded, at) + 1
            continue
        passed = _pass_over(folded, at)
        if passed is not None:
            at = passed
            out = [] if not "".join(out).strip() else out
            continue
        weekday = next((word for word in WEEKDAYS if folded.startswith(word, at)), None)
        if weekday is not None:
            at += len(weekday)
            continue
        out.append(text[at])
        at += 1
    return _trim("".join(out))


def _trim(text: str) -> str:
    while True:
        before = text
        text = text.strip(_EDGES)
        while text and (is_emoji(text[0]) and any(is_hanzi(c) for c in text)):
            text = text[1:]
        while text and (is_emoji(text[-1]) and any(is_hanzi(c) for c in text)):
            text = text[:-1]
        for word in NOISE:
            if text.startswith(word) and len(word) > 1:
                text = text[len(word) :]
            if text.endswith(word) and len(text) > len(word) and (len(word) > 1 or word in "价每约的"):
                text = text[: -len(word)]
        if text == before:
            wordy = any(is_hanzi(c) or is_latin(c.lower()) or is_emoji(c) for c in text)
            return text if wordy and text not in NOISE else ""


def _unpriced_codes(lines: Sequence[str]) -> list[MenuItem]:
    """Lines of the form `C：牛肋条`; one alone is no menu."""
    found: list[MenuItem] = []
    for line in lines:
        folded = fold(line)
        at = len(folded) - len(folded.lstrip())
        if at >= len(folded) or is_digit(folded[at]):
            continue
        code = _code_at(folded, at, 0)
        if code is None:
            continue
        found += _coded_parts(line, folded, at)
    return found if len(found) > 1 else []


def _coded_parts(line: str, folded: str, start: int) -> list[MenuItem]:
    marks: list[tuple[str, int, int]] = []
    at = start
    while at < len(folded):
        boundary = at == start or folded[at - 1] in " ,;，；、/" or folded[at] in CIRCLED
        code = _code_at(folded, at, at) if boundary and not is_digit(folded[at]) else None
        if code is not None:
            marks.append((code[0], at, code[1]))
            at = code[1]
        else:
            at += 1
    items = []
    for index, (code_text, _start, begin) in enumerate(marks):
        end = marks[index + 1][1] if index + 1 < len(marks) else len(line)
        price = None
        part = folded[begin:end]
        for place in range(len(part)):
            price = _price_at(part, place) if (is_digit(part[place]) or part[place] == "¥") else None
            if price is not None:
                name = clean_name(line[begin : begin + place])
                if name and name not in SIZES and len(name) <= _LONGEST_NAME:
                    items.append(MenuItem(name, price_fen=price[0], unit=price[2], code=code_text))
                break
        if price is None:
            name = clean_name(line[begin:end])
            if name and len(name) <= _LONGEST_NAME:
                items.append(MenuItem(name, code=code_text))
    return items


def price_text(item: MenuItem) -> str:
    return str(Decimal(item.price_fen or 0) / 100)
