"""Reads the header of a 接龙: which products are on offer, at what price, under which code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from shopdesk.intake.jielong.folding import OPEN, bracket_end, fold, is_digit, is_emoji, is_hanzi, is_latin
from shopdesk.intake.jielong.lexicon.marks import NOTE_HEADS
from shopdesk.intake.jielong.lexicon.menu import HEAD_FIELDS, KINDS, LIST_WORDS, SIZE_ENDS, SIZES
from shopdesk.intake.jielong.lexicon.numbers import CIRCLED
from shopdesk.intake.jielong.menu_shapes import is_ruled, section_price, without_ladders
from shopdesk.intake.jielong.model import MenuItem
from shopdesk.intake.jielong.price_list import PriceList
from shopdesk.intake.jielong.prices import code_at
from shopdesk.intake.jielong.product_names import (
    LONGEST_NAME,
    clean_name,
    is_packing,
    is_talk,
    title_strength,
)

_CLAUSE_ENDS = ",，。;；!！、|\n"
_LONGEST_LINE = 600
_TITLE_MARKS = str.maketrans("《》", "  ")  # 《成语故事》32元 is sold by its title
_ALL_AT = re.compile("都是|均为|一律|统一|全部|都(?=[0-9])|各(?=[0-9])")
_SHARED = re.compile("(?:都是?|均为?|各|一律|统一|全部|每样)[¥￥ ]*[0-9]")
_PICTURED = re.compile("([\U0001f330-\U0001fad6])\ufe0f? *[¥￥]?[0-9]")
_BEFORE_PRICE = re.compile("都是|均为|一律|都(?=[0-9])")
_JOINED = re.compile("[／和与跟]")


@dataclass(frozen=True)
class MenuReading:
    items: tuple[MenuItem, ...]
    hints: tuple[str, ...]  # names without a price: known words, but not a menu to trust
    title_product: str | None
    title_sure: bool = True  # false: any short line could be meant


def read_menu(lines: Sequence[str]) -> MenuReading:
    """The products of the header's lines (raw text), in their order."""
    items: list[MenuItem] = []
    hints: list[str] = []
    title, strength = "", ""
    listed: list[MenuItem] = []
    section: MenuItem | None = None  # —— 38元/盒专区 —— above names without a price
    carried = ""  # 【六鳌蜜薯】 on the line above its prices
    for line in lines:
        if _is_notice(line):
            continue
        line = line.translate(_TITLE_MARKS)
        if is_ruled(line):
            section = section_price(line)
            continue
        if section is not None and (name := _name_alone(line)):
            items.append(replace(section, name=name))
            continue
        listed += _enumeration(line)
        base: MenuItem | None = None
        held = carried  # a name without a price yet: 草莓蛋糕团购,48元一个
        clauses = _split_clauses(_without_frame(_from_first_picture(line[:_LONGEST_LINE])))
        begin = len(items)
        unpriced: list[str] = []
        for clause in clauses:
            before, clause = _sizes_behind_colon(clause)
            base, held = (None, before) if before else (base, held)
            alike = _shared_names(clause)
            begins = clause.index(alike[-1]) if alike else 0
            found = PriceList(clause[begins:], base, held).read()
            if found:
                found = [replace(found[0], name=name) for name in alike] or found
                found = _without_category(_split_slashes(_without_category(found)))
                if unpriced and _ALL_AT.search(clause):  # 冷吃兔、牛肉、鱿鱼 都是39
                    found = [*(replace(found[0], name=name, spec="", code="") for name in unpriced), *found]
                unpriced = []
                items += found
                base, held = replace(found[-1], code=""), ""
                continue
            clause = _without_code(clause)
            folded = fold(clause).rpartition(":")[2]
            name = clean_name(clause)
            if len(name) < 2 or is_talk(folded) or len(name) > LONGEST_NAME or is_packing(name):
                continue
            found_strength = title_strength(folded, len(clauses) == 1)
            headed = _without_frame(line) != line.strip() and found_strength == "sure"
            if not items and (not title or (headed and strength != "sure")):
                strength = found_strength
                title = name if strength else ""
            if held and any(is_digit(char) for char in folded):
                continue  # 大闸蟹，公4两母3两，298一箱: a size names nothing new
            held = name
            unpriced.append(name)
            carried = name
            hints.append(name)
        items[begin:] = _without_category(items[begin:])
    choices = _unpriced_codes(lines)
    shared = len(items) == 1 and len(choices) > 1
    own = any(choice.name == item.name for choice in choices for item in items)
    inside = shared and any(choice.name in items[0].name for choice in choices)  # A款 粉色 B款 蓝色 都是59
    if shared and ((not items[0].code and not own) or inside):
        items = [replace(choice, price_fen=items[0].price_fen, unit=items[0].unit) for choice in choices]
        title = ""  # 盒饭15元/份, 1号红烧肉饭, 2号…: the choices are what is sold
    else:
        items += _new_codes(items, choices)
    items = without_ladders(items or listed)
    return MenuReading(tuple(_unique(items)), tuple(dict.fromkeys(hints)), title or None, strength == "sure")


