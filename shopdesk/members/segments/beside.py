"""Keeping the arrays of a large shop in side files, so that the next start has them in a moment."""

from __future__ import annotations

from typing import Any

import numpy.typing as npt
from sqlalchemy.orm import Session

from shopdesk.data.database import Database
from shopdesk.data.folder import side_folder
from shopdesk.data.shop import read_shop
from shopdesk.data.side_files import has_side_file, write_side_file
from shopdesk.members.segments.columns import PAIRS, members_recipe, pack_members
from shopdesk.members.segments.goods import LINES, pack_lines
from shopdesk.members.segments.kept import Recipe, kept
from shopdesk.members.segments.purchases import BY_DAY, ORDERS, OrdersByDay, order_columns, pack_by_day, pack_orders

LARGE = 20_000
"""Counted orders, below which reading them from the tables takes no time worth a file."""
Packed = dict[str, npt.NDArray[Any]]


def keep_beside(database: Database) -> list[str]:
    """Write side files of what is in memory and up to date; returns the names of those written. Nothing for a small
    shop, for one with a password, and when a change comes in between."""
    with database.read() as session:
        packed = _pack(database, session)
        mark = database.mark_if_still(session) if packed else None
    folder = side_folder(database.path)
    if not mark:
        return []
    wanting = {name: arrays for name, arrays in packed.items() if not has_side_file(folder, name, mark)}
    for name, arrays in wanting.items():
        write_side_file(folder, name, mark, arrays)
    return sorted(wanting)


def _pack(database: Database, session: Session) -> dict[str, Packed]:
    members = members_recipe(read_shop(session).time_zone)
    in_memory = [recipe for recipe in (ORDERS, BY_DAY, members, PAIRS, LINES) if recipe.name in database.derived]
    if not in_memory or _count_orders(session, in_memory) < LARGE:
        return {}
    packed = {recipe.file_name: _pack_one(session, recipe) for recipe in in_memory}
    return {name: arrays for name, arrays in packed.items() if arrays is not None}


def _count_orders(session: Session, in_memory: list[Recipe[Any]]) -> int:
    if BY_DAY in in_memory:
        by_day: OrdersByDay = kept(session, BY_DAY)
        return len(by_day.slot)
    return len(order_columns(session)) if ORDERS in in_memory else 0


def _pack_one(session: Session, recipe: Recipe[Any]) -> Packed | None:
    value = kept(session, recipe)
    if recipe is ORDERS:
        return pack_orders(value)
    if recipe is BY_DAY:
        return pack_by_day(session, value)
    if recipe is PAIRS:
        return {"pairs": value}
    return pack_lines(value) if recipe is LINES else pack_members(value)
