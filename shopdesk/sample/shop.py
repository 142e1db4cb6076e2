"""The sample shop: some 800 members and 9,000 orders of fourteen months, the same people and baskets every time.

People differ as they do in a real group: a few order every week, many now and then, some came once, some left. Only
the days move, so that the shop ends today.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from shopdesk.base.dates import DEFAULT_TIME_ZONE, start_of
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.progress import SILENT, Progress
from shopdesk.base.texts import fold, mask_phone
from shopdesk.data.tables import (
    Alias,
    ContentEntry,
    GroupBuy,
    GroupBuyProduct,
    Member,
    MemberTag,
    Order,
    OrderLine,
    Payment,
    PaymentMatch,
    PickupPoint,
    Referral,
    Tag,
    Touch,
)
from shopdesk.members.search import refresh_search_text, search_text_of
from shopdesk.orders.amounts import line_amount
from shopdesk.orders.products import create_product
from shopdesk.referrals.codes import ALPHABET, check_letter
from shopdesk.sample.beginning import begin_shop
from shopdesk.sample.words import (
    COMMUNITIES,
    CONTENT,
    GIVEN,
    NICK_HEADS,
    NICK_TAILS,
    NOTES,
    PICKUP_POINTS,
    PRODUCTS,
    SURNAMES,
)  # fmt: skip

SEED = 20261122
MEMBERS = 800
DAYS = 425
"""Fourteen months."""
_DAY = 86_400
# (share of members, orders a week while they stay, chance to have left by today)
_HABITS = ((0.10, 1.15, 0.05), (0.22, 0.62, 0.15), (0.34, 0.22, 0.35), (0.24, 0.06, 0.5), (0.10, 0.0, 0.0))


@dataclass
class _Filling:
    session: Session
    today: int
    chance: random.Random
    products: list[tuple[int, int]] = field(default_factory=list)
    """(product id, price)"""
    group_buys: list[tuple[int, int, list[int]]] = field(default_factory=list)
    """(id, opening day, places in `products`)"""
    members: list[dict[str, Any]] = field(default_factory=list)
    orders: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)


def fill_sample_shop(session: Session, today: int, progress: Progress = SILENT) -> dict[str, int]:
    """Fill an empty shop; raises ShopError when it has members. Returns how many of each were made."""
    if session.scalar(select(Member.id).limit(1)) is not None:
        raise ShopError(_("这个店铺里已经有会员了，示例数据只能放进空的店铺。"), _("请换一个文件夹。"), "not_empty")
    begin_shop(
        session, name=_("翠湖小站"), owner=_("王姐"), slogan=_("邻里好物，今天接龙明天到"),
        link="https://example.com/cuihu",
    )  # fmt: skip
    filling = _Filling(session, today, random.Random(SEED))
    steps = (_fill_goods, _fill_members, _fill_orders, _fill_payments, _fill_tags, _fill_referrals, _fill_rest)
    for at, step in enumerate(steps):
        progress.report(at, len(steps), _("正在准备示例店铺"))
        step(filling)
    session.flush()
    return {
        "members": len(filling.members),
        "orders": len(filling.orders),
        "lines": len(filling.lines),
        "products": len(filling.products),
        "group_buys": len(filling.group_buys),
    }


def _fill_goods(filling: _Filling) -> None:
    session, chance = filling.session, filling.chance
    for name, address in PICKUP_POINTS:
        session.add(PickupPoint(name=name, address=address))
    for name, spec, unit, price, category, fresh, nicknames in PRODUCTS:
        made = create_product(
            session, name, spec, unit=unit, price_fen=price, cost_fen=price * 7 // 10, category=category,
            supplier=_("{category}批发").format(category=category), fresh=fresh, nicknames=nicknames,
        )  # fmt: skip
        filling.products.append((made, price))
    first = filling.today - DAYS
    for number, day in enumerate(range(first, filling.today + 1, 4), 1):
        places = sorted(chance.sample(range(len(PRODUCTS)), 5))
        open_now = filling.today - day < 4
        filling.group_buys.append((number, day, places))
        session.add(
            GroupBuy(
                id=number, title=f"{PRODUCTS[places[0]][0]}、{PRODUCTS[places[1]][0]}等 第{number}团",
                opened_at=start_of(day) + 9 * 3600, cut_off_at=start_of(day) + 20 * 3600 + (_DAY if open_now else 0),
                arrival_day=day + 2, pickup_until_day=day + 5, pickup_point_id=number % 3 + 1,
                status="open" if open_now else "done" if filling.today - day > 8 else "arrived",
            )
        )  # fmt: skip
        session.flush()
        session.add_all(
            GroupBuyProduct(group_buy_id=number, product_id=filling.products[p][0], price_fen=filling.products[p][1],
                            position=at)
            for at, p in enumerate(places)
        )  # fmt: skip
    session.flush()


def _fill_members(filling: _Filling) -> None:
    chance = filling.chance
    codes: set[str] = set()
    for member_id in range(1, MEMBERS + 1):
        real = chance.choice(SURNAMES) + chance.choice(GIVEN)
        name = real if chance.random() < 0.25 else chance.choice(NICK_HEADS) + chance.choice(NICK_TAILS)
        community, buildings = chance.choices(COMMUNITIES, weights=(5, 2, 2, 1))[0]
        building = f"{chance.randint(1, buildings)}栋"
        room = f"{building[:-1]}-{chance.randint(1, 3)}-{chance.randint(1, 18)}0{chance.randint(1, 4)}"
        phone = f"199{chance.randint(0, 99999999):08d}" if chance.random() < 0.8 else None
        masked = "" if phone else mask_phone(f"199{chance.randint(0, 99999999):08d}")
        code = "".join(chance.choice(ALPHABET) for _ in range(5))
        code += check_letter(code)
        consent = chance.random() < 0.6
        refuses = chance.random() < 0.02
        joined = filling.today - int(DAYS * chance.random() ** 0.7)
        month, day = chance.randint(1, 12), chance.randint(1, 28)
        birthday = ""
        if chance.random() < 0.35:
            birthday = f"{chance.randint(1952, 2001)}-{month:02d}-{day:02d}" if chance.random() < 0.6 else (
                f"--{month:02d}-{day:02d}")  # fmt: skip
        filling.members.append({
            "id": member_id, "number": f"CH{member_id:04d}", "name": name, "real_name": real if phone else "",
            "phone": phone, "phone_masked": masked, "gender": chance.choice(("female", "female", "male", "")),
            "birthday": birthday, "community": community, "building": building, "room": room,
            "source": chance.choices(("接龙", "朋友推荐", "快团团", "到店"), weights=(6, 2, 2, 1))[0],
            "pickup_point_id": chance.randint(1, 3), "referral_code": code if code not in codes else None,
            "marketing_consent": consent, "consent_at": start_of(joined) if consent else None,
            "consent_how": "群里说过可以" if consent else "", "do_not_contact": refuses,
            "do_not_contact_reason": "说过不要再发" if refuses else "",
            "note": chance.choice(NOTES) if chance.random() < 0.12 else "", "joined_at": start_of(joined) + 10 * 3600,
            "search_text": search_text_of((name, real if phone else ""), phone=phone, phone_masked=masked,
                                          number=f"CH{member_id:04d}", building=building, room=room),
        })  # fmt: skip
        codes.add(code)
    filling.session.execute(insert(Member), filling.members)


def _fill_orders(filling: _Filling) -> None:
    chance = filling.chance
    opening = {day: (number, places) for number, day, places in filling.group_buys}
    days = sorted(opening)
    for person in filling.members:
        joined = person["joined_at"] // _DAY + 719_163  # epoch day to ordinal
        share = [habit[0] for habit in _HABITS]
        _share, weekly, gone = chance.choices(_HABITS, weights=share)[0]
        until = filling.today
        if chance.random() < gone:
            until = joined + int((filling.today - joined) * chance.random())
        favourites = chance.sample(range(len(PRODUCTS)), 4)
        for day in days:
            if joined <= day <= until and chance.random() < weekly * 4 / 7:
                _add_order(filling, person, day, *opening[day], favourites)
    filling.session.execute(insert(Order), filling.orders)
    filling.session.execute(insert(OrderLine), filling.lines)


def _add_order(
    filling: _Filling, person: dict[str, Any], day: int, group_buy: int, places: list[int], favourites: list[int]
) -> None:
    chance = filling.chance
    order_id = len(filling.orders) + 1
    liked = [place for place in places if place in favourites] or places[:2]
    amount = 0
    for place in dict.fromkeys([chance.choice(liked), *([chance.choice(places)] if chance.random() < 0.5 else [])]):
        product_id, price = filling.products[place]
        qty = chance.choices((1, 2, 3), weights=(7, 2, 1))[0] * 1000
        fen = line_amount(price, qty)
        amount += fen
        name, spec, unit = PRODUCTS[place][:3]
        filling.lines.append({"order_id": order_id, "product_id": product_id, "name": name, "spec": spec,
                              "qty_milli": qty, "unit": unit, "amount_fen": fen})  # fmt: skip
    day = min(day + chance.choices((0, 1, 2, 3), weights=(6, 3, 2, 1))[0], filling.today)
    age = filling.today - day
    luck = chance.random()
    if luck < 0.015 and age > 4:
        status = "refunded"
    elif luck < 0.04:
        status = "cancelled"
    elif age <= 1:
        status = "paid" if luck < 0.55 else "confirmed"
    elif age <= 6:
        status = "confirmed" if luck < 0.08 else "paid" if luck < 0.5 else "collected"
    else:
        status = "collected"
    ordered = start_of(day, DEFAULT_TIME_ZONE) + chance.randint(9 * 3600, 20 * 3600)
    settled = status in ("paid", "collected", "refunded")
    filling.orders.append({
        "id": order_id, "source": "jielong", "order_no": f"{group_buy}|{fold(person['name'])}|{person['id']}",
        "member_id": person["id"], "group_buy_id": group_buy, "pickup_point_id": person["pickup_point_id"],
        "status": status, "ordered_at": ordered, "day": day, "paid_at": ordered + 1800 if settled else None,
        "collected_at": start_of(min(day + 2, filling.today)) + 61_200 if status == "collected" else None,
        "amount_fen": amount, "paid_fen": amount if settled else 0, "refund_fen": amount if status == "refunded" else 0,
        "seq": order_id % 60 + 1, "note": "",
    })  # fmt: skip


def _fill_payments(filling: _Filling) -> None:
    """The last two weeks' payments as a bill would show them: most matched, a few still open."""
    payments: list[dict[str, Any]] = []
    matches: list[dict[str, Any]] = []
    for order in filling.orders:
        if order["status"] in ("paid", "collected") and filling.today - order["day"] <= 14:
            number = len(payments) + 1
            person = filling.members[order["member_id"] - 1]
            payments.append({
                "id": number, "source": "微信账单", "txn_id": f"42000{number:023d}", "direction": "income",
                "usable": True, "amount_fen": order["amount_fen"], "counterparty": person["name"],
                "at": order["paid_at"], "note": "",
            })  # fmt: skip
            if filling.chance.random() < 0.93:
                matches.append({"payment_id": number, "order_id": order["id"], "amount_fen": order["amount_fen"],
                                "added_fen": order["amount_fen"], "why": "付款名和金额都一致"})  # fmt: skip
    filling.session.execute(insert(Payment), payments)
    filling.session.execute(insert(PaymentMatch), matches)


