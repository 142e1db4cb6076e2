"""The import rule, broken on purpose in a copy of the program: the check must notice each time."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for package in ("shopdesk", "ui"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.mark.parametrize(
    ("place", "line", "contract"),
    [
        ("shopdesk/base", "import PySide6.QtCore", "the shop never knows its faces"),
        ("shopdesk/members", "import ui", "the shop never knows its faces"),
        ("ui/paper", "import sqlalchemy", "faces do not touch the database library"),
        ("shopdesk/base", "import shopdesk.data.tables", "rooms are layered"),
        ("shopdesk/members", "import shopdesk.orders", "rooms are layered"),
    ],
)
def test_broken_rule_is_noticed(copied: Path, place: str, line: str, contract: str) -> None:
    bad = copied / place / "against_the_rule.py"
    bad.write_text(f'"""Imports what it must not."""\n\n{line}\n', "utf-8")
    try:
        lint = Path(sys.executable).with_name("lint-imports")
        done = subprocess.run([lint, "--no-cache"], cwd=copied, capture_output=True, text=True, check=False)
    finally:
        bad.unlink()

    assert done.returncode != 0
    assert f"{contract} BROKEN" in done.stdout, done.stdout + done.stderr
