"""Closing the window: typed words count, work under way is waited for, the next start finds everything as it was."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from shopdesk.base.settings import load_settings
from shopdesk.data.database import Database
from shopdesk.data.shop import read_shop
from shopdesk.members.listing import count_members
from shopdesk.members.people import create_member
from tests.window.acting import button, on_screen, settle
from ui.app_context import AppContext
from ui.main_window import MainWindow
from ui.settings.page import SettingsPage
from ui.widgets.progress_dialog import ProgressDialog


def test_closing_waits_for_work_that_is_under_way(new_window: MainWindow) -> None:
    begun = threading.Event()

    def slowly(session: Any, _progress: Any) -> None:
        begun.set()
        threading.Event().wait(0.3)
        create_member(session, "最后的人")

    new_window.context.change("加人", slowly)
    assert begun.wait(10)
    assert new_window.close()
    assert new_window.context.query(count_members) == 1


def test_work_without_end_keeps_the_window_and_can_be_cancelled(new_window: MainWindow, qtbot: QtBot) -> None:
    stop = threading.Event()

    def endlessly(session: Any, progress: Any) -> None:
        create_member(session, "没有做完的人")
        while not stop.wait(0.01):
            progress.report(1, 100)

    task = new_window.context.change("导入", endlessly)
    new_window.patience = 0.1
    new_window.backup_to_restore = new_window.context.database.path
    assert not new_window.close()
    assert new_window.isVisible()
    assert new_window.backup_to_restore is None, "closing later must not put a backup in the shop's place"
    qtbot.waitUntil(lambda: on_screen(ProgressDialog) is not None, timeout=10_000)
    progress = on_screen(ProgressDialog)
    assert progress is not None
    button(progress, "取消").click()
    qtbot.waitUntil(lambda: task.done, timeout=10_000)
    assert on_screen(ProgressDialog) is None
    stop.set()
    new_window.patience = 30
    assert new_window.close()
    assert new_window.context.query(count_members) == 0


def test_the_progress_window_is_gone_before_what_follows_the_work(new_window: MainWindow, qtbot: QtBot) -> None:
    shown: list[bool] = []

    def follow(_result: object) -> None:
        loop = QTimer()
        loop.singleShot(0, lambda: None)
        qtbot.wait(700)  # longer than it takes the progress window to appear
        shown.append(on_screen(ProgressDialog) is not None)

    new_window.context.do("检查", lambda _progress: None, follow)
    settle(new_window.context)
    assert shown == [False]


def test_what_is_being_typed_counts(window: MainWindow) -> None:
    window.show_page("settings")
    page = window.pages["settings"]
    assert isinstance(page, SettingsPage)
    field, _row = page.fields["owner"]
    field.setFocus()
    field.selectAll()
    field.insert("李姐")
    assert window.close()
    assert window.context.query(read_shop).owner == "李姐"


def test_the_next_start_shows_the_same_page_and_size(window: MainWindow) -> None:
    window.resize(1100, 700)
    window.show_page("settings")
    settle(window.context)
    assert window.close()
    assert load_settings().last_page == "settings"
    again = MainWindow(AppContext(window.context.database))
    assert again.height() == 700  # the offscreen display is narrower than the window may be
    again.show()
    again.begin_day()
    assert again.current is again.pages["settings"]
    settle(again.context)
    again.close()
    again.deleteLater()


def test_ctrl_q_closes(new_window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(new_window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert not new_window.isVisible()


def test_nothing_is_begun_once_the_window_is_closed(new_window: MainWindow) -> None:
    context, heard = new_window.context, []
    assert new_window.close()
    context.working.connect(heard.append)
    tasks = [
        context.query_later(count_members, heard.append),
        context.change("加人", lambda session, _progress: create_member(session, "太晚的人"), heard.append),
        context.note(heard.append),
        context.do("导出", lambda _progress: None, heard.append),
    ]
    settle(context)
    assert all(task.done for task in tasks)
    assert heard == []
    assert context.query(count_members) == 0


@pytest.mark.parametrize("broken", [False, True], ids=["read", "failure"])
def test_work_that_outlives_its_context_is_let_go(app: QApplication, database: Database, broken: bool) -> None:
    """What follows would ask a context that is gone."""
    context, begun, followed = AppContext(database), threading.Event(), []

    def slowly(session: Any) -> int:
        begun.set()
        threading.Event().wait(0.2)
        if broken:
            raise ZeroDivisionError
        return count_members(session)

    task = context.query_later(slowly, lambda _count: followed.append(context.note(print)))
    assert begun.wait(10)
    context.deleteLater()
    QCoreApplication.sendPostedEvents(context, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
    assert task.done
    assert followed == []
