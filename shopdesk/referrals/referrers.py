"""The best referrers, and whom each of them brought: only one level, and only a completed first order counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from shopdesk.base.i18n import _
from shopdesk.data.tables import Member, Order, Referral
from shopdesk.members.details import completed_an_order


@dataclass(frozen=True)
class ReferrerRow:
    """A member who brought others; `completed` of them have a paid order that was not refunded."""

    member_id: int
    name: str
    room: str
    code: str
    brought: int
    completed: int


@dataclass(frozen=True)
class BroughtRow:
    """Somebody who was brought, with the order that counts; without one `standing` says what is missing."""

    member_id: int
    name: str
    room: str
    brought_at: int
    standing: str
    """completed | unpaid | refunded | none"""
    order_day: int | None = None
    amount_fen: int | None = None


def standing_name(standing: str) -> str:
    return {
        "completed": _("完成首单"),
        "unpaid": _("下了单，还没付款"),
        "refunded": _("退过款，还没有算数的订单"),
        "none": _("还没下单"),
    }[standing]


def list_referrers(session: Session, member_ids: Sequence[int] | None = None) -> list[ReferrerRow]:
    """Members who brought others, most completed first; with `member_ids` only these."""
    invitee = aliased(Member)
    statement = (
        select(
            Member.id,
            Member.name,
            Member.room,
            func.coalesce(Member.referral_code, ""),
            func.count(invitee.id),
            func.count(invitee.id).filter(completed_an_order(invitee.id)),
        )
        .join(Referral, Referral.referrer_id == Member.id)
        .join(invitee, invitee.id == Referral.invitee_id)
        .group_by(Member.id)
    )
    wanted = None if member_ids is None else set(member_ids)
    rows = [ReferrerRow(*row) for row in session.execute(statement) if wanted is None or row[0] in wanted]
    return sorted(rows, key=lambda row: (-row.completed, -row.brought, row.member_id))


def list_brought(session: Session, referrer_id: int) -> list[BroughtRow]:
    """Whom this member brought, the latest first."""
    people = (
        select(Member.id, Member.name, Member.room, Referral.created_at)
        .join(Referral, Referral.invitee_id == Member.id)
        .where(Referral.referrer_id == referrer_id)
        .order_by(Referral.created_at.desc(), Member.id)
    )
    orders = (
        select(Order.member_id, Order.status, Order.refund_fen, Order.day, Order.amount_fen)
        .join(Referral, Referral.invitee_id == Order.member_id)
        .where(Referral.referrer_id == referrer_id)
        .order_by(Order.day, Order.id)
    )
    standings: dict[int, tuple[str, int | None, int | None]] = {}
    for member_id, status, refund_fen, day, amount_fen in session.execute(orders):
        standing = _standing(status, refund_fen)
        if standing == "completed" and standings.get(member_id, ("",))[0] != "completed":
            standings[member_id] = (standing, day, amount_fen)
        elif standing != "none":
            standings.setdefault(member_id, (standing, None, None))
    return [BroughtRow(*row, *standings.get(row[0], ("none", None, None))) for row in session.execute(people)]


def _standing(status: str, refund_fen: int) -> str:
    if refund_fen or status == "refunded":
        return "refunded"
    if status in ("paid", "collected"):
        return "completed"
    return "unpaid" if status == "confirmed" else "none"
