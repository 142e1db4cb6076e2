"""Grammar of goods: product and quantity in either order, codes, prices as names, words the list does not know."""

from __future__ import annotations

from decimal import Decimal

from shopdesk.intake.jielong.cursor import BREAKS, GOODS, NUMBERS, Cursor
from shopdesk.intake.jielong.draft import Line, is_wish
from shopdesk.intake.jielong.lexicon.numbers import MOST, MOST_BARE
from shopdesk.intake.jielong.token_kinds import Token
from shopdesk.intake.jielong.vocabulary import Offer, only_emoji

_POINTERS = ("的", "那个", "那款", "那种")
_TAILS = "肉果菜鱼条块丝片味款"
_KINDS_OF = ("口味", "味道", "颜色", "品种", "款式", "种类", "商品", "规格")
_OF_COUNTED_KINDS = ("样", "种", "款", "个")


def add_line(cursor: Cursor, offer: Offer | None, quantity: Token | None) -> Line:
    """Puts a line into the draft; `offer` None means the product that goes without saying."""
    draft, default = cursor.draft, cursor.vocabulary.default
    if offer is None and default is None:
        draft.doubt("no_product")
    elif offer is not None and not offer.sure:
        draft.doubt("ambiguous_product")
    line = Line(
        product=offer.product if offer is not None else default or "",
        qty=quantity.value if quantity is not None and quantity.value is not None else Decimal(1),
        unit=quantity.unit if quantity is not None else None,
        implied=quantity is None,
        action=cursor.pending_action,
    )
    if quantity is not None:
        if quantity.vague:
            draft.doubt("vague")
        if line.qty == 0:
            draft.doubt("zero")
        elif line.qty > (MOST if line.unit else MOST_BARE):
            draft.doubt("huge")
    if line.action == "set":  # 原来5根改成8根
        draft.lines = [other for other in draft.lines if other.action or other.product != line.product]
    draft.lines.append(line)
    return line


def doubt_free_word(cursor: Cursor, offer: Offer) -> None:
    """A product that only the line itself names."""
    if offer.known:
        return
    cursor.draft.free_words.append(offer.product)
    if cursor.vocabulary.offers or cursor.vocabulary.default:
        cursor.draft.doubt("not_on_menu")


def read_product(cursor: Cursor, at: int) -> int:
    token = cursor.tokens[at]
    offer = cursor.resolve(at)
    after = _after_code(cursor, at, offer) if token.kind == "code" else at + 1
    offer, after = _narrow(cursor, at, offer, after)
    same = after
    while offer.known and cursor.peek(same, token.kind) and _same_thing(cursor, offer, same):
        same += 1
    repeated = same - at if same > after == at + 1 else 1
    after = same
    if not offer.known and token.kind == "product" and _longer_word(cursor, after):
        offer = Offer(cursor.text(at, after + 1), known=False)  # 百香果汁2杯
        after += 1
    if cursor.peek(after, "word") and cursor.glued(after) and cursor.tokens[after].text in _TAILS:  # 前腿肉三斤
        after += cursor.quantity_after(after + 1)[0] is not None
    quantity, end = cursor.quantity_after(after)
    if quantity is None and repeated > 1 and all(t.text == token.text for t in cursor.tokens[at:after]):  # 🍓🍓
        quantity = token._replace(value=Decimal(repeated), unit=None)
    if quantity is None:
        quantity, end = _changed_quantity(cursor, end)
    if quantity is None and cursor.draft.counted and only_emoji(token.text) and token.kind == "product":
        if any(item.picture == token.text for item in cursor.vocabulary.sold.values()):
            cursor.draft.doubt("leftover")
        cursor.note(at, end)  # 草莓2盒🌹: a picture at the end is for show
        return end
    if not offer.known and quantity is None and cursor.peek(at - 1, "subtract", "cancel") and cursor.draft.counted:
        cursor.note(at, end)  # 不要香菜
        return end
    if not offer.known and token.kind == "product":
        if quantity is None and _only_words(cursor, at):
            cursor.note(at)
            return at + 1
        if _is_aside(cursor, at):
            cursor.note(at, end)
            return end
    if token.kind == "code" and not offer.known:
        cursor.draft.doubt("code_unknown")
    else:
        doubt_free_word(cursor, offer)
    add_line(cursor, offer, quantity)
    return give_back(cursor, end)


def _changed_quantity(cursor: Cursor, at: int) -> tuple[Token | None, int]:
    """荔枝再加1斤, 虾滑改3: a word of change between the product and its number."""
    after = at
    while cursor.peek(after, "add", "set", "weakadd", "weakset", "subtract", "want", "op", "plus"):
        after += 1
    kinds = [token.kind for token in cursor.tokens[at:after]]
    if not cursor.peek(after, *NUMBERS) or not kinds or kinds[0] in ("want", "op", "plus"):
        return None, at
    if cursor.peek(after + 1, *GOODS) and cursor.glued(after + 1):
        return None, at
    cursor.pending_action = kinds[0]
    cursor.draft.action = cursor.draft.action or kinds[0]
    cursor.note(at, after)
    return cursor.tokens[after], after + 1


