"""kill -9 at random moments: what was acknowledged is there, nothing is damaged, and work goes on."""

from __future__ import annotations

import multiprocessing
import random
import shutil
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from shopdesk.data.copying import find_damage
from shopdesk.data.database import DATABASE_FILE, Database
from shopdesk.data.folder import lock_folder
from shopdesk.data.opening import open_database
from shopdesk.data.tables import Member, Order, Tag, Template
from shopdesk.safety.backup import list_backups, make_backup
from shopdesk.safety.check import check_shop
from shopdesk.safety.restore import list_kept, restore_backup
from tests.stories.victim import PEOPLE, half_begin, half_restore, jielong, work
from ui.command_shop import begun

TIMES = 15
# Each victim is a process of its own, forked from one that has imported everything: 60 starts took 90 s.
SERVER = multiprocessing.get_context("forkserver") if sys.platform != "win32" else multiprocessing.get_context()
SERVER.set_forkserver_preload(["tests.stories.victim"])
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is meant")


def kill_at_some_moment(action: str, folder: Path, seed: int) -> int:
    """Start the victim, kill it a random moment after its first step; returns the last step it acknowledged."""
    heard, said = SERVER.Pipe(duplex=False)
    victim = SERVER.Process(target=work, args=(action, folder, said))
    victim.start()
    said.close()
    with heard:
        steps = [heard.recv()]
        if seed % 2:  # half of them in the first step, half after it
            steps.append(heard.recv())
        time.sleep(random.Random(seed).uniform(0.0, 0.6))
        victim.kill()
        with suppress(EOFError):
            while True:
                steps.append(heard.recv())
    victim.join()
    assert victim.exitcode == -9
    assert steps == list(range(len(steps)))
    return steps[-1]


def survive_import(folder: Path, acknowledged: int) -> None:
    lock = lock_folder(folder)
    database = open_database(folder)
    with database.read() as session:
        orders = session.scalar(select(func.count()).select_from(Order)) or 0
        assert orders % PEOPLE == 0, "an import is whole or not there"
        assert acknowledged <= orders // PEOPLE <= acknowledged + 1
        assert check_shop(session) == []
    database.close()
    lock.release()
    assert find_damage(folder / DATABASE_FILE) == []


def survive_export(folder: Path, acknowledged: int) -> None:
    path = folder / "list.xlsx"
    if acknowledged:
        assert path.exists()
    if path.exists():
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        assert len(rows) == 3 * PEOPLE + 1


def survive_backup(folder: Path, acknowledged: int) -> None:
    backups = list_backups(folder)
    assert acknowledged <= (backups[0].number if backups else 0) <= acknowledged + 1
    assert [find_damage(backup.path) for backup in backups] == [[]] * len(backups)


def survive_migration(folder: Path, acknowledged: int) -> None:
    for number in range(1, acknowledged + 2):
        database = open_database(folder / str(number))
        with database.read() as session:
            assert session.scalar(select(func.count()).select_from(Member)) == 0
        database.close()
        assert find_damage(folder / str(number) / DATABASE_FILE) == []


@pytest.mark.parametrize("action", ["import", "export", "backup", "migration"])
def test_kill_at_random_moments(action: str, tmp_path: Path, empty_shop_file: Path) -> None:
    survive: Callable[[Path, int], None] = globals()[f"survive_{action}"]
    filled = tmp_path / "filled"
    filled.mkdir()
    shutil.copy(empty_shop_file, filled / DATABASE_FILE)
    if action in ("export", "backup"):
        fill(filled)
    worked = 0
    for time_ in range(TIMES):
        folder = tmp_path / f"{action}-{time_}"
        if action == "migration":
            folder.mkdir()
        else:
            shutil.copytree(filled, folder)
        acknowledged = kill_at_some_moment(action, folder, seed=time_)
        survive(folder, acknowledged)
        worked += acknowledged
        shutil.rmtree(folder)
    assert worked > 0, "the victim was never fast enough to be interrupted in its work"


def test_a_new_shop_is_begun_wholly_or_not_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    kill_in(half_begin, folder)
    assert not (folder / DATABASE_FILE).exists(), "it would be opened without its tags and templates for ever"
    with begun(folder) as database, database.read() as session:
        assert session.scalar(select(func.count()).select_from(Tag))
        assert session.scalar(select(func.count()).select_from(Template))
    assert [path.name for path in folder.iterdir()] == [DATABASE_FILE]


def test_half_of_what_a_restore_replaces_is_never_offered(database: Database) -> None:
    folder = database.path.parent
    database.close()
    backup = make_backup(folder)
    kill_in(half_restore, folder, backup)
    assert find_damage(folder / DATABASE_FILE) == []
    assert list_kept(folder) == []
    done = restore_backup(folder, backup)
    assert done.kept is not None
    assert [kept.path.parent for kept in list_kept(folder)] == [done.kept]
    assert sorted(path.name for path in folder.iterdir()) == sorted(["backups", done.kept.name, DATABASE_FILE])


def kill_in(action: Callable[..., None], *values: Path) -> None:
    victim = SERVER.Process(target=action, args=values)
    victim.start()
    victim.join()
    assert victim.exitcode == -9


def fill(folder: Path) -> None:
    from shopdesk.intake.apply import import_draft
    from shopdesk.intake.sources import make_draft, open_text, parse

    database = open_database(folder)
    for number in range(3):
        draft = make_draft(parse(open_text(jielong(number))))
        database.change("导入", lambda session, draft=draft: import_draft(session, draft))
    database.close()
