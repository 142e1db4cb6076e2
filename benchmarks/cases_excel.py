"""Excel lists of 12 columns, a row for each member, each side in a process of its own so that its memory shows."""

from __future__ import annotations

import sys

from benchmarks.harness import Arena, Duel, case


@case("excel.list", "12 columns for each member, against openpyxl's write-only mode (100,000: at most 0.125x, 150 MB)")
def write_list(arena: Arena) -> Duel:
    def side(name: str) -> list[str]:
        file = arena.scratch / f"{name}.xlsx"
        return [sys.executable, "-m", "benchmarks.excel_sides", name, str(arena.members), str(file)]

    return Duel(side("ours"), side("openpyxl"), same=None)  # a test reads both files back and compares the cells
