"""Finds where the name ends when the order is glued to it: 钟予欣2箱, 王姐草莓2盒苹果1箱, Tom+1."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from shopdesk.intake.jielong.folding import fold
from shopdesk.intake.jielong.lexicon import words
from shopdesk.intake.jielong.lexicon.marks import KINSHIP
from shopdesk.intake.jielong.name_rooms import Who, room_inside, split_at_room
from shopdesk.intake.jielong.tokens import MARKS, Token
from shopdesk.intake.jielong.vocabulary import Vocabulary

FAMILY = frozenset(fold(word) for word in KINSHIP)
_ORDER_KINDS = frozenset(words("qty num product code op plus bracket spec price phone emoji space slash")) | MARKS
_NEVER_FIRST = frozenset(words("bracket price phone emoji spec slash paid unpaid space"))
_BEFORE_NUMBER = frozenset(words("op plus product code each want add weakadd set weakset subtract"))
_STARTERS = frozenset(words("qty code cancel set add subtract weakadd weakset want each"))
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
    return token.kind in _STARTERS


def split_chunk(tokens: Sequence[Token], raw: str, start: int, end: int, vocabulary: Vocabulary) -> Who | None:
    """Where in a run without blanks the order begins; None when all of it is name."""
    room_at = room_inside(tokens, start, end, vocabulary)
    if room_at is not None:
        return split_at_room(tokens, raw, start, room_at, vocabulary)
    marked = next((k for k in range(start + 1, end) if _is_aside(tokens[k])), None)
    if marked is not None:
        return Who(_text(tokens, raw, start, marked), None, marked)
    goods_after, number_after = _ordered_after(tokens, end)
    for at in range(start + 1, end):
        dash = tokens[at].kind == "dash" and at + 1 < end
        if dash and _is_tail(tokens, at + 1, end, goods_after, number_after, vocabulary):
            return Who(_text(tokens, raw, start, at), None, at if tokens[at + 1].kind == "num" else at + 1)
        if _is_tail(tokens, at, end, goods_after, number_after, vocabulary):
            loose = tokens[at].kind == "product" and not _ends_like_name(tokens[at - 1].text)
            bare = loose and end == at + 1
            return Who(
                _text(tokens, raw, start, at), None, at, doubt="split" if bare or (loose and at == start) else ""
            )
    return _split_end(tokens, raw, start, end, goods_after or number_after)


def _is_aside(token: Token) -> bool:
    """贝儿（已付）1袋, 朵朵（代买）2把: the bracket tells about the order, not the name."""
    inner = token.text.strip()
    return token.kind == "bracket" and (inner in _MARKS_IN_BRACKETS or inner.startswith(("代", "帮", "替", "给")))


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
    return goods, any(t.kind == "qty" for t in rest) or any(t.kind == "num" for t in rest[:2])


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
    numbered = "qty" in kinds or any(a in _BEFORE_NUMBER and b == "num" for a, b in pairwise(kinds))
    if first.kind in ("product", "code"):
        return numbered or _named_only(first, strange, goods_after, number_after, vocabulary)
    if first.kind in ("cancel", "set", "add"):
        return first.kind == "cancel" or numbered
    return numbered and not (kinds == ["qty"] and (goods_after or number_after))


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
