"""Who may be the same person: pairs with the evidence for and against. Proposed, never merged by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.dates import now
from shopdesk.base.i18n import _
from shopdesk.base.texts import fold, mask_phone
from shopdesk.data.database import derived, fetch_rows
from shopdesk.data.tables import Alias, AliasRefusal, DuplicateDecision
from shopdesk.members.identity import room_key

# Evidence adds up; a different full phone number speaks against it. Below _ENOUGH nobody is asked.
_WEIGHTS = {"phone": 100, "wechat": 90, "name_room": 80, "alias": 60, "similar_room": 50, "masked": 40}
_BESIDES_NAMES = frozenset({"phone", "wechat"})
_OTHER_PHONE = -45
_ENOUGH = 40
_READ = ("member", "alias", "alias_refusal", "duplicate_decision")
_LARGEST_GROUP = 12
"""A value that more members share than this (a shop's own number, a family room) proves nothing by itself."""
_SIMILAR = 0.6


@dataclass(frozen=True)
class Proposal:
    """Two members that may be one person. `low_id` < `high_id`."""

    low_id: int
    high_id: int
    score: int
    reasons: tuple[str, ...]
    """Short sentences, the strongest first."""
    later: bool
    """The owner has put it off."""


class _Person(NamedTuple):  # a frozen dataclass takes 1.2 s longer to make 100,000 times
    id: int
    name: str
    folded: str
    real_name: str
    phone: str | None
    masked: str
    wechat: str
    room: str
    place: str
    sound: str
    """The name in pinyin, or as it is where nothing in it is Chinese."""
    aliases: tuple[str, ...]


def propose_duplicates(session: Session, limit: int = 200) -> list[Proposal]:
    """The likeliest pairs first, those put off last; pairs that the owner called different are left out.

    Reads all members: a second for 100,000 of them, then kept until their names, doors, numbers or aliases may have
    changed.
    """
    return _proposals(session)[:limit]


def count_duplicates(session: Session) -> int:
    """Pairs waiting for a decision, without those put off."""
    return sum(not proposal.later for proposal in _proposals(session))


def _proposals(session: Session) -> list[Proposal]:
    return derived(session, "members.duplicates", _propose, _READ)


def _propose(session: Session) -> list[Proposal]:
    people = _read_people(session)
    decided = {
        (low, high): decision
        for low, high, decision in session.execute(
            select(DuplicateDecision.low_id, DuplicateDecision.high_id, DuplicateDecision.decision)
        )
    }
    refused = {
        (row[0], row[1]) for row in session.execute(select(AliasRefusal.member_id, AliasRefusal.folded)) if row[1]
    }
    found = []
    for pair, kinds in _pairs(people).items():
        decision = decided.get(pair)
        first, second = people[pair[0]], people[pair[1]]
        if (first.id, second.folded) in refused or (second.id, first.folded) in refused:
            kinds &= _BESIDES_NAMES  # "this name is not her" was answered in an import
            if not kinds:
                continue
        score = sum(_WEIGHTS[kind] for kind in kinds)
        against = bool(first.phone and second.phone and first.phone != second.phone)
        score += _OTHER_PHONE if against else 0
        if decision != "different" and score >= _ENOUGH:
            reasons = tuple(_reasons(first, second, kinds, against))
            found.append(Proposal(*pair, score, reasons, decision == "later"))
    return sorted(found, key=lambda proposal: (proposal.later, -proposal.score, proposal.low_id, proposal.high_id))


def _read_people(session: Session) -> dict[int, _Person]:
    aliases: dict[int, list[str]] = {}
    for member_id, folded in session.execute(select(Alias.member_id, Alias.folded).where(Alias.kind != "payer")):
        aliases.setdefault(member_id, []).append(folded)
    people = {}
    nothing = ()
    for member, name, real_name, phone, masked, wechat, building, room, community, sound in fetch_rows(
        session,
        "SELECT id, name, real_name, phone, phone_masked, wechat_id, building, room, community, "
        # search_text begins with how the name is spelled
        "substr(search_text, 1, instr(search_text || char(10), char(10)) - 1) FROM member",
    ):
        key = _room_key(room) if room else ""
        people[member] = _Person(
            member, name, _fold(name), _fold(real_name) if real_name else "", phone, masked,
            _fold(wechat) if wechat else "", key, f"{community}|{building}|{key}" if key else "", sound,
            tuple(aliases[member]) if member in aliases else nothing,
        )  # fmt: skip
    return people


# Names and rooms come back again and again, and folding is half of the work.
_fold = lru_cache(maxsize=65536)(fold)
_room_key = lru_cache(maxsize=65536)(room_key)


def _pairs(people: dict[int, _Person]) -> dict[tuple[int, int], set[str]]:
    evidence: dict[tuple[int, int], set[str]] = {}
    for kind, groups in (
        ("phone", _grouped((person.phone or "", person.id) for person in people.values())),
        ("wechat", _grouped((person.wechat, person.id) for person in people.values())),
        ("name_room", _grouped((_name_and_room(person), person.id) for person in people.values())),
        ("alias", _grouped(_known_names(people.values()))),
        ("masked", _grouped(_masked_phones(people.values()))),
    ):
        for members in groups:
            for first, second in combinations(members, 2):
                if kind != "alias" or people[first].folded != people[second].folded:
                    evidence.setdefault((first, second), set()).add(kind)
    for members in _grouped((person.place, person.id) for person in people.values()):
        for first, second in combinations(members, 2):
            if kind := _like_at_one_door(people[first], people[second]):
                evidence.setdefault((first, second), set()).add(kind)
    return evidence


def _grouped(keyed: Iterable[tuple[str, int]]) -> Iterator[list[int]]:
    """Ids that share a key, ascending; keys of one or of too many are passed over."""
    alone: dict[str, int] = {}
    groups: dict[str, set[int]] = {}
    for key, member_id in keyed:
        if key and (first := alone.setdefault(key, member_id)) != member_id:
            groups.setdefault(key, {first}).add(member_id)
    return (sorted(members) for members in groups.values() if len(members) <= _LARGEST_GROUP)


def _name_and_room(person: _Person) -> str:
    return f"{person.folded}|{person.room}" if person.folded and person.room else ""


def _known_names(people: Iterable[_Person]) -> Iterator[tuple[str, int]]:
    """Names under which a learned alias meets another member; one character proves nothing."""
    people = list(people)
    learned = {alias for person in people for alias in person.aliases if len(alias) >= 2}
    for person in people:
        for name in (person.folded, *person.aliases):
            if name in learned:
                yield name, person.id


def _masked_phones(people: Iterable[_Person]) -> Iterator[tuple[str, int]]:
    """The visible digits of a number together with the nickname."""
    people = list(people)
    names = {person.folded for person in people if person.masked}
    for person in people:
        if person.folded not in names:
            continue
        shown = mask_phone(person.phone) if person.phone else person.masked
        if shown and person.folded:
            yield f"{person.folded}|{shown}", person.id


def _like_at_one_door(first: _Person, second: _Person) -> str:
    if first.folded == second.folded:
        return ""  # said already as nickname + room
    if first.real_name and first.real_name in (second.real_name, second.folded):
        return "similar_room"
    if second.real_name and second.real_name == first.folded:
        return "similar_room"
    one, other = sorted((first.folded, second.folded), key=len)
    if len(one) >= 2 and one in other:
        return "similar_room"
    if first.sound and first.sound == second.sound:
        return "similar_room"
    shared = sum(min(one.count(character), other.count(character)) for character in set(one) & set(other))
    if 2 * shared < _SIMILAR * (len(one) + len(other)):
        return ""  # the ratio cannot be higher than this
    return "similar_room" if SequenceMatcher(None, one, other).ratio() >= _SIMILAR else ""


def _reasons(first: _Person, second: _Person, kinds: set[str], against: bool) -> Iterator[str]:
    sentences = {
        "phone": _("手机号相同"),
        "wechat": _("微信号相同"),
        "name_room": _("昵称和房号都相同"),
        "alias": _("用过同一个名字"),
        "similar_room": _("住同一户，名字相近"),
        "masked": _("昵称相同，手机号看得见的几位也相同"),
    }
    for kind in sorted(kinds, key=lambda kind: -_WEIGHTS[kind]):
        yield sentences[kind]
    if against:
        yield _("但是手机号不同")


# ---- the owner's answer


def decide_pair(session: Session, first_id: int, second_id: int, decision: str) -> None:
    """Remember the answer: `different` (never ask again) or `later`."""
    low, high = sorted((first_id, second_id))
    known = session.scalar(
        select(DuplicateDecision).where(DuplicateDecision.low_id == low, DuplicateDecision.high_id == high)
    )
    if known is None:
        session.add(DuplicateDecision(low_id=low, high_id=high, decision=decision, decided_at=now()))
    else:
        known.decision, known.decided_at = decision, now()
    session.flush()
