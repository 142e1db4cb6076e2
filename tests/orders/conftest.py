"""A filled shop, made once and copied for each test that asks for it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from shopdesk.data.database import DATABASE_FILE, Database
from shopdesk.data.opening import open_database
from tests.orders.filling import Filled, fill_shop


@pytest.fixture(scope="session")
def filled_shop_file(tmp_path_factory: pytest.TempPathFactory, empty_shop_file: Path) -> tuple[Path, Filled]:
    folder = tmp_path_factory.mktemp("filled-shop")
    shutil.copy(empty_shop_file, folder / DATABASE_FILE)
    database = open_database(folder)
    filled = fill_shop(database, 60)
    database.close()  # the last connection leaves everything in the one file
    return folder / DATABASE_FILE, filled


@pytest.fixture
def filled_shop(tmp_path: Path, filled_shop_file: tuple[Path, Filled]) -> Iterator[tuple[Database, Filled]]:
    folder = tmp_path / "filled"
    folder.mkdir()
    shutil.copy(filled_shop_file[0], folder / DATABASE_FILE)
    opened = open_database(folder)
    yield opened, filled_shop_file[1]
    opened.close()
