"""Search finds exactly what holds the words, whatever the names look like."""

from __future__ import annotations

import csv
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from shopdesk.base.texts import fold
from shopdesk.data.database import Database
from shopdesk.data.tables import Alias, Member
from shopdesk.members.search import find_members, refresh_search_text, search_filter, search_text_of, spellings

HOSTILE = Path(__file__).parents[1] / "data" / "members" / "hostile_names.csv"


def hostile_names() -> list[str]:
    with HOSTILE.open(encoding="utf-8", newline="") as file:
        return [row[0] for row in list(csv.reader(file))[1:]]


def add_members(session: Session, names: list[str]) -> dict[int, str]:
    session.execute(delete(Member))
    members = [Member(name=name, joined_at=0) for name in names]
    session.add_all(members)
    session.flush()
    refresh_search_text(session)
    return {member.id: member.name for member in members}


def found_ids(database: Database, text: str) -> set[int]:
    with database.read() as session:
        return set(session.scalars(select(Member.id).where(search_filter(text))))


def test_every_hostile_name_is_found_by_itself(database: Database) -> None:
    names = hostile_names()
    ids, _change = database.change("建", lambda session: add_members(session, names))
    for name in names:
        words = [fold(word) for word in name.split()]
        expected = {member for member, other in ids.items() if all(word in fold(other) for word in words)}
        assert found_ids(database, name) == expected
        assert expected


PLAIN = st.text(alphabet=st.sampled_from("aAbＢ%_\\'\"*-(é🍊1 "), min_size=1, max_size=6).filter(
    lambda text: text.strip()
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.one_of(PLAIN, st.sampled_from(hostile_names())), min_size=1, max_size=8), words=PLAIN)
def test_finds_exactly_the_names_that_hold_the_words(database: Database, names: list[str], words: str) -> None:
    ids, _change = database.change("建", lambda session: add_members(session, names))
    folded = [fold(word) for word in words.split()]
    expected = {member for member, name in ids.items() if all(word in fold(name) for word in folded)}
    assert found_ids(database, words) == expected


def test_surnames_are_found_by_every_reading() -> None:
    for name, readings in {
        "曾单": ("zengshan", "cengdan", "zs"),
        "仇英": ("qiuying", "chouying", "qy"),
        "查查": ("zhacha",),
    }.items():
        assert set(readings) <= set(spellings(name))
    assert spellings("abc1") == ()
    assert "xmmma" in spellings("小明妈妈a")


def test_many_readings_stay_few_lines() -> None:
    for name in ("和和和和和和和和", "曾" * 200):
        assert len(spellings(name)) < 60


def test_pieces_are_searched_one_by_one(database: Database) -> None:
    def work(session: Session) -> int:
        member = Member(name="王芳", phone="13812345678", room="501", building="3栋", number="A07", joined_at=0)
        session.add(member)
        session.flush()
        session.add(Alias(member_id=member.id, name="芳姐", folded="芳姐", created_at=0))
        refresh_search_text(session, [member.id])
        return member.id

    member, _change = database.change("建", work)
    for text in ("王芳", "wf", "WANG", "5678", "3栋501", "a07", "fj", "王 5678", "  芳姐  "):
        assert found_ids(database, text) == {member}, text
    for text in ("芳1", "56780", "王 9999", "501芳"):
        assert found_ids(database, text) == set(), text
    assert found_ids(database, "   ") == {member}


def test_completion_puts_names_that_begin_with_the_text_first(database: Database) -> None:
    ids, _change = database.change("建", lambda session: add_members(session, ["小王", "王", "王小明", "李四"]))
    with database.read() as session:
        assert [hit.name for hit in find_members(session, "王")] == ["王", "王小明", "小王"]
        assert [hit.name for hit in find_members(session, "王", limit=1)] == ["王"]
        assert find_members(session, " ") == []
    assert len(ids) == 4


def test_search_text_sorts_by_pinyin(database: Database) -> None:
    database.change("建", lambda session: add_members(session, ["周周", "曾姐", "阿明", "Bob", "单单", "张张"]))
    with database.read() as session:
        sorted_names = session.scalars(select(Member.name).order_by(Member.search_text))
        assert list(sorted_names) == ["阿明", "Bob", "单单", "曾姐", "张张", "周周"]


def test_refresh_changes_only_what_is_wrong(database: Database) -> None:
    database.change("建", lambda session: add_members(session, ["小王", "王"]))
    assert database.change("查", refresh_search_text)[0] == 0
    assert search_text_of(["李"], room="3-2-501").split("\n") == ["li", "李", "l", "3-2-501"]