def _fill_tags(filling: _Filling) -> None:
    tags = {name: tag_id for tag_id, name in filling.session.execute(select(Tag.id, Tag.name))}
    worlds = {"水果": "水果控", "蔬菜": "蔬菜", "肉蛋": "肉蛋奶", "乳品": "肉蛋奶", "海鲜": "海鲜", "零食": "零食",
              "粮油": "粮油", "日用": "日用"}  # fmt: skip
    category = {product[0]: PRODUCTS[at][4] for at, product in enumerate(filling.products)}
    bought: dict[int, dict[str, int]] = {}
    owner_of = {order["id"]: order["member_id"] for order in filling.orders}
    for line in filling.lines:
        counts = bought.setdefault(owner_of[line["order_id"]], {})
        world = worlds.get(category[line["product_id"]], "")
        counts[world] = counts.get(world, 0) + 1
    rows = []
    for person in filling.members:
        names = [world for world, count in bought.get(person["id"], {}).items() if world and count >= 4][:2]
        names += [name for name in ("宝妈", "上班族", "有老人", "爱晒图", "看重价格") if filling.chance.random() < 0.09]
        if sum(bought.get(person["id"], {}).values()) > 45:
            names.append("VIP")
        rows += [{"member_id": person["id"], "tag_id": tags[name], "how": "hand", "created_at": person["joined_at"]}
                 for name in dict.fromkeys(map(_, names)) if name in tags]  # fmt: skip
    filling.session.execute(insert(MemberTag), rows)


