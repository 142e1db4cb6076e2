"""Every finished code is read back by a real decoder before the file is handed over."""

from __future__ import annotations

import io

import zxingcpp
from PIL import Image
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _


def read_codes(picture: QImage | Image.Image | bytes) -> list[str]:
    """The texts of all QR codes in a picture, or in an encoded picture file."""
    image = as_pillow(picture) if isinstance(picture, QImage) else picture
    if isinstance(image, bytes):
        with Image.open(io.BytesIO(image)) as opened:
            image = opened.convert("L")
    found = zxingcpp.read_barcodes(image.convert("L"), formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return [code.text for code in found]


def check_code(picture: QImage | Image.Image, text: str, region: QRect | None = None) -> None:
    """Raises ShopError unless `text` is read back from the picture, and from it at 60 % of its size.

    `region` is where to look, in pixels. A decoder in a program sees better than a phone in a hand: so the smaller one.
    """
    image = as_pillow(picture.copy(region) if region else picture) if isinstance(picture, QImage) else picture
    if region is not None and isinstance(picture, Image.Image):
        image = picture.crop((region.left(), region.top(), region.right() + 1, region.bottom() + 1))
    grey = image.convert("L")
    small = grey.resize((max(1, grey.width * 3 // 5), max(1, grey.height * 3 // 5)), Image.Resampling.BILINEAR)
    if text not in read_codes(grey) or text not in read_codes(small):
        raise ShopError(
            _("二维码在这个尺寸下扫不出来，没有保存。"),
            _("请换成更短的链接，或选大一些的尺寸。"),
            "code_unreadable",
        )


def as_pillow(image: QImage) -> Image.Image:
    """A Pillow copy of the pixels, without transparency."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    width, height = plain.width(), plain.height()
    return Image.frombytes("RGB", (width, height), bytes(plain.constBits()), "raw", "RGB", plain.bytesPerLine())
