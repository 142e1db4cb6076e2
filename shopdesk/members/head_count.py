"""How many members there are: apart from the list, so that the first page of the day loads nothing else for it."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shopdesk.data.tables import Member


def count_members(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Member)) or 0
