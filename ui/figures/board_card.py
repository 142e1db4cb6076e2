"""All figures in a card: the table, and a plot of one of them over its rows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox, QStackedWidget, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.insight.definitions import definition
from shopdesk.insight.spans import UNITS
from ui.figures.board_model import BoardModel, NamedRow
from ui.figures.board_table import BoardTable
from ui.widgets.cards import text_label
from ui.widgets.charts.bar_charts import HBarChart
from ui.widgets.charts.chart import Chart
from ui.widgets.charts.line_chart import LineChart
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.saved_card import Numbers, Saved, SavedCard
from ui.widgets.segmented import SegmentedControl

_MOST_BARS = 15
_HEIGHT = 360


class BoardCard(SavedCard):
    opened = Signal(int, str)  # row of the model, key of the figure

    def __init__(self, saved: Saved) -> None:
        super().__init__(_("全部数字"), saved)
        self.model = BoardModel()
        self._drawn: list[NamedRow] = []
        self.ways = SegmentedControl(
            [
                ("day", _("按日")), ("week", _("按周")), ("month", _("按月")), ("group_buy", _("按团期")),
                ("product", _("按商品")), ("community", _("按小区")),
            ],
            _("一行是"),
        )  # fmt: skip
        self.ways.choose("week")
        self.looks = SegmentedControl([("table", _("表格")), ("plot", _("图"))], _("怎么看"))
        self.looks.chosen.connect(lambda _key: self._look())
        self.figure = QComboBox()
        self.figure.setAccessibleName(_("画哪个数字"))
        for key, figure in self.model.figures.items():
            self.figure.addItem(figure.title, key)
        self.figure.currentIndexChanged.connect(lambda _at: self._draw())
        self.add_buttons()
        choices = QWidget()
        row = FlowLayout(choices, spacing=10)
        for widget in (self.ways, self.looks, self.figure):
            row.addWidget(widget)
        self.body.addWidget(choices)
        self.table = BoardTable(self.model, _("全部数字"))
        self.table.opened.connect(self.opened)
        self.table.sorted_anew.connect(self._follow_the_sort)
        self.line, self.bars = (
            kind(_("全部数字"), label_name=_("名称"), now_name=_("这段时间"), before_name=_("上一段"))
            for kind in (LineChart, HBarChart)
        )
        for chart in (self.line, self.bars):
            chart.point_clicked.connect(self._open_point)
        self._fill_stack()

    def _fill_stack(self) -> None:
        """Each look with what there is to know about it."""
        self.about = text_label("", "muted", wrap=True)
        about_table = _(
            "每个数字下面是和上一段（前面同样多的天数）比；点一个数字，或选中后按回车，看是哪些订单或会员；点表头排序。"
            "复购率、活跃率、僵尸率和人均累计消费算到那一行的最后一天；“—”是还没有人可以算。"
        )
        self._stack = QStackedWidget()
        self._stack.setMinimumHeight(_HEIGHT)
        self._stack.addWidget(_column(self.table, about=text_label(about_table, "muted", wrap=True)))
        self._stack.addWidget(_column(self.line, self.bars, about=self.about))
        self.body.addWidget(self._stack, 1)
        self._look()

    @property
    def chart(self) -> Chart:
        return self.line if self.ways.key() in UNITS else self.bars

    @property
    def key(self) -> str:
        """Of the figure that is drawn."""
        return str(self.figure.currentData())

    # ---- showing

    def show_rows(self, rows: Sequence[NamedRow]) -> None:
        """The whole first."""
        self.model.show(rows)
        self.table.fit_columns()
        self._draw()

    def _look(self) -> None:
        drawn = self.looks.key() == "plot"
        self._stack.setCurrentIndex(1 if drawn else 0)
        self.figure.setVisible(drawn)
        self.save_button.setVisible(drawn)

    def _follow_the_sort(self) -> None:
        if self.model.sorted_by is not None:
            self.figure.setCurrentIndex(self.figure.findData(self.model.sorted_by[0]))
        self._draw()

    def _draw(self) -> None:
        """Days in their order, everything else as the table has it, as far as there is room."""
        over_time, figure, chart = self.ways.key() in UNITS, self.model.figures[self.key], self.chart
        rows = self.model.parts if over_time else self.model.rows[1:]
        self._drawn = rows if over_time else rows[:_MOST_BARS]
        for each in (self.line, self.bars):
            each.setVisible(each is chart)
        chart.rename(figure.title)
        chart.style_of_values = figure.style
        values = [figure.values(named.row) for named in self._drawn]
        chart.set_data([named.name for named in self._drawn], [now for now, _then in values], [b for _n, b in values])
        words = definition(figure.meaning) + ("" if over_time else _("竖线是上一段。"))
        if len(self._drawn) < len(rows):
            words += _("图上是表格里的前 {shown} 行，一共 {count} 行。").format(
                shown=len(self._drawn), count=f"{len(rows):,}"
            )
        self.about.setText(words)

    def _open_point(self, point: int) -> None:
        self.opened.emit(self.model.rows.index(self._drawn[point]), self.key)

    # ---- out of the program

    def name(self) -> str:
        return self.chart.name if self.looks.key() == "plot" else _("全部数字")

    def texts(self) -> tuple[list[str], list[list[str]]]:
        return self.model.texts()

    def sheet(self) -> Numbers:
        return self.model.sheet()

    def picture(self) -> QImage:
        return self.chart.picture()


def _column(*widgets: QWidget, about: QWidget) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        column.addWidget(widget, 1)
    column.addWidget(about)
    return page
