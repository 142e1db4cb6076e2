"""The spending model gives the published answer on the published data."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from math import lgamma
from pathlib import Path

import numpy as np
import pytest

from shopdesk.insight.gamma_gamma import (
    Dependence,
    Spendings,
    dependence_words,
    digamma,
    expected_spending,
    fit_gamma_gamma,
    how_dependent,
)

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


def test_the_published_correlation(spendings: Spendings) -> None:
    """Fader, Hardie, Lee (2005), "RFM and CLV": 0.11 on CDNOW, which they take for none."""
    dependence = how_dependent(spendings)
    assert dependence is not None and round(dependence.correlation, 2) == 0.11
    assert dependence.is_none


def simulated(dependence: float, size: int = 4000) -> tuple[Spendings, np.ndarray, np.ndarray]:
    """Repeat buyers whose mean goes with how often they come; their true means and rates."""
    chance = np.random.default_rng(1)
    rate = chance.gamma(1.2, 4, size)
    repeats = chance.poisson(rate)
    often = np.log(rate + 0.3)
    often = (often - often.mean()) / often.std()
    scatter = dependence * often + np.sqrt(1 - dependence**2) * chance.normal(size=size)
    true = np.exp(3.5 + 0.5 * scatter)
    came = np.flatnonzero(repeats)
    seen = np.array([chance.gamma(4, true[who] / 4, repeats[who]).mean() for who in came])
    return Spendings(repeats[came].astype(float), seen), true[came], rate[came]


@pytest.mark.parametrize(("dependence", "few", "word"), [(0.0, 1.0, ""), (0.6, 1.35, "估高"), (-0.6, 0.88, "估低")])
def test_where_it_matters_it_is_said(dependence: float, few: float, word: str) -> None:
    """Who came back once is expected to spend as much as everybody else; whoever did often is known, and the sum is."""
    spendings, true, rate = simulated(dependence)
    model, found = fit_gamma_gamma(spendings), how_dependent(spendings)
    assert model is not None and found is not None and found.is_none == (not word)
    if word:
        assert word in dependence_words(found)
    each = expected_spending(model, spendings.repeats, spendings.mean)
    once, often = spendings.repeats == 1, spendings.repeats >= 4
    assert each[once].mean() / true[once].mean() == pytest.approx(few, abs=0.06)
    assert each[often].mean() / true[often].mean() == pytest.approx(1, abs=0.03)
    assert (each @ rate) / (true @ rate) == pytest.approx(1, abs=0.02)


def test_a_few_members_prove_no_dependence() -> None:
    assert Dependence(0.6, 6).is_none and not Dependence(0.6, 60).is_none
    assert how_dependent(Spendings(np.full(9, 2.0), np.arange(1.0, 10.0))) is None  # all came back equally often
