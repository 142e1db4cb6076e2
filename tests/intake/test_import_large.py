"""A large export, generated like the CDNOW data: 69,659 orders of 23,570 customers in bounded time."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from shopdesk.data.database import Database
from shopdesk.data.tables import Member, Order
from shopdesk.intake.preview_rows import table_rows
from tests.intake.bringing import bring_in, count

ROWS, CUSTOMERS = 69_659, 23_570


def write_large_export(path: Path, rows: int = ROWS, customers: int = CUSTOMERS) -> None:
    chance = random.Random(1997)
    with path.open("w", encoding="utf-8-sig") as file:
        file.write("会员编号,姓名,下单时间,商品,数量,金额\n")
        for at in range(rows):
            who = at if at < customers else chance.randrange(customers)
            qty = chance.randrange(1, 6)
            paid = qty * chance.randrange(500, 2000) / 100
            day = f"{1997 + at % 2}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
            moment = f"{day} {chance.randrange(24):02d}:{chance.randrange(60):02d}"
            file.write(f"C{who:05d},顾客{who:05d},{moment},CD,{qty},{paid:.2f}\n")


@pytest.mark.slow
def test_a_large_export_is_imported_once(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "cdnow.csv"
    write_large_export(path)
    began = time.monotonic()
    first = bring_in(database, path)
    assert first.result.added["orders"] == count(database, Order) == ROWS
    assert first.result.added["members"] == count(database, Member) == CUSTOMERS
    assert len(table_rows(first.preview)) == ROWS
    second = bring_in(database, path)
    assert second.result.unchanged == ROWS and not second.change.tables
    assert time.monotonic() - began < 300  # a guard against quadratic work: some 30 s on a slow machine


def test_a_smaller_one_takes_the_same_way(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "cdnow.csv"
    write_large_export(path, 3000, 900)
    assert bring_in(database, path).result.added["orders"] == 3000
    assert bring_in(database, path).result.unchanged == 3000
    database.undo()
    assert count(database, Order) == count(database, Member) == 0
