"""Sending by hand with the keyboard alone: copy, mark, skip, warnings, and taking the last record back."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from sqlalchemy import select

from shopdesk.base.dates import start_of
from shopdesk.content.template_store import list_templates
from shopdesk.data.tables import Touch
from shopdesk.members.consent import set_do_not_contact
from shopdesk.outreach.touches import record_sent
from tests.outreach.filling import TODAY
from tests.segments.desk import Desk
from ui.segments.workbench import Workbench

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NOON = start_of(TODAY) + 12 * 3600


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("ui.segments.recipient_panel.now", "shopdesk.outreach.touches.now"):
        monkeypatch.setattr(place, lambda: NOON)


def open_workbench(desk: Desk, target: Any = "买过的人") -> Workbench:
    desk.page.show_target(target)
    desk.settle()
    desk.page.open_workbench()
    desk.settle()
    bench = desk.page.dialog
    assert isinstance(bench, Workbench)
    (row,) = desk.context.query(list_templates)
    bench.template.choose(row)
    desk.settle()
    return bench


def press(desk: Desk, bench: Workbench, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    QTest.keyClick(bench.panel.message, key, modifier)
    desk.settle()


def touches(desk: Desk) -> list[tuple[int, str, str, str]]:
    with desk.database.read() as session:
        rows = session.scalars(select(Touch).order_by(Touch.id))
        return [(touch.member_id, touch.kind, touch.text, touch.segment) for touch in rows]


def test_through_the_list_by_keyboard(desk: Desk, noon: None) -> None:
    bench = open_workbench(desk)
    first, second, third, fourth = desk.ids[:4]
    assert list(bench.queue.members()) == desk.ids[:4]  # those who agreed; the last one refuses
    assert "没有同意营销 3 人" in bench.left_out.text() and "免打扰 1 人" in bench.left_out.text()
    assert bench.queue.current() == first and "缺少：上次购买" in bench.panel.note.text()
    assert bench.panel.why.text() == "为什么：共 1 单"
    press(desk, bench, Qt.Key.Key_C, CONTROL | SHIFT)
    assert QGuiApplication.clipboard().text() == "=1+1，翠湖小站的{{上次购买}}还好吗？"
    press(desk, bench, Qt.Key.Key_Right, ALT)
    assert bench.queue.current() == second and bench.panel.text() == "@小雨，翠湖小站的沙糖桔还好吗？"
    press(desk, bench, Qt.Key.Key_Return, CONTROL)
    assert bench.queue.current() == third
    assert touches(desk) == [(second, "marketing", "@小雨，翠湖小站的沙糖桔还好吗？", "买过的人")]
    assert bench.counts.text() == "今天已发 1 条 · 这份名单还剩 2 人"
    press(desk, bench, Qt.Key.Key_Left, ALT)
    assert bench.queue.current() == second and "今天已经发过 1 条" in bench.panel.warning.text()
    press(desk, bench, Qt.Key.Key_Right, ALT)
    for _time in range(2):
        press(desk, bench, Qt.Key.Key_Return, CONTROL)
    assert [touch[0] for touch in touches(desk)] == [second, third, fourth]
    assert bench.counts.text() == "今天已发 3 条 · 这份名单还剩 0 人"
    bench.reject()


def test_record_is_taken_back(desk: Desk, noon: None) -> None:
    bench = open_workbench(desk)
    assert not bench.undo_button.isEnabled()
    bench.mark_sent()
    desk.settle()
    assert bench.undo_button.isEnabled() and bench.queue.count_left() == 3
    bench.undo_button.click()
    desk.settle()
    assert touches(desk) == [] and bench.queue.count_left() == 4 and not bench.undo_button.isEnabled()
    bench.reject()


def test_own_words_stay_with_the_member_until_they_are_sent(desk: Desk, noon: None) -> None:
    bench = open_workbench(desk)
    bench.panel.message.setPlainText("专门写给第一位")
    bench.queue.step(1)
    assert bench.panel.text().startswith("@小雨")
    bench.queue.step(-1)
    assert bench.panel.text() == "专门写给第一位"
    desk.context.change("发", lambda s, _progress: record_sent(s, desk.ids[2], "x", at=NOON))
    desk.settle()
    assert bench.panel.text() == "专门写给第一位"
    bench.mark_sent()
    desk.settle()
    assert touches(desk)[-1][2] == "专门写给第一位"
    bench.queue.table.go_to(desk.ids[0])
    bench.queue.step(1)
    bench.queue.step(-1)
    assert bench.panel.text().startswith("=1+1，")
    bench.reject()


def test_second_press_writes_nothing_twice_and_nothing_is_not_sent(desk: Desk, noon: None) -> None:
    bench = open_workbench(desk)
    bench.mark_sent()
    bench.mark_sent()
    desk.settle()
    assert len(touches(desk)) == 1
    bench.panel.message.clear()
    bench.mark_sent()
    desk.settle()
    assert len(touches(desk)) == 1 and "还没有写内容" in bench.panel.note.text() and desk.failed == []
    assert bench.sent_button.isEnabled()
    bench.reject()


def test_warnings_of_frequency_and_quiet_hours(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    database, ids = desk.database, desk.ids
    database.change("发", lambda session: record_sent(session, ids[0], "x", at=NOON - 86_400))
    monkeypatch.setattr("ui.segments.recipient_panel.now", lambda: NOON + 10 * 3600)
    bench = open_workbench(desk)
    assert list(bench.queue.members()) == ids[1:4] and "最近联系过 1 人" in bench.left_out.text()
    assert "安静时间" in bench.panel.warning.text()
    bench.contactable.setChecked(False)
    desk.settle()
    assert list(bench.queue.members()) == ids[:7]
    bench.queue.table.go_to(ids[0])
    assert "最多一次" in bench.panel.warning.text()
    bench.queue.table.go_to(ids[5])
    assert "没有同意营销" in bench.panel.warning.text()
    bench.kind.choose("service")
    desk.settle()
    bench.queue.table.go_to(ids[5])
    assert "没有同意" not in bench.panel.warning.text()
    assert bench.sent_button.isEnabled()
    bench.reject()


def test_member_who_refuses_meanwhile_cannot_be_written_to(desk: Desk, noon: None) -> None:
    bench = open_workbench(desk)
    desk.context.change("免打扰", lambda s, _progress: set_do_not_contact(s, desk.ids[:1], True, "刚刚说的"))
    desk.settle()
    assert bench.queue.current() == desk.ids[0]
    assert bench.panel.warning.text() == "免打扰：刚刚说的"
    assert not bench.sent_button.isEnabled() and not bench.copy_button.isEnabled()
    press(desk, bench, Qt.Key.Key_Return, CONTROL)
    assert touches(desk) == []
    bench.reject()


def test_chosen_members_and_an_empty_list(desk: Desk, noon: None) -> None:
    bench = open_workbench(desk, [desk.ids[-1]])
    assert list(bench.queue.members()) == [] and not bench.sent_button.isEnabled()
    assert bench.panel.name.text() == "名单上没有人了"
    bench.reject()
    bench = open_workbench(desk, desk.ids[:2])
    bench.mark_sent()
    desk.settle()
    assert touches(desk)[0][3] == ""
    bench.reject()


def test_handle_for_finding_the_person_in_wechat(desk: Desk, noon: None) -> None:
    bench = open_workbench(desk)
    bench.panel.find_button.click()
    assert QGuiApplication.clipboard().text() == "wx_1" and "wx_1" in bench.panel.note.text()
    bench.reject()
