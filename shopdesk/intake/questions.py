"""People known by name only: asked about once for each, with the likeliest members first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from shopdesk.base.texts import fold
from shopdesk.intake.draft import Answers, Draft
from shopdesk.intake.plan import Plan
from shopdesk.intake.settle_people import PersonPlan
from shopdesk.members.candidates import Candidate, find_candidates
from shopdesk.members.identity import room_key

NEW = -1
"""In place of an id: a new one."""
Door = tuple[str, str]
"""(folded name, room key)"""


@dataclass(frozen=True)
class Question:
    """Somebody known by name only: is it one of these, or somebody new?"""

    door: Door
    name: str
    room: str
    reason: str
    orders: int
    candidates: tuple[Candidate, ...]
    answer: int | None
    """A member's id, NEW, or None: not answered."""


def find_questions(session: Session, draft: Draft, plan: Plan, answers: Answers) -> tuple[Question, ...]:
    """Asked once for each person; those that are answered stay, so that the answer can be changed."""
    found: dict[Door, tuple[PersonPlan, int]] = {}
    people = [order.person for order in plan.orders if order.person is not None] + plan.people
    for person in people:
        door = door_of(person)
        answered = door in answers.same or door in answers.different
        if person.ask or answered:
            first, count = found.get(door, (person, 0))
            found[door] = (first, count + 1)
    wanted = {member for person, _count in found.values() for member in person.candidates}
    known = find_candidates(session, sorted(wanted))
    return tuple(
        Question(
            door, person.person.name, person.person.room, person.reason, count, _ranked(person, known),
            answers.same.get(door, NEW if door in answers.different else None),
        )
        for door, (person, count) in found.items()
    )  # fmt: skip


def _ranked(person: PersonPlan, known: dict[int, Candidate]) -> tuple[Candidate, ...]:
    """By what speaks for them, then by who bought last and most; somebody chosen by hand stands first."""
    scores = {each.member_id: (each.score, each.why) for each in person.evidence}
    found = [replace(known[m], why=scores.get(m, (0, ""))[1]) for m in person.candidates if m in known]
    return tuple(sorted(found, key=lambda c: (-scores.get(c.id, (0, ""))[0], -(c.last_day or 0), -c.orders)))


def door_of(person: PersonPlan) -> Door:
    return fold(person.person.name), room_key(person.person.room)


def answer(answers: Answers, question: Question, member_id: int | None) -> Answers:
    """With one more decision: a member's id, NEW, or None to take it back."""
    same = {door: member for door, member in answers.same.items() if door != question.door}
    different = answers.different - {question.door}
    if member_id == NEW:
        different |= {question.door}
    elif member_id is not None:
        same[question.door] = member_id
    return replace(answers, same=same, different=different)


def answer_all(answers: Answers, questions: Iterable[Question], *, same: bool) -> Answers:
    """Everybody who is not decided yet is the likeliest candidate, or somebody new."""
    for question in questions:
        if question.answer is None:
            first = question.candidates[0].id if same and question.candidates else NEW
            answers = answer(answers, question, first)
    return answers
