"""Gamma-Gamma: what a purchase of each member is worth, fitted by maximum likelihood in numpy alone.

Fader, Hardie (2013), "The Gamma-Gamma Model of Monetary Value", equations (1a) and (5). A member's repeat purchases
(the first one is the acquisition and left out) scatter about a mean of their own; the means scatter over the members.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from shopdesk.data.integers import Ints
from shopdesk.insight.maximum import Floats, climb

_FLAT = 1e-7


@dataclass(frozen=True)
class Spendings:
    """One row for each buyer with repeat purchases worth more than nothing: how many, and their mean in yuan."""

    repeats: Floats
    mean: Floats


@dataclass(frozen=True)
class GammaGamma:
    p: float
    q: float
    gamma: float
    log_likelihood: float
    buyers: int


def fit_gamma_gamma(spendings: Spendings) -> GammaGamma | None:
    """The parameters of the greatest likelihood; None where the data has none (nobody came back, all spent alike)."""
    counts, places = np.unique(spendings.repeats, return_inverse=True)
    total = float(len(spendings.mean))
    if total < 3 or float(np.ptp(spendings.mean)) == 0:
        return None
    start = np.log([4.0, 3.0, float(np.median(spendings.mean))])

    def function(logs: Floats) -> tuple[float, Floats]:
        return _likelihood(logs, spendings, counts, places)

    peak = climb(function, start, np.eye(3) / total, _FLAT * total)
    p, q, gamma = np.exp(peak.point).tolist()
    # Above, the greatest value lies nowhere: the means do not scatter. Below, everybody's mean is endless, and nothing
    # could be said of who never came back.
    if max(p, q) > 1e6 or q <= 1:
        return None
    return GammaGamma(p, q, gamma, peak.value, int(total))


def _likelihood(logs: Floats, spendings: Spendings, counts: Floats, places: Ints) -> tuple[float, Floats]:
    """Log-likelihood (1a) and its gradient by the logarithms of p, q, gamma."""
    p, q, gamma = np.exp(np.clip(logs, -30, 30)).tolist()
    x, mean = spendings.repeats, spendings.mean
    whole = gamma + x * mean
    buyers = np.bincount(places, minlength=len(counts))
    gammas = np.array([math.lgamma(p * one + q) - math.lgamma(p * one) for one in counts.tolist()])
    up = np.array([digamma(p * one + q) for one in counts.tolist()])
    own = np.array([digamma(p * one) for one in counts.tolist()])
    log_mean, log_whole, log_x = np.log(mean), np.log(whole), np.log(x)
    n = len(x)
    value = (
        buyers @ gammas - n * math.lgamma(q) + n * q * math.log(gamma)
        + float(np.sum((p * x - 1) * log_mean + p * x * log_x - (p * x + q) * log_whole))
    )  # fmt: skip
    gradient = (
        (buyers @ (counts * (up - own)) + float(np.sum(x * (log_mean + log_x - log_whole)))) * p,
        (buyers @ up - n * digamma(q) + n * math.log(gamma) - float(log_whole.sum())) * q,
        (n * q / gamma - float(np.sum((p * x + q) / whole))) * gamma,
    )
    return float(value), np.array(gradient)


def digamma(value: float) -> float:
    """The logarithmic derivative of the gamma function, for value > 0 (Abramowitz, Stegun 6.3.5 and 6.3.18)."""
    result = 0.0
    while value < 8:
        result -= 1 / value
        value += 1
    inverse = 1 / (value * value)
    series = inverse * (1 / 12 - inverse * (1 / 120 - inverse * (1 / 252 - inverse * (1 / 240 - inverse / 132))))
    return result + math.log(value) - 0.5 / value - series


def expected_spending(model: GammaGamma, repeats: Floats, mean: Floats) -> Floats:
    """What a future purchase of each buyer is worth, in yuan (equation 5): between the own mean and everybody's.

    Whoever never came back (0 repeats) counts as everybody.
    """
    p, q, gamma = model.p, model.q, model.gamma
    result: Floats = (gamma + repeats * mean) * p / (p * repeats + q - 1)
    return result
