"""What stands at the beginning of a line: a running number, a sender with a time, 例, a header word."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from shopdesk.intake.jielong.folding import CLOSE, fold, is_digit, is_hanzi, is_latin
from shopdesk.intake.jielong.lexicon.marks import EXAMPLES, HEADERS, SYSTEM
from shopdesk.intake.jielong.lexicon.numbers import CIRCLED, OTHER_CIRCLED
from shopdesk.intake.jielong.numerals import scan_unit
from shopdesk.intake.jielong.places import digits_at, scan_room

_HEADERS = tuple(sorted((fold(h) for h in HEADERS), key=len, reverse=True))
_EXAMPLES = tuple(sorted((fold(e) for e in EXAMPLES), key=len, reverse=True))
_SYSTEM = tuple(fold(s) for s in SYSTEM)
_SYSTEM_AT = re.compile("|".join(re.escape(word) for word in _SYSTEM))
_SEPARATORS = ".。、):,]·-＿_．>"


class Head(NamedTuple):
    seq: int
    end: int  # where the line's own words begin
    sure: bool  # a number with a mark after it; without one the neighbours decide


@lru_cache(maxsize=131_072)  # every line is looked at more than once
def scan_head(text: str, start: int = 0) -> Head | None:
    """The running number at `start` of a folded line: 1. 2、 3) (4) [6] 4️⃣, or an unsure `8 ` or `9` before a name."""
    at = start
    while at < len(text) and text[at] == " ":
        at += 1
    if at >= len(text):
        return None
    opened = ""
    if text[at] in "([#" or text.startswith(("no.", "第"), at):
        opened = text[at]
        at += 3 if text.startswith("no.", at) else 1
    if at < len(text) and (text[at] in CIRCLED or text[at] in OTHER_CIRCLED) and not opened:
        number = CIRCLED.index(text[at]) + 1 if text[at] in CIRCLED else OTHER_CIRCLED[text[at]]
        return Head(number, _skip(text, at + 1), False)
    if at < len(text) and text[at] == "🔟":
        return Head(10, _skip(text, at + 1), True)
    end = digits_at(text, at, 6)
    if end == at:
        return None
    seq = int(text[at:end])
    if text.startswith(("\ufe0f\u20e3", "\u20e3"), end):
        return _keycap(text, at)
    if opened:
        return _opened(text, seq, end, opened)
    if end == len(text):
        return Head(seq, end, False)
    char = text[end]
    if char in _SEPARATORS:
        return _separated(text, seq, end)
    if char == "/" and text[end + 1 : end + 2] == " ":  # 1/ 小米粥
        return Head(seq, _skip(text, end + 1), True)
    if char == " ":
        rest = _skip(text, end)
        if rest < len(text) and text[rest] in ".、):," and not is_digit(text[rest + 1 : rest + 2] or " "):
            return Head(seq, _skip(text, rest + 1), True)
        return Head(seq, rest, False)
    if is_hanzi(char) or is_latin(char) or char not in "/~×+=%*":
        if char == "点" and text[end + 1 : end + 2] == "点":  # 4点点: somebody's name
            return Head(seq, end, False)
        return None if scan_unit(text, end) or char in "点月年日号时块元楼栋幢座室期区#" else Head(seq, end, False)
    return None


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] == " ":
        at += 1
    return at


def _keycap(text: str, at: int) -> Head:
    """1️⃣0️⃣ is ten."""
    number = ""
    while at < len(text) and (is_digit(text[at]) or text[at] in "\ufe0f\u20e3"):
        number += text[at] if is_digit(text[at]) else ""
        at += 1
    return Head(int(number[:6]), _skip(text, at), True)


def _opened(text: str, seq: int, end: int, opened: str) -> Head | None:
    if opened in "([":
        return Head(seq, _skip(text, end + 1), True) if text[end : end + 1] in CLOSE and end < len(text) else None
    if opened == "第":
        if not text.startswith(("位", "个", "号"), end):
            return None
        end += 1
    while end < len(text) and text[end] in " .、):,":
        end += 1
    return Head(seq, end, opened != "#")


def _separated(text: str, seq: int, end: int) -> Head | None:
    """3.14号 and 1.6 are dates, 18:30 is a time, 3-501 a room, 2.5斤 a weight; 1.12-301 is entry 1."""
    char, after = text[end], end + 1
    while after < len(text) and text[after] in "._、":
        after += 1
    more = digits_at(text, after, 9)
    if char == ":" and more == after + 2 and after == end + 1 and text[more : more + 1] not in ("-", "#", "栋"):
        return None
    if char == "-" and (more > after or (after < len(text) and text[after] != " ")):
        return None
    if char == "." and more > after and after == end + 1:
        if more == len(text):
            return None
        if scan_room(text, after) is not None:
            return Head(seq, after, True)
        follows = text[more]
        if follows in "号日月元块" or follows in "./" or (scan_unit(text, more) and more - after <= 1):
            return None
        named = is_hanzi(follows) or is_latin(follows)
        return Head(seq, after, named or (follows == " " and more - after > 2))
    return Head(seq, _skip(text, after), True)


def header_word(text: str) -> int | None:
    """The end of #接龙, #Group Note or 接龙 at the beginning of a folded line."""
    at = _skip(text, 0)
    for word in _HEADERS:
        if text.startswith(word, at):
            end = at + len(word)
            if word[0] != "#" and word[0] != "[" and text[end:].strip(" :") and not text.startswith((" ", ":"), end):
                return None
            return end
    if text.startswith("# ", at) and text.startswith("接龙", _skip(text, at + 1)):
        return _skip(text, at + 1) + 2
    return None


def is_example(text: str) -> bool:
    """例 … e.g. …: somebody showing how to answer."""
    at = _skip(text, 0)
    while at < len(text) and text[at] in "([":
        at += 1
    for word in _EXAMPLES:
        if text.startswith(word, at):
            end = at + len(word)
            return end >= len(text) or text[end] in " :)],.、" or is_digit(text[end])
    return False


def is_system(text: str) -> bool:
    """[图片], 撤回了一条消息: written by WeChat itself."""
    plain = text.strip()
    if _SYSTEM_AT.search(plain) is None:
        return False
    return (
        bool(plain)
        and len(plain) < 60
        and any(
            plain == s
            or (
                not s.startswith("[")
                and s in plain
                and ("“" in plain or '"' in plain or s == plain or "消息" in s or "群聊" in s)
            )
            for s in _SYSTEM
        )
    )
