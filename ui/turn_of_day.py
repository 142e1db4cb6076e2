"""What moves by itself as days pass: automatic tags, looked at when the shop is opened and at midnight."""

from __future__ import annotations

from functools import partial
from typing import Any

from shopdesk.base.dates import today
from shopdesk.data.shop import read_shop
from ui.app_context import AppContext


def bring_tags_to_today(context: AppContext) -> None:
    """Looks beside the window who moved and writes only those."""

    def write(moved: list[int]) -> None:
        if moved:
            context.change_quietly(partial(_write, moved))

    context.query_later(_moved, write)


def _moved(session: Any) -> list[int]:
    from shopdesk.members.automatic import members_out_of_date

    return members_out_of_date(session, today(read_shop(session).time_zone))


def _write(moved: list[int], session: Any) -> None:
    from shopdesk.members.automatic import bring_members_up_to_date

    bring_members_up_to_date(session, moved)
