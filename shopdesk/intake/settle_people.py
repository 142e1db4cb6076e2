"""Who the people of a draft are: members the shop knows, somebody new, or somebody to ask about."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from shopdesk.base.i18n import _
from shopdesk.base.texts import fold
from shopdesk.intake.draft import Answers, DraftPerson
from shopdesk.members.identity import Evidence, Match, MemberIndex, room_key

_FACTS = ("phone", "room", "number", "real_name", "address", "phone_masked", "gender", "birthday", "note")


@dataclass(frozen=True)
class PersonPlan:
    """Who a person of the draft is. `member_id` None with `ask` False: a new member, `place` among the new ones."""

    person: DraftPerson
    member_id: int | None
    place: int | None
    ask: bool
    candidates: tuple[int, ...]
    reason: str
    confirmed_by_owner: bool = False
    evidence: tuple[Evidence, ...] = ()
    """What speaks for each candidate, the most first."""
    namesake: int | None = None
    """The one member who is called exactly so, where the name is all that is known."""


class People:
    """Settles who is who for one draft: each person is asked for once."""

    def __init__(self, session: Session, answers: Answers) -> None:
        self._index = MemberIndex.kept(session)
        self._answers = answers
        self._settled: dict[tuple[str, ...], PersonPlan] = {}
        self.new: list[DraftPerson] = []
        self._new_by_phone: dict[str, int] = {}
        self._new_by_number: dict[str, int] = {}
        self._new_by_door: dict[tuple[str, str], int] = {}

    def settle(self, person: DraftPerson, *, ask: bool = False) -> PersonPlan:
        """Who it is; `ask`: never somebody new without the owner's word."""
        key = (person.phone, person.number, fold(person.name), room_key(person.room))
        known = self._settled.get(key)
        if known is None:
            known = self._settle(person, ask)
            self._settled[key] = known
        return replace(known, person=person)

    def _settle(self, person: DraftPerson, ask: bool) -> PersonPlan:
        door = (fold(person.name), room_key(person.room))
        match = self._index.match(phone=person.phone, number=person.number, name=person.name, room=person.room)
        chosen = self._answers.same.get(door)
        if chosen is not None and self._index.knows(chosen):
            candidates = match.candidates if chosen in match.candidates else (chosen, *match.candidates)
            evidence = self._evidence(person, candidates)
            return PersonPlan(person, chosen, None, False, candidates, match.reason, True, evidence)
        if match.member_id is not None:
            return PersonPlan(person, match.member_id, None, False, match.candidates, match.reason)
        if self._by_unique_name(match, door):
            reason = _("这个群里昵称不重名")
            return PersonPlan(
                person, match.namesakes[0], None, False, match.candidates, reason, namesake=match.namesakes[0]
            )
        place = self._new_place(person, door)
        if place is not None:
            self._fill(place, person, door)
            return PersonPlan(person, None, place, False, (), _("和同一份里的另一行是同一个人"))
        if (ask or not match.certain) and door not in self._answers.different:
            reason = _("上次还没有确认是谁") if match.certain else match.reason
            evidence = self._evidence(person, match.candidates)
            namesake = match.namesakes[0] if len(match.namesakes) == 1 else None
            return PersonPlan(person, None, None, True, match.candidates, reason, False, evidence, namesake)
        answered = door in self._answers.different
        evidence = self._evidence(person, match.candidates)
        place = self._add(person, door)
        return PersonPlan(person, None, place, False, match.candidates, match.reason, answered, evidence)

    def _by_unique_name(self, match: Match, door: tuple[str, str]) -> bool:
        """The owner said that nicknames are one person's here, and exactly one member is called so."""
        return bool(
            self._answers.unique_names
            and not match.certain
            and len(match.namesakes) == 1
            and door not in self._answers.different
        )

    def _evidence(self, person: DraftPerson, candidates: tuple[int, ...]) -> tuple[Evidence, ...]:
        if not candidates:
            return ()
        return tuple(
            self._index.rank(
                candidates, name=person.name, phone=person.phone, room=person.room, masked=person.phone_masked
            )
        )

    def _new_place(self, person: DraftPerson, door: tuple[str, str]) -> int | None:
        """Somebody who is new in the same draft, by the rules that find a member: phone, number, name with room."""
        place = self._new_by_phone.get(person.phone)
        if place is None:
            place = self._new_by_number.get(person.number)
        if place is not None:
            return place
        place = self._new_by_door.get(door)
        if place is None:
            return None
        known = self.new[place]
        other = (person.phone and known.phone) or (person.number and known.number)  # neither is known: they differ
        bare = not (person.phone or person.number or known.phone or known.number)
        return place if not other and (door[1] or bare) else None

    def _add(self, person: DraftPerson, door: tuple[str, str]) -> int:
        place = len(self.new)
        self.new.append(person)
        self._know(place, door)
        return place

    def _fill(self, place: int, person: DraftPerson, door: tuple[str, str]) -> int:
        """What a later row says of the same new person goes where the first one said nothing."""
        known = self.new[place]
        blanks = {name: getattr(person, name) for name in _FACTS if not getattr(known, name)}
        if person.number in self._new_by_number:
            blanks.pop("number", None)  # a number is one person's only
        self.new[place] = replace(known, **blanks, tags=tuple(dict.fromkeys((*known.tags, *person.tags))))
        self._know(place, door)
        return place

    def _know(self, place: int, door: tuple[str, str]) -> None:
        person = self.new[place]
        if person.phone:
            self._new_by_phone.setdefault(person.phone, place)
        if person.number:
            self._new_by_number.setdefault(person.number, place)
        self._new_by_door.setdefault(door, place)
