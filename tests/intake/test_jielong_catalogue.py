"""What the shop knows or has learned wins over what the text alone would say."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

from shopdesk.intake.jielong import Catalogue, Entry, read_jielong, reading_to_json
from tests.intake.jielong_scoring import Sample, load_samples, same_entry


def items(entry: Entry) -> list[tuple[str, Decimal]]:
    return [(item.product, item.qty) for item in entry.items]


def test_a_learned_nickname_is_the_product() -> None:
    text = "#接龙\n草莓29.9/盒 苹果49/箱\n1. 王姐 莓莓2盒\n2. 李姐 红果果一箱"
    unknown = read_jielong(text)
    assert all(entry.needs_review for entry in unknown.entries)
    taught = Catalogue(products={"莓莓": "草莓", "红果果": "苹果"})
    known = read_jielong(text, catalogue=taught)
    assert [items(entry) for entry in known.entries] == [[("草莓", Decimal(2))], [("苹果", Decimal(1))]]
    assert not any(entry.needs_review for entry in known.entries)


def test_the_shops_name_replaces_the_menus() -> None:
    reading = read_jielong(
        "#接龙\n草莓29.9/盒\n1. 王姐 2盒", catalogue=Catalogue(products={"草莓": "丹东99草莓 2斤装"})
    )
    assert items(reading.entries[0]) == [("丹东99草莓 2斤装", Decimal(2))]


def test_catalogue_products_are_seen_without_a_menu() -> None:
    text = "1. 王姐雪花酥2袋\n2. 李姐 雪花酥一袋"
    reading = read_jielong(text, catalogue=Catalogue(products={"雪花酥": "雪花酥"}))
    assert [(entry.name, items(entry)) for entry in reading.entries] == [
        ("王姐", [("雪花酥", Decimal(2))]),
        ("李姐", [("雪花酥", Decimal(1))]),
    ]


def test_a_learned_person_is_told_from_the_order() -> None:
    text = "#接龙\n草莓29.9/盒 苹果49/箱\n1. 爱吃草莓 2盒苹果\n2. 3-501 小苹果 苹果2箱\n3. 小苹果2019 苹果1箱"
    members = {"爱吃草莓": "刘敏", "小苹果": "小苹果"}
    reading = read_jielong(text, catalogue=Catalogue(members=members))
    assert [entry.name for entry in reading.entries] == ["刘敏", "小苹果", "小苹果2019"]
    assert reading.entries[1].room == "3-501"


def test_an_unusual_unit_is_asked_about() -> None:
    text = "#接龙\n排骨38/斤\n1. 王姐 2斤\n2. 李姐 2箱"
    reading = read_jielong(text, catalogue=Catalogue(units={"排骨": ("斤", "份")}))
    assert [entry.needs_review for entry in reading.entries] == [False, True]
    assert reading.entries[1].reason == "单位和平时不一样"


def test_the_callers_product_goes_without_saying() -> None:
    reading = read_jielong("1. 王姐 2份\n2. 李姐+1", product="沃柑")
    assert [items(entry) for entry in reading.entries] == [[("沃柑", Decimal(2))], [("沃柑", Decimal(1))]]


def test_json_has_exactly_the_fields_of_the_contract() -> None:
    text = "#接龙\n排骨38/斤\n1. 3-501 王姐 一斤半 已付\n地址以外的话"
    said = reading_to_json(read_jielong(text))
    assert list(said) == ["kind", "title", "entries", "problems"]
    assert said["title"] == "排骨38/斤"
    entry = said["entries"][0]
    assert entry["items"] == [{"product": "排骨", "qty": "1.5", "unit": "斤"}]
    assert list(entry) == [
        *("seq", "name", "room", "items", "note", "cancelled", "action", "paid", "needs_review", "reason", "line")
    ]
    assert (entry["seq"], entry["name"], entry["room"], entry["paid"], entry["line"]) == (1, "王姐", "3-501", True, 3)


def test_menu_is_read_from_the_header() -> None:
    text = "#接龙\n丹东草莓 2斤装49 5斤装99\nA：红豆包 10元\nB：肉包 12元/袋\n1. 王姐 A2"
    menu = [(m.name, m.spec, m.price_fen, m.unit, m.code) for m in read_jielong(text).menu]
    assert menu == [
        ("丹东草莓", "2斤装", 4900, "", ""),
        ("丹东草莓", "5斤装", 9900, "", ""),
        ("红豆包", "", 1000, "", "a"),
        ("肉包", "", 1200, "袋", "b"),
    ]


def test_a_wrong_weekday_in_the_title_is_a_warning() -> None:
    assert read_jielong("#接龙\n3.14号星期五午餐\n1. 阿禾 1份", year=2026).warnings
    assert not read_jielong("#接龙\n3.14号星期六午餐\n1. 阿禾 1份", year=2026).warnings


def test_text_without_a_list_says_so() -> None:
    reading = read_jielong("大家好，明天休息一天。")
    assert reading.entries == () and reading.warnings == ("这段文字里没有找到接龙",)


def lists_without_their_menus() -> list[tuple[str, Sample]]:
    """Lists of several goods whose header was left out when they were copied."""
    found = []
    for sample in (*load_samples("jielong"), *load_samples("jielong_more")):
        goods = {item["product"] for entry in sample.expected for item in entry["items"]}
        begin = re.search(r"(?m)^1\s*[.、)]", sample.text)
        menu = read_jielong(sample.text).menu
        if len(goods) > 1 and begin and menu and not any(item.code for item in menu):
            found.append(("#接龙\n" + sample.text[begin.start() :], sample))
    return found


def test_the_shops_goods_stand_in_for_a_menu() -> None:
    """The same lists are read better and asked about less by a shop that knows its products."""
    bare, known = Counter[str](), Counter[str]()
    for text, sample in lists_without_their_menus():
        goods = {item["product"]: item["product"] for entry in sample.expected for item in entry["items"]}
        for counts, catalogue in ((bare, Catalogue()), (known, Catalogue(products=goods))):
            entries = reading_to_json(read_jielong(text, catalogue=catalogue))["entries"]
            by_seq = {entry["seq"]: entry for entry in entries}
            for want in sample.expected:
                got = by_seq.get(want["seq"])
                right = got is not None and same_entry(want, got)
                asked = got is not None and got["needs_review"]
                counts.update({"entries": 1, "right": right, "asked": asked, "sure and wrong": not right and not asked})
    assert known["entries"] > 400
    assert known["right"] > 1.4 * bare["right"]
    assert known["asked"] < bare["asked"]
    assert known["sure and wrong"] < 0.3 * bare["sure and wrong"]
