"""Everything that `insight` prints, and the sentences that say what each figure counts."""

from __future__ import annotations

from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from shopdesk.base.dates import iso_day
from shopdesk.insight.board import WAYS, BoardRow, read_board
from shopdesk.insight.breakdown import KINDS
from shopdesk.insight.cohorts import Cohort, read_cohorts
from shopdesk.insight.definitions import NAMES, definition
from shopdesk.insight.figures import Insight, read_insight
from shopdesk.insight.flow import Flow, read_overview
from shopdesk.insight.forecast import SOON_DAYS, YEAR_DAYS, Forecast, alive_counts, once_count, read_forecast
from shopdesk.insight.outlook import due_ids
from shopdesk.insight.pool import Pool
from shopdesk.insight.spans import Span


def everything_to_json(session: Session, span: Span) -> dict[str, Any]:
    """The shop as of the last day of the span, the span itself beside the one before, and what may come."""
    insight = read_insight(session, span.last)
    forecast = read_forecast(session, span.last, trial=True)
    return {
        **_standing(insight),
        "history_days": forecast.gate.history_days,
        "period": _period(session, span),
        "retention": {
            unit: [_cohort(cohort) for cohort in read_cohorts(session, span.last, unit)] for unit in ("week", "month")
        },
        **_forecast(forecast),
        "warnings": forecast.warnings,
        "due_in_7_days": len(due_ids(session, span.last)),
        "definitions": {name: definition(name) for name in NAMES},
    }


def _standing(insight: Insight) -> dict[str, Any]:
    pool = insight.pool
    return {
        "as_of": iso_day(insight.as_of),
        "members": pool.members,
        "buyers": pool.buyers,
        "orders": insight.orders,
        "sales_fen": pool.spent_fen,
        "lifecycle": insight.standing.lifecycle,
        "rfm_group": insight.standing.rfm_group,
        "value_tier": insight.standing.value_tier,
        "repurchase_rate": pool.repurchase,
        "repurchase_asked": pool.watched,
        "average_order_fen": insight.average_order_fen,
        "lifetime_value_fen": pool.value_so_far_fen,
        "pool": {
            "active": pool.active,
            "active_share": pool.active_share,
            "zombies": pool.zombies,
            "zombie_share": pool.zombie_share,
        },
        "referred_buyers": pool.referred,
        "referral_share": pool.referral_share,
    }


def _period(session: Session, span: Span) -> dict[str, Any]:
    whole = read_overview(session, span)
    parts = {f"by_{way}": [_part(row, way in KINDS) for row in read_board(session, way, span)] for way in WAYS}
    rest = whole.now.sales_fen - sum(part["sales_fen"] for part in parts["by_product"])
    return {**_flow(whole.now), "before": _flow(whole.before), "not_of_products_fen": rest, **parts}


def _part(row: BoardRow, named: bool) -> dict[str, Any]:
    """The figures of a part, and beside them those of the part before."""
    name = {"id": row.id, "name": row.name} if named else {}
    before = {**_flow(row.flow_before), **_pool(row.pool_before)}
    return {**name, **_flow(row.flow), **_pool(row.pool), "before": before}


def _pool(pool: Pool) -> dict[str, Any]:
    """As of the last day of the part."""
    return {
        "repurchase_rate": pool.repurchase,
        "repurchase_asked": pool.watched,
        "members": pool.members,
        "active": pool.active,
        "active_share": pool.active_share,
        "zombies": pool.zombies,
        "zombie_share": pool.zombie_share,
        "buyers_so_far": pool.buyers,
        "lifetime_value_fen": pool.value_so_far_fen,
    }


def _flow(flow: Flow) -> dict[str, Any]:
    return {
        "first": iso_day(flow.span.first),
        "last": iso_day(flow.span.last),
        "sales_fen": flow.sales_fen,
        "orders": flow.orders,
        "buyers": flow.buyers,
        "new": flow.new,
        "returning": flow.returning,
        "average_order_fen": flow.average_order_fen,
        "referred": flow.referred,
        "referral_share": flow.referral_share,
    }


def _cohort(cohort: Cohort) -> dict[str, Any]:
    return {
        "first": iso_day(cohort.span.first),
        "last": iso_day(cohort.span.last),
        "size": cohort.size,
        "active": cohort.active,
        "spent_fen": cohort.spent_fen,
    }


def _forecast(forecast: Forecast) -> dict[str, Any]:
    """Only what there is: the gate always, the models where it is passed."""
    gate = forecast.gate
    json: dict[str, Any] = {
        "prediction_gate": {
            "passed": gate.passed,
            "history_days": gate.history_days,
            "buyers": gate.buyers,
            "buyers_with_3_order_days": gate.frequent,
            "model_found": forecast.bg_nbd is not None,
        }
    }
    if forecast.bg_nbd is None or forecast.soon is None:
        return json
    model = forecast.bg_nbd
    json["bg_nbd"] = {
        "r": model.r, "alpha": model.alpha, "a": model.a, "b": model.b, "log_likelihood": model.log_likelihood,
    }  # fmt: skip
    json["forecast"] = {
        f"expected_purchases_{SOON_DAYS}_days": float(forecast.soon.sum()),
        "buyers_by_chance_alive": alive_counts(forecast),
        "buyers_who_came_once": once_count(forecast),
    }
    spending = forecast.gamma_gamma
    if spending is not None and forecast.soon_fen is not None and forecast.year_fen is not None:
        json["gamma_gamma"] = {
            "p": spending.p, "q": spending.q, "gamma": spending.gamma, "log_likelihood": spending.log_likelihood,
            "buyers": spending.buyers,
        }  # fmt: skip
        if forecast.dependence is not None:
            json["gamma_gamma"] |= {
                "correlation": forecast.dependence.correlation, "independent": forecast.dependence.is_none,
            }  # fmt: skip
        json["forecast"] |= {
            f"expected_value_{SOON_DAYS}_days_fen": round(float(np.sum(forecast.soon_fen))),
            f"expected_value_{YEAR_DAYS}_days_fen": round(float(np.sum(forecast.year_fen))),
        }
    if forecast.trial is not None:
        trial = forecast.trial
        json["forecast"]["trial"] = {
            "days": trial.days, "expected": trial.expected, "happened": trial.happened,
            "mean_absolute_error": trial.error, "as_before": trial.error_as_before,
            "expected_fen": trial.expected_fen, "happened_fen": trial.happened_fen,
        }  # fmt: skip
    return json
