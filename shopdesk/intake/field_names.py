"""What the columns of a table can mean, in the owner's words."""

from __future__ import annotations

from collections.abc import Iterable

from shopdesk.base.i18n import _
from shopdesk.intake.tables import FIELDS
from shopdesk.intake.tables.presets import PRODUCT_FIELD
from shopdesk.intake.tables.rows import Kind


def field_title(kind: Kind, name: str) -> str:
    """ "" is a column that is not read."""
    if not name:
        return _("不导入")
    if name.startswith(PRODUCT_FIELD):
        return _("这一列是一种商品")
    return _titles(kind)[name]


def _titles(kind: Kind) -> dict[str, str]:
    if kind == "orders":
        return _order_titles()
    return _member_titles() if kind == "members" else _bill_titles()


def _place_titles() -> dict[str, str]:
    return {
        "community": _("小区"), "building": _("楼栋"), "unit": _("单元"), "room": _("房号"), "address": _("地址"),
        "phone": _("手机号"), "number": _("会员编号"), "note": _("备注"),
    }  # fmt: skip


def _order_titles() -> dict[str, str]:
    return _place_titles() | {
        "order_no": _("订单号"), "name": _("下单人昵称"), "receiver": _("收货人"), "receiver_phone": _("收货人手机号"),
        "product": _("商品"), "spec": _("规格"), "qty": _("数量"), "price": _("单价"), "item_amount": _("商品金额"),
        "items": _("商品明细（一格写几样）"), "amount": _("订单金额"), "refund": _("退款金额"), "status": _("订单状态"),
        "fulfilled": _("是否已取货"), "refund_status": _("退款状态"), "paid": _("是否已付款"), "paid_at": _("付款时间"),
        "ordered_at": _("下单时间"), "pickup_point": _("自提点"), "group_buy": _("团期"),
    }  # fmt: skip


def _member_titles() -> dict[str, str]:
    return _place_titles() | {
        "name": _("姓名"), "family_name": _("姓（名在另一列）"), "given_name": _("名（姓在另一列）"),
        "nickname": _("昵称"), "other_phone": _("备用手机号"), "birthday": _("生日"),
        "gender": _("性别"), "tags": _("标签"), "source": _("来源"),
        "referrer": _("推荐人"), "joined_at": _("加入时间"),
    }  # fmt: skip


def _bill_titles() -> dict[str, str]:
    return {
        "at": _("交易时间"), "at_otherwise": _("付款时间（没有交易时间时）"), "type": _("交易类型"),
        "counterparty": _("交易对方"), "account": _("对方账号"), "goods": _("商品说明"), "direction": _("收或支"),
        "amount": _("金额"), "income": _("收入金额"), "expense": _("支出金额"), "status": _("状态"),
        "flow": _("资金流向"),
        "refund": _("退款金额"), "refund_no": _("退款单号"), "refund_status": _("退款状态"), "txn_id": _("交易单号"),
        "order_id": _("商户单号"), "note": _("备注"),
    }  # fmt: skip


def missing_field(kind: Kind, fields: Iterable[str]) -> str:
    """What a mapping still lacks, in one sentence; "" when rows can be read with it."""
    mapped = set(fields) - {""}
    if kind == "bill":
        if not mapped & {"at", "at_otherwise"}:
            return _("请指出哪一列是交易时间。")
        return "" if mapped & {"amount", "income", "expense"} else _("请指出哪一列是金额。")
    who = {"name", "phone", "number", "nickname", "receiver", "receiver_phone"}
    if not mapped & who:
        return _("请指出哪一列是姓名、昵称或手机号，才知道是谁。")
    products = any(name.startswith(PRODUCT_FIELD) for name in mapped)
    if kind == "orders" and not products and not mapped & {"product", "items", "amount", "item_amount"}:
        return _("请指出哪一列是商品或金额，才知道买了什么。")
    return ""


def field_choices(kind: Kind) -> list[tuple[str, str]]:
    """(field, title) in the order in which the mapping page offers them."""
    return [("", field_title(kind, "")), *((name, field_title(kind, name)) for name in FIELDS[kind])]
