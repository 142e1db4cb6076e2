"""Merge fields: filled from the list, never expanded twice, never raising."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shopdesk.content.merge_fields import FIELD_NAMES, fields_in, fill, half_written, list_fields, placeholder_spans

_TEXTS = st.text(alphabet=st.one_of(st.sampled_from("{}｛｝昵称店名 \n"), st.characters()), max_size=200)
_VALUES = st.dictionaries(st.sampled_from(sorted(FIELD_NAMES)), st.text(max_size=30))


def test_values_go_in_and_gaps_are_named() -> None:
    filled = fill("{{昵称}}，{{ 店主 }}说{{价格}}，{{天气}}", {"昵称": "小雨", "店主": "王姐"})
    assert filled.text == "小雨，王姐说{{价格}}，{{天气}}"
    assert filled.missing == ("价格",)
    assert filled.unknown == ("天气",)
    assert not filled.complete


def test_full_width_braces_are_read_too() -> None:
    assert fill("｛｛昵称｝｝好", {"昵称": "小雨"}).text == "小雨好"


def test_a_value_with_braces_is_text() -> None:
    filled = fill("{{昵称}}{{店名}}", {"昵称": "{{店名}}", "店名": "{{昵称}}"})
    assert filled.text == "{{店名}}{{昵称}}"
    assert filled.complete


def test_no_expressions() -> None:
    body = "{{昵称.__class__}} {{昵称|upper}} {{1+1}} {昵称} {{}} {{{昵称}}} %s {0}"
    filled = fill(body, {"昵称": "小雨"})
    assert filled.text == "{{昵称.__class__}} {{昵称|upper}} {{1+1}} {昵称} {{}} {小雨} %s {0}"
    assert filled.unknown == ("昵称.__class__", "昵称|upper", "1+1")


def test_single_braces_around_a_field_are_found() -> None:
    assert half_written("{店名}的{ 昵称 }，{{商品}} ｛自提点｝ {没有的} ｛｛价格｝｝ {店名}") == [
        "店名",
        "昵称",
        "自提点",
    ]


@given(_TEXTS, _VALUES)
def test_fill_never_raises_and_names_what_is_left(body: str, values: dict[str, str]) -> None:
    filled = fill(body, values)
    names = set(fields_in(body))
    assert set(filled.unknown) == names - FIELD_NAMES
    assert set(filled.missing) == {name for name in names & FIELD_NAMES if not values.get(name)}
    assert [fields_in(body[start:end]) for start, end, _name in placeholder_spans(body)] == [
        (name,) for _start, _end, name in placeholder_spans(body)
    ]


@given(_TEXTS)
def test_text_without_placeholders_is_left_alone(body: str) -> None:
    if not fields_in(body):
        assert fill(body, {"昵称": "小雨"}).text == body


@given(st.lists(st.sampled_from(sorted(FIELD_NAMES)), max_size=8), st.text(max_size=20))
def test_every_known_field_is_replaced_by_exactly_its_value(names: list[str], value: str) -> None:
    body = "·".join("{{" + name + "}}" for name in names)
    expected = "·".join(value or "{{" + name + "}}" for name in names)
    assert fill(body, dict.fromkeys(names, value)).text == expected


def test_the_list_has_the_fields_that_owners_ask_for() -> None:
    wanted = (
        "昵称 姓名 小区 自提点 上次购买 上次购买日期 常买商品 订单数 累计消费 "
        "未付金额 推荐码 推荐链接 店名 店主 商品 价格 截单时间 取货时间 生日"
    )
    assert set(wanted.split()) <= FIELD_NAMES
    assert len(FIELD_NAMES) == len(list_fields())
    assert all(field.meaning for field in list_fields())
