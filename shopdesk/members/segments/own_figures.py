"""A member's own figures in the words of a reason, by the field of the condition that asks for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isnan
from typing import TypeAlias

from shopdesk.base.dates import iso_day
from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.data.integers import Ints
from shopdesk.members.lifecycle import explain_lifecycle, lifecycle_name, lifecycle_of
from shopdesk.members.segments.arrays import MemberArrays
from shopdesk.members.segments.by_facts import ages, count_claims, count_referrals, days_to_birthday
from shopdesk.members.segments.by_orders import count_and_spent, count_bought, days_until_due
from shopdesk.members.segments.question import Question
from shopdesk.members.segments.rules import RFM_GROUPS, VALUE_TIERS, Condition
from shopdesk.members.segments.sentences import window_words
from shopdesk.members.segments.standing import rfm_codes, rfm_scores, value_tier_codes
from shopdesk.members.segments.wording import choice_title

Say: TypeAlias = Callable[[int], str]
"""Of the member at that place of the arrays; "" where the member has no such figure."""


def _order_count(question: Question, condition: Condition) -> Say:
    counts = count_and_spent(question, condition)[0]
    if condition.within_days is None:
        return lambda place: _("共 {count} 单").format(count=f"{int(counts[place]):,}")
    when = window_words(condition.within_days)
    return lambda place: _("{when} {count} 单").format(when=when, count=f"{int(counts[place]):,}")


def _spent(question: Question, condition: Condition) -> Say:
    spent = count_and_spent(question, condition)[1]
    if condition.within_days is None:
        return lambda place: _("累计 {money}").format(money=format_fen(int(spent[place])))
    when = window_words(condition.within_days)
    return lambda place: _("{when}消费 {money}").format(when=when, money=format_fen(int(spent[place])))


def _average(question: Question, condition: Condition) -> Say:
    counts, spent = count_and_spent(question, condition)
    when = "" if condition.within_days is None else window_words(condition.within_days)

    def say(place: int) -> str:
        count = int(counts[place])
        money = format_fen(round(int(spent[place]) / count)) if count else ""
        return _("{when}平均每单 {money}").format(when=when, money=money) if money else ""

    return say


def _unpaid(question: Question, _condition: Condition) -> Say:
    unpaid = question.members.unpaid_fen
    return lambda place: _("未付 {money}").format(money=format_fen(int(unpaid[place])))


def _day(pick: Callable[[MemberArrays], Ints], words: Callable[[], str], on_the_day: Callable[[], str]) -> _OwnFigure:
    def of(question: Question, _condition: Condition) -> Say:
        days = pick(question.members)

        def say(place: int) -> str:
            day = int(days[place])
            if day == question.today:
                return on_the_day()
            return words().format(days=question.today - day, day=iso_day(day)) if 0 < day < question.today else ""

        return say

    return of


def _rhythm(question: Question, _condition: Condition) -> Say:
    gaps, last = question.members.gap_days, question.members.last_day

    def say(place: int) -> str:
        if isnan(gaps[place]):
            return ""
        days = question.today - int(last[place])
        return _("平时约 {gap} 天一单，已 {days} 天没下单").format(gap=f"{gaps[place]:g}", days=days)

    return say


def _due(question: Question, _condition: Condition) -> Say:
    gaps, ahead = question.members.gap_days, days_until_due(question.members, question.today)

    def say(place: int) -> str:
        days = int(ahead[place])
        if days < 0:
            return ""
        words = _("平时约 {gap} 天一单，{days} 天后该来") if days else _("平时约 {gap} 天一单，今天该来")
        return words.format(gap=f"{gaps[place]:g}", days=days)

    return say


def _birthday(question: Question, _condition: Condition) -> Say:
    ahead = days_to_birthday(question.members, question.today)

    def say(place: int) -> str:
        days = int(ahead[place])
        return "" if days < 0 else _("{days} 天后生日").format(days=days) if days else _("今天生日")

    return say


def _age(question: Question, _condition: Condition) -> Say:
    years = ages(question.members, question.today)
    return lambda place: _("{age} 岁").format(age=int(years[place])) if years[place] >= 0 else ""


@dataclass(frozen=True)
class _OwnOrders:
    """What lifecycle wants to know of a member's orders."""

    order_count: int
    first_day: int | None
    last_day: int | None
    gap_days: float | None


def _lifecycle(question: Question, _condition: Condition) -> Say:
    members, today, windows = question.members, question.today, question.members.shop.lifecycle

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


def _rfm_group(question: Question, _condition: Condition) -> Say:
    codes, scores = rfm_codes(question.members, question.today), rfm_scores(question.members, question.today)
    weight = scores.weight

    def say(place: int) -> str:
        name = choice_title("rfm_group", RFM_GROUPS[int(codes[place])])
        recency = int(scores.recency[place])
        if not recency:
            return name
        words = _("{group}（上次下单 {recency} 档，次数和钱 {weight} 档）")
        return words.format(group=name, recency=recency, weight=int(weight[place]))

    return say


def _value_tier(question: Question, _condition: Condition) -> Say:
    codes, spent = value_tier_codes(question.members), question.members.spent_fen

    def say(place: int) -> str:
        tier = choice_title("value_tier", VALUE_TIERS[int(codes[place])])
        return _("价值层级{tier}（累计 {money}）").format(tier=tier, money=format_fen(int(spent[place])))

    return say


def _product_count(question: Question, condition: Condition) -> Say:
    counts = count_bought(question, condition)
    when = "" if condition.within_days is None else window_words(condition.within_days)
    return lambda place: _("{when}买过 {count} 种").format(when=when, count=int(counts[place]))


def _referrals(question: Question, _condition: Condition) -> Say:
    counts = count_referrals(question)
    return lambda place: _("带来 {count} 位完成首单的新客").format(count=int(counts[place]))


def _claims(question: Question, _condition: Condition) -> Say:
    counts = count_claims(question)
    return lambda place: _("{count} 件售后没处理完").format(count=int(counts[place]))


_OwnFigure: TypeAlias = Callable[[Question, Condition], Say]
OWN_FIGURES: dict[str, _OwnFigure] = {
    "order_count": _order_count,
    "spent_fen": _spent,
    "average_order_fen": _average,
    "unpaid_fen": _unpaid,
    "last_order_days": _day(
        lambda members: members.last_day, lambda: _("上次下单 {days} 天前（{day}）"), lambda: _("今天下过单")
    ),
    "first_order_days": _day(
        lambda members: members.first_day, lambda: _("首次下单 {days} 天前（{day}）"), lambda: _("今天下了首单")
    ),
    "joined_days": _day(
        lambda members: members.joined_day, lambda: _("加入 {days} 天了（{day}）"), lambda: _("今天加入")
    ),
    "overdue_ratio": _rhythm,
    "due_in_days": _due,
    "birthday_in_days": _birthday,
    "age": _age,
    "lifecycle": _lifecycle,
    "rfm_group": _rfm_group,
    "value_tier": _value_tier,
    "product_count": _product_count,
    "referral_count": _referrals,
    "open_claims": _claims,
}
