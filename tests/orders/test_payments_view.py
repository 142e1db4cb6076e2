"""Payments on screen: landing from a bill, ticking, choosing by hand, and the list of who has not paid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from shopdesk.base.dates import now
from shopdesk.data.database import Database
from shopdesk.data.tables import Alias, Order, Payment, PaymentMatch
from shopdesk.members.people import create_member
from shopdesk.orders.order_list import order_rows
from shopdesk.orders.orders import LineInput, create_order
from shopdesk.orders.payment_list import payment_rows
from shopdesk.orders.payment_settling import credit_fen
from tests.window.acting import press, words_on
from ui.app_context import AppContext
from ui.orders.amount_dialog import AmountDialog
from ui.orders.match_dialog import MatchDialog
from ui.orders.page import OrdersPage
from ui.orders.payment_columns import orders_words, standing, why_words
from ui.orders.unpaid_dialog import UnpaidDialog
from ui.theme import apply_theme

PEOPLE = {"王姐": (3900,), "李姐": (2000, 3000), "孙妈": (5000,), "冯冯": (900,), "何先生": (7000, 400)}
BILL = (
    ("王姐", 3900, "", True), ("王姐", 3900, "", True), ("路人甲", 900, "", True), ("李姐", 4200, "", True),
    ("孙妈", 2000, "定金", True), ("郑郑", 800, "", False), ("陌生人", 123, "", True),
)  # fmt: skip


@dataclass
class Till:
    database: Database
    context: AppContext
    page: OrdersPage
    said: list[str] = field(default_factory=list)

    def ids(self, state: str) -> dict[str, int]:
        """Payer: id, of what stands under this filter; twins keep the later one."""
        self.page.payments.states.choose(state)
        self.context.wait_idle()
        with self.database.read() as session:
            rows = payment_rows(session, list(self.page.payments.model.ids))
        return {row.counterparty: row.id for row in rows.values()}

    def row(self, payment_id: int) -> Any:
        with self.database.read() as session:
            return payment_rows(session, [payment_id])[payment_id]

    def dialog(self, kind: type[QDialog]) -> Any:
        (found,) = [each for each in self.page.findChildren(kind) if each.isVisible()]
        return found

    def matched(self) -> int:
        with self.database.read() as session:
            return len(session.scalars(select(PaymentMatch.id)).all())

    def statuses(self, name: str) -> list[str]:
        with self.database.read() as session:
            members = session.execute(select(Order.status, Order.member_id).order_by(Order.id)).all()
        number = list(PEOPLE).index(name) + 1
        return [status for status, member in members if member == number]


def fill(session: Session) -> None:
    at = now() - 7200
    for number, (name, fens) in enumerate(PEOPLE.items(), 1):
        member = create_member(session, name, room=f"3-2-{number}01")
        session.flush()
        for fen in fens:
            create_order(session, member, [LineInput("草莓", amount_fen=fen)], ordered_at=at)
    session.execute(insert(Payment), [
        {"source": "w", "txn_id": f"t{number}", "direction": "income", "usable": usable, "amount_fen": fen,
         "counterparty": payer, "note": note, "at": at + 600 + number}
        for number, (payer, fen, note, usable) in enumerate(BILL)
    ])  # fmt: skip


@pytest.fixture
def till(qtbot: QtBot, qapp: QApplication, database: Database) -> Iterator[Till]:
    apply_theme(qapp, "light")
    database.change("样例", fill)
    context = AppContext(database)
    page = OrdersPage(context)
    qtbot.addWidget(page)
    page.resize(1100, 640)
    made = Till(database, context, page)
    context.said.connect(lambda text, _button, _act: made.said.append(text))
    crashed: list[BaseException] = []
    context.crashed.connect(crashed.append)
    page.show()
    page.become_visible()
    page.tabs.choose("payments")
    context.wait_idle()
    yield made
    context.wait_idle()
    assert not crashed


def test_after_a_bill_the_certain_ones_are_matched_and_the_likely_ones_shown(till: Till) -> None:
    till.page.show_target("payments")
    till.context.wait_idle()
    view = till.page.payments
    assert view.states.key() == "likely" and till.statuses("王姐") == ["paid"]
    assert "对上了 1 笔" in till.said[-1] and till.matched() == 1
    till.context.undo()
    till.context.wait_idle()
    assert till.matched() == 0, "taken back, and not done again by itself"
    assert "1 笔" in view.certain_button.text() and view.certain_button.isEnabled()
    assert "没对上" in view.figures.text()


def test_nothing_left_to_find_does_not_hide_what_waits_for_a_nod(till: Till) -> None:
    payments = till.page.payments
    strangers = list(till.ids("open").values())
    till.database.change("删", lambda session: session.execute(delete(Payment).where(Payment.id.in_(strangers))))
    payments.refresh()
    till.context.wait_idle()
    assert payments.states.key() == "open" and not payments.model.ids
    assert "猜得出是谁" in words_on(payments.table)
    press(payments.table, "看可能的")
    till.context.wait_idle()
    assert payments.states.key() == "likely" and payments.model.ids
    payments.search.setText("没有这个人")
    payments.refresh()
    till.context.wait_idle()
    assert "没有这样的收款" in words_on(payments.table)


def test_every_payment_says_how_it_stands_and_why(till: Till) -> None:
    everybody = till.ids("all")
    words = {payer: [word for word, _color in standing(till.row(each))] for payer, each in everybody.items()}
    assert words["王姐"] in (["很确定"], ["像是重复付款"])
    assert words["郑郑"] == ["退回"] and words["孙妈"] == ["可能 · 付了一部分"] and words["陌生人"] == ["未对上"]
    assert all(why_words(till.row(each)) for each in everybody.values())
    assert orders_words(till.row(everybody["路人甲"])) == "冯冯 #5"
    assert set(till.ids("back")) == {"郑郑"}
    view = till.page.payments
    stranger = till.ids("open")["陌生人"]
    view.table.go_to(stranger)
    assert "没有叫“陌生人”的会员" in view.reason.text() and not view.reason.isHidden()


def test_ticked_ones_are_confirmed_together_and_teach_names(till: Till) -> None:
    likely = till.ids("likely")
    view = till.page.payments
    view.table.select_ids([likely["路人甲"], likely["孙妈"]])
    assert not view.bulk.isHidden()
    view.confirm_selected()
    till.context.wait_idle()
    assert "对上了 2 笔" in till.said[-1] and "“路人甲”" in till.said[-1]
    assert [word for word, _color in standing(till.row(likely["孙妈"]))] == ["已对上", "还差 ¥30.00"]
    with till.database.read() as session:
        assert session.scalars(select(Alias.name).where(Alias.kind == "payer")).all() == ["路人甲"]
    matched = till.ids("matched")
    view.table.select_ids(list(matched.values()))
    view.unmatch_selected()
    till.context.wait_idle()
    assert till.matched() == 0 and till.statuses("冯冯") == ["confirmed"]
    stranger = till.ids("open")["陌生人"]
    view.table.select_ids([stranger])
    view.confirm_selected()
    assert "手工核对" in till.said[-1]


def test_several_orders_are_ticked_by_hand_and_the_payer_is_remembered(till: Till) -> None:
    stranger = till.ids("open")["陌生人"]
    till.page.payments.table.go_to(stranger)
    till.page.payments.match_current()
    dialog: MatchDialog = till.dialog(MatchDialog)
    dialog.search.setText("李姐")
    dialog.search.returnPressed.emit()
    assert dialog.orders.count() == 2 and not dialog.remember.isHidden()
    for row in range(2):
        dialog.orders.item(row).setCheckState(Qt.CheckState.Checked)
    assert "2 单" in dialog.button.text() and "还差" in dialog.effect.text()
    dialog.search.clear()
    assert len(dialog.chosen()) == 2, "what was ticked stays ticked"
    dialog.match()
    till.context.wait_idle()
    assert till.row(stranger).open_fen == 0
    with till.database.read() as session:
        assert session.scalars(select(Alias.name).where(Alias.kind == "payer")).all() == ["陌生人"]
    till.context.undo()
    till.context.wait_idle()
    assert till.row(stranger).open_fen == 123


def test_who_has_not_paid_is_reminded_one_by_one_and_cash_is_ticked_off(till: Till) -> None:
    till.page.open_unpaid()
    dialog: UnpaidDialog = till.dialog(UnpaidDialog)
    assert not dialog.isModal() and "5 人" in dialog.sums.text() and "何先生" in dialog.text.toPlainText()
    dialog.copy_next()
    assert "¥74.00" in QGuiApplication.clipboard().text() and "何先生" in till.said[-1]
    assert "何先生" not in dialog.text.toPlainText()
    dialog.text.setPlainText("孙妈好")
    dialog.copy_next()
    assert QGuiApplication.clipboard().text() == "孙妈好", "the words can be changed first"
    dialog.copy_for_group()
    notice = QGuiApplication.clipboard().text()
    assert "何*" in notice and "何先生" not in notice and "¥39.00" in notice
    chosen = list(dialog.table.model().ids)[:2]  # type: ignore[attr-defined]
    dialog.table.select_ids(chosen)
    assert "2 人" in dialog.cash_button.text()
    dialog.mark_cash()
    till.context.wait_idle()
    assert till.statuses("何先生") == ["paid", "paid"] and "3 人" in dialog.sums.text()
    till.context.undo()
    till.context.wait_idle()
    assert "5 人" in dialog.sums.text()
    dialog.reject()


def test_money_that_does_not_fit_is_found_and_settled_on_screen(till: Till) -> None:
    view = till.page.orders
    till.page.show_target("payments")
    till.context.wait_idle()
    till.page.tabs.choose("orders")
    view.statuses.choose("trouble")
    till.context.wait_idle()
    assert view.model.ids == [1], "王姐 paid twice"
    with till.database.read() as session:
        (row,) = order_rows(session, [1]).values()
    (column,) = [each for each in view.model.columns if each.key == "open"]
    assert column.text(row) == "像重复付 ¥39.00"
    view.open_order(1)
    panel = view.drawer.content()
    press(panel.money, "复制问一句")
    assert "两次付款" in QGuiApplication.clipboard().text() and "¥39.00" in QGuiApplication.clipboard().text()
    press(panel.money, "留作余额")
    till.context.wait_idle()
    assert view.model.ids == [] and "余额" in till.said[-1]
    with till.database.read() as session:
        assert credit_fen(session, 1) == 3900
    till.context.undo()
    till.context.wait_idle()
    press(panel.money, "记下已退 ¥39.00")
    till.context.wait_idle()
    assert view.model.ids == []
    till.context.undo()
    till.context.wait_idle()
    rows = till.ids("open")
    till.page.payments.table.select_ids([rows["王姐"]])
    till.page.payments.keep_selected()
    till.context.wait_idle()
    assert [word for word, _color in standing(till.row(rows["王姐"]))] == ["余额 ¥39.00"]
    till.page.payments.states.choose("all")
    till.context.wait_idle()
    till.page.payments.table.select_ids([rows["王姐"]])
    till.page.payments.drop_selected()
    till.context.wait_idle()
    assert "像是重复付款" in [word for word, _color in standing(till.row(rows["王姐"]))]
    till.page.payments.table.select_ids([rows["王姐"]])
    till.page.payments.give_back_selected()
    till.context.wait_idle()
    assert till.row(rows["王姐"]).went_back


def test_cash_is_a_part_or_the_whole(till: Till) -> None:
    till.page.show_target(4)
    till.context.wait_idle()
    panel = till.page.orders.drawer.content()
    press(panel.money, "收到现金…")
    asked = till.dialog(AmountDialog)
    assert asked.amount.fen() == 5000
    asked.amount.setText("51")
    asked.save()
    assert asked.isVisible() and "¥50.00" in asked.row.error
    asked.amount.setText("20")
    asked.save()
    till.context.wait_idle()
    assert till.statuses("孙妈") == ["confirmed"] and "收到现金 ¥20.00" in words_on(panel.money)
    assert "少付 ¥30.00" in panel.money.trouble.words
    till.page.open_unpaid()
    dialog: UnpaidDialog = till.dialog(UnpaidDialog)
    dialog.table.select_ids([3])
    dialog.mark_cash()
    (asked,) = [each for each in dialog.findChildren(AmountDialog) if each.isVisible()]
    asked.save()
    till.context.wait_idle()
    assert till.statuses("孙妈") == ["paid"]
    till.context.undo()
    till.context.undo()
    till.context.wait_idle()
    with till.database.read() as session:
        assert session.scalars(select(Payment.source).where(Payment.source == "cash")).all() == []
    dialog.reject()
