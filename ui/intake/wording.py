"""How effects look in words and colours; colour is never the only sign."""

from __future__ import annotations

from shopdesk.base.i18n import _
from shopdesk.intake.effects import Effects, effect_name

_COLORS = {
    "new": "green", "changed": "blue", "same": "gray", "cancelled": "purple", "held": "orange", "nothing": "gray",
    "skipped": "gray", "unread": "red", "rejected": "red",
}  # fmt: skip


def effect_chip(effect: str, kind: str = "orders") -> tuple[str, str]:
    return _effect_words(effect, kind), _COLORS[effect]


def _effect_words(effect: str, kind: str) -> str:
    if effect == "unread":
        return _("没读懂")
    if effect == "rejected":
        return _("没读进来")
    if effect == "new" and kind != "orders":
        return _("新会员") if kind == "members" else _("新流水")
    if effect == "same" and kind == "members":
        return _("已有会员")
    return effect_name(effect)


def effect_chips(effects: Effects, kind: str) -> list[tuple[str, str]]:
    """The counts that are worth saying, the ones that want a look last."""
    rows = [
        (_("新会员 {count}"), effects.new_members, "teal"),
        (_("新订单 {count}"), effects.new_orders, "green"),
        (_("新流水 {count}"), effects.new_payments, "green"),
        (_("有改动 {count}"), effects.changed, "blue"),
        (_("取消 {count}"), effects.cancelled, "purple"),
        (_("已有会员 {count}") if kind == "members" else _("没有变化 {count}"), effects.unchanged, "gray"),
        (_("待确认 {count}"), effects.held, "orange"),
        (_("不导入 {count}"), effects.rejected, "red"),
    ]
    return [(text.format(count=f"{count:,}"), color) for text, count, color in rows if count]


def effect_sentence(effects: Effects, kind: str) -> str:
    return _("，").join(text for text, _color in effect_chips(effects, kind)) or _("没有可导入的内容")
