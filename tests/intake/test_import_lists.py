"""A 接龙 from the text to the orders: once, twice, changed, undone, mended, and who is asked about."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from shopdesk.base.errors import Cancelled, ShopError
from shopdesk.data.database import Database
from shopdesk.data.tables import (
    Alias,
    GroupBuy,
    GroupBuyProduct,
    ListLine,
    Member,
    Order,
    OrderLine,
    Product,
    ProductAlias,
)
from shopdesk.intake.draft import Answers
from shopdesk.intake.importing import Lessons, import_preview
from shopdesk.intake.mending import (
    accept,
    move,
    rename,
    set_product,
    set_quantity,
    set_unit,
    take,
)
from shopdesk.intake.preview import Choices
from shopdesk.intake.preview_rows import list_rows
from shopdesk.intake.questions import NEW, answer, answer_all
from shopdesk.members.people import create_member
from shopdesk.orders.group_buys import open_group_buy
from shopdesk.orders.product_index import find_product
from shopdesk.orders.products import create_product
from shopdesk.orders.statuses import set_status
from tests.intake.bringing import DATA, bring_in, contents, count, orders_of, preview_of

SAMPLES = sorted((DATA / "jielong").glob("*.txt"))
LIST = """#接龙
手工馒头 12元/袋
1. 豆豆妈 3-501 2袋
2. 小米粥 5-302 1袋
3. 阿杰 7-101 4袋
"""


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem[:24])
def test_the_same_list_twice_changes_nothing(database: Database, path: Path) -> None:
    if "not_a_jielong" in path.name:
        with pytest.raises(ShopError):
            preview_of(database, path)
        return
    first = bring_in(database, path)
    stands = contents(database)
    steps = database.undo_label, database.version
    second = bring_in(database, path)
    assert contents(database) == stands
    assert not second.result.anything and not second.change.tables
    assert (database.undo_label, database.version) == steps  # no undo step either
    assert second.preview.effects.new_orders == 0
    assert second.result.unchanged == first.result.added["orders"]
    if first.change.tables:
        database.undo()
        assert not any(rows for name, rows in contents(database).items())
        database.redo()
        assert contents(database) == stands


def test_every_line_ends_somewhere(database: Database) -> None:
    for path in SAMPLES:
        if "not_a_jielong" in path.name:
            continue
        brought = bring_in(database, path)
        lines = {line.read.line for line in brought.preview.lines}
        settled = {row for plan in brought.preview.plan.orders if plan.effect in ("new", "changed", "same")
                   for row in plan.order.rows}  # fmt: skip
        told = {row.row for row in (*brought.result.rejected, *brought.result.needs_review)}
        assert lines <= settled | told, path.name
        assert all(row.reason for row in (*brought.result.rejected, *brought.result.needs_review))


def test_only_the_difference_of_a_changed_list_is_applied(database: Database) -> None:
    bring_in(database, LIST)
    assert orders_of(database) == {
        "豆豆妈": ("confirmed", "手工馒头×2", 2400),
        "小米粥": ("confirmed", "手工馒头×1", 1200),
        "阿杰": ("confirmed", "手工馒头×4", 4800),
    }
    changed = LIST + "4. 豆豆妈 再加1袋\n5. 小米粥 改成5袋\n6. 阿杰 取消\n7. 新邻居 9-909 1袋\n"
    brought = bring_in(database, changed)
    effects = brought.preview.effects
    assert (effects.new_orders, effects.changed, effects.cancelled, effects.new_members) == (1, 2, 1, 1)
    assert orders_of(database) == {
        "豆豆妈": ("confirmed", "手工馒头×3", 3600),
        "小米粥": ("confirmed", "手工馒头×5", 6000),
        "阿杰": ("cancelled", "手工馒头×4", 4800),
        "新邻居": ("confirmed", "手工馒头×1", 1200),
    }
    assert count(database, GroupBuy) == 1
    assert not bring_in(database, changed).change.tables
    database.undo()
    assert orders_of(database)["阿杰"][0] == "confirmed"
    assert "新邻居" not in orders_of(database)


def test_subtracting(database: Database) -> None:
    bring_in(database, LIST)
    bring_in(database, LIST + "4. 阿杰 减1袋\n")
    assert orders_of(database)["阿杰"][1] == "手工馒头×3"


def test_who_has_left_the_list_is_shown_and_cancelled_only_if_wanted(database: Database) -> None:
    bring_in(database, LIST)
    shorter = LIST.replace("2. 小米粥 5-302 1袋\n", "").replace("3. 阿杰", "2. 阿杰")
    brought = bring_in(database, shorter)
    assert [gone.name for gone in brought.preview.gone] == ["小米粥"]
    assert not brought.change.tables
    assert brought.result.warnings
    choices = Choices(answers=Answers(cancel_gone=True))
    assert preview_of(database, shorter, choices).effects.cancelled == 1
    bring_in(database, shorter, choices)
    assert orders_of(database)["小米粥"][0] == "cancelled"
    # Back on the list: the order lives again.
    bring_in(database, LIST)
    assert orders_of(database)["小米粥"][0] == "confirmed"


def test_paid_orders_of_the_gone_are_not_cancelled(database: Database) -> None:
    bring_in(database, LIST)
    _set_status(database, "小米粥", "paid")
    shorter = LIST.replace("2. 小米粥 5-302 1袋\n", "")
    brought = bring_in(database, shorter, Choices(answers=Answers(cancel_gone=True)))
    assert not brought.change.tables
    assert orders_of(database)["小米粥"][0] == "paid"


def _set_status(database: Database, name: str, *statuses: str) -> None:
    def work(session: object) -> None:
        order_id = session.scalar(select(Order.id).join(Member).where(Member.name == name))  # type: ignore[attr-defined]
        for status in statuses:
            set_status(session, [order_id], status)  # type: ignore[arg-type]

    database.change("状态", work)


def test_a_paid_order_that_grows_is_open_again_for_the_rest(database: Database) -> None:
    bring_in(database, LIST)
    _set_status(database, "豆豆妈", "paid")
    brought = bring_in(database, LIST + "4. 豆豆妈 再加1袋\n")
    assert brought.preview.effects.changed == 1
    assert orders_of(database)["豆豆妈"] == ("confirmed", "手工馒头×3", 3600)
    with database.read() as session:
        assert session.scalar(select(Order.paid_fen).join(Member).where(Member.name == "豆豆妈")) == 2400


def test_cancelling_a_paid_order_and_changing_a_collected_one_is_asked(database: Database) -> None:
    bring_in(database, LIST)
    _set_status(database, "豆豆妈", "paid")
    _set_status(database, "阿杰", "paid", "collected")
    brought = bring_in(database, LIST + "4. 豆豆妈 取消\n5. 阿杰 再加2袋\n")
    assert not brought.change.tables
    assert {plan.order.person.name: plan.effect for plan in brought.preview.plan.orders} == {
        "豆豆妈": "held", "小米粥": "same", "阿杰": "held",
    }  # fmt: skip
    assert orders_of(database)["豆豆妈"][0] == "paid"
    assert orders_of(database)["阿杰"] == ("collected", "手工馒头×4", 4800)


def test_the_owners_own_marks_survive_the_same_list(database: Database) -> None:
    bring_in(database, LIST)
    _set_status(database, "豆豆妈", "paid", "collected")
    assert not bring_in(database, LIST).change.tables
    assert orders_of(database)["豆豆妈"][0] == "collected"


def test_a_list_without_a_name_in_it_leaves_no_order_without_lines(database: Database) -> None:
    for path in SAMPLES:
        if "not_a_jielong" not in path.name:
            bring_in(database, path)
    with database.read() as session:
        empty = select(Order.id).where(~select(OrderLine.id).where(OrderLine.order_id == Order.id).exists())
        assert session.scalars(empty).all() == []
        nameless = select(Product.id).where(Product.name == "")
        assert session.scalars(nameless).all() == []


# ---- who is who


def test_a_name_alone_is_asked_about_and_remembered(database: Database) -> None:
    database.change(
        "会员", lambda session: [create_member(session, "小米粥", room="3-2-501"), create_member(session, "阿杰")]
    )
    text = "#接龙\n鸡蛋 20元/板\n1. 小米粥 2板\n2. 阿杰 1板\n3. 新来的 1板\n"
    preview = preview_of(database, text)
    assert [(question.name, question.answer) for question in preview.questions] == [("小米粥", None), ("阿杰", None)]
    assert preview.questions[0].candidates[0].room == "3-2-501"
    assert all(question.reason for question in preview.questions)
    assert (preview.effects.held, preview.effects.new_orders) == (2, 1)
    answers = answer_all(Answers(), preview.questions, same=True)
    brought = bring_in(database, text, Choices(answers=answers))
    assert brought.result.added["members"] == 1
    assert brought.result.added["orders"] == 3
    assert [question.answer is not None for question in brought.preview.questions] == [True, True]
    # Another list of another day: nobody is asked again.
    later = preview_of(database, "#接龙\n牛奶 15元\n1. 小米粥 1\n2. 阿杰 2\n")
    assert later.questions == ()
    assert later.effects.new_members == 0
    assert later.effects.new_orders == 2


def test_a_namesake_can_be_somebody_new(database: Database) -> None:
    database.change("会员", lambda session: create_member(session, "王芳"))
    text = "#接龙\n鸡蛋 20元/板\n1. 王芳 2板\n"
    question = preview_of(database, text).questions[0]
    answers = answer(Answers(), question, NEW)
    seen = preview_of(database, text, Choices(answers=answers))
    assert seen.questions[0].answer == NEW and seen.questions[0].candidates
    assert answer(answers, seen.questions[0], None) == Answers()
    bring_in(database, text, Choices(answers=answers))
    assert count(database, Member) == 2
    assert not bring_in(database, text).change.tables


def test_all_are_new_asks_for_nothing_twice(database: Database) -> None:
    database.change("会员", lambda session: [create_member(session, name) for name in ("甲", "乙")])
    text = "#接龙\n鸡蛋 20元/板\n1. 甲 2板\n2. 乙 1板\n"
    answers = answer_all(Answers(), preview_of(database, text).questions, same=False)
    assert bring_in(database, text, Choices(answers=answers)).result.added == {
        "members": 2, "orders": 2, "lines": 2, "payments": 0,
    }  # fmt: skip


def test_a_room_that_is_written_later_does_not_make_a_second_order(database: Database) -> None:
    bring_in(database, "#接龙\n鸡蛋 20元/板\n1. 小米粥 2板\n")
    text = "#接龙\n鸡蛋 20元/板\n1. 小米粥 3-501 3板\n"
    question = preview_of(database, text).questions[0]
    choices = Choices(answers=answer(Answers(), question, question.candidates[0].id))
    brought = bring_in(database, text, choices)
    assert (brought.preview.effects.changed, brought.preview.gone) == (1, ())
    assert orders_of(database) == {"小米粥": ("confirmed", "鸡蛋×3", 6000)}
    assert not bring_in(database, text).change.tables


def test_the_alias_keeps_the_room_of_the_answer(database: Database) -> None:
    database.change("会员", lambda session: create_member(session, "小米粥", room="9-909"))
    text = "#接龙\n鸡蛋 20元/板\n1. 小米粥 1板\n"
    question = preview_of(database, text).questions[0]
    bring_in(database, text, Choices(answers=answer(Answers(), question, question.candidates[0].id)))
    with database.read() as session:
        assert session.execute(select(Alias.name, Alias.room, Alias.source)).all() == [("小米粥", "", "import")]


# ---- mending


def _mended(database: Database, text: str, **changes: object) -> Choices:
    """`changes` are by line number: functions from a line to a mend."""
    lines = preview_of(database, text).lines
    return Choices(mends={lines[int(at[1:])].key: change(lines[int(at[1:])]) for at, change in changes.items()})  # type: ignore[operator]


def test_mended_lines_count_as_clear_and_hold_when_pasted_again(database: Database) -> None:
    text = "#接龙\n1. 砂糖橘 29.9元/箱\n2. 丹东草莓 39元/盒\n\n1. 豆豆妈 小橘2箱\n2. 王芳\n3. 阿杰 丹东草莓1盒\n"
    database.change("商品", lambda session: create_product(session, "砂糖橘"))
    seen = preview_of(database, text)
    assert seen.effects.held == 2
    choices = _mended(
        database, text,
        _0=lambda line: set_product(line, 0, "砂糖橘"),
        _1=lambda line: set_product(line, 0, "丹东草莓"),
    )  # fmt: skip
    seen = preview_of(database, text, choices)
    assert (seen.effects.held, seen.effects.new_orders) == (0, 3)
    assert [(lesson.heard, lesson.product) for lesson in seen.lessons] == [("小橘", "砂糖橘")]
    bring_in(database, text, choices, lessons=Lessons(nicknames=seen.lessons))
    assert orders_of(database)["豆豆妈"][1] == "砂糖橘×2"
    assert orders_of(database)["王芳"][1] == "丹东草莓×1"
    again = bring_in(database, text)
    assert not again.change.tables and again.preview.effects.held == 0
    with database.read() as session:
        assert find_product(session, "小橘") == find_product(session, "砂糖橘")
    # Somebody new uses the nickname: it is known now.
    more = bring_in(database, text + "4. 李婷婷 小橘1箱\n")
    assert (more.preview.effects.held, more.preview.effects.new_orders) == (0, 1)
    assert orders_of(database)["李婷婷"][1] == "砂糖橘×1"


def test_a_nickname_that_is_not_to_be_learned_is_not(database: Database) -> None:
    text = "#接龙\n1. 砂糖橘 29.9元/箱\n2. 丹东草莓 39元/盒\n\n1. 豆豆妈 小橘2箱\n2. 阿杰 砂糖橘1箱\n"
    choices = _mended(database, text, _0=lambda line: set_product(line, 0, "砂糖橘"))
    assert preview_of(database, text, choices).lessons
    bring_in(database, text, choices, lessons=Lessons())
    with database.read() as session:
        assert session.scalars(select(ProductAlias.name)).all() == []


def test_name_room_quantity_and_unit_are_mended(database: Database) -> None:
    choices = _mended(
        database, LIST, _0=lambda line: rename(line, "豆豆爸"), _1=lambda line: move(line, "8-808"),
        _2=lambda line: set_quantity(line, 0, "1.5 斤"),
    )  # fmt: skip
    bring_in(database, LIST, choices)
    assert {name: said for name, (_status, said, _fen) in orders_of(database).items()} == {
        "豆豆爸": "手工馒头×2", "小米粥": "手工馒头×1", "阿杰": "手工馒头×1.5",
    }  # fmt: skip
    with database.read() as session:
        assert session.scalar(select(Member.room).where(Member.name == "小米粥")) == "8-808"
        assert session.scalar(select(OrderLine.unit).where(OrderLine.qty_milli == 1500)) == "斤"
    again = bring_in(database, LIST)
    assert not again.change.tables and again.preview.gone == ()


def test_what_cannot_be_is_refused_with_a_sentence(database: Database) -> None:
    line = preview_of(database, LIST).lines[0]
    for change in (
        lambda: rename(line, "  "), lambda: set_product(line, 0, ""), lambda: set_quantity(line, 0, "很多"),
        lambda: set_quantity(line, 0, "0"), lambda: set_quantity(line, 0, "-2"), lambda: set_unit(line, 5, "箱"),
        lambda: set_quantity(line, 5, "2"), lambda: set_quantity(line, 0, "9" * 30),
    ):  # fmt: skip
        with pytest.raises(ShopError) as refused:
            change()
        assert refused.value.message.endswith("。")


def test_a_line_left_out_is_not_gone_and_is_not_imported(database: Database) -> None:
    bring_in(database, LIST)
    choices = _mended(database, LIST, _0=lambda line: take(line, False))
    brought = bring_in(database, LIST, choices)
    assert brought.preview.gone == ()
    assert [row.reason for row in brought.result.rejected] == ["您选择了不导入"]
    assert orders_of(database)["豆豆妈"][0] == "confirmed"
    # It is remembered with the list.
    assert preview_of(database, LIST).effects.rejected == 1


def test_a_doubtful_line_can_be_accepted_as_it_was_read(database: Database) -> None:
    text = "#接龙\n1. 砂糖橘 29.9元/箱\n2. 丹东草莓 39元/盒\n\n1. 豆豆妈 车厘子2斤\n"
    assert preview_of(database, text).effects.held == 1
    choices = _mended(database, text, _0=accept)
    bring_in(database, text, choices)
    assert orders_of(database)["豆豆妈"][1] == "车厘子×2"
    assert not bring_in(database, text).change.tables


def test_a_line_that_was_not_read_becomes_an_order_when_it_is_filled_in(database: Database) -> None:
    text = (DATA / "jielong" / "38_numbered_notes_around.txt").read_text(encoding="utf-8")
    seen = preview_of(database, text)
    at = next(at for at, line in enumerate(seen.lines) if line.unread)
    line = seen.lines[at]
    with_name = Choices(mends={line.key: rename(line, "王五")})
    half = preview_of(database, text, with_name)
    assert not half.lines[at].taken  # a name alone is not enough
    rows = [row for row in list_rows(half).values() if row.line == at]
    assert rows[0].effect == "unread" and rows[0].why
    whole = Choices(mends={line.key: set_product(half.lines[at], 0, "鸡蛋")})
    brought = bring_in(database, text, whole)
    assert orders_of(database)["王五"][1] == "鸡蛋×1"
    assert brought.result.added["orders"] == seen.effects.new_orders + 1
    assert not bring_in(database, text).change.tables


# ---- group buy, prices, the product of lines without one


def test_the_only_product_of_the_group_buy_is_meant_by_lines_without_one(database: Database) -> None:
    def prepare(session: object) -> int:
        product = create_product(session, "鲜牛奶", price_fen=1580)  # type: ignore[arg-type]
        return open_group_buy(session, "周三牛奶", products=[(product, 1500)])  # type: ignore[arg-type]

    group_buy_id, _change = database.change("团", prepare)
    text = "#接龙\n周三牛奶\n1. 豆豆妈 3-501 2\n2. 阿杰 4\n"
    brought = bring_in(database, text)
    assert brought.preview.parsed.product == "鲜牛奶"
    assert brought.preview.draft.group_buy_id == group_buy_id
    assert orders_of(database)["豆豆妈"][1:] == ("鲜牛奶×2", 3000)
    assert not bring_in(database, text).change.tables


def test_a_new_group_buy_can_be_asked_for_although_one_fits(database: Database) -> None:
    bring_in(database, LIST)
    brought = bring_in(database, LIST, Choices(group_buy=NEW, title="第二次"))
    assert brought.result.added["orders"] == 3
    with database.read() as session:
        assert session.scalars(select(GroupBuy.title).order_by(GroupBuy.id)).all() == ["手工馒头 12元/袋", "第二次"]


def test_a_price_that_was_missing_makes_amounts_and_stays_on_the_group_buy(database: Database) -> None:
    text = "#接龙\n今天的百香果\n1. 王小霞 2箱\n2. 钟予欣 1箱\n"
    seen = preview_of(database, text)
    assert len(seen.unpriced) == 1
    name = seen.unpriced[0]
    brought = bring_in(database, text, Choices(prices={name: 3990}))
    assert brought.preview.unpriced == ()
    assert {fen for _status, _said, fen in orders_of(database).values()} == {3990, 7980}
    with database.read() as session:
        assert session.scalars(select(GroupBuyProduct.price_fen)).all() == [3990]
    assert not bring_in(database, text).change.tables


def test_money_is_the_sum_of_the_lines(database: Database) -> None:
    for path in SAMPLES:
        if "not_a_jielong" not in path.name:
            bring_in(database, path)
    with database.read() as session:
        for order_id, amount in session.execute(select(Order.id, Order.amount_fen)).all():
            lines = session.scalars(select(OrderLine.amount_fen).where(OrderLine.order_id == order_id)).all()
            assert amount == sum(fen or 0 for fen in lines)


# ---- stopping


class _StopAt:
    def __init__(self, reports: int) -> None:
        self.left = reports

    def report(self, done: int, total: int, text: str = "") -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled


def test_stopping_midway_leaves_nothing(database: Database) -> None:
    preview = preview_of(database, LIST)
    before = contents(database)
    for reports in range(4):
        stop = _StopAt(reports)
        try:
            database.change(
                "导入", lambda session, stop=stop: import_preview(session, preview, Answers(), progress=stop)
            )
        except Cancelled:
            assert contents(database) == before and database.undo_label is None
        else:
            assert reports > 1
            break


def test_remembered_lines_are_of_their_group_buy(database: Database) -> None:
    bring_in(database, LIST)
    assert count(database, ListLine) == 4  # three lines, and what a line without a product means
    other = replace(Choices(), group_buy=NEW, title="别的团")
    seen = preview_of(database, LIST, other)
    assert seen.effects.new_orders == 3
