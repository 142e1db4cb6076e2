"""Undo takes back whatever a transaction did, and does it again."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from shopdesk.data.database import Database
from shopdesk.data.summaries import wrong_summaries
from shopdesk.data.tables import Base, Member, MemberSummary, MemberTag, Order, OrderLine, Picture, Tag, TagGroup
from shopdesk.data.undo_sets import delete_rows, insert_rows


def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.read() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }


def add_member(session: Session, name: str = "王阿姨") -> int:
    member = Member(name=name, joined_at=0)
    session.add(member)
    session.flush()
    return member.id


def add_order(session: Session, member_id: int, day: int = 739000, fen: int = 1990, status: str = "confirmed") -> int:
    order = Order(member_id=member_id, day=day, ordered_at=0, amount_fen=fen, status=status)
    session.add(order)
    session.flush()
    session.add(OrderLine(order_id=order.id, name="砂糖橘", qty_milli=2000, amount_fen=fen))
    return order.id


def test_text_and_bytes_come_back_as_they_were(database: Database) -> None:
    odd = 'it\'s "odd" ; -- 🍊 %s :name ?\n第二行'
    database.change("加图片", lambda s: s.add(Picture(sha256=odd, mime="", width=1, height=1, content=b"\x00\xff'")))
    before = everything(database)
    database.change("删图片", lambda s: s.execute(delete(Picture)))
    database.undo()
    assert everything(database) == before


def test_deleting_a_member_takes_and_returns_all_that_hangs_on_it(database: Database) -> None:
    def fill(session: Session) -> None:
        member = add_member(session)
        group = TagGroup(key="own", name="自定")
        session.add(group)
        session.flush()
        tag = Tag(group_id=group.id, name="宝妈")
        session.add(tag)
        session.flush()
        session.add(MemberTag(member_id=member, tag_id=tag.id, created_at=0))

    database.change("建", fill)
    before = everything(database)
    _, change = database.change("删", lambda s: s.execute(delete(Member)))
    assert {"member", "member_tag", "member_summary"} <= change.tables
    assert database.undo_label == "删"
    database.undo()
    assert everything(database) == before
    assert database.redo_label == "删"
    database.redo()
    assert everything(database)["member"] == []


def test_many_rows_come_back_together(database: Database) -> None:
    def fill(session: Session) -> None:
        for number in range(450):
            add_order(session, add_member(session, f"会员{number}"), fen=number)
        session.add_all(Picture(sha256=str(n), mime="", width=1, height=1, content=b"x" * 30_000) for n in range(3))

    def empty(session: Session) -> None:
        for table in (OrderLine, Order, Member, Picture):
            session.execute(delete(table))

    states = [everything(database)]
    for label, work in (("建", fill), ("删", empty)):
        database.change(label, work)
        states.append(everything(database))
    for step, state in ((database.undo, 1), (database.undo, 0), (database.redo, 1), (database.redo, 2)):
        step()
        assert everything(database) == states[state]


def test_a_failed_change_leaves_no_trace(database: Database) -> None:
    before = everything(database)

    def work(session: Session) -> None:
        add_order(session, add_member(session))
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        database.change("坏", work)
    assert everything(database) == before
    assert database.undo_label is None


def test_a_new_change_after_undo_forgets_the_redo(database: Database) -> None:
    database.change("一", add_member)
    database.undo()
    database.change("二", add_member)
    assert database.redo_label is None
    assert database.redo() is None


def test_readers_cannot_write(database: Database) -> None:
    with database.read() as session, pytest.raises(Exception, match="readonly"):
        session.execute(text("DELETE FROM member"))


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("order"), st.integers(0, 3), st.integers(739000, 739090), st.integers(0, 10**6)),
        st.tuples(st.just("move"), st.integers(0, 9), st.integers(0, 3)),
        st.tuples(st.just("status"), st.integers(0, 9), st.sampled_from(["paid", "cancelled", "refunded", "draft"])),
        st.tuples(st.just("delete"), st.integers(0, 9)),
        st.tuples(st.just("undo")),
        st.tuples(st.just("redo")),
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_summaries_are_what_the_orders_say_after_any_changes(database: Database, steps: list[tuple]) -> None:  # type: ignore[type-arg]
    members = database.change("人", lambda s: [add_member(s, f"人{n}") for n in range(4)])[0]
    start = everything(database)
    made = 0

    def run(step: tuple) -> int:  # type: ignore[type-arg]
        def work(session: Session) -> None:
            orders = list(session.scalars(select(Order.id).order_by(Order.id)))
            if step[0] == "order":
                add_order(session, members[step[1]], step[2], step[3])
            elif orders:
                order = session.get_one(Order, orders[step[1] % len(orders)])
                if step[0] == "move":
                    order.member_id = members[step[2]]
                elif step[0] == "status":
                    order.status = step[2]
                else:
                    session.delete(order)

        database.change(step[0], work)
        return 1

    for step in steps:
        if step[0] == "undo":
            made -= 1 if made and database.undo() else 0
        elif step[0] == "redo":
            made += 1 if database.redo() else 0
        else:
            label = database.undo_label
            count = len(database._done)
            run(step)
            made += len(database._done) - count
            assert label is not None
        with database.read() as session:
            assert wrong_summaries(session.connection()) == []
    for _ in range(made):
        database.undo()
    assert everything(database) == start
    database.change("清", lambda s: (s.execute(delete(Order)), s.execute(delete(Member))))
    with database.read() as session:
        assert session.scalars(select(MemberSummary)).all() == []


SETS = st.lists(
    st.tuples(
        st.sampled_from(["insert set", "delete set", "insert", "delete", "update", "undo", "redo"]),
        st.integers(1, 30),
        st.integers(1, 30),
    ),
    max_size=16,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=SETS)
def test_sets_of_rows_are_taken_back_like_rows(database: Database, steps: list[tuple[str, int, int]]) -> None:
    """Sets and single rows in any order, in the same step too; who was touched is noted either way."""

    def begin(session: Session) -> None:
        for table in (MemberTag, Tag, TagGroup, Member):  # what the example before left
            session.execute(delete(table))
        session.add(TagGroup(id=1, key="own", name="自定"))
        session.add_all([Tag(id=n, group_id=1, name=str(n)) for n in (1, 2)])
        session.add_all([Member(id=n, name=f"会员{n}", joined_at=0) for n in range(1, 31)])
        session.add_all([MemberTag(member_id=n, tag_id=1, how="hand", created_at=0) for n in range(1, 31, 3)])

    database.change("建", begin, undoable=False)
    states, at = [everything(database)], 0
    for what, first, last in steps:
        if what in ("undo", "redo"):
            if (database.undo if what == "undo" else database.redo)() is not None:
                at += -1 if what == "undo" else 1
        else:
            before, version, made = everything(database), database.version, len(database._done)
            database.change(what, lambda s, w=what, a=first, b=last: write_tags(s, w, min(a, b), max(a, b)))
            after = everything(database)
            if len(database._done) > made:
                states, at = [*states[: at + 1], after], at + 1
            differ = {row[1] for row in {*before["member_tag"]} ^ {*after["member_tag"]}}
            assert differ <= (database.touched_since(version, ["member_tag"]) or set())
        assert everything(database) == states[at]
    while database.undo() is not None:
        at -= 1
        assert everything(database) == states[at]
    while database.redo() is not None:
        at += 1
        assert everything(database) == states[at]


def write_tags(session: Session, what: str, first: int, last: int) -> None:
    connection = session.connection()
    there = set(session.scalars(select(MemberTag.member_id).where(MemberTag.tag_id == 2)))
    rows = [(member, 2, "rule", 7) for member in range(first, last + 1) if member not in there]
    if what == "insert set" and rows:
        insert_rows(connection, "member_tag", ("member_id", "tag_id", "how", "created_at"), rows)
        if first % 2:  # and rows one by one among them
            session.execute(delete(MemberTag).where(MemberTag.member_id == first))
            delete_rows(connection, "member_tag", f"member_id BETWEEN {first} AND {first + 3}")
    elif what == "delete set":
        delete_rows(connection, "member_tag", f"member_id BETWEEN {first} AND {last}")
    elif what == "insert":
        session.add_all([MemberTag(member_id=m, tag_id=t, how=how, created_at=at) for m, t, how, at in rows])
    elif what == "delete":
        session.execute(delete(MemberTag).where(MemberTag.member_id.between(first, last)))
    elif what == "update":
        session.execute(update(MemberTag).where(MemberTag.member_id >= first).values(created_at=last))


def test_a_set_that_fails_leaves_the_triggers_in_their_places(database: Database) -> None:
    test_deleting_a_member_takes_and_returns_all_that_hangs_on_it(database)

    def work(session: Session) -> None:
        rows = [(1, 1, "rule", 0), (1, 1, "rule", 0)]
        insert_rows(session.connection(), "member_tag", ("member_id", "tag_id", "how", "created_at"), rows)

    database.undo()
    before = everything(database)
    with pytest.raises(Exception, match="UNIQUE"):
        database.change("坏", work)
    assert everything(database) == before
    database.change("去掉", lambda s: s.execute(delete(MemberTag)))
    assert everything(database)["member_tag"] == []
    database.undo()
    assert everything(database) == before
