"""Who will come again and what it is worth: both models over the whole shop, where there is enough to fit them.

Kept until an order changes. A purchase is a day with orders, as the models' authors count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from shopdesk.data.database import derived, fetch_rows
from shopdesk.data.integers import Ints
from shopdesk.insight.bg_nbd import BgNbd, chance_alive, expected_purchases, fit_bg_nbd
from shopdesk.insight.gamma_gamma import (
    ENOUGH_REPEATS,
    Dependence,
    GammaGamma,
    Spendings,
    dependence_words,
    expected_spending,
    fit_gamma_gamma,
    how_dependent,
)
from shopdesk.insight.history import Purchases, histories_of, purchases_until, purchases_where
from shopdesk.insight.maximum import Floats
from shopdesk.insight.pool import people_in
from shopdesk.insight.scope import EVERYTHING, Scope
from shopdesk.members.segments.index import Mask, member_arrays

ENOUGH_DAYS, ENOUGH_BUYERS, ENOUGH_ORDERS = 180, 500, 3
"""Below this a model of the whole shop says nothing worth trusting (product.md)."""
SOON_DAYS, YEAR_DAYS = 90, 365


@dataclass(frozen=True)
class Gate:
    """Whether there is enough for a model of the whole shop."""

    history_days: int
    buyers: int
    frequent: int
    """Buyers with three order days or more."""

    @property
    def passed(self) -> bool:
        return self.history_days >= ENOUGH_DAYS and self.buyers >= ENOUGH_BUYERS and self.frequent > 0


@dataclass(frozen=True)
class Trial:
    """The same model fitted to what was known some days ago, against what happened since."""

    days: int
    expected: float
    happened: int
    error: float
    """Mean absolute error by buyer of the purchases expected."""
    error_as_before: float
    """The same, had everybody gone on as often as before."""
    expected_fen: int | None
    """None where Gamma-Gamma found no answer then."""
    happened_fen: int


@dataclass(frozen=True)
class Forecast:
    """Arrays have a row for each buyer, in the order of `buyers` (positions of members)."""

    as_of: int
    gate: Gate
    buyers: Ints
    repeats: Ints
    """Order days after the first one."""
    bg_nbd: BgNbd | None = None
    """None below the gate, and where the model finds no answer."""
    gamma_gamma: GammaGamma | None = None
    alive: Floats | None = None
    soon: Floats | None = None
    """Purchases expected in the next SOON_DAYS."""
    soon_fen: Floats | None = None
    year_fen: Floats | None = None
    dependence: Dependence | None = None
    """Where there is a Gamma-Gamma: whether it may take for granted what it does."""
    trial: Trial | None = None

    @property
    def warnings(self) -> list[str]:
        """What is to be known before the figures are used, in whole sentences."""
        return [] if self.dependence is None or self.dependence.is_none else [dependence_words(self.dependence)]

    @property
    def worth_is_known(self) -> Mask:
        """Of which buyers alone something can be said about their money."""
        if not self.warnings:
            return np.ones(len(self.repeats), dtype=np.bool_)
        known: Mask = self.repeats >= ENOUGH_REPEATS
        return known

    def of(self, chosen: Mask) -> Forecast:
        """The same of some of the buyers; gate, models and trial stay the shop's."""
        arrays: dict[str, Any] = {
            name: None if array is None else array[chosen]
            for name, array in vars(self).items()
            if name in ("buyers", "repeats", "alive", "soon", "soon_fen", "year_fen")
        }
        return replace(self, **arrays)


def gate_of(purchases: Purchases, as_of: int) -> Gate:
    days = purchases.days_of_buyer
    history = int(as_of - purchases.day.min() + 1) if len(days) else 0
    return Gate(history, len(days), int(np.count_nonzero(days >= ENOUGH_ORDERS)))


def read_forecast(session: Session, as_of: int, *, trial: bool = False) -> Forecast:
    """Without the trial half the work, a third of a second with 100,000 members."""
    purchases = purchases_until(session, as_of)
    # Not stale when a member's note changes, only when the places of the members do.
    ids = member_arrays(session).ids
    place = f"{len(ids)}:{int(ids[-1]) if len(ids) else 0}"
    kept: dict[str, Any] = session.info["database"].derived if "version" in session.info else {}
    for old in [key for key in kept if key.startswith(_NAME)][:-_KEPT]:
        kept.pop(old, None)
    return derived(
        session, f"{_NAME}:{as_of}:{trial}:{place}", lambda _read: _make(purchases, as_of, trial), ("order",)
    )


def read_forecast_in(session: Session, as_of: int, scope: Scope) -> Forecast:
    """What the shop's models expect of the people of the scope."""
    forecast = read_forecast(session, as_of)
    return forecast if scope.is_everything else forecast.of(people_in(session, as_of, scope)[forecast.buyers])


_NAME, _KEPT = "insight.forecast", 4


def _make(purchases: Purchases, as_of: int, with_trial: bool) -> Forecast:
    gate = gate_of(purchases, as_of)
    known = Forecast(as_of, gate, purchases.buyers, purchases.days_of_buyer - 1)
    if not gate.passed:
        return known
    histories = histories_of(purchases, as_of)
    model = fit_bg_nbd(histories)
    if not model.tells_apart:
        return known
    soon = expected_purchases(model, histories, SOON_DAYS / 7)
    spending, dependence, each = _spending_of(purchases)
    soon_fen = year_fen = None
    if each is not None:
        soon_fen = soon * each
        year_fen = expected_purchases(model, histories, YEAR_DAYS / 7) * each
    return replace(
        known, bg_nbd=model, gamma_gamma=spending, dependence=dependence, alive=chance_alive(model, histories),
        soon=soon, soon_fen=soon_fen, year_fen=year_fen, trial=try_out(purchases, as_of) if with_trial else None,
    )  # fmt: skip


