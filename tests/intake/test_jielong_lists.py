"""Several lists in one text: different ones stay two, a list pasted again is read once."""

from __future__ import annotations

from decimal import Decimal

from shopdesk.intake.jielong import read_jielong

FIRST = "#接龙\n草莓 29.9/盒\n1. 王姐 2盒\n2. 小何 1盒\n"
SECOND = "#接龙\n土鸡蛋 45/板\n1. 大白 1板\n2. 王姐 2板\n"


def test_two_lists_are_two() -> None:
    reading = read_jielong(FIRST + "\n" + SECOND)
    said = [(entry.seq, entry.name, entry.items[0].product, entry.items[0].qty) for entry in reading.entries]
    assert said == [
        (1, "王姐", "草莓", Decimal(2)),
        (2, "小何", "草莓", Decimal(1)),
        (1, "大白", "土鸡蛋", Decimal(1)),
        (2, "王姐", "土鸡蛋", Decimal(2)),
    ]
    assert not any(entry.needs_review for entry in reading.entries)


def test_a_list_pasted_again_is_read_once_and_says_so() -> None:
    reading = read_jielong(FIRST + "\n" + FIRST + "3. 大白 1盒\n")
    assert [(entry.seq, entry.name) for entry in reading.entries] == [(1, "王姐"), (2, "小何"), (3, "大白")]
    assert "同一个接龙贴了不止一次，只读了最后一份" in reading.warnings


def test_a_later_line_of_the_same_person_adds_sets_and_cancels() -> None:
    lines = ["1. 王姐 2盒", "2. 王姐 再加1盒", "3. 王姐 改成4盒", "4. 王姐 减1盒", "5. 王姐 不要了"]
    entries = read_jielong("#接龙\n草莓 29.9/盒\n" + "\n".join(lines)).entries
    assert [entry.action for entry in entries] == ["new", "add", "set", "subtract", "new"]
    assert [entry.cancelled for entry in entries] == [False, False, False, False, True]


def test_a_change_without_an_earlier_order_is_asked_about() -> None:
    entries = read_jielong("#接龙\n草莓 29.9/盒\n1. 王姐 改成4盒\n2. 小何 取消").entries
    assert [entry.needs_review for entry in entries] == [True, True]


def test_an_answer_in_the_chat_changes_the_list_above() -> None:
    text = "团长 2026/7/1 09:00:00\n" + FIRST + "\n小何 2026/7/1 09:10:00\n改成3盒\n"
    last = read_jielong(text).entries[-1]
    assert (last.name, last.action, last.items[0].qty, last.needs_review) == ("小何", "set", Decimal(3), False)
