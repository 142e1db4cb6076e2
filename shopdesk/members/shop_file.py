"""Opening a shop so that what follows from its rules stays right: the way every face and every test opens one."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from shopdesk.base.progress import Progress
from shopdesk.data.database import Database
from shopdesk.data.opening import BeforeMigration, open_database
from shopdesk.data.tables import Tag
from shopdesk.data.touched import Touched


def open_shop(
    folder: Path, key: str | None = None, *, before_migration: BeforeMigration | None = None, read_only: bool = False
) -> Database:
    """open_database() with the automatic tags in its transactions."""
    database = open_database(folder, key, before_migration=before_migration, read_only=read_only)
    database.follower = _follow
    return database


def _follow(session: Session, touched: Touched, progress: Progress) -> None:
    if session.query(Tag.id).where(Tag.rule.is_not(None)).first() is None:
        return
    from shopdesk.members.automatic import bring_up_to_date  # numpy comes with it: after the first paint

    bring_up_to_date(session, touched, progress)
