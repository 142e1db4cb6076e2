"""The gallery shows every part in one small window, in both themes, without a word of complaint from Qt."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui_kit.gallery import Gallery
from ui.theme import apply_theme


@pytest.fixture
def gallery(qtbot: QtBot) -> Gallery:
    window = Gallery()
    qtbot.addWidget(window)
    window.resize(1024, 600)
    with qtbot.waitExposed(window):
        window.show()
    return window


def test_everything_fits_a_small_screen(gallery: Gallery) -> None:
    least = gallery.minimumSizeHint()

    assert (gallery.width(), gallery.height()) == (1024, 600)
    assert least.width() <= 1024 and least.height() <= 600


def test_every_page_paints_in_both_themes(gallery: Gallery, qapp: QApplication) -> None:
    apply_theme(qapp, "light")
    for number in range(gallery.tabs.count()):
        gallery.tabs.setCurrentIndex(number)
        assert gallery.grab().toImage().pixelColor(2, 2).lightness() > 200
    apply_theme(qapp, "dark")
    for number in range(gallery.tabs.count()):
        gallery.tabs.setCurrentIndex(number)
        assert gallery.grab().toImage().pixelColor(2, 2).lightness() < 64


def test_every_control_has_words_for_a_screen_reader(gallery: Gallery) -> None:
    def words(widget: QWidget) -> str:
        text = widget.text() if isinstance(widget, (QPushButton, QToolButton)) else ""
        return widget.accessibleName() or text or widget.toolTip()

    controls = [w for w in gallery.findChildren(QWidget) if isinstance(w, (QPushButton, QToolButton, QLineEdit))]
    own = [w for w in controls if not w.objectName().startswith("qt_") and w.parentWidget() is not None]
    silent = [w for w in own if not words(w) and not isinstance(w.parentWidget(), QLineEdit)]

    assert not [type(w).__name__ + " in " + type(w.parentWidget()).__name__ for w in silent]
