"""Rows that were not imported: as they stood in the source, to be mended in Excel and imported again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from shopdesk.base.i18n import _
from shopdesk.base.progress import SILENT, Progress
from shopdesk.files.table_writer import Sheet, SheetColumn, write_workbook
from shopdesk.intake.draft import Refused
from shopdesk.intake.jielong.unwrap import split_lines
from shopdesk.intake.sources import Parsed


def cells_of(parsed: Parsed, refused: Refused) -> tuple[Any, ...]:
    """The whole row as it stood in the source; what the refusal says when it belongs to no row."""
    if refused.row <= 0:
        return refused.cells
    if parsed.table is None:
        return refused.cells if len(refused.cells) == 1 else (_line(parsed, refused.row),)
    content = parsed.source.content
    at = refused.row - (0 if content.what == "vcard" else 1)
    sheet = next((sheet for sheet in content.sheets if sheet.name == parsed.table.sheet), None)
    if sheet is None or not 0 <= at < len(sheet.rows):
        return refused.cells
    return tuple(sheet.rows[at])


def _line(parsed: Parsed, number: int) -> str:
    return next((words.strip() for line, words in split_lines(parsed.source.text) if line == number), "")


def header_of(parsed: Parsed) -> tuple[str, ...]:
    """What the columns are called; a 接龙 has one."""
    return (_("原文"),) if parsed.table is None else parsed.table.header


def write_refused(
    path: Path,
    header: Sequence[str],
    rows: Sequence[tuple[int, str, Sequence[Any]]],
    progress: Progress = SILENT,
) -> None:
    """A workbook of (row, reason, cells): the cells as they were, the row's number and the reason behind them."""
    width = max([len(header), *(len(cells) for _row, _reason, cells in rows)])
    names = [*header, *(_("列 {number}").format(number=at + 1) for at in range(len(header), width))]
    columns = [SheetColumn(name or _("列 {number}").format(number=at + 1), 16, "text") for at, name in enumerate(names)]
    columns += [SheetColumn(_("原来的行号"), 12, "text"), SheetColumn(_("失败原因"), 40, "long")]
    sheet = Sheet(_("没有导入的行"), columns, _rows(rows, width), len(rows))
    write_workbook(path, lambda: iter([sheet]), progress)


def _rows(rows: Iterable[tuple[int, str, Sequence[Any]]], width: int) -> Iterator[list[Any]]:
    for row, reason, cells in rows:
        texts = [_text(cell) for cell in cells]
        yield [*texts, *([None] * (width - len(texts))), str(row) if row else "", reason]


def _text(cell: Any) -> str | None:
    return None if cell is None or cell == "" else str(cell)
