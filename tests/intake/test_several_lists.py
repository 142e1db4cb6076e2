"""Two lists pasted together are two group buys, and pasting both again changes just what is different in each."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import select

from shopdesk.data.database import Database
from shopdesk.data.tables import GroupBuy, Member, Order, OrderLine
from shopdesk.intake.importing import import_lists
from shopdesk.intake.jielong import read_jielong
from shopdesk.intake.several_lists import split_lists
from shopdesk.intake.sources import Wish
from tests.intake.bringing import count
from tests.intake.conftest import Desk

FRUIT = "#接龙\n周五水果\n草莓 29.9/盒\n1. 王姐 3-501 2盒\n2. 小何 5-302 1盒\n"
EGGS = "#接龙\n周六鸡蛋\n土鸡蛋 45/板\n1. 大白 7-101 1板\n2. 王姐 3-501 2板\n"


def bought(database: Database) -> dict[str, list[str]]:
    with database.read() as session:
        rows = session.execute(
            select(GroupBuy.title, Member.name, OrderLine.name, OrderLine.qty_milli, Order.status)
            .join(Order, Order.group_buy_id == GroupBuy.id)
            .join(Member, Member.id == Order.member_id)
            .join(OrderLine, OrderLine.order_id == Order.id)
            .order_by(GroupBuy.id, Order.id)
        )
        found: dict[str, list[str]] = {}
        for title, name, product, qty, status in rows:
            gone = "（取消）" if status == "cancelled" else ""
            found.setdefault(title, []).append(f"{name} {product}{qty // 1000}{gone}")
        return found


def test_each_list_keeps_its_lines_numbers_and_title() -> None:
    text = "晚上好\n" + FRUIT + "\n截单啦\n" + EGGS
    first, second = split_lists(text)
    assert "晚上好" in first and "截单啦" in first
    readings = [read_jielong(part) for part in (first, second)]
    assert [[entry.line for entry in reading.entries] for reading in readings] == [[5, 6], [12, 13]]
    assert "周六鸡蛋" in readings[1].title
    assert split_lists(FRUIT) == () == split_lists("")


@pytest.mark.parametrize(
    "text",
    [
        FRUIT + "\n" + FRUIT + "3. 大白 1盒\n",  # the same list again
        "#接龙\n今日餐\n【午餐】\n1. 王姐 1份\n2. 小何 1份\n【晚餐】\n1. 王姐 1份\n",  # one list of two parts
        "#接龙 周五\n1. 王姐 草莓1盒\n接龙的朋友记得付款\n2. 小何 草莓1盒\n",
    ],
)
def test_what_is_one_list_stays_one(text: str) -> None:
    assert split_lists(text) == ()


def test_an_earlier_copy_further_up_is_left_out() -> None:
    parts = split_lists(FRUIT + "\n" + EGGS + "\n" + FRUIT + "3. 大白 1盒\n")
    names = [[entry.name for entry in read_jielong(part).entries] for part in parts]
    assert sorted(names) == [["大白", "王姐"], ["王姐", "小何", "大白"]]


LINES = ("#接龙", "草莓 29.9/盒", "1. 王姐 2盒", "2. 小何 1盒", "", "接龙", "【晚餐】", "谢谢", "3. 大白 不要了")
TEXTS = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(LINES), max_size=14).map("\n".join))


@given(text=TEXTS)
@example("#接龙1.00盒\n1.:\n接龙\n0.00盒")
def test_no_entry_is_lost_or_doubled_by_splitting(text: str) -> None:
    parts = split_lists(text)
    if parts:
        together = [entry for part in parts for entry in read_jielong(part).entries]
        assert sorted(entry.line for entry in together) == sorted(entry.line for entry in read_jielong(text).entries)


def test_the_wizard_takes_one_after_the_other(desk: Desk) -> None:
    wizard = desk.open(FRUIT + "\n" + EGGS)
    assert "第 1 份接龙，共 2 份" in wizard.head.what.text()
    assert {row.name for row in desk.rows()} == {"王姐", "小何"} and wizard.skip_button.isVisible()
    desk.forward()
    assert "还有 1 份" in wizard.done_step.note.text() and wizard.next_button.text() == "下一份接龙"
    desk.forward()
    assert desk.step() == "preview" and {row.name for row in desk.rows()} == {"大白", "王姐"}
    desk.forward()
    assert wizard.next_button.text() == "完成"
    assert bought(desk.database) == {
        "周五水果": ["王姐 草莓2", "小何 草莓1"], "周六鸡蛋": ["大白 土鸡蛋1", "王姐 土鸡蛋2"],
    }  # fmt: skip
    assert count(desk.database, Member) == 3
    # Both again, an hour later: one changed, one new, one gone, one the same.
    later = FRUIT.replace("2盒", "3盒") + "\n" + EGGS.replace("1. 大白 7-101 1板\n", "") + "2. 阿杰 8-801 1板\n"
    wizard = desk.open(later)
    assert {row.name: row.effect for row in desk.rows()} == {"王姐": "changed", "小何": "same"}
    assert wizard.next_button.text() == "导入 1 条"
    desk.forward()
    desk.forward()
    assert {row.name: row.effect for row in desk.rows()} == {"王姐": "same", "阿杰": "new"}
    gone = wizard.preview_step.gone_tab
    assert [row.name for row in gone._gone.values()] == ["大白"]
    gone.cancel_them.click()
    desk.settle()
    desk.forward()
    assert bought(desk.database) == {
        "周五水果": ["王姐 草莓3", "小何 草莓1"],
        "周六鸡蛋": ["大白 土鸡蛋1（取消）", "王姐 土鸡蛋2", "阿杰 土鸡蛋1"],
    }
    version = desk.database.version
    wizard = desk.open(later)
    assert wizard.next_button.text() == "下一份接龙", "nothing to import: straight on to what is waiting"
    desk.forward()
    assert wizard.next_button.text() == "完成"
    desk.forward()
    desk.forward()
    assert desk.database.version == version


def test_lists_of_one_text_are_one_change_for_a_script(database: Database) -> None:
    lists = split_lists(FRUIT + "\n" + EGGS)
    result, _change = database.change("导入", lambda session: import_lists(session, lists, Wish()))
    assert (result.added["orders"], result.added["members"]) == (4, 3)
    assert list(bought(database)) == ["周五水果", "周六鸡蛋"]
    again, change = database.change("再来", lambda session: import_lists(session, lists, Wish()))
    assert not again.anything and again.unchanged == 4 and not change.tables
    database.undo()
    assert bought(database) == {}
