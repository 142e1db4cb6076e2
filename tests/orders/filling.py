"""A small realistic shop for tests of orders and of what shows them."""

from __future__ import annotations

import random
from dataclasses import dataclass

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from shopdesk.base.dates import start_of, today
from shopdesk.base.texts import fold
from shopdesk.data.database import Database
from shopdesk.data.tables import Alias, Order, Payment
from shopdesk.members.people import create_member
from shopdesk.orders.group_buys import ensure_pickup_point, open_group_buy, set_group_buy_status
from shopdesk.orders.orders import LineInput, create_order
from shopdesk.orders.products import create_product
from shopdesk.orders.statuses import set_status

PEOPLE = (
    ("小橘子🍊", "3栋501"), ("张玥", "3-2-1201"), ("隔壁老王", "5栋302"), ("单雄", "12-1-602"), ("李婷婷", "3栋502"),
    ("豆豆妈", "7栋1103"), ("高晓燕", "1-1-101"), ("周玥", ""), ("胡建国", "金桂苑A区8栋"), ("陈喆", "5栋1902"),
    ("赵堃", "2-3-404"), ("阿杰🏃", "9栋601"), ("刘丽华", "6栋702"), ("孙秀英", "11-2-1501"), ("Lily", "3栋1801"),
    ("王芳", "4栋203"), ("徐喆", "10栋1002"), ("吴梓涵", "8栋801"), ("郑爽爽", "2栋202"), ("何先生（顶楼）", "1栋3301"),
)  # fmt: skip
GOODS = (
    ("砂糖橘", "5斤装", "箱", 2990, 1900, "水果", "老李果行", ("橘子", "小橘")),
    ("红富士苹果", "10斤", "箱", 4580, 3000, "水果", "老李果行", ("苹果",)),
    ("土鸡蛋", "30枚", "板", 3600, 2800, "蛋奶", "青山农场", ("鸡蛋",)),
    ("鲜牛奶", "950ml", "瓶", 1580, 1150, "蛋奶", "青山农场", ()),
    ("车厘子", "J级", "斤", 5990, 4500, "水果", "老李果行", ("樱桃",)),
    ("手工水饺", "韭菜猪肉 500g", "袋", 1990, None, "速冻", "", ("饺子",)),
    ("赣南脐橙", "", "斤", 499, 300, "水果", "老李果行", ("脐橙", "橙子")),
    ("东北大米", "稻花香 5kg", "袋", 5900, 4700, "粮油", "粮油批发部", ("大米",)),
)


@dataclass(frozen=True)
class Filled:
    members: list[int]
    products: list[int]
    group_buys: list[int]
    orders: list[int]


def fill_shop(database: Database, orders: int = 60, seed: int = 7) -> Filled:
    return database.change("样例", lambda session: fill(session, orders, seed), undoable=False)[0]


def fill(session: Session, orders: int, seed: int) -> Filled:
    chance = random.Random(seed)
    gate = ensure_pickup_point(session, "东门菜鸟驿站")
    shop = ensure_pickup_point(session, "翠湖花园 3 栋架空层")
    members = [
        create_member(session, name, room=room, phone=f"138{chance.randrange(10**8):08d}", community="翠湖花园")
        for name, room in PEOPLE
    ]
    products = [
        create_product(session, name, spec, unit=unit, price_fen=price, cost_fen=cost, category=category,
                       supplier=supplier, fresh=category == "水果", nicknames=nicknames)
        for name, spec, unit, price, cost, category, supplier, nicknames in GOODS
    ]  # fmt: skip
    group_buys = []
    for weeks, title in ((3, "秋橘开园团"), (2, "周三鸡蛋牛奶"), (1, "年货大米团"), (0, "周末水果团")):
        arrival = today() - 7 * weeks + 1
        goods = [(product, None) for product in chance.sample(products, 5)]
        group_buys.append(
            open_group_buy(session, title, products=goods, opened_at=start_of(arrival - 3) + 8 * 3600,
                           cut_off_at=start_of(arrival - 1) + 20 * 3600, arrival_day=arrival,
                           pickup_point_id=chance.choice((gate, shop)))
        )  # fmt: skip
        set_group_buy_status(session, group_buys[-1], "open" if weeks == 0 else "done")
    made = [_order(session, chance, members, products, group_buys, number) for number in range(orders)]
    _payments(session, members, made)
    return Filled(members, products, group_buys, made)


def _order(session: Session, chance: random.Random, members: list[int], products: list[int],
           group_buys: list[int], number: int) -> int:  # fmt: skip
    which = chance.randrange(len(group_buys) + 1)
    weeks = len(group_buys) - 1 - which if which < len(group_buys) else 0
    at = start_of(today() - 7 * max(weeks, 0) - 1) + 9 * 3600 + number * 60
    lines = [
        LineInput(
            product_id=product,
            qty_milli=chance.choice((1000, 1000, 2000, 1500)),
            note=chance.choice(("", "", "要甜的")),
        )
        for product in chance.sample(products, chance.choice((1, 1, 2, 3)))
    ]
    order_id = create_order(
        session, chance.choice(members), lines, group_buy_id=group_buys[which] if which < len(group_buys) else None,
        note=chance.choice(("", "", "", "晚上七点后来拿", "放驿站")), ordered_at=at,
    )  # fmt: skip
    if chance.random() < 0.6:
        session.execute(update(Order).where(Order.id == order_id).values(seq=number + 1))
    fate = chance.random()
    for status in ("paid", "collected", "refunded")[
        : 0 if fate < 0.35 else 1 if fate < 0.7 else 2 if fate < 0.95 else 3
    ]:
        set_status(session, [order_id], status, at=at + 3600)
    if 0.3 < fate < 0.35:
        set_status(session, [order_id], "cancelled")
    return order_id


def _payments(session: Session, members: list[int], orders: list[int]) -> None:
    session.add(Alias(member_id=members[0], name="橙", folded=fold("橙"), kind="payer", created_at=0))
    open_orders = [order for order in (session.get_one(Order, each) for each in orders) if order.status == "confirmed"]
    rows = [
        {"source": "wechat", "txn_id": f"4200{number:012d}", "direction": "income", "usable": True,
         "amount_fen": order.amount_fen if number % 3 else order.amount_fen + 100,
         "counterparty": dict(zip(members, (name for name, _room in PEOPLE), strict=True))[order.member_id],
         "at": order.ordered_at + 1800, "note": "" if number % 2 else "水果团"}
        for number, order in enumerate(open_orders[:12])
    ]  # fmt: skip
    rows.append({"source": "wechat", "txn_id": "4200999", "direction": "expense", "usable": True, "amount_fen": 120000,
                 "counterparty": "老李果行", "at": start_of(today()), "note": "进货"})  # fmt: skip
    session.execute(insert(Payment), rows)
