"""The greatest value of a smooth function: BFGS with a backtracking line search, for the few parameters of a model.

Nocedal, Wright (2006), Numerical Optimization, 6.17 and algorithm 3.1, going uphill.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Function = Callable[[Floats], tuple[float, Floats]]
"""The value at a point and its gradient there."""
_STEPS = 200


@dataclass
class Peak:
    point: Floats
    value: float
    slope: Floats
    inverse: Floats
    """About the inverse of the negative curvature: a later climb over more of the same data may begin with it."""


def climb(function: Function, start: Floats, inverse: Floats, flat: float) -> Peak:
    """Up from `start` until no part of the gradient is above `flat` or rounding allows no further step."""
    value, slope = function(start)
    peak = Peak(start, value, slope, inverse)
    for _step in range(_STEPS):
        if np.abs(peak.slope).max() < flat or not _step_up(function, peak):
            break
    return peak


def _step_up(function: Function, peak: Peak) -> bool:
    direction = peak.inverse @ peak.slope
    if peak.slope @ direction <= 0:  # rounding has spoilt the curvature: begin it anew
        peak.inverse = np.eye(len(peak.point)) * np.abs(np.diag(peak.inverse)).min()
        direction = peak.inverse @ peak.slope
    size = min(1.0, 2.0 / max(float(np.abs(direction).max()), 1e-12))
    while True:
        point = peak.point + size * direction
        value, slope = function(point)
        if math.isfinite(value) and value >= peak.value + 1e-4 * size * float(peak.slope @ direction):
            break
        size /= 2
        if size < 1e-10:
            return False
    step, change = point - peak.point, peak.slope - slope
    curvature = float(step @ change)
    if curvature > 1e-12:
        shift = np.eye(len(point)) - np.outer(step, change) / curvature
        peak.inverse = shift @ peak.inverse @ shift.T + np.outer(step, step) / curvature
    peak.point, peak.value, peak.slope = point, value, slope
    return True
