"""Life cycle, RFM and interests in the window: figures lead to the members behind them, thresholds say what they do."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSpinBox
from pytestqt.qtbot import QtBot

from shopdesk.data.shop import read_shop
from tests.window.acting import press, settle, words_on
from ui.figures.page import FiguresPage
from ui.lifecycle.interests_tab import InterestsTab
from ui.lifecycle.movement_tab import MovementTab
from ui.lifecycle.rfm_tab import RfmTab
from ui.main_window import MainWindow
from ui.members.page import MembersPage
from ui.segments.page import SegmentsPage
from ui.settings.page import SettingsPage


@pytest.fixture
def tabs(window: MainWindow) -> FiguresPage:
    window.show_page("figures")
    settle(window.context)
    found = window.pages["figures"]
    assert isinstance(found, FiguresPage)
    return found


def shown_members(window: MainWindow) -> tuple[int, str]:
    """How many the members page lists, and where its chip says they come from."""
    settle(window.context)
    settle(window.context)
    page = window.pages["members"]
    assert isinstance(page, MembersPage) and window.current is page
    return len(page.list.model.ids), page.list.filters._among_text()


def figure(text: str) -> int:
    return int(text.split("\n")[0].split(" ")[0].replace(",", ""))


def test_a_move_leads_to_those_who_moved(tabs: FiguresPage, window: MainWindow) -> None:
    tabs.show_target("movement")
    settle(window.context)
    tab = tabs.current
    assert isinstance(tab, MovementTab)
    item = tab.matrix.item(3, 3)  # active → cooling
    assert item is not None and tab.matrix.verticalHeaderItem(3).text() == "活跃"
    count = figure(item.text())
    tab.matrix.setCurrentCell(3, 3)
    QTest.keyClick(tab.matrix, Qt.Key.Key_Return)
    assert shown_members(window) == (count, f"来自：活跃 → 渐冷（{count} 人）")
    page = window.pages["members"]
    assert isinstance(page, MembersPage)
    page.list.filters._remove_chip(page.list.filters._among_text())
    settle(window.context)
    assert len(page.list.model.ids) == 800
    assert "回来了" in tab.summary.text()
    tab.first.setCurrentIndex(6)
    tab.first.activated.emit(6)
    settle(window.context)
    assert tab.matrix.item(7, 0) is not None


def test_a_group_is_explained_and_becomes_a_segment(tabs: FiguresPage, window: MainWindow) -> None:
    tabs.show_target("rfm")
    settle(window.context)
    tab = tabs.current
    assert isinstance(tab, RfmTab)
    said = words_on(tab)
    for words in ("店里最好的那批人", "请他们晒单", "取高的一档", "取低的一档", "5 档"):
        assert words in said
    item = tab.matrix.item(0, 4)
    assert item is not None and item.text().endswith("冠军客户")
    tab.matrix.opened.emit(0, 4)
    assert shown_members(window)[0] == figure(item.text())
    window.show_page("figures")
    press(tab, "冠军客户")
    assert shown_members(window)[1].startswith("来自：冠军客户（")
    window.show_page("figures")
    press(tab, "把冠军客户做成人群")
    settle(window.context)
    segments = window.pages["segments"]
    assert isinstance(segments, SegmentsPage) and "冠军客户" in words_on(segments)


def test_an_interest_leads_to_its_buyers(tabs: FiguresPage, window: MainWindow) -> None:
    tabs.show_target("interests")
    settle(window.context)
    tab = tabs.current
    assert isinstance(tab, InterestsTab)
    item = tab.matrix.item(0, 0)
    assert item is not None
    assert not tab.segment.isEnabled()
    tab.matrix.setCurrentCell(0, 0)
    assert tab.segment.isEnabled()
    tab.matrix.opened.emit(0, 0)
    assert shown_members(window)[0] == figure(item.text())
    window.show_page("figures")
    tab.segment.click()
    settle(window.context)
    assert isinstance(window.current, SegmentsPage)


def test_thresholds_say_what_they_would_do_before_they_do_it(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("settings")
    settle(window.context)
    page = window.pages["settings"]
    assert isinstance(page, SettingsPage)
    assert page.lifecycle._note.text().startswith("现在：潜客 ")
    box = page.lifecycle.boxes["active_days"]
    assert isinstance(box, QSpinBox)
    box.setValue(60)
    qtbot.waitUntil(lambda: page.lifecycle._note.text().startswith("这样改后："))
    assert "活跃" in page.lifecycle._note.text() and "应该一个比一个大" in page.lifecycle._doubt.text()
    assert window.context.query(read_shop).lifecycle.active_days == 14
    said = page.lifecycle._note.text()
    box.editingFinished.emit()
    settle(window.context)
    assert page.lifecycle._note.text().startswith("现在：")
    then = next(part for part in said.split("：")[1].split("，") if part.startswith("活跃")).split("→")[1].strip(" 。")
    assert f"活跃 {then}" in page.lifecycle._note.text()
    high = page.tiers.boxes["high_percent"]
    assert isinstance(high, QSpinBox)
    high.setValue(10)
    qtbot.waitUntil(lambda: "高 " in page.tiers._note.text() and "→" in page.tiers._note.text())
    high.editingFinished.emit()
    settle(window.context)
    assert window.context.query(read_shop).value_tiers.high_percent == 10


@pytest.mark.parametrize("part", ["movement", "rfm", "interests"])
def test_the_counts_of_a_matrix_are_saved(part: str, tabs: FiguresPage, window: MainWindow, tmp_path: Path) -> None:
    tabs.show_target(part)
    settle(window.context)
    tab = tabs.current
    assert isinstance(tab, MovementTab | RfmTab | InterestsTab)
    card = tab.scores if isinstance(tab, RfmTab) else tab.card
    card.save_numbers(tmp_path / "数字.xlsx")
    rows = list(load_workbook(tmp_path / "数字.xlsx").active.iter_rows(values_only=True))  # type: ignore[union-attr]
    shown = [[tab.matrix.item(row, column) for column in range(tab.matrix.columnCount())]
             for row in range(tab.matrix.rowCount())]  # fmt: skip
    assert [list(row[1:]) for row in rows[1:]] == [
        [figure(item.text()) if item is not None and item.text() else 0 for item in line] for line in shown
    ]
    card.copy_numbers()
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied[1].split("\t")[1:] == [str(count) for count in rows[1][1:]]
    card.save_png(tmp_path / "图.png")
    picture = QImage(str(tmp_path / "图.png"))
    assert picture.width() == 2 * tab.matrix.width()
    last = {picture.pixelColor(x, picture.height() - 40).name() for x in range(0, picture.width(), 7)}
    assert len(last) > 2  # the last row is there, not an empty ground
