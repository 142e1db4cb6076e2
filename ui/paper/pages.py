"""Pages in millimetres: sizes, painters whose unit is one millimetre, and PDF files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPaintDevice, QPainter, QPdfWriter

MM_PER_INCH = 25.4
A4 = (210.0, 297.0)
_PDF_DPI = 1200


def page_size(width: float, height: float, name: str = "") -> QPageSize:
    """Exactly so many millimetres: never the nearest standard size, which would shift labels and cut marks."""
    return QPageSize(QSizeF(width, height), QPageSize.Unit.Millimeter, name, QPageSize.SizeMatchPolicy.ExactMatch)


def set_page(device: QPagedPaintDevice, width: float, height: float) -> None:
    """A page without margins of its own: what is painted at 0, 0 stands at the paper's corner."""
    size = A4_SIZE if (width, height) == A4 else page_size(width, height)
    device.setPageLayout(
        QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    )


A4_SIZE = QPageSize(QPageSize.PageSizeId.A4)


def pdf_writer(path: str, title: str, width: float, height: float) -> QPdfWriter:
    writer = QPdfWriter(path)
    writer.setTitle(title)
    writer.setCreator("ShopDesk")
    writer.setResolution(_PDF_DPI)
    set_page(writer, width, height)
    return writer


@contextmanager
def painting(device: QPaintDevice) -> Iterator[QPainter]:
    """A painter that is ended whatever happens: one that outlives its picture takes the whole program down."""
    painter = QPainter(device)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    try:
        yield painter
    finally:
        painter.end()


def use_millimetres(painter: QPainter) -> None:
    """Make one unit of `painter` one millimetre, by the device's own resolution."""
    device = painter.device()
    painter.scale(device.logicalDpiX() / MM_PER_INCH, device.logicalDpiY() / MM_PER_INCH)
