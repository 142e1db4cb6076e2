"""What the owner has begun and not saved: changes to saved segments, and segments that were never saved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from shopdesk.base.i18n import _
from shopdesk.members.segments import SegmentRow


@dataclass(frozen=True)
class SegmentValues:
    name: str
    description: str
    rule: dict[str, Any] | None
    """May still lack values; None is a rule to begin."""


@dataclass(frozen=True)
class ListEntry:
    key: int
    """The segment's id; below zero for one that was never saved."""
    name: str
    description: str
    changed: bool
    """Has changes that are not saved."""


@dataclass
class Drafts:
    saved: dict[int, SegmentRow] = field(default_factory=dict)
    begun: dict[int, SegmentValues] = field(default_factory=dict)
    """The never saved ones as they began, with keys below zero."""
    changed: dict[int, SegmentValues] = field(default_factory=dict)
    """What the owner made of them, by key; only where that is something else."""
    deleted: set[int] = field(default_factory=set)
    """Those that the owner wants to delete: with them go their changes."""

    def take_saved(self, rows: Iterable[SegmentRow]) -> None:
        """The segments as they are stored now. Changes to one that was deleted go on as a new one."""
        self.saved = {row.id: row for row in rows}
        for key in [key for key in self.changed if key > 0 and key not in self.saved]:
            values = self.changed.pop(key)
            if key not in self.deleted:
                self.begin(SegmentValues("", "", None), values)
        self.deleted.clear()

    def begin(self, base: SegmentValues, changed: SegmentValues | None = None) -> int:
        """A new segment; returns its key."""
        key = min([0, *self.begun]) - 1
        self.begun[key] = base
        if changed is not None:
            self.changed[key] = changed
        return key

    def base(self, key: int) -> SegmentValues:
        """Without the owner's changes."""
        row = self.saved.get(key)
        return self.begun[key] if row is None else SegmentValues(row.name, row.description, row.rule)

    def drop(self, key: int) -> None:
        self.begun.pop(key, None)
        self.changed.pop(key, None)

    def __contains__(self, key: int | None) -> bool:
        return key in self.saved or key in self.begun

    def first(self) -> int | None:
        return next(iter([*self.saved, *self.begun]), None)

    def find_rule(self, rule: dict[str, Any]) -> int | None:
        """The segment that says the same and is not being changed."""
        return next((key for key, row in self.saved.items() if row.rule == rule and key not in self.changed), None)

    def find_name(self, name: str) -> int | None:
        return next((key for key, row in self.saved.items() if row.name == name.strip()), None)

    def free_name(self, name: str) -> str:
        taken = {row.name for row in self.saved.values()}
        free, number = _("{name} 副本").format(name=name), 2
        while free in taken:
            free, number = _("{name} 副本 {number}").format(name=name, number=number), number + 1
        return free

    def to_keep(self) -> list[dict[str, Any]]:
        """What is not saved, as JSON: for the next start."""
        return [
            {"id": max(key, 0), "name": values.name, "description": values.description, "rule": values.rule}
            for key, values in self.changed.items()
        ]

    def bring_back(self, kept: Any) -> None:
        """What to_keep() gave; what is not of that form is passed over."""
        for entry in kept if isinstance(kept, list) else []:
            match entry:
                case {"id": int(key), "name": str(name), "description": str(description), "rule": dict(rule)}:
                    values = SegmentValues(name, description, rule)
                    if key in self.saved:
                        self.changed[key] = values
                    else:
                        self.begin(SegmentValues("", "", None), values)

    def entries(self) -> list[ListEntry]:
        made = []
        for key in [*self.saved, *self.begun]:
            values = self.changed.get(key) or self.base(key)
            made.append(ListEntry(key, values.name or _("新人群"), values.description, key < 0 or key in self.changed))
        return made
