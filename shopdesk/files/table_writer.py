"""Writing large tables as .xlsx: rows stream into the sheet, memory stays flat, text is always text.

Measured with 100,000 rows of 12 cells against openpyxl's write-only mode: some ten times faster, because a cell is one
formatted string and the compression is zlib's quickest. openpyxl itself writes the small styled sheets elsewhere.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.progress import SILENT, Progress
from shopdesk.files.atomic import replace_file

LONGEST_CELL = 32_767
"""Excel's limit of characters in a cell; it counts UTF-16 units, so an emoji is two."""
MOST_ROWS = 1_048_576
_SURELY_SHORT = LONGEST_CELL // 2  # characters that stay under the limit even if all of them are emoji
_EXCEL_DAY_ZERO = 693_594
"""date.toordinal of 1899-12-30, from which Excel counts days (right from March 1900 on)."""
_ROWS_AT_A_TIME = 500
_ROWS_LOOKED_AT = 200  # for the widths, which stand in the file before the rows
# Two characters that XML cannot hold: one marks where a text ends, the other where it is to be parted.
_BETWEEN, _PART = "\x0b", "\x0c"
# What XML cannot hold, and what Excel would decode: a literal _x0041_ in a text is its escape for A. Its escape of the
# escape is not read back by openpyxl and calamine, so the text is parted into two runs that say nothing to anybody.
_ODD = re.compile("[\x00-\x08\x0c-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True)
class SheetColumn:
    title: str
    width: float
    """Characters, as Excel counts them (a hanzi is two); of a filtered sheet the most, narrower where the cells are."""
    kind: str = "text"
    """text | long (wrapped) | title | count (int or float) | money (分) | day (ordinal) | percent (a share of 1)"""


@dataclass
class Sheet:
    """`rows` is read once, as it is written; None is an empty cell."""

    name: str
    columns: Sequence[SheetColumn]
    rows: Iterable[Sequence[Any]]
    total: int = 0
    """How many rows are expected, for the progress; 0 is unknown."""
    filtered: bool = True
    """A frozen header with a filter; without it the sheet is a page to read (no header)."""
    cut: int = field(default=0, init=False)
    """After writing: cells longer than Excel allows, which were cut."""


def write_workbook(path: Path, sheets: Callable[[], Iterator[Sheet]], progress: Progress = SILENT) -> None:
    """Write all sheets to `path` in one step; a failed or cancelled writing leaves the old file alone.

    `sheets` is a generator: a later sheet is made after the earlier ones are written, so it can count them.
    """
    with replace_file(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        written = []
        for number, sheet in enumerate(sheets(), 1):
            with book.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as part:
                rows = _write_sheet(part, sheet, progress)
            written.append((sheet, rows))
        for name, text in _small_parts(written).items():
            book.writestr(name, text)


def _write_sheet(part: IO[bytes], sheet: Sheet, progress: Progress) -> int:
    rows = iter(sheet.rows)
    first_rows = list(islice(rows, _ROWS_LOOKED_AT))
    widths = _fitting_widths(sheet.columns, first_rows) if sheet.filtered else [c.width for c in sheet.columns]
    part.write(_sheet_head(sheet, widths).encode())
    texts = _Texts()
    number = 0
    if sheet.filtered:
        number = 1
        cells = "".join(_OPEN.format(style=2) % texts.put(column.title) for column in sheet.columns)
        part.write(_in_runs(f'<row r="1">{cells}</row>').encode())
    make_row = _RowMaker(sheet.columns, texts)
    waiting: list[str] = []
    for row in chain(first_rows, rows):
        number += 1
        waiting.append(make_row(number, row))
        if len(waiting) == _ROWS_AT_A_TIME:
            part.write("".join(waiting).encode())
            waiting.clear()
            progress.report(number, sheet.total or number)
    part.write("".join(waiting).encode())
    progress.report(number, number)  # the last chance to cancel before the file is there
    if number > MOST_ROWS:
        raise ShopError(
            _("一张 Excel 表最多 {most} 行，放不下 {count} 行。").format(most=MOST_ROWS, count=number),
            _("请分成几份导出。"),
            "too_many_rows",
        )
    filter_ = ""
    if sheet.filtered:
        filter_ = f'<autoFilter ref="A1:{column_letter(len(sheet.columns))}{max(number, 1)}"/>'
    part.write(f"</sheetData>{filter_}</worksheet>".encode())
    sheet.cut = texts.cut
    return number


def _fitting_widths(columns: Sequence[SheetColumn], rows: Sequence[Sequence[Any]]) -> list[float]:
    """As wide as the title with its filter arrow and the longest of these cells, at most the column's width."""
    widths = []
    for at, column in enumerate(columns):
        longest = max((_shown_width(column.kind, row[at]) for row in rows), default=0)
        widths.append(max(_text_width(column.title) + 4, min(longest + 2, column.width)))
    return widths


def _shown_width(kind: str, cell: Any) -> float:
    if cell is None or cell == "":
        return 0
    if kind == "money":
        return len(f"{cell / 100:,.2f}")
    if kind == "day":
        return 10
    return max(map(_text_width, str(cell)[:1000].split("\n")))


def _text_width(text: str) -> float:
    return sum(2 if character > "\u10ff" else 1 for character in text)


class _Texts:
    """Escapes text and counts what had to be cut."""

    def __init__(self) -> None:
        self.cut = 0

    def put(self, text: str) -> str:
        if len(text) > _SURELY_SHORT:
            units = text.encode("utf-16-le", "surrogatepass")
            if len(units) > 2 * LONGEST_CELL:
                text = units[: 2 * (LONGEST_CELL - 1)].decode("utf-16-le", "ignore") + "…"
                self.cut += 1
        text = _ODD.sub(_replace_odd, text.replace("\r\n", "\n")).replace(_BETWEEN, "")
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _replace_odd(found: re.Match[str]) -> str:
    return {"_": "_" + _PART, "\r": "\n"}.get(found.group(), "")


_PARTED = re.compile(f'<t xml:space="preserve">([^<]*{_PART}[^<]*)</t>')


def _in_runs(cells: str) -> str:
    """Texts with a _PART in them become rich text of several runs without any format."""

    def runs(found: re.Match[str]) -> str:
        return "".join(f'<r><t xml:space="preserve">{part}</t></r>' for part in found[1].split(_PART))

    return _PARTED.sub(runs, cells) if _PART in cells else cells


_OPEN = '<c t="inlineStr" s="{style}"><is><t xml:space="preserve">%s</t></is></c>'
_CELLS = {
    "text": _OPEN.format(style=1),
    "long": _OPEN.format(style=5),
    "title": _OPEN.format(style=6),
    "count": "<c><v>%s</v></c>",
    "money": '<c s="3"><v>%s</v></c>',
    "day": '<c s="4"><v>%s</v></c>',
    "percent": '<c s="7"><v>%s</v></c>',
}
_TEXT_KINDS = ("text", "long", "title")


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}" if fen >= 0 else f"-{-fen // 100}.{-fen % 100:02d}"


class _RowMaker:
    """A row is one %-format for its pattern of empty cells; text is looked through once for the whole row."""

    def __init__(self, columns: Sequence[SheetColumn], texts: _Texts) -> None:
        self._kinds = [column.kind for column in columns]
        self._texts = texts
        self._text_places = [at for at, kind in enumerate(self._kinds) if kind in _TEXT_KINDS]
        self._figures = [(at, kind) for at, kind in enumerate(self._kinds) if kind in ("money", "day")]
        self._templates: dict[tuple[bool, ...], str] = {}

    def __call__(self, number: int, row: Sequence[Any]) -> str:
        cells = list(row)
        if len(cells) != len(self._kinds):
            raise ValueError(f"row {number} has {len(cells)} cells, not {len(self._kinds)}")
        empty = tuple([cell is None or cell == "" for cell in cells])
        for at, kind in self._figures:
            if not empty[at]:
                cells[at] = _yuan(cells[at]) if kind == "money" else cells[at] - _EXCEL_DAY_ZERO
        texts = [str(cells[at]) for at in self._text_places]
        for at, text in zip(self._text_places, self._escaped(texts), strict=True):
            cells[at] = text
        template = self._templates.get(empty)
        if template is None:
            template = self._templates[empty] = self._template(empty)
        if True in empty:
            cells = [cell for cell, missing in zip(cells, empty, strict=True) if not missing]
        return _in_runs(template % (number, *cells))

    def _escaped(self, texts: list[str]) -> list[str]:
        """All the row's texts at once; only a row with something odd in it is gone through cell by cell."""
        together = _BETWEEN.join(texts)
        if len(together) > _SURELY_SHORT or _ODD.search(together) or together.count(_BETWEEN) >= len(texts) > 0:
            return [self._texts.put(text) for text in texts]
        if "&" in together or "<" in together or ">" in together:
            return together.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").split(_BETWEEN)
        return texts

    def _template(self, empty: tuple[bool, ...]) -> str:
        cells = ["<c/>" if missing else _CELLS[kind] for kind, missing in zip(self._kinds, empty, strict=True)]
        return f'<row r="%d">{"".join(cells)}</row>'


def column_letter(number: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


# ---- the fixed parts of the package -------------------------------------------------------------------------------

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def _sheet_head(sheet: Sheet, widths: Sequence[float]) -> str:
    frozen = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' if sheet.filtered else ""
    grid = "" if sheet.filtered else ' showGridLines="0"'
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width:g}" customWidth="1"/>' for at, width in enumerate(widths, 1)
    )
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"{grid}>{frozen}</sheetView>'
        f"</sheetViews><cols>{columns}</cols><sheetData>"
    )


