"""Pairs are proposed with reasons, the strongest first, and an answer is remembered."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from shopdesk.data.database import Database
from shopdesk.members.aliases import add_alias
from shopdesk.members.duplicates import count_duplicates, decide_pair, propose_duplicates
from shopdesk.members.merging import merge_members
from shopdesk.members.people import create_member


def add_people(session: Session) -> dict[str, int]:
    ids = {
        "a": create_member(session, "小雨", phone="13800000001", room="3-501"),
        "b": create_member(session, "大雨", phone="13800000001"),
        "c": create_member(session, "王姐", room="5栋202"),
        "d": create_member(session, "王姐", room="5-202"),
        "e": create_member(session, "芳芳妈妈", room="8-101"),
        "f": create_member(session, "芳芳妈妈🍊", room="8-101"),
        "g": create_member(session, "快乐", room="9-9"),
        "h": create_member(session, "快乐"),  # a name alone
        "i": create_member(session, "阳光", phone="13800000003", room="1-1"),
        "j": create_member(session, "阳光", phone="13800000004", room="1-1"),  # two phones: two people
        "k": create_member(session, "橘猫"),
        "l": create_member(session, "家人", phone="13912345678"),
        "m": create_member(session, "家人", phone_masked="139****5678"),
    }
    add_alias(session, ids["b"], "橘猫")
    return ids


@pytest.fixture
def ids(database: Database) -> dict[str, int]:
    return database.change("建", add_people)[0]


def pairs(database: Database, ids: dict[str, int]) -> dict[str, tuple[str, ...]]:
    names = {member: key for key, member in ids.items()}
    with database.read() as session:
        return {names[p.low_id] + names[p.high_id]: p.reasons for p in propose_duplicates(session)}


def test_the_evidence_is_said_and_ranked(database: Database, ids: dict[str, int]) -> None:
    found = pairs(database, ids)
    assert found == {
        "ab": ("手机号相同",),
        "cd": ("昵称和房号都相同",),
        "bk": ("用过同一个名字",),
        "ef": ("住同一户，名字相近",),
        "lm": ("昵称相同，手机号看得见的几位也相同",),
    }
    assert list(found) == ["ab", "cd", "bk", "ef", "lm"]


def test_an_answer_is_remembered(database: Database, ids: dict[str, int]) -> None:
    database.change("不同", lambda s: decide_pair(s, ids["b"], ids["a"], "different"))
    database.change("以后", lambda s: decide_pair(s, ids["c"], ids["d"], "later"))
    with database.read() as session:
        found = propose_duplicates(session)
        assert (found[-1].low_id, found[-1].later) == (ids["c"], True)
        assert count_duplicates(session) == 3
    assert "ab" not in pairs(database, ids)
    database.undo()
    database.undo()
    assert "ab" in pairs(database, ids)


def test_merged_pairs_are_gone(database: Database, ids: dict[str, int]) -> None:
    database.change("合并", lambda s: merge_members(s, ids["a"], ids["b"]))
    assert "ab" not in pairs(database, ids)


def test_a_number_that_many_share_proves_nothing(database: Database) -> None:
    database.change("建", lambda s: [create_member(s, f"客户{n}", phone="13800000001") for n in range(20)])
    with database.read() as session:
        assert propose_duplicates(session) == []
