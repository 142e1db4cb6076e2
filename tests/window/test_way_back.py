"""A link to another page has a way back: the button in the bar, Alt+Left, and the page as it was left."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.window.acting import press, settle
from ui.figures.overview import OverviewTab
from ui.figures.page import FiguresPage
from ui.main_window import MainWindow
from ui.members.page import MembersPage


def test_from_a_figure_to_its_members_and_back(window: MainWindow) -> None:
    window.show_page("figures")
    settle(window.context)
    figures = window.pages["figures"]
    assert isinstance(figures, FiguresPage)
    assert not window.top_bar.back.isVisible()
    overview = figures.current
    assert isinstance(overview, OverviewTab)
    figures.picker.lengths.choose("90")
    settle(window.context)
    QTest.keyClick(overview.cards["new"], Qt.Key.Key_Return)
    settle(window.context)
    members = window.pages["members"]
    assert isinstance(members, MembersPage)
    assert window.current is members
    members.list.show_member(members.list.model.ids[0])
    window.context.go_to("orders")
    settle(window.context)
    press(window.top_bar, "回到会员")
    settle(window.context)
    assert window.current is members
    assert members.list.drawer.is_open()
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    settle(window.context)
    assert window.current is figures
    assert figures.picker.lengths.key() == "90"
    assert not window.top_bar.back.isVisible()
    assert "回到上一页" not in [command.text for command in window.all_commands()]


def test_who_goes_by_the_navigation_starts_anew(window: MainWindow) -> None:
    window.context.go_to("members")
    settle(window.context)
    assert window.top_bar.back.isVisible()
    press(window.navigation, "订单")
    settle(window.context)
    assert not window.top_bar.back.isVisible()
    window.go_back()
    assert window.current is window.pages["orders"]
