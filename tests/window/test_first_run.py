"""The first start: a name, a folder, and a shop that can be worked in."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from shopdesk.base.settings import load_settings, save_settings
from shopdesk.data.database import DATABASE_FILE
from shopdesk.data.opening import open_database
from shopdesk.data.shop import read_shop
from shopdesk.members.listing import count_members
from shopdesk.members.segments import list_segments
from shopdesk.members.tags import list_tags
from tests.window.acting import Play, dialog, on_screen, press, words_on
from ui.first_run import FirstRun
from ui.main_window import MainWindow
from ui.start import _choose_folder, run_shop


@pytest.fixture
def welcome(app: QApplication, qtbot: QtBot, tmp_path: Path) -> FirstRun:
    dialog = FirstRun(tmp_path / "Documents" / "ShopDesk")
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_an_empty_shop_has_its_name_and_what_every_new_shop_has(welcome: FirstRun) -> None:
    assert welcome.name.hasFocus()
    welcome.name.setText("  翠湖小站 ")
    welcome.owner.setText("王姐")
    welcome.link.setText("https://shop.example/cuihu")
    press(welcome, "下一步")
    press(welcome, "开始")
    assert welcome.result() == FirstRun.DialogCode.Accepted
    database = open_database(welcome.folder)
    with database.read() as session:
        shop = read_shop(session)
        assert (shop.name, shop.owner, shop.link) == ("翠湖小站", "王姐", "https://shop.example/cuihu")
        assert count_members(session) == 0
        assert len(list_segments(session)) >= 8
        assert list_tags(session)
    database.close()


def test_the_sample_shop_in_one_click(welcome: FirstRun) -> None:
    press(welcome, "先看示例店铺")
    assert welcome.result() == FirstRun.DialogCode.Accepted
    database = open_database(welcome.folder)
    with database.read() as session:
        assert count_members(session) == 800
        assert read_shop(session).name == "翠湖小站"
    database.close()


def test_the_sample_shop_under_the_owners_name(welcome: FirstRun) -> None:
    welcome.name.setText("我的小店")
    press(welcome, "下一步")
    press(welcome, "放入示例")
    database = open_database(welcome.folder)
    with database.read() as session:
        assert (read_shop(session).name, count_members(session)) == ("我的小店", 800)
    database.close()


def test_what_is_missing_or_wrong_is_said_beside_the_field(welcome: FirstRun) -> None:
    welcome.link.setText("not a link")
    welcome.place.setText("")
    press(welcome, "下一步")
    assert welcome.screens.currentIndex() == 0
    said = words_on(welcome)
    assert "请填写店名" in said and "请选择文件夹" in said
    assert welcome.form.has_errors()
    assert welcome.name.hasFocus()


def test_a_shop_that_is_there_already_is_opened_as_it_is(
    welcome: FirstRun, tmp_path: Path, empty_shop_file: Path
) -> None:
    (tmp_path / "mine").mkdir()
    shutil.copy(empty_shop_file, tmp_path / "mine" / DATABASE_FILE)
    welcome.place.setText(str(tmp_path / "mine"))
    assert "已经有一个店铺" in words_on(welcome)
    press(welcome, "下一步")
    assert welcome.result() == FirstRun.DialogCode.Accepted
    assert welcome.folder == tmp_path / "mine"
    assert (tmp_path / "mine" / DATABASE_FILE).read_bytes() == empty_shop_file.read_bytes()


def test_a_place_that_cannot_be_written_is_said_and_left_alone(welcome: FirstRun, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("letter", encoding="utf-8")
    welcome.name.setText("小店")
    welcome.place.setText(str(tmp_path / "file" / "shop"))
    press(welcome, "下一步")
    press(welcome, "开始")
    assert welcome.isVisible()
    assert "不能在这个文件夹里写东西" in words_on(welcome)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "letter"
    press(welcome, "上一步")
    welcome.place.setText(str(tmp_path / "better"))
    press(welcome, "下一步")
    press(welcome, "开始")
    assert (tmp_path / "better" / DATABASE_FILE).exists()


def test_giving_up_makes_nothing(app: QApplication, tmp_path: Path) -> None:
    play = Play([lambda: on_screen(FirstRun) is not None, lambda: dialog(FirstRun).reject()])
    assert _choose_folder(tmp_path / "new", load_settings()) is None
    assert play.left == []
    assert not (tmp_path / "new").exists()
    assert load_settings().shop_folder == ""


def test_from_the_first_start_to_the_window_and_the_second_start(app: QApplication, tmp_path: Path) -> None:
    def make() -> None:
        dialog(FirstRun).name.setText("小店")
        press(dialog(FirstRun), "下一步")
        press(dialog(FirstRun), "开始")

    play = Play([lambda: on_screen(FirstRun) is not None, make])
    folder = _choose_folder(tmp_path / "new", load_settings())
    assert folder == tmp_path / "new" and play.left == []
    assert Path(load_settings().shop_folder) == folder
    seen: list[str] = []

    def look() -> bool:
        window = on_screen(MainWindow)
        if window is None or window.current is None:
            return False
        window.context.wait_idle()
        seen.append(window.windowTitle())
        assert "店铺还是空的" in words_on(window)
        window.close()
        return True

    play = Play([look])
    assert run_shop(app, folder) == 0
    assert play.left == []
    assert seen == ["今日 · 小店 · 掌柜台"]
    assert _choose_folder(None, load_settings()) == folder


def test_a_shop_that_is_not_where_it_was_is_said_not_made_anew(app: QApplication, tmp_path: Path) -> None:
    usb = tmp_path / "usb" / "shop"
    save_settings(replace(load_settings(), shop_folder=str(usb)))
    said: list[str] = []

    def read() -> None:
        said.append(words_on(dialog(FirstRun)))
        assert dialog(FirstRun).place.text() != str(usb)
        dialog(FirstRun).reject()

    play = Play([lambda: on_screen(FirstRun) is not None, read])
    assert _choose_folder(None, load_settings()) is None and play.left == []
    assert f"上次的店铺现在找不到：{usb}" in said[0]
    assert load_settings().shop_folder == str(usb)
    assert not usb.exists()
