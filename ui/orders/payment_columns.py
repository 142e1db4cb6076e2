"""How a payment stands in the list: what it pays or may pay, and why."""

from __future__ import annotations

from collections.abc import Callable

from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.orders.payment_list import PaymentRow
from shopdesk.orders.payment_money import CASH
from ui.orders.wording import moment, money
from ui.table.columns import Chip, Column


def payment_columns(zone: Callable[[], str]) -> list[Column[PaymentRow]]:
    return [
        Column("at", _("时间"), lambda row: moment(row.at or None, zone()), 128, sort_key="at"),
        Column("counterparty", _("付款人"), lambda row: row.counterparty, 112, sort_key="counterparty", strong=True),
        Column("amount", _("金额"), lambda row: money(row.amount_fen), 88, "right", sort_key="amount"),
        Column("standing", _("情况"), lambda row: _("、").join(words for words, _color in standing(row)), 176,
               chips=standing),
        Column("orders", _("推荐 / 对上"), orders_words, 150, tooltip=orders_words),
        Column("why", _("为什么"), why_words, 330, tooltip=why_words, flex=True,
               color=lambda _row: "muted"),
        Column("note", _("留言"), lambda row: row.note, 120, tooltip=lambda row: row.note, gives_way=1),
        Column("open", _("未对上"), lambda row: money(row.open_fen) if row.open_fen else "", 96, "right",
               color=lambda _row: "warning", visible=False),
        Column("txn", _("流水号"), lambda row: row.txn_id, 180, visible=False),
    ]  # fmt: skip


def standing(row: PaymentRow) -> list[Chip]:
    """One or two words for how things are; what is not as it should be comes with its amount."""
    if row.direction in ("expense", "neutral"):
        return [(_("支出") if row.direction == "expense" else _("不算收支"), "gray")]
    if row.went_back:
        return [(_("退回"), "gray"), *([(_("还对着订单"), "red")] if row.lingering else [])]
    chips: list[Chip] = [(_("现金"), "teal")] if row.source == CASH else []
    if row.credit:
        kept = (_("余额 {fen}").format(fen=format_fen(row.open_fen)), "teal")
        return [*chips, *([(_("已对上"), "green")] if row.matched_fen else []), *([kept] if row.open_fen else [])]
    if row.matched_fen:
        if row.cancelled:
            chips.append((_("订单已取消"), "red"))
        elif not chips:  # cash is matched by itself
            chips.append((_("已对上"), "green"))
        if row.open_fen:
            chips.append((_("多付 {fen}").format(fen=format_fen(row.open_fen)), "orange"))
        elif row.lacking_fen:
            chips.append((_("还差 {fen}").format(fen=format_fen(row.lacking_fen)), "orange"))
        return chips
    return [_proposed(row)]


def _proposed(row: PaymentRow) -> Chip:
    proposal = row.proposal
    if proposal is None or proposal.kind == "unknown":
        return _("未对上"), "gray"
    if proposal.kind == "duplicate":
        return _("像是重复付款"), "red"
    if proposal.state == "open":
        return _("要你来选"), "yellow"
    if proposal.kind in ("part", "over"):
        return (_("可能 · 付了一部分") if proposal.kind == "part" else _("可能 · 多付了")), "orange"
    return (_("很确定"), "green") if proposal.state == "certain" else (_("可能"), "blue")


def orders_words(row: PaymentRow) -> str:
    if row.orders:
        return row.orders
    return row.proposed if row.proposal is not None and row.proposal.state != "open" else ""


def why_words(row: PaymentRow) -> str:
    if row.went_back:
        return _("这笔钱已经退回，不算收款")
    if row.matched_fen and not row.open_fen:
        return row.why
    if row.credit:
        return _("多出来的 {fen} 留作会员的余额").format(fen=format_fen(row.open_fen))
    return row.proposal.why if row.proposal is not None else row.why
