"""The state of one pass over an entry's tokens, and how the next tokens are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from shopdesk.intake.jielong.draft import Draft
from shopdesk.intake.jielong.numerals import scan_quantity
from shopdesk.intake.jielong.token_kinds import Token
from shopdesk.intake.jielong.vocabulary import Offer, Vocabulary

NUMBERS = ("qty", "num")
GOODS = ("product", "code")
BREAKS = ("sep", "bracket", "label")
FREE = ("word", "latin", "emoji", "other", "digits", "spec")


@dataclass
class Cursor:
    tokens: Sequence[Token]  # without blanks
    raw: str
    vocabulary: Vocabulary
    draft: Draft
    offset: int = 0  # where `raw` lies in the entry's text
    brackets: list[Token] = field(default_factory=list)
    quantity_first: bool = False  # 2盒草莓1板鸡蛋
    group_start: int = 0  # the lines that 各一份 speaks of begin here
    pending_action: str = ""

    def peek(self, at: int, *kinds: str) -> bool:
        return at < len(self.tokens) and self.tokens[at].kind in kinds

    def note(self, first: int, end: int | None = None) -> None:
        """The tokens from `first` to `end` (one when it is not given) are words for the owner."""
        last = self.tokens[(end or first + 1) - 1]
        self.draft.note(self.tokens[first].start + self.offset, last.end + self.offset)

    def text(self, first: int, end: int) -> str:
        return self.raw[self.tokens[first].start : self.tokens[end - 1].end].strip() if end > first else ""

    def clause(self, at: int) -> str:
        first = last = at
        while first > 0 and self.tokens[first - 1].kind not in BREAKS:
            first -= 1
        while last + 1 < len(self.tokens) and self.tokens[last + 1].kind not in BREAKS:
            last += 1
        return self.text(first, last + 1)

    def glued(self, at: int) -> bool:
        """No blank stands before this token."""
        return 0 < at < len(self.tokens) and self.tokens[at].start == self.tokens[at - 1].end

    def resolve(self, at: int) -> Offer:
        """What a product token means here; goods that only the lexicon knows are looked for in the menu."""
        token = self.tokens[at]
        offer = token.offer or Offer(token.text, known=False)
        if offer.known or not self.vocabulary.names:
            return offer
        return self.vocabulary.loose(token.text) or offer

    def pairs_forward(self, at: int) -> bool:
        """In a line of quantities before products this number belongs to the product after it."""
        return self.quantity_first and self.peek(at + 1, *GOODS)

    def quantity_after(self, at: int) -> tuple[Token | None, int]:
        """The quantity that belongs to what stands before `at`: 2盒, ×2, +2, :2, 要2盒."""
        start = at
        if self.peek(at, "spec") and self.vocabulary.default is None:
            self.draft.doubt("leftover")  # B款110码1件: the size is a part of what is meant
        while self.peek(at, "want", "link", "spec") or (self.peek(at, "sep", "slash") and self.tokens[at].text in ":="):
            at += 1
        if self.peek(at, "op", "plus") and self.peek(at + 1, *NUMBERS):
            if self.tokens[at].kind == "plus" and self.pairs_forward(at + 1):
                return None, start
            return self.tokens[at + 1], at + 2
        bracket = self._quantity_in_bracket(at)
        if bracket is not None:
            return bracket, at + 1
        dashed = at == start and self.peek(at, "dash") and self.glued(at) and self.peek(at + 1, *NUMBERS)
        if dashed and not self.pairs_forward(at + 1):
            return self.tokens[at + 1], at + 2
        if self.peek(at, *NUMBERS) and not self.pairs_forward(at):
            if self.peek(at, "num") and self.peek(at + 1, "link") and self.tokens[at + 1].text == "的":
                return None, start  # 蜡烛要60的: which ones, not how many
            return self.tokens[at], at + 1
        return None, start

    def _quantity_in_bracket(self, at: int) -> Token | None:
        """A（2）: a bracket behind a product with nothing but a quantity inside."""
        if not self.peek(at, "bracket") or not self.peek(at - 1, *GOODS) or not self.glued(at):
            return None
        inner = scan_quantity(self.tokens[at].text, 0) if self.tokens[at].text else None
        if inner is None or inner.end != len(self.tokens[at].text):
            return None
        return self.tokens[at]._replace(kind="qty", value=inner.value, unit=inner.unit, vague=inner.vague)


def begins_with_quantity(tokens: Sequence[Token]) -> bool:
    """2盒草莓…: the first quantity stands before its product."""
    for at, token in enumerate(tokens):
        if token.kind in NUMBERS:
            after = tokens[at + 1] if at + 1 < len(tokens) else None
            if after is None:
                return False
            return after.kind in GOODS or (after.kind == "word" and after.start == token.end)
        if token.kind in (*GOODS, "op", "plus", *FREE):
            return False
    return False
