"""The schema of the models equals the schema after migrations, and older or newer files are treated as promised."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from shopdesk.base.errors import ShopError
from shopdesk.data.connections import connect
from shopdesk.data.database import DATABASE_FILE, Database
from shopdesk.data.migrations import HEAD
from shopdesk.data.opening import DamagedShopError, lock_folder, open_database, read_revision
from shopdesk.data.tables import Base


def test_models_equal_the_migrated_schema(database: Database) -> None:
    assert database._writer is not None
    with database._writer.connect() as connection:
        temporary = ("undo_log", "dirty_member", "touched_member")
        context = MigrationContext.configure(
            connection, opts={"include_object": lambda _o, name, *_: name not in temporary}
        )
        assert compare_metadata(context, Base.metadata) == []
    assert read_revision(database.path) == HEAD


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


RELEASED = Path(__file__).parents[1] / "data" / "released"


@pytest.mark.parametrize("old", sorted(RELEASED.glob("*.db")), ids=lambda path: path.stem)
def test_a_file_of_an_older_version_is_upgraded_whole(old: Path, tmp_path: Path) -> None:
    shutil.copyfile(old, tmp_path / DATABASE_FILE)
    before = count_rows(tmp_path / DATABASE_FILE)
    kept: list[Path] = []
    opened = open_database(tmp_path, before_migration=kept.append)
    assert opened._writer is not None
    with opened._writer.connect() as connection:
        opts = {"include_object": lambda _o, name, *_: name not in ("undo_log", "dirty_member", "touched_member")}
        assert compare_metadata(MigrationContext.configure(connection, opts=opts), Base.metadata) == []
    opened.close()
    assert kept
    after = count_rows(tmp_path / DATABASE_FILE)
    assert {name: after[name] for name in before} == before
    assert sum(before.values()) > 30


def count_rows(path: Path) -> dict[str, int]:
    raw = connect(path, read_only=True)
    try:
        names = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: raw.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
    finally:
        raw.close()


@pytest.mark.parametrize("content", [b"this is not a database at all" * 200, b"SQLite format 3\x00" + b"\xff" * 8192])
def test_damage_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / DATABASE_FILE).write_bytes(content)
    with pytest.raises(DamagedShopError, match="打不开"):
        open_database(tmp_path)
    assert (tmp_path / DATABASE_FILE).read_bytes() == content


def test_a_folder_has_one_owner(tmp_path: Path) -> None:
    lock = lock_folder(tmp_path)
    with pytest.raises(ShopError, match="另一个"):
        lock_folder(tmp_path)
    lock.release()
    lock_folder(tmp_path).release()
