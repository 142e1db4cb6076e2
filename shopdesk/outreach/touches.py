"""Messages that the owner sends by hand, one member at a time: who is next, what to say, what was sent.

Nothing is sent from here. A touch is written down when the owner says that it was sent; limits warn and do not forbid,
do-not-contact forbids.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shopdesk.base.dates import day_of, local, now, short_day, start_of
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.texts import clean_text
from shopdesk.content.merge_fields import Filled, fill
from shopdesk.content.merge_values import LinkFor, values_of_member
from shopdesk.data.shop import ContactLimits, Shop, read_shop
from shopdesk.data.tables import Member, Touch

KINDS = ("marketing", "service")
SENT = ("sent", "answered", "bought")
_LONGEST_TEXT = 5000


@dataclass(frozen=True)
class Recipient:
    """The next one to write to, and what the owner should know before."""

    id: int
    name: str
    place: str
    wechat_id: str
    note: str
    sent_today: int
    """Messages of today, of any kind."""
    warnings: tuple[str, ...]
    """Why it may be better not to write now; sentences."""
    forbidden: str
    """Why nothing may be sent at all, else ""."""


def kind_name(kind: str) -> str:
    return {"marketing": _("营销"), "service": _("服务通知")}[kind]


def write_message(session: Session, member_id: int, body: str, today: int, link_for: LinkFor | None = None) -> Filled:
    """The text with the member's own values filled in; what is missing stays as {{字段}} and is named."""
    return fill(body, values_of_member(session, member_id, today, link_for))


def read_recipient(session: Session, member_id: int, kind: str, at: int) -> Recipient | None:
    """None when the member is gone. `at` is now, in epoch seconds."""
    member = session.get(Member, member_id)
    if member is None:
        return None
    shop = read_shop(session)
    today = start_of(day_of(at, shop.time_zone), shop.time_zone)
    moments = _sent_moments(session, member_id, since=today, kinds=KINDS)
    reason = member.do_not_contact_reason
    forbidden = ""
    if member.do_not_contact:
        forbidden = _("免打扰：{reason}").format(reason=reason) if reason else _("这位会员在免打扰名单里。")
    warnings = _warnings(session, member, shop, kind, at) if not forbidden else []
    place = " ".join(part for part in (member.community, member.building, member.room) if part)
    return Recipient(
        member.id, member.name, place, member.wechat_id, member.note, len(moments), tuple(warnings), forbidden
    )


def record_sent(
    session: Session,
    member_id: int,
    text: str,
    *,
    kind: str = "marketing",
    template_id: int | None = None,
    segment: str = "",
    at: int | None = None,
) -> int:
    """Write down that this was sent by hand; returns the touch's id. Raises ShopError for do-not-contact or no text."""
    if kind not in KINDS:
        raise ValueError(f"no such kind: {kind!r}")
    text = clean_text(text)[:_LONGEST_TEXT]
    if not text:
        raise ShopError(_("还没有写内容。"), _("写好再标记已发送。"), "no_text")
    member = session.get(Member, member_id)
    if member is None:
        raise ShopError(_("这位会员已经不在了。"), "", "gone")
    if member.do_not_contact:
        raise ShopError(_("{name} 要求免打扰，不能再发。").format(name=member.name), "", "do_not_contact")
    at = now() if at is None else at
    touch = Touch(
        member_id=member_id, kind=kind, status="sent", template_id=template_id, segment=segment, text=text,
        prepared_at=at, sent_at=at,
    )  # fmt: skip
    session.add(touch)
    session.flush()
    return touch.id


def count_sent(session: Session, day: int) -> int:
    """Messages that were sent on that local day."""
    first, last = _day_span(session, day)
    query = select(func.count()).where(Touch.status.in_(SENT), Touch.sent_at >= first, Touch.sent_at < last)
    return session.scalar(query) or 0


def sent_on(session: Session, ids: Iterable[int], day: int) -> set[int]:
    """Which of these members were written to on that local day."""
    first, last = _day_span(session, day)
    query = select(Touch.member_id).where(Touch.status.in_(SENT), Touch.sent_at >= first, Touch.sent_at < last)
    return set(session.scalars(query)) & set(ids)


def quiet_warning(limits: ContactLimits, at: int, zone: str) -> str:
    """A sentence while the shop's quiet hours last, else ""."""
    moment = local(at, zone)
    minute = moment.hour * 60 + moment.minute
    begin, end = limits.quiet_from_minute, limits.quiet_to_minute
    quiet = begin <= minute < end if begin <= end else minute >= begin or minute < end
    if not quiet:
        return ""
    return _("现在是安静时间（{begin}–{end}），早上再发更合适。").format(begin=_clock(begin), end=_clock(end))


# ---- what warns


def _warnings(session: Session, member: Member, shop: Shop, kind: str, at: int) -> list[str]:
    quiet = quiet_warning(shop.contact, at, shop.time_zone)
    found = [quiet] if quiet else []
    if kind != "marketing":
        return found
    if not member.marketing_consent:
        found.append(_("没有同意营销的记录，只适合发订单和取货通知。"))
    return found + _frequency(session, member.id, shop, at)


def _frequency(session: Session, member_id: int, shop: Shop, at: int) -> list[str]:
    """The same limits as the segment field `contactable`: local days, today included."""
    limits, zone = shop.contact, shop.time_zone
    day = day_of(at, zone)
    month = _sent_moments(session, member_id, since=start_of(day - 29, zone), kinds=("marketing",))
    recent = [moment for moment in month if moment >= start_of(day - limits.days_between + 1, zone)]
    if recent:
        last = short_day(day_of(max(recent), zone))
        return [_("{day} 刚发过营销消息（{days} 天内最多一次）。").format(day=last, days=limits.days_between)]
    if len(month) >= limits.most_in_30:
        return [
            _("30 天内已发过 {count} 次营销消息（最多 {most} 次）。").format(count=len(month), most=limits.most_in_30)
        ]
    return []


def _sent_moments(session: Session, member_id: int, *, since: int, kinds: tuple[str, ...]) -> list[int]:
    query = select(Touch.sent_at).where(Touch.member_id == member_id, Touch.kind.in_(kinds), Touch.sent_at >= since)
    return [moment for moment in session.scalars(query) if moment is not None]


def _day_span(session: Session, day: int) -> tuple[int, int]:
    zone = read_shop(session).time_zone
    return start_of(day, zone), start_of(day + 1, zone)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
