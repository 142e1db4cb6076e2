"""The model gives the published answer on the published data, and predicts better than "as before"."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from shopdesk.insight.bg_nbd import Histories, chance_alive, digamma, expected_purchases, fit_bg_nbd

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
    assert np.abs(forecast - happened).mean() <= 0.79
    assert np.abs(forecast - happened).mean() < np.abs(as_before - happened).mean()


def test_who_came_once_may_still_be_there(histories: Histories) -> None:
    alive = chance_alive(fit_bg_nbd(histories), histories)
    assert np.all((alive > 0) & (alive <= 1))
    assert np.all(alive[histories.repeats == 0] == 1)


def test_digamma_is_the_slope_of_the_log_gamma() -> None:
    from math import lgamma

    for value in (0.1, 0.7, 1.0, 2.5, 8.0, 40.0):
        slope = (lgamma(value + 1e-5) - lgamma(value - 1e-5)) / 2e-5
        assert digamma(value) == pytest.approx(slope, rel=1e-6)
