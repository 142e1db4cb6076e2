"""One member's rhythm and next order: by the models where the shop has enough, else by the member's own rhythm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from shopdesk.base.dates import short_day
from shopdesk.base.i18n import _
from shopdesk.base.money import about_fen
from shopdesk.insight.forecast import Forecast, read_forecast
from shopdesk.insight.history import RHYTHM_FROM_DAYS, members_as_of, purchases_until
from shopdesk.insight.pool import people_in
from shopdesk.insight.scope import EVERYTHING, Scope
from shopdesk.members.segments.by_orders import days_until_due
from shopdesk.members.segments.index import member_arrays

DUE_DAYS = 7


@dataclass(frozen=True)
class Outlook:
    as_of: int
    order_days: int
    last_day: int | None = None
    gap: float | None = None
    """Median of the days between order days, from three of them on."""
    gap_low: int | None = None
    gap_high: int | None = None
    """The middle half of them."""
    by_model: bool = False
    """Whether there is a model of the shop."""
    alive: float | None = None
    """None without a model, and for who came once: of those it knows nothing."""
    soon: float | None = None
    """Purchases expected in the next 90 days."""
    year_fen: int | None = None

    @property
    def next_days(self) -> tuple[int, int] | None:
        """When the next order is due by the own rhythm."""
        if self.last_day is None or self.gap_low is None or self.gap_high is None:
            return None
        return self.last_day + self.gap_low, self.last_day + self.gap_high


def read_outlook(session: Session, member_id: int, as_of: int) -> Outlook:
    members = member_arrays(session)
    position = members.positions([member_id])
    purchases = purchases_until(session, as_of)
    at = int(np.searchsorted(purchases.buyers, position[0])) if len(position) else len(purchases.first_row)
    if at == len(purchases.first_row) or purchases.buyers[at] != position[0]:
        return Outlook(as_of, 0)
    begin = int(purchases.first_row[at])
    days = purchases.day[begin : begin + int(purchases.days_of_buyer[at])]
    gap, low, high = rhythm_of(days.tolist())
    forecast = read_forecast(session, as_of)
    alive = soon = year = None
    if forecast.alive is not None and forecast.soon is not None and len(days) > 1:
        alive, soon, year = float(forecast.alive[at]), float(forecast.soon[at]), _fen(forecast, at)
    return Outlook(as_of, len(days), int(days[-1]), gap, low, high, forecast.bg_nbd is not None, alive, soon, year)


def _fen(forecast: Forecast, at: int) -> int | None:
    if forecast.year_fen is None or not forecast.worth_is_known[at]:
        return None
    return round(float(forecast.year_fen[at]))


def rhythm_of(days: list[int]) -> tuple[float | None, int | None, int | None]:
    """Median, lower and upper quartile of the days between these order days; nothing below three of them."""
    if len(days) < RHYTHM_FROM_DAYS:
        return None, None, None
    low, middle, high = np.percentile(np.diff(days), [25, 50, 75]).tolist()
    return middle, max(int(low), 1), max(int(-(-high // 1)), 1)


def outlook_words(outlook: Outlook) -> str:
    """大约每 6 到 8 天买一次，上次 15 天前，还会来的可能 40 %; what is too thin is said so."""
    if outlook.last_day is None:
        return _("还没有下过单，没有可以估计的。")
    parts = [_rhythm_words(outlook), _last_words(outlook.as_of - outlook.last_day)]
    if outlook.alive is not None:
        parts.append(_("还会来的可能 {share}").format(share=percent(outlook.alive)))
    elif outlook.gap is not None:
        late = outlook.as_of - outlook.last_day - round(outlook.gap)
        parts.append(
            _("比平时晚了 {days} 天").format(days=late) if late > 0 else _("还没到平时的时候")
        )  # fmt: skip
    return _("，").join(parts)


def percent(chance: float) -> str:
    """A chance is never quite certain."""
    whole = round(chance * 100)
    return f"{whole}%" if whole < 100 else _("99% 以上")


def _rhythm_words(outlook: Outlook) -> str:
    if outlook.gap_low is None or outlook.gap_high is None:
        return _("在 {days} 天下过单，要 3 天才看得出节奏").format(days=outlook.order_days)
    if outlook.gap_low == outlook.gap_high:
        return _("大约每 {days} 天买一次").format(days=outlook.gap_low)
    return _("大约每 {low} 到 {high} 天买一次").format(low=outlook.gap_low, high=outlook.gap_high)


def _last_words(since: int) -> str:
    return _("上次 {days} 天前").format(days=since) if since > 0 else _("今天刚下过单")


def outlook_source(outlook: Outlook) -> str:
    """Where the estimate comes from, or why there is none."""
    if outlook.last_day is None:
        return ""
    if outlook.alive is not None and outlook.soon is not None:
        expected = _("模型估计：接下来 90 天大约再买 {count} 次").format(count=f"{outlook.soon:.1f}")
        if outlook.year_fen is None:
            return expected
        return _("{expected}，一年大约 {money}").format(expected=expected, money=about_fen(outlook.year_fen))
    if outlook.by_model and outlook.order_days == 1:
        return _("只来过一次，模型对这样的会员什么也看不出来。")
    if outlook.next_days is not None:
        first, last = outlook.next_days
        when = short_day(first) if first == last else _("{a} 到 {b}").format(a=short_day(first), b=short_day(last))
        return _("按本人的节奏推算（不是模型）：下一单大约在 {when}。").format(when=when)
    return _("数据太少：整店不够建模型，本人也还没有 3 个下单日。")


def due_ids(session: Session, as_of: int, days: int = DUE_DAYS, scope: Scope = EVERYTHING) -> list[int]:
    """Whose next order is due from that day to so many days after it, by the own rhythm: due_in_days of segments."""
    members = members_as_of(session, as_of)
    ahead = days_until_due(members, as_of)
    chosen = (ahead >= 0) & (ahead <= days) & people_in(session, as_of, scope)
    found: list[int] = members.ids[chosen].tolist()
    return found
