"""Everything about one member, as the drawer shows it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, ColumnExpressionArgument, case, exists, func, select
from sqlalchemy.orm import Session, aliased

from shopdesk.base.i18n import _
from shopdesk.data.shop import LifecycleWindows
from shopdesk.data.tables import (
    Alias,
    GroupBuy,
    Member,
    MemberMerge,
    MemberTag,
    Order,
    OrderLine,
    PickupPoint,
    Referral,
    Tag,
    TagGroup,
    TagRefusal,
    Touch,
)
from shopdesk.members.automatic import explain_tags
from shopdesk.members.households import Housemate, find_household
from shopdesk.members.inquiries import InquiryRow, list_inquiries
from shopdesk.members.lifecycle import explain_lifecycle
from shopdesk.members.listing import MemberRow, read_member_rows

_MOST_ORDERS = 50
_MOST_TOUCHES = 30


@dataclass(frozen=True)
class AliasRow:
    id: int
    name: str
    room: str
    kind: str
    source: str
    created_at: int


@dataclass(frozen=True)
class MemberTagRow:
    tag_id: int
    name: str
    color: str
    how: str
    """hand | import | rule"""
    created_at: int
    why: str = ""
    """What of the rule holds, with the member's figures; '' where no rule wrote it."""


@dataclass(frozen=True)
class MemberOrder:
    id: int
    day: int
    status: str
    amount_fen: int
    group_buy: str
    goods: str
    """砂糖橘 ×2、鸡蛋"""


@dataclass(frozen=True)
class Brought:
    id: int
    name: str
    created_at: int
    completed: bool
    """Has a paid or collected order."""


@dataclass(frozen=True)
class TouchRow:
    at: int
    kind: str
    status: str
    text: str


@dataclass(frozen=True)
class MergeRow:
    id: int
    name: str
    merged_at: int


@dataclass(frozen=True)
class MemberDetails:
    row: MemberRow
    address: str
    pickup_point: str
    referral_code: str | None
    consent_at: int | None
    consent_how: str
    why_lifecycle: str
    aliases: tuple[AliasRow, ...]
    tags: tuple[MemberTagRow, ...]
    refused_tags: tuple[tuple[int, str], ...]
    """(id, name) of automatic tags that the owner took off for good."""
    inquiries: tuple[InquiryRow, ...]
    orders: tuple[MemberOrder, ...]
    """The newest; every status."""
    all_orders: int
    referrer: tuple[int, str] | None
    brought: tuple[Brought, ...]
    touches: tuple[TouchRow, ...]
    merges: tuple[MergeRow, ...]
    household: tuple[Housemate, ...] = ()
    """Other members behind the same door."""


def read_member(session: Session, member_id: int, today: int, windows: LifecycleWindows) -> MemberDetails | None:
    """None when the member is gone."""
    member = session.get(Member, member_id)
    if member is None:
        return None
    row = read_member_rows(session, [member_id], today, windows)[member_id]
    point = session.get(PickupPoint, member.pickup_point_id) if member.pickup_point_id else None
    count = select(func.count()).select_from(Order).where(Order.member_id == member_id)
    return MemberDetails(
        row=row,
        address=member.address,
        pickup_point=point.name if point else "",
        referral_code=member.referral_code,
        consent_at=member.consent_at,
        consent_how=member.consent_how,
        why_lifecycle=explain_lifecycle(row, today, windows),
        aliases=_aliases(session, member_id),
        tags=_tags(session, member_id, today),
        refused_tags=_refused_tags(session, member_id),
        inquiries=tuple(list_inquiries(session, member_id)),
        orders=_orders(session, member_id),
        all_orders=session.scalar(count) or 0,
        referrer=_referrer(session, member_id),
        brought=_brought(session, member_id),
        touches=_touches(session, member_id),
        merges=_merges(session, member_id),
        household=tuple(find_household(session, member_id)),
    )


def _aliases(session: Session, member_id: int) -> tuple[AliasRow, ...]:
    columns = (Alias.id, Alias.name, Alias.room, Alias.kind, Alias.source, Alias.created_at)
    rows = session.execute(select(*columns).where(Alias.member_id == member_id).order_by(Alias.id))
    return tuple(AliasRow(*row) for row in rows)


