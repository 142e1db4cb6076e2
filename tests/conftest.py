"""What every test stands on: no display needed, the owner's own settings untouched, a fresh shop when asked."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if sys.platform == "linux":  # Qt warns of any other, as of LC_ALL=C and of one that is not installed
    os.environ["LC_ALL"] = "C.UTF-8"

from shopdesk.base.i18n import set_language
from shopdesk.data.database import DATABASE_FILE, Database
from shopdesk.members.shop_file import open_shop

LONGEST = ("test_kill.py", "test_dev.py", "test_import_large.py", "test_automatic_tags.py", "test_owner_day.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first: what one worker still does at the end, the other waits for."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.fixture(autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPDESK_CONFIG", str(tmp_path_factory.mktemp("config")))
    set_language("zh_CN")


@pytest.fixture(scope="session")
def empty_shop_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop file fresh from the migrations, made once."""
    folder = tmp_path_factory.mktemp("empty-shop")
    open_shop(folder).close()
    return folder / DATABASE_FILE


@pytest.fixture
def database(tmp_path: Path, empty_shop_file: Path) -> Iterator[Database]:
    """An empty shop of the test's own."""
    folder = tmp_path / "shop"
    folder.mkdir()
    shutil.copy(empty_shop_file, folder / DATABASE_FILE)
    opened = open_shop(folder)
    yield opened
    opened.close()
