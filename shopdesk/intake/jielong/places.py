"""Reads rooms, phones, prices, times and addresses at one place of a folded text."""

from __future__ import annotations

import re
from decimal import Decimal

from shopdesk.intake.jielong.folding import is_digit, is_hanzi, is_latin, words_of
from shopdesk.intake.jielong.lexicon.marks import KINSHIP
from shopdesk.intake.jielong.lexicon.numbers import CN_DIGITS, CN_TENS
from shopdesk.intake.jielong.lexicon.places import (
    ADDRESS_PARTS,
    BUILDING,
    ENGLISH_BUILDINGS,
    FLAT,
    FLOOR,
    NOT_AFTER,
    STRONG_BUILDING,
    SURNAMES,
    UNIT_ENTRANCE,
)
from shopdesk.intake.jielong.numerals import scan_number, scan_unit

_BUILDING, _ENTRANCE, _FLOOR, _FLAT = (words_of(w) for w in (BUILDING, UNIT_ENTRANCE, FLOOR, FLAT))


_DIGITS = re.compile("[0-9]+")
_CALLED = tuple(KINSHIP)
_ENGLISH = words_of(ENGLISH_BUILDINGS)


def digits_at(text: str, start: int, most: int) -> int:
    """The end of the run of at most `most` digits; `start` when there is none or the run is longer."""
    found = _DIGITS.match(text, start)
    return found.end() if found is not None and found.end() - start <= most else start


def _block_at(text: str, start: int) -> int:
    """A building's number or letter: 3, 12, A, B2, 三, 十二."""
    end = start
    if is_latin(text[start]) and text[start].isascii():
        end = start + 1
        return digits_at(text, end, 2) if end < len(text) else end
    end = digits_at(text, start, 3)
    while end == start + (end - start) and end < len(text) and end - start < 3 and not is_digit(text[start]):
        if text[end] not in CN_TENS and text[end] not in CN_DIGITS:
            break
        end += 1
    return end


def _word_at(words: object, text: str, start: int) -> int:
    found = words.at(text, start) if start < len(text) else None  # type: ignore[attr-defined]
    if found is None:
        return start
    end = start + len(found[0])
    last = found[0][-1]
    if end < len(text) and text[end] in NOT_AFTER.get(last, ""):
        return start
    return end


def _english_room(text: str, start: int) -> int | None:
    """Tower A 1203, Block 3-502, Room 1203."""
    word = _ENGLISH.at(text, start)
    if word is None or (start and is_latin(text[start - 1])):
        return None
    at = start + len(word[0])
    while at < len(text) and text[at] in " .#":
        at += 1
    end = at
    while end < len(text) and end - at < 3 and (is_digit(text[end]) or (end == at and is_latin(text[end]))):
        end += 1
    if end == at or (end < len(text) and is_latin(text[end])):
        return None
    flat = end + 1 if text[end : end + 1] in (" ", "-", "/") else end
    number = digits_at(text, flat, 4)
    return number if number - flat >= 3 else digits_at(text, at, 4) if digits_at(text, at, 4) > end else end


def scan_room(text: str, start: int) -> int | None:
    """The end of a room or building that begins at `start`: 3-2-501, 3栋2单元501, 5#1203, A座, H区, 501室."""
    if is_latin(text[start]):
        english = _english_room(text, start)
        if english is not None:
            return english
    if text[start] in "东南西北" and text.startswith("区", start + 1):
        rest = scan_room(text, start + 2) if start + 2 < len(text) else None
        return rest or start + 2
    block = _block_at(text, start)
    if block == start:
        return _dashed_room(text, start) or _flat_alone(text, start)
    dashed = _dashed_room(text, start)
    if dashed is not None:
        return dashed
    entrance = _word_at(_ENTRANCE, text, block)
    if entrance > block and text.startswith("单元", block):
        return _inside_building(text, entrance)
    building = _word_at(_BUILDING, text, block)
    if building == block and text[block : block + 1] == "f" and is_digit(text[start]) and block - start < 3:
        behind = text[block + 1 : block + 2] or " "
        return None if is_latin(behind) or is_digit(behind) else block + 1  # 5F
    if building == block:
        return _flat_alone(text, start)
    lane = text[block:building] in ("弄", "期", "区")
    end = (scan_room(text, building) or building) if lane and building < len(text) else _inside_building(text, building)
    if end == building and text[block:building] == "楼" and _is_flat_letter(text, building):  # 12楼B
        return building + 1
    if text.startswith("之", building) and digits_at(text, building + 1, 3) > building + 1:  # 7楼之2
        return digits_at(text, building + 1, 3)
    if end == building and text[block:building] not in STRONG_BUILDING:
        return building if _floor_before_name(text, start, block, building) else None
    if end == building and text[block:building] == "#" and not is_digit(text[start]):
        return None
    return end


