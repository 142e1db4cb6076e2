"""The wizard with a pasted 接龙: read, mended by keyboard and mouse, imported, undone, pasted again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QRadioButton
from sqlalchemy import select

from shopdesk.base.dates import short_day, today
from shopdesk.data.tables import GroupBuy, Member, Order
from shopdesk.intake.mending import Lesson
from shopdesk.intake.questions import NEW
from shopdesk.members.people import create_member
from shopdesk.orders.group_buys import open_group_buy
from shopdesk.orders.order_list import OrderFilter
from shopdesk.orders.product_index import find_product
from shopdesk.orders.products import create_product
from tests.intake.bringing import DATA, contents, count, orders_of
from tests.intake.conftest import Desk, compose

LIST = """#接龙
周五水果团
1. 砂糖橘 29.9元/箱
2. 丹东草莓 39元/盒

1. 豆豆妈 3-501 砂糖橘2箱
2. 小米粥 5-302 草莓一盒 已付
3. 阿杰 7-101 小橘3箱
4. 王芳
5. 李婷婷 6-601 小橘1箱
"""


def test_pasting_reading_importing_undoing(desk: Desk) -> None:
    wizard = desk.open()
    assert desk.step() == "choose" and not wizard.next_button.isEnabled()
    wizard.choose_step.paste_box.setPlainText(LIST)
    desk.forward()
    assert desk.step() == "preview"
    assert [row.name for row in desk.rows() if row.first][:3] == ["阿杰", "王芳", "李婷婷"]  # doubts first
    assert {row.name: row.effect for row in desk.rows()} == {
        "豆豆妈": "new", "小米粥": "new", "阿杰": "held", "王芳": "held", "李婷婷": "held",
    }  # fmt: skip
    assert all(row.why for row in desk.rows() if row.effect == "held")
    assert count(desk.database, Order) == 0  # nothing is written yet
    assert wizard.next_button.text() == "导入 2 条"
    desk.forward()
    assert desk.step() == "done"
    assert orders_of(desk.database)["小米粥"] == ("paid", "丹东草莓×1", 3900)
    assert desk.said == ["已导入：2 个新会员，2 张新订单"]
    assert [left[2] for left in wizard.done_step._left.values()]
    desk.context.undo()
    desk.context.wait_idle()
    assert not any(contents(desk.database).values())
    desk.context.redo()
    desk.context.wait_idle()
    assert count(desk.database, Order) == 2
    # To the orders of this group buy.
    wizard.done_step.orders_button.click()
    name, target = desk.went[0]
    assert name == "orders" and isinstance(target, OrderFilter) and target.group_buy_id is not None


def test_the_same_text_again_writes_nothing(desk: Desk) -> None:
    for again in (False, True):
        wizard = desk.open(LIST)
        before = desk.database.version
        assert desk.step() == "preview"
        if again:
            assert wizard.next_button.text() == "完成"
            assert "导入过" in wizard.preview_step.note.text()
        desk.forward()
        assert desk.step() == "done"
        assert (desk.database.version == before) is again
    assert desk.said == ["已导入：2 个新会员，2 张新订单"]
    assert "没有新的内容" in wizard.done_step.headline.text()


def test_a_line_that_was_not_read_shows_its_words_and_a_list_without_a_title_its_name(desk: Desk) -> None:
    menu, lines = "  1.番茄炖牛腩\n  2.肉末蒸蛋\n", "1. 阿禾 8份晚餐\n2. momo 1份晚餐\n"
    wizard = desk.open(f"#接龙\n周五晚餐\n{menu}例 阿禾 1份晚餐\n\n{lines}")
    model = wizard.preview_step.list_tab._model
    product = model.section_of("product")
    shown = {row.raw.strip(): model.index(at, product) for at, row in enumerate(desk.rows()) if row.effect == "unread"}
    assert "1.番茄炖牛腩" in {index.data().strip() for index in shown.values()}
    (index,) = [index for words, index in shown.items() if "番茄" in words]
    assert index.data(Qt.ItemDataRole.EditRole) == "", "the words are no product"
    wizard = desk.open(lines)
    title = wizard.preview_step.options.title
    assert title.text() == "" and title.placeholderText() == f"接龙 {short_day(today())}"
    desk.forward()
    with desk.database.read() as session:
        assert session.scalars(select(GroupBuy.title)).all() == [title.placeholderText()]


def test_mending_by_keyboard_goes_on_to_the_next_row(desk: Desk) -> None:
    desk.open(LIST)
    desk.type_into("王芳", "product", "丹东草莓")
    row = next(row for row in desk.rows() if row.name == "王芳")
    assert (row.product, row.qty, row.effect, row.mended) == ("丹东草莓", "1", "new", True)
    assert desk.table.currentIndex().row() == 2  # Enter: the row below
    desk.type_into("王芳", "qty", "3盒")
    desk.type_into("王芳", "room", "8-808")
    desk.type_into("王芳", "name", "王芳芳")
    row = next(row for row in desk.rows() if row.name == "王芳芳")
    assert (row.qty, row.unit, row.room) == ("3", "盒", "8-808")
    assert [row.name for row in desk.rows() if row.first][1] == "王芳芳"  # it stays where it was
    desk.type_into("王芳芳", "name", "王五", end=Qt.Key.Key_Tab)
    editor = desk.editor()  # Tab: the next cell is open
    assert desk.table.currentIndex().column() == desk.wizard.preview_step.list_tab._model.section_of("room")
    desk.qtbot.keyClick(editor, Qt.Key.Key_Escape)
    desk.forward()
    assert orders_of(desk.database)["王五"] == ("confirmed", "丹东草莓×3", 11700)


def test_what_was_held_can_be_answered_before_and_after_importing(desk: Desk) -> None:
    desk.database.change("会员", lambda session: [create_member(session, name) for name in ("豆豆妈", "小米粥")])
    wizard = desk.open(LIST)
    step = wizard.preview_step
    assert step.ask_button.text() == "先回答 2 个问题"
    step.ask_button.click()
    assert step.tabs.currentWidget() is step.people_tab and wizard.status.text() == ""
    step.people_tab.all_same.click()
    desk.settle()
    assert step.ask_button.isHidden() and wizard.next_button.text() == "导入 2 条"
    desk.forward()
    done = wizard.done_step
    assert desk.step() == "done" and not done.answer_button.isHidden()
    done.answer_button.click()
    desk.settle()
    assert desk.step() == "preview"
    assert {row.name: row.effect for row in desk.rows()} == {
        "豆豆妈": "same", "小米粥": "same", "阿杰": "held", "王芳": "held", "李婷婷": "held",
    }  # fmt: skip
    desk.type_into("王芳", "product", "丹东草莓")
    desk.forward()
    assert (count(desk.database, Order), count(desk.database, GroupBuy)) == (3, 1)


def test_a_text_that_is_no_list_says_what_to_copy(desk: Desk) -> None:
    wizard = desk.open("【到货通知】各位邻居：\n今天下午 4 点后可以来自提，谢谢配合！")
    assert desk.step() == "choose"
    assert "没有读出接龙" in wizard.choose_step.note.text() and "整段复制" in wizard.choose_step.note.text()


def test_a_refused_edit_says_why_and_keeps_the_old_value(desk: Desk) -> None:
    desk.open(LIST)
    desk.type_into("豆豆妈", "qty", "很多")
    assert "数量要是大于 0 的数" in desk.wizard.preview_step.note.text()
    assert next(row for row in desk.rows() if row.name == "豆豆妈").qty == "2"
    desk.type_into("豆豆妈", "qty", "4")
    assert "数量" not in desk.wizard.preview_step.note.text()


def test_a_corrected_product_is_learned_with_a_tick(desk: Desk) -> None:
    desk.database.change("商品", lambda session: create_product(session, "砂糖橘"))
    wizard = desk.open(LIST)
    desk.type_into("阿杰", "product", "砂糖橘")
    assert "另外 1 行" in wizard.status.text()  # 李婷婷 wrote the same word
    assert [row.product for row in desk.rows() if row.name == "李婷婷"] == ["砂糖橘"]
    tabs = wizard.preview_step.tabs
    assert tabs.isTabVisible(tabs.indexOf(wizard.preview_step.lessons_tab))
    box = wizard.preview_step.lessons_tab.boxes[Lesson("小橘", "砂糖橘")]
    assert box.isChecked()
    desk.forward()
    with desk.database.read() as session:
        assert find_product(session, "小橘") == find_product(session, "砂糖橘")


def test_an_unticked_nickname_is_not_learned(desk: Desk) -> None:
    desk.database.change("商品", lambda session: create_product(session, "砂糖橘"))
    wizard = desk.open(LIST)
    desk.type_into("阿杰", "product", "砂糖橘")
    wizard.preview_step.lessons_tab.boxes[Lesson("小橘", "砂糖橘")].click()
    desk.forward()
    with desk.database.read() as session:
        assert find_product(session, "小橘") is None


def test_products_are_completed_while_typing(desk: Desk) -> None:
    desk.database.change("商品", lambda session: create_product(session, "赣南脐橙", nicknames=["橙子"]))
    desk.open(LIST)
    tab = desk.wizard.preview_step.list_tab
    assert tab._find_products("草") == ["丹东草莓"]  # of this list
    assert tab._find_products("gnqc") == ["赣南脐橙"]  # of the shop, by pinyin
    desk.database.change("会员", lambda session: create_member(session, "周玥"))
    assert tab._find_names("zy") == ["周玥"]
    desk.table.setCurrentIndex(desk.cell("王芳", "product"))
    desk.qtbot.keyClick(desk.table, Qt.Key.Key_F2)
    editor = desk.editor()
    compose(editor, "橙子")
    completer = editor.completer()
    assert completer is not None and completer.model().rowCount() == 1 and completer.popup().isVisible()
    completer.activated.emit("赣南脐橙")
    editor.setText("赣南脐橙")
    desk.settle()
    assert [row.product for row in desk.rows() if row.name == "王芳"] == ["赣南脐橙"]


def test_lines_are_left_out_by_space_and_by_click(desk: Desk) -> None:
    wizard = desk.open(LIST)
    desk.table.setFocus()
    desk.table.setCurrentIndex(desk.cell("豆豆妈", "name"))
    desk.qtbot.keyClick(desk.table, Qt.Key.Key_Space)
    desk.settle()
    assert next(row for row in desk.rows() if row.name == "豆豆妈").effect == "skipped"
    assert wizard.next_button.text() == "导入 1 条"
    index = desk.cell("小米粥", "taken")
    desk.qtbot.mouseClick(desk.table.viewport(), Qt.MouseButton.LeftButton, pos=desk.table.visualRect(index).center())
    desk.settle()
    assert not next(row for row in desk.rows() if row.name == "小米粥").taken
    desk.qtbot.mouseClick(desk.table.viewport(), Qt.MouseButton.LeftButton, pos=desk.table.visualRect(index).center())
    desk.settle()
    index = desk.cell("小米粥", "paid")
    desk.qtbot.mouseClick(desk.table.viewport(), Qt.MouseButton.LeftButton, pos=desk.table.visualRect(index).center())
    desk.settle()
    desk.forward()
    assert {name: order[0] for name, order in orders_of(desk.database).items()} == {"小米粥": "confirmed"}


def test_what_was_read_can_be_accepted_and_one_more_product_added(desk: Desk) -> None:
    wizard = desk.open(LIST)
    tab = wizard.preview_step.list_tab
    desk.table.setCurrentIndex(desk.cell("阿杰", "name"))
    assert tab.raw.text() == "3. 阿杰 7-101 小橘3箱" and "菜单" in tab.why.text()
    assert tab.accept_button.isVisible()
    tab.accept_button.click()
    desk.settle()
    assert next(row for row in desk.rows() if row.name == "阿杰").effect == "new"
    tab.add_item()
    compose(desk.editor(), "丹东草莓")
    desk.qtbot.keyClick(desk.editor(), Qt.Key.Key_Return)
    desk.settle()
    assert [row.product for row in desk.rows() if row.line == 2] == ["小橘", "丹东草莓"]
    desk.table.setCurrentIndex(desk.cell("王芳", "name"))
    tab.accept_selected()
    assert "先填上商品" in wizard.preview_step.note.text()
    desk.forward()
    assert orders_of(desk.database)["阿杰"][1] == "小橘×3 丹东草莓×1"


def test_the_filter_shows_what_wants_a_look(desk: Desk) -> None:
    wizard = desk.open(LIST)
    wizard.preview_step.filter.choose("doubts")
    assert {row.name for row in desk.rows()} == {"阿杰", "王芳", "李婷婷"}
    wizard.preview_step.filter.choose("effects")
    assert {row.name for row in desk.rows()} == {"豆豆妈", "小米粥"}


def test_people_known_by_name_only_are_asked_about_and_remembered(desk: Desk) -> None:
    desk.database.change(
        "会员",
        lambda session: [create_member(session, "王芳", phone="13800001111"), create_member(session, "阿杰")],
    )
    text = "#接龙\n鸡蛋 20元/板\n1. 王芳 2板\n2. 阿杰 1板\n3. 新来的 1板\n"
    wizard = desk.open(text)
    step = wizard.preview_step
    assert step.tabs.isTabVisible(step.tabs.indexOf(step.people_tab))
    assert step.people_tab.open_count() == 2
    desk.table.setCurrentIndex(desk.cell("王芳", "name"))
    assert step.list_tab.who_button.isVisible()
    step.list_tab.who_button.click()
    assert step.tabs.currentWidget() is step.people_tab
    buttons = step.people_tab.findChildren(QRadioButton)
    assert [button.text() for button in buttons] == ["是 王芳", "是新会员"]
    buttons[0].click()
    desk.settle()
    assert step.people_tab.open_count() == 1
    desk.qtbot.keyClick(step.people_tab.table, Qt.Key.Key_N)
    desk.settle()
    assert [question.answer for question in step.people_tab._questions.values()] == [1, NEW]
    desk.forward()
    assert count(desk.database, Member) == 4
    desk.open("#接龙\n牛奶 15元\n1. 王芳 1\n")
    assert desk.wizard.preview_step.people_tab.open_count() == 0
    assert desk.rows()[0].effect == "new"


@pytest.mark.parametrize(("same", "members"), [(True, 2), (False, 4)])
def test_all_at_once(desk: Desk, same: bool, members: int) -> None:
    desk.database.change("会员", lambda session: [create_member(session, name) for name in ("甲", "乙")])
    wizard = desk.open("#接龙\n鸡蛋 20元/板\n1. 甲 2板\n2. 乙 1板\n")
    tab = wizard.preview_step.people_tab
    (tab.all_same if same else tab.all_new).click()
    desk.settle()
    assert tab.open_count() == 0
    desk.forward()
    assert count(desk.database, Member) == members and count(desk.database, Order) == 2


def test_the_group_buy_the_product_and_the_price_can_be_chosen(desk: Desk) -> None:
    group_buy, _change = desk.database.change("团", lambda session: open_group_buy(session, "早上的团"))
    wizard = desk.open("#接龙\n今天的\n1. 豆豆妈 3-501 2份\n2. 阿杰 7-101 1份\n")
    options = wizard.preview_step.options
    assert options.group_buy.currentData() == NEW and options.title.isVisible()
    assert {row.effect for row in desk.rows()} == {"held"}
    options.product.setText("百香果")
    options.product.editingFinished.emit()
    desk.settle()
    assert {row.product for row in desk.rows()} == {"百香果"}
    prices = wizard.preview_step.prices_tab
    assert list(prices.fields) == ["百香果"]
    prices.fields["百香果"].set_fen(1990)
    desk.settle()
    assert wizard.preview_step.prices_tab.fields["百香果"].fen() == 1990  # it stays, to be mended
    options.group_buy.setCurrentIndex(options.group_buy.findData(group_buy))
    options.group_buy.activated.emit(options.group_buy.currentIndex())
    desk.settle()
    assert not options.title.isVisible()
    desk.forward()
    assert orders_of(desk.database)["豆豆妈"] == ("confirmed", "百香果×2", 3980)
    with desk.database.read() as session:
        assert session.scalars(select(Order.group_buy_id).distinct()).all() == [group_buy]


def test_a_new_group_buy_gets_the_title_that_was_typed(desk: Desk) -> None:
    wizard = desk.open(LIST)
    wizard.preview_step.options.title.setText("十一月的团")
    wizard.preview_step.options.title.editingFinished.emit()
    desk.settle()
    desk.forward()
    with desk.database.read() as session:
        assert session.scalars(select(GroupBuy.title)).all() == ["十一月的团"]


def test_who_is_gone_can_be_cancelled(desk: Desk) -> None:
    desk.open(LIST)
    desk.forward()
    wizard = desk.open(LIST.replace("1. 豆豆妈 3-501 砂糖橘2箱\n", "1. 新来的 9-909 砂糖橘1箱\n"))
    step = wizard.preview_step
    assert step.tabs.isTabVisible(step.tabs.indexOf(step.gone_tab))
    assert [gone.name for gone in step.gone_tab._gone.values()] == ["豆豆妈"]
    step.gone_tab.cancel_them.click()
    desk.settle()
    assert step.gone_tab.cancel_them.isChecked()
    desk.forward()
    assert orders_of(desk.database)["豆豆妈"][0] == "cancelled"


def test_changed_text_shows_what_changes(desk: Desk) -> None:
    desk.open(LIST)
    desk.forward()
    desk.open(LIST.replace("砂糖橘2箱", "砂糖橘5箱"))
    row = next(row for row in desk.rows() if row.name == "豆豆妈")
    assert row.effect == "changed" and row.why == "原来 砂糖橘 2箱"
    desk.forward()
    assert orders_of(desk.database)["豆豆妈"][1] == "砂糖橘×5"


def test_a_text_that_is_nothing_says_so_in_the_wizard(desk: Desk) -> None:
    text = (DATA / "jielong" / "35_not_a_jielong.txt").read_text(encoding="utf-8")
    wizard = desk.open(text)
    assert desk.step() == "choose"
    assert wizard.choose_step.note.isVisible() and "。" in wizard.choose_step.note.text()
    assert wizard.choose_step.text() == text and wizard.next_button.isEnabled()
    assert not desk.refused  # no message box
    wizard.choose_step.paste_box.setPlainText(LIST)
    desk.forward()
    assert desk.step() == "preview"


def test_going_back_keeps_the_text_and_the_mends(desk: Desk) -> None:
    wizard = desk.open(LIST)
    desk.type_into("王芳", "product", "丹东草莓")
    wizard.back_button.click()
    assert desk.step() == "choose" and wizard.choose_step.text() == LIST
    desk.forward()
    assert desk.step() == "preview"
    assert [row.product for row in desk.rows() if row.name == "王芳"] == ["丹东草莓"]  # and what was mended


def test_once_more_after_the_end(desk: Desk) -> None:
    wizard = desk.open(LIST)
    desk.forward()
    wizard.cancel_button.click()
    assert desk.step() == "choose" and not wizard.choose_step.text()
    wizard.choose_step.paste_box.setPlainText(LIST + "6. 周玥 9-909 草莓2盒\n")
    desk.forward()
    assert wizard.next_button.text() == "导入 1 条"


def test_choices_of_one_list_do_not_reach_the_next(desk: Desk) -> None:
    wizard = desk.open(LIST)
    desk.type_into("王芳", "product", "丹东草莓")
    wizard.intake.choose(answers=replace(wizard.intake.choices.answers, cancel_gone=True))
    wizard.back_button.click()
    wizard.choose_step.paste_box.setPlainText("#接龙\n别的\n1. 王芳 看看\n")
    desk.forward()
    assert not wizard.intake.choices.mends and not wizard.intake.choices.answers.cancel_gone


def test_closing_with_mended_lines_asks_first(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    answer = [False, True]

    def confirm(_parent: object, question: str, loss: str, *_buttons: str, no: str = "") -> bool:
        asked.append(loss)
        return answer.pop(0)

    monkeypatch.setattr("ui.intake.wizard.confirm_loss", confirm)
    wizard = desk.open(LIST)
    desk.type_into("王芳", "product", "丹东草莓")
    wizard.reject()
    assert wizard.isVisible() and "1 处" in asked[0]
    wizard.close()
    assert not wizard.isVisible() and len(asked) == 2
    assert not any(contents(desk.database).values())
    desk.open(LIST).reject()
    assert len(asked) == 2  # nothing to lose


def test_enter_in_a_field_does_not_import(desk: Desk) -> None:
    wizard = desk.open(LIST)
    for field in (wizard.preview_step.options.title, wizard.preview_step.options.product, desk.table):
        field.setFocus()
        desk.qtbot.keyClick(field, Qt.Key.Key_Return)
        desk.settle()
        assert desk.step() == "preview" and count(desk.database, Order) == 0
    desk.qtbot.keyClick(desk.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert desk.step() == "done" and count(desk.database, Order) == 2
