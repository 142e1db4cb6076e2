"""Finding members as the owner types: names, aliases, pinyin and its initials, phone tail, number, room, WeChat id.

Everything searched stands folded in `member.search_text`, one piece to a line. Whoever changes a member or an alias
calls refresh_search_text in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import prod

from sqlalchemy import ColumnElement, and_, bindparam, case, func, select, update
from sqlalchemy.orm import Session

from shopdesk.base.texts import clean_text, fold
from shopdesk.data.tables import Alias, Member

# A name with more readings than this is spelled in its likeliest way and with one other reading at a time.
_MOST_SPELLINGS = 24
_LONGEST_NAME_SPELLED = 24
_LONGEST_WORD = 100
_CHUNK = 500
# Surnames that are read otherwise than the word; the reading to sort by, and the first to try.
_SURNAMES = {
    "曾": "zeng", "单": "shan", "仇": "qiu", "解": "xie", "查": "zha", "盖": "ge", "区": "ou", "朴": "piao",
    "缪": "miao", "翟": "zhai", "覃": "qin", "折": "she", "逄": "pang", "佴": "nai", "宓": "fu",
}  # fmt: skip


@dataclass(frozen=True)
class MemberHit:
    """One line of a completion list."""

    id: int
    name: str
    community: str
    room: str
    phone: str | None
    number: str | None


# ---- what is searched


def search_text_of(
    names: Iterable[str],
    *,
    phone: str | None = None,
    phone_masked: str = "",
    number: str | None = None,
    building: str = "",
    room: str = "",
    wechat_id: str = "",
) -> str:
    """The text stored for a member; `names` are the nickname, the real name and all aliases."""
    # The spelling before the name: search_text sorts by pinyin, and its index hands out the members in that order.
    pieces = [piece for name in names for piece in _spelled(fold(clean_text(name)))]
    # Somebody types 3栋501 where building and room were stored apart.
    place = building + room if room and building and not room.startswith(building) else room
    pieces += [fold(clean_text(text or "")) for text in (phone, phone_masked, number, place, wechat_id)]
    return "\n".join(dict.fromkeys(piece for piece in pieces if piece))


def _spelled(folded: str) -> tuple[str, ...]:
    likeliest, *others = spellings(folded) or ("",)
    return (likeliest, folded, *others)


@lru_cache(maxsize=4096)
def spellings(name: str) -> tuple[str, ...]:
    """Full pinyin and initials of a folded name in every reading: 单雄 gives danxiong, shanxiong …, dx, sx …"""
    readings = [_readings(character) for character in name[:_LONGEST_NAME_SPELLED]]
    if readings and (surname := _SURNAMES.get(name[0])):
        readings[0] = tuple(dict.fromkeys((surname, *readings[0])))
    if all(len(each) == 1 and each[0] == character for each, character in zip(readings, name, strict=False)):
        return ()  # nothing Chinese in it
    full = ("".join(spelling) for spelling in _combined(readings))
    letters = [tuple(dict.fromkeys(reading[0] for reading in each)) for each in readings]
    initials = ("".join(spelling) for spelling in _combined(letters))
    return tuple(dict.fromkeys((*full, *initials)))


def _combined(readings: Sequence[tuple[str, ...]]) -> Iterable[tuple[str, ...]]:
    if prod(len(each) for each in readings) <= _MOST_SPELLINGS:
        return product(*readings)
    likeliest = tuple(each[0] for each in readings)
    varied = [
        (*likeliest[:place], other, *likeliest[place + 1 :])
        for place, each in enumerate(readings)
        for other in each[1:]
    ]
    return [likeliest, *varied]


@lru_cache(maxsize=16384)
def _readings(character: str) -> tuple[str, ...]:
    """The character's readings without tones, or the character itself."""
    if not "\u3400" <= character <= "\U0003ffff":
        return (character,)
    # Imported on first use: 0.2 s and 57 MB that the window's first paint must not wait for.
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(found[0])) if found else (character,)


def refresh_search_text(session: Session, member_ids: Iterable[int] | None = None) -> int:
    """Bring search_text up to date for these members (None: for all); returns how many were wrong."""
    session.flush()
    wanted = list(session.scalars(select(Member.id))) if member_ids is None else list(dict.fromkeys(member_ids))
    changed = 0
    for start in range(0, len(wanted), _CHUNK):
        changed += _refresh_some(session, wanted[start : start + _CHUNK])
    return changed


def _refresh_some(session: Session, ids: list[int]) -> int:
    aliases: dict[int, list[str]] = {}
    for member_id, name in session.execute(select(Alias.member_id, Alias.name).where(Alias.member_id.in_(ids))):
        aliases.setdefault(member_id, []).append(name)
    rows = session.execute(
        select(
            Member.id, Member.name, Member.real_name, Member.phone, Member.phone_masked, Member.number,
            Member.building, Member.room, Member.wechat_id, Member.search_text,
        ).where(Member.id.in_(ids))
    ).all()  # fmt: skip
    wrong = []
    for row in rows:
        names = (row.name, row.real_name, *sorted(aliases.get(row.id, ())))
        text = search_text_of(
            names, phone=row.phone, phone_masked=row.phone_masked, number=row.number,
            building=row.building, room=row.room, wechat_id=row.wechat_id,
        )  # fmt: skip
        if text != row.search_text:
            wrong.append({"wanted": row.id, "text": text})
    if wrong:
        table = Member.__table__
        session.execute(
            update(table).where(table.c.id == bindparam("wanted")).values(search_text=bindparam("text")),  # type: ignore[arg-type]
            wrong,
        )
        session.expire_all()
    return len(wrong)


# ---- searching


def search_words(text: str) -> list[str]:
    """The folded words that all have to be found; an empty list finds everybody."""
    return [fold(word)[:_LONGEST_WORD] for word in clean_text(text).split()]


def search_filter(text: str) -> ColumnElement[bool]:
    """A condition over Member: every blank-separated word of `text` stands somewhere in search_text, literally."""
    words = [word for word in search_words(text) if word]
    return and_(True, *(Member.search_text.contains(word, autoescape=True) for word in words))


def find_members(session: Session, text: str, limit: int = 20) -> list[MemberHit]:
    """The members that match, exact names first, then those that begin with it: for completion and the palette."""
    words = search_words(text)
    if not words:
        return []
    text_of_all = "\n" + Member.search_text + "\n"
    rank = case(
        (text_of_all.contains(f"\n{words[0]}\n", autoescape=True), 0),
        (text_of_all.contains(f"\n{words[0]}", autoescape=True), 1),
        else_=2,
    )
    found = (
        select(Member.id).where(search_filter(text)).order_by(rank, func.length(Member.search_text), Member.id)
    ).limit(limit)
    ids = list(session.scalars(found))
    hits = read_hits(session, ids)
    return [hits[member_id] for member_id in ids]


def read_hits(session: Session, ids: Iterable[int]) -> dict[int, MemberHit]:
    """Name, place and numbers of some members, to show candidates by."""
    columns = (Member.id, Member.name, Member.community, Member.room, Member.phone, Member.number)
    rows = session.execute(select(*columns).where(Member.id.in_(list(ids))))
    return {row[0]: MemberHit(*row) for row in rows}
