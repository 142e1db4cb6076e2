"""Why a member is on the list, in one short sentence with the member's own figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from shopdesk.base.dates import iso_day
from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.members.lifecycle import explain_lifecycle, lifecycle_name, lifecycle_of
from shopdesk.members.segments.arrays import MemberArrays
from shopdesk.members.segments.index import member_arrays
from shopdesk.members.segments.rules import VALUE_TIERS, Condition, Not, Rule, parse_rule
from shopdesk.members.segments.selection import Question, days_to_birthday, mask_of
from shopdesk.members.segments.sentences import describe_condition
from shopdesk.members.segments.standing import value_tier_codes
from shopdesk.members.segments.wording import choice_title


def reasons(
    session: Session,
    json: Rule | dict[str, Any],
    ids: Sequence[int],
    today: int,
    members: MemberArrays | None = None,
) -> list[str]:
    """For each member one short sentence: the conditions that hold, with the member's own figures.

    `members` are the arrays to ask, where a few members' own (members_among) are enough.
    """
    rule = parse_rule(json) if isinstance(json, dict) else json
    question = Question(session, member_arrays(session) if members is None else members, today)
    return reasons_of(question, rule, ids)


def reasons_of(question: Question, rule: Rule, ids: Sequence[int]) -> list[str]:
    """The same of a question that may have been asked already."""
    members = question.members
    places = np.searchsorted(members.ids, np.asarray(ids, dtype=np.int64)).tolist()
    parts: list[tuple[np.ndarray[Any, Any], Callable[[int], str]]] = []
    for condition in positive_conditions(rule):
        parts.append((mask_of(question, condition), _own_words(members, condition, question.today)))
    return [_("；").join(dict.fromkeys(say(place) for mask, say in parts if mask[place])) for place in places]


def positive_conditions(rule: Rule) -> list[Condition]:
    """Conditions that can be a reason for being on the list: those not under a "not"."""
    if isinstance(rule, Condition):
        return [rule]
    if isinstance(rule, Not):
        return []
    return [condition for inner in rule.rules for condition in positive_conditions(inner)]


def _own_words(members: MemberArrays, condition: Condition, today: int) -> Callable[[int], str]:
    if condition.within_days is None:
        own = _OWN_FIGURES.get(condition.field)
        if own is not None:
            return own(members, today)
    sentence = describe_condition(condition)
    return lambda _place: sentence


def _last_order(members: MemberArrays, today: int) -> Callable[[int], str]:
    return lambda place: _("上次下单 {days} 天前（{day}）").format(
        days=today - int(members.last_day[place]), day=iso_day(int(members.last_day[place]))
    )


def _rhythm(members: MemberArrays, today: int) -> Callable[[int], str]:
    return lambda place: _("平时约 {gap} 天一单，已 {days} 天没下单").format(
        gap=f"{members.gap_days[place]:g}", days=today - int(members.last_day[place])
    )


def _birthday(members: MemberArrays, today: int) -> Callable[[int], str]:
    ahead = days_to_birthday(members, today)

    def say(place: int) -> str:
        days = int(ahead[place])
        return _("今天生日") if days == 0 else _("{days} 天后生日").format(days=days)

    return say


@dataclass(frozen=True)
class _OwnOrders:
    """What lifecycle wants to know of a member's orders."""

    order_count: int
    first_day: int | None
    last_day: int | None
    gap_days: float | None


def _lifecycle(members: MemberArrays, today: int) -> Callable[[int], str]:
    windows = members.shop.lifecycle

    def say(place: int) -> str:
        gap = float(members.gap_days[place])
        own = _OwnOrders(
            int(members.order_count[place]),
            int(members.first_day[place]) or None,
            int(members.last_day[place]) or None,
            None if isnan(gap) else gap,
        )
        name = lifecycle_name(lifecycle_of(own, today, windows))
        return _("{lifecycle}（{why}）").format(lifecycle=name, why=explain_lifecycle(own, today, windows))

    return say


def _value_tier(members: MemberArrays, _today: int) -> Callable[[int], str]:
    codes = value_tier_codes(members)

    def say(place: int) -> str:
        tier = choice_title("value_tier", VALUE_TIERS[int(codes[place])])
        money = format_fen(int(members.spent_fen[place]))
        return _("价值层级{tier}（累计 {money}）").format(tier=tier, money=money)

    return say


_OWN_FIGURES: dict[str, Callable[[MemberArrays, int], Callable[[int], str]]] = {
    "last_order_days": _last_order,
    "overdue_ratio": _rhythm,
    "birthday_in_days": _birthday,
    "lifecycle": _lifecycle,
    "value_tier": _value_tier,
    "order_count": lambda members, _today: (
        lambda place: _("共 {count} 单").format(count=int(members.order_count[place]))
    ),
    "spent_fen": lambda members, _today: (
        lambda place: _("累计 {money}").format(money=format_fen(int(members.spent_fen[place])))
    ),
    "unpaid_fen": lambda members, _today: (
        lambda place: _("未付 {money}").format(money=format_fen(int(members.unpaid_fen[place])))
    ),
}
