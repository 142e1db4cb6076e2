"""Members kept out of a segment, sizes day by day, snapshots: obeyed everywhere, and right after undo."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from shopdesk.base.errors import ShopError
from shopdesk.data.database import Database
from shopdesk.data.tables import SegmentSize
from shopdesk.members.segments import (
    count_members,
    delete_segment,
    find_segment,
    list_segments,
    save_segment,
    select_ids,
)
from shopdesk.members.segments.exclusions import exclude_members, include_members, list_exclusions
from shopdesk.members.segments.sizes import count_segments, record_sizes, size_history, sizes_to_record
from shopdesk.members.segments.snapshots import (
    compare_snapshot,
    delete_snapshot,
    list_snapshots,
    rename_snapshot,
    snapshot_ids,
    take_snapshot,
)
from shopdesk.outreach.contact_lists import export_contact_list, plan_contact_list
from shopdesk.outreach.list_wishes import ListWish
from tests.outreach.filling import EVERYBODY, TODAY, fill_shop


@pytest.fixture
def shop(database: Database) -> tuple[Database, list[int], int]:
    ids, _change = database.change("建店", fill_shop, undoable=False)
    with database.read() as session:
        segment = find_segment(session, "买过的人")
    assert segment is not None
    return database, ids, segment.id


def test_who_is_kept_out_is_nowhere(shop: tuple[Database, list[int], int], tmp_path: Path) -> None:
    database, ids, segment = shop
    assert database.change("排除", lambda s: exclude_members(s, segment, ids[:2], " 自家人 "))[0] == 2
    assert database.change("再排除", lambda s: exclude_members(s, segment, ids[1:3], "同行"))[0] == 1
    with database.read() as session:
        assert [(row.member_id, row.reason) for row in list_exclusions(session, segment)] == [
            (ids[0], "自家人"), (ids[1], "同行"), (ids[2], "同行"),
        ]  # fmt: skip
        assert select_ids(session, EVERYBODY, TODAY, segment) == ids[3:]
        assert count_members(session, EVERYBODY, TODAY, segment) == len(ids) - 3
        assert count_members(session, EVERYBODY, TODAY) == len(ids)
        inside = {"field": "segment", "op": "in", "value": ["买过的人"]}
        assert select_ids(session, inside, TODAY) == ids[3:]
        assert select_ids(session, {"not": inside}, TODAY) == ids[:3]
        assert count_segments(session, TODAY)[segment] == len(ids) - 3
        wish = ListWish("买过的人", EVERYBODY, segment_id=segment)
        plan = plan_contact_list(session, wish, TODAY)
        assert plan.ids == ids[3:-1] and plan.left_out["您不放进这个人群的"] == 3
        assert export_contact_list(session, tmp_path / "x.xlsx", wish, TODAY).rows == len(ids) - 4
    database.change("放回", lambda s: include_members(s, segment, ids[:2]))
    with database.read() as session:
        assert select_ids(session, EVERYBODY, TODAY, segment) == [*ids[:2], *ids[3:]]
    for _step in range(3):
        database.undo()
    with database.read() as session:
        assert select_ids(session, EVERYBODY, TODAY, segment) == ids


def sizes_of(database: Database) -> list[tuple[int, int, int]]:
    with database.read() as session:
        return [
            (row.segment_id, row.day, row.count)
            for row in session.scalars(select(SegmentSize).order_by(SegmentSize.segment_id, SegmentSize.day))
        ]


def count_and_record(database: Database, day: int) -> None:
    with database.read() as session:
        counts = sizes_to_record(session, count_segments(session, day), day)
    database.note(lambda session: record_sizes(session, counts, day))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["note", "new", "delete", "undo", "redo", "undo"]), st.integers(0, 3)), max_size=12
    )
)
def test_noting_sizes_is_no_step_and_undo_never_meets_them(
    shop: tuple[Database, list[int], int], steps: list[tuple[str, int]]
) -> None:
    database, _ids, _segment = shop
    for what, number in steps:
        before = (database.undo_label, database.redo_label)
        if what == "note":
            count_and_record(database, TODAY + number)
            assert (database.undo_label, database.redo_label) == before
        elif what == "new":
            with database.read() as session:
                taken = {row.name for row in list_segments(session)}
            if f"新{number}" not in taken:
                database.change("新", lambda s, n=number: save_segment(s, f"新{n}", EVERYBODY))
        elif what == "delete":
            with database.read() as session:
                last = list_segments(session)[-1]
            if last.name != "买过的人":
                database.change("删", lambda s, segment=last.id: delete_segment(s, segment))
        elif what == "undo":
            database.undo()
        else:
            database.redo()
        with database.read() as session:
            there = {row.id for row in list_segments(session)}
        assert {segment for segment, _day, _count in sizes_of(database)} <= there


def test_sizes_have_one_row_for_a_day_and_the_newest_count(shop: tuple[Database, list[int], int]) -> None:
    database, ids, segment = shop
    for day in (TODAY - 1, TODAY, TODAY):
        count_and_record(database, day)
    database.change("排除", lambda s: exclude_members(s, segment, ids[:1]))
    count_and_record(database, TODAY)
    with database.read() as session:
        assert size_history(session, segment) == [(TODAY - 1, 8), (TODAY, 7)]
        assert size_history(session, segment, TODAY) == [(TODAY, 7)]
        assert sizes_to_record(session, {segment: 7, 999: None}, TODAY) == {}
    database.change("删", lambda s: delete_segment(s, segment))
    assert sizes_of(database) == []
    database.undo()
    assert sizes_of(database) == [(segment, TODAY - 1, 8), (segment, TODAY, 7)]


def test_snapshot_tells_who_came_and_who_left(shop: tuple[Database, list[int], int]) -> None:
    database, ids, segment = shop
    taken, _change = database.change("快照", lambda s: take_snapshot(s, "上周", EVERYBODY, TODAY, segment))
    with pytest.raises(ShopError, match="上周"):
        database.change("快照", lambda s: take_snapshot(s, "上周", EVERYBODY, TODAY))
    database.change("排除", lambda s: exclude_members(s, segment, ids[:1]))
    with database.read() as session:
        change = compare_snapshot(session, taken, TODAY)
        assert (change.stayed, change.left, change.came) == (ids[1:], ids[:1], [])
        (row,) = list_snapshots(session)
        assert (row.name, row.segment, row.count, row.rule) == ("上周", "买过的人", 8, EVERYBODY)
    few = {"field": "last_order_days", "op": "<=", "value": 7}
    database.change("改", lambda s: save_segment(s, "买过的人", few, segment_id=segment))
    with database.read() as session:
        assert compare_snapshot(session, taken, TODAY).stayed == ids[1:3]
    database.change("删", lambda s: delete_segment(s, segment))
    with database.read() as session:
        assert compare_snapshot(session, taken, TODAY).stayed == ids  # against its own rule
        assert list_snapshots(session)[0].segment == ""
    database.change("改名", lambda s: rename_snapshot(s, taken, "双十一前"))
    database.change("删快照", lambda s: delete_snapshot(s, taken))
    with database.read() as session:
        assert list_snapshots(session) == [] and snapshot_ids(session, taken) == []
    database.undo()
    with database.read() as session:
        assert snapshot_ids(session, taken) == ids and list_snapshots(session)[0].name == "双十一前"
