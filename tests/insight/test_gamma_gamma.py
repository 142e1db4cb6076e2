"""The spending model gives the published answer on the published data."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from math import lgamma
from pathlib import Path

import numpy as np
import pytest

from shopdesk.insight.gamma_gamma import Spendings, digamma, expected_spending, fit_gamma_gamma

SAMPLE = Path(__file__).parents[1] / "data" / "cdnow" / "CDNOW_sample.txt"


@pytest.fixture(scope="module")
def spendings() -> Spendings:
    """Repeat buyers of the first 39 weeks: purchases after the first day, a day counting once."""
    spent: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for line in SAMPLE.read_text().splitlines():
        _master, customer, day, _units, dollars = line.split()
        if day <= "19970930":
            spent[customer][day] += float(dollars)
    rows = []
    for days in spent.values():
        later = [days[day] for day in sorted(days)[1:]]
        if later:
            rows.append((len(later), sum(later) / len(later)))
    table = np.array(rows)
    return Spendings(table[:, 0], table[:, 1])


def test_the_published_parameters(spendings: Spendings) -> None:
    """Fader, Hardie (2013), table 1 and the text after it: 946 repeat buyers."""
    model = fit_gamma_gamma(spendings)
    assert model is not None and model.buyers == 946
    assert (round(model.p, 2), round(model.q, 2), round(model.gamma, 2)) == (6.25, 3.74, 15.44)
    assert date(1997, 9, 30).toordinal() - date(1997, 1, 1).toordinal() == 272


def test_the_likelihood_is_the_formula_and_nothing_near_is_better(spendings: Spendings) -> None:
    def plain(p: float, q: float, gamma: float) -> float:
        total = 0.0
        for x, mean in zip(spendings.repeats.tolist(), spendings.mean.tolist(), strict=True):
            total += lgamma(p * x + q) - lgamma(p * x) - lgamma(q) + q * np.log(gamma)
            total += (p * x - 1) * np.log(mean) + p * x * np.log(x) - (p * x + q) * np.log(gamma + x * mean)
        return total

    model = fit_gamma_gamma(spendings)
    assert model is not None
    best = (model.p, model.q, model.gamma)
    assert model.log_likelihood == pytest.approx(plain(*best), abs=1e-6)
    for place in range(3):
        for times in (0.99, 1.01):
            near = [value * (times if at == place else 1) for at, value in enumerate(best)]
            assert plain(*near) < model.log_likelihood


def test_a_member_is_drawn_towards_everybody(spendings: Spendings) -> None:
    model = fit_gamma_gamma(spendings)
    assert model is not None
    everybody = model.p * model.gamma / (model.q - 1)
    few, many, none = expected_spending(model, np.array([1.0, 50.0, 0.0]), np.array([100.0, 100.0, 0.0]))
    assert everybody < few < many < 100
    assert none == pytest.approx(everybody)
    assert abs(many - 100) < 2


def test_what_tells_nothing_is_not_fitted() -> None:
    assert fit_gamma_gamma(Spendings(np.array([1.0, 1.0, 2.0, 1.0]), np.full(4, 25.0))) is None
    assert fit_gamma_gamma(Spendings(np.zeros(0), np.zeros(0))) is None
    # Means so far apart that everybody's has no end: of who never came back nothing could be said.
    wild = np.exp(np.random.default_rng(1).normal(3, 4, 600))
    assert fit_gamma_gamma(Spendings(np.full(600, 2.0), wild)) is None


def test_digamma_is_the_slope_of_the_log_gamma() -> None:
    for value in (0.1, 0.7, 1.0, 2.5, 8.0, 40.0):
        slope = (lgamma(value + 1e-5) - lgamma(value - 1e-5)) / 2e-5
        assert digamma(value) == pytest.approx(slope, rel=1e-6)
