"""Every part of the kit in one window, to look at: `python -m tests.ui_kit.gallery [FOLDER]`, with FOLDER: pictures."""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QRadioButton,
    QScrollArea,
    QSlider,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from shopdesk.base.money import format_fen
from ui.icons import icon
from ui.shortcuts import Shortcut, ShortcutsDialog
from ui.table.columns import Column
from ui.table.model import IdTableModel
from ui.table.view import BigTable
from ui.theme import apply_theme
from ui.widgets.bulk_bar import BulkBar
from ui.widgets.buttons import icon_button, plain_button, primary_button, push_button
from ui.widgets.cards import Card, page_title, text_label
from ui.widgets.charts.bar_charts import BarChart, HBarChart
from ui.widgets.charts.chart_card import ChartCard
from ui.widgets.charts.line_chart import LineChart
from ui.widgets.charts.values import COUNT, MONEY
from ui.widgets.chips import TagChip, TagFlow
from ui.widgets.confirm_dialog import ConfirmDialog
from ui.widgets.date_edit import DateEdit, styled_calendar
from ui.widgets.drawer import Drawer
from ui.widgets.empty_state import EmptyState
from ui.widgets.forms import Form
from ui.widgets.money_edit import MoneyEdit
from ui.widgets.multi_choice import MultiChoice
from ui.widgets.progress_dialog import ProgressDialog
from ui.widgets.search_box import SearchBox
from ui.widgets.segmented import SegmentedControl
from ui.widgets.stat_card import StatCard
from ui.widgets.toast import ToastArea

TAGS = (
    ("宝妈", "orange"),
    ("水果控", "green"),
    ("高频", "blue"),
    ("沉睡30天", "gray"),
    ("新人", "teal"),
    ("投诉过", "red"),
)
NAMES = ["徐喆", "李婷婷", "张玥", "高晓燕", "周玥", "李子轩", "周秀英", "胡建国", "李桂兰", "胡梓涵"]


@dataclass(frozen=True)
class Person:
    id: int
    name: str
    phone: str
    place: str
    tags: tuple[tuple[str, str], ...]
    orders: int
    spent_fen: int
    last: str


def person(number: int) -> Person:
    dice = random.Random(number)
    name = NAMES[number % len(NAMES)]
    if number % 17 == 0:
        name = "Z̷̛̗͑͝a̷l̷͙̊g̶͓̈́ơ̵̱" * 20
    if number % 13 == 0:
        name = "🌸小仙女👩‍👩‍👧‍👦🍎" + name
    return Person(
        number,
        name,
        f"138****{dice.randint(0, 9999):04d}",
        f"翠湖花园 {dice.randint(1, 20)} 栋",
        tuple(dice.sample(TAGS, dice.randint(0, 5))),
        dice.randint(0, 90),
        dice.randint(0, 3_000_000),
        f"11-{dice.randint(1, 30):02d} 周{dice.choice('一二三四五六日')}",
    )


COLUMNS: tuple[Column[Person], ...] = (
    Column("name", "昵称", lambda r: r.name, 150, sort_key="name", editable=True, set_value=lambda _i, _t: None),
    Column("phone", "手机号", lambda r: r.phone, 120),
    Column("place", "小区 / 楼栋", lambda r: r.place, 130, sort_key="place"),
    Column("tags", "标签", lambda r: " ".join(t for t, _ in r.tags), 190, chips=lambda r: r.tags),
    Column("orders", "订单", lambda r: str(r.orders), 80, "right", sort_key="orders"),
    Column("spent", "累计消费", lambda r: format_fen(r.spent_fen), 110, "right", sort_key="spent", strong=True),
    Column("last", "最近下单", lambda r: r.last, 110, icon=lambda _r: "clock", color=lambda _r: "muted"),
)


def make_table(rows: int = 100_000) -> BigTable:
    model = IdTableModel(COLUMNS, lambda ids: {i: person(i) for i in ids}, checkboxes=True)
    table = BigTable(model, "会员")
    table.set_ids(list(range(1, rows + 1)))
    for name, text in (("tag", "打标签"), ("file-spreadsheet", "导出 Excel"), ("trash-2", "删除")):
        table.addAction(QAction(icon(name, "muted"), text, table))
    return table


