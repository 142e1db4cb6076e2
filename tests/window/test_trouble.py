"""What goes wrong: a sentence where the owner can do something, the crash window for a bug, and never a person's words
in the log."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox, QPlainTextEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from shopdesk.base.errors import Cancelled, ShopError
from shopdesk.base.paths import log_dir
from shopdesk.data.database import Database
from shopdesk.members.listing import count_members
from shopdesk.members.people import create_member
from tests.window.acting import dialog, on_screen, press, settle, words_on
from ui.catching import catch_everything
from ui.errors import CrashWindow, show_crash, show_refusal
from ui.logs import LOG_FILE, log, start_log
from ui.main_window import MainWindow

SECRET = "张三丰 13812345678 要两箱橘子"


@pytest.fixture
def logged() -> Iterator[Path]:
    # A crash in an earlier test of this process began a log in that test's folder.
    for handler in log.handlers[:]:
        log.removeHandler(handler)
        handler.close()
    start_log()
    yield log_dir() / LOG_FILE
    for handler in log.handlers[:]:
        log.removeHandler(handler)
        handler.close()
    log.propagate = True


def spoil(session: Any, _progress: Any) -> None:
    create_member(session, "半途而废的人")
    raise ValueError(f"cannot read {SECRET!r}")


def test_a_bug_in_a_change_shows_the_crash_window_and_changes_nothing(new_window: MainWindow, logged: Path) -> None:
    context = new_window.context
    then: list[object] = []
    context.change("加人", spoil, then.append)
    settle(context)
    crash = dialog(CrashWindow)
    assert "您的数据是安全的" in words_on(crash)
    shown = crash.findChildren(QPlainTextEdit)[0].toPlainText()
    assert "ValueError" in shown and "spoil" in shown and SECRET in shown
    press(crash, "复制详情")
    assert QGuiApplication.clipboard().text() == crash.details
    press(crash, "继续使用")
    assert on_screen(CrashWindow) is None
    assert context.query(count_members) == 0
    assert context.database.undo_label is None
    assert then == []
    written = logged.read_text(encoding="utf-8")
    assert "ValueError" in written and "spoil" in written
    for word in SECRET.split():
        assert word not in written


def test_the_window_goes_on_after_a_bug(new_window: MainWindow) -> None:
    context = new_window.context
    context.change("加人", spoil)
    settle(context)
    dialog(CrashWindow).accept()
    context.change("加人", lambda session, _progress: create_member(session, "小鹿"))
    settle(context)
    assert context.query(count_members) == 1
    assert new_window.undo_action.text() == "撤销 加人"


def test_a_bug_that_comes_again_and_again_shows_one_window(new_window: MainWindow) -> None:
    first = show_crash(ValueError("one"), new_window)
    assert show_crash(ValueError("two"), new_window) is first
    first.accept()
    assert show_crash(ValueError("three"), new_window) is not first
    dialog(CrashWindow).accept()


def test_what_the_owner_can_mend_is_a_sentence(new_window: MainWindow) -> None:
    def refuse(_session: Any, _progress: Any) -> None:
        raise ShopError("这个名字已经有了。", "换一个名字。")

    new_window.context.change("改名", refuse)
    settle(new_window.context)
    box = dialog(QMessageBox)
    assert (box.text(), box.informativeText()) == ("这个名字已经有了。", "换一个名字。")
    box.accept()
    assert on_screen(CrashWindow) is None


def test_a_refusal_without_a_window_stays_until_it_is_read(app: QApplication, qtbot: QtBot) -> None:
    show_refusal(ShopError("店铺打不开。"))
    qtbot.wait(50)
    dialog(QMessageBox).accept()
    assert on_screen(QMessageBox) is None


def test_cancelling_says_nothing(new_window: MainWindow) -> None:
    def cancelled(_session: Any, _progress: Any) -> None:
        raise Cancelled

    new_window.context.change("导入", cancelled)
    settle(new_window.context)
    assert on_screen(QMessageBox) is None and on_screen(CrashWindow) is None


@pytest.mark.parametrize(("error", "kind"), [(ShopError("不行。"), QMessageBox), (KeyError(SECRET), CrashWindow)])
def test_what_nobody_caught_is_shown_even_before_the_program_runs(
    app: QApplication, error: BaseException, kind: Any, logged: Path
) -> None:
    before = sys.excepthook
    catch_everything()
    try:
        QTimer.singleShot(50, lambda: dialog(kind).accept())
        sys.excepthook(type(error), error, None)
    finally:
        sys.excepthook = before
    assert on_screen(kind) is None
    assert not logged.exists() or SECRET not in logged.read_text(encoding="utf-8")


def test_a_full_disk_is_no_bug(database: Database) -> None:
    def fill(session: Any) -> None:
        pages = session.scalar(text("PRAGMA page_count"))
        session.execute(text(f"PRAGMA max_page_count = {pages + 2}"))
        for number in range(500):
            create_member(session, f"会员{number}", note="很长的备注" * 50)

    with pytest.raises(ShopError) as refused:
        database.change("加人", fill)
    assert refused.value.code == "disk_full"
    with database.read() as session:
        assert count_members(session) == 0
    database.change("", lambda session: session.execute(text("PRAGMA max_page_count = 1000000")))
    database.change("加人", lambda session: create_member(session, "小鹿"))


def test_a_damaged_page_is_said_when_it_is_read(database: Database) -> None:
    import sqlcipher3.dbapi2 as driver

    database.change("加人", lambda session: [create_member(session, f"会员{number}") for number in range(300)])
    database.close()
    path = database.path
    connection = driver.connect(str(path))
    (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'member'").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : page * size] = b"\xa5" * size
    path.write_bytes(bytes(content))
    with pytest.raises(ShopError) as refused, database.read() as session:
        session.scalars(text("SELECT note FROM member")).all()
    assert refused.value.code == "damaged"
