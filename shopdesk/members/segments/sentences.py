"""A rule as a sentence in the owner's language, which says neither more nor less than the rule selects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from shopdesk.base.i18n import N_, _, p_
from shopdesk.base.money import format_fen
from shopdesk.members.segments.rules import FIELDS, All, Condition, Not, Rule, parse_rule
from shopdesk.members.segments.wording import choice_title, field_title

_NAMED = {
    ("tag", "has_any"): N_("有标签{names}"),
    ("tag", "has_all"): N_("有标签{names}"),
    ("tag", "has_none"): N_("没有标签{names}"),
    ("product", "has_any"): N_("买过{names}"),
    ("product", "has_all"): N_("买过{names}"),
    ("product", "has_none"): N_("没买过{names}"),
    ("category", "has_any"): N_("买过品类{names}"),
    ("category", "has_all"): N_("买过品类{names}"),
    ("category", "has_none"): N_("没买过品类{names}"),
    ("asked_product", "has_any"): N_("问过{names}"),
    ("asked_product", "has_all"): N_("问过{names}"),
    ("asked_product", "has_none"): N_("没问过{names}"),
}
_LAST = {"has_any": N_("或"), "has_all": N_("和"), "has_none": N_("、"), "in": N_("或"), "not_in": N_("、")}
"""What stands before the last of several names."""
_NUMBERS = {
    ">=": N_("{field}不少于 {value}"),
    "<=": N_("{field}不超过 {value}"),
    "=": N_("{field}正好 {value}"),
    "between": N_("{field}在 {low} 到 {high} 之间"),
}
_OWN_NUMBERS = {
    ("days", ">="): N_("{field}在 {value} 天前或更早"),
    ("days", "<="): N_("{field}在 {value} 天内"),
    ("days", "between"): N_("{field}在 {low} 到 {high} 天前"),
    ("ahead", "<="): N_("{value} 天内该来下单"),
    ("ahead", "between"): N_("{low} 到 {high} 天后该来下单"),
    ("ratio", ">="): N_("没下单的天数是自己节奏的 {value} 倍以上"),
    ("ratio", "<="): N_("没下单的天数不超过自己节奏的 {value} 倍"),
    ("years", ">="): N_("年满 {value} 岁"),
    ("years", "<="): N_("不超过 {value} 岁"),
    ("years", "between"): N_("{low} 到 {high} 岁"),
}
"""By the kind of the field; the other kinds have _NUMBERS."""


def describe_rule(json: Rule | dict[str, Any]) -> str:
    """One sentence: "订单数不少于 3，并且（有标签“宝妈”，或者上次下单在 7 天内）"."""
    rule = parse_rule(json) if isinstance(json, dict) else json
    return _describe(rule, outermost=True)


def _describe(rule: Rule, *, outermost: bool = False) -> str:
    if isinstance(rule, Condition):
        return describe_condition(rule)
    if isinstance(rule, Not):
        return _("不符合（{rule}）").format(rule=_describe(rule.rule, outermost=True))
    word = _("，并且") if isinstance(rule, All) else _("，或者")
    joined = word.join(_describe(inner) for inner in rule.rules)
    return joined if outermost or len(rule.rules) == 1 else _("（{rule}）").format(rule=joined)


def describe_condition(condition: Condition) -> str:
    kind, value = FIELDS[condition.field].kind, condition.value
    window = "" if condition.within_days is None else window_words(condition.within_days)
    if kind == "names":
        return window + _named(condition)
    if kind in ("choice", "segments"):
        return _chosen(condition)
    if kind == "flag":
        return field_title(condition.field)
    if kind == "text":
        return _("{field}含有“{value}”").format(field=field_title(condition.field), value=value)
    if condition.field == "birthday_in_days":
        return _("{days} 天内过生日").format(days=value) if value else _("今天过生日")
    return window + _number(condition)


def window_words(days: int) -> str:
    return _("最近 {days} 天").format(days=days) if days else p_("window", "今天")


def _named(condition: Condition) -> str:
    """A name that somebody gave stands in quotes: it may hold any word."""
    names, op = condition.value, condition.op
    words = _(_NAMED[condition.field, op]).format(names=_quoted(names, op))
    return words if op != "has_none" or len(names) == 1 else _("{words}中的任何一个").format(words=words)


def _chosen(condition: Condition) -> str:
    values, op = condition.value, condition.op
    fixed = FIELDS[condition.field].choices
    if fixed:
        said = _list([choice_title(condition.field, value) for value in values], op)
    else:
        said = _quoted(values, op)
    field = field_title(condition.field)
    if condition.field == "segment":
        of_several = _("不在人群{values}里") if len(values) == 1 else _("不在人群{values}的任何一个里")
        return (_("在人群{values}里") if op == "in" else of_several).format(values=said)
    if op == "in":
        return _("{field}是{values}").format(field=field, values=said)
    one = _("{field}不是{values}") if len(values) == 1 else _("{field}不是{values}中的任何一个")
    return one.format(field=field, values=said)


def _quoted(names: Sequence[str], op: str) -> str:
    return _list([_("“{name}”").format(name=name) for name in names], op)


def _list(words: Sequence[str], op: str) -> str:
    """新客、活跃或渐冷"""
    *others, last = words
    return _("、").join(others) + _(_LAST[op]) + last if others else last


def _number(condition: Condition) -> str:
    kind, op, value = FIELDS[condition.field].kind, condition.op, condition.value
    sentence = _OWN_NUMBERS.get((kind, op)) or _NUMBERS[op]
    if kind == "days" and op == "<=" and value == 0:
        sentence = N_("{field}在今天")
    show = _SHOWN.get(kind, str)
    low, high = value if op == "between" else (value, value)
    return _(sentence).format(field=field_title(condition.field), value=show(low), low=show(low), high=show(high))


_SHOWN: dict[str, Callable[[Any], str]] = {"fen": format_fen, "ratio": lambda ratio: f"{ratio:g}"}