def _small_parts(sheets: Sequence[tuple[Sheet, int]]) -> dict[str, str]:
    texts = _Texts()
    entries, links, types, names = [], [], [], []
    for at, (sheet, rows) in enumerate(sheets, 1):
        name = texts.put(sheet_name(sheet.name)).replace('"', "&quot;").replace(_PART, "x005F_")
        entries.append(f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}"/>')
        links.append(f'<Relationship Id="rId{at}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{at}.xml"/>')
        types.append(
            f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        )
        if sheet.filtered:
            quoted = name.replace("'", "''")
            names.append(
                f'<definedName name="_xlnm._FilterDatabase" localSheetId="{at - 1}" hidden="1">'
                f"'{quoted}'!$A$1:${column_letter(len(sheet.columns))}${max(rows, 1)}</definedName>"
            )
    named = f"<definedNames>{''.join(names)}</definedNames>" if names else ""
    style_link = f'<Relationship Id="rIdS" Type="{_RELATIONS}/styles" Target="styles.xml"/>'
    main_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return {
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
        f"<sheets>{''.join(entries)}</sheets>{named}</workbook>",
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f"{''.join(links)}{style_link}</Relationships>",
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main_type}"/>'
        '<Override PartName="/xl/styles.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
        f"{''.join(types)}</Types>",
        "xl/styles.xml": _HEAD + _STYLES,
    }


