"""Segment rules: the JSON that other programs write, the rule editor edits and the database stores.

A rule is `{"all": [rule…]}`, `{"any": [rule…]}`, `{"not": rule}` or a condition `{"field", "op", "value",
"within_days"?}`. Whatever is empty or unknown is an error, never "everyone".
"""

from __future__ import annotations

import json as json_text
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import N_, _
from shopdesk.base.texts import clean_text, shortened
from shopdesk.members.lifecycle import LIFECYCLES

MAX_DEPTH = 20
MAX_CONDITIONS = 200
MAX_DAYS = 36_500
RFM_GROUPS = (
    "champions", "loyal", "active", "promising", "new", "needs attention",
    "at risk", "almost lost", "dormant", "previously loyal", "prospects",
)  # fmt: skip
VALUE_TIERS = ("high", "middle", "low", "none")
GENDERS = ("female", "male", "")


@dataclass(frozen=True)
class Field:
    """What a field's values are; the editor chooses its widgets by `kind`."""

    kind: str
    """names | count | fen | days | ahead | ratio | choice | years | flag | text | segments"""
    ops: tuple[str, ...]
    title: str
    window: bool = False
    choices: tuple[str, ...] = ()


_HAS = ("has_any", "has_all", "has_none")
_IN = ("in", "not_in")
_RANGE = (">=", "<=", "between")
FIELDS: dict[str, Field] = {
    "tag": Field("names", _HAS, N_("标签")),
    "order_count": Field("count", (">=", "<=", "=", "between"), N_("订单数"), window=True),
    "spent_fen": Field("fen", (">=", "<=", "=", "between"), N_("累计消费"), window=True),
    "average_order_fen": Field("fen", (">=", "<=", "=", "between"), N_("平均每单"), window=True),
    "unpaid_fen": Field("fen", _RANGE, N_("未付金额")),
    "last_order_days": Field("days", _RANGE, N_("上次下单")),
    "first_order_days": Field("days", _RANGE, N_("首次下单")),
    "joined_days": Field("days", _RANGE, N_("加入")),
    "overdue_ratio": Field("ratio", (">=", "<="), N_("超出自己节奏")),
    "due_in_days": Field("ahead", ("<=", "between"), N_("该来下单")),
    "lifecycle": Field("choice", _IN, N_("生命周期"), choices=LIFECYCLES),
    "rfm_group": Field("choice", _IN, N_("RFM 分组"), choices=RFM_GROUPS),
    "value_tier": Field("choice", _IN, N_("价值层级"), choices=VALUE_TIERS),
    "source": Field("choice", _IN, N_("来源")),
    "gender": Field("choice", _IN, N_("性别"), choices=GENDERS),
    "community": Field("choice", _IN, N_("小区")),
    "building": Field("choice", _IN, N_("楼栋")),
    "pickup_point": Field("choice", _IN, N_("自提点")),
    "product": Field("names", _HAS, N_("买过商品"), window=True),
    "category": Field("names", _HAS, N_("买过品类"), window=True),
    "product_count": Field("count", (">=", "<=", "=", "between"), N_("买过的品种"), window=True),
    "asked_product": Field("names", _HAS, N_("问过商品"), window=True),
    "age": Field("years", _RANGE, N_("年龄")),
    "birthday_in_days": Field("days", ("<=",), N_("生日")),
    "referral_count": Field("count", (">=", "<=", "="), N_("带来的新客")),
    "open_claims": Field("count", (">=", "<=", "="), N_("没处理完的售后")),
    "contactable": Field("flag", ("=",), N_("今天可以联系")),
    "name": Field("text", ("contains",), N_("名字")),
    "note": Field("text", ("contains",), N_("备注")),
    "segment": Field("segments", _IN, N_("人群")),
}


@dataclass(frozen=True)
class Condition:
    field: str
    op: str
    value: Any
    """tuple of str for names and choices, (low, high) for between, int or float, True, or str for text."""
    within_days: int | None = None


@dataclass(frozen=True)
class All:
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class AnyOf:
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Not:
    rule: Rule


Rule: TypeAlias = "Condition | All | AnyOf | Not"


class RuleError(ShopError):
    """The rule does not say what it selects; `path` names the place ("all[1].not")."""

    def __init__(self, message: str, path: str, hint: str = "") -> None:
        place = _("位置：{path}").format(path=path) if path else ""
        super().__init__(message, " ".join(part for part in (hint, place) if part), "bad_rule")
        self.path = path


def parse_rule(json: Any) -> Rule:
    """The rule that the JSON says; raises RuleError with the place of the first mistake."""
    rule = _parse(json, "", 0)
    if sum(1 for _condition in conditions_of(rule)) > MAX_CONDITIONS:
        raise RuleError(_("条件太多，最多 {most} 个。").format(most=MAX_CONDITIONS), "")
    return rule


def conditions_of(rule: Rule) -> Iterator[Condition]:
    """Every condition in reading order."""
    if isinstance(rule, Condition):
        yield rule
    elif isinstance(rule, Not):
        yield from conditions_of(rule.rule)
    else:
        for inner in rule.rules:
            yield from conditions_of(inner)


