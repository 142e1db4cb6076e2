"""Side files give the next start what the tables say, or nothing: a changed shop, a torn file, a password."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.generate import fill_shop
from shopdesk.base.errors import ShopError
from shopdesk.data.database import Database
from shopdesk.data.folder import side_folder
from shopdesk.data.integers import numbered
from shopdesk.data.opening import open_database
from shopdesk.data.tables import Member, MemberTag, Order, OrderLine
from shopdesk.members.automatic import write_anew
from shopdesk.members.segments import beside, goods, select_ids
from shopdesk.members.segments.beside import keep_beside
from shopdesk.members.segments.goods import product_ids
from shopdesk.members.segments.index import member_arrays
from shopdesk.members.segments.sizes import record_sizes
from shopdesk.members.shop_file import open_shop
from shopdesk.members.tag_check import check_everything
from shopdesk.members.tag_editing import create_tag, set_tag_rule
from tests.segments.plain import select_plainly

DAY = 739_600
RULES: list[dict[str, Any]] = [
    {"field": "spent_fen", "op": ">=", "value": 3000, "within_days": 120},
    {"field": "tag", "op": "has_any", "value": ["宝妈"]},
    {"field": "product", "op": "has_any", "value": ["苹果", "橙子"]},
    {"field": "product_count", "op": ">=", "value": 6},
    {"field": "community", "op": "in", "value": ["翠湖天地"]},
    {"field": "lifecycle", "op": "in", "value": ["active", "lost"]},
    {"field": "referral_count", "op": "<=", "value": 0},
]


@pytest.fixture
def folder(database: Database, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shop that counts as a large one."""
    monkeypatch.setattr(beside, "LARGE", 100)
    fill_shop(database, 80, until=DAY)
    return database.path.parent


def answers(database: Database) -> list[list[int]]:
    with database.read() as session:
        return [select_ids(session, rule, DAY) for rule in RULES]


def files_of(folder: Path) -> list[Path]:
    return sorted(side_folder(folder / "shop.db").glob("*"))


def test_next_start_has_from_files_what_the_tables_say(database: Database, folder: Path) -> None:
    right = answers(database)
    database.change("改", lambda session: setattr(session.get_one(Order, 3), "amount_fen", 99_900))
    right = answers(database)  # patched arrays are written whole
    written = keep_beside(database)
    assert len(written) == 5 and keep_beside(database) == []
    names = {name for name in database.derived if not name.startswith("reached")}
    again = open_database(folder, read_only=True)
    count_reads = watch_reads(again)
    assert answers(again) == right
    assert [sql for sql in count_reads if "referral" not in sql] == []  # those are few, in no file
    assert names <= set(again.derived) | {"order_columns"}
    again.close()


def watch_reads(database: Database) -> list[str]:
    """Statements that read orders or members by the hundred, as the driver is given them."""
    from sqlalchemy import event

    seen: list[str] = []

    @event.listens_for(database._readers, "checkout")
    def watch(connection: Any, *_rest: Any) -> None:
        connection.set_trace_callback(lambda sql: seen.append(sql) if "group_concat" in sql else None)

    return seen


PATHS = st.lists(
    st.tuples(
        st.sampled_from(["change", "quietly", "note", "fill", "fail", "undo", "redo", "keep", "keep"]),
        st.integers(1, 79),
    ),
    max_size=8,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=PATHS)
def test_on_every_path_the_next_start_has_what_the_tables_say(
    database: Database, folder: Path, path: list[tuple[str, int]]
) -> None:
    for what, number in path:
        write(database, what, number)
        again = open_database(folder, read_only=True)
        with again.read() as session:
            right = [select_plainly(session, rule, DAY) for rule in RULES]
        assert answers(again) == right == answers(database)
        again.close()


def write(database: Database, what: str, number: int) -> None:
    def work(session: Session) -> None:
        order = session.scalars(select(Order).where(Order.member_id == number).limit(1)).first()
        if order is not None:
            order.amount_fen, order.day = number * 997 % 9000, DAY - number
        session.get_one(Member, number).community = ("翠湖天地", "和平里")[number % 2]

    def fail(session: Session) -> None:
        work(session)
        session.flush()
        raise ShopError("不成")

    if what == "keep":
        answers(database)
        keep_beside(database)
    elif what == "note":
        database.note(lambda session: record_sizes(session, {}, DAY))
    elif what == "quietly":
        database.change_quietly(work)
    elif what == "fail":
        with pytest.raises(ShopError):
            database.change(what, fail)
    elif what in ("undo", "redo"):
        getattr(database, what)()
    else:
        database.change(what, work, undoable=what == "change")


