"""The members page as a person uses it: typing, clicking, choosing, and taking it back."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from shopdesk.base.dates import today
from shopdesk.data.shop import LifecycleWindows
from shopdesk.data.tables import Alias, DuplicateDecision, Member, MemberTag, Segment
from shopdesk.members.details import MemberDetails, read_member
from shopdesk.members.people import create_member
from shopdesk.members.segments import delete_segment, select_ids
from shopdesk.members.tags import list_tags
from tests.members.conftest import Settle
from tests.window.acting import press, words_on
from ui.app_context import AppContext
from ui.members.duplicates_dialog import DuplicatesDialog
from ui.members.member_panel import MemberPanel
from ui.members.merge_dialog import MergeDialog
from ui.members.new_member import NewMemberDialog
from ui.members.page import MembersPage
from ui.members.tag_picker import TagPicker
from ui.members.tags_dialog import TagsDialog
from ui.members.wording import place
from ui.table.view import BigTable


def details(context: AppContext, member_id: int) -> MemberDetails:
    found = context.query(lambda s: read_member(s, member_id, today(), LifecycleWindows()))
    assert found is not None
    return found


def shown(page: MembersPage) -> list[int]:
    return list(page.list.model.ids)


def type_search(page: MembersPage, text: str, settle: Settle) -> None:
    page.list.filters.search.setFocus()
    page.list.filters.search.selectAll()
    page.list.filters.search.insert(text)  # QTest types ASCII only
    QTest.keyClick(page.list.filters.search, Qt.Key.Key_Return)
    settle()


def only(kind: type[Any], inside: QWidget) -> Any:
    found = [each for each in inside.findChildren(kind) if each.isVisible()]
    assert len(found) == 1
    return found[0]


def panel_of(page: MembersPage) -> MemberPanel:
    panel = page.list.drawer.content()
    assert isinstance(panel, MemberPanel)
    return panel


# ---- the list


def test_an_empty_shop_says_the_next_step(page: MembersPage, context: AppContext, qtbot: QtBot) -> None:
    with qtbot.waitSignal(context.asked_for_page) as asked:
        button = next(each for each in page.findChildren(QAbstractButton) if each.text() == "导入" and each.isVisible())
        button.click()
    assert asked.args == ["import", None]


def test_typing_finds_by_pinyin_and_phone(
    page: MembersPage, shop: list[int], context: AppContext, settle: Settle
) -> None:
    context.change("建", lambda s, _p: create_member(s, "曾小单", phone="13712349876"))
    settle()
    assert len(shown(page)) == 41
    for text in ("zengxiao", "zxs", "9876", "曾小"):
        type_search(page, text, settle)
        assert [details(context, each).row.name for each in shown(page)] == ["曾小单"], text
    assert page.figures.text() == "1 / 41 人"
    page.list.filters.clear()
    settle()
    assert len(shown(page)) == 41


def test_a_segment_that_cannot_be_asked_is_named_and_the_others_stand(
    page: MembersPage, shop: list[int], context: AppContext, settle: Settle
) -> None:
    def spoil(session: Any, _progress: object) -> int:
        broken = Segment(name="旧规则", position=0, created_at=0, rule={"field": "gone", "op": "is", "value": 1})
        session.add(broken)
        session.flush()
        return broken.id

    made: list[int] = []
    context.change("建", spoil, made.append)
    settle()
    page.list.refresh()
    settle()
    views = page.list.views._views
    assert [view.name for view in views if view.count is None] == ["旧规则（规则要改）"]
    assert "推荐人" in [view.name for view in views]
    page.list.views.choose(made[0])
    settle()
    assert "规则现在不能用" in words_on(page.list.table)
    press(page.list.table, "去改人群的规则")
    page.list.views.choose(views[0].key)
    settle()
    assert len(page.list.model.ids) == 40


def test_views_are_saved_segments_with_counts(page: MembersPage, shop: list[int], settle: Settle) -> None:
    names = [view.name for view in page.list.views._views]
    assert names[:2] == ["全部会员", "高价值会员"]
    view = next(view for view in page.list.views._views if view.name == "推荐人")
    page.list.views.choose(view.key)
    settle()
    rule = {"field": "referral_count", "op": ">=", "value": 1}
    assert sorted(shown(page)) == page.context.query(lambda s: select_ids(s, rule, today()))
    assert view.count == len(shown(page)) > 0
    assert page.list.views.tabs.tabText(page.list.views.tabs.currentIndex()).startswith("推荐人")


def test_a_view_that_does_not_fit_waits_behind_more(page: MembersPage, shop: list[int], settle: Settle) -> None:
    page.resize(700, 600)
    settle()
    views = page.list.views
    assert views.tabs.count() < len(views._views)
    hidden = views._views[-1]
    views._fill_menu()
    entry = next(each for each in views._menu.actions() if each.text().startswith(hidden.name))
    entry.trigger()
    settle()
    assert views.key() == hidden.key
    assert views.tabs.tabText(views.tabs.count() - 1).startswith(hidden.name)


def test_filters_narrow_and_clear(page: MembersPage, shop: list[int], context: AppContext, settle: Settle) -> None:
    filters = page.list.filters
    tag = context.query(lambda s: next(t for group in list_tags(s) for t in group.tags if t.members))
    filters.add_tag(tag.id)
    settle()
    assert len(shown(page)) == tag.members
    filters.mode.choose("none")
    settle()
    assert len(shown(page)) == 40 - tag.members
    filters.clear()
    settle()
    assert len(shown(page)) == 40
    filters.contacts.set_chosen(["do_not_contact"])
    filters._on_choice()
    settle()
    assert shown(page)
    assert all(details(context, each).row.do_not_contact for each in shown(page))


def test_clicking_a_header_sorts_and_is_remembered(
    page: MembersPage, shop: list[int], context: AppContext, settle: Settle, qtbot: QtBot
) -> None:
    page.list.table._on_header_clicked(page.list.model.section_of("spent"))
    settle()
    spent = [details(context, each).row.spent_fen for each in shown(page)]
    assert spent == sorted(spent, reverse=True)
    again = MembersPage(context)
    qtbot.addWidget(again)
    assert again.list.table.sort() == ("spent_fen", True)


def test_a_cell_is_edited_where_it_stands(
    page: MembersPage, shop: list[int], context: AppContext, settle: Settle, qtbot: QtBot
) -> None:
    model, member = page.list.model, shown(page)[0]
    index = model.index(0, model.section_of("phone"))
    assert model.setData(index, "138 1111 2222")
    settle()
    assert details(context, member).row.phone == "13811112222"
    with qtbot.waitSignal(context.failed) as refused:
        model.setData(model.index(0, model.section_of("phone")), "12")
        settle()
    assert refused.args[0].code == "bad_phone"
    assert details(context, member).row.phone == "13811112222"


# ---- several members


def test_tagging_many_and_taking_it_back(
    page: MembersPage, shop: list[int], context: AppContext, settle: Settle
) -> None:
    page.list.table.select_ids(shop[:5])
    assert page.list.bulk.isVisible()
    page.list.acts.tag()
    picker = only(TagPicker, page)
    picker.search.insert("春游名单")
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    picker.accept()
    settle()
    assert all("春游名单" in dict(details(context, each).row.tags) for each in shop[:5])
    context.undo()
    settle()
    assert not any("春游名单" in dict(details(context, each).row.tags) for each in shop)


def test_untagging_offers_only_what_they_have(
    page: MembersPage, shop: list[int], context: AppContext, settle: Settle
) -> None:
    member = next(each for each in shop if details(context, each).tags)
    page.list.table.select_ids([member])
    page.list.acts.untag()
    picker = only(TagPicker, page)
    had = {tag.tag_id for tag in details(context, member).tags}
    assert {item.data(Qt.ItemDataRole.UserRole) for item in picker._items()} == had
    for item in picker._items():
        picker._toggle(item)
    picker.accept()
    settle()
    assert details(context, member).tags == ()


def test_export_hands_the_ids_to_the_segments_page(
    page: MembersPage, shop: list[int], context: AppContext, qtbot: QtBot
) -> None:
    page.list.table.select_ids(shop[:3])
    with qtbot.waitSignal(context.asked_for_page) as asked:
        page.list.acts.export()
    assert asked.args[0] == "segments"
    assert sorted(asked.args[1]) == shop[:3]


def test_do_not_contact_with_a_reason(
    page: MembersPage, shop: list[int], context: AppContext, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.members.bulk_acts.ask_reason", lambda *_question: "本人要求")
    page.list.table.select_ids(shop[:2])
    page.list.acts.stop_contact()
    settle()
    assert [details(context, each).row.do_not_contact_reason for each in shop[:2]] == ["本人要求"] * 2
    page.list.acts.allow_contact()
    settle()
    assert not any(details(context, each).row.do_not_contact for each in shop[:2])


def test_two_members_merge_side_by_side(
    page: MembersPage, shop: list[int], context: AppContext, settle: Settle
) -> None:
    orders = sum(details(context, each).all_orders for each in shop[:2])
    page.list.table.select_ids(shop[:2])
    assert page.list.merge_button.isVisible()
    page.list.acts.merge()
    dialog = only(MergeDialog, page)
    kept = dialog._pair[0].row.id
    dialog.keep_left.click()
    settle()
    assert len(shown(page)) == 39
    assert details(context, kept).all_orders == orders
    page.list.open_member(kept)
    back = next(each for each in panel_of(page).merges.findChildren(QAbstractButton) if each.text() == "拆开")
    back.click()
    settle()
    assert len(shown(page)) == 40


def test_who_has_orders_is_not_deleted(
    page: MembersPage, shop: list[int], context: AppContext, settle: Settle, qtbot: QtBot
) -> None:
    with_orders = next(each for each in shop if details(context, each).all_orders)
    without = next(each for each in shop if not details(context, each).all_orders)
    with qtbot.waitSignal(context.failed) as refused:
        page.list.acts.delete_ids([with_orders])
        settle()
    assert refused.args[0].code == "has_orders"
    page.list.open_member(without)
    page.list.acts.delete_ids([without])
    settle()
    assert without not in shown(page)
    assert not page.list.drawer.is_open()


# ---- the drawer


def test_facts_are_edited_in_the_drawer(
    page: MembersPage, shop: list[int], context: AppContext, settle: Settle
) -> None:
    member = shop[0]
    page.list.show_member(member)
    panel = panel_of(page)
    panel.facts.fields["birthday"].setText("5月3日")
    panel.facts.fields["birthday"].editingFinished.emit()
    settle()
    assert details(context, member).row.birthday == "--05-03"
    assert panel.facts.fields["birthday"].text() == "05-03"
    panel.facts.fields["phone"].setText("123")
    panel.facts.fields["phone"].editingFinished.emit()
    settle()
    assert "11 位" in panel.facts.rows["phone"].error
    assert details(context, member).row.phone != "123"
    panel.note.setPlainText("孩子对花生过敏")
    panel.note.commit()
    panel.names.new.setText("橘猫妈")
    panel.names.new.editingFinished.emit()
    settle()
    assert details(context, member).row.note == "孩子对花生过敏"
    assert "橘猫妈" in [alias.name for alias in details(context, member).aliases]


def test_tags_and_contact_in_the_drawer(
    page: MembersPage, shop: list[int], context: AppContext, settle: Settle
) -> None:
    member = next(each for each in shop if len(details(context, each).tags) == 1)
    page.list.show_member(member)
    panel = panel_of(page)
    page.list.acts.edit_tags_of(member)
    picker = only(TagPicker, page)
    picker._toggle(next(item for item in picker._items() if item.checkState() == Qt.CheckState.Unchecked))
    picker.accept()
    settle()
    assert len(details(context, member).tags) == 2
    before = details(context, member).row
    panel.contact.consent.click()
    panel.contact.stopped.click()
    settle()
    after = details(context, member).row
    assert after.marketing_consent != before.marketing_consent
    assert after.do_not_contact != before.do_not_contact


def test_the_drawer_follows_the_cursor_and_closes(page: MembersPage, shop: list[int], settle: Settle) -> None:
    first, second = shown(page)[:2]
    page.list.table.go_to(first)
    page.list.table.setFocus()
    QTest.keyClick(page.list.table, Qt.Key.Key_Return)
    assert panel_of(page).member_id == first
    QTest.keyClick(page.list.table, Qt.Key.Key_Down)
    settle()
    assert panel_of(page).member_id == second
    page.list.drawer.close_panel()
    assert not page.list.drawer.is_open()


def test_what_is_being_typed_is_stored_when_the_window_closes(
    page: MembersPage, shop: list[int], context: AppContext, settle: Settle
) -> None:
    page.list.show_member(shop[0])
    panel_of(page).note.setPlainText("还没离开这一格")
    page.close()
    settle()
    assert details(context, shop[0]).row.note == "还没离开这一格"


def test_a_deleted_segment_leaves_everybody(
    page: MembersPage, shop: list[int], context: AppContext, settle: Settle
) -> None:
    view = next(view for view in page.list.views._views if view.name == "推荐人")
    page.list.views.choose(view.key)
    settle()
    context.change("删", lambda s, _p: delete_segment(s, view.key))
    settle()
    assert page.list.views.key() == 0
    assert len(shown(page)) == 40


def test_pages_can_ask_for_members(page: MembersPage, shop: list[int], settle: Settle) -> None:
    page.show_target(shop[3])
    assert panel_of(page).member_id == shop[3]
    page.show_target(shop[:4])
    settle()
    assert sorted(shown(page)) == shop[:4]
    page.list.filters._remove_chip("名单 4 人")
    settle()
    assert len(shown(page)) == 40


# ---- dialogs


def test_a_new_member_warns_of_somebody_known(
    page: MembersPage, shop: list[int], context: AppContext, settle: Settle
) -> None:
    known = details(context, next(each for each in shop if details(context, each).row.phone)).row
    page.open_new()
    dialog = only(NewMemberDialog, page)
    dialog.fields["phone"].setText(known.phone or "")
    dialog.fields["phone"].editingFinished.emit()
    assert dialog.warning.isVisible()
    assert known.name in dialog._warning_text.text()
    dialog.fields["phone"].setText("1")
    dialog.fields["name"].setText("新来的")
    dialog.yes.click()
    settle()
    assert dialog.rows["phone"].error
    dialog.fields["phone"].setText("13900001111")
    dialog.yes.click()
    settle()
    assert panel_of(page).title() == "新来的"
    assert len(shown(page)) == 41


def test_duplicates_are_decided_one_after_the_other(page: MembersPage, context: AppContext, settle: Settle) -> None:
    def twins(session: Any, _progress: object) -> None:
        for name, phone in (("甲", "13800000001"), ("乙", "13800000001"), ("丙", "13800000002"), ("丁", "13800000002")):
            create_member(session, name, phone=phone)

    context.change("建", twins)
    settle()
    assert page.duplicates.text() == "查重 2"
    page.open_duplicates()
    settle()
    dialog = only(DuplicatesDialog, page)
    assert dialog.list.count() == 2
    assert "手机号相同" in dialog.reasons.text()
    dialog.keep_left.click()
    settle()
    assert dialog.list.count() == 1
    dialog.different.click()
    settle()
    assert dialog._stack.currentIndex() == 1
    with context.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Member)) == 3
        assert session.scalars(select(DuplicateDecision.decision)).all() == ["different"]
        assert session.scalars(select(Alias.name)).all() == ["乙"]
    dialog.accept()


def test_tags_are_managed(page: MembersPage, shop: list[int], context: AppContext, settle: Settle) -> None:
    page.open_tags()
    dialog = only(TagsDialog, page)
    top = dialog.tree.topLevelItem(1)
    assert top is not None
    dialog.tree.setCurrentItem(top)
    dialog.acts.make_tag()
    settle()
    item = dialog.tree.currentItem()
    assert item is not None
    item.setText(0, "爱喝汤")
    settle()
    assert "爱喝汤" in [tag.name for tag in context.query(list_tags)[1].tags]
    dialog.acts.move(-1)
    settle()
    dialog.acts.recolor("pink")
    settle()
    made = next(tag for tag in context.query(list_tags)[1].tags if tag.name == "爱喝汤")
    assert made.color == "pink"
    current = dialog.tree.currentItem()
    assert current is not None
    current.setText(0, "宝妈")
    settle()
    assert dialog.wrong.isVisible()
    dialog.acts.delete()
    settle()
    assert "爱喝汤" not in str(context.query(list_tags))
    with context.database.read() as session:
        assert session.scalar(select(func.count()).select_from(MemberTag)) > 0  # type: ignore[operator]
    dialog.accept()


# ---- for everybody


def test_every_control_has_a_name(page: MembersPage, shop: list[int], settle: Settle) -> None:
    page.list.show_member(shop[0])
    settle()
    for kind in (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, BigTable):
        for widget in page.findChildren(kind):
            inside = widget.parentWidget()
            if widget.objectName().startswith("qt_") or isinstance(inside, QComboBox | QLineEdit):
                continue
            assert widget.accessibleName() or getattr(widget, "text", str)(), widget


def test_the_page_fits_a_small_screen(page: MembersPage, shop: list[int]) -> None:
    assert page.minimumSizeHint().width() <= 1024 - 60
    assert page.minimumSizeHint().height() <= 600 - 80
    page.list.open_member(shop[0])
    panel = panel_of(page)
    assert panel.minimumSizeHint().width() <= 360


def test_copying_a_row_takes_what_is_shown(page: MembersPage, shop: list[int], context: AppContext) -> None:
    page.list.table.select_ids(shown(page)[:1])
    page.list.table.copy_selection()
    assert details(context, shown(page)[0]).row.name in QGuiApplication.clipboard().text()


# ---- what an owner expects of the mouse


def click_on(page: MembersPage, row: int, key: str, modifiers: Qt.KeyboardModifier, *, double: bool = False) -> None:
    table = page.list.table
    index = page.list.model.index(row, page.list.model.section_of(key))
    act = QTest.mouseDClick if double else QTest.mouseClick
    act(table.viewport(), Qt.MouseButton.LeftButton, modifiers, table.visualRect(index).center())


def test_a_click_on_a_name_opens_the_member_and_elsewhere_only_chooses(
    page: MembersPage, shop: list[int], settle: Settle
) -> None:
    none, ctrl = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
    click_on(page, 1, "phone", none)
    assert not page.list.drawer.is_open()  # a row is chosen without anything in the way
    click_on(page, 2, "name", ctrl)
    assert not page.list.drawer.is_open()
    assert page.list.table.selected_count() == 2
    click_on(page, 3, "name", none)
    settle()
    assert panel_of(page).member_id == shown(page)[3]
    click_on(page, 5, "phone", none)
    assert panel_of(page).member_id == shown(page)[5]  # an open drawer follows
    click_on(page, 5, "phone", none, double=True)
    assert any(each.isVisible() for each in page.list.table.viewport().findChildren(QLineEdit))  # typed over in place


@pytest.mark.parametrize(
    ("building", "room", "words"),
    [
        ("6栋", "6-3-503", "翠湖花园 6-3-503"),
        ("6栋", "16-3-503", "翠湖花园 6栋 16-3-503"),
        ("3栋", "501", "翠湖花园 3栋 501"),
        ("3栋", "3栋501", "翠湖花园 3栋501"),
        ("", "3-501", "翠湖花园 3-501"),
        ("栋", "501", "翠湖花园 栋 501"),
    ],
)
def test_a_home_names_its_building_once(
    building: str, room: str, words: str, page: MembersPage, context: AppContext, settle: Settle
) -> None:
    context.change("建", lambda s, _p: create_member(s, "小鹿", community="翠湖花园", building=building, room=room))
    settle()
    row = page.list.model.row_at(0)
    assert row is not None
    assert place(row) == words


def test_delete_takes_the_chosen_away_and_a_key_in_the_search_box_does_not(
    page: MembersPage, context: AppContext, settle: Settle
) -> None:
    context.change("建", lambda s, _p: [create_member(s, name) for name in ("小鹿", "阿杰", "王姐")])
    settle()
    page.activateWindow()
    assert QTest.qWaitForWindowActive(page)
    table, field = page.list.table, page.list.filters.search
    table.select_ids(shown(page)[:2])
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    settle()
    assert page.figures.text() == "3 人"
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Delete)
    settle()
    assert page.figures.text() == "1 人"
    context.undo()
    settle()
    assert page.figures.text() == "3 人"
