"""Tags, segments and products are named in rules: who names one, and what happens when it is called something else."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.data.tables import Segment, SegmentSnapshot, Tag


def rename_in_rules(session: Session, name_field: str, old: str, new: str) -> None:
    """Let every rule of segments, tags and snapshots that names it by its old name use the new one."""
    for row in (*_with_rules(session), *session.scalars(select(SegmentSnapshot))):
        renamed = _renamed(row.rule, name_field, old, new)
        if renamed != row.rule:
            row.rule = renamed
    session.flush()


def users_of(session: Session, name_field: str, name: str, *, beside: Collection[Segment | Tag] = ()) -> list[str]:
    """Names of the segments and tags whose rules name this tag or segment; `beside` those that do not count.

    By the row and not by its name: a segment may be called like the tag that it names.
    """
    return [
        row.name
        for row in _with_rules(session)
        if row not in beside and _renamed(row.rule, name_field, name, "") != row.rule
    ]


def _with_rules(session: Session) -> list[Segment | Tag]:
    return [
        *session.scalars(select(Segment).order_by(Segment.position)),
        *session.scalars(select(Tag).where(Tag.rule.is_not(None)).order_by(Tag.position)),
    ]


def _renamed(rule: Any, name_field: str, old: str, new: str) -> Any:
    if not isinstance(rule, dict):
        return rule
    if "field" in rule:
        value = rule.get("value")
        names = [value] if isinstance(value, str) else value
        # Rules that other programs wrote may have blanks around a name; to ask them, they are taken away.
        stripped = (
            [name.strip() if isinstance(name, str) else name for name in names] if isinstance(names, list) else []
        )
        if rule["field"] != name_field or old not in stripped:
            return rule
        return {**rule, "value": list(dict.fromkeys(new if name == old else name for name in stripped))}
    if "not" in rule:
        return {"not": _renamed(rule["not"], name_field, old, new)}
    return {
        word: [_renamed(one, name_field, old, new) for one in inner] if isinstance(inner, list) else inner
        for word, inner in rule.items()
    }
