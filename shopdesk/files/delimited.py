"""Separated text (comma, tab, semicolon ...) into rows. Any text will do; telling tables apart is not here."""

from __future__ import annotations

import csv
import io
import itertools
from collections import Counter
from collections.abc import Iterator

from shopdesk.files.cleaning import add_clean_rows, has_unseen
from shopdesk.files.content import Cell, Row, SheetDraft
from shopdesk.files.limits import MAX_ROWS, Unsafe

DELIMITERS = (",", "\t", ";", "|", "，")
_SAMPLE_LINES = 200
_LONGEST_CELL = 32_767  # Excel's own limit; more, with line breaks in it, is a quote that was never closed
_BLANK: tuple[Cell, ...] = ()

csv.field_size_limit(200_000_000)  # the default of 131,072 raises; a long cell is refused later, with its row


def read_rows(text: str) -> tuple[SheetDraft, bool]:
    """A draft with the rows of the text, and whether it holds a separator at all."""
    delimiter = find_delimiter(text)
    draft = SheetDraft("")
    spaced = delimiter is not None and f'{delimiter} "' in text[:100_000]
    try:
        rows = list(_split(text, delimiter or "\x1f", spaced, quoted=delimiter is not None))
        if any(len(cell) > _LONGEST_CELL and "\n" in cell for row in rows for cell in row if isinstance(cell, str)):
            rows = list(_split(text, delimiter or "\x1f", spaced, quoted=False))
    except csv.Error:
        rows = list(_split(text, delimiter or "\x1f", spaced, quoted=False))
    if has_unseen(text):
        add_clean_rows(draft, (list(row) for row in rows))
    else:
        draft.rows = rows
    return draft, delimiter is not None


def find_delimiter(text: str) -> str | None:
    """The separator that cuts most of the first lines into the same number of cells, or None."""
    lines = [line for line in itertools.islice(_lines(text), _SAMPLE_LINES) if line.strip()]
    if lines and lines[0].strip().lower().startswith("sep=") and len(lines[0].strip()) == 5:
        return lines[0].strip()[4]  # what Excel itself obeys
    best, best_score = None, 0.0
    for delimiter in DELIMITERS:
        counts = Counter(line.count(delimiter) for line in lines if delimiter in line)
        if not counts:
            continue
        # Cells may hold a separator in quotes, so a neighbouring count speaks for it as well.
        score = max(sum(n for have, n in counts.items() if 0 <= have - want <= 2) * min(want, 8) for want in counts)
        if score > best_score * 1.2:
            best, best_score = delimiter, float(score)
    return best


def _lines(text: str) -> Iterator[str]:
    return (line for line in io.StringIO(text[:400_000], newline=None))


def _split(text: str, delimiter: str, spaced: bool, *, quoted: bool) -> Iterator[Row]:
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        skipinitialspace=spaced,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
    )
    for number, row in enumerate(reader):
        if number >= MAX_ROWS:
            raise Unsafe("too_many_rows")
        yield row or _BLANK
