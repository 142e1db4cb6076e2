"""Tells who an entry is from: where the name ends and the order begins, and which part of it is the room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shopdesk.intake.jielong.folding import fold, is_hanzi, is_latin
from shopdesk.intake.jielong.lexicon.marks import APOLOGIES
from shopdesk.intake.jielong.name_rooms import Who, chunk_end, leading_room, skip, take_room_after
from shopdesk.intake.jielong.name_split import FAMILY, split_chunk, starts_order
from shopdesk.intake.jielong.token_kinds import MARKS, Token
from shopdesk.intake.jielong.vocabulary import Vocabulary

_MARKS = {
    **dict.fromkeys(("取消", "已取消", "作废", "cancel", "不要了"), "cancel"),
    **dict.fromkeys(("已付", "已付款", "已转", "付了"), "paid"),
    **dict.fromkeys(("未付", "未付款"), "unpaid"),
}
_UNSURE = ("qty", "num", "product", "code", "op", "plus", "want", "cancel", "each")
_PART_OF_NAME = ("word", "latin", "num", "digits", "emoji", "other")
_NEVER_NAMES = MARKS | {"price", "time", "sep", "bracket", "phone"}
_CROSSES = ("❌", "✖", "✖️", "🚫", "\ufe0f")
_TICKS = "✅☑✔\ufe0f"
_EDGES = "-—－–:：,，/|@＠+＋=＝"


def open_name(tokens: Sequence[Token], raw: str, vocabulary: Vocabulary) -> Who:
    """What stands before the name: marks, a phone, a room; `rest` is where the name begins."""
    at, marks = _leading_marks(tokens)
    if at >= len(tokens) or tokens[at].kind == "label":
        return Who("", None, at, marks)
    at, phone = _leading_phone(tokens, at)
    begin, room = leading_room(tokens, raw, at, vocabulary)
    if room is not None:
        at = skip(tokens, begin, "space", "dash", "slash", "sep")
        at, phone = (at, phone) if phone is not None else _leading_phone(tokens, at)
    before = [phone] if phone is not None else []
    return Who(phone.text if phone is not None and room is None else "", room, at, marks, before=before)


def close_name(tokens: Sequence[Token], raw: str, opening: Who, end: int, vocabulary: Vocabulary) -> Who:
    """The name that ends before the token `end`, with the room behind it."""
    start = opening.rest
    if end == start:
        name = opening.room or opening.name
        return replace(opening, name=name, end=end, named_by_room=bool(name), before=[*opening.before])
    text = raw[tokens[start].start : tokens[end - 1].end]
    who = Who(text, opening.room, end, opening.marks, before=[*opening.before], end=end)
    take_room_after(tokens, raw, who, vocabulary)
    who.name = _trim(who.name)
    return who


def read_name(tokens: Sequence[Token], raw: str, vocabulary: Vocabulary) -> Who:
    at, marks = _leading_marks(tokens)
    if at < len(tokens) and (tokens[at].kind == "label" or _only_marks(tokens, at)):  # 姓名：…, or 取消 alone
        return Who("", None, at, marks, end=at)
    opening = open_name(tokens, raw, vocabulary)
    at = opening.rest
    own_line = opening.room is not None and at > 0 and any("\n" in token.text for token in tokens[max(at - 2, 0) : at])
    if at >= len(tokens) or own_line or ((opening.room or opening.before) and _order_begins(tokens, at, vocabulary)):
        name = opening.room or opening.name
        return replace(opening, name=name, named_by_room=bool(name), end=at)
    who = _known_member(tokens, raw, at, vocabulary) or _quantity_before_name(tokens, raw, at)
    if who is None:
        who = _read_unknown_name(tokens, raw, at, vocabulary)
    who.marks, who.room, who.end = opening.marks, opening.room or who.room, who.rest
    who.before += opening.before
    take_room_after(tokens, raw, who, vocabulary)
    who.name = _trim(who.name)
    if not who.name and who.room:
        who.name, who.named_by_room = who.room, True
    return who


def _only_marks(tokens: Sequence[Token], at: int) -> bool:
    """取消, 都要, 49元, 2盒, 草莓2盒: nothing that could be a name."""
    solid = [token.kind for token in tokens[at:] if token.kind != "space"]
    if solid and all(kind in _NEVER_NAMES for kind in solid):
        return True
    first = tokens[at].offer if at < len(tokens) else None
    return solid == ["qty"] or (
        first is not None and first.known and solid == ["product", "qty"] == [t.kind for t in tokens[at:]]
    )


def _order_begins(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> bool:
    if tokens[at].kind in ("price", "paid", "unpaid"):
        return True
    if tokens[at].kind == "word" and tokens[at].text.startswith(APOLOGIES):  # 2-1203 不好意思先不要了
        return True
    return starts_order(tokens, at) and not _named_like_goods(tokens, at, vocabulary)


def _read_unknown_name(tokens: Sequence[Token], raw: str, at: int, vocabulary: Vocabulary) -> Who:
    end = chunk_end(tokens, at)
    split = split_chunk(tokens, raw, at, end, vocabulary)
    while split is None and (longer := _continued(tokens, at, end)) > end:
        end = longer
        split = split_chunk(tokens, raw, at, end, vocabulary)
    who = split or Who(raw[tokens[at].start : tokens[end - 1].end], None, end)
    name_end = tokens[at].start + len(who.name)
    who.unsure = any(token.kind in _UNSURE for token in tokens[at:end] if token.end <= name_end)
    return who


def _trim(name: str) -> str:
    """Without the marks that stood between the name and the rest."""
    plain = name.strip().strip(_EDGES).strip()
    while len(plain) > 1 and plain[-1] in ".。…" and is_hanzi(plain.rstrip(".。…")[-1:] or " "):
        plain = plain[:-1]
    return plain or name.strip()


def _leading_phone(tokens: Sequence[Token], at: int) -> tuple[int, Token | None]:
    if at >= len(tokens) or tokens[at].kind != "phone":
        return at, None
    return skip(tokens, at + 1, "space", "sep", "dash", "slash"), tokens[at]


def _quantity_before_name(tokens: Sequence[Token], raw: str, at: int) -> Who | None:
    """2份 阿布: nothing else counts on the line, so that the quantity is no name."""
    first = tokens[at]
    name_at = skip(tokens, at + 1, "space")
    if first.kind != "qty" or name_at >= len(tokens) or tokens[name_at].kind not in ("word", "latin"):
        return None
    end = chunk_end(tokens, name_at)
    if any(t.kind in ("qty", "num", "product", "code", "op", "plus") for t in tokens[name_at:]) or end < len(tokens):
        return None
    return Who(raw[tokens[name_at].start : tokens[end - 1].end], None, end, doubt="split", before=[first])


def _leading_marks(tokens: Sequence[Token]) -> tuple[int, list[Token]]:
    """(取消) or 已付 before the name."""
    begin = at = skip(tokens, 0, "space")
    crossed = tokens[at : at + 1]
    if crossed and crossed[0].kind == "cancel" and crossed[0].text in _CROSSES and len(tokens) > at + 1:
        at += 1
        while at < len(tokens) and (tokens[at].text in _CROSSES or tokens[at].kind in ("space", "sep", "dash")):
            at += 1  # ❌❌小丁 花蛤1斤
        return (at, list(crossed)) if at < len(tokens) else (begin, [])
    if at < len(tokens) and tokens[at].kind == "emoji" and not tokens[at].text.strip(_TICKS):  # ✅老桑 3盒
        begin = at = skip(tokens, at + 1, "space")
    marks: list[Token] = []
    while at < len(tokens):
        token = tokens[at]
        kind = _MARKS.get(token.text.strip()) if token.kind == "bracket" else None
        apart = at + 1 < len(tokens) and tokens[at + 1].kind in ("space", "sep")
        if kind is None and token.kind in ("cancel", "paid", "unpaid") and apart:
            kind = token.kind
        if kind is None:
            break
        marks.append(token._replace(kind=kind))
        at = skip(tokens, at + 1, "space", "sep", "dash")
    return (at, marks) if at < len(tokens) else (begin, [])


def _known_member(tokens: Sequence[Token], raw: str, at: int, vocabulary: Vocabulary) -> Who | None:
    """A name that the shop knows, as long as it ends where a token ends."""
    found = vocabulary.members.at(fold(raw), tokens[at].start)
    if found is None:
        return None
    end = tokens[at].start + len(found[0])
    for index in range(at, len(tokens)):
        if tokens[index].end >= end:
            whole = tokens[index].end == end
            apart = index + 1 >= len(tokens) or tokens[index + 1].kind not in _PART_OF_NAME
            return Who(found[1], None, index + 1) if whole and apart else None
    return None


def _named_like_goods(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> bool:
    """3-701 小米 3盒 in a list that sells no 小米: it is a name."""
    token = tokens[at]
    listed = bool(vocabulary.default or vocabulary.offers)
    if token.kind == "qty" and at + 1 < len(tokens) and tokens[at + 1].kind == "word":  # 3-701 两只老虎 1盒
        end = chunk_end(tokens, at)
        return any(t.kind in ("qty", "num", "product", "code") for t in tokens[end:])
    goods = token.kind == "product" and token.offer is not None and not token.offer.known
    return listed and goods and at + 1 < len(tokens) and tokens[at + 1].kind == "space"


def _continued(tokens: Sequence[Token], start: int, end: int) -> int:
    """The end of the next run when it still belongs to the name: Cathy chen, 陈 阿姨, 🍀 小周, mimi 🫧."""
    if end + 1 >= len(tokens) or tokens[end].kind != "space" or len(tokens[end].text) > 4:
        return end
    after = chunk_end(tokens, end + 1)
    chunk, before = tokens[end + 1 : after], tokens[start:end]
    first = chunk[0]
    if first.kind not in ("word", "latin", "emoji", "other"):
        return end
    if all(token.kind in ("emoji", "other") for token in chunk):
        return after
    decorative = all(token.kind in ("emoji", "other", "slash") for token in before)
    solid = [token for token in before if token.kind != "space"]
    latin = _is_letters(first) and all(_is_letters(token) for token in solid)
    spaced = first.kind == "word" and len(first.text) == 1 and all(len(t.text) == 1 and t.kind == "word" for t in solid)
    word = first.kind == "word"
    single = len(before) == 1 and before[0].kind == "word" and len(before[0].text) == 1
    spaced = spaced or (single and _is_letters(first))
    family = word and (first.text in FAMILY or (single and any(first.text.endswith(k) for k in FAMILY)))
    return after if decorative or latin or family or spaced else end


def _is_letters(token: Token) -> bool:
    return token.kind == "latin" and len(token.text) > 1 and all(is_latin(c) or c in ".'" for c in token.text)