def members_page(toasts: ToastArea) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    head = QHBoxLayout()
    head.addWidget(page_title("会员"), 1)
    head.addWidget(plain_button("导入", icon_name="upload"))
    head.addWidget(plain_button("导出", icon_name="download"))
    undo = ("撤销", lambda: toasts.say("已撤销"))
    head.addWidget(primary_button("新建会员", lambda: toasts.say("已新建会员 王阿姨", undo), icon_name="plus"))
    column.addLayout(head)
    column.addWidget(SearchBox("搜索昵称 / 手机 / 备注（Ctrl+F）", shortcut_scope=page))
    table = make_table()
    column.addWidget(table, 1)
    bar = BulkBar("已选 {count} 人", least=2)
    bar.add("打标签", lambda: None, icon_name="tag")
    bar.add("导出 Excel", lambda: None, icon_name="file-spreadsheet")
    bar.cleared.connect(table.clearSelection)
    table.selection_changed.connect(bar.set_count)
    column.addWidget(bar)
    table.select_ids([2, 4, 5])
    drawer = Drawer(page)
    table.opened.connect(lambda i: drawer.open_with(member_panel(person(i)), person(i).name))
    drawer.open_with(member_panel(person(4)), "高晓燕")
    drawer.setObjectName("drawer")
    return drawer


def member_panel(who: Person) -> QWidget:
    panel = QWidget()
    column = QVBoxLayout(panel)
    column.setContentsMargins(0, 0, 8, 0)
    column.addWidget(text_label("翠湖花园 3 栋 · 2025-03-12", "muted"))
    row = QHBoxLayout()
    row.addWidget(plain_button("复制微信号", icon_name="copy"))
    row.addWidget(plain_button("写跟进", icon_name="message-circle"))
    column.addLayout(row)
    tags = TagFlow(removable=True)
    tags.set_tags((*TAGS, ("一个名字特别特别长的标签看看会不会被切掉", "pink")), icon_button("plus", "加标签"))
    column.addWidget(tags)
    for name, value in (("手机号", who.phone), ("订单 / 消费", "23 单 · ¥1,846.50"), ("邀请人", "李秀英")):
        line = QHBoxLayout()
        line.addWidget(text_label(name, "label"), 1)
        line.addWidget(text_label(value))
        column.addLayout(line)
    column.addStretch(1)
    return panel


def buttons_page() -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    card = Card("按钮")
    for enabled in (True, False):
        row = QHBoxLayout()
        for button in (
            primary_button("应用", icon_name="check"),
            plain_button("另存为视图"),
            push_button("删除", icon_name="trash-2", kind="danger"),
            push_button("清空", kind="quiet"),
            push_button("查看全部", kind="link"),
            push_button("抹掉一切", kind="danger-solid"),
            icon_button("bell", "提醒"),
        ):
            button.setEnabled(enabled)
            row.addWidget(button)
        row.addStretch(1)
        card.body.addLayout(row)
    column.addWidget(card)
    chips = Card("标签")
    flow = TagFlow(clickable=True)
    flow.set_tags((*TAGS, ("老顾客", "purple"), ("邻居", "yellow"), ("吃货", "pink"), ("#0055aa", "#0055aa")))
    chips.body.addWidget(flow)
    chips.body.addWidget(TagChip("可以去掉", "blue", removable=True))
    column.addWidget(chips)
    column.addStretch(1)
    return page


def icons_page() -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    folder = Path(__file__).parents[2] / "resources" / "icons"
    names = sorted(path.stem for path in folder.glob("*.svg"))
    for start in range(0, len(names), 20):
        row = QHBoxLayout()
        for name in names[start : start + 20]:
            label = QLabel()
            label.setPixmap(icon(name).pixmap(20, 20))
            label.setToolTip(name)
            row.addWidget(label)
        row.addStretch(1)
        column.addLayout(row)
    column.addStretch(1)
    return page


def empty_page() -> QWidget:
    return EmptyState(
        "还没有会员。粘贴一段接龙，或者把平台导出的表格拖进来。",
        ("导入", lambda: None),
        ("载入示例数据", lambda: None),
        icon_name="users",
    )


def form_page() -> QWidget:
    page = QWidget()
    row = QHBoxLayout(page)
    card = Card("新建会员")
    form = Form()
    form.add("昵称", QLineEdit("王阿姨"), required=True)
    form.add("手机号", QLineEdit("138"), hint="11 位").set_error("手机号要 11 位，现在只有 3 位。")
    form.add("应收", MoneyEdit(123450))
    form.add("生日", DateEdit(739_577))
    form.add("来源", combo("快团团", "群接龙", "有赞"))
    form.add("标签", MultiChoice("选标签", [(t, t) for t, _ in TAGS], ["宝妈", "高频"]))
    spin = QSpinBox()
    spin.setValue(3)
    form.add("份数", spin)
    form.add("备注", QPlainTextEdit("到货请单独通知"))
    card.body.addWidget(form)
    card.body.addLayout(ticks())
    card.body.addWidget(SegmentedControl([("d", "日"), ("w", "周"), ("m", "月")], "时段"))
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setValue(40)
    card.body.addWidget(slider)
    row.addWidget(card, 1)
    side = QVBoxLayout()
    loss = "800 位会员、9,000 张订单和全部图片会被删除，不能撤销。"
    side.addWidget(ConfirmDialog("抹掉整个店铺？", loss, "抹掉", type_this="翠湖花园"))
    progress = ProgressDialog("正在导入订单", lambda: None)
    progress.report(4210, 9000)
    side.addWidget(progress)
    side.addWidget(styled_calendar())
    keys = [
        Shortcut("到处", "Ctrl+K", "命令面板"),
        Shortcut("到处", "Ctrl+F / F3", "查找"),
        Shortcut("表格", "F2", "修改"),
    ]
    side.addWidget(ShortcutsDialog(keys))
    row.addLayout(side, 1)
    return scrolled(page)


