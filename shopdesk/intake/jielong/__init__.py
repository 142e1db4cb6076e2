"""Reads 接龙 lists and chat answers: pure, never raises on any text, says what is doubtful."""

from shopdesk.intake.jielong.model import (
    EMPTY,
    Catalogue,
    Entry,
    Item,
    MenuItem,
    Problem,
    Reading,
    reading_to_json,
)
from shopdesk.intake.jielong.reader import read_jielong

__all__ = [
    "EMPTY",
    "Catalogue",
    "Entry",
    "Item",
    "MenuItem",
    "Problem",
    "Reading",
    "read_jielong",
    "reading_to_json",
]
