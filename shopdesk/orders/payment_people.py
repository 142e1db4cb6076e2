"""Whom a payer's name and message can mean: names, rooms and phones of members, and what each of them is worth."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from shopdesk.base.i18n import _
from shopdesk.base.texts import fold
from shopdesk.members.identity import room_key

MOST_NAMESAKES = 5
"""A name that more members share than this says nothing."""
_POINTS = {"payer": 55, "phone": 50, "name": 45, "tail": 35, "room": 35, "said_name": 35, "variant": 34}
_WRITTEN = ("phone", "tail", "room", "said_name")
_FURTHER = 15
"""What each further sign for the same member adds."""
_RULED_OUT = 6
"""What each namesake takes away who owes nothing, or another amount: a common name is a stranger's name too."""
_MOST_RULED_OUT = 4
_LONGEST_NOTE = 60
_LONGEST_NAME = 8

_ROOM = re.compile(r"[0-9零一二三四五六七八九十]+(?:[栋幢座号楼#\-单元室]+[0-9]+)+")
_PHONE = re.compile(r"(?<![0-9])1[0-9]{10}(?![0-9])")
_TAIL = re.compile(r"(?<![0-9.\-#栋幢座楼元])[0-9]{4}(?![0-9.\-#栋幢座楼元室])")
_BRACKETS = re.compile(r"[(（\[【「《<]([^)）\]】」》>]*)[)）\]】」》>]?")
_WORDS = re.compile(r"[\w]+")


@dataclass(frozen=True)
class Person:
    """A member as payments see one."""

    id: int
    names: tuple[tuple[str, str], ...]
    """(name, kind): kind is nickname, real_name or payer."""
    room: str = ""
    home: str = ""
    """The same for everybody behind one door, "" where the door is not known."""
    phone: str = ""


@dataclass(frozen=True)
class Sign:
    """Why a payment may be this member's, and how much that is worth."""

    points: int
    words: str
    alone: bool
    """It means nobody else."""


@dataclass(frozen=True)
class Clue:
    """What name or message says, and all whom it can mean."""

    kind: str
    words: str
    members: Set[int]
    clear: bool = True
    """Nobody else speaks against it."""
    common: int = 1
    """How many members are called so or nearly so, whether they owe anything or not."""


