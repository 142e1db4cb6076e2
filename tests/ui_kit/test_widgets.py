"""The small parts: what they say, when they say it, and that the keyboard reaches all of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QEnterEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from shopdesk.base.errors import ShopError
from ui.shortcuts import Shortcut, ShortcutsDialog
from ui.widgets.bulk_bar import BulkBar
from ui.widgets.buttons import icon_button, push_button
from ui.widgets.cards import text_label
from ui.widgets.charts.bar_charts import BarChart, HBarChart
from ui.widgets.charts.chart import Chart
from ui.widgets.charts.chart_card import ChartCard
from ui.widgets.charts.line_chart import LineChart, smooth_path
from ui.widgets.charts.values import COUNT, MONEY, PERCENT, axis_marks, label_stride, short_number
from ui.widgets.chips import TagChip, TagFlow
from ui.widgets.confirm_dialog import ConfirmDialog
from ui.widgets.drawer import Drawer
from ui.widgets.elided import ElidedLabel, elide, plain_tooltip, tame
from ui.widgets.empty_state import EmptyState
from ui.widgets.pictures import save_picture
from ui.widgets.progress_dialog import ProgressDialog, remaining_text
from ui.widgets.search_box import SearchBox
from ui.widgets.segmented import SegmentedControl
from ui.widgets.stat_card import StatCard
from ui.widgets.toast import ToastArea

LEFT = Qt.MouseButton.LeftButton


def shown(qtbot: QtBot, widget: QWidget, width: int = 600, height: int = 400) -> QWidget:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
    return widget


# --- text


def test_text_from_outside_is_never_markup() -> None:
    assert text_label("<b>王</b>").textFormat() == Qt.TextFormat.PlainText
    assert plain_tooltip("<img src=x>") == "<qt>&lt;img src=x&gt;</qt>"
    assert plain_tooltip("a & b") == "a & b"


def test_towers_of_marks_and_line_ends_are_tamed() -> None:
    assert tame("a" + "\u0301" * 50 + "b\nc") == "a\u0301\u0301b c"
    assert tame("x" * 1000, 10) == "x" * 10 + "…"
    assert tame("é 王\u0301阿姨") == "é 王\u0301阿姨"


def test_an_elided_label_says_the_whole_on_hover(qtbot: QtBot) -> None:
    label = ElidedLabel("翠湖花园三期十八栋二单元")
    shown(qtbot, label, 60, 30)

    assert label.toolTip() == "翠湖花园三期十八栋二单元"
    assert elide(label.fontMetrics(), label.text(), 60).endswith("…")
    label.resize(600, 30)
    assert label.toolTip() == ""


# --- buttons and tags


def test_buttons_have_names_and_are_reached_by_tab(qtbot: QtBot) -> None:
    pressed: list[int] = []
    button = push_button("导入", lambda: pressed.append(1), icon_name="upload", kind="primary")
    tool = icon_button("bell", "提醒", shortcut=QKeySequence.StandardKey.Refresh)
    qtbot.addWidget(button)
    qtbot.addWidget(tool)

    qtbot.keyClick(button, Qt.Key.Key_Space)

    assert pressed == [1]
    assert (button.accessibleName(), tool.accessibleName()) == ("导入", "提醒")
    assert tool.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert "F5" in tool.toolTip()


def test_tags_wrap_and_are_never_cut_off(qtbot: QtBot) -> None:
    flow = TagFlow(removable=True)
    flow.set_tags([("宝妈", "orange"), ("一个非常非常非常非常非常长的标签名字", "red"), ("水果控", "green")] * 4)
    shown(qtbot, flow, 200, 600)

    chips = flow.findChildren(TagChip)
    assert len(chips) == 12
    assert all(chip.geometry().right() < 200 for chip in chips)
    assert len({chip.y() for chip in chips}) > 3
    assert flow.heightForWidth(200) > flow.heightForWidth(600)


def test_a_tag_is_taken_off_by_cross_or_key(qtbot: QtBot) -> None:
    chip = TagChip("宝妈", removable=True)
    shown(qtbot, chip, chip.sizeHint().width(), chip.sizeHint().height())
    gone: list[int] = []
    chip.removed.connect(lambda: gone.append(1))

    qtbot.mouseClick(chip, LEFT, pos=QPoint(10, 8))
    qtbot.mouseClick(chip, LEFT, pos=QPoint(chip.width() - 8, 8))
    qtbot.keyClick(chip, Qt.Key.Key_Delete)

    assert len(gone) == 2


# --- search, empty, toast, bulk bar, drawer


def test_search_waits_for_the_fingers_and_never_says_the_same_twice(qtbot: QtBot) -> None:
    box = SearchBox("搜索")
    shown(qtbot, box, 200, 40)
    said: list[str] = []
    box.searched.connect(said.append)

    qtbot.keyClicks(box, "wang ")
    assert said == []
    qtbot.waitUntil(lambda: said == ["wang"])
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.keyClick(box, Qt.Key.Key_Escape)

    assert said == ["wang", ""]
    assert box.text() == ""


def test_ctrl_f_comes_to_the_search_box(qtbot: QtBot) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    box, other = SearchBox("搜索", shortcut_scope=page), QPushButton("x")
    column.addWidget(box)
    column.addWidget(other)
    shown(qtbot, page)
    other.setFocus()

    qtbot.keyClick(other, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)

    assert box.hasFocus()


def test_an_empty_page_says_the_next_step(qtbot: QtBot) -> None:
    pressed: list[str] = []
    main, second = ("导入", lambda: pressed.append("导入")), ("载入示例数据", lambda: pressed.append("示例"))
    empty = EmptyState("还没有会员。", main, second)
    shown(qtbot, empty)

    for button in empty.findChildren(QPushButton):
        button.click()

    assert pressed == ["导入", "示例"]
    assert empty.accessibleName() == "还没有会员。"


def test_a_toast_acts_once_and_leaves(qtbot: QtBot) -> None:
    window = shown(qtbot, QWidget())
    area = ToastArea(window)
    undone: list[int] = []
    toast = area.say("已删除 3 位会员", ("撤销", lambda: undone.append(1)))

    assert area.isVisible() and window.rect().contains(area.geometry())
    next(each for each in toast.findChildren(QPushButton) if each.text() == "撤销").click()

    assert undone == [1]
    assert area.toasts() == [] and not area.isVisible()


def test_toasts_pile_up_to_four_and_time_out(qtbot: QtBot) -> None:
    window = shown(qtbot, QWidget())
    area = ToastArea(window)
    for number in range(6):
        area.say(f"消息 {number}", seconds=0.05)

    assert [toast.accessibleName() for toast in area.toasts()] == [f"消息 {n}" for n in range(2, 6)]
    qtbot.waitUntil(lambda: not area.toasts())


def test_a_toast_stays_while_the_mouse_is_on_it(qtbot: QtBot) -> None:
    window = shown(qtbot, QWidget())
    area = ToastArea(window)
    toast = area.say("已保存", seconds=0.05)
    middle = QPointF(5, 5)

    QApplication.sendEvent(toast, QEnterEvent(middle, middle, middle))
    qtbot.wait(120)
    assert area.toasts() == [toast]
    QApplication.sendEvent(toast, QEvent(QEvent.Type.Leave))
    qtbot.waitUntil(lambda: not area.toasts())


def test_a_long_toast_fits_a_small_window(qtbot: QtBot) -> None:
    window = shown(qtbot, QWidget(), 400, 300)
    area = ToastArea(window)
    area.say("文件正在被另一个程序使用，请先把它关掉，再试一次。" * 3, ("打开所在文件夹", lambda: None))

    assert window.rect().contains(area.geometry())


def test_the_bulk_bar_comes_with_the_selection(qtbot: QtBot) -> None:
    window = shown(qtbot, QWidget())
    bar = BulkBar("已选 {count} 人", least=2, parent=window)
    bar.add("打标签", lambda: None, icon_name="tag")

    for count, visible in ((0, False), (1, False), (2, True), (12_345, True)):
        bar.set_count(count)
        assert bar.isVisible() == visible
    assert any(label.text() == "已选 12,345 人" for label in bar.findChildren(QLabel))


def test_the_drawer_stands_beside_or_lies_over_and_esc_closes(qtbot: QtBot) -> None:
    page = QWidget()
    field = QLineEdit(page)
    drawer = Drawer(page, width=300, roomy=800)
    shown(qtbot, drawer, 1000, 500)
    field.setFocus()
    drawer.open_with(QLabel("王阿姨"), "王阿姨")
    assert not drawer.is_over_page() and page.width() == 1000 - 300 - 12

    drawer.resize(700, 500)
    assert drawer.is_over_page() and page.width() == 700

    with qtbot.waitSignal(drawer.closed):
        qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not drawer.is_open() and page.width() == 700
    assert field.hasFocus()


def test_f6_goes_into_the_panel_and_back(qtbot: QtBot) -> None:
    page = QWidget()
    field = QLineEdit(page)
    drawer = Drawer(page)
    shown(qtbot, drawer, 1200, 500)
    field.setFocus()
    inside = QPushButton("复制")
    drawer.open_with(inside, "王阿姨")

    qtbot.keyClick(field, Qt.Key.Key_F6)
    assert inside.hasFocus()
    qtbot.keyClick(inside, Qt.Key.Key_F6)
    assert field.hasFocus()


# --- progress and questions


def test_progress_appears_late_and_cancels_once(qtbot: QtBot) -> None:
    asked: list[int] = []
    dialog = ProgressDialog("正在导入", lambda: asked.append(1), delay_ms=20)
    qtbot.addWidget(dialog)
    dialog.start()
    assert not dialog.isVisible()
    qtbot.waitUntil(dialog.isVisible)

    dialog.report(10**10, 2 * 10**10)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    assert asked == [1]
    assert dialog.isVisible()
    dialog.finish()
    assert not dialog.isVisible()


def test_short_work_never_shows_a_dialog(qtbot: QtBot) -> None:
    dialog = ProgressDialog("x", lambda: None, delay_ms=20)
    dialog.start()
    dialog.finish()
    qtbot.wait(40)  # longer than the delay

    shown_ones = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
    assert not [each for each in shown_ones if isinstance(each, ProgressDialog)]


def test_the_time_that_is_left_is_said_when_it_is_known() -> None:
    assert remaining_text(1.0, 50, 100) == ""
    assert remaining_text(10.0, 1, 100) == ""
    assert remaining_text(10.0, 50, 0) == ""
    assert remaining_text(10.0, 95, 100) == "马上就好"
    assert remaining_text(10.0, 25, 100) == "大约还要 30 秒"
    assert remaining_text(60.0, 10, 100) == "大约还要 9 分钟"


def test_the_answer_of_enter_is_no(qtbot: QtBot) -> None:
    dialog = ConfirmDialog("删除？", "不能撤销。", "删除")
    shown(qtbot, dialog)

    with qtbot.waitSignal(dialog.finished) as told:
        qtbot.keyClick(dialog, Qt.Key.Key_Return)

    assert told.args == [int(QDialog.DialogCode.Rejected)]


def test_wiping_asks_for_the_name_of_the_shop(qtbot: QtBot) -> None:
    dialog = ConfirmDialog("抹掉？", "一切。", "抹掉", type_this="翠湖 花园")
    shown(qtbot, dialog)

    assert not dialog.yes.isEnabled()
    dialog.typed.setText("翠湖")
    assert not dialog.yes.isEnabled()
    dialog.typed.setText("翠湖花园")
    assert dialog.yes.isEnabled()


def test_the_keys_can_be_searched(qtbot: QtBot) -> None:
    dialog = ShortcutsDialog([Shortcut("到处", "Ctrl+K", "命令面板"), Shortcut("表格", "F2 / 双击", "修改")])
    shown(qtbot, dialog)
    box = dialog.findChild(SearchBox)
    assert box is not None
    box.setText("改")
    qtbot.keyClick(box, Qt.Key.Key_Return)

    texts = {label.text() for label in dialog.findChildren(QLabel) if label.isVisible()}
    assert {"表格", "修改", "F2", "双击"} <= texts and "命令面板" not in texts


# --- choices and figures


def test_segments_are_chosen_by_arrow_keys(qtbot: QtBot) -> None:
    control = SegmentedControl([("d", "日"), ("w", "周"), ("m", "月")], "时段")
    shown(qtbot, control, 200, 40)
    first = control.findChildren(QPushButton)[0]
    first.setFocus()

    with qtbot.waitSignal(control.chosen) as told:
        qtbot.keyClick(first, Qt.Key.Key_Right)

    assert told.args == ["w"] and control.key() == "w"
    stops = [b for b in control.findChildren(QPushButton) if b.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert [b.text() for b in stops] == ["周"]


def test_a_figure_tells_everything_and_opens(qtbot: QtBot) -> None:
    opened: list[int] = []
    card = StatCard("复购率", "30 天内买过两次的人占比", lambda: opened.append(1))
    shown(qtbot, card, 200, 100)
    card.set_figure("41.7%", "-1.3 个百分点", False)

    qtbot.keyClick(card, Qt.Key.Key_Return)
    qtbot.mouseClick(card, LEFT)

    assert opened == [1, 1]
    assert card.accessibleName() == "复购率 41.7% ▼ -1.3 个百分点"
    assert card.toolTip() == "30 天内买过两次的人占比"


# --- charts

CHARTS = pytest.mark.parametrize("kind", [LineChart, BarChart, HBarChart])


@CHARTS
@pytest.mark.parametrize("values", [[], [0.0], [5.0], [0.0, 0.0, 0.0], [3.0, 1.0, 2.0], [float(n) for n in range(90)]])
def test_every_chart_paints_anything(qtbot: QtBot, kind: type[Chart], values: list[float]) -> None:
    chart = kind("图", MONEY, before_name="上月")
    shown(qtbot, chart, 300, 160)

    chart.set_data([f"第{n}" for n in range(len(values))], values, values[:2] or None)
    chart.repaint()
    for point in range(len(values)):
        chart.current = point
        chart.repaint()

    assert len(chart.data()[1]) == len(values)


@CHARTS
def test_the_mouse_finds_each_point_where_it_is_painted(qtbot: QtBot, kind: type[Chart]) -> None:
    chart = kind("图")
    shown(qtbot, chart, 400, 240)
    chart.set_data(["甲", "乙", "丙"], [30, 50, 20])
    chart.repaint()

    assert [chart.point_at(chart.place_of_point(point)) for point in range(3)] == [0, 1, 2]


def test_the_keyboard_walks_through_a_chart(qtbot: QtBot) -> None:
    chart = LineChart("成交", MONEY, now_name="本月", before_name="上月")
    shown(qtbot, chart)
    chart.set_data(["11-01", "11-02", "11-03"], [100, 250, 300], [50, 60])
    clicked: list[int] = []
    chart.point_clicked.connect(clicked.append)

    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_End, Qt.Key.Key_Right):
        qtbot.keyClick(chart, key)

    assert clicked == [1]
    assert chart.current == 2
    assert chart.describe(1) == "11-02  ¥2.50\n上月 ¥0.60"
    assert chart.describe(2) == "11-03  ¥3.00"
    assert "11-03：¥3.00" in chart.accessibleDescription()


def test_the_table_twin_says_the_same(qtbot: QtBot) -> None:
    card = ChartCard("成交", LineChart("成交", MONEY, now_name="本月", before_name="上月"))
    shown(qtbot, card)
    card.set_data(["11-01", "11-02"], [100, 250], [50])

    assert card.chart.data() == (["", "本月", "上月"], [["11-01", "¥1.00", "¥0.50"], ["11-02", "¥2.50", ""]])
    item = card.table.item(1, 1)
    assert item is not None and item.text() == "¥2.50"


def test_a_chart_is_saved_as_a_picture_or_says_why_not(qtbot: QtBot, tmp_path: Path) -> None:
    chart = BarChart("生命周期", COUNT)
    shown(qtbot, chart, 300, 200)
    chart.set_data(["活跃", "沉睡"], [3, 1])

    save_picture(chart.picture(), tmp_path / "图.png")

    assert (tmp_path / "图.png").read_bytes().startswith(b"\x89PNG")
    assert chart.picture().width() == 600
    with pytest.raises(ShopError):
        save_picture(chart.picture(), tmp_path / "没有这个文件夹" / "图.png")


@pytest.mark.parametrize(
    ("low", "high", "step", "marks"),
    [
        (0, 0, 1, [0, 1]),
        (0, 3, 1, [0, 1, 2, 3]),
        (0, 97, 1, [0, 25, 50, 75, 100]),
        (-40, 97, 1, [-50, 0, 50, 100]),
        (0, 0.4, 0.01, [0, 0.1, 0.2, 0.3, 0.4]),
    ],
)
def test_marks_are_round_and_enclose(low: float, high: float, step: float, marks: list[float]) -> None:
    assert axis_marks(low, high, 5, step) == pytest.approx(marks)


def test_labels_leave_each_other_room() -> None:
    assert label_stride([30] * 10, 1000) == 1
    assert label_stride([30] * 100, 420) == 10
    assert label_stride([], 0) == 1


def test_numbers_are_short_on_an_axis() -> None:
    assert [short_number(n) for n in (0, 950, 12_000, 1_234_567, 2e8, 0.25)] == [
        "0",
        "950",
        "1.2万",
        "123.5万",
        "2亿",
        "0.25",
    ]


def test_the_curve_never_swings_beyond_its_points() -> None:
    heights = [0, 0, 100, 100, 20, 90, 90, 0]
    path = smooth_path([QPoint(10 * n, y).toPointF() for n, y in enumerate(heights)])

    ys = [path.pointAtPercent(share / 200).y() for share in range(201)]

    assert min(ys) >= -0.001 and max(ys) <= 100.001


def test_a_heat_map_is_walked_cell_by_cell(qtbot: QtBot, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    from ui.widgets.charts.heat_map import HeatMap, readable_on
    from ui.widgets.charts.values import PERCENT

    chart = HeatMap("留存", PERCENT, label_name="月", fact_name="人数")
    shown(qtbot, chart, 420, 160)
    chart.repaint()  # with nothing in it
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.current == -1
    chart.set_cells(["01", "02", "03"], ["9", "5", "1"], ["当月", "1", "2"], [[1, 0.5, 0.25], [1, 0.4], [1]])
    chart.repaint()
    known = [point for point, value in enumerate(chart.cells) if value is not None]
    assert known == [0, 1, 2, 3, 4, 6]
    assert [chart.point_at(chart.place_of_point(point)) for point in known] == known
    assert chart.point_at(chart.place_of_point(5)) == -1
    keys = (Qt.Key.Key_End, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down)
    walked = []
    for key in keys:
        qtbot.keyClick(chart, key)
        walked.append(chart.current)
    assert walked == [6, 6, 3, 4, 4, 4]
    assert chart.describe(4) == "02，1  40.0%"
    card = ChartCard("留存", chart)
    qtbot.addWidget(card)
    card.save_numbers(tmp_path / "numbers.xlsx")
    sheet = load_workbook(tmp_path / "numbers.xlsx").active
    assert sheet is not None
    assert list(sheet.iter_rows(values_only=True)) == [
        ("月", "人数", "当月", "1", "2"),
        ("01", "9", 1, 0.5, 0.25),
        ("02", "5", 1, 0.4, None),
        ("03", "1", 1, None, None),
    ]
    for ground in ("#C2410C", "#FF8A3D", "#FFFFFF", "#1E1F22", "#777777"):
        assert contrast(QColor(ground), readable_on(QColor(ground))) >= 4.5


def contrast(one: QColor, other: QColor) -> float:
    def luminance(shade: QColor) -> float:
        parts = [shade.redF(), shade.greenF(), shade.blueF()]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_a_line_has_a_gap_where_nothing_is_known(qapp: QApplication) -> None:
    """Neither drawn down to nought nor lost: a single value between unknown ones is a dot, before too."""
    chart = LineChart("推荐占比", PERCENT, now_name="本月", before_name="上月")
    chart.resize(400, 200)
    chart.set_data(["一", "二", "三", "四"], [None, 0.5, None, 0.52], [0.51, None, None, None])
    assert (chart.runs(), chart.runs(before=True)) == ([range(1, 2), range(3, 4)], [range(1)])
    assert chart.known_values() == [0.5, 0.52, 0.51]
    assert not chart.begins_at_nought(0.5, 0.52) and chart.begins_at_nought(0.1, 0.52)
    with_before = chart.grab().toImage()
    chart.set_data(["一", "二", "三", "四"], [None, 0.5, None, 0.52], [None] * 4)
    assert chart.grab().toImage() != with_before


def test_an_axis_from_near_encloses_its_values() -> None:
    for low, high in ((0.86, 0.871), (0.5, 0.5), (0.004, 0.005), (0.31, 0.4)):
        marks = axis_marks(low, high, 5, 0.01, from_nought=False)
        assert marks[0] <= low <= high <= marks[-1] and len(marks) >= 2
        assert marks[0] >= 0
