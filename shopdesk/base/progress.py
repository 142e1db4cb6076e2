"""How long work says how far it is, and learns that it is to stop."""

from __future__ import annotations

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