class People:
    """Members by what a bill can say of them."""

    def __init__(self, people: Iterable[Person], everybody: People | None = None) -> None:
        self._everybody = everybody or self
        self._asked: dict[str, list[Clue]] = {}
        self.known: dict[int, Person] = {}
        self._called: dict[int, list[str]] = {}
        self._names: dict[str, dict[int, str]] = {}
        self._variants: dict[str, set[int]] = {}
        self._rooms: dict[str, set[int]] = {}
        self._tails: dict[str, set[int]] = {}
        self._phones: dict[str, set[int]] = {}
        self._homes: dict[str, set[int]] = {}
        for person in people:
            self._add(person)

    def _add(self, person: Person) -> None:
        self.known[person.id] = person
        for name, kind in person.names:
            folded = fold(name)
            if not folded:
                continue
            self._called.setdefault(person.id, []).append(folded)
            kinds = self._names.setdefault(folded, {})
            if kinds.get(person.id) != "payer":  # what was learned about a payer outweighs the same nickname
                kinds[person.id] = kind
            for variant in name_variants(name):
                self._variants.setdefault(variant, set()).add(person.id)
        if "-" in (key := room_key(person.room)):
            self._rooms.setdefault(key, set()).add(person.id)
        if person.home:
            self._homes.setdefault(person.home, set()).add(person.id)
        if person.phone:
            self._phones.setdefault(person.phone, set()).add(person.id)
            self._tails.setdefault(person.phone[-4:], set()).add(person.id)

    def only(self, members: Iterable[int]) -> People:
        """These alone, as far as they are known: of twenty called 豆豆妈 the two who owe something."""
        return People((self.known[each] for each in members if each in self.known), self)

    def is_known_name(self, name: str) -> bool:
        return fold(name) in self._names

    def namesakes(self, name: str) -> int:
        """How many are called exactly so."""
        return len(self._names.get(fold(name), ()))

    def household(self, member_id: int) -> list[int]:
        """Who lives behind the same door, without the member."""
        home = self.known[member_id].home
        return sorted(self._homes[home] - {member_id}) if home else []

    def meant(self, payer: str, note: str) -> dict[int, Sign]:
        """For each member that name and message can mean the signs for it, put together."""
        return signs(self.clues(payer, note))

    def clues(self, payer: str, note: str) -> list[Clue]:
        if payer not in self._asked:  # the same payer comes again and again, and may have thousands of namesakes
            self._asked[payer] = list(self._by_payer(payer))
        return [*self._asked[payer], *self._by_note(note[:_LONGEST_NOTE])]

    def how_common(self, folded: str) -> int:
        """How many are called so, or so with an emoji, a room or a bracket around it; some may be counted twice."""
        return len(self._names.get(folded, ())) + len(self._variants.get(folded, ()))

    def _by_payer(self, payer: str) -> Iterator[Clue]:
        folded = _fold(payer)
        if not folded:
            return
        called = self._names.get(folded, {})
        learned = {member for member, kind in called.items() if kind == "payer"}
        if learned:
            yield Clue("payer", _("“{payer}”是记住的付款名").format(payer=payer), learned)
        if others := called.keys() - learned:
            words = _("付款人和会员同名“{payer}”").format(payer=payer)
            # Somebody else is known to pay under this name, with nothing to pay now: that is a doubt.
            elsewhere = {each for each, kind in self._everybody._names.get(folded, {}).items() if kind == "payer"}
            kind = "variant" if elsewhere - learned else "name"
            yield Clue(kind, words, others, not elsewhere - learned, self._everybody.how_common(folded))
        if called:
            return
        looser = set().union(*(self._variants.get(each, set()) | set(self._names.get(each, {}))
                               for each in (folded, *name_variants(payer))))  # fmt: skip
        if looser:
            words = _("付款人“{payer}”和会员的名字很像").format(payer=payer)
            # Who is called exactly so owes nothing; may be the money is for something else.
            common = max(self._everybody.how_common(each) for each in (folded, *name_variants(payer)))
            yield Clue("variant", words, looser, folded not in self._everybody._names, common)

    def _by_note(self, note: str) -> Iterator[Clue]:
        if not note:
            return
        text = note.casefold()
        for kind, pattern, index, words in (
            ("phone", _PHONE, self._phones, _("留言写了手机号 {said}")),
            ("tail", _TAIL, self._tails, _("留言写了手机尾号 {said}")),
        ):
            for said in dict.fromkeys(pattern.findall(text)):
                if said in index:
                    yield Clue(kind, words.format(said=said), index[said])
        for said in dict.fromkeys(_ROOM.findall(text)):
            if found := self._rooms.get(room_key(said)):
                yield Clue("room", _("留言写了房号 {said}").format(said=said), found)
        for said in self._names_in(fold(note)):
            common = self._everybody.how_common(said)
            yield Clue("said_name", _("留言写了“{said}”").format(said=said), self._names[said].keys(), True, common)

    def _names_in(self, folded: str) -> list[str]:
        """Names of two characters and more that stand in the message, the longest at each place."""
        found, start = [], 0
        while start < len(folded):
            for length in range(min(_LONGEST_NAME, len(folded) - start), 1, -1):
                if (piece := folded[start : start + length]) in self._names and not piece.isdecimal():
                    found.append(piece)
                    start += length - 1
                    break
            start += 1
        return list(dict.fromkeys(found))

    def resembles(self, payer: str, member_id: int) -> bool:
        """The payer's name, masked by the platform (孙*) or not, can be one of the member's."""
        folded = _fold(payer)
        names = self._called.get(member_id, [])
        if "*" in folded:
            first, last = folded.split("*", 1)[0], folded.rsplit("*", 1)[1]
            return bool(first or last) and any(
                len(name) > len(first + last) and name.startswith(first) and name.endswith(last) for name in names
            )
        return len(folded) >= 2 and any(len(name) >= 2 and (folded in name or name in folded) for name in names)


_fold = lru_cache(maxsize=4096)(fold)  # the same payer is asked about again and again


def signs(clues: Sequence[Clue], among: Set[int] | None = None) -> dict[int, Sign]:
    """What the clues say of each member, or of these alone: the fewer a clue can mean, the more it says."""
    found: dict[int, list[Sign]] = {}
    for clue in clues:
        members = clue.members if among is None else clue.members & among
        if 0 < len(members) <= MOST_NAMESAKES:
            ruled_out = min(max(clue.common - len(members), 0), _MOST_RULED_OUT)
            points = _POINTS[clue.kind] // len(members) - _RULED_OUT * ruled_out
            sign = Sign(points, clue.words, clue.clear and len(members) == 1)
            for member in members:
                found.setdefault(member, []).append(sign)
    written = [clue.members for clue in clues if clue.kind in _WRITTEN]
    return {
        # The message names somebody else: whoever pays, it is not surely his own.
        member: _together(each, clear=all(member in members for members in written))
        for member, each in found.items()
    }


def name_variants(name: str) -> set[str]:
    """李姐（橙子妈）🍊: 李姐 and 橙子妈; a single character proves nothing."""
    inside = _BRACKETS.findall(name)
    pieces = ["".join(_WORDS.findall(fold(part))) for part in (_BRACKETS.sub("", name), *inside)]
    return {piece for piece in pieces if len(piece) >= 2 and piece != fold(name)}


def is_masked(name: str) -> bool:
    """孙*: the platform hides it, so that it cannot be learned."""
    return "*" in name or not name.strip()


def _together(signs: list[Sign], *, clear: bool) -> Sign:
    best = sorted(signs, key=lambda sign: (-sign.points, sign.words))
    points = best[0].points + _FURTHER * min(len(best) - 1, 2)
    return Sign(points, _("、").join(sign.words for sign in best[:2]), clear and any(sign.alone for sign in best))
