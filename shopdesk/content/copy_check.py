"""Advertising words in a text: hints that explain, never a block; the list is resources/adwords_zh.json.

The guideline on absolute terms (市场监管总局公告 2023 年第 6 号) tells officers to judge in context: so do these hints.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from shopdesk.base.i18n import _
from shopdesk.base.paths import resource_path

# Feelings and sequence, not claims about goods; beside the exemptions of the list.
_OWN_EXEMPT = (
    "最(爱|喜欢|想|怕|惦记|牵挂|开心|难忘|后|终|多|近|早|晚|少|初)",
    "第一(时间|口|单|车|锅|箱|筐|茬|回|眼|句|件事|期|周|个|场|份|年|[百千万])",
    "高效(率|利用)",
    "绝对(没|不)",
)
# A reward for the act of sharing, in words that the list has only in part.
_REWARD_FOR_SHARING = r"转发[^。！？\n]{0,8}(有礼|红包|抽奖|免单|得券|送券)|分享[^。！？\n]{0,6}(有礼|领红包|得红包)"


@dataclass(frozen=True)
class Finding:
    word: str
    """As it stands in the text."""
    start: int
    end: int
    tier: str
    """A_statute | B_absolute | C_food_health_claims | D_authority_inspection | E_wechat_inducement"""
    reason: str
    """One sentence: why it is risky and what to write instead."""


def check_copy(text: str) -> tuple[Finding, ...]:
    """Words that the law or the platform may mind, in the order of the text. Linear in the text; never raises."""
    folded, places = _fold(text)
    words, tiers, exempt = _patterns()
    allowed = [match.span() for match in exempt.finditer(folded)]
    findings = []
    for match in words.finditer(folded):
        start, end = match.span()
        # The exemption must cover the whole word: 第一批 allows 第一, but not 全国第一.
        if any(first <= start and end <= last for first, last in allowed):
            continue
        tier = tiers.get(match[0], "E_wechat_inducement")
        begin, finish = places[start], places[end - 1] + 1
        findings.append(Finding(text[begin:finish], begin, finish, tier, _reason(tier)))
    return tuple(findings)


def _fold(text: str) -> tuple[str, list[int]]:
    """Full-width letters made plain, letters lowered, blanks inside a line dropped; and where each character stood."""
    folded: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        if char != "\n" and (char.isspace() or unicodedata.category(char) == "Cf"):
            continue
        for plain in unicodedata.normalize("NFKC", char).casefold():
            folded.append(plain)
            places.append(place)
    return "".join(folded), places


@cache
def _patterns() -> tuple[re.Pattern[str], dict[str, str], re.Pattern[str]]:
    listed = json.loads(resource_path("adwords_zh.json").read_text(encoding="utf-8"))
    tiers = {word.casefold(): tier for tier, words in listed["tiers"].items() for word in words}
    longest_first = sorted(tiers, key=len, reverse=True)
    # A word that ends in a digit is not the beginning of a longer number: NO.1, but not NO.12; 100%, but not 2100%.
    alternatives = [
        rf"(?<![0-9]){re.escape(word)}(?![0-9])" if word[-1].isdigit() or word[0].isdigit() else re.escape(word)
        for word in longest_first
    ]
    words = re.compile("|".join([_REWARD_FOR_SHARING, *alternatives]))
    return words, tiers, re.compile("|".join([*listed["context_exempt_regex"], *_OWN_EXEMPT]))


def _reason(tier: str) -> str:
    return {
        "A_statute": _("广告法第九条点名不能用的绝对化用语，建议换成看得见的事实，比如产地、重量、口感。"),
        "B_absolute": _("容易被当成绝对化用语；没有出处的比较建议改成自己的感受或具体的数字。"),
        "C_food_health_claims": _("普通食品不能说有治疗或保健作用，写味道、做法和新鲜程度更稳妥。"),
        "D_authority_inspection": _("借机关或检测的名义需要真凭实据，拿不出证明就不要写。"),
        "E_wechat_inducement": _(
            "用好处换转发、集赞、助力属于诱导分享，微信可能限制；可以改成自愿推荐、首单完成后再感谢。"
        ),
    }[tier]
