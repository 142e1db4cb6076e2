"""A group's member list against the shop: who ordered, who never did, who is new, who left; twice is once."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from shopdesk.base.errors import ShopError
from shopdesk.data.database import Database
from shopdesk.data.tables import Alias, AliasRefusal, GroupChat, GroupChatPerson, Member, Order
from shopdesk.members.group_check import (
    NEW,
    NOBODY,
    Check,
    GroupAnswers,
    Key,
    forget_group,
    list_groups,
    look_at_group,
    save_check,
)
from shopdesk.members.group_text import Listed, read_member_list
from shopdesk.members.merging import merge_members
from shopdesk.members.people import create_member
from tests.members.test_merging import everything

GROUP = "翠湖一群"
FIRST = "翠湖一群(6)\n3-501 王姐🌸\n群主\n小雨\n豆豆妈\n阿杰\n5栋202糖糖\n路人甲"


def add_people(session: Session) -> dict[str, int]:
    ids = {
        "王姐": create_member(session, "王姐🌸", room="3-501"),
        "小雨": create_member(session, "小雨", phone="13800000001"),
        "小雨二": create_member(session, "小雨", phone="13800000002"),
        "豆豆妈": create_member(session, "豆豆妈"),
        "糖糖": create_member(session, "糖糖", room="5-202"),
    }
    for name in ("王姐", "豆豆妈"):
        session.add(Order(member_id=ids[name], day=739000, ordered_at=0, amount_fen=1000))
    return ids


@pytest.fixture
def ids(database: Database) -> dict[str, int]:
    return database.change("建", add_people)[0]


def listed(text: str) -> tuple[Listed, ...]:
    return read_member_list(text).people


def look(database: Database, text: str | None, answers: GroupAnswers | None = None) -> Check:
    with database.read() as session:
        return look_at_group(session, GROUP, None if text is None else listed(text), answers)


def save(database: Database, text: str, who: dict[Key, int] | None = None, unique: bool | None = None) -> bool:
    """Whether anything changed."""
    answers = GroupAnswers(who or {}, unique)
    return bool(database.change("群核对", lambda s: save_check(s, GROUP, listed(text), answers))[1].tables)


def said(check: Check) -> dict[str, tuple[str, ...]]:
    return {row.name: row.results for row in check.rows}


def test_the_first_check_says_who_is_who(database: Database, ids: dict[str, int]) -> None:
    check = look(database, FIRST)
    assert said(check) == {
        "3-501 王姐🌸": ("ordered",), "小雨": ("unknown",), "豆豆妈": ("unknown",), "阿杰": ("unknown",),
        "5栋202糖糖": ("never",), "路人甲": ("unknown",),
    }  # fmt: skip
    assert [(row.name, [each.id for each in row.proposed]) for row in check.rows if row.asked] == [
        ("小雨", [ids["小雨"], ids["小雨二"]]), ("豆豆妈", [ids["豆豆妈"]]),
    ]  # fmt: skip
    assert check.rows[0].mark == "owner" and check.rows[0].presence == "first"
    assert check.rows[2].proposed[0].why == "昵称一样" and check.rows[2].proposed[0].orders == 1
    assert (check.count("ordered"), check.count("unknown"), check.count("new"), check.count("left")) == (1, 4, 0, 0)


def test_answers_are_asked_once_and_teach(database: Database, ids: dict[str, int]) -> None:
    who = {("小雨", 1): ids["小雨二"], ("豆豆妈", 1): NOBODY, ("阿杰", 1): NEW}
    assert save(database, FIRST, who)
    check = look(database, FIRST)
    assert not any(row.asked for row in check.rows) and check.changes == 0
    assert said(check)["小雨"] == ("never",) and said(check)["豆豆妈"] == ("unknown",) == said(check)["路人甲"]
    with database.read() as session:
        names = dict(session.execute(select(Alias.name, Alias.member_id)).all())  # type: ignore[arg-type]
        assert names == {"小雨": ids["小雨二"]}
        refused = session.execute(select(AliasRefusal.name, AliasRefusal.member_id)).all()
        assert sorted(map(tuple, refused)) == [("小雨", ids["小雨"]), ("豆豆妈", ids["豆豆妈"])]
        assert session.scalar(select(func.count()).select_from(Member)) == 6
        assert session.scalar(select(Member.source).where(Member.name == "阿杰")) == "微信群"
    assert not save(database, FIRST)  # the same list again changes nothing
    assert not save(database, FIRST, {})
    before = everything(database)
    database.undo()
    assert look(database, FIRST).group_id is None
    database.redo()
    assert everything(database) == before


def test_who_is_new_who_left_who_came_back_and_who_is_renamed(database: Database, ids: dict[str, int]) -> None:
    save(database, FIRST)
    second = "3-501 王姐🌸\n小雨\n阿杰\n5-202 甜糖糖\n新来的"
    check = look(database, second)
    found = {row.name: (row.presence, row.results) for row in check.rows}
    assert found["新来的"] == ("new", ("unknown", "new"))
    assert found["豆豆妈"] == ("left", ("left",)) == found["路人甲"]
    assert found["3-501 王姐🌸"] == ("same", ("ordered",))
    # Only a name like the one behind the door: a question, and the old name is gone.
    assert found["5-202 甜糖糖"][0] == "new" and found["5栋202糖糖"][0] == "left"
    save(database, second, {("5-202甜糖糖", 1): ids["糖糖"]})
    third = "3-501 王姐🌸\n小雨\n阿杰\n5-202 糖糖\n新来的\n豆豆妈"
    again = {row.name: row for row in look(database, third).rows}
    assert again["豆豆妈"].presence == "back" and again["豆豆妈"].results[-1] == "new"
    assert again["5-202 糖糖"].renamed_from == "5-202 甜糖糖" and again["5-202 糖糖"].presence == "same"
    assert "5-202 甜糖糖" not in again
    save(database, third)
    assert not save(database, third)
    with database.read() as session:
        (group,) = list_groups(session)
        assert (group.name, group.people) == (GROUP, 6)
        rows = session.execute(select(GroupChatPerson.name, GroupChatPerson.left_at)).all()
    assert {row[0] for row in rows if row[1] is not None} == {"5栋202糖糖", "路人甲"}
    # Without a text: as the last list showed it.
    assert said(look(database, None))["路人甲"] == ("left",)


def test_unique_names_are_one_answer_for_all(database: Database, ids: dict[str, int]) -> None:
    check = look(database, FIRST, GroupAnswers(unique_names=True))
    assert said(check)["豆豆妈"] == ("ordered",) and said(check)["小雨"] == ("unknown",)  # two are called so
    assert [row.name for row in check.rows if row.by_name] == ["豆豆妈"]
    save(database, FIRST, unique=True)
    assert said(look(database, FIRST))["豆豆妈"] == ("ordered",)
    with database.read() as session:
        assert session.scalars(select(Alias.id)).all() == []


def test_a_merged_or_deleted_member_stays_in_step(database: Database, ids: dict[str, int]) -> None:
    save(database, FIRST, {("阿杰", 1): NEW})
    with database.read() as session:
        ajie = session.scalar(select(Member.id).where(Member.name == "阿杰"))
    assert ajie is not None
    database.change("合并", lambda session: merge_members(session, ids["王姐"], ajie))
    assert {row.name: row.member_id for row in look(database, None).rows}["阿杰"] == ids["王姐"]
    database.change("忘", lambda session: forget_group(session, look_at_group(session, GROUP, None).group_id or 0))
    with database.read() as session:
        assert session.scalars(select(GroupChatPerson.id)).all() == [] and list_groups(session) == []


def test_what_cannot_be_saved_says_so(database: Database) -> None:
    for name, people in (("", listed("小雨")), (GROUP, ())):
        with pytest.raises(ShopError):
            database.change("群核对", lambda s, n=name, p=people: save_check(s, n, p))  # type: ignore[misc]


CALLED = ("小雨", "豆豆妈", "3-501 王姐🌸", "5-202 糖糖", "5-202 甜糖糖", "王姐", "路人甲", "阿杰", "🌸小雨")
names = st.lists(st.sampled_from(CALLED), min_size=1, max_size=8)


@settings(
    max_examples=20,
    deadline=None,
    phases=set(Phase) - {Phase.shrink},
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example(lists=[["王姐", "小雨", "小雨", "王姐"], ["小雨", "3-501 王姐🌸"]], answer=1)
@given(lists=st.lists(names, min_size=1, max_size=4), answer=st.sampled_from([None, NEW, NOBODY, 1]))
def test_any_lists_one_after_another_keep_the_rules(
    database: Database, lists: list[list[str]], answer: int | None
) -> None:
    def build(session: Session) -> None:
        for table in (GroupChat, AliasRefusal, Alias, Order, Member):
            session.execute(delete(table))
        add_people(session)

    database.change("建", build)
    start = everything(database)
    steps = 0
    for each in lists:
        text = "\n".join(each)
        check = look(database, text)
        who = {}
        for row in check.rows:
            if row.asked and answer is not None:
                who[row.key] = row.proposed[0].id if answer == 1 else answer
        steps += save(database, text, who)
        assert not save(database, text)  # twice is once
        with database.read() as session:
            assert session.connection().exec_driver_sql("PRAGMA foreign_key_check").all() == []
            here = session.scalars(select(GroupChatPerson.name).where(GroupChatPerson.left_at.is_(None))).all()
            assert sorted(here) == sorted(each)
        after = look(database, text)
        assert after.changes == 0
        assert all(row.presence in ("same", "left") for row in after.rows)
    for _step in range(steps):
        database.undo()
    assert everything(database) == start
