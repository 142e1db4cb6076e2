"""The order of one entry while it is being read, before it is compared with what the same person said earlier."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from shopdesk.intake.jielong.lexicon.marks import (
    ASIDES,
    CONDITION,
    FUNCTION_WORDS,
    PAST,
    QUESTION,
    WISH,
    WISH_BEGINNINGS,
)


@dataclass
class Line:
    """One product and its quantity; `where` orders lines and tells implied quantities apart."""

    product: str
    qty: Decimal = Decimal(1)
    unit: str | None = None
    implied: bool = False
    cancelled: bool = False
    action: str = ""


@dataclass
class Draft:
    lines: list[Line] = field(default_factory=list)
    action: str = ""  # add, weakadd, set, weakset, subtract
    cancel: str = ""  # all, part
    cancel_first: bool = False  # it was said before any goods
    paid: bool = False
    room: str | None = None
    phone: str | None = None
    address: str | None = None
    name: str | None = None  # said by a label: 姓名：王姐
    amount: Decimal | None = None  # money that the line says: 已付30, 共75
    begun: int = -1  # where the first goods or number stand
    notes: list[tuple[int, int]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    free_words: list[str] = field(default_factory=list)  # products that only the line itself names
    plain_words: set[str] = field(default_factory=set)  # those of them that are set off and counted: 薯片1包

    def doubt(self, reason: str) -> None:
        if reason not in self.doubts:
            self.doubts.append(reason)

    def note(self, start: int, end: int) -> None:
        if self.notes and start - self.notes[-1][1] <= 1 and start >= self.notes[-1][0]:
            self.notes[-1] = (self.notes[-1][0], end)
        elif end > start:
            self.notes.append((start, end))

    def note_text(self, raw: str) -> str:
        texts = (raw[start:end].strip(" 　,，、;；-—。.\n()（）[]【】`") for start, end in self.notes)
        return " ".join(text for text in texts if text)

    @property
    def counted(self) -> bool:
        return any(not line.implied for line in self.lines)


def _any_of(*tables: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for table in tables for word in table))


_WISH, _ASIDE, _PAST, _QUESTION, _CONDITION = (_any_of(t) for t in (WISH, ASIDES, PAST, QUESTION, CONDITION))
_WANTED_NOW = _any_of(("要", "订", "再", "来", "+", "加"))


def is_wish(text: str) -> bool:
    """The words are about how the goods should be, not about other goods."""
    return text.lstrip().startswith(WISH_BEGINNINGS) or _WISH.search(text) is not None


def is_past(text: str) -> bool:
    """What was bought or eaten before, with no word that wants any now."""
    return _PAST.search(text) is not None and _WANTED_NOW.search(text) is None


def is_aside(text: str) -> bool:
    """Thanks, when it will be fetched, where it should be left."""
    return _ASIDE.search(text) is not None


def is_talk(text: str) -> bool:
    """Words of grammar (的, 就, 吧) that no name of goods has: somebody is talking."""
    return any(char in FUNCTION_WORDS for char in text)


def is_question(text: str) -> bool:
    return text.rstrip().endswith(("?", "？")) or _QUESTION.search(text) is not None


def is_condition(text: str) -> bool:
    return _CONDITION.search(text) is not None