def test_texts_come_whole_whatever_stands_in_them(database: Database, folder: Path) -> None:
    """Those that hold the mark at which a text of many is cut, and members whose summary is gone."""
    mark = "\x1f"

    def spoil(session: Session) -> None:
        session.get_one(Member, 7).building = f"{mark}7{mark}"
        session.get_one(Member, 80).building = ""
        session.flush()
        session.connection().exec_driver_sql("DELETE FROM member_summary WHERE id IN (3, 79)")

    database.change("改", spoil)
    with open_database(folder, read_only=True).read() as session:
        members = member_arrays(session)
        assert members.ids.tolist() == [n for n in range(1, 81) if n not in (3, 79)]
        words = members.words["building"]
        assert words.words[words.codes[members.places([7])[0]]] == f"{mark}7{mark}"
        for name in ("community", "building"):
            plain = dict(session.execute(select(Member.id, getattr(Member, name))).all())
            told = {
                member: members.words[name].words[code]
                for member, code in zip(members.ids.tolist(), members.words[name].codes.tolist(), strict=True)
            }
            assert told == {member: plain[member] for member in told}


@given(st.lists(st.integers(-5, 40) | st.integers(-(2**60), 2**60), max_size=30))
def test_numbers_are_numbered_as_numpy_does(values: list[int]) -> None:
    array = np.array(values, dtype=np.int64)
    different, places = numbered(array)
    assert different.tolist() == sorted(set(values))
    assert different[places].tolist() == values


def test_change_makes_files_worthless_and_they_go_at_once(database: Database, folder: Path) -> None:
    answers(database)
    keep_beside(database)
    kept = {path: path.read_bytes() for path in files_of(folder)}
    database.change("删", lambda session: session.delete(session.scalars(select(OrderLine)).first()))
    database.change("搬", lambda session: setattr(session.get_one(Member, 1), "community", "翠湖天地"))
    assert files_of(folder) == []
    right = answers(database)
    for path, content in kept.items():  # as if they had not gone, or a backup had brought them back
        path.write_bytes(content)
    again = open_database(folder)
    assert answers(again) == right
    again.change("再改", lambda session: setattr(session.get_one(Member, 2), "community", "翠湖天地"))
    assert files_of(folder) == []
    again.close()


def test_torn_and_strange_files_are_as_good_as_none(database: Database, folder: Path) -> None:
    right = answers(database)
    keep_beside(database)
    chance = random.Random(3)
    whole = {path: path.read_bytes() for path in files_of(folder)}
    for round_number in range(12):
        for path, content in whole.items():
            place = chance.randrange(len(content))
            turned = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
            torn = (content[:place], turned, b"", b"{}\n", b"[]")
            path.write_bytes(torn[round_number % len(torn)])
        again = open_database(folder, read_only=True)
        assert answers(again) == right
        again.close()


def test_small_shops_and_those_with_a_password_keep_none(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    locked = open_database(tmp_path / "locked", "geheim")
    fill_shop(locked, 60, until=DAY)
    answers(locked)
    assert keep_beside(locked) == [] and not side_folder(locked.path).exists()
    locked.close()
    monkeypatch.setattr(beside, "LARGE", 20_000)
    answers(database)
    assert keep_beside(database) == [] and files_of(folder) == []


def test_first_change_after_a_start_goes_on_from_the_files(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The automatic tags of a day's first import: in a large shop reading all lines takes longer than all else."""
    monkeypatch.setattr("shopdesk.base.dates.now", lambda: (DAY - 719_163) * 86_400)
    rule = {"field": "product", "op": "has_any", "value": ["苹果"]}
    database.close()
    database = open_shop(folder)
    tag, _change = database.change("签", lambda session: create_tag(session, "爱苹果"))
    database.change("规则", lambda session: set_tag_rule(session, tag, rule))
    answers(database)
    assert "lines_by_product" in keep_beside(database)
    database.close()
    monkeypatch.setattr("shopdesk.base.dates.now", lambda: (DAY - 719_162) * 86_400)
    monkeypatch.setattr(goods, "_join", lambda _session, _orders: pytest.fail("all lines are read"))
    again = open_shop(folder)
    with again.read() as session:
        line = session.scalars(select(OrderLine.id).join(Order).where(Order.status == "collected")).first()
        owner = session.scalar(select(Order.member_id).join(OrderLine).where(OrderLine.id == line))

    def buy(session: Session) -> None:
        write_anew(session)  # every rule is asked of everybody
        session.get_one(OrderLine, line).product_id = product_ids(session, "苹果")[0]

    again.change("改", buy)
    monkeypatch.undo()
    monkeypatch.setattr("shopdesk.base.dates.now", lambda: (DAY - 719_162) * 86_400)
    with again.read() as session:
        having = set(session.scalars(select(MemberTag.member_id).where(MemberTag.tag_id == tag)))
        assert owner in having and having == set(select_plainly(session, rule, DAY + 1))
        assert check_everything(session) == []
    again.close()