def _spending_of(purchases: Purchases) -> tuple[GammaGamma | None, Dependence | None, Floats | None]:
    """The model, whether it may be used, and what it expects each buyer to spend on a purchase, in 分."""
    spendings, repeats, mean = spendings_of(purchases)
    spending = fit_gamma_gamma(spendings)
    if spending is None:
        return None, None, None
    return spending, how_dependent(spendings), expected_spending(spending, repeats, mean) * 100


def spendings_of(purchases: Purchases) -> tuple[Spendings, Floats, Floats]:
    """What Gamma-Gamma is fitted to, and for every buyer the repeat purchases of more than 0 and their mean in yuan."""
    buyer = np.repeat(np.arange(len(purchases.first_row)), purchases.days_of_buyer)
    counts = purchases.fen > 0
    counts[purchases.first_row] = False
    size = len(purchases.first_row)
    repeats = np.bincount(buyer[counts], minlength=size).astype(np.float64)
    total = np.bincount(buyer[counts], weights=purchases.fen[counts], minlength=size) / 100
    mean = total / np.maximum(repeats, 1)
    known = repeats > 0
    return Spendings(repeats[known], mean[known]), repeats, mean


def try_out(purchases: Purchases, as_of: int, days: int = SOON_DAYS) -> Trial | None:
    """None where there was not enough yet, that many days ago."""
    known = purchases_where(purchases, purchases.day <= as_of - days)
    if not gate_of(known, as_of - days).passed:
        return None
    histories = histories_of(known, as_of - days)
    model = fit_bg_nbd(histories)
    if not model.tells_apart:
        return None
    expected = expected_purchases(model, histories, days / 7)
    as_before = histories.repeats / np.maximum(histories.watched, 1 / 7) * days / 7
    later, size = purchases.day > as_of - days, int(purchases.member.max()) + 1
    happened, fen = (
        np.bincount(purchases.member[later], weights=weights, minlength=size)[known.buyers]
        for weights in (None, purchases.fen[later])
    )
    error, error_as_before = (float(np.abs(guess - happened).mean()) for guess in (expected, as_before))
    each = _spending_of(known)[2]
    expected_fen = None if each is None else round(float(expected @ each))
    return Trial(days, float(expected.sum()), int(happened.sum()), error, error_as_before, expected_fen, int(fen.sum()))


def alive_counts(forecast: Forecast, parts: int = 5) -> list[int]:
    """Buyers who came back and whose chance to be still there is in the first, second … part of 0 to 1.

    Of who came once the model says 1 whatever the time since (nobody can leave before the second purchase): that is no
    finding, so they are counted in no part."""
    if forecast.alive is None:
        return []
    part = _part_of(forecast.alive, parts)[forecast.repeats > 0]
    counts: list[int] = np.bincount(part, minlength=parts).tolist()
    return counts


def once_count(forecast: Forecast) -> int:
    """Buyers with a single order day."""
    return int(np.count_nonzero(forecast.repeats == 0))


def alive_ids(session: Session, as_of: int, part: int | None, parts: int = 5, scope: Scope = EVERYTHING) -> list[int]:
    """Who is behind one of them; None: who came once."""
    forecast = read_forecast_in(session, as_of, scope)
    if forecast.alive is None:
        return []
    came_back = forecast.repeats > 0
    chosen = ~came_back if part is None else came_back & (_part_of(forecast.alive, parts) == part)
    found: list[int] = member_arrays(session).ids[forecast.buyers[chosen]].tolist()
    return found


def expected_ids(session: Session, as_of: int, scope: Scope = EVERYTHING) -> list[int]:
    """Of whom the model expects a purchase or more in the next SOON_DAYS, rounded."""
    forecast = read_forecast_in(session, as_of, scope)
    if forecast.soon is None:
        return []
    found: list[int] = member_arrays(session).ids[forecast.buyers[forecast.soon >= 0.5]].tolist()
    return found


def purchases_before(session: Session, as_of: int, days: int, scope: Scope = EVERYTHING) -> tuple[int, int]:
    """Beside what is expected, what was: order days and 分 of the same buyers in the last `days`."""
    purchases = purchases_until(session, as_of)
    chosen = (purchases.day > as_of - days) & people_in(session, as_of, scope)[purchases.member]
    return int(np.count_nonzero(chosen)), int(purchases.fen[chosen].sum())


def _part_of(alive: Floats, parts: int) -> Ints:
    part: Ints = np.minimum((alive * parts).astype(np.int64), parts - 1)
    return part


@dataclass(frozen=True)
class Promising:
    """A buyer by what the models expect."""

    member_id: int
    name: str
    alive: float
    soon: float
    year_fen: int


def most_promising(session: Session, as_of: int, most: int = 10, scope: Scope = EVERYTHING) -> list[Promising]:
    """Whose next year is worth most, of those who came back: of the others the models know nothing."""
    forecast = read_forecast_in(session, as_of, scope)
    if forecast.year_fen is None or forecast.alive is None or forecast.soon is None:
        return []
    worth = np.where((forecast.repeats > 0) & forecast.worth_is_known, forecast.year_fen, -1.0)
    first = np.argsort(-worth, kind="stable")[:most]
    first = first[worth[first] >= 0]
    ids = member_arrays(session).ids[forecast.buyers[first]].tolist()
    names = names_of(session, ids)
    return [
        Promising(
            found, names.get(found, ""), float(forecast.alive[at]), float(forecast.soon[at]), round(float(worth[at]))
        )
        for found, at in zip(ids, first.tolist(), strict=True)
    ]


def names_of(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Of a few members."""
    return dict(fetch_rows(session, f"SELECT id, name FROM member WHERE id IN ({','.join(map(str, ids))})"))
