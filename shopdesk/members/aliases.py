"""Other names the same person orders or pays under."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.dates import now
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.texts import clean_text, fold
from shopdesk.data.tables import Alias, AliasRefusal
from shopdesk.members.search import refresh_search_text


def alias_kind_name(kind: str) -> str:
    return {"nickname": _("群昵称"), "payer": _("付款名"), "real_name": _("真名")}[kind]


def add_alias(
    session: Session, member_id: int, name: str, *, room: str = "", kind: str = "nickname", source: str = "hand"
) -> int:
    """Remember the name; returns the alias' id, that of the old one when it is known already."""
    name, room = clean_text(name), clean_text(room)
    if not name:
        raise ShopError(_("别名不能是空的。"), code="no_name")
    known = session.scalar(
        select(Alias.id).where(
            Alias.member_id == member_id, Alias.folded == fold(name), Alias.room == room, Alias.kind == kind
        )
    )
    if known is not None:
        return known
    alias = Alias(
        member_id=member_id, name=name, folded=fold(name), room=room, kind=kind, source=source, created_at=now()
    )
    session.add(alias)
    session.flush()
    refresh_search_text(session, [member_id])
    return alias.id


def refuse_name(session: Session, member_id: int, name: str, *, room: str = "") -> None:
    """Remember that this name is not this member: they are not proposed for it again."""
    name, room = clean_text(name), clean_text(room)
    known = select(AliasRefusal.id).where(
        AliasRefusal.member_id == member_id, AliasRefusal.folded == fold(name), AliasRefusal.room == room
    )
    if name and session.scalar(known) is None:
        session.add(AliasRefusal(member_id=member_id, name=name, folded=fold(name), room=room, decided_at=now()))
        session.flush()


def remove_alias(session: Session, alias_id: int) -> None:
    alias = session.get(Alias, alias_id)
    if alias is None:
        return
    session.delete(alias)
    session.flush()
    refresh_search_text(session, [alias.member_id])
