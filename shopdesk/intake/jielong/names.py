"""Tells who an entry is from: where the name ends and the order begins, and which part of it is the room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from shopdesk.intake.jielong.folding import fold, is_digit, is_latin
from shopdesk.intake.jielong.lexicon.marks import KINSHIP
from shopdesk.intake.jielong.lexicon.places import ESTATE_ENDS
from shopdesk.intake.jielong.tokens import MARKS, Token
from shopdesk.intake.jielong.vocabulary import Vocabulary

_KINSHIP = frozenset(fold(word) for word in KINSHIP)
_ORDER_KINDS = (
    frozenset(
        ["qty", "num", "product", "code", "op", "plus", "bracket", "spec", "price", "phone", "emoji", "space", "slash"]
    )
    | MARKS
)
_STARTERS = frozenset(["qty", "product", "code", "op", "plus"]) | MARKS - {"paid", "unpaid"}
_NAME_KINDS = frozenset(["word", "latin", "emoji", "other", "digits", "slash", "dash", "num"])


@dataclass
class Who:
    name: str
    room: str | None
    rest: int  # the token with which the order begins
    marks: list[Token] = field(default_factory=list)  # cancelled or paid, said before the name
    doubt: str = ""  # split: name and product could be divided elsewhere; glued; missing
    named_by_room: bool = False


def read_name(tokens: Sequence[Token], raw: str, vocabulary: Vocabulary) -> Who:
    at, marks = _leading_marks(tokens, vocabulary)
    known = _known_member(tokens, raw, at, vocabulary)
    if known is not None:
        return Who(known[0], None, known[1], marks)
    at, room = _leading_room(tokens, raw, at, vocabulary)
    at = _skip(tokens, at, "space dash slash sep") if room else at
    if at >= len(tokens) or (room and starts_order(tokens, at)):
        return Who(room or "", room, at, marks, "" if room else "missing", bool(room))
    end = _chunk_end(tokens, at)
    who = _split_chunk(tokens, raw, at, end, vocabulary)
    while who is None and (longer := _continued(tokens, raw, at, end)) > end:
        end = longer
        who = _split_chunk(tokens, raw, at, end, vocabulary)
    if who is None:
        who = Who(raw[tokens[at].start : tokens[end - 1].end], None, end)
    who.marks, who.room = marks, room or who.room
    _take_room(tokens, raw, who, vocabulary)
    who.name = who.name.strip().strip("-—－:：,，/|@＠").strip() or who.name.strip()
    if not who.name and who.room:
        who.name, who.named_by_room = who.room, True
    return who


def _skip(tokens: Sequence[Token], at: int, kinds: str) -> int:
    while at < len(tokens) and tokens[at].kind in kinds.split():
        at += 1
    return at


def _leading_marks(tokens: Sequence[Token], vocabulary: Vocabulary) -> tuple[int, list[Token]]:
    """(取消) or 已付 before the name."""
    at, marks = _skip(tokens, 0, "space"), []
    while at < len(tokens):
        token = tokens[at]
        inner = token.text.strip() if token.kind == "bracket" else ""
        if (
            token.kind in ("cancel", "paid", "unpaid")
            and at + 1 < len(tokens)
            and tokens[at + 1].kind in ("space", "sep")
        ):
            marks.append(token)
        elif inner in ("取消", "已取消", "已付", "未付", "已付款", "作废", "cancel"):
            marks.append(
                token._replace(
                    kind="cancel"
                    if inner in ("取消", "已取消", "作废", "cancel")
                    else "unpaid"
                    if inner == "未付"
                    else "paid"
                )
            )
        else:
            break
        at = _skip(tokens, at + 1, "space sep dash")
    return (at, marks) if at < len(tokens) else (_skip(tokens, 0, "space"), [])


def _known_member(tokens: Sequence[Token], raw: str, at: int, vocabulary: Vocabulary) -> tuple[str, int] | None:
    """A name that the shop knows, as long as it ends where a token ends."""
    if at >= len(tokens):
        return None
    start = tokens[at].start
    found = vocabulary.members.at(fold(raw), start)
    if found is None:
        return None
    end = start + len(found[0])
    for index in range(at, len(tokens)):
        if tokens[index].end == end:
            follows = index + 1 >= len(tokens) or tokens[index + 1].kind not in ("word", "latin")
            return (found[1], index + 1) if follows else None
        if tokens[index].end > end:
            return None
    return None


def _leading_room(tokens: Sequence[Token], raw: str, at: int, vocabulary: Vocabulary) -> tuple[int, str | None]:
    if at >= len(tokens):
        return at, None
    first = tokens[at]
    if first.kind == "room":
        end = at + 1
        while end < len(tokens) and tokens[end].kind == "room":
            end += 1
        return end, raw[first.start : tokens[end - 1].end]
    if (
        first.kind == "word"
        and at + 1 < len(tokens)
        and tokens[at + 1].kind == "room"
        and is_estate(first.text, vocabulary)
    ):
        return at + 2, raw[first.start : tokens[at + 1].end]
    if first.kind == "bracket" and at + 1 < len(tokens) and _room_like(first.text):
        return at + 1, raw[first.start + 1 : first.end - 1]
    chunk = _chunk_end(tokens, at)
    text = fold(raw[first.start : tokens[chunk - 1].end])
    numeric = first.kind in ("num", "digits") and all(is_digit(c) or c in "-/#" for c in text)
    if numeric and 2 <= len(text) <= 9 and chunk + 1 < len(tokens) and tokens[chunk].kind == "space":
        following = tokens[chunk + 1]
        second = _chunk_end(tokens, chunk + 1)
        if (
            following.kind in ("word", "latin", "emoji")
            and any(t.kind in ("qty", "op", "plus", "product", "code") for t in tokens[chunk + 1 :])
            and (second < len(tokens) or any(t.kind == "qty" for t in tokens[chunk + 1 : second]))
        ):
            return chunk, text
    return at, None


def _room_like(text: str) -> bool:
    plain = text.strip()
    return (
        2 <= len(plain) <= 12
        and is_digit(plain[0])
        and all(is_digit(c) or c in "-栋幢座单元室号楼#/" for c in plain)
        and not plain.isdigit()
    )


def is_estate(word: str, vocabulary: Vocabulary) -> bool:
    return word in vocabulary.estates or (len(word) >= 2 and word.endswith(ESTATE_ENDS))


def _chunk_end(tokens: Sequence[Token], at: int) -> int:
    """The end of the run without blanks and separators; a name that begins with a mark (。) keeps it."""
    end = at
    while end < len(tokens) and tokens[end].kind == "sep" and tokens[end].text != "\n":
        end += 1
    while end < len(tokens) and tokens[end].kind not in ("space", "sep"):
        end += 1
    return max(end, at + 1)


def starts_order(tokens: Sequence[Token], at: int) -> bool:
    """Whether an order can begin at this token."""
    token = tokens[at]
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if token.kind in ("op", "plus"):
        return after is not None and after.kind in ("num", "qty")
    if token.kind == "num":
        return after is None or after.kind in ("space", "sep", "product", "code", "bracket", "paid", "want", "op")
    if token.kind == "product":
        glued = after is not None and after.kind in ("word", "latin")
        return not glued and bool(token.offer and (token.offer.known or after is None or after.kind != "emoji"))
    if token.kind in ("cancel", "set", "add", "subtract", "weakadd", "weakset", "want", "each"):
        return after is None or after.kind not in ("latin",)
    return token.kind in _STARTERS


def _split_chunk(tokens: Sequence[Token], raw: str, start: int, end: int, vocabulary: Vocabulary) -> Who | None:
    """Where in a run without blanks the order begins; None when all of it is name."""
    room_at = next((k for k in range(start + 1, end) if _is_room(tokens, k, vocabulary)), None)
    if room_at is not None and (room_at + 1 >= end or tokens[room_at + 1].kind not in ("word", "latin")):
        return _with_room(tokens, raw, start, room_at, vocabulary)
    outside = any(
        t.kind in ("qty", "code") or (t.kind == "product" and t.offer and t.offer.known) for t in tokens[end:]
    ) or _number_outside(tokens, end)
    for k in range(start + 1, end):
        if tokens[k].kind == "dash" and k + 1 < end and _is_tail(tokens, k + 1, end, outside, vocabulary):
            return Who(raw[tokens[start].start : tokens[k].start], None, k if tokens[k + 1].kind == "num" else k + 1)
        if _is_tail(tokens, k, end, outside, vocabulary):
            doubt = ""
            if tokens[k].kind == "product" and not _ends_like_name(tokens[k - 1].text):
                doubt = "split"
            return Who(raw[tokens[start].start : tokens[k].start], None, k, doubt=doubt)
    if end - start >= 2 and tokens[end - 1].kind == "bracket" and end == len(tokens):
        return Who(raw[tokens[start].start : tokens[end - 1].start], None, end - 1)
    if (
        end - start >= 2
        and tokens[end - 1].kind == "num"
        and not outside
        and _few(tokens[end - 1])
        and tokens[end - 2].kind == "word"
    ):
        return Who(raw[tokens[start].start : tokens[end - 1].start], None, end - 1, doubt="glued")
    if (
        end - start >= 2
        and tokens[end - 1].kind == "bracket"
        and (_room_like(tokens[end - 1].text) or _order_like(tokens[end - 1].text))
    ):
        return Who(raw[tokens[start].start : tokens[end - 1].start], None, end - 1)
    return None


def _is_room(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> bool:
    """A room, or D2 behind a bracket or dash where the list speaks of zones."""
    if tokens[at].kind == "room":
        return True
    return vocabulary.zones and tokens[at - 1].kind in ("bracket", "dash") and _zone_like(tokens[at])


def _order_like(text: str) -> bool:
    return text.strip() in ("已付", "已付款", "未付", "取消", "已转", "付了")


def _few(token: Token) -> bool:
    return token.value is not None and token.value <= 20 and len(token.text) <= 2


def _number_outside(tokens: Sequence[Token], end: int) -> bool:
    rest = [t for t in tokens[end:] if t.kind != "space"]
    return any(t.kind == "num" for t in rest[:2])


def _ends_like_name(text: str) -> bool:
    return any(text.endswith(word) for word in _KINSHIP) or len(text) in (2, 3)


def _is_tail(tokens: Sequence[Token], start: int, end: int, outside: bool, vocabulary: Vocabulary) -> bool:
    """Whether the tokens from `start` to the end of the run are nothing but an order."""
    first = tokens[start]
    kinds = [t.kind for t in tokens[start:end]]
    second = kinds[1] if len(kinds) > 1 else ""
    if first.kind == "op" and second not in ("num", "qty"):
        return False
    if first.kind == "num" and second not in ("product", "code"):
        return False
    if first.kind in ("bracket", "price", "phone", "emoji", "spec", "slash", "paid", "unpaid"):
        return False
    words = [k for k in range(start, end) if tokens[k].kind not in _ORDER_KINDS]
    if words and not _free_items(tokens, start, end):
        return False
    if any(a in ("op", "plus") and b in ("op", "plus") for a, b in pairwise(kinds)):
        return False
    numbered = "qty" in kinds or any(
        a in ("op", "plus", "product", "code", "each", "want", "add", "weakadd", "set", "weakset", "subtract")
        and b == "num"
        for a, b in pairwise(kinds)
    )
    if first.kind in ("product", "code"):
        sure = first.offer is not None and first.offer.known
        return (
            numbered
            or (sure and first.kind == "product" and vocabulary.default is None and not words)
            or (sure and not outside and not words)
        )
    if first.kind in ("cancel", "set", "add"):
        return first.kind == "cancel" or numbered
    return numbered and not (outside and kinds == ["qty"])


def _free_items(tokens: Sequence[Token], start: int, end: int) -> bool:
    """2盒草莓1盒蓝莓酱: words between quantities that come first."""
    return tokens[start].kind == "qty" and all(
        tokens[k].kind in _ORDER_KINDS or (tokens[k].kind in ("word", "latin") and tokens[k - 1].kind == "qty")
        for k in range(start, end)
    )


def _with_room(tokens: Sequence[Token], raw: str, start: int, room_at: int, vocabulary: Vocabulary) -> Who:
    """王姐3-501, 小展-H区, 陈小湘—云谷A座: the room stands behind the name."""
    name_end, room_start = room_at, room_at
    before = tokens[room_at - 1]
    if before.kind == "word" and (
        is_estate(before.text, vocabulary) or (room_at - 2 >= start and tokens[room_at - 2].kind == "dash")
    ):
        name_end = room_start = room_at - 1
    last = room_at
    while last + 1 < len(tokens) and tokens[last + 1].kind == "room":
        last += 1
    room = raw[tokens[room_start].start : tokens[last].end]
    name = raw[tokens[start].start : tokens[name_end].start] if name_end > start else ""
    rest = last + 1
    if rest < len(tokens) and tokens[rest].kind in ("dash", "slash"):
        rest += 1
    return Who(name, room, rest, named_by_room=not name)


def _continued(tokens: Sequence[Token], raw: str, start: int, end: int) -> int:
    """The end of the next run when it still belongs to the name: Cathy chen, 陈 阿姨, 🍀 小周, mimi 🫧."""
    if end + 1 >= len(tokens) or tokens[end].kind != "space" or len(tokens[end].text) > 2:
        return end
    after = _chunk_end(tokens, end + 1)
    chunk, before = tokens[end + 1 : after], tokens[start:end]
    first = chunk[0]
    if first.kind not in ("word", "latin", "emoji", "other"):
        return end
    if all(t.kind in ("emoji", "other") and t.offer is None for t in chunk):
        return after
    decorative = all(t.kind in ("emoji", "other", "slash") for t in before)
    latin = _is_letters(before[-1]) and _is_letters(first) and len(before) == 1
    single = len(before) == 1 and before[0].kind == "word" and len(before[0].text) == 1
    family = first.kind == "word" and first.text in _KINSHIP
    if (
        decorative
        or latin
        or family
        or (single and first.kind == "word" and any(first.text.endswith(k) for k in _KINSHIP))
    ):
        return after
    return end


def _is_letters(token: Token) -> bool:
    return token.kind == "latin" and len(token.text) > 1 and all(is_latin(c) or c in ".'" for c in token.text)


def _take_room(tokens: Sequence[Token], raw: str, who: Who, vocabulary: Vocabulary) -> None:
    """A room right after the name, also as H区, D2 or an estate's name where the list speaks so."""
    while who.rest < len(tokens):
        at = _skip(tokens, who.rest, "space sep dash slash") if not _minus_follows(tokens, who.rest) else who.rest
        if at >= len(tokens) or who.room is not None:
            return
        token = tokens[at]
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.kind == "room":
            who.room, who.rest = raw[token.start : token.end], at + 1
        elif token.kind == "word" and (
            token.text in vocabulary.estates or (after is not None and after.kind == "room" and len(token.text) <= 6)
        ):
            end = at + 1 if after is not None and after.kind == "room" else at
            who.room, who.rest = raw[token.start : tokens[end].end], end + 1
        elif vocabulary.zones and _zone_like(token):
            who.room, who.rest = raw[token.start : token.end], at + 1
        elif token.kind == "bracket" and _room_like(token.text):
            who.room, who.rest = raw[token.start + 1 : token.end - 1], at + 1
        else:
            return


def _minus_follows(tokens: Sequence[Token], at: int) -> bool:
    at = _skip(tokens, at, "space")
    return at + 1 < len(tokens) and tokens[at].kind == "dash" and tokens[at + 1].kind in ("num", "qty")


def _zone_like(token: Token) -> bool:
    return (
        token.kind == "latin"
        and len(token.text) <= 3
        and token.text[0].isascii()
        and all(is_digit(c) for c in token.text[1:])
    )
