"""kill -9 at random moments: what was acknowledged is there, nothing is damaged, and work goes on."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from shopdesk.data.copying import find_damage
from shopdesk.data.database import DATABASE_FILE
from shopdesk.data.opening import lock_folder, open_database
from shopdesk.data.tables import Member, Order
from shopdesk.safety.backup import list_backups
from shopdesk.safety.check import check_shop
from tests.stories.victim import PEOPLE, jielong

ROOT = Path(__file__).parents[2]
TIMES = 15
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is meant")


def kill_at_some_moment(action: str, folder: Path, seed: int) -> int:
    """Start the victim, kill it a random moment after its first step; returns the last step it acknowledged."""
    command = [sys.executable, "-m", "tests.stories.victim", action, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as victim:
        assert victim.stdout is not None
        assert victim.stdout.readline().strip() == "0"
        first = victim.stdout.readline() if seed % 2 else ""  # half of them in the first step, half after it
        time.sleep(random.Random(seed).uniform(0.0, 0.6))
        victim.kill()
        said = (first + victim.stdout.read()).split("\n")
    assert victim.returncode == -9
    # A line counts when it is whole: what follows the last newline was not said.
    return max((int(line) for line in said[:-1]), default=0)


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


def fill(folder: Path) -> None:
    from shopdesk.intake.apply import import_draft
    from shopdesk.intake.sources import make_draft, open_text, parse

    database = open_database(folder)
    for number in range(3):
        draft = make_draft(parse(open_text(jielong(number))))
        database.change("导入", lambda session, draft=draft: import_draft(session, draft))
    database.close()
