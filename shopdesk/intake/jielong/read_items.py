"""Grammar of goods: product and quantity in either order, codes, prices as names, words the list does not know."""

from __future__ import annotations

from decimal import Decimal

from shopdesk.intake.jielong.cursor import BREAKS, GOODS, NUMBERS, Cursor
from shopdesk.intake.jielong.draft import Line, is_wish
from shopdesk.intake.jielong.lexicon.numbers import MOST, MOST_BARE
from shopdesk.intake.jielong.token_kinds import Token
from shopdesk.intake.jielong.vocabulary import Offer, only_emoji

_TAILS = "肉果菜鱼条块丝片味款"


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
    joined = _joined_end(cursor, at, after)
    if joined > after:
        offer, after = Offer(cursor.text(at, joined), known=False), joined
        if cursor.quantity_after(after)[0] is None:
            cursor.draft.doubt("guessed_product")
    if cursor.peek(after, "word") and cursor.glued(after) and cursor.tokens[after].text in _TAILS:  # 前腿肉三斤
        after += cursor.quantity_after(after + 1)[0] is not None
    quantity, end = cursor.quantity_after(after)
    if quantity is None and repeated > 1 and all(t.text == token.text for t in cursor.tokens[at:after]):  # 🍓🍓
        quantity = token._replace(value=Decimal(repeated), unit=None)
    if quantity is None:
        quantity, end = changed_quantity(cursor, end)
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
        if is_part_of_counted(cursor, at):
            cursor.note(at, end)
            return end
    if token.kind == "code" and not offer.known:
        cursor.draft.doubt("code_unknown")
    else:
        doubt_free_word(cursor, offer)
    add_line(cursor, offer, quantity)
    return give_back(cursor, end)


def _joined_end(cursor: Cursor, at: int, after: int) -> int:
    """番茄牛腩 without a menu is one dish, unless 各 follows or the others order 番茄 and 牛腩 by themselves."""
    end, vocabulary = after, cursor.vocabulary
    if vocabulary.offers or vocabulary.default or cursor.tokens[at].kind != "product":
        return after
    while cursor.peek(end, "product") and cursor.glued(end) and not only_emoji(cursor.tokens[end].text):
        end += 1
    parts = {token.text for token in cursor.tokens[at:end]}
    apart = cursor.peek(end, "each") or parts <= vocabulary.learned
    return after if apart or only_emoji(cursor.tokens[at].text) else end


def changed_quantity(cursor: Cursor, at: int) -> tuple[Token | None, int]:
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


def is_part_of_counted(cursor: Cursor, at: int) -> bool:
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
