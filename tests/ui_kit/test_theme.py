"""Every text reads on its ground, in both themes, and everything follows a change of theme."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from shopdesk.base.paths import resource_path
from ui.icons import icon, icon_pixmap
from ui.style_sheet import style_sheet
from ui.theme import apply_theme, on_theme_changed, tokens
from ui.tokens import CHIP_COLORS, DARK, LIGHT, TEXT_ON_GROUND, Tokens, chip_colors, contrast

BOTH = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def test_contrast_is_the_one_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#E8590C", "#FFFFFF") == pytest.approx(3.6, abs=0.05)
    assert contrast("#C2410C", "#FFFFFF") == pytest.approx(5.2, abs=0.05)


@BOTH
def test_every_text_reads_on_its_ground(theme: Tokens) -> None:
    values = theme._asdict()
    poor = {
        (text, ground): round(found, 2)
        for text, ground in TEXT_ON_GROUND
        if (found := contrast(values[text], values[ground])) < 4.5
    }
    assert not poor


@BOTH
def test_every_chip_reads(theme: Tokens) -> None:
    for color in (*CHIP_COLORS, "#ff0000", "#00aaff", "#777777", "#zz", ""):
        assert contrast(*chip_colors(theme, color)) >= 4.5, color


@BOTH
def test_lines_that_mark_a_control_are_seen(theme: Tokens) -> None:
    for line in ("border_check", "focus", "chart_before", *(f"chart_{n}" for n in range(1, 7))):
        assert contrast(getattr(theme, line), theme.surface) >= 3, line
    assert contrast(theme.focus, theme.window) >= 3


@BOTH
def test_the_style_sheet_has_no_gap_and_its_pictures_exist(theme: Tokens) -> None:
    text = style_sheet(theme, 10)

    assert "$" not in text
    assert text.count("{") == text.count("}")
    pictures = re.findall(r"url\(([^)]+)\)", text)
    assert pictures
    for path in pictures:
        assert resource_path("icons", "controls", path.rsplit("/", 1)[1]).exists(), path


@BOTH
def test_pictures_of_controls_have_the_colours_of_the_theme(theme: Tokens) -> None:
    mode = "dark" if theme.dark else "light"
    folder = resource_path("icons", "controls")

    assert theme.on_accent in (folder / f"check-{mode}.svg").read_text("utf-8")
    assert theme.muted in (folder / f"chevron-down-{mode}.svg").read_text("utf-8")


def test_a_theme_dresses_the_application_and_tells(qapp: QApplication, qtbot: QtBot) -> None:
    button = _Listener()
    qtbot.addWidget(button)
    on_theme_changed(button.count)

    apply_theme(qapp, "dark")

    assert tokens() is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(DARK.window)
    assert DARK.accent in qapp.styleSheet()
    assert button.told == 1


def test_auto_is_light_where_the_system_says_nothing(qapp: QApplication) -> None:
    apply_theme(qapp, "auto")

    assert tokens() is LIGHT


def test_the_bundled_font_comes_first(qapp: QApplication) -> None:
    families = qapp.font().families()

    assert families[0].startswith("Noto Sans SC")
    assert qapp.font().pointSizeF() >= 10


def test_icons_are_sharp_at_200_percent_and_follow_the_theme(qapp: QApplication) -> None:
    users = icon("users")
    light = users.pixmap(16, 16).toImage()
    twice = icon_pixmap("users", "text", 16, 2.0)

    apply_theme(qapp, "dark")

    assert twice.width() == 32 and twice.devicePixelRatio() == 2
    assert users.pixmap(16, 16).toImage() != light


def test_a_wrong_icon_name_is_found_at_once() -> None:
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon")


def test_the_licence_is_beside_the_icons() -> None:
    text = resource_path("icons", "LICENSE").read_text("utf-8")

    assert text.startswith("ISC License") and "MIT License" in text


class _Listener(QPushButton):
    told = 0

    def count(self) -> None:
        self.told += 1
