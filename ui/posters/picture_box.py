"""The product's picture: choose a file, drop one, or paste one; cleaned before anything else sees it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.settings import remember, remembered
from shopdesk.referrals.pictures import CleanPicture, clean_picture, read_picture
from ui.icons import icon_pixmap
from ui.theme import color, on_theme_changed
from ui.widgets.buttons import icon_button, plain_button
from ui.widgets.cards import text_label

_FOLDER = "posters.picture_folder"
_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp")


def picture_of(data: QMimeData) -> Callable[[], CleanPicture] | None:
    """How to get the picture that was dropped or pasted; None when there is none."""
    for url in data.urls():
        path = Path(url.toLocalFile())
        if url.isLocalFile() and path.suffix.lower() in _SUFFIXES:
            return lambda: read_picture(path)
    if data.hasImage():
        image = QImage(data.imageData())
        return lambda: clean_picture(_as_png(image))
    return None


def _as_png(image: QImage) -> bytes:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(content.data())


class PictureBox(QWidget):
    changed = Signal()
    refused = Signal(object)  # ShopError

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("商品图片"))
        self.setAcceptDrops(True)
        self.picture: CleanPicture | None = None
        self._thumb = _Thumb()
        self.choose_button = plain_button(_("选图片…"), self.choose, icon_name="image")
        self.remove_button = icon_button("x", _("去掉图片"), lambda: self.set_picture(None))
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        buttons.addWidget(self.choose_button)
        buttons.addWidget(self.remove_button)
        buttons.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addLayout(buttons)
        words.addWidget(text_label(_("也可以拖进来或粘贴"), "muted"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._thumb)
        row.addLayout(words, 1)
        self.set_picture(None)

    def content(self) -> bytes | None:
        return None if self.picture is None else self.picture.content

    def set_picture(self, picture: CleanPicture | None) -> None:
        self.picture = picture
        self._thumb.show_image(QImage() if picture is None else QImage.fromData(picture.content))
        self.remove_button.setEnabled(picture is not None)
        self.setAccessibleDescription(
            _("还没有图片") if picture is None else _("{width} × {height} 像素").format(
                width=picture.width, height=picture.height
            )
        )  # fmt: skip
        self.changed.emit()

    def choose(self) -> None:
        pattern = " ".join(f"*{suffix}" for suffix in _SUFFIXES)
        path, _chosen = QFileDialog.getOpenFileName(
            self, _("选商品图片"), str(remembered(_FOLDER, "")), _("图片") + f" ({pattern})"
        )
        if path:
            remember(_FOLDER, str(Path(path).parent))
            self.take(lambda: read_picture(Path(path)))

    def take(self, get: Callable[[], CleanPicture]) -> None:
        """Show the picture, or tell why it cannot be."""
        try:
            self.set_picture(get())
        except ShopError as error:
            self.refused.emit(error)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if picture_of(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        get = picture_of(event.mimeData())
        if get is not None:
            event.acceptProposedAction()
            self.take(get)


class _Thumb(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        on_theme_changed(self.update)

    def sizeHint(self) -> QSize:
        return QSize(58, 58)

    def show_image(self, image: QImage) -> None:
        side = round(58 * self.devicePixelRatioF())
        self._image = image if image.isNull() else image.scaled(
            side, side, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
        )  # fmt: skip
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self._image.isNull():
            painter.setPen(QPen(color("border_control"), 1, Qt.PenStyle.DashLine))
            painter.setBrush(color("sunken"))
            painter.drawRoundedRect(rect, 6, 6)
            painter.drawPixmap(20, 20, icon_pixmap("image", "muted", 18, self.devicePixelRatioF()))
        else:
            side = min(self._image.width(), self._image.height())
            left, top = (self._image.width() - side) / 2, (self._image.height() - side) / 2
            painter.drawImage(rect, self._image, QRectF(left, top, side, side))
            painter.setPen(QPen(color("border"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect)
        painter.end()