def _narrow(cursor: Cursor, at: int, offer: Offer, after: int) -> tuple[Offer, int]:
    """蒜蓉大份: each word means several, both together one."""
    families = cursor.vocabulary.families
    among = families.get(cursor.tokens[at].text, frozenset())
    while len(among) > 1 and cursor.peek(after, "product", "link"):
        more = families.get(cursor.tokens[after].text, frozenset())
        if cursor.peek(after, "link") and cursor.tokens[after].text == "的" and cursor.peek(after + 1, "product"):
            after += 1
            continue
        if not among & more or cursor.tokens[after].start - cursor.tokens[after - 1].end > 1:
            break
        among, after = among & more, after + 1
        offer = Offer(min(among), sure=len(among) == 1)
    return offer, after


def _longer_word(cursor: Cursor, at: int) -> bool:
    word = cursor.peek(at, "word") and cursor.glued(at) and len(cursor.tokens[at].text) <= 3
    return word and cursor.quantity_after(at + 1)[0] is not None and not is_wish(cursor.tokens[at].text)


def _same_thing(cursor: Cursor, offer: Offer, at: int) -> bool:
    near = cursor.tokens[at].start - cursor.tokens[at - 1].end <= 1
    other = cursor.tokens[at].offer
    return near and other is not None and other.product == offer.product


def _after_code(cursor: Cursor, at: int, offer: Offer) -> int:
    """C 牛肋条, C🐔🐮: the name or picture after a code says the same product again."""
    after = at + 1
    while cursor.peek(after, "product", "emoji") and only_emoji(cursor.tokens[after].text):
        if cursor.quantity_after(after + 1)[0] is not None:
            break
        cursor.note(after)
        after += 1
    if not cursor.peek(after, "product"):
        return after
    named = cursor.resolve(after)
    if named.product == offer.product:
        return after + 1
    if cursor.quantity_after(after + 1)[0] is None:
        if named.known and not cursor.peek(after + 1, *GOODS):
            cursor.draft.doubt("code_conflict")
        cursor.note(after)
        return after + 1
    return after


def _only_words(cursor: Cursor, at: int) -> bool:
    """A goods word without quantity where the list has its own products, or inside a longer wish."""
    if cursor.vocabulary.default or cursor.vocabulary.offers:
        return True
    before = cursor.glued(at) and cursor.peek(at - 1, "word", "latin")
    return before or (cursor.glued(at + 1) and cursor.peek(at + 1, "word", "latin"))


def _is_aside(cursor: Cursor, at: int) -> bool:
    """白水苗换面筋2份 after 共6份: a part of what was already counted."""
    if cursor.vocabulary.default is None or not cursor.draft.counted:
        return False
    wish = is_wish(cursor.clause(at))
    if not wish and cursor.quantity_after(at + 1)[0] is not None and cursor.peek(at - 1, *BREAKS, *NUMBERS):
        return False  # 杨梅2斤，荔枝1斤: other goods, not a wish
    if not wish:
        cursor.draft.doubt("leftover")
    return True


def give_back(cursor: Cursor, at: int) -> int:
    """草莓不要了: the product just read is given back."""
    if cursor.peek(at, "link") and cursor.peek(at + 1, "cancel"):
        at += 1
    if not cursor.peek(at, "cancel", "subtract") or cursor.tokens[at].text in ("少", "减"):
        return at
    line = cursor.draft.lines[-1]
    parted = cursor.glued(at) and not cursor.glued(at + 1) and line.implied  # 大黄鱼不要 花蛤1斤
    if (
        cursor.tokens[at].kind == "subtract"
        and cursor.peek(at + 1, "word", *GOODS, *NUMBERS)
        and not (parted and cursor.tokens[at].text == "不要")
    ):
        return at
    follows = any(token.kind in (*GOODS, *NUMBERS) for token in cursor.tokens[at + 1 :])
    if not line.implied and not follows:
        return at
    line.cancelled = True
    cursor.draft.cancel = "part"
    return at + 1


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
    if token.unit in _OF_COUNTED_KINDS and cursor.peek(kinds, "each"):  # 三样各5个, 三个口味各一个
        return kinds
    while cursor.peek(after, "link") and cursor.tokens[after].text == "的":
        after += 1
    if cursor.peek(after, *GOODS) and (cursor.quantity_first or cursor.quantity_after(after + 1)[0] is None):
        offer = cursor.resolve(after)
        if not offer.known and _is_aside(cursor, after):
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
