"""Words never leave their box: smaller first, then cut off with an ellipsis and a word about it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from ui.paper.words import WordStyle, fit_words, paint_fitted, used_height, used_width, words_path

STYLE = WordStyle(10, 5, lines=2)


@pytest.fixture(autouse=True)
def fonts(qapp: object) -> None:
    """Fonts need an application."""


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.sampled_from("砂糖橘大米 Aa1，。·🌸喆\n"), max_size=60),
    st.floats(8, 90),
    st.floats(8, 40),
    st.integers(1, 3),
)
def test_words_stay_in_their_box(text: str, width: float, height: float, lines: int) -> None:
    fitted = fit_words(text, width, height, WordStyle(10, 5, lines=lines))
    assert used_width(fitted) <= width + 0.1
    assert fitted.layout.lineCount() <= lines
    letters = used_height(fitted) - 0.3 * fitted.style.size  # the blank above the first and below the last line may go
    assert letters <= max(height, 5) * 1.06
    assert 5 <= fitted.style.size <= 10


def test_short_words_keep_their_size() -> None:
    fitted = fit_words("砂糖橘", 60, 20, STYLE)
    assert (fitted.style.size, fitted.cut, fitted.layout.lineCount()) == (10, False, 1)


def test_a_little_too_long_is_made_smaller_not_broken() -> None:
    fitted = fit_words("砂糖橘五斤", 46, 30, STYLE)
    assert fitted.layout.lineCount() == 1 and 8 < fitted.style.size < 10


def test_two_lines_are_about_the_same_length() -> None:
    fitted = fit_words("东北五常稻花香新米", 62, 30, STYLE)
    lengths = [fitted.layout.lineAt(index).textLength() for index in range(fitted.layout.lineCount())]
    assert len(lengths) == 2 and min(lengths) >= 4


def test_a_line_never_begins_with_a_middle_dot() -> None:
    fitted = fit_words("今晚八点开团 · 周三到货", 62, 30, STYLE)
    second = fitted.layout.lineAt(1)
    assert fitted.layout.text()[second.textStart() :] == "周三到货"


def test_far_too_long_is_cut_and_says_so() -> None:
    fitted = fit_words("很长的标题" * 30, 40, 16, STYLE)
    assert fitted.cut and fitted.layout.text().endswith("…") and fitted.style.size == 5


def test_emoji_and_rare_characters_are_painted() -> None:
    def ink(text: str) -> int:
        image = QImage(300, 120, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.scale(5, 5)
        paint_fitted(painter, QRectF(2, 2, 56, 20), fit_words(text, 56, 20, WordStyle(16)))
        painter.end()
        return sum(image.pixel(x, y) & 0xFFFFFF != 0xFFFFFF for x in range(300) for y in range(120))

    assert ink("喆堃玥") > 1000
    assert ink("喆") != ink("堃") != ink("玥")  # not the same box three times
    assert ink("") == 0


def test_outlines_of_letters() -> None:
    fitted = fit_words("砂糖", 40, 14, STYLE)
    bounds = words_path(fitted).boundingRect()
    assert 15 < bounds.width() < 20 and 0 < bounds.top() < bounds.bottom() < 14