def _flat_alone(text: str, start: int) -> int | None:
    """501室, 1104室, 302号房: a flat that says so."""
    end = digits_at(text, start, 4)
    if end - start < 3:
        return None
    if text.startswith("号房", end):
        return end + 2
    return end + 1 if text.startswith(("室", "房"), end) and text[end + 1 : end + 2] not in ("友", "东", "子") else None


def _floor_before_name(text: str, start: int, block: int, end: int) -> bool:
    """10楼小胡, 19楼露露 at the beginning of a line: the floor, and what somebody is called."""
    if text[block:end] != "楼" or (start and text[start - 1] not in "\n "):
        return False
    called = end
    while called < len(text) and is_hanzi(text[called]):
        called += 1
    name = text[end:called]
    doubled = len(name) == 2 and name[0] == name[1]
    apart = text[called : called + 1] in ("", " ", "\n")
    called_so = name.startswith(("小", "老", "阿")) or name.endswith(_CALLED) or name[:1] in SURNAMES
    return apart and (doubled or (2 <= len(name) <= 4 and called_so))


def _inside_building(text: str, start: int) -> int:
    """What may follow a building: an entrance, a floor, a flat."""
    end = start
    if text.startswith(("底楼", "顶楼", "底层", "顶层"), start):
        return start + 2
    at = end + 1 if end < len(text) and text[end] in "-_/" else end
    if at < len(text):
        number = _block_at(text, at)
        after = _word_at(_ENTRANCE, text, number) if number > at else number
        if after > number:
            end = after
            at = end + 1 if end < len(text) and text[end] in "-_/" else end
        floor_number = digits_at(text, at, 2)
        after = _word_at(_FLOOR, text, floor_number) if floor_number > at else floor_number
        if after > floor_number:
            end = after
            if text.startswith("之", end) and digits_at(text, end + 1, 3) > end + 1:  # B栋8楼之2
                return digits_at(text, end + 1, 3)
            at = end
        lettered = digits_at(text, at, 2)  # 12楼C, 8A
        if (lettered > at or after > floor_number) and _is_flat_letter(text, lettered):
            return lettered + 1
        if at < len(text):
            dashed = _dashed_room(text, at)
            if dashed is not None:
                return dashed
        flat = digits_at(text, at, 4)
        if flat - at >= 3 or (flat > at and _word_at(_FLAT, text, flat) > flat):
            unit = scan_unit(text, flat)
            named = unit is not None and unit[1] < len(text) and is_hanzi(text[unit[1]])  # 5#802包包
            if unit is None or unit[0] == "户" or named:
                end = _word_at(_FLAT, text, flat) if _word_at(_FLAT, text, flat) > flat else flat
                end = end if not text.startswith("号", flat) or text.startswith("号房", flat) else flat + 1
    return end


def _is_flat_letter(text: str, at: int) -> bool:
    letter, behind = text[at : at + 1], text[at + 1 : at + 2] or " "
    return "a" <= letter <= "h" and not is_latin(behind) and not is_digit(behind)


