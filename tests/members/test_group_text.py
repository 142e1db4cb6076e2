"""Member lists as people get them; any text is read without a word of complaint, and a clean list comes back whole."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopdesk.base.texts import clean_text, fold
from shopdesk.members.group_text import looks_like_member_list, read_member_list, split_room

NAMES = ["3-501 王姐🌸", "小雨", "A🍊Lily", "502的猫", "。"]


@pytest.mark.parametrize(
    "text",
    [
        "3-501 王姐🌸\n小雨\nA🍊Lily\n502的猫\n。",
        "1. 3-501 王姐🌸\n2. 小雨\n3. A🍊Lily\n4. 502的猫\n5. 。",
        "1、3-501 王姐🌸\r\n2、小雨\r\n3、A🍊Lily\r\n4、502的猫\r\n5、。",
        "3-501 王姐🌸、小雨、A🍊Lily、502的猫、。",
        "3-501 王姐🌸,小雨,A🍊Lily,502的猫,。",
        "群成员（5）\n3-501 王姐🌸\n群主\n小雨\n管理员\nA🍊Lily\n\n502的猫\n。\n查看更多群成员",
        "翠湖水果群(5)\n3-501 王姐🌸（群主）\n[管理员] 小雨\nA🍊Lily 管理员\n502的猫\n。\n添加\n移出",
        "序号\t昵称\t群昵称\n1\t王芳\t3-501 王姐🌸\n2\t小雨\t\n3\tA🍊Lily\t\n4\t猫\t502的猫\n5\t。\t",
    ],
)
def test_the_forms_that_people_get(text: str) -> None:
    assert [person.name for person in read_member_list(text).people] == NAMES


def test_marks_titles_and_namesakes() -> None:
    found = read_member_list("翠湖水果群（238）\n群主：王姐\n小雨\n管理员\n小雨\n小 雨")
    assert (found.title, found.said) == ("翠湖水果群", 238)
    assert [(person.name, person.nth, person.mark) for person in found.people] == [
        ("王姐", 1, "owner"), ("小雨", 1, "admin"), ("小雨", 2, ""), ("小 雨", 3, ""),
    ]  # fmt: skip
    assert read_member_list("") == read_member_list(" \n\t\n")
    # A comma in one nickname of many, and a name that begins with a number.
    assert [p.name for p in read_member_list("你好，世界\n小雨\n大雨\n1.5的猫\n阿杰").people] == [
        "你好，世界", "小雨", "大雨", "1.5的猫", "阿杰",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("3-501 王姐🌸", ("王姐🌸", "3-501")), ("王姐（3-2-501）", ("王姐", "3-2-501")),
        ("3栋2单元501豆豆妈", ("豆豆妈", "3栋2单元501")), ("5#1203小米粥", ("小米粥", "5#1203")),
        ("阿杰 12号楼801室", ("阿杰", "12号楼801室")), ("502的猫", ("502的猫", "")), ("小雨2018", ("小雨2018", "")),
        ("3-501", ("3-501", "3-501")), ("王姐", ("王姐", "")), ("", ("", "")),
        ("13812345678", ("13812345678", "")),
    ],
)  # fmt: skip
def test_a_room_in_a_nickname(name: str, parts: tuple[str, str]) -> None:
    assert split_room(name) == parts


def test_only_what_says_so_is_taken_for_a_member_list() -> None:
    assert looks_like_member_list("翠湖群(3)\n王姐\n小雨\n阿杰")
    assert looks_like_member_list("王姐 群主\n小雨\n阿杰")
    assert not looks_like_member_list("#接龙\n1. 王姐 2份\n2. 小雨 1份")
    assert not looks_like_member_list("王姐\n小雨\n阿杰")
    assert not looks_like_member_list("")


words = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="、，,;；|｜\t"),
    min_size=1,
    max_size=12,
).filter(lambda name: fold(clean_text(name)) != "")
plain = st.sampled_from(["小雨", "豆豆妈", "3-501 王姐", "Lily", "阿杰", "8栋202 糖糖", "🍊", "老王2018"])


@given(names=st.lists(plain, min_size=1, max_size=30), form=st.sampled_from(["lines", "numbered", "row", "panel"]))
def test_a_clean_list_comes_back_whole(names: list[str], form: str) -> None:
    text = {
        "lines": "\n".join(names),
        "numbered": "\n".join(f"{at}. {name}" for at, name in enumerate(names, 1)),
        "row": "、".join(names),
        "panel": f"群成员({len(names)})\n" + "\n\n".join(names) + "\n查看更多",
    }[form]
    found = read_member_list(text)
    assert [person.name for person in found.people] == names
    assert len({person.key for person in found.people}) == len(names)


@given(text=st.one_of(st.text(max_size=400), st.lists(words, max_size=20).map("\n".join)))
def test_any_text_is_read_and_read_the_same_again(text: str) -> None:
    first = read_member_list(text)
    assert all(fold(person.name) and len(person.name) <= 60 for person in first.people)
    assert len({person.key for person in first.people}) == len(first.people)
    assert read_member_list(text) == first
    for person in first.people:
        name, room = split_room(person.name)
        assert name and (not room or room in person.name)
    looks_like_member_list(text)


def test_time_is_in_proportion_to_the_text() -> None:
    def seconds(times: int) -> float:
        texts = ("3-501 王姐🌸（群主）\n" * times, "1-" * times + "\n" + "(" * times, "管理员 " * times, "、" * times,
                 "a" + " " * times + "b")  # fmt: skip
        began = time.process_time()  # of this process alone: others on the machine do not count
        for text in texts:
            read_member_list(text)
        return time.process_time() - began

    seconds(1_000)
    # One of three times is enough: Python may tidy its memory in any; work that grows with the square never passes.
    assert any(seconds(40_000) < 60 * max(seconds(2_000), 0.001) for _time in range(3))
