"""Every design at every size: its code is read back, its words are readable and stay on the paper."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter

from shopdesk.base.errors import ShopError
from shopdesk.referrals.pictures import read_picture
from shopdesk.referrals.posters.designs import DESIGNS, design_name, find_design
from shopdesk.referrals.posters.layout import RATIO_MM, Photo, Price, QrSpot, Ratio, Words, qr_spot
from shopdesk.referrals.posters.sizes import SIZES, find_size, size_name
from shopdesk.referrals.posters.values import PosterValues, for_member, poster_link, split_price
from ui.paper.poster_files import encode_picture
from ui.paper.posters import PosterPress, paint_poster, poster_warnings, render_poster
from ui.paper.verify import as_pillow, read_codes

VALUES = for_member(
    PosterValues(
        "翠湖花园团",
        "好吃不贵，邻居都说好",
        "砂糖橘",
        "今晚 8 点开团 · 周三到货",
        "19.9元/5斤装",
        "扫码进店下单",
        "王店长",
        "https://shop.example/x/cuihu",
    ),
    "云朵妈妈",
    "K7M2Q9",
)
EVERY = [(design, ratio) for design in DESIGNS for ratio in RATIO_MM]
SIZE_OF: dict[Ratio, str] = {"story": "story", "portrait": "portrait", "square": "square", "paper": "a4"}
LONG = replace(
    VALUES,
    shop="翠湖花园北区社区团购优选生活馆",
    slogan="把当季的好东西送到家门口，邻居们都说好吃不贵下次还来",
    title="东北五常稻花香二号新米真空装礼盒",
    subtitle="今晚八点准时开团，周三下午四点自提点到货，先到先得",
    price="1,288.80元/10斤真空装礼盒",
    call="扫码进店下单，到货当天通知大家",
)


@pytest.fixture(autouse=True)
def painting(qapp: object) -> None:
    """Painting needs an application."""


@pytest.mark.parametrize(("design", "ratio"), EVERY)
def test_the_code_survives_jpeg_and_shrinking(design: str, ratio: Ratio) -> None:
    size = SIZES[SIZE_OF[ratio]]
    picture = as_pillow(render_poster(DESIGNS[design], size, VALUES))
    assert picture.size == size.in_pixels
    assert read_codes(encode_picture(picture, "jpeg", size, quality=85)) == [poster_link(VALUES)]
    small = picture.resize((picture.width * 2 // 5, picture.height * 2 // 5), Image.Resampling.LANCZOS)
    assert read_codes(encode_picture(small, "jpeg", size, quality=85)) == [poster_link(VALUES)]


@pytest.mark.parametrize(("design", "ratio"), EVERY)
def test_pieces_lie_where_they_may(design: str, ratio: Ratio) -> None:
    """Words, price and code on the paper; the code's square free of everything else; one layout for each ratio."""
    width, height = RATIO_MM[ratio]
    layout = DESIGNS[design].layouts[ratio]
    for piece in layout.pieces:
        if isinstance(piece, (Words, Price, QrSpot)):
            assert piece.box.x >= 0 and piece.box.right <= width, piece
            assert piece.box.y >= 0 and piece.box.bottom <= height, piece
    spot = qr_spot(layout).box
    assert spot.width == spot.height >= 30 * (1 if ratio != "paper" else 1.7)
    written = [piece for piece in layout.pieces if isinstance(piece, (Words, Price))]
    assert {piece.field for piece in written if isinstance(piece, Words)} >= {
        "shop", "title", "subtitle", "call", "member", "code", "sender"
    }  # fmt: skip
    assert any(isinstance(piece, Price) for piece in written)
    assert any(isinstance(piece, Photo) for piece in layout.pieces)
    for piece in written:
        apart = (
            piece.box.right <= spot.x + 0.5
            or piece.box.x >= spot.right - 0.5
            or piece.box.bottom <= spot.y + 0.5
            or piece.box.y >= spot.bottom - 0.5
        )
        assert apart, piece


