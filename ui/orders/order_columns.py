"""The columns of the table of orders."""

from __future__ import annotations

from collections.abc import Callable

from shopdesk.base.dates import ago, today
from shopdesk.base.i18n import _, p_
from shopdesk.base.texts import mask_phone
from shopdesk.orders.order_list import OrderRow
from shopdesk.orders.order_troubles import Trouble
from ui.orders.wording import moment, money, status_chip
from ui.table.columns import Column


def order_columns(
    zone: Callable[[], str], trouble: Callable[[int], Trouble | None] = lambda _order_id: None
) -> list[Column[OrderRow]]:
    """`trouble` tells what is wrong with an order's money, as far as it is known yet."""

    def open_words(row: OrderRow) -> str:
        found = trouble(row.id)
        return found.words if found is not None else money(row.open_fen) if row.open_fen else ""

    return [
        Column("member", p_("one", "会员"), lambda row: row.member_name, 116, sort_key="member", strong=True),
        Column("goods", p_("many", "商品"), lambda row: row.goods, 218, flex=True),
        Column("amount", _("金额"), lambda row: money(row.amount_fen), 92, "right", sort_key="amount"),
        Column("status", _("状态"), lambda row: status_chip(row.status)[0], 86, sort_key="status",
               chips=lambda row: [status_chip(row.status)]),
        Column("open", _("还差 / 多付"), open_words, 118, "right", sort_key="open",
               color=lambda _row: "danger_text"),
        Column("ordered", _("下单"), lambda row: moment(row.ordered_at, zone()), 132, sort_key="ordered", gives_way=2,
               tooltip=lambda row: ago(today(zone()) - row.day)),
        Column("note", _("备注"), lambda row: row.note, 124, flex=True),
        Column("room", _("房号"), lambda row: row.room, 88, sort_key="room"),
        Column("seq", _("接龙号"), lambda row: "" if row.seq is None else str(row.seq), 80, "right", sort_key="seq",
               gives_way=1),
        Column("group_buy", _("团期"), lambda row: row.group_buy, 150, sort_key="group_buy", flex=True,
               middle=True),
        Column("pickup", _("自提点"), lambda row: row.pickup_point, 140, sort_key="pickup", visible=False),
        Column("number", _("单号"), lambda row: row.number, 150, visible=False),
        Column("phone", _("手机"), lambda row: mask_phone(row.phone or ""), 120, visible=False),
        Column("refund", _("已退"), lambda row: money(row.refund_fen) if row.refund_fen else "", 92, "right",
               visible=False),
        Column("paid_at", _("付款时间"), lambda row: moment(row.paid_at, zone()), 138, visible=False),
        Column("collected_at", _("取货时间"), lambda row: moment(row.collected_at, zone()), 138, visible=False),
    ]  # fmt: skip
