"""Writing people in bulk: new members, blanks filled (never overwritten), other names remembered, tags put on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from shopdesk.base.i18n import _
from shopdesk.base.progress import SILENT, Progress
from shopdesk.base.texts import clean_text, fold
from shopdesk.data.tables import Alias, AliasRefusal, Member, MemberTag, Tag, TagRefusal
from shopdesk.intake.draft import DraftPerson
from shopdesk.members.search import refresh_search_text, search_text_of
from shopdesk.members.tag_editing import create_tag, tag_name

_BATCH = 2000
_CHUNK = 500
_FILLED = ("phone", "room", "number", "real_name", "address", "phone_masked", "gender", "birthday", "note")


def insert_members(
    session: Session, people: Sequence[DraftPerson], moment: int, progress: Progress = SILENT
) -> list[int]:
    """Their ids, in the order of `people`."""
    first = (session.scalar(select(func.max(Member.id))) or 0) + 1
    for start in range(0, len(people), _BATCH):
        progress.report(start, len(people), _("正在写入会员"))
        rows = [
            _member_row(first + start + at, person, moment) for at, person in enumerate(people[start : start + _BATCH])
        ]
        session.execute(insert(Member), rows)
    return list(range(first, first + len(people)))


def _member_row(member_id: int, person: DraftPerson, moment: int) -> dict[str, Any]:
    names = (person.name, person.real_name)
    return {
        "id": member_id, "number": person.number or None, "name": person.name, "real_name": person.real_name,
        "phone": person.phone or None, "phone_masked": person.phone_masked, "gender": person.gender,
        "birthday": person.birthday, "room": person.room, "address": person.address, "source": person.source,
        "note": person.note, "joined_at": person.joined_at or moment,
        "search_text": search_text_of(
            names, phone=person.phone, phone_masked=person.phone_masked, number=person.number, room=person.room
        ),
    }  # fmt: skip


def fill_blanks(session: Session, known: Iterable[tuple[int, DraftPerson]]) -> set[int]:
    """Put in what a member lacks and the source says; returns whose record changed. Nothing is overwritten."""
    said: dict[int, dict[str, str]] = {}
    for member_id, person in known:
        facts = said.setdefault(member_id, {})
        for name in _FILLED:
            value = getattr(person, name)
            if value:
                facts.setdefault(name, value)
    ids = sorted(member_id for member_id, facts in said.items() if facts)
    columns = [getattr(Member, name) for name in _FILLED]
    changed: set[int] = set()
    for start in range(0, len(ids), _CHUNK):
        rows = session.execute(select(Member.id, *columns).where(Member.id.in_(ids[start : start + _CHUNK]))).all()
        for row in rows:
            facts = said[row[0]]
            blank = {name: facts[name] for name, has in zip(_FILLED, row[1:], strict=True) if name in facts and not has}
            values = {name: value for name, value in blank.items() if not _taken(session, name, value)}
            if values:
                session.execute(update(Member).where(Member.id == row[0]).values(**values))
                changed.add(row[0])
    if changed:
        refresh_search_text(session, sorted(changed))
    return changed


def _taken(session: Session, name: str, said: str) -> bool:
    """Whether another member has this member number (numbers are unique; a phone may be shared and is proposed)."""
    return name == "number" and session.scalar(select(Member.id).where(Member.number == said)) is not None


def remember_names(session: Session, known: Iterable[tuple[int, DraftPerson]], moment: int) -> set[int]:
    """A known member under another name: the name becomes an alias, so that it is right by itself next time."""
    wanted = {
        (member_id, fold(name), clean_text(name), kind)
        for member_id, person in known
        for name, kind in ((person.name, "nickname"), (person.real_name, "real_name"))
        if name
    }
    if not wanted:
        return set()
    ids = sorted({row[0] for row in wanted})
    have: set[tuple[int, str]] = set()
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        for row in session.execute(select(Member.id, Member.name, Member.real_name).where(Member.id.in_(chunk))):
            have |= {(row[0], fold(row[1])), (row[0], fold(row[2]))}
        query = select(Alias.member_id, Alias.folded).where(Alias.member_id.in_(chunk))
        have |= {(row[0], row[1]) for row in session.execute(query)}
    new: list[tuple[int, str, str, str]] = []
    for member_id, folded, name, kind in sorted(wanted):
        if (member_id, folded) not in have:
            have.add((member_id, folded))
            new.append((member_id, name, folded, kind))
    if new:
        keys = ("member_id", "name", "folded", "kind")
        rows = [dict(zip(keys, row, strict=True)) | {"source": "import", "created_at": moment} for row in new]
        session.execute(insert(Alias), rows)
        refresh_search_text(session, sorted({row[0] for row in new}))
    return {row[0] for row in new}


def remember_answers(session: Session, confirmed: Iterable[tuple[int, DraftPerson]], moment: int) -> set[int]:
    """The owner said that this name is this member: tomorrow it is right by itself."""
    wanted = {(member, fold(person.name), person.room): person for member, person in confirmed if person.name}
    ids = sorted({member for member, _folded, _room in wanted})
    have: set[tuple[int, str, str]] = set()
    for start in range(0, len(ids), _CHUNK):
        query = select(Alias.member_id, Alias.folded, Alias.room).where(
            Alias.member_id.in_(ids[start : start + _CHUNK]), Alias.kind == "nickname"
        )
        have |= {(row[0], row[1], row[2]) for row in session.execute(query)}
    rows: list[dict[str, Any]] = [
        {"member_id": member, "name": clean_text(person.name), "folded": folded, "kind": "nickname", "room": room,
         "source": "import", "created_at": moment}
        for (member, folded, room), person in wanted.items()
        if not {(member, folded, room), (member, folded, "")} & have
    ]  # fmt: skip
    if rows:
        session.execute(insert(Alias), rows)
        refresh_search_text(session, sorted({row["member_id"] for row in rows}))
    return {row["member_id"] for row in rows}


def remember_refusals(
    session: Session, refused: Iterable[tuple[int, DraftPerson]], moment: int
) -> list[tuple[int, str]]:
    """The owner said that this name is not this member: the member is not proposed for it again; returns the new."""
    wanted = {(member, fold(person.name), clean_text(person.room)): person for member, person in refused if person.name}
    ids = sorted({member for member, _folded, _room in wanted})
    have: set[tuple[int, str, str]] = set()
    for start in range(0, len(ids), _CHUNK):
        query = select(AliasRefusal.member_id, AliasRefusal.folded, AliasRefusal.room).where(
            AliasRefusal.member_id.in_(ids[start : start + _CHUNK])
        )
        have |= {(row[0], row[1], row[2]) for row in session.execute(query)}
    rows: list[dict[str, Any]] = [
        {"member_id": member, "folded": folded, "name": clean_text(person.name), "room": room, "decided_at": moment}
        for (member, folded, room), person in wanted.items()
        if (member, folded, room) not in have
    ]
    if rows:
        session.execute(insert(AliasRefusal), rows)
    return [(row["member_id"], row["folded"]) for row in rows]


def tag_people(session: Session, tagged: Iterable[tuple[int, tuple[str, ...]]], moment: int) -> set[int]:
    """Put the tags on, making those that do not exist in the group of the owner's own; returns who got a new one. An
    automatic tag that the owner took off a member stays off."""
    named = ((member_id, tag_name(name)) for member_id, names in tagged for name in names)
    wanted = [(member_id, name) for member_id, name in named if name]
    if not wanted:
        return set()
    ids = {tag.name: tag.id for tag in session.scalars(select(Tag))}
    for name in dict.fromkeys(name for _member, name in wanted):
        if name not in ids:
            ids[name] = create_tag(session, name)
    decided = {
        (row[0], row[1])
        for table in (MemberTag, TagRefusal)
        for row in session.execute(select(table.member_id, table.tag_id))
    }
    new = [pair for pair in dict.fromkeys((member_id, ids[name]) for member_id, name in wanted) if pair not in decided]
    if new:
        rows = [{"member_id": pair[0], "tag_id": pair[1], "how": "import", "created_at": moment} for pair in new]
        session.execute(insert(MemberTag), rows)
    return {pair[0] for pair in new}
