"""The figures page on the sample shop: every part shows what the functions say, and leads to who is behind it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from shopdesk.base.dates import start_of, today
from shopdesk.base.money import about_fen, format_fen
from shopdesk.data.tables import Member, Order
from shopdesk.insight.board import read_board, read_whole
from shopdesk.insight.breakdown import read_breakdown
from shopdesk.insight.cohorts import read_cohorts
from shopdesk.insight.definitions import definition
from shopdesk.insight.flow import buyer_ids, read_overview
from shopdesk.insight.forecast import alive_ids, most_promising, read_forecast
from shopdesk.insight.pool import pool_ids, read_pool
from shopdesk.insight.recommend import who_wants
from shopdesk.insight.scope import EVERYTHING, Scope
from shopdesk.insight.spans import Span
from shopdesk.orders.order_list import OrderFilter, order_ids
from tests.insight.desk import SPAN, Desk, behind, figure_of
from tests.window.acting import press, settle
from ui.figures.forecast import ForecastTab
from ui.figures.overview import OverviewTab
from ui.figures.products import ProductsTab
from ui.figures.retention import RetentionTab
from ui.figures.standing import StandingTab
from ui.figures.wanted import part_label
from ui.main_window import MainWindow


def test_the_overview(desk: Desk) -> None:
    tab = desk.show("overview")
    assert isinstance(tab, OverviewTab)
    overview = desk.read(lambda session: read_overview(session, SPAN))
    pool = desk.read(lambda session: read_pool(session, SPAN.last))
    assert format_fen(overview.now.sales_fen) in figure_of(tab.cards["sales"])
    share = (overview.now.sales_fen - overview.before.sales_fen) / overview.before.sales_fen
    assert f"{share:+.1%} 较上一段" in figure_of(tab.cards["sales"])
    assert f"{pool.zombie_share:.1%}" in figure_of(tab.cards["zombies"])
    assert definition("zombie_share") in tab.cards["zombies"].toolTip()
    for key, who in (("new", "new"), ("referral", "referred"), ("buyers", "buyers")):
        expected = desk.read(lambda session, who=who: buyer_ids(session, SPAN, EVERYTHING, who))
        assert desk.press_card(tab.cards[key]) == ("members", expected)
    zombies = desk.read(lambda session: pool_ids(session, SPAN.last, EVERYTHING, "zombies"))
    assert desk.press_card(tab.cards["zombies"]) == ("members", zombies)
    page, wanted = desk.press_card(tab.cards["sales"])
    assert page == "orders" and isinstance(wanted, OrderFilter)
    assert len(desk.read(lambda session: order_ids(session, wanted))) == overview.now.orders


def test_a_point_and_a_bar_lead_to_their_orders(desk: Desk) -> None:
    tab = desk.show("overview")
    overview = desk.read(lambda session: read_overview(session, SPAN))
    day = next(at for at, part in enumerate(overview.parts) if part.orders)
    _page, wanted = desk.click(tab.trend_chart, day)
    assert len(desk.read(lambda session: order_ids(session, wanted))) == overview.parts[day].orders
    desk.page.picker.units.choose("month")
    settle(desk.context)
    assert len(tab.trend_chart.values) == len(desk.read(lambda s: read_overview(s, SPAN, "month")).parts)
    for kind in ("product", "group_buy", "community"):
        tab.kind.setCurrentIndex(tab.kind.findData(kind))
        settle(desk.context)
        rows = desk.read(lambda session, kind=kind: read_breakdown(session, kind, SPAN))
        for at in range(len(tab.shares_chart.values)):  # those without a product, group buy or community too
            _page, wanted = desk.click(tab.shares_chart, at)
            assert len(desk.read(lambda session, wanted=wanted: order_ids(session, wanted))) == rows[at].orders


@pytest.mark.parametrize("key", ["60", "90", "active", "zombies", "referral", "value"])
def test_every_figure_has_a_course(desk: Desk, key: str) -> None:
    """Over the weeks, beside those before, with its definition; a point leads to as many as it counts."""
    desk.page.picker.lengths.choose("90")
    desk.page.picker.units.choose("week")
    tab = desk.show("overview")
    tab.figure.setCurrentIndex(tab.figure.findData(key))
    rows = desk.read(lambda session: read_board(session, "week", Span(today() - 89, today())))
    pairs = [tab.figures[key].values(row) for row in rows]
    assert tab.trend_chart.values == [now or 0 for now, _before in pairs]
    assert tab.trend_chart.before == [before or 0 for _now, before in pairs]
    assert tab.trend_about.text() == definition(tab.figures[key].meaning)
    at = next(at for at, (now, _before) in enumerate(pairs) if now)
    page, ids = desk.click(tab.trend_chart, at)
    assert (page, len(ids)) == ("members", behind(key, rows[at]))


def test_a_share_of_nobody_is_not_nought(desk: Desk) -> None:
    """A day without new members has no referral share; a cut month says how many days it has."""
    tab = desk.show("overview")
    tab.figure.setCurrentIndex(tab.figure.findData("referral"))
    parts = desk.read(lambda session: read_overview(session, SPAN)).parts
    day = next(at for at, part in enumerate(parts) if not part.new)
    assert tab.trend_chart.data()[1][day][1] == "—" and tab.trend_chart.sheet()[1][day][1] is None
    empty = Span(today() + 1, today() + 1)  # nothing was sold: no order, so none on average
    whole = desk.read(lambda session: read_whole(session, empty))
    assert tab.figures["average"].values(whole)[0] is None and tab.figures["sales"].values(whole)[0] == 0
    assert part_label(Span(739212, 739212), "month") == "2024-11（1 天）"
    assert part_label(Span(739208, 739214), "week") == "11-18"  # from Monday to Sunday


def test_another_time_and_a_part_of_the_shop(desk: Desk) -> None:
    tab = desk.show("overview")
    picker = desk.page.picker
    picker.lengths.choose("own")
    picker.first.set_day(today() - 99)
    picker.last.set_day(today() - 10)
    settle(desk.context)
    span = Span(today() - 99, today() - 10)
    expected = desk.read(lambda session: read_overview(session, span)).now
    assert format_fen(expected.sales_fen) in figure_of(tab.cards["sales"])
    picker.community.setCurrentIndex(1)
    settle(desk.context)
    scope = Scope(community=picker.community.currentData())
    expected = desk.read(lambda session: read_overview(session, span, "day", scope)).now
    assert format_fen(expected.sales_fen) in figure_of(tab.cards["sales"])
    desk.show("movement")
    assert not picker.community.isVisibleTo(desk.page)


def test_cohorts_are_walked_through_by_keys(desk: Desk, qtbot: QtBot) -> None:
    tab = desk.show("retention")
    assert isinstance(tab, RetentionTab)
    cohorts = desk.read(lambda session: read_cohorts(session, today()))
    assert tab.map.facts == [f"{cohort.size:,}" for cohort in cohorts]
    tab.map.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Down):
        qtbot.keyClick(tab.map, key)
    assert tab.map.current == (len(cohorts) - 1) * len(cohorts)  # the newest cohort has one period only
    qtbot.keyClick(tab.map, Qt.Key.Key_Home)
    qtbot.keyClick(tab.map, Qt.Key.Key_Right)
    assert f"{cohorts[0].retention(1):.1%}" in tab.map.describe(tab.map.current)
    desk.gone.clear()
    qtbot.keyClick(tab.map, Qt.Key.Key_Return)
    settle(desk.context)
    assert len(desk.gone[0][1]) == cohorts[0].active[1]
    tab.what.setCurrentIndex(1)
    assert tab.map.data()[1][0][2] == format_fen(cohorts[0].value_fen(0))


def test_where_members_stand(desk: Desk) -> None:
    tab = desk.show("standing")
    assert isinstance(tab, StandingTab)
    for card in tab.cards.values():
        values = card.chart.values
        at = max(range(len(values)), key=values.__getitem__)
        page, ids = desk.click(card.chart, at)
        assert page == "members" and len(ids) == values[at]


def test_the_forecast_says_how_far_it_is_to_be_trusted(desk: Desk) -> None:
    tab = desk.show("forecast")
    assert isinstance(tab, ForecastTab)
    assert "数据够了" in tab.gate_words.text() and "实际" in tab.trial_words.text()
    _page, ids = desk.click(tab.alive_chart, 4)
    assert ids == desk.read(lambda session: alive_ids(session, today(), 4))
    assert desk.press_card(tab.due)[0] == "members"


def test_what_is_expected_stands_beside_what_was(desk: Desk, tmp_path: Path) -> None:
    tab = desk.show("forecast")
    since = Span(today() - 89, today())
    sold = desk.read(lambda session: read_overview(session, since)).now
    assert f"过去 90 天有 {about_fen(sold.sales_fen)}" in figure_of(tab.soon_fen)
    forecast = desk.read(lambda session: read_forecast(session, today()))
    assert f"{forecast.soon.sum():,.0f} 次" in figure_of(tab.soon)
    ids = desk.press_card(tab.soon)[1]
    assert len(ids) == sum(forecast.soon >= 0.5)
    assert len(desk.press_card(tab.year_fen)[1]) == len(forecast.buyers)
    tab.promising.save_numbers(tmp_path / "promising.xlsx")
    sheet = load_workbook(tmp_path / "promising.xlsx").active
    assert sheet is not None
    first = desk.read(lambda session: most_promising(session, today()))[0]
    assert [cell.value for cell in sheet[2]] == [first.name, first.alive, round(first.soon, 1), first.year_fen / 100]
    assert not tab.promising.save_button.isVisibleTo(tab.promising)  # a list is no picture


@pytest.mark.parametrize("tab_name", ["overview", "products"])
def test_bars_stand_beside_the_period_before(desk: Desk, tab_name: str) -> None:
    tab = desk.show(tab_name)
    chart = tab.shares_chart if tab_name == "overview" else tab.best_chart
    before = {row.name: row.sales_fen for row in desk.read(lambda s: read_breakdown(s, "product", SPAN.before()))}
    assert chart.before == [before.get(name, 0) for name in chart.labels] and any(chart.before)


@pytest.mark.parametrize("kind", ["community", "product", "group_buy"])
def test_where_members_of_a_part_stand_and_what_is_expected_of_them(desk: Desk, kind: str) -> None:
    tab = desk.show("standing")
    box = getattr(desk.page.picker, kind)
    box.setCurrentIndex(2)
    settle(desk.context)
    scope = desk.page.picker.wanted(today(), frozenset({kind})).scope
    pool = desk.read(lambda session: read_pool(session, today(), scope))
    for card in tab.cards.values():
        values = card.chart.values
        assert sum(values) == pool.members > 0
        at = max(range(len(values)), key=values.__getitem__)
        assert len(desk.click(card.chart, at)[1]) == values[at]
    forecast = desk.show("forecast")
    assert sum(forecast.alive_chart.values) == pool.buyers
    at = max(range(6), key=forecast.alive_chart.values.__getitem__)
    ids = desk.click(forecast.alive_chart, at)[1]
    assert len(ids) == forecast.alive_chart.values[at]
    assert set(ids) <= set(desk.read(lambda session: pool_ids(session, today(), scope, "bought")))
    due = desk.press_card(forecast.due)[1]
    assert str(len(due)) in figure_of(forecast.due)


def test_a_product_leads_to_who_may_want_it(desk: Desk) -> None:
    tab = desk.show("products")
    assert isinstance(tab, ProductsTab)
    best = desk.read(lambda session: read_breakdown(session, "product", SPAN))
    assert tab.name.text() == best[0].name
    desk.gone.clear()
    press(tab, "看这些会员")
    assert desk.gone == [("members", sorted(desk.read(lambda session: who_wants(session, best[0].id))))]
    second = tab.best_chart
    second.point_clicked.emit(1)
    settle(desk.context)
    assert tab.name.text() == best[1].name


def test_numbers_are_saved_as_numbers(desk: Desk, tmp_path: Path) -> None:
    tab = desk.show("overview")
    overview = desk.read(lambda session: read_overview(session, SPAN))
    tab.trend.save_numbers(tmp_path / "trend.xlsx")
    sheet = load_workbook(tmp_path / "trend.xlsx").active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:5] == ("从", "到", "成交额", "成交额（上一段）", "订单")
    assert [row[3] for row in rows[1:]] == [part.sales_fen / 100 for part in overview.parts_before]
    assert [row[2] for row in rows[1:]] == [part.sales_fen / 100 for part in overview.parts]
    assert sheet.cell(2, 15).number_format == "0.00%"
    retention = desk.show("retention")
    retention.cohorts.save_numbers(tmp_path / "cohorts.xlsx")
    sheet = load_workbook(tmp_path / "cohorts.xlsx").active
    assert sheet is not None
    cohorts = desk.read(lambda session: read_cohorts(session, today()))
    second = list(sheet.iter_rows(values_only=True))[2]
    assert second[2:4] == (1, cohorts[1].retention(1))
    assert sheet.cell(3, 4).number_format == "0.00%"


def test_a_new_shop_says_what_to_do(new_window: MainWindow) -> None:
    desk = Desk(new_window)
    assert desk.page.empty.isVisibleTo(desk.page) and not desk.page.tabs.isVisibleTo(desk.page)
    press(desk.page, "导入")
    assert desk.gone == [("import", None)]


def test_below_the_gate_the_own_rhythm_stands_in(new_window: MainWindow) -> None:
    """A few members with a few orders: no model, the reason, and who is due by the own rhythm."""

    def fill(session: Any, _progress: object) -> None:
        for member, gaps in ((1, (1, 8, 15)), (2, (40, 47, 54)), (3, (3,))):
            session.add(Member(id=member, name=f"会员{member}", joined_at=0))
            session.flush()
            for gap in gaps:
                day = today() - gap
                session.add(Order(member_id=member, day=day, ordered_at=start_of(day), amount_fen=1000, status="paid"))

    new_window.context.change("建", fill)
    settle(new_window.context)
    desk = Desk(new_window)
    tab = desk.show("forecast")
    assert "数据还不够做整店的预测" in tab.gate_words.text() and "3 位" in tab.gate_words.text()
    assert not tab.alive.isVisibleTo(desk.page) and not tab.year_fen.isVisibleTo(desk.page)
    assert desk.press_card(tab.due) == ("members", [1])
    retention = desk.show("retention")
    assert "—" in figure_of(retention.cards["60"])  # nobody has been watched so long
    products = desk.show("products")
    assert not products.one.isVisibleTo(desk.page)


def test_what_is_typed_but_names_nothing_goes_back(desk: Desk) -> None:
    desk.show("overview")
    box = desk.page.picker.product
    line = box.lineEdit()
    assert line is not None
    line.setText("没有的东西")
    line.editingFinished.emit()
    assert (line.text(), box.currentData()) == ("全部商品", None)
