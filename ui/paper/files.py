"""Finished paper as files: written beside under another name, checked, and only then put in place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from shopdesk.base import whole_files
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.progress import SILENT, Progress
from ui.paper.lists import TableDocument, paint_table_document
from ui.paper.pages import A4, pdf_writer


def put_in_place(beside: Path, target: Path) -> None:
    """As in base; a ShopError when the target is open in another program."""
    try:
        whole_files.put_in_place(beside, target)
    except OSError:
        raise _cannot_replace(target) from None


def _cannot_replace(target: Path) -> ShopError:
    return ShopError(
        _("写不了文件“{name}”。").format(name=target.name),
        _("它可能正在别的程序里打开，请关闭后再试，或换一个文件名。"),
        "file",
    )


def cannot_write(folder: Path) -> ShopError:
    return ShopError(
        _("不能在“{folder}”里保存文件。").format(folder=folder), _("请换一个文件夹，或检查磁盘空间。"), "file"
    )


def save_pdf(target: Path, title: str, size: tuple[float, float], paint: Callable[..., object]) -> Path:
    """A PDF of `size` millimetres made by `paint(writer)`, in place only when it is whole."""
    try:
        with whole_files.written_beside(target) as beside:
            writer = pdf_writer(str(beside), title, *size)
            paint(writer)
            del writer  # closes the file
            if beside.stat().st_size == 0:
                raise cannot_write(target.parent)
    except OSError:
        raise _cannot_replace(target) if target.exists() else cannot_write(target.parent) from None
    return target


def save_table_pdf(document: TableDocument, target: Path, progress: Progress = SILENT) -> Path:
    """The list as an A4 PDF file."""
    return save_pdf(target, document.title, A4, lambda writer: paint_table_document(document, writer, progress))
