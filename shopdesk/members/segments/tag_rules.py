"""What the rules of automatic tags depend on: which to ask again after a change, and in which order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.texts import shortened
from shopdesk.data.tables import Segment, Tag
from shopdesk.members.segments.rules import Condition, Rule, conditions_of, parse_rule, rule_to_json

_EVERYBODY = frozenset({"rfm_group", "value_tier"})
"""Fields that compare everybody with everybody: one order may move another member."""
_TIMELESS = frozenset(
    {
        "tag", "segment", "order_count", "spent_fen", "average_order_fen", "unpaid_fen", "value_tier", "product",
        "category", "product_count", "asked_product", "referral_count", "open_claims", "source", "gender", "community",
        "building", "pickup_point", "name", "note",
    }
)  # fmt: skip
"""Fields whose answer, without a window of days, stays what it is until something happens."""
_OF_ROWS = {
    "shop_setting": frozenset(
        {"lifecycle", "rfm_group", "value_tier", "contactable", "joined_days", "birthday_in_days", "age"}
    ),
    "pickup_point": frozenset({"pickup_point"}),
    "product": frozenset({"product", "asked_product"}),
    "product_alias": frozenset({"product", "asked_product", "product_count"}),
    "segment": frozenset({"segment"}),
    "tag": frozenset({"tag"}),
}
"""Fields that may mean something else for everybody when a row of the table changes."""


@dataclass(frozen=True)
class AutomaticTag:
    id: int
    name: str
    rule: Rule
    fields: frozenset[str]
    """Also those of the segments that it names."""
    tags: frozenset[str] = field(default_factory=frozenset)
    """Names of tags that it asks for, through segments too."""
    follows_day: bool = True
    """Whether somebody's answer may be another one tomorrow, though nothing happens."""

    @property
    def compares_everybody(self) -> bool:
        return bool(self.fields & _EVERYBODY)

    def follows_rows_of(self, table: str) -> bool:
        return bool(self.fields & _OF_ROWS.get(table, frozenset()))


@lru_cache(maxsize=512)
def _parsed(text: str) -> Rule | None:
    try:
        return parse_rule(json.loads(text))
    except (ShopError, ValueError):
        return None


def list_automatic(session: Session) -> list[list[AutomaticTag]]:
    """The automatic tags in the order in which they are to be asked: those of a list need only those of earlier ones.

    A rule that cannot be read, or that goes round in a circle, is left out: its tag stays as it is.
    """
    rows = session.execute(select(Tag.id, Tag.name, Tag.rule).where(Tag.rule.is_not(None)).order_by(Tag.id)).all()
    segments = _Segments(session)
    found = [tag for row in rows if (tag := segments.automatic(*row)) is not None]
    return list(_in_order(found))


def _in_order(tags: list[AutomaticTag]) -> Iterator[list[AutomaticTag]]:
    left = {tag.name: tag for tag in tags}
    while left:
        ready = [tag for tag in left.values() if not any(name in left for name in tag.tags)]
        if not ready:
            return  # a circle
        yield ready
        for tag in ready:
            del left[tag.name]


class _Segments:
    """The saved segments, read when the first rule names one."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rules: dict[str, Any] | None = None

    def automatic(self, tag_id: int, name: str, rule_json: Any) -> AutomaticTag | None:
        rule = _parsed(json.dumps(rule_json))
        if rule is None:
            return None
        conditions = self._conditions(rule, ())
        if conditions is None:
            return None
        asked = frozenset(each for one in conditions if one.field == "tag" for each in one.value)
        fields = frozenset(one.field for one in conditions)
        follows_day = bool(fields - _TIMELESS) or any(one.within_days is not None for one in conditions)
        return AutomaticTag(tag_id, name, rule, fields, asked, follows_day)

    def _conditions(self, rule: Rule, inside: tuple[str, ...]) -> list[Condition] | None:
        """Every condition, those of named segments too; None when a segment is missing or names itself."""
        found = list(conditions_of(rule))
        for condition in [one for one in found if one.field == "segment"]:
            for name in condition.value:
                inner = None if name in inside else self.rule(name)
                deeper = None if inner is None else self._conditions(inner, (*inside, name))
                if deeper is None:
                    return None
                found += deeper
        return found

    def rule(self, name: str) -> Rule | None:
        if self._rules is None:
            rows = self._session.execute(select(Segment.name, Segment.rule)).all()
            self._rules = {row[0]: row[1] for row in rows}
        return _parsed(json.dumps(self._rules[name])) if name in self._rules else None


def check_tag_rule(session: Session, tag_id: int, rule: dict[str, Any]) -> dict[str, Any]:
    """The rule as it is to be stored. Raises RuleError or ShopError when the tag cannot have it: unreadable, a segment
    missing, a circle."""
    rule = rule_to_json(parse_rule(rule))
    name = session.get_one(Tag, tag_id).name
    others = session.execute(select(Tag.id, Tag.name, Tag.rule).where(Tag.rule.is_not(None), Tag.id != tag_id)).all()
    segments = _Segments(session)
    mine = segments.automatic(tag_id, name, rule)
    if mine is None:
        raise ShopError(_("规则里的人群不见了，或者绕成了一个圈。"), code="bad_segment")
    known = [tag for row in others if (tag := segments.automatic(*row)) is not None]
    if tag_id not in {tag.id for level in _in_order([*known, mine]) for tag in level}:
        raise ShopError(
            _("标签“{name}”的规则绕了一圈又用到了它自己。").format(name=name),
            _("请去掉规则里的这个标签，或改用别的条件。"),
            "tag_circle",
        )
    return rule


def automatic_tags_for(session: Session, rule: Rule) -> list[list[AutomaticTag]]:
    """The automatic tags without which the rule cannot be answered, in the order in which they are to be asked."""
    levels = list_automatic(session)
    asked_by = {tag.name: tag.tags for level in levels for tag in level}
    own = _Segments(session).automatic(0, "", rule_to_json(rule))
    wanted: set[str] = set()
    waiting = [] if own is None else list(own.tags)
    while waiting:
        name = waiting.pop()
        if name in asked_by and name not in wanted:
            wanted.add(name)
            waiting += asked_by[name]
    found = [[tag for tag in level if tag.name in wanted] for level in levels]
    return [level for level in found if level]


def tags_left_out(session: Session) -> dict[int, str]:
    """Automatic tags, by id, whose rule cannot be asked: list_automatic() leaves them as they are."""
    asked = {tag.id for level in list_automatic(session) for tag in level}
    rows = session.execute(select(Tag.id, Tag.name).where(Tag.rule.is_not(None)).order_by(Tag.position, Tag.id))
    return {tag_id: name for tag_id, name in rows if tag_id not in asked}


def check_segments(session: Session, name: str) -> None:
    """Raises ShopError when the saved segment of that name goes round in a circle or names one that is not there."""
    segments = _Segments(session)

    def follow(current: str, inside: tuple[str, ...]) -> None:
        if current in inside:
            circle = " → ".join((*inside, current))
            raise ShopError(_("人群互相引用成了一个圈：{circle}").format(circle=circle), code="segment_circle")
        rule = segments.rule(current)
        if rule is None:
            raise ShopError(_("没有叫“{name}”的人群。").format(name=shortened(current)), code="no_segment")
        for condition in conditions_of(rule):
            for deeper in condition.value if condition.field == "segment" else ():
                follow(deeper, (*inside, current))

    follow(name, ())
