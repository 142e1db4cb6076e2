"""Making, changing and deleting a member. Every value is cleaned and checked here, whoever brings it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from shopdesk.base.dates import now, today
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.texts import clean_text, fold
from shopdesk.data.tables import Member, Order, Referral
from shopdesk.members.aliases import add_alias
from shopdesk.members.birthdays import parse_birthday
from shopdesk.members.households import Place, same_household
from shopdesk.members.identity import full_phone
from shopdesk.members.search import refresh_search_text

_TEXTS = ("real_name", "wechat_id", "community", "building", "room", "address", "source", "note")
EDITABLE = ("name", "phone", "number", "gender", "birthday", "pickup_point_id", "phone_masked", *_TEXTS)


def create_member(session: Session, name: str, *, joined_at: int | None = None, **values: Any) -> int:
    """A new member with any of EDITABLE; returns the id. Raises ShopError for a value that cannot be."""
    checked = _checked(session, None, {"name": name, **values})
    member = Member(joined_at=now() if joined_at is None else joined_at, **checked)
    session.add(member)
    session.flush()
    refresh_search_text(session, [member.id])
    return member.id


def edit_member(session: Session, member_id: int, **changes: Any) -> None:
    """Change any of EDITABLE. The old nickname stays as an alias: orders under it still find the person."""
    member = _existing(session, member_id)
    checked = _checked(session, member_id, changes)
    old_name = member.name
    for key, value in checked.items():
        setattr(member, key, value)
    session.flush()
    if fold(old_name) != fold(member.name):
        add_alias(session, member_id, old_name)
    refresh_search_text(session, [member_id])


def delete_members(session: Session, member_ids: Iterable[int]) -> int:
    """Delete members and what hangs on them. Raises ShopError when one of them has orders; then all stay."""
    ids = list(member_ids)
    for member_id in ids:
        orders = session.scalar(select(func.count()).select_from(Order).where(Order.member_id == member_id))
        if orders:
            member = _existing(session, member_id)
            raise ShopError(
                _("{name}有 {count} 笔订单，不能删除。").format(name=member.name, count=orders),
                _("可以设为免打扰，或者和另一位会员合并。"),
                "has_orders",
            )
    for member_id in ids:
        session.execute(delete(Member).where(Member.id == member_id))
    session.expire_all()
    return len(ids)


def set_referrer(session: Session, member_id: int, referrer_id: int | None, how: str = "hand") -> None:
    """Who brought this member; None for nobody. A circle and the same household are refused."""
    known = session.scalar(select(Referral).where(Referral.invitee_id == member_id))
    if referrer_id is None:
        if known is not None:
            session.delete(known)
        session.flush()
        return
    invitee, referrer = _existing(session, member_id), _existing(session, referrer_id)
    if referrer_id != member_id and same_household(_place(invitee), _place(referrer)):
        raise ShopError(
            _("{referrer}和{invitee}住在同一户，不算推荐。").format(referrer=referrer.name, invitee=invitee.name),
            _("同住一户的人互相推荐不计奖励。"),
            "household_referral",
        )
    if member_id in _brought_up_to(session, referrer_id):
        raise ShopError(_("推荐关系绕成了一圈。"), _("推荐人不能是自己，也不能是自己带来的人。"), "circle")
    if known is not None:
        known.referrer_id, known.how = referrer_id, how
    else:
        session.add(Referral(referrer_id=referrer_id, invitee_id=member_id, how=how, created_at=now()))
    session.flush()


def _place(member: Member) -> Place:
    return Place(member.community, member.building, member.room)


def _brought_up_to(session: Session, member_id: int) -> set[int]:
    """The member, who brought them, who brought that one, and so on."""
    chain: set[int] = set()
    above: int | None = member_id
    while above is not None and above not in chain:
        chain.add(above)
        above = session.scalar(select(Referral.referrer_id).where(Referral.invitee_id == above))
    return chain


def _existing(session: Session, member_id: int) -> Member:
    member = session.get(Member, member_id)
    if member is None:
        raise ShopError(_("这位会员已经不在了。"), _("可能刚刚被删除或合并。"), "no_member")
    return member


# ---- values


def _checked(session: Session, member_id: int | None, values: dict[str, Any]) -> dict[str, Any]:
    unknown = values.keys() - set(EDITABLE)
    assert not unknown, f"not a member's value: {unknown}"
    checked = {key: clean_text(value) if isinstance(value, str) else value for key, value in values.items()}
    if "name" in checked and not checked["name"]:
        raise ShopError(_("昵称不能是空的。"), code="no_name")
    if "phone" in checked:
        checked["phone"] = _checked_phone(checked["phone"])
    if "number" in checked:
        checked["number"] = _checked_number(session, member_id, checked["number"])
    if "birthday" in checked:
        checked["birthday"] = _checked_birthday(checked["birthday"])
    if checked.get("gender", "") not in ("", "female", "male"):
        raise ShopError(_("性别只能是男、女或不填。"), code="bad_gender")
    return checked


def _checked_phone(text: str | None) -> str | None:
    if not text:
        return None
    phone = full_phone(text)
    if phone is None:
        raise ShopError(
            _("手机号“{text}”不对。").format(text=text[:30]), _("手机号是 1 开头的 11 位数字。"), "bad_phone"
        )
    return phone


def _checked_number(session: Session, member_id: int | None, number: str | None) -> str | None:
    if not number:
        return None
    owner = session.scalar(select(Member).where(Member.number == number))
    if owner is not None and owner.id != member_id:
        raise ShopError(
            _("编号 {number} 已经是{name}的。").format(number=number, name=owner.name),
            _("请换一个编号。"),
            "number_taken",
        )
    return number


def _checked_birthday(text: str) -> str:
    birthday = parse_birthday(text, today())
    if birthday is None:
        raise ShopError(
            _("生日“{text}”看不懂。").format(text=text[:30]), _("请写成 1990-05-03，或者只写 05-03。"), "bad_birthday"
        )
    return birthday
