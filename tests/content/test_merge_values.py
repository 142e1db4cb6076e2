"""The values behind merge fields: from members, their orders, the shop and the open group buy."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from shopdesk.base.dates import start_of
from shopdesk.content.merge_fields import FIELD_NAMES, fill
from shopdesk.content.merge_values import list_preview_members, shop_values, values_of_member, values_of_members
from shopdesk.data.database import Database
from shopdesk.data.shop import save_shop
from shopdesk.data.tables import GroupBuy, GroupBuyProduct, Member, Order, OrderLine, PickupPoint, Product

TODAY = date(2026, 11, 21).toordinal()


def _order(session: Session, member: int, day: int, *lines: str, status: str = "paid", fen: int = 1000) -> None:
    order = Order(member_id=member, day=day, ordered_at=0, status=status, amount_fen=fen, paid_fen=fen)
    if status == "confirmed":
        order.paid_fen = 0
    session.add(order)
    session.flush()
    session.add_all(OrderLine(order_id=order.id, name=name, qty_milli=1000, amount_fen=fen) for name in lines)


def _fill_shop(session: Session) -> int:
    save_shop(session, name="翠湖小站", owner="王姐", link="https://example.com/s")
    point = PickupPoint(name="南门便利店")
    session.add(point)
    session.flush()
    member = Member(
        name="小雨妈妈",
        real_name="陈小雨",
        community="翠湖花园",
        room="3-2-501",
        birthday="--06-18",
        referral_code="ABC234",
        pickup_point_id=point.id,
        joined_at=0,
        search_text="小雨妈妈 xymm",
    )
    session.add_all([member, Member(name="{{店名}}", joined_at=0, birthday="1990-12-01")])
    session.flush()
    _order(session, member.id, TODAY - 40, "鲜牛奶")
    _order(session, member.id, TODAY - 20, "鲜牛奶", "鸡蛋", fen=5000)
    _order(session, member.id, TODAY - 15, "沙糖桔", "鸡蛋", "面包", "豆腐", status="confirmed", fen=3990)
    _order(session, member.id, TODAY - 1, "不算数的", status="cancelled")
    return member.id


@pytest.fixture
def filled(database: Database) -> Database:
    database.change("建店", _fill_shop)
    return database


def _link_for(link: str, code: str) -> str:
    return f"{link}?c={code}"


def test_everything_about_a_member(filled: Database) -> None:
    with filled.read() as session:
        values = values_of_member(session, 1, TODAY, _link_for)
    assert values == {
        "店名": "翠湖小站",
        "店主": "王姐",
        "店铺链接": "https://example.com/s",
        "今天": "11月21日",
        "节日": "小雪",
        "昵称": "小雨妈妈",
        "姓名": "陈小雨",
        "小区": "翠湖花园",
        "自提点": "南门便利店",
        "生日": "6月18日",
        "推荐码": "ABC234",
        "推荐链接": "https://example.com/s?c=ABC234",
        "上次购买": "沙糖桔、鸡蛋、面包等",
        "上次购买日期": "11月6日",
        "多久没来": "15天",
        "常买商品": "鸡蛋",
        "订单数": "3",
        "累计消费": "¥99.90",
        "未付金额": "¥39.90",
    }
    assert set(values) <= FIELD_NAMES


def test_a_member_without_orders_has_gaps_and_no_zeros(filled: Database) -> None:
    with filled.read() as session:
        own = values_of_members(session, [2], TODAY)[2]
    assert own == {"昵称": "{{店名}}", "生日": "12月1日"}
    assert fill("{{昵称}} {{订单数}}", own | {"店名": "不该出现"}).text == "{{店名}} {{订单数}}"


def test_only_what_is_asked_for_is_read(filled: Database) -> None:
    with filled.read() as session:
        own = values_of_members(session, [1, 2, 77], TODAY, fields=("昵称",))
    assert set(own) == {1, 2}
    assert "常买商品" not in own[1] and "上次购买" not in own[1]


def test_group_buy_values(filled: Database) -> None:
    def open_group_buys(session: Session) -> int:
        products = [Product(name="沙糖桔", spec="5斤", price_fen=2990), Product(name="鲜牛奶", price_fen=1500)]
        session.add_all(products)
        cut_off = start_of(TODAY + 1) + 20 * 3600
        buys = [
            GroupBuy(title="旧团", opened_at=1, cut_off_at=None),
            GroupBuy(
                title="周日鲜果",
                opened_at=5,
                cut_off_at=cut_off,
                arrival_day=TODAY + 2,
                pickup_until_day=TODAY + 5,
            ),
            GroupBuy(title="关了的", opened_at=9, status="done"),
        ]
        session.add_all(buys)
        session.flush()
        for buy, product, price in ((0, 0, 100), (1, 0, 2790), (1, 1, None)):
            session.add(GroupBuyProduct(group_buy_id=buys[buy].id, product_id=products[product].id, price_fen=price))
        return buys[0].id

    old = filled.change("开团", open_group_buys)[0]
    with filled.read() as session:
        newest, named = shop_values(session, TODAY), shop_values(session, TODAY, old)
    assert newest["团名"] == "周日鲜果"
    assert (newest["商品"], newest["价格"], newest.get("规格")) == ("沙糖桔、鲜牛奶", "¥15.00起", None)
    assert (newest["截单时间"], newest["到货时间"], newest["取货时间"], newest["取货截止"]) == (
        "明天 20:00",
        "后天",
        "后天起",
        "11月26日",
    )
    assert (named["商品"], named["规格"], named["价格"]) == ("沙糖桔", "5斤", "¥1.00")
    assert set(newest) <= FIELD_NAMES


def test_preview_members_latest_buyer_first_and_found_by_initials(filled: Database) -> None:
    with filled.read() as session:
        assert [choice.name for choice in list_preview_members(session)] == ["小雨妈妈", "{{店名}}"]
        assert [choice.hint for choice in list_preview_members(session, "XYMM")] == ["翠湖花园 3-2-501"]
        assert list_preview_members(session, "%") == []
