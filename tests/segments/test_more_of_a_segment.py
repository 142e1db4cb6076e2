"""History of the size, members kept out, comparing two segments and snapshots, as an owner uses them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from shopdesk.members.segments import save_segment, select_ids
from shopdesk.members.segments.exclusions import exclude_members
from shopdesk.members.segments.sizes import record_sizes, size_history
from shopdesk.members.tags import list_tags
from tests.outreach.filling import TODAY
from tests.segments.desk import Desk
from ui.segments.compare_dialog import CompareDialog
from ui.segments.export_dialog import ExportDialog
from ui.segments.keeping_out import ExclusionsDialog, KeepOutDialog
from ui.segments.snapshots_dialog import SnapshotsDialog


def show_buyers(desk: Desk) -> int:
    desk.page.show_target("买过的人")
    desk.settle()
    return desk.saved()["买过的人"].id


def test_size_is_written_once_a_day_without_a_step_and_shown(desk: Desk) -> None:
    segment = show_buyers(desk)
    labels = (desk.database.undo_label, desk.database.redo_label)
    history = desk.page.matches.history
    with desk.database.read() as session:
        assert size_history(session, segment) == [(TODAY, 8)]  # counted when the page was shown
    assert not history.isVisible()
    desk.database.note(lambda session: record_sizes(session, {segment: 5}, TODAY - 3))
    desk.context.change("排除", lambda s, _p: exclude_members(s, segment, desk.ids[:1]))
    desk.settle()
    desk.settle()
    assert history.values == [5, 7] and history.isVisibleTo(desk.page)
    assert history.accessibleDescription()
    assert desk.database.undo_label == "排除" and labels[1] is None
    desk.undo()
    desk.settle()
    assert history.values == [5, 8]
    desk.page.start_new()
    assert not history.isVisibleTo(desk.page)


def test_members_are_kept_out_with_a_reason_and_let_in_again(desk: Desk) -> None:
    segment, page = show_buyers(desk), desk.page
    page.matches.table.select_ids(desk.ids[:2])
    page.matches.keep_out_action.trigger()
    dialog = page.dialog
    assert isinstance(dialog, KeepOutDialog)
    dialog.choice.setCurrentText("自己家人")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    desk.settle()
    assert desk.matched() == desk.ids[2:]
    assert page.matches.count.text() == "匹配 6 人" and page.list.count_text(segment) == "6"
    assert page.matches.exclusions_button.isVisible() and "2" in page.matches.exclusions_button.text()
    page.open_export()
    assert isinstance(page.dialog, ExportDialog)
    desk.settle()
    assert page.dialog.plan is not None and set(page.dialog.plan.ids) == set(desk.ids[2:7])
    page.dialog.reject()
    page.matches.exclusions_button.click()
    listed = page.dialog
    assert isinstance(listed, ExclusionsDialog) and listed.list.count() == 2
    assert "自己家人" in listed.list.item(0).text()
    listed.back_button.click()
    desk.settle()
    assert listed.list.count() == 1 and desk.matched() == [desk.ids[0], *desk.ids[2:]]
    listed.list.selectAll()
    listed.back_button.click()
    desk.settle()
    assert listed.nobody.isVisible() and not listed.list.isVisible()  # says how somebody comes here
    desk.undo()
    listed.reject()
    for _step in range(2):
        desk.undo()
    assert desk.matched() == desk.ids
    page.show_target({"field": "order_count", "op": "<=", "value": 3})  # not saved: nobody can be kept out of it
    desk.settle()
    assert not page.matches.keep_out_action.isVisible()


def test_two_segments_are_compared_saved_and_tagged(desk: Desk) -> None:
    few = {"field": "last_order_days", "op": "<=", "value": 7}
    nobody = {"field": "order_count", "op": ">=", "value": 9}
    for name, rule in (("最近来过", few), ("没有人", nobody)):
        desk.context.change("存", lambda s, _p, name=name, rule=rule: save_segment(s, name, rule))
    show_buyers(desk)
    desk.page.open_compare()
    dialog = desk.page.dialog
    assert isinstance(dialog, CompareDialog) and dialog.first.currentText() == "买过的人"
    dialog.second.setCurrentText("最近来过")
    desk.settle()
    texts = [button.text() for button in dialog.part._group.buttons()]
    assert [text.rsplit(" ", 1)[1] for text in texts] == ["3", "5", "0"]
    dialog.part.choose("first")
    desk.settle()
    assert dialog.matches.matches is not None and sorted(dialog.matches.matches.ids) == desk.ids[3:]
    assert dialog.name.text() == "买过的人，不是最近来过"
    dialog.save_button.click()
    desk.settle()
    saved = desk.saved()["买过的人，不是最近来过"]
    with desk.database.read() as session:
        assert select_ids(session, saved.rule, TODAY) == desk.ids[3:]
    dialog.save_button.click()
    desk.settle()
    assert "已经有叫" in dialog.note.text()
    dialog.set_tag()
    assert "标签" in dialog.note.text()
    dialog.tag.setCurrentText("要唤醒")
    dialog.tag_button.click()
    desk.settle()
    with desk.database.read() as session:
        tags = {tag.name: tag.members for group in list_tags(session) for tag in group.tags}
    assert tags["要唤醒"] == 5 and dialog.note.text() == ""
    dialog.second.setCurrentText("没有人")
    dialog.part.choose("both")
    desk.settle()
    dialog.set_tag()
    assert "没有会员" in dialog.note.text()
    dialog.reject()
    desk.undo()
    with desk.database.read() as session:
        assert "要唤醒" not in {tag.name for group in list_tags(session) for tag in group.tags}


def test_snapshot_is_taken_compared_listed_renamed_and_deleted(desk: Desk) -> None:
    segment = show_buyers(desk)
    desk.page.open_snapshots()
    dialog = desk.page.dialog
    assert isinstance(dialog, SnapshotsDialog) and dialog.current() is None
    assert "还没有快照" in dialog.note.text() and not dialog.part.isEnabled()
    dialog.take_button.click()
    desk.settle()
    assert dialog.list.count() == 1 and "8 人" in dialog.list.item(0).text()
    dialog.take_button.click()  # the same name again
    desk.settle()
    assert "已经有叫" in dialog.note.text() and dialog.list.count() == 1
    desk.context.change("排除", lambda s, _p: exclude_members(s, segment, desk.ids[:3]))
    desk.settle()
    dialog.read_again()
    desk.settle()
    texts = [button.text() for button in dialog.part._group.buttons()]
    assert [text.rsplit(" ", 1)[1] for text in texts] == ["8", "5", "3", "0"]
    dialog.part.choose("left")
    desk.settle()
    assert dialog.matches.matches is not None and sorted(dialog.matches.matches.ids) == desk.ids[:3]
    assert {row.why for row in dialog.matches.matches.rows.values()} == {"您不放进来"}
    many: dict[str, Any] = {"field": "order_count", "op": ">=", "value": 50}
    desk.context.change("改", lambda s, _p: save_segment(s, "买过的人", many, segment_id=segment))
    desk.settle()
    dialog.read_again()
    desk.settle()
    whys = [row.why for row in dialog.matches._fetch(desk.ids[3:]).values()]
    assert whys == ["不再符合：共 1 单"] * 5
    desk.undo()
    dialog.read_again()
    desk.settle()
    dialog.part.choose("came")
    desk.settle()
    assert dialog.matches.matches is None and not dialog.matches.export_button.isEnabled()
    dialog.list.setFocus()
    QTest.keyClick(dialog.list, Qt.Key.Key_F2)
    edit = dialog.list.itemWidget(dialog.list.item(0))
    assert isinstance(edit, QLineEdit)
    edit.setText("双十一前")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    desk.settle()
    assert dialog.list.item(0).text().startswith("双十一前")
    dialog.list.setFocus()
    QTest.keyClick(dialog.list, Qt.Key.Key_Delete)
    desk.settle()
    assert dialog.list.count() == 0
    desk.undo()
    dialog.read_again()
    desk.settle()
    assert dialog.list.count() == 1
    dialog.reject()
