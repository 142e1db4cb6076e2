"""Lists of orders: every filter against the same question asked in Python, sorting, sums, totals, who has not paid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from shopdesk.base.dates import today
from shopdesk.base.errors import ShopError
from shopdesk.data.database import Database
from shopdesk.data.tables import Order, OrderLine
from shopdesk.orders.group_buys import (
    edit_group_buy,
    group_buy_choices,
    group_buy_details,
    group_buy_rows,
    open_group_buy,
    pickup_points,
    remove_group_buy,
    set_group_buy_status,
)
from shopdesk.orders.order_list import (
    NO_GROUP_BUY,
    OrderFilter,
    OrderRow,
    order_details,
    order_ids,
    order_rows,
    order_sums,
    order_text,
    status_counts,
)
from shopdesk.orders.orders import LineInput, create_order
from shopdesk.orders.products import edit_product
from shopdesk.orders.totals import product_totals, unpaid_members, unpaid_notice
from tests.orders.filling import Filled


@pytest.fixture
def database(filled_shop: tuple[Database, Filled]) -> Database:
    return filled_shop[0]


@pytest.fixture
def filled(filled_shop: tuple[Database, Filled]) -> Filled:
    return filled_shop[1]


def all_rows(database: Database) -> dict[int, OrderRow]:
    with database.read() as session:
        return order_rows(session, order_ids(session, OrderFilter()))


def found(database: Database, wanted: OrderFilter) -> set[int]:
    with database.read() as session:
        return set(order_ids(session, wanted))


def test_filters_find_what_they_say(database: Database, filled: Filled) -> None:
    rows = all_rows(database)
    assert set(rows) == set(filled.orders)
    group_buy, member = filled.group_buys[3], filled.members[4]
    questions: list[tuple[OrderFilter, Callable[[OrderRow], bool]]] = [
        (OrderFilter(group_buy_id=group_buy), lambda row: row.group_buy_id == group_buy),
        (OrderFilter(group_buy_id=NO_GROUP_BUY), lambda row: row.group_buy_id is None),
        (OrderFilter(statuses=("confirmed", "paid")), lambda row: row.status in ("confirmed", "paid")),
        (OrderFilter(member_ids=(member,)), lambda row: row.member_id == member),
        (OrderFilter(first_day=today() - 7), lambda row: row.day >= today() - 7),
        (OrderFilter(last_day=today() - 8), lambda row: row.day <= today() - 8),
        (OrderFilter(text="ltt"), lambda row: row.member_name == "李婷婷"),
        (OrderFilter(text="jidan"), lambda row: "土鸡蛋" in row.goods),
        (OrderFilter(text="樱桃 老王"), lambda row: "车厘子" in row.goods and row.member_name == "隔壁老王"),
        (OrderFilter(text=f"#{filled.orders[5]}"), lambda row: row.id == filled.orders[5]),
        (
            OrderFilter(group_buy_id=group_buy, statuses=("paid",), text="鸡蛋"),
            lambda row: row.group_buy_id == group_buy and row.status == "paid" and "土鸡蛋" in row.goods,
        ),
    ]
    for wanted, question in questions:
        expected = {row.id for row in rows.values() if question(row)}
        assert found(database, wanted) == expected, wanted
        assert expected or len(wanted.text.split()) > 1 or wanted.statuses, f"the question asks nothing: {wanted}"


def test_text_is_taken_literally_and_order_numbers_are_found(database: Database, filled: Filled) -> None:
    order = filled.orders[0]
    database.change("号", lambda session: session.get_one(Order, order).__setattr__("order_no", "P20241122_99%"))
    assert found(database, OrderFilter(text="20241122_99%")) == {order}
    assert found(database, OrderFilter(text="2024112299")) == set()
    assert found(database, OrderFilter(text="%")) == set()
    assert found(database, OrderFilter(text="#99999999999999999999999")) == set()


def test_a_line_without_a_product_is_found_by_its_name(database: Database, filled: Filled) -> None:
    order = filled.orders[0]

    def forget(session):  # type: ignore[no-untyped-def]
        line = session.scalars(select(OrderLine).where(OrderLine.order_id == order)).first()
        line.product_id, line.name = None, "手写的ABC糕"

    database.change("改", forget)
    assert found(database, OrderFilter(text="abc糕")) == {order}


def test_a_hundred_thousand_members_fit_into_a_filter(database: Database, filled: Filled) -> None:
    everybody = OrderFilter(member_ids=tuple(range(100_000)))
    assert found(database, everybody) == set(filled.orders)
    assert found(database, OrderFilter(member_ids=())) == set()
    few = tuple(filled.orders[:7])
    assert found(database, replace(everybody, order_ids=(*few, 999_999))) == set(few)


@pytest.mark.parametrize(
    "sort", ["ordered", "member", "room", "amount", "open", "status", "group_buy", "seq", "pickup"]
)
def test_every_order_is_there_once_however_it_is_sorted(database: Database, filled: Filled, sort: str) -> None:
    with database.read() as session:
        up = order_ids(session, OrderFilter(), sort=sort, descending=False)
        down = order_ids(session, OrderFilter(), sort=sort)
    assert sorted(up) == sorted(down) == sorted(filled.orders)
    rows = all_rows(database)
    if sort == "amount":
        amounts = [rows[each].amount_fen for each in down]
        assert amounts == sorted(amounts, reverse=True)
    if sort == "seq":
        seqs = [rows[each].seq for each in up]
        assert None not in seqs[: sum(seq is not None for seq in seqs)], "without a number: last"


def test_sums_and_counts_are_those_of_the_rows(database: Database, filled: Filled) -> None:
    for wanted in (OrderFilter(), OrderFilter(group_buy_id=filled.group_buys[1]), OrderFilter(statuses=("paid",))):
        rows = [row for row in all_rows(database).values() if row.id in found(database, wanted)]
        live = [row for row in rows if row.status in ("confirmed", "paid", "collected")]
        with database.read() as session:
            sums, counts = order_sums(session, wanted), status_counts(session, replace(wanted, statuses=()))
        assert sums.count == len(rows)
        assert sums.members == len({row.member_id for row in rows})
        assert sums.amount_fen == sum(row.amount_fen - row.refund_fen for row in live)
        assert sums.open_fen == sum(row.open_fen for row in rows)
        assert sums.unpaid == sum(row.status == "confirmed" for row in rows)
        if not wanted.statuses:
            assert counts == {s: sum(r.status == s for r in rows) for s in {row.status for row in rows}}


def test_totals_by_product_are_the_sums_of_the_lines(database: Database, filled: Filled) -> None:
    with database.read() as session:
        totals = product_totals(session, OrderFilter())
        live = ("confirmed", "paid", "collected")
        lines = session.execute(
            select(OrderLine.product_id, OrderLine.qty_milli, OrderLine.amount_fen, Order.status)
            .join(Order, Order.id == OrderLine.order_id)
            .where(Order.status.in_(live))
        ).all()
    for total in totals:
        own = [line for line in lines if line.product_id == total.product_id]
        assert total.qty_milli == sum(line.qty_milli for line in own)
        assert total.waiting_milli == sum(line.qty_milli for line in own if line.status != "collected")
        assert total.amount_fen == sum(line.amount_fen for line in own)
        assert total.unpriced == 0
    assert sum(total.qty_milli for total in totals) == sum(line.qty_milli for line in lines)
    assert totals == sorted(totals, key=lambda total: -total.amount_fen)


def test_a_renamed_product_and_another_unit_stand_apart_in_the_totals(database: Database, filled: Filled) -> None:
    product = filled.products[6]
    member = filled.members[0]
    database.change("改", lambda session: edit_product(session, product, name="脐橙（新）"))
    database.change(
        "新", lambda session: create_order(session, member, [LineInput(product_id=product, unit="箱", amount_fen=None)])
    )
    with database.read() as session:
        units = {total.unit: total for total in product_totals(session, OrderFilter(product_id=product))
                 if total.product_id == product}  # fmt: skip
    assert set(units) == {"斤", "箱"}
    assert units["箱"].label == "脐橙（新）"


def test_who_writes_no_unit_means_the_products_own(database: Database, filled: Filled) -> None:
    product, member = filled.products[6], filled.members[0]
    database.change(
        "新", lambda session: create_order(session, member, [LineInput(product_id=product, qty_milli=3000, unit="")])
    )
    with database.read() as session:
        wanted = OrderFilter(product_id=product)
        totals = [total for total in product_totals(session, wanted) if total.product_id == product]
    assert [total.unit for total in totals] == ["斤"]


def test_who_has_not_paid(database: Database, filled: Filled) -> None:
    rows = all_rows(database).values()
    with database.read() as session:
        unpaid = unpaid_members(session, OrderFilter())
    assert sum(each.open_fen for each in unpaid) == sum(row.open_fen for row in rows)
    assert {order for each in unpaid for order in each.order_ids} == {row.id for row in rows if row.open_fen}
    notice = unpaid_notice(unpaid)
    assert unpaid[0].name not in notice and unpaid[0].name[:1] + "*" in notice
    assert unpaid[0].name in unpaid_notice(unpaid, masked=False)


def test_details_and_their_text(database: Database, filled: Filled) -> None:
    with database.read() as session:
        details = order_details(session, filled.orders[0])
        assert order_details(session, 9999) is None
    assert details is not None
    assert details.order.line_count == len(details.lines)
    assert order_text(details).splitlines()[0] == details.order.member_name


# ---- group buys


def test_a_group_buy_is_opened_changed_closed_and_summed(database: Database, filled: Filled) -> None:
    rows = all_rows(database)
    with database.read() as session:
        sums = {row.id: row for row in group_buy_rows(session)}
        assert group_buy_rows(session, [filled.group_buys[0]]) == [sums[filled.group_buys[0]]]
        assert [choice.id for choice in group_buy_choices(session)] == list(sums)
    for group_buy in filled.group_buys:
        own = [
            r for r in rows.values() if r.group_buy_id == group_buy and r.status in ("confirmed", "paid", "collected")
        ]
        row = sums[group_buy]
        assert (row.orders, row.members) == (len(own), len({each.member_id for each in own}))
        assert (row.amount_fen, row.open_fen) == (sum(r.amount_fen for r in own), sum(r.open_fen for r in own))


def test_a_group_buy_keeps_its_goods_in_order_with_its_own_prices(database: Database, filled: Filled) -> None:
    first, second, third = filled.products[:3]

    def work(session):  # type: ignore[no-untyped-def]
        point = pickup_points(session)[0][0]
        made = open_group_buy(session, " 双旦团 ", products=[(first, 2500), (second, None)], arrival_day=739000,
                              pickup_point_id=point)  # fmt: skip
        edit_group_buy(session, made, products=[(third, 100), (first, None)], note="早点来")
        set_group_buy_status(session, made, "closed")
        return made

    made = database.change("开团", work)[0]
    with database.read() as session:
        details = group_buy_details(session, made)
        assert group_buy_details(session, 999) is None
    assert details is not None
    assert [(row.product_id, row.price_fen) for row in details.products] == [(third, 100), (first, None)]
    assert (details.title, details.status, details.pickup_until_day) == ("双旦团", "closed", 739003)
    database.change("删", lambda session: remove_group_buy(session, made))
    with pytest.raises(ShopError, match="已经有订单"):
        database.change("删", lambda session: remove_group_buy(session, filled.group_buys[3]))


@pytest.mark.parametrize("values", [{"title": ""}, {"title": "团", "arrival_day": 10, "pickup_until_day": 9},
                                    {"title": "团", "products": [(1, -5)]}])  # fmt: skip
def test_impossible_group_buys_are_refused(database: Database, filled: Filled, values: dict[str, object]) -> None:
    with pytest.raises(ShopError):
        database.change("开团", lambda session: open_group_buy(session, **values))  # type: ignore[arg-type]
