"""What a file is, by its bytes; its name never decides."""

from __future__ import annotations

import re
from typing import Literal

FileKind = Literal["empty", "zip", "ole", "biff", "html", "xml", "vcard", "foreign", "text"]

HEAD_BYTES = 4096

# Things people do drop on the window, and that are no table whatever their name says.
_FOREIGN = (
    b"\xff\xd8\xff",  # JPEG
    b"\x89PNG\r\n",
    b"GIF8",
    b"%PDF",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",  # gzip
    b"BM\x36",
    b"RIFF",
    b"MZ\x90",
    b"\x7fELF",
    b"SQLite format 3\x00",
    b"{\\rtf",
    b"OggS",
    b"ID3",
)
_BIFF = re.compile(rb"\x09[\x00\x02\x04\x08][\x04\x06\x08\x10]\x00")  # BOF record without the OLE envelope
_HTML = re.compile(rb"<(!doctype\s+html|html|table|head|meta|body|style)\b", re.IGNORECASE)
_SPREADSHEET_ML = re.compile(rb"<([A-Za-z]+:)?Workbook\b")


def sniff(head: bytes) -> FileKind:
    """The kind of a file from its first `HEAD_BYTES` bytes."""
    if not head:
        return "empty"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "ole"
    if head.startswith(_FOREIGN) or head[4:8] == b"ftyp":
        return "foreign"
    if _BIFF.match(head):
        return "biff"
    plain = _ascii_of(head)
    if plain[:60].upper().startswith(b"BEGIN:VCARD"):
        return "vcard"
    if plain.startswith(b"<"):
        if _SPREADSHEET_ML.search(plain):
            return "xml"
        if _HTML.search(plain):
            return "html"
    return "text"


def _ascii_of(head: bytes) -> bytes:
    """The head without byte order marks, the zeros of UTF-16 and leading blanks."""
    return (
        head.removeprefix(b"\xef\xbb\xbf")
        .removeprefix(b"\xff\xfe")
        .removeprefix(b"\xfe\xff")
        .replace(b"\x00", b"")
        .lstrip()
    )
