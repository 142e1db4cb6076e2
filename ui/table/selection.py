"""Selections as runs of rows: what is asked of 100,000 rows is asked of a handful of runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange

from ui.table.model import IdTableModel

MOST_RUNS = 2000  # painting asks each cell against each run


def selected_runs(model: QItemSelectionModel) -> list[tuple[int, int]]:
    """Selected rows as (first, last), in order, without overlap."""
    found = sorted((part.top(), part.bottom()) for part in model.selection().toList())
    merged: list[tuple[int, int]] = []
    for first, last in found:
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def runs_of(places: Iterable[int]) -> list[tuple[int, int]]:
    """Sorted row numbers as (first, last) runs."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and place == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs


def selection_of_runs(rows: IdTableModel[Any], runs: Sequence[tuple[int, int]]) -> QItemSelection:
    """Whole rows. Too scattered a selection comes out empty rather than make painting slow."""
    selection = QItemSelection()
    last_column = rows.columnCount() - 1
    for first, last in runs if len(runs) <= MOST_RUNS else ():
        selection.append(QItemSelectionRange(rows.index(first, 0), rows.index(last, last_column)))
    return selection


def selection_of_ids(rows: IdTableModel[Any], ids: Iterable[int]) -> QItemSelection:
    places = sorted(place for row_id in ids if (place := rows.place_of(row_id)) is not None)
    return selection_of_runs(rows, runs_of(places))
