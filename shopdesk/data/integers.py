"""Columns of integers as arrays: SQLite writes them as text and numpy reads that, so that no row becomes an object.

A million rows take 0.6 s instead of 2 s, and nearly all of it lets the window's thread work.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from sqlalchemy.orm import Session

from shopdesk.data.database import fetch_rows

Ints = npt.NDArray[np.int64]
_TOGETHER = 20_000  # rows in one text: numpy reads it in about 5 ms, during which nothing else runs


def read_integers(session: Session, columns: Sequence[str], rest: str, key: str = "id") -> Ints:
    """One row for each row that `FROM … WHERE …` (`rest`) finds, in no order. The columns are SQL of integers that are
    never NULL; `key` is the row's number, by which the rows are taken together."""
    joined = "||','||".join(f"({column})" for column in columns)
    found = fetch_rows(session, f"SELECT group_concat({joined}) {rest} GROUP BY {key} / {_TOGETHER}")
    parts = [np.fromstring(text, dtype=np.int64, sep=",").reshape(-1, len(columns)) for (text,) in found]
    return np.concatenate(parts) if parts else np.zeros((0, len(columns)), dtype=np.int64)
