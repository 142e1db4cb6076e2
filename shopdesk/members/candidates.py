"""Members whom a name may mean, with what helps the owner to tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.dates import short_day
from shopdesk.base.i18n import _
from shopdesk.base.texts import mask_phone
from shopdesk.data.tables import Member, MemberSummary

_CHUNK = 500


@dataclass(frozen=True)
class Candidate:
    id: int
    name: str
    room: str
    phone: str
    orders: int
    last_day: int | None
    why: str = ""
    """What speaks for this one, in one short sentence."""

    @property
    def label(self) -> str:
        return " · ".join(part for part in (self.name, self.room) if part)

    @property
    def facts(self) -> str:
        """What speaks for it, the phone's tail, how often and when last."""
        facts = (self.why, mask_phone(self.phone) if self.phone else "", bought_words(self.orders, self.last_day))
        return _("，").join(fact for fact in facts if fact)


def bought_words(orders: int, last_day: int | None) -> str:
    bought = _("买过 {count} 单").format(count=orders) if orders else _("还没有买过")
    return bought if last_day is None else _("，").join((bought, _("最近 {day}").format(day=short_day(last_day))))


def find_candidates(session: Session, ids: Sequence[int]) -> dict[int, Candidate]:
    """By id, those of them that are members; why each one is proposed is added by who proposes it."""
    found: dict[int, Candidate] = {}
    for start in range(0, len(ids), _CHUNK):
        query = (
            select(Member.id, Member.name, Member.room, Member.phone, MemberSummary.order_count, MemberSummary.last_day)
            .outerjoin(MemberSummary, MemberSummary.id == Member.id)
            .where(Member.id.in_(ids[start : start + _CHUNK]))
        )
        for member_id, name, room, phone, orders, last_day in session.execute(query):
            found[member_id] = Candidate(member_id, name, room, phone or "", orders or 0, last_day)
    return found
