"""The members' list: ids filtered and sorted in SQL, and the rows of the few that are on screen."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import SQLCoreOperations

from shopdesk.data.database import derived, fetch_rows
from shopdesk.data.integers import Ints, fetch_ids
from shopdesk.data.shop import LifecycleWindows
from shopdesk.data.tables import Member, MemberSummary, MemberTag, PickupPoint
from shopdesk.members.head_count import count_members as count_members
from shopdesk.members.lifecycle import LIFECYCLES, lifecycle_filter, lifecycle_of, lifecycle_sql
from shopdesk.members.search import search_filter, search_words

TAG_MODES = ("any", "all", "none")
CONTACTS = ("allowed", "no_consent", "do_not_contact")


@dataclass(frozen=True)
class MemberFilter:
    """Which members; what is empty does not restrict."""

    text: str = ""
    tag_ids: tuple[int, ...] = ()
    tag_mode: str = "any"
    lifecycles: tuple[str, ...] = ()
    communities: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    """Of CONTACTS."""
    unpaid: bool = False
    among: Set[int] | None = None
    """Only these ids: what a segment selected."""


@dataclass(frozen=True)
class NamedMembers:
    """Members whom a page found, and where they come from: for showing them among the members."""

    ids: frozenset[int]
    came_from: str


@dataclass(frozen=True)
class MemberRow:
    id: int
    name: str
    real_name: str
    phone: str | None
    phone_masked: str
    number: str | None
    wechat_id: str
    gender: str
    birthday: str
    community: str
    building: str
    room: str
    source: str
    note: str
    marketing_consent: bool
    do_not_contact: bool
    do_not_contact_reason: str
    joined_at: int
    order_count: int
    spent_fen: int
    first_day: int | None
    last_day: int | None
    gap_days: float | None
    unpaid_fen: int
    lifecycle: str
    tags: tuple[tuple[str, str], ...]
    """(name, colour): those by hand, then those by rules, each in the order of the groups."""


_MEMBER_COLUMNS = (
    "name", "real_name", "phone", "phone_masked", "number", "wechat_id", "gender", "birthday", "community", "building",
    "room", "source", "note", "marketing_consent", "do_not_contact", "do_not_contact_reason", "joined_at",
)  # fmt: skip
_SUMMARY_COLUMNS = ("order_count", "spent_fen", "first_day", "last_day", "gap_days", "unpaid_fen")
_SUMMARY_SORTS = ("order_count", "spent_fen", "last_day", "unpaid_fen", "gap_days", "lifecycle")
_OFTEN_BLANK = ("phone", "number", "birthday", "place", "source")
SORTS = ("name", "phone", "number", "place", "birthday", "joined_at", "source", *_SUMMARY_SORTS)


def list_member_ids(
    session: Session,
    wanted: MemberFilter,
    today: int,
    windows: LifecycleWindows,
    sort: str = "name",
    descending: bool = False,
) -> list[int]:
    """The ids in order; `sort` is one of SORTS, names sort by pinyin.

    The order of everybody is kept until its table changes, so that a keystroke costs one scan of the search index.
    """
    everybody, as_list = _in_order(session, today, windows, sort, descending)
    found = _matching_ids(session, wanted, today, windows)
    ids: list[int] = _those_of(everybody, found).tolist() if found else list(as_list)
    return ids


def put_in_order(
    session: Session, ids: Ints, today: int, windows: LifecycleWindows, sort: str = "name", descending: bool = False
) -> list[int]:
    """These members as list_member_ids() sorts them; whoever is gone is left out."""
    ordered: list[int] = _those_of(_in_order(session, today, windows, sort, descending)[0], [ids]).tolist()
    return ordered


def _those_of(ordered: Ints, found: Iterable[Ints]) -> Ints:
    for ids in found:
        ordered = ordered[np.isin(ordered, ids)]
    return ordered


def _in_order(
    session: Session, today: int, windows: LifecycleWindows, sort: str, descending: bool
) -> tuple[Ints, list[int]]:
    """Everybody, as an array and as a list."""
    name = f"members.order:{sort}:{descending}" + (f":{today}:{windows}" if sort == "lifecycle" else "")
    table = "member_summary" if sort in _SUMMARY_SORTS else "member"

    def build(inner: Session) -> tuple[Ints, list[int]]:
        key = MemberSummary.id if sort in _SUMMARY_SORTS else Member.id
        ids = fetch_ids(inner, select(key).order_by(*_order(sort, descending, today, windows), key))
        return ids, ids.tolist()

    return derived(session, name, build, (table,))


def _matching_ids(session: Session, wanted: MemberFilter, today: int, windows: LifecycleWindows) -> list[Ints]:
    """For each condition who passes it, unordered. One statement for each: each is one scan of one narrow table or
    index, where a join would look 100,000 wide rows up one by one."""
    statements: list[Select[int]] = []
    if search_words(wanted.text):
        statements.append(select(Member.id).where(search_filter(wanted.text)))
    if wanted.communities:
        statements.append(select(Member.id).where(Member.community.in_(wanted.communities)))
    if wanted.contacts:
        statements.append(select(Member.id).where(or_(*map(_contact_condition, wanted.contacts))))
    if wanted.lifecycles:
        statements.append(select(MemberSummary.id).where(lifecycle_filter(wanted.lifecycles, today, windows)))
    if wanted.unpaid:
        statements.append(select(MemberSummary.id).where(MemberSummary.unpaid_fen > 0))
    found = [fetch_ids(session, statement) for statement in statements]
    if wanted.tag_ids:
        found += _tagged_ids(session, wanted.tag_ids, wanted.tag_mode)
    if wanted.among is not None:
        found.append(np.fromiter(wanted.among, dtype=np.int64, count=len(wanted.among)))
    return found


def _tagged_ids(session: Session, tag_ids: tuple[int, ...], mode: str) -> list[Ints]:
    having = [fetch_ids(session, select(MemberTag.member_id).where(MemberTag.tag_id == tag)) for tag in tag_ids]
    if mode == "all":
        return having
    either = np.concatenate(having)
    if mode == "none":
        return [np.setdiff1d(fetch_ids(session, select(MemberSummary.id)), either)]
    return [either]


def _contact_condition(contact: str) -> ColumnElement[bool]:
    if contact == "do_not_contact":
        return Member.do_not_contact.is_(True)
    if contact == "no_consent":
        return and_(Member.marketing_consent.is_(False), Member.do_not_contact.is_(False))
    return and_(Member.marketing_consent.is_(True), Member.do_not_contact.is_(False))


def _order(sort: str, descending: bool, today: int, windows: LifecycleWindows) -> list[ColumnElement[Any]]:
    """Members without a value come last, whichever way it is sorted."""
    keys: list[SQLCoreOperations[Any]]
    if sort == "place":
        keys = [Member.community, Member.building, Member.room]
    elif sort == "lifecycle":
        rank = {name: place for place, name in enumerate(LIFECYCLES)}
        keys = [case(rank, value=lifecycle_sql(today, windows)), MemberSummary.last_day]
    elif sort == "name":
        keys = [Member.search_text]
    else:
        keys = [getattr(MemberSummary if sort in _SUMMARY_SORTS else Member, sort)]
    order: list[ColumnElement[Any]] = [key.desc() if descending else key.asc() for key in keys]
    if sort in _OFTEN_BLANK:
        return [case((func.coalesce(keys[0], "") == "", 1), else_=0), *order]
    if sort in ("last_day", "gap_days"):
        return [*(key.nulls_last() for key in order)]
    return order


# ---- rows


def read_member_rows(
    session: Session, ids: Iterable[int], today: int, windows: LifecycleWindows
) -> dict[int, MemberRow]:
    """The rows of these ids (a page of the table, at most some hundred); ids that are gone are missing."""
    among = ",".join(map(str, ids))
    tags = _read_tags(session, among)
    rows = {}
    # The driver's own tuples: the ORM's rows take ten times as long, and a table asks for some with every keystroke.
    for found in fetch_rows(session, f"{_ROWS} WHERE m.id IN ({among})"):
        values: dict[str, Any] = dict(zip(_ROW_NAMES, found, strict=True))
        for name in ("marketing_consent", "do_not_contact"):
            values[name] = bool(values[name])
        own = SimpleNamespace(**values)
        lifecycle = lifecycle_of(own, today, windows)
        rows[own.id] = MemberRow(**values, lifecycle=lifecycle, tags=tuple(tags.get(own.id, ())))
    return rows


_ROW_NAMES = ("id", *_MEMBER_COLUMNS, *_SUMMARY_COLUMNS)
_ROWS = (
    f"SELECT m.id, {', '.join(f'm.{name}' for name in _MEMBER_COLUMNS)}, "
    "coalesce(s.order_count, 0), coalesce(s.spent_fen, 0), s.first_day, s.last_day, s.gap_days, "
    "coalesce(s.unpaid_fen, 0) FROM member m LEFT JOIN member_summary s ON s.id = m.id"
)


def _read_tags(session: Session, among: str) -> dict[int, list[tuple[str, str]]]:
    # What the owner gave by hand first: a table's cell has room for two or three.
    found = fetch_rows(
        session,
        "SELECT x.member_id, t.name, CASE WHEN t.color = '' THEN g.color ELSE t.color END FROM member_tag x "
        f"JOIN tag t ON t.id = x.tag_id JOIN tag_group g ON g.id = t.group_id WHERE x.member_id IN ({among}) "
        "ORDER BY x.how = 'rule', g.position, t.position, t.id",
    )
    tags: dict[int, list[tuple[str, str]]] = {}
    for member_id, name, shade in found:
        tags.setdefault(member_id, []).append((name, shade))
    return tags


def list_communities(session: Session) -> list[tuple[str, int]]:
    """(community, members), the largest first."""
    count = func.count()
    statement = select(Member.community, count).where(Member.community != "").group_by(Member.community)
    return [(name, number) for name, number in session.execute(statement.order_by(count.desc(), Member.community))]


def list_pickup_points(session: Session) -> list[tuple[int, str]]:
    """(id, name) by name."""
    rows = session.execute(select(PickupPoint.id, PickupPoint.name).order_by(PickupPoint.name))
    return [(point_id, name) for point_id, name in rows]
