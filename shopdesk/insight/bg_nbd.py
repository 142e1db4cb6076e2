"""BG/NBD: how often members buy and who has gone for good, fitted by maximum likelihood in numpy alone.

Fader, Hardie, Lee (2005), "Counting Your Customers the Easy Way", Marketing Science 24(2), equations (6) to (11).
Time is in weeks. Orders of one day are one purchase; the first one is the acquisition and is not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from shopdesk.insight.maximum import Floats, climb

_FLAT = 1e-7
"""For each buyer: where the gradient ends."""
_LEAST = 1e-5
_NEAR_ONE = 1e-7
_FIRST_LOOK = 4000
"""Distinct histories that a first fit looks at: from there the whole takes half a dozen steps instead of thirty."""


@dataclass(frozen=True)
class Histories:
    """One row for each buyer, in weeks: repeat purchases (whole numbers), time of the last one after the first, time
    watched."""

    repeats: Floats
    last: Floats
    watched: Floats


@dataclass(frozen=True)
class _Distinct:
    """The distinct histories and how many buyers have each. Counts and times are few, so what is made of one of them
    is worked out once for each and taken from there by its place."""

    repeats: Floats
    last: Floats
    watched: Floats
    at_repeats: npt.NDArray[np.int64]
    at_last: npt.NDArray[np.int64]
    at_watched: npt.NDArray[np.int64]
    buyers: Floats

    def thinned(self, most: int) -> _Distinct:
        """Every so many-th history, each still as often as it was."""
        step = -(-len(self.buyers) // most)
        places = (part[::step] for part in (self.at_repeats, self.at_last, self.at_watched, self.buyers))
        return _Distinct(self.repeats, self.last, self.watched, *places)  # type: ignore[arg-type]


def _distinct(histories: Histories) -> _Distinct:
    repeats, at_repeats = np.unique(histories.repeats, return_inverse=True)
    last, at_last = np.unique(histories.last, return_inverse=True)
    watched, at_watched = np.unique(histories.watched, return_inverse=True)
    keys = (at_repeats * len(last) + at_last) * len(watched) + at_watched
    found, buyers = np.unique(keys, return_counts=True)
    rest, at_watched = np.divmod(found, len(watched))
    at_repeats, at_last = np.divmod(rest, len(last))
    return _Distinct(repeats, last, watched, at_repeats, at_last, at_watched, buyers.astype(np.float64))


@dataclass(frozen=True)
class BgNbd:
    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float

    @property
    def tells_apart(self) -> bool:
        """Whether the data has an answer. Where all buy alike, or nobody ever leaves, the likelihood goes on growing
        towards endless parameters: the climb ends somewhere on the way, and what it found is no estimate."""
        return all(_LEAST < value < 1 / _LEAST for value in (self.r, self.alpha, self.a, self.b))


def fit_bg_nbd(histories: Histories) -> BgNbd:
    """The parameters of the greatest likelihood. Cost: a dozen passes over the distinct histories."""
    distinct = _distinct(histories)
    start, inverse = np.zeros(4), np.eye(4)  # logarithms of r, alpha, a, b: positive whatever the step
    first = distinct.thinned(_FIRST_LOOK) if len(distinct.buyers) > 2 * _FIRST_LOOK else distinct
    for part in (first, distinct) if first is not distinct else (distinct,):
        total = float(part.buyers.sum())
        peak = climb(lambda point, part=part: _likelihood(point, part), start, inverse / total, _FLAT * total)  # type: ignore[misc]
        start, inverse = peak.point, peak.inverse * total
    r, alpha, a, b = np.exp(peak.point).tolist()
    return BgNbd(r, alpha, a, b, peak.value)


def log_likelihood(histories: Histories, r: float, alpha: float, a: float, b: float) -> float:
    """How likely the histories are with other parameters."""
    return _likelihood(np.log([r, alpha, a, b]), _distinct(histories))[0]


def _likelihood(logs: Floats, distinct: _Distinct) -> tuple[float, Floats]:
    """Log-likelihood and its gradient by the logarithms of r, alpha, a, b (equation 6 and its derivatives).

    A quotient of gamma functions a whole number apart is a product, so its logarithm is a sum of logarithms.
    """
    r, alpha, a, b = np.exp(np.clip(logs, -30, 30)).tolist()
    counts, x, at = distinct.buyers, distinct.repeats, distinct.at_repeats
    log_last, log_watched = np.log(alpha + distinct.last), np.log(alpha + distinct.watched)
    safe = np.maximum(x, 1.0)
    late, soon = log_watched[distinct.at_watched], log_last[distinct.at_last]
    shape = (r + x)[at]
    apart = late - soon
    # Gone right after the last purchase against still there, as the logarithm of their ratio.
    odds = np.where(x > 0, np.log(a / (b + safe - 1)), -np.inf)[at] + shape * apart
    ratio = np.exp(-np.abs(odds))
    leave = counts * np.where(odds >= 0, 1.0, ratio) / (1 + ratio)
    both = np.maximum(odds, 0.0) + np.log1p(ratio) - shape * late
    steps = np.arange(int(x.max())) if len(x) else np.zeros(0)
    places = x.astype(np.int64)
    buyers = np.bincount(at, weights=counts, minlength=len(x))
    by_count = _rising(np.log(r + steps), places) + _rising(np.log(b + steps) - np.log(a + b + steps), places)
    value = _sum(buyers, by_count) + counts.sum() * r * np.log(alpha) + _sum(counts, both)
    # What each history's mix of both says about the logarithm and the slope by alpha.
    mixed = _sum(counts, late) - _sum(leave, apart)
    still = (1 / (alpha + distinct.watched))[distinct.at_watched]
    slopes = counts * still + leave * ((1 / (alpha + distinct.last))[distinct.at_last] - still)
    gone = np.bincount(at, weights=leave, minlength=len(x))
    together = -_sum(buyers, _rising(1 / (a + b + steps), places))
    gradient = (
        (_sum(buyers, _rising(1 / (r + steps), places)) + counts.sum() * np.log(alpha) - mixed) * r,
        (counts.sum() * r / alpha - _sum(shape, slopes)) * alpha,
        (together + gone.sum() / a) * a,
        (together + _sum(buyers, _rising(1 / (b + steps), places)) - _sum(gone, 1 / (b + safe - 1))) * b,
    )
    return float(value), np.array(gradient)


def _sum(weights: npt.NDArray[Any], values: Floats) -> float:
    """Not by `@`: what that spreads over the processor's cores waits for them when they are busy."""
    return float(np.add.reduce(weights * values))


