"""Many people write the same words: what stands between two blanks is cut into tokens once."""

from __future__ import annotations

from typing import NamedTuple

from shopdesk.intake.jielong.folding import OPEN
from shopdesk.intake.jielong.token_kinds import Token
from shopdesk.intake.jielong.vocabulary import Vocabulary

TAILS = ("尾号", "后四位", "后4位", "尾号:", "尾号 ")
ORDERED = frozenset({"qty", "num", "product", "code"})
_LONGEST = 40
_MOST = 20_000
_SPANNING = frozenset(OPEN) | {"\n"}  # what may reach over several blanks

# The text up to the blank after the next run, and what was said before: a rule looks no further than that.
Key = tuple[str, bool]


class Open(NamedTuple):
    """A run that is being cut for the first time."""

    key: Key
    place: int  # of its first token
    start: int
    end: int  # behind the blank that follows it


def chunk_key(text: str, at: int, tokens: list[Token], vocabulary: Vocabulary) -> tuple[Key, int] | None:
    """The key of the run that begins at `at`, and the place behind the blank after it; None where it may reach on."""
    end = text.find(" ", at)
    if end < 0:
        end = next_end = len(text)
    else:
        next_end = end
        for _ in range(vocabulary.most_blanks + 1):
            if next_end < len(text):
                further = text.find(" ", next_end + 1)
                next_end = len(text) if further < 0 else further
    span = text[at:next_end]
    if text[end : end + 2] == "  ":  # a blank as wide as this is another token
        return None
    if len(span) > _LONGEST or "  " in span or not _SPANNING.isdisjoint(span) or span[: end - at].isascii():
        return None
    if (len(tokens) > 1 and tokens[-2].kind == "paid") or text.endswith(TAILS, 0, at):
        return None  # the number that follows is money, or the end of a phone
    counted = any(token.kind in ORDERED for token in tokens)
    return (span, counted), min(end + 1, len(text))


def recall(vocabulary: Vocabulary, key: Key, at: int) -> list[Token] | None:
    known = vocabulary.chunks.get(key)
    if known is None:
        return None
    return [Token(t[0], t[1] + at, t[2] + at, *t[3:]) for t in known]


def remember(vocabulary: Vocabulary, run: Open, tokens: list[Token]) -> None:
    """Keeps the run's tokens, as long as they end where it ends."""
    if tokens[-1].end != run.end or len(vocabulary.chunks) >= _MOST:
        return
    at = run.start
    vocabulary.chunks[run.key] = tuple(t._replace(start=t.start - at, end=t.end - at) for t in tokens[run.place :])
