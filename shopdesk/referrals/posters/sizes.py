"""The sizes that posters are made in: pixels for phones, millimetres for print."""

from __future__ import annotations

from dataclasses import dataclass

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.referrals.posters.layout import RATIO_MM, Ratio

BLEED = 3.0
PRINT_DPI = 200


@dataclass(frozen=True)
class Size:
    """`width` and `height` in pixels where `pixels` is true, else in millimetres."""

    key: str
    ratio: Ratio
    width: float
    height: float
    pixels: bool

    @property
    def in_pixels(self) -> tuple[int, int]:
        """What a picture of this size has; paper at 200 dots per inch."""
        if self.pixels:
            return round(self.width), round(self.height)
        return round(self.width / 25.4 * PRINT_DPI), round(self.height / 25.4 * PRINT_DPI)

    @property
    def in_mm(self) -> tuple[float, float]:
        """What a PDF page of this size has; a phone's poster at 254 dots per inch."""
        return RATIO_MM[self.ratio] if self.pixels else (self.width, self.height)


SIZES: dict[str, Size] = {
    size.key: size
    for size in (
        Size("story", "story", 1080, 1920, True),
        Size("portrait", "portrait", 1080, 1440, True),
        Size("square", "square", 1080, 1080, True),
        Size("story_large", "story", 1242, 2208, True),
        Size("a4", "paper", 210, 297, False),
        Size("a5", "paper", 148, 210, False),
        Size("a6", "paper", 105, 148, False),
        Size("a3", "paper", 297, 420, False),
    )
}


def find_size(key: str) -> Size:
    try:
        return SIZES[key]
    except KeyError:
        known = _("、").join(SIZES)
        raise ShopError(
            _("没有“{key}”这个海报尺寸。").format(key=key), _("可以用：{known}。").format(known=known), "poster"
        ) from None


def size_name(key: str) -> str:
    """What the size is called on screen."""
    return {
        "story": _("朋友圈竖版 1080×1920"),
        "portrait": _("3:4 竖版 1080×1440"),
        "square": _("方图 1080×1080"),
        "story_large": _("高清竖版 1242×2208"),
        "a3": _("A3 打印"),
        "a4": _("A4 打印"),
        "a5": _("A5 打印"),
        "a6": _("A6 打印"),
    }[key]
