"""Several members behind one door: seen together where it helps, never merged."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.texts import fold
from shopdesk.data.tables import Member
from shopdesk.members.identity import room_key

MOST_SHOWN = 12
"""More behind one door are no household but a shop, a school or a guard's lodge."""


@dataclass(frozen=True)
class Place:
    """Where somebody lives, as the shop wrote it."""

    community: str
    building: str
    room: str

    @property
    def door(self) -> str:
        """Building and room in one spelling; "" where no door is known."""
        apart = bool(self.building) and not fold(self.room).startswith(fold(self.building))
        key = room_key(f"{self.building} {self.room}" if apart else self.room)
        return key if self.room and any(letter.isdigit() for letter in key) else ""


@dataclass(frozen=True)
class Housemate:
    id: int
    name: str


def same_household(one: Place, other: Place) -> bool:
    """The same door, where neither community nor building speaks against it; 501 alone is 501 of any building."""
    if _differ(one.community, other.community) or not (one.door and other.door):
        return False
    if one.door == other.door:
        return True
    return not _differ(one.building, other.building) and room_key(one.room) == room_key(other.room)


def _differ(one: str, other: str) -> bool:
    return bool(one and other) and fold(one) != fold(other)


def find_household(session: Session, member_id: int) -> list[Housemate]:
    """Who else lives behind the member's door, by name; nobody where too many do."""
    columns = (Member.id, Member.name, Member.community, Member.building, Member.room)
    mine = session.execute(select(*columns).where(Member.id == member_id)).first()
    home = Place(*mine[2:]) if mine is not None else Place("", "", "")
    if not home.door:
        return []
    # The door's last number stands in every spelling of the room; what it finds is looked at closely.
    number = home.door.rpartition("-")[2]
    near = select(*columns).where(Member.room.contains(number, autoescape=True), Member.id != member_id)
    found = [Housemate(row[0], row[1]) for row in session.execute(near) if same_household(home, Place(*row[2:]))]
    return sorted(found, key=lambda mate: (mate.name, mate.id)) if len(found) < MOST_SHOWN else []
