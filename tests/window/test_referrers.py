"""Who brought whom, from the posters page: counted, written down by code, undone, and led on to where it is used."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.content.merge_values import list_preview_members
from shopdesk.data.tables import Member, Referral
from shopdesk.referrals.referrers import list_referrers
from tests.window.acting import button, dialog, press, settle, words_on
from ui.main_window import MainWindow
from ui.members.page import MembersPage
from ui.posters.page import PostersPage
from ui.posters.referrers_dialog import ReferrersDialog


@pytest.fixture
def shown(window: MainWindow) -> ReferrersDialog:
    return open_it(window)


def open_it(window: MainWindow) -> ReferrersDialog:
    window.show_page("posters")
    settle(window.context)
    press(window.pages["posters"], "谁带来了谁")
    settle(window.context)
    return dialog(ReferrersDialog)


def nobody_s_guest(session: Session) -> tuple[int, str]:
    """Somebody whom nobody brought, far from every referrer's door."""
    brought = select(Referral.invitee_id)
    row = session.execute(
        select(Member.id, Member.name).where(Member.id.not_in(brought), Member.id > 40, Member.room == "")
    ).first()
    if row is None:
        row = session.execute(select(Member.id, Member.name).where(Member.id.not_in(brought), Member.id > 40)).first()
    assert row is not None
    return row[0], row[1]


def test_the_best_stand_first_and_each_says_whom(shown: ReferrersDialog, window: MainWindow) -> None:
    expected = window.context.query(list_referrers)
    assert list(shown.table.model().ids) == [row.member_id for row in expected]
    best = expected[0]
    assert f"{len(expected)} 位推荐人" in words_on(shown)
    assert len(shown.brought.model().ids) == best.brought
    texts = [shown.brought.model().index(place, 2).data() for place in range(best.brought)]
    assert sum("¥" in text for text in texts) == best.completed
    brought = set(shown.brought.model().ids)
    press(shown, "看带来的会员")
    settle(window.context)
    assert isinstance(window.current, MembersPage)
    assert set(window.current.list.model.ids) == brought


def test_a_code_is_written_down_and_undone(shown: ReferrersDialog, window: MainWindow) -> None:
    context = window.context
    member_id, name = context.query(nobody_s_guest)
    referrer = context.query(list_referrers)[-1]
    press(shown, "记下")
    assert "请先选新来的是哪位会员" in words_on(shown)
    (choice,) = [each for each in context.query(lambda s: list_preview_members(s, name)) if each.id == member_id]
    shown.member.choose(choice)
    shown.code.setText("ABCDEF")
    QTest.keyClick(shown.code, Qt.Key.Key_Return)
    settle(context)
    assert "找不到推荐码" in words_on(shown)
    shown.code.setText(referrer.code.lower())
    press(shown, "记下")
    settle(context)
    assert shown.wrong.text() == "" and shown.code.text() == "" and shown.member.text() == ""
    assert shown.table.current_id() == referrer.member_id, "what was written down is seen"
    assert member_id in shown.brought.model().ids
    assert context.database.undo_label == "记下推荐人"
    context.undo()
    settle(context)
    assert member_id not in shown.brought.model().ids
    assert context.query(list_referrers)[-1] == referrer


def test_a_poster_for_the_referrer_is_one_press_away(shown: ReferrersDialog, window: MainWindow) -> None:
    best = window.context.query(list_referrers)[0]
    press(shown, "给推荐人做海报")
    settle(window.context)
    page = window.pages["posters"]
    assert isinstance(page, PostersPage)
    assert page.recipients.read_ids() == [best.member_id] and page.export_button.isEnabled()


def test_a_shop_without_referrals_says_how_to_begin(new_window: MainWindow) -> None:
    shown = open_it(new_window)
    assert "还没有人带人来" in words_on(shown)
    assert not button(shown, "看带来的会员").isEnabled()
