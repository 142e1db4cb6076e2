"""A shop of any size, the same for the same seed: N members, 10 N orders, skewed as real shops are.

Few members order often, most seldom; orders thicken towards `until`, and one in five members has not come back.
Orders stand in the order in which they came in; the newest are still to be paid or handed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Connection, Table, insert, select
from sqlalchemy.orm import Session

from shopdesk.base.dates import start_of, today
from shopdesk.data.database import DATABASE_FILE, Database
from shopdesk.data.opening import open_database
from shopdesk.data.tables import Base, Tag
from shopdesk.members.search import search_text_of
from shopdesk.sample.beginning import begin_shop

ORDERS_EACH = 10
DAYS = 730
TAGS_EACH = 3
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕单仇"
GIVEN = "芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉梅兰琳雪倩婷浩宇轩梓涵欣怡佳思晨诗雨嘉俊"
ENDINGS = ("", "", "", "妈妈", "爸爸", "🌸", "的小店", "姐", "哥", "2号")
COMMUNITIES = ("阳光花园", "翠湖天地", "滨江一号", "学府雅苑", "和平里", "金桂园")
CATEGORIES = ("水果", "蔬菜", "肉蛋", "海鲜", "粮油", "零食", "日用", "乳品")
GOODS = (
    "苹果",
    "橙子",
    "草莓",
    "菠菜",
    "土豆",
    "鸡蛋",
    "排骨",
    "虾仁",
    "大米",
    "花生油",
    "饼干",
    "抽纸",
    "酸奶",
    "牛奶",
    "蓝莓",
)
STATUSES = ("collected", "paid", "confirmed", "cancelled", "refunded")
STATUS_SHARES = (0.955, 0.003, 0.002, 0.02, 0.02)
NEW_SHARES = (0.4, 0.35, 0.21, 0.03, 0.01)
NEW_DAYS = 7


@dataclass(frozen=True)
class Orders:
    """One array for each column, a row for each order."""

    member: np.ndarray[Any, np.dtype[np.int64]]
    day: np.ndarray[Any, np.dtype[np.int64]]
    amount_fen: np.ndarray[Any, np.dtype[np.int64]]
    status: np.ndarray[Any, np.dtype[np.int64]]


def generate_shop(folder: Path, members: int, *, seed: int = 1, until: int | None = None) -> Path:
    """Fill an empty folder with a shop; returns its file. 100,000 members take about a minute and 330 MB."""
    database = open_database(folder)
    try:
        fill_shop(database, members, seed=seed, until=until)
    finally:
        database.close()
    return folder / DATABASE_FILE


def fill_shop(database: Database, members: int, *, seed: int = 1, until: int | None = None) -> None:
    last_day = today() if until is None else until
    random = np.random.default_rng(seed)

    def work(session: Session) -> None:
        begin_shop(session, name="大大团", link="https://example.com/shop")
        connection = session.connection()
        joined = last_day - (DAYS * random.beta(1.2, 1.0, members)).astype(np.int64)
        write(connection, "member", member_rows(random, joined))
        write_tags(session, random, members, last_day)
        prices = write_products(connection, random)
        orders = draw_orders(random, joined, last_day)
        write(connection, "order", order_rows(orders))
        write(connection, "order_line", line_rows(random, orders, prices))

    database.change("generate", work, undoable=False)


def write(connection: Connection, table: str, rows: Iterator[dict[str, Any]], chunk: int = 50_000) -> None:
    """Through the driver's executemany: SQLAlchemy's defaults for each row would take most of the time."""
    target: Table = Base.metadata.tables[table]
    waiting: list[tuple[Any, ...]] = []
    statement = ""
    for row in rows:
        statement = statement or str(insert(target).values(dict.fromkeys(row, 0)).compile(dialect=connection.dialect))
        waiting.append(tuple(row.values()))
        if len(waiting) == chunk:
            connection.exec_driver_sql(statement, waiting)
            waiting.clear()
    if waiting:
        connection.exec_driver_sql(statement, waiting)


def with_defaults(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """The row with every other column's plain default, in the table's order."""
    columns = Base.metadata.tables[table].columns
    defaults = {c.name: c.default.arg if c.default is not None and c.default.is_scalar else None for c in columns}  # type: ignore[attr-defined]
    return {name: row.get(name, default) for name, default in defaults.items() if name != "id" or "id" in row}


def member_rows(random: np.random.Generator, joined: np.ndarray[Any, np.dtype[np.int64]]) -> Iterator[dict[str, Any]]:
    count = len(joined)
    picks = random.integers(0, 1 << 30, (count, 6)).tolist()
    consent = (random.random(count) < 0.8).tolist()
    refused = (random.random(count) < 0.02).tolist()
    plain = with_defaults("member", {"id": 0})
    for place, (surname, given, second, ending, community, house) in enumerate(picks):
        name = (
            SURNAMES[surname % len(SURNAMES)]
            + GIVEN[given % len(GIVEN)]
            + (GIVEN[second % len(GIVEN)] if second % 3 else "")
            + ENDINGS[ending % len(ENDINGS)]
        )
        room = f"{house % 20 + 1}-{house % 3 + 1}-{house // 60 % 18 + 1}0{house % 4 + 1}"
        phone, number = f"1{3 + house % 7}{place:09d}", f"M{place + 1:06d}"
        at = start_of(int(joined[place])) + house % 86400
        yield plain | {
            "id": place + 1,
            "name": name,
            "phone": phone,
            "number": number,
            "community": COMMUNITIES[community % len(COMMUNITIES)],
            "room": room,
            "gender": ("", "female", "female", "male")[given % 4],
            "birthday": f"{1955 + second % 50}-{surname % 12 + 1:02d}-{given % 28 + 1:02d}" if ending % 3 else "",
            "source": ("微信群", "朋友推荐", "地推", "")[ending % 4],
            "referral_code": f"{place + 1:06X}",
            "marketing_consent": consent[place],
            "consent_at": at if consent[place] else None,
            "do_not_contact": refused[place],
            "joined_at": at,
            "search_text": search_text_of([name], phone=phone, number=number, room=room),
        }


def write_tags(session: Session, random: np.random.Generator, members: int, last_day: int) -> None:
    tags = list(session.scalars(select(Tag.id).order_by(Tag.id)))
    at = start_of(last_day)
    # Low numbers are common tags, high ones rare; a member has each tag once.
    chosen = (len(tags) * random.beta(0.8, 1.6, (members, TAGS_EACH))).astype(np.int64)
    pairs = ((member + 1, tag) for member, row in enumerate(chosen.tolist()) for tag in sorted(set(row)))
    rows = ({"member_id": member, "tag_id": tags[tag], "how": "hand", "created_at": at} for member, tag in pairs)
    write(session.connection(), "member_tag", rows)


def write_products(connection: Connection, random: np.random.Generator) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Every product in every category's grade; returns the prices by product number."""
    names = [f"{grade}{name}" for grade in ("", "精选", "有机", "进口", "家庭装", "特价") for name in GOODS]
    prices = (random.gamma(2.0, 1200, len(names)) + 300).astype(np.int64) // 10 * 10
    rows = (
        with_defaults(
            "product",
            {"id": n + 1, "name": name, "unit": "份", "price_fen": int(prices[n]), "category": CATEGORIES[n % 8]},
        )
        for n, name in enumerate(names)
    )
    write(connection, "product", rows)
    return prices


