"""Finished paper as files: written beside under another name, flushed, checked, and only then put in place."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.progress import SILENT, Progress
from ui.paper.lists import TableDocument, paint_table_document
from ui.paper.pages import A4, pdf_writer


@contextmanager
def written_beside(target: Path) -> Iterator[Path]:
    """A temporary name in the same folder that becomes `target` when the block ends well, and nothing when it fails."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=target.parent)
        os.close(handle)
    except OSError:
        raise cannot_write(target.parent) from None
    beside = Path(name)
    try:
        yield beside
        put_in_place(beside, target)
    finally:
        beside.unlink(missing_ok=True)


def put_in_place(beside: Path, target: Path) -> None:
    """Flush `beside` to the disk and give it its name; a ShopError when the target is open in another program."""
    try:
        with beside.open("rb+") as written:
            os.fsync(written.fileno())
        beside.chmod(0o644)  # temporary files are private; this one is for handing on
        beside.replace(target)
    except OSError:
        raise ShopError(
            _("写不了文件“{name}”。").format(name=target.name),
            _("它可能正在别的程序里打开，请关闭后再试，或换一个文件名。"),
            "file",
        ) from None


def cannot_write(folder: Path) -> ShopError:
    return ShopError(
        _("不能在“{folder}”里保存文件。").format(folder=folder), _("请换一个文件夹，或检查磁盘空间。"), "file"
    )


def save_pdf(target: Path, title: str, size: tuple[float, float], paint: Callable[..., object]) -> Path:
    """A PDF of `size` millimetres made by `paint(writer)`, in place only when it is whole."""
    with written_beside(target) as beside:
        writer = pdf_writer(str(beside), title, *size)
        paint(writer)
        del writer  # closes the file
        if beside.stat().st_size == 0:
            raise cannot_write(target.parent)
    return target


def save_table_pdf(document: TableDocument, target: Path, progress: Progress = SILENT) -> Path:
    """The list as an A4 PDF file."""
    return save_pdf(target, document.title, A4, lambda writer: paint_table_document(document, writer, progress))
