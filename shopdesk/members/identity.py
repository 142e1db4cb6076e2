"""Who is meant: by full mobile number, else by member number, else by nickname + room, else by a learned alias.

Never by a name alone: that only yields candidates to ask the owner about. One rule for a single question (find_member)
and for a whole file (MemberIndex).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from shopdesk.base.i18n import _
from shopdesk.base.texts import clean_text, fold, mask_phone
from shopdesk.data.database import derived
from shopdesk.data.tables import Alias, AliasRefusal, Member
from shopdesk.members.likeness import bare_name, names_alike, say_evidence, score_of

_FULL_PHONE = re.compile(r"(?:\+?86)?(1[0-9]{10})")
_ROOM_PARTS = re.compile(r"[0-9]+|[a-z]+")
_NUMERALS = re.compile("[零〇一二三四五六七八九十]+")
_NUMERAL_DIGITS = str.maketrans("零〇一二三四五六七八九", "00123456789")
_LARGEST_HOUSEHOLD = 12
"""A door that more members share than this is a shop's or a guard's."""


@dataclass(frozen=True)
class Evidence:
    """What speaks for a candidate."""

    member_id: int
    score: int
    why: str
    """One short sentence."""


@dataclass(frozen=True)
class Match:
    """Who it is. Certain and no member: nobody known, a new person. Not certain: ask, the likeliest candidate first."""

    member_id: int | None
    certain: bool
    candidates: tuple[int, ...]
    reason: str
    namesakes: tuple[int, ...] = ()
    """Of the candidates those who are called or were learned to be called exactly so."""


def full_phone(text: str | None) -> str | None:
    """The eleven digits of a mobile number however it is written, or None for anything else (a masked one too)."""
    digits = re.sub(r"[\s\-()\u2010-\u2015]", "", fold(text or ""))
    found = _FULL_PHONE.fullmatch(digits)
    return found.group(1) if found else None


def room_key(room: str) -> str:
    """The form in which two spellings are the same door: 3栋2单元501室 and 3-2-501 are "3-2-501"."""
    folded = fold(room)
    parts = _ROOM_PARTS.findall(_NUMERALS.sub(_in_digits, folded))
    return "-".join(part.lstrip("0") or "0" for part in parts) or folded


def _in_digits(numeral: re.Match[str]) -> str:
    """三 is 3, 十二 is 12, 三十 is 30, 五〇一 is 501."""
    digits = numeral.group().translate(_NUMERAL_DIGITS)
    tens, ten, ones = digits.partition("十")
    return f"{tens or 1}{ones or 0}" if ten else digits


@dataclass
class _Person:
    name: str  # folded
    phone: str | None
    room: str  # as room_key
    community: str  # folded
    masked: str = ""


@dataclass
class _Near:
    """Members by what only makes them likely."""

    by_bare: dict[str, list[int]]  # those whose name has more in it than letters
    by_door: dict[str, list[int]]


def _near_of(people: dict[int, _Person]) -> _Near:
    near = _Near({}, {})
    for member_id, person in people.items():
        if "-" in person.room:
            near.by_door.setdefault(person.room, []).append(member_id)
        if person.name and not person.name.isalnum():
            near.by_bare.setdefault(bare_name(person.name), []).append(member_id)
    return near


class MemberIndex:
    """All members by what finds them, in memory: some 0.5 s for 100,000, then microseconds for each question."""

    def __init__(self) -> None:
        self._people: dict[int, _Person] = {}
        self._by_phone: dict[str, list[int]] = {}
        self._by_number: dict[str, int] = {}
        self._by_name: dict[str, list[int]] = {}
        self._by_alias: dict[str, list[tuple[int, str, str]]] = {}  # folded: (member, room key, kind)
        self._near: _Near | None = None  # made when the first unknown name asks for it
        self._refused: set[tuple[str, str, int]] = set()  # (folded, room key, member): the owner said it is not them

    @classmethod
    def load(cls, session: Session) -> MemberIndex:
        return cls._load(session, None)

    @classmethod
    def kept(cls, session: Session) -> MemberIndex:
        """The same, kept in memory while no name changes (56 MB for 100,000 members): to ask, not to add to."""
        return derived(session, "members.identity", cls.load, ("member", "alias", "alias_refusal"))

    @classmethod
    def _load(cls, session: Session, where: ColumnElement[bool] | None) -> MemberIndex:
        index = cls()
        members = select(
            Member.id, Member.name, Member.phone, Member.number, Member.room, Member.community, Member.real_name
        ).order_by(Member.id)
        aliases = select(Alias.member_id, Alias.name, Alias.room, Alias.kind).order_by(Alias.id)
        refusals = select(AliasRefusal.member_id, AliasRefusal.folded, AliasRefusal.room)
        if where is not None:
            members = members.where(where)
            aliases = aliases.join(Member, Member.id == Alias.member_id).where(where)
            refusals = refusals.join(Member, Member.id == AliasRefusal.member_id).where(where)
        for row in session.execute(members):
            index.add(row[0], name=row[1], phone=row[2], number=row[3], room=row[4], community=row[5], real_name=row[6])
        for member_id, name, room, kind in session.execute(aliases):
            index.add_alias(member_id, name, room, kind)
        index._refused = {(folded, room_key(room), member_id) for member_id, folded, room in session.execute(refusals)}
        return index

    def knows(self, member_id: int) -> bool:
        return member_id in self._people

    def add(
        self,
        member_id: int,
        *,
        name: str,
        phone: str | None = None,
        number: str | None = None,
        room: str = "",
        community: str = "",
        real_name: str = "",
    ) -> None:
        """Know one more member, or what has been learned about one that is known."""
        folded = fold(name)
        self._people[member_id] = _Person(folded, phone, room_key(room), fold(community))
        self._near = None
        if phone:
            _append(self._by_phone, phone, member_id)
        if number:
            self._by_number[number] = member_id
        if folded:
            _append(self._by_name, folded, member_id)
        if real_name:
            self.add_alias(member_id, real_name, "", "real_name")

    def add_alias(self, member_id: int, name: str, room: str = "", kind: str = "nickname") -> None:
        _append(self._by_alias, fold(name), (member_id, room_key(room), kind))

    def match(
        self,
        *,
        phone: str | None = None,
        number: str | None = None,
        name: str = "",
        room: str = "",
        community: str = "",
        kind: str = "nickname",
    ) -> Match:
        """Who is meant. `kind` says what sort of alias `name` may be for certain (a bill: payer)."""
        wanted = _wanted(name, phone, room, community)
        if wanted.phone and wanted.phone in self._by_phone:
            return self._by_that_phone(wanted)
        numbered = self._by_number.get(clean_text(number or ""))
        if numbered is not None:
            return Match(numbered, True, (numbered,), _("会员编号一致"))
        if not wanted.name:
            return Match(None, True, (), _("没有这个人的资料"))
        return (
            self._by_name_and_room(wanted)
            or self._by_learned_alias(wanted, kind)
            or self._by_name_alone(wanted)
            or self._by_likeness(wanted)
            or Match(None, True, (), _("没有叫这个名字的会员"))
        )

    def rank(
        self, members: Iterable[int], *, name: str, phone: str | None = None, room: str = "", masked: str = ""
    ) -> list[Evidence]:
        """What speaks for each of these members being the one, the most first."""
        wanted = _wanted(name, phone, room, "", masked)
        found = [(member, self._kinds(member, wanted)) for member in members if member in self._people]
        ranked = [Evidence(member, score_of(kinds), say_evidence(kinds)) for member, kinds in found]
        return sorted(ranked, key=lambda evidence: -evidence.score)

    def _kinds(self, member: int, wanted: _Person) -> list[str]:
        person = self._people[member]
        kinds = ["phone"] if wanted.phone and person.phone == wanted.phone else []
        if wanted.masked and person.phone and mask_phone(person.phone) == wanted.masked:
            kinds.append("masked")
        if wanted.room and person.room:
            kinds += ["room"] if person.room == wanted.room else ["door"] if _same_end(person.room, wanted.room) else []
        if person.name == wanted.name:
            return [*kinds, "name"]
        learned = {kind for known, _room, kind in self._by_alias.get(wanted.name, ()) if known == member}
        kinds += [
            word
            for kind, word in (("nickname", "alias"), ("payer", "payer"), ("real_name", "real_name"))
            if kind in learned
        ]
        alike = names_alike(person.name, wanted.name) if not learned else ""
        return [*kinds, alike] if alike else kinds

    def _by_that_phone(self, wanted: _Person) -> Match:
        found = self._by_phone[wanted.phone or ""]
        same_name = [member for member in found if self._people[member].name == wanted.name]
        if len(found) == 1:
            return Match(found[0], True, (found[0],), _("手机号一致"))
        if len(same_name) == 1:
            return Match(same_name[0], True, (same_name[0],), _("手机号和昵称都一致"))
        reason = _("有 {count} 位会员用这个手机号").format(count=len(found))
        return Match(None, False, tuple(dict.fromkeys((*same_name, *found))), reason)

    def _by_name_and_room(self, wanted: _Person) -> Match | None:
        if not wanted.room:
            return None
        found = [member for member in self._named(wanted) if self._people[member].room == wanted.room]
        same = [member for member in found if self._agrees(member, wanted)]
        if len(same) == 1:
            return Match(same[0], True, (same[0],), _("昵称和房号一致"))
        if same:
            reason = _("有 {count} 位会员的昵称和房号都是这样").format(count=len(same))
            return Match(None, False, tuple(same), reason, tuple(same))
        if found and not self._other_community(found, wanted):
            return Match(None, False, tuple(found), _("昵称和房号一致，但手机号不同"))
        return None

    def _by_learned_alias(self, wanted: _Person, kind: str) -> Match | None:
        found = [
            (
                member,
                (bool(room) and room == wanted.room) or (not (room and wanted.room) and self._may_be(member, wanted)),
            )
            for member, room, its_kind in self._by_alias.get(wanted.name, ())
            if its_kind == kind and self._agrees(member, wanted) and not self._is_refused(member, wanted)
        ]
        fitting = list(dict.fromkeys(member for member, fits in found if fits))
        rivals = [member for member in self._named(wanted) if member not in fitting and self._may_be(member, wanted)]
        if len(fitting) == 1 and not rivals:
            return Match(fitting[0], True, (fitting[0],), _("以前用过这个名字"))
        if fitting:
            reason = _("有 {count} 位会员用过这个名字").format(count=len(fitting) + len(rivals))
            return Match(None, False, (*fitting, *rivals), reason, (*fitting, *rivals))
        return None

    def _by_name_alone(self, wanted: _Person) -> Match | None:
        aliases = [
            (member, kind)
            for member, _room, kind in self._by_alias.get(wanted.name, ())
            if not self._is_refused(member, wanted)
        ]
        called = [*self._named(wanted), *(member for member, _kind in aliases)]
        found = tuple(member for member in dict.fromkeys(called) if self._may_be(member, wanted))
        if not found:
            return None
        named = {*self._named(wanted), *(member for member, kind in aliases if kind == "nickname")}
        namesakes = tuple(member for member in found if member in named)
        return Match(None, False, found, _("只有名字一样，请确认是不是同一个人"), namesakes)

    def _by_likeness(self, wanted: _Person) -> Match | None:
        """The same name but for emoji, or a name like it behind the same door: never certain, asked about."""
        if self._near is None:
            self._near = _near_of(self._people)
        bare = bare_name(wanted.name)
        near = [*self._near.by_bare.get(bare, ()), *(self._by_name.get(bare, ()) if bare != wanted.name else ())]
        housemates = self._near.by_door.get(wanted.room, [])
        if len(housemates) <= _LARGEST_HOUSEHOLD:
            near += housemates
        found = tuple(
            member
            for member in dict.fromkeys(near)
            if self._may_be(member, wanted)
            and not self._is_refused(member, wanted)
            and names_alike(self._people[member].name, wanted.name)
        )
        if not found:
            return None
        ranked = self.rank(found, name=wanted.name, phone=wanted.phone, room=wanted.room)
        return Match(None, False, tuple(each.member_id for each in ranked), ranked[0].why)

    def _named(self, wanted: _Person) -> list[int]:
        return [member for member in self._by_name.get(wanted.name, ()) if not self._is_refused(member, wanted)]

    def _is_refused(self, member: int, wanted: _Person) -> bool:
        """The owner said of this very name and room that it is not this member."""
        return (wanted.name, wanted.room, member) in self._refused

    def _agrees(self, member: int, wanted: _Person) -> bool:
        """No full phone and no community speaks against it."""
        person = self._people[member]
        same_phone = not (person.phone and wanted.phone) or person.phone == wanted.phone
        return same_phone and (not (person.community and wanted.community) or person.community == wanted.community)

    def _other_community(self, members: Iterable[int], wanted: _Person) -> bool:
        communities = {self._people[member].community for member in members}
        return bool(wanted.community) and wanted.community not in communities and "" not in communities

    def _may_be(self, member: int, wanted: _Person) -> bool:
        """A namesake behind another door is another person; 501 may still be 3-501."""
        room = self._people[member].room
        doors = not (room and wanted.room) or room == wanted.room or _same_end(room, wanted.room)
        return self._agrees(member, wanted) and doors


def _wanted(name: str, phone: str | None, room: str, community: str, masked: str = "") -> _Person:
    return _Person(fold(clean_text(name)), full_phone(phone), room_key(room), fold(community), masked)


def _same_end(one: str, other: str) -> bool:
    """501 and 3-501."""
    return one.endswith("-" + other) or other.endswith("-" + one)


def find_member(
    session: Session,
    *,
    phone: str | None = None,
    number: str | None = None,
    name: str = "",
    room: str = "",
    community: str = "",
    kind: str = "nickname",
) -> Match:
    """Who is meant, for a single question; a whole file asks a MemberIndex."""
    session.flush()
    conditions: list[ColumnElement[bool]] = []
    if digits := full_phone(phone):
        conditions.append(Member.phone == digits)
    if number:
        conditions.append(Member.number == clean_text(number))
    if folded := fold(clean_text(name)):
        conditions.append(_a_line_of_search_text(folded))
        conditions.append(Member.search_text.contains(bare_name(folded), autoescape=True))
    door = room_key(room).rpartition("-")[2] if folded else ""
    if door:
        conditions.append(Member.room.contains(door, autoescape=True))
    ids = list(session.scalars(select(Member.id).where(or_(False, *conditions))))
    index = MemberIndex._load(session, Member.id.in_(ids))
    return index.match(phone=phone, number=number, name=name, room=room, community=community, kind=kind)


def _a_line_of_search_text(folded: str) -> ColumnElement[bool]:
    text = Member.search_text
    return or_(
        text == folded,
        text.startswith(folded + "\n", autoescape=True),
        text.endswith("\n" + folded, autoescape=True),
        text.contains("\n" + folded + "\n", autoescape=True),
    )


def _append(index: dict[str, list[Any]], key: str, entry: Any) -> None:
    entries = index.setdefault(key, [])
    if entry not in entries:
        entries.append(entry)
