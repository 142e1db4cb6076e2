"""How much of a file is read at all. Checked on the outside of the file, before any library opens it."""

from __future__ import annotations

import re
import zipfile
from typing import IO

MAX_FILE_BYTES = 120_000_000
MAX_UNPACKED_BYTES = 1_500_000_000
MAX_RATIO = 200  # real workbooks reach 10 to 30; deflate's ceiling is 1032
RATIO_MATTERS_FROM = 20_000_000  # a small part may well be nothing but zeros
MAX_ENTRIES = 5_000
MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
MAX_CELLS = 40_000_000
MAX_SPARSE_CELLS = 10_000_000  # the reading library keeps 24 bytes for each place between the used ones as well
MAX_SHEETS = 200
PROLOG_BYTES = 65_536

_ROOT_ELEMENT = re.compile(rb"<[A-Za-z_]")
_DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


class Unsafe(Exception):  # noqa: N818 - a finding, turned into a sentence by `reading`
    """`code` is one of the codes of `problems.py`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check_archive(archive: zipfile.ZipFile) -> int:
    """The unpacked size that the archive declares; raises Unsafe when it is too much to open."""
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise Unsafe("unsafe_archive")
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > MAX_UNPACKED_BYTES:
        raise Unsafe("unsafe_archive")
    if unpacked > RATIO_MATTERS_FROM and unpacked > MAX_RATIO * max(packed, 1):
        raise Unsafe("unsafe_archive")
    return unpacked


def check_prolog(part: IO[bytes]) -> None:
    """Refuse an XML part with a DTD: it can swell without end or name files of this computer."""
    head = part.read(PROLOG_BYTES)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in head[:4]:
        head = head.replace(b"\x00", b"")  # UTF-16: its ASCII letters are enough to find a declaration
    root = _ROOT_ELEMENT.search(head)
    if _DECLARATION.search(head[: root.start()] if root else head):
        raise Unsafe("unsafe_content")
    if root is None and len(head) == PROLOG_BYTES:
        raise Unsafe("unsafe_content")
