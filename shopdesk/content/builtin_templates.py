"""The templates that ship with the program: resources/templates, one file for each pillar."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from shopdesk.base.paths import resource_path
from shopdesk.content.pillars import PILLARS


@dataclass(frozen=True)
class BuiltInTemplate:
    key: str
    name: str
    pillar: str
    moment: str
    channel: str
    """group | moments | private: where it is meant to be said."""
    body: str
    goal: str
    question: str
    follow_up: str


@cache
def load_templates() -> tuple[BuiltInTemplate, ...]:
    return tuple(
        BuiltInTemplate(pillar=pillar, **values)
        for pillar in PILLARS
        for values in json.loads(resource_path("templates", f"{pillar}.json").read_text(encoding="utf-8"))
    )


def find_template(key: str | None) -> BuiltInTemplate | None:
    return next((template for template in load_templates() if template.key == key), None)
