"""What is left of a damaged shop holds together; backups that are none are never offered."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver
from sqlalchemy import func, select

from shopdesk.base.errors import ShopError
from shopdesk.data.database import DATABASE_FILE
from shopdesk.data.opening import open_database
from shopdesk.data.tables import Member, Order, OrderLine
from shopdesk.safety.backup import backup_folder, backup_to, list_backups, make_backup, newest_good
from shopdesk.safety.check import check_shop
from shopdesk.safety.restore import restore_backup, salvage, use_salvaged
from tests.sample_shop import copy_sample


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return copy_sample(tmp_path / "shop")


def spoil_leaves(shop: Path, table: str, which: slice) -> int:
    """Overwrite some of the pages that hold the table's rows, in the order of their ids; returns how many."""
    path = shop / DATABASE_FILE
    connection = driver.connect(str(path))
    (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    content = bytearray(path.read_bytes())

    def leaves(page: int) -> list[int]:
        start = (page - 1) * size
        if content[start] == 13:  # a leaf of a table
            return [page]
        cells = int.from_bytes(content[start + 3 : start + 5], "big")
        children = []
        for cell in range(cells):
            at = int.from_bytes(content[start + 12 + 2 * cell : start + 14 + 2 * cell], "big")
            children.append(int.from_bytes(content[start + at : start + at + 4], "big"))
        children.append(int.from_bytes(content[start + 8 : start + 12], "big"))
        return [leaf for child in children for leaf in leaves(child)]

    chosen = leaves(root)[which]
    for page in chosen:
        content[(page - 1) * size : page * size] = b"\xa5" * size
    path.write_bytes(bytes(content))
    return len(chosen)


def counts(folder: Path) -> tuple[int, int, int]:
    database = open_database(folder)
    try:
        with database.read() as session:
            assert check_shop(session) == []
            found = [
                session.scalar(select(func.count()).select_from(table)) or 0 for table in (Member, Order, OrderLine)
            ]
    finally:
        database.close()
    return found[0], found[1], found[2]


def test_orders_of_lost_members_go_with_their_lines_and_the_rest_adds_up(shop: Path) -> None:
    before = counts(shop)
    assert spoil_leaves(shop, "member", slice(5, 7)) == 2
    target, saved, lost = salvage(shop)
    members, orders, lines = counts(target)
    assert 0 < before[0] - members < 100
    assert 0 < before[1] - orders < before[1] // 4
    assert lines < before[2]
    assert lost >= (before[0] - members) + (before[1] - orders)
    assert saved["member"] == members


def test_orders_of_a_lost_group_buy_stay_without_one(shop: Path) -> None:
    before = counts(shop)
    assert spoil_leaves(shop, "group_buy", slice(0, 1)) == 1
    target, _saved, _lost = salvage(shop)
    assert counts(target) == before
    database = open_database(target)
    with database.read() as session:
        alone = session.scalar(select(func.count()).select_from(Order).where(Order.group_buy_id.is_(None)))
    database.close()
    assert alone


@pytest.mark.parametrize("which", [slice(-1, None), slice(0, 1)], ids=["last", "first"])
def test_damage_at_either_end_of_a_table_costs_only_that_page(shop: Path, which: slice) -> None:
    before = counts(shop)
    assert spoil_leaves(shop, "order", which) == 1
    target, saved, lost = salvage(shop)
    assert lost >= 1
    assert 0 < before[1] - saved["order"] < 200
    assert counts(target)[0] == before[0]


def test_the_salvaged_shop_takes_the_place_and_the_damaged_one_is_kept(shop: Path) -> None:
    spoil_leaves(shop, "member", slice(5, 6))
    damaged = (shop / DATABASE_FILE).read_bytes()
    target, saved, _lost = salvage(shop)
    kept = use_salvaged(shop, target)
    assert counts(shop)[0] == saved["member"]
    assert (kept / DATABASE_FILE).read_bytes() == damaged
    assert not target.exists()


def test_what_is_no_backup_is_never_offered(shop: Path) -> None:
    good = make_backup(shop)
    folder = backup_folder(shop)
    (folder / "shop-000007-20261122-101010.db").touch()
    (folder / "shop-000008-20261122-101010.db").write_bytes(b"SQLite format 3\x00")
    (folder / "shop-000009-99999999-999999.db").touch()
    (folder / "shop-latest.db").touch()
    found = newest_good(shop)
    assert found is not None and found.path == good
    assert [backup.number for backup in list_backups(shop)] == [8, 7, 1]


@pytest.mark.parametrize("name", [DATABASE_FILE, DATABASE_FILE + "-wal"])
def test_a_backup_never_goes_over_the_shop_itself(shop: Path, name: str) -> None:
    with pytest.raises(ShopError) as refused:
        backup_to(shop, shop / name)
    assert refused.value.code == "same_file"
    with pytest.raises(ShopError):
        backup_to(shop, shop / ".." / "shop" / name)


def test_a_restore_without_room_leaves_everything(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backup = make_backup(shop)
    before = (shop / DATABASE_FILE).read_bytes()

    def no_room(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copy2", no_room)
    with pytest.raises(ShopError) as refused:
        restore_backup(shop, backup)
    assert "No space left" in refused.value.message
    assert (shop / DATABASE_FILE).read_bytes() == before
    assert not list(shop.glob("*.restored*")) and not list(shop.glob("before-restore*"))
