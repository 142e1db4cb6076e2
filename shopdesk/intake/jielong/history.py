"""What the people of a list have said so far, and how a later entry leans on it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple

from shopdesk.intake.jielong.draft import Draft, Line
from shopdesk.intake.jielong.folding import name_key


@dataclass
class Said:
    """What one person has on the list so far: product -> quantity."""

    room: str | None
    items: dict[str, Decimal] = field(default_factory=dict)


People = dict[str, Said]  # by the name's key


class Ordered(NamedTuple):
    lines: list[Line]
    asked: bool  # the entry is shown to the owner before it counts


@dataclass
class History:
    people: People
    seqs: dict[int, str] = field(default_factory=dict)  # list number -> the name behind it
    orders: dict[str, Ordered] = field(default_factory=dict)  # key of name or room, ABOVE -> what was ordered last
    units: set[tuple[str, str]] = field(default_factory=set)  # product and unit that were asked about
    bare_is_custom: bool = False  # in this list a name alone means one
    sure: bool = True


def take_from_history(draft: Draft, said: Said) -> bool:
    """改成一盒, 再加1: of the one thing that this person has ordered."""
    if len(said.items) != 1 or not draft.lines or not draft.action:
        return False
    if any(line.product for line in draft.lines) or len(draft.lines) > 1:
        return False
    draft.lines[0].product = next(iter(said.items))
    draft.doubts = [doubt for doubt in draft.doubts if doubt != "no_product"]
    return True


def repeat_other(whom: str, draft: Draft, history: History) -> bool:
    """同上, 和2-704一样: the lines of the other entry; a doubt where there is none or it is doubtful itself."""
    found = history.orders.get(whom)
    if found is None or not found.lines or found.asked:
        draft.doubt("leftover")
    if found is None or not found.lines:
        draft.doubt("no_items")
        return False
    draft.lines = [replace(line, action="", implied=False) for line in found.lines]
    return True


def said_by(history: History, name: str, room: str | None) -> Said:
    said = history.people.get(name_key(name)) if name else None
    if said is None or (said.room and room and name_key(said.room) != name_key(room)):
        return Said(room)
    return said


def remember(history: History, name: str, room: str | None, draft: Draft, action: str, cancelled: bool) -> None:
    if not name:
        return
    said = history.people.setdefault(name_key(name), Said(room))
    if cancelled or action == "set":
        said.items = {}
    for line in [] if cancelled else draft.lines:
        before = said.items.get(line.product, Decimal(0))
        left = before - line.qty if action == "subtract" else before + line.qty
        said.items[line.product] = left
    said.items = {product: qty for product, qty in said.items.items() if qty > 0}
