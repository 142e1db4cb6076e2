"""Today's page: every button leads to exactly what its line counts."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton

from shopdesk.base.dates import now, today
from shopdesk.members.listing import count_members
from shopdesk.members.people import create_member
from shopdesk.members.segments import select_ids
from shopdesk.orders.order_list import order_ids
from shopdesk.orders.orders import LineInput, create_order
from shopdesk.outreach.today import TodayThing, list_today
from tests.window.acting import dialog, on_screen, press, settle, words_on
from ui.intake.wizard import ImportWizard
from ui.main_window import MainWindow
from ui.members.duplicates_dialog import DuplicatesDialog
from ui.orders.new_order import NewOrderDialog
from ui.pages import PAGES


def listed(window: MainWindow) -> list[TodayThing]:
    return window.context.query(lambda session: list_today(session, today(), now()))


def row_button(window: MainWindow, thing: TodayThing) -> QPushButton:
    named = f"{thing.button}：{thing.title}"
    found = [each for each in window.pages["today"].findChildren(QPushButton) if each.accessibleName() == named]
    assert len(found) == 1, named
    return found[0]


def test_each_button_leads_to_what_its_line_counts(window: MainWindow) -> None:
    things = listed(window)
    assert {"unpaid", "waiting", "content", "birthday", "sleeping", "duplicates"} <= {thing.kind for thing in things}
    for thing in things:
        window.show_page("today")
        settle(window.context)
        assert thing.title in words_on(window.pages["today"])
        row_button(window, thing).click()
        settle(window.context)
        settle(window.context)
        assert window.current is window.pages[thing.page], thing.title
        check_target(window, thing)


def check_target(window: MainWindow, thing: TodayThing) -> None:
    page = window.pages[thing.page]
    query = window.context.query
    if thing.page == "orders":
        assert sorted(page.orders.table.model().ids) == sorted(query(lambda s: order_ids(s, thing.target)))
    elif thing.page == "segments":
        assert sorted(page.matches.matches.ids) == query(lambda session: select_ids(session, thing.target, today()))
    elif thing.kind == "duplicates":
        dialog(DuplicatesDialog).reject()
    elif thing.kind == "content":
        assert any(field.text() == thing.title for field in page.findChildren(QLineEdit) if field.isVisible())


def test_paste_and_new_order(window: MainWindow) -> None:
    press(window.pages["today"], "新订单")
    settle(window.context)
    dialog(NewOrderDialog).reject()
    window.show_page("today")
    press(window.pages["today"], "粘贴接龙")
    settle(window.context)
    dialog(ImportWizard).reject()
    settle(window.context)
    assert on_screen(ImportWizard) is None


def test_the_list_follows_every_change(new_window: MainWindow) -> None:
    context, page = new_window.context, new_window.pages["today"]
    assert "店铺还是空的" in words_on(page)
    context.change("新会员", lambda session, _progress: create_member(session, "小鹿"))
    settle(context)
    assert "店铺还是空的" not in words_on(page)
    context.change("新订单", lambda s, _p: create_order(s, 1, [LineInput("砂糖橘", amount_fen=5980)]))
    settle(context)
    assert "1 单还没付款" in words_on(page) and "¥59.80" in words_on(page)
    new_window.show_page("members")
    context.undo()
    settle(context)
    new_window.show_page("today")
    settle(context)
    assert "单还没付款" not in words_on(page)
    assert context.query(count_members) == 1


def test_an_empty_shop_offers_the_sample(new_window: MainWindow) -> None:
    asked: list[tuple[str, object]] = []
    new_window.context.asked_for_page.disconnect()
    new_window.context.asked_for_page.connect(lambda name, target: asked.append((name, target)))
    press(new_window.pages["today"], "载入示例数据")
    press(new_window.pages["today"], "粘贴接龙或导入表格")
    assert asked == [("settings", "sample"), ("import", None)]


def test_a_new_day_shows_itself(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    for entry in PAGES:
        window.show_page(entry.name)
        settle(window.context)
    window.show_page("today")
    settle(window.context)
    before = window.pages["today"].heading.text()
    tomorrow = now() + 86_400
    monkeypatch.setattr("shopdesk.base.dates.now", lambda: tomorrow)
    window.look_at_clock()
    settle(window.context)
    assert window.pages["today"].heading.text() != before
