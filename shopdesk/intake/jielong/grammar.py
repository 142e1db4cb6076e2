"""Reads the tokens behind the name, from left to right, each with the rule for its kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shopdesk.intake.jielong.cursor import FREE, GOODS, NUMBERS, Cursor, begins_with_quantity
from shopdesk.intake.jielong.draft import Draft, is_condition
from shopdesk.intake.jielong.read_changes import read_cancel, read_change, read_dash, read_each
from shopdesk.intake.jielong.read_facts import phone_digits, read_address, read_fact, read_label
from shopdesk.intake.jielong.read_items import read_product
from shopdesk.intake.jielong.read_numbers import read_number, read_price
from shopdesk.intake.jielong.read_words import read_words
from shopdesk.intake.jielong.token_kinds import Token
from shopdesk.intake.jielong.tokens import tokenize
from shopdesk.intake.jielong.vocabulary import Vocabulary


def _read_words(cursor: Cursor, at: int) -> int:
    return read_address(cursor, at) or read_words(cursor, at)


def _keep_bracket(cursor: Cursor, at: int) -> int:
    cursor.brackets.append(cursor.tokens[at])
    return at + 1


# Every rule takes the place of its token and gives the place to go on from.
_RULES: dict[str, Callable[[Cursor, int], int]] = {
    **dict.fromkeys(GOODS, read_product),
    **dict.fromkeys(NUMBERS, read_number),
    **dict.fromkeys(FREE, _read_words),
    **dict.fromkeys(("add", "weakadd", "set", "weakset", "subtract"), read_change),
    "cancel": read_cancel,
    "each": read_each,
    "dash": read_dash,
    "label": read_label,
    "price": read_price,
    "bracket": _keep_bracket,
}


def read_order(tokens: Sequence[Token], raw: str, vocabulary: Vocabulary, draft: Draft, offset: int = 0) -> None:
    """Fills the draft with what the tokens say; `offset` is where `raw` lies in the entry's text."""
    solid = [token for token in tokens if token.kind != "space"]
    cursor = Cursor(solid, raw, vocabulary, draft, offset, quantity_first=begins_with_quantity(solid))
    at = 0
    while at < len(solid):
        here = solid[at].start + offset
        at = max(_RULES.get(solid[at].kind, read_fact)(cursor, at), at + 1)
        if draft.lines and draft.begun < 0:
            draft.begun = here
    for bracket in cursor.brackets:
        _read_bracket(cursor, bracket)


def _read_bracket(cursor: Cursor, bracket: Token) -> None:
    """What stands in brackets counts only when nothing outside does; else it is a note."""
    draft = cursor.draft
    inner = tokenize(bracket.text, cursor.vocabulary)
    kinds = {token.kind for token in inner}
    orders = bool(kinds & {"qty", "product", "code", "num"})
    start = bracket.start + 1 + cursor.offset
    if orders and not draft.lines and not kinds & {"time", "phone"}:
        read_order(inner, cursor.raw[bracket.start + 1 : bracket.end - 1], cursor.vocabulary, draft, start)
        if draft.action or draft.cancel:
            draft.note(start, start + len(bracket.text))
        return
    given_back = {token.offer.product for token in inner if token.kind == "product" and token.offer is not None}
    if kinds & {"cancel", "subtract"} and any(line.product in given_back for line in draft.lines):
        for line in draft.lines:  # 大黄鱼2条，花蛤2斤（花蛤不要了）
            line.cancelled = line.cancelled or line.product in given_back
        draft.cancel = "part"
    draft.paid = draft.paid or "paid" in kinds
    if "cancel" in kinds and not orders and not is_condition(bracket.text):
        draft.cancel = draft.cancel or "all"
    if "phone" in kinds and draft.phone is None:
        draft.phone = phone_digits(next(token.text for token in inner if token.kind == "phone"))
    draft.note(bracket.start + cursor.offset, bracket.end + cursor.offset)
