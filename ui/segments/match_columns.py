"""The columns of the table of matching members."""

from __future__ import annotations

from collections.abc import Callable

from shopdesk.base.dates import iso_day, short_day
from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.base.texts import mask_phone
from shopdesk.members.lifecycle import lifecycle_name
from ui.segments.reading import MatchRow
from ui.table.columns import Column


def match_columns(today: Callable[[], int]) -> list[Column[MatchRow]]:
    return [
        Column("name", _("昵称"), lambda row: row.member.name, 124, sort_key="name", strong=True,
               icon=lambda row: "ban" if row.member.do_not_contact else "",
               tooltip=lambda row: _("免打扰") if row.member.do_not_contact else ""),
        Column("why", _("为什么符合"), lambda row: row.why, 220),
        Column("lifecycle", _("生命周期"), lambda row: lifecycle_name(row.member.lifecycle), 88, sort_key="lifecycle"),
        Column("order_count", _("订单数"), lambda row: f"{row.member.order_count:,}", 76, "right",
               sort_key="order_count"),
        Column("spent_fen", _("累计消费"), lambda row: format_fen(row.member.spent_fen), 104, "right",
               sort_key="spent_fen"),
        Column("last_day", _("上次下单"), lambda row: _ago(row.member.last_day, today()), 96, sort_key="last_day",
               tooltip=lambda row: iso_day(row.member.last_day) if row.member.last_day else ""),
        Column("tags", _("标签"), lambda row: _("、").join(name for name, _color in row.member.tags), 180,
               chips=lambda row: row.member.tags),
        Column("place", _("住址"), lambda row: _place(row), 150, sort_key="place"),
        Column("phone", _("手机号"), lambda row: mask_phone(row.member.phone or "") or row.member.phone_masked, 118),
    ]  # fmt: skip


def _place(row: MatchRow) -> str:
    return f"{row.member.community} {row.member.room or row.member.building}".strip()


def _ago(day: int | None, today: int) -> str:
    if day is None:
        return "—"
    days = today - day
    if days < 0 or days > 99:
        return short_day(day)
    return _("今天") if days == 0 else _("{days} 天前").format(days=days)
