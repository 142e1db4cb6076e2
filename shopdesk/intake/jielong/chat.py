"""Chat copied from WeChat on a computer: lines that say who wrote and when."""

from __future__ import annotations

from typing import NamedTuple

from shopdesk.intake.jielong.folding import fold, is_digit
from shopdesk.intake.jielong.places import digits_at

_PARTS_OF_DAY = ("凌晨", "清晨", "早上", "上午", "中午", "下午", "傍晚", "晚上", "半夜", "am", "pm")
_DAYS = (
    "昨天",
    "今天",
    "前天",
    "星期一",
    "星期二",
    "星期三",
    "星期四",
    "星期五",
    "星期六",
    "星期日",
    "周一",
    "周二",
    "周三",
    "周四",
    "周五",
    "周六",
    "周日",
)


class Sender(NamedTuple):
    name: str
    said: str = ""  # what follows on the same line


def scan_sender(line: str) -> Sender | None:
    """`王阿姨 2026/3/9 19:22:31`, `张姐 2026年3月9日 晚上 7:30`, `[19:22] 王姐: +1`, `2026-03-09 19:22:31 王姐`."""
    text = fold(line).rstrip()
    if len(text) > 120 or ":" not in text:
        return None
    if text.strip() and _moment_at(text, len(text) - len(text.lstrip())) == len(text):
        return Sender("")  # a time alone: the name stands on the line above
    moment = _moment_at_end(text)
    if moment is not None:
        name = line[:moment].strip(" 　:：,，(（[【")
        return Sender(_without_account(name)) if name and (len(name) > 2 or not name.isdigit()) else None
    lead = len(text) - len(text.lstrip())
    start = lead + 1 if text[lead : lead + 1] in "[(" else lead
    end = _moment_at(text, start)
    if end is None or end <= start:
        return None
    while end < len(text) and text[end] in " ])-":
        end += 1
    rest = line[end:].strip()
    if not rest:
        return None
    folded = fold(rest)
    colon = folded.find(":")
    if 0 < colon <= 30:
        return Sender(rest[:colon].strip(), rest[colon + 1 :].strip())
    return Sender(_without_account(rest)) if text[lead : lead + 1] in "[(" or is_digit(text[start]) else None


def _without_account(name: str) -> str:
    """张三(12345678): QQ puts the account behind the name."""
    folded = fold(name)
    if folded.endswith(")") and "(" in folded and folded[folded.rindex("(") + 1 : -1].isdigit():
        return name[: folded.rindex("(")].strip()
    return name


def _moment_at_end(text: str) -> int | None:
    """Where a date and time that end the line begin, looked for at the last few blanks only."""
    end = len(text.rstrip(")] "))
    tries, at = 0, end
    found: int | None = None
    while tries < 5:
        at = text.rfind(" ", 0, at)
        if at <= 0:
            break
        if _moment_at(text, at + 1) == end:
            found = at
        tries += 1
    return found


def _moment_at(text: str, start: int) -> int | None:
    """The end of [date] [part of day] time; a time with a colon must be there."""
    at = _date_at(text, start)
    at = _skip_words(text, at)
    hour = digits_at(text, at, 2)
    if hour == at or text[hour : hour + 1] != ":":
        return None
    minute = digits_at(text, hour + 1, 2)
    if minute != hour + 3:
        return None
    end = minute
    if text[end : end + 1] == ":" and digits_at(text, end + 1, 2) == end + 3:
        end += 3
    after = _skip_words(text, end)
    return after if after > end and text[end : end + 1] == " " and after == len(text) else end


def _date_at(text: str, start: int) -> int:
    at = start
    for day in _DAYS:
        if text.startswith(day, at):
            return _blank(text, at + len(day))
    first = digits_at(text, at, 4)
    if first > at and text[first : first + 1] in ("-", "/", ".", "年", "月") and first < len(text):
        at = first + 1
        while at < len(text):
            more = digits_at(text, at, 2)
            if more == at:
                break
            at = more
            if text[at : at + 1] in ("-", "/", ".", "月", "日", "号") and at < len(text):
                at += 1
            else:
                break
        return _blank(text, at)
    return start


def _skip_words(text: str, at: int) -> int:
    at = _blank(text, at)
    for word in (*_DAYS, *_PARTS_OF_DAY):
        if text.startswith(word, at):
            at = _blank(text, at + len(word))
    return at


def _blank(text: str, at: int) -> int:
    while at < len(text) and text[at] == " ":
        at += 1
    return at
