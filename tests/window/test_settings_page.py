"""The settings: each is stored when the field is left, can be undone, and takes effect everywhere at once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTime
from PySide6.QtWidgets import QSpinBox, QTimeEdit
from sqlalchemy import text
from sqlalchemy.orm import Session

from shopdesk.base.settings import load_settings
from shopdesk.data.shop import Shop, read_shop
from shopdesk.data.tables import Member
from shopdesk.members.listing import count_members
from tests.window.acting import press, settle, words_on
from ui.main_window import MainWindow
from ui.settings.page import SettingsPage


@pytest.fixture
def page(new_window: MainWindow) -> SettingsPage:
    new_window.show_page("settings")
    settle(new_window.context)
    page = new_window.pages["settings"]
    assert isinstance(page, SettingsPage)
    return page


def write(page: SettingsPage, key: str, text: str) -> None:
    field, _row = page.fields[key]
    field.setText(text)
    field.editingFinished.emit()
    settle(page.context)


def test_the_shops_name_stands_everywhere_and_can_be_undone(page: SettingsPage, new_window: MainWindow) -> None:
    write(page, "name", " 翠湖小站\u202e ")
    assert page.context.query(read_shop).name == "翠湖小站"
    assert new_window.top_bar.shop.text() == "翠湖小站"
    assert "翠湖小站" in new_window.windowTitle()
    assert new_window.undo_action.text() == "撤销 修改店铺设置"
    page.context.undo()
    settle(page.context)
    assert page.fields["name"][0].text() == "新店"


def test_a_shop_keeps_a_name(page: SettingsPage) -> None:
    write(page, "name", "  ")
    assert "店名不能空着" in words_on(page)
    assert page.context.query(read_shop).name == "新店"


def test_a_link_that_is_none_is_refused_beside_the_field(page: SettingsPage) -> None:
    write(page, "link", "javascript:alert(1)")
    assert page.context.query(read_shop).link == ""
    assert page.form.has_errors()
    write(page, "link", "https://shop.example/cuihu")
    assert page.context.query(read_shop).link == "https://shop.example/cuihu"
    assert not page.form.has_errors()


def test_thresholds_are_stored_and_go_back_to_the_defaults(page: SettingsPage) -> None:
    box = page.lifecycle.boxes["active_days"]
    assert isinstance(box, QSpinBox)
    box.setValue(21)
    box.editingFinished.emit()
    settle(page.context)
    assert page.context.query(read_shop).lifecycle.active_days == 21
    assert page.context.query(read_shop).lifecycle.cooling_days == Shop().lifecycle.cooling_days
    press(page.lifecycle, "恢复默认值")
    settle(page.context)
    assert page.context.query(read_shop).lifecycle == Shop().lifecycle
    assert box.value() == 14
    quiet = page.contact.boxes["quiet_from_minute"]
    assert isinstance(quiet, QTimeEdit) and quiet.time() == QTime(21, 30)
    quiet.setTime(QTime(20, 15))
    quiet.editingFinished.emit()
    settle(page.context)
    assert page.context.query(read_shop).contact.quiet_from_minute == 20 * 60 + 15
    limit = page.contact.boxes["batch"]
    assert isinstance(limit, QSpinBox)
    limit.setValue(500)
    assert limit.value() == 200  # by hand WeChat takes no more


def test_look_and_language_are_kept_for_the_next_start(page: SettingsPage, new_window: MainWindow) -> None:
    from shopdesk.base.i18n import set_language

    page.look.setCurrentIndex(page.look.findData("dark"))
    page.look.activated.emit(page.look.currentIndex())
    assert load_settings().look == "dark"
    new_window.switch_look()
    assert page.look.currentData() == load_settings().look == "auto"
    page.language.setCurrentIndex(page.language.findData("en"))
    page.language.activated.emit(page.language.currentIndex())
    set_language("zh_CN")
    assert load_settings().language == "en"
    new_window.switch_look()


def test_the_sample_shop_is_offered_only_to_an_empty_one(page: SettingsPage, new_window: MainWindow) -> None:
    assert page.sample.isVisible()
    press(page, "载入示例数据")
    settle(page.context)
    assert page.context.query(count_members) == 800
    settle(page.context)
    assert not page.sample.isVisible()
    (toast,) = new_window.toasts.toasts()
    press(toast, "去看看")
    assert new_window.current is new_window.pages["today"]


def test_what_the_check_finds_wrong_is_worked_out_again(page: SettingsPage) -> None:
    def spoil(session: Session, _progress: object) -> None:
        session.add(Member(name="甲", joined_at=0))
        session.flush()
        session.execute(text("INSERT INTO member_summary (id, order_count, spent_fen, unpaid_fen) VALUES (1, 3, 5, 0)"))
        session.execute(text("DELETE FROM dirty_member"))

    page.context.change("坏", spoil)
    settle(page.context)
    assert page.safety.anew.isHidden()
    press(page, "检查数据")
    settle(page.context)
    assert "1 位会员的累计数与订单对不上" in words_on(page)
    press(page, "重新算一遍")
    settle(page.context)
    assert "数据完好" in words_on(page) and page.safety.anew.isHidden()
    assert page.context.database.undo_label == "重新算累计数和标签"


def test_checking_the_data_says_that_it_is_whole(page: SettingsPage) -> None:
    press(page, "检查数据")
    settle(page.context)
    assert "数据完好" in words_on(page)
