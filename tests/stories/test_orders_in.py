"""Orders in, and who has paid: a list pasted, changed and pasted again, the bill dropped, the unpaid list.

What the owner corrects on the first day makes the second day's list and bill need nothing.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from shopdesk.base.dates import now
from shopdesk.data.tables import Alias, ProductAlias
from shopdesk.orders.payment_list import payment_figures, payment_ids, payment_rows
from shopdesk.safety.check import check_shop
from tests.orders.bills import Paid, wechat_bill
from tests.stories.test_owner_day import carry_out, drop_file, mend, orders_of, paste, until, window_on
from tests.window.acting import dialog, press, settle
from ui.first_run import make_shop
from ui.intake.wizard import ImportWizard
from ui.main_window import MainWindow
from ui.orders.match_dialog import MatchDialog
from ui.orders.unpaid_dialog import UnpaidDialog

KNOWN = "昵称,手机号,房号\n高晓燕,13800001111,9-901\n"
FIRST = """#接龙
周五鲜果团
阳光玫瑰 39.9元/箱
砂糖橘 25元/份
土鸡蛋 36元/板

1. 豆豆妈 3-501 阳光玫瑰1箱
2. 李姐 5-602 砂糖橘2份
3. 王芳 7-1103 土鸡蛋1板
4. 高晓燕 砂糖橘1份
5. 冯冯 2-202 老玫1箱
6. 何先生 1-101 土鸡蛋2板
"""
SECOND = """#接龙
周六海鲜团
阳光玫瑰 39.9元/箱
大虾 68元/斤

