"""Mending a line of a 接龙: each change gives the line as it is to be taken, and what was read is kept. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.texts import clean_text, fold
from shopdesk.intake.jielong import Item, Reading
from shopdesk.intake.list_lines import Line, Mend

_MOST = Decimal(1_000_000)


def mend_of(line: Line) -> Mend:
    """The line as it is now, to be changed and applied again."""
    return Mend(line.entry, line.taken, line.mended or not line.entry.needs_review)


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


@dataclass(frozen=True)
class NameLesson:
    """Somebody wrote `heard` into the list and is the person called `name`."""

    heard: str
    heard_room: str
    name: str
    room: str


def names_of(lines: Sequence[Line]) -> tuple[NameLesson, ...]:
    """The other names of people that the corrections show; a name that was only read too long or too short is none."""
    found = []
    for line in lines:
        heard, meant = fold(line.read.name), fold(line.entry.name)
        if not (line.taken and line.mended and heard and meant) or heard not in fold(line.raw):
            continue
        if heard not in meant and meant not in heard:
            found.append(NameLesson(line.read.name, line.read.room or "", line.entry.name, line.entry.room or ""))
    return tuple(dict.fromkeys(found))
