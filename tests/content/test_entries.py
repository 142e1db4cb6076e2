"""Entries of the calendar: added, moved, repeated, published and deleted, each as one step that can be undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopdesk.base.errors import ShopError
from shopdesk.content.entries import (
    EntryRow,
    EntryValues,
    add_entry,
    copy_entry,
    count_later_in_series,
    delete_entry,
    list_entries,
    mark_published,
    mixes_around,
    move_entry,
    read_entry,
    repeat_entry,
    save_entry,
)
from shopdesk.data.database import Database

DAY = date(2026, 11, 22).toordinal()


def rows(database: Database, first: int = DAY - 500, last: int = DAY + 500) -> list[EntryRow]:
    with database.read() as session:
        return list_entries(session, first, last)


def add(database: Database, values: EntryValues, repeat: str = "", until_day: int | None = None) -> list[int]:
    return database.change("新内容", lambda s: add_entry(s, values, repeat, until_day))[0]


def test_add_read_save_with_the_interaction_plan(database: Database) -> None:
    values = EntryValues(DAY, "小雪羊肉煲", "{{昵称}}，今晚开团", "recommendation", "moments", 18 * 60)
    (entry_id,) = add(database, values)
    planned = replace(values, goal="三十单", question="炖还是涮？", follow_up="晚上公布", minute=None)
    database.change("改内容", lambda s: save_entry(s, entry_id, planned))
    with database.read() as session:
        row = read_entry(session, entry_id)
        assert read_entry(session, 99) is None
    assert row == EntryRow(**vars(planned), id=entry_id)
    database.undo()
    assert rows(database)[0].minute == 18 * 60


def test_a_title_comes_from_the_text_when_there_is_none(database: Database) -> None:
    add(database, EntryValues(DAY, " ", "\n第一行\n第二行"))
    add(database, EntryValues(DAY, "", ""))
    assert [row.title for row in rows(database)] == ["第一行", "未命名"]


def test_order_in_a_day_is_by_time_and_any_time_comes_last(database: Database) -> None:
    for title, minute in (("任何时候", None), ("晚上", 1200), ("零点", 0)):
        add(database, EntryValues(DAY, title, minute=minute))
    assert [row.title for row in rows(database)] == ["零点", "晚上", "任何时候"]


def test_move_copy_publish_delete_are_undone(database: Database) -> None:
    (entry_id,) = add(database, EntryValues(DAY, "开团"))
    before = rows(database)
    database.change("移动", lambda s: move_entry(s, entry_id, DAY + 3))
    assert rows(database)[0].day == DAY + 3
    database.change("发布", lambda s: mark_published(s, entry_id))
    published = rows(database)[0]
    assert published.published and published.published_at
    copy_id = database.change("复制", lambda s: copy_entry(s, entry_id, DAY + 9))[0]
    assert [row.published for row in rows(database)] == [True, False]
    assert copy_id != entry_id
    assert database.change("删除", lambda s: delete_entry(s, entry_id))[0] == 1
    for _step in range(4):
        database.undo()
    assert rows(database) == before


def test_marking_twice_changes_nothing_the_second_time(database: Database) -> None:
    (entry_id,) = add(database, EntryValues(DAY, "开团"))
    database.change("发布", lambda s: mark_published(s, entry_id))
    assert not database.change("发布", lambda s: mark_published(s, entry_id))[1].tables
    database.change("收回", lambda s: mark_published(s, entry_id, False))
    assert not rows(database)[0].published


def test_a_series_is_one_step(database: Database) -> None:
    ids = add(database, EntryValues(DAY, "鲜果周三"), "weekly", DAY + 28)
    assert [row.day - DAY for row in rows(database)] == [0, 7, 14, 21, 28]
    assert len({row.series for row in rows(database)}) == 1
    assert {row.repeat for row in rows(database)} == {"weekly"}
    database.change("发布", lambda s: mark_published(s, ids[3]))
    changed = database.change(
        "改内容", lambda s: save_entry(s, ids[1], EntryValues(DAY + 8, "鲜果周四"), whole_series=True)
    )[0]
    assert changed == 3
    assert [(row.day - DAY, row.title) for row in rows(database)] == [
        (0, "鲜果周三"),
        (8, "鲜果周四"),
        (14, "鲜果周四"),
        (21, "鲜果周三"),
        (28, "鲜果周四"),
    ]
    with database.read() as session:
        assert count_later_in_series(session, ids[0]) == 3
    assert database.change("删除", lambda s: delete_entry(s, ids[2], rest_of_series=True))[0] == 2
    database.undo()
    database.undo()
    database.undo()
    assert len(rows(database)) == 5
    database.undo()
    assert rows(database) == []


def test_repeat_is_laid_out_again_and_ended(database: Database) -> None:
    (entry_id,) = add(database, EntryValues(DAY, "早安"))
    database.change("重复", lambda s: repeat_entry(s, entry_id, "daily", DAY + 4))
    assert len(rows(database)) == 5
    database.change("重复", lambda s: repeat_entry(s, entry_id, "fortnightly", DAY + 28))
    assert [row.day - DAY for row in rows(database)] == [0, 14, 28]
    database.change("不再重复", lambda s: repeat_entry(s, entry_id, "", DAY))
    assert [(row.day - DAY, row.series, row.repeat) for row in rows(database)] == [(0, "", "")]


def test_refusals_leave_no_trace(database: Database) -> None:
    (entry_id,) = add(database, EntryValues(DAY, "开团"))
    for work, code in (
        (lambda s: add_entry(s, EntryValues(DAY, "x"), "daily", DAY + 4000), "series"),
        (lambda s: add_entry(s, EntryValues(DAY, "x"), "daily", DAY - 1), "until"),
        (lambda s: save_entry(s, entry_id, EntryValues(DAY, "x", "长" * 6000)), "too_long"),
        (lambda s: move_entry(s, 999, DAY), "gone"),
    ):
        with pytest.raises(ShopError) as refusal:
            database.change("不行", work)
        assert refusal.value.code == code
    with pytest.raises(ValueError, match="pillar"):
        database.change("不行", lambda s: add_entry(s, EntryValues(DAY, "x", pillar="sale")))
    with pytest.raises(ValueError, match="minute"):
        database.change("不行", lambda s: add_entry(s, EntryValues(DAY, "x", minute=1440)))
    assert len(rows(database)) == 1


def test_mixes_look_back_and_ahead(database: Database) -> None:
    for offset, pillar, published in (
        (-14, "emotion", True),
        (-13, "emotion", True),
        (-1, "know_how", False),
        (0, "know_how", True),
        (0, "interaction", False),
        (13, "interaction", False),
        (14, "recommendation", False),
    ):
        (entry_id,) = add(database, EntryValues(DAY + offset, "x", pillar=pillar))
        if published:
            database.change("发布", partial(mark_published, entry_id=entry_id))
    with database.read() as session:
        past, coming = mixes_around(session, DAY)
    assert {share.pillar: share.count for share in past.shares if share.count} == {"emotion": 1, "know_how": 1}
    assert {share.pillar: share.count for share in coming.shares if share.count} == {"interaction": 2}


_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "series", "move", "publish", "delete", "rest", "repeat", "save"]),
        st.integers(0, 9),
        st.integers(-20, 20),
    ),
    max_size=12,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS)
def test_undoing_everything_brings_everything_back(database: Database, steps: list[tuple[str, int, int]]) -> None:
    before = rows(database)
    states = []
    for step, which, offset in steps:
        there = rows(database)
        one = there[which % len(there)].id if there else 0
        works: dict[str, Any] = {
            "add": lambda s, d=offset: add_entry(s, EntryValues(DAY + d, "一条")),
            "series": lambda s, d=offset: add_entry(s, EntryValues(DAY + d, "每周"), "weekly", DAY + d + 21),
            "move": lambda s, i=one, d=offset: move_entry(s, i, DAY + d),
            "publish": lambda s, i=one: mark_published(s, i),
            "delete": lambda s, i=one: delete_entry(s, i),
            "rest": lambda s, i=one: delete_entry(s, i, rest_of_series=True),
            "repeat": lambda s, i=one, d=offset: repeat_entry(s, i, "daily", DAY + 400 if d > 19 else DAY + 25),
            "save": lambda s, i=one, d=offset: save_entry(s, i, EntryValues(DAY + d, "改了"), whole_series=True),
        }
        if one or step in ("add", "series"):
            try:
                change = database.change(step, works[step])[1]
            except ShopError:
                continue
            if change.tables:
                states.append(there)
    for state in reversed(states):
        database.undo()
        assert rows(database) == state
    assert rows(database) == before
