"""How values of a chart become words, and which round numbers stand on its axis."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shopdesk.base.i18n import language
from shopdesk.base.money import format_fen


@dataclass(frozen=True)
class ValueStyle:
    """`text` for a value, `axis` for its short form beside the axis; marks are never closer than `least_step`."""

    text: Callable[[float], str]
    axis: Callable[[float], str]
    least_step: float
    kind: str = "count"
    """How it stands in a workbook: count, money or percent."""

    def cell(self, value: float) -> float | int:
        return round(value) if self.kind == "money" or value == round(value) else value


def short_number(value: float) -> str:
    """12,000 → 1.2万 (12k in English)."""
    steps = ((1e8, "亿"), (1e4, "万")) if language() == "zh_CN" else ((1e6, "M"), (1e3, "k"))
    for size, unit in steps:
        if abs(value) >= size:
            return f"{value / size:.4g}{unit}"
    return f"{value:,.4g}" if value != round(value) else f"{value:,.0f}"


COUNT = ValueStyle(lambda value: f"{value:,.0f}", short_number, 1)
MONEY = ValueStyle(
    lambda value: format_fen(round(value)), lambda value: "¥" + short_number(value / 100), 100, "money"
)  # 分
PERCENT = ValueStyle(lambda value: f"{value:.1%}", lambda value: f"{value:.0%}", 0.01, "percent")


def axis_marks(low: float, high: float, most: int, least_step: float, *, from_nought: bool = True) -> list[float]:
    """Round numbers (1, 2, 2.5 or 5 × 10ⁿ apart) that enclose low..high, and 0 too, about `most` of them."""
    if from_nought:
        low, high = min(low, 0.0), max(high, 0.0)
    elif high - low < 2 * least_step:
        low, high = max(low - least_step, 0.0), high + least_step
    if high - low <= 0:
        high = max(least_step, 1.0)
    rough = (high - low) / max(most - 1, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(size * power for size in (1, 2, 2.5, 5, 10) if size * power >= rough * 0.999)
    step = max(step, least_step)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [number * step for number in range(first, max(last, first + 1) + 1)]


def label_stride(widths: Sequence[int], room: float, gap: int = 12) -> int:
    """Every how many-th label is written so that none touches the next."""
    if not widths or room <= 0:
        return 1
    return max(1, math.ceil((max(widths) + gap) * len(widths) / room))
