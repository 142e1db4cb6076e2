"""Reads the text copied from an order page of 快团团: one order per 跟团号."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from shopdesk.intake.jielong.folding import drop_invisible, fold, is_digit
from shopdesk.intake.jielong.model import Entry, Item, MenuItem, Problem, Reading
from shopdesk.intake.jielong.numerals import scan_quantity
from shopdesk.intake.jielong.places import looks_like_address, scan_phone, scan_price
from shopdesk.intake.jielong.reasons import sentence

_STATES = {
    "已支付": True,
    "待支付": False,
    "未支付": False,
    "已取消": False,
    "已退款": False,
    "已核销": True,
    "已完成": True,
    "待发货": True,
    "待提货": True,
}
_NUMBER = "跟团号"


def read_page(lines: Sequence[tuple[int, str]]) -> Reading | None:
    """The orders of a copied page, or None when the text is none."""
    rows = [(number, drop_invisible(raw).strip()) for number, raw in lines]
    starts = [i for i, (_n, raw) in enumerate(rows) if fold(raw).startswith(_NUMBER)]
    if not starts:
        return None
    entries: list[Entry] = []
    menu: dict[str, MenuItem] = {}
    title = ""
    problems: list[Problem] = []
    for index, start in enumerate(starts):
        end = starts[index + 1] if index + 1 < len(starts) else len(rows)
        order_title, entry = _read_order(rows[start:end], menu)
        title = title or order_title
        entries.append(entry)
    return Reading(title, tuple(entries), tuple(problems), tuple(menu.values()))


def _read_order(rows: Sequence[tuple[int, str]], menu: dict[str, MenuItem]) -> tuple[str, Entry]:
    digits = "".join(c for c in fold(rows[0][1]) if is_digit(c))
    name = title = note = ""
    state = ""
    phone = address = None
    items: list[Item] = []
    for _number, raw in rows[1:]:
        text = fold(raw)
        found = next((s for s in _STATES if text.startswith(s)), None)
        item = _item(raw, text, menu)
        if found is not None and not name:
            state = found
            name, title = _name_and_title(raw[len(found) :])
        elif item is not None:
            items.append(item)
        elif text.startswith("团员备注"):
            note = raw[4:].strip(" :：")
        elif phone is None and any(scan_phone(text, i) for i, c in enumerate(text[:60]) if c == "1"):
            at = next(i for i, c in enumerate(text[:60]) if c == "1" and scan_phone(text, i))
            phone = "".join(c for c in text[at : scan_phone(text, at)] if is_digit(c))
        elif address is None and looks_like_address(text):
            address = raw
    doubts = [] if name and items else ["no_name"] if not name else ["no_items"]
    cancelled = state in ("已取消", "已退款")
    entry = Entry(
        seq=int(digits[:9]) if digits else None,
        name=name,
        room=None,
        items=tuple(items),
        note=note,
        cancelled=cancelled,
        action="new",
        paid=_STATES.get(state, False),
        needs_review=bool(doubts),
        reason=sentence(doubts[0]) if doubts else "",
        line=rows[0][0],
        phone=phone,
        address=address,
        confidence=0.4 if doubts else 1.0,
    )
    return title, entry


def _name_and_title(rest: str) -> tuple[str, str]:
    """`橙子妈 脆甜黄桃发售啦！ 查看>`: the name, then the title of the group buy."""
    parts = rest.split()
    parts = [part for part in parts if not part.startswith("查看")]
    return (parts[0], " ".join(parts[1:])) if parts else ("", "")


def _item(raw: str, text: str, menu: dict[str, MenuItem]) -> Item | None:
    """`十斤普装黄桃 + 1件，￥88`: product, pieces, price of one."""
    for mark in ("+", "×", "x"):
        at = text.rfind(mark)
        if at <= 0:
            continue
        start = at + 1
        while start < len(text) and text[start] == " ":
            start += 1
        quantity = scan_quantity(text, start) if start < len(text) else None
        if quantity is None or (quantity.unit is None and mark == "x"):
            continue
        name = raw[:at].strip()
        money = text.find("¥", quantity.end)
        price = scan_price(text, money) if money >= 0 else None
        fen = int(price[0] * 100) if price is not None else None
        menu.setdefault(name, MenuItem(name, price_fen=fen, unit=quantity.unit or ""))
        return Item(name, quantity.value if quantity.value > 0 else Decimal(1), quantity.unit)
    return None
