"""群核对: the member list of a WeChat group held against the shop: who ordered, who never did, who is new, who left.

A name is a member by the rules of `identity`; anything less is a question, answered once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from shopdesk.base.dates import day_of, now
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.texts import clean_text, fold
from shopdesk.data.shop import read_shop
from shopdesk.data.tables import GroupChat, GroupChatPerson
from shopdesk.members.aliases import add_alias, refuse_name
from shopdesk.members.candidates import Candidate, find_candidates
from shopdesk.members.group_text import Listed, split_room
from shopdesk.members.identity import Evidence, MemberIndex
from shopdesk.members.people import create_member
from shopdesk.members.unique_names import remember_unique_names, unique_names_since

NEW, NOBODY = -1, -2
"""Answers in place of a member's id: somebody new; none of those proposed, and it is not known who."""
RESULTS = ("ordered", "never", "unknown", "new", "left")
Key = tuple[str, int]
"""(folded name, which of those with it)"""


@dataclass(frozen=True)
class GroupAnswers:
    who: Mapping[Key, int] = field(default_factory=dict)
    """A member's id, NEW or NOBODY."""
    unique_names: bool | None = None
    """A name that exactly one member has is that member; None: as the shop said before."""


@dataclass(frozen=True)
class CheckRow:
    """Somebody who is in the group, or was."""

    key: Key
    name: str
    room: str
    """As far as the nickname says it."""
    mark: str
    """'' | owner | admin"""
    member_id: int | None
    member_name: str
    orders: int
    last_day: int | None
    presence: str
    """first (the group's first check) | same | new | back | left"""
    renamed_from: str
    proposed: tuple[Candidate, ...]
    answer: int | None
    by_name: bool
    """Settled by nothing but a name that is unique, or could be."""
    before: Key | None = None
    """The key of the row that is called so now."""

    @property
    def results(self) -> tuple[str, ...]:
        """Under which of RESULTS the owner looks for this one."""
        if self.presence == "left":
            return ("left",)
        known = "unknown" if self.member_id is None else "ordered" if self.orders else "never"
        return (known, "new") if self.presence in ("new", "back") else (known,)

    @property
    def asked(self) -> bool:
        return self.member_id is None and self.answer is None and bool(self.proposed)


@dataclass(frozen=True)
class Check:
    group_id: int | None
    rows: tuple[CheckRow, ...]
    checked_at: int | None
    """When the group was checked last."""
    unique_names: bool
    changes: int
    """How many rows saving would change."""

    def count(self, result: str) -> int:
        return sum(result in row.results for row in self.rows)


@dataclass(frozen=True)
class GroupRow:
    id: int
    name: str
    checked_at: int
    people: int


def list_groups(session: Session) -> list[GroupRow]:
    """The one checked last first, with how many are in it."""
    here = GroupChatPerson.left_at.is_(None)
    counts: dict[int, int] = {}
    for group_id in session.scalars(select(GroupChatPerson.group_chat_id).where(here)):
        counts[group_id] = counts.get(group_id, 0) + 1
    groups = session.scalars(select(GroupChat).order_by(GroupChat.checked_at.desc(), GroupChat.id.desc()))
    return [GroupRow(group.id, group.name, group.checked_at, counts.get(group.id, 0)) for group in groups]


def forget_group(session: Session, group_id: int) -> None:
    """The group with its people's names; members stay."""
    group = session.get(GroupChat, group_id)
    if group is not None:
        session.delete(group)
        session.flush()


# ---- looking


def look_at_group(
    session: Session, name: str, listed: tuple[Listed, ...] | None, answers: GroupAnswers | None = None
) -> Check:
    """The group `name` as this list shows it; None: as the last list showed it. This is a read-only operation."""
    answers = answers or GroupAnswers()
    group = session.scalar(select(GroupChat).where(GroupChat.name == clean_text(name)))
    stored = _stored(session, group.id if group is not None else None)
    if listed is None:
        listed = tuple(Listed(row.name, row.nth) for row in stored.values() if row.left_at is None)
    unique = answers.unique_names
    if unique is None:
        unique = unique_names_since(session) is not None
    rows = _People(session, stored, replace(answers, unique_names=unique), first=group is None).rows(listed)
    rows = _with_members(session, rows)
    changes = sum(_changes(row, stored.get(row.key)) for row in rows)
    return Check(group.id if group else None, rows, group.checked_at if group else None, unique, changes)


