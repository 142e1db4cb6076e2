"""Who brought a person, as a member list says it: by referral code, phone or member number."""

from __future__ import annotations

from sqlalchemy.orm import Session

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.members.identity import find_member, full_phone
from shopdesk.referrals.referring import find_by_code, record_referral


def record_referrer(session: Session, invitee_id: int, said: str) -> str:
    """Record who brought the member; returns "" or one sentence why it was not recorded."""
    found = find_by_code(session, said)
    referrer_id = found.id if found is not None else None
    if referrer_id is None:
        match = find_member(session, phone=full_phone(said), number=said)
        referrer_id = match.member_id if match.certain else None
    if referrer_id is None:
        return _("推荐人“{said}”没有认出来，请写推荐码、手机号或会员编号。").format(said=said[:20])
    try:
        record_referral(session, referrer_id, invitee_id, "import")
    except ShopError as refused:
        return refused.message
    return ""
