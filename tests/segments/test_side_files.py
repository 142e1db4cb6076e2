"""Side files give the next start what the tables say, or nothing: a changed shop, a torn file, a password."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from benchmarks.generate import fill_shop
from shopdesk.data.database import Database
from shopdesk.data.folder import side_folder
from shopdesk.data.opening import open_database
from shopdesk.data.tables import Member, Order, OrderLine
from shopdesk.members.segments import beside, select_ids
from shopdesk.members.segments.beside import keep_beside

DAY = 739_600
RULES: list[dict[str, Any]] = [
    {"field": "spent_fen", "op": ">=", "value": 3000, "within_days": 120},
    {"field": "tag", "op": "has_any", "value": ["宝妈"]},
    {"field": "product", "op": "has_any", "value": ["苹果", "橙子"]},
    {"field": "product_count", "op": ">=", "value": 6},
    {"field": "community", "op": "in", "value": ["翠湖天地"]},
    {"field": "lifecycle", "op": "in", "value": ["active", "lost"]},
    {"field": "referral_count", "op": "<=", "value": 0},
]


@pytest.fixture
def folder(database: Database, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shop that counts as a large one."""
    monkeypatch.setattr(beside, "LARGE", 100)
    fill_shop(database, 80, until=DAY)
    return database.path.parent


def answers(database: Database) -> list[list[int]]:
    with database.read() as session:
        return [select_ids(session, rule, DAY) for rule in RULES]


def files_of(folder: Path) -> list[Path]:
    return sorted(side_folder(folder / "shop.db").glob("*"))


def test_next_start_has_from_files_what_the_tables_say(database: Database, folder: Path) -> None:
    right = answers(database)
    database.change("改", lambda session: setattr(session.get_one(Order, 3), "amount_fen", 99_900))
    right = answers(database)  # patched arrays are written whole
    written = keep_beside(database)
    assert len(written) == 5 and keep_beside(database) == []
    names = {name for name in database.derived if not name.startswith("reached")}
    again = open_database(folder, read_only=True)
    count_reads = watch_reads(again)
    assert answers(again) == right
    assert count_reads == []
    assert names <= set(again.derived) | {"order_columns"}
    again.close()


def watch_reads(database: Database) -> list[str]:
    """Statements that read orders or members by the hundred."""
    from sqlalchemy import event

    seen: list[str] = []

    @event.listens_for(database._readers, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "group_concat" in statement:
            seen.append(statement)

    return seen


def test_change_makes_files_worthless_and_they_go_at_once(database: Database, folder: Path) -> None:
    answers(database)
    keep_beside(database)
    kept = {path: path.read_bytes() for path in files_of(folder)}
    database.change("删", lambda session: session.delete(session.scalars(select(OrderLine)).first()))
    database.change("搬", lambda session: setattr(session.get_one(Member, 1), "community", "翠湖天地"))
    assert files_of(folder) == []
    right = answers(database)
    for path, content in kept.items():  # as if they had not gone, or a backup had brought them back
        path.write_bytes(content)
    again = open_database(folder)
    assert answers(again) == right
    again.change("再改", lambda session: setattr(session.get_one(Member, 2), "community", "翠湖天地"))
    assert files_of(folder) == []
    again.close()


def test_torn_and_strange_files_are_as_good_as_none(database: Database, folder: Path) -> None:
    right = answers(database)
    keep_beside(database)
    chance = random.Random(3)
    whole = {path: path.read_bytes() for path in files_of(folder)}
    for round_number in range(12):
        for path, content in whole.items():
            place = chance.randrange(len(content))
            turned = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
            torn = (content[:place], turned, b"", b"{}\n", b"[]")
            path.write_bytes(torn[round_number % len(torn)])
        again = open_database(folder, read_only=True)
        assert answers(again) == right
        again.close()


def test_small_shops_and_those_with_a_password_keep_none(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    locked = open_database(tmp_path / "locked", "geheim")
    fill_shop(locked, 60, until=DAY)
    answers(locked)
    assert keep_beside(locked) == [] and not side_folder(locked.path).exists()
    locked.close()
    monkeypatch.setattr(beside, "LARGE", 20_000)
    answers(database)
    assert keep_beside(database) == [] and files_of(folder) == []
