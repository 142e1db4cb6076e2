"""A widget as a picture with its name above it, written as a whole file or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QRectF, QSaveFile, Qt
from PySide6.QtGui import QFont, QImage, QPainter
from PySide6.QtWidgets import QWidget

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from ui.theme import color


def titled_picture(widget: QWidget, name: str, paint: Callable[[QPainter], object], ratio: float = 2.0) -> QImage:
    """What `paint` paints in the widget's size, below its name on an opaque ground, at `ratio` times that size."""
    head = widget.fontMetrics().height() + 20
    image = QImage(round(widget.width() * ratio), round((widget.height() + head) * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(color("surface"))
    painter = QPainter(image)
    title = QFont(widget.font())
    title.setBold(True)
    painter.setFont(title)
    painter.setPen(color("text"))
    painter.drawText(QRectF(12, 0, widget.width() - 24, head), int(Qt.AlignmentFlag.AlignVCenter), name)
    painter.translate(0, head)
    paint(painter)
    painter.end()
    return image


def save_picture(picture: QImage, path: Path) -> None:
    """As PNG; ShopError when that is not possible."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]
    file = QSaveFile(str(path))
    written = file.open(QIODevice.OpenModeFlag.WriteOnly) and file.write(buffer.data()) == buffer.size()
    if not (written and file.commit()):
        raise ShopError(_("图片没有保存成功：{path}").format(path=path), _("请换一个文件夹或文件名再试。"), "file")