def sheet_name(name: str) -> str:
    """What Excel allows: 31 characters, none of []:*?/\\, no quote at either end."""
    return re.sub(r"[\[\]:*?/\\]", " ", name).strip("' ")[:31] or "Sheet"


_STYLES = (
    f'<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="#,##0.00"/>'
    '<numFmt numFmtId="165" formatCode="yyyy-mm-dd"/></numFmts>'
    '<fonts count="3"><font><sz val="11"/><name val="Microsoft YaHei"/></font>'
    '<font><b/><sz val="11"/><name val="Microsoft YaHei"/></font>'
    '<font><b/><sz val="16"/><name val="Microsoft YaHei"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFFDEBDD"/></patternFill></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="8"><xf/>'
    '<xf numFmtId="49" xfId="0" applyNumberFormat="1"><alignment vertical="top"/></xf>'
    '<xf fontId="1" fillId="2" applyFont="1" applyFill="1"/>'
    '<xf numFmtId="164" applyNumberFormat="1"><alignment vertical="top"/></xf>'
    '<xf numFmtId="165" applyNumberFormat="1"><alignment vertical="top"/></xf>'
    '<xf numFmtId="49" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    '<xf fontId="2" applyFont="1"/>'
    '<xf numFmtId="10" xfId="0" applyNumberFormat="1"><alignment vertical="top"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
