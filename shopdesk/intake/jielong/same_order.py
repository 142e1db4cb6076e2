"""同上, 和3-501一样: an entry that says no more than that it is like another one."""

from __future__ import annotations

import re
from typing import NamedTuple

from shopdesk.intake.jielong.folding import fold, name_key

_ABOVE = re.compile(
    "[ ,:]*我?(?:(?:和|跟|与|同)?(?:楼上|上面|上边|上一个|上一位|前面)的?(?:一样|相同|一致)"
    "|同上|照上|同楼上|(?:和|跟)上)[。!~ ]*$"
)
_LIKE = re.compile("[ ,:]+我?(?:和|跟|与|同)([^ ,、和跟与同]{1,16}?)(?:家的?|的)?(?:一样|相同|一致)[。!~ ]*$")
_ALIKE = re.compile("[ ,:]+同([^ ,、上学事]{2,16})$")
_LONGEST = 60
ABOVE = ""


class Likeness(NamedTuple):
    start: int  # where the words begin
    whom: str  # the key of a name or room, `ABOVE` for the entry before


def find_likeness(text: str) -> Likeness | None:
    """The words at the end of an entry that stand for somebody else's order."""
    if len(text) > _LONGEST or not any(word in text for word in ("同", "一样", "一致", "照上", "跟上", "和上")):
        return None
    folded = fold(text)
    above = _ABOVE.search(folded)
    if above is not None and above.start():
        return Likeness(above.start(), ABOVE)
    like = _LIKE.search(folded) or _ALIKE.search(folded)
    return Likeness(like.start(), name_key(like[1])) if like is not None and like.start() else None
