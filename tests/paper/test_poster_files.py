"""Posters as files: every code read back, names that every system takes, and nothing left after Cancel."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from shopdesk.base.errors import Cancelled, ShopError
from shopdesk.referrals.codes import new_code
from shopdesk.referrals.pictures import read_picture
from shopdesk.referrals.posters.designs import DESIGNS
from shopdesk.referrals.posters.sizes import SIZES
from shopdesk.referrals.posters.values import PosterValues, for_member, poster_link
from ui.paper.poster_files import card_places, export_posters, safe_name
from ui.paper.verify import read_codes

SHOP = PosterValues("翠湖花园团", "好吃不贵", "砂糖橘", "今晚开团", "19.9", link="https://shop.example/x")
NAMES = ("张美丽", "李姐 🌸", "../../etc", "con", "a/b:c*d?", "张美丽")


@pytest.fixture(autouse=True)
def painting(qapp: object) -> None:
    """Painting needs an application."""


@pytest.fixture(scope="module")
def posters() -> list[PosterValues]:
    return [for_member(SHOP, name, new_code()) for name in NAMES]


class StopAt:
    """The owner presses Cancel at the second poster."""

    def report(self, done: int, total: int, text: str = "") -> None:
        if done == 2:
            raise Cancelled


def test_a_picture_for_each_member_with_the_member_s_code(posters: list[PosterValues], tmp_path: Path) -> None:
    files = export_posters(DESIGNS["orange"], SIZES["square"], posters, tmp_path / "海报")
    assert len(set(files)) == len(posters)
    assert {path.parent for path in files} == {tmp_path / "海报"}
    for path, values in zip(files, posters, strict=True):
        assert read_codes(path.read_bytes()) == [poster_link(values)] and values.code in path.name
    assert sorted((tmp_path / "海报").iterdir()) == sorted(files)


def test_the_same_again_replaces_the_same_files(posters: list[PosterValues], tmp_path: Path) -> None:
    first = export_posters(DESIGNS["warm"], SIZES["square"], posters[:2], tmp_path)
    again = export_posters(DESIGNS["warm"], SIZES["square"], posters[:2], tmp_path)
    assert first == again and sorted(tmp_path.iterdir()) == sorted(first)


def test_png(posters: list[PosterValues], tmp_path: Path) -> None:
    (file,) = export_posters(DESIGNS["night"], SIZES["square"], posters[:1], tmp_path, "png")
    assert read_codes(file.read_bytes()) == [poster_link(posters[0])]
    with Image.open(file) as image:
        assert image.format == "PNG" and image.size == (1080, 1080)


@pytest.mark.parametrize(
    ("size", "sheet", "bleed", "pages", "points"),
    [
        ("a4", None, False, 6, (595, 842)),
        ("a5", None, True, 6, (459, 635)),
        ("story", None, False, 6, (306, 544)),
        ("story", "a4", False, 2, (595, 842)),
        ("square", "a4", False, 1, (595, 842)),
        ("a6", "a4", False, 2, (595, 842)),
    ],
)
def test_pdf(
    posters: list[PosterValues], tmp_path: Path, size: str, sheet: str | None, bleed: bool, pages: int,
    points: tuple[int, int],
) -> None:  # fmt: skip
    files = export_posters(
        DESIGNS["minimal"], SIZES[size], posters, tmp_path, "pdf", "a4" if sheet else None, bleed=bleed
    )
    assert [path.name for path in files] == ["海报-砂糖橘.pdf"]
    content = files[0].read_bytes()
    assert content.count(b"/Type /Page\n") == pages
    box = content.split(b"/MediaBox [")[1].split(b"]")[0].split()
    assert (round(float(box[2])), round(float(box[3]))) == pytest.approx(points, abs=1)
    assert content.count(b"/Subtype /Image") <= 1  # what all share is in the file once


def test_one_poster_as_pdf_is_all_lines(posters: list[PosterValues], tmp_path: Path) -> None:
    (file,) = export_posters(DESIGNS["minimal"], SIZES["a4"], posters[:1], tmp_path, "pdf")
    assert file.name.startswith("张美丽-") and b"/Subtype /Image" not in file.read_bytes()


@pytest.mark.parametrize(("size", "count"), [("story", 4), ("portrait", 4), ("square", 6), ("a4", 4)])
def test_cards_fit_the_sheet_and_stay_apart(size: str, count: int) -> None:
    places = card_places(SIZES[size])
    assert len(places) == count
    for index, place in enumerate(places):
        assert place.left() >= 5 and place.top() >= 4 and place.right() <= 205 and place.bottom() <= 293
        assert not any(place.intersects(other) for other in places[index + 1 :])


@pytest.mark.parametrize(("kind", "sheet"), [("jpeg", None), ("png", None), ("pdf", None), ("pdf", "a4")])
def test_cancel_leaves_nothing_behind(posters: list[PosterValues], tmp_path: Path, kind: str, sheet: str) -> None:
    (tmp_path / "别的.txt").write_text("mine")
    with pytest.raises(Cancelled):
        export_posters(DESIGNS["fresh"], SIZES["square"], posters, tmp_path, kind, sheet, progress=StopAt())
    assert [path.name for path in tmp_path.iterdir()] == ["别的.txt"]


def test_an_unreadable_code_is_not_handed_over(posters: list[PosterValues], tmp_path: Path) -> None:
    dense = replace(posters[0], link="https://shop.example/" + "x" * 2800)
    with pytest.raises(ShopError):
        export_posters(DESIGNS["orange"], SIZES["square"], [dense], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_refused_links_and_empty_lists_are_said_first(tmp_path: Path) -> None:
    with pytest.raises(ShopError, match="http"):
        export_posters(DESIGNS["orange"], SIZES["story"], [replace(SHOP, link="tel:10086")], tmp_path / "x")
    with pytest.raises(ShopError, match="没有要做海报的会员"):
        export_posters(DESIGNS["orange"], SIZES["story"], [], tmp_path / "x")
    assert not (tmp_path / "x").exists()


def test_a_name_that_is_taken_by_a_folder(posters: list[PosterValues], tmp_path: Path) -> None:
    first = export_posters(DESIGNS["orange"], SIZES["square"], posters[:1], tmp_path / "a")[0]
    (tmp_path / "b" / first.name).mkdir(parents=True)
    with pytest.raises(ShopError, match="写不了文件"):
        export_posters(DESIGNS["orange"], SIZES["square"], [posters[1], posters[0]], tmp_path / "b")
    assert [path.name for path in (tmp_path / "b").iterdir()] == [first.name]


@given(st.text(max_size=300))
def test_any_name_is_a_file_name(text: str) -> None:
    name = safe_name(text)
    assert name and len(name.encode()) <= 181 and name == Path(name).name
    assert not set(name) & set('<>:"/\\|?*') and name.strip(". ") == name


def test_pictures_carry_no_position(tmp_path: Path) -> None:
    photo = read_picture(Path(__file__).parents[1] / "data/pictures/jpeg_exif_rotated_gps.jpg")
    (file,) = export_posters(DESIGNS["warm"], SIZES["square"], [replace(SHOP, picture=photo.content)], tmp_path)
    content = file.read_bytes()
    assert b"Exif" not in content and b"GPS" not in content
    with Image.open(io.BytesIO(content)) as image:
        assert not image.getexif()
