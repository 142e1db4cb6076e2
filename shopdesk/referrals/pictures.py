"""Pictures from outside: limited before they are decoded, turned upright, and encoded again without anything hidden."""

from __future__ import annotations

import hashlib
import io
import struct
from dataclasses import dataclass
from pathlib import Path

from PIL import ExifTags, Image, ImageCms

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _

MOST_BYTES = 40_000_000
MOST_PIXELS = 64_000_000
"""A JPEG is decoded at a fraction of its size; the phones of today make 50 million."""
MOST_PIXELS_DECODED = 30_000_000
"""For the other kinds, which are decoded whole: 120 MB."""
LONGEST_SIDE = 2400
"""A4 at 200 dots per inch is 2,339 high."""
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "MPO")
_MODES_WITH_ALPHA = ("RGBA", "LA", "PA", "RGBa", "La")
# What Pillow's decoders raise on bytes that are not what they say they are.
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, struct.error, MemoryError)
# Exif 2.3, tag 274: where the first row and column of the picture are.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class CleanPicture:
    """A picture as the shop keeps it: JPEG, or PNG where parts are transparent."""

    content: bytes
    mime: str
    width: int
    height: int
    sha256: str


def read_picture(path: Path) -> CleanPicture:
    """`clean_picture` of a file; a ShopError when it cannot be read."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _too_large()
        content = path.read_bytes()
    except OSError:
        raise _refuse(_("打不开图片“{name}”。").format(name=path.name), _("请检查文件还在不在，再试一次。")) from None
    return clean_picture(content)


def clean_picture(content: bytes) -> CleanPicture:
    """Decode and encode again: upright, sRGB, first frame only, no position, no camera, nothing appended.

    Raises ShopError when the bytes are no picture, a broken one, or one too large to open safely.
    """
    if not content:
        raise _refuse(_("这个图片文件是空的。"), _("请换一张图片。"))
    if len(content) > MOST_BYTES:
        raise _too_large()
    with _open(content) as image:
        _check_size(image)
        upright = _decode(image)
    return _encode(upright)


def _refuse(message: str, hint: str) -> ShopError:
    return ShopError(message, hint, "picture")


def _too_large() -> ShopError:
    return _refuse(_("图片太大了，打开它可能会卡住电脑。"), _("请换一张小一些的图片，长边 2400 像素就足够清楚。"))


def _open(content: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(content), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except _BROKEN:
        raise _refuse(
            _("认不出这张图片。"), _("请用 JPG、PNG、WebP 或 GIF 图片；苹果手机的 HEIC 请先存成 JPG。")
        ) from None


def _check_size(image: Image.Image) -> None:
    pixels = image.width * image.height
    most = MOST_PIXELS if image.format in ("JPEG", "MPO") else MOST_PIXELS_DECODED
    if pixels > most:
        raise _too_large()
    if pixels == 0:
        raise _broken()


def _broken() -> ShopError:
    return _refuse(_("图片不完整，可能没有下载完。"), _("请重新保存这张图片，或换一张。"))


def _decode(image: Image.Image) -> Image.Image:
    """In memory, small enough, upright and in sRGB."""
    try:
        profile = image.info.get("icc_profile")
        image.seek(0)
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))  # a JPEG decodes at a fraction by itself
        image.load()
        upright = _turn_upright(image)
        alpha = upright.mode in _MODES_WITH_ALPHA or "transparency" in upright.info
        if upright.mode == "CMYK" and profile:
            return _to_srgb(upright, profile)
        plain = upright.convert("RGBA" if alpha else "RGB")
        return _to_srgb(plain, profile) if profile and upright.mode in ("RGB", "RGBA") else plain
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except _BROKEN:
        raise _broken() from None


def _turn_upright(image: Image.Image) -> Image.Image:
    """As the camera was held; a picture whose metadata cannot be read is as it lies. Pillow's own exif_transpose writes
    the metadata anew, which fails on some that it can read; here they are left behind."""
    try:
        turn = _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except (*_BROKEN, TypeError):
        return image
    return image if turn is None else image.transpose(turn)


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Colours as other screens show them; a profile that cannot be read is left out."""
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(image, source, target, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image.convert(mode)
    return converted if converted is not None else image.convert(mode)


def _encode(image: Image.Image) -> CleanPicture:
    bare = Image.new(image.mode, image.size)  # a new image carries no metadata along
    bare.paste(image)
    alpha = bare.mode == "RGBA"
    if alpha and bare.getchannel("A").getextrema() == (255, 255):
        bare, alpha = bare.convert("RGB"), False
    written = io.BytesIO()
    if alpha:
        bare.save(written, "PNG", compress_level=6)
    else:
        bare.save(written, "JPEG", quality=90, subsampling=0)
    content = written.getvalue()
    mime = "image/png" if alpha else "image/jpeg"
    return CleanPicture(content, mime, bare.width, bare.height, hashlib.sha256(content).hexdigest())
