"""QR codes: right level, whole dots, quiet zone, and read back by a real decoder."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from shopdesk.base.errors import ShopError
from ui.paper.qr import LOGO_SHARE, QUIET, best_code, code_warnings, make_code, paint_code
from ui.paper.verify import check_code, read_codes

LINK = "https://shop.example/x/cuihu?c=K7M2Q9"


@pytest.fixture(autouse=True)
def painting(qapp: object) -> None:
    """Painting needs an application."""


def picture(text: str, pixels: int = 300, logo: QImage | None = None) -> QImage:
    image = QImage(pixels, pixels, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.scale(10, 10)
    code = best_code(text, pixels / 10 / 0.5, logo=logo is not None)
    paint_code(painter, QRectF(0, 0, pixels / 10, pixels / 10), code, logo=logo)
    painter.end()
    return image


@pytest.mark.parametrize("text", [LINK, "https://例.cn/好物".encode().decode(), "x" * 180, "0123456789" * 30])
def test_codes_are_read_back(text: str) -> None:
    assert read_codes(picture(text)) == [text]


def test_modules_are_whole_dots_black_and_white() -> None:
    image = picture(LINK)
    colors = {image.pixel(x, y) & 0xFFFFFF for x in range(image.width()) for y in range(image.height())}
    assert colors == {0, 0xFFFFFF}
    side = make_code(LINK).side
    module = 300 // side
    dark = [x for x in range(300) for y in range(300) if image.pixel(x, y) & 0xFFFFFF == 0]
    assert (max(dark) - min(dark) + 1) == module * (side - 2 * QUIET)
    assert min(dark) >= module * QUIET and 299 - max(dark) >= module * QUIET


def test_short_links_get_the_strongest_level_and_long_ones_stay_coarse() -> None:
    assert best_code(LINK, 60).level == "H"
    long = "https://shop.example/" + "x" * 150
    assert best_code(long, 60).level in "ML" and best_code(long, 60).side <= 61


def test_a_logo_needs_a_strong_level_and_stays_small() -> None:
    logo = QImage(200, 200, QImage.Format.Format_RGB32)
    logo.fill(QColor("#E8590C"))
    assert best_code("https://shop.example/" + "x" * 150, 60, logo=True).level == "Q"
    image = picture(LINK, 360, logo)
    assert read_codes(image) == [LINK]
    orange = [x for x in range(360) if image.pixelColor(x, 180) == QColor("#E8590C")]
    modules = make_code(LINK).side - 2 * QUIET
    assert 0 < len(orange) <= LOGO_SHARE * modules * (360 // make_code(LINK).side)


def test_the_same_mask_for_links_of_one_shop_reads_as_well() -> None:
    first = make_code(LINK)
    other = make_code(LINK.replace("K7M2Q9", "ZZZ222"), "H", first.mask)
    assert other.mask == first.mask and other.rows != first.rows


def test_too_small_is_said() -> None:
    code = make_code(LINK)
    assert code_warnings(code, 30, 10) == []
    assert "像素" in code_warnings(code, 15, 10)[0]
    assert code_warnings(code, code.side * 0.41) == []
    assert "毫米" in code_warnings(code, code.side * 0.39)[0]


def test_more_than_fits_is_refused() -> None:
    with pytest.raises(ShopError):
        make_code("x" * 1300, "H")
    with pytest.raises(ShopError):
        best_code("x" * 2000, 60, logo=True)
    assert best_code("x" * 2900, 60).level == "L"


def test_a_spoiled_code_is_noticed() -> None:
    image = picture(LINK)
    check_code(image, LINK)
    with pytest.raises(ShopError):
        check_code(image, LINK.replace("K7M2Q9", "K7M2QA"))
    painter = QPainter(image)
    painter.fillRect(0, 0, 300, 170, Qt.GlobalColor.white)
    painter.end()
    with pytest.raises(ShopError, match="扫不出来"):
        check_code(image, LINK)
