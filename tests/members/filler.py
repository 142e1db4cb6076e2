"""A realistic shop for the members' tests, made by the real functions with a fixed seed."""

from __future__ import annotations

import random
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from shopdesk.base.dates import start_of, today
from shopdesk.data.tables import GroupBuy, Member, MemberTag, Order, OrderLine, Tag, Touch
from shopdesk.members.aliases import add_alias
from shopdesk.members.consent import set_consent, set_do_not_contact
from shopdesk.members.first_tags import seed_tags
from shopdesk.members.people import set_referrer
from shopdesk.members.search import search_text_of

COMMUNITIES = ("翠湖花园", "和平小区", "阳光里", "锦绣江南", "金桂苑")
GOODS = (("砂糖橘 5斤", 2990), ("土鸡蛋 30枚", 3680), ("高山娃娃菜", 990), ("冷鲜五花肉", 4580), ("蓝莓 2盒", 3990))
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗曾单仇解查"
_GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰梓涵子轩婷喆玥"
_CALLED = ("", "", "", "妈妈", "阿姨", "🍊", "姐", "（3栋）")


def fill_shop(session: Session, members: int = 120, seed: int = 7, orders: bool = True) -> list[int]:
    """Members in five communities with tags, orders, aliases, referrals and touches; returns the ids."""
    chance = random.Random(seed)
    seed_tags(session)
    session.execute(insert(Member), [_person(chance, number) for number in range(1, members + 1)])
    ids = list(session.scalars(select(Member.id).order_by(Member.id)))
    tags = list(session.scalars(select(Tag.id).order_by(Tag.id)))
    session.execute(
        insert(MemberTag),
        [
            {"member_id": member, "tag_id": tag, "how": "hand", "created_at": start_of(today()) - 86400 * 9}
            for member in ids
            for tag in chance.sample(tags, chance.choice((0, 1, 1, 2, 3, 4)))
        ],
    )
    if orders:
        _order(session, chance, ids)
        for member in ids[:: max(members // 12, 1)]:
            add_alias(
                session, member, chance.choice(("小区团长", "爱吃橘子的猫", "快乐每一天", "三栋阿姨")) + str(member)
            )
        for invitee, referrer in zip(ids[10:20], ids[:10], strict=False):
            set_referrer(session, invitee, referrer)
        set_consent(session, ids[::2], True, "入群时勾选")
        set_do_not_contact(session, ids[5::17], True, "说过不要再发了")
    return ids


def _person(chance: random.Random, place: int) -> dict[str, Any]:
    name = chance.choice(_SURNAMES) + "".join(chance.sample(_GIVEN, chance.choice((1, 2)))) + chance.choice(_CALLED)
    phone = f"138{chance.randrange(10**8):08d}" if chance.random() < 0.8 else None
    number, wechat = f"A{place:05d}", f"wx_{chance.randrange(10**5):05d}"
    room = f"{chance.randint(1, 18)}-{chance.randint(1, 3)}-{chance.randint(1, 25)}0{chance.randint(1, 4)}"
    return {
        "name": name, "phone": phone, "room": room, "community": chance.choice(COMMUNITIES),
        "birthday": chance.choice(("", "", f"--{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}", "1988-11-25")),
        "wechat_id": wechat, "source": chance.choice(("微信群", "朋友推荐", "")),
        "gender": chance.choice(("", "female", "male")), "number": number,
        "joined_at": start_of(today()) - 86400 * chance.randint(0, 400), "note": "",
        "marketing_consent": False, "consent_how": "", "do_not_contact": False, "do_not_contact_reason": "",
        "real_name": "", "building": "", "address": "", "phone_masked": "",
        "search_text": search_text_of((name,), phone=phone, room=room, number=number, wechat_id=wechat),
    }  # fmt: skip


def _order(session: Session, chance: random.Random, ids: list[int]) -> None:
    now = today()
    group_buy = GroupBuy(title="周三水果团", opened_at=start_of(now - 3))
    session.add(group_buy)
    session.flush()
    for member in ids:
        for ago in sorted(chance.sample(range(90), chance.choice((0, 1, 1, 2, 3, 6, 12))), reverse=True):
            (goods, price), quantity = chance.choice(GOODS), chance.randint(1, 3)
            order = Order(
                member_id=member, day=now - ago, ordered_at=start_of(now - ago), amount_fen=price * quantity,
                status=chance.choice(("confirmed", "paid", "collected", "collected", "cancelled")),
                group_buy_id=group_buy.id if ago < 4 else None,
            )  # fmt: skip
            order.paid_fen = order.amount_fen if order.status in ("paid", "collected") else 0
            session.add(order)
            session.flush()
            session.add(
                OrderLine(order_id=order.id, name=goods, qty_milli=1000 * quantity, amount_fen=price * quantity)
            )
        if chance.random() < 0.3:
            text = "姐，今晚 8 点截单，砂糖橘最后一批，要不要帮您留两箱？"
            session.add(Touch(member_id=member, text=text, status="sent", prepared_at=start_of(now - 2)))
    session.flush()
