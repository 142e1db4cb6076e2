"""The big table: 100,000 rows, fetched for the screen only, selected by runs, edited and copied."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from shopdesk.base.errors import ShopError
from ui.table.clipboard import tsv
from ui.table.columns import Column
from ui.table.model import IdTableModel
from ui.table.selection import runs_of
from ui.table.view import BigTable

MANY = 100_000
NO_KEY = Qt.KeyboardModifier.NoModifier


@dataclass(frozen=True)
class Fruit:
    id: int
    name: str
    kilos: int


class Shelf:
    """The rows of a test, and what was asked of them."""

    def __init__(self) -> None:
        self.changed: dict[int, Fruit] = {}
        self.asked: list[list[int]] = []
        self.gone: set[int] = set()

    def fetch(self, ids: list[int]) -> dict[int, Fruit]:
        self.asked.append(ids)
        return {i: self.changed.get(i, Fruit(i, f"果{i}", i % 7)) for i in ids if i not in self.gone}

    def rename(self, row_id: int, text: str) -> None:
        if not text:
            raise ShopError("名字不能空着。")
        self.changed[row_id] = replace(self.fetch([row_id])[row_id], name=text)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def table(qtbot: QtBot, shelf: Shelf) -> BigTable:
    columns: list[Column[Fruit]] = [
        Column("name", "名字", lambda r: r.name, 140, sort_key="name", editable=True, set_value=shelf.rename),
        Column("kilos", "公斤", lambda r: str(r.kilos), 80, "right", sort_key="kilos"),
        Column("chips", "标签", lambda r: "甲 乙", 90, chips=lambda r: [("一个很长的标签", "red"), ("乙", "blue")]),
        Column("again", "再改", lambda r: r.name, 90, editable=lambda r: r.kilos != 3, set_value=shelf.rename),
    ]
    view = BigTable(IdTableModel(columns, shelf.fetch, checkboxes=True), "水果")
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.set_ids(range(MANY))
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    view.viewport().repaint()
    return view


def press(qtbot: QtBot, table: BigTable, place: int, section: int, modifier: Qt.KeyboardModifier = NO_KEY) -> None:
    at = table.visualRect(table.model().index(place, section)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, modifier, at)


def test_a_jump_asks_once_and_for_little(table: BigTable, shelf: Shelf) -> None:
    shelf.asked.clear()

    table.scrollTo(table.model().index(70_000, 1))
    table.viewport().repaint()

    assert len(shelf.asked) == 1
    assert len(shelf.asked[0]) < 150
    table.viewport().repaint()
    assert len(shelf.asked) == 1


def test_a_deleted_row_is_no_error(table: BigTable, shelf: Shelf) -> None:
    shelf.gone.add(1)

    table.refresh_rows()
    table.viewport().repaint()

    assert table.model().index(1, 1).data() is None
    assert table.model().index(2, 1).data() == "果2"


def test_everything_selected_stays_quick_to_ask(table: BigTable, qtbot: QtBot) -> None:
    with qtbot.waitSignal(table.selection_changed) as told:
        table.selectAll()

    assert told.args == [MANY]
    assert len(table.selectionModel().selection().toList()) == 1
    assert table.selected_ids()[-1] == MANY - 1
    # The headers must not share the selection, or each paint of theirs walks over it.
    assert table.horizontalHeader().selectionModel() is not table.selectionModel()
    assert table.verticalHeader().selectionModel() is not table.selectionModel()


def test_boxes_add_and_take_away(table: BigTable, qtbot: QtBot) -> None:
    press(qtbot, table, 2, 0)
    press(qtbot, table, 5, 0, modifier=Qt.KeyboardModifier.ShiftModifier)
    press(qtbot, table, 3, 0)

    assert table.selected_ids() == [2, 4, 5]
    press(qtbot, table, 1, 1)
    assert table.selected_ids() == [1]


def test_the_box_above_takes_all_and_none(table: BigTable, qtbot: QtBot) -> None:
    header = table.horizontalHeader()
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 18))
    assert table.selected_count() == MANY

    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 18))
    assert table.selected_count() == 0


def test_space_ticks_the_row_of_the_cursor(table: BigTable, qtbot: QtBot) -> None:
    table.go_to(4)
    qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(table, Qt.Key.Key_Space)

    assert table.selected_ids() == [4, 5]


def test_new_order_keeps_selection_cursor_and_place_by_id(table: BigTable) -> None:
    table.go_to(500)
    table.select_ids([500, 502, 99_999])
    top = table.rowAt(0)

    table.set_ids([i for i in range(MANY) if i not in (3, 502)])

    assert table.selected_ids() == [500, 99_999]
    assert table.current_id() == 500
    assert table.rowAt(0) == top - 1


def test_a_click_on_a_heading_asks_for_an_order(table: BigTable, qtbot: QtBot) -> None:
    header = table.horizontalHeader()
    asked: list[tuple[str, bool]] = []
    table.sort_requested.connect(lambda key, descending: asked.append((key, descending)))

    for section in (1, 1, 2, 3):
        at = QPoint(header.sectionViewportPosition(section) + 20, 18)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)

    assert asked == [("name", False), ("name", True), ("kilos", True)]
    assert header.sortIndicatorSection() == 2
    assert table.sort() == ("kilos", True)


def test_columns_are_remembered(table: BigTable) -> None:
    table.horizontalHeader().moveSection(2, 1)
    table.setColumnHidden(3, True)
    table.setColumnWidth(1, 222)
    table.set_sort("kilos", True)
    kept = table.layout_state()

    table.restore_layout('{"version": 1, "columns": [["name", 140, true], ["nothing", 3, true]], "sort": ["", false]}')
    table.restore_layout(kept)

    assert table.layout_state() == kept
    assert table.columnWidth(1) == 222 and table.isColumnHidden(3)
    assert table.sort() == ("kilos", True)


def test_flexible_columns_share_the_width_and_give_way_until_it_must_scroll(qtbot: QtBot) -> None:
    columns = [
        Column[int]("a", "甲", str, 100),
        Column[int]("b", "乙", str, 200, flex=True),
        Column[int]("c", "丙", str, 100, flex=True),
        Column[int]("d", "丁", str, 100),
    ]
    table = BigTable(IdTableModel(columns, lambda ids: {each: each for each in ids}), "表")
    qtbot.addWidget(table)
    table.show()

    def widths_at(room: int) -> list[int]:
        table.resize(room + table.width() - table.viewport().width(), 300)
        return [table.columnWidth(section) for section in range(4)]

    assert widths_at(800) == [100, 400, 200, 100]
    assert widths_at(440) == [100, 160, 80, 100]
    assert widths_at(300) == [100, 200, 100, 100], "it scrolls sideways, so nothing need be narrow"
    kept = table.layout_state()
    table.setColumnWidth(1, 150)
    assert widths_at(800) == [100, 150, 450, 100], "what the owner dragged stays"
    table.restore_layout(kept)
    assert widths_at(800) == [100, 400, 200, 100], "what was fitted is not kept as the owner's wish"


def test_less_important_columns_step_aside_for_want_of_room_unless_the_owner_chose(qtbot: QtBot) -> None:
    columns = [
        Column[int]("a", "甲", str, 100),
        Column[int]("b", "乙", str, 200, flex=True),
        Column[int]("c", "丙", str, 100, gives_way=1),
        Column[int]("d", "丁", str, 100, gives_way=2),
        Column[int]("e", "戊", str, 100, visible=False),
    ]
    table = BigTable(IdTableModel(columns, lambda ids: {each: each for each in ids}), "表")
    qtbot.addWidget(table)
    table.set_ids([1])
    table.show()

    def shown_at(room: int) -> str:
        table.resize(room + table.width() - table.viewport().width(), 300)
        return "".join(column.key for number, column in enumerate(columns) if not table.isColumnHidden(number))

    assert [shown_at(room) for room in (500, 430, 420, 330, 320)] == ["abcd", "abcd", "abc", "abc", "ab"]
    assert shown_at(150) == "abcd", "it scrolls sideways in any case, so everything is there"
    kept = table.layout_state()
    assert shown_at(320) == "ab" and table.layout_state() == kept, (
        "what stepped aside is not hidden by the owner's wish"
    )
    table.select_ids([1])
    table.copy_selection()
    assert QGuiApplication.clipboard().text().split() == ["1"] * 4, "what has no room is copied all the same"
    table.leave_out({"c"})  # says the same in every row
    assert (shown_at(500), shown_at(330)) == ("abd", "abd")
    table.leave_out(set())
    assert shown_at(500) == "abcd"
    table.restore_layout(kept.replace('["e", 100, false]', '["e", 100, true]'))
    assert shown_at(320) == "abcde"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"columns": 3}', '{"columns": [[]], "sort": 1}', "\0"])
def test_a_broken_memory_changes_nothing(table: BigTable, text: str) -> None:
    before = table.layout_state()

    table.restore_layout(text)

    assert table.layout_state() == before


def test_copying_gives_shown_columns_in_order_as_text_and_html(table: BigTable, shelf: Shelf, qtbot: QtBot) -> None:
    shelf.changed[1] = Fruit(1, '=SUM(A1)\t"甲"', 5)
    table.refresh_rows()
    table.horizontalHeader().moveSection(2, 1)
    table.setColumnHidden(3, True)
    table.setColumnHidden(4, True)
    table.select_ids([1, 2])

    with qtbot.waitSignal(table.copied) as told:
        qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    mime = QGuiApplication.clipboard().mimeData()
    assert told.args == [2]
    assert mime.text() == '5\t"\'=SUM(A1)\t""甲"""\r\n2\t果2\r\n'
    assert "mso-number-format:'\\@'\">=SUM(A1)" in mime.html()


