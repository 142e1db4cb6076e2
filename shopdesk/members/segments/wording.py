"""What fields, operators and fixed choices are called in the owner's language."""

from __future__ import annotations

from shopdesk.base.i18n import N_, _
from shopdesk.members.lifecycle import lifecycle_name
from shopdesk.members.segments.rules import FIELDS

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
