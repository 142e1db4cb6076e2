"""No line is passed over in silence: what is not read as an order is shown to the owner with a reason."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shopdesk.intake.jielong import Reading, read_jielong
from shopdesk.intake.jielong.folding import drop_invisible, fold
from shopdesk.intake.jielong.heads import scan_head
from shopdesk.intake.jielong.lexicon.goods import GOODS
from shopdesk.intake.jielong.lexicon.marks import EXAMPLES, NOTE_HEADS, NOTICE

HEADERS = ["#接龙", "#接龙\n砂糖橘 29.9元/份", "接龙\n今天有车去果园\n草莓 35/盒 苹果 20/箱", "#Group Note", ""]
MARKS = [". ", "、", ") ", "．"]
QUANTITIES = ["2份", " 1份", " 3-301 2份", "+1", " x2", " 草莓2盒", " 两份", "（2份）"]
PIECES = [*NOTICE, *NOTE_HEADS, *EXAMPLES, *sorted(GOODS)[:40], *"🍓🐼0189AB-～。 王小李", "3-501", "29.9", "已付"]


@pytest.mark.parametrize(
    "name", ["邻居甲", "亲们好", "大家好", "家人们", "欢迎光临", "今晚打老虎", "说明书", "注意看我"]
)
def test_a_nickname_like_a_notice_is_still_somebody(name: str) -> None:
    lines = [f"{number}. {name}{number} {number}-301 2份" for number in (1, 2, 3)]
    reading = read_jielong("\n".join(["#接龙", "砂糖橘 29.9元/份", *lines]))
    assert [(entry.name, entry.items[0].product) for entry in reading.entries] == [
        (f"{name}{number}", "砂糖橘") for number in (1, 2, 3)
    ]
    assert not reading.problems


def unaccounted(text: str, reading: Reading) -> list[int]:
    """Lines with a list number that are nowhere in the reading."""
    told = {entry.line for entry in reading.entries} | {problem.line for problem in reading.problems}
    menu = [re.sub(r"\s", "", fold(item.name)) for item in reading.menu]
    missing = []
    for number, line in enumerate(text.split("\n"), 1):
        plain = fold(drop_invisible(line))
        head = scan_head(plain)
        if head is None or not head.sure or number in told or drop_invisible(line).strip() == reading.title:
            continue
        if not any(name and name in re.sub(r"\s", "", plain) for name in menu):
            missing.append(number)
    return missing


nicknames = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join) | st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=10
)


@given(
    st.sampled_from(HEADERS),
    st.sampled_from(MARKS),
    st.lists(st.tuples(nicknames, st.sampled_from(QUANTITIES)), min_size=1, max_size=5),
)
@example("#接龙", ". ", [("例 ", "2份"), ("接龙格式", "2份")])
@example("#接龙", ". ", [("做法29.9", "（2份）")])
@example("#接龙\n砂糖橘 29.9元/份", ". ", [("0通知0", " 1份")])
@settings(max_examples=250, deadline=None)
def test_every_numbered_order_is_an_entry_or_a_problem(header: str, mark: str, people: list[tuple[str, str]]) -> None:
    lines = [f"{number}{mark}{name}{quantity}" for number, (name, quantity) in enumerate(people, 1)]
    first = header.count("\n") + 2
    reading = read_jielong("\n".join([header, *lines]))
    told = {entry.line for entry in reading.entries} | {problem.line for problem in reading.problems}
    assert set(range(first, first + len(lines))) <= told


LINES = st.tuples(
    st.sampled_from(["1. ", "2、", "3) ", "1.", "10. ", "", "例：1. ", "  2. "]),
    st.lists(st.sampled_from([*PIECES, "2份", "29.9元/盒", "今晚截单。", "，"]), max_size=5).map("".join),
).map("".join)


@given(st.lists(LINES | st.text(max_size=12).map(lambda t: " ".join(t.split())), max_size=12).map("\n".join))
@settings(max_examples=250, deadline=None)
def test_every_numbered_line_of_any_text_is_accounted_for(text: str) -> None:
    reading = read_jielong(text)
    if reading.warnings and "不止一次" in "".join(reading.warnings):
        return  # the earlier copy is left out, and that is said
    assert unaccounted(text, reading) == []


def test_the_owners_numbered_rules_are_shown_not_lost() -> None:
    text = "#接龙\n砂糖橘 29.9元/份\n注意：\n1. 今晚8点截单\n2. 每人限2份\n\n1. 王姐 2份\n2. 小何 1份"
    reading = read_jielong(text)
    assert [entry.name for entry in reading.entries] == ["王姐", "小何"]
    assert [problem.line for problem in reading.problems] == [4, 5]
