"""How near two names are, and which evidence says that a name is a member. Pure; ranks, never decides."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from shopdesk.base.i18n import _
from shopdesk.members.search import spellings

_FEWEST = 2
"""A name of one character is like too many others."""
# Evidence adds up; what stands first is said first.
WEIGHTS = {"phone": 100, "masked": 45, "room": 40, "name": 30, "alias": 25, "payer": 20, "real_name": 20,
           "bare": 18, "door": 12, "sound": 10, "part": 6}  # fmt: skip
_SAID = 2
_JOINERS = re.compile("[\ufe0e\ufe0f\u200b-\u200d\u20e3]")


@lru_cache(maxsize=65536)
def bare_name(folded: str) -> str:
    """Without emoji, marks and punctuation: 🍊小雨~ is 小雨; what is nothing else stays as it is."""
    if folded.isalnum():
        return folded
    kept = "".join(char for char in _JOINERS.sub("", folded) if unicodedata.category(char)[0] in "LN")
    return kept or folded


def names_alike(one: str, other: str) -> str:
    """bare | sound | part: why two folded names that differ may be one person's, or "" when they are not alike."""
    first, second = bare_name(one), bare_name(other)
    if min(len(first), len(second)) < _FEWEST:
        return ""
    if first == second:
        return "bare"
    if _sounds(first) & _sounds(second):
        return "sound"
    return "part" if first in second or second in first else ""


@lru_cache(maxsize=16384)
def _sounds(name: str) -> frozenset[str]:
    """Its full spellings, without the initials."""
    found = spellings(name)
    return frozenset(sound for sound in found if len(sound) > len(name)) or frozenset({name})


def score_of(kinds: Iterable[str]) -> int:
    return sum(WEIGHTS[kind] for kind in kinds)


def say_evidence(kinds: Iterable[str]) -> str:
    """One short sentence, the strongest evidence first."""
    sentences = {
        "phone": _("手机号一致"),
        "masked": _("手机号看得见的几位一致"),
        "room": _("房号一致"),
        "name": _("昵称一样"),
        "alias": _("以前用过这个名字"),
        "payer": _("用这个名字付过款"),
        "real_name": _("真名一样"),
        "bare": _("去掉表情后名字一样"),
        "door": _("房号的后半一致"),
        "sound": _("名字读音一样"),
        "part": _("名字相近"),
    }
    ranked = sorted(dict.fromkeys(kinds), key=lambda kind: -WEIGHTS[kind])
    return _("，").join(sentences[kind] for kind in ranked[:_SAID])
