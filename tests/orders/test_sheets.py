"""Picking lists and purchase sheets: one receiver once, nothing lost between the views, names masked by default."""

from __future__ import annotations

import pytest

from shopdesk.data.database import Database
from shopdesk.members.people import create_member
from shopdesk.orders.order_list import OrderFilter
from shopdesk.orders.orders import LineInput, create_order
from shopdesk.orders.purchases import purchase_sheet
from shopdesk.orders.sheets import mask_room, picking_by_member, picking_by_product
from shopdesk.orders.statuses import set_status
from shopdesk.orders.totals import product_totals
from tests.orders.filling import Filled


@pytest.mark.parametrize(
    ("room", "masked"),
    [("3-2-501", "3-2"), ("3栋501", "3栋"), ("501", ""), ("501室", ""), ("金桂苑A区8栋", "金桂苑A区8栋"),
     ("1栋3301", "1栋"), ("", ""), ("3栋 502 室", "3栋"), ("12#1203", "12")],
)  # fmt: skip
def test_a_room_is_masked_without_its_door(room: str, masked: str) -> None:
    assert mask_room(room) == masked


def test_orders_of_one_receiver_are_merged_with_three_states(database: Database) -> None:
    def work(session):  # type: ignore[no-untyped-def]
        zhang = create_member(session, "张三丰", room="3-2-501", phone="13812345678")
        wang = create_member(session, "王五")
        a = create_order(session, zhang, [LineInput("梨", qty_milli=2000, unit="斤", price_fen=500)], note="放门口")
        b = create_order(session, zhang, [LineInput("梨", qty_milli=1000, unit="斤", price_fen=500, note="要软的"),
                                          LineInput("桃", unit="箱", price_fen=3000)])  # fmt: skip
        c = create_order(session, wang, [LineInput("桃", unit="箱", price_fen=3000)])
        dropped = create_order(session, wang, [LineInput("桃", unit="箱", price_fen=3000)])
        set_status(session, [a, b], "paid")
        set_status(session, [a], "collected")
        set_status(session, [dropped], "cancelled")
        return a, b, c

    a, b, c = database.change("填", work)[0]
    with database.read() as session:
        zhang, wang = picking_by_member(session, OrderFilter())
        full = picking_by_member(session, OrderFilter(), masked=False)[0]
        by_product = {sheet.label: sheet for sheet in picking_by_product(session, OrderFilter())}
    assert (zhang.name, zhang.room, zhang.phone) == ("张*", "3-2", "138****5678")
    assert (full.name, full.room, full.phone) == ("张三丰", "3-2-501", "13812345678")
    assert zhang.order_ids == (a, b) and wang.order_ids == (c,)
    assert [(item.label, item.qty_milli, item.waiting_milli, item.note) for item in zhang.items] == [
        ("梨", 3000, 1000, "要软的"), ("桃", 1000, 1000, ""),
    ]  # fmt: skip
    assert (zhang.state, zhang.amount_fen, zhang.open_fen, zhang.note) == ("part", 4500, 0, "放门口")
    assert (wang.state, wang.open_fen) == ("waiting", 3000)
    assert by_product["桃"].qty_milli == 2000
    assert [(share.name, share.qty_milli, share.collected) for share in by_product["梨"].shares] == [
        ("张*", 3000, False)
    ]
    database.change("取", lambda session: set_status(session, [b], "collected"))
    with database.read() as session:
        assert picking_by_member(session, OrderFilter())[0].state == "collected"


def test_all_sheets_come_to_the_same_quantities(filled_shop: tuple[Database, Filled]) -> None:
    database, filled = filled_shop
    for wanted in (OrderFilter(), OrderFilter(group_buy_id=filled.group_buys[2])):
        with database.read() as session:
            totals = {(total.label, total.unit): total.qty_milli for total in product_totals(session, wanted)}
            by_member = picking_by_member(session, wanted)
            by_product = picking_by_product(session, wanted)
            bought = purchase_sheet(session, wanted)
        added: dict[tuple[str, str], int] = {}
        for receiver in by_member:
            for item in receiver.items:
                added[item.label, item.unit] = added.get((item.label, item.unit), 0) + item.qty_milli
        assert added == totals
        assert {(sheet.label, sheet.unit): sheet.qty_milli for sheet in by_product} == totals
        assert all(sheet.qty_milli == sum(share.qty_milli for share in sheet.shares) for sheet in by_product)
        assert {(each.label, each.unit): each.qty_milli for sheet in bought for each in sheet.purchases} == totals
        assert len({(each.member_id, each.pickup_point) for each in by_member}) == len(by_member)


def test_a_purchase_sheet_is_by_supplier_and_says_what_it_does_not_know(
    filled_shop: tuple[Database, Filled],
) -> None:
    with filled_shop[0].read() as session:
        sheets = purchase_sheet(session, OrderFilter())
    assert [sheet.supplier for sheet in sheets][-1] == "", "without a supplier: last"
    assert sheets[-1].unpriced == 1 and sheets[-1].total_fen == 0
    oranges = next(each for sheet in sheets for each in sheet.purchases if each.label.startswith("赣南脐橙"))
    assert oranges.total_fen == (300 * oranges.qty_milli + 500) // 1000
