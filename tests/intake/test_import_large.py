"""A large export, generated like the CDNOW data: each order and customer once, in work that grows with it."""

from __future__ import annotations

import random
import time
from pathlib import Path

from shopdesk.data.database import Database
from shopdesk.data.tables import Member, Order
from shopdesk.intake.preview_rows import table_rows
from tests.intake.bringing import bring_in, count


def write_large_export(path: Path, rows: int, customers: int) -> None:
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


def test_a_large_export_is_imported_once_in_work_that_grows_with_it(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "cdnow.csv"
    spent = []
    for rows, customers in ((2_000, 680), (16_000, 5_440)):
        write_large_export(path, rows, customers)
        began = time.process_time()  # of this process alone: others on the machine do not count
        first = bring_in(database, path)
        spent.append(time.process_time() - began)
        assert first.result.added["orders"] == count(database, Order) == rows
        assert first.result.added["members"] == count(database, Member) == customers
        assert len(table_rows(first.preview)) == rows
        second = bring_in(database, path)
        assert second.result.unchanged == rows and not second.change.tables
        database.undo()
        assert count(database, Order) == count(database, Member) == 0
    assert spent[1] < 3 * 8 * spent[0], "eight times the rows; work that grows with their square takes 64 times as long"
