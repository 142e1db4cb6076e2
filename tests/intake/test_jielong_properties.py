"""What holds for every text: no error, a clean list comes back as it was written, work grows evenly."""

from __future__ import annotations

import sys
from collections.abc import Callable
from decimal import Decimal
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopdesk.intake.jielong import Catalogue, read_jielong, reading_to_json
from shopdesk.intake.jielong.folding import fold
from shopdesk.intake.jielong.model import MenuItem
from shopdesk.intake.jielong.tokens import tokenize
from shopdesk.intake.jielong.vocabulary import Given
from shopdesk.intake.jielong.vocabulary_build import build_vocabulary
from tests.intake.jielong_scoring import DATA, load_samples

PIECES = (
    "#接龙|例 |1. |2、|3）|（|）|【|】| |，|、|：|+1|x2|×|*|-|草莓|苹果|2盒|一斤半|半|两|各一|都要|取消|不要了|改成"
    "|再加|已付|29.9元/盒|¥|3-501|5#1203|3栋|13800000001|王姐|Tom|🍓|①|A|2026/3/9 19:22:31|<title>|</title>"
    "|<type>53|跟团号：|地址：|0|９|\t|\u200b|\u0336|\n|\n\n"
)
NAMES = ["王姐", "小鱼2019", "Tom", "豆豆妈", "88妈妈", "🌸花花", "欧阳娜娜", "三口之家", "momo", "张阿姨", "J", "老李"]
GOODS = [("草莓", "盒"), ("苹果", "箱"), ("土鸡蛋", "板"), ("排骨", "斤"), ("手工馒头", "袋"), ("鲜牛奶", "瓶")]
CHINESE = {1: "一", 2: "两", 3: "三", 10: "十", 12: "十二"}


@given(st.one_of(st.text(max_size=400), st.lists(st.sampled_from(PIECES.split("|")), max_size=60).map("".join)))
@settings(max_examples=250, deadline=None)
def test_any_text_is_read_without_an_error(text: str) -> None:
    reading = read_jielong(
        text, product="草莓", catalogue=Catalogue(products={"莓莓": "草莓"}, members={"老张": "张三"})
    )
    for entry in reading_to_json(reading)["entries"]:
        assert entry["action"] in ("new", "add", "set", "subtract")
        assert bool(entry["reason"]) == entry["needs_review"]
        assert all(Decimal(item["qty"]).is_finite() for item in entry["items"])


@given(st.lists(st.lists(st.sampled_from(PIECES.split("|")), max_size=12).map(" ".join), min_size=1, max_size=12))
@settings(max_examples=100, deadline=None)
def test_words_are_cut_alike_whatever_was_cut_before(texts: list[str]) -> None:
    """The runs between blanks that a list remembers are what a fresh reading of them gives."""
    menu = tuple(MenuItem(name, unit=unit, code=code) for (name, unit), code in zip(GOODS, "abcdef", strict=True))
    warm = build_vocabulary(Given(menu=menu))
    for text in map(fold, texts):
        assert tokenize(text, warm) == tokenize(text, build_vocabulary(Given(menu=menu)))


@st.composite
def clean_lists(draw: st.DrawFn) -> tuple[str, list[tuple[int, str, list[tuple[str, Decimal]]]]]:
    """A list as tidy people write it, and what it says."""
    goods = draw(st.lists(st.sampled_from(GOODS), min_size=2, max_size=4, unique=True))
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True))
    lines = ["#接龙", "，".join(f"{name}29.9元/{unit}" for name, unit in goods), ""]
    said = []
    for number, name in enumerate(names, 1):
        chosen = draw(st.lists(st.sampled_from(goods), min_size=1, max_size=3, unique=True))
        items = [(product, unit, draw(st.sampled_from([1, 2, 3, 10, 12]))) for product, unit in chosen]
        write = draw(st.sampled_from([_product_first, _quantity_first, _times]))
        lines.append(
            f"{number}. {name} " + draw(st.sampled_from([" ", "，", "、"])).join(write(*item) for item in items)
        )
        said.append((number, name, sorted((product, Decimal(qty)) for product, _unit, qty in items)))
    return "\n".join(lines), said


def _product_first(product: str, unit: str, qty: int) -> str:
    return f"{product}{CHINESE[qty]}{unit}"


def _quantity_first(product: str, unit: str, qty: int) -> str:
    return f"{qty}{unit}{product}"


def _times(product: str, _unit: str, qty: int) -> str:
    return f"{product}×{qty}"


@given(clean_lists())
@settings(max_examples=150, deadline=None)
def test_a_clean_list_comes_back_as_it_was_written(
    written: tuple[str, list[tuple[int, str, list[tuple[str, Decimal]]]]],
) -> None:
    text, said = written
    entries = read_jielong(text).entries
    read = [(e.seq, e.name, sorted((i.product, i.qty) for i in e.items)) for e in entries]
    assert read == said
    assert not any(entry.needs_review for entry in entries)


def count_calls(work: Callable[[], Any]) -> int:
    """Function calls made by `work`: a measure of work that does not depend on the machine."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls


def long_list(entries: int) -> str:
    lines = [f"{n}. 3-{n % 900 + 100} 小鱼{n} 草莓{n % 5 + 1}盒 苹果1箱" for n in range(1, entries + 1)]
    return "#接龙\n草莓29.9/盒 苹果49/箱\n" + "\n".join(lines)


@pytest.mark.parametrize(
    "make",
    [
        long_list,
        lambda n: "1. 王姐" + " 1" * n,
        lambda n: "(" * n,
        lambda n: "1、" * n,
        lambda n: "张 " * n,
        lambda n: "\n".join("王姐 19:22\n草莓" for _ in range(n)),
        lambda n: "<title>" * n + "<type>53",
        lambda n: "#接龙\n" * n,
        lambda n: "#接龙\n1. " + "王" * n + "\n" + "说明\n" * n,
    ],
    ids=["list", "numbers", "brackets", "heads", "blanks", "chat", "xml", "headers", "tail"],
)
def test_twice_the_text_is_about_twice_the_work(make: Callable[[int], str]) -> None:
    once, twice = (count_calls(lambda n=n: read_jielong(make(n))) for n in (400, 800))
    assert twice < 2.6 * once + 3000


def test_hostile_lists_are_reported_line_by_line() -> None:
    text = (DATA / "jielong_bad" / "messy.txt").read_text(encoding="utf-8")
    reading = read_jielong(text)
    by_seq: dict[int | None, list[bool]] = {}
    for entry in reading.entries:
        by_seq.setdefault(entry.seq, []).append(entry.needs_review)
    assert by_seq[1] == by_seq[2] == by_seq[3] == by_seq[8] == [False]
    assert all(by_seq[seq][-1] for seq in (6, 7, 9))  # -1, 0, 1000000
    assert [entry.cancelled for entry in reading.entries if entry.seq == 12] == [True, False]
    said = " ".join(problem.text for problem in reading.problems)
    assert "10." in said and "cmd" in said and "{{7*7}}" in said


def test_lines_beyond_reason_are_reported_not_read() -> None:
    long_lines = ["1. " + " " * 50_000 + "!", "2. " + "1" * 50_000, "3. " + "张 " * 20_000, "4. " + "个" * 50_000]
    reading = read_jielong("\n".join(["#接龙", *long_lines]))
    assert reading.entries == ()
    assert [problem.line for problem in reading.problems] == [2, 3, 4, 5]


def test_samples_survive_being_cut_anywhere() -> None:
    for sample in load_samples("jielong"):
        for at in range(0, len(sample.text), 37):
            read_jielong(sample.text[at:] + sample.text[:at])
