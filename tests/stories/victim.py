"""What test_kill.py has done in a process of its own: works until it is killed, saying each acknowledged step."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from shopdesk.data.folder import lock_folder
from shopdesk.data.opening import open_database
from shopdesk.intake.apply import import_draft
from shopdesk.intake.sources import make_draft, open_text, parse
from shopdesk.members.shop_file import make_shop_file
from shopdesk.outreach.contact_lists import export_contact_list
from shopdesk.outreach.list_wishes import ListWish
from shopdesk.safety.backup import make_backup
from shopdesk.safety.restore import restore_backup
from shopdesk.sample.beginning import begin_shop

PEOPLE = 40
Say = Callable[[int], None]


def work(action: str, folder: Path, to: Connection) -> None:
    """`import`, `export`, `backup` or `migration`, again and again."""
    {"import": do_imports, "export": do_exports, "backup": do_backups, "migration": do_migrations}[action](
        folder, to.send
    )


def jielong(number: int) -> str:
    # A house for each list: people of many names in one room would be asked about, and not imported.
    lines = [
        f"{at}. 小{chr(0x4E00 + number)}{chr(0x5E00 + at)} {number}-{at}01 {at % 3 + 1}份"
        for at in range(1, PEOPLE + 1)
    ]
    return f"#接龙\n第{number}团 砂糖橘 29.9元/份\n" + "\n".join(lines)


def do_imports(folder: Path, say: Say) -> None:
    lock_folder(folder)
    database = open_database(folder)
    say(0)
    for number in range(1, 10_000):
        draft = make_draft(parse(open_text(jielong(number))))
        done, _ = database.change("导入", partial(import_draft, draft=draft))
        assert done.added["orders"] == PEOPLE, done.needs_review
        say(number)


def do_exports(folder: Path, say: Say) -> None:
    database = open_database(folder)
    say(0)
    rule = {"field": "order_count", "op": ">=", "value": 0}
    for number in range(1, 10_000):
        with database.read() as session:
            export_contact_list(session, folder / "list.xlsx", ListWish("所有人", rule), 739000)
        say(number)


def do_backups(folder: Path, say: Say) -> None:
    say(0)
    for number in range(1, 10_000):
        make_backup(folder)
        say(number)


def do_migrations(folder: Path, say: Say) -> None:
    say(0)
    for number in range(1, 10_000):
        open_database(folder / str(number)).close()
        say(number)


def half_begin(folder: Path) -> None:
    """Killed when the tables of a new shop stand and what it begins with is being written."""

    def begin(session: Any) -> None:
        begin_shop(session)
        session.flush()
        os.kill(os.getpid(), signal.SIGKILL)

    lock_folder(folder)
    make_shop_file(folder, begin)


def half_restore(folder: Path, backup: Path) -> None:
    """Killed while what is to be replaced is being copied beside."""

    def copy_half(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes()[:20_000])
        os.kill(os.getpid(), signal.SIGKILL)

    shutil.copy2 = copy_half  # type: ignore[assignment]
    restore_backup(folder, backup)
