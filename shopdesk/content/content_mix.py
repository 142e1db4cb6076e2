"""How the posts of some days divide over the four pillars, against the target."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shopdesk.base.i18n import _
from shopdesk.content.pillars import PILLARS, RECOMMENDATION, TARGET_PERCENT, pillar_of

WINDOW_DAYS = 14
RECOMMENDATION_LIMIT_PERCENT = 40
_ENOUGH_POSTS = 4  # below that, one post is a quarter of everything and says nothing about the mix
_FAR_OFF = 15  # percentage points below the target before it is worth a sentence


@dataclass(frozen=True)
class PillarShare:
    pillar: str
    count: int
    percent: int
    target: int


@dataclass(frozen=True)
class ContentMix:
    total: int
    shares: tuple[PillarShare, ...]
    """One for each pillar, in the order of PILLARS; the percentages of a mix that is not empty add up to 100."""
    warnings: tuple[str, ...]
    """Finished sentences: what is too much and what is missing."""


def measure_mix(pillars: Iterable[str]) -> ContentMix:
    """The mix of posts, given the pillar of each."""
    posts = list(pillars)
    counts = [posts.count(pillar) for pillar in PILLARS]
    percents = _whole_percents(counts)
    shares = tuple(
        PillarShare(pillar, count, percent, TARGET_PERCENT[pillar])
        for pillar, count, percent in zip(PILLARS, counts, percents, strict=True)
    )
    return ContentMix(len(posts), shares, tuple(_warn(shares)) if len(posts) >= _ENOUGH_POSTS else ())


def _whole_percents(counts: list[int]) -> list[int]:
    """Largest remainders, so that the four numbers on screen add up to 100."""
    total = sum(counts)
    if not total:
        return [0] * len(counts)
    percents = [count * 100 // total for count in counts]
    by_remainder = sorted(range(len(counts)), key=lambda index: -(counts[index] * 100 % total))
    for index in by_remainder[: 100 - sum(percents)]:
        percents[index] += 1
    return percents


def _warn(shares: tuple[PillarShare, ...]) -> Iterable[str]:
    total = sum(share.count for share in shares)
    for share in shares:
        name = pillar_of(share.pillar).name
        if share.pillar == RECOMMENDATION:
            # Compared exactly: 40.4 % rounds to 40 but has passed the limit.
            if share.count * 100 > RECOMMENDATION_LIMIT_PERCENT * total:
                yield _("{name}占了 {percent}%，群快变成广告栏了，穿插点别的吧。").format(
                    name=name, percent=share.percent
                )
        elif share.percent <= share.target - _FAR_OFF:
            yield _("{name}偏少：{percent}%，目标 {target}%。").format(
                name=name, percent=share.percent, target=share.target
            )
