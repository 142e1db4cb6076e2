"""Claims (售后): what a member says is wrong with the goods, open until it is answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shopdesk.base.dates import now
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.texts import clean_text
from shopdesk.data.tables import Claim, Member, Order, OrderLine

WINDOW = 24 * 3600
"""The shop's default: claims within 24 hours of pick-up."""
_LONGEST = 500
_SHOWN = 3


@dataclass(frozen=True)
class ClaimRow:
    id: int
    member_id: int
    member_name: str
    room: str
    order_id: int | None
    goods: str
    """What was in the order."""
    what: str
    status: str
    opened_at: int
    closed_at: int | None
    answer: str
    collected_at: int | None

    @property
    def late(self) -> bool:
        """Opened after the window; whether it counts is the owner's to say."""
        return self.collected_at is not None and self.opened_at > self.collected_at + WINDOW

    def age_words(self, moment: int) -> str:
        """How long it has been waiting, or took."""
        return span_words((self.closed_at or moment) - self.opened_at)

    @property
    def window_words(self) -> str:
        if self.collected_at is None:
            return _("还没取货") if self.order_id is not None else ""
        after = span_words(self.opened_at - self.collected_at)
        if self.late:
            return _("取货后 {span} 才说的，过了 24 小时").format(span=after)
        return _("取货后 {span} 说的，在 24 小时内").format(span=after)


def span_words(seconds: int) -> str:
    if seconds < 3600:
        return _("{count} 分钟").format(count=max(seconds // 60, 1))
    if seconds < 48 * 3600:
        return _("{count} 小时").format(count=seconds // 3600)
    return _("{count} 天").format(count=seconds // 86400)


def open_claim(
    session: Session, what: str, *, member_id: int | None = None, order_id: int | None = None, at: int | None = None
) -> int:
    """Write down what is wrong, for an order or for a member whose order is not known; returns the claim's id."""
    what = _text(what, _("请写一句哪里不好。"))
    if order_id is not None:
        order = session.get(Order, order_id)
        if order is None:
            raise ShopError(_("这个订单已经不在了。"), _("请刷新后再试。"), "gone")
        member_id = order.member_id
    if member_id is None or session.get(Member, member_id) is None:
        raise ShopError(_("这位会员已经不在了。"), _("请刷新后再试。"), "gone")
    opened = now() if at is None else at
    claim = Claim(member_id=member_id, order_id=order_id, what=what, status="open", opened_at=opened, answer="")
    session.add(claim)
    session.flush()
    return claim.id


def close_claim(session: Session, claim_id: int, answer: str) -> None:
    """Answered: 退了 5 元, 明天补一份."""
    claim = _claim(session, claim_id)
    claim.answer = _text(answer, _("请写一句怎么处理的。"))
    claim.status, claim.closed_at = "closed", now()
    session.flush()


def reopen_claim(session: Session, claim_id: int) -> None:
    claim = _claim(session, claim_id)
    claim.status, claim.closed_at = "open", None
    session.flush()


def _claim(session: Session, claim_id: int) -> Claim:
    claim = session.get(Claim, claim_id)
    if claim is None:
        raise ShopError(_("这条售后已经不在了。"), _("请刷新后再试。"), "gone")
    return claim


def _text(text: str, refusal: str) -> str:
    cleaned = clean_text(text)[:_LONGEST]
    if not cleaned:
        raise ShopError(refusal, code="empty")
    return cleaned


# ---- reading


def list_claims(
    session: Session, status: str | None = "open", *, member_id: int | None = None, order_id: int | None = None
) -> list[ClaimRow]:
    """Open ones: the longest waiting first; others: the newest first. This is a read-only operation."""
    query = (
        select(
            Claim.id, Claim.member_id, Member.name, Member.room, Claim.order_id, Claim.what, Claim.status,
            Claim.opened_at, Claim.closed_at, Claim.answer, Order.collected_at,
        )
        .join(Member, Member.id == Claim.member_id)
        .outerjoin(Order, Order.id == Claim.order_id)
    )  # fmt: skip
    if status is not None:
        query = query.where(Claim.status == status)
    if member_id is not None:
        query = query.where(Claim.member_id == member_id)
    if order_id is not None:
        query = query.where(Claim.order_id == order_id)
    oldest = status == "open"
    query = query.order_by(Claim.opened_at if oldest else Claim.opened_at.desc(), Claim.id)
    rows: Any = session.execute(query).all()
    goods = _goods(session, [row[4] for row in rows if row[4] is not None])
    return [ClaimRow(*(*row[:5], goods.get(row[4], ""), *row[5:])) for row in rows]


def _goods(session: Session, order_ids: list[int]) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    for start in range(0, len(order_ids), _LONGEST):
        part = order_ids[start : start + _LONGEST]
        query = select(OrderLine.order_id, OrderLine.name).where(OrderLine.order_id.in_(part)).order_by(OrderLine.id)
        for order_id, name in session.execute(query):
            found.setdefault(order_id, []).append(name)
    return {each: _("、").join(names[:_SHOWN]) + ("…" if len(names) > _SHOWN else "") for each, names in found.items()}


def count_claims(session: Session, status: str = "open") -> int:
    return session.scalar(select(func.count()).select_from(Claim).where(Claim.status == status)) or 0
