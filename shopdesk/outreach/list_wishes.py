"""What the owner wants on a contact list, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shopdesk.base.i18n import N_


@dataclass(frozen=True)
class ListColumn:
    title: str
    width: float
    kind: str


COLUMNS: dict[str, ListColumn] = {
    "batch": ListColumn(N_("批次"), 8, "count"),
    "name": ListColumn(N_("昵称"), 28, "text"),
    "real_name": ListColumn(N_("姓名"), 16, "text"),
    "phone": ListColumn(N_("手机号"), 20, "text"),
    "wechat_id": ListColumn(N_("微信号"), 24, "text"),
    "community": ListColumn(N_("小区"), 24, "text"),
    "building": ListColumn(N_("楼栋"), 12, "text"),
    "room": ListColumn(N_("房号"), 18, "text"),
    "pickup_point": ListColumn(N_("自提点"), 26, "text"),
    "tags": ListColumn(N_("标签"), 40, "text"),
    "lifecycle": ListColumn(N_("生命周期"), 12, "text"),
    "order_count": ListColumn(N_("订单数"), 12, "count"),
    "spent_fen": ListColumn(N_("累计消费"), 18, "money"),
    "unpaid_fen": ListColumn(N_("未付金额"), 18, "money"),
    "last_day": ListColumn(N_("上次下单"), 14, "day"),
    "gap_days": ListColumn(N_("平均间隔（天）"), 16, "count"),
    "birthday": ListColumn(N_("生日"), 14, "text"),
    "referral_code": ListColumn(N_("推荐码"), 14, "text"),
    "number": ListColumn(N_("会员编号"), 18, "text"),
    "consent": ListColumn(N_("同意营销"), 12, "text"),
    "note": ListColumn(N_("备注"), 40, "long"),
    "why": ListColumn(N_("为什么在名单上"), 44, "long"),
    "message": ListColumn(N_("话术"), 64, "long"),
    "sent": ListColumn(N_("已发送"), 12, "text"),
}
DEFAULT_COLUMNS = (
    "batch", "name", "phone", "community", "room", "tags", "lifecycle", "order_count", "spent_fen",
    "last_day", "why", "sent",
)  # fmt: skip


@dataclass(frozen=True)
class ListWish:
    """What the owner wants on the list."""

    name: str
    rule: dict[str, Any] | None
    """The segment; None when `ids` says who."""
    ids: tuple[int, ...] = ()
    columns: tuple[str, ...] = DEFAULT_COLUMNS
    template_id: int | None = None
    mask: bool = False
    segment_id: int | None = None
    """Of the saved segment whose rule it is; whom the owner keeps out of it is left out."""
    only_contactable: bool = False
    """Only those who agreed to marketing and were not bothered too often; else do-not-contact alone is left out."""


@dataclass
class ContactList:
    """What was written."""

    file: Path
    rows: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    """Why → how many."""
    incomplete: int = 0
    """Messages with a field that has no value for the member; the field stays visible in the text."""
    missing_fields: set[str] = field(default_factory=set)