def test_text_for_spreadsheets_is_never_a_formula() -> None:
    rows = [["=1+1", "+86 138", "-5", "-¥5.00", "@x", "13800001111", "12%"]]

    assert tsv(rows) == "'=1+1\t'+86 138\t-5\t-¥5.00\t'@x\t13800001111\t12%\r\n"


def test_pasting_is_told(table: BigTable, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("1. 王阿姨 2份")

    with qtbot.waitSignal(table.pasted) as told:
        qtbot.keyClick(table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    assert told.args == ["1. 王阿姨 2份"]


def editor_of(table: BigTable) -> QLineEdit:
    found = [each for each in table.viewport().findChildren(QLineEdit) if each.isVisible()]
    assert len(found) == 1
    return found[0]


def type_over(qtbot: QtBot, table: BigTable, text: str, key: Qt.Key) -> None:
    editor = editor_of(table)
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, key)


def test_f2_edits_enter_goes_down_tab_goes_right(table: BigTable, qtbot: QtBot, shelf: Shelf) -> None:
    table.setCurrentIndex(table.model().index(0, 1))
    qtbot.keyClick(table, Qt.Key.Key_F2)
    type_over(qtbot, table, "apple", Qt.Key.Key_Return)

    assert shelf.changed[0].name == "apple"
    assert table.model().index(0, 1).data() == "apple"
    assert (table.currentIndex().row(), table.currentIndex().column()) == (1, 1)

    qtbot.keyClick(table, Qt.Key.Key_F2)
    type_over(qtbot, table, "pear", Qt.Key.Key_Tab)
    assert (table.currentIndex().row(), table.currentIndex().column()) == (1, 4)
    type_over(qtbot, table, "plum", Qt.Key.Key_Tab)
    assert (table.currentIndex().row(), table.currentIndex().column()) == (2, 1)
    type_over(qtbot, table, "x", Qt.Key.Key_Escape)
    assert shelf.changed[1].name == "plum" and 2 not in shelf.changed


def test_a_cell_that_may_not_be_edited_is_not(table: BigTable, qtbot: QtBot) -> None:
    table.setCurrentIndex(table.model().index(3, 4))
    qtbot.keyClick(table, Qt.Key.Key_F2)

    assert not table.viewport().findChildren(QLineEdit)


def test_a_refused_value_says_why_and_changes_nothing(table: BigTable, qtbot: QtBot) -> None:
    with qtbot.waitSignal(table.edit_refused) as told:
        table.model().setData(table.model().index(0, 1), "")

    assert told.args == ["名字不能空着。"]
    assert table.model().index(0, 1).data() == "果0"


def test_enter_and_double_click_open(table: BigTable, qtbot: QtBot) -> None:
    opened: list[int] = []
    table.opened.connect(opened.append)
    table.go_to(2)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    at = table.visualRect(table.model().index(5, 2)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)

    assert opened == [2, 5]


def test_the_menu_mirrors_the_actions(table: BigTable, qtbot: QtBot) -> None:
    action = QAction("打标签", table)
    table.addAction(action)

    menu = table.build_menu()
    qtbot.addWidget(menu)

    assert menu.actions()[0] is action
    assert [each.isEnabled() for each in menu.actions() if each.text() == "复制所选行"] == [False]


def test_no_rows_show_the_empty_widget(table: BigTable) -> None:
    label = QLabel("还没有会员")
    table.set_empty_widget(label)
    assert not label.isVisible()

    table.set_ids([])
    table.selectAll()

    assert label.isVisible() and label.geometry() == table.viewport().rect()
    assert table.selected_ids() == []
    assert table.current_id() is None

    table.set_empty_widget(QLabel("换个条件试试"))
    assert not label.isVisible(), "seen through the new one until it is deleted"


def test_tab_leaves_the_table(table: BigTable) -> None:
    assert not table.tabKeyNavigation()


def test_focus_alone_chooses_no_row(table: BigTable, qtbot: QtBot) -> None:
    told: list[int] = []
    table.current_changed.connect(told.append)

    table.setFocus()

    assert not told
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert told


def test_strange_names_paint_and_stay_in_their_row(table: BigTable, shelf: Shelf) -> None:
    for number, name in enumerate(("Z̷̛̗͑͝a̷l̷͙̊g̶͓̈́ơ̵̱" * 500, "👩‍👩‍👧‍👦" * 300, "a\nb\tc", "", "\u202eabc", "﷽" * 200)):
        shelf.changed[number] = Fruit(number, name, 1)
    table.refresh_rows()

    table.viewport().repaint()

    assert table.rowHeight(0) == table.rowHeight(1)
    assert table.model().index(0, 1).data() == shelf.changed[0].name


def test_runs() -> None:
    assert runs_of([]) == []
    assert runs_of([0, 1, 2, 5, 7, 8]) == [(0, 2), (5, 5), (7, 8)]
