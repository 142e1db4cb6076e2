"""What the rule editor offers, read in one call that may run beside the window."""

from __future__ import annotations

from typing import Any

from shopdesk.members.segments import FIELDS
from shopdesk.members.segments.choices import list_choices


def read_choices(session: Any) -> dict[str, list[tuple[str, str]]]:
    """What the shop offers for every field that takes names."""
    kinds = ("names", "choice", "segments")
    return {name: list_choices(session, name) for name, field in FIELDS.items() if field.kind in kinds}
