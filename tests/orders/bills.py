"""Bills as WeChat and Alipay export them, written from a few facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shopdesk.base.dates import local, now

WECHAT_HEAD = (
    "微信支付账单明细,,,,,,,,,,\n微信昵称：[示例团长],,,,,,,,,,\n,,,,,,,,,,\n"
    "----------------------微信支付账单明细列表--------------------,,,,,,,,,,\n"
    "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注\n"
)


@dataclass(frozen=True)
class Paid:
    """One line: who, how much in 分, what was written; `minutes` after the beginning; the number finds it again."""

    number: int
    payer: str
    fen: int
    note: str = ""
    status: str = "已收钱"
    minutes: int = 0


def wechat_bill(lines: Iterable[Paid], began: int | None = None) -> str:
    begin = local(now() - 7200 if began is None else began, "Asia/Shanghai").replace(tzinfo=None)
    return WECHAT_HEAD + "".join(_line(paid, begin) for paid in lines)


def _line(paid: Paid, begin: datetime) -> str:
    at = begin + timedelta(minutes=paid.minutes or paid.number)
    note = f"付款方备注:{paid.note}" if paid.note else ""
    return (
        f'{at:%Y-%m-%d %H:%M:%S},二维码收款,{paid.payer},"收款方备注:二维码收款{note}",收入,¥{paid.fen / 100:.2f},'
        f'零钱,{paid.status},1000005001202603{paid.number:016d}\t,1000005001202603{paid.number:016d}\t,"/"\n'
    )
