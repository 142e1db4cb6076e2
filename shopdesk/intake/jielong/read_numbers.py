"""Grammar of numbers: which product they count, what a price of the menu stands for."""

from __future__ import annotations

from decimal import Decimal

from shopdesk.intake.jielong.cursor import GOODS, NUMBERS, Cursor
from shopdesk.intake.jielong.draft import is_aside, is_talk, is_wish
from shopdesk.intake.jielong.read_items import add_line, doubt_free_word, give_back, is_part_of_counted
from shopdesk.intake.jielong.vocabulary import Offer

_POINTERS = ("的", "那个", "那款", "那种")
_OF_COUNTED_KINDS = ("样", "种", "款", "个")
_KINDS_OF = ("口味", "味道", "颜色", "品种", "款式", "种类", "商品", "规格")


def read_number(cursor: Cursor, at: int) -> int:
    token, after = cursor.tokens[at], at + 1
    if (
        token.kind == "num"
        and cursor.peek(after, "sep")
        and cursor.tokens[after].text == "、"
        and not cursor.draft.lines
    ):
        cursor.note(at)  # an own little list: 桑妮 1、江苏省…
        return after + 1
    priced = _price_as_name(cursor, at)
    if priced is not None:
        return priced
    behind = _price_behind(cursor, at)
    if behind is not None:
        return behind
    kinds = after + 1 if cursor.peek(after, "word") and cursor.tokens[after].text in _KINDS_OF else after
    whole_menu = token.value == len(cursor.vocabulary.offers) and not cursor.draft.lines  # 两本都要
    if (token.unit in _OF_COUNTED_KINDS or whole_menu) and cursor.peek(kinds, "each"):  # 三样各5个, 三个口味各一个
        return kinds
    while cursor.peek(after, "link") and cursor.tokens[after].text == "的":
        after += 1
    if cursor.peek(after, *GOODS) and (cursor.quantity_first or cursor.quantity_after(after + 1)[0] is None):
        offer = cursor.resolve(after)
        if not offer.known and is_part_of_counted(cursor, after):
            cursor.note(at, after + 1)
            return after + 1
        doubt_free_word(cursor, offer)
        add_line(cursor, offer, token)
        return give_back(cursor, after + 1)
    if cursor.peek(after, "word", "latin") and _names_goods(cursor, after):
        word = cursor.text(after, after + 1)
        offer = cursor.vocabulary.loose(word) or Offer(word, known=False)
        doubt_free_word(cursor, offer)
        add_line(cursor, offer, token)
        return give_back(cursor, after + 1)
    return _default_quantity(cursor, at)


def _names_goods(cursor: Cursor, at: int) -> bool:
    """8份晚餐 without a menu: the word right behind the quantity is the product."""
    word = cursor.tokens[at].text
    loose = cursor.vocabulary.loose(word)
    if not cursor.glued(at) or (is_wish(word) and loose is None):
        return False
    if loose is not None:
        return True
    if cursor.vocabulary.offers:
        if not (is_talk(word) or is_aside(word)):
            cursor.draft.doubt("leftover")
        return False
    return not cursor.vocabulary.default and (cursor.quantity_first or cursor.quantity_after(at + 1)[0] is None)


def _default_quantity(cursor: Cursor, at: int) -> int:
    """A quantity that names no product."""
    token, draft, default = cursor.tokens[at], cursor.draft, cursor.vocabulary.default
    earlier = [line for line in draft.lines if not line.implied and line.product == (default or "")]
    if earlier and not cursor.pending_action:
        if cursor.peek(at - 1, "plus") and token.unit == earlier[-1].unit and token.value is not None:
            earlier[-1].qty += token.value  # 1盒+1盒
            return at + 1
        if at and cursor.tokens[at - 1].text in ("→", "➡") and token.value is not None:  # 2箱→1箱
            earlier[-1].qty = token.value
            return at + 1
        cursor.note(at)
        wish = is_wish(cursor.clause(at))
        if (not wish and earlier[-1].qty != token.value) or (wish and _first_had_wish(cursor, at)):
            draft.doubt("twice")
    elif draft.lines and (default is None or (token.kind == "num" and not cursor.pending_action)):
        last = draft.lines[-1]
        if last.implied and (token.kind == "qty" or cursor.peek(at - 1, "op", "plus")):  # B 少冰 x2
            last.qty, last.unit, last.implied = token.value or Decimal(1), token.unit, False
            return at + 1
        cursor.note(at)
        if not (draft.counted and is_wish(cursor.clause(at))):
            draft.doubt("leftover")
    else:
        add_line(cursor, None, token)
    return at + 1


def _first_had_wish(cursor: Cursor, at: int) -> bool:
    """一份不辣一份微辣: two together, unlike 2份，1份微辣."""
    first = next(k for k, token in enumerate(cursor.tokens) if token.kind in NUMBERS)
    return (
        first < at
        and cursor.peek(first + 1, "word")
        and cursor.glued(first + 1)
        and is_wish(cursor.tokens[first + 1].text)
    )


def _price_as_name(cursor: Cursor, at: int) -> int | None:
    """49的两份, 99 1份: a number that is a price of the menu stands for its product."""
    token = cursor.tokens[at]
    offer = cursor.vocabulary.prices.get(token.value.normalize()) if token.value is not None else None
    if offer is None or token.kind == "qty":
        return None
    after = at + 1
    while cursor.peek(after, "link") and cursor.tokens[after].text in _POINTERS:
        after += 1
    quantity, end = cursor.quantity_after(after)
    if quantity is None and after == at + 1:
        return None
    add_line(cursor, offer, quantity)
    return end


def _price_behind(cursor: Cursor, at: int) -> int | None:
    """两份39的, 两份29.9: a price of the menu behind the quantity stands for its product."""
    after = at + 1
    if cursor.tokens[at].kind != "qty" or not cursor.peek(after, "num", "price") or cursor.vocabulary.default:
        return None
    value = cursor.tokens[after].value
    offer = cursor.vocabulary.prices.get(value.normalize()) if value is not None else None
    if offer is None or cursor.quantity_after(after + 1)[0] is not None:
        return None
    add_line(cursor, offer, cursor.tokens[at])
    after += 1
    while cursor.peek(after, "link") and cursor.tokens[after].text in _POINTERS:
        after += 1
    return after


def read_price(cursor: Cursor, at: int) -> int:
    named = cursor.peek(at + 1, "link") and cursor.tokens[at + 1].text in _POINTERS  # 28元的两个，32元的一个
    priced = _price_as_name(cursor, at) if named or not cursor.draft.lines else None
    if priced is not None:
        return priced
    if cursor.draft.lines:
        cursor.draft.amount = cursor.tokens[at].value
    cursor.note(at)
    return at + 1
