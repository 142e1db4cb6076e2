"""Merge fields: `{{字段}}` from a fixed list is replaced by a value. No expressions, and a value is only ever text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from shopdesk.base.i18n import _

# The second form is what a Chinese input method types. Bounded, so that no text can make it slow.
_PLACEHOLDER = re.compile(r"\{\{([^{}\n]{1,40})\}\}|｛｛([^｛｝\n]{1,40})｝｝")
_ONE_BRACE = re.compile(r"(?<!\{)\{([^{}\n]{1,40})\}(?!\})|(?<!｛)｛([^｛｝\n]{1,40})｝(?!｝)")


@dataclass(frozen=True)
class MergeField:
    name: str
    """As it stands between the braces, in every language of the interface: it is part of the owner's text."""
    group: str
    meaning: str


def list_fields() -> tuple[MergeField, ...]:
    who, bought, shop, group_buy = _("会员"), _("购买"), _("店铺"), _("这次团购")
    return (
        MergeField("昵称", who, _("群里的称呼")),
        MergeField("姓名", who, _("真实姓名")),
        MergeField("小区", who, _("住的小区")),
        MergeField("楼栋", who, _("楼栋")),
        MergeField("自提点", who, _("取货的地方")),
        MergeField("生日", who, _("生日（几月几日）")),
        MergeField("推荐码", who, _("会员自己的推荐码")),
        MergeField("推荐链接", who, _("带推荐码的链接")),
        MergeField("上次购买", bought, _("上次买了什么")),
        MergeField("上次购买日期", bought, _("上次是哪天买的")),
        MergeField("多久没来", bought, _("距上次购买几天")),
        MergeField("常买商品", bought, _("买得多的商品")),
        MergeField("订单数", bought, _("一共下过几单")),
        MergeField("累计消费", bought, _("一共花了多少")),
        MergeField("未付金额", bought, _("还有多少没付")),
        MergeField("店名", shop, _("店铺的名字")),
        MergeField("店主", shop, _("店主的称呼")),
        MergeField("店铺链接", shop, _("店铺的链接")),
        MergeField("今天", shop, _("今天的日期")),
        MergeField("节日", shop, _("今天或最近的节日、节气")),
        MergeField("团名", group_buy, _("团购的标题")),
        MergeField("商品", group_buy, _("商品的名字")),
        MergeField("规格", group_buy, _("商品的规格")),
        MergeField("价格", group_buy, _("团购价")),
        MergeField("截单时间", group_buy, _("几点截单")),
        MergeField("到货时间", group_buy, _("哪天到货")),
        MergeField("取货时间", group_buy, _("取货的时间")),
        MergeField("取货截止", group_buy, _("最晚哪天取")),
    )


# The names are the same in every language, so reading them here translates nothing.
FIELD_NAMES = frozenset(field.name for field in list_fields())


def half_written(body: str) -> list[str]:
    """Fields between single braces, which nobody fills in."""
    names = ((match[1] or match[2]).strip() for match in _ONE_BRACE.finditer(body))
    return list(dict.fromkeys(name for name in names if name in FIELD_NAMES))


@dataclass(frozen=True)
class Filled:
    text: str
    missing: tuple[str, ...]
    """Fields of the list that have no value here; they stay as {{字段}} in the text, where they are seen."""
    unknown: tuple[str, ...]
    """Names between braces that are no field; left as they were written."""

    @property
    def complete(self) -> bool:
        return not self.missing and not self.unknown


def fill(body: str, values: Mapping[str, str]) -> Filled:
    """Put the values into the text; one pass, so that braces inside a value are never looked at. Never raises."""
    missing: dict[str, None] = {}
    unknown: dict[str, None] = {}

    def put(match: re.Match[str]) -> str:
        name = _name_of(match)
        if name not in FIELD_NAMES:
            unknown[name] = None
            return match[0]
        value = values.get(name, "")
        if not value:
            missing[name] = None
            return "{{" + name + "}}"
        return value

    return Filled(_PLACEHOLDER.sub(put, body), tuple(missing), tuple(unknown))


def fields_in(body: str) -> tuple[str, ...]:
    """The names between braces, each once, in the order of the text; known or not."""
    return tuple(dict.fromkeys(_name_of(match) for match in _PLACEHOLDER.finditer(body)))


def placeholder_spans(body: str) -> list[tuple[int, int, str]]:
    """Where the placeholders stand: start, end, name."""
    return [(match.start(), match.end(), _name_of(match)) for match in _PLACEHOLDER.finditer(body)]


def _name_of(match: re.Match[str]) -> str:
    return (match[1] or match[2]).strip()