def _name_alone(line: str) -> str:
    """沃柑5斤, 蓝莓（125g*4）: one name without a price."""
    clauses = _split_clauses(line)
    folded = fold(line)
    if len(clauses) != 1 or is_talk(folded) or PriceList(clauses[0], None, "").read():
        return ""
    name = clean_name(line)
    digits = next((at for at, char in enumerate(name) if is_digit(fold(char))), len(name))
    name = name[:digits].strip() if digits else name
    return name if 1 < len(name) <= 8 and any(map(is_hanzi, name)) else ""


def _sizes_behind_colon(clause: str) -> tuple[str, str]:
    """麻辣小龙虾：中份88 大份128: the name before the colon is what the sizes are of."""
    at = fold(clause).find(":")
    behind = clause[at + 1 :].strip()
    if at < 0 or not behind.startswith(SIZES):
        return "", clause
    return clean_name(clause[:at]), behind


def _without_category(items: Sequence[MenuItem]) -> list[MenuItem]:
    """榴莲 猫山王198 金枕128: the word before the first of several names is their kind."""
    names = [item.name for item in items]
    if not names:
        return []
    front, _blank, last = names[0].rpartition(" ")
    kind = any(is_hanzi(char) for char in front)
    if not kind or len(items) < 2 or any(" " in name or name == front for name in names[1:]):
        return list(items)
    ends = {name[-1] for name in [last, *names[1:]]}
    if len(ends) == 1 and (is_latin(fold(last[-1])) or last[-1] in SIZE_ENDS):  # 大樱桃 单J 双J
        return [replace(item, name=front, spec=name) for item, name in zip(items, [last, *names[1:]], strict=True)]
    return [replace(items[0], name=last), *items[1:]]


def _from_first_picture(line: str) -> str:
    """周五水果🍓29/盒 🍎49/箱: where pictures are the names, the words before the first name nothing."""
    first = _PICTURED.search(line)
    return line[first.start() :] if first and len(_PICTURED.findall(line)) > 1 else line


def _shared_names(clause: str) -> tuple[str, ...]:
    """手工水饺 韭菜猪肉 荠菜猪肉 三鲜 均25/斤: names with blanks between that share one price."""
    told = _SHARED.search(clause)
    names = clause[: told.start()].split() if told else []
    if len(names) < 3 or not all(1 < len(name) <= 6 and all(map(is_hanzi, name)) for name in names):
        return ()
    kind = names[0].endswith(KINDS) and not any(name.endswith(KINDS) for name in names[1:])
    return tuple(names[1:] if kind else names)


def _split_slashes(items: Sequence[MenuItem]) -> list[MenuItem]:
    """午餐/晚餐 30元: two products at one price."""
    out: list[MenuItem] = []
    for item in items:
        names = [name.strip() for name in _JOINED.sub("/", item.name).split("/")]
        kinds = _kinds(names) if len(names) > 1 and not item.spec else []
        if kinds:
            out += [replace(item, name=name) for name in kinds]
            continue
        whole = len(names) == 1 or not all(2 <= len(name) <= 6 for name in names) or item.spec
        out += [item] if whole else [replace(item, name=name) for name in names]
    return out


def _kinds(names: Sequence[str]) -> list[str]:
    """现炒螺蛳🐚香辣/酱爆: behind a picture or blank stand the kinds to choose from."""
    split = max((at for at, char in enumerate(names[0]) if char == " " or is_emoji(char)), default=-1)
    kinds = [names[0][split + 1 :].strip("\ufe0f"), *names[1:]]
    front = any(map(is_hanzi, names[0][: max(split, 0)]))
    return kinds if front and all(1 < len(kind) <= 4 and all(map(is_hanzi, kind)) for kind in kinds) else []


def _without_code(clause: str) -> str:
    """1、去骨凤爪: the number is no part of the name."""
    begin = len(clause) - len(clause.lstrip())
    code = code_at(fold(clause), begin, True) if begin < len(clause) else None
    return clause[code[1] :] if code is not None and is_digit(fold(clause)[begin]) else clause


