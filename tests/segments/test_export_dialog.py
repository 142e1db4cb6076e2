"""The export dialog: what is left out is said before, the choices are kept, the file is whole or not there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlalchemy import select

from shopdesk.content.template_store import TemplateValues, add_template, list_templates
from shopdesk.data.tables import ExportLog
from shopdesk.outreach.list_wishes import COLUMNS, DEFAULT_COLUMNS
from tests.outreach.filling import PEOPLE
from tests.outreach.reading import by_openpyxl
from tests.segments.desk import Desk
from ui.segments.export_dialog import ExportDialog, suggested_file
from ui.tasks import Task

ALT = Qt.KeyboardModifier.AltModifier


def open_export(desk: Desk, file: Path, target: Any = "买过的人") -> ExportDialog:
    desk.page.show_target(target)
    desk.settle()
    desk.page.open_export()
    desk.settle()
    dialog = desk.page.dialog
    assert isinstance(dialog, ExportDialog)
    dialog.file.setText(str(file))
    return dialog


def choose_template(desk: Desk, dialog: ExportDialog, body: str) -> None:
    values = TemplateValues("我的话", "emotion", "", body)
    desk.context.change("模板", lambda session, _progress: add_template(session, values))
    desk.settle()
    dialog.template.choose(desk.context.query(list_templates)[-1])
    desk.settle()


def test_who_is_left_out_is_counted_before_anything_is_written(desk: Desk, tmp_path: Path) -> None:
    dialog = open_export(desk, tmp_path / "x.xlsx")
    assert dialog.summary.text() == "将导出 7 人。不列入：免打扰 1 人。"
    dialog.contactable.setChecked(True)
    desk.settle()
    assert dialog.summary.text() == "将导出 4 人。不列入：免打扰 1 人、没有同意营销 3 人。"
    assert list(tmp_path.glob("*.xlsx")) == []
    dialog.reject()


def test_export_writes_tells_logs_and_remembers(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "名单.xlsx"
    dialog = open_export(desk, file)
    lines = dialog.columns.list
    lines.setCurrentRow(2)
    QTest.keyClick(lines, Qt.Key.Key_Up, ALT)
    QTest.keyClick(lines, Qt.Key.Key_Up, ALT)  # the phone is first now
    lines.item(1).setCheckState(Qt.CheckState.Unchecked)  # no batch
    choose_template(desk, dialog, "{{昵称}}好")
    QTest.keyClick(dialog.export_button, Qt.Key.Key_Space)
    desk.settle()
    rows = by_openpyxl(file)
    assert rows[0][:2] == ["手机号", "昵称"] and rows[0][-1] == "话术" and "批次" not in rows[0]
    assert [(row[0], row[1], row[-1]) for row in rows[1:]] == [(phone, name, f"{name}好") for name, phone in PEOPLE[:7]]
    assert desk.said[-1] == "已导出 7 人：名单.xlsx" and desk.buttons[-1][0] == "打开所在文件夹"
    with desk.database.read() as session:
        assert [(log.what, log.rows) for log in session.scalars(select(ExportLog))] == [("买过的人", 7)]
    again = open_export(desk, tmp_path / "y.xlsx")
    assert again.columns.columns()[:2] == ("phone", "name")
    assert suggested_file("a", 739_942).parent == tmp_path
    again.columns.show_columns(DEFAULT_COLUMNS)
    assert again.columns.columns() == DEFAULT_COLUMNS
    again.reject()


def test_preview_goes_from_member_to_member_and_names_what_is_missing(desk: Desk, tmp_path: Path) -> None:
    dialog = open_export(desk, tmp_path / "x.xlsx")
    assert not dialog.preview.isVisible()
    choose_template(desk, dialog, "{{昵称}}，{{上次购买}}，{{暗号}}")
    preview = dialog.preview
    assert preview.text.text() == "=1+1，{{上次购买}}，{{暗号}}" and "1 / 7" in preview.who.text()
    assert preview.gaps.isVisible() and "上次购买（1 人）" in preview.gaps.text() and "暗号" in preview.gaps.text()
    preview.step(1)
    assert preview.text.text() == "@小雨，沙糖桔，{{暗号}}"
    dialog.masked.setChecked(True)
    desk.settle()
    assert preview.text.text() == "@*，沙糖桔，{{暗号}}"
    preview.step(-2)
    assert "7 / 7" in preview.who.text()
    dialog.template.choose(None)
    desk.settle()
    assert not preview.isVisible()
    dialog.reject()


def test_nothing_to_write_cannot_be_written(desk: Desk, tmp_path: Path) -> None:
    dialog = open_export(desk, tmp_path / "x")
    assert dialog.path() == tmp_path / "x.xlsx" and dialog.export_button.isEnabled()
    dialog.columns.show_columns(())
    assert not dialog.export_button.isEnabled() and "至少勾选一列" in dialog.file_note.text()
    dialog.columns.show_columns(("name",))
    dialog.file.setText(" ")
    assert not dialog.export_button.isEnabled()
    dialog.export()
    desk.settle()
    assert list(tmp_path.glob("*.xlsx")) == []
    dialog.reject()
    alone = open_export(desk, tmp_path / "y.xlsx", [desk.ids[-1]])
    assert alone.summary.text() == "将导出 0 人。不列入：免打扰 1 人。" and not alone.export_button.isEnabled()
    alone.reject()


def test_failure_is_said_in_the_dialog_which_stays(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    dialog = open_export(desk, tmp_path / "folder.xlsx")
    dialog.export()
    desk.settle()
    assert "没有存成" in dialog.file_note.text() and dialog.isVisible() and dialog.isEnabled()
    (tmp_path / "old.xlsx").write_text("")
    dialog.file.setText(str(tmp_path / "old.xlsx"))
    assert "会替换它" in dialog.file_note.text()
    dialog.export()
    desk.settle()
    assert len(by_openpyxl(tmp_path / "old.xlsx")) == 8
    assert desk.failed == []


def test_cancelled_export_leaves_nothing_and_says_nothing(desk: Desk, tmp_path: Path) -> None:
    dialog = open_export(desk, tmp_path / "x.xlsx")
    labels: list[str] = []

    def cancel(task: Task) -> None:
        labels.append(task.label)
        task.cancel()

    desk.context.working.connect(cancel)
    dialog.export()
    desk.settle()
    desk.context.working.disconnect(cancel)
    assert labels == ["导出名单"] and list(tmp_path.glob("*.xlsx")) == [] and list(tmp_path.glob(".*")) == []
    assert desk.said == [] and dialog.isVisible() and dialog.isEnabled()
    dialog.reject()


@pytest.mark.parametrize(
    ("name", "stem"), [("a/b:c", "a b c"), ("..", "名单"), ("", "名单"), ("长" * 99, "长" * 60), ("x\n\x00y", "x y")]
)
def test_file_names(name: str, stem: str, tmp_path: Path) -> None:
    assert suggested_file(name, 739_942).name == f"{stem} 2026-11-22.xlsx"


def test_file_name_is_free(desk: Desk, tmp_path: Path) -> None:
    open_export(desk, tmp_path / "first.xlsx").export()
    desk.settle()
    name = suggested_file("x", 739_942)
    name.write_text("")
    assert suggested_file("x", 739_942).name == "x 2026-11-22 (2).xlsx"


def test_template_list_is_searched_by_name_and_text(desk: Desk, tmp_path: Path) -> None:
    dialog = open_export(desk, tmp_path / "x.xlsx")
    choose_template(desk, dialog, "明天有橘子")
    from ui.segments.template_choice import _TemplatePopup

    dialog.template.open_list()
    (popup,) = dialog.template.findChildren(_TemplatePopup)
    popup.search.setText("橘子")
    shown = [popup.list.item(row).text() for row in range(popup.list.count()) if not popup.list.item(row).isHidden()]
    assert [text.split("　")[0] for text in shown] == ["我的话"]
    popup.search.setText("")
    QTest.keyClick(popup.search, Qt.Key.Key_Down)
    QTest.keyClick(popup.list, Qt.Key.Key_Return)
    assert dialog.template.row is None
    dialog.reject()


def test_every_column_can_be_chosen_but_the_message(desk: Desk, tmp_path: Path) -> None:
    dialog = open_export(desk, tmp_path / "x.xlsx")
    dialog.columns.show_columns(["nothing", *reversed(COLUMNS)])
    assert dialog.columns.columns() == tuple(name for name in reversed(COLUMNS) if name != "message")
    dialog.reject()
