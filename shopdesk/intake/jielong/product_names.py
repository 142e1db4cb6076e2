"""Finds the product's name among the words of an announcement."""

from __future__ import annotations

from unicodedata import category

from shopdesk.intake.jielong.folding import OPEN, bracket_end, fold, is_digit, is_emoji, is_hanzi, is_latin
from shopdesk.intake.jielong.lexicon.goods import GOODS
from shopdesk.intake.jielong.lexicon.marks import NOTICE
from shopdesk.intake.jielong.lexicon.menu import (
    ARRIVALS,
    NOISE,
    OFFER_WORDS,
    SHIPPING,
    SIZE_ENDS,
    SIZES,
    TALK,
    WEEKDAYS,
)
from shopdesk.intake.jielong.numerals import scan_quantity
from shopdesk.intake.jielong.places import scan_phone, scan_room, scan_time

LONGEST_NAME = 16
_NOISE = sorted(NOISE, key=len, reverse=True)
_COMES = ("到货", "送货", "提货", "取货", "发货", "自提", "早上", "上午", "下午", "晚上", "到", "送", "发", "取", "提")
_EDGES = " …-~=·•.。,，:：/／+*>＞→—－◆●■★☆▪️🔥✅👉❗️!！?？\u200d\ufe0f\u20e3#＃【】[]()（）\"'“”"


def pass_over(folded: str, at: int) -> int | None:
    """The end of a date, time, phone or room at `at`: they hold no price and belong to no name."""
    if not is_digit(folded[at]) or (at and (is_digit(folded[at - 1]) or folded[at - 1] == ".")):
        return None
    found = scan_phone(folded, at) or scan_time(folded, at)
    if found is not None:
        return found
    end = at
    while end < len(folded) and (is_digit(folded[end]) or folded[end] in "./-"):
        end += 1
    if end < len(folded) and folded[end] in "号日月" and end > at:  # 3.14号
        return end + 1
    return scan_room(folded, at)


def clean_name(raw: str) -> str:
    """A product's name without dates, brackets, prices, marks and the words of an announcement around it."""
    text = raw.strip(" :：\t\u3000")
    folded = fold(text)
    if ":" in folded:
        text = text[folded.rindex(":") + 1 :]
        folded = fold(text)
    out: list[str] = []
    at = 0
    while at < len(folded):
        end = _end_of_aside(folded, at)
        if end > at:
            out.append(" ")
            at = end
        else:
            out.append(text[at])
            at += 1
    return _trim("".join(out))


def _end_of_aside(folded: str, at: int) -> int:
    if folded[at] in OPEN:
        return bracket_end(folded, at) + 1
    if folded[at] == "#" and folded.find("#", at + 1, at + 12) > 0:  # #今晚团#
        return folded.find("#", at + 1) + 1
    passed = pass_over(folded, at)
    if passed is not None:
        return passed
    day = max((len(word) for word in WEEKDAYS if folded.startswith(word, at)), default=0)
    if day:
        day += next((len(word) for word in _COMES if folded.startswith(word, at + day)), 0)
    return at + day


def _trim(text: str) -> str:
    while True:
        before = text
        text = _without_emoji(_without_marks(text.strip(_EDGES)))
        parts = [part for part in text.split() if part not in ARRIVALS]
        if len(parts) > 1:
            parts = [part for part in parts if not any(word in part for word in SHIPPING)] or parts
        text = " ".join(parts)
        for word in _NOISE:
            if text.startswith(word) and (len(word) > 1 or word == "的" or (word == "有" and text[1:2] != "机")):
                text = text[len(word) :]
            if text.endswith(word) and len(text) > len(word) and (len(word) > 1 or word in "价每约的都均各"):
                text = text[: -len(word)]
        if text[0:1] == "团" and len(text) > 2 and is_hanzi(text[1]) and text[1] not in "子圆扇购":
            text = text[1:]  # 团菜心8元
        front, wave, rest = text.replace("~", "～").rpartition("～")
        if wave and len(rest.strip()) > 1 and len(front) > 1:  # 好吃的来啦～沙县扁肉
            text = rest
        text = _without_announcement(text)
        if text == before:
            wordy = any(is_hanzi(c) or is_latin(c.lower()) or is_emoji(c) for c in text)
            return text if wordy and text not in NOISE else ""


def _without_announcement(text: str) -> str:
    """校服团购 夏装: the words that announce the list stand before the first product."""
    front, _blank, rest = text.partition(" ")
    announces = any(word in front for word in OFFER_WORDS) and rest not in SIZES and not rest.endswith(SIZE_ENDS)
    return rest if rest and announces else text


def _without_marks(text: str) -> str:
    """‼️车厘子: no name begins or ends with punctuation."""
    start, end = 0, len(text)
    while start < end and (category(text[start])[0] == "P" or text[start] == "\ufe0f"):
        start += 1
    while end > start and category(text[end - 1])[0] == "P":
        end -= 1
    return text[start:end]


def _without_emoji(text: str) -> str:
    """Pictures around a name that has words too."""
    if not any(is_hanzi(c) or is_latin(c.lower()) for c in text):
        return text
    while text and is_emoji(text[0]):
        text = text[1:]
    while text and is_emoji(text[-1]):
        text = text[:-1]
    return text


def is_talk(folded: str) -> bool:
    """Said to people; it names no product."""
    return len(folded.strip()) > 24 or any(word in folded for word in (*NOTICE, *TALK))


def is_packing(name: str) -> bool:
    """30枚一板: quantities alone name no product."""
    folded, at = fold(name), 0
    while at < len(folded):
        quantity = scan_quantity(folded, at)
        if quantity is None or not quantity.unit or not (is_digit(folded[0])):
            return False
        at = quantity.end + folded.startswith(("装", "入"), quantity.end)
    return bool(folded)


def title_strength(folded: str, alone: bool) -> str:
    """How well a title without a price names a product: sure (百香果团购), weak (any short line) or not at all."""
    if any(word in folded for word in OFFER_WORDS) or any(good in folded for good in GOODS):
        return "sure"
    return "weak" if alone and 2 <= len(folded.strip()) <= 8 else ""
