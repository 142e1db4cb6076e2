"""Payment bills: what came in, from whom, and whether it stayed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Literal

from shopdesk.base.i18n import _
from shopdesk.intake.tables.records import Record, Table, read_records
from shopdesk.intake.tables.rows import PaymentRow
from shopdesk.intake.tables.values import code_of, parse_money, said

Direction = Literal["income", "expense", "refund", "neutral"]

_WENT_BACK = (
    "已全额退款",
    "全额退款",
    "已退还",
    "已退款",
    "退款成功",
    "对方已退还",
    "已关闭",
    "交易关闭",
    "失败",
    "已撤销",
    "已取消",
)
_WAITING = ("待", "等待付款", "等待买家付款")
_PAYER_SAYS = re.compile(r"(?:付款方备注|付款方留言|转账备注|转账说明|付款留言)[:：](.*)", re.DOTALL)
_NOBODY_SAYS = ("微信转账", "转账", "二维码收款", "收款", "收钱码收款")
_PART_BACK = re.compile(r"已退款?[(（¥￥\s]*([0-9][0-9,]*(?:\.[0-9]{1,2})?)")


def read_payments(table: Table) -> tuple[PaymentRow, ...]:
    """The lines of a bill; one that says no amount is rejected."""
    read = _read_merchant_line if table.rule("merchant_bill") else _read_line
    payments: list[PaymentRow] = []
    numbers: list[set[str]] = []
    for record in read_records(table):
        payment = read(table, record)
        if payment is not None:
            payments.append(payment)
            numbers.append(_numbers_of(record, payment))
    return _without_what_went_back(table, payments, numbers)


def _numbers_of(record: Record, payment: PaymentRow) -> set[str]:
    """What a payment and the refund of it have in common: the number before _R1, the numbers of the order."""
    numbers = {code_of(cell)[0] for cell in record.cells_of("order_id")} - {"", "0"}
    if payment.direction == "income":
        return numbers | {payment.txn_id}
    return numbers | ({payment.txn_id.split("_")[0]} if "_" in payment.txn_id else set())


def _read_line(table: Table, record: Record) -> PaymentRow | None:
    income, expense = parse_money(record.cell("income")), parse_money(record.cell("expense"))
    amount = parse_money(record.cell("amount"))
    fen = amount.fen if amount.fen is not None else income.fen or expense.fen or income.fen
    if fen is None:
        reason = amount.doubt or income.doubt or expense.doubt or _("没有金额")
        table.reject(record.row, reason, record.cells)
        return None
    status, kind = said(record.cell("status")), said(record.cell("type"))
    direction = _direction(table, record, fen, income.fen, expense.fen, status, kind)
    back = _went_back(record, abs(fen), status, kind)
    waiting = status.startswith(_WAITING)
    if 0 < back < abs(fen):
        table.warn(record.row, _("这笔钱退了一部分（{yuan:.2f} 元）").format(yuan=back / 100))
    return PaymentRow(
        direction=direction,
        usable=direction == "income" and not waiting and back < max(abs(fen), 1),
        amount_fen=abs(fen),
        counterparty=said(record.cell("counterparty")),
        at=_moment(table, record),
        txn_id=_txn_id(table, record),
        note=_note(record),
        row=record.row,
        back_fen=back if direction == "income" and back < abs(fen) else 0,
        waiting=waiting and direction == "income",
    )


def _direction(
    table: Table, record: Record, fen: int, income: int | None, expense: int | None, status: str, kind: str
) -> Direction:
    word = said(record.cell("direction")) or said(record.cell("flow")).removeprefix("已")
    refunded = "退款" in status or "退款" in kind
    if word.startswith(("收入", "收", "入", "贷", "+", "转入")):
        return "income"
    if word.startswith(("支", "出", "借", "-", "转出", "付")):
        return "expense"
    if "direction" in table.columns or "flow" in table.columns:
        return "refund" if refunded else "neutral"
    if income or expense:
        return "income" if income else ("refund" if refunded else "expense")
    if refunded and fen < 0:
        return "refund"
    return "expense" if fen < 0 else "income"


def _went_back(record: Record, fen: int, status: str, kind: str) -> int:
    """How much was given back; all of what never arrived or came back from somewhere else."""
    back = parse_money(record.cell("refund")).fen or 0
    part = _PART_BACK.search(status)
    if part:
        back = max(back, parse_money(part[1]).fen or 0)
    if "退款" in kind or (not back and (status.startswith(_WENT_BACK) or "全额退款" in status)):
        return max(fen, 1)
    return min(back, max(fen, 1))


def _read_merchant_line(table: Table, record: Record) -> PaymentRow | None:
    """WeChat's bill for merchants: payments and refunds are rows of their own, every value behind a backtick."""
    status = said(record.cell("status")).upper()
    is_refund = status in ("REFUND", "REVOKED") or "退款" in status
    amount = parse_money(record.cell("refund" if is_refund else "amount"))
    if amount.fen is None:
        table.reject(record.row, amount.doubt or _("没有金额"), record.cells)
        return None
    paid = not is_refund and status in ("SUCCESS", "支付成功", "买家已支付", "已支付", "")
    return PaymentRow(
        direction="refund" if is_refund else "income",
        usable=paid,
        amount_fen=abs(amount.fen),
        counterparty=said(record.cell("counterparty")),
        at=_moment(table, record),
        txn_id=_merchant_id(record, is_refund),
        note=_note(record),
        row=record.row,
    )


