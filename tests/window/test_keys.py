"""Everything by keys: pages, undo, the palette, F1, and pasting that a text field may want for itself."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from shopdesk.base.i18n import _, language, set_language
from shopdesk.base.settings import load_settings, save_settings
from shopdesk.members.listing import count_members
from shopdesk.members.people import create_member
from shopdesk.members.search import find_members
from tests.window.acting import button, dialog, on_screen, press, settle, words_on
from ui.app_context import AppContext
from ui.intake.wizard import ImportWizard
from ui.main_window import MainWindow
from ui.navigation import Navigation
from ui.pages import PAGES
from ui.palette import Palette
from ui.shortcuts import ShortcutsDialog
from ui.start import make_application
from ui.theme import apply_theme, scheme

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
JIELONG = "#接龙\n砂糖橘 29.9元/箱\n1. 小鹿 2-301 2箱\n2. 阿杰 1箱\n"


def press_key(window: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """To whatever has the focus, as a keyboard does."""
    from PySide6.QtTest import QTest

    QTest.keyClick(QApplication.focusWidget() or window, key, modifiers)


# ---- pages and help


def test_ctrl_and_a_digit_shows_each_page(window: MainWindow) -> None:
    for number, entry in enumerate(PAGES, 1):
        press_key(window, Qt.Key(Qt.Key.Key_0 + number), CTRL)
        settle(window.context)
        assert window.current is window.pages[entry.name]
        assert window.navigation.buttons[entry.name].isChecked()
        assert window.windowTitle().startswith(window.current.title())


def test_f1_shows_the_keys_of_the_window_and_of_the_page(window: MainWindow) -> None:
    window.show_page("orders")
    press_key(window, Qt.Key.Key_F1)
    keys = dialog(ShortcutsDialog)
    said = words_on(keys)
    for word in ("Ctrl+K", "Ctrl+O", "Ctrl+Z", "Ctrl+1", "Ctrl+N", "新订单", "查找和命令"):
        assert word in said, word
    press(keys, "关闭")


# ---- undo and redo


def test_undo_and_redo_by_key_menu_and_button_name_what_they_do(new_window: MainWindow) -> None:
    context = new_window.context
    assert not new_window.undo_action.isEnabled() and not new_window.top_bar.undo.isEnabled()
    context.change("新会员", lambda session, _progress: create_member(session, "小鹿"))
    settle(context)
    assert (new_window.undo_action.text(), new_window.redo_action.text()) == ("撤销 新会员", "重做")
    assert new_window.undo_action.isEnabled() and not new_window.redo_action.isEnabled()
    assert "新会员" in new_window.top_bar.undo.toolTip()
    press_key(new_window, Qt.Key.Key_Z, CTRL)
    settle(context)
    assert context.query(count_members) == 0
    assert (new_window.undo_action.text(), new_window.redo_action.text()) == ("撤销", "重做 新会员")
    assert [toast.accessibleName() for toast in new_window.toasts.toasts()] == ["已撤销：新会员"]
    for key, modifiers in ((Qt.Key.Key_Y, CTRL), (Qt.Key.Key_Z, CTRL | SHIFT)):
        press_key(new_window, key, modifiers)
        settle(context)
        assert context.query(count_members) == 1
        new_window.top_bar.undo.click()
        settle(context)
        assert context.query(count_members) == 0
    new_window.top_bar.redo.click()
    settle(context)
    assert context.query(count_members) == 1


def test_a_toast_takes_the_change_back(new_window: MainWindow) -> None:
    context = new_window.context
    context.change("新会员", lambda session, _progress: create_member(session, "小鹿"), say="已添加小鹿")
    settle(context)
    (toast,) = new_window.toasts.toasts()
    press(toast, "撤销")
    settle(context)
    assert context.query(count_members) == 0


def test_a_text_field_keeps_its_own_undo(new_window: MainWindow, qtbot: QtBot) -> None:
    context = new_window.context
    context.change("新会员", lambda session, _progress: create_member(session, "小鹿"))
    settle(context)
    for kind in (QLineEdit, QPlainTextEdit):
        field = kind(new_window)
        field.show()
        field.setFocus()
        qtbot.keyClicks(field, "abc")
        read = field.text if isinstance(field, QLineEdit) else field.toPlainText
        press_key(new_window, Qt.Key.Key_Z, CTRL)
        assert read() == ""
        press_key(new_window, Qt.Key.Key_Y, CTRL)
        assert read() == "abc"
        field.deleteLater()
    settle(context)
    assert context.query(count_members) == 1


# ---- pasting and dropping


@pytest.fixture
def clipboard(app: QApplication) -> QMimeData:
    QGuiApplication.clipboard().clear()
    return QMimeData()


def test_pasting_outside_a_field_opens_the_import(new_window: MainWindow, clipboard: QMimeData) -> None:
    QGuiApplication.clipboard().setText(JIELONG)
    new_window.setFocus()
    press_key(new_window, Qt.Key.Key_V, CTRL)
    settle(new_window.context)
    wizard = dialog(ImportWizard)
    assert "小鹿" in wizard.choose_step.text()
    wizard.reject()


def test_pasting_in_a_field_stays_in_the_field(new_window: MainWindow, clipboard: QMimeData) -> None:
    QGuiApplication.clipboard().setText("砂糖橘")
    field = QLineEdit(new_window)
    field.show()
    field.setFocus()
    press_key(new_window, Qt.Key.Key_V, CTRL)
    assert field.text() == "砂糖橘"
    new_window.paste()
    assert field.text() == "砂糖橘砂糖橘"
    assert on_screen(ImportWizard) is None
    field.setReadOnly(True)
    new_window.paste()
    settle(new_window.context)
    dialog(ImportWizard).reject()
    field.deleteLater()


def test_pasting_nothing_says_what_to_do(new_window: MainWindow, clipboard: QMimeData) -> None:
    QGuiApplication.clipboard().setText(" \n")
    new_window.setFocus()
    new_window.paste()
    assert on_screen(ImportWizard) is None
    assert "剪贴板里没有文字" in new_window.toasts.toasts()[0].accessibleName()


def drop(window: MainWindow, data: QMimeData) -> bool:
    actions, buttons, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(400, 300), actions, data, buttons, keys)
    entering.ignore()
    QApplication.sendEvent(window, entering)
    if entering.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPointF(400, 300), actions, data, buttons, keys))
    return entering.isAccepted()


def test_dropping_files_or_text_opens_the_import(new_window: MainWindow, tmp_path: Path) -> None:
    file = tmp_path / "接龙.txt"
    file.write_text(JIELONG, encoding="utf-8")
    files, text, nothing = QMimeData(), QMimeData(), QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(file))])
    text.setText(JIELONG)
    nothing.setUrls([QUrl("https://shop.example/")])
    nothing.setText("")
    for data in (files, text):
        assert drop(new_window, data)
        QApplication.processEvents()
        settle(new_window.context)
        wizard = dialog(ImportWizard)
        assert wizard.intake.seen is not None
        wizard.reject()
        settle(new_window.context)
    assert not drop(new_window, QMimeData())


# ---- the palette


def ask(window: MainWindow, words: str) -> list[str]:
    """What Ctrl+K shows for these words; the palette stays open."""
    settle(window.context)
    window.activateWindow()
    settle(window.context)
    press_key(window, Qt.Key.Key_K, CTRL)
    palette = dialog(Palette)
    palette.field.setText(words)
    settle(window.context)
    return [palette.list.item(row).text() for row in range(palette.list.count())]


def test_the_palette_finds_members_by_name_initials_and_phone(window: MainWindow) -> None:
    from shopdesk.data.tables import Member

    member = window.context.query(lambda session: session.get_one(Member, 5))
    name, phone, number = member.name, member.phone or "", member.number or ""
    from pypinyin import Style, lazy_pinyin

    initials = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
    searched = [name, number, initials] + ([phone[-6:]] if phone else [])
    for words in searched:
        found = [hit.name for hit in window.context.query(partial(find_members, text=words, limit=12))]
        shown = ask(window, words)
        assert any(line.startswith(name) for line in shown), words
        assert all(any(line.startswith(hit) for line in shown) for hit in found)
        assert not any(phone in line for line in shown), "phones stand masked"
        dialog(Palette).reject()


def test_enter_in_the_palette_opens_the_member(window: MainWindow) -> None:
    shown = ask(window, "CH0005")
    assert len(shown) >= 1
    press_key(dialog(Palette), Qt.Key.Key_Return)
    settle(window.context)
    assert on_screen(Palette) is None
    assert window.current is window.pages["members"]
    drawer = window.pages["members"].list.drawer
    assert drawer.is_open() and drawer.content().member_id == 5


def test_the_palette_runs_commands_and_shows_their_keys(window: MainWindow) -> None:
    shown = ask(window, "sz")  # 设置
    assert any(line.startswith("设置") and "Ctrl+8" in line for line in shown)
    palette = dialog(Palette)
    row = next(row for row, line in enumerate(shown) if line.startswith("设置"))
    for _step in range(row):
        press_key(palette, Qt.Key.Key_Down)
    press_key(palette, Qt.Key.Key_Return)
    settle(window.context)
    assert window.current is window.pages["settings"]


def test_the_palette_finds_orders(window: MainWindow) -> None:
    shown = ask(window, "#17")
    assert len(shown) == 1
    press_key(dialog(Palette), Qt.Key.Key_Return)
    settle(window.context)
    assert window.current is window.pages["orders"]
    assert window.pages["orders"].orders.drawer.is_open()


def test_the_palette_says_when_there_is_nothing(window: MainWindow) -> None:
    assert ask(window, "没有这样的人") == ["没有找到"]
    press_key(dialog(Palette), Qt.Key.Key_Return)
    assert on_screen(Palette) is not None
    press_key(dialog(Palette), Qt.Key.Key_Escape)
    assert on_screen(Palette) is None


def test_the_palette_leaves_out_what_cannot_be_done(new_window: MainWindow) -> None:
    assert not any(line.startswith("撤销") for line in ask(new_window, "撤销"))
    dialog(Palette).reject()


# ---- look and language


def test_the_look_is_switched_and_kept(window: MainWindow) -> None:
    from ui.theme import tokens
    from ui.tokens import DARK, LIGHT

    seen = []
    for _time in range(3):
        button(window, "浅色 / 深色").click()
        seen.append(scheme())
        assert load_settings().look == scheme()
        assert tokens() is {"dark": DARK, "light": LIGHT}.get(scheme(), tokens())
        settle(window.context)
    assert seen == ["dark", "auto", "light"]


def test_the_program_starts_in_the_owners_language_and_look(app: QApplication) -> None:
    save_settings(replace(load_settings(), language="en", look="dark"))
    try:
        assert make_application() is app
        assert (language(), scheme()) == ("en", "dark")
        assert button(Navigation([("today", _("今日"), "layout-dashboard")], print), "Today").text() == "Today"
    finally:
        set_language("zh_CN")
        apply_theme(app, "light")


def test_the_window_in_english(app: QApplication, window: MainWindow) -> None:
    set_language("en")
    try:
        english = MainWindow(AppContext(window.context.database))
        english.show()
        for name in ("today", "figures", "settings"):
            english.show_page(name)
            settle(english.context)
        labels = words_on(english.pages["figures"]).splitlines() + words_on(english.top_bar).splitlines()
        labels += [command.text for command in english.all_commands()]
        labels += [title for title in english.windowTitle().split(" · ") if title != "翠湖小站"]
        assert [line for line in labels if is_chinese(line)] == ["翠湖小站"]
        english.close()
        english.deleteLater()
    finally:
        set_language("zh_CN")


def is_chinese(line: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in line)
