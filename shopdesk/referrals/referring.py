"""Who brought whom: every member's code, and referrals that keep to the rules.

Refused: oneself, people of the same household (the same door), and circles. Only one level counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.orm import Session

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.data.tables import Member, Order, Referral
from shopdesk.members.people import set_referrer
from shopdesk.referrals.codes import is_code, new_code, tidy_code


@dataclass(frozen=True)
class FoundMember:
    id: int
    name: str
    room: str


# ---- codes


def give_codes(session: Session, member_ids: Iterable[int] | None = None) -> int:
    """Give a code to those of these members (None: of all) who have none; returns to how many."""
    lacking = list(session.scalars(select(Member.id).where(Member.referral_code.is_(None)).order_by(Member.id)))
    if member_ids is not None:
        wanted = set(member_ids)
        lacking = [member_id for member_id in lacking if member_id in wanted]
    if not lacking:
        return 0
    taken = {code for code in session.scalars(select(Member.referral_code)) if code}
    rows = []
    for member_id in lacking:
        code = new_code(taken)
        taken.add(code)
        rows.append({"member": member_id, "code": code})
    table = Member.__table__
    statement = update(table).where(table.c.id == bindparam("member")).values(referral_code=bindparam("code"))  # type: ignore[arg-type]
    session.connection().execute(statement, rows)
    session.expire_all()
    return len(rows)


def find_by_code(session: Session, text: str) -> FoundMember | None:
    """The member whose code a person typed, blanks and small letters forgiven; None when nobody has it."""
    code = tidy_code(text)
    row = session.execute(select(Member.id, Member.name, Member.room).where(Member.referral_code == code)).first()
    return None if row is None or not code else FoundMember(row.id, row.name, row.room)


# ---- referrals


def record_referral(session: Session, referrer_id: int, invitee_id: int, how: str = "hand") -> None:
    """Write down who brought whom. `how`: code, import or hand; a referrer that is known already stays.

    Raises ShopError for oneself, the same household, a circle, or when somebody else brought the person first.
    """
    _existing(session, referrer_id)
    invitee = _existing(session, invitee_id)
    if referrer_id == invitee_id:
        raise ShopError(_("自己不能推荐自己。"), _("请填写另一位会员的推荐码。"), "self_referral")
    known = session.scalar(select(Referral.referrer_id).where(Referral.invitee_id == invitee_id))
    if known == referrer_id:
        return
    if known is not None:
        first = _existing(session, known)
        raise ShopError(
            _("{invitee}已经由{referrer}推荐过了。").format(invitee=invitee.name, referrer=first.name),
            _("要改推荐人，请在会员详情里改。"),
            "already_referred",
        )
    set_referrer(session, invitee_id, referrer_id, how)


def may_be_brought(session: Session, member_id: int) -> bool:
    """Nobody brought them yet, and they have not ordered: the moment to ask for a code."""
    return not session.scalar(
        select(
            exists().where(Referral.invitee_id == member_id)
            | exists().where(Order.member_id == member_id, Order.status != "cancelled")
        )
    )


def record_by_code(session: Session, text: str, invitee_id: int, how: str = "code") -> FoundMember:
    """record_referral by the code that the invited person gave; returns who has it."""
    referrer = find_by_code(session, text)
    if referrer is None:
        hint = _("没有会员用这个码。") if is_code(text) else _("可能抄错了一位，请再核对一遍。")
        raise ShopError(_("找不到推荐码“{code}”。").format(code=text.strip()[:20]), hint, "no_code")
    record_referral(session, referrer.id, invitee_id, how)
    return referrer


def _existing(session: Session, member_id: int) -> Member:
    member = session.get(Member, member_id)
    if member is None:
        raise ShopError(_("这位会员已经不在了。"), _("可能刚刚被删除或合并。"), "no_member")
    return member
