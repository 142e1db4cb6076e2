"""Conditions on what a member bought, when and for how much, and on where that puts the member."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from shopdesk.data.integers import Ints
from shopdesk.members.lifecycle import LIFECYCLES
from shopdesk.members.segments.arrays import Mask, MemberArrays
from shopdesk.members.segments.goods import (
    buyers,
    count_products,
    keys_of_category,
    keys_of_product,
    lines_by_product,
)
from shopdesk.members.segments.index import order_arrays
from shopdesk.members.segments.purchases import orders_by_day, since
from shopdesk.members.segments.question import Answer, Question, coded, compare, has
from shopdesk.members.segments.rules import RFM_GROUPS, VALUE_TIERS, Condition
from shopdesk.members.segments.standing import lifecycle_codes, rfm_codes, value_tier_codes


def count_and_spent(question: Question, condition: Condition) -> tuple[Ints, Ints]:
    """Orders and 分 of each member, in the window of the condition."""
    members = question.members
    if condition.within_days is None:
        return members.order_count, members.spent_fen
    first = question.first_day(condition)
    if members.among is not None:
        return order_arrays(question.session, members).since(first, members.size)
    return since(orders_by_day(question.session), members, first)


def _order_count(question: Question, condition: Condition) -> Mask:
    return compare(count_and_spent(question, condition)[0], condition)


def _spent(question: Question, condition: Condition) -> Mask:
    return compare(count_and_spent(question, condition)[1], condition)


def _average(question: Question, condition: Condition) -> Mask:
    """Spent ÷ orders, compared without dividing so that no 分 is lost; nobody without orders matches."""
    count, spent = count_and_spent(question, condition)
    most = _MOST // max(int(count.max(initial=0)), 1)  # beyond it a product would run over and begin below 0
    low, high = (min(n, most) for n in (condition.value if condition.op == "between" else (condition.value,) * 2))
    mask = count > 0
    if condition.op in (">=", "between", "="):
        mask = mask & (spent >= low * count)
    if condition.op in ("<=", "between", "="):
        mask = mask & (spent <= high * count)
    return mask


_MOST = 2**62


def _unpaid(question: Question, condition: Condition) -> Mask:
    return compare(question.members.unpaid_fen, condition)


def _days_ago(pick: Callable[[MemberArrays], Ints]) -> Answer:
    def mask(question: Question, condition: Condition) -> Mask:
        days = pick(question.members)
        return np.asarray((days > 0) & compare(question.today - days, condition), dtype=np.bool_)

    return mask


def _overdue(question: Question, condition: Condition) -> Mask:
    members = question.members
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = (question.today - members.last_day) / members.gap_days
        return ~np.isnan(ratio) & compare(ratio, condition)


def days_until_due(members: MemberArrays, today: int) -> Ints:
    """Days until the next order by the member's own rhythm, 0 today; below 0 it is overdue, and where there is no
    rhythm it is −1 too."""
    known = ~np.isnan(members.gap_days)
    due = members.last_day + np.ceil(np.where(known, members.gap_days, 0)).astype(np.int64)
    return np.where(known, np.maximum(due - today, -1), -1)


def _due(question: Question, condition: Condition) -> Mask:
    days = days_until_due(question.members, question.today)
    return np.asarray((days >= 0) & compare(days, condition), dtype=np.bool_)


def _product(question: Question, condition: Condition) -> Mask:
    lines = lines_by_product(question.session, question.members)
    first = question.first_day(condition)
    keys = [keys_of_product(question.session, lines, name) for name in condition.value]
    return has([buyers(lines, question.members, some, first) for some in keys], condition.op)


def _category(question: Question, condition: Condition) -> Mask:
    lines = lines_by_product(question.session, question.members)
    first = question.first_day(condition)
    keys = [keys_of_category(question.session, name) for name in condition.value]
    return has([buyers(lines, question.members, some, first) for some in keys], condition.op)


def count_bought(question: Question, condition: Condition) -> Ints:
    """How many different products each member bought, in the window of the condition."""
    lines = lines_by_product(question.session, question.members)
    first = question.first_day(condition)
    members = question.members
    return members.keep(f"product_count:{first}", lambda: count_products(lines, members, first))


def _product_count(question: Question, condition: Condition) -> Mask:
    return compare(count_bought(question, condition), condition)


BY_ORDERS: dict[str, Answer] = {
    "order_count": _order_count,
    "spent_fen": _spent,
    "average_order_fen": _average,
    "unpaid_fen": _unpaid,
    "last_order_days": _days_ago(lambda members: members.last_day),
    "first_order_days": _days_ago(lambda members: members.first_day),
    "overdue_ratio": _overdue,
    "due_in_days": _due,
    "lifecycle": coded(lambda question: lifecycle_codes(question.members, question.today), LIFECYCLES),
    "rfm_group": coded(lambda question: rfm_codes(question.members, question.today), RFM_GROUPS),
    "value_tier": coded(lambda question: value_tier_codes(question.members), VALUE_TIERS),
    "product": _product,
    "category": _category,
    "product_count": _product_count,
}