def ticks() -> QHBoxLayout:
    row = QHBoxLayout()
    for text, state in (("同意营销", 2), ("部分", 1), ("免打扰", 0)):
        box = QCheckBox(text)
        box.setTristate(state == 1)
        box.setCheckState(Qt.CheckState(state))
        row.addWidget(box)
    for number, text in enumerate(("到店", "送货")):
        radio = QRadioButton(text)
        radio.setChecked(number == 0)
        row.addWidget(radio)
    return row


def combo(*texts: str) -> QComboBox:
    box = QComboBox()
    box.addItems(texts)
    return box


def scrolled(page: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    page.setProperty("role", "scrolled")
    area.setWidget(page)
    return area


def charts_page() -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    row = QHBoxLayout()
    for label, figure, change, good in (
        ("本月成交", "¥128,460.00", "+18.2% 较上月同期", True),
        ("活跃会员", "1,286", "+64 新增", True),
        ("复购率（30 天）", "41.7%", "-1.3 个百分点", False),
        ("待提货订单", "37", "其中 5 单已超 24 小时", None),
    ):
        stat = StatCard(label, "怎么算的：……", lambda: None)
        stat.set_figure(figure, change, good)
        row.addWidget(stat)
    column.addLayout(row)
    dice = random.Random(3)
    days = [f"11-{day:02d}" for day in range(1, 23)]
    line = ChartCard("成交额趋势", LineChart("成交额趋势", MONEY, now_name="本月", before_name="上月"))
    now = [float(dice.randint(200_000, 1_000_000)) for _ in days]
    line.set_data(days, now, [float(dice.randint(100_000, 700_000)) for _ in days])
    line.chart.current = 10
    bars = ChartCard("每周新会员", BarChart("每周新会员", COUNT, now_name="今年", before_name="去年"))
    bars.set_data([f"第{n}周" for n in range(1, 9)], [3, 9, 12, 7, 0, 21, 14, 9], [5, 5, 8, 9, 12, 3, 4, 18])
    middle = QHBoxLayout()
    middle.addWidget(line, 3)
    middle.addWidget(bars, 2)
    column.addLayout(middle, 3)
    goods = ChartCard("热卖商品", HBarChart("热卖商品", MONEY))
    names = ["砂糖橘 5斤", "阿克苏苹果", "一个名字特别长的商品看看怎么省略", "鲜牛奶"]
    goods.set_data(names, [370100, 424600, 538200, 383400])
    column.addWidget(goods, 2)
    page.setMinimumHeight(640)
    return scrolled(page)


class Gallery(QMainWindow):
    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("掌柜台 UI")
        self.toasts = ToastArea(self)
        self.tabs = QTabWidget()
        for title, page in (
            ("会员", members_page(self.toasts)),
            ("按钮", buttons_page()),
            ("图标", icons_page()),
            ("表单", form_page()),
            ("图表", charts_page()),
            ("空", empty_page()),
        ):
            self.tabs.addTab(page, title)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(16, 8, 16, 12)
        column.addWidget(self.tabs)
        self.setCentralWidget(holder)


def save_pictures(app: QApplication, window: Gallery, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for mode in ("light", "dark"):
        apply_theme(app, "light" if mode == "light" else "dark")
        for number in range(window.tabs.count()):
            window.tabs.setCurrentIndex(number)
            if number == 0:
                window.toasts.say("已把 3 位会员加上标签「宝妈」", ("撤销", lambda: None))
                window.toasts.say("文件被 Excel 占用，请关掉后再试", kind="error")
            for _ in range(5):
                app.processEvents()
            window.grab().save(str(folder / f"{mode}_{number}.png"))
            for toast in window.toasts.toasts():
                toast.leave()


def main() -> None:
    app = QApplication(sys.argv)
    apply_theme(app)
    window = Gallery()
    window.resize(1366, 768)
    window.show()
    if len(sys.argv) > 1:
        QTimer.singleShot(0, lambda: (save_pictures(app, window, Path(sys.argv[1])), app.quit()))
    app.exec()


if __name__ == "__main__":
    main()
