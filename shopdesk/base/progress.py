"""How long work says how far it is, and learns that it is to stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Progress(Protocol):
    def report(self, done: int, total: int, text: str = "") -> None:
        """Say how far the work is; `total` 0 means unknown.

        Raises Cancelled when the owner asked to stop, so call it only where stopping leaves no trace.
        """


class _Silent:
    def report(self, done: int, total: int, text: str = "") -> None:
        pass


SILENT: Progress = _Silent()
_FINE = 1000
"""Steps of the whole in which a part tells how far it is."""


@dataclass(frozen=True)
class Part:
    """The progress of one part of longer work: what it reports lies between two shares (0 to 1) of the whole."""

    whole: Progress
    begin: float
    end: float

    def report(self, done: int, total: int, text: str = "") -> None:
        share = self.begin + (self.end - self.begin) * (done / total if total else 0)
        self.whole.report(round(share * _FINE), _FINE, text)
