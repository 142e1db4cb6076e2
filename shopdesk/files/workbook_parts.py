"""What can be told about a workbook from its parts before a library opens it: what it is, and whether it is safe."""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field

from shopdesk.files.limits import MAX_CELLS, MAX_SPARSE_CELLS, Unsafe, check_archive, check_prolog

_CHUNK = 1 << 20
_CARRY = 512
_ILLEGAL = bytes({*range(32)} - {9, 10, 13})  # no XML may hold these, yet some libraries let them pass
_HIDDEN_ROW = re.compile(rb'<(?:[a-z]+:)?row\b[^>]{0,400}?\bhidden="(?:1|true)"')
_ROW_NUMBER = re.compile(rb'<(?:[a-z]+:)?row\b[^>]{0,400}?\br="([0-9]{1,7})"')
_FAR_COLUMN = re.compile(rb'c r="([A-Z]{2,3})[0-9]')
_NEAR_COLUMN = re.compile(rb'c r="([A-Z])[0-9]')
_SHEET = re.compile(rb"<(?:[a-z]+:)?sheet\b[^>]*>")
_BOOK = re.compile(r"(?:[^/]+/)?workbook[0-9]*\.(?:xml|bin)")
_RELATION = re.compile(rb"<(?:[a-z]+:)?Relationship\b[^>]*>")


@dataclass(slots=True)
class WorkbookParts:
    """`notes` are codes: macros, external_links."""

    encoding: str = "xlsx"
    notes: tuple[str, ...] = ()
    dates_from_1904: bool = False
    hidden_rows: dict[str, int] = field(default_factory=dict)


def inspect_parts(archive: zipfile.ZipFile) -> WorkbookParts:
    """Look at every part once, in pieces; raises Unsafe with the reason when it must not be opened.

    Reading the sheets to their end also proves their checksums.
    """
    check_archive(archive)
    names = set(archive.namelist())
    parts = WorkbookParts(encoding=_kind_of(names))
    for name in names:
        if name.endswith((".xml", ".rels")):
            with archive.open(name) as part:
                check_prolog(part)
    notes = []
    if any(name.endswith("vbaProject.bin") for name in names):
        notes.append("macros")
    if any(name.startswith("xl/externalLinks/") for name in names):
        notes.append("external_links")
    parts.notes = tuple(notes)
    if parts.encoding == "xlsx":
        _inspect_sheets(archive, names, parts)
    return parts


def _kind_of(names: set[str]) -> str:
    books = [name for name in names if _BOOK.fullmatch(name)]  # SharePoint writes workbook2.xml
    if books:
        return "xlsb" if books[0].endswith(".bin") else "xlsx"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    inside = [name for name in names if name.lower().endswith((".csv", ".xlsx", ".xls", ".txt"))]
    raise Unsafe("packed_table" if inside else "not_a_workbook")


def _inspect_sheets(archive: zipfile.ZipFile, names: set[str], parts: WorkbookParts) -> None:
    book = min(name for name in names if _BOOK.fullmatch(name))
    workbook = archive.read(book)
    parts.dates_from_1904 = re.search(rb'\bdate1904="(?:1|true)"', workbook) is not None
    titles = _sheet_titles(book, workbook, archive, names)
    for name in sorted(names):
        if name.endswith("sharedStrings.xml"):
            _scan_part(archive, name)
        elif "worksheets/" in name and name.endswith(".xml"):
            hidden = _scan_part(archive, name)
            if hidden and name in titles:
                parts.hidden_rows[titles[name]] = hidden


def _sheet_titles(book: str, workbook: bytes, archive: zipfile.ZipFile, names: set[str]) -> dict[str, str]:
    """Part name → sheet name; a workbook that says it in some other way only loses the count of hidden rows."""
    folder, _slash, file = book.rpartition("/")
    relations = posixpath.join(folder, "_rels", f"{file}.rels")
    if relations not in names:
        return {}
    targets = {}
    for element in _RELATION.findall(archive.read(relations)):
        target = _attribute(element, "Target").lstrip("/")
        targets[_attribute(element, "Id")] = posixpath.normpath(
            target if target.startswith(f"{folder}/") else posixpath.join(folder, target)
        )
    titles = {}
    for element in _SHEET.findall(workbook):
        part = targets.get(_attribute(element, "[a-zA-Z]+:id"))
        if part:
            titles[part] = _attribute(element, "name")
    return titles


def _attribute(element: bytes, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"'.encode(), element)
    text = found[1].decode("utf-8", "replace") if found else ""
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, letter)
    return text


def _scan_part(archive: zipfile.ZipFile, name: str) -> int:
    """The number of hidden rows; raises Unsafe for bytes that XML forbids, a cut end, or a far too sparse sheet."""
    hidden, last_row, columns, cells = 0, 0, 26, 0
    carry = tail = b""
    with archive.open(name) as part:
        wide = False
        while chunk := part.read(_CHUNK):
            wide = wide or (not tail and chunk.startswith((b"\xff\xfe", b"\xfe\xff")))
            if wide:
                continue  # UTF-16 parts are read to prove the checksum only
            if len(chunk.translate(None, _ILLEGAL)) != len(chunk):  # six times faster than a search
                raise Unsafe("damaged_file")
            window = carry + chunk
            cut = max(window.rfind(b"<", len(window) - _CARRY), 0) if len(window) > _CARRY else len(window)
            done, carry = window[:cut], window[cut:]
            hidden += len(_HIDDEN_ROW.findall(done)) if b"hidden=" in done else 0
            cells += done.count(b"<c ") or done.count(b":c ")
            numbers = _ROW_NUMBER.findall(done[-20_000:])
            last_row = max(last_row, int(numbers[-1])) if numbers else last_row
            columns = max([columns, *map(_column_number, set(_FAR_COLUMN.findall(done)))])
            tail = window[-200:]
    if not wide and not tail.rstrip().endswith(b">"):
        raise Unsafe("truncated_file")
    most = max(MAX_SPARSE_CELLS, min(cells * 4, MAX_CELLS))
    if last_row * columns > most and (columns > 26 or last_row * _widest_column(archive, name) > most):
        raise Unsafe("too_much_memory")
    return hidden + len(_HIDDEN_ROW.findall(carry))


def _widest_column(archive: zipfile.ZipFile, name: str) -> int:
    """Looked up only for long sheets, where it decides whether the sheet is read at all."""
    widest, carry = 1, b""
    with archive.open(name) as part:
        while chunk := part.read(_CHUNK):
            letters = set(_NEAR_COLUMN.findall(carry + chunk))
            widest, carry = max([widest, *map(_column_number, letters)]), chunk[-20:]
    return widest


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
