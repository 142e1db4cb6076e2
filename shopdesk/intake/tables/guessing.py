"""What the columns of an unknown table may be, by what stands in them: only ever a proposal for the mapping page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shopdesk.files.content import Cell, Row
from shopdesk.intake.tables.moments import parse_moment
from shopdesk.intake.tables.phones import parse_phone
from shopdesk.intake.tables.presets import fields_of
from shopdesk.intake.tables.rows import Kind
from shopdesk.intake.tables.values import is_blank, parse_money, parse_quantity, split_room, text_of

_LOOKED_AT = 200
_ENOUGH = 0.7
_LONGEST_PERSON = 16


def guess_kind(names: Sequence[str], rows: Sequence[Row]) -> Kind:
    """Orders when there is an amount and a day or a product, a bill when money goes both ways, else members."""
    columns = _columns(rows, len(names))
    by_words = {kind: set(fields_of(names, None, kind)) for kind in ("orders", "members", "bill")}
    if "direction" in by_words["bill"]:
        return "bill"
    money = any(_share(cells, _is_price) >= _ENOUGH for cells in columns)
    if {"product", "items"} & by_words["orders"] or (money and any(_share(c, _is_day) >= _ENOUGH for c in columns)):
        return "orders"
    return "members"


def guess_fields(names: Sequence[str], rows: Sequence[Row], kind: Kind) -> tuple[str, ...]:
    """As far as the words know the names, then by the looks of the cells."""
    fields = list(fields_of(names, None, kind))
    for column, cells in enumerate(_columns(rows, len(names))):
        if fields[column] or not cells:
            continue
        field = next(
            (name for name, looks in _looks(kind) if name not in fields and _share(cells, looks) >= _ENOUGH), ""
        )
        if field in ("name", "counterparty") and len(set(map(text_of, cells))) * 2 < len(cells) > 4:
            continue  # a few words again and again are a group or a state, not persons
        fields[column] = field
    return tuple(fields)


def _looks(kind: Kind) -> tuple[tuple[str, Callable[[Cell], bool]], ...]:
    """Asked in this order: the plainer a look, the earlier."""
    if kind == "bill":
        return (("at", _is_day), ("amount", _is_price), ("counterparty", _is_person))
    shared = (("phone", _is_phone), ("room", _is_room))
    if kind == "members":
        return (*shared, ("birthday", _is_day), ("name", _is_person))
    return (*shared, ("ordered_at", _is_day), ("amount", _is_price), ("qty", _is_count), ("name", _is_person))


def _columns(rows: Sequence[Row], width: int) -> list[list[Cell]]:
    used = [row for row in rows[:_LOOKED_AT] if row]
    return [[row[c] for row in used if c < len(row) and not is_blank(row[c])] for c in range(width)]


def _share(cells: Sequence[Cell], looks: Callable[[Cell], bool]) -> float:
    return sum(map(looks, cells)) / len(cells) if cells else 0.0


def _is_phone(cell: Cell) -> bool:
    phone = parse_phone(cell)
    return phone.number is not None or bool(phone.masked)


def _is_room(cell: Cell) -> bool:
    return isinstance(cell, str) and split_room(f"人{cell.strip()}") == ("人", cell.strip())


def _is_day(cell: Cell) -> bool:
    return not isinstance(cell, int | float) and parse_moment(cell, 2000).at is not None


def _is_price(cell: Cell) -> bool:
    if isinstance(cell, float):
        return abs(cell) < 1e6
    return isinstance(cell, str) and any(sign in cell for sign in ".¥￥元") and parse_money(cell).fen is not None


def _is_count(cell: Cell) -> bool:
    return parse_quantity(cell).text is not None and len(text_of(cell)) <= 4


def _is_person(cell: Cell) -> bool:
    if not isinstance(cell, str) or len(cell) > _LONGEST_PERSON:
        return False
    return any("\u4e00" <= letter <= "\u9fff" for letter in cell) and parse_quantity(cell).text is None
