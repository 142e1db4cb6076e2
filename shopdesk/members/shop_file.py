"""Opening a shop so that what follows from its rules stays right: the way every face and every test opens one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy.orm import Session

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.progress import Progress
from shopdesk.data.database import Database
from shopdesk.data.folder import DATABASE_FILE, not_writable
from shopdesk.data.opening import BeforeMigration, open_database
from shopdesk.data.tables import Tag
from shopdesk.data.touched import Touched

_NEW = ".new-shop"


def open_shop(
    folder: Path, key: str | None = None, *, before_migration: BeforeMigration | None = None, read_only: bool = False
) -> Database:
    """open_database() with the automatic tags in its transactions."""
    database = open_database(folder, key, before_migration=before_migration, read_only=read_only)
    database.follower = _follow
    return database


def make_shop_file(folder: Path, work: Callable[[Session], object]) -> None:
    """A new shop in `folder`, filled by `work`, or none: a program that is killed on the way leaves no half of one.

    The caller holds the folder's lock. Raises ShopError where there is a shop already, and what `work` raises.
    """
    if (folder / DATABASE_FILE).exists():
        raise ShopError(_("这个文件夹里已经有一个店铺了。"), _("请换一个文件夹。"), "not_empty")
    beside = folder / _NEW
    shutil.rmtree(beside, ignore_errors=True)  # of one that was killed
    try:
        beside.mkdir()
        with closing(open_shop(beside)) as database:
            database.change("", work, undoable=False)
        (beside / DATABASE_FILE).replace(folder / DATABASE_FILE)
    except OSError as error:
        raise not_writable(folder, error.strerror or error) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _follow(session: Session, touched: Touched, progress: Progress) -> None:
    if session.query(Tag.id).where(Tag.rule.is_not(None)).first() is None:
        return
    from shopdesk.members.automatic import bring_up_to_date  # numpy comes with it: after the first paint

    bring_up_to_date(session, touched, progress)