def rule_to_json(rule: Rule) -> dict[str, Any]:
    """The inverse of parse_rule."""
    if isinstance(rule, All):
        return {"all": [rule_to_json(inner) for inner in rule.rules]}
    if isinstance(rule, AnyOf):
        return {"any": [rule_to_json(inner) for inner in rule.rules]}
    if isinstance(rule, Not):
        return {"not": rule_to_json(rule.rule)}
    value = list(rule.value) if isinstance(rule.value, tuple) else rule.value
    json: dict[str, Any] = {"field": rule.field, "op": rule.op, "value": value}
    if rule.within_days is not None:
        json["within_days"] = rule.within_days
    return json


def _parse(json: Any, path: str, depth: int) -> Rule:
    if not isinstance(json, dict) or not json:
        raise RuleError(_("规则是空的，或者不是一个条件。"), path)
    if depth > MAX_DEPTH:
        raise RuleError(_("规则套得太深。"), path)
    keys = set(json)
    if keys == {"all"} or keys == {"any"}:
        word = next(iter(keys))
        inner = json[word]
        if not isinstance(inner, list) or not inner:
            raise RuleError(_("这一组里还没有条件。"), _join(path, word))
        rules = tuple(_parse(one, f"{_join(path, word)}[{at}]", depth + 1) for at, one in enumerate(inner))
        return All(rules) if word == "all" else AnyOf(rules)
    if keys == {"not"}:
        return Not(_parse(json["not"], _join(path, "not"), depth + 1))
    return _parse_condition(json, path)


def _join(path: str, word: str) -> str:
    return f"{path}.{word}" if path else word


def _parse_condition(json: dict[str, Any], path: str) -> Condition:
    unknown = set(json) - {"field", "op", "value", "within_days"}
    if unknown:
        words = _("、").join(sorted(map(str, unknown)))
        raise RuleError(_("不认识 {word}。").format(word=shortened(words)), path)
    name, op = json.get("field"), json.get("op")
    field = FIELDS.get(name) if isinstance(name, str) else None
    if field is None:
        raise RuleError(
            _("没有这个字段：{field}").format(field=as_written(name))
            if "field" in json
            else _("条件里没有写字段（field）。"),
            path,
        )
    if op not in field.ops:
        said = _("{field} 不能用 {op}。") if "op" in json else _("{field} 没有写怎么比（op）。")
        hint = _("可以用：{ops}").format(ops=_("、").join(field.ops))
        raise RuleError(said.format(field=_(field.title), op=as_written(op)), path, hint)
    within = json.get("within_days")
    if within is not None:
        _check_window(field, within, path)
    return Condition(str(name), str(op), _parse_value(field, str(op), json.get("value"), path), within)


def _check_window(field: Field, days: Any, path: str) -> None:
    if not field.window:
        raise RuleError(_("{field} 不能只看最近几天（within_days）。").format(field=_(field.title)), path)
    if not _whole(days) or not 0 <= days <= MAX_DAYS:
        said = _("{field} 的天数范围不对：{value}").format(field=_(field.title), value=as_written(days))
        raise RuleError(said, path, _("要写 0 到 {most} 的整数。").format(most=MAX_DAYS))


def _parse_value(field: Field, op: str, value: Any, path: str) -> Any:
    if field.kind in ("names", "choice", "segments"):
        return _parse_names(field, value, path)
    if field.kind == "flag":
        if value is not True:
            raise RuleError(_("{field} 的值只能是 true。").format(field=_(field.title)), path)
        return True
    if field.kind == "text":
        text = clean_text(value) if isinstance(value, str) else ""
        if not text:
            raise RuleError(_("{field} 要找的文字是空的。").format(field=_(field.title)), path)
        return text
    if op == "between":
        if not isinstance(value, list) or len(value) != 2 or value[0] is None or value[1] is None:
            raise RuleError(_("{field} 要有从几到几两个数。").format(field=_(field.title)), path)
        low, high = (_parse_number(field, one, path) for one in value)
        if low > high:
            raise RuleError(_("{field} 的前一个数比后一个大。").format(field=_(field.title)), path)
        return (low, high)
    return _parse_number(field, value, path)


def _parse_names(field: Field, value: Any, path: str) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise RuleError(_("{field} 还没有选。").format(field=_(field.title)), path)
    cleaned = tuple(dict.fromkeys(map(clean_text, names)))  # as names are cleaned where they enter the shop
    if "" in cleaned and "" not in field.choices:
        raise RuleError(_("{field} 还没有选。").format(field=_(field.title)), path)
    if field.choices and not set(cleaned) <= set(field.choices):
        wrong = next(name for name in cleaned if name not in field.choices)
        raise RuleError(_("{field} 没有“{value}”。").format(field=_(field.title), value=shortened(wrong)), path)
    return cleaned


def _parse_number(field: Field, value: Any, path: str) -> int | float:
    if field.kind == "ratio":
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 10**6:
            return value
    elif _whole(value) and 0 <= value <= 10**15:
        limit = 366 if field is FIELDS["birthday_in_days"] else 10**15
        if value <= limit:
            return int(value)
        raise RuleError(_("生日的天数在 0 到 366 之间。"), path)
    hint = _("要写一个不小于 0 的数。") if field.kind == "ratio" else _("要写一个不小于 0 的整数。")
    raise RuleError(_("{field} 的数不对：{value}").format(field=_(field.title), value=as_written(value)), path, hint)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def as_written(value: Any) -> str:
    """As the rule's author wrote it (true, NaN, 2.0), words without their quotes, never longer than a line."""
    if isinstance(value, list | dict):  # however deep
        return "[…]" if isinstance(value, list) else "{…}"
    return shortened(value if isinstance(value, str) else json_text.dumps(value, default=str))
