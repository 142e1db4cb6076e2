"""The calendar widget by itself: equal columns, dragging, keys."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from shopdesk.content.calendar_days import day_marks
from shopdesk.content.entries import EntryRow
from ui.content.calendar_layout import MONTH, WEEK, lay_out, least_height, shown_days
from ui.content.calendar_view import CalendarView

DAY = date(2026, 11, 22).toordinal()
LEFT = Qt.MouseButton.LeftButton


def entries(*days: int) -> list[EntryRow]:
    return [EntryRow(day=day, title=f"第 {number} 条", id=number) for number, day in enumerate(days, 1)]


@pytest.fixture
def view(qtbot: QtBot) -> CalendarView:
    view = CalendarView()
    qtbot.addWidget(view)
    view.resize(903, 600)
    view.show_day(MONTH, DAY)
    first, last = view.shown_days()
    view.set_content(entries(DAY, DAY, DAY + 1), day_marks(first, last), DAY)
    view.show()
    view.setFocus()
    return view


def center(view: CalendarView, day: int) -> QPoint:
    cell = view.layout_now().cell_of(day)
    assert cell is not None
    return cell.rect.center()


def entry_at(view: CalendarView, entry_id: int) -> QPoint:
    box = view.layout_now().box_of(entry_id)
    assert box is not None
    return box.rect.center()


@pytest.mark.parametrize("mode", [MONTH, WEEK])
@pytest.mark.parametrize("width", [434, 700, 871, 1000, 1365])
def test_columns_are_equal_to_the_pixel(mode: str, width: int) -> None:
    layout = lay_out(mode, DAY, width, 560, 19, lambda _day: ())
    assert len({cell.rect.width() for cell in layout.cells}) == 1
    assert len({cell.rect.left() for cell in layout.cells}) == 7
    assert width - 7 < layout.cells[-1].rect.right() + 1 <= width


@pytest.mark.parametrize("day", [date(2026, 2, 1), date(2027, 2, 28), date(2026, 8, 31), date(2024, 2, 29)])
def test_a_month_is_shown_in_whole_weeks_from_monday(day: date) -> None:
    first, last = shown_days(MONTH, day.toordinal())
    assert (first.weekday(), last.weekday()) == (0, 6)
    assert first <= day.replace(day=1) and day <= last
    assert (last - first).days + 1 in (28, 35, 42)


def test_nothing_lies_over_anything_and_every_entry_is_shown_or_counted() -> None:
    rows = {DAY: entries(*[DAY] * 9), DAY - 1: entries(*[DAY - 1] * 2)}
    for mode in (MONTH, WEEK):
        for height in (300, 420, 600, 900):
            tall = max(height, least_height(mode, DAY, 19, 9))
            layout = lay_out(mode, DAY, 800, tall, 19, lambda day: rows.get(day, ()))
            places = [box.rect for box in layout.boxes] + [more.rect for more in layout.mores]
            assert not any(one.intersects(other) for number, one in enumerate(places) for other in places[number + 1 :])
            assert len(layout.boxes) + sum(more.count for more in layout.mores) == 11
            for box in layout.boxes:
                cell = layout.cell_of(box.entry.day)
                assert cell is not None and cell.rect.contains(box.rect)


def test_drag_moves_and_with_ctrl_copies(view: CalendarView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.entry_moved) as moved:
        drag(view, entry_at(view, 1), center(view, DAY - 3))
    assert moved.args == [1, DAY - 3]
    with qtbot.waitSignal(view.entry_copied) as copied:
        drag(view, entry_at(view, 3), center(view, DAY - 2), Qt.KeyboardModifier.ControlModifier)
    assert copied.args == [3, DAY - 2]


def test_a_drag_to_the_same_day_or_outside_changes_nothing(view: CalendarView, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(view.entry_moved), qtbot.assertNotEmitted(view.entry_opened):
        drag(view, entry_at(view, 1), center(view, DAY))
        drag(view, entry_at(view, 1), QPoint(400, -30))


def drag(
    view: CalendarView,
    start: QPoint,
    end: QPoint,
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    QTest.mousePress(view, LEFT, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(view, (start + end) / 2)
    QTest.mouseMove(view, end)
    view.grab()  # paints what is dragged
    QTest.mouseRelease(view, LEFT, keys, end)


def test_click_opens_an_entry_and_double_click_on_a_day_begins_one(view: CalendarView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.entry_opened) as opened:
        QTest.mouseClick(view, LEFT, Qt.KeyboardModifier.NoModifier, entry_at(view, 2))
    assert opened.args == [2]
    with qtbot.waitSignal(view.new_wanted) as wanted:
        QTest.mouseDClick(view, LEFT, Qt.KeyboardModifier.NoModifier, center(view, DAY - 5))
    assert wanted.args == [DAY - 5]
    with qtbot.assertNotEmitted(view.new_wanted):
        QTest.mouseDClick(view, LEFT, Qt.KeyboardModifier.NoModifier, entry_at(view, 2))


def test_keys_walk_over_days_and_entries(view: CalendarView) -> None:
    for key, day, entry in (
        (Qt.Key.Key_Left, DAY - 1, None),
        (Qt.Key.Key_Right, DAY, None),
        (Qt.Key.Key_Down, DAY, 1),
        (Qt.Key.Key_Down, DAY, 2),
        (Qt.Key.Key_Down, DAY + 7, None),
        (Qt.Key.Key_Up, DAY, None),
        (Qt.Key.Key_Home, DAY - 6, None),
        (Qt.Key.Key_End, DAY, None),
    ):
        QTest.keyClick(view, key)
        assert (view.day, view.entry_id) == (day, entry), key
    assert "小雪" in view.accessibleDescription()


def test_keys_ask_for_what_they_say(view: CalendarView, qtbot: QtBot) -> None:
    view.select_entry(1)
    for key, signal in (
        (Qt.Key.Key_Return, view.entry_opened),
        (Qt.Key.Key_Delete, view.delete_wanted),
        (Qt.Key.Key_Space, view.publish_wanted),
    ):
        with qtbot.waitSignal(signal) as asked:
            QTest.keyClick(view, key)
        assert asked.args == [1]
    with qtbot.waitSignal(view.text_wanted):
        QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(view.new_wanted):
        QTest.keyClick(view, Qt.Key.Key_N)
    with qtbot.waitSignal(view.entry_moved) as moved:
        QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert moved.args == [1, DAY + 1]
    view.go_to_day(DAY - 4)
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_Space):
        with qtbot.assertNotEmitted(view.delete_wanted), qtbot.assertNotEmitted(view.publish_wanted):
            QTest.keyClick(view, key)


def test_leaving_the_month_asks_for_the_next_page(view: CalendarView, qtbot: QtBot) -> None:
    view.show_day(MONTH, date(2027, 1, 31).toordinal())
    with qtbot.waitSignal(view.day_left_range) as left:
        QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert left.args == [date(2027, 2, 28).toordinal()]
    view.show_day(MONTH, date(2026, 12, 31).toordinal())
    with qtbot.waitSignal(view.day_left_range) as left:
        QTest.keyClick(view, Qt.Key.Key_Right)
    assert left.args == [date(2027, 1, 1).toordinal()]
    view.show_day(WEEK, DAY)
    with qtbot.waitSignal(view.day_left_range) as left:
        view.turn(-1)
    assert left.args == [DAY - 7]


def test_what_does_not_fit_is_one_click_away(view: CalendarView, qtbot: QtBot) -> None:
    view.set_content(entries(*[DAY] * 12), {}, DAY)
    (more,) = view.layout_now().mores
    with qtbot.waitSignal(view.week_wanted) as wanted:
        QTest.mouseClick(view, LEFT, Qt.KeyboardModifier.NoModifier, more.rect.center())
    assert wanted.args == [DAY]


def test_words_of_a_day_and_an_entry(view: CalendarView) -> None:
    assert view.describe_day(DAY) == "11月22日 周日 · 小雪 · 十四 · 2 条内容"
    assert view.describe_entry(entries(DAY)[0]) == "11月22日 周日 · 第 1 条 · 专业干货 · 群里 · 待发布"
