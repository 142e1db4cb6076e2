"""On the smallest screen every table of the orders page stands whole: nothing is scrolled for sideways."""

from __future__ import annotations

import pytest

from tests.window.acting import settle
from ui.main_window import MainWindow
from ui.orders.page import OrdersPage
from ui.table.view import BigTable

SIZE = (1024, 600)


@pytest.mark.parametrize("part", ["orders", "totals", "group_buys", "products", "payments", "claims"])
def test_no_table_of_the_orders_scrolls_sideways(window: MainWindow, part: str) -> None:
    window.resize(*SIZE)
    window.show_page("orders")
    page = window.pages["orders"]
    assert isinstance(page, OrdersPage)
    page.tabs.choose(part)
    page.payments.states.choose("likely")
    settle(window.context)
    (table,) = (table for table in page.findChildren(BigTable) if table.isVisible())
    assert table.model().rowCount() or part == "claims"
    assert table.horizontalScrollBar().maximum() == 0