1. 冯冯 2-202 老玫2箱
2. 高晓燕 大虾1斤
3. 豆豆妈 3-501 大虾2斤
"""
DAY = 86400


def and_look(window: MainWindow, wizard: ImportWizard) -> str:
    """Import the bill and go on to who has paid; returns what the last step says."""
    wizard.next_button.click()
    settle(window.context)
    said = wizard.done_step.headline.text()
    assert wizard.done_step.orders_button.text() == "去看谁付了"
    wizard.done_step.orders_button.click()
    settle(window.context)
    settle(window.context)
    return said


def statuses(window: MainWindow) -> dict[str, str]:
    return {name: row.status for name, row in orders_of(window).items()}


def the_list_with_two_corrections(window: MainWindow) -> None:
    """A nickname of a product nobody has heard of, and somebody who is known but left the room out."""
    wizard = paste(window, FIRST)
    step = wizard.preview_step
    assert step.list_tab.doubts() == 2
    mend(window, wizard, "冯冯", "product", "阳光玫瑰")
    assert step.list_tab.doubts() == step.people_tab.open_count() == 1, "高晓燕 by name alone is a question"
    step.people_tab.all_same.click()
    until(lambda: not wizard.intake.pending)
    assert step.list_tab.doubts() == 0
    assert "6 张新订单" in carry_out(window, wizard)
    assert orders_of(window)["冯冯"].goods == "阳光玫瑰 ×1箱" and orders_of(window)["高晓燕"].room == "9-901"


def the_list_again_with_changes(window: MainWindow) -> None:
    before = orders_of(window)
    changed = FIRST.replace("李姐 5-602 砂糖橘2份", "李姐 5-602 砂糖橘3份").rstrip() + "\n7. 小赵 8-801 砂糖橘1份\n"
    wizard = paste(window, changed)
    assert wizard.preview_step.list_tab.doubts() == 0, "what was mended once stays mended"
    assert wizard.preview_step.people_tab.open_count() == 0
    said = carry_out(window, wizard)
    assert "1 张新订单" in said and "改动 1 单" in said
    after = orders_of(window)
    assert {name for name, row in after.items() if before.get(name) != row} == {"李姐", "小赵"}
    assert "没有新的内容" in carry_out(window, paste(window, changed))


def the_bill_with_one_correction(window: MainWindow, folder: Path) -> None:
    """豆豆妈 and 李姐 pay under their names, 高晓燕 by her room's number, 冯冯 by a stranger's name."""
    bill = folder / "微信支付账单1.csv"
    lines = [Paid(1, "豆豆妈", 3990), Paid(2, "李姐", 7500, "橘子"), Paid(3, "燕子飞飞", 2500, "9-901 橘子"),
             Paid(4, "大海", 3990), Paid(5, "李姐", 7500), Paid(6, "王芳", 2000)]  # fmt: skip
    bill.write_text(wechat_bill(lines, now()), encoding="utf-8-sig")
    assert "6 笔流水" in and_look(window, drop_file(window, bill))
    page = window.pages["orders"]
    assert window.current is page and page.tabs.key() == "payments", "and who has paid is shown at once"
    found = statuses(window)
    assert [found[name] for name in ("豆豆妈", "李姐", "高晓燕")] == ["paid"] * 3
    assert found["冯冯"] == found["王芳"] == "confirmed"
    rows = window.context.query(lambda session: payment_rows(session, payment_ids(session)))
    (stranger,) = [row for row in rows.values() if row.counterparty == "大海"]
    assert "正好" in stranger.proposal.why, "a reason, not a guess"
    page.payments.open_match(stranger.id)
    hand = dialog(MatchDialog)
    assert hand.chosen()[0].member_name == "冯冯" and "大海" in hand.remember.text()
    press(hand, "核对到这一单")
    settle(window.context)
    assert statuses(window)["冯冯"] == "paid"
    page.payments.states.choose("likely")
    settle(window.context)
    (part,) = page.payments.model.ids
    page.payments.table.select_ids([part])
    page.payments.confirm_selected()
    settle(window.context)
    assert orders_of(window)["王芳"].open_fen == 1600
    page.tabs.choose("orders")
    page.orders.statuses.choose("trouble")
    settle(window.context)
    troubled = {row.member_name for row in orders_of(window).values() if row.id in page.orders.model.ids}
    assert troubled == {"王芳", "李姐"}, "one paid short, one paid twice"
    page.orders.statuses.choose("all")
    settle(window.context)
    assert "没有新的内容" in carry_out(window, drop_file(window, bill))


def the_unpaid_list(window: MainWindow, names: list[str]) -> None:
    page = window.pages["orders"]
    window.show_page("orders")
    settle(window.context)
    page.open_unpaid()
    settle(window.context)
    unpaid = dialog(UnpaidDialog)
    people = [unpaid._people[each].unpaid.name for each in unpaid.table.model().ids]  # type: ignore[attr-defined]
    assert people == names
    if names:
        unpaid.copy_next()
        words = QGuiApplication.clipboard().text()
        assert names[0] in words and "¥72.00" in words and "王姐" in words, "signed by the owner"
        unpaid.copy_for_group()
        assert names[0] not in QGuiApplication.clipboard().text()
    unpaid.reject()
    settle(window.context)


def what_was_learned(window: MainWindow) -> None:
    with window.context.database.read() as session:
        assert "老玫" in session.scalars(select(ProductAlias.name)).all()
        learned = {(name, kind) for name, kind in session.execute(select(Alias.name, Alias.kind))}
    assert ("大海", "payer") in learned and any(name == "高晓燕" for name, _kind in learned)


def the_next_day_needs_nothing(window: MainWindow, folder: Path) -> None:
    wizard = paste(window, SECOND)
    step = wizard.preview_step
    assert (step.list_tab.doubts(), step.people_tab.open_count()) == (0, 0)
    assert "3 张新订单" in carry_out(window, wizard)
    assert orders_of(window)["冯冯"].goods == "阳光玫瑰 ×2箱"
    bill = folder / "微信支付账单2.csv"
    lines = [Paid(11, "大海", 7980), Paid(12, "燕子飞飞", 6800, "9-901"), Paid(13, "豆豆妈", 13600)]
    bill.write_text(wechat_bill(lines, now() + DAY), encoding="utf-8-sig")
    before = window.context.query(payment_figures)
    and_look(window, drop_file(window, bill))
    found = statuses(window)
    assert [found[name] for name in ("冯冯", "高晓燕", "豆豆妈")] == ["paid"] * 3, "all by themselves"
    assert window.context.query(payment_figures).open_fen == before.open_fen


def test_orders_in_and_who_has_paid(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    shop = tmp_path / "翠湖小站"
    make_shop(shop, sample=False, settings={"name": "翠湖小站", "owner": "王姐"})
    with window_on(shop) as window:
        carry_out(window, paste(window, KNOWN))
        the_list_with_two_corrections(window)
        the_list_again_with_changes(window)
        the_bill_with_one_correction(window, tmp_path)
        the_unpaid_list(window, ["何先生", "小赵", "王芳"])
        what_was_learned(window)
    with window_on(shop) as window:
        the_next_day_needs_nothing(window, tmp_path)
        assert window.context.query(check_shop) == []
