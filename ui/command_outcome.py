"""What a command takes and gives back: `-` stands for stdin; one JSON object, the same in words, an exit status."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

STDIN = "-"


@dataclass(frozen=True)
class Outcome:
    json: dict[str, Any]
    text: str
    status: int = 0
