"""The segments page as an owner uses it: rules by rows, live matches, errors at their place, saving and undo."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from shopdesk.members.people import create_member
from shopdesk.members.segments import FIELDS, count_members, describe_rule, save_segment, select_ids
from shopdesk.members.tag_editing import create_tag
from tests.outreach.filling import EVERYBODY, TODAY
from tests.segments.desk import Desk
from ui.rules.condition_row import ConditionRow
from ui.rules.rule_editor import RuleEditor
from ui.rules.rule_group import RuleGroup
from ui.rules.rule_row import SentenceRow
from ui.rules.value_editors import NumberEdit

CONTROL = Qt.KeyboardModifier.ControlModifier
VALUES: dict[str, Any] = {
    "count": 3, "fen": 12_345, "days": 30, "ahead": 7, "ratio": 1.5, "years": 40, "flag": True, "text": "老张",
    "names": ["宝妈", "没有的"], "segments": ["买过的人"],
}  # fmt: skip


def every_condition() -> list[dict[str, Any]]:
    conditions = []
    for name, field in FIELDS.items():
        for op in field.ops:
            value = VALUES.get(field.kind) or list(field.choices[:2]) or ["翠湖花园"]
            conditions.append({"field": name, "op": op, "value": [value, value] if op == "between" else value})
        if field.window:
            conditions.append({**conditions[-1], "within_days": 90})
    return conditions


def test_every_condition_comes_out_of_the_editor_as_it_went_in(desk: Desk) -> None:
    editor = desk.page.panel.editor
    conditions = every_condition()
    for some in (conditions[at : at + 8] for at in range(0, len(conditions), 8)):
        rule = {"any": [*some, {"not": some[0]}, {"all": [{"not": some[-1]}]}]}
        editor.set_rule(rule)
        assert editor.rule() == rule
        assert editor.check()
        assert editor.sentence.text() == describe_rule(rule)


def test_rows_that_stand_there_are_refilled_and_say_what_new_ones_say(desk: Desk) -> None:
    editor, other = desk.page.panel.editor, RuleEditor()
    conditions = every_condition()
    spent = {"field": "spent_fen", "op": ">=", "value": 5000, "within_days": 30}
    rules: list[dict[str, Any] | None] = [
        {"all": [spent, EVERYBODY]},
        {"all": [{**spent, "value": 700}, EVERYBODY, spent]},
        {"any": [{"field": "spent_fen", "op": "<=", "value": 1}]},
        {"any": [{"field": "spent_fen", "op": "between", "value": [1, 2]}, {"any": [spent, EVERYBODY]}]},
        {"any": [{"not": spent}, {"not": {"all": [EVERYBODY]}}]},
        {"all": [{"field": "spent_fen", "op": ">=", "value": None}, {"xor": []}]},
        None,
        {"not": {"all": conditions[:9]}},
        {"all": conditions[3:12]},
        {"all": []},
        NESTED,
    ]
    for rule in rules:
        editor.set_rule(rule)
        other.group.clear()
        other.set_rule(rule)
        assert editor.rule() == other.rule() and editor.check() == other.check()
        assert editor.sentence.text() == other.sentence.text()
        assert errors(editor.group) == errors(other.group)
    editor.set_rule({"all": [spent]})
    kept = desk.row()
    editor.set_rule({"all": [{**spent, "op": "<=", "value": 1, "within_days": None}]})
    assert desk.row() is kept and editor.rule() == {"all": [{"field": "spent_fen", "op": "<=", "value": 1}]}
    other.deleteLater()


def errors(group: RuleGroup) -> list[tuple[str, bool]]:
    found = []
    for row in group.rows:
        found += [(row.error.text(), row.negated), *(errors(row) if isinstance(row, RuleGroup) else [])]
    return found


NESTED: dict[str, Any] = {
    "not": {
        "all": [
            EVERYBODY,
            {"not": {"any": [EVERYBODY, {"all": [EVERYBODY, {"any": [EVERYBODY]}]}, {"not": {"all": [EVERYBODY]}}]}},
        ]
    }
}


def test_two_levels_are_edited_and_deeper_ones_are_read(desk: Desk) -> None:
    editor = desk.page.panel.editor
    editor.set_rule(NESTED)
    assert editor.rule() == NESTED
    assert editor.check()
    inner = editor.group.rows[1]
    assert isinstance(inner, RuleGroup) and inner.negated and editor.group.negated
    assert [type(row) for row in inner.rows] == [ConditionRow, SentenceRow, SentenceRow]
    inner.remove(inner.rows[1])
    assert editor.rule()["not"]["all"][1]["not"]["any"] == [EVERYBODY, {"not": {"all": [EVERYBODY]}}]
    editor.set_rule({"not": {"not": EVERYBODY}})
    assert editor.rule() == {"all": [EVERYBODY]}
    editor.set_rule({"not": EVERYBODY})
    assert editor.rule() == {"all": [{"not": EVERYBODY}]}


def test_what_is_not_understood_is_kept_shown_and_never_everyone(desk: Desk) -> None:
    shoes = {"field": "shoe_size", "op": "=", "value": 1}
    for odd in (shoes, {"field": "tag", "op": ">=", "value": 1}, {}, {"xor": []}, 7, {"all": "x"}):
        desk.show({"all": [EVERYBODY, odd]})
        assert desk.page.panel.editor.rule() == {"all": [EVERYBODY, odd]}
        assert desk.page.panel.editor.group.rows[1].error.text()
        assert desk.matched() is None
        assert not desk.page.matches.export_button.isEnabled()


def test_list_shows_every_segment_with_its_count(desk: Desk) -> None:
    saved = desk.saved()
    assert len(saved) == 13 and desk.names() == list(saved)
    with desk.database.read() as session:
        right = {row.id: count_members(session, row.rule, TODAY) for row in saved.values()}
    assert desk.page.list.counts == right
    assert desk.page.list.count_text(saved["买过的人"].id) == "8"


def test_new_segment_is_typed_counted_saved_undone_and_redone(desk: Desk) -> None:
    page = desk.page
    QTest.keyClick(page.list, Qt.Key.Key_N, CONTROL)
    assert page.panel.name.hasFocus() or page.panel.name is page.focusWidget()
    assert desk.matched() is None
    assert "填好" in page.panel.editor.sentence.text()
    QTest.keyClicks(page.panel.name, "Regulars")
    row = desk.row()
    row.field.setCurrentIndex(row.field.findData("last_order_days"))
    row.op.setCurrentIndex(row.op.findData("<="))
    number = row.value.findChildren(NumberEdit)[0]  # type: ignore[union-attr]
    QTest.keyClicks(number, "7")
    QApplication.processEvents()  # nobody waits for a pause in typing
    desk.settle()
    assert page.matches.count.text() == "匹配 3 人"
    assert page.panel.editor.sentence.text() == describe_rule(page.panel.editor.rule())
    assert desk.matched() == desk.ids[:3]
    QTest.keyClick(number, Qt.Key.Key_S, CONTROL)
    desk.settle()
    assert desk.saved()["Regulars"].rule == {"all": [{"field": "last_order_days", "op": "<=", "value": 7}]}
    assert desk.said == ["人群已保存"] and desk.names().count("Regulars") == 1
    assert page.list.entry(page.list.currentRow()).name == "Regulars"
    assert not page.panel.save_button.isEnabled()
    desk.undo()
    assert "Regulars" not in desk.saved() and "Regulars" not in desk.names()
    desk.context.redo()
    desk.settle()
    assert "Regulars" in desk.names()


def test_unfinished_rule_is_nobody_and_says_why_at_its_place(desk: Desk) -> None:
    page = desk.page
    page.start_new()
    page.panel.editor.group.add_group()
    desk.ask_now()
    row = desk.row()
    assert desk.matched() is None and page.matches.table.selected_count() == 0
    assert not row.error.isVisible()  # nobody has touched it yet
    page.panel.name.setText("x")
    page.editing.save()
    assert row.error.text() == "请填一个数。" and row.error.isVisible()
    group = page.panel.editor.group.rows[1]
    assert isinstance(group, RuleGroup) and [inner.error.text() for inner in group.rows] == ["请填一个数。"] * 2
    for inner in list(group.rows):
        group.remove(inner)
    desk.ask_now()
    assert group.error.text() == "这一组里还没有条件。"
    page.panel.editor.group.clear()
    desk.ask_now()
    assert desk.matched() is None
    page.open_export()
    assert page.dialog is None
    assert "x" not in desk.saved() and desk.failed == []


def test_wrong_numbers_are_refused_where_they_stand(desk: Desk) -> None:
    desk.show({"all": [{"field": "last_order_days", "op": "between", "value": [10, 5]}, EVERYBODY]})
    assert "比后一个大" in desk.row().error.text() and desk.row(1).error.text() == ""
    number = desk.row(1).value.findChildren(NumberEdit)[0]  # type: ignore[union-attr]
    number.setText("三单")
    desk.ask_now()
    assert "三单" in desk.row(1).error.text()
    number.setText("３")
    desk.row().remove_button.click()
    desk.ask_now()
    assert desk.page.panel.editor.rule() == {"all": [{**EVERYBODY, "value": 3}]}
    assert desk.matched() == []


def test_only_the_last_of_many_questions_is_answered(desk: Desk) -> None:
    matches, rules = desk.page.matches, [{"field": "last_order_days", "op": "<=", "value": n} for n in range(5, 13)]
    tasks = []
    for rule in rules:
        desk.page.panel.editor.set_rule({"all": [rule]})
        desk.page.ask()
        tasks.append(matches._task)
    assert [task is not None and task.cancelled for task in tasks] == [True] * 7 + [False]
    desk.settle()
    assert matches.count.text() == "匹配 8 人"
    desk.page.panel.editor.set_rule(None)
    desk.page.ask()
    desk.settle()
    assert desk.matched() is None


def test_table_lists_the_members_with_the_reason_and_sorts(desk: Desk) -> None:
    desk.page.show_target("买过的人")
    desk.settle()
    table = desk.page.matches.table
    first = desk.page.matches.model.rows_for(list(desk.ids))
    assert {row.why for row in first} == {"共 1 单"}
    table.sort_requested.emit("name", False)
    desk.settle()
    assert sorted(desk.page.matches.model.ids) == desk.ids
    table.opened.emit(desk.ids[0])
    assert desk.asked == [("members", desk.ids[0])]


def test_changes_wait_while_another_segment_is_looked_at(desk: Desk) -> None:
    page = desk.page
    first, second = list(desk.saved().values())[:2]
    page.editing.show_segment(first.id)
    QTest.keyClicks(page.panel.name, "!")
    page.panel.editor.group.add_fresh()
    page.editing.show_segment(second.id)
    assert page.panel.name.text() == second.name
    entry = page.list.entry(0)
    assert entry.changed and entry.name == first.name + "!"
    page.editing.show_segment(first.id)
    assert page.panel.name.text() == first.name + "!" and page.panel.discard_button.isVisible()
    assert len(page.panel.editor.group.rows) == 3
    page.panel.discard_button.click()
    desk.settle()
    assert page.panel.name.text() == first.name and not page.list.entry(0).changed
    assert len(page.panel.editor.group.rows) == 2 and not page.panel.save_button.isEnabled()


def test_what_is_being_written_survives_changes_elsewhere(desk: Desk) -> None:
    page = desk.page
    page.start_new()
    page.panel.name.setText("写到一半")
    page.panel.name.textEdited.emit("写到一半")
    row = desk.row()
    desk.context.change("新会员", lambda session, _progress: create_member(session, "路人"))
    desk.settle()
    assert page.panel.name.text() == "写到一半" and desk.row() is row
    saved = desk.saved()["高价值会员"]
    page.editing.show_segment(saved.id)
    page.panel.description.setText("我改的")
    page.panel.description.textEdited.emit("我改的")
    rule = {"field": "order_count", "op": ">=", "value": 2}
    desk.context.change("改", lambda s, _progress: save_segment(s, "高价值会员", rule, "别处改的", saved.id))
    desk.settle()
    assert page.panel.description.text() == "我改的"
    page.editing.discard()
    desk.settle()
    assert page.panel.description.text() == "别处改的" and page.panel.editor.rule() == {"all": [rule]}


def test_new_one_that_was_left_alone_goes_and_one_with_a_word_stays(desk: Desk) -> None:
    page = desk.page
    page.show_target("new")
    page.show_target(dict(EVERYBODY, value=2))
    assert desk.names()[13:] == ["新人群"]
    page.panel.name.setText("两单以上")
    page.panel.name.textEdited.emit("两单以上")
    page.editing.show_segment(next(iter(desk.saved().values())).id)
    assert desk.names()[13:] == ["两单以上"]
    page.editing.show_segment(-1)
    desk.settle()
    assert page.panel.editor.rule() == {"all": [dict(EVERYBODY, value=2)]} and desk.matched() == []


def test_what_is_not_saved_waits_for_the_next_start(desk: Desk) -> None:
    page = desk.page
    saved = desk.saved()["沉睡会员"]
    page.editing.show_segment(saved.id)
    QTest.keyClicks(page.panel.name, "?")
    page.start_new()
    page.panel.name.setText("写到一半")
    page.panel.name.textEdited.emit("写到一半")
    page.close()
    again = Desk(desk.database, desk.ids)
    assert "沉睡会员?" in again.names() and "写到一半" in again.names()
    again.page.editing.show_segment(-1)
    assert again.page.panel.editor.rule()["all"][0]["value"] is None and again.matched() is None
    again.page.editing.discard()
    again.page.editing.show_segment(saved.id)
    again.page.editing.discard()
    again.page.close()
    again.settle()
    last = Desk(desk.database, desk.ids)
    assert last.names() == list(desk.saved())
    for each in (again, last):
        each.page.close()
        each.page.deleteLater()
    last.page.editing.drafts.bring_back([{"id": "x"}, 7, {"id": 1, "name": "n", "description": "", "rule": []}])
    assert last.page.editing.drafts.to_keep() == []


def test_name_that_is_taken_is_said_under_the_name(desk: Desk) -> None:
    page = desk.page
    page.show_target(dict(EVERYBODY, value=3))
    page.editing.save()
    assert page.panel.name_error.text() == "请给人群起个名字。"
    page.panel.name.setText("沉睡会员")
    page.editing.save()
    desk.settle()
    assert "已经有叫" in page.panel.name_error.text() and desk.failed == []
    QTest.keyClicks(page.panel.name, "2")
    assert page.panel.name_error.text() == ""
    page.editing.save()
    desk.settle()
    assert "沉睡会员2" in desk.saved()


def test_rename_carries_into_rules_that_use_the_segment(desk: Desk) -> None:
    page = desk.page
    rule = {"all": [{"field": "segment", "op": "in", "value": ["买过的人"]}]}
    desk.context.change("建", lambda session, _progress: save_segment(session, "他们", rule))
    desk.settle()
    page.show_target("买过的人")
    QTest.keyClick(page.list, Qt.Key.Key_F2)
    page.panel.name.setText("老顾客")
    page.editing.save()
    desk.settle()
    assert desk.saved()["他们"].rule["all"][0]["value"] == ["老顾客"]
    page.show_target("老顾客")
    QTest.keyClick(page.list, Qt.Key.Key_Delete)
    desk.settle()
    assert "不能删除" in desk.failed[0] and "老顾客" in desk.saved()
    assert page.panel.name.text() == "老顾客"


def test_circle_is_told_in_the_editor(desk: Desk) -> None:
    page = desk.page
    page.show_target("买过的人")
    page.panel.editor.set_rule({"field": "segment", "op": "in", "value": ["买过的人"]})
    page.editing.save()
    desk.settle()
    assert "圈" in page.panel.editor.group.error.text()
    assert desk.saved()["买过的人"].rule == EVERYBODY
    desk.show({"field": "segment", "op": "in", "value": ["没有这个"]})
    assert "没有叫“没有这个”的人群" in page.panel.editor.group.error.text() and desk.matched() is None


def test_duplicate_save_as_and_delete_with_undo(desk: Desk) -> None:
    page = desk.page
    page.show_target("买过的人")
    QTest.keyClick(page.list, Qt.Key.Key_D, CONTROL)
    desk.settle()
    assert desk.saved()["买过的人 副本"].rule == EVERYBODY and page.panel.name.text() == "买过的人 副本"
    page.panel.editor.group.add_rule({"field": "tag", "op": "has_any", "value": ["宝妈"]})
    page.editing.save_as()
    assert page.panel.name.text() == "买过的人 副本 副本"
    assert not next(
        page.list.entry(row) for row in range(len(desk.names())) if desk.names()[row] == "买过的人 副本"
    ).changed
    page.editing.save()
    desk.settle()
    assert len(desk.saved()["买过的人 副本 副本"].rule["all"]) == 2
    page.editing.delete()
    desk.settle()
    assert "买过的人 副本 副本" not in desk.names() and desk.said[-1] == "已删除“买过的人 副本 副本”"
    assert desk.buttons[-1][0] == "撤销"
    desk.buttons[-1][1]()
    desk.settle()
    assert "买过的人 副本 副本" in desk.names()


def test_targets_of_other_pages(desk: Desk) -> None:
    page = desk.page
    page.show_target([desk.ids[1], desk.ids[0], 999_999])
    desk.settle()
    assert desk.matched() == desk.ids[:2] and page.list.currentRow() == -1
    assert page.matches.export_button.isEnabled() and page._fixed == (desk.ids[1], desk.ids[0], 999_999)
    page.show_target(desk.saved()["沉睡会员"].rule)
    assert page.panel.name.text() == "沉睡会员"  # the same rule is not made twice
    page.show_target("没有这个人群")
    assert page.panel.name.text() == "沉睡会员"
    page.show_target({"field": "shoe_size"})
    desk.settle()
    assert desk.matched() is None
    with desk.database.read() as session:
        page.show_target({"not": EVERYBODY})
        desk.settle()
        assert desk.matched() == select_ids(session, {"not": EVERYBODY}, TODAY)


def test_choices_come_from_the_shop_and_follow_it(desk: Desk) -> None:
    desk.show({"field": "tag", "op": "has_any", "value": ["=标签"]})
    choice = desk.row().value.choice  # type: ignore[union-attr]
    assert "=标签" in dict(choice._choices) and "新标签" not in dict(choice._choices)
    desk.context.change("标签", lambda session, _progress: create_tag(session, "新标签"))
    desk.settle()
    assert "新标签" in dict(choice._choices)
    for field, name in (("community", "翠湖花园"), ("product", "沙糖桔"), ("segment", "买过的人")):
        desk.row().set_condition({"field": field, "op": FIELDS[field].ops[0], "value": None})
        assert name in dict(desk.row().value.choice._choices)  # type: ignore[union-attr]


def test_other_field_keeps_what_still_makes_sense(desk: Desk) -> None:
    row = desk.row()
    row.set_condition({"field": "spent_fen", "op": ">=", "value": 5000, "within_days": 30})
    row.field.setCurrentIndex(row.field.findData("average_order_fen"))
    assert row.condition() == {"field": "average_order_fen", "op": ">=", "value": 5000, "within_days": 30}
    row.op.setCurrentIndex(row.op.findData("between"))
    assert row.condition()["value"] == [5000, None]
    row.op.setCurrentIndex(row.op.findData("<="))
    assert row.condition()["value"] == 5000
    row.field.setCurrentIndex(row.field.findData("tag"))
    assert row.condition() == {"field": "tag", "op": "has_any", "value": None}


def test_fits_a_small_window_and_every_control_has_a_name(desk: Desk) -> None:
    page = desk.page
    page.resize(964, 500)
    desk.show(NESTED)
    QApplication.processEvents()
    assert page.minimumSizeHint().width() <= 820
    from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit

    for kind in (QAbstractButton, QComboBox, QLineEdit):
        for widget in page.panel.findChildren(kind):
            if widget.isVisible() and not widget.objectName().startswith("qt_"):
                assert widget.accessibleName() or widget.text(), widget