def _without_frame(line: str) -> str:
    """【福建六鳌蜜薯】 alone on its line is a name."""
    plain = fold(line).strip()
    whole = plain[:1] == "[" and bracket_end(plain, 0) == len(plain) - 1
    return line.strip()[1:-1] if whole else line


def _is_notice(line: str) -> bool:
    """【通知】1、今晚8点截单 2、…: nothing in it is for sale."""
    return fold(line).strip().strip("[(").startswith((*NOTE_HEADS, *HEAD_FIELDS))


def _enumeration(line: str) -> list[MenuItem]:
    """今日到货：草莓、苹果、蓝莓: what is on offer, without prices."""
    head, colon, rest = fold(line[:_LONGEST_LINE]).partition(":")
    if not colon or not any(word in head for word in LIST_WORDS) or any(is_digit(c) for c in rest):
        return []
    names = [clean_name(part) for part in _split_clauses(line[len(head) + 1 :])]
    names = [name for name in names if 0 < len(name) <= 6]
    return [MenuItem(name) for name in names] if len(names) > 1 else []


def _new_codes(items: Sequence[MenuItem], coded: Sequence[MenuItem]) -> list[MenuItem]:
    known = {item.name for item in items if not item.spec}
    with_code = {(item.name, item.code) for item in items if item.code}
    return [item for item in coded if item.name not in known and (item.name, item.code) not in with_code]


def _unique(items: Sequence[MenuItem]) -> list[MenuItem]:
    seen: dict[tuple[str, str], MenuItem] = {}
    other_codes: list[MenuItem] = []
    for item in items:
        before = seen.setdefault((item.name, item.spec), item)
        if before.code and item.code and before.code != item.code:
            other_codes.append(item)
            continue
        if before is not item:
            seen[item.name, item.spec] = replace(
                before,
                price_fen=before.price_fen if before.price_fen is not None else item.price_fen,
                unit=before.unit or item.unit,
                code=before.code or item.code,
            )
    return [*seen.values(), *other_codes]


def _split_clauses(line: str) -> list[str]:
    folded = fold(line)
    clauses, start, at = [], 0, 0
    while at < len(folded):
        if folded[at] in OPEN:
            at = max(at, bracket_end(folded, at))
        elif (folded[at] in _CLAUSE_ENDS and not _own_number(folded, start, at)) or _ends_sentence(folded, at):
            clauses.append(line[start:at])
            start = at + 1
        at += 1
    clauses.append(line[start:])
    return [clause for clause in clauses if clause.strip()]


def _ends_sentence(folded: str, at: int) -> bool:
    """pick up on Sat. plain 28: a full stop behind a word and before a blank."""
    return folded[at] == "." and folded[at + 1 : at + 2] == " " and at > 2 and folded[at - 2 : at].isalpha()


def _own_number(folded: str, start: int, at: int) -> bool:
    """The 、 of `1、草莓` and `A、草莓` ends no clause."""
    number = folded[start:at].strip()
    return folded[at] in "、," and 0 < len(number) <= 2 and (is_digit(number[-1]) or is_latin(number))


def _unpriced_codes(lines: Sequence[str]) -> list[MenuItem]:
    """`C：牛肋条` or `A 红豆包 B 肉包`; one alone is no menu."""
    found: list[MenuItem] = []
    for line in lines:
        folded = fold(line[:_LONGEST_LINE])
        at = len(folded) - len(folded.lstrip())
        numbered = at < len(folded) and is_digit(folded[at])
        if at < len(folded) and (not numbered or "号" in folded[at : at + 3]) and code_at(folded, at, True) is not None:
            found += _coded_parts(line, folded, at)
    return found if len(found) > 1 else []


def _coded_parts(line: str, folded: str, start: int) -> list[MenuItem]:
    marks: list[tuple[str, int, int]] = []
    at = start
    while at < len(folded):
        boundary = at == start or folded[at - 1] in " ,;，；、/" or folded[at] in CIRCLED
        numbered = is_digit(folded[at]) and "号" not in folded[at : at + 3]
        code = code_at(folded, at, True) if boundary and not numbered else None
        if code is not None:
            marks.append((code[0], at, code[1]))
        at = code[1] if code is not None else at + 1
    ends = [mark[1] for mark in marks[1:]] + [len(folded)]
    items = []
    for (code_text, start_at, begin), end in zip(marks, ends, strict=True):
        name = clean_name(_BEFORE_PRICE.split(line[begin:end])[0])
        if not name and begin - start_at > 1:  # A套餐（草莓+蓝莓）
            name = line[start_at:begin].strip(" .:：、)）")
        if name and len(name) <= LONGEST_NAME and not any(is_digit(c) for c in fold(name)):
            items.append(MenuItem(name, code=code_text))
    return items