def _stored(session: Session, group_id: int | None) -> dict[Key, GroupChatPerson]:
    rows = session.scalars(
        select(GroupChatPerson).where(GroupChatPerson.group_chat_id == group_id).order_by(GroupChatPerson.id)
    )
    return {(row.folded, row.nth): row for row in rows}


def _changes(row: CheckRow, stored: GroupChatPerson | None) -> bool:
    if stored is None or row.answer is not None or row.presence in ("new", "back", "first"):
        return True
    return row.member_id != stored.member_id or (row.presence == "left" and stored.left_at is None)


class _People:
    """Says for each name who it is and whether it was there before."""

    def __init__(
        self, session: Session, stored: Mapping[Key, GroupChatPerson], answers: GroupAnswers, *, first: bool
    ) -> None:
        self._index = MemberIndex.kept(session)
        self._stored, self._answers, self._first = stored, answers, first

    def rows(self, listed: tuple[Listed, ...]) -> tuple[CheckRow, ...]:
        listed_keys = {person.key for person in listed}
        missing = {row.member_id: key for key, row in self._stored.items()
                   if key not in listed_keys and row.left_at is None and row.member_id is not None}  # fmt: skip
        rows, renamed = [], set()
        for person in listed:
            row = self._row(person)
            moved = row.presence == "new" and row.answer is None and row.member_id is not None
            before = missing.get(row.member_id or 0) if moved else None
            if before is not None and before not in renamed:
                renamed.add(before)
                row = replace(row, presence="same", renamed_from=self._stored[before].name, before=before)
            rows.append(row)
        gone = [key for key in self._stored if key not in listed_keys and key not in renamed]
        return (*rows, *(self._left(self._stored[key]) for key in gone))

    def _row(self, person: Listed) -> CheckRow:
        stored = self._stored.get(person.key)
        answer = self._answers.who.get(person.key)
        room = split_room(person.name)[1]
        presence = "first" if self._first else "new"
        if stored is not None:
            presence = "back" if stored.left_at is not None else "same"
        member: int | None = None
        proposed: tuple[Candidate, ...] = ()
        by_name = False
        if stored is not None and stored.member_id is not None and answer is None:
            member = stored.member_id
        else:
            member, proposed, by_name = self._identify(person.name)
        if answer is not None:
            member, by_name = (answer if answer > 0 else None), False
        return CheckRow(
            person.key, person.name, room, person.mark, member, "", 0, None, presence, "", proposed, answer, by_name
        )

    def _left(self, row: GroupChatPerson) -> CheckRow:
        room = split_room(row.name)[1]
        key = (row.folded, row.nth)
        return CheckRow(key, row.name, room, "", row.member_id, "", 0, None, "left", "", (), None, False)

    def _identify(self, name: str) -> tuple[int | None, tuple[Candidate, ...], bool]:
        """The member where that is certain, else who is proposed; and whether one is called exactly so."""
        called, room = split_room(name)
        whole = self._index.match(name=name)
        parts = self._index.match(name=called, room=room) if room else whole
        for match in (whole, parts):
            if match.certain and match.member_id is not None:
                return match.member_id, (), False
        namesakes = tuple(dict.fromkeys((*parts.namesakes, *whole.namesakes)))
        candidates = tuple(dict.fromkeys((*parts.candidates, *whole.candidates)))
        by_name = len(namesakes) == 1
        member = namesakes[0] if by_name and self._answers.unique_names else None
        ranked = self._index.rank(candidates, name=called, room=room)
        return member, tuple(_proposed(evidence) for evidence in ranked), by_name


