"""Characters that nobody can see are taken out where text enters, and it is said in which rows."""

from __future__ import annotations

import re
from collections.abc import Iterable

from shopdesk.files.content import Cell, SheetDraft

# C0 and C1 controls except tab and newline, marks that reorder or hide text, non-characters, and lone surrogates.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff\U000e0001-\U000e007f]"
)
LOST = "\ufffd"  # stands where no encoding could give the letter back
_CHECKED = re.compile(_UNSEEN.pattern[:-1] + LOST + "]")


def has_unseen(text: str) -> bool:
    """Whether `clean_cell` would find anything; one pass over a whole file spares a look at each cell."""
    return _CHECKED.search(text) is not None


def clean_cell(text: str) -> tuple[str, bool, bool]:
    """The text without unseen characters, whether some were taken out, whether letters of it are lost."""
    if text.isprintable() and LOST not in text:
        return text, False, False
    plain = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    cleaned = _UNSEEN.sub("", plain)
    return cleaned, cleaned != plain, LOST in cleaned


def add_clean_rows(draft: SheetDraft, rows: Iterable[list[Cell]]) -> None:
    """Append rows with their text cleaned, and remember which of them were touched."""
    for row in rows:
        if not row:
            draft.rows.append(row)
            continue
        whole = "".join([cell for cell in row if isinstance(cell, str)])
        if whole.isprintable() and LOST not in whole:  # nearly every row, at a third of the cost
            draft.rows.append(row)
            continue
        for at, cell in enumerate(row):
            if isinstance(cell, str) and (LOST in cell or not cell.isprintable()):
                row[at], cleaned, damaged = clean_cell(cell)
                if cleaned:
                    draft.cleaned.add(len(draft.rows))
                if damaged:
                    draft.damaged.add(len(draft.rows))
        draft.rows.append(row)