def _fill_referrals(filling: _Filling) -> None:
    rows = []
    for person in filling.members[40:]:
        if person["source"] == "朋友推荐":
            referrer = filling.chance.randint(1, 40)
            rows.append({"referrer_id": referrer, "invitee_id": person["id"], "how": "code",
                         "created_at": person["joined_at"]})  # fmt: skip
    filling.session.execute(insert(Referral), rows)


def _fill_rest(filling: _Filling) -> None:
    """Aliases, touches, the calendar, and two pairs of people who may be the same."""
    session, chance = filling.session, filling.chance
    moment = start_of(filling.today)
    touches = [
        {"member_id": chance.randint(1, MEMBERS), "kind": "marketing", "status": chance.choice(("sent", "answered")),
         "segment": "沉睡会员", "text": "好久不见，这周有您爱吃的橙子。", "prepared_at": moment - ago * _DAY,
         "sent_at": moment - ago * _DAY + 36_000}
        for ago in (1, 2, 3, 5, 8, 9, 12, 15, 20, 26) for _time in range(4)
    ]  # fmt: skip
    session.execute(insert(Touch), touches)
    session.execute(insert(ContentEntry), [
        {"day": filling.today + ahead, "minute": 20 * 60 if pillar == "recommendation" else 10 * 60, "pillar": pillar,
         "channel": "group", "title": title, "question": question, "goal": goal, "body": f"{title}\n{question}",
         "status": "published" if ahead < 0 else "planned",
         "published_at": start_of(filling.today + ahead) + 72_000 if ahead < 0 else None}
        for ahead, pillar, title, question, goal in CONTENT
    ])  # fmt: skip
    for member_id, name in ((3, "小鹿的猫"), (9, "南风在路上")):
        session.add(Alias(member_id=member_id, name=name, folded=fold(name), source="hand", created_at=moment))
    for twin, original in ((799, 20), (800, 31)):
        source = filling.members[original - 1]
        member = session.get_one(Member, twin)
        member.phone, member.room, member.community = (
            source["phone"] or "19900000020",
            source["room"],
            source["community"],
        )
        session.get_one(Member, original).phone = member.phone
        refresh_search_text(session, (twin, original))
