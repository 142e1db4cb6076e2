"""Reading 100,000 rows of 12 columns, safely and cleaned, against the libraries' bare readers on the same file."""

from __future__ import annotations

import csv
import random
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import python_calamine

from benchmarks.harness import Arena, Duel, case
from shopdesk.files.reading import read_file
from shopdesk.files.table_writer import Sheet, SheetColumn, write_workbook
from shopdesk.intake.sources import open_file, parse

ROWS = 100_000
HEADER = ["订单号", "下单时间", "收货人", "手机号", "详细地址", "商品名称", "规格", "数量", "单价", "实付金额"]
HEADER += ["订单状态", "买家备注"]
COUNTS = ("数量", "单价", "实付金额")


def rows_of_orders() -> list[tuple[str | int | float, ...]]:
    chance = random.Random(11)
    begin = datetime(2025, 1, 1, 8)  # noqa: DTZ001 - a shop's export says local times
    rows: list[tuple[str | int | float, ...]] = []
    for number in range(ROWS):
        at = f"{begin + timedelta(minutes=5 * number):%Y-%m-%d %H:%M:%S}"
        qty = chance.randrange(1, 5)
        who = (f"顾客{number % 23_570}", f"139{number % 23_570:08d}", f"阳光花园{number % 30 + 1}-{number % 6 + 1}-501")
        goods = chance.choice(("红颜草莓", "土鸡蛋", "牛奶", "排骨"))
        rows.append((f"K{number:012d}", at, *who, goods, "2斤装", qty, 19.9, round(qty * 19.9, 2), "已完成", ""))
    return rows


def write_xlsx(arena: Arena) -> Path:
    path = arena.scratch / "orders.xlsx"
    columns = [SheetColumn(name, 12, "count" if name in COUNTS else "text") for name in HEADER]
    write_workbook(path, lambda: iter([Sheet("订单", columns, rows_of_orders())]))
    return path


def write_csv(arena: Arena) -> Path:
    path = arena.scratch / "orders.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows_of_orders()])
    return path


def count_rows(path: Path) -> int:
    return sum(map(bool, read_file(path).sheets[0].rows))


@case("reading.openpyxl", "100,000 × 12 cells of a workbook, against openpyxl's read-only mode")
def read_like_openpyxl(arena: Arena) -> Duel:
    path = write_xlsx(arena)

    def baseline() -> int:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            return len(list(book.worksheets[0].iter_rows(values_only=True)))
        finally:
            book.close()

    return Duel(lambda: count_rows(path), baseline)


@case("reading.calamine", "100,000 × 12 cells of a workbook, against python-calamine in the same process")
def read_like_calamine(arena: Arena) -> Duel:
    path = write_xlsx(arena)
    return Duel(
        lambda: count_rows(path),
        lambda: len(python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()),
    )


@case("reading.csv", "100,000 × 12 cells of a GB18030 text, against the csv module")
def read_like_csv(arena: Arena) -> Duel:
    path = write_csv(arena)

    def baseline() -> int:
        with path.open(encoding="gb18030", newline="") as file:
            return len(list(csv.reader(file)))

    return Duel(lambda: count_rows(path), baseline)


@case("reading.orders", "the same text understood: 100,000 orders with people, money and times, against the csv module")
def read_orders(arena: Arena) -> Duel:
    path = write_csv(arena)

    def ours() -> int:
        table = parse(open_file(path)).table
        assert table is not None
        return len(table.orders)

    def baseline() -> int:
        with path.open(encoding="gb18030", newline="") as file:
            return len(list(csv.reader(file))) - 1

    return Duel(ours, baseline)
