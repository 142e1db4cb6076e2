"""Lines that hold more than one line: a title behind #接龙, several numbered entries in a row."""

from __future__ import annotations

from shopdesk.intake.jielong.folding import is_digit
from shopdesk.intake.jielong.heads import Head, header_word, scan_head
from shopdesk.intake.jielong.numerals import scan_unit
from shopdesk.intake.jielong.rows import Row

_MARKS = (".", "、", ")")
_BEFORE = ("", " ", "]", ")", "。", ";")


def split_headers(rows: list[Row]) -> list[Row]:
    """Text behind the header word on its line stands as a line of its own."""
    out: list[Row] = []
    for row in rows:
        end = header_word(row.text) if not row.kind else None
        if end is None:
            out.append(row)
            continue
        out.append(row._replace(raw=row.raw[:end], text=row.text[:end], kind="header"))
        if row.text[end:].strip(" :"):
            out.append(Row(row.line, row.raw[end:], row.text[end:]))
    return out


def flatten(rows: list[Row]) -> list[Row]:
    """Several numbered entries on one line become lines."""
    out: list[Row] = []
    for at, row in enumerate(rows):
        if row.kind or row.blank:
            out.append(row)
            continue
        following = next((r for r in rows[at + 1 : at + 4] if not r.blank), None)
        next_head = scan_head(following.text) if following is not None else None
        cuts = _cuts(row.text, next_head)
        start = 0
        for cut in [*cuts, len(row.text)]:
            if cut > start or not cuts:
                out.append(row._replace(raw=row.raw[start:cut], text=row.text[start:cut]))
            start = cut
    return out


def _cuts(text: str, next_head: Head | None) -> list[int]:
    """Where entries after the first begin in a line that holds several: numbers in a row, all with the same mark."""
    own = scan_head(text)
    numbered = own is not None and own.sure
    expected = own.seq + 1 if own is not None and numbered else None
    if expected is not None and next_head is not None and next_head.sure and next_head.seq == expected:
        return []
    style = _mark_after_number(text, 0) if numbered else ""
    cuts: list[int] = []
    at = own.end if own is not None and numbered else 0
    while at < len(text):
        if not is_digit(text[at]):
            at += 1
            continue
        mark = _mark_after_number(text, at)
        head = scan_head(text, at) if mark and mark == (style or mark) else None
        apart = text[at - 1 : at] in _BEFORE or (at == 0)
        if (
            head is not None
            and head.sure
            and (head.seq == expected if expected is not None else apart)
            and _may_begin(text, at)
        ):
            cuts.append(at)
            expected, style = head.seq + 1, mark
        while at < len(text) and is_digit(text[at]):
            at += 1
    return cuts if numbered or len(cuts) >= 2 else []


def _mark_after_number(text: str, at: int) -> str:
    """The mark behind the number at `at`, blanks before it passed over; empty when it is none of an entry."""
    while at < len(text) and text[at] == " ":
        at += 1
    start = at
    while at < len(text) and is_digit(text[at]):
        at += 1
    return text[at] if 0 < at - start <= 4 and at < len(text) and text[at] in _MARKS else ""


def _may_begin(text: str, at: int) -> bool:
    """草莓×2、苹果×1 has no entry 2: what stands right before an entry's number is no sign or letter."""
    before = text[at - 1 : at]
    return before in _BEFORE or scan_unit(before, 0) is not None
