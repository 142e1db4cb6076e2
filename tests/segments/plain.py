"""The same question answered by plain Python over rows: slow, simple, independent of the arrays."""

from __future__ import annotations

from calendar import isleap
from datetime import date
from math import ceil
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.dates import day_of, start_of
from shopdesk.data.shop import Shop, read_shop
from shopdesk.data.tables import (
    Claim,
    Inquiry,
    Member,
    MemberSummary,
    MemberTag,
    Order,
    OrderLine,
    PickupPoint,
    Product,
    ProductAlias,
    Referral,
    Segment,
    SegmentExclusion,
    Tag,
    Touch,
)
from shopdesk.members.lifecycle import lifecycle_of

READ = "read for this question"


def rows_of(session: Session, kind: Any, key: str, value: object) -> list[Any]:
    """The rows of that kind with that value. All are read once for each question, else it takes thousands of reads."""
    kept = session.info.setdefault(READ, {})
    if (kind, key) not in kept:
        groups: dict[object, list[Any]] = {}
        for row in session.scalars(select(kind).order_by(kind.id)):
            groups.setdefault(getattr(row, key), []).append(row)
        kept[kind, key] = groups
    found: list[Any] = kept[kind, key].get(value, [])
    return found


def row_of(session: Session, kind: Any, row_id: int) -> Any:
    (row,) = rows_of(session, kind, "id", row_id)
    return row


def shop_of(session: Session) -> Shop:
    kept = session.info.setdefault(READ, {})
    if "shop" not in kept:
        kept["shop"] = read_shop(session)
    shop: Shop = kept["shop"]
    return shop


def select_plainly(session: Session, rule: dict[str, Any], today: int, segment_id: int | None = None) -> list[int]:
    session.info.pop(READ, None)
    out = () if segment_id is None else kept_out(session, segment_id)
    return [
        member.id
        for member in session.scalars(select(Member).order_by(Member.id))
        if member.id not in out and holds(session, rule, member, today)
    ]


def kept_out(session: Session, segment_id: int) -> set[int]:
    return set(session.scalars(select(SegmentExclusion.member_id).where(SegmentExclusion.segment_id == segment_id)))


def holds(session: Session, rule: dict[str, Any], member: Member, today: int) -> bool:
    if "all" in rule:
        return all(holds(session, inner, member, today) for inner in rule["all"])
    if "any" in rule:
        return any(holds(session, inner, member, today) for inner in rule["any"])
    if "not" in rule:
        return not holds(session, rule["not"], member, today)
    return condition_holds(session, rule, member, today)


def compare(found: Any, op: str, value: Any) -> bool:
    if op == "between":
        return bool(value[0] <= found <= value[1])
    return bool({">=": found >= value, "<=": found <= value, "=": found == value}[op])


def orders_of(session: Session, member: Member, rule: dict[str, Any], today: int) -> list[Order]:
    orders = rows_of(session, Order, "member_id", member.id)
    first = 0 if rule.get("within_days") is None else today - rule["within_days"]
    return [order for order in orders if order.status in ("confirmed", "paid", "collected") and order.day >= first]


def has(found: set[str], op: str, value: list[str]) -> bool:
    return {"has_any": bool(found & set(value)), "has_all": set(value) <= found, "has_none": not found & set(value)}[op]


def condition_holds(session: Session, rule: dict[str, Any], member: Member, today: int) -> bool:
    field, op, value = rule["field"], rule["op"], rule["value"]
    if field in OF_ORDERS:
        return orders_hold(orders_of(session, member, rule, today), field, op, value, today)
    if field == "tag":
        worn = rows_of(session, MemberTag, "member_id", member.id)
        return has({row_of(session, Tag, row.tag_id).name for row in worn}, op, value)
    if field in ("product", "category", "product_count"):
        return goods_hold(session, orders_of(session, member, rule, today), field, op, value)
    if field == "birthday_in_days":
        days = days_to_birthday(member.birthday, today)
        return days is not None and days <= value
    if field in ("referral_count", "open_claims", "asked_product", "contactable"):
        return _others_say(session, rule, member, today)
    return _other(session, field, op, value, member, today)


OF_ORDERS = ("order_count", "spent_fen", "average_order_fen", "last_order_days", "first_order_days")


def orders_hold(orders: list[Order], field: str, op: str, value: Any, today: int) -> bool:
    if field == "order_count":
        return compare(len(orders), op, value)
    spent = sum(order.amount_fen - order.refund_fen for order in orders)
    if field == "spent_fen":
        return compare(spent, op, value)
    if not orders:
        return False
    days = [order.day for order in orders]
    found = {
        "average_order_fen": spent / len(orders),
        "last_order_days": today - max(days),
        "first_order_days": today - min(days),
    }
    return compare(found[field], op, value)