def _proposed(evidence: Evidence) -> Candidate:
    return Candidate(evidence.member_id, "", "", "", 0, None, evidence.why)


def _with_members(session: Session, rows: tuple[CheckRow, ...]) -> tuple[CheckRow, ...]:
    """With the names and orders of the members."""
    ids = {row.member_id for row in rows if row.member_id is not None}
    ids |= {each.id for row in rows for each in row.proposed}
    known = find_candidates(session, sorted(ids))
    return tuple(_with_member(row, known) for row in rows)


def _with_member(row: CheckRow, known: Mapping[int, Candidate]) -> CheckRow:
    proposed = tuple(replace(known[each.id], why=each.why) for each in row.proposed if each.id in known)
    member = known.get(row.member_id) if row.member_id is not None else None
    if member is None:
        return replace(row, member_id=None, proposed=proposed)
    return replace(row, member_name=member.name, orders=member.orders, last_day=member.last_day, proposed=proposed)


# ---- saving


def save_check(session: Session, name: str, listed: tuple[Listed, ...], answers: GroupAnswers | None = None) -> Check:
    """Write the list down with the answers; the same list again on the same day changes nothing."""
    name, answers = clean_text(name)[:100], answers or GroupAnswers()
    if not name:
        raise ShopError(_("请给这个群起个名字。"), _("比如“翠湖花园一群”。"), "no_group")
    if not listed:
        raise ShopError(_("这段文字里没有名字。"), _("请粘贴群成员的名单，一行一个名字。"), "no_names")
    if answers.unique_names is not None:
        remember_unique_names(session, answers.unique_names)
    check = look_at_group(session, name, listed, answers)
    moment = now()
    group_id = check.group_id
    if group_id is None:
        group = GroupChat(name=name, checked_at=moment)
        session.add(group)
        session.flush()
        group_id = group.id
    stored = _stored(session, group_id)
    changed = [_save_row(session, group_id, row, stored, moment) for row in check.rows]
    zone = read_shop(session).time_zone
    if any(changed) or check.checked_at is None or day_of(check.checked_at, zone) != day_of(moment, zone):
        session.execute(update(GroupChat).where(GroupChat.id == group_id).values(checked_at=moment))
        here = (GroupChatPerson.group_chat_id == group_id, GroupChatPerson.left_at.is_(None))
        session.execute(update(GroupChatPerson).where(*here).values(last_seen_at=moment))
    session.flush()
    return look_at_group(session, name, None, GroupAnswers(unique_names=answers.unique_names))


def _save_row(
    session: Session, group_id: int, row: CheckRow, stored: Mapping[Key, GroupChatPerson], moment: int
) -> bool:
    before = stored.get(row.key)
    if row.presence == "left":
        if before is not None and before.left_at is None:
            before.left_at = moment
            return True
        return False
    member_id = _settled(session, row)
    if row.before is not None:
        before = stored[row.before]
        before.name, before.folded, before.nth = row.name, *row.key
        return True
    if before is None:
        session.add(
            GroupChatPerson(
                group_chat_id=group_id, member_id=member_id, name=row.name, folded=row.key[0], nth=row.key[1],
                first_seen_at=moment, last_seen_at=moment,
            )
        )  # fmt: skip
        return True
    changed = before.member_id != member_id or before.left_at is not None
    before.member_id, before.left_at = member_id, None
    return changed


def _settled(session: Session, row: CheckRow) -> int | None:
    """Who the row is, with what the owner's answer teaches."""
    if row.answer is None:
        return row.member_id
    called, room = split_room(row.name)
    member_id: int | None = None
    if row.answer == NEW:
        member_id = create_member(session, called, room=room, source=_("微信群"))
    elif row.answer != NOBODY:
        member_id = row.answer
    for other in row.proposed:
        if other.id != member_id:
            refuse_name(session, other.id, row.name)
            if room:
                refuse_name(session, other.id, called, room=room)
    if member_id is not None and (row.proposed or fold(row.name) != fold(called)):
        add_alias(session, member_id, row.name, source="import")
    return member_id
