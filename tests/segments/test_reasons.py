"""Every reason says the member's own figure, those of rules that say "not" too."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from shopdesk.base.dates import start_of
from shopdesk.data.database import Database
from shopdesk.data.tables import Claim, Inquiry, Member, MemberTag, Order, OrderLine, Product, Referral, Tag, TagGroup
from shopdesk.members.segments import reasons, save_segment, select_ids
from tests.segments.test_rules import TODAY

_ORDERS = ((40, 1000, 0), (30, 2000, 0), (20, 3000, 500), (4, 4501, 0))
"""Days ago, 分, 分 refunded: a rhythm of ten days, ¥100.01 in four orders."""


def fill(session: Session) -> None:
    session.add_all([TagGroup(id=1, key="own", name="自定"), Tag(id=1, group_id=1, name="宝妈")])
    session.add_all([Tag(id=2, group_id=1, name="老人"), Product(id=1, name="橘", category="水果")])
    session.add(
        Member(
            id=1, name="王姐", joined_at=start_of(TODAY - 50), birthday="1990-12-01", gender="female", community="翠湖"
        )
    )
    session.add(Member(id=2, name="没买过", joined_at=start_of(TODAY)))
    session.flush()
    session.add(MemberTag(member_id=1, tag_id=1, created_at=0))
    for ago, fen, refunded in _ORDERS:
        order = Order(
            member_id=1, day=TODAY - ago, ordered_at=0, amount_fen=fen, refund_fen=refunded, status="confirmed"
        )
        session.add(order)
        session.flush()
        session.add(OrderLine(order_id=order.id, product_id=1, name="橘", qty_milli=1000))
    session.add(Order(member_id=2, day=TODAY, ordered_at=0, amount_fen=9900, status="cancelled"))
    session.add(Claim(member_id=1, what="坏了", status="open", opened_at=0))
    session.add(Inquiry(member_id=1, product_id=1, words="", at=start_of(TODAY)))
    session.add(Referral(referrer_id=1, invitee_id=2, created_at=0))
    save_segment(session, "老客", {"field": "order_count", "op": ">=", "value": 3})


@pytest.fixture
def shop(database: Database) -> Database:
    database.change("建", fill, undoable=False)
    return database


def c(field: str, op: str, value: Any, within: int | None = None) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value} | ({} if within is None else {"within_days": within})


REASONS: list[tuple[int, dict[str, Any], str]] = [
    (1, c("order_count", ">=", 1), "共 4 单"),
    (1, c("order_count", ">=", 1, 30), "最近 30 天 3 单"),
    (2, c("order_count", "=", 0), "共 0 单"),
    (1, c("spent_fen", ">=", 100), "累计 ¥100.01"),
    (1, c("spent_fen", ">=", 100, 20), "最近 20 天消费 ¥70.01"),
    (1, c("average_order_fen", ">=", 2500), "平均每单 ¥25.00"),
    (1, c("average_order_fen", "between", [1, 9000], 20), "最近 20 天平均每单 ¥35.00"),
    (1, c("unpaid_fen", ">=", 1), "未付 ¥105.01"),
    (1, c("last_order_days", "<=", 9), "上次下单 4 天前（2024-11-18）"),
    (1, c("first_order_days", ">=", 9), "首次下单 40 天前（2024-10-13）"),
    (1, c("joined_days", ">=", 9), "加入 50 天了（2024-10-03）"),
    (2, c("joined_days", "<=", 9), "今天加入"),
    (1, c("overdue_ratio", "<=", 1), "平时约 10 天一单，已 4 天没下单"),
    (1, c("due_in_days", "<=", 7), "平时约 10 天一单，6 天后该来"),
    (1, c("lifecycle", "in", ["active", "lost"]), "活跃（4 天没下单，平时约 10 天一单）"),
    (1, c("rfm_group", "in", ["new"]), "新客户（上次下单 5 档，次数和钱 1 档）"),
    (2, c("rfm_group", "in", ["prospects"]), "还没下过单"),
    (1, c("value_tier", "in", ["high"]), "价值层级高（累计 ¥100.01）"),
    (1, c("product_count", "=", 1), "买过 1 种"),
    (1, c("product_count", "=", 1, 20), "最近 20 天买过 1 种"),
    (1, c("age", ">=", 30), "33 岁"),
    (1, c("birthday_in_days", "<=", 30), "9 天后生日"),
    (1, c("open_claims", ">=", 1), "1 件售后没处理完"),
    (1, c("referral_count", "<=", 0), "带来 0 位完成首单的新客"),
    (1, c("tag", "has_any", ["老人", "宝妈"]), "有标签“宝妈”"),
    (1, c("community", "in", ["和平", "翠湖"]), "小区是“翠湖”"),
    (1, c("asked_product", "has_any", ["奶", "橘"], 7), "最近 7 天问过“橘”"),
    (1, c("segment", "in", ["老客"]), "在人群“老客”里"),
    # what a rule says no to
    (1, {"not": c("order_count", ">=", 9)}, "共 4 单"),
    (1, {"not": c("lifecycle", "in", ["lost"])}, "活跃（4 天没下单，平时约 10 天一单）"),
    (2, {"not": c("last_order_days", "<=", 9)}, "不符合（上次下单在 9 天内）"),
    (2, {"not": c("overdue_ratio", ">=", 1)}, "不符合（没下单的天数是自己节奏的 1 倍以上）"),
    (2, {"not": c("average_order_fen", ">=", 1)}, "不符合（平均每单不少于 ¥0.01）"),
    (2, {"not": c("age", ">=", 30)}, "不符合（年满 30 岁）"),
    (2, {"not": c("birthday_in_days", "<=", 30)}, "不符合（30 天内过生日）"),
    (2, {"not": c("due_in_days", "<=", 7)}, "不符合（7 天内该来下单）"),
    (2, {"not": c("tag", "has_any", ["宝妈"])}, "没有标签“宝妈”"),
    (2, {"not": c("tag", "has_all", ["宝妈", "老人"])}, "不符合（有标签“宝妈”和“老人”）"),
    (1, {"not": c("tag", "has_none", ["宝妈"])}, "有标签“宝妈”"),
    (2, {"not": c("segment", "in", ["老客"])}, "不在人群“老客”里"),
    (1, {"not": c("name", "contains", "李")}, "不符合（名字含有“李”）"),
    (1, {"not": c("contactable", "=", True)}, "今天不能联系"),
    (1, {"not": {"not": c("order_count", ">=", 1)}}, "共 4 单"),
    (1, {"not": {"any": [c("order_count", ">=", 9), c("tag", "has_any", ["老人"])]}}, "共 4 单；没有标签“老人”"),
    (2, {"not": {"all": [c("order_count", ">=", 1), c("tag", "has_any", ["老人"])]}}, "共 0 单；没有标签“老人”"),
]


@pytest.mark.parametrize(("member", "rule", "reason"), REASONS, ids=[reason for _id, _rule, reason in REASONS])
def test_a_reason_is_the_members_own(shop: Database, member: int, rule: dict[str, Any], reason: str) -> None:
    with shop.read() as session:
        assert member in select_ids(session, rule, TODAY)
        assert reasons(session, rule, [member], TODAY) == [reason]


def test_an_average_beyond_all_money_is_nobodys(shop: Database) -> None:
    """10,000 orders of one member times the greatest number that a rule may hold runs over."""

    def order_often(session: Session) -> None:
        session.add_all(
            Order(member_id=2, day=TODAY, ordered_at=0, amount_fen=100, status="paid") for _order in range(10_000)
        )

    shop.change("散客", order_often)
    with shop.read() as session:
        assert select_ids(session, c("average_order_fen", ">=", 10**15), TODAY) == []
        assert select_ids(session, c("average_order_fen", "<=", 10**15), TODAY) == [1, 2]
