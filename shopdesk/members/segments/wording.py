"""A rule as a sentence, and why a member is on the list: both in the owner's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from shopdesk.base.dates import iso_day
from shopdesk.base.i18n import N_, _
from shopdesk.base.money import format_fen
from shopdesk.members.lifecycle import explain_lifecycle, lifecycle_name, lifecycle_of
from shopdesk.members.segments.index import MemberArrays, member_arrays
from shopdesk.members.segments.rules import FIELDS, VALUE_TIERS, All, Condition, Not, Rule, parse_rule
from shopdesk.members.segments.selection import Question, days_to_birthday, mask_of
from shopdesk.members.segments.standing import value_tier_codes

_OPS = {
    ">=": N_("不少于 {value}"),
    "<=": N_("不超过 {value}"),
    "=": N_("正好 {value}"),
    "between": N_("在 {low} 到 {high} 之间"),
    "in": N_("是{value}"),
    "not_in": N_("不是{value}"),
    "has_any": N_("有{value}之一"),
    "has_all": N_("同时有{value}"),
    "has_none": N_("没有{value}"),
    "contains": N_("含有“{value}”"),
}
_GROUP_NAMES = {
    "champions": N_("冠军客户"),
    "loyal": N_("忠实客户"),
    "active": N_("活跃客户"),
    "promising": N_("潜力客户"),
    "new": N_("新客户"),
    "needs attention": N_("需要关心"),
    "at risk": N_("快要流失"),
    "almost lost": N_("濒临流失"),
    "dormant": N_("沉睡客户"),
    "previously loyal": N_("曾经忠实"),
    "prospects": N_("还没下过单"),
}
_TIER_NAMES = {"high": N_("高"), "middle": N_("中"), "low": N_("低"), "none": N_("无")}
_GENDER_NAMES = {"female": N_("女"), "male": N_("男"), "": N_("未填")}


def field_title(field: str) -> str:
    return _(FIELDS[field].title)


def op_title(op: str) -> str:
    """The operator without its values, for the editor."""
    return _(_OPS[op]).format(value="…", low="…", high="…")


def choice_title(field: str, value: str) -> str:
    """What a fixed choice is called; names that the owner gave stay as they are."""
    if field == "lifecycle":
        return lifecycle_name(value)
    names = {"rfm_group": _GROUP_NAMES, "value_tier": _TIER_NAMES, "gender": _GENDER_NAMES}.get(field, {})
    return _(names[value]) if value in names else value


def describe_rule(json: Rule | dict[str, Any]) -> str:
    """One sentence: "订单数不少于 3，并且（标签有“宝妈”之一，或者 上次下单不超过 7 天前）"."""
    rule = parse_rule(json) if isinstance(json, dict) else json
    return _describe(rule, outermost=True)


def _describe(rule: Rule, *, outermost: bool = False) -> str:
    if isinstance(rule, Condition):
        return describe_condition(rule)
    if isinstance(rule, Not):
        return _("不符合（{rule}）").format(rule=_describe(rule.rule, outermost=True))
    word = _("，并且 ") if isinstance(rule, All) else _("，或者 ")
    joined = word.join(_describe(inner) for inner in rule.rules)
    return joined if outermost or len(rule.rules) == 1 else _("（{rule}）").format(rule=joined)


def describe_condition(condition: Condition) -> str:
    field = FIELDS[condition.field]
    if field.kind == "flag":
        return field_title(condition.field)
    show = _show_value(condition.field, field.kind)
    if condition.op == "between":
        low, high = condition.value
        words = _(_OPS["between"]).format(low=show(low), high=show(high))
    else:
        value = condition.value
        shown = _("、").join(show(one) for one in value) if isinstance(value, tuple) else show(value)
        words = _(_OPS[condition.op]).format(value=shown)
    if condition.field == "birthday_in_days":
        return _("{days} 天内过生日").format(days=condition.value)
    if condition.field == "due_in_days" and condition.op == "<=":
        return _("{days} 天内该来下单").format(days=condition.value)
    window = _("最近 {days} 天").format(days=condition.within_days) if condition.within_days is not None else ""
    return f"{window}{field_title(condition.field)}{words}"


def _show_value(name: str, kind: str) -> Callable[[Any], str]:
    formats: dict[str, Callable[[Any], str]] = {
        "fen": format_fen,
        "ahead": lambda days: _("{days} 天后").format(days=days),
        "days": lambda days: _("{days} 天前").format(days=days),
        "years": lambda years: _("{years} 岁").format(years=years),
        "ratio": lambda ratio: _("{ratio} 倍").format(ratio=f"{ratio:g}"),
        "choice": lambda value: choice_title(name, value),
    }
    return formats.get(kind, str)


# ---- why a member is on the list ----------------------------------------------------------------------------------


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
