"""Bringing in a file of 20,000 orders, and taking it back, against the same rows written by the bare driver."""

from __future__ import annotations

import random
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from benchmarks.harness import Arena, Duel, case
from shopdesk.data.connections import connect
from shopdesk.data.database import DATABASE_FILE, Database
from shopdesk.data.opening import open_database
from shopdesk.data.tables import Base, Member
from shopdesk.intake.apply import Imported, import_draft
from shopdesk.intake.sources import make_draft, open_file, parse

ORDERS = 20_000
KNOWN_SHARE = 0.8
WRITTEN = tuple(table.name for table in Base.metadata.sorted_tables)


def write_export(path: Path, phones: list[str]) -> None:
    """Orders of members whom the shop has and of some whom it has not."""
    chance = random.Random(7)
    begin = datetime(2025, 3, 1, 8)  # noqa: DTZ001 - a shop's export says local times
    with path.open("w", encoding="utf-8-sig") as file:
        file.write("订单号,下单时间,收货人,手机号,商品名称,数量,实付金额,订单状态\n")
        for number in range(ORDERS):
            known = chance.random() < KNOWN_SHARE
            phone = chance.choice(phones) if known else f"139{chance.randrange(4000):08d}"
            at = begin + timedelta(minutes=7 * number)
            goods = chance.choice(("砂糖橘", "土鸡蛋", "牛奶", "排骨"))
            file.write(f"K{number:08d},{at:%Y-%m-%d %H:%M:%S},顾客{phone[-4:]},{phone},{goods},1,19.90,已完成\n")


class Bringing:
    """The shop that the file is brought into, and a copy of it for the bare driver."""

    def __init__(self, arena: Arena) -> None:
        self.database: Database = open_database(arena.folder)
        with self.database.read() as session:
            self.phones = [phone for phone in session.scalars(select(Member.phone).limit(20_000)) if phone]
        self.path = arena.scratch / "orders.csv"
        write_export(self.path, self.phones)
        self.copy = arena.scratch / "copy"
        self.copy.mkdir()
        shutil.copy(arena.file, self.copy / DATABASE_FILE)
        self.bare = connect(self.copy / DATABASE_FILE)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cache_size = -65536"):
            self.bare.execute(f"PRAGMA {pragma}")
        self.before = {table: self._last(table) for table in WRITTEN}
        self.bring_in()
        self.rows = {table: self._new_rows(table) for table in WRITTEN}
        self.database.undo()

    def _last(self, table: str) -> int:
        return int(self.bare.execute(f'SELECT coalesce(max(id), 0) FROM "{table}"').fetchone()[0])

    def _new_rows(self, table: str) -> list[tuple[Any, ...]]:
        with self.database.read() as session:
            cursor = session.connection().connection.cursor()
            cursor.execute(f'SELECT * FROM "{table}" WHERE id > ?', (self.before[table],))
            return list(cursor.fetchall())

    def bring_in(self) -> Imported:
        draft = make_draft(parse(open_file(self.path)))
        result, _change = self.database.change("bench", lambda session: import_draft(session, draft))
        assert result.added["orders"] == ORDERS, result
        return result

    def write_bare(self) -> None:
        self.bare.execute("BEGIN IMMEDIATE")
        for table in WRITTEN:
            if self.rows[table]:
                marks = ",".join("?" * len(self.rows[table][0]))
                self.bare.executemany(f'INSERT INTO "{table}" VALUES ({marks})', self.rows[table])
        self.bare.execute("COMMIT")

    def remove_bare(self) -> None:
        self.bare.execute("BEGIN IMMEDIATE")
        for table in reversed([table for table in WRITTEN if self.rows[table]]):
            self.bare.execute(f'DELETE FROM "{table}" WHERE id > ?', (self.before[table],))
        self.bare.execute("COMMIT")

    def take_back(self) -> None:
        while self.database.undo() is not None:
            pass

    def finish(self) -> None:
        self.bare.close()
        self.database.close()


@case("import.orders", "20,000 orders of a file: read, planned and written; against executemany of the same rows", writes=True)  # fmt: skip  # noqa: E501
def import_orders(arena: Arena) -> Duel:
    bringing = Bringing(arena)

    def prepare() -> None:
        bringing.take_back()
        bringing.remove_bare()

    return Duel(bringing.bring_in, bringing.write_bare, None, bringing.finish, prepare)


@case("import.again", "the same file once more, which changes nothing; against looking up its order numbers", writes=True)  # fmt: skip  # noqa: E501
def import_again(arena: Arena) -> Duel:
    bringing = Bringing(arena)
    bringing.bring_in()
    bringing.write_bare()
    numbers = [(row[1], row[2]) for row in bringing.rows["order"]]

    def ours() -> int:
        draft = make_draft(parse(open_file(bringing.path)))
        result, _change = bringing.database.change("bench", lambda session: import_draft(session, draft))
        return result.unchanged

    def baseline() -> int:
        query = 'SELECT id FROM "order" WHERE source = ? AND order_no = ?'
        return sum(bringing.bare.execute(query, number).fetchone() is not None for number in numbers)

    return Duel(ours, baseline, None, bringing.finish)


@case("import.undo", "taking those 20,000 orders back, against deleting the same rows", writes=True)
def undo_import(arena: Arena) -> Duel:
    bringing = Bringing(arena)

    def prepare() -> None:
        bringing.bring_in()
        bringing.write_bare()

    return Duel(bringing.take_back, bringing.remove_bare, None, bringing.finish, prepare)
