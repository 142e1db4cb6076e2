"""Gamma-Gamma: what a purchase of each member is worth, fitted by maximum likelihood in numpy alone.

Fader, Hardie (2013), "The Gamma-Gamma Model of Monetary Value", equations (1a) and (5). A member's repeat purchases
(the first one is the acquisition and left out) scatter about a mean of their own; the means scatter over the members.

The model takes for granted that how often somebody comes says nothing about what they spend each time. Its authors look
at the correlation of both before they use it: Fader, Hardie, Lee (2005), "RFM and CLV: Using Iso-Value Curves for
Customer Base Analysis", find 0.11 for CDNOW and take that for none. `how_dependent` does the same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from shopdesk.base.i18n import _
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


@dataclass(frozen=True)
class Dependence:
    """Of how often members came back and what they spent each time."""

    correlation: float
    """Pearson's, of the repeat purchases and their mean."""
    buyers: int

    @property
    def is_none(self) -> bool:
        """Weak, or by chance as strong in one shop out of twenty (Fisher's transformation).

        In a simulated shop with a correlation of 0.18 who came back once is expected to spend a sixth too much, with
        0.35 a third, who came back four times or more is right in both; sums are right to a hundredth (tests).
        """
        if abs(self.correlation) < _WEAK or self.buyers < 4:
            return True
        return math.atanh(min(abs(self.correlation), 0.999999)) * math.sqrt(self.buyers - 3) < _BY_CHANCE


_WEAK, _BY_CHANCE = 0.2, 1.96
ENOUGH_REPEATS = 3
"""From here on a member's own purchases outweigh what the model takes for granted."""


def how_dependent(spendings: Spendings) -> Dependence | None:
    """None where there is nothing to compare: all came back equally often, or spent alike."""
    if len(spendings.mean) < 3 or float(np.ptp(spendings.mean)) == 0 or float(np.ptp(spendings.repeats)) == 0:
        return None
    return Dependence(float(np.corrcoef(spendings.repeats, spendings.mean)[0, 1]), len(spendings.mean))


def dependence_words(dependence: Dependence) -> str:
    """That the model's assumption does not hold, and what it means for its figures."""
    words = (
        _(
            "来得勤的会员每次也花得多（相关系数 {correlation}），而预计金额的模型以为这两件事没有关系："
            "来得少的会员会被估高，合计只看个大概；回头不到 {count} 次的会员不单独估金额。"
        )
        if dependence.correlation > 0
        else _(
            "来得勤的会员每次花得少（相关系数 {correlation}），而预计金额的模型以为这两件事没有关系："
            "来得少的会员会被估低，合计只看个大概；回头不到 {count} 次的会员不单独估金额。"
        )
    )
    return words.format(correlation=f"{dependence.correlation:.2f}", count=ENOUGH_REPEATS)


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
