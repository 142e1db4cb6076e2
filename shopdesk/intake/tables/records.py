"""From sheet rows to records: blank, repeated, total and foot rows told from data, merged cells filled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from shopdesk.base.i18n import _
from shopdesk.base.progress import Progress
from shopdesk.files.content import Cell, FileContent, Merge, Row, Sheet
from shopdesk.intake.tables.headers import is_repeated_header
from shopdesk.intake.tables.moments import Moment, parse_moment
from shopdesk.intake.tables.phones import parse_phone
from shopdesk.intake.tables.presets import PRODUCT_FIELD, Preset, plain_name, rank_of, words
from shopdesk.intake.tables.rows import Mapping, Rejected, Warned
from shopdesk.intake.tables.values import is_blank, text_of

LONGEST = {"name": 100, "nickname": 100, "receiver": 100, "number": 100, "order_no": 200, "note": 5000, "items": 20_000}
LONGEST_OTHERWISE = 500
_PROGRESS_EVERY = 2_000
_FOOT = re.compile(
    r"\s*([-=—*#]{3,}|#\s*[^\W\d]{2,12}[:：]|#-|共\s*[0-9]|注[:：]|说明|备注[:：]|特别提示|温馨提示|导出|制表|打印|统计|收入[:：]|支出[:：]|已收入|已支出|待收入|待支出|"
    r"总交易单数|总笔数|以上|本表|数据来源|更新时间|[0-9]+[.、)）]\s*\S{8,})"
)
_TOTALS_HINT = re.compile("[计总汇]|total|sum", re.IGNORECASE)
_TOTALS_ENDING = re.compile(r"[:：(（0-9].*")


@dataclass(slots=True)
class Table:
    """A table while it is read: where its columns are, and what was found wrong so far."""

    content: FileContent
    sheet: Sheet
    mapping: Mapping
    names: tuple[str, ...]
    preset: Preset | None
    year: int | None
    today: date
    progress: Progress
    first_row: int
    row_offset: int = 1
    rejected: list[Rejected] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)
    columns: dict[str, tuple[int, ...]] = field(default_factory=dict)
    assumed_years: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.columns = _columns_by_field(self.mapping, self.names, self.preset)

    def rule(self, name: str) -> bool:
        return self.mapping.rules.get(name, False)

    def reject(self, row: int, reason: str, cells: Sequence[Cell]) -> None:
        self.rejected.append(Rejected(row, reason, tuple(cells)))

    def moment(self, cell: Cell) -> Moment:
        """A point in time; a cell without a year means the given year, else the last such day that is not ahead."""
        moment = parse_moment(cell, self.year or self.today.year, from_1904=self.content.dates_from_1904)
        if moment.at is None or not moment.without_year:
            return moment
        if self.year is None and moment.at.date() > self.today + timedelta(days=31):
            moment = parse_moment(cell, self.today.year - 1, from_1904=self.content.dates_from_1904)
        self.assumed_years.update([moment.at.year] if moment.at else [])
        return moment

    def warn(self, row: int, reason: str) -> None:
        self.warnings.append(Warned(row, reason))


@dataclass(frozen=True, slots=True)
class Record:
    """One row of data: `row` counts from 1 as the owner sees it, `cells` are at least as many as the header's.

    A cell that holds nothing but blanks is "".
    """

    row: int
    cells: Sequence[Cell]
    columns: dict[str, tuple[int, ...]]

    def cell(self, field_name: str) -> Cell:
        """The first cell of a field that is not empty, "" when there is none."""
        for column in self.columns.get(field_name, ()):
            value = self.cells[column]
            if value != "":
                return value
        return ""

    def cells_of(self, field_name: str) -> Sequence[Cell]:
        columns = self.columns.get(field_name)
        return [self.cells[c] for c in columns if self.cells[c] != ""] if columns else ()

    def text(self, field_name: str) -> str:
        for column in self.columns.get(field_name, ()):
            value = self.cells[column]
            if value != "":
                return text_of(value)
        return ""


def _columns_by_field(mapping: Mapping, names: Sequence[str], preset: Preset | None) -> dict[str, tuple[int, ...]]:
    ranked: dict[str, list[tuple[int, int]]] = {}
    for column, field_name in enumerate(mapping.fields):
        if field_name and not field_name.startswith(PRODUCT_FIELD):
            name = names[column] if column < len(names) else ""
            ranked.setdefault(field_name, []).append((rank_of(name, preset, mapping.kind, field_name), column))
    return {field_name: tuple(column for _rank, column in sorted(ranked[field_name])) for field_name in ranked}


def read_records(table: Table) -> Iterator[Record]:
    """The rows that hold data; the others are rejected or warned about with their reason, blank ones passed over."""
    rows = table.sheet.rows
    width = max(len(table.names), len(table.mapping.fields))
    ragged = table.content.fixed_width and not _header_is_short(rows[table.first_row :], width)
    fills = _fills(table, width)
    limits = _limits(table)
    total = len(rows)
    feet = False
    for at in range(table.first_row, total):
        if at % _PROGRESS_EVERY == 0:
            table.progress.report(at, total, _("正在读取表格…"))
        row = rows[at]
        if not row:
            continue
        cells = ["" if isinstance(cell, str) and cell[:1].isspace() and is_blank(cell) else cell for cell in row]
        if not any(cell != "" for cell in cells) or all(map(is_blank, cells)):
            continue
        number = at + table.row_offset
        if len(cells) < width:
            cells += [""] * (width - len(cells))
        why_not = _skipped(table, cells) or ("foot" if _is_title_between(table, at, cells) else None)
        feet = feet or why_not == "end"
        if feet or why_not in ("foot", "header"):
            reason = _("又是一遍表头，跳过了") if why_not == "header" else _("表尾的说明，没有导入")
            table.warn(number, reason)
            continue
        for column, source in fills.get(at, ()):
            if is_blank(cells[column]):
                cells[column] = source
        reason = "" if why_not is None else _("合计行，不是数据")
        reason = reason or _unfit(table, at, cells, width, ragged, limits)
        if reason:
            table.reject(number, reason, row)
            continue
        if at in table.sheet.cleaned:
            table.warn(number, _("去掉了看不见的字符"))
        yield Record(number, cells, table.columns)


def _header_is_short(rows: Sequence[Row], width: int) -> bool:
    """When most rows are longer than the header, the header lacks names; otherwise a long row is a broken one."""
    sample = [row for row in rows[:200] if row]
    long = sum(any(not is_blank(cell) for cell in row[width:]) for row in sample)
    return long * 2 > len(sample)


def _limits(table: Table) -> list[tuple[int, int]]:
    """(column, longest text) of the columns that are read."""
    return [
        (column, LONGEST.get(field_name, LONGEST_OTHERWISE))
        for field_name, columns in table.columns.items()
        for column in columns
    ]


def _unfit(table: Table, at: int, cells: list[Cell], width: int, ragged: bool, limits: list[tuple[int, int]]) -> str:
    """Why a row of data cannot be taken, or ""."""
    if at in table.sheet.damaged:
        return _("有无法辨认的字，文件在这一行坏了")
    if ragged and len(cells) > width:
        extra = sum(not is_blank(cell) for cell in cells[width:])
        if extra:
            return _("比表头多出 {count} 格，可能错位了").format(count=extra)
    for column, longest in limits:
        cell = cells[column]
        if cell.__class__ is str and len(cell) > longest:
            name = table.names[column] if column < len(table.names) else ""
            return _("“{name}”有 {count} 个字，最多 {longest} 个").format(name=name, count=len(cell), longest=longest)
    return ""


def _skipped(table: Table, cells: list[Cell]) -> str | None:
    """header, total, foot, end (nothing but foot follows) or None for data."""
    filled: list[tuple[int, Cell]] = []
    for column, cell in enumerate(cells):
        if cell != "":
            filled.append((column, cell))
            if len(filled) == 3:
                break
    for _column, cell in filled:
        if isinstance(cell, str) and len(cell) < 20 and _TOTALS_HINT.search(cell) and _is_total(cell):
            if plain_name(cell) == "总交易单数":
                return "end"
            if not any(parse_phone(c).number for name in ("phone", "receiver_phone") for c in _at(table, name, cells)):
                return "total"
    first_column, first = filled[0]
    if (
        first_column < len(table.names)
        and first == table.names[first_column]
        and is_repeated_header(cells, table.names)
    ):
        return "header"
    if len(filled) < 3 <= len(table.columns) and isinstance(first, str) and _FOOT.match(first):
        return "foot"
    return None


def _is_title_between(table: Table, at: int, cells: list[Cell]) -> bool:
    """A title of its own before the header is said again: lists of several days put under each other."""
    if sum(cell != "" for cell in cells) != 1 or len(table.columns) < 3:
        return False
    below = next((row for row in table.sheet.rows[at + 1 : at + 4] if any(not is_blank(cell) for cell in row)), ())
    return bool(below) and is_repeated_header(below, table.names)


def _at(table: Table, field_name: str, cells: list[Cell]) -> list[Cell]:
    return [cells[column] for column in table.columns.get(field_name, ())]


def _is_total(text: str) -> bool:
    plain = plain_name(text)
    return plain in words().totals or (
        plain[:2] in ("合计", "总计", "小计", "共计") and plain_name(_TOTALS_ENDING.sub("", plain)) in words().totals
    )


def _fills(table: Table, width: int) -> dict[int, list[tuple[int, Cell]]]:
    """For each row the cells that a merged range above covers: (column, value).

    One payment over several orders must not be counted once for each: amounts are not filled where rows are orders.
    """
    fills: dict[int, list[tuple[int, Cell]]] = {}
    unfilled: set[int] = set()
    if table.rule("rows_are_orders"):
        unfilled = {c for name in ("amount", "item_amount", "refund") for c in table.columns.get(name, ())}
    rows = table.sheet.rows
    for merge in table.sheet.merged:
        first, column, last, _last_column = merge
        if not _is_below_header(merge, table.first_row, len(rows)) or column >= width or column in unfilled:
            continue
        value = rows[first][column] if column < len(rows[first]) else ""
        if value != "":
            for at in range(max(first + 1, table.first_row), min(last + 1, len(rows))):
                fills.setdefault(at, []).append((column, value))
    return fills


def _is_below_header(merge: Merge, first_row: int, end: int) -> bool:
    first, _column, last, _last_column = merge
    return last > first >= first_row and first < end and last - first < 5_000
