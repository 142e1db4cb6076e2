"""The figures page as somebody at the desk works it: shows a part, clicks a figure, looks where that leads."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from shopdesk.base.dates import today
from shopdesk.data.database import Database
from shopdesk.insight.board import BoardRow
from shopdesk.insight.spans import Span
from shopdesk.members.listing import NamedMembers
from tests.window.acting import settle
from ui.figures.page import FiguresPage
from ui.main_window import MainWindow
from ui.widgets.charts.chart import Chart
from ui.widgets.stat_card import StatCard

SPAN = Span(today() - 29, today())
"""What the page shows first."""


class Desk:
    """The page, and where it asked to go."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.context = window.context
        self.database: Database = window.context.database
        self.gone: list[tuple[str, Any]] = []
        window.context.asked_for_page.disconnect()
        window.context.asked_for_page.connect(self._go)
        window.show_page("figures")
        settle(self.context)
        page = window.pages["figures"]
        assert isinstance(page, FiguresPage)
        self.page = page

    def _go(self, page: str, target: object) -> None:
        self.gone.append((page, sorted(target.ids) if isinstance(target, NamedMembers) else target))

    def show(self, tab: str) -> Any:
        self.page.tabs.choose(tab)
        settle(self.context)
        return self.page.current

    def read(self, read: Any) -> Any:
        with self.database.read() as session:
            return read(session)

    def click(self, chart: Chart, point: int) -> tuple[str, Any]:
        chart.repaint()
        self.gone.clear()
        QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=chart.place_of_point(point).toPoint())
        settle(self.context)
        assert len(self.gone) == 1
        return self.gone[0]

    def press_card(self, card: StatCard) -> tuple[str, Any]:
        self.gone.clear()
        QTest.keyClick(card, Qt.Key.Key_Return)
        settle(self.context)
        assert len(self.gone) == 1
        return self.gone[0]


def figure_of(card: StatCard) -> str:
    return card.accessibleName()


def behind(key: str, row: BoardRow) -> int:
    flow, pool = row.flow, row.pool
    counts = {
        "buyers": flow.buyers, "new": flow.new, "returning": flow.returning, "referral": flow.referred,
        "active": pool.active, "zombies": pool.zombies, "value": pool.buyers, **pool.came,
    }  # fmt: skip
    return counts.get(key, flow.orders)
