"""The child process that opens workbooks: whatever a hostile file does to a library, it does to this process only.

It sends tuples through the pipe: ("sheet", name, merged, hidden, hidden_rows), ("rows", rows, cleaned, damaged),
at last ("end", encoding, note codes, dates_from_1904) or ("problem", code). A child that dies says nothing: the
parent then calls the file damaged, or too large when memory ran out.
"""

from __future__ import annotations

import contextlib
import io
import os
import struct
import sys
import zipfile
import zlib
from multiprocessing.connection import Connection
from typing import BinaryIO

import python_calamine

from shopdesk.files.cleaning import add_clean_rows
from shopdesk.files.content import Cell, Row, SheetDraft
from shopdesk.files.html_tables import read_html
from shopdesk.files.limits import MAX_CELLS, MAX_ROWS, MAX_SHEETS, Unsafe
from shopdesk.files.sniff import FileKind
from shopdesk.files.spreadsheet_ml import read_spreadsheet_ml
from shopdesk.files.workbook_parts import WorkbookParts, inspect_parts

REFUSALS = (
    *(python_calamine.CalamineError, python_calamine.PasswordError, zipfile.BadZipFile, zlib.error, EOFError),
    *(ValueError, OSError, KeyError, struct.error),
    *(NotImplementedError, RuntimeError),  # zipfile: a packing method or lock it does not know
)
"""What the libraries raise at a file that is damaged; the pipe then says so."""
_BATCH_ROWS = 2_000
_EXACT = 1e15  # whole numbers beyond this have lost digits in a spreadsheet: left as float, which says so
_EMPTY: Row = ()


def read_in_child(pipe: Connection, path: str, kind: FileKind, password: str | None, memory: int, seconds: int) -> None:
    """The child's main function."""
    _set_limits(memory, seconds)
    # A library's panic prints its own traceback; nothing of it belongs on the owner's screen.
    with contextlib.suppress(OSError):
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - open until the process ends
        os.dup2(sys.stderr.fileno(), 2)
    try:
        send_file(pipe, path, kind, password)
    except Unsafe as finding:
        pipe.send(("problem", finding.code))
    except python_calamine.PasswordError:
        pipe.send(("problem", "password_needed"))
    except MemoryError:
        pipe.send(("problem", "too_much_memory"))
    except REFUSALS:
        pipe.send(("problem", "damaged_file"))
    finally:
        pipe.close()


def _set_limits(memory: int, seconds: int) -> None:
    """Where the system can enforce them; elsewhere the parent's clock and its own checks remain."""
    try:
        import resource  # late: does not exist on Windows
    except ImportError:
        return
    for what, amount in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (amount, resource.getrlimit(what)[1]))


def send_file(pipe: Connection, path: str, kind: FileKind, password: str | None) -> None:
    """Raises Unsafe, MemoryError or one of REFUSALS."""
    with open(path, "rb") as file:  # noqa: PTH123 - a plain path string came through the pipe
        if kind in ("html", "xml"):
            data = file.read()
            drafts = read_html(data) if kind == "html" else read_spreadsheet_ml(data)
            for draft in drafts:
                pipe.send(("sheet", draft.name, draft.merged, draft.hidden, draft.hidden_rows))
                _send_rows(pipe, draft)
            pipe.send(("end", kind, (), False))
        elif kind == "zip":
            _send_archive(pipe, file)
        else:
            _send_ole(pipe, file, password)


def _send_ole(pipe: Connection, file: BinaryIO, password: str | None) -> None:
    """An old workbook, or the envelope around a locked one."""
    opened = _unlocked(file, password)
    head = opened.read(4)
    opened.seek(0)
    if head == b"PK\x03\x04":
        _send_archive(pipe, opened)
        return
    book = python_calamine.load_workbook(opened)
    _send_sheets(pipe, book, WorkbookParts(encoding="xls"))


def _unlocked(file: BinaryIO, password: str | None) -> BinaryIO:
    import msoffcrypto  # late: 30 ms that only this kind of file needs
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

    try:
        office = msoffcrypto.OfficeFile(file)
        locked = office.is_encrypted()
    except (FileFormatError, ParseError, AttributeError, TypeError, IndexError, struct.error):
        locked = False
    file.seek(0)
    if not locked:
        return file
    if not password:
        raise Unsafe("password_needed")
    opened = io.BytesIO()
    try:
        office.load_key(password=password, verify_password=True)
        office.decrypt(opened)
    except (InvalidKeyError, DecryptionError):
        raise Unsafe("wrong_password") from None
    opened.seek(0)
    return opened


def _send_archive(pipe: Connection, file: BinaryIO) -> None:
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile:
        raise Unsafe("truncated_file") from None
    with archive:
        parts = inspect_parts(archive)
    file.seek(0)
    _send_sheets(pipe, python_calamine.load_workbook(file), parts)


def _send_sheets(pipe: Connection, book: python_calamine.CalamineWorkbook, parts: WorkbookParts) -> None:
    for index, meta in enumerate(book.sheets_metadata[:MAX_SHEETS]):
        if meta.typ is not python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(index)
        if sheet.total_height > MAX_ROWS or sheet.total_height * max(sheet.total_width, 1) > MAX_CELLS:
            raise Unsafe("too_much_memory")
        draft = SheetDraft(meta.name)
        draft.hidden = meta.visible is not python_calamine.SheetVisibleEnum.Visible
        draft.hidden_rows = parts.hidden_rows.get(meta.name, 0)
        ranges = sheet.merged_cell_ranges or []
        draft.merged = tuple((*first, *last) for first, last in ranges[:20_000])
        pipe.send(("sheet", draft.name, draft.merged, draft.hidden, draft.hidden_rows))
        _send_sheet_rows(pipe, draft, sheet)
    pipe.send(("end", parts.encoding, parts.notes, parts.dates_from_1904))


def _send_sheet_rows(pipe: Connection, draft: SheetDraft, sheet: python_calamine.CalamineSheet) -> None:
    # iter_rows counts rows from the sheet's first, but columns from the first used one.
    left: list[Cell] = [""] * (sheet.start[1] if sheet.start else 0)
    batch: list[list[Cell]] = []
    nothing: list[Cell] = [""] * sheet.width
    for values in sheet.iter_rows():
        # Nearly a million of the rows of a sparse sheet are blank; comparing is ten times faster than looking.
        batch.append([] if values == nothing else _plain_row(left, values))
        if len(batch) == _BATCH_ROWS:
            add_clean_rows(draft, batch)
            _send_rows(pipe, draft)
            batch = []
    add_clean_rows(draft, batch)
    _send_rows(pipe, draft)


def _plain_row(left: list[Cell], values: list[Cell]) -> list[Cell]:
    if not any(value != "" for value in values):
        return []
    row: list[Cell] = [
        int(value) if type(value) is float and -_EXACT < value < _EXACT and value.is_integer() else value
        for value in values
    ]
    while row and row[-1] == "":
        row.pop()
    return left + row if left else row


def _send_rows(pipe: Connection, draft: SheetDraft) -> None:
    """Send what the draft has so far, and empty it."""
    for start in range(0, len(draft.rows), _BATCH_ROWS):
        rows = draft.rows[start : start + _BATCH_ROWS]
        chosen = range(start, start + len(rows))
        cleaned = [at - start for at in draft.cleaned if at in chosen]
        damaged = [at - start for at in draft.damaged if at in chosen]
        pipe.send(("rows", [row or _EMPTY for row in rows], cleaned, damaged))
    draft.rows.clear()
    draft.cleaned.clear()
    draft.damaged.clear()
