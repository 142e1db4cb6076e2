"""What holds for every page: it fits a small screen, and every control says what it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QCalendarWidget,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QScrollBar,
    QTextEdit,
    QWidget,
)

from tests.window.acting import settle
from ui.main_window import MainWindow
from ui.pages import PAGES

CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit,
    QTextEdit,
)  # fmt: skip
NAMES = [entry.name for entry in PAGES]


def shown(window: MainWindow, name: str) -> QWidget:
    window.show_page(name)
    settle(window.context)
    settle(window.context)
    return window.pages[name]


def is_part_of_another(widget: QWidget) -> bool:
    """What Qt builds into its own controls, which speak for it."""
    parent = widget.parentWidget()
    holders = (QAbstractSpinBox, QComboBox, QCalendarWidget, QLineEdit, QAbstractItemView)
    built_in = widget.objectName().startswith("qt_") or isinstance(widget, QScrollBar | QHeaderView)
    return built_in or isinstance(parent, holders) or widget.metaObject().className() == "QTableCornerButton"


def name_of(widget: QWidget) -> str:
    return widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")


def unnamed(inside: QWidget) -> Iterator[str]:
    for widget in inside.findChildren(QWidget):
        named = isinstance(widget, CONTROLS) and not is_part_of_another(widget)
        if named and widget.isVisibleTo(inside) and not name_of(widget):
            yield f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}"


def overflowing(page: QWidget) -> Iterator[str]:
    """Widgets that stand out of the page at its right or left."""
    for widget in page.findChildren(QWidget):
        holder = widget.parentWidget()
        in_table = holder is not None and isinstance(holder.parentWidget(), QAbstractItemView)
        if not widget.isVisible() or not widget.width() or in_table:
            continue
        left = widget.mapTo(page, QPoint(0, 0)).x()
        if left < -1 or left + widget.width() > page.width() + 1:
            yield f"{type(widget).__name__} {name_of(widget)!r} from {left} to {left + widget.width()}"


@pytest.mark.parametrize("size", [(1024, 600), (1366, 768)], ids=["small", "usual"])
def test_every_page_fits(window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    settle(window.context)
    assert list(overflowing(window)) == [], "the frame around the pages"
    for name in NAMES:
        page = shown(window, name)
        assert (window.width(), window.height()) == size, f"{name} makes the window grow"
        assert list(overflowing(page)) == [], name
        for area in page.findChildren(QScrollArea):
            if area.isVisible():
                inside, room = area.widget(), area.viewport().width()
                assert inside is None or inside.minimumSizeHint().width() <= room, f"{name} is cut off at the right"


def test_every_control_has_a_name(window: MainWindow) -> None:
    for name in NAMES:
        assert list(unnamed(shown(window, name))) == [], name
    assert list(unnamed(window)) == []


def stops(page: QWidget) -> list[QWidget]:
    """What Tab has to reach: of exclusive buttons only the chosen one, the arrows go to the others."""

    def is_stop(widget: QWidget) -> bool:
        if isinstance(widget, QAbstractButton) and widget.group() is not None and not widget.isChecked():
            return False
        return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and not is_part_of_another(widget)

    return [each for each in page.findChildren(QWidget) if each.isVisible() and each.isEnabled() and is_stop(each)]


@pytest.mark.parametrize("name", NAMES)
def test_tab_reaches_every_control_of_a_page(window: MainWindow, name: str) -> None:
    page = shown(window, name)
    window.activateWindow()
    page.setFocus(Qt.FocusReason.OtherFocusReason)
    wanted, reached = stops(page), set[QWidget]()
    for _press in range(3 * len(wanted) + 60):
        at = QApplication.focusWidget()
        assert at is not None
        reached.add(at)
        QTest.keyClick(at, Qt.Key.Key_Tab)
    assert [f"{type(each).__name__} {name_of(each)}" for each in wanted if each not in reached] == []


def test_empty_pages_fit_and_say_the_next_step(new_window: MainWindow) -> None:
    new_window.resize(1024, 600)
    for name in NAMES:
        page = shown(new_window, name)
        assert (new_window.width(), new_window.height()) == (1024, 600)
        assert list(overflowing(page)) == [], name
        assert list(unnamed(page)) == [], name


def test_navigation_folds_and_keeps_its_names(window: MainWindow) -> None:
    window.resize(1024, 600)
    settle(window.context)
    assert window.navigation.width() < 80
    for button in window.navigation.buttons.values():
        assert button.accessibleName() and button.toolTip() == button.accessibleName()
    window.resize(1366, 768)
    settle(window.context)
    assert all(button.text() for button in window.navigation.buttons.values())