def _rising(terms: Floats, places: npt.NDArray[np.int64]) -> Floats:
    """The sum of the first so many terms, for each of `places`."""
    sums: Floats = np.concatenate([[0.0], np.cumsum(terms)])[places]
    return sums


def chance_alive(model: BgNbd, histories: Histories) -> Floats:
    """The probability that each buyer has not gone for good (equation 11 of the authors' note on P(alive))."""
    x, last, watched = histories.repeats, histories.last, histories.watched
    safe = np.where(x > 0, x, 1.0)
    odds = (model.a / (model.b + safe - 1)) * ((model.alpha + watched) / (model.alpha + last)) ** (model.r + x)
    return np.where(x > 0, 1 / (1 + odds), 1.0)


def expected_purchases(model: BgNbd, histories: Histories, weeks: float) -> Floats:
    """How many purchases each buyer is expected to make in the next `weeks` (equation 10)."""
    # Only the count and the time watched matter but for the chance to be still there: many share both.
    r, alpha, a, b = model.r, model.alpha, model.a, model.b
    if abs(a - 1) < _NEAR_ONE:  # the quotient has no value at 1 and loses its digits beside it; its limit is as near
        a = 1 + _NEAR_ONE
    times, at_time = np.unique(histories.watched, return_inverse=True)
    keys, places = np.unique(histories.repeats.astype(np.int64) * len(times) + at_time, return_inverse=True)
    x, watched = (keys // max(len(times), 1)).astype(np.float64), times[keys % max(len(times), 1)]
    z = weeks / (alpha + watched + weeks)
    hyper = _hypergeometric(r + x, b + x, a + b + x - 1, z)
    growth = 1 - ((alpha + watched) / (alpha + watched + weeks)) ** (r + x) * hyper
    result: Floats = ((a + b + x - 1) / (a - 1) * growth)[places] * chance_alive(model, histories)
    return result


def _hypergeometric(first: Floats, second: Floats, third: Floats, z: Floats) -> Floats:
    """Gauss's 2F1 by its series, which converges for 0 <= z < 1; those that have arrived are not carried on."""
    total = np.ones_like(z)
    left = np.arange(len(z))
    term, sums = np.ones_like(z), np.ones_like(z)
    for n in range(20_000):
        term = term * ((first + n) * (second + n) / ((third + n) * (n + 1)) * z)
        sums = sums + term
        if n % 16 == 15:
            goes_on = np.abs(term) >= 1e-13 * np.abs(sums)
            total[left[~goes_on]] = sums[~goes_on]
            if not goes_on.any():
                return total
            left, term, sums = left[goes_on], term[goes_on], sums[goes_on]
            first, second, third, z = first[goes_on], second[goes_on], third[goes_on], z[goes_on]
    total[left] = sums
    return total
