"""The members' list: ids filtered and sorted in SQL, and the rows of the few that are on screen."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import SQLCoreOperations

from shopdesk.data.database import derived, fetch_ids
from shopdesk.data.shop import LifecycleWindows
from shopdesk.data.tables import Member, MemberSummary, MemberTag, PickupPoint, Tag, TagGroup
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

    The order of everybody is kept until its table changes, so that a keystroke costs one scan of the search index:
    with 100,000 members 25 ms for the order and 10 to 40 ms for a filter.
    """
    name = f"members.order:{sort}:{descending}" + (f":{today}:{windows}" if sort == "lifecycle" else "")
    table = "member_summary" if sort in _SUMMARY_SORTS else "member"
    everybody = derived(session, name, lambda read: _ordered_ids(read, sort, descending, today, windows), (table,))
    found = _matching_ids(session, wanted, today, windows)
    return list(everybody) if found is None else [member_id for member_id in everybody if member_id in found]


def _ordered_ids(session: Session, sort: str, descending: bool, today: int, windows: LifecycleWindows) -> list[int]:
    key = MemberSummary.id if sort in _SUMMARY_SORTS else Member.id
    order = _order(sort, descending, today, windows)
    return fetch_ids(session, select(key).order_by(*order, key))


def _matching_ids(session: Session, wanted: MemberFilter, today: int, windows: LifecycleWindows) -> Set[int] | None:
    """Who passes every condition, unordered; None when nothing restricts. One statement for each condition: each is
    one scan of one narrow table or index, where a join would look 100,000 wide rows up one by one."""
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
    found = [set(fetch_ids(session, statement)) for statement in statements]
    if wanted.tag_ids:
        found.append(_tagged_ids(session, wanted.tag_ids, wanted.tag_mode))
    if wanted.among is not None:
        found.append(set(wanted.among))
    return set.intersection(*found) if found else None


def _tagged_ids(session: Session, tag_ids: tuple[int, ...], mode: str) -> set[int]:
    having = [set(fetch_ids(session, select(MemberTag.member_id).where(MemberTag.tag_id == tag))) for tag in tag_ids]
    if mode == "all":
        return set.intersection(*having)
    if mode == "none":
        return set(fetch_ids(session, select(MemberSummary.id))).difference(*having)
    return set[int]().union(*having)


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
    wanted = list(ids)
    tags = _read_tags(session, wanted)
    columns = [getattr(Member, name) for name in _MEMBER_COLUMNS]
    sums = [getattr(MemberSummary, name) for name in _SUMMARY_COLUMNS]
    statement = (
        select(Member.id, *columns, *sums)
        .outerjoin(MemberSummary, MemberSummary.id == Member.id)
        .where(Member.id.in_(wanted))
    )
    rows = {}
    for found in session.execute(statement):
        values = dict(found._mapping)
        for name in ("order_count", "spent_fen", "unpaid_fen"):
            values[name] = values[name] or 0
        lifecycle = "prospect" if not values["order_count"] else lifecycle_of(found, today, windows)
        rows[found.id] = MemberRow(**values, lifecycle=lifecycle, tags=tuple(tags.get(found.id, ())))
    return rows


def _read_tags(session: Session, ids: list[int]) -> dict[int, list[tuple[str, str]]]:
    color = case((Tag.color == "", TagGroup.color), else_=Tag.color)
    statement = (
        select(MemberTag.member_id, Tag.name, color)
        .join(Tag, Tag.id == MemberTag.tag_id)
        .join(TagGroup, TagGroup.id == Tag.group_id)
        .where(MemberTag.member_id.in_(ids))
        # What the owner gave by hand first: a table's cell has room for two or three.
        .order_by(MemberTag.how == "rule", TagGroup.position, Tag.position, Tag.id)
    )
    tags: dict[int, list[tuple[str, str]]] = {}
    for member_id, name, shade in session.execute(statement):
        tags.setdefault(member_id, []).append((name, shade))
    return tags


def count_members(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Member)) or 0


def list_communities(session: Session) -> list[tuple[str, int]]:
    """(community, members), the largest first."""
    count = func.count()
    statement = select(Member.community, count).where(Member.community != "").group_by(Member.community)
    return [(name, number) for name, number in session.execute(statement.order_by(count.desc(), Member.community))]


def list_pickup_points(session: Session) -> list[tuple[int, str]]:
    """(id, name) by name."""
    rows = session.execute(select(PickupPoint.id, PickupPoint.name).order_by(PickupPoint.name))
    return [(point_id, name) for point_id, name in rows]
