"""Which orders are wanted: apart from the list of them, for pages that only lead there."""

from __future__ import annotations

from dataclasses import dataclass

NO_GROUP_BUY = 0


@dataclass(frozen=True)
class OrderFilter:
    """Every value that is set narrows the list; an empty filter is every order."""

    group_buy_id: int | None = None
    """NO_GROUP_BUY: orders that belong to none."""
    statuses: tuple[str, ...] = ()
    member_ids: tuple[int, ...] | None = None
    order_ids: tuple[int, ...] | None = None
    """Only among these: what is selected on screen."""
    first_day: int | None = None
    last_day: int | None = None
    product_id: int | None = None
    text: str = ""
    """Words that all have to be found: member (name, pinyin, phone tail, room), product, order number, #id."""
