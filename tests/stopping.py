"""Progress that asks to stop."""

from __future__ import annotations

from shopdesk.base.errors import Cancelled


class StopAt:
    """Asked to stop at the report of that number."""

    def __init__(self, number: int) -> None:
        self.left = number
        self.told: list[tuple[int, int, str]] = []

    def report(self, done: int, total: int, text: str = "") -> None:
        self.told.append((done, total, text))
        self.left -= 1
        if self.left == 0:
            raise Cancelled
