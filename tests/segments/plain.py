"""The same question answered by plain Python over rows: slow, simple, independent of the arrays."""

from __future__ import annotations

from calendar import isleap
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.data.shop import read_shop
from shopdesk.data.tables import Member, MemberSummary, MemberTag, Order, OrderLine, PickupPoint, Product, Tag
from shopdesk.members.lifecycle import lifecycle_of


def select_plainly(session: Session, rule: dict[str, Any], today: int) -> list[int]:
    return [
        member.id
        for member in session.scalars(select(Member).order_by(Member.id))
        if holds(session, rule, member, today)
    ]


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
    orders = session.scalars(select(Order).where(Order.member_id == member.id))
    first = 0 if rule.get("within_days") is None else today - rule["within_days"]
    return [order for order in orders if order.status in ("confirmed", "paid", "collected") and order.day >= first]


def has(found: set[str], op: str, value: list[str]) -> bool:
    return {"has_any": bool(found & set(value)), "has_all": set(value) <= found, "has_none": not found & set(value)}[op]


def condition_holds(session: Session, rule: dict[str, Any], member: Member, today: int) -> bool:
    field, op, value = rule["field"], rule["op"], rule["value"]
    orders = orders_of(session, member, rule, today)
    spent = sum(order.amount_fen - order.refund_fen for order in orders)
    if field == "order_count":
        return compare(len(orders), op, value)
    if field == "spent_fen":
        return compare(spent, op, value)
    if field == "average_order_fen":
        return bool(orders) and compare(spent / len(orders), op, value)
    if field == "last_order_days":
        return bool(orders) and compare(today - max(order.day for order in orders), op, value)
    if field == "first_order_days":
        return bool(orders) and compare(today - min(order.day for order in orders), op, value)
    if field == "tag":
        names = session.scalars(
            select(Tag.name).join(MemberTag, MemberTag.tag_id == Tag.id).where(MemberTag.member_id == member.id)
        )
        return has(set(names), op, value)
    if field in ("product", "category"):
        found = set()
        for order in orders:
            for line in session.scalars(select(OrderLine).where(OrderLine.order_id == order.id)):
                product = session.get(Product, line.product_id) if line.product_id else None
                if field == "category":
                    found.add(product.category if product else "")
                else:
                    found.add(product.name if product else line.name)
        return has(found, op, value)
    if field == "birthday_in_days":
        days = days_to_birthday(member.birthday, today)
        return days is not None and days <= value
    return _other(session, field, op, value, member, today)


def _other(session: Session, field: str, op: str, value: Any, member: Member, today: int) -> bool:
    summary = session.get_one(MemberSummary, member.id)
    if field == "overdue_ratio":
        return summary.gap_days is not None and compare((today - summary.last_day) / summary.gap_days, op, value)
    if field == "lifecycle":
        return (lifecycle_of(summary, today, read_shop(session).lifecycle) in value) == (op == "in")
    if field in ("gender", "community", "building", "source"):
        return (getattr(member, field) in value) == (op == "in")
    if field == "pickup_point":
        point = session.get(PickupPoint, member.pickup_point_id) if member.pickup_point_id else None
        return ((point.name if point else "") in value) == (op == "in")
    if field == "name":
        return value.lower() in member.name.lower()
    raise AssertionError(field)


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
