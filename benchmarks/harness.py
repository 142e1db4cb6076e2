"""Measures named cases against a hand-written baseline in the same run, at growing sizes.

A case is a function in benchmarks/cases_*.py that gets an Arena and returns a Duel:

    @case("members.list", "listing 200 member ids")
    def list_members(arena: Arena) -> Duel:
        return Duel(ours=lambda: ..., baseline=lambda: ...)

Both sides do the same work and must give the same answer. They take turns, so that a noisy machine troubles both;
what is reported is the median and the ratio of the medians. A side may be a command (list of words): it is run as a
process of its own and its peak memory is reported too. A side that measures itself returns Seconds.
"""

from __future__ import annotations

import gc
import hashlib
import importlib
import math
import operator
import os
import pkgutil
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import benchmarks
from benchmarks import generate
from benchmarks.generate import generate_shop
from shopdesk.base.dates import iso_day, today
from shopdesk.data import tables
from shopdesk.data.database import DATABASE_FILE

CACHE = Path(__file__).resolve().parents[1] / ".shopdesk-dev" / "bench"
Side = Callable[[], Any] | list[str]
SLOW_S = 0.05
"""What an owner does not notice: of cases that ask something else in every round, those beyond are counted."""


@dataclass(frozen=True)
class Arena:
    """A generated shop of `members` members; do not write into it unless the case says `writes`."""

    folder: Path
    members: int
    scratch: Path
    """An empty folder for files that the case makes."""

    @property
    def file(self) -> Path:
        return self.folder / DATABASE_FILE


@dataclass(frozen=True)
class Duel:
    ours: Side
    baseline: Side
    same: Callable[[Any, Any], bool] | None = operator.eq
    """Compares both answers after the first round; None where they cannot be compared (say why there)."""
    finish: Callable[[], None] = lambda: None
    prepare: Callable[[], object] = lambda: None
    """Before each round of ours, outside its time: the change after which something is asked."""
    rounds: int = 0
    """At least so many, for a case that asks something else in every round."""


@dataclass(frozen=True)
class Seconds:
    """What a side measured itself, in place of the time from its call to its return."""

    value: float


@dataclass(frozen=True)
class Case:
    name: str
    what: str
    make: Callable[[Arena], Duel]
    writes: bool = False
    """Gets a copy of the shop of its own."""


@dataclass(frozen=True)
class Result:
    name: str
    what: str
    members: int
    rounds: int
    ours_s: float
    baseline_s: float
    ours_mb: float | None = None
    baseline_mb: float | None = None
    ours_p95_s: float | None = None
    """Where one round differs from the next in what is asked."""
    baseline_p95_s: float | None = None
    ours_slow: int = 0
    """Rounds that took longer than SLOW_S."""
    baseline_slow: int = 0

    @property
    def ratio(self) -> float:
        """How many times the baseline's time ours takes."""
        return self.ours_s / self.baseline_s


class LeftOutError(Exception):
    """The case cannot be measured here; says why."""


CASES: dict[str, Case] = {}


def case(name: str, what: str, *, writes: bool = False) -> Callable[[Callable[[Arena], Duel]], Callable[[Arena], Duel]]:
    def register(make: Callable[[Arena], Duel]) -> Callable[[Arena], Duel]:
        CASES[name] = Case(name, what, make, writes)
        return make

    return register


def find_cases(only: str = "") -> list[Case]:
    """All registered cases whose name contains `only` (or one of several, between commas)."""
    for module in pkgutil.iter_modules(benchmarks.__path__):
        if module.name.startswith("cases_"):
            importlib.import_module(f"benchmarks.{module.name}")
    return [entry for name, entry in sorted(CASES.items()) if any(part in name for part in only.split(","))]


def prepare_shop(members: int) -> Path:
    """The folder of a generated shop, made once a day (and for each form of the tables) and kept in .shopdesk-dev."""
    day = today()
    form = hashlib.sha256(b"".join(Path(str(m.__file__)).read_bytes() for m in (tables, generate))).hexdigest()[:8]
    folder = CACHE / f"{members}-{iso_day(day)}-{form}"
    if not (folder / DATABASE_FILE).exists():
        for old in CACHE.glob(f"{members}-*"):
            shutil.rmtree(old)
        growing = CACHE / f"growing-{members}-{os.getpid()}"
        generate_shop(growing, members, until=day)
        growing.rename(folder)
    return folder


def run_case(entry: Case, members: int, seconds: float) -> Result:
    """At least three rounds, then more until `seconds` are used up (100 at most)."""
    folder = prepare_shop(members)
    scratch = CACHE / f"scratch-{os.getpid()}"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    if entry.writes:
        folder = Path(shutil.copytree(folder, scratch / "shop"))
    duel = entry.make(Arena(folder, members, scratch))
    try:
        return measure(entry, members, duel, seconds)
    finally:
        duel.finish()
        shutil.rmtree(scratch, ignore_errors=True)


def measure(entry: Case, members: int, duel: Duel, seconds: float) -> Result:
    compare_answers(entry, duel)
    times: tuple[list[float], list[float]] = ([], [])
    memory: tuple[list[float], list[float]] = ([], [])
    gc.collect()
    begin = time.perf_counter()
    least = max(3, duel.rounds)
    while len(times[0]) < least or (time.perf_counter() - begin < seconds and len(times[0]) < 100):
        duel.prepare()
        for place, side in enumerate((duel.ours, duel.baseline)):
            spent, megabytes = run_side(side)
            times[place].append(spent)
            memory[place].append(megabytes)
    mb = [
        median(each) if isinstance(side, list) else None
        for each, side in zip(memory, (duel.ours, duel.baseline), strict=True)
    ]
    late = [quantiles(each, n=20)[-1] if duel.rounds else None for each in times]
    slow = [sum(spent > SLOW_S for spent in each) for each in times]
    middle = median(times[0]), median(times[1])
    return Result(
        entry.name, entry.what, members, len(times[0]), *middle, mb[0], mb[1], late[0], late[1], slow[0], slow[1]
    )


def compare_answers(entry: Case, duel: Duel) -> None:
    """Also warms both sides up."""
    if isinstance(duel.ours, list) or isinstance(duel.baseline, list):
        return
    duel.prepare()
    ours, baseline = duel.ours(), duel.baseline()
    if duel.same is not None and not duel.same(ours, baseline):
        raise SystemExit(f"{entry.name}: the two sides disagree:\n  {str(ours)[:300]}\n  {str(baseline)[:300]}")


def run_side(side: Side) -> tuple[float, float]:
    """Seconds, and for a process its peak memory in MB."""
    begin = time.perf_counter()
    if not isinstance(side, list):
        answer = side()
        return answer.value if isinstance(answer, Seconds) else time.perf_counter() - begin, math.nan
    process = subprocess.Popen(side, stdout=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{side} ended with {process.returncode}")
    unit = 1e6 if sys.platform == "darwin" else 1e3  # bytes there, kilobytes on Linux
    return time.perf_counter() - begin, usage.ru_maxrss / unit


def growth_exponent(results: list[Result]) -> float | None:
    """The slope of log time over log size: 0 does not grow, 1 grows like the shop, 2 like its square."""
    if len(results) < 2:
        return None
    x = [math.log(result.members) for result in results]
    y = [math.log(result.ours_s) for result in results]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    across = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    return across / sum((a - mean_x) ** 2 for a in x)
