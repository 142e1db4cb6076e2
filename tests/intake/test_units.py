"""斤 or 个: asked once for each product, remembered, and shown on the purchase sheet."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from shopdesk.data.database import Database
from shopdesk.data.tables import Order, OrderLine, Product, ProductUnit
from shopdesk.intake.mending import accept
from shopdesk.intake.preview import Choices
from shopdesk.intake.unit_questions import unit_key
from shopdesk.orders.order_list import OrderFilter
from shopdesk.orders.products import create_product
from shopdesk.orders.purchases import purchase_sheet
from shopdesk.orders.units import SAME, converted, weight_rule
from tests.intake.bringing import bring_in, contents, preview_of
from tests.intake.conftest import Desk
from ui.orders.documents import purchase_document

LIST = """#接龙 {day}
西瓜 3元/斤
1. 豆豆妈 3-501 西瓜10斤
2. 小米粥 5-302 西瓜2个
3. 阿杰 7-101 西瓜1个
4. 王芳 8-801 西瓜2kg
"""
KEY = unit_key("西瓜", "个")


def questions(database: Database, text: str, choices: Choices | None = None) -> list[tuple[str, str, str, int, bool]]:
    found = preview_of(database, text, choices).units
    return [(each.product, each.own, each.unit, each.qty_milli, each.answered) for each in found]


def bought(database: Database) -> list[tuple[str, str, int, str]]:
    with database.read() as session:
        sheets = purchase_sheet(session, OrderFilter())
    return [(each.label, each.unit, each.qty_milli, each.note) for sheet in sheets for each in sheet.purchases]


def amounts(database: Database) -> dict[str, int | None]:
    with database.read() as session:
        lines = select(OrderLine.qty_milli, OrderLine.unit, OrderLine.amount_fen).order_by(OrderLine.id)
        return {f"{qty / 1000:g}{unit}": fen for qty, unit, fen in session.execute(lines)}


def test_one_is_so_many_jin(database: Database) -> None:
    text = LIST.format(day="周一")
    assert questions(database, text) == [("西瓜", "斤", "个", 3000, False)]  # kg converts by itself
    choices = Choices(units={KEY: 8000})
    assert questions(database, text, choices) == [("西瓜", "斤", "个", 3000, True)]  # stays, to be changed
    bring_in(database, text, choices)
    assert amounts(database) == {"10斤": 3000, "2个": 4800, "1个": 2400, "2kg": 1200}
    assert bought(database) == [("西瓜", "斤", 38000, "含 2kg（1kg = 2斤）；含 3个（1个 = 8斤）")]
    # The next list asks nothing and is reckoned the same.
    again = LIST.format(day="周二")
    assert questions(database, again) == []
    bring_in(database, again)
    assert bought(database)[0][2] == 76000
    # The same list twice changes nothing.
    stands = contents(database)
    assert not bring_in(database, again).change.tables and contents(database) == stands
    database.undo()
    database.undo()
    assert questions(database, text) == [("西瓜", "斤", "个", 3000, False)]
    assert bought(database) == []


def test_the_same_thing_or_apart_or_not_said(database: Database) -> None:
    database.change("商品", lambda session: create_product(session, "西瓜", unit="斤", price_fen=300, cost_fen=200))
    text = LIST.format(day="周一").replace("西瓜 3元/斤\n", "")
    waiting = preview_of(database, text)
    assert [line.entry.name for line in waiting.lines if line.doubt] == ["小米粥", "阿杰"]  # the weights are clear
    mends = {line.key: accept(line) for line in waiting.lines}
    bring_in(database, text, Choices(mends=mends))
    assert bought(database) == [
        ("西瓜", "斤", 14000, "含 2kg（1kg = 2斤）"),
        ("西瓜", "个", 3000, "商品按“斤”卖，还没说“个”怎么算"),
    ]
    with database.read() as session:
        sheet = purchase_sheet(session, OrderFilter())[0]
        document = purchase_document([sheet], "采购单", "", "")
    assert [row.cells[0] for row in document.rows if row.kind == "note"] == [
        "单位：含 2kg（1kg = 2斤）", "单位：商品按“斤”卖，还没说“个”怎么算",
    ]  # fmt: skip
    assert sheet.unpriced == 1  # what a 个 costs nobody said
    database.undo()
    bring_in(database, text, Choices(units={KEY: None}))
    assert amounts(database) == {"10斤": 3000, "2个": None, "1个": None, "2kg": 1200}
    assert bought(database)[1] == ("西瓜", "个", 3000, "“个”和“斤”分开算")
    database.undo()
    bring_in(database, text, Choices(units={KEY: SAME}))
    assert amounts(database)["2个"] == 600
    assert bought(database) == [("西瓜", "斤", 17000, "含 2kg（1kg = 2斤）；含 3个（“个”就是“斤”）")]


def test_a_new_product_takes_the_menus_unit_or_the_commonest(database: Database) -> None:
    text = "#接龙 一\n鸡蛋 20元/板\n1. 豆豆妈 3-501 鸡蛋30个\n2. 阿杰 7-101 鸡蛋1板\n"
    bring_in(database, text)
    assert questions(database, "#接龙 二\n1. 王芳 8-801 鸡蛋30个\n")[0][:3] == ("鸡蛋", "板", "个")
    bring_in(database, "#接龙 三\n1. 豆豆妈 3-501 苹果3个\n2. 阿杰 7-101 苹果2斤\n3. 王芳 8-801 苹果2斤\n")
    with database.read() as session:
        units = {row[0]: row[1] for row in session.execute(select(Product.name, Product.unit))}
    assert units == {"鸡蛋": "板", "苹果": "斤"}


@given(qty=st.integers(0, 10**9), base=st.integers(1, 10**7), more=st.integers(0, 10**6))
def test_converting_is_monotone_and_rounds_at_the_thousandth(qty: int, base: int, more: int) -> None:
    assert converted(qty, SAME) == qty
    assert converted(qty, base) <= converted(qty + more, base)
    assert abs(converted(qty, base) * 1000 - qty * base) <= 500


def test_weights_know_each_other() -> None:
    bases = {(own, unit): rule.base_milli for own, unit in (("斤", "两"), ("斤", "公斤"), ("kg", "斤"), ("两", "斤"))
             if (rule := weight_rule(own, unit)) is not None}  # fmt: skip
    assert bases == {("斤", "两"): 100, ("斤", "公斤"): 2000, ("kg", "斤"): 500, ("两", "斤"): 10000}
    assert weight_rule("斤", "个") is None and weight_rule("箱", "斤") is None
    assert weight_rule("斤", "克") is not None


def test_the_wizard_asks_once(desk: Desk) -> None:
    wizard = desk.open(LIST.format(day="周一"))
    step = wizard.preview_step
    at = step.tabs.indexOf(step.units_tab)
    assert step.tabs.isTabVisible(at) and step.tabs.tabText(at) == "单位 1"
    box, amount = step.units_tab.choices[KEY], step.units_tab.amounts[KEY]
    step.tabs.setCurrentIndex(at)
    assert not amount.isVisible()
    box.setCurrentIndex(2)
    box.activated.emit(2)
    assert amount.isVisible()
    amount.setValue(7.5)
    desk.settle()
    assert step.tabs.tabText(at) == "单位 ✓" and step.units_tab.amounts[KEY] is amount  # it stays where it is
    desk.forward()
    with desk.database.read() as session:
        stored = session.execute(select(ProductUnit.unit, ProductUnit.base_milli)).all()
        assert [tuple(row) for row in stored] == [("个", 7500)]
        assert session.scalar(select(Order.amount_fen).where(Order.seq == 2)) == 4500
    desk.open(LIST.format(day="周二"))
    step = desk.wizard.preview_step
    assert not step.tabs.isTabVisible(step.tabs.indexOf(step.units_tab))
