"""One form for many spellings: every character becomes exactly one, so that places in the text stay the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Generic, TypeVar

from shopdesk.intake.jielong.lexicon.numbers import CIRCLED_LETTERS, SQUARED_LETTERS

T = TypeVar("T")

_TRADITIONAL = dict(
    zip(
        "棟葉麥櫻檸檬蝦蟹鴨鵝鳳黃綠紅藍紫園蓮筍薑蔥蒜醬鹹鮮凍滷燒臘餃餛飩餅饅絲麵線糧穀棗蔬瓜橘橙蘿蔔薺薯芋絲瓜節賞禮婦陳劉張楊趙吳孫馬羅鄭謝許鄧馮韓蕭蔣蘇葉盧鍾譚陸錢嚴韋賈鄒龐顧萬"
        "龍兩個雙條點單樓號幾張隻顆總訂還減轉賬區門層這樣種錢給買賣來時備註雞魚蘋"
        "麵電話壹貳參東廣園裡併費請團購報數號換們後說退幫匯鋪餘鍋鬆醃島灣鄉臺檯廚館廳",
        "栋叶麦樱柠檬虾蟹鸭鹅凤黄绿红蓝紫园莲笋姜葱蒜酱咸鲜冻卤烧腊饺馄饨饼馒丝面线粮谷枣蔬瓜橘橙萝卜荠薯芋丝瓜节赏礼妇陈刘张杨赵吴孙马罗郑谢许邓冯韩萧蒋苏叶卢钟谭陆钱严韦贾邹庞顾万"
        "龙两个双条点单楼号几张只颗总订还减转账区门层这样种钱给买卖来时备注鸡鱼苹"
        "面电话壹贰叁东广园里并费请团购报数号换们后说退帮汇铺余锅松腌岛湾乡台台厨馆厅",
        strict=True,
    )
)
# Blanks, dashes, crosses, brackets and marks that stand for an ASCII one.
_MARKS = {
    " ": "\u3000\xa0\t\u2002\u2003\u2005\u202f",
    "-": "—–－−‐─➖﹣━",
    "×": "✕✖╳*＊✘",
    "+": "➕﹢✚",
    "[": "【〔〖「『",
    "]": "】〕〗」』",
    "(": "﹙",
    ")": "﹚",
    ":": "︰∶﹕",
    "#": "＃﹟",
    "。": "｡",
    ",": "﹐",
    "¥": "￥$＄",
}


def _folding() -> dict[int, int]:
    table = {0xFF01 + i: 0x21 + i for i in range(94)}  # full-width ASCII
    table |= {ord(a): ord(b) for a, b in _TRADITIONAL.items()}
    table |= {ord(a): ord(b) for b, marks in _MARKS.items() for a in marks}
    table |= {ord(a): ord(b) for a, b in (CIRCLED_LETTERS | SQUARED_LETTERS).items()}
    table |= {c: c + 32 for c in range(ord("A"), ord("Z") + 1)}
    table |= {0xFF21 + i: ord("a") + i for i in range(26)}
    return table


_FOLD = _folding()
# Marks that show nothing: zero-width blanks, direction marks, soft hyphen, C0 and C1 controls, lone surrogates.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u200c\u200e\u200f"
    "\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
STRIKE = "\u0336"
OPEN, CLOSE = "([{<《", ")]}>》"


def drop_invisible(text: str) -> str:
    return _INVISIBLE.sub("", text)


def fold(text: str) -> str:
    """Half-width, simplified, small letters; as long as `text`."""
    return text.translate(_FOLD)


@lru_cache(maxsize=4096)
def name_key(text: str) -> str:
    """The form in which two spellings are the same name."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def is_hanzi(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff" or char == "〇"


def is_latin(char: str) -> bool:
    return "a" <= char <= "z" or ("\u00c0" <= char <= "\u024f" and char not in "×÷")


def is_digit(char: str) -> bool:
    return "0" <= char <= "9"


def is_emoji(char: str) -> bool:
    return unicodedata.category(char) in ("So", "Sk", "Cs", "Co", "Cn", "Mn", "Me") or char in "\u200d\ufe0f\u20e3"


def bracket_end(text: str, start: int, limit: int = 300) -> int:
    """The place of the bracket that closes the one at `start`, or -1; looks no further than `limit`."""
    close, depth = CLOSE[OPEN.index(text[start])], 0
    for at in range(start, min(len(text), start + limit)):
        if text[at] == text[start]:
            depth += 1
        elif text[at] == close:
            depth -= 1
            if depth == 0:
                return at
    return -1


class Words(Generic[T]):
    """A table of words; `at` gives the longest that stands at a place."""

    def __init__(self, words: Mapping[str, T]) -> None:
        self._by_first: dict[str, list[tuple[str, T]]] = {}
        self.first_letters: frozenset[str] = frozenset(word[0] for word in words if word)
        for word in sorted(words, key=len, reverse=True):
            if word:
                self._by_first.setdefault(word[0], []).append((word, words[word]))

    def at(self, text: str, start: int) -> tuple[str, T] | None:
        for word, value in self._by_first.get(text[start], ()):
            if text.startswith(word, start):
                return word, value
        return None


def words_of(words: Iterable[str]) -> Words[str]:
    return Words({fold(word): fold(word) for word in words})
