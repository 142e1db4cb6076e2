"""Fields take what people write: money, days, several of many; and say what is wrong under them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLabel, QLineEdit, QListWidget, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.date_edit import DateEdit, day_text, parse_day
from ui.widgets.forms import Form
from ui.widgets.money_edit import MoneyEdit
from ui.widgets.multi_choice import MultiChoice

TODAY = date(2026, 11, 22).toordinal()


def show(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()


def day(year: int, month: int, number: int) -> int:
    return date(year, month, number).toordinal()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-22", day(2026, 11, 22)),
        ("2026/1/5", day(2026, 1, 5)),
        ("2026.1.5", day(2026, 1, 5)),
        ("2026年11月22日", day(2026, 11, 22)),
        ("26-11-22", day(2026, 11, 22)),
        ("20261122", day(2026, 11, 22)),
        ("11-22", day(2026, 11, 22)),
        ("11/22", day(2026, 11, 22)),
        ("11月22日", day(2026, 11, 22)),
        ("11 月 22 号", day(2026, 11, 22)),
        (" 11-22 周日 ", day(2026, 11, 22)),
        ("１１－２２", day(2026, 11, 22)),
        ("1-3", day(2027, 1, 3)),
        ("6-1", day(2026, 6, 1)),
        ("2-29", day(2028, 2, 29)),
        ("明天", TODAY + 1),
        ("昨天", TODAY - 1),
        ("", None),
        ("周日", None),
        ("2-30", None),
        ("13-1", None),
        ("0-0", None),
        ("随便", None),
        ("²-²", None),
    ],
)
def test_days_as_people_write_them(text: str, expected: int | None) -> None:
    assert parse_day(text, TODAY) == expected


@given(st.text(max_size=24))
def test_no_text_breaks_the_reading_of_days(text: str) -> None:
    parse_day(text, TODAY)


@given(st.integers(min_value=day(1900, 1, 1), max_value=day(2200, 1, 1)))
def test_a_day_as_it_is_shown_is_read_back(number: int) -> None:
    assert parse_day(day_text(number), TODAY) == number


def test_a_day_field_tidies_up_and_marks_what_is_no_day(qtbot: QtBot) -> None:
    window = QWidget()
    field = DateEdit(parent=window, today=lambda: TODAY)
    other = QLineEdit(window)
    show(qtbot, window)
    field.setFocus()
    qtbot.keyClicks(field, "11/25")
    assert field.day() == TODAY + 3

    other.setFocus()
    assert field.text() == "2026-11-25 周三"

    field.setFocus()
    field.setText("32月")
    other.setFocus()
    assert field.property("invalid") and field.day() is None and not field.is_valid()
    field.setText("")
    assert not field.property("invalid") and field.is_valid()


def test_arrow_keys_and_limits_of_a_day(qtbot: QtBot) -> None:
    field = DateEdit(TODAY, first=TODAY - 1, last=TODAY + 1, today=lambda: TODAY)
    qtbot.addWidget(field)
    told: list[object] = []
    field.day_changed.connect(told.append)

    for _ in range(3):
        qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.day() == TODAY + 1
    assert told == [TODAY + 1]
    field.set_day(TODAY + 2)
    assert field.day() is None and not field.is_valid()


def test_a_day_is_picked_from_the_calendar(qtbot: QtBot) -> None:
    field = DateEdit(TODAY, today=lambda: TODAY)
    show(qtbot, field)
    qtbot.keyClick(field, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    calendar = field.findChild(QCalendarWidget)
    assert calendar is not None
    assert calendar.selectedDate().day() == 22

    calendar.activated.emit(calendar.selectedDate().addDays(2))

    assert field.day() == TODAY + 2


@pytest.mark.parametrize(
    ("text", "fen"),
    [("39", 3900), ("39元", 3900), ("¥1,234.5", 123450), ("", None), ("-5", None), ("abc", None), ("０.５", 50)],
)
def test_money_as_people_write_it(qtbot: QtBot, text: str, fen: int | None) -> None:
    field = MoneyEdit()
    qtbot.addWidget(field)
    field.setText(text)

    assert field.fen() == fen
    assert field.is_valid() == (fen is not None or not text)


def test_money_tells_each_change_once(qtbot: QtBot) -> None:
    field = MoneyEdit(100, least=-1000)
    qtbot.addWidget(field)
    told: list[object] = []
    field.fen_changed.connect(told.append)

    for text in ("2", "2.0", "2.00", "-2", ""):
        field.setText(text)

    assert told == [200, -200, None]
    field.set_fen(-123456)
    assert field.text() == "-1,234.56" and not field.is_valid()


def choice_list(choice: MultiChoice) -> QListWidget:
    found = choice.findChild(QListWidget)
    assert found is not None
    return found


def popup_of(choice: MultiChoice) -> QFrame:
    popup = choice_list(choice).parentWidget()
    assert isinstance(popup, QFrame)
    return popup


def test_several_are_chosen_by_keys_and_told_once(qtbot: QtBot) -> None:
    choice = MultiChoice("标签", [(f"k{n}", f"标签{n}") for n in range(12)], ["k3", "gone"])
    choice.resize(200, 32)
    show(qtbot, choice)
    told: list[list[str]] = []
    choice.changed.connect(told.append)
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    popup = popup_of(choice)
    search = popup.findChild(QLineEdit)
    assert search is not None and search.isVisible()

    search.setText("标签 5")
    qtbot.keyClick(search, Qt.Key.Key_Down)
    qtbot.keyClick(choice_list(choice), Qt.Key.Key_Space)
    assert told == []
    qtbot.keyClick(choice_list(choice), Qt.Key.Key_Return)

    assert told == [["k3", "k5", "gone"]]
    assert choice.chosen() == ["k3", "k5", "gone"]
    assert "标签5" in choice.accessibleName()


def test_a_click_anywhere_on_the_line_ticks(qtbot: QtBot) -> None:
    choice = MultiChoice("标签", [("a", "甲"), ("b", "乙")])
    show(qtbot, choice)
    choice.open_list()
    box = choice_list(choice)
    for x in (12, 60):
        at = box.visualItemRect(box.item(1)).topLeft()
        at.setX(x)
        at.setY(at.y() + 12)
        qtbot.mouseClick(box.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert (box.item(1).checkState() == Qt.CheckState.Checked) == (x == 12)
    popup_of(choice).close()

    assert choice.chosen() == []


def test_a_form_says_what_is_wrong_and_goes_there(qtbot: QtBot) -> None:
    form = Form()
    name = form.add("昵称", QLineEdit(), required=True)
    phone = form.add("手机号", QLineEdit(), hint="11 位")
    form.resize(400, 200)
    show(qtbot, form)

    phone.set_error("手机号要 11 位。")

    assert form.has_errors() and form.focus_first_error()
    assert phone.editor.hasFocus()
    assert phone.editor.accessibleDescription() == "手机号要 11 位。"
    assert any(label.text() == "手机号要 11 位。" and label.isVisible() for label in form.findChildren(QLabel))
    form.clear_errors()
    assert not form.has_errors() and not form.focus_first_error()
    assert phone.editor.accessibleDescription() == "11 位"
    assert name.label.text() == "昵称 *" and name.editor.accessibleName() == "昵称"