def luminance(color: QColor) -> float:
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (color.redF(), color.greenF(), color.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize(("design", "ratio"), EVERY)
def test_words_are_readable_on_their_ground(design: str, ratio: Ratio) -> None:
    """Contrast ≥ 4.5 to what lies behind, ≥ 3 for titles and prices; measured on the painting without words."""
    layout = DESIGNS[design].layouts[ratio]
    bare = replace(
        DESIGNS[design],
        layouts={ratio: replace(layout, pieces=tuple(p for p in layout.pieces if not isinstance(p, (Words, Price))))},
    )
    size = SIZES[SIZE_OF[ratio]]
    ground = render_poster(bare, size, VALUES, 270)
    scale = 270 / RATIO_MM[ratio][0]
    for piece in layout.pieces:
        if not isinstance(piece, (Words, Price)) or getattr(piece, "plate", ""):
            continue
        box = piece.box
        area = ground.copy(
            round(box.x * scale), round(box.y * scale), max(1, round(box.width * scale)), round(box.height * scale)
        )
        behind = area.scaled(1, 1, mode=Qt.TransformationMode.SmoothTransformation)
        light, dark = sorted((luminance(behind.pixelColor(0, 0)), luminance(QColor(piece.color))), reverse=True)
        large = isinstance(piece, Price) or piece.field in ("title", "subtitle")
        assert (light + 0.05) / (dark + 0.05) >= (3.0 if large else 4.5), (piece, behind.pixelColor(0, 0).name())


def test_long_words_are_reported_and_the_code_still_reads() -> None:
    for design in DESIGNS.values():
        for key in SIZE_OF.values():
            assert read_codes(render_poster(design, SIZES[key], LONG, 1080)) == [poster_link(LONG)]
    told = poster_warnings(DESIGNS["minimal"], SIZES["square"], LONG)
    assert any(text.startswith("副标题太长") for text in told)
    assert poster_warnings(DESIGNS["orange"], SIZES["story"], VALUES) == []


def test_nothing_filled_in_is_still_a_poster() -> None:
    empty = PosterValues(link="https://a.cn")
    for design in DESIGNS.values():
        for key in SIZE_OF.values():
            assert read_codes(render_poster(design, SIZES[key], empty)) == ["https://a.cn"]
    told = poster_warnings(DESIGNS["warm"], SIZES["square"], empty)
    assert any("谁发布" in text for text in told)


def test_without_a_link_there_is_no_code_and_no_error() -> None:
    assert read_codes(render_poster(DESIGNS["fresh"], SIZES["square"], replace(VALUES, link=""))) == []
    with pytest.raises(ShopError):
        render_poster(DESIGNS["fresh"], SIZES["square"], replace(VALUES, link="tel:10086"))


def test_a_picture_fills_its_frame() -> None:
    photo = read_picture(Path(__file__).parents[1] / "data/pictures/jpeg_exif_rotated_gps.jpg").content
    for design in DESIGNS.values():
        with_photo = render_poster(design, SIZES["square"], replace(VALUES, picture=photo), 270)
        assert with_photo != render_poster(design, SIZES["square"], VALUES, 270)


def test_the_press_paints_what_the_painter_paints() -> None:
    size, design = SIZES["square"], DESIGNS["festive"]
    press = PosterPress(design, size, VALUES, 540)
    other = for_member(VALUES, "李姐", "ZZZ222")
    image = QImage(540, 540, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.scale(5, 5)
    paint_poster(painter, design, size, other, code=press.code(other))
    painter.end()
    assert press.render(other) == image
    with pytest.raises(ValueError, match="another poster"):
        press.render(replace(other, title="大米"))


def test_no_metadata_leaves_with_a_poster() -> None:
    content = encode_picture(
        as_pillow(render_poster(DESIGNS["warm"], SIZES["square"], VALUES)), "jpeg", SIZES["square"]
    )
    with Image.open(io.BytesIO(content)) as image:
        assert not image.getexif() and image.info["dpi"] == (254, 254)


def test_names_are_masked_unless_wanted_whole() -> None:
    assert for_member(VALUES, "张美丽", "K7M2Q9").member == "张*"
    assert for_member(VALUES, "张美丽", "K7M2Q9", whole_name=True).member == "张美丽"


@pytest.mark.parametrize(
    ("price", "whole", "part", "note"),
    [
        ("19.9", "19", ".9", ""),
        ("¥19.90/5斤", "19", ".90", "/5斤"),
        ("1,288元起", "1,288", "", "起"),
        ("39元", "39", "", ""),
        ("免费品尝", "", "", "免费品尝"),
        ("", "", "", ""),
    ],
)
def test_prices_as_people_write_them(price: str, whole: str, part: str, note: str) -> None:
    parts = split_price(price)
    assert (parts.whole, parts.part, parts.note) == (whole, part, note)


def test_everything_has_a_name_and_is_found_by_it() -> None:
    assert len(DESIGNS) >= 6
    for key in DESIGNS:
        assert find_design(design_name(key)) is find_design(key) is DESIGNS[key]
        assert set(DESIGNS[key].layouts) == set(RATIO_MM)
    for key in SIZES:
        assert size_name(key) and find_size(key).key == key
    with pytest.raises(ShopError):
        find_design("彩虹")
    with pytest.raises(ShopError):
        find_size("a9")
