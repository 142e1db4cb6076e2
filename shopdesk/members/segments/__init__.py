"""Segments: rules that select members, live. The rule is the same JSON for editor, database and command line."""

from shopdesk.members.segments.ready_made import seed_segments
from shopdesk.members.segments.rules import FIELDS, RuleError, parse_rule
from shopdesk.members.segments.saved import (
    SegmentRow,
    delete_segment,
    find_segment,
    list_segments,
    save_segment,
)
from shopdesk.members.segments.selection import count_members, select_ids
from shopdesk.members.segments.sentences import describe_rule
from shopdesk.members.segments.why import reasons
from shopdesk.members.segments.wording import choice_title, field_title, op_title

__all__ = [
    "FIELDS",
    "RuleError",
    "SegmentRow",
    "choice_title",
    "count_members",
    "delete_segment",
    "describe_rule",
    "field_title",
    "find_segment",
    "list_segments",
    "op_title",
    "parse_rule",
    "reasons",
    "save_segment",
    "seed_segments",
    "select_ids",
]
