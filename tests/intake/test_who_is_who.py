"""Asked once, remembered: the same, not the same, and nicknames that are one person's; the next list asks nothing."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from shopdesk.content.merge_values import MemberChoice
from shopdesk.data.database import Database
from shopdesk.data.tables import Alias, AliasRefusal, Member, Order
from shopdesk.intake.draft import Answers
from shopdesk.intake.preview import Choices
from shopdesk.intake.questions import NEW, answer
from shopdesk.members.duplicates import propose_duplicates
from shopdesk.members.people import create_member
from shopdesk.orders.products import create_product
from tests.intake.bringing import bring_in, contents, count, orders_of, preview_of
from tests.intake.conftest import Desk
from ui.member_field import MemberField


def listed(day: str, *entries: str) -> str:
    rows = [f"{at}. {entry}" for at, entry in enumerate(entries, 1)]
    return "\n".join([f"#接龙 {day}", "鸡蛋 20元/板", *rows])


def add_people(database: Database, *people: dict[str, str]) -> list[int]:
    return database.change("会员", lambda session: [create_member(session, **person) for person in people])[0]


def asked(database: Database, text: str, answers: Answers | None = None) -> dict[str, list[str]]:
    """Who is asked about, with the names and reasons of the candidates."""
    preview = preview_of(database, text, Choices(answers=answers or Answers()))
    return {each.name: [f"{c.name}：{c.why}" for c in each.candidates] for each in preview.questions}


def members_of_orders(database: Database) -> list[tuple[int, str]]:
    with database.read() as session:
        rows = session.execute(select(Order.member_id, Member.name).join(Member, Member.id == Order.member_id))
        return sorted((row[0], row[1]) for row in rows)


def test_the_likeliest_stands_first_with_one_short_reason(database: Database) -> None:
    add_people(
        database,
        {"name": "小雨🌸", "phone": "13800000001"},
        {"name": "🌸小雨", "room": "3-2-501"},
        {"name": "晓雨", "room": "3-2-501"},
        {"name": "阿强", "room": "3-2-501"},
    )
    assert asked(database, listed("周一", "小雨 3-2-501 1板")) == {
        "小雨": ["🌸小雨：房号一致，去掉表情后名字一样", "晓雨：房号一致，名字读音一样", "小雨🌸：去掉表情后名字一样"]
    }


def test_a_name_that_is_not_a_member_is_not_proposed_again(database: Database) -> None:
    first, second = add_people(database, {"name": "王芳", "phone": "13800000001"}, {"name": "王芳"})
    monday = listed("周一", "王芳 2板")
    question = preview_of(database, monday).questions[0]
    assert {candidate.id for candidate in question.candidates} == {first, second}
    bring_in(database, monday, Choices(answers=answer(Answers(), question, NEW)))
    assert count(database, Member) == 3
    assert asked(database, listed("周二", "王芳 1板")) == {}
    bring_in(database, listed("周二", "王芳 1板"))
    third = members_of_orders(database)[0][0]
    assert members_of_orders(database) == [(third, "王芳"), (third, "王芳")] and third not in (first, second)
    with database.read() as session:
        refusals = session.execute(select(AliasRefusal.member_id, AliasRefusal.name)).all()
        assert sorted(map(tuple, refusals)) == [(first, "王芳"), (second, "王芳")]
        assert propose_duplicates(session) == []  # nor as a duplicate
    database.undo()
    database.undo()
    with database.read() as session:
        assert session.scalars(select(AliasRefusal.id)).all() == []


def test_the_chosen_one_of_two_namesakes_is_known_from_then_on(database: Database) -> None:
    first, second = add_people(database, {"name": "王芳"}, {"name": "王芳"})
    monday = listed("周一", "王芳 2板")
    question = preview_of(database, monday).questions[0]
    bring_in(database, monday, Choices(answers=answer(Answers(), question, second)))
    bring_in(database, listed("周二", "王芳 1板"))
    assert members_of_orders(database) == [(second, "王芳"), (second, "王芳")]
    assert first not in {member for member, _name in members_of_orders(database)}
    stands = contents(database)
    again = bring_in(database, monday)
    assert contents(database) == stands and not again.change.tables


def test_another_door_is_another_question(database: Database) -> None:
    """What was answered about a name without a room says nothing about the same name behind a door."""
    (known,) = add_people(database, {"name": "糖糖"})
    monday = listed("周一", "糖糖 2板")
    bring_in(database, monday, Choices(answers=answer(Answers(), preview_of(database, monday).questions[0], NEW)))
    assert list(asked(database, listed("周二", "糖糖 5-501 1板"))) == ["糖糖"]
    assert known


def test_nicknames_that_are_unique_settle_all_at_once(database: Database) -> None:
    names = ("豆豆妈", "小米粥", "阿杰", "王芳")
    ids = add_people(database, *({"name": name, "phone": f"1380000000{at}"} for at, name in enumerate(names)))
    add_people(database, {"name": "王芳"})
    text = listed("周一", "豆豆妈 2板", "小米粥 1板", "阿杰 1板", "王芳 1板", "小米粥🌸 1板", "新来的 1板")
    before = preview_of(database, text)
    assert (before.unique_names, before.by_unique_name) == (False, 3)
    assert len(before.questions) == 5
    choices = Choices(answers=Answers(unique_names=True))
    decided = preview_of(database, text, choices)
    assert (decided.unique_names, decided.by_unique_name) == (True, 3)
    # Two are called so, and one is only like a name: they are still asked about.
    assert [question.name for question in decided.questions] == ["王芳", "小米粥🌸"]
    bring_in(database, text, choices)
    assert {member for member, _name in members_of_orders(database)} >= set(ids[:3])
    assert count(database, Member) == 6  # nobody was merged; only 新来的 is new
    # One remembered answer, not one alias for each.
    with database.read() as session:
        assert session.scalars(select(Alias.id)).all() == []
    assert list(asked(database, listed("周二", "豆豆妈 1板", "阿杰 2板", "王芳 1板"))) == ["王芳"]
    off = replace(Answers(), unique_names=False)
    assert len(asked(database, listed("周二", "豆豆妈 1板", "阿杰 2板"), off)) == 2
    database.undo()
    assert len(asked(database, listed("周二", "豆豆妈 1板", "阿杰 2板"))) == 2


def test_the_choice_stands_in_the_wizard(desk: Desk) -> None:
    add_people(desk.database, {"name": "豆豆妈", "phone": "13800000001"}, {"name": "阿杰"}, {"name": "王芳"})
    wizard = desk.open(listed("周一", "豆豆妈 2板", "阿杰 1板"))
    step = wizard.preview_step
    tab = step.people_tab
    assert tab.open_count() == 2 and not tab.unique.isChecked() and "2 位" in tab.unique.text()
    assert wizard.next_button.text() == "完成"  # default off: nothing is taken for granted
    tab.unique.click()
    desk.settle()
    assert tab.open_count() == 0 and tab.unique.isChecked()
    assert step.tabs.isTabVisible(step.tabs.indexOf(tab))  # to take it back
    assert wizard.next_button.text() == "导入 2 条"
    desk.forward()
    desk.open(listed("周二", "王芳 2板"))
    assert desk.wizard.next_button.text() == "导入 1 条"
    desk.wizard.preview_step.people_tab.unique.click()
    desk.settle()
    assert desk.wizard.next_button.text() == "完成"


def test_another_member_than_those_proposed_can_be_chosen(desk: Desk) -> None:
    _namesake, other = add_people(desk.database, {"name": "豆豆妈"}, {"name": "李姐", "room": "8-801"})
    wizard = desk.open(listed("周一", "豆豆妈 2板"))
    tab = wizard.preview_step.people_tab
    (field,) = tab.findChildren(MemberField)
    field.choose(MemberChoice(other, "李姐", "8-801"))
    desk.settle()
    assert tab._questions[0].answer == other and tab._questions[0].candidates[-1].name == "李姐"
    desk.forward()
    assert members_of_orders(desk.database) == [(other, "李姐")]
    assert asked(desk.database, listed("周二", "豆豆妈 1板")) == {}


def test_three_corrections_are_learned_and_the_next_day_needs_none(desk: Desk) -> None:
    """A product's nickname, a unit and a person; the day after everything is read right by itself."""
    (sister,) = add_people(desk.database, {"name": "李姐", "room": "8-801"})
    for name, unit, price in (("砂糖橘", "箱", 3000), ("西瓜", "斤", 300)):
        desk.database.change("商品", lambda s, n=name, u=unit, p=price: create_product(s, n, unit=u, price_fen=p))  # type: ignore[misc]
    entries = ("阿杰 7-101 小橘3箱", "豆豆妈 3-501 西瓜2个", "彩虹糖 8-801 砂糖橘1箱")
    text = "#接龙 周一水果\n" + "\n".join(f"{at}. {entry}" for at, entry in enumerate(entries, 1))
    wizard = desk.open(text)
    desk.type_into("阿杰", "product", "砂糖橘")
    desk.type_into("彩虹糖", "name", "李姐")
    step = wizard.preview_step
    (box,) = step.units_tab.choices.values()
    (amount,) = step.units_tab.amounts.values()
    box.setCurrentIndex(2)
    box.activated.emit(2)
    amount.setValue(8)
    desk.settle()
    said = {box.text() for box in step.lessons_tab.boxes.values()}
    assert said == {"“小橘” 就是 “砂糖橘”", "“彩虹糖” 就是 “李姐” 这个人"}
    assert wizard.next_button.text() == "导入 3 条"
    desk.forward()
    monday = sorted(members_of_orders(desk.database))
    assert (sister, "李姐") in monday and len(monday) == 3
    wizard = desk.open(text.replace("周一", "周二"))
    assert wizard.next_button.text() == "导入 3 条"
    assert {row.effect for row in desk.rows()} == {"new"} and not any(row.why for row in desk.rows())
    for tab in (wizard.preview_step.people_tab, wizard.preview_step.units_tab, wizard.preview_step.lessons_tab):
        assert not wizard.preview_step.tabs.isTabVisible(wizard.preview_step.tabs.indexOf(tab))
    desk.forward()
    assert sorted(members_of_orders(desk.database)) == sorted(monday * 2)
    assert count(desk.database, Member) == 3
    assert sum(amount for _status, _said, amount in orders_of(desk.database).values()) == 9000 + 4800 + 3000
