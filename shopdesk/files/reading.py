"""Any file the owner has, read safely: sniffed by its bytes, limited before it is opened, one clear sentence if not."""

from __future__ import annotations

from pathlib import Path

from shopdesk.base.i18n import _
from shopdesk.base.progress import SILENT, Progress
from shopdesk.files.content import Cell, FileContent, Row, Sheet
from shopdesk.files.delimited import read_rows
from shopdesk.files.encodings import ENCODINGS, Decoded, decode_text, looks_like_text
from shopdesk.files.limits import MAX_FILE_BYTES, Unsafe
from shopdesk.files.problems import problem
from shopdesk.files.sniff import HEAD_BYTES, sniff
from shopdesk.files.vcards import read_vcards
from shopdesk.files.workbook import read_workbook

__all__ = ["ENCODINGS", "Cell", "FileContent", "Row", "Sheet", "read_bytes", "read_file"]


def read_file(
    path: Path | str, *, password: str | None = None, encoding: str | None = None, progress: Progress = SILENT
) -> FileContent:
    """The cells of a workbook, a separated text or a contacts file.

    Raises ShopError (codes: see `problems`), among them password_needed and wrong_password. Nothing is written,
    nothing inside the file is followed or run.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
        size = path.stat().st_size
    except (FileNotFoundError, IsADirectoryError, ValueError):  # ValueError: a NUL in the name
        raise problem("file_not_found") from None
    except OSError:
        raise problem("file_not_readable") from None
    try:
        return _read(path, head, size, password, encoding, progress)
    except Unsafe as finding:
        raise problem(finding.code) from None
    except MemoryError:
        raise problem("file_too_large") from None
    except OSError:
        raise problem("file_not_readable") from None


def read_bytes(data: bytes, *, encoding: str | None = None) -> FileContent:
    """The same for text that did not come from a file (standard input, the clipboard). Raises ShopError."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise problem("empty_file")
    try:
        return _read_text(data, encoding, SILENT)
    except Unsafe as finding:
        raise problem(finding.code) from None


def _read(
    path: Path, head: bytes, size: int, password: str | None, encoding: str | None, progress: Progress
) -> FileContent:
    if size > MAX_FILE_BYTES:
        raise Unsafe("file_too_large")
    kind = sniff(head)
    if kind == "empty":
        raise Unsafe("empty_file")
    if kind == "foreign":
        raise Unsafe("not_a_workbook")
    if kind == "text" or kind == "vcard":
        return _read_text(path.read_bytes(), encoding, progress)
    return read_workbook(path, kind, password, progress)


def _read_text(data: bytes, encoding: str | None, progress: Progress) -> FileContent:
    decoded = decode_text(data, encoding)
    if not decoded.text.strip("\x00 \t\r\n\ufeff"):
        raise Unsafe("empty_file")
    if not looks_like_text(decoded.text):
        raise Unsafe("not_a_table")
    progress.report(0, 0, _("正在读取表格…"))
    if decoded.text[:200].lstrip("\ufeff \t\r\n")[:12].upper().startswith("BEGIN:VCARD"):
        draft = read_vcards(decoded.text)
        return FileContent("vcard", decoded.encoding, (draft.finished(),), _notes_on(decoded), decoded.text)
    draft, separated = read_rows(decoded.text)
    notes = _notes_on(decoded)
    if draft.cleaned:
        notes += (_("{count} 行里有看不见的控制字符，已去掉。").format(count=len(draft.cleaned)),)
    return FileContent(
        "text",
        decoded.encoding,
        (draft.finished(),),
        notes,
        decoded.text,
        fixed_width=separated,
        encoding_certain=decoded.certain,
    )


def _notes_on(decoded: Decoded) -> tuple[str, ...]:
    notes = []
    if decoded.mixed:
        notes.append(_("文件里混用了两种文字编码，已逐行识别，请核对有没有乱码。"))
    elif not decoded.certain:
        notes.append(
            _("文件没有写明文字编码，按 {encoding} 读取，请核对有没有乱码。").format(encoding=decoded.encoding)
        )
    return tuple(notes)
