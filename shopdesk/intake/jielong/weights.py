"""What an odd part of a reading costs: names that hold goods, words that nothing explains; the least cost wins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from shopdesk.intake.jielong.draft import Draft, is_aside, is_wish
from shopdesk.intake.jielong.folding import is_digit
from shopdesk.intake.jielong.lexicon.marks import BEFORE_ORDERS
from shopdesk.intake.jielong.name_rooms import room_like
from shopdesk.intake.jielong.name_split import FAMILY
from shopdesk.intake.jielong.token_kinds import MARKS, Token
from shopdesk.intake.jielong.vocabulary import Vocabulary, only_emoji

IN_NAME = {
    "word": 0.0, "latin": 0.0, "emoji": 0.0, "other": 0.2, "digits": 0.4, "space": 0.8, "dash": 0.4, "slash": 0.6,
    "bracket": 0.4, "sep": 3.0, "qty": 3.0, "num": 1.5, "product": 3.0, "code": 1.0, "op": 4.0, "plus": 4.0,
    "spec": 3.0, "price": 3.0, "time": 1.0, "room": 1.5, "phone": 3.0, "label": 4.0,
}  # fmt: skip
MARK_IN_NAME = {"want": 0.6, "link": 0.3, "each": 1.5, "paid": 3.0, "unpaid": 3.0, "cancel": 3.0}
IN_NOTE = {
    "word": 0.5, "latin": 0.7, "emoji": 0.1, "other": 0.1, "digits": 1.5, "qty": 2.0, "num": 1.6, "product": 2.0,
    "code": 1.5, "spec": 1.0, "op": 1.0, "plus": 1.0, "bracket": 0.1, "room": 0.4, "label": 0.2,
    "each": 1.5, "subtract": 0.8, "add": 1.2, "weakadd": 0.8, "set": 1.2, "weakset": 0.8, "cancel": 1.0,
}  # fmt: skip
BEFORE_GOODS = 1.2
NO_PRODUCT = 2.5
DOUBTED = {"twice": 1.5, "zero": 2.0, "negative": 2.0, "huge": 1.5, "vague": 0.5, "sum": 0.5, "code_conflict": 1.0}
APART = frozenset({"space", "sep", "dash", "bracket", "slash", "label", "room"})
_LONG_NAME = 10


@dataclass
class Style:
    """How this list is written, as its first reading shows it."""

    entries: int = 0
    parted: int = 0  # entries with a blank or mark between name and order
    names: set[str] = field(default_factory=set)  # keys of the names read so far

    def learn_edge(self, tokens: Sequence[Token], end: int) -> None:
        if end < len(tokens):
            self.entries += 1
            self.parted += tokens[end].kind in APART

    @property
    def apart(self) -> bool:
        """Nearly everybody on this list sets the name off from the order."""
        return self.entries >= 4 and self.parted >= 0.8 * self.entries


def price_name(tokens: Sequence[Token], start: int, end: int, vocabulary: Vocabulary, style: Style) -> float:
    """The tokens from `start` to `end` as a name."""
    if end <= start:
        return 3.0
    cost, inner = 0.0, tokens[start:end]
    while inner and inner[0].kind == "sep":  # a name that is a mark: 。
        inner = inner[1:]
    apart = end < len(tokens) and tokens[end].kind == "space"
    if inner and all(token.kind in ("num", "dash", "digits") for token in inner):
        return 0.8 + _edge(tokens, end, style)
    for at, token in enumerate(inner):
        cost += _in_name(token, inner, at, apart)
    cost -= 2.6 * sum(
        inner[at].kind == "dash" and inner[at - 1].kind == inner[at + 1].kind == "num"
        for at in range(1, len(inner) - 1)
    )  # 老范14-2 is a name and a room
    if all(token.kind in ("qty", "product", "space") for token in inner):
        cost += 2.0 * any(token.kind == "qty" for token in inner)  # 3份 is nobody
    length = sum(len(token.text) for token in inner)
    if length > _LONG_NAME:
        cost += 0.25 * (length - _LONG_NAME)
    if length == 1 and end < len(tokens) and tokens[end].kind not in ("space", "sep"):
        cost += 1.0
    return cost + _edge(tokens, end, style)


def _in_name(token: Token, inner: Sequence[Token], at: int, apart: bool) -> float:
    kind = token.kind
    if kind == "product":
        offer = token.offer
        if offer is None or not offer.known:
            return 0.7
        worded = any(other.kind in ("word", "latin") for other in inner[max(at - 1, 0) : at + 2])
        whole = IN_NAME["product"] if not apart else 1.2 if worded else 1.8  # 草莓控 A3盒, 小苹果 苹果2箱
        return 1.2 if offer.short or len(token.text) == 1 else whole
    if kind == "space":
        return _blank_in_name(inner, at)
    if kind == "num" and at == 0:
        return 0.5
    if kind == "num" and apart and at + 1 == len(inner) and inner[at - 1].kind in ("word", "latin"):
        return 0.8  # 小鱼2019 2份
    if kind == "qty" and not is_digit(token.text[0]):
        return 1.6
    if kind == "word" and is_wish(token.text):
        return 1.5
    if kind == "bracket" and room_like(token.text):
        return 1.6
    return IN_NAME.get(kind, MARK_IN_NAME.get(kind, 2.0 if kind in MARKS else 0.5) if kind in MARKS else 0.5)


def _blank_in_name(inner: Sequence[Token], at: int) -> float:
    if at == 0 or at + 1 >= len(inner):
        return 0.0
    before, after = inner[at - 1], inner[at + 1]
    if after.text.startswith(BEFORE_ORDERS):
        return 2.5  # 阿宅 三种各一袋
    if before.kind == after.kind == "latin" or "emoji" in (before.kind, after.kind):
        return 0.2
    if after.kind == "word" and after.text in FAMILY:
        return 0.2
    if before.kind == after.kind == "word" and len(before.text) == len(after.text) == 1:
        return 0.4
    if {before.kind, after.kind} == {"word", "latin"} or (before.kind == "latin" and len(before.text) == 1):
        return 0.5  # 一叶知秋 Autumn, A 小米
    return IN_NAME["space"]


def _edge(tokens: Sequence[Token], end: int, style: Style) -> float:
    """What stands behind the name: a blank is best, a product glued to it may be a part of it."""
    if end >= len(tokens):
        return 0.0
    kind = tokens[end].kind
    if kind in APART:
        return 0.0
    glued = 0.9 if style.apart else 0.3
    if kind == "product":
        counted = any(token.kind in ("qty", "num", "op", "plus") for token in tokens[end + 1 : end + 3])
        return glued + (0.4 if counted and tokens[end + 1].kind != "space" else 1.6)
    if kind in ("word", "latin", "emoji", "other"):
        return 4.0
    if kind == "code":
        return glued + 1.0
    if kind in MARKS and len(tokens[end].text) == 1 and tokens[end + 1 : end + 2] and tokens[end + 1].kind == "space":
        return glued + 1.5  # 大圣归来 2: the 来 belongs to the name
    return glued


def price_notes(tokens: Sequence[Token], draft: Draft, raw: str) -> float:
    """The words that no part of the order explains; before the first goods they weigh more."""
    cost = 0.0
    for start, end in draft.notes:
        inner = [token for token in tokens if start <= token.start and token.end <= end]
        before = draft.begun >= 0 and end <= draft.begun
        said = raw[start:end].strip()
        strange = before and _is_free(inner) and not said.startswith(BEFORE_ORDERS) and not is_aside(said)
        cost += _price_note(inner, raw[start:end]) + (BEFORE_GOODS if strange else 0.0)
    return cost


def _is_free(inner: Sequence[Token]) -> bool:
    return any(token.kind in ("word", "latin", "digits", "emoji") for token in inner)


def _price_note(inner: Sequence[Token], text: str) -> float:
    if is_aside(text) or is_wish(text) or text.strip().startswith(BEFORE_ORDERS):
        return sum(0.4 for token in inner if token.kind in ("qty", "num", "digits") or _is_sold(token))
    return sum(_in_note(token) for token in inner)


def _is_sold(token: Token) -> bool:
    return token.kind == "product" and token.offer is not None and token.offer.known


def _in_note(token: Token) -> float:
    if token.kind == "product" and only_emoji(token.text):
        return 0.3  # C🐔🐮: pictures beside the code
    if token.kind == "product" and not _is_sold(token):
        return 0.7
    return IN_NOTE.get(token.kind, 0.0)


def price_order(draft: Draft, vocabulary: Vocabulary) -> float:
    """The lines of the order: known goods with a number cost nothing."""
    if draft.cancel and not draft.lines:
        return 0.0
    cost = 0.0 if draft.lines else 1.4 if vocabulary.default is not None else 4.0
    cost += sum(DOUBTED.get(doubt, 0.0) for doubt in draft.doubts)
    for line in draft.lines:
        known = line.product in vocabulary.offers or line.product == vocabulary.default
        if not line.product:
            cost += NO_PRODUCT
        elif not known and line.product not in vocabulary.learned:
            cost += 2.0 if vocabulary.offers or vocabulary.default else 0.4
        if line.implied:
            cost += 0.6
        elif line.unit is None and line.qty > 20:
            cost += 1.5
    return cost
