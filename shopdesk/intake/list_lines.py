"""The lines of a 接龙 as they were read, as they were taken before and as the owner mends them. Pure.

A line is found again by its words, so that the same list pasted tomorrow is taken the same way.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from shopdesk.base.i18n import _
from shopdesk.base.texts import fold
from shopdesk.intake.draft import Draft, Refused
from shopdesk.intake.from_jielong import SOURCE, collect_baskets, menu_units, order_key, order_of
from shopdesk.intake.jielong import Entry, Problem, Reading
from shopdesk.intake.jielong.model import NOTHING
from shopdesk.intake.jielong.unwrap import split_lines

_SEQ = re.compile(r"^\s*[0-9０-９]{1,4}\s*[.、．。)）:：]\s*")
_LINES_SHOWN = 8


@dataclass(frozen=True)
class Mend:
    """How a line is to be taken: all of it, so that it does not hang on how the line is read next time."""

    entry: Entry
    taken: bool
    sure: bool
    """The owner looked at it, or it was imported so: what was doubtful counts as clear."""


@dataclass(frozen=True)
class Line:
    """One entry of the list, or one line that could not be read (`unread` says why)."""

    key: str
    read: Entry
    entry: Entry
    raw: str
    taken: bool
    mended: bool
    """By the owner, now."""
    unread: str = ""
    ask: bool = False
    """It waited for an answer who it is the last time: nothing but an answer makes somebody new of it."""

    @property
    def doubt(self) -> str:
        """Why the owner should look; "" when it is clear, mended or left out."""
        return self.entry.reason if self.taken and self.entry.needs_review else ""


@dataclass(frozen=True)
class Memory:
    """How the lines of a list were taken before, by key: as a mend, or held back for the doubt or the person."""

    taken: Mapping[str, Mend] = field(default_factory=dict)
    held: Mapping[str, str] = field(default_factory=dict)
    """doubt | person"""


NO_MEMORY = Memory()


# ---- from what was read


def lines_of(
    reading: Reading, text: str, memory: Memory = NO_MEMORY, mends: Mapping[str, Mend] = NOTHING
) -> tuple[Line, ...]:
    """The entries and the lines that were not read, as they stand in the text; `mends` is what the owner makes of them.

    A line that was taken before is taken the same way. One that was held back is held back again, however clear it
    reads now that the shop has learned more: the same list twice changes nothing by itself.
    """
    raw = _raw_lines(reading, text)
    shared = Counter(entry.line for entry in reading.entries)
    seen: Counter[str] = Counter()
    lines = []
    for entry in reading.entries:
        words = raw.get(entry.line, "")
        said = words if shared[entry.line] == 1 else _said(entry)
        lines.append(_line(entry, words, _key(said, seen), ""))
    for problem in reading.problems:
        words = raw.get(problem.line, problem.text)
        lines.append(_line(_unread(problem), words, _key(words, seen), problem.reason))
    lines.sort(key=lambda line: line.read.line)
    lines = [_remembered(line, memory) for line in lines]
    return tuple(
        replace(apply_mend(line, mends[line.key]), mended=mends[line.key].sure) if line.key in mends else line
        for line in lines
    )


def _remembered(line: Line, memory: Memory) -> Line:
    if line.key in memory.taken:
        return apply_mend(line, memory.taken[line.key])
    held = memory.held.get(line.key, "")
    if held == "doubt" and not line.read.needs_review:
        read = replace(line.read, needs_review=True, reason=_("上次没有看懂，这次读成这样，请看一眼"))
        return replace(line, read=read, entry=read)
    return replace(line, ask=held == "person")


def _raw_lines(reading: Reading, text: str) -> dict[int, str]:
    """What stands in the text for each line number: an entry goes on until a blank line or the next one."""
    starts = {entry.line for entry in reading.entries} | {problem.line for problem in reading.problems}
    raw: dict[int, list[str]] = {}
    current = None
    for number, words in split_lines(text):
        if number in starts:
            current = number
        elif not words.strip():
            current = None
        if current is not None and len(raw.setdefault(current, [])) < _LINES_SHOWN:
            raw[current].append(words.strip())
    return {number: "\n".join(words) for number, words in raw.items()}


def _line(entry: Entry, raw: str, key: str, unread: str) -> Line:
    return Line(key, entry, entry, raw.strip(), not unread, False, unread)


def _unread(problem: Problem) -> Entry:
    """A line that was not read, as an entry that waits for a name and a product."""
    return Entry(None, "", None, (), "", False, "new", False, True, problem.reason, problem.line)


def _said(entry: Entry) -> str:
    items = [f"{item.product}×{item.qty}{item.unit or ''}" for item in entry.items]
    return "\n".join([entry.name, entry.room or "", entry.action, str(entry.cancelled), entry.note, *items])


def _key(words: str, seen: Counter[str]) -> str:
    """Without its number, which changes when somebody above leaves the list."""
    digest = hashlib.sha256(fold(_SEQ.sub("", words, count=1)).encode("utf-8", "replace")).hexdigest()[:16]
    seen[digest] += 1
    return f"{digest}-{seen[digest]}"


def apply_mend(line: Line, mend: Mend) -> Line:
    """The line as it is to be taken; one that was not read counts from when it has a name and a product."""
    entry = mend.entry
    whole = bool(entry.name) and (bool(entry.items) or entry.cancelled) and all(item.product for item in entry.items)
    clear = mend.sure and whole
    doubtful = (line.read.needs_review or not whole) and not clear
    entry = replace(
        entry,
        seq=line.read.seq,
        line=line.read.line,
        needs_review=doubtful,
        reason=(line.read.reason or _("还没有填完整")) if doubtful else "",
    )
    return replace(line, entry=entry, taken=mend.taken and (not line.unread or clear))


# ---- to what will be imported


@dataclass(frozen=True)
class MendedList:
    draft: Draft
    order_of_line: tuple[int | None, ...]
    """For each line the place of its order in the draft; None for a line that is left out."""


def draft_of_lines(reading: Reading, lines: Sequence[Line], *, title: str, prices: Mapping[str, int]) -> MendedList:
    """One order for each person of the lines that are taken; the others are refused with their reason."""
    places = [place for place, line in enumerate(lines) if line.taken]
    baskets = collect_baskets(lines[place].entry for place in places)
    order_of_line: list[int | None] = [None] * len(lines)
    for number, basket in enumerate(baskets):
        for taken in basket.places:
            order_of_line[places[taken]] = number
    asked = [any(lines[places[taken]].ask for taken in basket.places) for basket in baskets]
    orders = tuple(replace(order_of(basket), ask=ask) for basket, ask in zip(baskets, asked, strict=True))
    keys = {order.key for order in orders}
    skipped = {order_key(entry.name, entry.room or "") for entry in (line.entry for line in lines if not line.taken)}
    menu = {item.name: item.price_fen for item in reading.menu if item.price_fen is not None}
    draft = Draft(
        kind="jielong",
        source=SOURCE,
        title=title,
        orders=orders,
        prices={**menu, **prices},
        units=menu_units(reading),
        refused=tuple(
            Refused(line.read.line, line.unread or _("您选择了不导入"), (line.raw,)) for line in lines if not line.taken
        ),
        warnings=tuple((0, warning) for warning in reading.warnings),
        whole_list=True,
        left_alone=frozenset(skipped - keys),
    )
    return MendedList(draft, tuple(order_of_line))
