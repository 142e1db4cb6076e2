"""`python -m benchmarks.excel_sides ours|openpyxl ROWS FILE`: the same 12 columns written by us and by openpyxl.

The cells are a contact list's: text with hanzi and emoji, empty cells, counts, money and days, a reason in words.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

TITLES = (
    "批次",
    "昵称",
    "手机号",
    "小区",
    "房号",
    "标签",
    "生命周期",
    "订单数",
    "累计消费",
    "上次下单",
    "理由",
    "已发送",
)
KINDS = ("count", "text", "text", "text", "text", "text", "text", "count", "money", "day", "long", "text")
_NAMES = ("小雨妈妈", "老张🍊", "Lily & Tom", "胡建国", "=SUM(A1)", "喆喆", "三栋阿姨", "")
_PLACES = ("翠湖花园", "和平里", "金桂园", "滨江一号", "")
_TAGS = ("宝妈、水果控", "爱接龙", "", "退休、有老人、准时自提", "VIP")
_CYCLES = ("新客", "活跃", "渐冷", "沉睡", "流失")


def rows(count: int) -> Iterator[tuple[Any, ...]]:
    """Money in 分 and days as ordinals, as the shop has them."""
    for number in range(count):
        name = _NAMES[number % 8]
        yield (
            number // 200 + 1, f"{name}{number}", f"138{number:08d}", _PLACES[number % 5],
            f"{number % 30 + 1}-{number % 4 + 1}-{number % 18 + 1}02", _TAGS[number % 5], _CYCLES[number % 5],
            number % 40, number * 37 % 900_000, 739_000 + number % 500,
            f"共 {number % 40} 单；上次下单 {number % 90} 天前", "",
        )  # fmt: skip


def write_ours(count: int, file: Path) -> None:
    from shopdesk.files.table_writer import Sheet, SheetColumn, write_workbook

    columns = [SheetColumn(title, 24, kind) for title, kind in zip(TITLES, KINDS, strict=True)]
    write_workbook(file, lambda: iter([Sheet("名单", columns, rows(count), count)]))


def write_by_openpyxl(count: int, file: Path) -> None:
    """The quickest way that keeps "=SUM(A1)" a text: plain values, and a typed cell only where it has to be one."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("名单")
    sheet.freeze_panes = "A2"
    sheet.append(TITLES)
    for row in rows(count):
        cells: list[Any] = list(row)
        cells[8] = cells[8] / 100
        cells[9] = date.fromordinal(cells[9])
        if cells[1].startswith("="):
            cells[1] = WriteOnlyCell(sheet, cells[1])
            cells[1].data_type = "s"
        sheet.append([None if cell == "" else cell for cell in cells])
    sheet.auto_filter.ref = f"A1:L{count + 1}"
    book.save(file)


if __name__ == "__main__":
    side, wanted, target = sys.argv[1:]
    {"ours": write_ours, "openpyxl": write_by_openpyxl}[side](int(wanted), Path(target))