def _merchant_id(record: Record, is_refund: bool) -> str:
    refund_no = code_of(record.cell("refund_no"))[0]
    if is_refund and refund_no not in ("", "0"):
        return f"{code_of(record.cell('txn_id'))[0]}_{refund_no}"
    return code_of(record.cell("txn_id"))[0]


def _moment(table: Table, record: Record) -> datetime | None:
    moment = table.moment(record.cell("at"))
    if moment.at is None and "at_otherwise" in record.columns:
        moment = table.moment(record.cell("at_otherwise"))
    if moment.at is None:
        table.warn(record.row, moment.doubt or _("没有交易时间"))
    return moment.at


def _txn_id(table: Table, record: Record) -> str:
    code, ruined = code_of(record.cell("txn_id"))
    if ruined:
        table.warn(record.row, _("交易单号 {code} 被 Excel 改成了科学计数，已不准").format(code=code))
        return ""
    return code or code_of(record.cell("order_id"))[0]


def _note(record: Record) -> str:
    """What the payer wrote where the platform says so, else what the columns say."""
    parts = []
    for field_name in ("goods", "note"):
        text = said(record.cell(field_name))
        says = _PAYER_SAYS.search(text)
        if says:
            text = said(says[1].strip())
        text = text.removeprefix("收款方备注:").removeprefix("收款方备注：").strip()
        if text and text not in _NOBODY_SAYS:
            parts.append(text)
    return " ".join(dict.fromkeys(parts))


def _without_what_went_back(
    table: Table, payments: list[PaymentRow], numbers: list[set[str]]
) -> tuple[PaymentRow, ...]:
    """An income whose refund is a line of its own (same number, or number_R1) does not count when all of it went."""
    refunds: dict[str, int] = {}
    for payment, known in zip(payments, numbers, strict=True):
        if payment.direction == "refund":
            for number in known:
                refunds[number] = refunds.get(number, 0) + payment.amount_fen
    if not refunds:
        return tuple(payments)
    kept = []
    for payment, known in zip(payments, numbers, strict=True):
        income = payment.direction == "income" and payment.usable
        back = max((refunds.get(number, 0) for number in known), default=0) if income else 0
        if back >= payment.amount_fen > 0:
            payment = replace(payment, usable=False)
        elif back:
            table.warn(payment.row, _("这笔钱退了一部分（{yuan:.2f} 元）").format(yuan=back / 100))
            payment = replace(payment, back_fen=max(payment.back_fen, back))
        kept.append(payment)
    return tuple(kept)
