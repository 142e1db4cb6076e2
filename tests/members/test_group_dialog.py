"""The group check as the owner does it: paste, answer, save, tag, export, see the members; the second time nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from shopdesk.data.tables import ExportLog, Member
from shopdesk.files.reading import read_file
from shopdesk.members.group_check import list_groups
from tests.members.test_group_check import FIRST, add_people
from tests.window.acting import press
from ui.app_context import AppContext
from ui.members.group_check_dialog import GroupCheckDialog
from ui.members.page import MembersPage

Settle = Callable[[], None]


@pytest.fixture
def dialog(page: MembersPage, context: AppContext, settle: Settle) -> GroupCheckDialog:
    context.change("建", lambda session, _progress: add_people(session))
    settle()
    press(page, "群核对")
    return page.findChildren(GroupCheckDialog)[-1]


def names(dialog: GroupCheckDialog) -> list[str]:
    return [row.name for row in dialog.found._rows.values()]


def test_paste_answer_save_and_once_more(
    dialog: GroupCheckDialog, page: MembersPage, context: AppContext, settle: Settle, qtbot: QtBot, tmp_path: Path
) -> None:
    assert not dialog.check_button.isEnabled()
    dialog.paste_box.setPlainText(FIRST)
    press(dialog, "核对")
    settle()
    assert dialog.name() == "翠湖一群"  # what the list calls itself
    found = dialog.found
    assert names(dialog)[:2] == ["小雨", "豆豆妈"]  # questions first
    assert not found.unique.isChecked() and "1 位" in found.unique.text()
    found.question.findChildren(QRadioButton)[1].click()  # the second 小雨
    settle()
    assert found._rows[1].member_name == "小雨" and found._rows[1].answer is not None
    found.unique.click()
    settle()
    assert found.check is not None and found.check.count("ordered") == 2
    press(dialog, "不认识的 2 位都建成会员")
    settle()
    press(dialog, "保存核对")
    settle()
    assert "已保存" in dialog.status.text() and not dialog.save_button.isEnabled()
    assert found.check.count("unknown") == 0 and found.check.count("never") == 4
    found.filter.choose("never")
    file = tmp_path / "核对.xlsx"
    found.export_to(file)
    settle()
    rows = read_file(file).sheets[0].rows
    assert [row[0] for row in rows][:2] == ["群里的名字", "小雨"] and len(rows) == 5
    with context.database.read() as session:
        assert session.scalars(select(ExportLog.rows)).all() == [4]
        members = session.scalars(select(Member.name).order_by(Member.id)).all()
    assert list(members)[-2:] == ["阿杰", "路人甲"]
    press(dialog, "在会员页看")
    settle()
    assert len(page.list.model.ids) == 4


def test_the_last_result_is_there_again_and_a_pasted_list_opens_it(
    dialog: GroupCheckDialog, page: MembersPage, context: AppContext, settle: Settle
) -> None:
    dialog.paste_box.setPlainText(FIRST)
    press(dialog, "核对")
    settle()
    press(dialog, "保存核对")
    settle()
    press(dialog, "关闭")
    version = context.database.version
    page.open_group_check()
    again = page.findChildren(GroupCheckDialog)[-1]
    press(again, "看上次的结果")
    settle()
    assert len(names(again)) == 6 and not again.save_button.isEnabled()
    again.reject()
    assert page.paste(FIRST.replace("豆豆妈\n", ""))  # pasted on the window
    settle()
    third = page.findChildren(GroupCheckDialog)[-1]
    third.found.filter.choose("left")
    assert names(third) == ["豆豆妈"] and third.save_button.isEnabled()
    assert context.database.version == version  # nothing is written before it is saved
    assert not page.paste("#接龙\n1. 小雨 1份")
    third.reject()
    page.open_group_check()
    last = page.findChildren(GroupCheckDialog)[-1]
    press(last, "删除这个群")
    settle()
    assert "会员和订单不变" in last.status.text() and not last.last_button.isVisible()
    context.undo()
    settle()
    with context.database.read() as session:
        assert [group.people for group in list_groups(session)] == [6]


def test_a_text_without_names_says_so(dialog: GroupCheckDialog) -> None:
    dialog.paste_box.setPlainText("\u202e \n")
    dialog.check()
    assert "没有名字" in dialog.status.text()
