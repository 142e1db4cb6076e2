"""Back offices that call an HTML page .xls: its tables as sheets. Scripts, styles and links are never followed."""

from __future__ import annotations

from html.parser import HTMLParser

from shopdesk.files.cleaning import add_clean_rows
from shopdesk.files.content import Cell, Merge, SheetDraft
from shopdesk.files.encodings import decode_text
from shopdesk.files.limits import MAX_COLUMNS, MAX_ROWS, Unsafe

_MAX_SPAN = 1_000
_MAX_PLACES = 5_000_000


class _Tables(HTMLParser):
    """Tables inside tables count as text of the outer one's cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[Cell]]] = []
        self.merged: list[list[Merge]] = []
        self._depth = 0
        self._cell: list[str] | None = None
        self._span = (1, 1)
        self._taken: dict[int, int] = {}  # column → first row that is free again below a rowspan
        self._silent = 0
        self._places = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "title"):
            self._silent += 1
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self._end_cell()
                self.tables.append([])
                self.merged.append([])
                self._taken = {}
        elif self._depth == 1 and tag == "tr":
            self._end_cell()
            self.tables[-1].append([])
            if len(self.tables[-1]) > MAX_ROWS:
                raise Unsafe("too_many_rows")
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
            values = dict(attrs)
            self._span = (_span(values.get("rowspan")), _span(values.get("colspan")))
            self._cell = []
        elif tag in ("br", "p", "div") and self._cell:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "title"):
            self._silent = max(self._silent - 1, 0)
        elif tag == "table":
            if self._depth == 1:
                self._end_cell()
            self._depth = max(self._depth - 1, 0)
        elif self._depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._silent:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        text = "\n".join(" ".join(line.split()) for line in "".join(self._cell).split("\n")).strip()
        self._cell = None
        table = self.tables[-1]
        if not table:
            table.append([])
        row, at = table[-1], len(table) - 1
        while self._taken.get(len(row), 0) > at:
            row.append("")
        first = len(row)
        down, across = self._span
        row.extend([text, *([""] * (across - 1))])
        self._places += len(row) - first
        if self._places > _MAX_PLACES or len(row) > MAX_COLUMNS:
            raise Unsafe("too_much_memory")
        if down > 1 or across > 1:
            self.merged[-1].append((at, first, at + down - 1, first + across - 1))
            self._taken.update(dict.fromkeys(range(first, first + across), at + down))


def _span(value: str | None) -> int:
    return min(max(int(value), 1), _MAX_SPAN) if value and value.isdecimal() and len(value) < 6 else 1


def read_html(data: bytes) -> list[SheetDraft]:
    """A draft for each table with rows; raises Unsafe when there is none."""
    parser = _Tables()
    parser.feed(decode_text(data).text)
    parser.close()
    drafts = []
    for number, (rows, merged) in enumerate(zip(parser.tables, parser.merged, strict=True), 1):
        if rows:
            draft = SheetDraft(str(number), tuple(merged[:20_000]))
            add_clean_rows(draft, rows)
            drafts.append(draft)
    if not drafts:
        raise Unsafe("not_a_table")
    return drafts
