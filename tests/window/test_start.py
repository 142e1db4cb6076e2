"""Second starts, damaged shops and backups put back, as the owner meets them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from shopdesk.base.settings import load_settings
from shopdesk.data.copying import find_damage
from shopdesk.data.database import DATABASE_FILE
from shopdesk.data.folder import lock_folder
from shopdesk.data.opening import open_database
from shopdesk.data.tables import Member
from shopdesk.members.people import create_member
from shopdesk.safety.backup import list_backups, make_backup
from shopdesk.safety.check import check_shop
from shopdesk.safety.restore import list_kept, restore_backup
from tests.sample_shop import copy_sample
from tests.window.acting import Play, button, dialog, on_screen, press, settle, words_on
from ui.main_window import MainWindow
from ui.recovery import RecoveryScreen
from ui.settings.page import SettingsPage
from ui.single_instance import answer_second_starts, raise_first_window
from ui.start import _choose_folder, open_window, run_shop
from ui.widgets.confirm_dialog import ConfirmDialog

ROOT = Path(__file__).parents[2]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return copy_sample(tmp_path / "shop")


@pytest.fixture
def hook() -> Iterator[None]:
    before = sys.excepthook
    yield
    sys.excepthook = before


def member_count(folder: Path) -> int:
    database = open_database(folder)
    with database.read() as session:
        count = session.scalar(select(func.count()).select_from(Member)) or 0
        assert check_shop(session) == []
    database.close()
    return count


def close_window() -> bool:
    window = on_screen(MainWindow)
    if window is None or window.current is None:
        return False
    window.context.wait_idle()
    window.close()
    return True


# ---- second starts


def test_a_second_start_raises_the_first_window(app: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    parent, raised = QObject(), []
    server = answer_second_starts(tmp_path, lambda: raised.append(True), parent)
    assert raise_first_window(tmp_path)
    qtbot.waitUntil(lambda: raised == [True])
    assert not raise_first_window(tmp_path / "other")
    server.close()
    assert not raise_first_window(tmp_path)


def test_two_programs_on_one_shop(shop: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "SHOPDESK_CONFIG": str(tmp_path / "config")}
    command = [sys.executable, str(ROOT / "main.py"), "--data", str(shop)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as first:
        until = time.monotonic() + 60
        while not raise_first_window(shop):
            assert first.poll() is None and time.monotonic() < until
            time.sleep(0.1)
        second = subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False)
        assert (second.returncode, second.stderr) == (0, b"")
        assert first.poll() is None
        first.terminate()
        assert first.stderr is not None
        assert b"Traceback" not in first.stderr.read()  # the offscreen platform tells that it raises no windows


def test_a_shop_that_answers_nobody_is_said_to_be_in_use(app: QApplication, shop: Path, hook: None) -> None:
    lock = lock_folder(shop)
    said: list[str] = []

    def read() -> bool:
        box = on_screen(QMessageBox)
        if box is None:
            return False
        said.append(box.text())
        box.accept()
        return True

    play = Play([read])
    try:
        assert open_window(["--data", str(shop)]) == 1
    finally:
        lock.release()
    assert play.left == []
    assert "已经在另一个" in said[0]


# ---- damage


def damage(shop: Path) -> bytes:
    """Some members cannot be read any more, and neither can what opening looks at first."""
    path = shop / DATABASE_FILE
    connection = driver.connect(str(path))
    (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    content = bytearray(path.read_bytes())
    for at in range(size, len(content), size):
        if at == (page - 1) * size or b"CH0400" in content[at : at + size]:
            content[at : at + size] = b"\xa5" * size
    path.write_bytes(bytes(content))
    return bytes(content)


def test_a_damaged_shop_comes_back_from_its_newest_good_backup(app: QApplication, shop: Path) -> None:
    make_backup(shop)
    spoilt = make_backup(shop)
    spoilt.write_bytes(spoilt.read_bytes()[:9000])
    broken = b"\x00" * 7000
    (shop / DATABASE_FILE).write_bytes(broken)

    def restore() -> bool:
        screen = on_screen(RecoveryScreen)
        if screen is None:
            return False
        assert "第 1 份" in words_on(screen)
        press(screen, "恢复这份备份")
        return True

    play = Play([restore, close_window])
    assert run_shop(app, shop) == 0
    assert play.left == []
    assert member_count(shop) == 800
    (kept,) = shop.glob("before-restore-*")
    assert (kept / DATABASE_FILE).read_bytes() == broken


def test_what_can_be_read_of_a_damaged_shop_is_saved_in_its_place(
    app: QApplication, shop: Path, tmp_path: Path
) -> None:
    content = damage(shop)
    with_name: list[str] = []

    def salvage() -> bool:
        screen = on_screen(RecoveryScreen)
        if screen is None:
            return False
        assert "没有找到完好的备份" in words_on(screen)
        press(screen, "抢救数据")
        with_name.append(words_on(screen))
        press(screen, "打开店铺")
        return True

    play = Play([salvage, close_window])
    assert run_shop(app, shop) == 0
    assert play.left == []
    assert "救回" in with_name[0]
    assert 700 < member_count(shop) < 800
    assert find_damage(shop / DATABASE_FILE) == []
    (kept,) = shop.glob("before-restore-*")
    assert (kept / DATABASE_FILE).read_bytes() == content
    assert not list(shop.glob("salvaged-*"))


def test_nothing_left_to_save_is_said_and_leaves_no_trace(app: QApplication, shop: Path) -> None:
    (shop / DATABASE_FILE).write_bytes(b"\x00" * 7000)
    before = sorted(shop.iterdir())
    said: list[str] = []

    def salvage() -> bool:
        screen = on_screen(RecoveryScreen)
        if screen is None:
            return False
        press(screen, "抢救数据")
        return True

    def read() -> bool:
        box = on_screen(QMessageBox)
        if box is None:
            return False
        said.append(box.text())
        box.accept()
        press(dialog(RecoveryScreen), "退出")
        return True

    play = Play([salvage, read])
    assert run_shop(app, shop) == 1
    assert play.left == []
    assert said == ["没有能读出的数据。"]
    assert sorted(shop.iterdir()) == before


def test_a_shop_file_that_is_gone_comes_back_from_its_backup(app: QApplication, shop: Path) -> None:
    make_backup(shop)
    (shop / DATABASE_FILE).unlink()
    assert _choose_folder(shop, load_settings()) == shop

    def restore() -> bool:
        screen = on_screen(RecoveryScreen)
        if screen is None:
            return False
        assert "店铺文件不见了" in words_on(screen) and "抢救" not in words_on(screen)
        press(screen, "恢复这份备份")
        return True

    play = Play([restore, close_window])
    assert run_shop(app, shop) == 0
    assert play.left == []
    assert member_count(shop) == 800


# ---- a backup put back from the settings


def test_restore_from_the_settings_opens_the_window_again_with_the_backup(app: QApplication, shop: Path) -> None:
    backup = make_backup(shop)
    database = open_database(shop)
    database.change("新会员", lambda session: create_member(session, "后来的人"))
    database.close()
    assert member_count(shop) == 801
    said: list[str] = []

    def ask() -> bool:
        window = on_screen(MainWindow)
        if window is None or window.current is None:
            return False
        window.show_page("settings")
        page = window.pages["settings"]
        assert isinstance(page, SettingsPage)
        page.safety.restore(backup)
        return True

    def agree() -> bool:
        confirm = on_screen(ConfirmDialog)
        if confirm is None:
            return False
        assert not confirm.yes.isEnabled()
        confirm.typed.setText("翠湖小站")
        confirm.yes.click()
        return True

    def look() -> bool:
        window = on_screen(MainWindow)
        if window is None or window.current is None or not window.toasts.toasts():
            return False
        settle(window.context)
        said.extend(toast.accessibleName() for toast in window.toasts.toasts())
        window.close()
        return True

    play = Play([ask, agree, look])
    assert run_shop(app, shop) == 0
    assert play.left == []
    assert member_count(shop) == 800
    assert any("已恢复" in words for words in said)
    assert len(list_backups(shop)) >= 1


def test_a_restore_by_mistake_is_taken_back_from_the_settings(app: QApplication, shop: Path) -> None:
    backup = make_backup(shop)
    database = open_database(shop)
    database.change("新会员", lambda session: create_member(session, "后来的人"))
    database.close()
    restore_backup(shop, backup)
    assert member_count(shop) == 800

    def ask() -> bool:
        window = on_screen(MainWindow)
        if window is None or window.current is None:
            return False
        window.show_page("settings")
        settle(window.context)
        assert "恢复错了，可以换回来" in words_on(window.pages["settings"])
        (back,) = (each for each in window.findChildren(QPushButton) if each.text() == "换回来")
        back.click()
        return True

    def agree() -> bool:
        confirm = on_screen(ConfirmDialog)
        if confirm is None:
            return False
        assert "那以后做的改动会一起换下来" in words_on(confirm)
        confirm.typed.setText("翠湖小站")
        confirm.yes.click()
        return True

    def look() -> bool:
        window = on_screen(MainWindow)
        if window is None or window.current is None or not window.toasts.toasts():
            return False
        window.close()
        return True

    play = Play([ask, agree, look])
    assert run_shop(app, shop) == 0
    assert play.left == []
    assert member_count(shop) == 801
    assert len(list_kept(shop)) == 2, "what was taken back is kept too"


def test_a_bad_backup_is_refused_before_the_window_closes(window: MainWindow, tmp_path: Path) -> None:
    bad = tmp_path / "bad.db"
    bad.write_bytes(b"no backup")
    window.show_page("settings")
    page = window.pages["settings"]
    assert isinstance(page, SettingsPage)
    page.safety.restore(bad)
    settle(window.context)
    box = dialog(QMessageBox)
    assert "不是掌柜台的备份文件" in box.text()
    box.accept()
    assert on_screen(ConfirmDialog) is None
    assert window.isVisible() and window.backup_to_restore is None


def test_backups_are_listed_as_soon_as_they_are_made(window: MainWindow) -> None:
    window.show_page("settings")
    page = window.pages["settings"]
    settle(window.context)
    assert "还没有备份" in words_on(page)
    window.back_up()
    settle(window.context)
    window.show_page("today")
    window.show_page("settings")
    settle(window.context)
    assert "还没有备份" not in words_on(page)
    press(page, "立即备份")
    settle(window.context)
    newest, _first = list_backups(window.context.database.path.parent)
    assert button(page, f"恢复第 2 份备份（{newest.made:%Y-%m-%d %H:%M}）").isEnabled()
