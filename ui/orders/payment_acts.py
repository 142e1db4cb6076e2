"""What is done with selected payments: one step each that can be undone, or a sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.orders.payment_list import PaymentRow
from shopdesk.orders.payment_matches import unmatch_payments
from shopdesk.orders.payment_settling import drop_credits, keep_credit, write_returned
from shopdesk.orders.payments import Confirmed, match_certain_payments, take_proposals
from ui.app_context import AppContext


def match_certain(context: AppContext) -> None:
    """All payments that can only be for one thing."""

    def say(done: Confirmed) -> None:
        if done.payments:
            words = _("对上了 {count} 笔：付款人和金额都只对得上这些订单。").format(count=done.payments)
            context.say(words, _("撤销"), context.undo)
        else:
            context.say(_("没有能确定的收款；剩下的请自己核对。"))

    context.change(_("自动核对"), lambda session, progress: match_certain_payments(session, progress=progress), say)


def confirm_proposed(context: AppContext, rows: Sequence[PaymentRow]) -> None:
    """Match them as proposed; those without a proposal stay to be matched by hand."""
    chosen = [row.proposal for row in rows if row.proposal is not None and row.proposal.state != "open"]
    if not chosen:
        context.say(_("选中的收款没有把握对上哪一单，请用“手工核对”。"))
        return
    context.change(
        _("确认收款"),
        lambda session, progress: take_proposals(session, chosen, progress),
        then=lambda done: _say_confirmed(context, done, len(rows) - len(chosen)),
    )


def _say_confirmed(context: AppContext, done: Confirmed, left_out: int) -> None:
    words = [_("对上了 {count} 笔").format(count=done.payments)]
    if done.learned:
        names = _("、").join(f"“{name}”" for name in done.learned[:3])
        more = _("等 {count} 个").format(count=len(done.learned)) if len(done.learned) > 3 else ""
        words.append(_("记住了付款名{names}{more}").format(names=names, more=more))
    if left_out + done.left_out:
        words.append(_("{count} 笔还要手工核对").format(count=left_out + done.left_out))
    sentence = _("{sentence}。").format(sentence=_("，").join(words))
    context.say(sentence, _("撤销") if done.payments else "", context.undo)


def unmatch(context: AppContext, rows: Sequence[PaymentRow]) -> None:
    ids = [row.id for row in rows if row.matched_fen]
    if not ids:
        context.say(_("选中的收款还没有对上订单。"))
        return
    context.change(
        _("取消核对"),
        lambda session, progress: unmatch_payments(session, ids, progress),
        say=_("已取消 {count} 笔核对").format(count=len(ids)),
    )


def give_back(context: AppContext, rows: Sequence[PaymentRow]) -> None:
    _settle_extra(context, rows, _("记下已退"), write_returned, _("已记下退了 {fen}；钱请在微信里退给会员"))


def keep_as_credit(context: AppContext, rows: Sequence[PaymentRow]) -> None:
    _settle_extra(context, rows, _("留作余额"), keep_credit, _("{fen} 留作余额，下次可以直接用"))


def _settle_extra(
    context: AppContext, rows: Sequence[PaymentRow], label: str, settle: Callable[[Any, int], object], said: str
) -> None:
    """Of these the ones that brought more than orders take: matched with a rest, or paid twice."""
    extra = [row for row in rows if row.open_fen and not row.credit and (row.matched_fen or _is_twice(row))]
    if not extra:
        context.say(_("选中的收款没有多出来的钱；还没对上的，请先核对。"))
        return
    ids, fen = [row.id for row in extra], sum(row.open_fen for row in extra)
    context.change(
        label, lambda session, _progress: [settle(session, each) for each in ids], say=said.format(fen=format_fen(fen))
    )


def _is_twice(row: PaymentRow) -> bool:
    return row.proposal is not None and row.proposal.kind == "duplicate"


def drop_credit(context: AppContext, rows: Sequence[PaymentRow]) -> None:
    ids = [row.id for row in rows if row.credit]
    if not ids:
        context.say(_("选中的收款没有留作余额。"))
        return
    context.change(
        _("余额改回未对上"),
        lambda session, _progress: drop_credits(session, ids),
        say=_("已改回未对上 {count} 笔").format(count=len(ids)),
    )
