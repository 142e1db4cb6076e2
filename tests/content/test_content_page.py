"""The content page as an owner uses it: write, preview, publish, move, undo; templates changed and put back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from shopdesk.base import dates
from shopdesk.content.entries import EntryRow, EntryValues, add_entry, list_entries
from shopdesk.content.template_store import list_templates, seed_templates
from shopdesk.data.database import Database
from shopdesk.data.shop import save_shop
from shopdesk.data.tables import Member
from ui.app_context import AppContext
from ui.content.calendar_layout import MONTH, WEEK
from ui.content.entry_menu import build_entry_menu
from ui.content.page import ContentPage
from ui.content.template_dialog import TemplateDialog
from ui.theme import apply_theme

TODAY = dates.today()


def _fill_shop(session: Session) -> None:
    save_shop(session, name="翠湖小站", owner="王姐")
    session.add(Member(name="小雨妈妈", room="3-2-501", joined_at=0, search_text="小雨妈妈 xymm"))
    session.add(Member(name="老张", birthday="--06-18", joined_at=0, search_text="老张 lz"))
    seed_templates(session)


class Desk:
    """A page with its context, and what was said."""

    def __init__(self, context: AppContext, page: ContentPage) -> None:
        self.context, self.page, self.said = context, page, []  # type: ignore[var-annotated]
        context.said.connect(lambda text, _button, _act: self.said.append(text))
        context.failed.connect(lambda error: self.said.append(str(error)))

    @property
    def calendar(self):  # type: ignore[no-untyped-def]
        return self.page.calendar

    @property
    def templates(self):  # type: ignore[no-untyped-def]
        return self.page.templates

    def settle(self) -> None:
        self.context.wait_idle()
        QApplication.processEvents()

    def rows(self) -> list[EntryRow]:
        return self.context.query(lambda session: list_entries(session, TODAY - 800, TODAY + 800))

    def undo(self) -> None:
        self.context.undo()
        self.settle()


@pytest.fixture
def desk(database: Database, qtbot: QtBot) -> Iterator[Desk]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, "light")
    database.change("建店", _fill_shop, undoable=False)
    context = AppContext(database)
    crashes: list[BaseException] = []
    context.crashed.connect(crashes.append)
    page = ContentPage(context)
    page.resize(1130, 660)
    page.show()
    page.become_visible()
    made = Desk(context, page)
    yield made
    page.close()
    made.settle()
    page.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # the event loop does not run in a test
    assert crashes == []


def test_write_preview_save_and_undo(desk: Desk) -> None:
    calendar = desk.calendar
    calendar.view.setFocus()
    QTest.keyClick(calendar.view, Qt.Key.Key_N)
    editor = calendar.panel.editor
    assert editor is not None and editor.entry is None
    assert not editor.save_button.isEnabled()
    QTest.keyClicks(editor.title, "Good morning")
    editor.message.replace_text("{{昵称}}早，{{店名}}开门了，今天价格{{价格}}")
    editor.goal.setText("十个人回")
    assert editor.filled_now().text == "小雨妈妈早，翠湖小站开门了，今天价格{{价格}}"
    assert "价格" in editor._preview._gaps.text()
    QTest.keyClick(editor.title, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    (row,) = desk.rows()
    assert (row.title, row.goal, row.day, row.minute) == ("Good morning", "十个人回", TODAY, 18 * 60)
    assert desk.said == ["内容已保存"]
    assert calendar.view.entry_id == row.id
    assert not editor.dirty()
    desk.undo()
    assert desk.rows() == []
    assert not calendar.drawer.is_open()


def test_what_was_written_is_saved_when_the_panel_closes_but_nothing_is_forgotten_silently(desk: Desk) -> None:
    calendar = desk.calendar
    calendar.start_new(TODAY + 1)
    calendar.drawer.close_panel()
    desk.settle()
    assert desk.rows() == []  # nothing had been written
    calendar.start_new(TODAY + 1)
    calendar.panel.editor.message.replace_text("明早有鸡蛋")
    calendar.drawer.close_panel()
    desk.settle()
    assert [row.title for row in desk.rows()] == ["明早有鸡蛋"]


def test_writing_on_while_it_is_being_saved_makes_one_entry(desk: Desk) -> None:
    calendar = desk.calendar
    calendar.start_new(TODAY)
    editor = calendar.panel.editor
    editor.message.replace_text("第一句")
    calendar.save_editor()
    editor.message.replace_text("第一句，第二句")
    calendar.save_editor()
    desk.settle()
    assert [row.body for row in desk.rows()] == ["第一句，第二句"]
    desk.page.tabs.setCurrentIndex(1)
    tab = desk.templates
    tab.message.replace_text("甲")
    tab.save()
    tab.message.replace_text("甲乙")
    desk.settle()
    assert tab.message.text() == "甲乙" and tab.dirty()


def test_closing_the_window_saves(desk: Desk) -> None:
    desk.calendar.start_new(TODAY)
    desk.calendar.panel.editor.message.replace_text("还没保存")
    desk.page.close()
    desk.settle()
    assert [row.body for row in desk.rows()] == ["还没保存"]


def test_publish_move_copy_delete_each_undoable(desk: Desk) -> None:
    desk.context.database.change("加", lambda s: add_entry(s, EntryValues(TODAY, "开团", "{{店名}}开团，{{昵称}}")))
    desk.calendar.refresh()
    (row,) = desk.rows()
    calendar = desk.calendar
    calendar.toggle_published(row.id)
    desk.settle()
    assert desk.rows()[0].published
    calendar.move_entry(row.id, TODAY + 40)
    desk.settle()
    assert desk.rows()[0].day == TODAY + 40
    assert calendar.view.day == TODAY + 40  # the page was turned with it
    calendar.copy_entry(row.id, TODAY + 41)
    desk.settle()
    assert [(one.day - TODAY, one.published) for one in desk.rows()] == [(40, True), (41, False)]
    calendar.delete_entry(row.id)
    desk.settle()
    assert len(desk.rows()) == 1
    for _step in range(4):
        desk.undo()
    assert desk.rows() == [row]
    calendar.copy_text_of(row.id)
    assert QGuiApplication.clipboard().text() == "翠湖小站开团，{{昵称}}"
    assert desk.said[-1] == "文案已复制，还有没填上的：昵称"


def test_publishing_a_new_entry_stores_it(desk: Desk) -> None:
    desk.calendar.start_new(TODAY)
    desk.calendar.panel.editor.message.replace_text("大家早")
    desk.calendar.panel.editor.publish_button.click()
    desk.settle()
    assert [(row.body, row.published) for row in desk.rows()] == [("大家早", True)]
    assert desk.calendar.panel.editor.publish_button.text() == "改回待发布"
    desk.calendar.panel.editor.publish_button.click()
    desk.settle()
    assert not desk.rows()[0].published


def test_repeat_from_the_editor_is_one_step(desk: Desk) -> None:
    calendar = desk.calendar
    calendar.start_new(TODAY)
    editor = calendar.panel.editor
    editor.title.setText("鲜果周三")
    editor.message.replace_text("今天有桔子")
    editor.repeats.rule.setCurrentIndex(editor.repeats.rule.findData("weekly"))
    editor.repeats.until.set_day(TODAY + 21)
    assert editor.repeats.note.text() == "保存后一共排出 4 条。"
    calendar.save_editor()
    desk.settle()
    assert [row.day - TODAY for row in desk.rows()] == [0, 7, 14, 21]
    assert not editor.whole_series.isHidden()
    editor.message.replace_text("今天有苹果")
    editor.whole_series.setChecked(True)
    calendar.save_editor()
    desk.settle()
    assert {row.body for row in desk.rows()} == {"今天有苹果"}
    desk.undo()
    assert {row.body for row in desk.rows()} == {"今天有桔子"}
    assert editor.message.text() == "今天有桔子"  # the panel follows
    desk.undo()
    assert desk.rows() == []


def test_template_fills_text_pillar_and_plan(desk: Desk) -> None:
    calendar = desk.calendar
    calendar.start_from_template(TODAY)
    dialog = calendar.findChild(TemplateDialog)
    assert dialog is not None
    dialog.list.search.setText("青菜")
    QTest.keyClick(dialog.list.search, Qt.Key.Key_Return)
    assert [dialog.list.list.item(n).text() for n in range(dialog.list.list.count())] == ["干货：青菜怎么多放三天"]
    dialog.use_button.click()
    editor = calendar.panel.editor
    assert editor.title.text() == "干货：青菜怎么多放三天"
    assert editor.values().pillar == "know_how"
    assert editor.question.text() and editor.goal.text() and editor.follow_up.text()
    assert editor.values().template_id is not None
    calendar.save_editor()
    desk.settle()
    assert desk.rows()[0].template_id is not None


def test_risky_words_are_underlined_and_explained(desk: Desk) -> None:
    desk.calendar.start_new(TODAY)
    message = desk.calendar.panel.editor.message
    message.replace_text("🍊🍊全网最低价，{{天气}}真好")
    marks = {mark.cursor.selectedText() for mark in message.field.extraSelections()}
    assert marks == {"全网最低价", "{{天气}}"}
    assert [found.word for found in message.findings()] == ["全网最低价"]
    assert not message._explained.isHidden()
    message.replace_text("{昵称}，今天有好桔子")
    assert any("要写成 {{昵称}}" in label.text() for label in message._explained.findChildren(QLabel))
    message.replace_text("{{昵称}}，今天有好桔子")
    assert message._explained.isHidden()


def test_preview_for_another_member(desk: Desk) -> None:
    desk.calendar.start_new(TODAY)
    editor = desk.calendar.panel.editor
    editor.message.replace_text("{{昵称}}，{{生日}}快乐")
    picker = editor._preview.picker
    picker.setText("lz")
    picker._search()
    picker._choose(picker.completer().completionModel().index(0, 0))
    assert editor.filled_now().text == "老张，6月18日快乐"
    editor.copy_button.click()
    assert QGuiApplication.clipboard().text() == "老张，6月18日快乐"


def test_mix_and_notice_speak(desk: Desk) -> None:
    def work(session: Session) -> None:
        for _number in range(5):
            add_entry(session, EntryValues(TODAY + 1, "开团", pillar="recommendation"))

    desk.context.database.change("加", work)
    desk.calendar.refresh()
    assert "广告栏" in desk.calendar._coming.sentence()
    assert "接下来 14 天排了 5 条" in desk.calendar._coming.accessibleName()
    desk.calendar.show_day(MONTH, date(2027, 5, 1).toordinal())
    assert "2027 年的放假安排还没有公布" in desk.calendar._notice_text.text()
    desk.calendar.show_day(WEEK, date(2026, 5, 1).toordinal())
    assert "放假安排" not in desk.calendar._notice_text.text()


def test_menu_mirrors_the_keys(desk: Desk) -> None:
    desk.context.database.change("加", lambda s: add_entry(s, EntryValues(TODAY, "开团"), "weekly", TODAY + 14))
    row = desk.rows()[0]
    menu = QMenu()
    build_entry_menu(desk.calendar, menu, row, 2, TODAY)
    actions = {action.text(): action for action in menu.actions() if action.text()}
    assert list(actions) == [
        "打开",
        "复制文案",
        "标记已发布",
        "复制到后一天",
        "复制到下一周",
        "删除",
        "删除这条和后面 2 条",
    ]
    actions["删除这条和后面 2 条"].trigger()
    desk.settle()
    assert desk.rows() == []


def test_go_to_an_entry_or_a_day(desk: Desk) -> None:
    (entry_id,) = desk.context.database.change("加", lambda s: add_entry(s, EntryValues(TODAY + 100, "远")))[0]
    desk.page.show_target("templates")
    desk.page.show_target(entry_id)
    assert desk.page.tabs.currentIndex() == 0
    assert desk.calendar.view.entry_id == entry_id
    desk.page.show_target(date(2026, 2, 16))
    assert desk.calendar.view.day == date(2026, 2, 16).toordinal()
    assert all(command.text for command in desk.page.commands())


def test_templates_are_changed_restored_copied_and_deleted(desk: Desk) -> None:
    desk.page.tabs.setCurrentIndex(1)
    tab = desk.templates
    tab.list.moment.setCurrentIndex(tab.list.moment.findData("order_10"))
    original = tab.row
    assert original is not None and original.moment == "order_10"
    tab.message.replace_text("第十单啦，{{昵称}}")
    assert tab.preview.filled.text == "第十单啦，小雨妈妈"
    tab.save_button.click()
    desk.settle()
    assert tab.row.changed and tab.restore_button.isEnabled()
    tab.restore_button.click()
    desk.settle()
    assert tab.row == original
    tab.copy_button.click()
    desk.settle()
    assert (tab.row.name, tab.row.built_in) == (f"{original.name} 副本", None)
    tab.delete_button.click()
    desk.settle()
    assert not desk.context.query(lambda s: list_templates(s, search="副本"))
    desk.undo()
    assert len(desk.context.query(lambda s: list_templates(s, search="副本"))) == 1


def test_panels_that_were_closed_are_gone(desk: Desk) -> None:
    desk.context.database.change("加", lambda s: add_entry(s, EntryValues(TODAY, "开团", "早")))
    (row,) = desk.rows()
    counts = []
    for _time in range(6):
        desk.calendar.open_entry(row.id)
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        counts.append(len(desk.page.findChildren(QWidget)))
    assert counts[1:] == counts[1:2] * 5


def test_new_by_key_on_either_tab(desk: Desk) -> None:
    desk.page.setFocus()
    QTest.keyClick(desk.calendar.view, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert desk.calendar.panel.editor is not None
    desk.calendar.drawer.close_panel()
    desk.page.tabs.setCurrentIndex(1)
    QTest.keyClick(desk.templates.list.list, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert desk.templates.row.name == "新模板"


def test_leaving_a_template_saves_it_and_a_taken_name_is_refused_in_words(desk: Desk) -> None:
    desk.page.tabs.setCurrentIndex(1)
    tab = desk.templates
    first = tab.row
    tab.message.replace_text("改了一点点")
    tab.list.list.setCurrentRow(3)
    desk.settle()
    rows = desk.context.query(list_templates)
    assert next(row for row in rows if row.id == first.id).body == "改了一点点"
    assert tab.row.id == rows[3].id
    tab.name.setText(first.name)
    tab.save()
    desk.settle()
    assert "已经有一个叫" in desk.said[-1]
    assert tab.dirty()
    tab.name.setText("换个名字")


def test_a_template_goes_to_the_calendar(desk: Desk) -> None:
    desk.page.tabs.setCurrentIndex(1)
    row = desk.templates.row
    desk.templates.use_button.click()
    assert desk.page.tabs.currentIndex() == 0
    assert desk.calendar.panel.editor.message.text() == row.body
    desk.page.tabs.setCurrentIndex(1)  # hides the calendar, which saves
    desk.settle()
    assert [entry.body for entry in desk.rows()] == [row.body]


def test_an_empty_shop_offers_the_templates(database: Database, qtbot: QtBot) -> None:
    context = AppContext(database)
    page = ContentPage(context)
    qtbot.addWidget(page)
    page.show()
    page.become_visible()
    page.tabs.setCurrentIndex(1)
    page.templates.seed()
    context.wait_idle()
    assert page.templates.list.list.count() >= 48


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("size", [(880, 470), (960, 500), (1166, 690)])
def test_everything_fits(desk: Desk, look: str, size: tuple[int, int]) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, look)  # type: ignore[arg-type]
    desk.page.resize(*size)
    desk.settle()
    assert (desk.page.width(), desk.page.height()) == size
    assert desk.page.minimumSizeHint().width() <= 880
    for mode in (MONTH, WEEK):
        desk.calendar.show_day(mode, TODAY)
        desk.calendar.start_new(TODAY)
        assert not desk.page.grab().isNull()
        assert desk.calendar.view.width() > 0
        desk.calendar.drawer.close_panel()
    apply_theme(application, "light")