def goods_hold(session: Session, orders: list[Order], field: str, op: str, value: Any) -> bool:
    lines = [line for order in orders for line in rows_of(session, OrderLine, "order_id", order.id)]
    if field == "product_count":
        return compare(len({line.product_id or line.name for line in lines}), op, value)
    products = [row_of(session, Product, line.product_id) if line.product_id else None for line in lines]
    if field == "category":
        return has({product.category for product in products if product}, op, value)
    called = {product.name if product else line.name for line, product in zip(lines, products, strict=True)}
    for product in products:
        called |= nicknames(session, product.id) if product else set()
    return has(called, op, value)


def nicknames(session: Session, product_id: int) -> set[str]:
    return {alias.name for alias in rows_of(session, ProductAlias, "product_id", product_id)}


def _others_say(session: Session, rule: dict[str, Any], member: Member, today: int) -> bool:
    field, op, value = rule["field"], rule["op"], rule["value"]
    if field == "referral_count":
        brought = rows_of(session, Referral, "referrer_id", member.id)
        return compare(sum(has_completed_order(session, each.invitee_id) for each in brought), op, value)
    if field == "open_claims":
        claims = rows_of(session, Claim, "member_id", member.id)
        return compare(sum(claim.status == "open" for claim in claims), op, value)
    if field == "asked_product":
        since = start_of(today - rule["within_days"]) if rule.get("within_days") is not None else 0
        found: set[str] = set()
        for inquiry in session.scalars(select(Inquiry).where(Inquiry.member_id == member.id, Inquiry.at >= since)):
            product = row_of(session, Product, inquiry.product_id) if inquiry.product_id else None
            if product is None:
                found |= {name for name in value if name.lower() in inquiry.words.lower()}
            else:
                found |= {product.name, *nicknames(session, product.id)}
        return has(found, op, value)
    shop = shop_of(session)
    days = [
        day_of(touch.sent_at or 0, shop.time_zone)
        for touch in rows_of(session, Touch, "member_id", member.id)
        if touch.kind == "marketing"
    ]
    recent = [day for day in days if day > today - shop.contact.days_between]
    often = [day for day in days if day > today - 30]
    allowed = not recent and len(often) < shop.contact.most_in_30
    return member.marketing_consent and not member.do_not_contact and allowed


def has_completed_order(session: Session, member_id: int) -> bool:
    orders = rows_of(session, Order, "member_id", member_id)
    return any(order.status in ("paid", "collected") and order.refund_fen == 0 for order in orders)


def _other(session: Session, field: str, op: str, value: Any, member: Member, today: int) -> bool:
    summary = row_of(session, MemberSummary, member.id)
    if field == "overdue_ratio":
        return summary.gap_days is not None and compare((today - (summary.last_day or 0)) / summary.gap_days, op, value)
    if field == "due_in_days":
        due = None if summary.gap_days is None else ceil((summary.last_day or 0) + summary.gap_days) - today
        return due is not None and due >= 0 and (due <= value if op == "<=" else value[0] <= due <= value[1])
    if field == "unpaid_fen":
        return compare(unpaid_fen(session, member), op, value)
    if field == "joined_days":
        return compare(today - day_of(member.joined_at, shop_of(session).time_zone), op, value)
    if field == "age":
        return len(member.birthday) == 10 and compare(age(date.fromisoformat(member.birthday), today), op, value)
    if field == "segment":
        return any(
            member.id not in kept_out(session, segment.id) and holds(session, segment.rule, member, today)
            for segment in session.scalars(select(Segment).where(Segment.name.in_(value)))
        ) == (op == "in")
    if field == "lifecycle":
        return (lifecycle_of(summary, today, shop_of(session).lifecycle) in value) == (op == "in")
    if field in ("gender", "community", "building", "source"):
        return (getattr(member, field) in value) == (op == "in")
    if field == "pickup_point":
        point = row_of(session, PickupPoint, member.pickup_point_id) if member.pickup_point_id else None
        return ((point.name if point else "") in value) == (op == "in")
    if field in ("name", "note"):
        return value.lower() in getattr(member, field).lower()
    raise AssertionError(field)


def unpaid_fen(session: Session, member: Member) -> int:
    orders = rows_of(session, Order, "member_id", member.id)
    return sum(max(order.amount_fen - order.paid_fen, 0) for order in orders if order.status == "confirmed")


def age(born: date, today: int) -> int:
    on = date.fromordinal(today)
    kept_early = (born.month, born.day) == (2, 29) and not isleap(on.year)
    return on.year - born.year - ((on.month, on.day) < (born.month, 28 if kept_early else born.day))


def days_to_birthday(birthday: str, today: int) -> int | None:
    if not birthday:
        return None
    month, day = int(birthday[-5:-3]), int(birthday[-2:])
    for ahead in range(367):
        on = date.fromordinal(today + ahead)
        kept_early = (month, day) == (2, 29) and (on.month, on.day) == (2, 28) and not isleap(on.year)
        if (on.month, on.day) == (month, day) or kept_early:
            return ahead
    return None
