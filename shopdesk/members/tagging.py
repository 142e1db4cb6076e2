"""Tags on members, by hand: put on, taken off, and left to the rule again."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from shopdesk.base.dates import now
from shopdesk.data.tables import Member, MemberTag, Tag, TagRefusal
from shopdesk.members.consent import chunks

_CHUNK = 500


def tag_members(session: Session, tag_id: int, member_ids: Iterable[int], how: str = "hand") -> int:
    """Give the tag to these members; returns how many did not have it. By hand, it may come back by its rule too, and
    who had it by its rule has it by hand from now on."""
    wanted = list(dict.fromkeys(member_ids))
    having = dict(session.execute(select(MemberTag.member_id, MemberTag.how).where(MemberTag.tag_id == tag_id)).all())
    here: set[int] = set()
    for chunk in chunks(wanted, _CHUNK):  # somebody may have been deleted since the list was read
        here.update(session.scalars(select(Member.id).where(Member.id.in_(chunk))))
        if how == "hand":
            session.execute(delete(TagRefusal).where(TagRefusal.tag_id == tag_id, TagRefusal.member_id.in_(chunk)))
            session.execute(
                update(MemberTag)
                .where(MemberTag.tag_id == tag_id, MemberTag.member_id.in_(chunk), MemberTag.how == "rule")
                .values(how="hand")
            )
    rows = [
        {"member_id": member, "tag_id": tag_id, "how": how, "created_at": now()}
        for member in wanted
        if member in here and member not in having
    ]
    if rows:
        session.execute(insert(MemberTag), rows)
    session.expire_all()
    return len(rows)


def untag_members(session: Session, tag_id: int, member_ids: Iterable[int]) -> int:
    """Take the tag from these members; returns how many had it. An automatic one does not come back to them."""
    count = 0
    automatic = session.scalar(select(Tag.rule).where(Tag.id == tag_id)) is not None
    for chunk in chunks(list(member_ids), _CHUNK):
        theirs = (MemberTag.tag_id == tag_id, MemberTag.member_id.in_(chunk))
        having = list(session.scalars(select(MemberTag.member_id).where(*theirs)))
        session.execute(delete(MemberTag).where(*theirs).execution_options(synchronize_session=False))
        count += len(having)
        if automatic and having:
            known = set(session.scalars(select(TagRefusal.member_id).where(TagRefusal.tag_id == tag_id)))
            rows = [{"member_id": each, "tag_id": tag_id, "refused_at": now()} for each in having if each not in known]
            if rows:
                session.execute(insert(TagRefusal), rows)
    session.expire_all()
    return count


def allow_tag(session: Session, tag_id: int, member_ids: Iterable[int]) -> int:
    """Let the rule decide again for members from whom the automatic tag was taken off; returns how many."""
    count = 0
    for chunk in chunks(list(member_ids), _CHUNK):
        statement = delete(TagRefusal).where(TagRefusal.tag_id == tag_id, TagRefusal.member_id.in_(chunk))
        count += session.execute(statement.execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined]
    session.expire_all()
    return count


def allow_everybody(session: Session, tag_id: int) -> int:
    """Let the rule decide again for everybody from whom the automatic tag was taken off; returns how many."""
    refused = list(session.scalars(select(TagRefusal.member_id).where(TagRefusal.tag_id == tag_id)))
    return allow_tag(session, tag_id, refused)


def drop_automatic_tags(session: Session, keep_id: int, gone_id: int) -> None:
    """Before two members become one: what a rule wrote is worked out anew for the one who stays, and what the other
    had by hand is theirs by hand."""
    by_hand = select(MemberTag.tag_id).where(MemberTag.member_id == gone_id, MemberTag.how != "rule")
    session.execute(delete(MemberTag).where(MemberTag.member_id == gone_id, MemberTag.how == "rule"))
    session.execute(
        delete(MemberTag).where(
            MemberTag.member_id == keep_id, MemberTag.how == "rule", MemberTag.tag_id.in_(by_hand.scalar_subquery())
        )
    )
