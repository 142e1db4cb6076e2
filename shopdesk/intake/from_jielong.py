"""From a 接龙 as it was read to one order for each person: add, set, subtract and cancel are carried out here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from shopdesk.base.i18n import _
from shopdesk.base.quantities import qty_milli
from shopdesk.base.texts import fold
from shopdesk.intake.draft import Draft, DraftLine, DraftOrder, DraftPerson, Refused
from shopdesk.intake.jielong import Reading
from shopdesk.intake.jielong.model import Entry, Item
from shopdesk.members.identity import room_key

SOURCE = "jielong"


@dataclass
class Basket:
    """What one person has asked for so far, by product and unit."""

    name: str
    room: str
    phone: str = ""
    address: str = ""
    seq: int | None = None
    paid: bool = False
    items: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    item_notes: dict[tuple[str, str], str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    reviews: list[str] = field(default_factory=list)
    cancelled: bool = False
    places: list[int] = field(default_factory=list)
    """Which of the entries made it, counted from 0."""


def draft_from_jielong(reading: Reading, group_buy_id: int | None = None) -> Draft:
    """One order for each person of the list; lines that could not be read are refused with their reason."""
    return Draft(
        kind="jielong",
        source=SOURCE,
        title=reading.title,
        group_buy_id=group_buy_id,
        orders=tuple(order_of(basket) for basket in collect_baskets(reading.entries)),
        prices={item.name: item.price_fen for item in reading.menu if item.price_fen is not None},
        units=menu_units(reading),
        refused=tuple(Refused(problem.line, problem.reason, (problem.text,)) for problem in reading.problems),
        warnings=tuple((0, warning) for warning in reading.warnings),
        whole_list=True,
    )


def menu_units(reading: Reading) -> dict[str, str]:
    return {item.name: item.unit for item in reading.menu if item.unit}


def order_key(name: str, room: str) -> str:
    """How a person's order is found again in the same list."""
    return f"{fold(name)}|{room_key(room)}"


def collect_baskets(entries: Iterable[Entry]) -> list[Basket]:
    """What each person has in the end, in the order in which they came."""
    baskets: dict[tuple[str, str], Basket] = {}
    for place, entry in enumerate(entries):
        basket = _basket_of(baskets, entry)
        basket.places.append(place)
        _carry_out(basket, entry)
    return list(baskets.values())


def _basket_of(baskets: dict[tuple[str, str], Basket], entry: Entry) -> Basket:
    name, room = fold(entry.name), room_key(entry.room or "")
    key = (name, room)
    if key not in baskets and not room:
        # "小米粥 改成3袋": the room was written the first time only.
        namesakes = [known for known in baskets if known[0] == name]
        if len(namesakes) == 1:
            key = namesakes[0]
    if key not in baskets:
        baskets[key] = Basket(entry.name, entry.room or "", seq=entry.seq)
    return baskets[key]


def _carry_out(basket: Basket, entry: Entry) -> None:
    basket.lines.append(entry.line)
    basket.phone = basket.phone or entry.phone or ""
    basket.address = basket.address or entry.address or ""
    basket.paid = basket.paid or entry.paid
    if entry.note:
        basket.notes.append(entry.note)
    if entry.needs_review:
        basket.reviews.append(entry.reason)
    if entry.cancelled:
        _cancel(basket, entry.items)
        return
    basket.cancelled = False
    if entry.action == "set" and not any((item.product, item.unit or "") in basket.items for item in entry.items):
        basket.items.clear()  # another product than before: what was said before no longer holds
    for item in entry.items:
        _put(basket, item, entry.action)


def _cancel(basket: Basket, items: tuple[Item, ...]) -> None:
    named = {item.product for item in items}
    for product, unit in list(basket.items):
        if not named or product in named:
            del basket.items[product, unit]
    basket.cancelled = not basket.items


def _put(basket: Basket, item: Item, action: str) -> None:
    key = (item.product, item.unit or "")
    if key not in basket.items and action in ("set", "subtract", "add"):
        # The unit is often left out in a correction: 改成3.
        same = [known for known in basket.items if known[0] == item.product]
        if len(same) == 1 and (not item.unit or not same[0][1]):
            key = same[0]
    before = basket.items.get(key, Decimal(0))
    if action == "set":
        after = item.qty
    elif action == "subtract":
        after = before - abs(item.qty)
    else:
        after = before + item.qty
    if after > 0:
        basket.items[key] = after
        if item.note:
            basket.item_notes[key] = item.note
        return
    basket.items.pop(key, None)
    if after < 0:
        basket.reviews.append(_("减去的比原来的多"))
    basket.cancelled = not basket.items


def order_of(basket: Basket) -> DraftOrder:
    reviews = list(basket.reviews)
    if not basket.items and not basket.cancelled and not reviews:
        reviews.append(_("没有读出要什么"))
    lines = []
    for (product, unit), qty in basket.items.items():
        try:
            milli = qty_milli(qty)
        except ValueError:
            reviews.append(_("数量不对：{qty}").format(qty=qty))
            continue
        lines.append(DraftLine(product, "", milli, unit, note=basket.item_notes.get((product, unit), "")))
    return DraftOrder(
        key=order_key(basket.name, basket.room),
        person=DraftPerson(
            name=basket.name, room=basket.room, phone=basket.phone, address=basket.address, source=_("接龙")
        ),
        lines=tuple(lines),
        status="cancelled" if basket.cancelled else "paid" if basket.paid else "confirmed",
        note="；".join(dict.fromkeys(basket.notes)),
        seq=basket.seq,
        rows=tuple(basket.lines),
        review=_("；").join(dict.fromkeys(reason for reason in reviews if reason)),
    )
