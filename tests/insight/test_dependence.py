"""A shop in which who comes often also spends more each time: the models' money is not passed off as certain."""

from __future__ import annotations

from typing import Any

import numpy as np
from sqlalchemy import insert

from shopdesk.base.dates import start_of, today
from shopdesk.data.tables import Member, Order
from shopdesk.insight.forecast import most_promising, read_forecast
from shopdesk.insight.outlook import outlook_source, read_outlook
from shopdesk.insight.spans import Span
from shopdesk.insight.to_json import everything_to_json
from tests.window.acting import settle
from ui.figures.forecast import ForecastTab
from ui.figures.page import FiguresPage
from ui.main_window import MainWindow

BUYERS, DAYS = 560, 300


def fill(session: Any, _progress: object) -> None:
    """Days between orders from 4 to 60; the seldom ones spend 10 yuan, the frequent 60."""
    chance, last = np.random.default_rng(2), today()
    rows = []
    for member in range(1, BUYERS + 1):
        gap = 60 / chance.integers(1, 15)
        day = last - DAYS + int(chance.integers(0, 60))
        while day <= last and chance.random() > 0.03:
            fen = int(chance.normal(6000 / gap + 400, 120))
            rows.append({
                "member_id": member, "day": day, "ordered_at": start_of(day), "amount_fen": max(fen, 100),
                "status": "paid",
            })  # fmt: skip
            day += 1 + int(chance.exponential(gap))
    session.execute(insert(Member), [{"id": at, "name": f"会员{at}", "joined_at": 0} for at in range(1, BUYERS + 1)])
    session.execute(insert(Order), rows)


def test_it_is_said_wherever_there_is_money(new_window: MainWindow) -> None:
    context = new_window.context
    context.change("建", fill)
    settle(context)
    last = today()
    with context.database.read() as session:
        found = everything_to_json(session, Span(last - 29, last))
        forecast = read_forecast(session, last)
        assert forecast.dependence is not None and forecast.dependence.correlation > 0.3
        assert found["warnings"] == forecast.warnings and "估高" in found["warnings"][0]
        gamma_gamma = found["gamma_gamma"]
        assert not gamma_gamma["independent"] and gamma_gamma["correlation"] == forecast.dependence.correlation
        repeats = dict(zip((forecast.buyers + 1).tolist(), forecast.repeats.tolist(), strict=True))
        seldom, often = (next(who for who, count in repeats.items() if count == wanted) for wanted in (1, 8))
        words = [outlook_source(read_outlook(session, member, last)) for member in (seldom, often)]
        assert "大约再买" in words[0] and "¥" not in words[0] and "¥" in words[1]
        assert all(repeats[each.member_id] >= 3 for each in most_promising(session, last, 200))
    new_window.show_page("figures")
    page = new_window.pages["figures"]
    assert isinstance(page, FiguresPage)
    page.tabs.choose("forecast")
    settle(context)
    tab = page.current
    assert isinstance(tab, ForecastTab)
    assert tab.warning_words.text() == found["warnings"][0] and tab.warning_words.isVisibleTo(page)
    assert "成交预计" in tab.trial_words.text()
