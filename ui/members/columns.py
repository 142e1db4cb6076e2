"""The columns of the members' table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from shopdesk.base.dates import ago, day_words
from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.members.listing import MemberRow
from ui.members.wording import (
    birthday_text,
    birthday_words,
    contact_name,
    contact_of,
    contact_sentence,
    lifecycle_chip,
    moment_day,
    phone,
    place,
)
from ui.table.columns import Column


@dataclass
class Clock:
    """The shop's day and time zone, as last read."""

    today: int
    zone: str


def member_columns(clock: Clock, edit: Callable[[int, str, str], object]) -> list[Column[MemberRow]]:
    """`edit(id, field, text)` stores what was typed into a cell."""

    def last_order(row: MemberRow) -> str:
        return "" if row.last_day is None else ago(clock.today - row.last_day)

    def last_order_day(row: MemberRow) -> str:
        return "" if row.last_day is None else day_words(row.last_day, clock.today)

    def typed(field: str) -> Callable[[int, str], object]:
        return partial(_edit_field, edit, field)

    return [
        Column("name", _("昵称"), lambda row: row.name, 126, sort_key="name", strong=True, tooltip=lambda row: row.name,
               icon=lambda row: "bell-off" if row.do_not_contact else ""),
        Column("phone", _("手机号"), phone, 116, sort_key="phone", editable=True,
               edit_text=lambda row: row.phone or "", set_value=typed("phone")),
        Column("place", _("小区 / 房号"), place, 156, sort_key="place", tooltip=place),
        Column("tags", _("标签"), lambda row: _("、").join(name for name, _color in row.tags), 176,
               chips=lambda row: row.tags),
        Column("lifecycle", _("生命周期"), lambda row: lifecycle_chip(row.lifecycle)[0], 84, sort_key="lifecycle",
               chips=lambda row: [lifecycle_chip(row.lifecycle)]),
        Column("orders", _("订单"), lambda row: f"{row.order_count:,}" if row.order_count else "", 74, "right",
               sort_key="order_count"),
        Column("spent", _("累计消费"), lambda row: format_fen(row.spent_fen) if row.order_count else "", 98, "right",
               sort_key="spent_fen"),
        Column("last", _("最近下单"), last_order, 88, "right", sort_key="last_day", tooltip=last_order_day),
        Column("unpaid", _("待付"), lambda row: format_fen(row.unpaid_fen) if row.unpaid_fen else "", 86, "right",
               sort_key="unpaid_fen", color=lambda _row: "danger_text"),
        Column("contact", _("联系"), lambda row: contact_name(contact_of(row)), 76, tooltip=contact_sentence,
               visible=False),
        Column("note", _("备注"), lambda row: row.note, 94, editable=True, set_value=typed("note")),
        Column("number", _("会员编号"), lambda row: row.number or "", 100, sort_key="number", visible=False,
               editable=True, set_value=typed("number")),
        Column("wechat", _("微信号"), lambda row: row.wechat_id, 120, visible=False, editable=True,
               set_value=typed("wechat_id")),
        Column("real_name", _("真名"), lambda row: row.real_name, 90, visible=False, editable=True,
               set_value=typed("real_name")),
        Column("birthday", _("生日"), lambda row: birthday_text(row.birthday), 104, sort_key="birthday", visible=False,
               tooltip=lambda row: birthday_words(row.birthday, clock.today), editable=True,
               set_value=typed("birthday")),
        Column("gap", _("平时多久一单"), lambda row: "" if row.gap_days is None
               else _("{days} 天").format(days=f"{row.gap_days:g}"), 112, "right", sort_key="gap_days", visible=False,
               title_tooltip=_("两次下单之间天数的中位数，下单满 3 天才有")),
        Column("source", _("来源"), lambda row: row.source, 100, sort_key="source", visible=False, editable=True,
               set_value=typed("source")),
        Column("joined", _("入会"), lambda row: moment_day(row.joined_at, clock.zone, clock.today), 108,
               sort_key="joined_at", visible=False),
    ]  # fmt: skip


def _edit_field(edit: Callable[[int, str, str], object], field: str, member_id: int, text: str) -> None:
    edit(member_id, field, text)