def _tags(session: Session, member_id: int, today: int) -> tuple[MemberTagRow, ...]:
    why = explain_tags(session, member_id, today)
    color = case((Tag.color == "", TagGroup.color), else_=Tag.color)
    statement = (
        select(Tag.id, Tag.name, color, MemberTag.how, MemberTag.created_at)
        .join(Tag, Tag.id == MemberTag.tag_id)
        .join(TagGroup, TagGroup.id == Tag.group_id)
        .where(MemberTag.member_id == member_id)
        .order_by(TagGroup.position, Tag.position, Tag.id)
    )
    return tuple(
        MemberTagRow(tag_id, name, shade, how, at, why.get(tag_id, ""))
        for tag_id, name, shade, how, at in session.execute(statement)
    )


def _refused_tags(session: Session, member_id: int) -> tuple[tuple[int, str], ...]:
    rows = (
        select(Tag.id, Tag.name)
        .join(TagRefusal, TagRefusal.tag_id == Tag.id)
        .where(TagRefusal.member_id == member_id)
        .order_by(Tag.position, Tag.id)
    )
    return tuple((tag_id, name) for tag_id, name in session.execute(rows))


def _orders(session: Session, member_id: int) -> tuple[MemberOrder, ...]:
    statement = (
        select(Order.id, Order.day, Order.status, Order.amount_fen, func.coalesce(GroupBuy.title, ""))
        .outerjoin(GroupBuy, GroupBuy.id == Order.group_buy_id)
        .where(Order.member_id == member_id)
        .order_by(Order.day.desc(), Order.id.desc())
        .limit(_MOST_ORDERS)
    )
    found = session.execute(statement).all()
    lines = select(OrderLine.order_id, OrderLine.name, OrderLine.qty_milli).where(
        OrderLine.order_id.in_([row[0] for row in found])
    )
    goods: dict[int, list[str]] = {}
    for order_id, name, milli in session.execute(lines.order_by(OrderLine.id)):
        goods.setdefault(order_id, []).append(name if milli == 1000 else f"{name} ×{milli / 1000:g}")
    return tuple(MemberOrder(*row, goods=_("、").join(goods.get(row[0], ()))) for row in found)


def _referrer(session: Session, member_id: int) -> tuple[int, str] | None:
    statement = select(Member.id, Member.name).join(Referral, Referral.referrer_id == Member.id)
    row = session.execute(statement.where(Referral.invitee_id == member_id)).first()
    return (row[0], row[1]) if row is not None else None


def _brought(session: Session, member_id: int) -> tuple[Brought, ...]:
    invited = aliased(Member)
    statement = (
        select(invited.id, invited.name, Referral.created_at, completed_an_order(invited.id))
        .join(Referral, Referral.invitee_id == invited.id)
        .where(Referral.referrer_id == member_id)
        .order_by(Referral.created_at.desc(), invited.id)
    )
    return tuple(Brought(*row) for row in session.execute(statement))


def completed_an_order(member_id: ColumnExpressionArgument[int]) -> ColumnElement[bool]:
    """An order of theirs is paid or collected and nothing of it was given back: what a referral counts from."""
    return exists().where(Order.member_id == member_id, Order.status.in_(("paid", "collected")), Order.refund_fen == 0)


def _touches(session: Session, member_id: int) -> tuple[TouchRow, ...]:
    at = func.coalesce(Touch.sent_at, Touch.prepared_at)
    statement = select(at, Touch.kind, Touch.status, Touch.text).where(Touch.member_id == member_id)
    rows = session.execute(statement.order_by(at.desc(), Touch.id.desc()).limit(_MOST_TOUCHES))
    return tuple(TouchRow(*row) for row in rows)


def _merges(session: Session, member_id: int) -> tuple[MergeRow, ...]:
    rows = session.scalars(select(MemberMerge).where(MemberMerge.kept_id == member_id).order_by(MemberMerge.id.desc()))
    return tuple(MergeRow(merge.id, merge.gone["member"]["name"], merge.merged_at) for merge in rows)
