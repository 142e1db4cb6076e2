"""The orders page as a person uses it: keys and clicks in, the shop's data out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid
from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.dates import short_day, start_of, today
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import set_language
from shopdesk.data.database import Database
from shopdesk.data.tables import GroupBuy, Member, Order, Product, Referral
from shopdesk.orders.group_buys import edit_group_buy, group_buy_choices, group_buy_details
from shopdesk.orders.order_list import OrderFilter, order_details, order_ids
from shopdesk.orders.product_index import find_product
from shopdesk.orders.products import product_rows
from shopdesk.orders.statuses import set_status
from shopdesk.referrals.referring import give_codes
from tests.orders.filling import Filled
from ui.app_context import AppContext
from ui.orders.amount_dialog import AmountDialog
from ui.orders.group_buy_dialog import GroupBuyDialog
from ui.orders.match_dialog import MatchDialog
from ui.orders.new_order import NewOrderDialog
from ui.orders.order_panel import OrderPanel
from ui.orders.page import OrdersPage
from ui.orders.print_dialog import ListDialog
from ui.orders.product_dialog import ProductDialog
from ui.theme import apply_theme


@dataclass
class Desk:
    """The page with what it said, as a window would hold it."""

    database: Database
    filled: Filled
    context: AppContext
    page: OrdersPage
    said: list[str] = field(default_factory=list)
    refused: list[ShopError] = field(default_factory=list)
    went: list[tuple[str, object]] = field(default_factory=list)

    def rows(self) -> int:
        self.context.wait_idle()
        return len(self.page.orders.model.ids)

    def details(self, order_id: int) -> Any:
        with self.database.read() as session:
            return order_details(session, order_id)

    def dialog(self, kind: type[QDialog]) -> Any:
        (found,) = [each for each in self.page.findChildren(kind) if each.isVisible()]
        return found


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, filled_shop: tuple[Database, Filled]) -> Iterator[Desk]:
    apply_theme(qapp, "light")
    database, filled = filled_shop
    context = AppContext(database)
    page = OrdersPage(context)
    qtbot.addWidget(page)
    page.resize(1100, 640)
    made = Desk(database, filled, context, page)
    context.said.connect(lambda text, _button, _act: made.said.append(text))
    context.failed.connect(made.refused.append)
    context.asked_for_page.connect(lambda name, target: made.went.append((name, target)))
    crashed: list[BaseException] = []
    context.crashed.connect(crashed.append)
    page.show()
    page.become_visible()
    context.wait_idle()
    yield made
    context.wait_idle()
    assert crashed == []


def show_all(desk: Desk) -> None:
    desk.page.show_target(OrderFilter())
    desk.context.wait_idle()


# ---- the list


def test_it_opens_on_the_newest_group_buy_and_filters(desk: Desk) -> None:
    page = desk.page
    with desk.database.read() as session:
        newest = order_ids(session, OrderFilter(group_buy_id=desk.filled.group_buys[3]))
        everything = order_ids(session, OrderFilter())
        unpaid = order_ids(session, OrderFilter(statuses=("confirmed",)))
        cherries = order_ids(session, OrderFilter(text="clz"))
    assert list(page.orders.model.ids) == newest
    group_buy = page.orders.model.section_of("group_buy")
    assert page.orders.table.isColumnHidden(group_buy), "it would say the same in every row"
    assert page.figures.text().startswith(f"{len(newest)} 单")
    page.bar.chooser.setCurrentIndex(0)
    assert desk.rows() == len(everything)
    assert not page.orders.table.isColumnHidden(group_buy)
    page.orders.statuses.choose("confirmed")
    assert desk.rows() == len(unpaid)
    page.orders.statuses.choose("all")
    page.orders.search.setText("clz")
    page.orders.search.returnPressed.emit()
    assert desk.rows() == len(cherries)
    page.orders.clear_filters()
    page.bar.days.setCurrentIndex(page.bar.days.findData("own"))
    page.bar.first.set_day(today() - 3)
    page.bar.last.set_day(today())
    with desk.database.read() as session:
        assert desk.rows() == len(order_ids(session, OrderFilter(first_day=today() - 3, last_day=today())))


def test_group_buys_of_one_name_are_told_apart_by_their_day(desk: Desk) -> None:
    chooser = desk.page.bar.chooser
    title = "本周团：苹果 19.9/袋、香蕉 9.9/把"
    first, second = today() - 7, today()
    for day in (first, second):
        desk.context.change("团", partial(_open_on, day, title))
        desk.context.wait_idle()
    names = [chooser.itemText(place) for place in range(chooser.count())]
    expected = {f"{title} · {short_day(day)} · 接单中" for day in (first, second)}
    assert {name for name in names if title in name} == expected
    assert all(name.count("·") == 1 for name in names[1:-1] if title not in name)


def _open_on(day: int, title: str, session: Session, _progress: object) -> None:
    session.add(GroupBuy(title=title, opened_at=start_of(day), status="open"))


def test_nothing_found_says_so_and_offers_the_way_back(desk: Desk) -> None:
    desk.page.orders.search.setText("没有这个人")
    desk.page.orders.search.returnPressed.emit()
    assert desk.rows() == 0
    assert "没有这样的订单" in texts(desk.page.orders.table)
    desk.page.orders.clear_filters()
    assert desk.rows() > 0


def test_bulk_moves_are_told_and_undone(desk: Desk) -> None:
    show_all(desk)
    orders = desk.page.orders
    with desk.database.read() as session:
        before = order_ids(session, OrderFilter(statuses=("confirmed",)))
        paid = len(order_ids(session, OrderFilter(statuses=("paid",))))
    orders.table.selectAll()
    assert not orders.bulk.isHidden()
    orders.move_selected("collected")
    desk.context.wait_idle()
    assert f"{paid} 单已改为“已取货”" in desk.said[-1] and "还没付款" in desk.said[-1]
    assert orders.table.selected_count() == 60, "the selection stays"
    orders.table.select_ids(before)
    orders.move_selected("paid")
    desk.context.wait_idle()
    assert desk.details(before[0]).order.status == "paid"
    desk.context.undo()
    desk.context.wait_idle()
    assert desk.details(before[0]).order.status == "confirmed"
    orders.table.clearSelection()
    orders.move_selected("paid")
    assert desk.said[-1] == "请先选择订单。"


def test_sorting_and_columns_are_kept_for_the_next_time(desk: Desk, qtbot: QtBot) -> None:
    show_all(desk)
    desk.page.orders.table.sort_requested.emit("amount", True)
    desk.page.orders.table.set_sort("amount", True)
    desk.page.orders.refresh()
    desk.context.wait_idle()
    amounts = [desk.details(each).order.amount_fen for each in list(desk.page.orders.model.ids)[:5]]
    assert amounts == sorted(amounts, reverse=True)
    desk.page.orders.table.layout_changed.emit()
    again = OrdersPage(desk.context)
    qtbot.addWidget(again)
    assert again.orders.table.sort() == ("amount", True)


def test_links_from_other_pages(desk: Desk) -> None:
    page, order = desk.page, desk.filled.orders[5]
    page.show_target(order)
    assert page.orders.drawer.is_open() and panel(desk).order_id == order
    page.show_target(OrderFilter(statuses=("confirmed",), member_ids=(desk.filled.members[3],)))
    with desk.database.read() as session:
        expected = OrderFilter(statuses=("confirmed",), member_ids=(desk.filled.members[3],))
        assert desk.rows() == len(order_ids(session, expected))
    page.show_target("payments")
    assert page.tabs.key() == "payments"
    assert all(command.text for command in page.commands())


# ---- one order


def panel(desk: Desk) -> OrderPanel:
    content = desk.page.orders.drawer.content()
    assert isinstance(content, OrderPanel)
    return content


def order_with_lines(desk: Desk, least: int = 2) -> int:
    with desk.database.read() as session:
        ids = order_ids(session, OrderFilter(statuses=("confirmed",)))
    return next(each for each in ids if len(desk.details(each).lines) >= least)


def test_quantities_are_mended_in_the_drawer(desk: Desk, qtbot: QtBot) -> None:
    order = order_with_lines(desk)
    desk.page.orders.open_order(order)
    before = desk.details(order)
    row = panel(desk).lines.rows()[0]
    row.quantity.setFocus()
    row.quantity.selectAll()
    qtbot.keyClicks(row.quantity, "7")
    price = before.lines[0].price_fen
    assert row.amount.fen() == price * 7
    expected = before.order.amount_fen - before.lines[0].amount_fen + price * 7
    assert panel(desk).total.text().replace(",", "") == f"¥{expected / 100:.2f}", "live"
    qtbot.keyClick(row.quantity, Qt.Key.Key_Return)
    desk.context.wait_idle()
    assert desk.details(order).lines[0].qty_milli == 7000
    assert desk.details(order).order.amount_fen == expected
    assert panel(desk).lines.rows()[0] is row, "the row stays while it is used"
    desk.context.undo()
    desk.context.wait_idle()
    assert desk.details(order) == before
    panel(desk).setFocus()
    desk.page.orders.drawer.close_panel()


def test_lines_come_and_go_in_the_drawer_but_the_last_one_stays(desk: Desk, qtbot: QtBot) -> None:
    order = order_with_lines(desk)
    desk.page.orders.open_order(order)
    count = len(desk.details(order).lines)
    adder = panel(desk).lines.adder
    adder.setFocus()
    commit(adder, "新品山药")
    qtbot.keyClick(adder, Qt.Key.Key_Return)
    desk.context.wait_idle()
    assert [line.name for line in desk.details(order).lines][-1] == "新品山药"
    assert len(desk.details(order).lines) == count + 1
    while len(desk.details(order).lines) > 1:
        panel(desk).lines.rows()[-1].remove_button.click()
        desk.context.wait_idle()
    panel(desk).lines.rows()[0].remove_button.click()
    desk.context.wait_idle()
    assert "至少要有一件" in desk.said[-1]
    assert len(desk.details(order).lines) == 1 == panel(desk).lines.count()


def test_a_wrong_quantity_is_marked_and_not_written(desk: Desk, qtbot: QtBot) -> None:
    order = order_with_lines(desk)
    desk.page.orders.open_order(order)
    before = desk.details(order)
    row = panel(desk).lines.rows()[0]
    row.quantity.setText("0")
    qtbot.keyClick(row.quantity, Qt.Key.Key_Return)
    desk.context.wait_idle()
    assert row.quantity.property("invalid") and desk.details(order) == before


def test_status_buttons_note_and_member_link(desk: Desk) -> None:
    order = order_with_lines(desk)
    desk.page.orders.open_order(order)
    buttons = {button.text(): button for button in panel(desk)._moves.findChildren(QWidget) if hasattr(button, "text")}
    assert list(buttons) == ["标记已付", "取消订单"]
    buttons["标记已付"].click()
    desk.context.wait_idle()
    assert desk.details(order).order.status == "paid"
    panel(desk).note.setFocus()
    panel(desk).note.setPlainText("放门口")
    panel(desk).note.left.emit()
    desk.context.wait_idle()
    assert desk.details(order).order.note == "放门口"
    panel(desk)._show_member()
    assert desk.went[-1] == ("members", desk.details(order).order.member_id)
    panel(desk)._copy()
    assert QGuiApplication.clipboard().text().startswith(desk.details(order).order.member_name)


def test_a_finished_order_is_shown_but_not_mended(desk: Desk) -> None:
    with desk.database.read() as session:
        order = order_ids(session, OrderFilter(statuses=("collected",)))[0]
    desk.page.orders.open_order(order)
    assert panel(desk).lines.adder.isHidden()
    assert all(row.quantity.isReadOnly() for row in panel(desk).lines.rows())


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_long_names_do_not_push_the_amounts_out_of_the_drawer(desk: Desk, language: str) -> None:
    order = desk.page.orders.model.ids[0]
    details = desk.details(order)
    long = "Wolfeschlegelsteinhausenbergerdorff-Konstantinopolitanisches-Haus" * 2
    desk.database.change("改", lambda session: setattr(session.get(Member, details.order.member_id), "name", long))
    set_language(language)
    try:
        desk.page.orders.open_order(order)
        desk.context.wait_idle()
        QApplication.processEvents()
        area = panel(desk).parentWidget()
        assert area is not None and panel(desk).minimumSizeHint().width() <= area.width()
        assert panel(desk)._member.accessibleName().endswith(long)
    finally:
        set_language("zh_CN")


def test_tab_goes_through_the_drawer_as_the_eye_does(desk: Desk, qtbot: QtBot) -> None:
    with desk.database.read() as session:
        order = order_ids(session, OrderFilter(statuses=("confirmed",)))[0]
    desk.page.orders.open_order(order)
    desk.page.activateWindow()
    panel(desk)._member.setFocus()
    wanted = [panel(desk).lines.rows()[0].quantity, panel(desk).lines.adder, panel(desk).note]
    met = []
    for _press in range(60):
        at = QApplication.focusWidget()
        assert at is not None
        met += [at] if at in wanted else []
        qtbot.keyClick(at, Qt.Key.Key_Tab)
    assert met[:3] == wanted


# ---- a new order with the keyboard alone


def test_a_new_order_by_keyboard(desk: Desk, qtbot: QtBot) -> None:
    desk.page.new_order()
    dialog: NewOrderDialog = desk.dialog(NewOrderDialog)
    assert dialog.group_buy.currentData() == desk.filled.group_buys[3]
    qtbot.keyClicks(dialog.member, "gxy")
    qtbot.keyClick(dialog.member, Qt.Key.Key_Return)
    assert dialog.member.text() == "高晓燕"
    for typed, quantity in (("shatang", "2"), ("qc", "2.5")):
        qtbot.keyClicks(dialog.lines.adder, typed)
        qtbot.keyClick(dialog.lines.adder, Qt.Key.Key_Return)
        field = dialog.lines.rows()[-1].quantity
        assert field.text() == "1" and dialog.lines.adder.text() == ""
        qtbot.keyClicks(field, quantity) if field.selectedText() else pytest.fail("the quantity is ready to be typed")
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert dialog.total.text() == "¥72.28", "2 × 29.90 + 2.5 × 4.99 rounded half up"
    # The offscreen platform made the page active when the list of choices closed.
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    qtbot.keyClick(dialog.note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.context.wait_idle()
    assert is_closed(dialog)
    assert desk.said[-1] == "已记下高晓燕的订单，¥72.28。"
    newest = max(desk.page.orders.model.ids)
    details = desk.details(newest)
    assert (details.order.member_name, details.order.amount_fen) == ("高晓燕", 7228)
    assert details.order.group_buy_id == desk.filled.group_buys[3]
    desk.context.undo()
    desk.context.wait_idle()
    assert desk.details(newest) is None


def test_a_new_member_and_a_new_product_come_with_a_new_order(desk: Desk, qtbot: QtBot) -> None:
    desk.page.new_order()
    dialog: NewOrderDialog = desk.dialog(NewOrderDialog)
    dialog.save()
    assert dialog.member_row.error == "请选择会员。"
    commit(dialog.member, "新来的邻居")
    dialog.save()
    assert "没有选中会员" in dialog.member_row.error
    qtbot.keyClick(dialog.member, Qt.Key.Key_Return)
    dialog.save()
    assert "还没有商品" in dialog.wrong.text()
    commit(dialog.lines.adder, "冬枣")
    qtbot.keyClick(dialog.lines.adder, Qt.Key.Key_Return)
    dialog.lines.rows()[0].amount.setText("25")
    dialog.paid.setChecked(True)
    dialog.save_and_go_on()
    desk.context.wait_idle()
    assert dialog.isVisible() and dialog.lines.count() == 0 and dialog.member.text() == ""
    with desk.database.read() as session:
        member = session.scalar(select(Member.id).where(Member.name == "新来的邻居"))
        order = session.scalars(select(Order).where(Order.member_id == member)).one()
        assert (order.status, order.paid_fen) == ("paid", 2500)
        assert session.scalar(select(Product.id).where(Product.name == "冬枣")) is not None
    dialog.reject()


def test_somebody_new_is_asked_for_the_code_that_brought_them(desk: Desk, qtbot: QtBot) -> None:
    referrer = desk.filled.members[6]
    desk.context.change("码", lambda session, _progress: give_codes(session, [referrer]))
    desk.context.wait_idle()
    with desk.database.read() as session:
        code = session.get_one(Member, referrer).referral_code or ""
    desk.page.new_order()
    dialog: NewOrderDialog = desk.dialog(NewOrderDialog)
    commit(dialog.member, "gxy")
    qtbot.keyClick(dialog.member, Qt.Key.Key_Return)
    assert dialog.member.text() == "高晓燕" and not dialog.code.isVisible(), "who has bought before is not asked"
    dialog.member.clear()
    commit(dialog.member, "新来的邻居")
    qtbot.keyClick(dialog.member, Qt.Key.Key_Return)
    assert dialog.code.isVisible()
    commit(dialog.lines.adder, "冬枣")
    qtbot.keyClick(dialog.lines.adder, Qt.Key.Key_Return)
    dialog.lines.rows()[0].amount.setText("25")
    dialog.code.setText("ABCDEF")
    assert "没有会员用这个推荐码" in dialog.code_row.error
    dialog.save()
    assert dialog.isVisible() and dialog.focusWidget() is dialog.code
    dialog.code.setText(f" {code.lower()}")
    assert dialog.code_row.error == "" and "高晓燕" in dialog.code.accessibleDescription()
    dialog.save()
    desk.context.wait_idle()
    with desk.database.read() as session:
        brought = session.scalars(select(Referral)).one()
        assert (brought.referrer_id, brought.how) == (referrer, "code")
    desk.context.undo()
    desk.context.wait_idle()
    with desk.database.read() as session:
        assert session.scalars(select(Referral)).all() == []
        assert session.scalar(select(Member.id).where(Member.name == "新来的邻居")) is None


def test_a_choice_that_is_typed_over_is_no_choice(desk: Desk, qtbot: QtBot) -> None:
    desk.page.new_order()
    dialog: NewOrderDialog = desk.dialog(NewOrderDialog)
    qtbot.keyClicks(dialog.member, "gxy")
    qtbot.keyClick(dialog.member, Qt.Key.Key_Return)
    assert dialog.member.key() == desk.filled.members[6]
    dialog.member.setFocus()
    qtbot.keyClicks(dialog.member, "x")
    assert dialog.member.key() is None
    dialog.reject()


# ---- the other parts


def test_totals_follow_the_scope_and_a_reminder_is_masked(desk: Desk) -> None:
    desk.page.tabs.choose("totals")
    desk.context.wait_idle()
    few = desk.page.figures.text()
    desk.page.bar.chooser.setCurrentIndex(0)
    desk.context.wait_idle()
    assert desk.page.figures.text() != few and "8 种商品" in desk.page.figures.text()
    desk.page.totals.copy_unpaid()
    assert "*" in QGuiApplication.clipboard().text() and "隔壁老王" not in QGuiApplication.clipboard().text()
    assert "催款名单" in desk.said[-1]


def test_a_group_buy_is_opened_and_changed(desk: Desk, qtbot: QtBot) -> None:
    desk.page.tabs.choose("group_buys")
    desk.context.wait_idle()
    desk.page.make_new()
    dialog: GroupBuyDialog = desk.dialog(GroupBuyDialog)
    dialog.title.setText("双旦团")
    dialog.cut_off_day.set_day(today() + 2)
    dialog.arrival.set_day(today() + 3)
    assert dialog.until.day() == today() + 6
    dialog.pickup.setCurrentText("南门岗亭")
    for typed in ("牛奶", "砂糖"):
        commit(dialog.adder, typed)
        qtbot.keyClick(dialog.adder, Qt.Key.Key_Return)
    dialog._goods[1].price.setText("19.9")
    dialog._goods[1].up.click()
    saved: list[int] = []
    dialog.saved.connect(saved.append)
    dialog.save()
    desk.context.wait_idle()
    with desk.database.read() as session:
        details = group_buy_details(session, saved[0])
    assert details is not None
    assert (details.title, details.pickup_point) == ("双旦团", "南门岗亭")
    assert [(row.label, row.price_fen) for row in details.products] == [("砂糖橘 5斤装", 1990), ("鲜牛奶 950ml", None)]
    table = desk.page.group_buys.table
    table.go_to(saved[0])
    desk.page.group_buys.set_status("closed")
    desk.context.wait_idle()
    assert desk.said[-1] == "“双旦团”已截单"
    desk.page.group_buys._remove()
    desk.context.wait_idle()
    assert table.model().rowCount() == 4
    table.go_to(desk.filled.group_buys[1])
    desk.page.group_buys._remove()
    desk.context.wait_idle()
    assert "已经有订单" in desk.refused[-1].message
    desk.page.group_buys._show_orders()
    assert desk.page.bar.chooser.currentData() == desk.filled.group_buys[1]


def test_a_group_buy_goes_on_and_is_opened_again_by_buttons(desk: Desk) -> None:
    page = desk.page.group_buys
    desk.page.tabs.choose("group_buys")
    desk.context.wait_idle()
    newest = desk.filled.group_buys[3]
    assert page.table.current_id() == newest, "the newest is chosen, so that the buttons are about something"
    seen = []
    while not page.next_button.isHidden():
        seen.append(page.next_button.text())
        page.next_button.click()
        desk.context.wait_idle()
    assert seen == ["改为“已截单”", "改为“已到货”", "改为“已结束”"]
    page.again_button.click()
    dialog = desk.dialog(GroupBuyDialog)
    with desk.database.read() as session:
        before = group_buy_details(session, newest)
    assert before is not None
    assert [row.product_id for row in dialog._goods] == [each.product_id for each in before.products]
    assert [row.up.isEnabled() for row in dialog._goods][:2] == [False, True][: len(before.products)]
    assert dialog.pickup.currentText() == before.pickup_point and dialog.arrival.day() is None
    dialog.title.setText("再来一期")
    dialog.save()
    desk.context.wait_idle()
    with desk.database.read() as session:
        choices = group_buy_choices(session)
    assert (choices[0].title, choices[0].status) == ("再来一期", "open")


def test_a_wrong_date_is_said_at_its_field(desk: Desk) -> None:
    desk.page.group_buys.edit(desk.filled.group_buys[0])
    dialog: GroupBuyDialog = desk.dialog(GroupBuyDialog)
    dialog.arrival.setText("31月99日")
    dialog.save()
    assert "看不懂" in dialog.arrival_row.error
    dialog.arrival.set_day(today())
    dialog.until.set_day(today() - 5)
    dialog.save()
    desk.context.wait_idle()
    assert dialog.isVisible() and "不能早于" in dialog.wrong.text()
    dialog.reject()


def test_a_product_with_nicknames_and_a_picture(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    picture = QImage(300, 200, QImage.Format.Format_RGB32)
    picture.fill(QColor("orange"))
    picture.save(str(tmp_path / "橘.png"))
    desk.page.tabs.choose("products")
    desk.page.make_new()
    dialog: ProductDialog = desk.dialog(ProductDialog)
    dialog.save()
    assert dialog.name_row.error
    dialog.name.setText("沃柑")
    dialog.price.setText("39.9")
    commit(dialog.nicknames.field, "沃柑果")
    qtbot.keyClick(dialog.nicknames.field, Qt.Key.Key_Return)
    commit(dialog.nicknames.field, "柑子")
    dialog.picture.load(tmp_path / "橘.png")
    desk.context.wait_idle()
    assert not dialog.picture.away.isHidden()
    dialog.save()
    desk.context.wait_idle()
    with desk.database.read() as session:
        product = find_product(session, "柑子")
        assert product is not None and product == find_product(session, "沃柑果")
        row = product_rows(session, [product])[product]
    assert (row.price_fen, row.picture_id is not None) == (3990, True)
    desk.page.products.edit(product)
    dialog = desk.dialog(ProductDialog)
    assert dialog.nicknames.names() == ["沃柑果", "柑子"]
    dialog.nicknames.field.setText("苹果")
    dialog.save()
    desk.context.wait_idle()
    assert "已经是“红富士苹果”的叫法" in dialog.wrong.text()
    dialog.reject()


def test_prices_are_edited_in_the_table_of_products(desk: Desk) -> None:
    desk.page.tabs.choose("products")
    desk.context.wait_idle()
    table, product = desk.page.products.table, desk.filled.products[0]
    model: Any = table.model()
    place = model.place_of(product)
    cell = model.index(place, model.section_of("price"))
    assert model.setData(cell, "31.5", Qt.ItemDataRole.EditRole)
    desk.context.wait_idle()
    with desk.database.read() as session:
        assert product_rows(session, [product])[product].price_fen == 3150
    assert not model.setData(cell, "很贵", Qt.ItemDataRole.EditRole)
    assert "不是金额" in desk.said[-1]
    desk.page.products.search.setText("zzzz")
    desk.page.products.search.returnPressed.emit()
    desk.context.wait_idle()
    assert model.rowCount() == 0


def test_payments_are_matched_by_themselves_and_by_hand(desk: Desk) -> None:
    desk.page.tabs.choose("payments")
    desk.context.wait_idle()
    view = desk.page.payments
    view.states.choose("likely")
    desk.context.wait_idle()
    likely_before = view.table.model().rowCount()
    view.match_certain()
    desk.context.wait_idle()
    assert "对上了" in desk.said[-1]
    left = view.table.model().rowCount()
    assert 0 < left < likely_before
    view.table.go_to(view.table.model().ids[0])  # type: ignore[attr-defined]
    view.match_current()
    dialog: MatchDialog = desk.dialog(MatchDialog)
    dialog.search.setText("老王")
    dialog.search.returnPressed.emit()
    assert all("隔壁老王" in dialog.orders.item(row).text() for row in range(dialog.orders.count()))
    dialog.search.clear()
    chosen = dialog._chosen()
    assert chosen is not None
    dialog.match()
    desk.context.wait_idle()
    assert is_closed(dialog)
    assert len(desk.details(chosen.order_id).payments) == 1
    view.states.choose("matched")
    desk.context.wait_idle()
    matched = view.table.model().rowCount()
    view.table.go_to(view.table.model().ids[0])  # type: ignore[attr-defined]
    view.table.select_ids([view.table.model().ids[0]])  # type: ignore[attr-defined]
    view.unmatch_selected()
    desk.context.wait_idle()
    assert view.table.model().rowCount() == matched - 1


def test_lists_are_previewed_and_saved(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    show_all(desk)
    for kind in ("member", "product", "purchase"):
        desk.page.open_lists(kind)
        dialog: ListDialog = desk.dialog(ListDialog)
        assert dialog._laid is not None
        words = " ".join(cell for row in dialog._laid.document.rows for cell in row.cells)
        assert "隔壁老王" not in words and "砂糖橘" in words
        if kind != "purchase":
            dialog.masked.setChecked(False)
            assert "隔壁老王" in " ".join(cell for row in dialog._laid.document.rows for cell in row.cells)
            pages = len(dialog._laid.pages)
            dialog.which.setCurrentIndex(1)
            assert len(dialog._laid.pages) >= pages > 1
            qtbot.keyClick(dialog.view, Qt.Key.Key_End)
            assert dialog._number == len(dialog._laid.pages) - 1 and not dialog.following.isEnabled()
            dialog.turn(-(10**6))
            assert dialog._number == 0
        dialog.large.click()
        shot = dialog.grab().toImage()
        assert shot.width() > 300
        dialog.save_to(tmp_path / f"{kind}.pdf")
        desk.context.wait_idle()
        assert (tmp_path / f"{kind}.pdf").read_bytes().startswith(b"%PDF")
        assert desk.said[-1] == f"已保存 {kind}.pdf"
        dialog.reject()


def test_a_picking_list_of_selected_orders_only(desk: Desk) -> None:
    show_all(desk)
    with desk.database.read() as session:
        chosen = order_ids(session, OrderFilter(statuses=("paid",)))[:1]
    desk.page.orders.table.select_ids(chosen)
    desk.page.orders._pick_selected()
    dialog: ListDialog = desk.dialog(ListDialog)
    groups = [row for row in dialog._laid.document.rows if row.kind == "group"]  # type: ignore[union-attr]
    assert len(groups) == 1
    dialog.reject()


def test_an_empty_shop_says_what_to_do(qtbot: QtBot, qapp: QApplication, database: Database) -> None:
    context = AppContext(database)
    went: list[object] = []
    context.asked_for_page.connect(lambda name, target: went.append((name, target)))
    page = OrdersPage(context)
    qtbot.addWidget(page)
    page.show()
    page.become_visible()
    context.wait_idle()
    assert "还没有订单" in texts(page.orders.table)
    QGuiApplication.clipboard().setText("#接龙\n1. 张三 橘子2箱")
    page.paste_jielong()
    assert went == [("import", "#接龙\n1. 张三 橘子2箱")]
    for part in ("totals", "group_buys", "products", "payments"):
        page.tabs.choose(part)
        context.wait_idle()
    assert "导入微信或支付宝账单" in texts(page.payments.table)
    page.open_lists()
    (dialog,) = [each for each in qapp.topLevelWidgets() if isinstance(each, ListDialog) and each.isVisible()]
    assert not dialog.print_button.isEnabled()
    dialog.reject()
    context.wait_idle()


def test_everything_has_a_name_and_fits_a_small_window(desk: Desk) -> None:
    page = desk.page
    page.resize(964, 520)
    for key in page.sections:
        page.tabs.choose(key)
        desk.context.wait_idle()
        assert page.minimumSizeHint().width() <= 964, key
        for widget in page.findChildren(QWidget):
            if isinstance(widget, QLineEdit | QToolButton) and widget.isVisible():
                inner = isinstance(widget.parentWidget(), QLineEdit) or widget.objectName().startswith("qt_")
                assert inner or widget.accessibleName(), (key, widget)


def test_a_hidden_page_reads_again_when_it_is_shown(desk: Desk) -> None:
    show_all(desk)
    desk.page.hide()
    order = order_with_lines(desk)
    desk.context.change("付", lambda session, _progress: set_status(session, [order], "paid"))
    desk.context.wait_idle()
    shown = desk.page.orders.statuses._group.button(1).text()
    desk.page.show()
    desk.page.become_visible()
    desk.context.wait_idle()
    assert desk.page.orders.statuses._group.button(1).text() != shown


def commit(field: QLineEdit, words: str) -> None:
    """Chinese arrives from an input method, not as keys."""
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(field, event)


def is_closed(dialog: QDialog) -> bool:
    return not isValid(dialog) or not dialog.isVisible()


def texts(widget: QWidget) -> str:
    return " ".join(child.accessibleName() for child in widget.findChildren(QWidget) if child.isVisibleTo(widget))


def test_a_part_is_refunded_in_the_drawer(desk: Desk) -> None:
    with desk.database.read() as session:
        order = order_ids(session, OrderFilter(statuses=("paid",)))[0]
    desk.page.orders.open_order(order)
    panel(desk).refund_button.click()
    dialog: AmountDialog = desk.dialog(AmountDialog)
    dialog.amount.setText("999999")
    dialog.save()
    assert "已付金额" in dialog.row.error
    dialog.amount.setText("1.5")
    dialog.save()
    desk.context.wait_idle()
    assert desk.details(order).order.refund_fen == 150
    assert "¥1.50" in desk.said[-1]


def test_another_group_buy_means_its_prices(desk: Desk) -> None:
    orange = desk.filled.products[6]

    def cheaper(session, _progress):  # type: ignore[no-untyped-def]
        edit_group_buy(session, desk.filled.group_buys[3], products=[(orange, 300)])

    desk.context.change("团价", cheaper)
    desk.context.wait_idle()
    desk.page.new_order()
    dialog: NewOrderDialog = desk.dialog(NewOrderDialog)
    dialog.lines._add_picked(orange, "")
    dialog.lines.rows()[0].quantity.setText("2")
    assert dialog.total.text() == "¥6.00"
    dialog.group_buy.setCurrentIndex(0)
    assert dialog.total.text() == "¥9.98"
    dialog.lines.rows()[0].amount.setText("8")
    dialog.group_buy.setCurrentIndex(1)
    assert dialog.total.text() == "¥8.00", "a bargain stays"
    dialog.reject()
