"""What a token is, and the words that are marks: want, add, set, take away, cancel, each, paid."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from shopdesk.intake.jielong.folding import Words, fold
from shopdesk.intake.jielong.lexicon import marks as lex
from shopdesk.intake.jielong.lexicon import words
from shopdesk.intake.jielong.vocabulary import Offer


# space sep slash dash; qty (number with unit) num spec op (×) plus; product code; price time phone room;
# bracket label; word (hanzi) latin emoji digits other, which the list does not know.
class Token(NamedTuple):
    kind: str  # one of the kinds below or of MARKS
    start: int
    end: int
    value: Decimal | None = None
    unit: str | None = None
    offer: Offer | None = None
    vague: bool = False
    text: str = ""


MARKS = frozenset(words("cancel add weakadd set weakset subtract want each link paid unpaid"))


def _mark_words() -> Words[str]:
    table: dict[str, str] = {}
    for kind, listed in (
        ("want", lex.WANT),
        ("link", lex.LINK),
        ("each", lex.EACH),
        ("weakadd", lex.WEAK_ADD),
        ("weakset", lex.WEAK_SET),
        ("subtract", lex.SUBTRACT),
        ("add", lex.ADD),
        ("set", lex.SET),
        ("cancel", lex.CANCEL),
        ("unpaid", lex.UNPAID),
        ("paid", lex.PAID),
    ):
        table |= {fold(word): kind for word in listed}
    return Words(table)


MARK_WORDS = _mark_words()