def draw_orders(random: np.random.Generator, joined: np.ndarray[Any, np.dtype[np.int64]], last_day: int) -> Orders:
    members = len(joined)
    appetite = random.gamma(0.7, 1.0, members) * (last_day - joined + 30)
    member = np.sort(random.choice(members, members * ORDERS_EACH, p=appetite / appetite.sum()))
    # One in five stopped somewhere on the way.
    stopped = np.where(random.random(members) < 0.2, random.random(members), 1.0)
    reach = (last_day - joined) * stopped
    day = joined[member] + (reach[member] * random.beta(1.3, 1.0, len(member))).astype(np.int64)
    amount = (random.gamma(2.0, 2000, len(member)) + 500).astype(np.int64)
    new = day > last_day - NEW_DAYS
    old_status, new_status = (random.choice(len(STATUSES), len(member), p=p) for p in (STATUS_SHARES, NEW_SHARES))
    came = np.argsort(day, kind="stable")
    return Orders(member[came] + 1, day[came], amount[came], np.where(new, new_status, old_status)[came])


def order_rows(orders: Orders) -> Iterator[dict[str, Any]]:
    plain = with_defaults("order", {"id": 0, "source": "bench"})
    noon = {day: start_of(day) + 43200 for day in np.unique(orders.day).tolist()}
    columns = zip(
        orders.member.tolist(), orders.day.tolist(), orders.amount_fen.tolist(), orders.status.tolist(), strict=True
    )
    for number, (member, day, amount, status) in enumerate(columns, start=1):
        word = STATUSES[status]
        paid = word in ("collected", "paid", "refunded")
        yield plain | {
            "id": number,
            "order_no": f"B{number:08d}",
            "member_id": member,
            "status": word,
            "ordered_at": noon[day],
            "day": day,
            "paid_at": noon[day] + 600 if paid else None,
            "collected_at": noon[day] + 172800 if word == "collected" else None,
            "amount_fen": amount,
            "paid_fen": amount if paid else 0,
            "refund_fen": amount if word == "refunded" else 0,
        }


def line_rows(
    random: np.random.Generator, orders: Orders, prices: np.ndarray[Any, np.dtype[np.int64]]
) -> Iterator[dict[str, Any]]:
    """One line for each order, two for every third; the amounts add up to the order's."""
    count = len(orders.member)
    products = (len(prices) * random.beta(0.8, 1.8, (count, 2))).astype(np.int64).tolist()
    names = [f"{grade}{name}" for grade in ("", "精选", "有机", "进口", "家庭装", "特价") for name in GOODS]
    plain = with_defaults("order_line", {"unit": "份"})
    for number, (amount, (one, two)) in enumerate(zip(orders.amount_fen.tolist(), products, strict=True), start=1):
        second = amount // 3 if number % 3 == 0 and one != two else 0
        for product, part in ((one, amount - second), (two, second)):
            if part:
                qty = 1000 * max(1, part // int(prices[product]))
                yield plain | {
                    "order_id": number,
                    "product_id": product + 1,
                    "name": names[product],
                    "qty_milli": qty,
                    "amount_fen": part,
                }
