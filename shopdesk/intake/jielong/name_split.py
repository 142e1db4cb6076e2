"""Finds where the name ends when the order is glued to it: 钟予欣2箱, 王姐草莓2盒苹果1箱, Tom+1."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from shopdesk.intake.jielong.folding import fold
from shopdesk.intake.jielong.lexicon import words
from shopdesk.intake.jielong.lexicon.marks import KINSHIP
from shopdesk.intake.jielong.name_rooms import Who, room_inside, split_at_room
from shopdesk.intake.jielong.numerals import is_quantity
from shopdesk.intake.jielong.token_kinds import MARKS, Token
from shopdesk.intake.jielong.vocabulary import Vocabulary

FAMILY = frozenset(fold(word) for word in KINSHIP)
_ORDER_KINDS = frozenset(words("qty num product code op plus bracket spec price phone emoji space slash")) | MARKS
_NEVER_FIRST = frozenset(words("link bracket price phone emoji spec slash paid unpaid space"))
_BEFORE_NUMBER = frozenset(words("op plus product code each want add weakadd set weakset subtract"))
_STARTERS = frozenset(words("qty code cancel"))
_MARKS_IN_BRACKETS = frozenset(words("已付 已付款 未付 取消 已转 付了 已取消"))


def starts_order(tokens: Sequence[Token], at: int) -> bool:
    """Whether an order can begin at this token."""
    token = tokens[at]
    after = tokens[at + 1].kind if at + 1 < len(tokens) else ""
    if token.kind in ("op", "plus"):
        return after in ("num", "qty")
    if token.kind == "num":
        return after in ("", "space", "sep", "product", "code", "bracket", "paid", "want", "op")
    if token.kind == "product":
        known = token.offer is not None and token.offer.known
        return after not in ("word", "latin") and (known or after != "emoji")
    if token.kind in ("want", "each", "add", "weakadd", "set", "weakset", "subtract"):
        return after in ("qty", "num", "product", "code", "op", "plus", "want")
    return token.kind in _STARTERS


def split_chunk(tokens: Sequence[Token], raw: str, start: int, end: int, vocabulary: Vocabulary) -> Who | None:
    """Where in a run without blanks the order begins; None when all of it is name."""
    room_at = room_inside(tokens, start, end, vocabulary)
    if room_at is not None:
        return split_at_room(tokens, raw, start, room_at, vocabulary)
    aside = next((k for k in range(start + 1, end) if tokens[k].kind == "phone" or _is_aside(tokens[k])), None)
    if aside is not None:
        return split_chunk(tokens, raw, start, aside, vocabulary) or Who(_text(tokens, raw, start, aside), None, aside)
    goods_after, number_after = _ordered_after(tokens, end)
    for at in range(start + 1, end):
        dash = (tokens[at].kind == "dash" or tokens[at].text == "~") and at + 1 < end
        if dash and _is_tail(tokens, at + 1, end, goods_after, number_after, vocabulary):
            return Who(_text(tokens, raw, start, at), None, at if tokens[at + 1].kind == "num" else at + 1)
        if _is_tail(tokens, at, end, goods_after, number_after, vocabulary):
            if _two_readings(tokens, at, end) and at == start + 1 and len(tokens[start].text) == 1:
                continue  # 小苹果沃柑12箱: 小 alone is no name
            loose = tokens[at].kind == "product" and not _ends_like_name(tokens[at - 1].text)
            bare = loose and end == at + 1
            return Who(
                _text(tokens, raw, start, at), None, at, doubt="split" if bare or (loose and at == start) else ""
            )
    return _split_end(tokens, raw, start, end, goods_after or number_after)


def _two_readings(tokens: Sequence[Token], at: int, end: int) -> bool:
    """A product without number before another product: the first may belong to the name."""
    several = at + 1 < end and tokens[at].kind == "product" and tokens[at + 1].kind == "product"
    return several and all(token.kind != "each" for token in tokens[at:end])


def _is_aside(token: Token) -> bool:
    """贝儿（已付）1袋, 朵朵（代买）2把: the bracket tells about the order, not the name."""
    inner = token.text.strip()
    if token.kind != "bracket" or not inner:
        return False
    told = inner in _MARKS_IN_BRACKETS or inner.startswith(("代", "帮", "替", "给"))
    return told or is_quantity(inner)


def _text(tokens: Sequence[Token], raw: str, start: int, end: int) -> str:
    return raw[tokens[start].start : tokens[end].start]


def _split_end(tokens: Sequence[Token], raw: str, start: int, end: int, ordered_after: bool) -> Who | None:
    """A bracket or a small number at the very end of the name."""
    last = tokens[end - 1]
    if end - start < 2:
        return None
    if last.kind == "bracket" and (end == len(tokens) or last.text.strip() in _MARKS_IN_BRACKETS):
        return Who(_text(tokens, raw, start, end - 1), None, end - 1)
    few = last.kind == "num" and last.value is not None and last.value <= 20 and len(last.text) <= 2
    if few and not ordered_after and tokens[end - 2].kind == "word":
        return Who(_text(tokens, raw, start, end - 1), None, end - 1, doubt="glued")
    return None


def _ordered_after(tokens: Sequence[Token], end: int) -> tuple[bool, bool]:
    """Whether goods are named behind this run, and whether a quantity stands there."""
    rest = [token for token in tokens[end:] if token.kind != "space"]
    goods = any(t.kind == "code" or (t.kind == "product" and t.offer and t.offer.known) for t in rest)
    return goods, any(t.kind == "qty" for t in rest) or any(t.kind == "num" for t in rest[:3])


def _ends_like_name(text: str) -> bool:
    return any(text.endswith(word) for word in FAMILY)


def _is_tail(
    tokens: Sequence[Token], start: int, end: int, goods_after: bool, number_after: bool, vocabulary: Vocabulary
) -> bool:
    """Whether the tokens from `start` to the end of the run are nothing but an order."""
    first = tokens[start]
    kinds = [token.kind for token in tokens[start:end]]
    second = kinds[1] if len(kinds) > 1 else ""
    if first.kind in _NEVER_FIRST or (first.kind == "op" and second not in ("num", "qty")):
        return False
    if first.kind == "num" and second not in ("product", "code"):
        return False
    strange = any(kind not in _ORDER_KINDS for kind in kinds)
    if strange and not _free_items(tokens, start, end):
        return False
    if any(a in ("op", "plus") and b in ("op", "plus") for a, b in pairwise(kinds)):
        return False
    numbered = "qty" in kinds or any(
        a.kind in _BEFORE_NUMBER and b.kind == "num" and len(b.text) < 3 for a, b in pairwise(tokens[start:end])
    )
    if first.kind in ("product", "code"):
        return numbered or _named_only(first, strange, goods_after, number_after, vocabulary)
    if first.kind == "cancel":
        return True
    if first.kind == "each" and len(first.text) == 1:  # 都 in 都都
        return False
    return numbered and not (goods_after or number_after)


def _named_only(first: Token, strange: bool, goods_after: bool, number_after: bool, vocabulary: Vocabulary) -> bool:
    """王姐草莓 2盒 where the list has several products: the product cannot be a part of the name."""
    sure = first.offer is not None and first.offer.known and not strange and not goods_after
    if number_after:
        return sure and vocabulary.default is None
    return sure


def _free_items(tokens: Sequence[Token], start: int, end: int) -> bool:
    """2盒草莓1盒蓝莓酱: words between quantities that come first."""
    return tokens[start].kind == "qty" and all(
        tokens[k].kind in _ORDER_KINDS or (tokens[k].kind in ("word", "latin") and tokens[k - 1].kind == "qty")
        for k in range(start, end)
    )
