"""Rooms around a name: 3-2-501张姐, 小展-H区, 云谷11栋-阿原, 王丽（8-1102）, 502 王姐."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from shopdesk.intake.jielong.folding import fold, is_digit
from shopdesk.intake.jielong.lexicon.marks import KINSHIP
from shopdesk.intake.jielong.lexicon.places import ESTATE_ENDS, SHOP_FRONTS, SURNAMES
from shopdesk.intake.jielong.places import scan_room
from shopdesk.intake.jielong.token_kinds import Token
from shopdesk.intake.jielong.vocabulary import Vocabulary

_CALLED = tuple(fold(word) for word in KINSHIP)


@dataclass
class Who:
    name: str
    room: str | None
    rest: int  # the token with which the order begins
    marks: list[Token] = field(default_factory=list)  # cancelled or paid, said before the name
    doubt: str = ""  # split: name and product could be divided elsewhere; glued: name and number
    named_by_room: bool = False
    before: list[Token] = field(default_factory=list)  # the quantity, when it stands before the name
    unsure: bool = False  # the name holds a number or a product
    strange_room: bool = False  # words before the room that are no estate known
    end: int = 0  # the token behind the name


def chunk_end(tokens: Sequence[Token], at: int) -> int:
    """The end of the run without blanks and separators; a name that begins with a mark (。) keeps it."""
    end = at
    while end < len(tokens) and tokens[end].kind == "sep" and tokens[end].text != "\n":
        end += 1
    while end < len(tokens) and tokens[end].kind not in ("space", "sep"):
        end += 1
    return max(end, at + 1)


def skip(tokens: Sequence[Token], at: int, *kinds: str) -> int:
    while at < len(tokens) and tokens[at].kind in kinds:
        at += 1
    return at


def is_estate(word: str, vocabulary: Vocabulary) -> bool:
    return word in vocabulary.estates or (len(word) >= 2 and word.endswith(ESTATE_ENDS))


def room_like(text: str) -> bool:
    """What a bracket may hold: 8-1102, 3栋501."""
    plain = fold(text).strip()
    return 2 <= len(plain) <= 16 and scan_room(plain, 0) == len(plain)


def zone_like(token: Token) -> bool:
    """H, D2: a zone where the list speaks of zones."""
    letters = token.kind == "latin" and len(token.text) <= 3 and token.text[0].isascii()
    return letters and all(is_digit(c) for c in token.text[1:])


def leading_room(tokens: Sequence[Token], raw: str, at: int, vocabulary: Vocabulary) -> tuple[int, str | None]:
    """The room that an entry begins with, and where the rest begins."""
    if at >= len(tokens):
        return at, None
    first = tokens[at]
    second = tokens[at + 1] if at + 1 < len(tokens) else None
    if first.kind == "room":
        end = _room_pieces(tokens, skip(tokens, at, "room"))
        if end < len(tokens) and tokens[end].kind == "word" and tokens[end].text.startswith(SHOP_FRONTS):
            return at, None  # 6栋底商面馆 is who orders
        return end, raw[first.start : tokens[end - 1].end]
    if first.kind == "word" and second is not None and second.kind == "room" and is_estate(first.text, vocabulary):
        return at + 2, raw[first.start : second.end]
    if first.kind == "bracket" and second is not None and room_like(first.text):
        return at + 1, raw[first.start + 1 : first.end - 1]
    if first.text == "#" and second is not None and second.kind == "room":
        return leading_room(tokens, raw, at + 1, vocabulary)
    if _flat_before_name(tokens, at):
        return at + 1, raw[first.start : first.end]
    if _lettered_flat(tokens, at):
        return at + 2, raw[first.start : tokens[at + 1].end]
    end = chunk_end(tokens, at)
    pieces = _room_pieces(tokens, end)
    dashed = any(token.kind == "dash" for token in tokens[at:end])
    if pieces > end and dashed and all(t.kind in ("num", "dash", "digits") for t in tokens[at:end]):
        return pieces, raw[first.start : tokens[pieces - 1].end]  # 15-2 502
    text = fold(raw[first.start : tokens[end - 1].end])
    return (end, text) if _bare_room(tokens, at, end, text) else (at, None)


def _flat_before_name(tokens: Sequence[Token], at: int) -> bool:
    """303韩 一斤, 1203王姐 2份: floor and flat, then what somebody is called."""
    first, after = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else None
    if first.kind != "num" or after is None or after.kind != "word" or after.start > first.end:
        return False
    if at + 2 < len(tokens) and tokens[at + 2].kind not in ("space", "sep", "qty"):
        return False
    text, name = first.text, after.text
    flat = text.isdecimal() and text[0] != "0" and (len(text), text[-2:] <= "20") == (3, True)
    flat = flat or (text.isdecimal() and len(text) == 4 and "10" <= text[:2] <= "39" and text[2:] <= "12")
    called = (name[0] in SURNAMES and len(name) <= 3) or (len(name) <= 4 and name.endswith(_CALLED))
    return flat and text[-2:] != "00" and called


def _lettered_flat(tokens: Sequence[Token], at: int) -> bool:
    """8C 何师奶 番薯半斤: floor and flat before a name with an order behind it."""
    kinds = [token.kind for token in tokens[at : at + 5]]
    if kinds[:3] != ["num", "latin", "space"] and kinds[:3] != ["num", "code", "space"]:
        return False
    letter = tokens[at + 1].text
    small = len(tokens[at].text) <= 2 and len(letter) == 1 and "a" <= letter <= "h"
    return small and kinds[3:] in (["word", "space"], ["latin", "space"])


def _room_pieces(tokens: Sequence[Token], end: int) -> int:
    """11幢 1单元 502: parts of one room with blanks between; the flat only where an order stands behind it."""
    while end + 1 < len(tokens) and tokens[end].kind == "space":
        piece = tokens[end + 1]
        flat = piece.kind in ("num", "digits") and len(piece.text) in (3, 4) and piece.text.isdecimal()
        open_end = tokens[end - 1].kind == "room" and not is_digit(tokens[end - 1].text[-1])  # 6幢2单元 203 小满
        named = open_end and end + 3 < len(tokens) and tokens[end + 2].kind == "space"
        if piece.kind == "room" or (flat and (named or _count_follows(tokens, end + 2))):
            end += 2
        else:
            break
    return end


def _bare_room(tokens: Sequence[Token], at: int, end: int, text: str) -> bool:
    """502 王姐 2份: digits alone are a room when a name and an order follow."""
    if tokens[at].kind not in ("num", "digits") or not 2 <= len(text) <= 9:
        return False
    if not all(is_digit(c) or c in "-/#" for c in text) or end + 1 >= len(tokens) or tokens[end].kind != "space":
        return False
    second = chunk_end(tokens, end + 1)
    if tokens[end + 1].kind not in ("word", "latin", "emoji"):
        return False
    orders = ("qty", "op", "plus", "product", "code")
    glued = any(token.kind == "qty" for token in tokens[end + 1 : second])
    return glued or any(token.kind in (*orders, "num") for token in tokens[second:])


def room_inside(tokens: Sequence[Token], start: int, end: int, vocabulary: Vocabulary) -> int | None:
    """The place of a room in a run without blanks, when nothing but an order can stand behind it."""
    for at in range(start + 1, end):
        token = tokens[at]
        zone = vocabulary.zones and tokens[at - 1].kind in ("bracket", "dash") and zone_like(token)
        bracket = token.kind == "bracket" and room_like(token.text)
        if token.kind == "room" or zone or bracket:
            glued = at + 1 < end and tokens[at + 1].kind in ("word", "latin") and not bracket
            return None if glued else at
    return None


def split_at_room(tokens: Sequence[Token], raw: str, start: int, room_at: int, vocabulary: Vocabulary) -> Who:
    """王姐3-501, 小展-H区, 陈小湘—云谷A座: the room stands behind the name."""
    name_end = room_at
    before = tokens[room_at - 1]
    dashed = room_at - 2 >= start and tokens[room_at - 2].kind == "dash"
    if before.kind == "word" and (is_estate(before.text, vocabulary) or dashed):
        name_end = room_at - 1
    last = room_at
    while last + 1 < len(tokens) and tokens[last + 1].kind == "room":
        last += 1
    room = raw[tokens[name_end].start : tokens[last].end].strip("()（）[]【】")
    name = raw[tokens[start].start : tokens[name_end].start] if name_end > start else ""
    return Who(name, room, skip(tokens, last + 1, "dash", "slash"), named_by_room=not name)


def take_room_after(tokens: Sequence[Token], raw: str, who: Who, vocabulary: Vocabulary) -> None:
    """A room right after the name, also as H区, D2 or an estate's name where the list speaks so."""
    if who.room is not None or minus_follows(tokens, who.rest):
        return
    at = skip(tokens, who.rest, "space", "sep", "dash", "slash")
    if at >= len(tokens):
        return
    token = tokens[at]
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    apart = at > who.rest and token.kind == "num" and token.text.isdecimal() and len(token.text) in (3, 4)
    if apart and _count_follows(tokens, at + 1):
        who.room, who.rest = token.text, at + 1  # 老陈 902 1碗
        return
    before_room = after is not None and after.kind == "room"
    end = at
    if token.kind == "word" and (token.text in vocabulary.estates or (before_room and len(token.text) <= 6)):
        end = at + 1 if before_room else at
        who.strange_room = before_room and not is_estate(token.text, vocabulary)
    elif token.kind == "bracket" and room_like(token.text):
        who.room, who.rest = raw[token.start + 1 : token.end - 1], at + 1
        return
    elif token.kind != "room" and not (vocabulary.zones and zone_like(token)):
        return
    who.room, who.rest = raw[token.start : tokens[end].end], end + 1


def _count_follows(tokens: Sequence[Token], at: int) -> bool:
    after = skip(tokens, at, "space")
    return at < after < len(tokens) and tokens[after].kind in ("qty", "product", "code", "num", "op", "plus")


def minus_follows(tokens: Sequence[Token], at: int) -> bool:
    at = skip(tokens, at, "space")
    return at + 1 < len(tokens) and tokens[at].kind == "dash" and tokens[at + 1].kind in ("num", "qty")


def sender_name(who: Who, sender: str) -> str:
    """A sender's name is whole, but for the room that stands before or behind it."""
    if who.room is None:
        return sender.strip()
    name = sender.replace(who.room, "", 1).strip(" -—－_/|()（）[]【】")
    return name or sender.strip()
