"""Whatever comes in: twice is once, no order without lines, amounts are sums, nobody is made up."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shopdesk.data.database import Database
from shopdesk.data.tables import Member, Order, OrderLine
from shopdesk.intake.apply import import_draft
from shopdesk.intake.draft import Answers, Draft, DraftLine, DraftOrder, DraftPerson
from shopdesk.intake.from_jielong import order_key
from shopdesk.intake.importing import import_preview
from shopdesk.intake.plan import make_plan
from shopdesk.intake.preview import look_ahead, read_source
from shopdesk.intake.questions import answer_all
from shopdesk.intake.sources import open_text

_CALM = settings(
    max_examples=40, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip

names = st.sampled_from(["豆豆妈", "小米粥", "阿杰", "A🍊", "王 芳", "502的猫", "Lily"])
rooms = st.sampled_from(["", "", "3-501", "3栋501", "7-1-101"])
products = st.sampled_from(["草莓", "砂糖橘", "土鸡蛋"])
line = st.builds(
    DraftLine, products, st.just(""), st.integers(1, 9_000), st.sampled_from(["", "箱"]),
    st.one_of(st.none(), st.integers(0, 99_999)),
)  # fmt: skip
person = st.builds(
    DraftPerson, names, st.sampled_from(["", "", "13800001111", "13800002222"]), rooms, st.sampled_from(["", "", "M1"])
)


@st.composite
def orders(draw: st.DrawFn, keyed_by_person: bool) -> DraftOrder:
    who = draw(person)
    key = order_key(who.name, who.room) if keyed_by_person else draw(st.integers(1, 6).map(str))
    return DraftOrder(
        key, who, tuple(draw(st.lists(line, max_size=3))),
        status=draw(st.sampled_from(["confirmed", "paid", "cancelled"])),
        amount_fen=None if keyed_by_person else draw(st.one_of(st.none(), st.integers(0, 9_999))),
        review=draw(st.sampled_from(["", "", "", "数量写得不确定"])), rows=(draw(st.integers(1, 99)),),
    )  # fmt: skip


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    as_list = draw(st.booleans())
    found = {order.key: order for order in draw(st.lists(orders(keyed_by_person=as_list), max_size=6))}
    made = tuple(found.values())
    if as_list:
        return Draft("jielong", "jielong", title="周五团", orders=made, prices={"草莓": 3990}, whole_list=True)
    people = tuple(draw(st.lists(person, max_size=3)))
    return Draft("orders", "快团团", orders=made, people=people, people_rows=tuple(range(len(people))))


class _BackOut(Exception):  # noqa: N818 - not an error: the example is over
    pass


def _try(database: Database, work: object) -> None:
    """Run the example in a transaction that is thrown away."""

    def change(session: Session) -> None:
        work(session)  # type: ignore[operator]
        raise _BackOut

    try:
        database.change("试", change)
    except _BackOut:
        return


def _rows(session: Session) -> list[list[tuple[object, ...]]]:
    session.flush()
    return [
        [tuple(row) for row in session.execute(select(*table.__table__.columns))]
        for table in (Member, Order, OrderLine)
    ]


def _check_orders(session: Session) -> None:
    lines = select(func.count()).where(OrderLine.order_id == Order.id).scalar_subquery()
    assert session.scalars(select(Order.id).where(lines == 0)).all() == []
    for order_id, amount, source in session.execute(select(Order.id, Order.amount_fen, Order.source)).all():
        if source == "jielong":
            amounts = session.scalars(select(OrderLine.amount_fen).where(OrderLine.order_id == order_id))
            assert amount == sum(fen or 0 for fen in amounts)
        assert amount >= 0


@_CALM
@given(draft=drafts(), doubtful=st.booleans())
def test_importing_a_draft_twice_is_importing_it_once(database: Database, draft: Draft, doubtful: bool) -> None:
    answers = Answers(take_doubtful=doubtful)

    def work(session: Session) -> None:
        first = import_draft(session, draft, answers)
        _check_orders(session)
        once = _rows(session)
        second = import_draft(session, draft, answers)
        assert _rows(session) == once
        assert not second.anything and second.import_id is None
        assert first.added["orders"] <= len(draft.orders)
        assert first.added["members"] <= len(draft.orders) + len(draft.people)

    _try(database, work)


@_CALM
@given(first=drafts(), second=drafts(), cancel_gone=st.booleans())
def test_another_draft_leaves_whole_orders_behind(
    database: Database, first: Draft, second: Draft, cancel_gone: bool
) -> None:
    def work(session: Session) -> None:
        import_draft(session, first)
        for _time in range(2):
            import_draft(session, second, Answers(cancel_gone=cancel_gone))
            _check_orders(session)
        stands = _rows(session)
        import_draft(session, second, Answers(cancel_gone=cancel_gone))
        assert _rows(session) == stands

    _try(database, work)


words = st.sampled_from(
    ["2箱", "草莓2盒 砂糖橘1箱", "草莓", "再加1盒", "改成3盒", "取消", "草莓×2 已付", "都要", "?", "1"]
)
texts = st.lists(st.tuples(names, rooms, words), max_size=8).map(
    lambda rows: (
        "#接龙\n周五团\n1. 草莓 39元/盒\n2. 砂糖橘 29.9元/箱\n\n"
        + "\n".join(f"{at}. {name} {room} {said}" for at, (name, room, said) in enumerate(rows, 1))
    )
)


@_CALM
@given(text=texts, same=st.booleans())
def test_any_list_twice_is_once_with_all_questions_answered(database: Database, text: str, same: bool) -> None:
    def work(session: Session) -> None:
        source = open_text(text)
        preview = look_ahead(session, read_source(session, source))
        answers = answer_all(Answers(), preview.questions, same=same)
        import_preview(session, preview, answers)
        _check_orders(session)
        once = _rows(session)
        again = look_ahead(session, read_source(session, source))
        result = import_preview(session, again, answers)
        assert _rows(session) == once
        assert not result.anything
        # Every line is an order, or is told about.
        told = {row.row for row in (*result.rejected, *result.needs_review)}
        same_orders = {
            row for plan in again.plan.orders if plan.effect in ("same", "changed") for row in plan.order.rows
        }
        assert {entry.read.line for entry in again.lines} <= told | same_orders

    _try(database, work)


@_CALM
@given(draft=drafts(), doubtful=st.booleans())
def test_a_plan_writes_nothing_and_comes_true(database: Database, draft: Draft, doubtful: bool) -> None:
    answers = Answers(take_doubtful=doubtful)

    def work(session: Session) -> None:
        before = _rows(session)
        plan = make_plan(session, draft, answers)
        assert _rows(session) == before
        result = import_draft(session, draft, answers)
        assert result.added["orders"] == plan.count("new")
        assert result.added["members"] == len(plan.new_people)
        assert len(result.held) == plan.count("held")

    _try(database, work)
