"""Tags and segments are named in rules: who names one, and what happens when it is called something else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.data.tables import Segment, Tag


def rename_in_rules(session: Session, name_field: str, old: str, new: str) -> None:
    """Let every rule of segments and tags that names a tag or a segment by its old name use the new one."""
    for row in (*session.scalars(select(Segment)), *session.scalars(select(Tag).where(Tag.rule.is_not(None)))):
        renamed = _renamed(row.rule, name_field, old, new)
        if renamed != row.rule:
            row.rule = renamed
    session.flush()


def users_of(session: Session, name_field: str, name: str) -> list[str]:
    """Names of the segments and tags whose rules name this tag or segment."""
    rows: Iterable[Segment | Tag] = (
        *session.scalars(select(Segment).order_by(Segment.position)),
        *session.scalars(select(Tag).where(Tag.rule.is_not(None)).order_by(Tag.position)),
    )
    return [row.name for row in rows if _renamed(row.rule, name_field, name, "") != row.rule]


def _renamed(rule: Any, name_field: str, old: str, new: str) -> Any:
    if not isinstance(rule, dict):
        return rule
    if "field" in rule:
        value = rule.get("value")
        names = [value] if isinstance(value, str) else value
        if rule["field"] != name_field or not isinstance(names, list) or old not in names:
            return rule
        return {**rule, "value": list(dict.fromkeys(new if name == old else name for name in names))}
    if "not" in rule:
        return {"not": _renamed(rule["not"], name_field, old, new)}
    return {
        word: [_renamed(one, name_field, old, new) for one in inner] if isinstance(inner, list) else inner
        for word, inner in rule.items()
    }
