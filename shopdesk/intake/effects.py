"""What importing a draft would do, counted and in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shopdesk.base.i18n import _
from shopdesk.base.quantities import qty_text
from shopdesk.intake.draft import Answers, Draft, DraftLine, DraftOrder
from shopdesk.intake.plan import OrderPlan, Plan


@dataclass(frozen=True)
class Effects:
    new_members: int = 0
    new_orders: int = 0
    new_payments: int = 0
    changed: int = 0
    unchanged: int = 0
    cancelled: int = 0
    held: int = 0
    rejected: int = 0

    @property
    def anything(self) -> bool:
        return any((self.new_members, self.new_orders, self.new_payments, self.changed, self.cancelled))


def count_effects(draft: Draft, plan: Plan, answers: Answers) -> Effects:
    gone = sum(order.status in ("draft", "confirmed") for order in plan.gone) if answers.cancel_gone else 0
    asked = sum(person.ask for person in plan.people)
    known = sum(person.member_id is not None for person in plan.people)
    return Effects(
        new_members=len(plan.new_people),
        new_orders=plan.count("new"),
        new_payments=plan.count_payments("new"),
        changed=plan.count("changed") + plan.count_payments("changed"),
        unchanged=plan.count("same") + plan.count_payments("same") + known,
        cancelled=plan.count("cancelled") + gone,
        held=plan.count("held") + asked,
        rejected=len(draft.refused) + plan.count("nothing"),
    )


def effect_name(effect: str) -> str:
    return {
        "new": _("新订单"),
        "changed": _("有改动"),
        "same": _("没有变化"),
        "cancelled": _("取消"),
        "held": _("待确认"),
        "nothing": _("不导入"),
        "skipped": _("不导入"),
    }[effect]


def said(lines: Iterable[DraftLine]) -> str:
    """砂糖橘 2箱、鸡蛋 1板"""
    return _("、").join(f"{line.product} {qty_text(line.qty_milli)}{line.unit}" for line in lines)


def explain(plan: OrderPlan) -> str:
    """Why an order is held, or what changes about it; "" when there is nothing to say."""
    if plan.why or plan.stored is None or plan.effect not in ("changed", "cancelled"):
        return plan.why
    order, stored = plan.order, plan.stored
    parts = []
    before, after = said(stored.lines), said(order.lines)
    if before != after:
        parts.append(_("原来 {before}").format(before=before) if after else _("取消 {before}").format(before=before))
    if order.status == "paid" and stored.status in ("draft", "confirmed"):
        parts.append(_("标记已付款"))
    if order.status in ("confirmed", "paid") and stored.status == "cancelled":
        parts.append(_("取消的订单恢复"))
    if order.note and order.note != stored.note:
        parts.append(_("备注改为“{note}”").format(note=order.note))
    return _("；").join(parts)


def amount_of(order: DraftOrder) -> int | None:
    if order.amount_fen is not None:
        return order.amount_fen
    amounts = [line.amount_fen for line in order.lines if line.amount_fen is not None]
    return sum(amounts) if amounts else None
