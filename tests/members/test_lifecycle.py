"""The life cycle's rule, by example and the same in Python as in SQL."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from shopdesk.data.database import Database
from shopdesk.data.shop import LifecycleWindows
from shopdesk.data.tables import Member, MemberSummary
from shopdesk.members.lifecycle import (
    LIFECYCLES,
    explain_lifecycle,
    lifecycle_filter,
    lifecycle_name,
    lifecycle_of,
    lifecycle_sql,
)

TODAY = 739000
DEFAULT = LifecycleWindows()


@dataclass(frozen=True)
class Orders:
    order_count: int
    first_day: int | None
    last_day: int | None
    gap_days: float | None = None


def orders(count: int, first_ago: int, last_ago: int, gap: float | None = None) -> Orders:
    return Orders(count, TODAY - first_ago, TODAY - last_ago, gap)


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        (None, "prospect"),
        (Orders(0, None, None), "prospect"),
        (orders(1, 0, 0), "new"),
        (orders(1, 7, 7), "new"),
        (orders(1, 8, 8), "active"),
        (orders(2, 30, 14), "active"),
        (orders(2, 30, 15), "cooling"),
        (orders(2, 60, 30), "cooling"),
        (orders(2, 60, 31), "dormant"),
        (orders(2, 60, 60), "dormant"),
        (orders(2, 61, 61), "lost"),
        (orders(3, 5, 1, 2.0), "active"),  # three orders in a week: no longer new
        (orders(3, 5, 5), "active"),  # three on one day: no rhythm, the fixed windows
        (orders(9, 300, 30, 20.0), "active"),  # 1.5 × 20
        (orders(9, 300, 31, 20.0), "cooling"),
        (orders(9, 300, 61, 20.0), "dormant"),
        (orders(9, 300, 121, 20.0), "lost"),
        (orders(9, 300, 7, 1.0), "active"),  # never sooner than half of 14, 30, 60
        (orders(9, 300, 8, 1.0), "cooling"),
        (orders(9, 300, 16, 1.0), "dormant"),
        (orders(9, 300, 31, 1.0), "lost"),
    ],
)
def test_lifecycle_by_example(summary: Orders | None, expected: str) -> None:
    assert lifecycle_of(summary, TODAY, DEFAULT) == expected
    assert lifecycle_name(expected)
    assert explain_lifecycle(summary, TODAY, DEFAULT)


SUMMARIES = st.builds(
    lambda count, last, more, gap: (
        orders(count, last + more, last, gap if count >= 3 else None) if count else Orders(0, None, None)
    ),
    st.integers(0, 5),
    st.integers(-2, 130),
    st.integers(0, 40),
    st.one_of(st.none(), st.integers(2, 60).map(lambda half: half / 2)),
)
WINDOWS = st.builds(LifecycleWindows, active_days=st.integers(10, 20), active_gaps=st.sampled_from([1.0, 1.5, 2.0]))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(summaries=st.lists(SUMMARIES, min_size=1, max_size=12), windows=WINDOWS)
def test_sql_says_the_same(database: Database, summaries: list[Orders], windows: LifecycleWindows) -> None:
    def work(session) -> dict[int, str]:  # type: ignore[no-untyped-def]
        session.execute(Member.__table__.delete())
        members = [Member(name="人", joined_at=0) for _ in summaries]
        session.add_all(members)
        session.flush()
        return {
            member.id: lifecycle_of(summary, TODAY, windows) for member, summary in zip(members, summaries, strict=True)
        }

    expected, _change = database.change("建", work)

    def fill(session) -> None:  # type: ignore[no-untyped-def]
        for member_id, summary in zip(expected, summaries, strict=True):
            session.execute(update(MemberSummary).where(MemberSummary.id == member_id).values(**vars(summary)))

    database.change("填", fill)
    with database.read() as session:
        found = dict(session.execute(select(MemberSummary.id, lifecycle_sql(TODAY, windows))).all())
        assert found == expected
        for name in LIFECYCLES:
            chosen = session.scalars(select(MemberSummary.id).where(lifecycle_filter([name], TODAY, windows)))
            assert set(chosen) == {member for member, stage in expected.items() if stage == name}
