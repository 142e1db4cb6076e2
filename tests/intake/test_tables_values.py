"""Money, quantities, phones, dates and birthdays in every disguise; no cell makes a reader raise."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopdesk.files.content import Cell
from shopdesk.intake.tables.items import parse_items
from shopdesk.intake.tables.matrix import split_price
from shopdesk.intake.tables.moments import parse_birthday, parse_moment
from shopdesk.intake.tables.numerals import read_numeral
from shopdesk.intake.tables.phones import parse_phone
from shopdesk.intake.tables.statuses import is_paid, status_of
from shopdesk.intake.tables.values import (
    code_of,
    join_room,
    parse_money,
    parse_quantity,
    parse_tags,
    split_room,
    text_of,
)


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        ("59.80", 5980),
        ("¥1,035.00", 103500),
        ("￥49.00", 4900),
        ("45元", 4500),
        ("45元/盒", 4500),
        ("１２．５", 1250),
        ("59块8", 5980),
        ("3元5角", 350),
        ("五十元", 5000),
        ("十二块五", 1250),
        ("(5.00)", -500),
        ("-¥5", -500),
        ("+90.00", 9000),
        ("59,80", 5980),
        ("1,035", 103500),
        ("1.2万", 1_200_000),
        ("免费", 0),
        ("\u00a045 ", 4500),
        (59.8, 5980),
        (0.1 + 0.2, 30),
        (45, 4500),
        ("", None),
        ("/", None),
    ],
)
def test_money(cell: Cell, fen: int | None) -> None:
    assert parse_money(cell) == (fen, "")


@pytest.mark.parametrize(
    "cell", ["abc", "约好了", True, 1e300, float("nan"), "99999999999999", date(2026, 3, 9), "3-5"]
)
def test_what_is_no_money_is_doubted(cell: Cell) -> None:
    assert parse_money(cell).fen is None
    assert parse_money(cell).doubt


@pytest.mark.parametrize(
    ("cell", "text", "unit"),
    [
        ("2盒", "2", "盒"),
        ("一箱", "1", "箱"),
        ("半斤", "0.5", "斤"),
        ("两斤半", "2.5", "斤"),
        ("十二个", "12", "个"),
        ("x3", "3", ""),
        ("×３", "3", ""),
        (2.0, "2", ""),
        (1.5, "1.5", ""),
        ("-1", "-1", ""),
        ("1.50", "1.5", ""),
        ("100", "100", ""),
    ],
)
def test_quantity(cell: Cell, text: str, unit: str) -> None:
    assert parse_quantity(cell) == (text, unit, "")


@pytest.mark.parametrize("cell", ["适量", "2+1份", True, 1e12, "1/2/3"])
def test_what_is_no_quantity_is_doubted(cell: Cell) -> None:
    assert parse_quantity(cell).text is None
    assert parse_quantity(cell).doubt


@pytest.mark.parametrize(
    "cell",
    [
        "19900000102",
        19900000102,
        19900000102.0,
        " 199 0000 0102 ",
        "199-0000-0102",
        "+86 19900000102",
        "8619900000102",
        "(86)199 0000 0102",
        "１９９０００００１０２",
        "老周 19900000102",
        "1.9900000102E+10",
        "'19900000102",
    ],
)
def test_phone(cell: Cell) -> None:
    assert parse_phone(cell).number == "19900000102"


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("199****0103", "隐藏"),
        (19900000000, "四舍五入"),
        ("1.99E+10", "四舍五入"),
        ("0571-8800000", "固定电话"),
        ("1990000010", "10 位"),
        ("$$9f==$1$$", "不是手机号"),
        (True, "不是手机号"),
        (float("inf"), "不是手机号"),
    ],
)
def test_a_phone_that_is_none_says_why(cell: Cell, word: str) -> None:
    phone = parse_phone(cell)
    assert phone.number is None
    assert word in phone.doubt


def test_two_phones_in_a_cell() -> None:
    assert parse_phone("19900000901；19900000902")[:2] == ("19900000901", ("19900000902",))


@pytest.mark.parametrize(
    ("cell", "at"),
    [
        ("2026-03-09 19:22:31", "2026-03-09 19:22:31"),
        ("2026/3/9 20:01", "2026-03-09 20:01:00"),
        ("2026年3月9日", "2026-03-09 00:00:00"),
        ("2026.3.9", "2026-03-09 00:00:00"),
        ("20260309", "2026-03-09 00:00:00"),
        (20260309, "2026-03-09 00:00:00"),
        ("20260309192231", "2026-03-09 19:22:31"),
        ("2026-03-09T11:22:31Z", "2026-03-09 19:22:31"),
        ("2026/3/9 下午8:01", "2026-03-09 20:01:00"),
        ("2026-03-09 8:01:05 PM", "2026-03-09 20:01:05"),
        ("2026-03-09 周一 20:01", "2026-03-09 20:01:00"),
        ("12/31/2026 8:26", "2026-12-31 08:26:00"),
        ("31/12/2026", "2026-12-31 00:00:00"),
        ("3月5日", "2026-03-05 00:00:00"),
        ("3/9 20:15", "2026-03-09 20:15:00"),
        (46089, "2026-03-08 00:00:00"),
        (46089.5, "2026-03-08 12:00:00"),
        ("46089", "2026-03-08 00:00:00"),
        (date(2026, 3, 9), "2026-03-09 00:00:00"),
        (1773055351, "2026-03-09 19:22:31"),
        (1773055351000, "2026-03-09 19:22:31"),
    ],
)
def test_moments(cell: Cell, at: str) -> None:
    moment = parse_moment(cell, 2026)
    assert (str(moment.at), moment.doubt) == (at, "")


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("昨天 21:10", "哪天写的"),
        ("3小时前", "哪天写的"),
        ("2026-02-30", "不存在"),
        ("2026-03-09 25:00", "读不懂"),
        ("明白", "读不懂"),
        (7, "读不懂"),
        (2958466.0, "读不懂"),
        (1e308, "读不懂"),
        (float("nan"), "读不懂"),
        (time(10, 30), "读不懂"),
        (timedelta(days=2), "读不懂"),
    ],
)
def test_a_moment_that_is_none_says_why(cell: Cell, word: str) -> None:
    moment = parse_moment(cell, 2026)
    assert moment.at is None
    assert word in moment.doubt


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("1978-11-2", "1978-11-02"),
        ("1990.5.6", "1990-05-06"),
        ("19901112", "1990-11-12"),
        (33303, "1991-03-06"),
        (date(1978, 11, 2), "1978-11-02"),
        ("3月5日", "--03-05"),
        ("2月29日", "--02-29"),
        ("--0305", "--03-05"),
        ("2026年3月5日", "--03-05"),
        (date(2026, 3, 5), "--03-05"),
    ],
)
def test_birthdays(cell: Cell, text: str) -> None:
    assert parse_birthday(cell, 2026).text == text


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("农历八月十五", "农历"),
        ("1990.2.30", "不存在"),
        ("26/11/22", "看不准"),
        ("1990", "只有年份"),
        (time(0, 0), "读不懂"),
    ],
)
def test_a_birthday_that_is_none_says_why(cell: Cell, word: str) -> None:
    birthday = parse_birthday(cell, 2026)
    assert birthday.text is None
    assert word in birthday.doubt


def test_serial_dates_of_a_1904_workbook() -> None:
    assert parse_moment(44627, from_1904=True).at == parse_moment(46089).at


@pytest.mark.parametrize(
    ("cell", "code", "ruined"),
    [
        ('="00123"', "00123", False),
        ("`4200001", "4200001", False),
        ("10000050012026030900000000010\t", "10000050012026030900000000010", False),
        (7, "7", False),
        (7.0, "7", False),
        ("7.0", "7", False),
        ("E20260309", "E20260309", False),
        (2.0260309192231e23, "2.0260309192231e+23", True),
        ("2.02603E+17", "2.02603E+17", True),
        ("1.234E+3", "1234", False),
    ],
)
def test_order_numbers(cell: Cell, code: str, ruined: bool) -> None:
    assert code_of(cell) == (code, ruined)


@pytest.mark.parametrize(
    ("name", "split"),
    [
        ("张姐3-2-501", ("张姐", "3-2-501")),
        ("3-2-501陈小橙", ("陈小橙", "3-2-501")),
        ("5栋1203 老周", ("老周", "5栋1203")),
        ("小鱼2019", ("小鱼2019", "")),
        ("502的猫", ("502的猫", "")),
        ("七月", ("七月", "")),
    ],
)
def test_rooms_in_names(name: str, split: tuple[str, str]) -> None:
    assert split_room(name) == split


def test_rooms_are_joined_and_tags_split() -> None:
    assert join_room("3幢", "2单元501") == "3幢2单元501"
    assert join_room("5", "1203") == "5-1203"
    assert join_room("5-1203", "") == "5-1203"
    assert parse_tags("宝妈、高频/新客，学生") == ("宝妈", "高频", "新客", "学生")
    assert parse_tags("宝妈 高频") == ("宝妈", "高频")
    assert parse_tags("/") == ()


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("红颜草莓(2斤装) * 2\n土鸡蛋(30枚)*1\n", [("红颜草莓(2斤装)", "2"), ("土鸡蛋(30枚)", "1")]),
        ("草莓x2；鸡蛋×1", [("草莓", "2"), ("鸡蛋", "1")]),
        ("草莓 2盒、鸡蛋 1板，苹果x3", [("草莓", "2"), ("鸡蛋", "1"), ("苹果", "3")]),
        ("草莓 2盒、鸡蛋 1份", [("草莓", "2"), ("鸡蛋", "1")]),
        ("1. 草莓（2份）\n2. 鸡蛋【x1】", [("草莓", "2"), ("鸡蛋", "1")]),
        ("草莓 x2 ￥59.80", [("草莓", "2")]),
        ("巧克力蛋糕;蜡烛", [("巧克力蛋糕", None), ("蜡烛", None)]),
        ("×２草莓", [("×2草莓", None)]),
        ("", []),
    ],
)
def test_items_in_one_cell(text: str, items: list[tuple[str, str | None]]) -> None:
    assert [(item.product, item.qty) for item in parse_items(text)] == items


def test_the_size_in_a_products_name_is_no_quantity() -> None:
    assert parse_items("烟台苹果 10斤", spoken=False)[0][:2] == ("烟台苹果 10斤", None)


@pytest.mark.parametrize(
    ("name", "product"),
    [
        ("草莓\n29.9", ("草莓", 2990)),
        ("苹果 49元/箱", ("苹果", 4900)),
        ("鸡蛋45/板", ("鸡蛋", 4500)),
        ("草莓（29.9元/盒）", ("草莓", 2990)),
        ("土鸡蛋30枚", ("土鸡蛋30枚", None)),
        ("可乐330", ("可乐330", None)),
        ("红富士 5斤装 39", ("红富士 5斤装", 3900)),
    ],
)
def test_prices_in_column_names(name: str, product: tuple[str, int | None]) -> None:
    assert split_price(name) == product


def test_statuses_and_marks() -> None:
    words = ("已支付", "交易完成", "交易关闭", "待付款", "已退款", "部分退款", "已发货", "未付款", "随便")
    assert [status_of(word) for word in words] == [
        *("paid", "collected", "cancelled", "confirmed", "refunded", "paid", "paid", "confirmed"),
        None,
    ]
    marks: list[Cell] = ["√", "微信", "未付", "欠", "", 59.8, 0, True, "×", "59.8元"]
    assert [is_paid(mark) for mark in marks] == [True, True, False, False, None, True, False, True, False, True]


@pytest.mark.parametrize(
    ("text", "value"), [("十二", 12), ("两百五", 250), ("一百零五", 105), ("廿三", 23), ("三万", 30000)]
)
def test_numerals(text: str, value: int) -> None:
    assert read_numeral(text) == value


CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="0123456789.-/年月日: ¥元,+eE*x一二十半斤盒农历昨天()（）\n", max_size=25),
    st.integers(),
    st.floats(allow_nan=True),
    st.booleans(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
)


@settings(deadline=None)  # the first call loads the words
@given(CELLS)
def test_no_cell_makes_a_reader_raise(cell: Cell) -> None:
    parse_money(cell)
    parse_quantity(cell)
    parse_phone(cell)
    parse_moment(cell, 2026)
    parse_moment(cell)
    parse_birthday(cell, 2026)
    code_of(cell)
    is_paid(cell)
    parse_tags(cell)
    text = text_of(cell)
    split_room(text)
    split_price(text)
    parse_items(text)
    status_of(text)
    read_numeral(text)
