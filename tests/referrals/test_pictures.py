"""Pictures from outside: good ones come out clean, hostile ones end in a sentence."""

from __future__ import annotations

import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageChops, ImageOps

from shopdesk.base.errors import ShopError
from shopdesk.referrals.pictures import LONGEST_SIDE, clean_picture, read_picture

PICTURES = Path(__file__).parents[1] / "data/pictures"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("png_bomb_400MP_1bit.png", "太大"),
        ("jpeg_truncated.jpg", "图片不完整"),
        ("zero_bytes.png", "空的"),
        ("svg_billion_laughs.svg", "认不出"),
        ("webp_png_mismatch.webp", "认不出"),
        ("not there.png", "打不开"),
    ],
)
def test_what_is_refused_says_why(name: str, sentence: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(ShopError, match=sentence):
            read_picture(PICTURES / name)
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("jpeg_named.png", (640, 480)),
        ("jpeg_exif_rotated_gps.jpg", (400, 600)),
        ("gif_1500_frames.gif", (64, 64)),
        ("png_zip_polyglot.png", (50, 50)),
    ],
)
def test_what_is_kept_is_clean(name: str, size: tuple[int, int]) -> None:
    clean = read_picture(PICTURES / name)
    assert (clean.width, clean.height) == size
    assert b"Exif" not in clean.content and b"PK\x03\x04" not in clean.content
    with Image.open(io.BytesIO(clean.content)) as image:
        assert image.size == size and not image.getexif() and getattr(image, "n_frames", 1) == 1
    again = clean_picture(clean.content)
    assert (again.width, again.height, again.mime) == (clean.width, clean.height, clean.mime)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright_however_the_camera_was_held(orientation: int) -> None:
    image = Image.new("RGB", (40, 20), "white")
    image.paste("red", (0, 0, 10, 10))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    content = encoded(image, "PNG", exif=exif)
    with Image.open(io.BytesIO(content)) as held, Image.open(io.BytesIO(clean_picture(content).content)) as upright:
        expected = ImageOps.exif_transpose(held)
        assert upright.size == expected.size
        difference = ImageChops.difference(upright.convert("RGB"), expected.convert("RGB"))
        assert max(difference.convert("L").tobytes()) < 60  # a JPEG


def test_transparent_parts_stay_and_opaque_ones_become_a_photo() -> None:
    glass = Image.new("RGBA", (30, 30), (255, 0, 0, 90))
    assert clean_picture(encoded(glass, "PNG")).mime == "image/png"
    wall = Image.new("RGBA", (30, 30), (255, 0, 0, 255))
    assert clean_picture(encoded(wall, "PNG")).mime == "image/jpeg"


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "CMYK", "I;16", "RGB"])
def test_every_kind_of_colour_opens(mode: str) -> None:
    image = Image.new(mode, (20, 10))
    assert clean_picture(encoded(image, "JPEG" if mode == "CMYK" else "PNG")).width == 20


def test_large_pictures_become_as_large_as_paper_needs() -> None:
    clean = clean_picture(encoded(Image.new("RGB", (6000, 4000), "green"), "JPEG"))
    assert max(clean.width, clean.height) == LONGEST_SIDE
    assert clean.width / clean.height == pytest.approx(1.5, abs=0.01)


@given(st.binary(max_size=300))
def test_random_bytes_are_refused_in_words(content: bytes) -> None:
    for head in (b"", b"\xff\xd8\xff\xe0\x00\x10JFIF", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\x00\x00\x00\x00WEBP"):
        with pytest.raises(ShopError):
            clean_picture(head + content)


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow tells stderr about broken metadata and reads on
@given(st.integers(0, 186_000), st.integers(0, 255))
@example(95, 0)  # a part of the metadata that Pillow can read and not write again
def test_one_wrong_byte_in_a_photo_never_crashes(place: int, value: int) -> None:
    content = bytearray((PICTURES / "jpeg_exif_rotated_gps.jpg").read_bytes())
    content[place % len(content)] = value
    try:
        assert clean_picture(bytes(content)).width > 0
    except ShopError as error:
        assert error.code == "picture"
