"""The list is what the filter says, in the order that was asked for."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopdesk.base.dates import today
from shopdesk.base.texts import fold
from shopdesk.data.database import Database
from shopdesk.data.shop import LifecycleWindows
from shopdesk.members.lifecycle import LIFECYCLES
from shopdesk.members.listing import (
    CONTACTS,
    SORTS,
    TAG_MODES,
    MemberFilter,
    MemberRow,
    count_members,
    list_communities,
    list_member_ids,
    read_member_rows,
)
from shopdesk.members.tags import list_tags
from tests.members.filler import COMMUNITIES, fill_shop

WINDOWS = LifecycleWindows()
FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "text": st.sampled_from(["", "王", "8", "妈妈 1", "zzz", "🍊"]),
        "tag_ids": st.lists(st.integers(1, 31), max_size=3, unique=True).map(tuple),
        "tag_mode": st.sampled_from(TAG_MODES),
        "lifecycles": st.lists(st.sampled_from(LIFECYCLES), max_size=2, unique=True).map(tuple),
        "communities": st.lists(st.sampled_from(COMMUNITIES), max_size=2, unique=True).map(tuple),
        "contacts": st.lists(st.sampled_from(CONTACTS), max_size=2, unique=True).map(tuple),
        "unpaid": st.booleans(),
        "among": st.one_of(st.none(), st.frozensets(st.integers(1, 70), max_size=50)),
    },
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, empty_shop_file):  # type: ignore[no-untyped-def]
    import shutil

    from shopdesk.data.database import DATABASE_FILE
    from shopdesk.data.opening import open_database

    folder = tmp_path_factory.mktemp("members")
    shutil.copy(empty_shop_file, folder / DATABASE_FILE)
    database = open_database(folder)
    database.change("建", lambda session: fill_shop(session, 60))
    yield database
    database.close()


def wanted(row: MemberRow, tags: set[int], filters: MemberFilter) -> bool:
    chosen = set(filters.tag_ids)
    by_tag = {"any": bool(chosen & tags), "all": chosen <= tags, "none": not chosen & tags}[filters.tag_mode]
    contact = (
        "do_not_contact" if row.do_not_contact else "allowed" if row.marketing_consent else "no_consent"
    )  # fmt: skip
    text = (
        fold(row.name) + "\n" + (row.phone or "") + "\n" + row.room + "\n" + (row.number or "") + "\n" + row.wechat_id
    )
    return (
        (not filters.lifecycles or row.lifecycle in filters.lifecycles)
        and (not filters.communities or row.community in filters.communities)
        and (not filters.contacts or contact in filters.contacts)
        and (not filters.unpaid or row.unpaid_fen > 0)
        and (not chosen or by_tag)
        and (filters.among is None or row.id in filters.among)
        and all(word in text.casefold() for word in filters.text.split())
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=FILTERS, sort=st.sampled_from(SORTS), descending=st.booleans())
def test_the_list_is_what_the_filter_says(shop: Database, values: dict, sort: str, descending: bool) -> None:  # type: ignore[type-arg]
    filters = MemberFilter(**values)
    with shop.read() as session:
        everybody = list_member_ids(session, MemberFilter(), today(), WINDOWS, sort, descending)
        rows = read_member_rows(session, everybody, today(), WINDOWS)
        ids = {tag.name: tag.id for group in list_tags(session) for tag in group.tags}
        found = list_member_ids(session, filters, today(), WINDOWS, sort, descending)
        assert sorted(everybody) == sorted(rows)
        assert len(everybody) == count_members(session)
    tags = {row.id: {ids[name] for name, _color in row.tags} for row in rows.values()}
    expected = [each for each in everybody if wanted(rows[each], tags[each], filters)]
    assert found == expected


def test_every_order_is_an_order(shop: Database) -> None:
    with shop.read() as session:
        for sort in SORTS:
            up = list_member_ids(session, MemberFilter(), today(), WINDOWS, sort)
            down = list_member_ids(session, MemberFilter(), today(), WINDOWS, sort, True)
            rows = read_member_rows(session, up, today(), WINDOWS)
            if sort in ("name", "place"):
                continue
            values = [getattr(rows[member], sort) for member in up]
            known = [value for value in values if value not in (None, "")]
            if sort == "lifecycle":
                known = [LIFECYCLES.index(value) for value in known]
            assert known == sorted(known)
            assert sorted(up) == sorted(down)
            if sort in ("phone", "birthday", "last_day", "gap_days"):
                assert all(value in (None, "") for value in values[len(known) :])


def test_communities_largest_first(shop: Database) -> None:
    with shop.read() as session:
        found = list_communities(session)
    assert {name for name, _count in found} == set(COMMUNITIES)
    assert [count for _name, count in found] == sorted((count for _name, count in found), reverse=True)
