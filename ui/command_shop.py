"""The shop as a command opens it: only looked at, owned to be written, or begun where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from shopdesk.base.dates import today
from shopdesk.data.database import DATABASE_FILE, Database
from shopdesk.data.folder import lock_folder, release_folder
from shopdesk.data.shop import read_shop
from shopdesk.members.shop_file import make_shop_file, open_shop


@contextmanager
def owned(folder: Path) -> Iterator[Database]:
    """The shop, to be written. Refused while a window has it open, and where there is none."""
    with looked_at(folder):
        pass  # says clearly when there is no shop here, before a lock file is left in the folder
    lock = lock_folder(folder)
    try:
        with closing(open_shop(folder)) as database:
            yield database
    finally:
        release_folder(lock)


@contextmanager
def begun(folder: Path) -> Iterator[Database]:
    """The same, with a new shop where there is none; nothing of it stays when the command fails."""
    if (folder / DATABASE_FILE).exists():
        with owned(folder) as database:
            yield database
        return
    missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    lock = lock_folder(folder)
    made = done = False
    try:
        from shopdesk.sample.beginning import begin_shop

        make_shop_file(folder, begin_shop)
        made = True
        with closing(open_shop(folder)) as database:
            yield database
        done = True
    finally:
        if made and not done:
            for left in folder.glob(DATABASE_FILE + "*"):
                with suppress(OSError):  # why the command failed is on its way
                    left.unlink()
        release_folder(lock)
        if not done:
            _take_away(folder, missing)


def _take_away(folder: Path, made: list[Path]) -> None:
    with suppress(OSError):  # something else stands there
        for place in made:
            place.rmdir()


@contextmanager
def owned_today(folder: Path) -> Iterator[Database]:
    """The same, with the automatic tags of today, as the window brings them up to date when it is opened."""
    from shopdesk.members.automatic import are_of, bring_to_today

    with owned(folder) as database:
        with database.read() as session:
            right = are_of(session, today(read_shop(session).time_zone))
        if not right:
            database.change_quietly(bring_to_today)
        yield database


@contextmanager
def looked_at(folder: Path) -> Iterator[Database]:
    """The shop, only to be read; works beside an open window."""
    database = open_shop(folder, read_only=True)
    try:
        yield database
    finally:
        database.close()
