"""The wizard with files: mapped columns, passwords, encodings, several at once, refusals, closing midway, history."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from shiboken6 import delete, isValid

from shopdesk.data.tables import ColumnMapping, Member, Order, Payment
from shopdesk.intake.importing import known_passwords
from tests.intake.bringing import DATA, contents, count
from tests.intake.conftest import Desk
from ui.intake.choose_step import recent_files
from ui.intake.history_dialog import HistoryDialog
from ui.table.view import BigTable

TABLES = DATA / "tables"
BAD = DATA / "badinputs"
REACHED = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QAbstractSpinBox, BigTable)
Write = Callable[[str, str], Path]
UNKNOWN = "谁啊,联系,哪户,顺便记\n小粥,13800001111,3-2-501,爱吃草莓\n阿杰,13800002222,5-1-302,\n"


def test_an_export_is_recognised_previewed_and_imported(desk: Desk) -> None:
    wizard = desk.open([TABLES / "T01_ktt_orders_13col.xlsx"])
    assert desk.step() == "preview"
    assert "快团团" in wizard.head.what.text()
    table = wizard.preview_step.table_tab.table
    assert table is not None and table.model().rowCount() == 7
    wizard.preview_step.filter.choose("doubts")
    assert table.model().rowCount() == 0
    desk.forward()
    assert desk.step() == "done" and count(desk.database, Order) == 7
    assert recent_files()[0].name == "T01_ktt_orders_13col.xlsx"
    wizard.done_step.orders_button.click()
    assert desk.went[0][0] == "orders"


@pytest.mark.parametrize(
    "name", ["T12_wechat_bill_utf8bom.csv", "T17_member_list_handmade.xlsx", "T20_phone_contacts.vcf"]
)
def test_bills_and_members(desk: Desk, name: str) -> None:
    wizard = desk.open([TABLES / name])
    assert desk.step() == "preview"
    rows = wizard.preview_step.table_tab._rows
    assert rows and all(row.why for row in rows.values() if row.effect in ("held", "rejected"))
    desk.forward()
    assert count(desk.database, Payment) + count(desk.database, Member) > 2
    wizard.done_step.orders_button.click()
    assert desk.went == [("orders", "payments") if "bill" in name else ("members", None)]


def test_a_table_that_nothing_recognises_is_mapped_once(desk: Desk, write: Write) -> None:
    path = write("我的表.csv", UNKNOWN)
    wizard = desk.open([path])
    assert desk.step() == "mapping" and "没见过" in wizard.mapping_step.note.text()
    boxes = wizard.mapping_step._boxes
    assert len(boxes) == 4 and all(box.accessibleName() for box in boxes)
    assert "13800001111" in " ".join(wizard.mapping_step._samples(1))
    for box in boxes:
        box.setCurrentIndex(0)
    assert not wizard.next_button.isEnabled() and "哪一列" in wizard.status.text()
    for box, field in zip(boxes, ("name", "phone", "room", "note"), strict=True):
        box.setCurrentIndex(box.findData(field))
    desk.forward()
    assert desk.step() == "preview" and wizard.next_button.text() == "导入 2 条"
    wizard.back_button.click()
    assert desk.step() == "mapping"
    desk.forward()
    desk.forward()
    assert count(desk.database, Member) == 2 and count(desk.database, ColumnMapping) == 1
    # The next file with this header needs no mapping.
    desk.open([write("我的表2.csv", UNKNOWN + "王芳,13800003333,7-101,\n")])
    assert desk.step() == "preview" and desk.wizard.next_button.text() == "导入 1 条"


def test_a_table_given_a_name_becomes_a_format_file_that_knows_other_columns_too(desk: Desk, write: Write) -> None:
    wizard = desk.open([write("我的表.csv", UNKNOWN)])
    for box, field in zip(wizard.mapping_step._boxes, ("name", "phone", "room", "note"), strict=True):
        box.setCurrentIndex(box.findData(field))
    wizard.mapping_step.format_name.setText("东门/名单")
    desk.forward()
    desk.forward()
    folder = desk.database.path.parent / "presets"
    assert [path.name for path in folder.iterdir()] == ["东门 名单.json"]
    # More columns, in another order, below a title: its header was never seen, the format knows it all the same.
    desk.open([write("新表.csv", "三月,,,,\n哪户,顺便记,谁啊,积分,联系\n7-101,,王芳,9,13800003333\n")])
    assert desk.step() == "preview" and "东门/名单" in desk.wizard.head.what.text()
    desk.forward()
    with desk.database.read() as session:
        member = session.get(Member, 3)
        assert member is not None and (member.name, member.phone, member.room) == ("王芳", "13800003333", "7-101")
    (folder / "坏.json").write_text("{", encoding="utf-8")
    desk.open([TABLES / "T01_ktt_orders_13col.xlsx"])
    assert desk.step() == "preview"


def test_a_mapping_is_not_remembered_unless_wanted(desk: Desk, write: Write) -> None:
    wizard = desk.open([write("我的表.csv", UNKNOWN)])
    for box, field in zip(wizard.mapping_step._boxes, ("name", "phone", "room", "note"), strict=True):
        box.setCurrentIndex(box.findData(field))
    wizard.mapping_step.remember.click()
    desk.forward()
    desk.forward()
    assert count(desk.database, ColumnMapping) == 0


def test_the_columns_of_a_known_table_can_be_changed(desk: Desk, write: Write) -> None:
    wizard = desk.open([write("会员.csv", "姓名,手机号,备注\n小粥,13800001111,3-2-501\n")])
    assert desk.step() == "preview"
    wizard.preview_step.options.columns.click()
    assert desk.step() == "mapping" and not wizard.mapping_step.note.isVisible()
    box = wizard.mapping_step._boxes[2]
    box.setCurrentIndex(box.findData("room"))
    desk.forward()
    desk.forward()
    with desk.database.read() as session:
        member = session.get(Member, 1)
        assert member is not None and (member.room, member.note) == ("3-2-501", "")


def test_kind_and_header_row_of_a_mapping(desk: Desk, write: Write) -> None:
    wizard = desk.open([write("表.csv", "今年的记录,,\n谁啊,啥东西,几个\n小粥,草莓,2\n阿杰,苹果,1\n")])
    if desk.step() != "mapping":
        wizard.preview_step.options.columns.click()
    step = wizard.mapping_step
    step.kind.choose("orders")
    step.header_row.setValue(2)
    assert [box.accessibleName() for box in step._boxes] == ["谁啊 是什么", "啥东西 是什么", "几个 是什么"]
    for box, field in zip(step._boxes, ("name", "product", "qty"), strict=True):
        box.setCurrentIndex(box.findData(field))
    desk.forward()
    assert wizard.next_button.text() == "导入 2 条"
    desk.forward()
    assert count(desk.database, Order) == 2


# ---- passwords, encodings, sheets


def test_a_locked_workbook_asks_and_remembers(desk: Desk) -> None:
    path = TABLES / "T24_ktt_orders_password_8888.xlsx"
    wizard = desk.open([path])
    step = wizard.choose_step
    assert desk.step() == "choose" and step.password_frame.isVisible()
    assert "密码" in step.note.text()
    desk.qtbot.keyClicks(step.password, "1234")
    desk.qtbot.keyClick(step.password, Qt.Key.Key_Return)
    desk.settle()
    assert "密码不对" in step.note.text() and step.password_frame.isVisible()
    step.password.clear()
    desk.qtbot.keyClicks(step.password, "8888")
    step.keep_password.click()
    step.open_locked.click()
    desk.settle()
    assert desk.step() == "preview"
    with desk.database.read() as session:
        assert known_passwords(session) == ()  # nothing is stored before the import
    desk.forward()
    with desk.database.read() as session:
        assert known_passwords(session) == ("8888",)
    desk.open([path])
    assert desk.step() == "preview"


def test_the_encoding_can_be_chosen_when_it_is_not_sure(desk: Desk) -> None:
    wizard = desk.open([BAD / "e07_big5.csv"])
    if desk.step() == "mapping":
        desk.forward()
    options = wizard.preview_step.options
    assert desk.step() == "preview" and options.encoding.isVisible()
    assert "编码" in wizard.preview_step.note.text()
    before = [row.who for row in wizard.preview_step.table_tab._rows.values()]
    options.encoding.setCurrentIndex(options.encoding.findData("gb18030"))
    options.encoding.activated.emit(options.encoding.currentIndex())
    desk.settle()
    # Read so, it is no table: that is said, and what was read before stands.
    assert wizard.preview_step.note.text().endswith("。")
    assert options.encoding.currentData() == "big5"
    assert [row.who for row in wizard.preview_step.table_tab._rows.values()] == before
    options.encoding.setCurrentIndex(options.encoding.findData("big5"))
    options.encoding.activated.emit(options.encoding.currentIndex())
    desk.settle()
    assert desk.step() == "preview" and [row.who for row in wizard.preview_step.table_tab._rows.values()] == before


def test_another_sheet_can_be_chosen(desk: Desk, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "一月"
    for title, names in (("一月", ["小粥", "阿杰", "豆豆"]), ("二月", ["王芳"])):
        page = sheet if title == "一月" else book.create_sheet(title)
        page.append(["姓名", "手机号"])
        for at, name in enumerate(names):
            page.append([name, f"1380000{at:04d}"])
    path = tmp_path / "两页.xlsx"
    book.save(path)
    wizard = desk.open([path])
    sheets = wizard.preview_step.options.sheet
    assert sheets.isVisible() and sheets.count() == 2 and wizard.next_button.text() == "导入 3 条"
    sheets.setCurrentIndex(sheets.findData("二月"))
    sheets.activated.emit(sheets.currentIndex())
    desk.settle()
    assert wizard.next_button.text() == "导入 1 条"


def test_what_it_is_can_be_said(desk: Desk) -> None:
    wizard = desk.open([TABLES / "T17_member_list_handmade.xlsx"])
    kinds = wizard.preview_step.options.kind
    kinds.setCurrentIndex(kinds.findData("jielong"))
    kinds.activated.emit(kinds.currentIndex())
    desk.settle()
    assert wizard.intake.parsed is not None and wizard.intake.parsed.jielong is not None
    assert wizard.preview_step.list_tab.isVisible()
    kinds.setCurrentIndex(kinds.findData("auto"))
    kinds.activated.emit(kinds.currentIndex())
    desk.settle()
    assert wizard.preview_step.table_tab.isVisible()


# ---- several files, refusals


def test_files_go_one_after_another(desk: Desk, write: Write) -> None:
    first = write("一.csv", "姓名,手机号\n小粥,13800001111\n")
    broken = BAD / "c03_truncated_half.xlsx"
    last = write("三.csv", "姓名,手机号\n阿杰,13800002222\n")
    wizard = desk.open([first, broken, last])
    assert "第 1 个文件，共 3 个" in wizard.head.what.text()
    desk.forward()
    assert desk.step() == "done" and wizard.next_button.text() == "下一个文件"
    desk.forward()
    assert desk.step() == "choose" and broken.name in wizard.choose_step.note.text()
    assert wizard.skip_button.isVisible()
    wizard.skip_button.click()
    desk.settle()
    assert desk.step() == "preview" and not wizard.choose_step.note.text()
    desk.forward()
    assert wizard.next_button.text() == "完成" and count(desk.database, Member) == 2
    desk.forward()
    assert not wizard.isVisible()


@pytest.mark.parametrize(
    "name",
    ["b04_billion_laughs_sharedStrings.xlsx", "c01_zero_bytes.xlsx", "c11_jpeg_named.xlsx", "d12_header_only.csv"],
)
def test_a_bad_file_is_said_inside_the_wizard(desk: Desk, name: str) -> None:
    before = contents(desk.database)
    wizard = desk.open([BAD / name])
    assert desk.step() == "choose"
    assert wizard.choose_step.note.isVisible() and wizard.choose_step.note.text().endswith("。")
    assert not desk.refused and QApplication.activeModalWidget() is None
    assert contents(desk.database) == before and desk.database.undo_label is None


def test_a_file_that_is_gone(desk: Desk, tmp_path: Path) -> None:
    wizard = desk.open([tmp_path / "没有.xlsx"])
    assert "找不到" in wizard.choose_step.note.text()


def test_files_pasted_or_dropped_are_opened_not_written_out(desk: Desk, write: Write) -> None:
    path = write("会员.csv", "姓名,手机号\n小粥,13800001111\n")
    wizard = desk.open()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    assert wizard.choose_step.paste_box.canInsertFromMimeData(data)
    wizard.choose_step.paste_box.insertFromMimeData(data)
    desk.settle()
    assert desk.step() == "preview" and not wizard.choose_step.text()


def test_files_are_chosen_with_the_dialog(desk: Desk, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("会员.csv", "姓名,手机号\n小粥,13800001111\n")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_args: ([str(path)], ""))
    wizard = desk.open()
    wizard.choose_step.choose_button.click()
    desk.settle()
    assert desk.step() == "preview"
    desk.open()
    assert desk.wizard.choose_step._recent.isVisible()


# ---- what was not taken


def test_rows_that_were_left_out_are_saved(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "没导入"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(out), ""))
    wizard = desk.open([TABLES / "T17_member_list_handmade.xlsx"])
    desk.forward()
    assert wizard.done_step.table.model().rowCount() == 1
    wizard.done_step.save_button.click()
    desk.settle()
    assert "已存到" in wizard.done_step.note.text()
    sheet = openpyxl.load_workbook(tmp_path / "没导入.xlsx").active
    assert sheet is not None and [cell.value for cell in sheet[1]][-1] == "失败原因"
    # The history has it, too.
    wizard.show_history()
    dialog = wizard.findChild(HistoryDialog)
    assert dialog is not None and dialog.save_button.isEnabled() and len(dialog._rows) == 1
    (tmp_path / "没导入.xlsx").unlink()
    dialog.save_button.click()
    desk.settle()
    assert (tmp_path / "没导入.xlsx").exists()
    dialog.accept()


def test_a_folder_that_cannot_be_written_is_said(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "文件").write_text("不是文件夹", encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "文件" / "x.xlsx"), ""))
    wizard = desk.open([TABLES / "T17_member_list_handmade.xlsx"])
    desk.forward()
    wizard.done_step.save_button.click()
    desk.settle()
    assert wizard.done_step.note.text() and "已存到" not in wizard.done_step.note.text()


def test_an_empty_history_says_what_to_do(desk: Desk) -> None:
    wizard = desk.open()
    wizard.show_history()
    dialog = wizard.findChild(HistoryDialog)
    assert dialog is not None and not dialog._rows and not dialog.save_button.isEnabled()
    dialog.accept()


# ---- closing midway


def test_closing_while_reading_leaves_nothing(desk: Desk) -> None:
    wizard = desk.open([TABLES / "T01_ktt_orders_13col.xlsx"], wait=False)
    wizard.close()
    desk.context.wait_idle()
    assert not wizard.isVisible() and not any(contents(desk.database).values())


def test_a_wizard_that_is_gone_is_not_called(desk: Desk) -> None:
    for source in ([TABLES / "T01_ktt_orders_13col.xlsx"], [BAD / "c01_zero_bytes.xlsx"]):
        wizard = desk.open(source, wait=False)
        wizard.close()
        delete(wizard)
        desk.context.wait_idle()
        assert not isValid(wizard)


def test_cancelling_the_import_rolls_back_and_closes(desk: Desk) -> None:
    wizard = desk.open([TABLES / "T01_ktt_orders_13col.xlsx"])
    go = threading.Event()
    desk.context.change("慢", lambda _session, _progress: go.wait(20))  # the import waits behind it
    wizard.go_forward()
    assert wizard.intake.writing and not wizard.next_button.isEnabled() and not wizard.back_button.isVisible()
    wizard.cancel_button.click()
    assert wizard.isVisible() and "正在停止" in wizard.status.text()
    go.set()
    desk.context.wait_idle()
    QApplication.processEvents()
    assert not wizard.isVisible()
    assert not any(contents(desk.database).values()) and desk.database.undo_label is None and not desk.said


def test_an_import_that_got_through_is_told(desk: Desk) -> None:
    wizard = desk.open([TABLES / "T01_ktt_orders_13col.xlsx"])
    wizard.go_forward()
    desk.settle()
    wizard.reject()
    assert not wizard.isVisible() and len(desk.said) == 1 and count(desk.database, Order) == 7


# ---- reach


def test_everything_that_can_be_reached_has_a_name(desk: Desk) -> None:
    for source, goes_on in ((None, False), ([TABLES / "T17_member_list_handmade.xlsx"], True)):
        wizard = desk.open(source)
        for _step in range(2 if goes_on else 1):
            nameless = [
                widget for widget in wizard.step.findChildren(QWidget)
                if isinstance(widget, REACHED)
                and widget.isVisible()
                and widget.objectName() != "qt_spinbox_lineedit"
                and not (widget.accessibleName() or getattr(widget, "text", str)())
            ]  # fmt: skip
            assert not nameless
            if goes_on and wizard.step is wizard.preview_step:
                desk.forward()


def test_a_large_table_shows_quickly(desk: Desk, write: Write) -> None:
    rows = "".join(f"顾客{at},1380000{at:04d},{at}栋\n" for at in range(4000))
    wizard = desk.open([write("多.csv", "姓名,手机号,楼栋\n" + rows)])
    table = wizard.preview_step.table_tab.table
    assert table is not None and table.model().rowCount() == 4000
    desk.forward()
    assert count(desk.database, Member) == 4000
