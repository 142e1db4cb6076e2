"""Doubts that need more than the entry's own grammar: the menu's units and what the others ordered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from statistics import median

from shopdesk.intake.jielong.draft import Draft
from shopdesk.intake.jielong.folding import fold, is_digit, is_hanzi
from shopdesk.intake.jielong.lexicon.marks import KINSHIP
from shopdesk.intake.jielong.model import Entry, Item, MenuItem
from shopdesk.intake.jielong.numerals import scan_quantity
from shopdesk.intake.jielong.reasons import WEIGHTS, sentence

_WEIGHTS = frozenset({"斤", "公斤", "千克", "克", "两", "kg", "kgs", "g", "jin", "lb", "lbs"})
_VOLUMES = frozenset({"升", "毫升", "l", "ml"})
_PIECES = frozenset({"枚", "只", "个", "颗", "粒", "根", "片", "支", "条", "块", "张", "卷"})
_ANY = frozenset({"份", "件", "单", "样", "款", "份儿", "order", "orders", "pc", "pcs"})  # one of whatever is sold
_BOXES = frozenset({"盒", "箱", "袋", "板", "包", "筐"})
_BOXFUL = 10
_FLOOR_BEFORE_NAME = re.compile("[0-9]{1,2}楼[一-鿿]+$")
_FLAT_BEFORE_NAME = re.compile("[1-9][0-9]?0[1-9][^0-9]")
_CALLED = tuple(fold(word) for word in KINSHIP)
_SHARED_OUT = re.compile("各|每人|每家|两家|分别")
_LIKE_OTHERS = re.compile("同上(?!次|回)|[和跟与同].{1,12}一样")  # 和2-704一样，多一块豆腐
_MANY, _TIMES, _ENOUGH = 20, 8, 4


def doubt_units(draft: Draft, menu: Mapping[str, MenuItem], asked: set[tuple[str, str]]) -> None:
    """10斤 where 5斤 is sold for one price, 60枚 where a 板 is sold, 2份 where 斤 are; asked once for a product."""
    for line in draft.lines:
        item = menu.get(line.product)
        if item is None or not line.unit or line.implied or _fits(line.unit, line.qty, item):
            continue
        if (line.product, line.unit) not in asked or line.unit in _WEIGHTS:
            asked.add((line.product, line.unit))
            draft.doubt("menu_unit")


def _fits(unit: str, qty: Decimal, item: MenuItem) -> bool:
    spec = scan_quantity(fold(item.spec), 0) if item.spec else None
    sold = item.unit
    if not sold and spec is not None:
        measured = spec.unit in _WEIGHTS | _VOLUMES and unit in _WEIGHTS | _VOLUMES
        return not measured or (unit == spec.unit and spec.value == 1)
    if not sold or sold == unit:
        return True
    if sold in _WEIGHTS:
        return unit in _WEIGHTS
    if unit in _WEIGHTS | _VOLUMES:
        return False
    if unit in ("个", "只", "枚", "颗") and sold in _BOXES and qty >= _BOXFUL:
        return False  # 20个 of what is sold by the box
    return not (unit in _PIECES and sold not in _PIECES | _ANY and unit != "个")


def doubt_amount(draft: Draft, menu: Mapping[str, MenuItem]) -> None:
    """共75 must be what the lines cost, where the menu tells every price."""
    if draft.amount is None or not draft.lines:
        return
    counted = sum(line.qty for line in draft.lines)
    sold = [menu.get(line.product) for line in draft.lines]
    prices = [item.price_fen for item in sold if item is not None and item.price_fen is not None]
    if len(prices) == len(draft.lines):
        cost = sum((line.qty * fen for line, fen in zip(draft.lines, prices, strict=True)), Decimal(0)) / 100
        wrong = draft.amount not in (cost, counted)
    else:
        wrong = draft.amount != counted and draft.amount <= 3 * counted  # more than that is money
    if wrong:
        draft.doubt("sum")


def doubt_words(draft: Draft, text: str, name: str, named_by_room: bool) -> None:
    """五花肉50块钱的 has a number that was not used; 唐僧3-2 may be a name and a room."""
    note = draft.note_text(text)
    told = fold(note)
    if draft.paid and draft.amount is not None:  # 词典，已付49
        told = told.replace(f"{draft.amount.normalize():f}", "", 1)
    if any(line.implied for line in draft.lines) and any(is_digit(char) for char in told) and not draft.phone:
        draft.doubt("leftover")
    if _SHARED_OUT.search(note) or _LIKE_OTHERS.search(text):  # 帮我和11-902各留一瓶
        draft.doubt("leftover")
    flat = _FLAT_BEFORE_NAME.match(fold(name)) and fold(name).endswith(_CALLED)
    if flat or (_FLOOR_BEFORE_NAME.match(fold(name)) and "的" not in name):  # 8楼的风 is a name
        draft.doubt("glued")  # 1203王姐
    front, dash, back = name.rpartition("-")
    if (
        dash
        and not named_by_room
        and front
        and back.isdigit()
        and front[-1].isdigit()
        and any(is_hanzi(char) for char in front)
    ):
        draft.doubt("glued")


def doubt_unusual(entries: Sequence[Entry]) -> list[Entry]:
    """A quantity far above what the others of the same list order; without a unit it may be a size or a price."""
    counts: dict[tuple[str, str | None], list[Decimal]] = {}
    for entry in entries:
        for item in entry.items if not entry.cancelled else ():
            counts.setdefault((item.product, item.unit), []).append(item.qty)
            counts.setdefault((item.product, ""), []).append(item.qty)
    usual = {key: median(found) for key, found in counts.items() if len(found) >= _ENOUGH}
    checked: list[Entry] = []
    for entry in entries:
        if any(_is_unusual(item, usual) for item in entry.items) and not entry.needs_review:
            confidence = round(entry.confidence * WEIGHTS["unusual"], 3)
            entry = replace(entry, needs_review=True, reason=sentence("unusual"), confidence=confidence)
        checked.append(entry)
    return checked


def _is_unusual(item: Item, usual: Mapping[tuple[str, str | None], Decimal]) -> bool:
    among = usual.get((item.product, item.unit or ""), item.qty)
    return item.qty >= _MANY and item.qty >= _TIMES * among
