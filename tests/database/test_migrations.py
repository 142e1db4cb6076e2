"""The schema of the models equals the schema after migrations, and older or newer files are treated as promised."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from shopdesk.base.errors import ShopError
from shopdesk.data.connections import connect
from shopdesk.data.copying import find_damage
from shopdesk.data.database import DATABASE_FILE, Database
from shopdesk.data.folder import lock_folder
from shopdesk.data.migrations import HEAD
from shopdesk.data.opening import DamagedShopError, open_database, read_revision
from shopdesk.data.tables import Base
from shopdesk.members.shop_file import open_shop
from shopdesk.safety.check import check_shop

TEMPORARY = {"undo_log", "dirty_member", "touched_member"}
RELEASED = Path(__file__).parents[1] / "data" / "released"


def test_models_equal_the_migrated_schema(database: Database) -> None:
    assert differences(database) == []
    assert read_revision(database.path) == HEAD


def differences(database: Database) -> list[object]:
    """Between the tables of the file and those of the models."""
    assert database._writer is not None
    with database._writer.connect() as connection:
        opts = {"include_object": lambda _object, name, *_: name not in TEMPORARY}
        return list(compare_metadata(MigrationContext.configure(connection, opts=opts), Base.metadata))


def test_a_newer_file_is_refused_untouched(tmp_path: Path) -> None:
    open_database(tmp_path).close()
    raw = connect(tmp_path / DATABASE_FILE)
    raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    before = (tmp_path / DATABASE_FILE).read_bytes()
    with pytest.raises(ShopError, match="更新版本") as refused:
        open_database(tmp_path)
    assert refused.value.code == "newer_file"
    assert (tmp_path / DATABASE_FILE).read_bytes() == before


@pytest.mark.parametrize("old", sorted(RELEASED.glob("*.db")), ids=lambda path: path.stem)
def test_a_file_of_a_released_version_is_opened_whole(old: Path, tmp_path: Path) -> None:
    """What stood in its columns stands there after the steps; the newest one needs none."""
    path = tmp_path / DATABASE_FILE
    shutil.copyfile(old, path)
    needs_steps = read_revision(path) != HEAD
    before = read_rows(path)
    kept: list[Path] = []
    database = open_shop(tmp_path, before_migration=kept.append)
    assert differences(database) == []
    with database.read() as session:
        assert check_shop(session) == []
    database.close()
    assert bool(kept) == needs_steps
    after = read_rows(path)
    for table, rows in before.items():
        same = [{column: new[column] for column in old} for old, new in zip(rows, after[table], strict=True)]
        assert same == rows, table


def test_the_newest_released_file_has_a_row_in_every_table() -> None:
    """A file frozen with empty tables would show nothing of a later step."""
    assert [table for table, rows in read_rows(max(RELEASED.glob("*.db"))).items() if not rows] == []


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
def test_a_shop_cut_off_in_the_middle_of_a_write_is_opened_as_before_it(mode: str, tmp_path: Path) -> None:
    """What a power cut leaves: half of the write in the file (DELETE, as while the file is made) or beside it (WAL)."""
    source, cut = tmp_path / "source", tmp_path / "cut"
    source.mkdir()
    cut.mkdir()
    shutil.copyfile(max(RELEASED.glob("*.db")), source / DATABASE_FILE)
    before = read_rows(source / DATABASE_FILE)
    raw = connect(source / DATABASE_FILE)
    raw.execute(f"PRAGMA journal_mode = {mode}")
    raw.execute("PRAGMA cache_size = 1")
    raw.execute("BEGIN IMMEDIATE")
    raw.execute("UPDATE member SET note = hex(randomblob(4000))")
    for file in source.iterdir():
        shutil.copyfile(file, cut / file.name)
    raw.execute("ROLLBACK")
    raw.close()
    assert len(list(cut.iterdir())) > 1, "the cut left nothing beside the file: this tests nothing"
    assert find_damage(cut / DATABASE_FILE) == []
    open_shop(cut).close()
    assert read_rows(cut / DATABASE_FILE) == before


def read_rows(path: Path) -> dict[str, list[dict[str, object]]]:
    raw = connect(path, read_only=True)
    try:
        tables = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {}
        for table in set(tables) - {"alembic_version"}:
            rows = raw.execute(f'SELECT * FROM "{table}" ORDER BY id')
            columns = [each[0] for each in rows.description]
            found[table] = [dict(zip(columns, row, strict=True)) for row in rows]
        return found
    finally:
        raw.close()


@pytest.mark.parametrize("content", [b"this is not a database at all" * 200, b"SQLite format 3\x00" + b"\xff" * 8192])
def test_damage_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / DATABASE_FILE).write_bytes(content)
    with pytest.raises(DamagedShopError, match="打不开"):
        open_database(tmp_path)
    assert (tmp_path / DATABASE_FILE).read_bytes() == content


def test_a_full_disk_is_no_damage(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A backup in the shop's place would lose what is newer."""
    folder = database.path.parent
    database.close()
    in_the_way = folder / (DATABASE_FILE + "-wal")
    in_the_way.mkdir()  # it cannot be written, as on a full disk
    room = shutil.disk_usage(folder)
    with pytest.raises(DamagedShopError):
        open_database(folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: room._replace(free=0))
    with pytest.raises(ShopError, match="磁盘满了") as refused:
        open_database(folder)
    assert refused.value.code == "disk_full" and not isinstance(refused.value, DamagedShopError)
    in_the_way.rmdir()
    open_database(folder).close()


def test_a_shop_that_another_program_keeps_to_itself_is_no_damage(database: Database) -> None:
    database.close()
    other = connect(database.path)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(ShopError, match="占用") as refused:
        open_database(database.path.parent)
    assert refused.value.code == "in_use" and not isinstance(refused.value, DamagedShopError)
    other.close()
    open_database(database.path.parent).close()


def test_a_folder_has_one_owner(tmp_path: Path) -> None:
    lock = lock_folder(tmp_path)
    with pytest.raises(ShopError, match="另一个"):
        lock_folder(tmp_path)
    lock.release()
    lock_folder(tmp_path).release()
