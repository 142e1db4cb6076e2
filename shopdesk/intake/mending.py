"""A 接龙 as the owner mends it: every line with how it was read, changed without losing what was read. Pure.

A mend is found again by the words of its line, so that the same list pasted tomorrow needs no second mending.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.texts import clean_text, fold
from shopdesk.intake.draft import Draft, Refused
from shopdesk.intake.from_jielong import SOURCE, collect_baskets, order_key, order_of
from shopdesk.intake.jielong import Entry, Item, Problem, Reading
from shopdesk.intake.jielong.model import NOTHING, plain_number
from shopdesk.intake.jielong.unwrap import split_lines

_SEQ = re.compile(r"^\s*[0-9０-９]{1,4}\s*[.、．。)）:：]\s*")
_MOST = Decimal(1_000_000)
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


# ---- mending


def mend_of(line: Line) -> Mend:
    """The line as it is now, to be changed and applied again."""
    return Mend(line.entry, line.taken, line.mended or not line.entry.needs_review)


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


def rename(line: Line, name: str) -> Mend:
    name = clean_text(name)[:100]
    if not name:
        raise ShopError(_("名字不能是空的。"), _("不想导入这一行，就取消前面的勾。"), "no_name")
    return _sure(line, name=name)


def move(line: Line, room: str) -> Mend:
    return _sure(line, room=clean_text(room)[:100])


def set_product(line: Line, place: int, product: str) -> Mend:
    """Another product for one item; an empty one takes the item away, one more at the end adds it."""
    product = clean_text(product)[:200]
    items = list(line.entry.items)
    if not product:
        if len(items) <= 1:
            raise ShopError(_("商品不能是空的。"), _("不想导入这一行，就取消前面的勾。"), "no_product")
        del items[place]
    elif place >= len(items):
        items.append(Item(product, Decimal(1), None))
    else:
        items[place] = replace(items[place], product=product)
    return _sure(line, items=tuple(items))


def set_quantity(line: Line, place: int, text: str) -> Mend:
    """A number, with a unit behind it or without: 2, 1.5, 3袋."""
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]{1,3})?)(\D{0,10})", "".join(clean_text(text).split()))
    qty = _decimal(found.group(1)) if found else None
    if qty is None or not 0 < qty <= _MOST or found is None:
        raise ShopError(_("数量要是大于 0 的数。"), _("例如 2、1.5 或 3袋。"), "bad_quantity")
    if place >= len(line.entry.items):
        raise ShopError(_("先填商品，再填数量。"), code="no_product")
    items = list(line.entry.items)
    unit = clean_text(found.group(2))
    items[place] = replace(items[place], qty=qty, implied=False, unit=unit or items[place].unit)
    return _sure(line, items=tuple(items))


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def set_unit(line: Line, place: int, unit: str) -> Mend:
    if place >= len(line.entry.items):
        raise ShopError(_("先填商品，再填单位。"), code="no_product")
    items = list(line.entry.items)
    items[place] = replace(items[place], unit=clean_text(unit)[:10] or None)
    return _sure(line, items=tuple(items))


def set_paid(line: Line, paid: bool) -> Mend:
    mend = mend_of(line)
    return replace(mend, entry=replace(mend.entry, paid=paid))


def take(line: Line, taken: bool) -> Mend:
    return replace(mend_of(line), taken=taken)


def accept(line: Line) -> Mend:
    """As it was read: the owner has looked at it."""
    return _sure(line)


def _sure(line: Line, **changes: Any) -> Mend:
    if "room" in changes:
        changes["room"] = changes["room"] or None
    return Mend(replace(line.entry, **changes), line.taken or bool(line.unread), True)


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
        refused=tuple(
            Refused(line.read.line, line.unread or _("您选择了不导入"), (line.raw,)) for line in lines if not line.taken
        ),
        warnings=tuple((0, warning) for warning in reading.warnings),
        whole_list=True,
        left_alone=frozenset(skipped - keys),
    )
    return MendedList(draft, tuple(order_of_line))


# ---- what is learned from mending


@dataclass(frozen=True)
class Lesson:
    """People say `heard` and mean `product`."""

    heard: str
    product: str


def lessons_of(reading: Reading, lines: Sequence[Line]) -> tuple[Lesson, ...]:
    """The other names of products that the corrections show: only words that really stand in the line."""
    offered = {fold(item.name) for item in reading.menu}
    found = []
    for line in lines:
        if not line.taken or not line.mended:
            continue
        for was, now in zip(line.read.items, line.entry.items, strict=False):
            heard, meant = fold(was.product), fold(now.product)
            if heard and heard != meant and heard in fold(line.raw) and heard not in offered:
                found.append(Lesson(was.product, now.product))
    return tuple(dict.fromkeys(found))


# ---- remembering


def mend_to_json(mend: Mend) -> dict[str, Any]:
    entry = mend.entry
    items = [
        {"product": item.product, "qty": plain_number(item.qty), "unit": item.unit, "note": item.note}
        for item in entry.items
    ]
    return {
        "name": entry.name, "room": entry.room, "items": items, "note": entry.note, "cancelled": entry.cancelled,
        "action": entry.action, "paid": entry.paid, "phone": entry.phone, "address": entry.address,
        "taken": mend.taken,
    }  # fmt: skip


def mend_from_json(data: Any) -> Mend | None:
    """None for what is not a line of this version."""
    try:
        items = tuple(
            Item(str(item["product"]), Decimal(str(item["qty"])), item["unit"] or None, str(item["note"]))
            for item in data["items"]
        )
        entry = Entry(
            None, str(data["name"]), data["room"] or None, items, str(data["note"]), bool(data["cancelled"]),
            str(data["action"]), bool(data["paid"]), False, "", 0, data["phone"] or None, data["address"] or None,
        )  # fmt: skip
        return Mend(entry, bool(data["taken"]), True)
    except (KeyError, TypeError, InvalidOperation):
        return None


def lines_to_remember(lines: Sequence[Line], settled: Sequence[bool]) -> dict[str, dict[str, Any]]:
    """How each line was taken, by its key: those that became an order, that the owner mended or left out, that wait."""
    found: dict[str, dict[str, Any]] = {}
    for line, is_settled in zip(lines, settled, strict=True):
        if is_settled or line.mended or not (line.taken or line.unread):
            found[line.key] = mend_to_json(Mend(line.entry, line.taken, True))
        elif line.taken:
            found[line.key] = {"held": "doubt" if line.entry.needs_review else "person"}
    return found


def memory_from_json(stored: Mapping[str, Any]) -> Memory:
    """What is not of this version is passed over."""
    mends = {key: mend_from_json(data) for key, data in stored.items()}
    held = {key: str(data["held"]) for key, data in stored.items() if isinstance(data, dict) and "held" in data}
    return Memory({key: mend for key, mend in mends.items() if mend is not None}, held)
