"""BG/NBD: how often members buy and who has gone for good, fitted by maximum likelihood in numpy alone.

Fader, Hardie, Lee (2005), "Counting Your Customers the Easy Way", Marketing Science 24(2), equations (6) to (11).
Time is in weeks. Orders of one day are one purchase; the first one is the acquisition and is not counted.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_STEPS = 200
_PRECISE = 1e-7


@dataclass(frozen=True)
class Histories:
    """One row for each buyer, in weeks: repeat purchases, time of the last one after the first, time watched."""

    repeats: Floats
    last: Floats
    watched: Floats


@dataclass(frozen=True)
class _Distinct:
    """The distinct histories and how many buyers have each: many share one, and the fit needs each once."""

    histories: Histories
    buyers: Floats
    repeats: list[float]
    """The distinct counts of repeat purchases; `places` says which of them each history has."""
    places: npt.NDArray[np.int64]

    def of_repeats(self, function: Callable[[float], float], start: float) -> Floats:
        """function(start + repeats), computed once for each distinct count: there are few."""
        values: Floats = np.array([function(start + one) for one in self.repeats])[self.places]
        return values


def _distinct(histories: Histories) -> _Distinct:
    # Sorted one column at a time: np.unique over rows takes three times as long.
    columns = (histories.repeats, histories.last, histories.watched)
    order = np.lexsort(columns)
    sorted_ = [column[order] for column in columns]
    new = np.r_[True, np.logical_or.reduce([column[1:] != column[:-1] for column in sorted_])][: len(order)]
    starts = np.flatnonzero(new)
    found = Histories(*(column[starts] for column in sorted_))
    repeats, places = np.unique(found.repeats, return_inverse=True)
    return _Distinct(found, np.diff(np.r_[starts, len(order)]).astype(np.float64), repeats.tolist(), places)


@dataclass(frozen=True)
class BgNbd:
    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float


def fit_bg_nbd(histories: Histories) -> BgNbd:
    """The parameters of the greatest likelihood. Cost: some dozens of passes over the distinct histories."""
    distinct = _distinct(histories)
    counts = distinct.buyers
    point = np.zeros(4)  # logarithms of r, alpha, a, b: positive whatever the step
    value, slope = _likelihood(point, distinct)
    inverse = np.eye(4) / counts.sum()
    for _step in range(_STEPS):
        direction = inverse @ slope
        if slope @ direction <= 0:  # rounding has spoilt the curvature: begin it anew
            inverse = np.eye(4) / counts.sum()
            direction = inverse @ slope
        point, value, slope, inverse, moved = _step_up(point, value, slope, inverse, direction, distinct)
        if not moved or np.abs(slope).max() < _PRECISE * counts.sum():
            break
    r, alpha, a, b = np.exp(point).tolist()
    return BgNbd(r, alpha, a, b, value)


def _step_up(
    point: Floats, value: float, slope: Floats, inverse: Floats, direction: Floats, distinct: _Distinct
) -> tuple[Floats, float, Floats, Floats, bool]:
    """One BFGS step (Nocedal, Wright, Numerical Optimization, 6.17) with a backtracking line search, going uphill."""
    size = min(1.0, 2.0 / max(float(np.abs(direction).max()), 1e-12))
    while size > 1e-10:
        new_point = point + size * direction
        new_value, new_slope = _likelihood(new_point, distinct)
        if math.isfinite(new_value) and new_value >= value + 1e-4 * size * float(slope @ direction):
            break
        size /= 2
    else:
        return point, value, slope, inverse, False
    step, change = new_point - point, slope - new_slope
    curvature = float(step @ change)
    if curvature > 1e-12:
        shift = np.eye(4) - np.outer(step, change) / curvature
        inverse = shift @ inverse @ shift.T + np.outer(step, step) / curvature
    return new_point, new_value, new_slope, inverse, True


def _likelihood(logs: Floats, distinct: _Distinct) -> tuple[float, Floats]:
    """Log-likelihood and its gradient by the logarithms of r, alpha, a, b (equation 6 and its derivatives)."""
    r, alpha, a, b = np.exp(np.clip(logs, -30, 30))
    histories, counts, of_repeats = distinct.histories, distinct.buyers, distinct.of_repeats
    x, last, watched = histories.repeats, histories.last, histories.watched
    repeated = x > 0
    safe = np.where(repeated, x, 1.0)
    gone = np.where(repeated, np.log(a) - np.log(b + safe - 1) - (r + x) * np.log(alpha + last), -np.inf)
    alive = -(r + x) * np.log(alpha + watched)
    top = np.maximum(alive, gone)
    both = top + np.log(np.exp(alive - top) + np.exp(gone - top))
    value = (
        of_repeats(math.lgamma, r) - math.lgamma(r) + r * np.log(alpha)
        + math.lgamma(a + b) + of_repeats(math.lgamma, b) - math.lgamma(b) - of_repeats(math.lgamma, a + b)
        + both
    )  # fmt: skip
    stay, leave = np.exp(alive - both), np.exp(gone - both)
    log_mix = stay * np.log(alpha + watched) + leave * np.log(alpha + last)
    by_r = of_repeats(digamma, r) - digamma(r) + np.log(alpha) - log_mix
    by_alpha = r / alpha - (r + x) * (stay / (alpha + watched) + leave / (alpha + last))
    psi_ab = digamma(a + b) - of_repeats(digamma, a + b)
    by_a = psi_ab + leave / a
    by_b = psi_ab + of_repeats(digamma, b) - digamma(b) - leave / (b + safe - 1)
    gradient = np.array([counts @ by_r * r, counts @ by_alpha * alpha, counts @ by_a * a, counts @ by_b * b])
    return float(counts @ value), gradient


def digamma(value: float) -> float:
    """The logarithmic derivative of the gamma function, for value > 0 (Abramowitz, Stegun 6.3.5 and 6.3.18)."""
    result = 0.0
    while value < 8:
        result -= 1 / value
        value += 1
    inverse = 1 / (value * value)
    series = inverse * (1 / 12 - inverse * (1 / 120 - inverse * (1 / 252 - inverse * (1 / 240 - inverse / 132))))
    return result + math.log(value) - 0.5 / value - series


def chance_alive(model: BgNbd, histories: Histories) -> Floats:
    """The probability that each buyer has not gone for good (equation 11 of the authors' note on P(alive))."""
    x, last, watched = histories.repeats, histories.last, histories.watched
    safe = np.where(x > 0, x, 1.0)
    odds = (model.a / (model.b + safe - 1)) * ((model.alpha + watched) / (model.alpha + last)) ** (model.r + x)
    return np.where(x > 0, 1 / (1 + odds), 1.0)


def expected_purchases(model: BgNbd, histories: Histories, weeks: float) -> Floats:
    """How many purchases each buyer is expected to make in the next `weeks` (equation 10)."""
    x, watched = histories.repeats, histories.watched
    r, alpha, a, b = model.r, model.alpha, model.a, model.b
    z = weeks / (alpha + watched + weeks)
    hyper = _hypergeometric(r + x, b + x, a + b + x - 1, z)
    growth = 1 - ((alpha + watched) / (alpha + watched + weeks)) ** (r + x) * hyper
    result: Floats = (a + b + x - 1) / (a - 1) * growth * chance_alive(model, histories)
    return result


def _hypergeometric(first: Floats, second: Floats, third: Floats, z: Floats) -> Floats:
    """Gauss's 2F1 by its series, which converges for 0 <= z < 1."""
    term = np.ones_like(z)
    total = np.ones_like(z)
    for n in range(5000):
        term = term * (first + n) * (second + n) / ((third + n) * (n + 1)) * z
        total = total + term
        if np.all(np.abs(term) < 1e-12 * np.abs(total)):
            break
    return total
