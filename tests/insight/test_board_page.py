"""The table of all figures and its plot: every figure leads to as many, headers sort, a figure is drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from shopdesk.base.dates import today
from shopdesk.insight.board import read_board
from shopdesk.insight.definitions import definition
from shopdesk.insight.flow import read_overview
from shopdesk.insight.spans import Span
from shopdesk.orders.order_list import order_ids
from tests.insight.desk import SPAN, Desk, behind
from tests.window.acting import settle
from ui.figures.board import BoardTab
from ui.figures.wanted import share_text


@pytest.mark.parametrize("way", ["month", "group_buy", "product", "community"])
def test_every_figure_of_the_board_leads_to_as_many(desk: Desk, way: str) -> None:
    """All cells of the first rows by mouse and keyboard: orders or members as many as the figure counts."""
    desk.page.picker.lengths.choose("90")
    tab = desk.show("board")
    assert isinstance(tab, BoardTab)
    tab.board.ways.choose(way)
    settle(desk.context)
    rows = desk.read(lambda session: read_board(session, way, Span(today() - 89, today())))
    assert tab.board.model.rowCount() == len(rows) + 1  # the whole is above them
    for at in range(min(len(rows) + 1, 4)):
        shown = tab.board.model.rows[at].row
        for column, key in enumerate(tab.board.model.keys):
            desk.gone.clear()
            index = tab.board.model.index(at, column)
            if column % 2:
                tab.board.table.setCurrentIndex(index)
                QTest.keyClick(tab.board.table, Qt.Key.Key_Return)
            else:
                tab.board.table.clicked.emit(index)
            settle(desk.context)
            count = behind(key, shown)
            if not desk.gone:
                assert count == 0 and key not in ("sales", "orders", "average")
                continue
            page, wanted = desk.gone[0]
            found = len(desk.read(lambda s, w=wanted: order_ids(s, w))) if page == "orders" else len(wanted)
            assert (page, found) == ("orders" if key in ("sales", "orders", "average") else "members", count), key


def test_the_board_is_saved_with_the_part_before(desk: Desk, tmp_path: Path) -> None:
    tab = desk.show("board")
    tab.board.ways.choose("community")
    settle(desk.context)
    tab.board.save_numbers(tmp_path / "board.xlsx")
    sheet = load_workbook(tmp_path / "board.xlsx").active
    assert sheet is not None
    heading, whole, first = list(sheet.iter_rows(values_only=True))[:3]
    overview = desk.read(lambda session: read_overview(session, SPAN))
    assert heading[:5] == ("名称", "从", "到", "成交额", "成交额（上一段）")
    assert whole[3:5] == (overview.now.sales_fen / 100, overview.before.sales_fen / 100)
    assert first[0] == desk.read(lambda session: read_board(session, "community", SPAN))[0].name
    assert definition("zombie_share") in tab.board.model.headerData(
        tab.board.model.keys.index("zombies"), Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole
    )


def test_the_board_is_sorted_by_its_headers(desk: Desk) -> None:
    """Largest first, smallest first, as it came; the whole stays above and what nobody knows below."""
    tab = desk.show("board")
    board = tab.board
    board.ways.choose("product")
    settle(desk.context)
    came = [named.name for named in board.model.rows]
    header = board.table.horizontalHeader()
    board.table.setCurrentIndex(board.model.index(1, 0))

    def press_header(key: str) -> list[Any]:
        at = QPoint(header.sectionViewportPosition(board.model.keys.index(key)) + 8, 8)
        board.table.scrollTo(board.model.index(0, board.model.keys.index(key)))
        at.setX(header.sectionViewportPosition(board.model.keys.index(key)) + 8)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert board.model.rows[0].name == "合计"
        return [board.model.figures[key].values(named.row)[0] for named in board.model.rows[1:]]

    for key in ("referral", "90"):
        falling, rising = press_header(key), press_header(key)
        known = [value for value in falling if value is not None]
        assert falling == sorted(known, reverse=True) + [None] * (len(falling) - len(known))
        assert rising == sorted(known) + [None] * (len(rising) - len(known))
        assert board.key == key  # what is sorted by is what is drawn
        assert board.model.rows[board.table.currentIndex().row()].name == came[1]  # the cursor goes along
    press_header("90")
    assert [named.name for named in board.model.rows] == came


@pytest.mark.parametrize("way", ["day", "group_buy"])
def test_a_figure_of_the_board_is_drawn(desk: Desk, way: str, tmp_path: Path) -> None:
    tab = desk.show("board")
    board = tab.board
    board.ways.choose(way)
    board.looks.choose("plot")
    settle(desk.context)
    rows = desk.read(lambda session: read_board(session, way, SPAN))
    board.figure.setCurrentIndex(board.figure.findData("30"))
    chart = board.chart
    shown = rows[: len(chart.values)]
    assert [chart.text_of(at) for at in range(len(shown))] == [share_text(row.pool.repurchase["30"]) for row in shown]
    board.figure.setCurrentIndex(board.figure.findData("buyers"))
    assert chart.values == [row.flow.buyers for row in shown]
    assert chart.before == [row.flow_before.buyers for row in shown]
    assert definition("buyers") in board.about.text()
    at = max(range(len(shown)), key=chart.values.__getitem__)
    page, ids = desk.click(chart, at)
    assert (page, len(ids)) == ("members", chart.values[at])
    board.save_png(tmp_path / "board.png")
    assert QImage(str(tmp_path / "board.png")).width() == 2 * chart.width()
    board.looks.choose("table")
    assert not board.save_button.isVisibleTo(board)


def test_the_board_is_sorted_without_a_mouse(desk: Desk) -> None:
    """The menu key opens where the cursor is: smallest first, not sorted, and what is behind the figure."""
    tab = desk.show("board")
    table, model = tab.board.table, tab.board.model
    column = model.keys.index("buyers")
    table.setCurrentIndex(model.index(2, column))

    def choose(words: str) -> None:
        QApplication.sendEvent(
            table.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
        )
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        next(action for action in menu.actions() if action.text() == words).trigger()
        menu.close()
        settle(desk.context)

    choose("从小到大")
    buyers = [named.row.flow.buyers for named in model.rows[1:]]
    assert buyers == sorted(buyers) and table.horizontalHeader().sortIndicatorSection() == column
    choose("不排序")
    assert [named.row.span.first for named in model.rows[1:]] == sorted(named.row.span.first for named in model.parts)
    choose("看是哪些")
    assert desk.gone[-1][0] == "members" and len(desk.gone[-1][1]) == model.rows[2].row.flow.buyers