def _dashed_room(text: str, start: int) -> int | None:
    """3-501, 3-2-501, 12/1203, b2-1-301: the last part is a flat of three or four digits."""
    at = start + 1 if is_latin(text[start]) and text[start].isascii() else start
    flat = None
    for part in range(4):
        end = digits_at(text, at, 4)
        if end == at and not (part == 0 and at > start):
            break
        if part and end - at >= 3:
            flat = end
        elif end - at > 3:
            break
        if end + 1 >= len(text) or text[end] not in "-/_":
            break
        lettered = (
            is_latin(text[end + 1]) and text[end + 2 : end + 3] in ("-", "/") and text[end + 3 : end + 4].isdigit()
        )
        if not is_digit(text[end + 1]) and not lettered:
            break
        at = end + 3 if lettered else end + 1
    if flat is None or (flat < len(text) and (is_digit(text[flat]) or text[flat] in "元块")):
        return None
    if is_latin(text[flat : flat + 1] or " ") and not is_latin(text[flat + 1 : flat + 2] or " "):
        return None
    return flat + 1 if text.startswith("室", flat) else flat


def scan_phone(text: str, start: int) -> int | None:
    """The end of a mobile number, blanks and hyphens inside allowed."""
    if text[start] != "1" or (start and (is_digit(text[start - 1]) or text[start - 1] == ".")):
        return None
    count, at = 0, start
    while at < len(text) and count < 11 and at - start < 16:
        if is_digit(text[at]):
            count += 1
        elif not (text[at] in " -" and count in (3, 7) and at + 1 < len(text) and is_digit(text[at + 1])):
            return None
        at += 1
    if count < 11 or text[start + 1] not in "3456789" or (at < len(text) and is_digit(text[at])):
        return None
    return at


def scan_price(text: str, start: int) -> tuple[Decimal, int] | None:
    """¥39, 39元, 29块9, 39.9块钱: an amount of money that says so."""
    if text[start] == "¥":
        at = start + 1
        while at < len(text) and text[at] == " ":
            at += 1
        number = scan_number(text, at) if at < len(text) and is_digit(text[at]) else None
        if number is None:
            return None
        end = number.end
        return number.value, end + 1 if text.startswith(("元", "块"), end) else end
    if not is_digit(text[start]):
        return None
    number = scan_number(text, start)
    if number is None or number.end >= len(text):
        return None
    end = number.end
    for word in ("块钱", "元钱", "rmb", "元", "块"):
        if text.startswith(word, end):
            end += len(word)
            if word == "块" and end < len(text) and is_digit(text[end]):
                return number.value + Decimal(int(text[end])) / 10, end + 1
            return number.value, end
    return None


def scan_time(text: str, start: int) -> int | None:
    """6点后, 18:30, 3月9日, 24小时, 2026-07-20: numbers that count no goods."""
    end = digits_at(text, start, 4)
    if end == start or end >= len(text):
        return None
    char = text[end]
    if char in "点时" and not text.startswith("点心", end):
        after = digits_at(text, end + 1, 2)
        return after + 1 if text.startswith(("半", "分"), after) else after
    if char in "月年":
        after = digits_at(text, end + 1, 2) if end + 1 < len(text) else end + 1
        return after + 1 if after > end + 1 and text.startswith(("日", "号", "月"), after) else after
    if char in "日号" and end - start <= 2 and not text.startswith(("号楼", "号院", "号房", "号链", "号门"), end):
        return end + 1
    if char == ":" and end - start <= 2 and digits_at(text, end + 1, 2) == end + 3:
        return end + 3
    if text.startswith(("小时", "分钟", "天", "周", "日", "年", "月", "岁", "楼", "层"), end):
        return end + (2 if text.startswith(("小时", "分钟"), end) else 1)
    if end - start == 4 and char in "-/.":
        month = digits_at(text, end + 1, 2)
        if month > end + 1 and month < len(text) and text[month] == char:
            day = digits_at(text, month + 1, 2)
            return day if day > month + 1 else None
    return None


def looks_like_address(text: str) -> bool:
    """Long enough and with at least two of the words that addresses are made of."""
    if len(text) < 7:
        return False
    marks = {part for part in ADDRESS_PARTS if part in text}
    return len(marks) >= 3 or (
        len(marks) == 2
        and any(is_digit(c) for c in text)
        and any(is_hanzi(c) for c in text)
        and bool(marks & {"路", "街", "弄", "巷", "省", "市", "小区", "街道", "大道", "村"})
    )
