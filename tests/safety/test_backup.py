"""Backups are whole, rotate by number, and restore keeps what was there."""

from __future__ import annotations

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from shopdesk.base.dates import now
from shopdesk.base.errors import ShopError
from shopdesk.data.copying import find_damage
from shopdesk.data.database import DATABASE_FILE, Database
from shopdesk.data.opening import DamagedShopError, open_database
from shopdesk.data.tables import Member, Order, OrderLine
from shopdesk.safety.backup import (
    DAYS,
    MONTHS,
    NEWEST,
    WEEKS,
    Backup,
    backup_folder,
    list_backups,
    make_backup,
    newest_good,
    to_drop,
)
from shopdesk.safety.check import check_shop
from shopdesk.safety.restore import list_kept, restore_backup, salvage


def names(folder: Path) -> list[str]:
    database = open_database(folder)
    with database.read() as session:
        found = list(session.scalars(select(Member.name).order_by(Member.id)))
    database.close()
    return found


def add(database: Database, *people: str) -> None:
    database.change("加人", lambda s: s.add_all([Member(name=name, joined_at=0) for name in people]))


def test_a_backup_of_an_open_shop_holds_every_acknowledged_change(database: Database) -> None:
    folder = database.path.parent
    add(database, "甲", "乙")
    path = make_backup(folder)
    assert find_damage(path) == []
    add(database, "丙")
    database.close()
    done = restore_backup(folder, path)
    assert names(folder) == ["甲", "乙"]
    assert done.kept is not None
    (kept,) = list_kept(folder)
    assert kept.path.parent == done.kept
    back = restore_backup(folder, kept.path)
    assert names(folder) == ["甲", "乙", "丙"]
    assert [each.path.parent for each in list_kept(folder)] == [back.kept, done.kept], "newest first, of one second too"


@pytest.mark.parametrize("content", [b"", b"not a shop", b"SQLite format 3\x00" + b"\x01" * 5000])
def test_a_bad_backup_is_refused_and_nothing_is_touched(database: Database, tmp_path: Path, content: bytes) -> None:
    add(database, "甲")
    folder = database.path.parent
    database.close()
    bad = tmp_path / "bad.db"
    bad.write_bytes(content)
    with pytest.raises(ShopError):
        restore_backup(folder, bad)
    assert names(folder) == ["甲"]
    assert not list(folder.glob("before-restore-*"))


def test_newest_good_skips_a_damaged_one(database: Database) -> None:
    folder = database.path.parent
    good = make_backup(folder)
    broken = make_backup(folder)
    broken.write_bytes(broken.read_bytes()[:5000])
    found = newest_good(folder)
    assert found is not None and found.path == good


def test_salvage_reads_what_is_left(database: Database) -> None:
    folder = database.path.parent
    add(database, *(f"人{n:05d}" for n in range(3000)))
    database.close()
    path = folder / DATABASE_FILE
    content = bytearray(path.read_bytes())
    # Damage a page that holds members, found by a name in the middle.
    at = content.index("人01500".encode()) // 4096 * 4096
    content[at : at + 4096] = b"\xa5" * 4096
    path.write_bytes(bytes(content))
    target, saved, lost = salvage(folder)
    assert lost > 0
    assert 2500 < saved["member"] < 3000
    assert len(names(target)) == saved["member"]
    assert path.read_bytes() == bytes(content)


def test_check_finds_what_is_wrong(database: Database) -> None:
    add(database, "甲")

    def order(session):  # type: ignore[no-untyped-def]
        made = Order(member_id=1, day=739000, ordered_at=0, amount_fen=100)
        session.add(made)
        session.flush()
        session.add(OrderLine(order_id=made.id, name="橘", qty_milli=1000))

    database.change("单", order)
    with database.read() as session:
        assert check_shop(session) == []
    database.change("坏", lambda s: s.execute(text("UPDATE member_summary SET spent_fen = 1")))
    database.change("坏", lambda s: s.execute(text("DELETE FROM order_line")))
    with database.read() as session:
        assert {problem.code for problem in check_shop(session)} == {"summary", "order_without_lines"}


def test_a_damaged_shop_is_named_and_restored(database: Database) -> None:
    folder = database.path.parent
    add(database, "甲")
    backup = make_backup(folder)
    database.close()
    shutil.copy(backup, folder / "copy.db")
    (folder / DATABASE_FILE).write_bytes(b"\xff" * 9000)
    with pytest.raises(DamagedShopError):
        open_database(folder)
    restore_backup(folder, backup)
    assert names(folder) == ["甲"]


@given(hours=st.lists(st.integers(0, 400), min_size=0, max_size=120))
def test_rotation_keeps_the_newest_and_one_for_each_time(hours: list[int]) -> None:
    made = datetime(2026, 11, 22, tzinfo=ZoneInfo("Asia/Shanghai"))
    backups = []
    for number, step in enumerate(hours):
        made -= timedelta(hours=step)
        backups.append(Backup(Path(f"{number}"), len(hours) - number, made))
    dropped = to_drop(backups)
    kept = [backup for backup in backups if backup not in dropped]
    assert kept[:NEWEST] == backups[:NEWEST]
    assert len(kept) <= NEWEST + DAYS + WEEKS + MONTHS
    older_days = {backup.made.date() for backup in backups[NEWEST:]}
    kept_days = {backup.made.date() for backup in kept[NEWEST:]}
    assert sorted(older_days, reverse=True)[:DAYS] == sorted(kept_days, reverse=True)[: min(DAYS, len(older_days))]


def test_a_copy_that_was_broken_off_goes_and_one_under_way_stays(database: Database) -> None:
    folder = backup_folder(database.path.parent)
    folder.mkdir()
    left = [folder / f"shop-000001-20261122-101010.db.part{end}" for end in ("", "-journal")]
    for path in left:
        path.touch()
        os.utime(path, (now() - 4000, now() - 4000))
    (folder / "shop-000001-20261122-111111.db.part").touch()
    (folder / "我的.part").touch()
    made = make_backup(database.path.parent)
    assert {path.name for path in folder.iterdir()} == {
        made.name, "shop-000001-20261122-111111.db.part", "我的.part",
    }  # fmt: skip


def test_numbers_go_on_after_rotation(database: Database) -> None:
    folder = database.path.parent
    for hour in range(12):
        make_backup(folder, at=1_790_000_000 + hour * 3600)
    numbers = [backup.number for backup in list_backups(folder)]
    assert numbers[0] == 12
    assert len(numbers) < 12
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Member)) == 0
