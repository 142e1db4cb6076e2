"""The model gives the published answer on the published data, and predicts better than "as before"."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from shopdesk.insight.bg_nbd import BgNbd, Histories, chance_alive, expected_purchases, fit_bg_nbd

SAMPLE = Path(__file__).parents[1] / "data" / "cdnow" / "CDNOW_sample.txt"
CUT = date(1997, 9, 30).toordinal()
END = date(1998, 6, 30).toordinal()


def purchase_days() -> dict[str, list[int]]:
    days: dict[str, set[int]] = {}
    for line in SAMPLE.read_text().splitlines():
        fields = line.split()
        days.setdefault(fields[1], set()).add(date.fromisoformat(fields[2]).toordinal())
    return {customer: sorted(found) for customer, found in days.items()}


@pytest.fixture(scope="module")
def histories() -> Histories:
    rows = []
    for days in purchase_days().values():
        seen = [day for day in days if day <= CUT]
        rows.append((len(seen) - 1, (seen[-1] - seen[0]) / 7, (CUT - seen[0]) / 7))
    table = np.array(rows)
    return Histories(table[:, 0], table[:, 1], table[:, 2])


def test_the_published_parameters(histories: Histories) -> None:
    model = fit_bg_nbd(histories)
    assert len(histories.repeats) == 2357
    assert round(model.r, 3) == 0.243
    assert round(model.alpha, 3) == 4.414
    assert round(model.a, 3) == 0.793
    assert round(model.b, 3) == 2.426
    assert round(model.log_likelihood, 1) == -9582.4


def test_the_forecast_of_the_next_39_weeks(histories: Histories) -> None:
    happened = np.array([sum(CUT < day <= END for day in days) for days in purchase_days().values()])
    forecast = expected_purchases(fit_bg_nbd(histories), histories, (END - CUT) / 7)
    as_before = np.where(histories.watched > 0, histories.repeats / histories.watched, 0) * (END - CUT) / 7
    error, naive = np.abs(forecast - happened).mean(), np.abs(as_before - happened).mean()
    assert error <= 0.79
    assert (round(float(forecast.sum())), int(happened.sum())) == (1653, 1882)
    assert (round(float(error), 3), round(float(naive), 3)) == (0.785, 1.024)


def test_who_came_once_may_still_be_there(histories: Histories) -> None:
    alive = chance_alive(fit_bg_nbd(histories), histories)
    assert np.all((alive > 0) & (alive <= 1))
    assert np.all(alive[histories.repeats == 0] == 1)


def test_the_likelihood_is_the_formula_and_nothing_near_is_better(histories: Histories) -> None:
    """Equation (6), member by member in plain Python."""
    from math import exp, lgamma, log

    rows = list(zip(histories.repeats.tolist(), histories.last.tolist(), histories.watched.tolist(), strict=True))

    def plain(r: float, alpha: float, a: float, b: float) -> float:
        total = 0.0
        for x, last, watched in rows:
            alive = -(r + x) * log(alpha + watched)
            gone = log(a) - log(b + x - 1) - (r + x) * log(alpha + last) if x else -1e300
            top = max(alive, gone)
            total += lgamma(r + x) - lgamma(r) + r * log(alpha) + top + log(exp(alive - top) + exp(gone - top))
            total += lgamma(a + b) + lgamma(b + x) - lgamma(b) - lgamma(a + b + x)
        return total

    model = fit_bg_nbd(histories)
    best = (model.r, model.alpha, model.a, model.b)
    assert model.log_likelihood == pytest.approx(plain(*best), abs=1e-6)
    for place in range(4):
        for times in (0.99, 1.01):
            assert plain(*(v * (times if at == place else 1) for at, v in enumerate(best))) < model.log_likelihood


def test_many_histories_are_fitted_as_a_few_are(histories: Histories) -> None:
    """From some thousands on a first look at a part shortens the way; where it leads is the same."""
    chance = np.random.default_rng(4)
    size = 20_000
    watched = chance.integers(200, 5000, size) / 7
    repeats = np.minimum(chance.poisson(chance.gamma(0.8, 3.0, size)), 60).astype(float)
    last = np.where(repeats > 0, np.floor(watched * 7 * chance.random(size)) / 7, 0)
    many = Histories(repeats, last, watched)
    parts = [Histories(*(column[at::2] for column in (repeats, last, watched))) for at in (0, 1)]
    whole = fit_bg_nbd(many)
    assert sum(fit_bg_nbd(part).log_likelihood for part in parts) > whole.log_likelihood
    for part in parts:
        near = fit_bg_nbd(part)
        assert [near.r, near.alpha] == pytest.approx([whole.r, whole.alpha], rel=0.1)


def alike(repeats: float, last: float, watched: float) -> Histories:
    size = 600
    return Histories(np.full(size, repeats), np.full(size, last), np.full(size, watched))


def rows(*histories: tuple[float, float, float, int]) -> Histories:
    table = np.array([row[:3] for row in histories for _time in range(row[3])])
    return Histories(table[:, 0], table[:, 1], table[:, 2])


@pytest.mark.parametrize(
    "histories",
    [
        alike(30, 30, 30), alike(1, 1, 50), alike(2, 9, 50),
        rows((2, 3, 30, 3), (0, 0, 30, 597)),
    ],
    ids=["weekly", "once more and gone", "twice more", "three came back"],
)  # fmt: skip
def test_data_without_an_answer_is_not_taken_for_one(histories: Histories) -> None:
    """The likelihood grows towards endless parameters; what the climb stopped at says nothing of the shop."""
    assert not fit_bg_nbd(histories).tells_apart


def test_data_with_an_answer_has_one(histories: Histories) -> None:
    assert fit_bg_nbd(histories).tells_apart


def test_nothing_happens_where_the_formula_has_no_value(histories: Histories) -> None:
    """Equation (10) divides by a − 1; on both sides of 1 and at it the forecast is the same."""
    at, below, above = (
        expected_purchases(BgNbd(0.5, 4.0, a, 2.0, 0.0), histories, 13) for a in (1.0, 1 - 1e-4, 1 + 1e-4)
    )
    assert np.all(np.isfinite(at))
    assert at == pytest.approx((below + above) / 2, rel=1e-5)
